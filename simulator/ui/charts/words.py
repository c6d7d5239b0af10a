"""Figures and sentences of the charts."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable

from simulator.ui.text import digits, mark, signs, tr

Table = list[tuple[str | int | float, ...]]
"""A chart's numbers, row by row; the first row names the columns."""

DEPTH_TOLERANCE = 0.05
SHARE_TOLERANCE = 0.005
"""Changes that are not worth a word: below what is shown of a depth or a share."""


def depth(value: float) -> str:
    """A depth, as it is shown: 4.4."""
    return digits(value, ".1f")


def share(value: float) -> str:
    """A share, as it is shown: 0.63, 0.047, 0.002; three decimals where two would say little."""
    if value == 0:
        return "0"
    if abs(value) < 0.0005:
        return "≈ 0"
    text = digits(value, ".2f") if abs(value) >= 0.0995 else digits(value, ".3f")
    return text.replace("-", "−")


def change(value: float) -> str:
    """A change of a share, with its sign: +0.12, −0.007."""
    return f"+{share(value)}" if value >= 0.0005 else share(value)


_SUPERSCRIPTS = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_WRITTEN_OUT = 1_000_000
"""Larger numbers are shown as a power of ten: nobody counts their digits."""


def count(value: float) -> str:
    """How many, as it is shown: 64, 250,000, 2.5 × 10⁶, ∞; below ten with a decimal unless it is whole."""
    if math.isinf(value):
        return "∞"
    if value < 9.95 and abs(value - round(value)) >= 0.05:
        return digits(value, ".1f")
    if value < _WRITTEN_OUT - 0.5:
        return digits(_three_digits(value), ",")
    exponent = math.floor(math.log10(value))
    times = f"{value / 10.0**exponent:.1f}"
    if times == "10.0":
        exponent, times = exponent + 1, "1.0"
    return power(exponent) if times == "1.0" else f"{signs(times.removesuffix('.0'))} × {power(exponent)}"


def power(exponent: int) -> str:
    """A power of ten, as it is shown: 100, 10,000, 10⁶."""
    return digits(10**exponent, ",") if 0 <= exponent < 6 else f"10{str(exponent).translate(_SUPERSCRIPTS)}"


def _three_digits(value: float) -> int:
    """A whole number with no more digits than can be read at a glance."""
    exponent = max(math.floor(math.log10(value)) - 2, 0) if value >= 1 else 0
    return int(round(value / 10.0**exponent) * 10**exponent)


def wrapped(text: str, advance: Callable[[str], float], width: float) -> str:
    """Text in lines of at most this width; what is carried over stands as far in as its line."""
    lines = []
    for line in text.split("\n"):
        first, *rest = line.strip().split(" ")
        indent = line[: len(line) - len(line.lstrip())]
        shown = indent + first
        for word in rest:
            if advance(f"{shown} {word}") > width:
                lines.append(shown)
                shown = indent + word
            else:
                shown += f" {word}"
        lines.append(shown)
    return "\n".join(lines)


_COURSES = {
    "start": mark("{what} is {start} at round 0."),
    "level": mark("{what} stays at {start} up to round {last}."),
    "rise": mark("{what} rises from {start} to {end} at round {last}."),
    "rise, stay": mark("{what} rises from {start} to {end} at round {settled} and stays there."),
    "fall": mark("{what} falls from {start} to {end} at round {last}."),
    "fall, stay": mark("{what} falls from {start} to {end} at round {settled} and stays there."),
    "top": mark("{what} rises from {start} to {top} at round {top_round}, then falls to {end} at round {last}."),
    "low": mark("{what} falls from {start} to {low} at round {low_round}, then rises to {end} at round {last}."),
    "top, low": mark(
        "{what} rises from {start} to {top} at round {top_round}, falls to {low} at round {low_round}, "
        "and is {end} at round {last}."
    ),
    "low, top": mark(
        "{what} falls from {start} to {low} at round {low_round}, rises to {top} at round {top_round}, "
        "and is {end} at round {last}."
    ),
}


def course(what: str, values: Iterable[float], shown: Callable[[float], str], tolerance: float) -> str:
    """How a figure goes from round 0 on, in one sentence; turns smaller than the tolerance are passed over."""
    figures = [float(value) for value in values]
    last, start, end = len(figures) - 1, figures[0], figures[-1]
    top, low = max(figures), min(figures)
    # From here on it is, as far as can be seen, where it ends.
    settled = last
    while settled and abs(figures[settled - 1] - end) <= tolerance:
        settled -= 1
    turns = []
    if top > max(start, end) + tolerance:
        turns.append((figures.index(top), "top"))
    if low < min(start, end) - tolerance:
        turns.append((figures.index(low), "low"))
    if last == 0:
        kind = "start"
    elif top - low <= tolerance:
        kind = "level"
    elif turns:
        kind = ", ".join(name for _, name in sorted(turns))
    else:
        kind = ("rise" if end > start else "fall") + (", stay" if settled < last else "")
    return tr(
        _COURSES[kind], what=what, start=shown(start), end=shown(end), last=last, settled=settled,
        top=shown(top), top_round=figures.index(top), low=shown(low), low_round=figures.index(low),
    )  # fmt: skip
