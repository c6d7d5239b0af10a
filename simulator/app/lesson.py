"""A lesson being played, as values: where the learner is, and what was predicted, bet and seen. No Qt, no clock.

Every function takes a `Progress` and gives the next one. What a step asks for lies in the lesson; here is only what
the learner did. A prediction is one value for each round from 1 to the last, however it was entered.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Literal, get_args

from simulator.engine.parameters import Parameters
from simulator.scenario.lesson.course import agree
from simulator.scenario.lesson.expressions import Expression, ExpressionError
from simulator.scenario.lesson.records import Kind, Lesson, Step

Guidance = Literal["light", "medium", "none"]
GUIDANCE: tuple[Guidance, ...] = get_args(Guidance)
TYPED = 5
"""How many numbers stand for a curve that is typed."""
CONFIDENCES = (50, 70, 90)
"""In percent: a toss-up, probably, nearly sure."""
ENOUGH_TRIES = 3
"""After so many wrong reports of what was seen the lesson goes on all the same."""
HELD: tuple[Kind, ...] = ("predict",)
"""Steps in which the run is not shown beyond its start until the prediction is locked."""


VOTES, HANDS = 2, 999
"""A class votes, talks, and votes again; and no class has more hands than this."""


HANDS_ON: tuple[Kind, ...] = ("free", "challenge")
"""Steps that ask to move a slider: all controls are in sight. In the others those that the lesson shows are enough."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Vote:
    """Hands counted for each bet of a step, in the order of the bets."""

    counts: tuple[int, ...]
    is_closed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What the learner did in one step, or the class. `drawn` has None where nothing is drawn yet; `tries` are answers
    in order."""

    drawn: tuple[float | None, ...] = ()
    bet: str = ""
    confidence: int = 0
    is_locked: bool = False
    tries: tuple[str, ...] = ()
    is_solved: bool = False
    votes: tuple[Vote, ...] = ()

    @property
    def is_counting(self) -> bool:
        """Whether hands are being counted."""
        return bool(self.votes) and not self.votes[-1].is_closed

    @property
    def closed(self) -> tuple[Vote, ...]:
        """The votes of which everybody may see the result."""
        return tuple(vote for vote in self.votes if vote.is_closed)


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """Where a learner is in a lesson; one answer for each of its steps."""

    slug: str
    step: int
    answers: tuple[Answer, ...]
    guidance: Guidance = "light"

    @property
    def answer(self) -> Answer:
        """The present step's."""
        return self.answers[self.step]


def begin(lesson: Lesson, guidance: Guidance = "light") -> Progress:
    """The first step of a lesson, with nothing answered."""
    return Progress(slug=lesson.slug, step=0, answers=(Answer(),) * len(lesson.steps), guidance=guidance)


def known_rounds(lesson: Lesson, number: int) -> int:
    """How many rounds of the run are known when one predicts in this step, or in the last such step before it."""
    for step in reversed(lesson.steps[: number + 1]):
        if step.kind == "predict":
            return int(step.fields.get("pause", 0))
    return 0


def step_of(lesson: Lesson, progress: Progress) -> Step:
    """The present step."""
    return lesson.steps[progress.step]


def rounds_of(lesson: Lesson) -> int:
    """The rounds of the lesson's run: as many values a drawn curve has."""
    return lesson.scenario.parameters.run.rounds


def with_answer(progress: Progress, **changes: object) -> Progress:
    """The same place, with something else answered there."""
    answers = list(progress.answers)
    answers[progress.step] = replace(progress.answer, **changes)  # type: ignore[arg-type]
    return replace(progress, answers=tuple(answers))


def draw(lesson: Lesson, progress: Progress, values: Mapping[int, float]) -> Progress:
    """Draw the curve at some rounds, from 1 on; others stay. Nothing changes once it is locked."""
    if progress.answer.is_locked:
        return progress
    drawn = list(progress.answer.drawn) or [None] * rounds_of(lesson)
    for round_, value in values.items():
        if 1 <= round_ <= len(drawn):
            drawn[round_ - 1] = value
    return with_answer(progress, drawn=tuple(drawn))


def typed_rounds(last: int, known: int = 0) -> tuple[int, ...]:
    """The rounds that typed numbers stand for: evenly spread after what is known, the last one among them."""
    rounds = last - known
    count = min(TYPED, rounds)
    return tuple(dict.fromkeys(known + max(1, round(rounds * (i + 1) / count)) for i in range(count)))


def between(start: float, values: Mapping[int, float], last: int, first: int = 0) -> dict[int, float]:
    """A curve from the value of the first round through some others, in straight lines, held after the last of them."""
    known = sorted({first: start, **values}.items())
    curve = dict(known)
    for (low, a), (high, b) in pairwise(known):
        for round_ in range(low + 1, high):
            curve[round_] = a + (b - a) * (round_ - low) / (high - low)
    for round_ in range(known[-1][0] + 1, last + 1):
        curve[round_] = known[-1][1]
    return {round_: value for round_, value in curve.items() if max(first, 1) <= round_ <= last}


def bet(progress: Progress, answer: str, confidence: int) -> Progress:
    """Bet on an answer, or change the bet while it is not locked."""
    if progress.answer.is_locked:
        return progress
    return with_answer(progress, bet=answer, confidence=confidence)


def can_lock(lesson: Lesson, progress: Progress) -> bool:
    """Whether there is a prediction: a whole curve where one is asked for, a bet with a confidence, or the class's."""
    step, answer = step_of(lesson, progress), progress.answer
    whole = bool(answer.drawn) and None not in answer.drawn
    placed = answer.bet in step.bets and answer.confidence in CONFIDENCES
    return not answer.is_locked and ((whole and "draw" in step.fields) or placed or bool(answer.closed))


def lock(lesson: Lesson, progress: Progress) -> Progress:
    """From here on the prediction stays as it is. Nothing happens where there is none yet."""
    return with_answer(progress, is_locked=True) if can_lock(lesson, progress) else progress


def open_vote(step: Step, progress: Progress) -> Progress:
    """Begin to count hands, at 0 for each bet; the second time is the re-vote, and there is no third."""
    answer = progress.answer
    if not step.bets or answer.is_counting or len(answer.votes) >= VOTES:
        return progress
    return with_answer(progress, votes=(*answer.votes, Vote(counts=(0,) * len(step.bets))))


def count(progress: Progress, place: int, hands: int) -> Progress:
    """So many hands for the bet at a place; nothing changes once the vote is closed."""
    if not progress.answer.is_counting:
        return progress
    *before, vote = progress.answer.votes
    counts = list(vote.counts)
    counts[place] = min(max(hands, 0), HANDS)
    return with_answer(progress, votes=(*before, replace(vote, counts=tuple(counts))))


def close_vote(progress: Progress) -> Progress:
    """The counts are final, and can be seen. Nothing happens before any hand has been counted."""
    if not progress.answer.is_counting or not any(progress.answer.votes[-1].counts):
        return progress
    *before, vote = progress.answer.votes
    return with_answer(progress, votes=(*before, replace(vote, is_closed=True)))


def drop_vote(progress: Progress) -> Progress:
    """Hands are not counted after all; votes that are closed stay."""
    return with_answer(progress, votes=progress.answer.votes[:-1]) if progress.answer.is_counting else progress


def say(progress: Progress, answer: str) -> Progress:
    """Say what was seen, or answer a question."""
    return with_answer(progress, tries=(*progress.answer.tries, answer))


def is_right(step: Step, answer: str, figures: Sequence[float] = ()) -> bool | None:
    """Whether an answer fits: what was seen is compared with the figures. None where there is no right one."""
    if step.kind == "see":
        return answer in agree(figures)
    return answer == step.fields["answer"] if "answer" in step.fields else None


def can_go_on(lesson: Lesson, progress: Progress, figures: Sequence[float] = ()) -> bool:
    """Whether the next step may come: a prediction is locked, what was seen is reported, a question is answered."""
    step, answer = step_of(lesson, progress), progress.answer
    if progress.step + 1 >= len(lesson.steps):
        return False
    if step.kind == "predict":
        return answer.is_locked
    if step.kind == "see":
        seen = bool(answer.tries) and bool(is_right(step, answer.tries[-1], figures))
        return seen or len(answer.tries) >= ENOUGH_TRIES
    return True


def reached(goal: Expression, parameters: Parameters) -> bool:
    """Whether a goal is reached; a run that lacks a round that it asks for has not reached it."""
    try:
        return goal.holds(parameters)
    except ExpressionError:
        return False


def go(lesson: Lesson, progress: Progress, by: int) -> Progress:
    """To another step, as far as there is one."""
    return replace(progress, step=min(max(progress.step + by, 0), len(lesson.steps) - 1))


def prediction(lesson: Lesson, progress: Progress, measure: str | None = None) -> tuple[Step, Answer] | None:
    """The last drawn prediction at or before the present step, of one measure or of any; None without one."""
    return _last(lesson, progress, lambda step, answer: answer.drawn and measure in (None, step.fields.get("draw")))


def last_bet(lesson: Lesson, progress: Progress) -> tuple[Step, Answer] | None:
    """The last prediction at or before the present step with a bet or a closed vote of a class; None without one."""
    return _last(lesson, progress, lambda _, answer: answer.bet or answer.closed)


def _last(lesson: Lesson, progress: Progress, has: Callable[[Step, Answer], object]) -> tuple[Step, Answer] | None:
    for number in range(progress.step, -1, -1):
        step, answer = lesson.steps[number], progress.answers[number]
        if step.kind == "predict" and has(step, answer):
            return step, answer
    return None


def gap(drawn: Sequence[float | None], figures: Sequence[float]) -> float:
    """Mean distance between a drawn curve and the figures of rounds 1 to the last."""
    pairs = [(a, b) for a, b in zip(drawn, figures[-len(drawn):], strict=False) if a is not None]  # fmt: skip
    return sum(abs(a - b) for a, b in pairs) / len(pairs) if pairs else 0.0
