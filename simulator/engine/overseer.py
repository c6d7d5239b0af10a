"""What the overseer does in a round: its step, and what its checks notice (model.md 2.4)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from simulator.engine.outcome import Array, Outcome, depths, logistic, vote
from simulator.engine.parameters import Parameters

FLAWLESS = Outcome.of(np.ones((1, 1)), 0.0)
"""The step of an overseer that never slips; shape (1, 1) like every step."""


@dataclass(frozen=True, slots=True)
class Noticed:
    """Shares of honest and of coherent errors that a check notices, and that it misses; each (..., 1, D + 1)."""

    error: Array
    misaligned: Array
    missed_error: Array
    missed_misaligned: Array


def reach(p: Parameters, horizon: Array) -> Array:
    """Depth up to which checking sees: the overseer's level, lifted by assistants of that horizon (..., 1, 1)."""
    return p.overseer.level + p.overseer.assistance * horizon


def noticed(p: Parameters, horizon: Array) -> Noticed:
    """What checks and refinement notice in a round whose model has this horizon (..., 1, 1)."""
    depth = depths(p.task.max_depth)
    above = (reach(p, horizon) - depth) / p.overseer.softness
    q, kappa = p.overseer.quality, p.reliability.concealment
    error = q * logistic(above)
    missed = (1.0 - q) + q * logistic(-above)
    return Noticed(error, error * (1.0 - kappa), missed, missed + error * kappa)


def panel_step(p: Parameters) -> Outcome:
    """One step of the panel without assistants: right, slip, blind spot; shape (..., 1, 1)."""
    quality = p.overseer.quality * np.ones((1, 1))
    slip, beta = 1.0 - quality, p.overseer.consistency
    one = Outcome.whole(quality, slip * (1.0 - beta), slip * beta)
    return vote(one, p.overseer.panel, p.overseer.panel_correlation)


def assisted_step(p: Parameters, step: Outcome, primitive: Outcome) -> Outcome:
    """The panel's step with assistants, copies whose answers to primitives are `primitive` (mixed, depth 0).

    A right assistant repairs the step, a misaligned one captures it, a failing one changes nothing.
    """
    a = p.overseer.assistance
    unhelped = (1.0 - a) + a * primitive.error
    return Outcome.whole(
        unhelped * step.correct + a * primitive.correct,
        unhelped * step.error,
        unhelped * step.misaligned + a * primitive.misaligned,
    )
