"""Why an answer is wrong: from the answer down to the origin of its error (model.md 2.7).

`why` follows one answer, `origins` those of whole forests, and `expected_origins` says in closed form which share of
all answers is wrong for which reason, by cause and by the round in which it arose.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, cast

import numpy as np

from simulator.engine import laws as law
from simulator.engine.ballots import CORRECT, ERROR, MISALIGNED, ballots
from simulator.engine.forest import (
    CLOSED,
    Codes,
    Forest,
    Indices,
    Level,
    label_splits,
    last_splits,
    opened,
    sub_answers,
    taken,
)
from simulator.engine.iterate import Run
from simulator.engine.laws import ASKED_AGAIN, INDEPENDENT, LEARNINGS, LEARNINGS_TO, MAKINGS, NOT_SHARED, STEERING
from simulator.engine.outcome import DECOMPOSABLE, Array
from simulator.engine.parameters import Parameters
from simulator.engine.tables import Laws
from simulator.engine.tree import Ask, Cause, Node, Unfolding, unfold

CAUSES: tuple[Cause, ...] = (
    "start", "distillation_drift", "amplification_drift", "blind_spot", "assistant",
    "slip", "forgetting", "no_majority", "abstained",
)  # fmt: skip
"""Origins of errors: the first five of misaligned answers, the start and the others of honest errors. An honest error
can also go back to a misaligned sub-answer that did not steer."""

SUB_ANSWER = len(CAUSES)
"""Code of a cause that lies further down."""


# ---- one answer -------------------------------------------------------------------------------------------------

Step = Literal[
    "first_wrong", "first_misaligned", "distillation_drift", "amplification_drift", "blind_spot", "assistant", "slip",
    "forgetting", "labels_disagreed", "copies_disagreed", "abstained",
    "steered", "wrong_part", "misaligned_part", "same_question",
]  # fmt: skip
"""What a step on the way to the origin says; the last four are inherited."""

SENTENCES: Mapping[Step, str] = {
    "first_wrong": "The first model could not answer this question of depth {depth}.",
    "first_misaligned": "The first model was misaligned on this question of depth {depth} from the start.",
    "distillation_drift": "The teacher of round {round} was right, but training its student turned the answer: drift.",
    "amplification_drift": "All was right in round {round}, but the step of amplification turned the answer: drift.",
    "blind_spot": "The overseer of round {round} has a blind spot here: the same slip every time.",
    "assistant": "A misaligned assistant captured the overseer's step in round {round}.",
    "slip": "The overseer of round {round} slipped.",
    "forgetting": "The student of round {round} did not learn its teacher's answer.",
    "labels_disagreed": "No two of the {asked} answers to learn from in round {round} agreed: a wrong one was taken.",
    "copies_disagreed": "No two of the {asked} copies asked for part {part} agreed: a wrong answer was taken.",
    "abstained": "Part {part} was checked and rejected {tries} times, and no answer was left.",
    "steered": "Part {part}, of depth {depth_below}, came back misaligned and steered the answer.",
    "wrong_part": "Part {part}, of depth {depth_below}, came back wrong.",
    "misaligned_part": "Part {part}, of depth {depth_below}, came back misaligned: it did not steer, but is wrong.",
    "same_question": "The same question was asked again, and came back like this.",
}
"""In English, with the facts of a `Reason` to fill in."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """One step of "Why?": a wrong answer, and what explains it.

    `ask` is the number of the sub-answer to blame, if one is. Inherited reasons go on in its child.
    """

    unfolding: Unfolding
    cause: Cause
    ask: int | None

    @property
    def node(self) -> Node:
        """The wrong answer."""
        return self.unfolding.node

    @property
    def asked(self) -> Ask | None:
        """The sub-answer to blame."""
        return None if self.ask is None else self.unfolding.asks[self.ask]

    @property
    def step(self) -> Step:
        """Which sentence says it."""
        if self.cause == "start":
            return "first_misaligned" if self.node.outcome == "misaligned" else "first_wrong"
        if self.cause == "no_majority":
            return "labels_disagreed" if self.asked is None else "copies_disagreed"
        if self.cause != "sub_answer":
            return self.cause
        if self.unfolding.step is None:
            return "same_question"
        assert self.asked
        if self.asked.steers:
            return "steered"
        return "misaligned_part" if self.asked.outcome == "misaligned" else "wrong_part"

    @property
    def facts(self) -> dict[str, int]:
        """Numbers for the sentence: round, depth; part, its depth, tries; how many were asked and were right."""
        facts = {"round": self.node.round, "depth": self.node.depth}
        votes: Sequence[str] = self.unfolding.distillation.labels if self.unfolding.distillation else ()
        if self.ask is not None and self.asked:
            facts |= {"part": self.ask + 1, "depth_below": self.asked.child.depth, "tries": len(self.asked.committees)}
            votes = self.asked.committees[-1].votes
        return facts | {"asked": len(votes), "right": votes.count("correct")}

    @property
    def sentence(self) -> str:
        """The step in English."""
        return SENTENCES[self.step].format_map(self.facts)


def why(run: Run, node: Node) -> tuple[Reason, ...]:
    """From a wrong answer down to the origin of its error, each answer with its reason; empty for a right answer.

    All but the last are inherited from a sub-answer. An honest error may go back to a misaligned sub-answer that
    did not steer.
    """
    reasons: list[Reason] = []
    while True:
        unfolding = unfold(run, node)
        if unfolding.origin is None:
            return tuple(reasons)
        reasons.append(Reason(unfolding=unfolding, cause=unfolding.origin.cause, ask=unfolding.origin.ask))
        if unfolding.origin.cause != "sub_answer" or unfolding.origin.ask is None:
            return tuple(reasons)
        node = unfolding.asks[unfolding.origin.ask].child


# ---- many answers -----------------------------------------------------------------------------------------------

_RESPONSIBLE = 254  # not a cause yet: a sub-answer is to blame, and remains to be found


def _code(cause: Cause) -> int:
    return CAUSES.index(cause)


_OF_MEMORY = {"kept": CLOSED, "forgotten": _code("forgetting"), "drifted": _code("distillation_drift")}
_OF_LEARNING = np.array([_OF_MEMORY[way.memory] for way in LEARNINGS], np.uint8)
_OF_MAKING = np.full((len(MAKINGS), 3), _RESPONSIBLE, np.uint8)  # [making, outcome]
for _row, _making in enumerate(MAKINGS):
    if _making.drifted:
        _OF_MAKING[_row] = _code("amplification_drift")
    elif _making.step and _making.step.event == "slip":
        _OF_MAKING[_row, ERROR] = _code("slip")
    elif _making.step and _making.step.event == "blind_spot":
        _OF_MAKING[_row, MISALIGNED] = _code("blind_spot")
    elif _making.step and _making.step.event == "captured":
        _OF_MAKING[_row, MISALIGNED] = _code("assistant")


@dataclass(frozen=True, slots=True, eq=False)
class Nearest:
    """The nearest reasons of answers of a level, as in `tree.Origin`: codes of causes or SUB_ANSWER, CLOSED for none.

    `ask` is the sub-answer to blame, counted from 0, or CLOSED.
    """

    cause: Codes
    ask: Codes


def nearest(run: Run, level: Level, below: Level) -> Nearest:
    """The nearest reason of each wrong answer of a level that was opened; `below` are its sub-answers."""
    cause, ask = np.full((2, len(level)), CLOSED, np.uint8)
    if level.round == 0:
        cause[level.outcome != CORRECT] = _code("start")
        return Nearest(cause, ask)
    assert level.making is not None
    assert level.first is not None
    wrong = np.flatnonzero((level.outcome != CORRECT) & (level.making != CLOSED))
    if level.learning is not None:
        lost = _OF_LEARNING[level.learning[wrong]]
        cause[wrong] = lost
        wrong = wrong[lost == CLOSED]
        if run.parameters.distill.labels_per_question > 1:
            honest = wrong[level.outcome[wrong] == ERROR]
            splits = ballots(run.parameters.distill.labels_per_question).splits
            disagreed = honest[splits[label_splits(run, taken(level, honest)), CORRECT] > 0]
            cause[disagreed] = _code("no_majority")
            wrong = wrong[cause[wrong] == CLOSED]
    cause[wrong] = _OF_MAKING[level.making[wrong], level.outcome[wrong]]
    wrong = wrong[cause[wrong] == _RESPONSIBLE]
    ask[wrong] = _responsible(run, level, below, wrong)
    cause[wrong] = SUB_ANSWER
    child = level.first[wrong] + ask[wrong].astype(np.intp)
    honest = below.answer[child] == ERROR
    cause[wrong[honest & below.abstained[child]]] = _code("abstained")
    if run.parameters.reliability.copies > 1:
        some = np.flatnonzero(honest & ~below.abstained[child])
        splits = ballots(run.parameters.reliability.copies).splits
        disagreed = splits[last_splits(run, level, taken(below, child[some])), CORRECT] > 0
        cause[wrong[some[disagreed]]] = _code("no_majority")
    return Nearest(cause, ask)


def _responsible(run: Run, level: Level, below: Level, wrong: Indices) -> Codes:
    """The first sub-answer that explains a wrong answer: one that steers; for honest errors an honest one, if any."""
    assert level.making is not None
    assert level.first is not None
    ask = np.zeros(len(wrong), np.uint8)
    parts = np.flatnonzero(level.making[wrong] != ASKED_AGAIN)
    first, misaligned = level.first[wrong[parts]], level.outcome[wrong[parts]] == MISALIGNED
    found = np.full(len(parts), CLOSED, np.uint8)
    second_best = found.copy()
    for index in reversed(range(run.parameters.task.branching if len(parts) else 0)):
        way = below.way[first + index]
        found[np.where(misaligned, way == STEERING, way == ERROR)] = index
        second_best[way > ERROR] = index
    ask[parts] = np.where(found == CLOSED, second_best, found)
    return ask


@dataclass(frozen=True, slots=True, eq=False)
class Origins:
    """Where the errors of a level's answers come from: codes of CAUSES, CLOSED for right answers; and the round."""

    cause: Codes
    round: Codes


def origins(forest: Forest) -> tuple[Origins, ...]:
    """The origin of every wrong answer of every level; where trees were not unfolded, the walk goes on below them."""
    run, found = forest.run, []
    under: Origins | None = None
    for number in reversed(range(len(forest.levels))):
        level = forest.levels[number]
        here = Origins(np.full(len(level), CLOSED, np.uint8), np.full(len(level), level.round, np.uint8))
        if level.first is not None:
            lowest = number + 1 == len(forest.levels)
            reasons = nearest(run, level, sub_answers(run, level) if lowest else forest.levels[number + 1])
            here.cause[:] = reasons.cause
            inherited = np.flatnonzero(reasons.cause == SUB_ANSWER)
            if under is not None:
                child = level.first[inherited] + reasons.ask[inherited].astype(np.intp)
                here.cause[inherited], here.round[inherited] = under.cause[child], under.round[child]
        unseen = np.flatnonzero((level.outcome != CORRECT) & (here.cause == CLOSED))
        if len(unseen):
            walked = _end_of(trace(run, taken(level, unseen)))
            here.cause[unseen], here.round[unseen] = walked.cause, walked.round
        for array in (here.cause, here.round):
            array.setflags(write=False)
        under = here
        found.append(here)
    return tuple(reversed(found))


def trace(run: Run, level: Level) -> Generator[None, None, Origins]:
    """The origin of every wrong answer of a level of trees that were not unfolded: `origins`, a little at a time.

    Each step goes one level down; what it returns at its end is what was found.
    """
    cause, round_ = np.full(len(level), CLOSED, np.uint8), np.full(len(level), level.round, np.uint8)
    wrong = np.flatnonzero(level.outcome != CORRECT)
    if level.round == 0:
        cause[wrong] = _code("start")
    elif len(wrong):
        walked = yield from _walk(run, level if len(wrong) == len(level) else taken(level, wrong))
        cause[wrong], round_[wrong] = walked.cause, walked.round
    return Origins(cause, round_)


def _end_of(walk: Generator[None, None, Origins]) -> Origins:
    while True:
        try:
            next(walk)
        except StopIteration as end:
            return cast("Origins", end.value)


def _walk(run: Run, level: Level) -> Generator[None, None, Origins]:
    """The origins of wrong answers, one level after another, only as wide as needed."""
    cause, round_ = np.full((2, len(level)), CLOSED, np.uint8)
    still = np.arange(len(level))
    while len(still):
        level = opened(run, level)
        below = sub_answers(run, level)
        reasons = nearest(run, level, below)
        inherited = reasons.cause == SUB_ANSWER
        done = still[~inherited]
        cause[done], round_[done] = reasons.cause[~inherited], level.round
        assert level.first is not None
        child = level.first[:-1][inherited] + reasons.ask[inherited].astype(np.intp)
        level, still = taken(below, child), still[inherited]
        yield
    return Origins(cause, round_)


def tally(run: Run, level: Level, origins_: Origins) -> Array:
    """How many answers of a level have which origin: [error or misaligned, cause, round], as `expected_origins`."""
    wrong = level.outcome != CORRECT
    cells = (level.outcome[wrong].astype(np.intp) - ERROR) * len(CAUSES) + origins_.cause[wrong]
    shape = 2, len(CAUSES), run.last + 1
    counts = np.bincount(cells * shape[2] + origins_.round[wrong], minlength=int(np.prod(shape)))
    return counts.reshape(shape).astype(float)


# ---- all answers, in closed form ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, eq=False)
class _Passing:
    """How origins pass upwards over one step; all by kind and depth of the upper answer.

    An upper error takes `honest` of the origins of the lower errors, and `unsteered` of those of the lower misaligned
    answers; an upper misaligned answer takes `coherent` of these. `fresh` [..., outcome, cause]: what arises here.
    """

    honest: Array
    unsteered: Array | float
    coherent: Array
    fresh: Array

    def up(self, at: Any, lower: Array, round_: int) -> Array:
        """Origins [outcome, kind, depth, cause, round] of the upper answers; `at` is the place in the arrays."""
        upper = np.empty_like(lower)
        honest, unsteered, coherent = (
            np.asarray(part)[at][..., np.newaxis, np.newaxis] if isinstance(part, np.ndarray) else part
            for part in (self.honest, self.unsteered, self.coherent)
        )
        upper[0] = honest * lower[0] + unsteered * lower[1]
        upper[1] = coherent * lower[1]
        upper[..., round_] += np.moveaxis(self.fresh[at], -2, 0)
        return upper


def _share(part: Array, whole: Array) -> Array:
    return np.divide(part, whole, out=np.zeros_like(part), where=whole > 0.0)


def _fresh(shape: tuple[int, ...], **found: tuple[int, Array]) -> Array:
    """[..., outcome, cause] with the shares that arise here, by name of the cause: (outcome, share)."""
    fresh = np.zeros((*shape, 2, len(CAUSES)))
    for cause, (outcome, share) in found.items():
        fresh[..., outcome - ERROR, CAUSES.index(cause)] = share
    return fresh


def _distilling(laws_: Laws) -> _Passing:
    """From the teacher's answers to the student's: [round, kind, depth]."""
    teacher, labels = laws_.basis.teacher, laws_.label_weights
    averaged = law.averaged_labels(teacher, labels)
    weights = law.learning_weights(laws_.parameters, laws_.basis, averaged)
    to_error, to_misaligned = LEARNINGS_TO[ERROR], LEARNINGS_TO[MISALIGNED]
    forgets = [row for row, way in enumerate(to_error) if way.memory == "forgotten"]
    forgotten = weights[..., ERROR, forgets].sum(axis=-1)
    drifted = weights[..., MISALIGNED, [way.memory for way in to_misaligned].index("drifted")]
    honest = weights[..., ERROR, [way.memory for way in to_error].index("kept")]
    coherent = weights[..., MISALIGNED, [way.memory for way in to_misaligned].index("kept")]
    all_wrong = honest * _share(labels[..., ERROR, -1], averaged[..., ERROR])
    disagreed = honest * _share(labels[..., ERROR, :-1].sum(axis=-1), averaged[..., ERROR])
    return _Passing(
        _share(all_wrong, teacher[..., ERROR]),
        0.0,
        _share(coherent, teacher[..., MISALIGNED]),
        _fresh(
            honest.shape,
            forgetting=(ERROR, forgotten),
            no_majority=(ERROR, disagreed),
            distillation_drift=(MISALIGNED, drifted),
        ),
    )


def _screening(laws_: Laws) -> _Passing:
    """From a copy's answer to what comes through the screen: [round, level, kind, depth] of the answer that asks."""
    p, asked, weights = laws_.parameters, laws_.asked.answer, laws_.screening_weights
    taken_ = weights[..., : p.reliability.retries + 1]
    abstained = weights[..., ERROR, :, p.reliability.retries + 1 :].sum(axis=(-2, -1))
    coherent = taken_[..., MISALIGNED, :, :].sum(axis=(-2, -1))
    honest = taken_[..., ERROR, :, :].sum(axis=-1)
    disagreed = np.zeros(abstained.shape)
    if p.reliability.copies > 1:
        right = ballots(p.reliability.copies).splits[:, CORRECT] > 0
        for how, votes in ((INDEPENDENT, laws_.independent_weights), (NOT_SHARED, laws_.not_shared_weights)):
            errors, some_right = votes[..., ERROR, :], right[: votes.shape[-1]]
            disagreed += honest[..., how] * _share(errors[..., some_right].sum(axis=-1), errors.sum(axis=-1))
            honest[..., how] *= _share(errors[..., ~some_right].sum(axis=-1), errors.sum(axis=-1))
    return _Passing(
        _share(honest.sum(axis=-1), asked[..., ERROR]),
        0.0,
        _share(coherent, asked[..., MISALIGNED]),
        _fresh(disagreed.shape, abstained=(ERROR, abstained), no_majority=(ERROR, disagreed)),
    )


def _combining(laws_: Laws) -> _Passing:
    """From what comes through the screen to the teacher's answer: [round, level, kind, depth]."""
    p, screened, alone = laws_.parameters, laws_.screened, laws_.parts.alone
    weights = law.making_weights(p, law.step_weights(p, laws_.basis), screened, laws_.parts)
    shape = screened.shape[:-1]

    def made(outcome: int, cause: int) -> Array:
        return np.asarray(weights[..., outcome, _OF_MAKING[:, outcome] == cause].sum(axis=-1))

    error, misaligned = made(ERROR, _RESPONSIBLE), made(MISALIGNED, _RESPONSIBLE)
    # An error of a right step has an honest sub-answer to blame, if there is one, else a misaligned one.
    no_right = np.zeros(shape)
    right, wrong, _, calm = np.moveaxis(alone, -1, 0)
    rest = right + wrong + calm
    with np.errstate(divide="ignore"):
        honest_one = -np.expm1(p.task.branching * np.log1p(-np.minimum(_share(wrong, rest), 1.0)))
    no_right[..., DECOMPOSABLE, 1:] = 1.0 - np.minimum(_share(honest_one, laws_.parts.some_wrong[..., -1]), 1.0)
    return _Passing(
        _share(error * (1.0 - no_right), screened[..., ERROR]),
        _share(error * no_right, screened[..., MISALIGNED]),
        _share(misaligned, screened[..., MISALIGNED]),
        _fresh(
            shape,
            slip=(ERROR, made(ERROR, _code("slip"))),
            blind_spot=(MISALIGNED, made(MISALIGNED, _code("blind_spot"))),
            assistant=(MISALIGNED, made(MISALIGNED, _code("assistant"))),
            amplification_drift=(MISALIGNED, made(MISALIGNED, _code("amplification_drift"))),
        ),
    )


def expected_origins(run: Run, through: int | None = None) -> Array:
    """Share of all answers that is wrong for each origin: [round, error or misaligned, depth, cause, round of origin].

    Both kinds of questions mixed; causes as in CAUSES. Over causes and rounds of origin it sums to the run's error and
    misaligned shares. With `through`, up to this round.
    """
    *_, expected = origins_by_round(run, through)
    return expected


_NUMBERS_AT_ONCE = 300_000
"""In the largest table that origins are found from; a long run with many copies would have twenty times as many."""


def _rounds_at_once(p: Parameters) -> int:
    ways = max(len(ballots(p.reliability.copies).ways), 3 * law.ends(p), len(MAKINGS))  # of votes, screen and step
    return max(1, _NUMBERS_AT_ONCE // (p.amplify.levels * 2 * (p.task.max_depth + 1) * 3 * ways))


def origins_by_round(run: Run, through: int | None = None) -> Iterator[Array]:
    """The table of `expected_origins` as it fills, of a long run a few milliseconds at a time; whole with the last."""
    p, last = run.parameters, run.last if through is None else through
    share = np.array([p.task.decomposable, 1.0 - p.task.decomposable])
    model = np.zeros((2, 2, p.task.max_depth + 1, len(CAUSES), last + 1))
    model[..., _code("start"), 0] = run.transitions[0].model.shares[ERROR:]
    expected = np.zeros((last + 1, 2, p.task.max_depth + 1, len(CAUSES), last + 1))
    at_once = _rounds_at_once(p)
    for round_ in range(last + 1):
        known = model[..., : round_ + 1]  # nothing has begun in a later round
        if round_:
            place = (round_ - 1) % at_once
            if place == 0:
                laws_ = Laws(p, round_, run.transitions[round_ - 1 : min(round_ - 1 + at_once, last)])
                distilling = _distilling(laws_)
                yield expected
                screening = _screening(laws_)
                yield expected
                combining = _combining(laws_)
                yield expected
            for level in range(p.amplify.levels):
                lower = known.copy()
                lower[:, DECOMPOSABLE, 1:] = np.einsum("k,okdcr->odcr", share, known[:, :, :-1])
                known = combining.up((place, level), screening.up((place, level), lower, round_), round_)
            known = distilling.up(place, known, round_)
            model[..., : round_ + 1] = known
        np.einsum("k,okdcr->odcr", share, known, out=expected[round_, ..., : round_ + 1])
        yield expected
