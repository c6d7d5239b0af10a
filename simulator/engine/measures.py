"""What a run reports: horizon, the two ledgers, reproduction numbers, cost (model.md 2.6)."""

from __future__ import annotations

import numpy as np

from simulator.engine.amplify import Amplified, Mechanisms, amplify, rejection
from simulator.engine.distill import average_labels, learn, retention
from simulator.engine.outcome import ATOMIC, DECOMPOSABLE, Array, Outcome, agreement
from simulator.engine.overseer import FLAWLESS, Noticed
from simulator.engine.parameters import Parameters
from simulator.engine.reported import LEDGER_CAUSES as LEDGER_CAUSES


def horizon(correct: Array) -> Array:
    """Depth at which the correct share first falls below one half, interpolated; the depth axis keeps length 1."""
    last = correct.shape[-1] - 1
    rows = correct.reshape(-1, last + 1)
    below = rows < 0.5
    first = below.argmax(axis=-1)
    before = np.maximum(first - 1, 0)
    every = np.arange(len(rows))
    high, low = rows[every, before], rows[every, first]
    fall = np.where(high > low, high - low, 1.0)
    crossing = np.where(first == 0, 0.0, before + (high - 0.5) / fall)
    reached = np.where(below[every, first], crossing, float(last))
    return reached.reshape(*correct.shape[:-1], 1)


def depth_mean(shares: Array) -> Array:
    """Mean over depths of a mixed share (..., 1, D + 1): shape (...)."""
    return np.asarray(shares[..., 0, :].sum(axis=-1) / shares.shape[-1])


def ledger_stages(
    p: Parameters,
    model: Outcome,
    found: Noticed,
    plain_step: Outcome,
    step: Outcome,
    teacher: Outcome,
    student: Outcome,
) -> Outcome:
    """Mixed outcomes as the mechanisms are switched on one after another, from the model to the student.

    The stage is the first axis of each share: (stages, ..., 1, D + 1). Stage 0 is the model itself, then comes one for
    each of LEDGER_CAUSES. The differences of their depth means are the ledger; they depend on this order.
    """
    no_drift = np.zeros((1, 1))
    drift = np.asarray(p.amplify.drift) * np.ones((1, 1))
    plain = [(FLAWLESS, no_drift), (plain_step, no_drift), (plain_step, drift), (step, drift)]
    together = Mechanisms(
        step=Outcome(_piled([s.shares for s, _ in plain], model, after=1)),
        drift=_piled([d for _, d in plain], model, after=0),
        copies=1,
        check_rate=0.0,
    )
    unscreened = amplify(p, Outcome(model.shares[:, np.newaxis]), together, found).teacher.shares
    voted = unscreened[:, -1]
    if p.reliability.copies > 2:
        voting = Mechanisms(step=step, drift=p.amplify.drift, copies=p.reliability.copies, check_rate=0.0)
        voted = amplify(p, model, voting, found).teacher.shares
    labels = average_labels(p, teacher)
    retained = retention(p)
    undrifted, learned = learn(retained, labels, 0.0), learn(retained, labels, p.distill.drift)
    later = [voted, *(outcome.shares for outcome in (teacher, labels, undrifted, learned, student))]
    stages = np.concatenate(
        [model.shares[:, np.newaxis], unscreened, *(shares[:, np.newaxis] for shares in later)], axis=1
    )
    return Outcome(stages).mixed(p.task.decomposable)


def _piled(variants: list[Array], model: Outcome, after: int) -> Array:
    """Variants of one switch along a new axis in front of all of the model's, `after` axes from the start."""
    rank = model.shares.ndim - 1
    padded = [v.reshape(*v.shape[:after], *(1,) * (rank + after - v.ndim), *v.shape[after:]) for v in variants]
    return np.stack(np.broadcast_arrays(*padded), axis=after)


def ledgers(stages: Outcome) -> tuple[Array, Array]:
    """(misalignment, capability) ledgers of the stages; shape (..., 10), columns as LEDGER_CAUSES."""
    means = np.moveaxis(np.diff(depth_mean(stages.shares), axis=1), 1, -1)
    return means[2].copy(), means[0].copy()


def reproduction_by_depth(p: Parameters, mixed: Outcome, found: Noticed) -> Array:
    """R(d), d = 1 … D: growth of a small misaligned share from the model's depth d − 1 to the teacher's depth d.

    `mixed` is the model before the round, shape (..., 1, D + 1); the result is (..., 1, D). One level; the overseer's
    slips, the captures of assistants and drifts are set aside, and m → 0 (model.md 2.6).
    """
    n, last = p.reliability.copies, p.reliability.retries
    c = mixed.correct[..., :-1]
    rejected = rejection(p, found, p.reliability.check_rate)
    v_c, v_e, v_m = rejected[..., :-1]
    won, lost = agreement(Outcome(np.stack([c, 1.0 - c, np.zeros_like(c)])), n)
    again = won * v_c + lost * v_e
    alone = (1.0 - c) ** (n - 1) + ((n - 1) * c * (1.0 - c) ** (n - 2) if n > 1 else 0.0)
    shared = (1.0 - v_m) * sum(v_m**i for i in range(last + 1))
    free = alone * (1.0 - v_m) * sum(again**i for i in range(last + 1))
    rho = p.reliability.correlation
    return np.asarray(p.task.branching * p.amplify.capture * (rho * shared + (1.0 - rho) * free))


def reproduction(p: Parameters, by_depth: Array, model_horizon: Array) -> Array:
    """R at the depth nearest to the model's horizon: the dial. Shapes (..., 1, D), (..., 1, 1) → (..., 1, 1)."""
    depth = np.minimum(p.task.max_depth, np.maximum(1.0, np.floor(model_horizon + 0.5)))
    index = np.broadcast_to(depth.astype(np.intp) - 1, (*by_depth.shape[:-1], 1))
    return np.take_along_axis(by_depth, index, axis=-1)


def cost(p: Parameters, amplified: Amplified) -> tuple[Array, Array]:
    """Expected (model calls, overseer steps) for the training set of a round; shape (...).

    Assistants at grounded primitives, checks and refinement are not counted.
    """
    panel, b, a, g = p.overseer.panel, p.task.branching, p.overseer.assistance, p.overseer.grounding
    shape = amplified.draws[0].shape
    calls, steps = np.ones(shape), np.zeros(shape)
    for level in amplified.draws:
        draws = p.reliability.copies * level
        mixed_calls, mixed_steps = (_mix(p, counter) for counter in (calls, steps))
        asked = draws[..., DECOMPOSABLE, 1:]
        calls, steps = draws * calls, draws * steps
        primitive = slice(0, 1)
        calls[..., primitive] *= 1.0 - g
        steps[..., primitive] = g * panel + (1.0 - g) * steps[..., primitive]
        calls[..., DECOMPOSABLE, 1:] = _flat(b) * asked * mixed_calls[..., 0, :-1] + _flat(a)
        steps[..., DECOMPOSABLE, 1:] = panel + _flat(b) * asked * mixed_steps[..., 0, :-1]
    questions = p.distill.examples * p.distill.labels_per_question
    per_question = [_mix(p, counter)[..., 0, :].sum(axis=-1) for counter in (calls, steps)]
    return _flat(questions)[..., 0] * per_question[0], _flat(questions)[..., 0] * per_question[1]


def _flat(value: float | Array) -> Array:
    """A parameter without the kind axis, to meet arrays whose kind was picked."""
    value = np.asarray(value, dtype=float)
    return value[..., 0, :] if value.ndim else value[np.newaxis]


def _mix(p: Parameters, counter: Array) -> Array:
    if counter.shape[-2] == 1:
        return counter
    share = p.task.decomposable
    return np.asarray(share * counter[..., :ATOMIC, :] + (1.0 - share) * counter[..., ATOMIC:, :])


def undistilled_calls(p: Parameters, model_horizon: Array, draws: Array) -> Array:
    """Calls that one answer at the horizon costs with no distillation: (b·copies·G)^floor(horizon).

    `draws` is the first level's G (..., 2, D + 1), taken at the depth of the horizon; shapes (..., 1, 1).
    """
    depth = np.floor(model_horizon)
    index = np.minimum(p.task.max_depth, depth + 1).astype(np.intp)
    at = np.take_along_axis(draws[..., :1, :], np.broadcast_to(index, (*draws.shape[:-2], 1, 1)), axis=-1)
    return np.asarray((p.task.branching * p.reliability.copies * at) ** depth)
