"""From a learned run to the parameters of the effective model: estimates with standard errors, never from its settings.

`calibrate(setting, rounds)` looks at rounds up to 2 alone (observations.py); what it gives is drawn by forecast.py.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import numpy as np

from simulator.engine.iterate import plain
from simulator.engine.outcome import Array
from simulator.engine.parameters import TABLE, Parameters, Value
from simulator.learner.luck import Draw
from simulator.learner.network import BATCH
from simulator.learner.observations import Observations, Tally, observe
from simulator.learner.rounds import Round, Setting


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """The value of one parameter of the effective model, from `trials` observations.

    ``error`` is its standard error; it is nan, and the value a default, where there was nothing to estimate from.
    """

    id: str
    value: float
    error: float
    trials: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimates:
    """What was estimated, by id; what is known without estimating (`counted`); and the fidelity at each depth seen."""

    found: Mapping[str, Estimate]
    counted: Mapping[str, Value]
    fidelity: Array
    fidelity_error: Array

    def values(self) -> dict[str, Value]:
        """The values of parameters that "use these values" sets, by id, all within their ranges."""
        found = {id_: one.value for id_, one in self.found.items() if np.isfinite(one.error)}
        return {id_: _within(id_, value) for id_, value in {**self.counted, **found}.items()}

    @property
    def parameters(self) -> Parameters:
        """The effective model with these values, and defaults for what is not estimated."""
        return Parameters().with_(self.values())

    def to_json(self) -> dict[str, Any]:
        """The estimates as plain numbers."""
        return {
            "estimates": {
                id_: {"value": plain(one.value), "error": plain(one.error), "trials": one.trials}
                for id_, one in self.found.items()
            },
            "counted": dict(self.counted),
            "fidelity": plain(self.fidelity),
            "fidelity_error": plain(self.fidelity_error),
        }


def _within(id_: str, value: Value) -> Value:
    row = TABLE[id_]
    if isinstance(value, str):
        return value
    held = min(max(value, row.low), row.high)
    return round(held) if row.integer else float(held)


def share(tally: Tally) -> tuple[Array, Array]:
    """Shares and their standard errors.

    The error is that of Agresti and Coull 1998 (two hits and two misses added), because it is not 0 where all or none
    of a few observations hit.
    """
    with np.errstate(invalid="ignore", divide="ignore"):
        value = np.where(tally.trials > 0, tally.hits / tally.trials, np.nan)
    near = (tally.hits + 2) / (tally.trials + 4)
    error = np.sqrt(near * (1 - near) / (tally.trials + 4))
    return np.asarray(value), np.where(tally.trials > 0, error, np.nan)


def _share(id_: str, tally: Tally) -> Estimate:
    whole = Tally(hits=tally.hits.sum(keepdims=True), trials=tally.trials.sum(keepdims=True))
    value, error = share(whole)
    return Estimate(id=id_, value=float(value[0]), error=float(error[0]), trials=int(whole.trials[0]))


def calibrate(setting: Setting, rounds: Sequence[Round]) -> Estimates:
    """Estimates from rounds 0, 1 and, if it is there, 2 of one run. Raises ValueError without round 1."""
    return estimate(setting, observe(setting, rounds))


def estimate(setting: Setting, seen: Observations) -> Estimates:
    """The same from observations, which may be those of several runs with these settings added up."""
    settings = setting.settings
    retention, limits = _retention(seen.kept)
    fidelity, fidelity_error = share(seen.kept)
    found = [
        _share("overseer.quality", seen.steps),
        _share("overseer.consistency", seen.repeated),
        *_start(seen, setting.luck.of(Draw.RESAMPLING, 1)),
        *retention,
        _share("reliability.correlation", seen.agreed),
    ]
    counted: dict[str, Value] = {
        "task.max_depth": int(np.clip(len(seen.start.trials) - 1, TABLE["task.max_depth"].low, LARGEST_DEPTH)),
        "task.branching": 2,
        "amplify.levels": settings.levels,
        "run.rounds": settings.rounds,
        "reliability.copies": settings.students,
        "distill.labels_per_question": _labels(setting),
        "distill.drift": 0.0,
    }
    return Estimates(
        found=MappingProxyType({one.id: one for one in found}),
        counted=MappingProxyType(counted | limits),
        fidelity=fidelity,
        fidelity_error=fidelity_error,
    )


LARGEST_DEPTH = int(TABLE["task.max_depth"].high)


def _labels(setting: Setting) -> int:
    """How many of the teacher's answers to one question a student averages in a round, as far as that can be set.

    Soft targets hand the teacher's uncertainty on, so there is one; otherwise it is a count, and no estimate.
    """
    if setting.settings.targets == "soft":
        return 1
    head = setting.world.heads[0]
    questions = len(np.unique(head.question)) if head.question is not None else len(head.depth)
    return int(np.clip(setting.settings.steps * BATCH // questions, 1, TABLE["distill.labels_per_question"].high))


LEVELS, SPREADS = np.arange(0, 8.01, 0.05), np.geomspace(0.05, 3, 60)
RESAMPLES = 100
CERTAIN = 1e-4


def _start(seen: Observations, luck: np.random.Generator) -> list[Estimate]:
    """The first model's curve: exact at depth 0, least squares over all other depths (model.md 2.3)."""
    misaligned, correct = (_share("", _at_depth_0(tally)) for tally in (seen.start_misaligned, seen.start))
    shares = seen.start.hits / np.maximum(seen.start.trials, 1)
    level, spread = _curve(shares, misaligned.value)
    drawn = luck.binomial(seen.start.trials, shares, (RESAMPLES, len(shares))) / np.maximum(seen.start.trials, 1)
    others = np.array([_curve(one, misaligned.value) for one in drawn])
    trials = int(seen.start.trials.sum())
    at_0 = 1 / (1 + np.exp(-level / spread)) if level / spread < -np.log(CERTAIN) else 1.0
    honest = float(max(1 - misaligned.value, 1e-9) * at_0)
    return [
        Estimate(id="start.level", value=level, error=float(others[:, 0].std()), trials=trials),
        Estimate(id="start.spread", value=spread, error=float(others[:, 1].std()), trials=trials),
        Estimate(
            id="start.accuracy", value=correct.value / honest, error=correct.error / honest, trials=correct.trials
        ),
        Estimate(id="start.misalignment", value=misaligned.value, error=misaligned.error, trials=misaligned.trials),
    ]


def _at_depth_0(tally: Tally) -> Tally:
    return Tally(hits=tally.hits[:1], trials=tally.trials[:1])


def _curve(shares: Array, misaligned: float) -> tuple[float, float]:
    """Level and spread of the logistic curve through the first share that is nearest to all others."""
    level, spread = (grid[..., np.newaxis] for grid in np.meshgrid(LEVELS, SPREADS, indexing="ij"))
    curves = 1 / (1 + np.exp(-np.clip((level - np.arange(len(shares))) / spread, -50, 50)))
    at_0 = curves[..., :1]
    fits = at_0[..., 0] >= min(shares[0] / max(1 - misaligned, 1e-9), 1) * (1 - CERTAIN)
    off = ((curves / at_0 * shares[0] - shares) ** 2)[..., 1:].sum(axis=-1)
    best_ = np.unravel_index(np.where(fits, off, np.inf).argmin(), off.shape)
    return float(LEVELS[best_[0]]), float(SPREADS[best_[1]])


CAPACITIES = np.arange(0, 24.01, 0.1)
FIDELITIES = np.linspace(0.005, 1, 200)
SOFTNESS = 1.5
SIGNIFICANT = 3.84
"""Twice the logarithm of a ratio of likelihoods that chance exceeds once in twenty (one degree of freedom)."""


def _retention(kept: Tally) -> tuple[list[Estimate], dict[str, Value]]:
    """Fidelity, the same at all depths unless it falls significantly; then with a depth at which it halves."""
    whole = _share("distill.fidelity", kept)
    depth = np.arange(len(kept.trials))
    limit = 1 / (1 + np.exp(-(CAPACITIES[:, np.newaxis] - depth) / SOFTNESS))
    curves = FIDELITIES[:, np.newaxis, np.newaxis] * limit
    likely = _likelihood(kept, np.clip(curves, 1e-9, 1 - 1e-9))
    flat = _likelihood(kept, np.clip(np.full(len(depth), whole.value), 1e-9, 1 - 1e-9))
    if not 2 * (likely.max() - flat) > SIGNIFICANT:
        return [whole], {"distill.capacity": 24.0, "distill.softness": 0.1}
    fidelity, capacity = np.unravel_index(likely.argmax(), likely.shape)
    near = 2 * (likely.max() - likely) <= 1  # within one standard error
    errors = (np.ptp(grid[near.any(axis=axis)]) / 2 for grid, axis in ((FIDELITIES, 1), (CAPACITIES, 0)))
    values = FIDELITIES[fidelity], CAPACITIES[capacity]
    return [
        Estimate(id=id_, value=float(value), error=float(error), trials=whole.trials)
        for id_, value, error in zip(("distill.fidelity", "distill.capacity"), values, errors, strict=True)
    ], {"distill.softness": SOFTNESS}


def _likelihood(tally: Tally, shares: Array) -> Array:
    return np.asarray((tally.hits * np.log(shares) + (tally.trials - tally.hits) * np.log1p(-shares)).sum(axis=-1))
