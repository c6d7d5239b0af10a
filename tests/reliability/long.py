"""All that takes long, one part after the other, with a report: `python -m tests.reliability.long` (make reliability).

The report is written anew after each part, so that it is there when the rest is stopped. What a part says beside its
figures is in a file of its own. The status is 1 if a part failed.
"""

from __future__ import annotations

import argparse
import os
import platform
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SHOWN_LINES = 25


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A command of Python, and what it is there to show."""

    name: str
    shows: str
    command: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """How a part ended: its status, minutes by the clock, what it printed and its last words to stderr."""

    part: Part
    status: int
    minutes: float
    said: str
    complained: str


PARTS = (
    Part(
        name="absences", shows="the main loop is never away for long, 1280 × 800",
        command=("-m", "tests.reliability.absences"),
    ),
    Part(
        name="absences, large", shows="the same at 1920 × 1080",
        command=("-m", "tests.reliability.absences", "--size", "1920x1080"),
    ),
    Part(
        name="kills", shows="saving is one step",
        command=("-m", "tests.reliability.kills", "--count", "1000"),
    ),
    Part(
        name="damage", shows="damaged files: one plain message",
        command=("-m", "tests.reliability.damage", "--count", "140000"),
    ),
    Part(
        name="walk", shows="nothing is cut off or covered: all states, languages, sizes",
        command=("-m", "tests.accessibility.walk"),
    ),
    Part(
        name="fuzz", shows="the same as damage, by a fuzzer that follows the code",
        command=("-m", "tests.reliability.fuzz", "--seconds", "600"),
    ),
    Part(
        name="random user", shows="an hour: errors, stale windows, what was reached, stalls, memory",
        command=("-m", "tests.soak.random_user", "--seed", "1", "--seconds", "3600", "--strict"),
    ),
    Part(
        name="one window", shows="two hours in a window that stays open: errors, stalls, memory",
        command=("-m", "tests.soak.random_user", "--seed", "1", "--seconds", "7200", "--strict", "--stays"),
    ),
)  # fmt: skip


def done(part: Part, folder: Path) -> Done:
    """Do a part; what it prints is passed on as it comes."""
    print(f"== {part.name}: {part.shows}", flush=True)
    began, said = time.monotonic(), list[str]()
    errors = folder / f"{part.name.replace(', ', '-').replace(' ', '-')}.log"
    with errors.open("w", encoding="utf-8") as log:
        command = [sys.executable, *part.command]
        with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=log, encoding="utf-8") as process:
            assert process.stdout is not None
            for line in process.stdout:
                said.append(line)
                print(line, end="", flush=True)
    minutes = (time.monotonic() - began) / 60.0
    complained = "".join(errors.read_text("utf-8", "replace").splitlines(keepends=True)[-SHOWN_LINES:])
    return Done(part=part, status=process.returncode, minutes=minutes, said="".join(said), complained=complained)


def report(parts: Sequence[Done]) -> str:
    """Markdown: a row for each part, then what each said last."""
    machine = f"Python {platform.python_version()}, {platform.system()}, {os.cpu_count()} processors"
    lines = [f"# Long tests\n\n{machine}.\n", "| part | shows | result | minutes |", "|---|---|---|---|"]
    for one in parts:
        result = "held" if one.status == 0 else f"**failed** (status {one.status})"
        lines.append(f"| {one.part.name} | {one.part.shows} | {result} | {one.minutes:.0f} |")
    for one in parts:
        words = "".join(one.said.splitlines(keepends=True)[-SHOWN_LINES:])
        if one.status:
            words += one.complained
        lines.append(f"\n## {one.part.name}\n\n```\n{words.rstrip()}\n```")
    return "\n".join(lines) + "\n"


def main(arguments: Sequence[str] | None = None, parts: Sequence[Part] = PARTS) -> int:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("only", nargs="*", help=", ".join(part.name for part in parts))
    parser.add_argument("--out", type=Path, default=ROOT / "out" / "reliability", help="a folder")
    chosen = parser.parse_args(arguments)
    if unknown := set(chosen.only) - {part.name for part in parts}:
        parser.error(f"there is no part {', '.join(sorted(unknown))}")
    chosen.out.mkdir(parents=True, exist_ok=True)
    ended: list[Done] = []
    for part in parts:
        if not chosen.only or part.name in chosen.only:
            ended.append(done(part, chosen.out))
            (chosen.out / "report.md").write_text(report(ended), "utf-8")
    failed = [one.part.name for one in ended if one.status]
    print(f"== {len(ended)} parts, {', '.join(failed) or 'none'} failed; {chosen.out / 'report.md'}")
    return int(bool(failed))


if __name__ == "__main__":
    sys.exit(main())
