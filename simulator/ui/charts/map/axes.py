"""A swept parameter along an axis: its cells stand at 0, 1, 2, …, whatever their values. Pure."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from simulator.engine.axis import Axis
from simulator.engine.parameters import TABLE, Parameter, Scale, refusal
from simulator.scenario.stops import stops
from simulator.ui.charts.axis import nice_step, tick_text
from simulator.ui.text import digits
from simulator.ui.widgets.values import value_text

USUAL_VALUES = 41
"""Values of an axis at first: steps of .025 from 0 to 1, and with two axes a map that takes a moment."""

MOST_VALUES = 1000
"""Values of one axis that the tab offers: more cells than a screen has pixels say no more."""

_LOG_VALUES = 25

NO_AXES = ("run.seed", "run.replicas")
"""Parameters that no result of a sweep depends on in any order."""

SWEPT = tuple(id_ for id_, row in TABLE.items() if not row.choices and id_ not in NO_AXES)
"""What the tab offers to sweep over."""

_WHOLE_STEPS = (1, 2, 3, 4, 5, 6, 10, 12, 15, 20, 25, 50, 100)

_SUPERSCRIPTS = str.maketrans("0123456789-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻")

Ticks = tuple[tuple[float, str], ...]


def place_of(axis: Axis, value: float) -> float | None:
    """Where a value stands among the cells of an axis; None beyond its ends."""
    values = np.array(axis.values, dtype=float)
    places = np.arange(axis.count, dtype=float)
    if values[0] > values[-1]:
        values, places = values[::-1], places[::-1]
    if not values[0] <= value <= values[-1]:
        return None
    if axis.scale == "log":
        return float(np.interp(math.log(value), np.log(values), places))
    return float(np.interp(value, values, places))


def value_words(axis: Axis, place: int) -> str:
    """A value of an axis in figures."""
    row, value = TABLE[axis.id], axis.value(place)
    return digits(value, "g") if row.integer and value != int(value) else value_text(row, value)


def ticks(axis: Axis, room: float, spacing: float) -> Ticks:
    """Round values along an axis, far enough apart, each with its place among the cells and its number."""
    low, high = sorted((axis.start, axis.stop))
    if axis.count == 1 or low == high:
        return ((0.0, value_words(axis, 0)),)
    found = _powers(low, high, room, spacing) if axis.scale == "log" else _even(axis, low, high, room, spacing)
    placed = [(place, text) for value, text in found if (place := place_of(axis, value)) is not None]
    return tuple(placed) or ((0.0, value_words(axis, 0)), (axis.count - 1.0, value_words(axis, axis.count - 1)))


def _even(axis: Axis, low: float, high: float, room: float, spacing: float) -> list[tuple[float, str]]:
    least = (high - low) * max(spacing / max(room, 1.0), 1 / 10)
    if TABLE[axis.id].integer and least <= _WHOLE_STEPS[-1]:
        return _whole(int(low), int(high), least)
    step = nice_step(least)
    first, last = math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9)
    values = tuple(float(f"{n * step:.12g}") for n in range(first, last + 1))
    if len(values) < 2:
        return [(value, digits(value, "g")) for value in (low, high)]
    if high >= 10_000:
        return [(value, digits(value, ",.0f")) for value in values]
    return [(value, tick_text(value, values)) for value in values]


def _whole(low: int, high: int, least: float) -> list[tuple[float, str]]:
    """Whole numbers from the lower end on; steps that end on the upper one are preferred."""
    wide = [step for step in _WHOLE_STEPS if step >= least]
    even = [step for step in wide if (high - low) % step == 0 and step < 2 * wide[0]]
    return [(value, str(value)) for value in range(low, high + 1, (even or wide)[0])]


def _powers(low: float, high: float, room: float, spacing: float) -> list[tuple[float, str]]:
    first, last = math.ceil(math.log10(low) - 1e-9), math.floor(math.log10(high) + 1e-9)
    decades = math.log10(high / low)
    if last - first < 1:
        return [(value, digits(value, "g")) for value in (low, high)]
    step = max(1, math.ceil(spacing * decades / max(room, 1.0)))
    return [(10.0**n, _power(n)) for n in range(first, last + 1, step)]


def _power(exponent: int) -> str:
    return digits(10.0**exponent, ",g") if -3 <= exponent < 5 else f"10{str(exponent).translate(_SUPERSCRIPTS)}"


# Choosing an axis.


def usual_axis(id_: str) -> Axis:
    """The axis that a parameter gets at first: its whole range."""
    row = TABLE[id_]
    if row.scale == "log":
        low = row.low or stops(row)[1]
        return fitted(id_, low, row.high, _LOG_VALUES, "log")
    return fitted(id_, row.low, row.high, USUAL_VALUES, "linear")


def fitted(id_: str, start: float, stop: float, count: int, scale: Scale) -> Axis:
    """An axis with about so many values, as many as there can be: whole numbers stay whole, and none is there twice."""
    row = TABLE[id_]
    if row.integer:
        start, stop = int(start), int(stop)
    if start == stop:
        return Axis(id=id_, start=start, stop=stop, count=1)
    if not (scale == "log" and min(start, stop) > 0):
        scale = "linear"
    for number in _counts(row, start, stop, count, scale):
        try:
            axis = Axis(id=id_, start=start, stop=stop, count=number, scale=scale)
        except ValueError:
            continue
        if not any(refusal(id_, axis.value(place)) for place in {0, min(1, number - 1), number - 1}):
            return axis
    return Axis(id=id_, start=start, stop=stop, count=2)


def _counts(row: Parameter, start: float, stop: float, count: int, scale: Scale) -> Sequence[int]:
    """Numbers of values to try, the nearest to the wanted one first."""
    count = min(max(count, 1), MOST_VALUES)
    span = int(abs(stop - start))
    if not row.integer:
        return [count]
    if scale == "log":
        return range(min(count, span + 1), 1, -1)
    if count == 1:
        return [1]
    whole = [steps + 1 for steps in range(1, min(span, MOST_VALUES - 1) + 1) if span % steps == 0]
    return sorted(whole, key=lambda number: abs(number - count))
