"""The conditional laws of sampled trees: given an outcome, how did it come about? (model.md 2.7)

Every function with `weights` in its name gives joint chances: over its last axis (or axes) they sum to the chance of
the outcome that the operators of model.md 2.4 and 2.5 compute, and divided by that sum they are the conditional law
from which a tree is drawn top-down. Arrays are indexed [kind, depth, outcome, row] unless said otherwise.
Nothing is drawn here: `tree` picks rows with one uniform number each, and whole levels can be picked at once.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from math import comb
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from simulator.engine.amplify import rejection
from simulator.engine.distill import fidelity
from simulator.engine.iterate import Run, Transition
from simulator.engine.outcome import DECOMPOSABLE, Array, Outcome, correct_unless_misaligned
from simulator.engine.parameters import Overseer, Parameters

CORRECT, ERROR, MISALIGNED = 0, 1, 2
"""Positions on the outcome axis."""

INDEPENDENT, NOT_SHARED, SHARED = 0, 1, 2
"""How draws hang together: each for itself; a common cause that is absent (none misaligned) or present (all are)."""

Memory = Literal["kept", "forgotten", "drifted"]
StepEvent = Literal["right", "slip", "blind_spot", "assisted", "captured"]


# ---- tables -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Table:
    """Chances of rows along the last axis, and the edges between them on the line from 0 to 1."""

    chances: Array
    edges: Array

    @staticmethod
    def of(weights: Array, otherwise: Array | float) -> Table:
        """Weights divided by their sum; where all are zero, which no draw can meet, `otherwise`."""
        total = weights.sum(axis=-1, keepdims=True)
        if total.all():
            chances = weights / total
        else:
            possible = total > 0.0
            chances = np.where(possible, weights / np.where(possible, total, 1.0), otherwise)
        edges = chances.cumsum(axis=-1)
        # From the last row that can be, rounding must not leave a gap below 1: a number would fall into it.
        edges[edges >= edges[..., -1:]] = 1.0
        for array in (chances, edges):
            array.setflags(write=False)
        return Table(chances, edges)

    def pick(self, where: tuple[int, ...], number: float) -> int:
        """The row that a number from [0, 1) falls into: as many edges as do not exceed it."""
        return int(self.edges[where].searchsorted(number, side="right"))


def _cells(shares: Array) -> Array:
    """An operator's array (3, kind, depth) as [kind, depth, 3]."""
    return shares.transpose(1, 2, 0)


def _no_excess(chances: Array) -> Array:
    """Chances that add up from parts may exceed 1 by a rounding error; what is left of 1 must not be negative."""
    return np.minimum(chances, 1.0)


def _one_of(rows: int, row: int) -> Array:
    chosen = np.zeros(rows)
    chosen[row] = 1.0
    return chosen


def _at_least_one(chance: Array, trials: int | NDArray[np.intp]) -> Array:
    """1 − (1 − chance)^trials, exact for the smallest chances too."""
    with np.errstate(divide="ignore"):
        return np.asarray(-np.expm1(trials * np.log1p(-chance)))


# ---- votes ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Ballots:
    """All ways to split n votes. Splits without a misaligned vote come first, n + 1 of them.

    `splits` (rows, 3): votes by outcome; `ways` (rows): arrangements; `wins` (rows, 3): the chance that an answer
    of this outcome is taken; the largest group wins, each honest error is a group of one, ties are split evenly.
    """

    splits: NDArray[np.intp]
    ways: Array
    wins: Array


@lru_cache(maxsize=32)
def ballots(n: int) -> Ballots:
    """The splits of n votes (model.md 2.2)."""
    splits, ways, wins = [], [], []
    for m in range(n + 1):
        for c in range(n - m, -1, -1):
            e = n - m - c
            top = max(c, m, 1 if e else 0)
            groups = (int(c == top), e if top == 1 else 0, int(m == top))
            splits.append((c, e, m))
            ways.append(float(comb(n, m) * comb(n - m, c)))
            wins.append(tuple(group / sum(groups) for group in groups))
    arrays = np.array(splits), np.array(ways), np.array(wins)
    for array in arrays:
        array.setflags(write=False)
    return Ballots(*arrays)


def _products(shares: Array, splits: NDArray[np.intp]) -> Array:
    """Π share^votes for each split: (..., outcomes) and (rows, outcomes) give (..., rows)."""
    powers = np.ones((splits.max() + 1, *shares.shape))
    for votes in range(1, len(powers)):
        np.multiply(powers[votes - 1], shares, out=powers[votes])
    product = powers[splits[:, 0], ..., 0]
    for outcome in range(1, splits.shape[1]):
        product *= powers[splits[:, outcome], ..., outcome]
    return product.transpose(*range(1, product.ndim), 0)


def vote_weights(answer: Array, n: int) -> Array:
    """Chance that n independent votes split in a way and an outcome is taken: [..., outcome, split].

    `answer` is [..., 3]. Over splits they sum to plurality(answer, n).
    """
    rows = ballots(n)
    weights: Array = (_products(answer, rows.splits) * rows.ways)[..., np.newaxis, :] * rows.wins.T
    return weights


def agreement_weights(right: Array, n: int) -> Array:
    """The same for votes of which none is misaligned and each is right with chance `right` [...]."""
    rows = ballots(n)
    two = slice(n + 1), slice(2)
    shares = np.empty((*right.shape, 2))
    shares[..., CORRECT], shares[..., ERROR] = right, 1.0 - right
    products = _products(shares, rows.splits[two])
    weights: Array = (products * rows.ways[two[0]])[..., np.newaxis, :] * rows.wins[two[0]].T
    return weights


@lru_cache(maxsize=32)
def _unanimous(n: int) -> Array:
    """[outcome, split]: all votes of that outcome."""
    unanimous: Array = (ballots(n).splits == n).astype(float).T
    unanimous.setflags(write=False)
    return unanimous


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


def label_weights(p: Parameters, teacher: Outcome) -> Array:
    """The averaged labels' outcome and split: [kind, depth, outcome, split]; coherent errors are in every label."""
    n = p.distill.labels_per_question
    misaligned = teacher.misaligned[..., np.newaxis, np.newaxis]
    none = agreement_weights(correct_unless_misaligned(teacher), n)
    weights = np.zeros((*teacher.misaligned.shape, 3, len(ballots(n).ways)))
    weights[..., : n + 1] = (1.0 - misaligned) * none
    weights[..., MISALIGNED, :] += misaligned[..., 0] * _unanimous(n)[MISALIGNED]
    return weights


def learning_weights(p: Parameters, transition: Transition, labels: Array) -> Array:
    """Ways from label to student: [kind, depth, outcome, LEARNINGS]; `labels` is [kind, depth, outcome].

    Over ways they sum to the student (model.md 2.5).
    """
    kept = fidelity(p)
    noticed = {ERROR: transition.found.error, MISALIGNED: transition.found.misaligned}
    weights = np.zeros((*labels.shape, len(LEARNINGS)))
    for row, way in enumerate(LEARNINGS):
        chance = labels[..., way.label] * ((1.0 - kept) if way.memory == "forgotten" else kept)
        if way.label == CORRECT and way.memory != "forgotten":
            chance = chance * (p.distill.drift if way.memory == "drifted" else 1.0 - p.distill.drift)
        if way.learned != CORRECT:
            corrected = p.reliability.refinement * noticed[way.learned]
            chance = chance * (corrected if way.refined else 1.0 - corrected)
        weights[..., way.outcome, row] = chance
    return weights


_KEPT = np.array([_one_of(len(LEARNINGS), LEARNINGS.index(Learning(o, "kept", False))) for o in range(3)])
"""[outcome, LEARNINGS]: an outcome that has no chance was learned from a label like it."""


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


def step_weights(p: Parameters, transition: Transition) -> Array:
    """Chance of each of STEP_WAYS (8); by their outcome they sum to the round's step (model.md 2.4)."""
    a = p.overseer.assistance
    panel = transition.plain_step.shares.reshape(3)
    primitive = transition.model.mixed(p.task.decomposable).shares[:, 0, 0]
    decides = {None: 1.0 - a, ERROR: a * primitive[ERROR]}
    return np.array(
        [
            decides[way.assistant] * panel[way.outcome] if way.assistant in decides else a * primitive[way.outcome]
            for way in STEP_WAYS
        ]
    )


def panel_weights(p: Parameters) -> Array:
    """The panel's votes behind its step: [outcome, how, split]; summed over both last axes its step triple."""
    q, n, rho = p.overseer.quality, p.overseer.panel, p.overseer.panel_correlation
    one = Outcome.of(np.array([q]), np.array([(1.0 - q) * p.overseer.consistency]))
    blind = one.misaligned[0]
    weights = np.zeros((3, 3, len(ballots(n).ways)))
    weights[:, INDEPENDENT] = (1.0 - rho) * vote_weights(one.shares[:, 0], n)
    weights[:, NOT_SHARED, : n + 1] = rho * (1.0 - blind) * agreement_weights(correct_unless_misaligned(one)[0], n)
    weights[MISALIGNED, SHARED] = rho * blind * _unanimous(n)[MISALIGNED]
    return weights


@lru_cache(maxsize=8)
def _panel_table(overseer: Overseer) -> Table:
    """The same in all rounds of a run; rows of `how` and `split` in one."""
    weights = panel_weights(Parameters(overseer=overseer))
    unanimous = np.zeros_like(weights)
    unanimous[:, INDEPENDENT] = _unanimous(overseer.panel)
    return Table.of(weights.reshape(3, -1), unanimous.reshape(3, -1))


# ---- sub-answers: votes, checks, retries --------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Asked:
    """What a teacher answer asks for, by the kind and depth of the answer that asks.

    `answer` [kind, depth, 3]: one copy's outcome; `noticed` [kind, depth, 3]: the chance that a check that is made
    rejects a right, an honestly wrong, a misaligned answer.
    """

    answer: Array
    noticed: Array

    @staticmethod
    def of(p: Parameters, transition: Transition, level: int) -> Asked:
        """Questions of `level`, 1 … k, ask answers of the level below; level 1 asks the model."""
        below = transition.amplified.states[level - 1]
        answer = _handed_up(below.shares, below.mixed(p.task.decomposable).shares)
        noticed = rejection(p, transition.found, 1.0)
        return Asked(_no_excess(answer), _handed_up(noticed, noticed))


def _handed_up(own: Array, mixed: Array) -> Array:
    """Decomposable questions ask one depth lower and mixed kinds, all others ask the same question again."""
    asked = np.empty((2, own.shape[-1], 3))
    asked[...] = _cells(own)
    asked[DECOMPOSABLE, 1:] = _cells(mixed)[0, :-1]
    return asked


@dataclass(frozen=True, slots=True)
class Committees:
    """One committee of copies: its votes and winner when each copy errs for itself, and when no error is shared.

    Both [kind, depth, outcome, split]; where the error is shared all copies are misaligned.
    """

    independent: Array
    not_shared: Array

    @staticmethod
    def of(p: Parameters, asked: Asked) -> Committees:
        """Committees for every question asked."""
        n = p.reliability.copies
        right = correct_unless_misaligned(Outcome(asked.answer.transpose(2, 0, 1)))
        return Committees(vote_weights(asked.answer, n), agreement_weights(right, n))

    @property
    def winners(self) -> Array:
        """Outcome of one committee: [how, kind, depth, outcome]."""
        winners = np.empty((3, *self.independent.shape[:-1]))
        self.independent.sum(axis=-1, out=winners[INDEPENDENT])
        self.not_shared.sum(axis=-1, out=winners[NOT_SHARED])
        winners[SHARED] = _one_of(3, MISALIGNED)
        return winners


def screening_weights(p: Parameters, asked: Asked, winners: Array) -> Array:
    """How a sub-answer came through: [kind, depth, outcome, how, tries]; rows of both last axes sum to `screen`.

    `tries` counts the committees rejected before one is taken, 0 … T; T + 1 means that all were: abstained.
    """
    rho, last, m = p.reliability.correlation, p.reliability.retries, asked.answer[..., MISALIGNED]
    rejects = p.reliability.check_rate * asked.noticed
    how = np.empty((3, *m.shape))
    how[INDEPENDENT], how[NOT_SHARED], how[SHARED] = 1.0 - rho, rho * (1.0 - m), rho * m
    again = (winners * rejects).sum(axis=-1)
    reached = how[..., np.newaxis] * again[..., np.newaxis] ** np.arange(last + 2)
    weights = reached[..., np.newaxis, :] * (winners * (1.0 - rejects))[..., np.newaxis]
    weights[..., last + 1] = 0.0
    weights[..., ERROR, last + 1] = reached[..., last + 1]
    return np.asarray(weights.transpose(1, 2, 3, 0, 4))


def sub_answers(screening: Array) -> Array:
    """What comes through the screen, however it did: [kind, depth, outcome] of `screening_weights`."""
    return _no_excess(screening.sum(axis=(-2, -1)))


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


def making_weights(p: Parameters, step: Array, screened: Array) -> Array:
    """Ways to the teacher's outcome: [kind, depth, outcome, MAKINGS]; `screened` is [kind, depth, outcome].

    Over ways they sum to the state after this level (model.md 2.4).
    """
    b, sigma, g, drift = p.task.branching, p.amplify.capture, p.overseer.grounding, p.amplify.drift
    weights = np.zeros((*screened.shape, len(MAKINGS)))
    weights[..., ASKED_AGAIN] = screened
    weights[:, 0, :, ASKED_AGAIN] *= 1.0 - g
    weights[DECOMPOSABLE, 1:, :, ASKED_AGAIN] = 0.0

    c, _, m = screened[DECOMPOSABLE, 1:].T
    steered, none_steers, all_right = _at_least_one(sigma * m, b), (1.0 - sigma * m) ** b, c**b
    some_wrong = none_steers * _at_least_one(_wrong_unless_steered(sigma, screened[DECOMPOSABLE, 1:]), b)
    for row, (way, drifted) in enumerate(MAKINGS):
        if way is None:
            continue
        chance = step[STEP_WAYS.index(way)]
        whole = weights[DECOMPOSABLE, 1:, :, row]
        if drifted:
            whole[:, MISALIGNED] = chance * all_right * drift
            continue
        weights[:, 0, way.outcome, row] = g * chance
        if way.outcome == CORRECT:
            whole[:, CORRECT] = chance * all_right * (1.0 - drift)
            whole[:, ERROR] = chance * some_wrong
            whole[:, MISALIGNED] = chance * steered
        elif way.outcome == ERROR:
            whole[:, ERROR] = chance * none_steers
            whole[:, MISALIGNED] = chance * steered
        else:
            whole[:, MISALIGNED] = chance
    return weights


def _making_otherwise(cells: tuple[int, ...]) -> Array:
    """A possible way for an outcome that has no chance: a right step, a slip, a blind spot; atomic ones are asked."""
    otherwise = np.zeros((*cells, 3, len(MAKINGS)))
    for outcome in range(3):
        otherwise[..., outcome, outcome] = 1.0
    otherwise[1 - DECOMPOSABLE, 1:] = _one_of(len(MAKINGS), ASKED_AGAIN)
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
    """Chance that a child is wrong, given that it does not steer: [depth] from [depth, 3]; 1 where all steer."""
    c, e, m = screened.T
    wrong = e + (1.0 - sigma) * m
    rest = c + wrong
    return np.asarray(np.divide(wrong, rest, out=np.ones_like(rest), where=rest > 0.0))


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


def child_weights(p: Parameters, screened: Array) -> Array:
    """One child under each demand: [depth of the parent, demand, CHILD_WAYS]; `screened` is [depth, 3]."""
    b, sigma = p.task.branching, p.amplify.capture
    c, e, m = screened.T
    weights = np.empty((len(screened), NONE_STEERS + 1 + 2 * b, len(CHILD_WAYS)))
    weights[:, ALL_RIGHT] = _one_of(len(CHILD_WAYS), CORRECT)
    weights[:, ANY] = np.array([c, e, sigma * m, (1.0 - sigma) * m]).T
    calm = weights[:, NONE_STEERS] = _or_error(weights[:, ANY] * [1.0, 1.0, 0.0, 1.0])
    wrong = _or_error(calm * [0.0, 1.0, 0.0, 1.0])

    some_steers, some_wrong = np.split(weights[:, NONE_STEERS + 1 :], 2, axis=1)
    now = _share_of_at_least_one(sigma * m, b)
    some_steers[...] = (1.0 - now) * calm[:, np.newaxis] + now * _one_of(len(CHILD_WAYS), STEERING)
    now = _share_of_at_least_one(_wrong_unless_steered(sigma, screened), b)
    some_wrong[...] = (1.0 - now) * _one_of(len(CHILD_WAYS), CORRECT) + now * wrong[:, np.newaxis]
    return weights


def _or_error(weights: Array) -> Array:
    """Weights [depth, CHILD_WAYS] divided by their sum; an honest error where all are zero."""
    total = weights.sum(axis=-1, keepdims=True)
    if total.all():
        return np.asarray(weights / total)
    return np.where(total > 0.0, weights / np.where(total > 0.0, total, 1.0), _one_of(len(CHILD_WAYS), ERROR))


def _share_of_at_least_one(chance: Array, most: int) -> Array:
    """Chance that the first of 1 … most trials succeeds, given that one does; 1/trials as the chance goes to 0.

    [depth] gives [depth, trials, 1].
    """
    trials = np.arange(1, most + 1)
    some = _at_least_one(chance[:, np.newaxis], trials)
    share = np.divide(chance[:, np.newaxis], some, out=1.0 / trials + np.zeros_like(some), where=some > 0.0)
    share[:, 0] = 1.0
    return np.minimum(share, 1.0)[..., np.newaxis]


# ---- all laws of a round ------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class LevelLaws:
    """From a teacher answer of one level to the answers that it was made from; all by kind and depth of the former.

    `making` [kind, depth, outcome] → MAKINGS; `child` [depth, demand] → CHILD_WAYS; `screening` [kind, depth, screened
    outcome] → how · (T + 2) + tries; `rejected` [how, kind, depth] → winner of a rejected committee; `checked`
    [kind, depth, winner]: chance that a committee that was taken had been checked; `independent` and `not_shared`
    [kind, depth, winner] → splits of its votes; `kinds` [kind, depth, outcome of the copy] → its kind.
    """

    making: Table
    child: Table
    screening: Table
    rejected: Table
    checked: Array
    independent: Table
    not_shared: Table
    kinds: Table


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundLaws:
    """From a student's answer to the answers that it comes from.

    `learning` [kind, depth, outcome] → LEARNINGS; `labels` [kind, depth, label] → splits of the labels; `panel`
    [outcome] → how · splits + split of its votes; `levels[i − 1]` for teacher answers of level i.
    """

    learning: Table
    labels: Table
    panel: Table
    levels: tuple[LevelLaws, ...]


def level_laws(p: Parameters, transition: Transition, level: int) -> LevelLaws:
    """The laws of teacher answers of one level, 1 … k."""
    n = p.reliability.copies
    asked = Asked.of(p, transition, level)
    committees = Committees.of(p, asked)
    winners = committees.winners
    screening = screening_weights(p, asked, winners)
    screened = sub_answers(screening)
    rejects = p.reliability.check_rate * asked.noticed
    passed = p.reliability.check_rate * (1.0 - asked.noticed)
    taken = passed + (1.0 - p.reliability.check_rate)
    unanimous = _unanimous(n)
    kind = _cells(transition.amplified.states[level - 1].shares)
    delta = np.array([p.task.decomposable, 1.0 - p.task.decomposable])
    kinds = np.empty((*kind.shape, 2))
    kinds[...] = np.eye(2)[:, np.newaxis, np.newaxis]
    kinds[DECOMPOSABLE, 1:] = delta * kind[:, :-1].transpose(1, 2, 0)
    none_rejected = np.array([_one_of(3, ERROR), _one_of(3, ERROR), _one_of(3, MISALIGNED)])
    return LevelLaws(
        making=Table.of(
            making_weights(p, step_weights(p, transition), screened), _making_otherwise(screened.shape[:2])
        ),
        child=Table.of(child_weights(p, screened[DECOMPOSABLE]), _one_of(4, CORRECT)),
        screening=Table.of(screening.reshape(*screened.shape, -1), _one_of(3 * screening.shape[-1], 0)),
        rejected=Table.of(winners * rejects, none_rejected[:, np.newaxis, np.newaxis]),
        checked=np.divide(passed, taken, out=np.ones_like(taken), where=taken > 0.0),
        independent=Table.of(committees.independent, unanimous),
        not_shared=Table.of(committees.not_shared, np.vstack([unanimous[:2, : n + 1], _one_of(n + 1, n)])),
        kinds=Table.of(kinds, delta),
    )


def round_laws(p: Parameters, transition: Transition) -> RoundLaws:
    """All laws of the round that made this transition."""
    labels = label_weights(p, transition.amplified.teacher)
    return RoundLaws(
        learning=Table.of(learning_weights(p, transition, labels.sum(axis=-1)), _KEPT),
        labels=Table.of(labels, _unanimous(p.distill.labels_per_question)),
        panel=_panel_table(p.overseer),
        levels=tuple(level_laws(p, transition, level) for level in range(1, p.amplify.levels + 1)),
    )


@dataclass(frozen=True, slots=True, eq=False)
class _Same:
    """A run as a key: runs hold arrays, so they are the same only if they are one object."""

    run: Run

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and other.run is self.run

    def __hash__(self) -> int:
        return id(self.run)


def laws(run: Run, round_: int) -> RoundLaws:
    """The laws of a round, 1 … last, of a run; kept for as many rounds as the longest run has."""
    return _laws(_Same(run), round_)


@lru_cache(maxsize=64)
def _laws(same: _Same, round_: int) -> RoundLaws:
    return round_laws(same.run.parameters, same.run.transitions[round_ - 1])
