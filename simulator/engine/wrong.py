"""The first question of a round and depth that is answered wrong, so that one can ask why."""

from __future__ import annotations

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
        distilled = tree.unfold(run, tree.question(run, round_, depth, number)).distillation
        answer = tree.OUTCOMES[outcomes[number]] if distilled is None else distilled.teacher.outcome
        if answer == "misaligned":
            return number
        if answer == "error" and honest is None:
            honest = number
    return honest
