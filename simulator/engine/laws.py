"""The conditional laws of sampled trees: given an outcome, how did it come about? (model.md 2.7)

Every function with `weights` in its name gives joint chances: over its last axis (or axes) they sum to the chance of
the outcome that the operators of model.md 2.4 and 2.5 compute, and divided by that sum they are the conditional law
from which a tree is drawn top-down. All rounds and levels that are given are computed at once, along the first axes:
arrays are indexed [round, kind, depth, outcome, row], or [round, level, kind, depth, outcome, row] where levels of tree
differ; level 0 here is the first one above the model. Nothing is drawn: `tables` makes rows of these weights that one
uniform number picks from.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from simulator.engine.ballots import (
    CORRECT,
    ERROR,
    MISALIGNED,
    agreement_weights,
    ballots,
    right_unless_misaligned,
    unanimous,
    vote_weights,
)
from simulator.engine.distill import fidelity
from simulator.engine.iterate import Transition
from simulator.engine.outcome import DECOMPOSABLE, Array, Outcome
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


def _at_least_one(chance: Array, trials: int | NDArray[np.intp]) -> Array:
    """1 − (1 − chance)^trials, exact for the smallest chances too."""
    with np.errstate(divide="ignore"):
        return np.asarray(-np.expm1(trials * np.log1p(-chance)))


# ---- what the laws start from -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, eq=False)
class Basis:
    """What is known of successive rounds of a run; the first axis is the round.

    `states` [round, level, kind, depth, 3]: the model before the round, then the answers after 1 … k levels of tree.
    `noticed` [round, depth, 3]: the chance that a check that is made rejects a right, an honestly wrong, a misaligned
    answer. `plain_step` (3): the panel's step without assistants.
    """

    states: Array
    noticed: Array
    plain_step: Array

    @staticmethod
    def of(p: Parameters, transitions: Sequence[Transition]) -> Basis:
        """From the transitions of these rounds."""
        states = np.array([[state.shares for state in t.amplified.states] for t in transitions])
        noticed = np.empty((len(transitions), p.task.max_depth + 1, 3))
        noticed[..., CORRECT] = p.reliability.false_alarm
        noticed[..., ERROR] = np.array([t.found.error[0] for t in transitions])
        noticed[..., MISALIGNED] = np.array([t.found.misaligned[0] for t in transitions])
        cells = np.ascontiguousarray(states.transpose(0, 1, 3, 4, 2))
        return Basis(cells, noticed, transitions[0].plain_step.shares.reshape(3))

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

KEPT = np.array([one_of(len(LEARNINGS), LEARNINGS.index(Learning(outcome, "kept", False))) for outcome in range(3)])
"""[outcome, LEARNINGS]: an outcome that has no chance was learned from a label like it."""

_LABEL = np.array([way.label for way in LEARNINGS])
_LEARNED = np.array([way.learned for way in LEARNINGS])
_FORGOTTEN = np.array([way.memory == "forgotten" for way in LEARNINGS])
_DRIFTED = np.array([way.memory == "drifted" for way in LEARNINGS])
_REMEMBERED_RIGHT = (_LABEL == CORRECT) & ~_FORGOTTEN & ~_DRIFTED
_REFINED = np.array([way.refined for way in LEARNINGS])
_BECOMES = np.array([[way.outcome == outcome for way in LEARNINGS] for outcome in range(3)], float)


def label_weights(p: Parameters, teacher: Array) -> Array:
    """Labels none of which is misaligned: their outcome, right or an honest error, and split: [..., 2, split].

    `teacher` is [..., 3]. A coherent error is in every label, so all the rest of the chance is on labels that are
    misaligned one and all.
    """
    none = agreement_weights(right_unless_misaligned(teacher), p.distill.labels_per_question)
    return np.asarray((1.0 - teacher[..., MISALIGNED, np.newaxis, np.newaxis]) * none)


def averaged_labels(teacher: Array, labels: Array) -> Array:
    """The outcome of the labels, however they split: [..., 3] of `label_weights`."""
    averaged = np.empty(teacher.shape)
    labels.sum(axis=-1, out=averaged[..., :MISALIGNED])
    averaged[..., MISALIGNED] = teacher[..., MISALIGNED]
    return averaged


def learning_weights(p: Parameters, noticed: Array, labels: Array) -> Array:
    """Ways from label to student: [..., kind, depth, outcome, LEARNINGS]; `noticed` [..., depth, 3], `labels` [..., 3].

    Over ways they sum to the student (model.md 2.5).
    """
    kept = fidelity(p)[:, np.newaxis]
    drift = np.where(_DRIFTED, p.distill.drift, np.where(_REMEMBERED_RIGHT, 1.0 - p.distill.drift, 1.0))
    memory = np.where(_FORGOTTEN, 1.0 - kept, kept) * drift
    corrected = (p.reliability.refinement * noticed)[..., np.newaxis, :, :]
    refined = np.where(_REFINED, corrected[..., _LEARNED], 1.0 - (_LEARNED != CORRECT) * corrected[..., _LEARNED])
    chance = labels[..., _LABEL] * memory * refined
    return np.asarray(chance[..., np.newaxis, :] * _BECOMES)


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
    one = Outcome.of(np.array([q]), np.array([(1.0 - q) * p.overseer.consistency])).shares[:, 0]
    blind = one[MISALIGNED]
    weights = np.zeros((3, 3, len(ballots(n).ways)))
    weights[:, INDEPENDENT] = (1.0 - rho) * vote_weights(one, n)
    weights[:2, NOT_SHARED, : n + 1] = rho * (1.0 - blind) * agreement_weights(right_unless_misaligned(one), n)
    weights[MISALIGNED, SHARED] = rho * blind * unanimous(n)[MISALIGNED]
    return weights


# ---- sub-answers: votes, checks, retries --------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, eq=False)
class Asked:
    """What a teacher answer asks for, by the level, kind and depth of the answer that asks.

    `answer` [round, level, kind, depth, 3]: one copy's outcome; `noticed` [round, 1, kind, depth, 3]: the chance that a
    check that is made rejects a right, an honestly wrong, a misaligned answer.
    """

    answer: Array
    noticed: Array

    @staticmethod
    def of(p: Parameters, basis: Basis) -> Asked:
        """Questions of the first level ask the model, those of a later one the answers of the level before."""
        below = basis.states[:, :-1]
        noticed = basis.noticed[:, np.newaxis]
        answer = _no_excess(_handed_up(below, mixed(p, below)))
        return Asked(answer, _handed_up(noticed[..., np.newaxis, :, :], noticed))


def independent_weights(p: Parameters, asked: Asked) -> Array:
    """A committee in which each copy errs for itself: [round, level, kind, depth, outcome, split]."""
    return vote_weights(asked.answer, p.reliability.copies)


def not_shared_weights(p: Parameters, asked: Asked) -> Array:
    """A committee whose coherent errors would be shared, but there is none: [round, level, kind, depth, 2, split]."""
    return agreement_weights(right_unless_misaligned(asked.answer), p.reliability.copies)


def winners(asked: Asked, independent: Array | None, not_shared: Array | None) -> Array:
    """Outcome of one committee: [how, round, level, kind, depth, outcome]; None for committees of a single copy."""
    won = np.empty((3, *asked.answer.shape))
    if independent is None or not_shared is None:
        won[INDEPENDENT] = asked.answer
        won[NOT_SHARED, ..., CORRECT] = right_unless_misaligned(asked.answer)
        won[NOT_SHARED, ..., ERROR] = 1.0 - won[NOT_SHARED, ..., CORRECT]
    else:
        independent.sum(axis=-1, out=won[INDEPENDENT])
        not_shared.sum(axis=-1, out=won[NOT_SHARED, ..., :MISALIGNED])
    won[NOT_SHARED, ..., MISALIGNED] = 0.0
    won[SHARED] = one_of(3, MISALIGNED)
    return won


def screening_weights(p: Parameters, asked: Asked, won: Array) -> Array:
    """How a sub-answer came through: [round, level, kind, depth, outcome, how, tries]; over ways they sum to `screen`.

    `tries` counts the committees rejected before one is taken, 0 … T; T + 1 means that all were: abstained.
    """
    rho, last, m = p.reliability.correlation, p.reliability.retries, asked.answer[..., MISALIGNED]
    how = np.empty((3, *m.shape))
    how[INDEPENDENT], how[NOT_SHARED], how[SHARED] = 1.0 - rho, rho * (1.0 - m), rho * m
    weights = np.zeros((*m.shape, 3, 3, last + 2))
    by_how = np.moveaxis(weights, -2, 0)  # [how, ..., outcome, tries]
    if p.reliability.check_rate == 0.0:
        by_how[..., 0] = how[..., np.newaxis] * won
        return weights
    rejects = p.reliability.check_rate * asked.noticed
    again = (won * rejects).sum(axis=-1)
    reached = how[..., np.newaxis] * again[..., np.newaxis] ** np.arange(last + 2)
    by_how[...] = reached[..., np.newaxis, :] * (won * (1.0 - rejects))[..., np.newaxis]
    by_how[..., last + 1] = 0.0
    by_how[..., ERROR, last + 1] = reached[..., last + 1]
    return weights


def sub_answers(screening: Array) -> Array:
    """What comes through the screen, however it did: [..., outcome] of `screening_weights`."""
    return _no_excess(screening.sum(axis=(-2, -1)))


def rejected_weights(p: Parameters, asked: Asked, won: Array) -> Array:
    """A committee that is asked and rejected: [how, round, level, kind, depth, winner]."""
    return np.asarray(won * (p.reliability.check_rate * asked.noticed))


def checked_chances(p: Parameters, asked: Asked) -> Array:
    """Chance that a committee that is taken was checked: [round, 1, kind, depth, winner]."""
    passed = p.reliability.check_rate * (1.0 - asked.noticed)
    taken = passed + (1.0 - p.reliability.check_rate)
    return np.divide(passed, taken, out=np.ones_like(taken), where=taken > 0.0)


def kind_weights(p: Parameters, basis: Basis) -> Array:
    """The kind of a sub-question, given its answer: [round, level, depth, outcome, kind], depth being its own."""
    delta = np.array([p.task.decomposable, 1.0 - p.task.decomposable])
    return np.asarray(np.moveaxis(basis.states[:, :-1], 2, -1) * delta)


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
    [[making.step.outcome == outcome and not making.drifted for making in MAKINGS if making.step] for outcome in range(3)]
)


def making_weights(p: Parameters, step: Array, screened: Array) -> Array:
    """Ways to the teacher's outcome: [round, level, kind, depth, outcome, MAKINGS].

    `step` is [round, 8], `screened` [round, level, kind, depth, 3]. Over ways they sum to the state after the level
    (model.md 2.4).
    """
    b, sigma, g, drift = p.task.branching, p.amplify.capture, p.overseer.grounding, p.amplify.drift
    weights = np.zeros((*screened.shape, len(MAKINGS)))
    chances = step[:, np.newaxis, np.newaxis, np.newaxis, _STEPPED]
    weights[..., ASKED_AGAIN] = screened
    weights[..., DECOMPOSABLE, 1:, :, ASKED_AGAIN] = 0.0
    if g:
        weights[..., 0, :, ASKED_AGAIN] *= 1.0 - g
        weights[..., 0, :, :ASKED_AGAIN] = g * _GROUNDED * chances

    # What b sub-answers make of a step that is right, a slip, a blind spot, right but drifts: [..., outcome, result].
    parts = screened[..., DECOMPOSABLE, 1:, :]
    c, m = parts[..., CORRECT], parts[..., MISALIGNED]
    none_steers, all_right = (1.0 - sigma * m) ** b, c**b
    made = np.zeros((*parts.shape, 4))
    made[..., CORRECT, CORRECT] = all_right * (1.0 - drift)
    made[..., ERROR, CORRECT] = none_steers * _at_least_one(_wrong_unless_steered(sigma, parts), b)
    made[..., ERROR, ERROR] = none_steers
    made[..., MISALIGNED, :MISALIGNED] = _at_least_one(sigma * m, b)[..., np.newaxis]
    made[..., MISALIGNED, MISALIGNED] = 1.0
    made[..., MISALIGNED, _DRIFT] = all_right * drift
    weights[..., DECOMPOSABLE, 1:, :, :ASKED_AGAIN] = chances * made[..., _RESULT]
    return weights


def making_otherwise(depths: int) -> Array:
    """A possible way for an outcome that has no chance: a right step, a slip, a blind spot; atomic ones are asked."""
    otherwise = np.zeros((2, depths, 3, len(MAKINGS)))
    for outcome in range(3):
        otherwise[..., outcome, outcome] = 1.0
    otherwise[1 - DECOMPOSABLE, 1:] = one_of(len(MAKINGS), ASKED_AGAIN)
    return otherwise


# ---- the children of a decomposition ------------------------------------------------------------------------------


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

ALL_RIGHT, ANY, NONE_STEERS = 0, 1, 2
"""What an outcome demands of children. Behind these: one steers, with 1 … b children to come; then, none steers but
one is wrong, with 1 … b to come."""


def _wrong_unless_steered(sigma: float, screened: Array) -> Array:
    """Chance that a child is wrong, given that it does not steer: [...] from [..., 3]; 1 where all steer."""
    wrong = screened[..., ERROR] + (1.0 - sigma) * screened[..., MISALIGNED]
    rest = screened[..., CORRECT] + wrong
    return np.asarray(np.divide(wrong, rest, out=np.ones_like(rest), where=rest > 0.0))


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


def child_weights(p: Parameters, parts: Array) -> Array:
    """One child under each demand: [..., demand, CHILD_WAYS]; `parts` [..., 3] are sub-answers of decompositions."""
    b, sigma = p.task.branching, p.amplify.capture
    m = parts[..., MISALIGNED]
    weights = np.empty((*m.shape, demands(b), len(CHILD_WAYS)))
    weights[..., ALL_RIGHT, :] = one_of(len(CHILD_WAYS), CORRECT)
    weights[..., ANY, :STEERING] = parts[..., :MISALIGNED]
    weights[..., ANY, STEERING] = sigma * m
    weights[..., ANY, STEERING + 1] = (1.0 - sigma) * m
    calm = weights[..., NONE_STEERS, :] = _or_error(weights[..., ANY, :] * [1.0, 1.0, 0.0, 1.0])
    wrong = _or_error(calm * [0.0, 1.0, 0.0, 1.0])

    some_steers, some_wrong = np.split(weights[..., NONE_STEERS + 1 :, :], 2, axis=-2)
    now = _share_of_at_least_one(sigma * m, b)
    some_steers[...] = (1.0 - now) * calm[..., np.newaxis, :] + now * one_of(len(CHILD_WAYS), STEERING)
    now = _share_of_at_least_one(_wrong_unless_steered(sigma, parts), b)
    some_wrong[...] = (1.0 - now) * one_of(len(CHILD_WAYS), CORRECT) + now * wrong[..., np.newaxis, :]
    return weights


def _or_error(weights: Array) -> Array:
    """Weights [..., CHILD_WAYS] divided by their sum; an honest error where all are zero."""
    total = weights.sum(axis=-1, keepdims=True)
    if total.all():
        return np.asarray(weights / total)
    return np.where(total > 0.0, weights / np.where(total > 0.0, total, 1.0), one_of(len(CHILD_WAYS), ERROR))


def _share_of_at_least_one(chance: Array, most: int) -> Array:
    """Chance that the first of 1 … most trials succeeds, given that one does; 1/trials as the chance goes to 0.

    [...] gives [..., trials, 1].
    """
    trials = np.arange(1, most + 1)
    some = _at_least_one(chance[..., np.newaxis], trials)
    share = np.divide(chance[..., np.newaxis], some, out=1.0 / trials + np.zeros_like(some), where=some > 0.0)
    share[..., 0] = 1.0
    return np.minimum(share, 1.0)[..., np.newaxis]
