"""What an author has still to write is named to the author, and never shown to a learner."""

from __future__ import annotations

from pathlib import Path

import pytest

from simulator.scenario import library
from simulator.scenario.lesson.reader import LESSON, NOTES, SCENARIO, Findings, blocks_of, look_at, read_folder
from simulator.scenario.lesson.records import Lesson
from simulator.scenario.lesson.unwritten import Unwritten, finished, note, unwritten
from simulator.scenario.schema import Scenario

HEAD = "# x\n\n## hook | Begin\nLook.\n\n"


def read(text: str) -> Lesson:
    notes = (library.path_of("luck").parent / NOTES).read_text("utf-8")
    lesson, problems = look_at("x", Scenario(title="x"), text, notes)
    assert problems == []
    return lesson


def named(text: str) -> list[Unwritten]:
    return list(unwritten(read(text), blocks_of(text, Findings(""))[1]))


def titles(text: str) -> list[str]:
    return [step.title for step in finished(read(text)).steps]


def test_a_step_that_is_nothing_without_its_words_is_left_out_until_they_are_there() -> None:
    rule = HEAD + "## principle | The rule\nsources: ‹Where from?›\n\n‹What does it stand for?›\n"
    assert titles(rule) == ["Begin"]
    found = named(rule)
    assert [(one.note, one.line, one.what, one.costs_step) for one in found] == [
        ("Where from?", 7, "sources", False), ("What does it stand for?", 9, "", True),
    ]  # fmt: skip
    assert {one.step for one in found} == {"The rule"}
    assert titles(rule.replace("‹What does it stand for?›", "Slips add up.")) == ["Begin", "The rule"]


def test_a_step_that_can_do_without_loses_the_note_alone() -> None:
    text = HEAD + "## run | Watch\n\n‹Say where.›\n\n## principle | Rule\nsources: ‹From?›\n\nOne. ‹More?› Two.\n"
    _, run, rule = finished(read(text)).steps
    assert (run.title, run.body) == ("Watch", "")
    assert rule.body == "One.  Two."
    assert "sources" not in rule.fields
    assert [one.costs_step for one in named(text)] == [False, False, False]


@pytest.mark.parametrize("fields", ["ask: ‹What?›\nbets: a / b\nanswer: a", "ask: What?\nbets: ‹a› / b\nanswer: b"])
def test_a_question_without_its_words_is_not_asked(fields: str) -> None:
    text = HEAD + f"## exit | End\n{fields}\n\nSay why.\n"
    assert titles(text) == ["Begin"]
    assert [one.costs_step for one in named(text)] == [True]


def test_a_lesson_of_which_nothing_is_written_still_opens() -> None:
    text = "# x\n\n## hook | Begin\n" + note("Write here.") + "\n"
    assert [(step.title, step.body) for step in finished(read(text)).steps] == [("Begin", "")]


@pytest.mark.parametrize("slug", library.slugs())
def test_no_bundled_lesson_waits_for_its_author(slug: str, tmp_path: Path) -> None:
    folder = library.path_of(slug).parent
    text = (folder / LESSON).read_text("utf-8")
    lesson = read_folder(folder)
    assert list(unwritten(lesson, blocks_of(text, Findings(""))[1])) == []
    assert finished(lesson) == lesson


def test_a_folder_is_read_as_its_learners_see_it(tmp_path: Path) -> None:
    folder = library.path_of("luck").parent
    for name in (SCENARIO, LESSON, NOTES):
        (tmp_path / name).write_text((folder / name).read_text("utf-8"), "utf-8")
    lesson = tmp_path / LESSON
    lesson.write_text(lesson.read_text("utf-8") + "\n## explain | More\n\n‹Later.›\n", "utf-8")
    assert [step.title for step in read_folder(tmp_path).steps] == [step.title for step in read_folder(folder).steps]
