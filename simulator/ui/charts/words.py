"""Figures and sentences of the charts."""

from __future__ import annotations

from collections.abc import Sequence

from simulator.engine.outcome import Array
from simulator.ui.text import mark, tr

Table = list[tuple[str | int | float, ...]]
"""A chart's numbers, row by row; the first row names the columns."""

DEPTH_TOLERANCE = 0.05
SHARE_TOLERANCE = 0.005
"""Changes that are not worth a word: below what is shown of a depth or a share."""


def depth(value: float) -> str:
    """A depth, as it is shown: 4.4."""
    return f"{value:.1f}"


def share(value: float) -> str:
    """A share, as it is shown: 0.63, 0.047, 0.002; three decimals where two would say little."""
    if value == 0:
        return "0"
    if abs(value) < 0.0005:
        return "≈ 0"
    text = f"{value:.2f}" if abs(value) >= 0.0995 else f"{value:.3f}"
    return text.replace("-", "−")


def change(value: float) -> str:
    """A change of a share, with its sign: +0.12, −0.007."""
    return share(value) if value <= 0 or abs(value) < 0.0005 else f"+{share(value)}"


_COURSES = {
    (): mark("{what} goes from {start} at round 0 to {end} at round {last}."),
    ("top",): mark("{what} rises from {start} to {top} at round {top_round}, then falls to {end} at round {last}."),
    ("low",): mark("{what} falls from {start} to {low} at round {low_round}, then rises to {end} at round {last}."),
    ("top", "low"): mark(
        "{what} rises from {start} to {top} at round {top_round}, falls to {low} at round {low_round}, "
        "and ends at {end} at round {last}."
    ),
    ("low", "top"): mark(
        "{what} falls from {start} to {low} at round {low_round}, rises to {top} at round {top_round}, "
        "and ends at {end} at round {last}."
    ),
}


def course(what: str, values: Array | Sequence[float], tolerance: float, decimals: int | None = None) -> str:
    """How a figure goes from round 0 on, in one sentence; turns smaller than the tolerance are passed over."""
    figures = [float(value) for value in values]
    last = len(figures) - 1
    shown = depth if decimals == 1 else share
    start, end, top, low = figures[0], figures[-1], max(figures), min(figures)
    if last == 0:
        return tr("{what} is {start} at round 0.", what=what, start=shown(start))
    if top - low < tolerance:
        return tr("{what} stays at {start} up to round {last}.", what=what, start=shown(start), last=last)
    # The top is the first round that reaches it, as far as can be seen: a plateau is entered, not left.
    top_round = next(i for i, value in enumerate(figures) if value >= top - tolerance)
    low_round = next(i for i, value in enumerate(figures) if value <= low + tolerance)
    turns: list[tuple[int, str]] = []
    if top > max(start, end) + tolerance:
        top_round = figures.index(top)
        turns.append((top_round, "top"))
    if low < min(start, end) - tolerance:
        low_round = figures.index(low)
        turns.append((low_round, "low"))
    values_ = {
        "what": what, "start": shown(start), "end": shown(end), "last": last,
        "top": shown(top), "top_round": top_round, "low": shown(low), "low_round": low_round,
    }  # fmt: skip
    if not turns and end > start:
        if top_round < last:
            text = mark("{what} rises from {start} to {end} at round {top_round} and stays there.")
        else:
            text = mark("{what} rises from {start} to {end} at round {last}.")
    elif not turns and end < start:
        if low_round < last:
            text = mark("{what} falls from {start} to {end} at round {low_round} and stays there.")
        else:
            text = mark("{what} falls from {start} to {end} at round {last}.")
    else:
        text = _COURSES[tuple(name for _, name in sorted(turns))]
    return tr(text, **values_)
