"""Damaged files by the thousands: `python -m tests.reliability.damage --count 100000`.

Each is read as the program reads it. What counts as a finding: an exception that is no refusal, a refusal that is no
plain message, an answer that takes more than a second, memory more than 100 MB above the start. A finding is saved
(`--keep FOLDER`) and makes the exit status 1.
"""

from __future__ import annotations

import argparse
import gc
import hashlib
import random
import resource
import sys
import tempfile
import time
import traceback
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.reliability.mutations import MUTATORS
from tests.reliability.readers import READERS, Reader, complaint

SLOWEST_S, MEMORY_MB = 1.0, 100.0
_COLLECT_EVERY = 500


@dataclass(slots=True)
class Tally:
    """What became of the files of one kind."""

    name: str
    read: int = 0
    taken: int = 0
    slowest_s: float = 0.0


@dataclass(frozen=True, slots=True)
class Finding:
    """A file that is not read as it should be."""

    reader: str
    what: str
    data: bytes


def damaged(reader: Reader, count: int, seed: int) -> Iterator[bytes]:
    """That many damaged files of a kind, the same for the same seed."""
    chance = random.Random(f"{reader.name} {seed}")
    samples, mutators = reader.samples(), MUTATORS[reader.damage]
    for _ in range(count):
        yield chance.choice(mutators)(chance.choice(samples), chance)


def verdict(reader: Reader, data: bytes, folder: Path) -> tuple[str | None, bool, float]:
    """What is wrong with how a file is read, if anything; whether it was taken; seconds of the processor."""
    start = time.process_time()
    try:
        reader.read(data, folder)
    except reader.refusals as error:
        return complaint(error), False, time.process_time() - start
    except Exception:
        return traceback.format_exc(), False, time.process_time() - start
    return None, True, time.process_time() - start


def examine(reader: Reader, count: int, seed: int, folder: Path) -> tuple[Tally, list[Finding]]:
    """Read that many damaged files of a kind."""
    tally, findings = Tally(reader.name), list[Finding]()
    for data in damaged(reader, count, seed):
        what, is_taken, seconds = verdict(reader, data, folder)
        if seconds > SLOWEST_S:
            what = what or f"took {seconds:.1f} s"
        tally.read += 1
        tally.taken += is_taken
        tally.slowest_s = max(tally.slowest_s, seconds)
        if what is not None:
            findings.append(Finding(reader.name, what, data))
        if tally.read % _COLLECT_EVERY == 0:
            gc.collect()
    return tally, findings


def memory_mb() -> float:
    """The most memory that this process has held so far."""
    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / 1e6


def main(arguments: Sequence[str] | None = None) -> int:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--count", type=int, default=100_000, help="damaged files in all")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", help="one kind")
    parser.add_argument("--keep", type=Path, help="a folder for the findings")
    chosen = parser.parse_args(arguments)
    readers = [reader for reader in READERS if chosen.only in (None, reader.name)]
    problems = 0
    with tempfile.TemporaryDirectory() as folder:
        for reader in readers:  # what reading needs at all is no growth
            examine(reader, 20, -1, Path(folder))
        start = memory_mb()
        for reader in readers:
            tally, findings = examine(reader, -(-chosen.count // len(readers)), chosen.seed, Path(folder))
            print(
                f"{tally.name}: {tally.read} files, {tally.taken} taken, {len(findings)} findings, "
                f"slowest {tally.slowest_s:.2f} s", flush=True,
            )  # fmt: skip
            problems += len(findings)
            for finding in findings[:20]:
                print(f"  {finding.what.strip().splitlines()[-1][:300]}", flush=True)
                if chosen.keep is not None:
                    chosen.keep.mkdir(parents=True, exist_ok=True)
                    name = f"{reader.name.replace(' ', '-')}-{hashlib.sha1(finding.data).hexdigest()[:10]}"
                    (chosen.keep / name).write_bytes(finding.data)
                    (chosen.keep / f"{name}.txt").write_text(finding.what, "utf-8")
        grown = memory_mb() - start
    print(f"memory: {grown:.0f} MB above the start at most; {problems} findings")
    return int(problems > 0 or grown > MEMORY_MB)


if __name__ == "__main__":
    sys.exit(main())
