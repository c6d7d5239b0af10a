"""A parameter over a range, as `id=start:stop:count`: the same words on the command line and in scenario files."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property, lru_cache
from itertools import pairwise
from typing import Any, cast

from simulator.engine.parameters import TABLE, ParameterError, Scale, refusal
from simulator.sentence import say

MOST_VALUES = 1_000_000
"""Values of one axis, and cells of a plan: more would take days, and tables that nothing opens."""

_FIGURES = 12
"""Steps of a log scale are rounded to so many digits: 1e-05, not 1.0000000000000003e-05."""

_LEAST_GROWTH = 2.0 * 10.0 ** (1 - _FIGURES)
"""From step to step, so that no two are rounded to the same digits."""


@dataclass(frozen=True, kw_only=True)
class Axis:
    """A parameter over a range, ends included, in even steps or (log) even ratios.

    Whole-number parameters take the nearest whole numbers on a log scale; even steps are never rounded, and values
    that the table refuses are refused cell by cell. Raises ValueError where there is no such range.
    """

    id: str
    start: float
    stop: float
    count: int
    scale: Scale = "linear"

    def __post_init__(self) -> None:
        row = TABLE.get(self.id)
        if row is None:
            raise ParameterError([(self.id, refusal(self.id, 0.0) or "")])
        if row.choices:
            raise ValueError(say("{id} is not a number, so it has no range to sweep over.", id=self.id))
        if self.count < 1:
            raise ValueError(say("{id} over {count} values: there must be at least one.", id=self.id, count=self.count))
        if self.count > MOST_VALUES:
            raise ValueError(
                say(
                    "{id} over {count} values: there may be {most}.",
                    id=self.id,
                    count=_short(self.count),
                    most=f"{MOST_VALUES:,}",
                )
            )
        if not (math.isfinite(self.start) and math.isfinite(self.stop)):
            raise ValueError(
                say(
                    "{id} from {start} to {stop}: both ends must be finite.",
                    id=self.id,
                    start=self.start,
                    stop=self.stop,
                )
            )
        if self.scale == "log" and not (self.start > 0.0 and self.stop > 0.0):
            raise ValueError(
                say(
                    "{id} from {start} to {stop}: a log scale needs ends above 0.",
                    id=self.id,
                    start=self.start,
                    stop=self.stop,
                )
            )
        if self.count > 1 and not self._is_coarse and any(a == b for a, b in pairwise(self._from_where_it_is_finest())):
            raise ValueError(
                say(
                    "{id} from {start} to {stop} has fewer than {count} different values.",
                    id=self.id,
                    start=self.start,
                    stop=self.stop,
                    count=self.count,
                )
            )

    @property
    def _is_coarse(self) -> bool:
        """Whether values are so far apart that no two can round to one; a million need not be made to know that."""
        low, high = sorted((abs(self.start), abs(self.stop)))
        if self.scale == "linear":
            return abs(self.stop - self.start) / (self.count - 1) > 2 * math.ulp(high)
        growth = math.log(high / low) / (self.count - 1)
        return growth > _LEAST_GROWTH and (not TABLE[self.id].integer or low * growth > 1)

    def _from_where_it_is_finest(self) -> Iterator[float | int]:
        """The values, beginning where two of them would fall together first."""
        starts_larger = abs(self.start) > abs(self.stop)
        places = range(self.count) if starts_larger == (self.scale == "linear") else range(self.count - 1, -1, -1)
        return map(self.value, places)

    @cached_property
    def values(self) -> tuple[float | int, ...]:
        """The values of the axis, integers for a whole-number parameter where they are whole."""
        return tuple(self.value(place) for place in range(self.count))

    def value(self, place: int) -> float | int:
        """The value at a place 0 … count − 1, without making the others."""
        is_whole = TABLE[self.id].integer
        if self.scale == "log":
            found = _ratio(self.start, self.stop, place, self.count)
            return round(found) if is_whole else found
        first, last, steps, denominator = _ends(self.start, self.stop, self.count)
        numerator = first * (steps - place) + last * place
        return numerator // denominator if is_whole and numerator % denominator == 0 else numerator / denominator

    def __getstate__(self) -> dict[str, Any]:
        """What another process is sent: not the values, which may be a million."""
        return {name: value for name, value in self.__dict__.items() if name != "values"}

    @property
    def text(self) -> str:
        """The axis as it is written: "overseer.quality=0.5:1:26", with ":log" behind it on a log scale."""
        ends = f"{self.id}={_written(self.start)}:{_written(self.stop)}:{self.count}"
        return ends if self.scale == "linear" else f"{ends}:log"


def parse(text: str) -> Axis:
    """The axis that a text says. Raises ValueError with one sentence."""
    id_, equals, range_ = (part.strip() for part in text.partition("="))
    parts = [part.strip() for part in range_.split(":")]
    if not equals or not id_ or len(parts) not in (3, 4):
        raise ValueError("write ID=START:STOP:COUNT, for example overseer.quality=0.5:1:26")
    if len(parts) == 4 and parts[3] not in ("log", "linear"):
        raise ValueError(say("behind the count only log can follow, not {text}", text=repr(parts[3])[:40]))
    ends = [_number(end, name) for end, name in zip(parts, ("start", "stop"), strict=False)]
    count = parts[2]
    if not (count.isascii() and count.isdecimal()):
        raise ValueError(say("the count is {count}, but it must be a whole number", count=repr(count[:40])))
    scale: Scale = cast("Scale", parts[3]) if len(parts) == 4 else "linear"
    return Axis(id=id_, start=ends[0], stop=ends[1], count=int(count[:18]), scale=scale)


def _number(text: str, name: str) -> float | int:
    if text.removeprefix("-").isascii() and text.removeprefix("-").isdecimal() and len(text) < 20:
        return int(text)
    try:
        return float(text)
    except ValueError:
        hint = say("; decimals are written with a point") if text.count(",") == 1 else ""
        raise ValueError(
            say("the {name} is {text}, but it must be a number{hint}", name=name, text=repr(text[:40]), hint=hint)
        ) from None


@lru_cache(maxsize=64)
def _ends(start: float, stop: float, count: int) -> tuple[int, int, int, int]:
    """Even steps between two decimal numbers, exactly: 0.85 then is the number written 0.85.

    First and last numerator for one step, the number of steps, and the denominator of all values.
    """
    (a, of_a), (b, of_b) = (Decimal(repr(end)).as_integer_ratio() for end in (start, stop))
    common, steps = math.lcm(of_a, of_b), max(count - 1, 1)
    return a * (common // of_a), b * (common // of_b), steps, common * steps


def _ratio(start: float, stop: float, place: int, count: int) -> float:
    if place == 0:
        return float(start)
    if place == count - 1:
        return float(stop)
    return float(f"{start * (stop / start) ** (place / (count - 1)):.{_FIGURES}g}")


def _written(value: float) -> str:
    return repr(int(value)) if value == int(value) and abs(value) < 1e15 else repr(value)


def _short(count: int) -> str:
    return f"{count:,}" if count.bit_length() < 64 else "too many"
