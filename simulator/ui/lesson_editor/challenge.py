"""A goal for a lesson that the present run misses and one change of a control reaches."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from dataclasses import dataclass
from typing import cast

from simulator.engine.overrides import in_force
from simulator.engine.parameters import TABLE, Parameter, Value
from simulator.scenario.lesson.expressions import series
from simulator.scenario.schema import Scenario
from simulator.scenario.stops import Number, nearest, stops

_ALSO = (
    "overseer.quality", "reliability.copies", "overseer.consistency", "distill.drift", "amplify.capture",
    "reliability.check_rate", "start.misalignment",
)  # fmt: skip
"""Controls that are tried beside those on screen."""
_NOT = ("run.rounds", "run.seed", "run.replicas", "task.max_depth")
"""Those that change what a goal means."""
_TRIED = 8
"""Stops of each control, spread over its range: at most a hundred runs in all."""
_NOTABLE = 0.05
"""Misalignment from here on is worth a challenge."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Challenge:
    """What is to be reached: `measure` below or above a figure at the end; and a change that reaches it."""

    measure: str
    sign: str
    figure: float
    id: str
    value: Value

    @property
    def spoils(self) -> bool:
        """Whether it asks for the contrary: a run that ends worse than this one."""
        return (self.measure, self.sign) in (("misalignment", ">"), ("horizon", "<"))

    @property
    def goal(self) -> str:
        """As an expression of a lesson."""
        return f"{self.measure} {self.sign} {self.figure:g}"

    @property
    def solution(self) -> str:
        """As settings of a lesson."""
        return f"{self.id}={self.value!r}" if not isinstance(self.value, str) else f"{self.id}={self.value}"


def find(scenario: Scenario) -> Challenge:
    """A challenge for this scenario: less misalignment where there is some, else more depth, else the contrary."""
    search = searched(scenario)
    while True:
        try:
            next(search)
        except StopIteration as done:
            return cast("Challenge", done.value)


def searched(scenario: Scenario) -> Generator[None, None, Challenge]:
    """The same, in pieces of two runs at most: a hundred take a third of a second."""
    here = {name: series(name, scenario.in_force)[-1] for name in ("misalignment", "horizon")}
    tried = _Remembered(_tried(scenario))
    wanted = [
        ("misalignment", "<", round(here["misalignment"] / 2, 2)),
        ("horizon", ">", float(int(here["horizon"]) + 1)),
        ("misalignment", ">", round(2 * here["misalignment"] + _NOTABLE, 2)),
        ("horizon", "<", float(int(here["horizon"]))),
    ]
    for measure, sign, figure in wanted if here["misalignment"] >= _NOTABLE else wanted[1:]:
        for id_, value, ends in tried:
            yield
            if ends[measure] < figure if sign == "<" else ends[measure] > figure:
                return Challenge(measure=measure, sign=sign, figure=figure, id=id_, value=value)
    # Nothing that was tried changes anything worth a goal: any change will do that leaves it as it is.
    id_, value, ends = next(iter(tried))
    return Challenge(measure="horizon", sign=">=", figure=max(float(int(ends["horizon"])), 0.0), id=id_, value=value)


_Try = tuple[str, Value, dict[str, float]]


class _Remembered:
    """Goes through an iterator again and again, and no further than is asked for."""

    def __init__(self, source: Iterator[_Try]) -> None:
        self._source, self._known = source, list[_Try]()

    def __iter__(self) -> Iterator[_Try]:
        yield from self._known
        for one in self._source:
            self._known.append(one)
            yield one


def _tried(scenario: Scenario) -> Iterator[_Try]:
    """Single changes with what they end in: the controls on screen first, of each the nearest values first."""
    for id_ in dict.fromkeys((*scenario.view.show, *_ALSO)):
        row = TABLE[id_]
        if id_ in _NOT or id_ in scenario.view.lock or scenario.overrides.kind(id_) or not stops(row):
            continue
        for value in _spread(row, float(scenario.parameters[id_])):
            changed = in_force(scenario.parameters.with_({id_: value}), scenario.overrides)
            yield id_, value, {name: series(name, changed)[-1] for name in ("misalignment", "horizon")}


def _spread(row: Parameter, here: float) -> list[Number]:
    values = stops(row)
    places = sorted({round(i * (len(values) - 1) / (_TRIED - 1)) for i in range(_TRIED)})
    at = nearest(values, here)
    return [values[place] for place in sorted(places, key=lambda place: abs(place - at)) if values[place] != here]
