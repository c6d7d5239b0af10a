"""Questions that are worth a look: one that is answered wrong, and one that only one of two runs answers right."""

from __future__ import annotations

from collections.abc import Iterator

from simulator.engine import tree
from simulator.engine.forest import questions
from simulator.engine.iterate import Run

QUESTIONS = 100
"""So many questions are looked through."""


def first_wrong(run: Run, round_: int, depth: int) -> int | None:
    """Its number, a misaligned answer before an honest error; None if all are right, or only lost while learning.

    Raises IndexError for a round outside of the run, ValueError for a depth outside of 0 … D.
    """
    outcomes = questions(run, round_, depth, QUESTIONS).levels[0].outcome.tolist()
    honest: int | None = None
    for number in (number for number, outcome in enumerate(outcomes) if outcome):
        answer = _answer(run, round_, depth, number)
        if answer == "misaligned":
            return number
        if answer == "error" and honest is None:
            honest = number
    return honest


def seek_telling_pair(a: Run, b: Run, round_: int, depth: int) -> Iterator[tuple[int, int] | None]:
    """Depth and number of a question that one run answers right in a round and the other wrong, with the same luck.

    The depth is the one asked for, or the nearest that has such a question. A misaligned answer of A comes first, then
    its errors, then those of B. Before it comes a None for each question that was looked at; there is no question where
    both are right about the same ones at all depths, and nothing at all for runs that are alike.
    """
    if is_alike(a, b):
        return
    deepest = min(a.parameters.task.max_depth, b.parameters.task.max_depth)
    for near in sorted(range(deepest + 1), key=lambda other: abs(other - depth)):
        found: dict[int, int] = {}
        for number in range(QUESTIONS):
            yield None
            one, other = (_answer(run, min(round_, run.last), near, number) for run in (a, b))
            if (one == "correct") != (other == "correct"):
                worth = 0 if one == "misaligned" else 1 if one == "error" else 2
                found.setdefault(worth, number)
            if 0 in found:
                break
        if found:
            yield near, found[min(found)]
            return


def is_alike(a: Run, b: Run) -> bool:
    """Whether two runs answer every question alike: what differs between them plays no part in their answers."""
    return a.correct.shape == b.correct.shape and not (
        (a.correct != b.correct).any() or (a.misaligned != b.misaligned).any()
    )


def _answer(run: Run, round_: int, depth: int, number: int) -> str:
    """What the tree of a question came to: the teacher's answer, in round 0 the model's."""
    asked = tree.question(run, round_, depth, number)
    distilled = tree.unfold(run, asked).distillation
    return asked.outcome if distilled is None else distilled.teacher.outcome
