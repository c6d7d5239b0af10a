"""Amplification: decompose, ask copies of the model, screen their answers, combine (model.md 2.4)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from simulator.engine.outcome import (
    ATOMIC,
    DECOMPOSABLE,
    Array,
    Outcome,
    agreement,
    correct_unless_misaligned,
    plurality,
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
    asked = np.empty(np.broadcast_shapes(own.shape, (*mixed.shape[:-2], 2, 1)))
    asked[...] = own
    asked[..., DECOMPOSABLE, 1:] = mixed[..., 0, :-1]
    return asked


def _geometric(ratio: Array, last: int) -> Array:
    """Σ ratio^i for i = 0 … last."""
    total = np.ones_like(ratio)
    for _ in range(last):
        total = 1.0 + ratio * total
    return total


def rejection(p: Parameters, found: Noticed, check_rate: Array | float) -> Outcome:
    """Chance that a check rejects a right, an honestly wrong, a misaligned answer, by depth; (..., 1, D + 1)."""
    v_e = check_rate * found.error
    return Outcome(check_rate * p.reliability.false_alarm * np.ones_like(v_e), v_e, check_rate * found.misaligned)


def screen(p: Parameters, asked: Outcome, rejected: Outcome, copies: int) -> Screened:
    """Redundancy and error checking of sub-answers (model.md 2.4, `screen`).

    `asked` and `rejected` have shape (..., 2, D + 1). A retry is a fresh committee of copies, but a coherent error
    that is shared comes back at each retry. Without checks this is `vote`.
    """
    rho, last = p.reliability.correlation, p.reliability.retries
    v_c, v_e, v_m = rejected.correct, rejected.error, rejected.misaligned
    m = asked.misaligned

    free = plurality(asked, copies)
    again = free.correct * v_c + free.error * v_e + free.misaligned * v_m
    draws_free = _geometric(again, last)
    right = agreement(correct_unless_misaligned(asked), copies)
    draws_right = _geometric(right * v_c + (1.0 - right) * v_e, last)
    draws_shared = _geometric(v_m, last)

    answer = Outcome.of(
        (1.0 - v_c) * (rho * (1.0 - m) * right * draws_right + (1.0 - rho) * free.correct * draws_free),
        (1.0 - v_m) * (rho * m * draws_shared + (1.0 - rho) * free.misaligned * draws_free),
    )
    draws = rho * ((1.0 - m) * draws_right + m * draws_shared) + (1.0 - rho) * draws_free
    return Screened(answer, draws)


def combine(p: Parameters, mechanisms: Mechanisms, screened: Outcome) -> Outcome:
    """The overseer makes each teacher answer from screened sub-answers: shape (..., 2, D + 1)."""
    step, sigma, b = mechanisms.step, p.amplify.capture, p.task.branching
    c, m = screened.correct[..., :1, 1:], screened.misaligned[..., :1, 1:]
    misaligned = 1.0 - (1.0 - step.misaligned) * (1.0 - sigma * m) ** b
    correct = step.correct * c**b
    turned = mechanisms.drift * correct
    whole = Outcome.of(correct - turned, misaligned + turned)

    g = p.overseer.grounding
    base = Outcome.of(
        g * step.correct + (1.0 - g) * screened.correct[..., :1],
        g * step.misaligned + (1.0 - g) * screened.misaligned[..., :1],
    )

    def assemble(primitive: Array, decomposed: Array, atomic: Array) -> Array:
        shape = np.broadcast_shapes(primitive[..., :1, :1].shape, decomposed[..., :1].shape, atomic[..., :1, :1].shape)
        out = np.empty((*shape[:-2], 2, p.task.max_depth + 1))
        out[..., 0:1] = primitive
        out[..., DECOMPOSABLE : DECOMPOSABLE + 1, 1:] = decomposed
        out[..., ATOMIC, 1:] = atomic[..., ATOMIC, 1:]
        return out

    return Outcome(
        assemble(base.correct, whole.correct, screened.correct),
        assemble(base.error, whole.error, screened.error),
        assemble(base.misaligned, whole.misaligned, screened.misaligned),
    )


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
    both = np.ones((2, 1))
    reject = Outcome(*(_asked(v * both, v) for v in (reject.correct, reject.error, reject.misaligned)))
    states, draws = [model], []
    for _ in range(p.amplify.levels):
        state = states[-1]
        mixed = state.mixed(p.task.decomposable)
        asked = Outcome(
            _asked(state.correct, mixed.correct),
            _asked(state.error, mixed.error),
            _asked(state.misaligned, mixed.misaligned),
        )
        screened = screen(p, asked, reject, mechanisms.copies)
        states.append(combine(p, mechanisms, screened.answer))
        draws.append(screened.draws)
    return Amplified(tuple(states), tuple(draws))
