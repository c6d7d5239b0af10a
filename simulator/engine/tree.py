"""Sampled trees: one question, its answer, and how that answer came about (model.md 2.7).

Trees grow top-down and only where someone looks: `question` draws an answer, `unfold` draws what it was made of, given
its outcome, and so on down to round 0. Everything is a pure function of run and node, with random numbers named by
the node's path, so that unfolding in another order gives the same tree. The laws are in `laws` and `tables`.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from simulator.engine import slots
from simulator.engine.ballots import ERROR, MISALIGNED, ballots
from simulator.engine.iterate import Run
from simulator.engine.laws import (
    CHILD_WAYS,
    INDEPENDENT,
    LEARNINGS_TO,
    MAKINGS,
    SHARED,
    ChildWay,
    Memory,
    StepEvent,
    ends,
    first_demand,
    next_demand,
)
from simulator.engine.outcome import DECOMPOSABLE
from simulator.engine.seeds import Purpose, descend, key, uniform
from simulator.engine.tables import Laws, Table, laws_of

AnswerOutcome = Literal["correct", "error", "misaligned"]
Kind = Literal["decomposable", "atomic"]
Stage = Literal["student", "teacher"]
Cause = Literal[
    "start", "distillation_drift", "amplification_drift", "blind_spot", "assistant",
    "slip", "forgetting", "no_majority", "abstained", "sub_answer",
]  # fmt: skip

OUTCOMES: tuple[AnswerOutcome, ...] = ("correct", "error", "misaligned")
"""Names of the outcome axis."""
KINDS: tuple[Kind, ...] = ("decomposable", "atomic")
"""Names of the kind axis."""


# ---- records ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """One answer to one question.

    `path` names the question: round, depth and number of the root, then which child it is at each level on the way
    down; together with `level` it names the node. `level` is 0 for the answer of a model (of `round`), and the levels
    of tree below it, 1 … k, for an answer that the teacher of `round` gives.
    """

    path: tuple[int, ...]
    round: int
    depth: int
    kind: Kind
    outcome: AnswerOutcome
    level: int = 0

    @property
    def stage(self) -> Stage:
        """Who answers: the model that was trained in `round`, or the teacher that it was trained on."""
        return "teacher" if self.level else "student"


@dataclass(frozen=True, slots=True, kw_only=True)
class Distillation:
    """From the teacher's answers to the student's: label vote, memory, refinement (model.md 2.5).

    `labels` are the teacher's answers to this question, of which number `taken` is the one that unfolds: `teacher`.
    """

    labels: tuple[AnswerOutcome, ...]
    taken: int
    teacher: Node
    memory: Memory
    refined: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """The overseer's step: pose the sub-questions, combine the answers, or answer a primitive itself.

    `assistant` is the answer of the model copy that helped, if one did: "assisted" by a correct one, "captured" by a
    misaligned one, left alone by one that failed. `panel` are the votes of the overseers, empty where the
    assistant decided.
    """

    event: StepEvent
    assistant: AnswerOutcome | None
    panel: tuple[AnswerOutcome, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Committee:
    """The copies that were asked together, and the check: `votes[taken]` is the answer that won."""

    votes: tuple[AnswerOutcome, ...]
    taken: int
    checked: bool
    rejected: bool

    @property
    def winner(self) -> AnswerOutcome:
        """The answer that won the vote."""
        return self.votes[self.taken]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """One sub-question asked: committee after committee until one is not rejected (model.md 2.4, `screen`).

    `outcome` is what comes through: the last committee's winner, or an honest error where all were rejected.
    `child` is the copy whose answer won in the last committee. `shared`: its coherent error is one that all copies
    and retries share. `steers`: it is misaligned and turns the answer that is built on it.
    """

    child: Node
    outcome: AnswerOutcome
    committees: tuple[Committee, ...]
    shared: bool
    steers: bool

    @property
    def retries(self) -> int:
        """Fresh committees after a rejection."""
        return len(self.committees) - 1

    @property
    def abstained(self) -> bool:
        """Were all committees rejected?"""
        return self.committees[-1].rejected


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """Why an answer is wrong: the nearest mechanism that explains it by itself.

    "no_majority": a right vote was there, but no two votes agreed; among the labels where `ask` is None.
    "sub_answer" is inherited: the reason lies further down, in the child of asks[ask].
    """

    cause: Cause
    ask: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Unfolding:
    """What an answer was made of.

    `distillation` is None for a teacher's answer; `step` where no overseer took part (an atomic question, or a
    primitive that was asked again); `asks` is empty for a leaf: round 0, or a primitive that the overseer answered
    itself. `drifted`: amplification turned the right answer. `origin` is None for a right answer.
    """

    node: Node
    distillation: Distillation | None = None
    step: Step | None = None
    drifted: bool = False
    asks: tuple[Ask, ...] = ()
    origin: Origin | None = None

    @property
    def teacher(self) -> Node | None:
        """The teacher's answer behind it; None in round 0."""
        return self.distillation.teacher if self.distillation else self.node if self.node.level else None


# ---- questions --------------------------------------------------------------------------------------------------


def shown_depth(run: Run, round_: int) -> int:
    """A telling depth to ask for: the one nearest to the teacher's horizon (in round 0 the model's), at least 1."""
    horizon = run.teacher_horizon[round_ - 1] if round_ else run.horizon[0]
    return min(run.parameters.task.max_depth, max(1, math.floor(float(horizon) + 0.5)))


def check_question(run: Run, round_: int, depth: int, number: int = 0) -> None:
    """Raise IndexError for a round outside of the run, ValueError for a depth outside of 0 … D or a negative number."""
    if not 0 <= round_ <= run.last:
        raise IndexError(f"round {round_} of a run of {run.last}")
    if not 0 <= depth <= run.parameters.task.max_depth:
        raise ValueError(f"depth {depth} is outside 0 to {run.parameters.task.max_depth}")
    if number < 0:
        raise ValueError(f"draw {number}: draws are counted from 0")


def question(run: Run, round_: int, depth: int, number: int = 0) -> Node:
    """A question of this depth, answered by the model of a round; each `number` is another draw.

    Raises IndexError for a round outside of the run, ValueError for a depth outside of 0 … D or a negative number.
    """
    check_question(run, round_, depth, number)
    path = (round_, depth, number)
    key_ = key_of(run.parameters.run.seed, path)
    kind = int(uniform(key_, slots.ROOT_KIND) >= run.parameters.task.decomposable)
    model = run.transitions[round_ - 1].student if round_ else run.transitions[0].model
    outcomes = Table.of(model.shares[:, kind, depth], 0.0)
    return Node(
        path=path,
        round=round_,
        depth=depth,
        kind=KINDS[kind],
        outcome=OUTCOMES[outcomes.pick((), uniform(key_, slots.ROOT_OUTCOME))],
    )


@lru_cache(maxsize=1024)
def key_of(seed: int, path: tuple[int, ...]) -> int:
    """The key of a path. Whoever walks down has been above, and each move of a slider asks the same question anew."""
    return descend(key_of(seed, path[:-1]), path[-1]) if path else key(seed, Purpose.TREE)


# ---- unfolding --------------------------------------------------------------------------------------------------


def unfold(run: Run, node: Node) -> Unfolding:
    """What this answer was made of, drawn from the exact law given its outcome.

    A model's answer unfolds into the teacher's answer that it was distilled from, and that one's sub-answers; unfolding
    the teacher's node by itself gives the same ones.
    """
    if node.level:
        return _made(run, node)
    if node.round == 0:
        return Unfolding(node=node, origin=None if node.outcome == "correct" else Origin(cause="start"))
    distillation = _distilled(run, node)
    made = _made(run, distillation.teacher)
    return Unfolding(
        node=node,
        distillation=distillation,
        step=made.step,
        drifted=made.drifted,
        asks=made.asks,
        origin=None if node.outcome == "correct" else _lost(distillation) or made.origin,
    )


def _distilled(run: Run, node: Node) -> Distillation:
    law = laws_of(run, node.round)
    here = law.place(node.round), KINDS.index(node.kind), node.depth
    key_ = key_of(run.parameters.run.seed, node.path)
    outcome = OUTCOMES.index(node.outcome)
    learning = LEARNINGS_TO[outcome][law.learning.pick((*here, outcome), uniform(key_, slots.LEARNING))]
    label, n = OUTCOMES[learning.label], run.parameters.distill.labels_per_question
    labels: tuple[AnswerOutcome, ...] = (label,) * n
    if n > 1 and learning.label != MISALIGNED:
        split = law.labels.pick((*here, learning.label), uniform(key_, slots.LABELS))
        labels = _votes(n, split, key_, slots.LABEL_ORDER)
    teacher = Node(
        path=node.path,
        round=node.round,
        depth=node.depth,
        kind=node.kind,
        outcome=label,
        level=run.parameters.amplify.levels,
    )
    return Distillation(
        labels=labels,
        taken=labels.index(label),
        teacher=teacher,
        memory=learning.memory,
        refined=learning.refined,
    )


def _made(run: Run, node: Node) -> Unfolding:
    """A teacher's answer: its step and its sub-answers."""
    law = laws_of(run, node.round)
    here = law.place(node.round), node.level - 1, KINDS.index(node.kind), node.depth
    key_ = key_of(run.parameters.run.seed, node.path)
    outcome = OUTCOMES.index(node.outcome)
    making = MAKINGS[law.making.pick((*here, outcome), uniform(key_, slots.MAKING))]
    way = making.step
    if way is None:
        asks: tuple[Ask, ...] = (_ask(run, law, node, 0, descend(key_, 0), ChildWay(outcome, False)),)
        return Unfolding(node=node, asks=asks, origin=_origin(node, None, asks))

    panel: tuple[AnswerOutcome, ...] = ()
    if way.assistant in (None, ERROR):
        panel = _panel(run, law, way.outcome, key_)
    step = Step(event=way.event, assistant=None if way.assistant is None else OUTCOMES[way.assistant], panel=panel)
    asks = ()
    if node.depth:
        b = run.parameters.task.branching
        place, level, _, depth = here
        demand = first_demand(outcome, making, b)
        drawn = []
        for index in range(b):
            child_key = descend(key_, index)
            child = law.child.pick((place, level, depth - 1, demand), uniform(child_key, slots.CHILD))
            drawn.append(_ask(run, law, node, index, child_key, CHILD_WAYS[child]))
            demand = next_demand(demand, child, b)
        asks = tuple(drawn)
    origin = Origin(cause="amplification_drift") if making.drifted else _origin(node, step, asks)
    return Unfolding(node=node, step=step, drifted=making.drifted, asks=asks, origin=origin)


def _panel(run: Run, law: Laws, outcome: int, key_: int) -> tuple[AnswerOutcome, ...]:
    n = run.parameters.overseer.panel
    if n == 1:
        return (OUTCOMES[outcome],)
    row = law.panel.pick((outcome,), uniform(key_, slots.PANEL))
    return _votes(n, row % len(ballots(n).ways), key_, slots.PANEL_ORDER)


def _ask(run: Run, law: Laws, parent: Node, index: int, key_: int, way: ChildWay) -> Ask:
    """One sub-answer, given how it came through the screen."""
    p = run.parameters
    n, last = p.reliability.copies, p.reliability.retries
    place, level, kind, depth = law.place(parent.round), parent.level - 1, KINDS.index(parent.kind), parent.depth
    here = place, level, kind, depth
    how, tries = divmod(law.screening.pick((*here, way.outcome), uniform(key_, slots.SCREENING)), ends(p))

    committees = []
    for attempt in range(min(tries, last) + 1):
        first = slots.COMMITTEES + slots.COMMITTEE_SLOTS * attempt
        rejected = checked = attempt < tries
        if rejected:
            winner = law.rejected.pick((how, *here), uniform(key_, first + slots.WINNER))
        else:
            winner = way.outcome
            if p.reliability.check_rate:
                checked = uniform(key_, first + slots.CHECKED) < law.checked[place, kind, depth, winner]
        votes: tuple[AnswerOutcome, ...] = (OUTCOMES[winner],) * n
        if n > 1 and how != SHARED:
            table = law.independent if how == INDEPENDENT else law.not_shared
            split = table.pick((*here, winner), uniform(key_, first + slots.SPLIT))
            votes = _votes(n, split, key_, first + slots.ORDER)
        taken = votes.index(OUTCOMES[winner])
        committees.append(Committee(votes=votes, taken=taken, checked=bool(checked), rejected=rejected))

    child_kind, child_depth = parent.kind, depth
    if kind == DECOMPOSABLE and depth:
        child_depth -= 1
        child_kind = "decomposable"
        if p.task.decomposable < 1.0:
            child_kind = KINDS[law.kinds.pick((place, level, child_depth, winner), uniform(key_, slots.KIND))]
    child = Node(
        path=(*parent.path, index),
        round=parent.round if level else parent.round - 1,
        depth=child_depth,
        kind=child_kind,
        outcome=OUTCOMES[winner],
        level=level,
    )
    return Ask(
        child=child,
        outcome=OUTCOMES[way.outcome],
        committees=tuple(committees),
        shared=how == SHARED,
        steers=way.steers,
    )


def _votes(n: int, split: int, key_: int, slot: int) -> tuple[AnswerOutcome, ...]:
    """n votes that split in this way, in an order in which every arrangement has the same chance."""
    left: list[int] = ballots(n).splits[split].tolist()
    if n in left:
        return (OUTCOMES[left.index(n)],) * n
    votes = []
    for place in range(n):
        number = uniform(key_, slot + place) * (n - place)
        outcome = 0 if number < left[0] else ERROR if number < left[0] + left[1] else MISALIGNED
        left[outcome] -= 1
        votes.append(OUTCOMES[outcome])
    return tuple(votes)


# ---- why --------------------------------------------------------------------------------------------------------


def _lost(distillation: Distillation) -> Origin | None:
    """The origin of a wrong student's answer, if it lies in distillation."""
    if distillation.memory == "forgotten":
        return Origin(cause="forgetting")
    if distillation.memory == "drifted":
        return Origin(cause="distillation_drift")
    if distillation.teacher.outcome == "error" and "correct" in distillation.labels:
        return Origin(cause="no_majority")
    return None


def _origin(node: Node, step: Step | None, asks: Sequence[Ask]) -> Origin | None:
    """The origin of a wrong teacher's answer that has not drifted: its step, else its sub-answers."""
    if node.outcome == "correct":
        return None
    if step is not None:
        if node.outcome == "error" and step.event == "slip":
            return Origin(cause="slip")
        if node.outcome == "misaligned" and step.event == "blind_spot":
            return Origin(cause="blind_spot")
        if node.outcome == "misaligned" and step.event == "captured":
            return Origin(cause="assistant")
    index = _responsible(node, step, asks)
    ask = asks[index]
    if ask.outcome == "error":
        if ask.abstained:
            return Origin(cause="abstained", ask=index)
        if "correct" in ask.committees[-1].votes:
            return Origin(cause="no_majority", ask=index)
    return Origin(cause="sub_answer", ask=index)


def _responsible(node: Node, step: Step | None, asks: Sequence[Ask]) -> int:
    """The first sub-answer that explains a wrong answer: one that steers; for honest errors an honest one, if any."""
    if step is None:
        return 0
    if node.outcome == "misaligned":
        return next(index for index, ask in enumerate(asks) if ask.steers)
    wrong = [index for index, ask in enumerate(asks) if ask.outcome != "correct"]
    return next((index for index in wrong if asks[index].outcome == "error"), wrong[0])
