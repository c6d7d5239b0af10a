"""Amplification: decompose, ask copies of the model, screen their answers, combine (model.md 2.4)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from simulator.engine.outcome import (
    DECOMPOSABLE,
    Array,
    Outcome,
    agreement,
    all_of,
    any_of,
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


def _asked(own: Array, mixed: Array, kinds: int) -> Array:
    """What each teacher answer is made from: the level below for decomposable questions, the same question else.

    Of one kind only (…, 1, D + 1), it is the decomposable one.
    """
    asked = np.empty((*mixed.shape[:-2], kinds, mixed.shape[-1]))
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


@dataclass(frozen=True, slots=True)
class Check:
    """Chances that the three outcomes are rejected and that they pass: each (3, ..., kind, D + 1)."""

    rejected: Array
    passed: Array

    @staticmethod
    def of(p: Parameters, found: Noticed, check_rate: Array | float, kinds: int = 2) -> Check:
        """The check of every question that is asked; what passes is not taken as a difference from 1."""
        rejected = rejection(p, found, check_rate)
        unchecked = 1.0 - check_rate
        passed = np.stack(
            [
                1.0 - rejected[0],
                unchecked + check_rate * found.missed_error,
                unchecked + check_rate * found.missed_misaligned,
            ]
        )
        return Check(_asked(rejected, rejected, kinds), _asked(passed, passed, kinds))


def screen(p: Parameters, asked: Outcome, check: Check | None, copies: int) -> Screened:
    """Redundancy and error checking of sub-answers (model.md 2.4, `screen`); without a check, one vote.

    A retry is a fresh committee of copies, but a coherent error that is shared comes back at each retry. An answer
    whose last retry is rejected too is an honest error: abstained.
    """
    if check is None:
        return Screened(vote(asked, copies, p.reliability.correlation), np.ones(asked.shares.shape[1:]))
    rho, last = p.reliability.correlation, p.reliability.retries
    v_c, v_e, v_m = check.rejected
    w_c, w_e, w_m = check.passed
    free = plurality(asked, copies)
    right, wrong = agreement(asked, copies)

    again = np.empty(free.shares.shape)  # chance of one more draw: independent; shared and absent; shared and present
    again[0] = free.correct * v_c + free.error * v_e + free.misaligned * v_m
    again[1] = right * v_c + wrong * v_e
    again[2] = v_m
    share = np.empty(free.shares.shape)
    share[0] = 1.0 - rho
    share[1] = rho * (asked.correct + asked.error)
    share[2] = rho * asked.misaligned
    draws = share * _geometric(again, last)
    abstained = (share * again ** (last + 1)).sum(axis=0)

    answer = Outcome.whole(
        w_c * (draws[0] * free.correct + draws[1] * right),
        w_e * (draws[0] * free.error + draws[1] * wrong) + abstained,
        w_m * (draws[0] * free.misaligned + draws[2]),
    )
    return Screened(answer, draws.sum(axis=0))


def combine(p: Parameters, mechanisms: Mechanisms, screened: Outcome) -> Outcome:
    """The overseer makes each teacher answer from screened sub-answers: shape (..., 2, D + 1).

    misaligned = 1 − (1 − s_m)·(1 − σm)^b, correct = s_r·c^b. The rest, (1 − s_m)·((1 − σm)^b − c^b) + s_e·c^b, is
    written so that no small share is a difference of large ones.
    """
    step, sigma, b = mechanisms.step, p.amplify.capture, p.task.branching
    # Depth 0 comes along and is replaced at the end: whole rows cost numpy a third of what parts of them do.
    c, e, m = np.ascontiguousarray(screened.shares[..., :1, :])
    all_right = all_of(c, e + m, b)
    steered = any_of(sigma * m, b)
    unsteered = 1.0 - sigma * m
    wrong = np.minimum((e + (1.0 - sigma) * m) / np.where(unsteered > 0.0, unsteered, 1.0), 1.0)
    correct = step.correct * all_right
    turned = mechanisms.drift * correct
    whole = Outcome.whole(
        correct - turned,
        (1.0 - step.misaligned) * (1.0 - steered) * any_of(wrong, b) + step.error * all_right,
        step.misaligned + (1.0 - step.misaligned) * steered + turned,
    ).shares
    kinds = screened.shares.shape[-2]
    teacher = whole if kinds == 1 else np.empty((*whole.shape[:-2], kinds, whole.shape[-1]))
    if kinds > 1:
        teacher[..., 1:, :] = screened.shares[..., 1:, :]
        teacher[..., :1, :] = whole
    g = p.overseer.grounding
    teacher[..., :1] = g * step.shares + (1.0 - g) * screened.shares[..., :1]
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
    kinds = model.shares.shape[-2]
    check = Check.of(p, found, mechanisms.check_rate, kinds) if np.any(mechanisms.check_rate) else None
    states, draws = [model], []
    with np.errstate(divide="ignore"):  # log1p(−1), where a share is whole, is meant
        for _ in range(p.amplify.levels):
            state = states[-1]
            asked = Outcome(_asked(state.shares, state.mixed(p.task.decomposable).shares, kinds))
            screened = screen(p, asked, check, mechanisms.copies)
            states.append(combine(p, mechanisms, screened.answer))
            draws.append(screened.draws)
    return Amplified(tuple(states), tuple(draws))
