"""A fuzzer that follows the code's branches: `python -m tests.reliability.fuzz --seconds 600`.

It needs atheris (Linux on x86-64, Python before 3.14). Each target runs in a process of its own, because libFuzzer ends
the process when its time is over. What counts as a finding is what counts in `damage`; a finding is left in the folder
that is named.
"""

from __future__ import annotations

import argparse
import importlib.util
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

TARGETS = ("scenario", "short code", "link", "expression", "settings of a lesson", "lesson")
INPUT_LIMIT_BYTES, MEMORY_MB = 4096, 2048
_STATISTICS = re.compile(r"stat::(\w+):\s+(\d+)")
_COVERAGE = re.compile(r"cov: (\d+) ft: (\d+) corp: (\d+)")


def is_here() -> bool:
    """Whether the fuzzer is installed."""
    return importlib.util.find_spec("atheris") is not None


def attack(target: str, seconds: int, folder: Path, seed: int) -> tuple[bool, str]:
    """Fuzz one target for some time; whether nothing was found, and a sentence with figures."""
    corpus = folder / target.replace(" ", "-")
    corpus.mkdir(parents=True, exist_ok=True)
    environment = os.environ | {"OPENBLAS_NUM_THREADS": "1"}
    with tempfile.TemporaryDirectory() as scratch:  # libFuzzer leaves without tidying up
        command = [
            sys.executable, "-m", "tests.reliability.fuzz", "--inside", target, scratch, str(corpus),
            f"-max_total_time={seconds}", f"-max_len={INPUT_LIMIT_BYTES}", "-timeout=5", f"-rss_limit_mb={MEMORY_MB}",
            f"-seed={seed}", "-print_final_stats=1", f"-artifact_prefix={corpus}/finding-",
        ]  # fmt: skip
        ended = subprocess.run(command, env=environment, capture_output=True, text=True, errors="replace")
    figures = dict(_STATISTICS.findall(ended.stderr))
    coverage = _COVERAGE.findall(ended.stderr)
    ways = f"{coverage[-1][0]} places, corpus of {coverage[-1][2]}" if coverage else "no coverage told"
    said = (
        f"{target}: {figures.get('number_of_executed_units', '?')} inputs in {seconds} s, {ways}, "
        f"slowest {figures.get('slowest_unit_time_sec', '?')} s, memory {figures.get('peak_rss_mb', '?')} MB at most"
    )
    if ended.returncode:
        said += "\n" + "\n".join(ended.stderr.splitlines()[-40:])
    return ended.returncode == 0, said


def inside(target: str, scratch: Path, arguments: Sequence[str]) -> None:
    """The process of one target; it does not return. `arguments` are those of libFuzzer, first the corpus."""
    import atheris

    with atheris.instrument_imports(include=["simulator.scenario", "simulator.engine.axis", "tomllib"]):
        from tests.reliability.readers import complaint, reader_of

    reader, corpus = reader_of(target), Path(arguments[0])
    for number, sample in enumerate(reader.samples()):
        (corpus / f"sample-{number}").write_bytes(sample[:INPUT_LIMIT_BYTES])

    def one(data: bytes) -> None:
        try:
            reader.read(data, scratch)
        except reader.refusals as error:
            if wrong := complaint(error):
                raise AssertionError(f"{wrong}: {error}") from None

    atheris.Setup([sys.argv[0], *arguments], one)
    atheris.Fuzz()


def main(arguments: Sequence[str] | None = None) -> int:
    """The command."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    if given[:1] == ["--inside"]:
        inside(given[1], Path(given[2]), given[3:])
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--seconds", type=int, default=600, help="for each target")
    parser.add_argument("--only", help="one target")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--keep", type=Path, default=Path("out/fuzz"), help="a folder for corpus and findings")
    chosen = parser.parse_args(given)
    if not is_here():
        print("Nothing was tried: atheris is not installed (make test installs it, where there is a wheel).")
        return 1
    is_good = True
    for target in TARGETS:
        if chosen.only in (None, target):
            went_well, said = attack(target, chosen.seconds, chosen.keep, chosen.seed)
            print(said, flush=True)
            is_good = is_good and went_well
    return int(not is_good)


if __name__ == "__main__":
    sys.exit(main())
