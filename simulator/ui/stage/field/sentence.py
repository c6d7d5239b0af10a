"""The sentence under the tree, in lines: links stand at the end of the last one, and it has the others for itself."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from simulator.ui.stage.ink import metrics
from simulator.ui.theme import Name

LEAST_LETTERS = 6
"""Less of a sentence says nothing."""

_CUT = "…"


@lru_cache(maxsize=64)
def lines_of(
    theme: Name, weight: int, versions: tuple[str, ...], wide: float, links: float, most: int
) -> tuple[tuple[str, ...], bool]:
    """The first version of a sentence that has room, else as much as there is of the last one; and whether it is cut.

    Lines are `wide` pixels, the last of them less by `links`; it may stay empty.
    """
    measured = metrics(theme, "secondary", weight).horizontalAdvance
    space = measured(" ")
    for text in versions:
        words = [(word, measured(word)) for word in text.split()]
        for count in range(1, most + 1):
            lines = _broken(words, space, _widths(wide, links, count))
            if lines is not None:
                return lines, False
    while len(words) > 1:
        last = words[-2][0].rstrip(",;:.") + _CUT
        words[-2:] = [(last, measured(last))]
        lines = _broken(words, space, _widths(wide, links, most))
        if lines is not None and len(" ".join(lines).strip()) > LEAST_LETTERS:
            return lines, True
        words[-1] = (last.removesuffix(_CUT), 0.0)
    return (), True


def _widths(wide: float, links: float, count: int) -> list[float]:
    return [wide] * (count - 1) + [wide - links]


def _broken(words: Sequence[tuple[str, float]], space: float, widths: Sequence[float]) -> tuple[str, ...] | None:
    """Words, with the width of each, in lines of these widths; nothing where they have no room."""
    lines, taken = [""], 0.0
    for word, wide in words:
        longer = taken + space + wide if lines[-1] else wide
        while longer > widths[len(lines) - 1]:
            if len(lines) == len(widths):
                return None
            lines.append("")
            longer = wide
        lines[-1], taken = f"{lines[-1]} {word}".lstrip(), longer
    return (*lines, *[""] * (len(widths) - len(lines)))
