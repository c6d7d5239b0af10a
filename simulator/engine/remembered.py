"""What is remembered of runs for a moment, all over the program, and is given back together.

Whoever keeps runs, or what was computed of them, says how to forget it where the place for it is made.
"""

from __future__ import annotations

from collections.abc import Callable

_places: list[Callable[[], None]] = []


def forgotten_with_runs(forget: Callable[[], None]) -> None:
    """Have `forget` called whenever runs are forgotten."""
    _places.append(forget)


def forget_runs() -> None:
    """Give back runs, and what was computed of them, that nobody shows any more: up to some 100 MB.

    Whoever still has some keeps them.
    """
    for forget in _places:
        forget()
