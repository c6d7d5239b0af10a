"""Scales and ticks: from figures to round numbers along an axis. Pure."""

from __future__ import annotations

import math
from dataclasses import dataclass

from simulator.ui.text import digits

_STEPS = (1.0, 2.0, 5.0)
_MOST_STEPS = 6
"""Few numbers are read, however large the chart is."""

_SMALLEST_SHARE = 0.05
"""A chart of shares never zooms in further: below, noise would look like news."""

_WHOLE_FROM = 0.35
"""Shares above it are shown on the whole scale, up to 1: a drag then moves the curve and never the scale."""

_BELOW = 0.2
"""The room under 0 grows in such parts of half a step, so that small changes leave it alone."""

SEEN = 0.05
"""The part of an axis by which an end has to move to be seen to have moved."""


@dataclass(frozen=True, slots=True)
class Scale:
    """What an axis shows, from `low` to `high`, and where its numbers stand."""

    low: float
    high: float
    ticks: tuple[float, ...] = ()

    def contains(self, value: float) -> bool:
        """Whether a value lies on the axis; rounding does not push it off."""
        slack = 1e-9 * (self.high - self.low)
        return self.low - slack <= value <= self.high + slack

    def is_another(self, before: Scale) -> bool:
        """Whether somebody sees that this is not the scale that was there before."""
        moved = max(abs(self.low - before.low), abs(self.high - before.high))
        return moved > SEEN * (self.high - self.low)


def whole_ticks(last: int, room: float, spacing: float) -> tuple[float, ...]:
    """Whole numbers from 0 to `last`, at least `spacing` pixels apart; steps that end on `last` are preferred.

    Where there is not even room for two, 0 stands alone.
    """
    if last <= 0:
        return (0.0,)
    least = last * spacing / max(room, 1.0)
    steps = (1, 2, 3, 4, 5, 6, 10, 12) if last <= 24 else (1, 2, 5, 10, 20, 50)
    wide = [step for step in steps if step >= least] or [last + 1]
    even = [step for step in wide if last % step == 0 and step < 2 * wide[0]]
    return tuple(float(tick) for tick in range(0, last + 1, (even or wide)[0]))


def whole_scale(last: int, room: float, spacing: float) -> Scale:
    """An axis of rounds or depths."""
    return Scale(0.0, float(max(last, 1)), whole_ticks(last, room, spacing))


def share_scale(low: float, high: float, room: float, spacing: float) -> Scale:
    """An axis of shares around 0: up to half a step above the data, or to 1 where they come near."""
    high, low = max(high, _SMALLEST_SHARE), min(low, 0.0)
    if high > _WHOLE_FROM:
        high = max(high, 1.0)
    step = nice_step((high - low) * max(spacing / max(room, spacing), 1 / _MOST_STEPS))
    half = step / 2
    top = min(math.ceil(high / half - 1e-9) * half, max(high, 1.0))
    bottom = -_tidy(math.ceil(-low / (half * _BELOW) - 1e-9) * half * _BELOW)
    first, last = math.ceil(bottom / step - 1e-9), math.floor(top / step + 1e-9)
    return Scale(bottom, top, tuple(_tidy(n * step) for n in range(first, last + 1)))


def signed_scale(low: float, high: float, least: float, room: float, spacing: float) -> Scale:
    """An axis around 0 for differences, which reaches at least to `least` on one side; half a step beyond the data."""
    low, high = min(low, 0.0), max(high, 0.0)
    if high - low < least:
        high = max(high, low + least)
    step = nice_step((high - low) * max(spacing / max(room, spacing), 1 / _MOST_STEPS))
    half = step / 2
    top, bottom = _tidy(math.ceil(high / half - 1e-9) * half), -_tidy(math.ceil(-low / half - 1e-9) * half)
    first, last = math.ceil(bottom / step - 1e-9), math.floor(top / step + 1e-9)
    return Scale(bottom + 0.0, top, tuple(_tidy(n * step) for n in range(first, last + 1)))


def pinned_scale(low: float, high: float, room: float, spacing: float) -> Scale:
    """An axis of shares that ends just where it is told to."""
    step = nice_step((high - low) * max(spacing / max(room, spacing), 1 / _MOST_STEPS))
    return Scale(low, high, tuple(_tidy(n * step) for n in range(math.floor(high / step + 1e-9) + 1)))


def unit_scale(room: float, spacing: float) -> Scale:
    """The axis from 0 to 1."""
    step = next((s for s in (0.2, 0.25, 0.5) if s * room >= spacing), 1.0)
    return Scale(0.0, 1.0, tuple(_tidy(n * step) for n in range(round(1 / step) + 1)))


def log_scale(high: float, room: float, spacing: float) -> Scale:
    """An axis of powers of ten from 1 on; `high` and the scale are exponents."""
    top = max(math.ceil(high - 1e-9), 2)
    step = next((s for s in (1, 2, 3, 4, 6) if s * room / top >= spacing), top)
    return Scale(0.0, float(top), tuple(float(n) for n in range(0, top + 1, step)))


def nice_step(least: float) -> float:
    """The smallest of … 0.1, 0.2, 0.5, 1, 2, 5 … that is not below `least`."""
    power = 10.0 ** math.floor(math.log10(least))
    return _tidy(next((s * power for s in _STEPS if s * power >= least * (1 - 1e-9)), 10 * power))


def tick_text(value: float, ticks: tuple[float, ...]) -> str:
    """A tick's number, with the decimals that its neighbors need."""
    step = ticks[1] - ticks[0] if len(ticks) > 1 else 1.0
    decimals = next((d for d in range(6) if abs(step * 10**d - round(step * 10**d)) < 1e-6), 6)
    return "0" if value == 0 else digits(value, f".{decimals}f").replace("-", "−")


def _tidy(value: float) -> float:
    """Without the dust of binary fractions; 0 has no sign."""
    return float(f"{value:.12g}") + 0.0
