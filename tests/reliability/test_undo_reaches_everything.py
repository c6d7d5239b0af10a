"""Undo reaches everything that a user can change; what it does not reach is listed, with the reason."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QDialog, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from simulator.app.history import History
from simulator.engine.overrides import possible
from simulator.engine.parameters import TABLE
from simulator.ui.actions import COMMANDS
from simulator.ui.main_window import MainWindow
from simulator.ui.widgets.control import ChoiceControl, Control, SeedControl, SliderControl
from tests.ui.opened import opened_window

NOT_UNDONE = {
    "settings": "how the program looks and sounds is no part of the work: the same menu takes it back",
    "history": "a list of what happened; stars and names change back by the same key, deleted rows are brought back",
    "place": "round, speed, tab, zoom and what is open: moving back is undoing it (product.md 4)",
    "files": "a file that was written or opened: Save as and Open ask before anything is lost",
    "answers deleted": "asked about, and said to be for good: that is what it is for",
}  # fmt: skip
"""What undo does not reach, and why that is right."""

LEAVES = {"quit", "undo", "redo", "open_file", "open_code"}
"""Commands that are undo themselves, or leave."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("undo")


@pytest.fixture
def window(qtbot: QtBot, folder: Path) -> Iterator[MainWindow]:
    yield from opened_window(folder)


def press(widget: QWidget, key: Qt.Key) -> None:
    for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
        QCoreApplication.sendEvent(widget, QKeyEvent(kind, key, Qt.KeyboardModifier.NoModifier))


def use(control: Control) -> None:
    """Change a control as a user would, by its keys."""
    if isinstance(control, SliderControl):
        before = control.session.state
        for key in (Qt.Key.Key_Right, Qt.Key.Key_Left):
            if control.session.state == before:
                press(control.slider, key)
    elif isinstance(control, ChoiceControl):
        other = next(one for one in control.findChildren(QAbstractButton) if one.isCheckable() and not one.isChecked())
        other.click()
    elif isinstance(control, SeedControl):
        control.renew_button.click()


def test_what_a_control_changes_is_undone_and_redone(window: MainWindow) -> None:
    session = window.session
    for id_ in TABLE:
        window.controls.reveal(id_)
        before = session.state
        use(window.controls.controls[id_])
        session.end_drag()
        after = session.state
        assert {name for name in TABLE if after.parameters[name] != before.parameters[name]} == {id_}
        window.edit.undo()
        assert session.state == before, id_
        window.edit.redo()
        assert session.state == after, id_
        window.edit.undo()


def test_overrides_are_undone(window: MainWindow) -> None:
    session = window.session
    for id_ in TABLE:
        for kind in possible(id_):
            before = session.state
            session.set_overrides({id_: kind}, "Override")
            assert session.state != before
            window.edit.undo()
            assert session.state == before


def prepare(window: MainWindow) -> None:
    """A state in which every command has something to do: changed, played, compared, overridden, with two runs."""
    session = window.session
    session.player.to_end()
    session.history.note()
    session.set_value("run.rounds", 9, "Change rounds")
    session.player.to_end()
    session.history.note()
    session.set_overrides({"amplify.capture": "off"}, "Override")
    window.run.compare()
    session.set_value("overseer.quality", 0.8, "Change quality")
    QCoreApplication.processEvents()


def settle(window: MainWindow) -> None:
    for dialog in window.findChildren(QDialog):
        dialog.reject()
    window.session.player.pause()
    window.session.ensemble.stop()
    window.session.sweeps.stop()
    QCoreApplication.processEvents()


def test_a_command_changes_the_work_by_one_step_that_undo_brings_back(window: MainWindow) -> None:
    session = window.session
    changing = set()
    prepare(window)
    for id_ in [command.id for command in COMMANDS if command.id not in LEAVES]:
        before, count = session.state, session.store.history.index
        if window.menus.actions[id_].isEnabled():
            window.menus.actions[id_].trigger()
            QCoreApplication.processEvents()
        settle(window)
        steps = session.store.history.index - count
        if session.state != before:
            changing.add(id_)
            assert steps == 1, f"{id_} is {steps} steps"
            window.edit.undo()
        assert session.state == before, id_
    assert {"reset", "end_overrides", "compare", "swap_sides", "adopt_other", "drop_other"} <= changing


def test_dialogs_change_the_work_by_one_step(window: MainWindow) -> None:
    from simulator.ui.dialogs import TextsDialog

    before = window.session.state
    window.edit.rename()
    dialog = window.findChild(TextsDialog)
    assert dialog is not None
    dialog.title.setText("Another title")
    dialog.notes.setPlainText("Other notes")
    dialog.accept()
    assert (window.session.state.title, window.session.state.notes) == ("Another title", "Other notes")
    window.edit.undo()
    assert window.session.state == before


@pytest.mark.parametrize("way", ["Cancel", "Esc"])
def test_what_is_typed_in_a_dialog_is_the_work_at_once_and_cancelling_is_undone_by_redo(
    window: MainWindow, way: str
) -> None:
    from simulator.ui.dialogs import TextsDialog

    window.session.set_value("run.rounds", 9, "Change rounds")
    before, count = window.session.state, window.session.store.history.count
    window.edit.rename()
    dialog = window.findChild(TextsDialog)
    assert dialog is not None
    QTest.keyClicks(dialog.notes, "Say this.")
    QCoreApplication.processEvents()
    typed = window.session.state
    assert "Say this." in typed.notes
    assert window.session.store.history.count == count + 1
    dialog.title.clear()
    QCoreApplication.processEvents()
    assert window.session.state.title == before.title  # a scenario has a title
    if way == "Esc":
        QTest.keyClick(dialog, Qt.Key.Key_Escape)
    else:
        next(button for button in dialog.findChildren(QPushButton) if button.text() == way).click()
    assert window.session.state == before
    window.edit.redo()
    assert window.session.state == typed
    window.edit.undo()
    window.edit.rename()
    again = [found for found in window.findChildren(TextsDialog) if found.isVisible()][-1]
    again.reject()
    assert window.session.state == before  # nothing was typed, so nothing is undone


def test_answers_of_a_lesson_are_undone(window: MainWindow) -> None:
    window.files.open_now("bill")
    window.lessons.lesson()
    play = window.session.lesson
    while play.step.kind != "predict":
        play.forward()
    before = play.progress.answers
    play.bet(play.step.bets[0], 70)
    assert play.progress.answers != before
    window.edit.undo()
    assert play.progress.answers == before
    window.edit.redo()
    play.lock()
    assert play.answer.is_locked
    window.edit.undo()
    assert not play.answer.is_locked


def test_rows_of_the_history_come_back_in_their_own_way(window: MainWindow) -> None:
    prepare(window)
    history: History = window.session.history
    rows, state = history.rows, window.session.state
    history.delete([row.id for row in rows])
    assert not history.rows
    history.bring_back()
    assert history.rows == rows
    history.restore(rows[-1].id, "Restore")
    window.edit.undo()
    assert window.session.state == state


def test_recovering_and_loading_a_changed_file_are_undone(window: MainWindow, folder: Path) -> None:
    path = folder / "mine.toml"
    path.write_text('format = 1\ntitle = "Mine"\n[parameters]\n', "utf-8")
    window.files.open_now(str(path))
    window.session.set_value("run.rounds", 9, "Change rounds")
    own = window.session.state
    path.write_text('format = 1\ntitle = "Theirs"\n[parameters]\n', "utf-8")
    window.safety.load_theirs()
    assert window.session.state.title == "Theirs"
    window.edit.undo()
    assert window.session.state == own


def test_what_undo_does_not_reach_has_a_reason() -> None:
    assert all(len(reason) > 20 for reason in NOT_UNDONE.values())
