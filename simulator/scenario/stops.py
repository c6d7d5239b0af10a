"""Where a slider can stop: the values of one parameter that its positions stand for. Pure; no Qt.

Linear ranges stop at round decimal steps, logarithmic ones at ten round numbers in each factor of ten (and at zero,
where the range starts there). A value that was typed may lie between two stops; the slider then stands at the nearest
one and the value stays as it is.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from functools import cache
from math import ceil, floor, log10

from simulator.engine.parameters import Parameter

Number = float | int

PAGE_STEPS = 10
"""Steps of Page Up and Page Down; on a logarithmic slider a factor of ten."""

_FEWEST_STEPS = 40
"""A range is divided at least this finely; it gives steps of .01 for 0 to 1, .1 for 0 to 20, .001 for 0 to .2."""

_MOST_STEPS = 10_000
"""Beyond this a slider is of no use: the seed has a field alone."""

_MANTISSAS_TENTHS = (10, 12, 15, 20, 25, 30, 40, 50, 60, 80)
"""Round numbers a nearly constant factor apart (1.2 to 1.33), in tenths."""

_DECADES_BELOW_DEFAULT = 3
"""How far a logarithmic slider reaches below the default before it jumps to zero."""


@cache
def stops(row: Parameter) -> tuple[Number, ...]:
    """The values that a slider for this row stops at, ascending; empty where it should have no slider."""
    if row.choices or (row.integer and row.scale == "linear" and row.high - row.low > _MOST_STEPS):
        return ()
    if row.scale == "log":
        return _log_stops(row)
    if row.integer:
        return tuple(range(int(row.low), int(row.high) + 1))
    units = 10 ** decimals(row)
    # The quotient of two whole numbers is the float that the decimal number reads as: 0.95, not 0.9500000000000001.
    return tuple(step / units for step in range(round(row.low * units), round(row.high * units) + 1))


@cache
def decimals(row: Parameter) -> int:
    """Decimal places of a step: the fewest that divide the range finely enough and reach its start and its default."""
    if row.integer:
        return 0
    places = 0
    ends = (row.low, float(row.default))
    while (row.high - row.low) * 10**places < _FEWEST_STEPS or any(round(end, places) != end for end in ends):
        places += 1
    return places


def nearest(values: tuple[Number, ...], value: Number) -> int:
    """The index of the stop nearest to a value; of two, the higher one."""
    index = bisect_left(values, value)
    if index == 0:
        return 0
    if index == len(values):
        return index - 1
    return index if values[index] - value <= value - values[index - 1] else index - 1


def neighbor(values: tuple[Number, ...], value: Number, steps: int) -> int:
    """The index of the stop that is some steps further; from between two stops, the first step is the next of them."""
    index = bisect_right(values, value) - 1 + steps if steps > 0 else bisect_left(values, value) + steps
    return min(max(index, 0), len(values) - 1)


def _log_stops(row: Parameter) -> tuple[Number, ...]:
    lowest = row.low or (1.0 if row.integer else float(row.default) / 10**_DECADES_BELOW_DEFAULT)
    found = {_number(row, row.low), _number(row, row.high), _number(row, float(row.default))}
    for decade in range(floor(log10(lowest)), ceil(log10(row.high)) + 1):
        for tenths in _MANTISSAS_TENTHS:
            value = tenths * 10 ** (decade - 1) if decade >= 1 else tenths / 10 ** (1 - decade)
            if lowest <= value <= row.high and (not row.integer or value == int(value)):
                found.add(_number(row, value))
    return tuple(sorted(found))


def _number(row: Parameter, value: Number) -> Number:
    return int(value) if row.integer else float(value)
