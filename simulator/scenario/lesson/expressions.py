"""Small expressions over what runs report, as trees that answer: read by a grammar of their own (`grammar`).

They are never evaluated as code.
"""

from __future__ import annotations

import math
import operator
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from simulator.engine.parameters import Parameters
from simulator.engine.remembered import forgotten_with_runs
from simulator.sentence import say

if TYPE_CHECKING:
    from simulator.engine.iterate import Run
    from simulator.engine.replicas import Replicas

MEASURES: Mapping[str, tuple[str, int]] = {
    "horizon": ("horizon", 0), "capability": ("capability", 0), "misalignment": ("misalignment", 0),
    "prevalence": ("prevalence", 0), "attack_success": ("attack_success", 0),
    "exposed": ("exposed_misalignment", 0), "teacher_horizon": ("teacher_horizon", 1),
    "reproduction": ("reproduction", 1), "calls": ("model_calls", 1), "steps": ("overseer_steps", 1),
    "added": ("added", 1), "undistilled": ("undistilled", 1),
}  # fmt: skip
"""Measures by their names in lessons: the run's field and its first round."""

QUANTILES = ("low", "median", "high", "spread")
OVER = ("max", "min", *QUANTILES)

COMPARE: Mapping[str, Callable[[float, float], bool]] = {
    "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge,
    "=": lambda a, b: math.isclose(a, b, rel_tol=1e-9, abs_tol=1e-12),
}  # fmt: skip
COUNT: Mapping[str, Callable[[float, float], float]] = {
    "+": operator.add, "-": operator.sub, "*": operator.mul,
    "/": lambda a, b: a / b if b else math.inf if a > 0 else math.nan,
}  # fmt: skip

Settings = dict[str, float | str]


class ExpressionError(ValueError):
    """What is wrong with an expression, in one sentence for a teacher."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What an expression is asked about: parameters, settings that win over all others, and a run if there is one."""

    parameters: Parameters
    switched: Mapping[str, Any] = field(default_factory=dict)
    run: Run | None = None


@dataclass(frozen=True, slots=True)
class Number:
    """A figure that is written in the expression."""

    text: str
    number: float

    def figure(self, asked: Asked) -> float:
        """The number."""
        return self.number


@dataclass(frozen=True, slots=True)
class Setting:
    """What a parameter is set to."""

    text: str
    id: str

    def figure(self, asked: Asked) -> float:
        """Its value."""
        return float(asked.parameters.with_(asked.switched)[self.id])


@dataclass(frozen=True, slots=True)
class Measure:
    """A measure at a round (the last, if none is named), or over rounds or replicas; of a run with these settings."""

    text: str
    name: str
    settings: Settings
    round: int | None
    over: str

    def figure(self, asked: Asked) -> float:
        """Its value, from the run that is there where it is the same. Raises ExpressionError without such a round."""
        parameters = asked.parameters.with_({**self.settings, **asked.switched})
        run = asked.run if parameters == asked.parameters else None
        return value(self.name, parameters, self.round, self.over, run)


@dataclass(frozen=True, slots=True)
class Arithmetic:
    """Two numbers with a sign of `COUNT` between them."""

    text: str
    left: Operand
    sign: str
    right: Operand

    def figure(self, asked: Asked) -> float:
        """What comes out; ExpressionError as for a measure."""
        return COUNT[self.sign](self.left.figure(asked), self.right.figure(asked))


Operand = Number | Setting | Measure | Arithmetic
"""One side of a comparison; `text` is how it was written."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two sides and the sign between them; `places` are the decimals to which ~ compares."""

    left: Operand
    sign: str
    right: Operand
    places: int = 0

    def compares(self, a: float, b: float) -> bool:
        """Whether it is true of these two figures."""
        if self.sign == "~":
            return abs(a - b) <= 0.5 * 10.0**-self.places + 1e-9
        return COMPARE[self.sign](a, b)

    def holds(self, asked: Asked) -> bool:
        """Whether it is true."""
        return self.compares(self.left.figure(asked), self.right.figure(asked))


@dataclass(frozen=True, slots=True)
class Group:
    """What "and", "or" or "not" joins."""

    word: str
    parts: tuple[Tree, ...]

    def holds(self, asked: Asked) -> bool:
        """Whether it is true."""
        if self.word == "not":
            return not self.parts[0].holds(asked)
        return (all if self.word == "and" else any)(part.holds(asked) for part in self.parts)


Tree = Comparison | Group


@dataclass(frozen=True, slots=True)
class Expression:
    """An expression as it was written, and what it is made of."""

    text: str
    tree: Tree = field(repr=False, compare=False)

    def missing(self, rounds: int) -> str | None:
        """A sentence about a round that a run of so many rounds does not have; found without a run."""
        for one in self.measures():
            last = int(one.settings.get("run.rounds", rounds))
            if one.round is not None and not MEASURES[one.name][1] <= one.round <= last:
                return _no_round(one.name, one.round, last)
        return None

    def holds(self, parameters: Parameters, switched: Mapping[str, Any] | None = None) -> bool:
        """Whether it is true of these parameters; `switched` are settings that win over all others."""
        return self.tree.holds(Asked(parameters, switched or {}))

    def measures(self) -> Iterator[Measure]:
        """The measures in it, in their order."""
        return _measures_in(self.tree)

    @property
    def figures(self) -> frozenset[str]:
        """The numbers in it, as they are written."""
        return frozenset(re.findall(r"\d*\.\d+|\d+", self.text))


def _measures_in(part: Tree | Operand) -> Iterator[Measure]:
    if isinstance(part, Measure):
        yield part
    elif isinstance(part, Comparison | Arithmetic):
        yield from _measures_in(part.left)
        yield from _measures_in(part.right)
    elif isinstance(part, Group):
        for one in part.parts:
            yield from _measures_in(one)


def _no_round(name: str, round_: int, last: int) -> str:
    return say(
        "{name}[{round}]: this run has the rounds {first} to {last}.",
        name=name,
        round=round_,
        first=MEASURES[name][1],
        last=last,
    )


@lru_cache(maxsize=16)
def _run(parameters: Parameters) -> Run:
    from simulator.engine.iterate import run

    return run(parameters)


@lru_cache(maxsize=16)
def _replicas(parameters: Parameters) -> Replicas:
    from simulator.engine.replicas import replicate

    return replicate(parameters)


forgotten_with_runs(_run.cache_clear)
forgotten_with_runs(_replicas.cache_clear)


def value(
    name: str, parameters: Parameters, round_: int | None = None, over: str | None = None, run: Run | None = None
) -> float:
    """A measure of a run of these parameters. Raises ExpressionError for a round that the run does not have."""
    attribute = MEASURES[name][0]
    if over in QUANTILES:
        from simulator.engine.bands import quantiles

        low, median, high = quantiles(getattr(_replicas(parameters), attribute)[-1:])[:, 0].tolist()
        return float({"low": low, "median": median, "high": high, "spread": high - low}[over])
    first, figures = MEASURES[name][1], series(name, parameters, run)
    if over:
        return max(figures) if over == "max" else min(figures)
    last = first + len(figures) - 1
    at = last if round_ is None else round_
    if not first <= at <= last:
        raise ExpressionError(_no_round(name, at, last))
    return figures[at - first]


def series(name: str, parameters: Parameters, run: Run | None = None) -> list[float]:
    """A measure round by round, from the first round that it is known for; of a run of these parameters."""
    run = run or _run(parameters)
    attribute = MEASURES[name][0]
    if attribute == "added":
        figures = run.ledger.sum(axis=1)
    elif attribute == "undistilled":
        import numpy as np

        from simulator.engine.measures import undistilled_calls

        draws = np.stack([transition.amplified.draws[0] for transition in run.transitions])
        figures = undistilled_calls(parameters, run.horizon[1:].reshape(-1, 1, 1), draws).reshape(-1)
    else:
        figures = getattr(run, attribute)
    return [float(figure) for figure in figures]
