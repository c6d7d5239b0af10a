"""What learners predicted, bet and answered, and how classes voted, as a table for spreadsheets."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable
from itertools import zip_longest

from simulator.app import own_lessons
from simulator.app.lesson import Answer, Progress
from simulator.app.spreadsheet import no_formula
from simulator.scenario import library
from simulator.scenario.lesson.reader import read_folder
from simulator.scenario.lesson.records import Lesson, Step
from simulator.scenario.schema import ScenarioError

COLUMNS = (
    "lesson", "step", "kind", "question", "bet", "confidence", "locked", "answers", "solved", "votes", "predicted",
)  # fmt: skip
"""Then a column for each round of the longest predicted curve: round 1, round 2 …"""


def table(kept: Iterable[tuple[Lesson | None, Progress]], said: Callable[[str], str] = str) -> str:
    """CSV with a row for each step in which something was done; `said` gives a lesson's text in the reader's language.

    Where a lesson is gone or has other steps by now (None), its folder's name and what was answered are all that is
    left to say.
    """
    done = [
        (lesson, progress.slug, number, step, answer)
        for lesson, progress in kept
        for number, (step, answer) in enumerate(zip_longest(_steps(lesson), progress.answers), start=1)
        if answer is not None and answer != Answer()
    ]
    rounds = max((len(answer.drawn) for *_, answer in done), default=0)
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow([*COLUMNS, *(f"round {number}" for number in range(1, rounds + 1))])
    for lesson, slug, number, step, answer in done:
        fields = step.fields if step is not None else {}
        drawn = ["" if value is None else f"{value:g}" for value in answer.drawn]
        named = said(lesson.title) if lesson is not None else slug
        kind, asked = (step.kind, said(fields.get("ask", step.title))) if step is not None else ("", "")
        writer.writerow([
            no_formula(named), number, kind, no_formula(asked), no_formula(said(answer.bet)),
            answer.confidence or "", int(answer.is_locked), no_formula(" / ".join(map(said, answer.tries))),
            int(answer.is_solved), no_formula(_votes(step, answer, said)), fields.get("draw", ""),
            *drawn, *[""] * (rounds - len(drawn)),
        ])  # fmt: skip
    return text.getvalue()


def lesson_of(slug: str) -> Lesson | None:
    """The bundled lesson of a name, or the user's own; None if there is none that can be read."""
    folder = library.path_of(slug).parent if slug in library.slugs() else own_lessons.folder_of(slug)
    try:
        return None if folder is None else read_folder(folder)
    except ScenarioError:
        return None


def _steps(lesson: Lesson | None) -> tuple[Step, ...]:
    return lesson.steps if lesson is not None else ()


def _votes(step: Step | None, answer: Answer, said: Callable[[str], str]) -> str:
    """The closed votes of a class in words: "falls 12, rises 9 / falls 4, rises 17"."""
    bets = [said(bet) for bet in step.bets] if step is not None else []
    turns = [
        [f"{bet} {hands}".strip() for bet, hands in zip_longest(bets, vote.counts, fillvalue="")]
        for vote in answer.closed
    ]
    return " / ".join(", ".join(turn) for turn in turns)
