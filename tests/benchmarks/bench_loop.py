"""How long the main loop is away, for every kind of deed, in windows of two sizes (tests/reliability/absences.py).

python -m tests.benchmarks.bench_loop [--keep FILE] [--before FILE]: figures that were kept before a change stand beside
those of now. They are milliseconds of the main thread's work, scaled by a reference that is measured among the deeds.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from tests.reliability.absences import watched_apart

SIZES = ("1280x800", "1920x1080")
KINDS = {
    "theme": ("theme_",),
    "size of text": ("text_",),
    "language": ("language ",),
    "presenting": ("present",),
    "tab Learned, first time": ("tab learned, first",),
    "tab Map, first time": ("tab map, first",),
    "other tabs": ("tab ",),
    "training": ("training", "learned, "),
    "A | B": ("A | B", "swap", "adopt", "drop"),
    "history": ("history",),
    "dialogs, first time": (", first time",),
    "opening a scenario": ("open ",),
    "size of the window": ("size ", "full"),
    "lessons": (": ",),
}
"""The first kind counts whose words a deed has."""

Figures = dict[str, list[float]]
"""Of each kind, for each size: the longest absence, and the work of the deed with the most work."""


def measured() -> Figures:
    """All deeds, at both sizes."""
    figures: Figures = {}
    for size in SIZES:
        deeds = watched_apart("--short", "--size", size)
        for kind in (*KINDS, "anything else"):
            rows = [row for row in deeds if _kind(row[0]) == kind]
            figures.setdefault(kind, []).extend((max(row[1] for row in rows), max(row[2] for row in rows)))
    return figures


def _kind(name: str) -> str:
    return next((kind for kind, words in KINDS.items() if any(word in name for word in words)), "anything else")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--keep", default="")
    parser.add_argument("--before", default="")
    given = parser.parse_args()
    now = measured()
    if given.keep:
        Path(given.keep).write_text(json.dumps(now))
    before: Figures = json.loads(Path(given.before).read_text()) if given.before else {}
    print(f"{'longest absence, work (ms)':28s}" + "".join(f"{size:>22s}" for size in SIZES))
    for kind, figures in now.items():
        print(f"{kind:28s}" + _row(figures))
        if kind in before:
            print(f"{'  before':28s}" + _row(before[kind]))


def _row(figures: list[float]) -> str:
    return "".join(f"{figures[i]:15.0f}{figures[i + 1]:7.0f}" for i in (0, 2))


if __name__ == "__main__":
    main()
