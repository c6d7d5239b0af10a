"""The shape of a curve in the words that a learner can choose from, and whether a choice agrees with the figures."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, get_args

Course = Literal[
    "rises", "falls", "rises then falls", "falls then rises", "rises then levels off", "falls then levels off", "stays",
]  # fmt: skip
COURSES: tuple[Course, ...] = get_args(Course)

FLAT = 0.05
"""A curve stays if it moves by less than this share of its largest figure."""
VISIBLE = 0.03
"""A turn is one that can be seen on the chart: this share of the whole range, a line's width or so."""
SLIGHT = 0.10
"""Who overlooks a turn smaller than this share of the range has seen right all the same."""
LATE = 5 / 6
"""What has not moved since this part of the run has leveled off."""


def agree(values: Sequence[float]) -> tuple[Course, ...]:
    """All words that fit the figures; where a shape is in between, those of both sides. At least one."""
    low, high, first, last = min(values), max(values), values[0], values[-1]
    span = high - low
    if span <= FLAT * max(abs(low), abs(high)) or len(values) < 2:
        return ("stays",)
    seen, slight = VISIBLE * span, SLIGHT * span
    fit: list[Course] = []
    settled = abs(values[int(LATE * (len(values) - 1))] - last) <= slight
    if last > first and high - last <= slight and first - low <= slight:
        fit += ["rises", "rises then levels off"] if settled else ["rises"]
    if last < first and last - low <= slight and high - first <= slight:
        fit += ["falls", "falls then levels off"] if settled else ["falls"]
    if high - first > slight and high - last > seen and high > max(first, last):
        fit.append("rises then falls")
    if first - low > slight and last - low > seen and low < min(first, last):
        fit.append("falls then rises")
    return tuple(fit) or (("rises" if last > first else "falls"),)
