"""The conditional laws of sampled trees: given an outcome, how did it come about? (model.md 2.7)

Every function with `weights` in its name gives joint chances: over its last axis (or axes) they sum to the chance of
the outcome that the operators of model.md 2.4 and 2.5 compute, and divided by that sum they are the conditional law
from which a tree is drawn top-down. All rounds and levels that are given are computed at once, along the first axes:
arrays are indexed [round, kind, depth, outcome, row], or [round, level, kind, depth, outcome, row] where levels of tree
differ; level 0 here is the first one above the model. Nothing is drawn: `tables` makes tables of these weights, from
whose rows single numbers pick.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from simulator.engine.ballots import (
    CORRECT,
    ERROR,
    MISALIGNED,
    agreement_weights,
    ballots,
    unanimous,
    unless_misaligned,
    vote_weights,
)
from simulator.engine.distill import retention
from simulator.engine.iterate import Transition
from simulator.engine.outcome import ATOMIC, DECOMPOSABLE, Array
from simulator.engine.parameters import Parameters

INDEPENDENT, NOT_SHARED, SHARED = 0, 1, 2
"""How draws hang together: each for itself; a common cause that is absent (none misaligned) or present (all are)."""

Memory = Literal["kept", "forgotten", "drifted"]
StepEvent = Literal["right", "slip", "blind_spot", "assisted", "captured"]


def one_of(rows: int, row: int) -> Array:
    """All of the chance on one row."""
    chosen = np.zeros(rows)
    chosen[row] = 1.0
    return chosen


def _no_excess(chances: Array) -> Array:
    """Chances that add up from parts may exceed 1 by a rounding error; what is left of 1 must not be negative."""
    return np.minimum(chances, 1.0)


# ---- what the laws start from -------------------------------------------------------------------------------------


@dataclass(frozen=True, eq=False)
class Basis:
    """What is known of successive rounds of a run; the first axis is the round.

    `states` [round, level, kind, depth, 3]: the model before the round, then the answers after 1 … k levels of tree.
    `plain_step` (3): the panel's step without assistants.
    """

    parameters: Parameters
    transitions: Sequence[Transition]
    states: Array
    plain_step: Array

    @staticmethod
    def of(p: Parameters, transitions: Sequence[Transition]) -> Basis:
        """From the transitions of these rounds."""
        states = np.array([[state.shares for state in t.amplified.states] for t in transitions])
        cells = np.ascontiguousarray(states.transpose(0, 1, 3, 4, 2))
        return Basis(p, transitions, cells, transitions[0].plain_step.shares.reshape(3))

    @cached_property
    def checks(self) -> Array:
        """Chance that a check that is made rejects an answer, and that it lets it pass: [2, round, depth, outcome]."""
        found = [t.found for t in self.transitions]
        checks = np.empty((2, len(found), self.parameters.task.max_depth + 1, 3))
        false = self.parameters.reliability.false_alarm
        checks[0, ..., CORRECT], checks[1, ..., CORRECT] = false, 1.0 - false
        checks[0, ..., ERROR] = np.array([one.error[0] for one in found])
        checks[1, ..., ERROR] = np.array([one.missed_error[0] for one in found])
        checks[0, ..., MISALIGNED] = np.array([one.misaligned[0] for one in found])
        checks[1, ..., MISALIGNED] = np.array([one.missed_misaligned[0] for one in found])
        return checks

    @property
    def teacher(self) -> Array:
        """The answers from which the next model learns: [round, kind, depth, 3]."""
        return np.asarray(self.states[:, -1])

    @property
    def model(self) -> Array:
        """The answers of the model before the round: [round, kind, depth, 3]."""
        return np.asarray(self.states[:, 0])


def mixed(p: Parameters, states: Array) -> Array:
    """Both kinds in one: [..., kind, depth, 3] gives [..., depth, 3]."""
    share = p.task.decomposable
    return np.asarray(share * states[..., 0, :, :] + (1.0 - share) * states[..., 1, :, :])


def _handed_up(own: Array, lower: Array) -> Array:
    """Decomposable questions ask one depth lower, of either kind; all others ask the same question again.

    `own` [..., kind, depth, 3] or one that fits; `lower` [..., depth, 3].
    """
    asked = np.empty((*lower.shape[:-2], 2, *lower.shape[-2:]))
    asked[...] = own
    asked[..., DECOMPOSABLE, 1:, :] = lower[..., :-1, :]
    return asked


# ---- distillation -----------------------------------------------------------------------------------------------


class Learning(NamedTuple):
    """One way from the label that won to what the student answers."""

    label: int
    memory: Memory
    refined: bool

    @property
    def learned(self) -> int:
        """The outcome before refinement."""
        if self.memory == "kept":
            return self.label
        return ERROR if self.memory == "forgotten" else MISALIGNED

    @property
    def outcome(self) -> int:
        """The student's outcome."""
        return CORRECT if self.refined else self.learned


LEARNINGS: tuple[Learning, ...] = tuple(
    way
    for label in (CORRECT, ERROR, MISALIGNED)
    for memory in ("kept", "forgotten", "drifted")
    for refined in (False, True)
    if (memory != "drifted" or label == CORRECT)
    and not ((way := Learning(label, memory, refined)).learned == CORRECT and refined)
)
"""Every way in which a label becomes a student's answer; what is right already is not refined."""

LEARNINGS_TO: tuple[tuple[Learning, ...], ...] = tuple(
    tuple(way for way in LEARNINGS if way.outcome == outcome) for outcome in range(3)
)
"""The ways that end at each outcome."""

_MOST = max(map(len, LEARNINGS_TO))

KEPT = np.array([one_of(_MOST, ways.index(Learning(o, "kept", False))) for o, ways in enumerate(LEARNINGS_TO)])
"""[outcome, way]: an outcome that has no chance was learned from a label like it."""


def _of_ways(number: Callable[[Learning], int], filler: int = 0) -> NDArray[np.intp]:
    """A number for each of LEARNINGS_TO: [outcome, way]; `filler` where an outcome has fewer ways than another."""
    return np.array([[*map(number, ways)] + [filler] * (_MOST - len(ways)) for ways in LEARNINGS_TO])


def _memory(way: Learning) -> int:
    return 3 if way.memory == "kept" and way.label == CORRECT else ("kept", "forgotten", "drifted").index(way.memory)


_LABEL, _MEMORY = _of_ways(lambda way: way.label), _of_ways(_memory)
_FATE = _of_ways(lambda way: 2 * way.learned + way.refined, filler=2 * CORRECT + True)  # what is right is not refined
_UNREFINED = np.array([1.0, 0.0] * 3)


def label_weights(p: Parameters, teacher: Array) -> Array:
    """Labels none of which is misaligned: their outcome, right or an honest error, and split: [..., 2, split].

    `teacher` is [..., 3]. A coherent error is in every label, so all the rest of the chance is on labels that are
    misaligned one and all.
    """
    aligned = teacher[..., :MISALIGNED].sum(axis=-1)[..., np.newaxis, np.newaxis]
    return np.asarray(aligned * agreement_weights(unless_misaligned(teacher), p.distill.labels_per_question))


def averaged_labels(teacher: Array, labels: Array) -> Array:
    """The outcome of the labels, however they split: [..., 3] of `label_weights`."""
    averaged = np.empty(teacher.shape)
    labels.sum(axis=-1, out=averaged[..., :MISALIGNED])
    averaged[..., MISALIGNED] = teacher[..., MISALIGNED]
    return averaged


def learning_weights(p: Parameters, basis: Basis, labels: Array) -> Array:
    """Ways from label to student: [round, kind, depth, outcome, way] as in LEARNINGS_TO.

    `labels` is [round, kind, depth, 3]. Over ways the chances sum to the student (model.md 2.5).
    """
    u, drift, retained = p.reliability.refinement, p.distill.drift, retention(p)
    kept = retained.kept
    memory = np.array([kept, retained.forgotten, kept * drift, kept * (1.0 - drift)]).T
    weights = labels[..., _LABEL]
    weights *= memory[:, _MEMORY]
    fates = _UNREFINED  # of what was learned right, honestly wrong, misaligned: it stays, it is refined
    if u:
        noticed, missed = basis.checks
        fates = np.stack([(1.0 - u) + u * missed, u * noticed], axis=-1)
        fates[..., CORRECT, :] = 1.0, 0.0
        fates = fates.reshape(len(noticed), 1, -1, 6)
    weights *= fates[..., _FATE]
    return np.asarray(weights)


# ---- the overseer's step ----------------------------------------------------------------------------------------


class StepWay(NamedTuple):
    """One way in which a step goes: what happened, the helping assistant's answer if there was one, the result."""

    event: StepEvent
    assistant: int | None
    outcome: int


STEP_WAYS: tuple[StepWay, ...] = (
    StepWay("right", None, CORRECT),
    StepWay("slip", None, ERROR),
    StepWay("blind_spot", None, MISALIGNED),
    StepWay("right", ERROR, CORRECT),
    StepWay("slip", ERROR, ERROR),
    StepWay("blind_spot", ERROR, MISALIGNED),
    StepWay("assisted", CORRECT, CORRECT),
    StepWay("captured", MISALIGNED, MISALIGNED),
)


def step_weights(p: Parameters, basis: Basis) -> Array:
    """Chance of each of STEP_WAYS: [round, 8]; by their outcome they sum to the round's step (model.md 2.4)."""
    a, panel = p.overseer.assistance, basis.plain_step
    primitive = mixed(p, basis.model[:, :, :1])[:, 0]
    weights = np.empty((len(primitive), len(STEP_WAYS)))
    weights[:, :3] = (1.0 - a) * panel
    weights[:, 3:6] = (a * primitive[:, ERROR])[:, np.newaxis] * panel
    weights[:, 6] = a * primitive[:, CORRECT]
    weights[:, 7] = a * primitive[:, MISALIGNED]
    return weights


def panel_weights(p: Parameters) -> Array:
    """The panel's votes behind its step: [outcome, how, split]; summed over both last axes its step triple."""
    q, n, rho = p.overseer.quality, p.overseer.panel, p.overseer.panel_correlation
    slip, beta = 1.0 - q, p.overseer.consistency
    one = np.array([q, slip * (1.0 - beta), slip * beta])
    weights = np.zeros((3, 3, len(ballots(n).ways)))
    weights[:, INDEPENDENT] = (1.0 - rho) * vote_weights(one, n)
    weights[:2, NOT_SHARED, : n + 1] = rho * (q + one[ERROR]) * agreement_weights(unless_misaligned(one), n)
    weights[MISALIGNED, SHARED] = rho * one[MISALIGNED] * unanimous(n)[MISALIGNED]
    return weights


# ---- sub-answers: votes, checks, retries --------------------------------------------------------------------------


@dataclass(frozen=True, eq=False)
class Asked:
    """What a teacher answer asks for, by the level, kind and depth of the answer that asks.

    `answer` [round, level, kind, depth, 3] is one copy's outcome: those of the first level are the model's, those of a
    later one are answers of the level before.
    """

    basis: Basis
    answer: Array

    @staticmethod
    def of(basis: Basis) -> Asked:
        """In every round and level."""
        below = basis.states[:, :-1]
        return Asked(basis, _no_excess(_handed_up(below, mixed(basis.parameters, below))))

    @cached_property
    def checks(self) -> Array:
        """Chance that a copy's answer is checked and rejected, or passes: [2, round, 1, kind, depth, outcome]."""
        checks = self.basis.parameters.reliability.check_rate * self.basis.checks[:, :, np.newaxis]
        return _handed_up(checks[..., np.newaxis, :, :], checks)


def independent_weights(p: Parameters, asked: Asked) -> Array:
    """A committee in which each copy errs for itself: [round, level, kind, depth, outcome, split]."""
    return vote_weights(asked.answer, p.reliability.copies)


def not_shared_weights(p: Parameters, asked: Asked) -> Array:
    """A committee whose coherent errors would be shared, but there is none: [round, level, kind, depth, 2, split]."""
    return agreement_weights(unless_misaligned(asked.answer), p.reliability.copies)


def winners(asked: Asked, independent: Array | None, not_shared: Array | None) -> Array:
    """Outcome of one committee: [how, round, level, kind, depth, outcome]; None for committees of a single copy."""
    won = np.empty((3, *asked.answer.shape))
    if independent is None or not_shared is None:
        won[INDEPENDENT] = asked.answer
        won[NOT_SHARED, ..., :MISALIGNED] = unless_misaligned(asked.answer)
    else:
        independent.sum(axis=-1, out=won[INDEPENDENT])
        not_shared.sum(axis=-1, out=won[NOT_SHARED, ..., :MISALIGNED])
    won[NOT_SHARED, ..., MISALIGNED] = 0.0
    won[SHARED] = one_of(3, MISALIGNED)
    return won


def ends(p: Parameters) -> int:
    """In how many ways the checking of a sub-answer can end: after 0 … T rejections, or rejected for good."""
    return p.reliability.retries + 2 if p.reliability.check_rate else 1


def screening_weights(p: Parameters, asked: Asked, won: Array) -> Array:
    """How a sub-answer came through: [round, level, kind, depth, outcome, how, tries]; over ways they sum to `screen`.

    `tries` counts the committees rejected before one is taken, 0 … T; T + 1 means that all were: abstained. Where
    nothing is checked it is 0 (see `ends`).
    """
    rho, last, m = p.reliability.correlation, p.reliability.retries, asked.answer[..., MISALIGNED]
    how = np.empty((3, *m.shape))
    how[INDEPENDENT], how[SHARED] = 1.0 - rho, rho * m
    how[NOT_SHARED] = rho * (asked.answer[..., CORRECT] + asked.answer[..., ERROR])
    weights = np.empty((*m.shape, 3, 3, ends(p)))
    by_how = np.moveaxis(weights, -2, 0)  # [how, ..., outcome, tries]
    if p.reliability.check_rate == 0.0:
        np.multiply(how[..., np.newaxis], won, out=by_how[..., 0])
        return weights
    rejected, passed = asked.checks
    again = (won * rejected).sum(axis=-1)
    reached = how[..., np.newaxis] * again[..., np.newaxis] ** np.arange(last + 2)
    taken = won * ((1.0 - p.reliability.check_rate) + passed)
    by_how[...] = reached[..., np.newaxis, :] * taken[..., np.newaxis]
    by_how[..., last + 1] = 0.0
    by_how[..., ERROR, last + 1] = reached[..., last + 1]
    return weights


def sub_answers(screening: Array) -> Array:
    """What comes through the screen, however it did: [..., outcome] of `screening_weights`."""
    return _no_excess(screening.sum(axis=(-2, -1)))


def rejected_weights(asked: Asked, won: Array) -> Array:
    """A committee that is asked and rejected: [how, round, level, kind, depth, winner]."""
    return np.asarray(won * asked.checks[0])


def checked_chances(p: Parameters, asked: Asked) -> Array:
    """Chance that a committee that is taken was checked: [round, 1, kind, depth, winner]."""
    passed = asked.checks[1]
    taken = passed + (1.0 - p.reliability.check_rate)
    return np.asarray(np.divide(passed, taken, out=np.ones_like(taken), where=taken > 0.0))


def kind_weights(p: Parameters, basis: Basis) -> Array:
    """The kind of a sub-question, given its answer: [round, level, depth, outcome, kind], depth being its own."""
    delta = np.array([p.task.decomposable, 1.0 - p.task.decomposable])
    return np.asarray(np.moveaxis(basis.states[:, :-1], 2, -1) * delta)


# ---- the sub-answers of a decomposition ---------------------------------------------------------------------------


class ChildWay(NamedTuple):
    """A screened sub-answer, and whether a misaligned one steers the answer built on it."""

    outcome: int
    steers: bool


CHILD_WAYS: tuple[ChildWay, ...] = (
    ChildWay(CORRECT, False),
    ChildWay(ERROR, False),
    ChildWay(MISALIGNED, True),
    ChildWay(MISALIGNED, False),
)
STEERING = 2


@dataclass(frozen=True, slots=True, eq=False)
class Parts:
    """What b sub-answers are like together, by round, level and depth, 1 … D, of the question that decomposes.

    `alone` [..., 4] is one of them: right, honestly wrong, steering, misaligned without steering. `all_right` and
    `none_steers` [...] are chances for all b; `some_steers` [..., b] has those for 1 … b of them, and `some_wrong` the
    same where it is given that none steers. `next_steers` and `next_is_wrong` [..., b]: the first of 1 … b does, given
    that one of them does.
    """

    alone: Array
    all_right: Array
    none_steers: Array
    some_steers: Array
    some_wrong: Array
    next_steers: Array
    next_is_wrong: Array

    @staticmethod
    def of(p: Parameters, screened: Array) -> Parts:
        """From what comes through the screen, [..., kind, depth, 3]."""
        b, sigma = p.task.branching, p.amplify.capture
        part = screened[..., DECOMPOSABLE, 1:, :]
        c, e, m = part[..., CORRECT], part[..., ERROR], part[..., MISALIGNED]
        alone = np.empty((*c.shape, 4))
        alone[..., :MISALIGNED] = part[..., :MISALIGNED]
        steers = np.multiply(sigma, m, out=alone[..., STEERING])
        calm = np.multiply(1.0 - sigma, m, out=alone[..., STEERING + 1])
        wrong = e + calm
        one = np.ones((2, *c.shape, 1))  # chance that one child steers; that it is wrong, given that it does not
        one[0, ..., 0] = steers
        np.divide(wrong, rest := c + wrong, out=one[1, ..., 0], where=rest > 0.0)
        trials = np.arange(1.0, b + 1.0)
        with np.errstate(divide="ignore"):  # log1p(−1), where a share is whole, is meant
            none = trials * np.log1p(-one)
        some = -np.expm1(none)  # exact for the smallest chances too
        first = np.divide(one, some, out=1.0 / trials + np.zeros_like(some), where=some > 0.0)
        np.minimum(first, 1.0, out=first)
        first[..., 0] = 1.0
        return Parts(alone, c**b, np.exp(none[0, ..., -1]), some[0], some[1], first[0], first[1])


# ---- the teacher's answer ---------------------------------------------------------------------------------------


class Making(NamedTuple):
    """One way in which a teacher answer is made: by a step, which may drift, or by asking the same question (None)."""

    step: StepWay | None
    drifted: bool


MAKINGS: tuple[Making, ...] = (
    *(Making(step, False) for step in STEP_WAYS),
    *(Making(step, True) for step in STEP_WAYS if step.outcome == CORRECT),
    Making(None, False),
)
ASKED_AGAIN = len(MAKINGS) - 1

_DRIFT = 3
_STEPPED = [STEP_WAYS.index(making.step) for making in MAKINGS if making.step]
_RESULT = [_DRIFT if making.drifted else making.step.outcome for making in MAKINGS if making.step]
_GROUNDED = np.array(
    [
        [making.step.outcome == outcome and not making.drifted for making in MAKINGS if making.step]
        for outcome in range(3)
    ]
)


def making_weights(p: Parameters, step: Array, screened: Array, parts: Parts) -> Array:
    """Ways to the teacher's outcome: [round, level, kind, depth, outcome, MAKINGS].

    `step` is [round, 8], `screened` [round, level, kind, depth, 3]. Over ways they sum to the state after the level
    (model.md 2.4).
    """
    g, drift = p.overseer.grounding, p.amplify.drift
    weights = np.zeros((*screened.shape, len(MAKINGS)))
    chances = step[:, np.newaxis, np.newaxis, np.newaxis, _STEPPED]
    weights[..., ASKED_AGAIN] = screened
    weights[..., DECOMPOSABLE, 1:, :, ASKED_AGAIN] = 0.0
    if g:
        weights[..., 0, :, ASKED_AGAIN] *= 1.0 - g
        weights[..., 0, :, :ASKED_AGAIN] = g * _GROUNDED * chances

    # What the sub-answers make of a step that is right, a slip, a blind spot, right but drifts: [..., outcome, result].
    made = np.zeros((*parts.all_right.shape, 3, 4))
    made[..., CORRECT, CORRECT] = parts.all_right * (1.0 - drift)
    made[..., ERROR, CORRECT] = parts.none_steers * parts.some_wrong[..., -1]
    made[..., ERROR, ERROR] = parts.none_steers
    made[..., MISALIGNED, :MISALIGNED] = parts.some_steers[..., -1:]
    made[..., MISALIGNED, MISALIGNED] = 1.0
    made[..., MISALIGNED, _DRIFT] = parts.all_right * drift
    weights[..., DECOMPOSABLE, 1:, :, :ASKED_AGAIN] = chances * made[..., _RESULT]
    return weights


@lru_cache(maxsize=32)
def making_otherwise(depths: int) -> Array:
    """A possible way for an outcome that has no chance: a right step, a slip, a blind spot; atomic ones are asked."""
    otherwise = np.zeros((2, depths, 3, len(MAKINGS)))
    for outcome in range(3):
        otherwise[..., outcome, outcome] = 1.0
    otherwise[ATOMIC, 1:] = one_of(len(MAKINGS), ASKED_AGAIN)
    otherwise.setflags(write=False)
    return otherwise


# ---- the children of a decomposition ------------------------------------------------------------------------------


ALL_RIGHT, ANY, NONE_STEERS = 0, 1, 2
"""What an outcome demands of children. Behind these: one steers, with 1 … b children to come; then, none steers but
one is wrong, with 1 … b to come."""


def demands(b: int) -> int:
    """How many demands there are."""
    return NONE_STEERS + 1 + 2 * b


def first_demand(outcome: int, making: Making, b: int) -> int:
    """What the children of an answer with this outcome, made in this way, must be like."""
    if outcome == CORRECT or making.drifted or making.step is None:
        return ALL_RIGHT
    if making.step.outcome == MISALIGNED:
        return ANY
    if outcome == MISALIGNED:
        return NONE_STEERS + b
    return NONE_STEERS if making.step.outcome == ERROR else NONE_STEERS + 2 * b


def next_demand(demand: int, way: int, b: int) -> int:
    """What is demanded of the children still to come after one of CHILD_WAYS. The last one leaves nothing unmet."""
    if demand <= NONE_STEERS:
        return demand
    if demand <= NONE_STEERS + b:
        return ANY if way == STEERING else demand - 1
    return demand - 1 if CHILD_WAYS[way].outcome == CORRECT else NONE_STEERS


def child_weights(p: Parameters, parts: Parts) -> Array:
    """One child under each demand: [..., demand, CHILD_WAYS]."""
    b, alone = p.task.branching, parts.alone
    weights = np.zeros((*parts.all_right.shape, demands(b), len(CHILD_WAYS)))
    some_steers, some_wrong = weights[..., NONE_STEERS + 1 : -b, :], weights[..., -b:, :]
    weights[..., ALL_RIGHT, CORRECT] = 1.0
    weights[..., ANY, :] = alone
    calm = np.multiply(alone, [1.0, 1.0, 0.0, 1.0], out=weights[..., NONE_STEERS, :])
    wrong = calm * [0.0, 1.0, 0.0, 1.0]
    now = parts.next_steers[..., np.newaxis]
    some_steers[...] = (1.0 - now) * calm[..., np.newaxis, :]
    some_steers[..., STEERING] = parts.next_steers * calm.sum(axis=-1, keepdims=True)
    now = parts.next_is_wrong[..., np.newaxis]
    some_wrong[...] = now * wrong[..., np.newaxis, :]
    some_wrong[..., CORRECT] = (1.0 - parts.next_is_wrong) * wrong.sum(axis=-1, keepdims=True)
    return weights


@lru_cache(maxsize=16)
def child_otherwise(b: int) -> Array:
    """A possible child under a demand that cannot be: [demand, CHILD_WAYS]."""
    otherwise = np.zeros((demands(b), len(CHILD_WAYS)))
    otherwise[:NONE_STEERS, CORRECT] = 1.0
    otherwise[NONE_STEERS, ERROR] = 1.0
    otherwise[NONE_STEERS + 1 : -b, STEERING] = 1.0
    otherwise[-b:, ERROR] = 1.0 / np.arange(1, b + 1)
    otherwise[-b:, CORRECT] = 1.0 - otherwise[-b:, ERROR]
    otherwise.setflags(write=False)
    return otherwise
