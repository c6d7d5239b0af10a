"""Amplification: decompose, ask copies of the model, screen their answers, combine (model.md 2.4)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from simulator.engine.outcome import (
    DECOMPOSABLE,
    Array,
    Outcome,
    agreement,
    correct_unless_misaligned,
    plurality,
    vote,
)
from simulator.engine.overseer import Noticed
from simulator.engine.parameters import Parameters


@dataclass(frozen=True, slots=True)
class Mechanisms:
    """Which mechanisms act in an amplification; the ledger switches them on one after another.

    `step` is the overseer's step triple (..., 1, 1); `drift` and `check_rate` are numbers or arrays that broadcast
    against (..., kind, depth).
    """

    step: Outcome
    drift: Array | float
    copies: int
    check_rate: Array | float


@dataclass(frozen=True, slots=True)
class Screened:
    """Sub-answers after voting and checking, and the expected number of committees asked; shape (..., 2, D + 1)."""

    answer: Outcome
    draws: Array


def _asked(own: Array, mixed: Array) -> Array:
    """What each teacher answer is made from: the level below for decomposable questions, the same question else."""
    asked = np.empty((*mixed.shape[:-2], 2, mixed.shape[-1]))
    asked[...] = own
    asked[..., DECOMPOSABLE, 1:] = mixed[..., 0, :-1]
    return asked


def _geometric(ratio: Array, last: int) -> Array:
    """Σ ratio^i for i = 0 … last."""
    total = np.ones_like(ratio)
    for _ in range(last):
        total = 1.0 + ratio * total
    return total


def rejection(p: Parameters, found: Noticed, check_rate: Array | float) -> Array:
    """Chance that a check rejects a right, an honestly wrong, a misaligned answer, by depth; (3, ..., 1, D + 1)."""
    v_e, v_m = check_rate * found.error, check_rate * found.misaligned
    v_c = np.broadcast_to(check_rate * p.reliability.false_alarm, v_e.shape)
    return np.stack([v_c, v_e, v_m])


def screen(p: Parameters, asked: Outcome, rejected: Array, copies: int) -> Screened:
    """Redundancy and error checking of sub-answers (model.md 2.4, `screen`).

    `asked` and `rejected` have shape (..., 2, D + 1) after their first axis, the outcome. A retry is a fresh committee
    of copies, but a coherent error that is shared comes back at each retry.
    """
    if not rejected.any():  # nothing is checked: one committee, one vote
        return Screened(vote(asked, copies, p.reliability.correlation), np.ones(asked.shares.shape[1:]))
    rho, last = p.reliability.correlation, p.reliability.retries
    v_c, v_e, v_m = rejected
    coherent = rho * asked.misaligned
    incoherent = rho - coherent

    free = plurality(asked, copies)
    right = agreement(correct_unless_misaligned(asked), copies)
    again = np.empty(free.shares.shape)  # chance of one more draw: independent, shared but right or honest, shared
    again[0] = free.correct * v_c + free.error * v_e + free.misaligned * v_m
    again[1] = v_e + right * (v_c - v_e)
    again[2] = v_m
    draws = _geometric(again, last)
    draws[0] *= 1.0 - rho
    draws[1] *= incoherent
    draws[2] *= coherent

    answer = Outcome.of(
        (1.0 - v_c) * (draws[1] * right + draws[0] * free.correct),
        (1.0 - v_m) * (draws[2] + draws[0] * free.misaligned),
    )
    return Screened(answer, draws.sum(axis=0))


def combine(p: Parameters, mechanisms: Mechanisms, screened: Outcome) -> Outcome:
    """The overseer makes each teacher answer from screened sub-answers: shape (..., 2, D + 1)."""
    step, sigma, b = mechanisms.step, p.amplify.capture, p.task.branching
    c, m = screened.correct[..., :1, 1:], screened.misaligned[..., :1, 1:]
    misaligned = 1.0 - (1.0 - step.misaligned) * (1.0 - sigma * m) ** b
    correct = step.correct * c**b
    turned = mechanisms.drift * correct
    whole = Outcome.of(correct - turned, misaligned + turned).shares
    g = p.overseer.grounding
    grounded = g * step.shares + (1.0 - g) * screened.shares[..., :1]

    teacher = np.empty(np.broadcast_shapes(grounded.shape, (2, p.task.max_depth + 1)))
    teacher[...] = screened.shares
    teacher[..., DECOMPOSABLE : DECOMPOSABLE + 1, 1:] = whole
    teacher[..., :1] = grounded
    return Outcome(teacher)


@dataclass(frozen=True, slots=True)
class Amplified:
    """The k levels of a round: states[0] is the model, states[k] the teacher.

    draws[i] is the expected number of committees asked per sub-answer on the way from states[i] to states[i + 1].
    """

    states: tuple[Outcome, ...]
    draws: tuple[Array, ...]

    @property
    def teacher(self) -> Outcome:
        """Amplify^H(X)."""
        return self.states[-1]


def amplify(p: Parameters, model: Outcome, mechanisms: Mechanisms, found: Noticed) -> Amplified:
    """Teacher = k levels of real tree on top of the model; all depths at once."""
    reject = rejection(p, found, mechanisms.check_rate)
    reject = _asked(reject, reject)
    states, draws = [model], []
    for _ in range(p.amplify.levels):
        state = states[-1]
        mixed = state.mixed(p.task.decomposable)
        asked = Outcome(_asked(state.shares, mixed.shares))
        screened = screen(p, asked, reject, mechanisms.copies)
        states.append(combine(p, mechanisms, screened.answer))
        draws.append(screened.draws)
    return Amplified(tuple(states), tuple(draws))
