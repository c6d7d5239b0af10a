"""Save as a lesson, and the editor of its words."""

from __future__ import annotations

import shutil
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from random import Random
from typing import TypeVar

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QTextCursor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QMenu, QMessageBox, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from simulator.app import own_lessons
from simulator.app.document import load
from simulator.app.session import Session
from simulator.app.settings import Settings
from simulator.engine.overrides import Overrides
from simulator.engine.parameters import Parameters
from simulator.scenario import codec, library
from simulator.scenario.lesson.expressions import series
from simulator.scenario.lesson.links import links
from simulator.scenario.lesson.reader import LESSON, NOTES, look_at, read_folder
from simulator.scenario.lesson.records import KINDS
from simulator.scenario.schema import Scenario, View
from simulator.sentence import say
from simulator.ui import theme
from simulator.ui.dialogs import Message, UnsavedQuestion
from simulator.ui.lesson_editor import challenge
from simulator.ui.lesson_editor.draft import draft
from simulator.ui.lesson_editor.editor import LessonEditor
from simulator.ui.lesson_editor.insert import step
from simulator.ui.lesson_editor.saving import SaveLessonDialog
from simulator.ui.main_window import MainWindow
from simulator.ui.paper.content import sheet_of
from simulator.ui.safety.question import Question
from simulator.ui.widgets.labels import Label
from tests.ui.pseudo import Speaking, texts, untranslated

W = TypeVar("W", bound=QWidget)


@pytest.fixture
def window(qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> MainWindow:
    monkeypatch.setattr(own_lessons, "root", lambda: tmp_path / "lessons")
    theme.apply("light")
    made = MainWindow(Session(load(library.DEFAULT).scenario), Settings(None))
    qtbot.addWidget(made)
    made.resize(1280, 800)
    made.show()
    made.finish()
    return made


def shown(window: QWidget, kind: type[W]) -> W:
    QApplication.processEvents()
    found = [dialog for dialog in window.findChildren(kind) if dialog.isVisible()]
    assert len(found) == 1
    return found[0]


def made_lesson(
    window: MainWindow, title: str = "A weak overseer", *, edits: bool = True, changes: bool = True
) -> Path:
    """A lesson from the present state, or from a changed one, by the menu."""
    if changes:
        window.session.set_value("overseer.quality", 0.8, "Change")
    window.menus.actions["save_as_lesson"].trigger()
    asking = shown(window, SaveLessonDialog)
    asking.title.clear()
    QTest.keyClicks(asking.title, title)
    QTest.mouseClick(asking.edit_button if edits else asking.save_button, Qt.MouseButton.LeftButton)
    QApplication.processEvents()
    folder = window.document.lesson_folder
    assert folder is not None
    return folder


def editor(window: MainWindow) -> LessonEditor:
    return shown(window, LessonEditor)


def named(question: QMessageBox, text: str) -> QAbstractButton:
    return next(button for button in question.buttons() if button.text() == text)


def type_at(made: LessonEditor, line: int, text: str) -> None:
    made.sources[made.name].go_to(line)
    made.sources[made.name].insert(text)
    made.check()


# --- the draft ---------------------------------------------------------------------------------------------------

BUNDLED = [codec.read(library.path_of(slug)) for slug in library.slugs()]
HOSTILE = "# Heading\n## claim | x\n<b>bold</b> [link](http://x) ![i](y)\n\n[ref]: http://x\n- list\u202e\x07\n"
ODD = [
    Scenario(title="x"),
    Scenario(title="Short", parameters=Parameters.of({"run.rounds": 1})),
    Scenario(title="Two", parameters=Parameters.of({"run.rounds": 2, "task.max_depth": 2})),
    Scenario(title="Long | # ## [t](sim:x) <b>", notes=HOSTILE, parameters=Parameters.of({"run.rounds": 60})),
    Scenario(title="Perfect", parameters=Parameters.of({"overseer.quality": 1, "start.misalignment": 0,
                                                        "distill.drift": 0, "amplify.capture": 0})),
    Scenario(title="Worst", parameters=Parameters.of({"start.misalignment": 1})),
    Scenario(title="Nothing", parameters=Parameters.of({"start.level": 0, "task.decomposable": 0})),
    Scenario(title="Overridden", overrides=Overrides((("overseer.quality", "ideal"), ("amplify.capture", "off")))),
    Scenario(title="No controls", view=View(charts=("plane",), show=(), lock=("overseer.quality",))),
    Scenario(title="Attack", view=View(charts=("attack",))),
]  # fmt: skip


@pytest.mark.parametrize("scenario", [*BUNDLED, *ODD], ids=lambda scenario: scenario.title[:12])
def test_a_draft_of_any_scenario_is_a_lesson_that_the_reader_takes(scenario: Scenario) -> None:
    made = draft(scenario)
    lesson, problems = look_at("draft", scenario, made.lesson, made.notes)
    assert [str(problem) for problem in problems] == []
    kinds = [step.kind for step in lesson.steps]
    assert kinds == ["hook", "predict", "run", "see", "explain", "principle", "challenge"]
    own, goal = scenario.in_force, lesson.steps[-1].goal
    assert goal is not None
    assert goal.holds(own.with_(lesson.steps[-1].settings))
    bets = lesson.steps[1]
    assert bets.fields["answer"] in bets.bets


@pytest.mark.parametrize("scenario", BUNDLED, ids=lambda scenario: scenario.title[:12])
def test_the_challenge_of_a_draft_is_not_reached_by_doing_nothing(scenario: Scenario) -> None:
    made = draft(scenario)
    lesson, _ = look_at("draft", scenario, made.lesson, made.notes)
    goal = lesson.steps[-1].goal
    assert goal is not None
    assert not goal.holds(scenario.in_force)


def test_the_search_for_a_challenge_has_a_turn_after_every_try(monkeypatch: pytest.MonkeyPatch) -> None:
    runs: list[str] = []

    def counted(name: str, parameters: Parameters) -> list[float]:
        runs.append(name)
        return series(name, parameters)

    monkeypatch.setattr(challenge, "series", counted)
    counts = [0]
    counts += [len(runs) for _ in challenge.searched(ODD[0])]
    assert len(counts) > 5
    assert max(after - before for before, after in pairwise(counts)) <= 4  # here, and the first try
    runs.clear()
    assert draft(ODD[0], challenge.find(ODD[0])) == draft(ODD[0])


def test_what_was_changed_while_a_lesson_was_made_is_asked_about(window: MainWindow) -> None:
    window.session.set_value("overseer.quality", 0.8, "Change")
    making = window.authoring._made("A weak overseer", keeps_words=False, edits=False)
    next(making)
    window.session.set_value("overseer.quality", 0.3, "Change")
    assert list(making)
    assert window.session.parameters.overseer.quality == 0.3
    shown(window, UnsavedQuestion).reject()
    assert len(own_lessons.listed()) == 1


def test_the_notes_of_the_scenario_are_for_the_teacher_and_nothing_in_them_is_a_heading_or_a_link() -> None:
    scenario = ODD[3]
    made = draft(scenario)
    assert "Heading" in made.notes
    assert "Heading" not in made.lesson
    lesson, _ = look_at("draft", scenario, made.lesson, made.notes)
    assert "Heading" in lesson.teacher["Goal"]
    assert "list" in lesson.teacher["Goal"]
    assert list(links(made.notes)) == []


@pytest.mark.parametrize("kind", KINDS)
def test_every_step_of_the_menu_is_one_that_the_reader_takes(kind: str) -> None:
    scenario = BUNDLED[0]
    made = draft(scenario)
    lesson, problems = look_at("draft", scenario, made.lesson + step(kind), made.notes)
    assert [str(problem) for problem in problems] == []
    assert lesson.steps[-1].kind == kind


def test_retitling_changes_the_first_heading_alone() -> None:
    assert own_lessons.retitled("\ufeff# Old\n\n# Old\n", "New \\1") == "\ufeff# New \\1\n\n# Old\n"


def test_a_lesson_is_called_as_its_scenario_whatever_stands_above_its_steps(window: MainWindow) -> None:
    folder = made_lesson(window)
    made, store = editor(window), window.session.store
    words = (folder / LESSON).read_text("utf-8")
    store.commit(replace(store.state, title="Votes can fail"), say("Title and notes"))
    window.files.save()
    assert (folder / LESSON).read_text("utf-8") == words, "nobody writes into what may be edited"
    assert read_folder(folder).title == "Votes can fail"
    made.check()
    assert made.windowTitle().startswith("Lesson: Votes can fail")
    assert made.play_button.isEnabled()
    [line] = [made.list.item(row).text() for row in range(made.list.count()) if "line 1:" in made.list.item(row).text()]
    assert "called “Votes can fail”" in line
    made.sources[LESSON].replace(words.replace("# A weak overseer", "# Votes can fail", 1))
    made.check()
    assert not [row for row in range(made.list.count()) if "called" in made.list.item(row).text()]
    made.close_now()


def test_links_set_what_the_lesson_of_the_words_has_where_another_scenario_is_open(window: MainWindow) -> None:
    made_lesson(window)
    made = editor(window)
    window.files.open_now("checks")

    def offered() -> list[str]:
        made.insert_menu.fill()
        values = made.insert_menu.actions()[0].menu()
        return [str(action.data()) for action in values.actions()]  # type: ignore[attr-defined]

    assert any("overseer.quality=0.8)" in link for link in offered())
    window.files.open_now(str(made.folder / "scenario.toml"))
    window.session.set_value("overseer.quality", 0.6, say("Change"))
    assert any("overseer.quality=0.6)" in link for link in offered())
    made.close_now()


def test_new_words_of_changed_settings_do_not_repeat_notes_on_another_run(window: MainWindow) -> None:
    assert window.session.state.notes
    folder = made_lesson(window, "As it was", edits=False, changes=False)
    assert codec.read(folder / "scenario.toml").notes
    window.files.open_now("why-did-it-turn")
    folder = made_lesson(window, "Changed", edits=False)
    assert not codec.read(folder / "scenario.toml").notes
    assert "From the notes" not in (folder / "teacher.md").read_text("utf-8")


def test_notes_of_a_new_lesson_are_in_the_language_of_its_words(window: MainWindow) -> None:
    window.settings.change(language="de")
    QApplication.processEvents()
    folder = made_lesson(window, "Auf Deutsch", edits=False, changes=False)
    notes = codec.read(folder / "scenario.toml").notes
    window.settings.change(language="en")
    QApplication.processEvents()
    assert notes
    assert notes != codec.read(library.path_of("why-did-it-turn")).notes


def test_a_challenge_that_asks_for_the_contrary_says_so() -> None:
    spoiled = challenge.Challenge(measure="misalignment", sign=">", figure=0.12, id="overseer.quality", value=0.86)
    made = draft(Scenario(title="Votes"), spoiled)
    assert "What would spoil it?" in made.lesson
    assert "What would spoil it?" in made.notes
    assert "better" not in made.lesson + made.notes
    assert "Do better" in draft(BUNDLED[0]).lesson


def test_the_other_measure_is_told_with_its_peak() -> None:
    made = draft(Scenario(title="Votes", parameters=Parameters.of({"reliability.copies": 5})))
    assert "up to 0.3" in made.lesson


# --- save as a lesson --------------------------------------------------------------------------------------------


def test_a_lesson_from_the_present_state_can_be_played_at_once_and_is_listed(window: MainWindow) -> None:
    folder = made_lesson(window, edits=False)
    play = window.session.lesson
    assert play.is_on
    assert play.lesson is not None
    assert play.lesson.title == "A weak overseer"
    assert play.lesson.scenario.parameters.overseer.quality == 0.8
    assert read_folder(folder).scenario == window.session.state
    assert window.session.store.is_saved
    assert window.document.path == folder / "scenario.toml"
    window.files.open_now("checks")
    assert window.session.lesson.lesson is None
    menu = next(found for found in window.findChildren(QMenu) if found.title() == "M&y lessons")
    menu.aboutToShow.emit()
    assert [action.text() for action in menu.actions()] == ["A weak overseer"]
    menu.actions()[0].trigger()
    assert play.is_on
    assert play.lesson.title == "A weak overseer"


def test_the_controls_that_were_changed_are_on_the_lessons_first_screen(window: MainWindow) -> None:
    for id_ in ("amplify.capture", "distill.drift", "start.level"):
        window.session.set_value(id_, 0.1, "Change")
    folder = made_lesson(window, edits=False)
    shown_first = read_folder(folder).scenario.view.show
    assert shown_first == (*View().show, "start.level", "amplify.capture")  # five at most, in the order of the table


def test_the_words_of_the_present_lesson_can_be_taken_along(window: MainWindow) -> None:
    window.files.open_now("checks")
    window.menus.actions["save_as_lesson"].trigger()
    asking = shown(window, SaveLessonDialog)
    assert asking.title.text() == "Checks and blind spots (my lesson)"
    QTest.mouseClick(asking.words.buttons["The words of the present lesson"], Qt.MouseButton.LeftButton)
    QTest.mouseClick(asking.save_button, Qt.MouseButton.LeftButton)
    QApplication.processEvents()
    folder = window.document.lesson_folder
    assert folder is not None
    mine, original = read_folder(folder), read_folder(library.path_of("checks").parent)
    assert mine.title == "Checks and blind spots (my lesson)"
    assert mine.steps == original.steps
    assert mine.teacher == original.teacher


def test_a_bundled_lesson_cannot_be_edited_in_its_place(window: MainWindow) -> None:
    window.files.open_now("checks")
    assert not window.menus.actions["edit_lesson"].isEnabled()
    window.authoring.edit_lesson()
    assert window.findChildren(LessonEditor) == []


def test_what_cannot_be_written_is_told_and_changes_nothing(window: MainWindow, tmp_path: Path) -> None:
    (tmp_path / "lessons").write_text("a file where the folder should be")
    before = window.session.state
    window.authoring.make("Mine", False, True)
    message = shown(window, Message)
    assert any("cannot be written" in text for _, text in texts(message))
    message.reject()
    assert window.session.state == before


# --- the editor --------------------------------------------------------------------------------------------------


def test_a_problem_is_told_in_words_with_its_line_and_goes_when_it_is_undone(window: MainWindow) -> None:
    made_lesson(window)
    made = editor(window)
    assert made.problems == []
    assert made.play_button.isEnabled()
    made.sources[LESSON].setFocus()
    text = made.sources[LESSON].toPlainText()
    line = text.split("\n").index("measure: horizon") + 1
    made.sources[LESSON].go_to(line)
    made.sources[LESSON].moveCursor(QTextCursor.MoveOperation.EndOfBlock)
    QTest.keyClicks(made.sources[LESSON], "x")
    made.check()
    assert [(problem.place, problem.line) for problem in made.problems] == [(LESSON, line)]
    assert made.list.isVisible()
    assert f"lesson.md, line {line}:" in made.list.item(0).text()
    assert made.sources[LESSON].problem_lines >= {line}
    assert not made.play_button.isEnabled()
    made.turn_to(NOTES)
    made.list.itemClicked.emit(made.list.item(0))
    assert made.name == LESSON
    assert made.sources[LESSON].line == line
    QTest.mouseClick(made.undo_button, Qt.MouseButton.LeftButton)
    made.check()
    assert made.problems == []
    assert made.sources[LESSON].toPlainText() == text
    made.close()


def test_the_texts_are_checked_while_they_are_typed(window: MainWindow, qtbot: QtBot) -> None:
    made_lesson(window)
    made = editor(window)
    made.sources[LESSON].go_to(1)
    QTest.keyClicks(made.sources[LESSON], "x")
    qtbot.waitUntil(lambda: bool(made.problems))
    assert made.problems[0].line == 1
    made.close_now()


def test_the_step_under_the_cursor_is_shown_as_learners_see_it(window: MainWindow) -> None:
    made_lesson(window)
    made = editor(window)
    lesson = made.lesson
    assert lesson is not None
    for number, shown_step in enumerate(lesson.steps):
        made.sources[LESSON].go_to(shown_step.line)
        play = made.preview.session.lesson
        if shown_step.kind == "principle":  # only its author knows what it says
            assert not play.is_on
            assert "until its words are written" in made.preview.said.text()
            continue
        assert play.is_on
        assert play.progress.step == number
        panel = made.preview.panel
        assert panel.body is not None
        # The next step may have a problem: there is no way to it.
        assert not any(one.isVisibleTo(panel) for one in (panel.back_button, panel.free_button, panel.next_button))
    before = window.session.state
    type_at(made, lesson.steps[0].line + 2, "Look at this. ")
    assert any("Look at this." in text for _, text in texts(made.preview))
    assert window.session.state == before  # the preview plays on a session of its own
    type_at(made, lesson.steps[1].line + 1, "zz: 1\n")
    assert not made.preview.session.lesson.is_on
    assert made.preview.said.text() == "This step has a problem. It is shown here once that is solved."
    assert not made.preview.said.is_cut()
    made.close_now()


def test_what_is_still_to_be_written_is_named_and_learners_never_see_it(window: MainWindow) -> None:
    folder = made_lesson(window, edits=False)
    play = window.session.lesson
    assert play.lesson is not None
    assert [step.kind for step in play.lesson.steps] == ["hook", "predict", "run", "see", "explain", "challenge"]
    page = sheet_of(play.lesson, window.session.state, is_key=True)
    assert "‹" not in " ".join((page.principle, page.principle_text, page.sources))
    window.menus.actions["edit_lesson"].trigger()
    made = editor(window)
    named = [made.list.item(row).text() for row in range(made.list.count())]
    assert ["The rule" in text and "still to be" in text for text in named] == [True, True]
    assert "2 places" in made.verdict.text()
    assert made.play_button.isEnabled()
    made.list.itemActivated.emit(made.list.item(1))
    line = made.sources[LESSON].text().split("\n")[made.sources[LESSON].line - 1]
    assert line.startswith("‹What does this run stand for?")
    text = made.sources[LESSON].text()
    made.sources[LESSON].setPlainText(text.replace(line, "Slips that agree add up."))
    made.check()
    assert "one place" in made.verdict.text()
    QTest.mouseClick(made.play_button, Qt.MouseButton.LeftButton)
    assert play.lesson is not None
    rule = next(step for step in play.lesson.steps if step.kind == "principle")
    assert rule.body == "Slips that agree add up."
    while play.step.kind != "principle":
        if play.step.kind == "predict":
            play.draw(dict.fromkeys(range(1, 13), 1.0))
            play.bet(play.step.bets[0], 50)
            play.lock()
        play.say(play.step.fields.get("answer", ""))
        window.session.player.to_end()
        if play.waits:
            play.play_on()
            window.session.player.to_end()
        play.forward()
    QApplication.processEvents()
    assert not [text for _, text in texts(window) if "‹" in text or "Sources" in text]
    assert folder == window.document.lesson_folder


def test_no_text_that_is_typed_breaks_editor_or_preview(window: MainWindow) -> None:
    made_lesson(window)
    made, chance = editor(window), Random(5)
    source, known = made.sources[LESSON], made.sources[LESSON].text().split("\n")
    odd = ["## predict | X", "## vote | V", "## see | S", "draw: calls", "measure: added", "pause: 99", "bets: a / b",
           "goal: horizon >", "count: 0", "set: run.rounds=3", "[x](sim:set?a=b)", "<b>", "\u202e", "#"]  # fmt: skip
    for _ in range(12):
        lines = list(known)
        for _ in range(chance.randint(1, 6)):
            at = chance.randrange(len(lines))
            if chance.random() < 0.5:
                lines.insert(at, chance.choice([*odd, *known]))
            elif len(lines) > 1:
                del lines[at : at + chance.randint(1, 5)]
            lines = lines or [""]
        source.setPlainText("\n".join(lines))
        made.check()
        for _ in range(3):
            source.go_to(chance.randint(1, len(lines)))
    made.close_now()


def test_save_and_play_begins_the_edited_lesson(window: MainWindow) -> None:
    folder = made_lesson(window)
    made = editor(window)
    type_at(made, 5, "Another question. ")
    assert made.is_changed
    QTest.mouseClick(made.play_button, Qt.MouseButton.LeftButton)
    QApplication.processEvents()
    assert not made.is_changed
    assert "Another question." in (folder / LESSON).read_text("utf-8")
    assert window.session.lesson.is_on
    assert window.session.lesson.step.body.startswith("Another question.")
    # The lesson is in front: a dialog would go on lying over it.
    assert QApplication.activeWindow() is window
    assert made.windowType() is Qt.WindowType.Window
    window.authoring.edit_lesson()
    QApplication.processEvents()
    assert QApplication.activeWindow() is made
    made.close()


def test_what_is_inserted_is_undone_apart_from_what_is_typed_before_and_after(window: MainWindow) -> None:
    made_lesson(window)
    made = editor(window)
    source = made.sources[LESSON]
    source.go_to(5)
    states = [source.text()]
    for typed, inserted in (("before ", ""), ("", "[one](sim:play)"), ("", "[two](sim:play)"), (" after", "")):
        if typed:
            QTest.keyClicks(source, typed)
        else:
            source.insert(inserted)
        states.append(source.text())
    assert "before [one](sim:play)[two](sim:play) after" in states[-1]
    for state in states[-2::-1]:
        made.undo()
        assert source.text() == state
    for state in states[1:]:
        source.redo()
        assert source.text() == state
    made.close_now()


def test_a_lesson_with_problems_can_be_saved_and_opening_it_tells_them_all(window: MainWindow) -> None:
    folder = made_lesson(window)
    made = editor(window)
    type_at(made, 3, "## nonsense | x\n\n")
    made.turn_to(NOTES)
    made.sources[NOTES].setPlainText("nothing")
    made.check()
    assert made.save()
    made.close()
    before = window.session.state
    window.lessons.begin()
    message = shown(window, Message)
    said = " ".join(text for _, text in texts(message))
    assert "problems" in said
    message.reject()
    assert window.session.state == before
    assert window.session.lesson.lesson is None
    assert (folder / NOTES).read_text("utf-8") == "nothing"


def test_closing_asks_about_what_is_not_saved(window: MainWindow) -> None:
    folder = made_lesson(window)
    made = editor(window)
    before = (folder / LESSON).read_text("utf-8")
    type_at(made, 5, "More. ")
    QTest.keyClick(made, Qt.Key.Key_Escape)
    question = shown(made, UnsavedQuestion)
    QTest.mouseClick(named(question, "Stay here"), Qt.MouseButton.LeftButton)
    assert made.isVisible()
    assert (folder / LESSON).read_text("utf-8") == before
    made.close()
    question = shown(made, UnsavedQuestion)
    QTest.mouseClick(named(question, "Save"), Qt.MouseButton.LeftButton)
    QApplication.processEvents()
    assert "More." in (folder / LESSON).read_text("utf-8")


def test_characters_that_look_like_spaces_stay_as_they_are(window: MainWindow) -> None:
    folder = made_lesson(window)
    editor(window).close()
    text = (folder / LESSON).read_text("utf-8").replace("Watch it", "Watch\u00a0it\u2009now")
    (folder / LESSON).write_text("\ufeff" + text.replace("\n", "\r\n"), "utf-8", newline="")
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    window.authoring.edit_lesson()
    made = editor(window)
    assert not made.is_changed
    assert made.problems == []
    type_at(made, 5, "More. ")
    assert made.save()
    assert (folder / LESSON).read_text("utf-8") == made.sources[LESSON].text()
    assert "Watch\u00a0it\u2009now" in made.sources[LESSON].text()
    made.close()


def test_ctrl_s_saves(window: MainWindow) -> None:
    folder = made_lesson(window)
    made = editor(window)
    type_at(made, 5, "More. ")
    QTest.keyClick(made.sources[LESSON], Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    assert "More." in (folder / LESSON).read_text("utf-8")
    assert made.verdict.text().startswith("Saved. ○ ")
    type_at(made, 5, "And more. ")
    made.check()
    assert "Saved" not in made.verdict.text()
    assert made.save()
    made.close()


def test_what_is_pressed_when_the_program_opens_a_dialog_is_let_go(window: MainWindow) -> None:
    made_lesson(window)
    made = editor(window)
    QTest.mousePress(made.save_button, Qt.MouseButton.LeftButton)
    assert made.save_button.isDown()
    message = Message(window, "A message", "Nobody expected it.")
    message.open()
    assert not made.save_button.isDown()
    QTest.mouseRelease(message, Qt.MouseButton.LeftButton)
    message.close()
    made.close()


def test_what_another_program_wrote_meanwhile_is_asked_about(window: MainWindow) -> None:
    folder = made_lesson(window)
    made = editor(window)
    theirs = (folder / LESSON).read_text("utf-8") + "\nTheirs.\n"
    (folder / LESSON).write_text(theirs, "utf-8")
    assert made.save()  # nothing was changed here, so nothing is written
    type_at(made, 5, "Mine. ")
    assert not made.save()
    question = shown(made, Question)
    QTest.keyClick(question, Qt.Key.Key_Escape)
    QApplication.processEvents()
    assert (folder / LESSON).read_text("utf-8") == theirs
    assert not made.save()
    question = shown(made, Question)
    QTest.mouseClick(named(question, "Write over it"), Qt.MouseButton.LeftButton)
    QApplication.processEvents()
    assert "Mine." in (folder / LESSON).read_text("utf-8")
    (folder / LESSON).unlink()
    type_at(made, 5, "Again. ")
    assert made.save()  # what is gone is written again
    made.close()


def test_the_window_does_not_close_over_words_that_are_not_saved(window: MainWindow) -> None:
    folder = made_lesson(window)
    made = editor(window)
    type_at(made, 5, "Precious. ")
    window.close()
    assert window.isVisible()
    question = shown(made, UnsavedQuestion)
    QTest.mouseClick(named(question, "Save"), Qt.MouseButton.LeftButton)
    QApplication.processEvents()
    assert not window.isVisible()
    assert "Precious." in (folder / LESSON).read_text("utf-8")


def test_an_editor_with_nothing_to_save_closes_with_the_window(window: MainWindow) -> None:
    made_lesson(window)
    made = editor(window)
    window.close()
    assert not window.isVisible()
    assert not made.isVisible()


def test_an_edited_lesson_begins_anew_for_its_author(window: MainWindow) -> None:
    made_lesson(window, edits=False)
    play = window.session.lesson
    play.forward()
    play.draw(dict.fromkeys(range(1, 13), 3.0))
    play.lock()
    assert play.answer.is_locked
    window.authoring.edit_lesson()
    made = editor(window)
    made.save_and_play()
    assert play.is_on
    assert play.progress.step == 0
    assert not any(answer.is_locked for answer in play.progress.answers)
    made.close()


def test_a_lesson_of_a_colleague_is_opened_from_wherever_its_folder_lies(window: MainWindow, tmp_path: Path) -> None:
    folder = made_lesson(window)
    editor(window).close()
    elsewhere = tmp_path / "from a colleague"
    shutil.copytree(folder, elsewhere)
    window.files.open_now(str(elsewhere))
    window.menus.actions["lesson"].trigger()
    assert window.session.lesson.is_on
    assert window.menus.actions["edit_lesson"].isEnabled()
    assert window.menus.actions["handout"].isEnabled()


def test_the_menu_of_links_is_made_anew_and_keeps_none_of_the_menus_before(window: MainWindow) -> None:
    made_lesson(window)
    made = editor(window)
    for _ in range(3):
        made.insert_menu.fill()
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    assert len(made.insert_menu.findChildren(QMenu)) == 3
    made.close_now()


def test_an_own_lesson_that_cannot_be_read_says_where_it_is_mended(window: MainWindow) -> None:
    folder = made_lesson(window)
    editor(window).close_now()
    (folder / "lesson.md").write_text("# A lesson\n\nNo step yet.\n", "utf-8")
    window.lessons.begin()
    words = " ".join(label.text() for label in shown(window, Message).findChildren(QLabel))
    assert "“Edit the words of this lesson” in the menu Lessons shows where." in words
    assert "Nothing has been changed" not in words


def test_a_whole_step_cuts_no_line_in_two(window: MainWindow) -> None:
    made_lesson(window)
    made = editor(window)
    source = made.sources[LESSON]
    lines = source.text().split("\n")
    source.go_to(3)
    cursor = source.textCursor()
    cursor.movePosition(QTextCursor.MoveOperation.Right, QTextCursor.MoveMode.MoveAnchor, 4)
    source.setTextCursor(cursor)
    source.insert(step("vote"))
    after = source.text().split("\n")
    assert after[:3] == lines[:3]
    assert after[-len(lines[3:]) :] == lines[3:]
    assert source.viewport().rect().intersects(source.cursorRect())
    made.close_now()


def test_inserted_links_act_on_the_present_state(window: MainWindow) -> None:
    made_lesson(window)
    made = editor(window)
    window.session.set_value("overseer.quality", 0.7, "Change")
    window.session.player.to_end()
    made.insert_menu.fill()
    menus = (made.insert_menu, *made.insert_menu.findChildren(QMenu))
    actions = [action for menu in menus for action in menu.actions()]
    links_ = [str(action.data()) for action in actions if action.data()]
    assert "[Overseer quality 0.70](sim:set?overseer.quality=0.7)" in links_
    assert "[round 12](sim:round?number=12)" in links_
    made.sources[LESSON].go_to(5)
    for action in actions:
        if action.data() and "## " not in str(action.data()):
            action.trigger()
    made.check()
    assert made.problems == []
    made.close_now()


def test_who_saves_other_values_under_a_lesson_is_reminded_of_its_words(
    window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[str] = []
    made_lesson(window, edits=False)
    monkeypatch.setattr(window.announcer, "tell", said.append)
    window.menus.actions["save"].trigger()
    assert said == []
    window.session.set_value("overseer.quality", 0.6, "Change")
    window.menus.actions["save"].trigger()
    assert len(said) == 1
    assert "words of the lesson" in said[0]
    window.menus.actions["save"].trigger()
    assert len(said) == 1


def test_who_saves_a_bundled_scenario_elsewhere_is_told_that_its_lesson_stays_behind(
    window: MainWindow, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    said: list[str] = []
    window.files.open_now(library.DEFAULT)
    monkeypatch.setattr(window.announcer, "tell", said.append)
    window.safety.save(tmp_path / "mine.toml", None)
    assert len(said) == 1
    assert "without the lesson" in said[0]
    window.safety.save(tmp_path / "mine.toml", None)
    assert len(said) == 1


def test_a_second_editor_of_the_same_lesson_is_the_first(window: MainWindow) -> None:
    made_lesson(window)
    first = editor(window)
    window.authoring.edit_lesson()
    assert editor(window) is first
    first.close()


@pytest.mark.parametrize("name", ["light", "dark", "projector"])
def test_nothing_is_cut_off_at_the_smallest_size(window: MainWindow, name: theme.Name) -> None:
    theme.apply(name)
    window.menus.actions["save_as_lesson"].trigger()
    asking = shown(window, SaveLessonDialog)
    assert asking.width() <= 960
    assert [label.text() for label in asking.findChildren(Label) if label.is_cut()] == []
    asking.reject()
    made_lesson(window)
    made = editor(window)
    made.resize(960, 500)
    QApplication.processEvents()
    assert (made.width(), made.height()) == (960, 500)
    for button in made.findChildren(QPushButton):
        if button.isVisible():
            assert button.width() >= button.minimumSizeHint().width(), button.text()
    made.close()


def test_dialog_and_editor_are_translated(window: MainWindow, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(own_lessons, "root", lambda: Path("0"))
    with Speaking():
        window.menus.actions["save_as_lesson"].trigger()
        asking = shown(window, SaveLessonDialog)
        left = [(where, text) for where, text in texts(asking) if untranslated(text)]
        asking.reject()
    assert left == []


def test_the_draft_is_in_the_language_of_the_window_and_still_a_lesson() -> None:
    scenario = replace(BUNDLED[0], title="Mine")
    with Speaking():
        made = draft(scenario)
    _, problems = look_at("draft", scenario, made.lesson, made.notes)
    assert problems == []


def test_of_a_lesson_that_cannot_be_read_no_half_of_an_editor_is_left(window: MainWindow) -> None:
    folder = made_lesson(window, edits=False)
    (folder / NOTES).write_bytes(b"\xff\xfe\x00")
    window.authoring.edit_lesson()
    QApplication.processEvents()
    assert "cannot be read" in shown(window, Message).windowTitle()
    assert window.findChildren(LessonEditor) == []
