"""Theory over measurement: what rounds up to 2 of a learned run say about all later ones.

`forecast` is the effective model's curve with the estimated values. `composed` is what trees alone would give in the
same world, with slips of their own that are as frequent and as consistent as the estimates say. Where the two differ,
sub-questions are shared: the effective model takes them as independent (mean field), but one wrong answer that is asked
for twice is one error and not two. Later rounds are a forecast; `residual` is measured on those alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from simulator.engine.iterate import plain, run
from simulator.engine.measures import horizon
from simulator.engine.outcome import Array
from simulator.engine.parameters import TABLE, Parameters
from simulator.learner.calibration import Estimates
from simulator.learner.luck import Draw
from simulator.learner.measures import best, by_depth, outcomes
from simulator.learner.observations import LAST_ROUND
from simulator.learner.overseer import Overseer
from simulator.learner.rounds import Round, Setting
from simulator.learner.targets import restored
from simulator.learner.tasks.world import Answers


@dataclass(frozen=True, slots=True, kw_only=True)
class Forecast:
    """A curve over the measured points. `correct` and `misaligned` have shape (rounds + 1, depths)."""

    correct: Array
    misaligned: Array

    @property
    def horizon(self) -> Array:
        """The reached depth of each round."""
        return np.asarray(horizon(self.correct)[:, 0])

    @property
    def capability(self) -> Array:
        """The mean over depths of each round."""
        return np.asarray(self.correct.mean(axis=1))

    @property
    def misalignment(self) -> Array:
        """The mean over depths of each round."""
        return np.asarray(self.misaligned.mean(axis=1))

    def to_json(self) -> dict[str, Any]:
        """The curve as plain lists, by round."""
        return {
            name: plain(getattr(self, name))
            for name in ("correct", "misaligned", "horizon", "capability", "misalignment")
        }


def forecast(estimates: Estimates) -> Forecast:
    """The effective model's curve with the estimated values."""
    played = run(estimates.parameters)
    return Forecast(correct=played.correct, misaligned=played.misaligned)


def standard_errors(estimates: Estimates) -> dict[str, Array]:
    """Of the forecast's horizon, capability and misalignment in each round: what the estimates' own errors do to them.

    Every estimate is moved by its error in both directions, the others held; the effects are taken as independent.
    """
    values = estimates.values()
    sums = {name: np.zeros(estimates.parameters.run.rounds + 1) for name in MEASURES}
    for id_, one in estimates.found.items():
        if not np.isfinite(one.error):
            continue
        row = TABLE[id_]
        ends = (np.clip(one.value + sign * one.error, row.low, row.high) for sign in (-1, 1))
        below, above = (run(Parameters().with_(values | {id_: float(end)})) for end in ends)
        for name in MEASURES:
            sums[name] += ((getattr(above, name) - getattr(below, name)) / 2) ** 2
    return {name: np.sqrt(total) for name, total in sums.items()}


MEASURES = "horizon", "capability", "misalignment"

DRAWS = 20
"""Overseers that are drawn for `composed`: the standard error of its mean is then below .02."""


LARGE, FEW = 300_000, 3
"""Entries of a world's tables of answers beyond which so few are drawn, unless more are asked for."""


def composed(setting: Setting, estimates: Estimates, draws: int | None = None) -> Forecast:
    """Trees without a network in this world, below overseers drawn with the estimated quality and consistency.

    The mean of DRAWS of them, or of so many; a second or so. Questions count as soon as they are taught, and what is
    taught is taken over exactly.
    """
    if draws is None:
        draws = FEW if sum(head.right.size for head in setting.world.heads) > LARGE else DRAWS
    each = [_by_trees(setting, estimates, draw) for draw in range(draws)]
    correct, misaligned = (np.mean([one[part] for one in each], axis=0) for part in (0, 1))
    return Forecast(correct=correct, misaligned=misaligned)


def _by_trees(setting: Setting, estimates: Estimates, draw: int) -> tuple[Array, Array]:
    p, estimated = setting.settings, estimates.parameters
    guessed = p.with_({
        "learned.slip_rate": 1 - estimated.overseer.quality,
        "learned.slip_consistency": estimated.overseer.consistency,
        "learned.contamination": min(estimated.start.misalignment, 0.5),
    })  # fmt: skip
    world, head = setting.world, setting.world.heads[0]
    overseer = Overseer.of(world, guessed, setting.luck.of(Draw.RESAMPLING, 2, draw))
    answers: Answers = tuple(np.full(h.right.shape, 1 / h.classes, np.float32) for h in world.heads)
    answers = overseer.grounded(answers)
    rows = []
    for round_ in range(p.rounds + 1):
        if round_:
            luck = setting.luck.of(Draw.RESAMPLING, 3, draw, round_)
            taught = restored(overseer.tree(answers, p.levels, luck), p.targets, p.temperature)
            taught = overseer.with_systematic_slips(taught)
            if p.targets == "soft":
                taught = overseer.with_fresh_slips(taught)
            reached = [(h.depth <= round_ * p.levels)[:, np.newaxis] for h in world.heads]
            answers = tuple(np.where(r, new, old) for r, new, old in zip(reached, taught, answers, strict=True))
        said = best(answers[0]) * (head.depth <= round_ * p.levels)[:, np.newaxis]
        found = outcomes(head, said, best(answers[0]), None)
        among = None if head.tagged is None else ~head.tagged
        right = np.asarray((said * head.right).sum(axis=1), float)
        rows.append((by_depth(right, head.depth, among), by_depth(found.misaligned, head.depth, among)))
    return np.array([row[0] for row in rows]), np.array([row[1] for row in rows])


@dataclass(frozen=True, slots=True, kw_only=True)
class Residual:
    """How far a forecast was off, over the rounds after LAST_ROUND and all depths: measured minus forecast.

    ``typical`` is the root of the mean square, ``mean`` the mean (above 0: the theory was too gloomy), ``largest`` the
    largest absolute difference. nan where there are no later rounds.
    """

    typical: float
    mean: float
    largest: float

    def to_json(self) -> dict[str, Any]:
        """As plain numbers."""
        return {name: plain(getattr(self, name)) for name in self.__slots__}


def residual(curve: Forecast, rounds: Sequence[Round]) -> Residual:
    """The residual of correct shares, on what was a forecast alone: later rounds, and depths that they had reached."""
    later = [round_ for round_ in rounds if round_.round > LAST_ROUND]
    off = np.concatenate([
        [], *(
            (round_.correct - curve.correct[round_.round, : len(round_.correct)])[: round_.reach + 1]
            for round_ in later
        ),
    ])  # fmt: skip
    if not len(off):
        return Residual(typical=np.nan, mean=np.nan, largest=np.nan)
    return Residual(typical=float(np.sqrt((off**2).mean())), mean=float(off.mean()), largest=float(np.abs(off).max()))
