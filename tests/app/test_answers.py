"""The table of what was predicted, bet, answered and voted."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from pathlib import Path

import pytest

from simulator.app import answers, own_lessons
from simulator.app import lesson as course
from simulator.app.learner_file import LearnerFile
from simulator.app.lesson import Answer, Progress, Vote
from simulator.scenario import library
from simulator.scenario.lesson.reader import read_folder
from simulator.scenario.lesson.records import Lesson


def lesson(slug: str) -> Lesson:
    return read_folder(library.path_of(slug).parent)


TURN, BILL = lesson("why-did-it-turn"), lesson("bill")


def place(of: Lesson, kind: str) -> int:
    return next(number for number, step in enumerate(of.steps) if step.kind == kind)


def answered(of: Lesson, **by_kind: Answer) -> Progress:
    progress = course.begin(of)
    found = list(progress.answers)
    for kind, answer in by_kind.items():
        found[place(of, kind)] = answer
    return replace(progress, answers=tuple(found))


DONE = answered(
    TURN,
    predict=Answer(
        drawn=tuple(round_ / 3 for round_ in range(1, 13)), bet="it levels off", confidence=70, is_locked=True,
        votes=(Vote(counts=(12, 9, 3), is_closed=True), Vote(counts=(4, 17, 3), is_closed=True)),
    ),
    see=Answer(tries=("=rises", "rises then falls")),
    challenge=Answer(is_solved=True),
)  # fmt: skip


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def test_every_predicted_value_bet_confidence_answer_and_vote_is_in_the_table() -> None:
    predicted, seen, solved = rows(answers.table([(TURN, DONE)]))
    assert predicted["lesson"] == "Will it keep getting better?"
    assert predicted["question"].startswith("The reached depth climbs from 2.0")
    assert (predicted["bet"], predicted["confidence"], predicted["locked"]) == ("it levels off", "70", "1")
    assert predicted["predicted"] == "horizon"
    assert [predicted[f"round {number}"] for number in (1, 2, 12)] == ["0.333333", "0.666667", "4"]
    assert predicted["votes"] == (
        "it climbs to the end 12, it levels off 9, it turns and falls 3 / "
        "it climbs to the end 4, it levels off 17, it turns and falls 3"
    )
    assert seen["answers"] == "'=rises / rises then falls"  # no spreadsheet takes it for a formula
    assert (solved["kind"], solved["solved"], solved["round 1"]) == ("challenge", "1", "")


def test_an_open_vote_and_a_gap_in_a_curve_are_left_out() -> None:
    open_ = answered(TURN, predict=Answer(drawn=(None, 2.5, None), votes=(Vote(counts=(1, 2, 3)),)))
    (row,) = rows(answers.table([(TURN, open_)]))
    assert (row["round 1"], row["round 2"], row["round 3"], row["votes"]) == ("", "2.5", "", "")


def test_where_nothing_was_done_there_is_a_head_alone() -> None:
    assert answers.table([(TURN, course.begin(TURN))]).splitlines() == [",".join(answers.COLUMNS)]


def test_all_lessons_are_one_table_also_those_that_are_gone_or_have_other_steps(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(own_lessons, "root", lambda: tmp_path / "lessons")
    texts = own_lessons.texts(library.path_of("bill").parent)
    own = own_lessons.make(BILL.scenario, *texts)
    kept = LearnerFile(tmp_path / "learner.json")
    kept.keep(DONE)
    kept.keep(replace(answered(BILL, predict=Answer(bet="billions", confidence=90)), slug=own.name))
    gone = Progress(slug="gone", step=0, answers=(Answer(bet="=cmd", confidence=50), Answer()))
    LearnerFile(tmp_path / "learner.json").keep(gone)  # by another window
    kept.keep(Progress(slug="checks", step=0, answers=(Answer(bet="an older step"),)))
    found = rows(answers.table(kept.with_lessons(answers.lesson_of)))
    assert [row["lesson"] for row in found if row["kind"] in ("predict", "")] == [
        "Will it keep getting better?", "Why not just amplify?", "gone", "checks",
    ]  # fmt: skip
    assert {row["bet"] for row in found} >= {"it levels off", "billions", "'=cmd", "an older step"}


@pytest.mark.parametrize("slug", ["../checks", "", "/", "nothing", "checks/../checks"])
def test_a_name_in_the_file_is_never_a_path(slug: str) -> None:
    assert answers.lesson_of(slug) is None


def test_a_lesson_is_found_by_its_name_without_reading_the_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(own_lessons, "root", lambda: tmp_path / "lessons")
    own = own_lessons.make(BILL.scenario, *own_lessons.texts(library.path_of("bill").parent))
    monkeypatch.setattr(own_lessons, "listed", None)
    found = answers.lesson_of(own.name)
    assert found is not None
    assert found.steps == BILL.steps
    assert own_lessons.folder_of(f"../{own.parent.name}/{own.name}") is None
