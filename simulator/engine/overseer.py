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
    """Shares of honest and of coherent errors that a check notices, by depth; each (..., 1, D + 1)."""

    error: Array
    misaligned: Array


def reach(p: Parameters, horizon: Array) -> Array:
    """Depth up to which checking sees: the overseer's level, lifted by assistants of that horizon (..., 1, 1)."""
    return p.overseer.level + p.overseer.assistance * horizon


def noticed(p: Parameters, horizon: Array) -> Noticed:
    """What checks and refinement notice in a round whose model has this horizon (..., 1, 1)."""
    depth = depths(p.task.max_depth)
    seen = logistic((reach(p, horizon) - depth) / p.overseer.softness)
    error = p.overseer.quality * seen
    return Noticed(error, error * (1.0 - p.reliability.concealment))


def panel_step(p: Parameters) -> Outcome:
    """One step of the panel without assistants: right, slip, blind spot; shape (..., 1, 1)."""
    quality = np.asarray(p.overseer.quality, dtype=float) * np.ones((1, 1))
    blind = (1.0 - quality) * p.overseer.consistency
    return vote(Outcome.of(quality, blind), p.overseer.panel, p.overseer.panel_correlation)


def assisted_step(p: Parameters, step: Outcome, primitive: Outcome) -> Outcome:
    """The panel's step with assistants, copies whose answers to primitives are `primitive` (mixed, depth 0).

    A right assistant repairs the step, a misaligned one captures it, a failing one changes nothing.
    """
    a = p.overseer.assistance
    unhelped = (1.0 - a) + a * primitive.error
    return Outcome.of(
        unhelped * step.correct + a * primitive.correct,
        unhelped * step.misaligned + a * primitive.misaligned,
    )
