"""What the window says and asks where work could be lost, pressed as a teacher would press it."""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QDate, QDateTime, Qt, QTime
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QDialog, QFileDialog, QLabel, QWidget
from pytestqt.qtbot import QtBot

from simulator.app.claims import Claim
from simulator.app.document import load
from simulator.app.learner_file import LearnerFile
from simulator.app.recovery import lost_in
from simulator.app.session import Session
from simulator.app.settings import Settings
from simulator.app.unsaved import Unsaved, Words, bytes_of, unsaved_of
from simulator.scenario import codec, library
from simulator.ui import language, theme
from simulator.ui.dialogs import DeleteQuestion, Message, UnsavedQuestion
from simulator.ui.lesson_editor.editor import LessonEditor
from simulator.ui.main_window import MainWindow
from simulator.ui.safety.question import Question
from simulator.ui.safety.recovering import RecoveryQuestion
from simulator.ui.safety.words import called, differences, moment
from simulator.ui.start import make_application

TEXT = '# mine\nformat = 1\ntitle = "Mine"\n[parameters]\noverseer.quality = 0.9\n'
Opening = Callable[..., MainWindow]


@pytest.fixture
def opening(qtbot: QtBot, tmp_path: Path) -> Iterator[Opening]:
    make_application("light")
    made: list[MainWindow] = []

    def open_(recovery: Path | None = None) -> MainWindow:
        settings = Settings(tmp_path / "settings.json")
        settings.change(theme="light")
        session = Session(codec.read(library.find(library.DEFAULT)))
        window = MainWindow(session, settings, recovery=recovery)
        window.resize(1024, 618)
        window.show()
        window.finish()
        QCoreApplication.processEvents()
        made.append(window)
        return window

    yield open_
    for window in made:
        window.session.store.mark_saved()
        window.close()
        window.deleteLater()
    theme.apply("light")


@pytest.fixture
def mine(tmp_path: Path) -> Path:
    path = tmp_path / "mine.toml"
    path.write_text(TEXT, "utf-8")
    return path


def asked(window: QWidget, kind: type[QDialog] = Question) -> QDialog:
    found = [dialog for dialog in window.findChildren(kind) if dialog.isVisible()]
    assert len(found) == 1, f"{len(found)} questions are open"
    return found[0]


def press(within: QDialog, text: str) -> None:
    buttons = {button.text(): button for button in within.findChildren(QAbstractButton)}
    assert text in buttons, list(buttons)
    QTest.mouseClick(buttons[text], Qt.MouseButton.LeftButton)
    QCoreApplication.processEvents()


def discard(question: QDialog) -> None:
    press(question, "Discard")
    press(asked(question, DeleteQuestion), "Delete")


def press_notice(window: MainWindow, text: str) -> None:
    assert window.safety.notice is not None
    buttons = {button.text(): button for button in window.safety.notice.buttons}
    assert text in buttons, list(buttons)
    QTest.mouseClick(buttons[text], Qt.MouseButton.LeftButton)
    QCoreApplication.processEvents()


def said(window: MainWindow) -> str:
    assert window.safety.notice is not None
    return window.safety.notice.said


def opened(window: MainWindow, path: Path, rounds: int = 7) -> MainWindow:
    window.files.open_now(str(path))
    window.session.set_value("run.rounds", rounds, "Change rounds")
    return window


def choose(window: MainWindow, path: Path) -> None:
    """Answer the file dialog that is open."""
    dialog = asked(window, QFileDialog)
    assert isinstance(dialog, QFileDialog)
    dialog.fileSelected.emit(str(path))
    dialog.reject()
    QCoreApplication.processEvents()


# ---- changed by others ----


def test_a_change_outside_is_said_in_a_strip_and_can_be_loaded(qtbot: QtBot, opening: Opening, mine: Path) -> None:
    window = opened(opening(), mine)
    focus = window.focusWidget()
    mine.write_text(TEXT.replace("0.9", "0.8"), "utf-8")
    qtbot.waitUntil(lambda: "changed by another" in said(window))
    assert window.focusWidget() is focus, "nobody is interrupted"
    assert window.session.state.parameters.run.rounds == 7
    press_notice(window, "Load theirs")
    assert window.session.state.parameters.overseer.quality == 0.8
    assert said(window) == ""
    window.edit.undo()
    assert window.session.state.parameters.run.rounds == 7


def test_the_strip_stays_until_the_changed_file_can_be_loaded(qtbot: QtBot, opening: Opening, mine: Path) -> None:
    window = opened(opening(), mine)
    mine.write_text("this is no scenario", "utf-8")
    qtbot.waitUntil(lambda: "changed by another" in said(window))
    press_notice(window, "Load theirs")
    message = asked(window, Message)
    assert "changed by another" in said(window)
    press(message, "Close")
    assert "changed by another" in said(window)
    assert window.session.state.parameters.run.rounds == 7
    with qtbot.waitSignal(window.document.strayed, timeout=10_000):
        mine.write_text(TEXT.replace("0.9", "0.8"), "utf-8")
    press_notice(window, "Load theirs")
    assert window.session.state.parameters.overseer.quality == 0.8
    assert said(window) == ""


def test_a_file_that_a_newer_version_wrote_over_says_what_was_left_out(
    qtbot: QtBot, opening: Opening, mine: Path
) -> None:
    window = opened(opening(), mine)
    mine.write_text(TEXT.replace("format = 1", "format = 2") + "\n[weather]\nsun = 1\n", "utf-8")
    qtbot.waitUntil(lambda: "changed by another" in said(window))
    press_notice(window, "Load theirs")
    message = asked(window, Message)
    assert "weather" in " ".join(label.text() for label in message.findChildren(QLabel))
    press(message, "Close")
    window.edit.undo()
    assert not window.document.is_read_only


def test_the_strip_stays_where_another_name_was_not_given_after_all(qtbot: QtBot, opening: Opening, mine: Path) -> None:
    window = opened(opening(), mine)
    mine.write_text(TEXT.replace("0.9", "0.8"), "utf-8")
    qtbot.waitUntil(lambda: bool(said(window)))
    press_notice(window, "Save as…")
    asked(window, QFileDialog).reject()
    assert "changed by another" in said(window)


def test_keeping_mine_ends_the_notice_and_the_next_save_asks_nothing(
    qtbot: QtBot, opening: Opening, mine: Path
) -> None:
    window = opened(opening(), mine)
    mine.write_text(TEXT.replace("0.9", "0.8"), "utf-8")
    qtbot.waitUntil(lambda: bool(said(window)))
    press_notice(window, "Keep mine")
    window.files.save()
    assert codec.read(mine) == window.session.state
    assert said(window) == ""


@pytest.mark.parametrize("answer", ["Save mine", "Load theirs", "Save as…", "Stay here"])
def test_saving_over_what_others_wrote_is_asked_first(answer: str, opening: Opening, mine: Path) -> None:
    window = opened(opening(), mine)
    own, theirs = window.session.state, TEXT.replace("0.9", "0.8")
    mine.write_text(theirs, "utf-8")
    window.files.save()
    assert mine.read_text("utf-8") == theirs
    press(asked(window), answer)
    if answer == "Save mine":
        assert codec.read(mine) == own
    elif answer == "Load theirs":
        assert window.session.state == codec.parse(theirs)
    elif answer == "Save as…":
        choose(window, mine.with_name("other.toml"))
        assert codec.read(mine.with_name("other.toml")) == own
        assert mine.read_text("utf-8") == theirs
    else:
        assert (window.session.state, mine.read_text("utf-8")) == (own, theirs)


def test_esc_changes_nothing(opening: Opening, mine: Path) -> None:
    window = opened(opening(), mine)
    own, theirs = window.session.state, TEXT.replace("0.9", "0.8")
    mine.write_text(theirs, "utf-8")
    window.files.save()
    QTest.keyClick(asked(window), Qt.Key.Key_Escape)
    assert (window.session.state, mine.read_text("utf-8")) == (own, theirs)
    assert not window.session.store.is_saved


def test_a_deleted_file_is_written_again_from_the_strip(qtbot: QtBot, opening: Opening, mine: Path) -> None:
    window = opening()
    window.files.open_now(str(mine))
    mine.unlink()
    qtbot.waitUntil(lambda: "not there any more" in said(window))
    assert window.isWindowModified()
    press_notice(window, "Save it again")
    assert mine.read_text("utf-8") == TEXT
    assert not window.isWindowModified()
    assert said(window) == ""


def test_the_strip_says_the_same_in_the_next_language(qtbot: QtBot, opening: Opening, mine: Path) -> None:
    window = opening()
    window.files.open_now(str(mine))
    mine.unlink()
    qtbot.waitUntil(lambda: bool(said(window)))
    window.rebuild()
    assert "not there any more" in said(window)


def test_the_strip_is_a_region_and_esc_puts_it_away(qtbot: QtBot, opening: Opening, mine: Path) -> None:
    window = opening()
    window.files.open_now(str(mine))
    mine.unlink()
    qtbot.waitUntil(lambda: bool(said(window)))
    notice = window.safety.notice
    assert notice is not None
    assert notice in window.regions()
    window.transport.setFocus()
    window.view.next_region()
    assert window.focusWidget() in notice.buttons
    assert notice.accessibleDescription() == said(window)
    QTest.keyClick(window.focusWidget(), Qt.Key.Key_Escape)
    assert said(window) == ""


@pytest.mark.parametrize("name", ["light", "dark", "projector"])
@pytest.mark.parametrize("width", [960, 1280])
def test_a_long_name_in_the_strip_is_not_cut(
    name: theme.Name, width: int, qtbot: QtBot, opening: Opening, tmp_path: Path
) -> None:
    path = tmp_path / f"{'the-long-name-of-a-lesson-' * 5}.toml"
    path.write_text(TEXT, "utf-8")
    window = opening()
    theme.apply(name)
    window.resize(width, 618)
    window.files.open_now(str(path))
    path.unlink()
    qtbot.waitUntil(lambda: bool(said(window)))
    QCoreApplication.processEvents()
    assert window.safety.notice is not None
    assert not window.safety.notice.is_cut()


# ---- open elsewhere ----


@pytest.mark.parametrize("answer", ["Open a copy", "Open it as well", "Cancel"])
def test_a_file_that_another_window_has_is_opened_as_one_likes(answer: str, opening: Opening, mine: Path) -> None:
    claim = Claim()
    claim.take(mine)
    window = opening()
    before = window.session.state
    window.files.open_scenario(str(mine))
    press(asked(window), answer)
    if answer == "Cancel":
        assert window.session.state == before
    else:
        assert window.session.state == codec.parse(TEXT)
        assert window.document.path == (None if answer == "Open a copy" else mine)
    claim.drop()


@pytest.mark.parametrize("answer", ["Open a copy", "Open it as well"])
def test_what_was_changed_since_the_question_is_not_replaced_unasked(answer: str, opening: Opening, mine: Path) -> None:
    claim = Claim()
    claim.take(mine)
    window = opening()
    window.files.open_scenario(str(mine))
    window.session.set_value("run.rounds", 9, "Change rounds")
    changed = window.session.state
    press(asked(window), answer)
    QTest.keyClick(asked(window, UnsavedQuestion), Qt.Key.Key_Escape)
    assert window.session.state == changed
    window.files.open_scenario(str(mine))
    press(asked(window, UnsavedQuestion), "Discard")
    press(asked(window), answer)  # what was decided already is not asked again
    assert window.session.state == codec.parse(TEXT)
    claim.drop()


@pytest.mark.parametrize("answer", ["Save over it", "Save as…", "Stay here"])
def test_saving_over_what_another_window_has_is_asked_first(answer: str, opening: Opening, mine: Path) -> None:
    claim = Claim()
    claim.take(mine)
    window = opening()
    window.safety.save(mine, None)
    assert mine.read_text("utf-8") == TEXT
    press(asked(window), answer)
    if answer == "Save as…":
        choose(window, mine.with_name("other.toml"))
        assert mine.with_name("other.toml").exists()
    assert (mine.read_text("utf-8") == TEXT) == (answer != "Save over it")
    claim.drop()


# ---- disks that refuse ----


@pytest.mark.parametrize(
    ("number", "reason"),
    [(errno.ENOSPC, "the disk is full"), (errno.EACCES, "there is no permission"), (errno.EROFS, "write-protected")],
)
def test_a_refusal_is_one_calm_sentence_and_a_way_on(
    number: int, reason: str, opening: Opening, mine: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    window = opened(opening(), mine)
    own = window.session.state

    def refuse(*_: object, **__: object) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(os, "replace", refuse)
    window.files.save()
    monkeypatch.undo()
    question = asked(window)
    assert isinstance(question, Question)
    assert reason in question.text()
    assert "Nothing is lost" in question.informativeText()
    assert mine.read_text("utf-8") == TEXT
    assert window.session.state == own
    press(question, "Try again")
    assert codec.read(mine) == own


def test_leaving_goes_on_once_the_work_is_safe_elsewhere(
    opening: Opening, mine: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    window = opened(opening(), mine)
    own = window.session.state
    gone: list[bool] = []

    def refuse(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, "full")

    monkeypatch.setattr(os, "replace", refuse)
    window.files.save_then(lambda: gone.append(True))
    monkeypatch.undo()
    assert not gone
    press(asked(window), "Save as…")
    choose(window, mine.with_name("other.toml"))
    assert gone == [True]
    assert codec.read(mine.with_name("other.toml")) == own


# ---- recovery ----


def lost(folder: Path, title: str, at: int, origin: Path | None = None) -> Path:
    folder.mkdir(exist_ok=True)
    base = codec.parse(TEXT)
    changed = replace(base, title=title, parameters=base.parameters.with_({"run.rounds": 20}))
    path = folder / f"{at:032x}.json"
    path.write_bytes(bytes_of(Unsaved(scenario=changed, at=at, origin=origin, base=TEXT)))
    return path


def test_lost_work_is_offered_at_the_next_start_and_recovered(
    qtbot: QtBot, opening: Opening, mine: Path, tmp_path: Path
) -> None:
    lost(tmp_path / "recovery", "Mine, changed", 1_700_000_000, mine)
    window = opening(tmp_path / "recovery")
    qtbot.waitUntil(lambda: bool(window.findChildren(RecoveryQuestion)))
    question = asked(window, RecoveryQuestion)
    assert isinstance(question, RecoveryQuestion)
    assert "mine.toml" in question.text.text()
    press(question, "Look at it")
    assert "Rounds 12 → 20" in question.details.toPlainText()
    press(question, "Recover")
    assert window.session.state.title == "Mine, changed"
    assert window.document.path == mine
    assert window.isWindowModified()
    window.files.save()
    assert codec.read(mine).parameters.run.rounds == 20


@pytest.mark.parametrize("answer", ["Open a copy", "Open it as well", "Cancel"])
def test_lost_work_is_asked_about_when_the_file_of_the_start_has_been_settled(
    answer: str, qtbot: QtBot, opening: Opening, mine: Path, tmp_path: Path
) -> None:
    lost(tmp_path / "recovery", "Lost", 1_700_000_000)
    claim = Claim()
    claim.take(mine)
    window = opening(tmp_path / "recovery")
    window.files.take_asking(load(str(mine)))
    qtbot.wait(300)
    press(asked(window, QDialog), answer)  # one question at a time
    qtbot.waitUntil(lambda: bool(window.findChildren(RecoveryQuestion)))
    press(asked(window, QDialog), "Recover")
    assert window.session.state.title == "Lost"
    assert window.isWindowModified()
    window.edit.undo()
    assert window.session.state.title == "Mine"
    claim.drop()


@pytest.mark.parametrize("asked_for", ["mine.toml", "bill"])
def test_what_was_asked_for_is_one_click_away_from_recovered_work(
    asked_for: str, qtbot: QtBot, opening: Opening, mine: Path, tmp_path: Path
) -> None:
    lost(tmp_path / "recovery", "Lost", 1_700_000_000)
    window = opening(tmp_path / "recovery")
    window.files.open_now(str(mine) if asked_for == mine.name else asked_for)
    wanted = window.session.state
    qtbot.waitUntil(lambda: bool(window.findChildren(RecoveryQuestion)))
    press(asked(window, RecoveryQuestion), "Recover")
    assert window.session.state.title == "Lost"
    assert f"“{wanted.title if asked_for == 'bill' else asked_for}”" in said(window)
    press_notice(window, "Open it again")
    press(asked(window, UnsavedQuestion), "Discard")
    assert window.session.state == wanted
    assert said(window) == ""


@pytest.mark.parametrize("open_", [True, False], ids=["its own file", "nothing asked for"])
def test_recovered_work_that_took_nobodys_place_says_nothing(
    open_: bool, qtbot: QtBot, opening: Opening, mine: Path, tmp_path: Path
) -> None:
    lost(tmp_path / "recovery", "Lost", 1_700_000_000, mine if open_ else None)
    window = opening(tmp_path / "recovery")
    window.files.open_now(str(mine) if open_ else library.DEFAULT)
    qtbot.waitUntil(lambda: bool(window.findChildren(RecoveryQuestion)))
    press(asked(window, RecoveryQuestion), "Recover")
    assert window.session.state.title == "Lost"
    assert said(window) == ""


@pytest.mark.parametrize(("code", "said"), [("en", "28 November 2026, 23:03"), ("de", "28. November 2026, 23:03")])
def test_when_it_was_lost_is_said_in_words(code: str, said: str, qapp: object) -> None:
    at = QDateTime(QDate(2026, 11, 28), QTime(23, 3)).toSecsSinceEpoch()
    language.use(code)
    try:
        assert moment(at) == said
    finally:
        language.use("en")


def test_notes_that_were_changed_are_shown_line_by_line(qapp: object) -> None:
    base = replace(codec.parse(TEXT), notes="One.\nTwo.\nThree.")
    changed = replace(base, notes="One.\nTwo, and more.")
    said = differences(Unsaved(scenario=changed, at=1, base=codec.render(base)))
    assert said == ["Notes, line 2: Two, and more."]
    longer = Unsaved(scenario=base, at=1, base=codec.render(changed))
    assert differences(longer) == ["Notes, line 2: Two.", "Notes, line 3: Three."]
    fewer = Unsaved(scenario=replace(base, notes="One."), at=1, base=codec.render(base))
    assert differences(fewer) == ["Notes, line 2: taken out"]


def test_several_pieces_are_listed_and_those_left_are_asked_about_again(
    qtbot: QtBot, opening: Opening, tmp_path: Path
) -> None:
    folder = tmp_path / "recovery"
    paths = [lost(folder, f"Piece {at}", at) for at in (1_700_000_001, 1_700_000_002, 1_700_000_003)]
    window = opening(folder)
    qtbot.waitUntil(lambda: bool(window.findChildren(RecoveryQuestion)))
    question = asked(window, RecoveryQuestion)
    assert isinstance(question, RecoveryQuestion)
    assert question.list.count() == 3
    assert question.list.item(0).text().startswith("Piece 1700000003")
    press(question, "Discard")
    once_more = asked(question, DeleteQuestion)
    assert isinstance(once_more, DeleteQuestion)
    assert once_more.text().startswith("Delete the unsaved work on “"), "the file itself stays"
    assert "Piece 1700000003" in once_more.text()
    QTest.keyClick(once_more, Qt.Key.Key_Return)  # what Return does loses nothing
    assert paths[2].exists()
    discard(question)
    assert not paths[2].exists()
    QTest.keyClick(question, Qt.Key.Key_Escape)
    other = opening(folder)
    qtbot.waitUntil(lambda: bool(other.findChildren(RecoveryQuestion)))
    again = asked(other, RecoveryQuestion)
    assert isinstance(again, RecoveryQuestion)
    assert again.list.count() == 2
    press(again, "Later")


def test_what_was_left_for_later_is_asked_about_by_a_command_that_is_there_while_it_waits(
    qtbot: QtBot, opening: Opening, tmp_path: Path
) -> None:
    for at in (1_700_000_001, 1_700_000_002):
        lost(tmp_path / "recovery", f"Piece {at}", at)
    window = opening(tmp_path / "recovery")
    command = window.menus.actions["unsaved_work"]
    assert not command.isVisible()
    for answer in ("Later", "Recover"):
        qtbot.waitUntil(lambda: bool(window.findChildren(RecoveryQuestion)))
        press(asked(window, RecoveryQuestion), answer)
        qtbot.waitUntil(lambda: not window.findChildren(RecoveryQuestion))
        assert command.isVisible()
        command.trigger()
    assert window.session.state.title == "Piece 1700000002"
    qtbot.waitUntil(lambda: bool(window.findChildren(RecoveryQuestion)))
    discard(asked(window, RecoveryQuestion))
    assert not command.isVisible()


@pytest.mark.parametrize("answer", ["Discard", "Stay here"])
def test_work_is_asked_about_before_recovered_work_takes_its_place(
    answer: str, qtbot: QtBot, opening: Opening, tmp_path: Path
) -> None:
    lost(tmp_path / "recovery", "Lost", 1_700_000_001)
    window = opening(tmp_path / "recovery")
    qtbot.waitUntil(lambda: bool(window.findChildren(RecoveryQuestion)))
    press(asked(window, RecoveryQuestion), "Later")
    qtbot.waitUntil(lambda: not window.findChildren(RecoveryQuestion))
    window.session.set_value("run.rounds", 7, "Change rounds")
    mine, command = window.session.state, window.menus.actions["unsaved_work"]
    for _ in range(2):  # what was declined can be asked for again
        command.trigger()
        qtbot.waitUntil(lambda: bool(window.findChildren(RecoveryQuestion)))
        press(asked(window, RecoveryQuestion), "Recover")
        qtbot.waitUntil(lambda: not window.findChildren(RecoveryQuestion))
        press(asked(window, UnsavedQuestion), answer)
        qtbot.waitUntil(lambda: not window.findChildren(UnsavedQuestion))
        assert command.isVisible() == (answer == "Stay here")
        if answer == "Discard":
            assert window.session.state.title == "Lost"
            return
        assert window.session.state == mine


def test_what_another_window_took_meanwhile_does_not_wait_here(qtbot: QtBot, opening: Opening, tmp_path: Path) -> None:
    path = lost(tmp_path / "recovery", "Piece", 1_700_000_001)
    window = opening(tmp_path / "recovery")
    qtbot.waitUntil(lambda: bool(window.findChildren(RecoveryQuestion)))
    press(asked(window, RecoveryQuestion), "Later")
    path.unlink()
    command = window.menus.actions["unsaved_work"]
    command.trigger()
    qtbot.waitUntil(lambda: not command.isVisible())


@pytest.mark.parametrize("row", [0, 1, 2])
def test_any_of_several_pieces_can_be_discarded(qtbot: QtBot, opening: Opening, tmp_path: Path, row: int) -> None:
    ats = (1_700_000_003, 1_700_000_002, 1_700_000_001)
    paths = [lost(tmp_path / "recovery", f"Piece {at}", at) for at in ats]
    window = opening(tmp_path / "recovery")
    qtbot.waitUntil(lambda: bool(window.findChildren(RecoveryQuestion)))
    question = asked(window, RecoveryQuestion)
    assert isinstance(question, RecoveryQuestion)
    question.list.setCurrentRow(row)
    discard(question)
    assert [path.exists() for path in paths] == [place != row for place in range(3)]
    left = [f"Piece {at}" for place, at in enumerate(ats) if place != row]
    for number, title in enumerate(left):
        assert question.list.item(number).text().startswith(title)
    question.list.setCurrentRow(1)
    discard(question)
    assert left[0] in question.text.text()
    discard(question)
    assert not any(path.exists() for path in paths)


# ---- words of a lesson ----


def own_lesson(folder: Path) -> Path:
    """A lesson of the user's own, a copy of a bundled one."""
    return Path(shutil.copytree(library.path_of("bill").parent, folder / "own"))


def typing(window: MainWindow, folder: Path) -> LessonEditor:
    window.files.open_now(str(folder / "scenario.toml"))
    window.authoring.edit_lesson()
    found = [editor for editor in window.findChildren(LessonEditor) if editor.isVisible()]
    assert len(found) == 1
    return found[0]


def words_in(folder: Path) -> list[Words]:
    found = [unsaved_of(path.read_bytes()) for path in folder.glob("[!.]*.json")]
    return [one for one in found if isinstance(one, Words)]


def test_words_of_a_lesson_survive_an_end_without_a_word(
    qtbot: QtBot, opening: Opening, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from simulator.app import recovery

    monkeypatch.setattr(recovery, "WRITE_AFTER_MS", 10)
    kept, folder = tmp_path / "recovery", own_lesson(tmp_path)
    before = (folder / "lesson.md").read_text("utf-8")
    editor = typing(opening(kept), folder)
    editor.sources["lesson.md"].go_to(1)
    editor.sources["lesson.md"].insert("Ünd more. ")
    qtbot.waitUntil(lambda: any("Ünd more." in words.typed["lesson.md"] for words in words_in(kept)))
    (path,) = kept.glob("[!.]*.json")
    left = kept / f"{7:032x}.json"
    left.write_bytes(path.read_bytes())  # as of a process that was killed: nobody holds its lock
    editor.undo()
    qtbot.waitUntil(lambda: not path.exists())
    editor.close()

    window = opening(kept)
    qtbot.waitUntil(lambda: bool(window.findChildren(RecoveryQuestion)))
    question = asked(window, RecoveryQuestion)
    assert isinstance(question, RecoveryQuestion)
    assert f"Lesson: {editor.scenario.title}" in question.text.text()
    press(question, "Look at it")
    assert question.details.toPlainText().startswith("lesson.md, line 1: Ünd more. ")
    press(question, "Recover")
    again = next(found for found in window.findChildren(LessonEditor) if found.isVisible())
    assert again.sources["lesson.md"].text() == f"Ünd more. {before}"
    assert again.sources["lesson.md"].line == 1  # where it is other than in the file
    assert again.isWindowModified()
    assert not left.exists()
    assert len(words_in(kept)) == 1  # held by this editor from now on
    assert again.save()
    assert (folder / "lesson.md").read_text("utf-8") == f"Ünd more. {before}"
    qtbot.waitUntil(lambda: not words_in(kept))
    again.undo()
    assert again.sources["lesson.md"].text() == before
    again.redo()
    again.close()
    assert again.isHidden()


def lost_words(kept: Path, folder: Path) -> Path:
    texts = {name: (folder / name).read_text("utf-8") for name in ("lesson.md", "teacher.md")}
    words = Words(folder=folder, title="Mine", at=1_700_000_000, typed={**texts, "teacher.md": "Say this."}, kept=texts)
    kept.mkdir(exist_ok=True)
    path = kept / f"{8:032x}.json"
    path.write_bytes(bytes_of(words))
    return path


def test_saving_recovered_words_asks_if_their_files_were_changed_since(
    qtbot: QtBot, opening: Opening, tmp_path: Path
) -> None:
    kept, folder = tmp_path / "recovery", own_lesson(tmp_path)
    lost_words(kept, folder)
    (folder / "teacher.md").write_text("Theirs.", "utf-8")
    window = opening(kept)
    qtbot.waitUntil(lambda: bool(window.findChildren(RecoveryQuestion)))
    press(asked(window, RecoveryQuestion), "Recover")
    editor = next(found for found in window.findChildren(LessonEditor) if found.isVisible())
    assert not editor.save()
    assert (folder / "teacher.md").read_text("utf-8") == "Theirs."
    press(asked(editor, Question), "Write over it")
    assert (folder / "teacher.md").read_text("utf-8") == "Say this."
    editor.close()


def test_words_of_a_lesson_that_is_gone_wait_for_it(qtbot: QtBot, opening: Opening, tmp_path: Path) -> None:
    kept, folder = tmp_path / "recovery", own_lesson(tmp_path)
    path = lost_words(kept, folder)
    shutil.rmtree(folder)
    window = opening(kept)
    qtbot.waitUntil(lambda: bool(window.findChildren(RecoveryQuestion)))
    press(asked(window, RecoveryQuestion), "Recover")
    assert not [found for found in window.findChildren(LessonEditor) if found.isVisible()]
    assert path.exists()
    window.close()
    found = lost_in(kept)
    assert [one.path for one in found] == [path]
    for one in found:
        one.leave()


def test_a_recovered_bundled_scenario_has_its_lesson_still(qtbot: QtBot, opening: Opening, tmp_path: Path) -> None:
    scenario, text = codec.read(library.path_of("bill")), codec.text_of(library.path_of("bill"))
    changed = replace(scenario, parameters=scenario.parameters.with_({"run.rounds": 9}))
    folder = tmp_path / "recovery"
    folder.mkdir()
    unsaved = Unsaved(scenario=changed, at=1_700_000_000, base=text, slug="bill")
    (folder / f"{9:032x}.json").write_bytes(bytes_of(unsaved))
    window = opening(folder)
    qtbot.waitUntil(lambda: bool(window.findChildren(RecoveryQuestion)))
    press(asked(window, RecoveryQuestion), "Recover")
    assert window.document.slug == "bill"
    assert window.document.path is None
    assert window.isWindowModified()
    window.lessons.lesson()
    assert window.session.lesson.lesson is not None
    assert window.session.lesson.lesson.slug == "bill"


def test_without_lost_work_nobody_is_asked(qtbot: QtBot, opening: Opening, tmp_path: Path) -> None:
    window = opening(tmp_path / "recovery")
    qtbot.wait(100)
    assert not window.findChildren(RecoveryQuestion)
    window.close()
    assert not (tmp_path / "recovery").exists() or not list((tmp_path / "recovery").iterdir())


def test_answers_that_cannot_be_kept_are_told_once_and_the_lesson_goes_on(opening: Opening, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way", "utf-8")
    window = opening()
    window.session.lesson.keep_in(LearnerFile(tmp_path / "file" / "learner.json"))
    window.files.open_now("bill")
    window.lessons.lesson()
    assert "cannot be kept" in said(window)
    press_notice(window, "Close")
    window.session.lesson.forward()
    assert window.session.lesson.progress.step == 1
    assert said(window) == ""


def test_words_of_a_recovered_file_are_never_markup(qtbot: QtBot, opening: Opening, tmp_path: Path) -> None:
    lost(tmp_path / "recovery", "<b>bold</b> <img src='file:///etc/passwd'>", 1_700_000_000)
    window = opening(tmp_path / "recovery")
    qtbot.waitUntil(lambda: bool(window.findChildren(RecoveryQuestion)))
    question = asked(window, RecoveryQuestion)
    assert isinstance(question, RecoveryQuestion)
    assert question.text.textFormat() == Qt.TextFormat.PlainText
    assert "<b>bold</b>" in question.text.text()
    press(question, "Later")


def test_what_cannot_be_kept_safe_is_said_once_and_quietly(
    qtbot: QtBot, opening: Opening, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from simulator.app import recovery

    monkeypatch.setattr(recovery, "WRITE_AFTER_MS", 10)
    (tmp_path / "recovery").write_text("a file", "utf-8")
    window = opening(tmp_path / "recovery")
    window.session.set_value("run.rounds", 7, "Change")
    qtbot.waitUntil(lambda: "save often" in said(window))
    press_notice(window, "Close")
    window.session.set_value("run.rounds", 8, "Change")
    qtbot.wait(100)
    assert said(window) == ""


@pytest.mark.parametrize(
    ("path", "name"),
    [(None, "My lesson"), (Path("lessons/mine/scenario.toml"), "My lesson"), (Path("mine.toml"), "mine.toml")],
)
def test_a_lesson_is_called_by_its_title_and_not_by_a_file_that_each_has(path: Path | None, name: str) -> None:
    assert called(path, "My lesson") == name
