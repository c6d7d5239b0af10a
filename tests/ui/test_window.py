"""The window as a whole: commands, files, undo, languages, keyboard."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import shiboken6
from PySide6.QtCore import QCoreApplication, QEvent, QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QKeyEvent, QKeySequence
from PySide6.QtTest import QSignalSpy, QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QDialog,
    QFileDialog,
    QLabel,
    QMenu,
    QPushButton,
    QToolTip,
    QWidget,
)
from pytestqt.qtbot import QtBot

from simulator.app.session import Session
from simulator.app.settings import Settings
from simulator.engine.parameters import TABLE
from simulator.scenario import codec, library
from simulator.scenario.schema import Problem, Scenario, ScenarioError
from simulator.scenario.translation.folder import languages
from simulator.ui import language, theme
from simulator.ui.accessible.numbers import NumbersDialog
from simulator.ui.actions import COMMANDS, KEY_GROUPS
from simulator.ui.dial import Dial
from simulator.ui.dialogs import Message, UnsavedQuestion, tell_problems
from simulator.ui.keys import KeysDialog
from simulator.ui.main_window import MainWindow
from simulator.ui.start import make_application
from simulator.ui.text import tr
from simulator.ui.widgets.buttons import Button, ChangeDot, IconButton
from simulator.ui.widgets.fold import _Header as FoldHeader
from simulator.ui.widgets.slider import Slider
from simulator.ui.widgets.speed import SpeedButton
from tests.ui.opened import opened_window
from tests.ui.pseudo import DrawnText, Speaking, texts, untranslated


@pytest.fixture
def window(qtbot: QtBot, tmp_path: Path) -> Iterator[MainWindow]:
    yield from opened_window(tmp_path)


def dialog_of(window: MainWindow, kind: type[QDialog]) -> QDialog:
    found = [child for child in window.findChildren(kind) if child.isVisible()]
    assert found, f"no {kind.__name__} is open"
    return found[-1]


def dial_of(window: MainWindow) -> Dial:
    assert window.workspace.dial is not None
    return window.workspace.dial


def press(dialog: QDialog, text: str) -> None:
    button = next(b for b in dialog.findChildren(QPushButton) if b.text() == text)
    button.click()
    QCoreApplication.processEvents()


def change(window: MainWindow, id_: str = "overseer.quality", value: float = 0.5) -> None:
    window.session.set_value(id_, value, "Change")


def test_the_first_screen_is_the_default_scenario_still_and_at_its_start(window: MainWindow) -> None:
    player = window.session.player
    assert (player.round, player.revealed, player.is_playing) == (0, 0, False)
    assert window.session.parameters.differences(type(window.session.parameters)()) == {}
    assert dial_of(window).isHidden()


def test_the_first_paint_needs_neither_the_run_nor_the_charts(qtbot: QtBot, tmp_path: Path) -> None:
    make_application("light")
    session = Session(codec.read(library.find(library.DEFAULT)))
    window = MainWindow(session, Settings(tmp_path / "settings.json"))
    qtbot.addWidget(window)
    window.grab()
    assert session._run is None
    assert window.workspace.stage is None
    assert window.workspace.charts is None


def test_the_dial_appears_once_the_end_was_reached_and_stays(window: MainWindow) -> None:
    window.session.player.to_end()
    assert dial_of(window).isVisible()
    window.session.player.to_start()
    assert dial_of(window).isVisible()


def test_the_dial_steps_back_while_an_outline_leaves_no_room_for_it(window: MainWindow) -> None:
    window.resize(1024, 618)
    window.session.player.to_end()
    assert window.workspace.stage is not None
    window.workspace.stage.toggle_outline()
    assert dial_of(window).isHidden()
    window.resize(1600, 900)
    QCoreApplication.processEvents()
    assert dial_of(window).isVisible()
    window.resize(1024, 618)
    QCoreApplication.processEvents()
    assert dial_of(window).isHidden()
    window.workspace.stage.toggle_outline()
    assert dial_of(window).isVisible()


def test_an_unsaved_change_puts_a_star_into_the_title_and_undo_takes_it_away(window: MainWindow) -> None:
    assert not window.isWindowModified()
    change(window)
    assert window.isWindowModified()
    assert "[*]" in window.windowTitle()
    window.edit.undo()
    assert not window.isWindowModified()


def test_undo_and_redo_name_the_change(window: MainWindow) -> None:
    window.session.set_value("run.rounds", 5, "Change rounds")
    assert "Change rounds" in window.menus.actions["undo"].text()
    window.edit.undo()
    assert "Change rounds" in window.menus.actions["redo"].text()
    assert not window.menus.actions["undo"].isEnabled()


def test_a_bad_file_is_told_and_changes_nothing(window: MainWindow, tmp_path: Path) -> None:
    bad = tmp_path / "bad.toml"
    bad.write_text('format = 1\ntitle = "x"\n[parameters]\noverseer.quality = 3\nrun.round = 2\n')
    before = window.session.state
    window.files.open_scenario(str(bad))
    message = dialog_of(window, Message)
    assert window.session.state == before
    shown = " ".join(text for _, text in texts(message))
    assert "2 problems" in shown
    press(message, "Close")


def test_saving_and_opening_again_gives_the_same_state_and_a_recent_file(window: MainWindow, tmp_path: Path) -> None:
    change(window)
    state = window.session.state
    window.safety.save(tmp_path / "mine.toml", None)
    assert not window.isWindowModified()
    assert "mine.toml" in window.windowTitle()
    window.files.open_now("checks")
    assert window.session.state != state
    window.files.open_now(str(tmp_path / "mine.toml"))
    assert window.session.state == state
    window.files._list_recent()
    assert [action.text() for action in window.files._recent.actions()] == ["mine.toml"]


def test_leaving_unsaved_work_asks_and_stay_stays(window: MainWindow) -> None:
    change(window)
    state = window.session.state
    window.files.open_scenario("checks")
    question = dialog_of(window, UnsavedQuestion)
    press(question, "Stay here")
    assert window.session.state == state
    window.files.open_scenario("checks")
    press(dialog_of(window, UnsavedQuestion), "Discard")
    assert window.session.state == codec.read(library.find("checks"))


def test_save_in_the_question_saves_and_goes_on(window: MainWindow, tmp_path: Path) -> None:
    change(window)
    window.safety.save(tmp_path / "mine.toml", None)
    change(window, value=0.6)
    window.files.open_scenario("checks")
    press(dialog_of(window, UnsavedQuestion), "Save")
    assert codec.read(tmp_path / "mine.toml").parameters.overseer.quality == 0.6
    assert window.session.state == codec.read(library.find("checks"))


def test_closing_with_unsaved_work_asks(window: MainWindow) -> None:
    change(window)
    window.close()
    assert window.isVisible()
    press(dialog_of(window, UnsavedQuestion), "Discard")
    assert not window.isVisible()


def test_save_as_proposes_the_open_file_and_without_one_the_title(window: MainWindow, tmp_path: Path) -> None:
    def proposed() -> Path:
        window.files.save_as()
        dialog = dialog_of(window, QFileDialog)
        assert isinstance(dialog, QFileDialog)
        (name,) = dialog.selectedFiles()
        dialog.reject()
        return Path(name)

    assert proposed().name == "will-it-keep-getting-better.toml"
    mine = tmp_path / "mine" / "s.toml"
    mine.parent.mkdir()
    codec.write(mine, Scenario(title="Will it keep getting better?"))
    window.files.open_scenario(str(mine))
    window.settings.change(folder=str(tmp_path))
    assert proposed() == mine
    mine.parent.rename(tmp_path / "away")  # as when a stick is taken out
    assert proposed() == tmp_path / "s.toml"


NEWER = 'format = 7\ntitle = "Newer"\n[parameters]\noverseer.quality = 0.85\n'


def opened_newer(window: MainWindow, path: Path, more: str = "") -> str:
    """What is said of a file of a newer version when it is opened."""
    path.write_text(NEWER + more, "utf-8")
    window.files.open_scenario(str(path))
    message = dialog_of(window, Message)
    said = " ".join(label.text() for label in message.findChildren(QLabel))
    message.reject()
    return said


@pytest.mark.parametrize(
    ("more", "left_out"),
    [
        ("", None),
        ("overseer.mood = 1\n[weather]\nsun = 1\n", "weather, parameters.overseer.mood."),
        ("".join(f"[weather{n}]\n" for n in range(6)), "weather0, weather1, weather2, weather3, 2 others."),
    ],
)
def test_a_newer_file_says_what_of_it_was_left_out(
    window: MainWindow, tmp_path: Path, more: str, left_out: str | None
) -> None:
    said = opened_newer(window, tmp_path / "newer.toml", more)
    assert "looked at and changed here, but not saved" in said
    assert ("Left out" in said) == (left_out is not None)
    assert (left_out or "") in said


def test_leaving_a_newer_file_offers_only_what_can_be_done(window: MainWindow, tmp_path: Path) -> None:
    opened_newer(window, tmp_path / "newer.toml")
    change(window)
    state = window.session.state
    window.close()
    question = dialog_of(window, UnsavedQuestion)
    assert {button.text() for button in question.findChildren(QPushButton)} == {"Discard", "Stay here"}
    assert "newer version" in " ".join(label.text() for label in question.findChildren(QLabel))
    QTest.keyClick(question, Qt.Key.Key_Return)  # what comes first loses nothing
    QCoreApplication.processEvents()
    assert window.isVisible()
    assert window.session.state == state
    window.close()
    press(dialog_of(window, UnsavedQuestion), "Discard")
    assert not window.isVisible()


def test_a_dropped_file_opens(window: MainWindow, tmp_path: Path) -> None:
    path = tmp_path / "dropped.toml"
    codec.write(path, Scenario(title="Dropped here"), None)
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    buttons, keys, action = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, Qt.DropAction.CopyAction
    enter = QDragEnterEvent(QPoint(50, 50), action, data, buttons, keys)
    window.dragEnterEvent(enter)
    assert enter.isAccepted()
    window.dropEvent(QDropEvent(QPointF(50, 50), action, data, buttons, keys))
    assert window.session.state.title == "Dropped here"


def test_something_else_that_is_dropped_is_not_taken(window: MainWindow) -> None:
    data = QMimeData()
    data.setText("words")
    enter = QDragEnterEvent(
        QPoint(5, 5), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    )
    enter.ignore()
    window.dragEnterEvent(enter)
    assert not enter.isAccepted()


def test_every_command_has_a_handler_and_keys_are_unique(window: MainWindow) -> None:
    keys = [command.key for command in COMMANDS if command.key]
    assert len(keys) == len(set(keys))
    for command in COMMANDS:
        answering = [handler for handler in window.menus.handlers if callable(getattr(handler, command.id, None))]
        assert len(answering) == 1


def test_enter_closes_a_list_of_problems_and_the_details_are_a_tab_away(window: MainWindow) -> None:
    tell_problems(window, "Not opened", ScenarioError([Problem(place="", message=said) for said in ("one", "two")]))
    message = dialog_of(window, Message)
    QApplication.clipboard().setText("before")
    QTest.keyClick(message.focusWidget(), Qt.Key.Key_Return)
    QCoreApplication.processEvents()
    assert not [each for each in window.findChildren(Message) if each.isVisible()]
    assert QApplication.clipboard().text() == "before"


def test_one_problem_is_told_with_that_nothing_has_been_changed(window: MainWindow) -> None:
    tell_problems(window, "Not opened", ScenarioError([Problem(place="", message="It is empty.")]))
    shown = [text for _, text in texts(dialog_of(window, Message))]
    assert "It is empty.\n\nNothing has been changed." in shown


def test_the_key_list_shows_every_key_of_the_table(window: MainWindow) -> None:
    window.help.keys()
    shown = {text for _, text in texts(dialog_of(window, KeysDialog))}
    assert {command.key for command in COMMANDS if command.key} <= shown
    press(dialog_of(window, KeysDialog), "Close")


@pytest.mark.parametrize("code", ["en", "de"])
@pytest.mark.parametrize("percent", [100, 150, 200])
def test_the_key_list_has_headings_and_no_word_of_it_is_out_of_sight_at_the_side(
    window: MainWindow, percent: int, code: str
) -> None:
    window.resize(960, 540)
    theme.apply("light", percent)
    language.use(code)
    try:
        dialog = KeysDialog(window)
        assert [each.text() for each in dialog.headings] == [tr(group).replace("&", "") for group in KEY_GROUPS]
        dialog.open()
        for _ in range(3):
            QCoreApplication.processEvents()
        assert dialog.width() <= window.width()
        page = dialog.area.widget()
        assert page is not None
        assert page.width() <= dialog.area.viewport().width()
        for label in dialog.area.findChildren(QLabel):
            assert label.width() >= label.minimumSizeHint().width(), label.text()
            assert label.height() >= label.heightForWidth(label.width()), label.text()
        dialog.reject()
    finally:
        language.use("en")
        theme.apply("light")


def test_f6_goes_through_all_regions_and_around(window: MainWindow) -> None:
    regions = [window.transport, window.workspace.stage, window.workspace.charts, window.controls]
    window.activateWindow()
    window.transport.setFocus()
    seen = []
    for _ in range(4):
        window.view.next_region()
        focus = QApplication.focusWidget()
        assert focus is not None
        seen.append(next(i for i, r in enumerate(regions) if r is focus or (r and r.isAncestorOf(focus))))
    assert seen == [1, 2, 3, 0]


def test_f6_in_a_window_that_closes_goes_nowhere(window: MainWindow) -> None:
    window.hide()
    window.view.next_region()
    window.view.region_before()


def test_a_low_window_shows_stage_or_charts(window: MainWindow) -> None:
    window.resize(1024, 618)
    QCoreApplication.processEvents()
    workspace = window.workspace
    assert workspace.stage is not None
    assert workspace.charts is not None
    assert (workspace.stage.isVisible(), workspace.charts.isVisible()) == (True, False)
    workspace.show_charts()
    assert (workspace.stage.isVisible(), workspace.charts.isVisible()) == (False, True)
    window.resize(1280, 800)
    QCoreApplication.processEvents()
    assert (workspace.stage.isVisible(), workspace.charts.isVisible()) == (True, True)


@pytest.mark.parametrize("size", [(960, 540), (1024, 618), (1280, 800), (1920, 1080)])
@pytest.mark.parametrize("name", ["light", "dark", "projector"])
def test_no_panel_overlaps_another_or_leaves_the_window(window: MainWindow, size: tuple[int, int], name: str) -> None:
    window.settings.change(theme=name)
    window.resize(*size)
    QCoreApplication.processEvents()
    assert (window.width(), window.height()) == size
    panels = [w for w in (window.transport, window.workspace, window.controls) if w.isVisible()]
    rects = [panel.rect().translated(panel.mapTo(window, QPoint(0, 0))) for panel in panels]
    for index, rect in enumerate(rects):
        assert window.rect().contains(rect), panels[index]
        assert not any(rect.intersects(other) for other in rects[index + 1 :])


def test_less_motion_and_theme_are_kept_in_the_settings(window: MainWindow, tmp_path: Path) -> None:
    window.view.theme_dark()
    window.view.reduced_motion(True)
    assert theme.current().name == "dark"
    kept = Settings(tmp_path / "settings.json").values
    assert (kept.theme, kept.reduced_motion) == ("dark", True)


def focusable(window: QWidget) -> list[QWidget]:
    return [
        widget
        for widget in window.findChildren(QWidget)
        if widget.isVisible() and widget.focusPolicy() & Qt.FocusPolicy.TabFocus and not isinstance(widget, QMenu)
    ]


def test_every_widget_that_takes_the_focus_has_a_name_of_its_own(window: MainWindow) -> None:
    window.session.player.to_end()
    QCoreApplication.processEvents()
    names = [(w.accessibleName() or getattr(w, "text", str)(), type(w).__name__) for w in focusable(window)]
    assert all(name for name, _ in names), names
    assert len(set(names)) == len(names), sorted(names)


def test_every_string_is_translated(qtbot: QtBot, tmp_path: Path) -> None:
    make_application("light")
    scenario = replace(codec.read(library.find("checks")), title="⟦a title⟧", notes="⟦notes⟧")
    with Speaking(), DrawnText() as drawn:
        for window in opened_window(tmp_path, scenario):
            found: list[tuple[str, str]] = []
            for round_ in (0, 1, 12):
                window.session.player.seek(round_)
                QCoreApplication.processEvents()
                found += list(texts(window))
            window.session.player.scrub(4, 0.5)
            for fold in window.findChildren(QPushButton):
                if fold.isCheckable() and fold.isVisible() and window.controls.isAncestorOf(fold):
                    fold.click()
            QCoreApplication.processEvents()
            window.session.set_value("run.rounds", 5, "⟦Change⟧")
            found += list(texts(window))
            for open_dialog in (window.help.keys, window.help.about, window.edit.rename, window.lessons.notes):
                open_dialog()
                QCoreApplication.processEvents()
                dialog = dialog_of(window, QDialog)
                found += [(where, text) for where, text in texts(dialog) if text not in KEYS]
                dialog.reject()
                QCoreApplication.processEvents()
    found += [("painted", text) for text in drawn.texts]
    escaped = sorted({f"{where}: {text}" for where, text in found if untranslated(text) and text not in KEYS})
    assert not escaped, "\n".join(escaped)
    assert any("⟦" in text for text in drawn.texts)


_LANGUAGES = {f"{letter}{language.name(code)}" for code in languages() for letter in ("", "&")}
KEYS = {command.key for command in COMMANDS if command.key} | _LANGUAGES


def test_another_language_rebuilds_the_window_with_the_same_state(window: MainWindow) -> None:
    window.session.player.to_end()
    change(window)
    state = window.session.state
    with Speaking():
        QCoreApplication.processEvents()
        assert "⟦" in window.menus.actions["save"].text()
        assert window.session.state == state
        assert window.workspace.charts is not None
    QCoreApplication.processEvents()
    assert "⟦" not in window.menus.actions["save"].text()


def test_a_thousand_random_actions_are_undone_to_the_start_and_redone_to_the_end(window: MainWindow) -> None:
    luck = random.Random(7)
    session, store = window.session, window.session.store
    first = store.state
    rows = [row for row in TABLE.values() if row.id not in ("run.rounds", "task.max_depth")]

    def set_any() -> None:
        row = luck.choice(rows)
        if row.choices:
            value: float | str = luck.choice(row.choices)
        else:
            share = luck.choice([0.0, 1.0, luck.random()])
            value = row.low + share * (min(row.high, 1e6) - row.low)
            value = round(value) if row.integer else value
        session.set_value(row.id, value, "Change")

    def rounds() -> None:
        session.set_value("run.rounds", luck.randint(1, 20), "Change rounds")

    def drag() -> None:
        session.begin_drag("overseer.quality")
        for _ in range(luck.randint(1, 4)):
            session.set_value("overseer.quality", luck.random(), "Change overseer quality")
        session.end_drag()

    def title() -> None:
        store.commit(replace(store.state, title=f"Title {luck.random():.4f}"), "Change title")

    def move() -> None:
        session.player.scrub(luck.randint(0, 20), luck.random())

    edit, run = window.edit, window.run
    actions = [set_any, rounds, drag, title, move, edit.reset, edit.undo, edit.redo, run.step, run.back]
    for number in range(1000):
        luck.choice(actions)()
        if number % 50 == 0:
            QCoreApplication.processEvents()
    while store.history.can_redo:
        window.edit.redo()
    last = store.state
    while store.history.can_undo:
        window.edit.undo()
    assert store.state == first
    while store.history.can_redo:
        window.edit.redo()
    assert store.state == last
    assert session.run.parameters == last.parameters


def test_menus_list_every_bundled_scenario(window: MainWindow) -> None:
    window.lessons._list_lessons()
    window.files.open_now("checks")
    window.lessons._list_lessons()
    listed = [action for action in window.lessons._menu.actions() if action.data()]
    assert [action.data() for action in listed] == list(library.slugs())
    assert [action.data() for action in listed if action.isChecked()] == ["checks"]


def test_f6_goes_where_tab_would_stop_first_in_a_region(window: MainWindow) -> None:
    window.activateWindow()
    window.transport.setFocus()
    window.view.region_before()
    slider = QApplication.focusWidget()
    assert isinstance(slider, Slider)
    QTest.keyClick(slider, Qt.Key.Key_Left)
    window.transport.setFocus()
    window.view.region_before()  # the first station is the one that undoes all that now
    reset = QApplication.focusWidget()
    assert reset is not None
    assert reset.accessibleName() == "Reset"


def test_f6_brings_what_gets_the_focus_into_sight_where_the_window_scrolls(window: MainWindow) -> None:
    window.settings.change(text_percent=200)
    window.resize(1024, 618)
    QCoreApplication.processEvents()
    window.activateWindow()
    seen = set()
    for _ in range(len(window.regions())):
        window.view.next_region()
        QCoreApplication.processEvents()
        focus = QApplication.focusWidget()
        assert focus is not None
        assert not focus.visibleRegion().isEmpty(), focus
        seen.add(focus)
    assert len(seen) > 2
    window.settings.change(text_percent=100)


@pytest.mark.parametrize("kind", [Button, IconButton, SpeedButton, ChangeDot, FoldHeader])
def test_enter_presses_the_button_that_has_the_focus_once_however_long_it_is_held(
    window: MainWindow, kind: type[QAbstractButton]
) -> None:
    window.session.set_value("overseer.quality", 0.5, "Change overseer quality")  # for the dot that restores it
    QCoreApplication.processEvents()
    buttons = [one for one in window.findChildren(kind) if type(one) is kind and one.isVisible() and one.isEnabled()]
    button = next(one for one in buttons if one.focusPolicy() & Qt.FocusPolicy.TabFocus)
    pressed = QSignalSpy(button.clicked)
    button.setFocus()
    QTest.keyClick(button, Qt.Key.Key_Return)
    assert pressed.count() == 1
    if shiboken6.isValid(button):
        held = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_Return, Qt.KeyboardModifier.NoModifier, "\r", autorep=True)
        QCoreApplication.sendEvent(button, held)
        assert pressed.count() == 1


CTRL, SHIFT, NO_KEYS = (getattr(Qt.KeyboardModifier, f"{name}Modifier") for name in ("Control", "Shift", "No"))


@pytest.mark.parametrize(
    ("key", "modifiers", "said"),
    [
        (Qt.Key.Key_Z, CTRL, "There is nothing to undo."),
        (Qt.Key.Key_R, CTRL, "Everything is as it was opened or last saved."),
        (Qt.Key.Key_D, CTRL | SHIFT, "There is no B yet: Ctrl+D copies A to it."),
        (Qt.Key.Key_L, CTRL, "Many runs are compared with one that was seen to its end: play this one first."),
        (Qt.Key.Key_H, CTRL, "The history begins with the second run."),
        (Qt.Key.Key_F8, NO_KEYS, "No lesson is being played: F7 begins the one of this scenario, or comes back to it."),
    ],
)
def test_a_key_that_does_nothing_now_says_why(
    window: MainWindow, key: Qt.Key, modifiers: Qt.KeyboardModifier, said: str
) -> None:
    window.activateWindow()
    for place in (window.transport, window.controls.stations()[2], window.workspace.stage):
        assert place is not None
        place.setFocus()
        QTest.keyClick(QApplication.focusWidget() or window, key, modifiers)
        assert QToolTip.text() == said
        QToolTip.hideText()
        QApplication.processEvents()
    action = next(one for one in window.menus.actions.values() if one.shortcut() == QKeySequence(modifiers.value | key))
    assert action.toolTip() == said  # in the menu too


def test_a_reason_is_gone_when_the_key_does_something(window: MainWindow) -> None:
    undo = window.menus.actions["undo"]
    assert undo.statusTip()
    change(window)
    assert (undo.statusTip(), undo.isEnabled()) == ("", True)


def test_every_command_that_has_a_key_and_is_off_has_a_reason(window: MainWindow) -> None:
    def silent() -> list[str]:
        return [id_ for id_, one in window.menus.actions.items() if not one.isEnabled() and not one.shortcut().isEmpty()
                and not one.statusTip()]  # fmt: skip

    assert silent() == []
    window.settings.change(text_percent=200)
    assert silent() == []
    window.settings.change(text_percent=100)
    QTest.keyClick(window, Qt.Key.Key_F7)
    assert silent() == []


def test_f7_says_that_a_scenario_has_no_lesson(window: MainWindow, tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    window.safety.save(path, None)
    window.files.open_scenario(str(path))
    QCoreApplication.processEvents()
    QTest.keyClick(window, Qt.Key.Key_F7)
    assert QToolTip.text() == "There is no lesson to this scenario."
    QToolTip.hideText()


def test_the_numbers_of_charts_that_are_hidden_by_the_stage_come_with_what_is_true_now(window: MainWindow) -> None:
    window.resize(1024, 618)
    QCoreApplication.processEvents()
    charts = window.workspace.charts
    assert charts is not None
    assert not charts.isVisible()
    window.session.player.to_end()
    window.view.chart_table()
    shown = charts.group.charts[0]
    assert shown.accessibleDescription() == shown.plot.summary(window.session.run, window.session.run.last)
    dialog_of(window, NumbersDialog).reject()


def test_what_is_pressed_when_a_dialog_opens_is_let_go(window: MainWindow) -> None:
    handle, slider = window.windowHandle(), window.controls.findChildren(Slider)[0]
    button = window.transport.findChildren(IconButton)[0]
    for widget in (button, slider):
        QTest.mousePress(handle, Qt.MouseButton.LeftButton, pos=widget.mapTo(window, widget.rect().center()))
    QTest.mouseMove(handle, slider.mapTo(window, slider.rect().center()) + QPoint(15, 0))
    assert button.isDown()
    assert window.session.is_dragging
    message = Message(window, "A message", "Nobody expected it.")
    message.open()
    QTest.mouseRelease(handle, Qt.MouseButton.LeftButton)
    message.close()
    assert not button.isDown()
    assert not window.session.is_dragging
    value = slider.value()
    QTest.mouseMove(handle, slider.mapTo(window, slider.rect().center()) + QPoint(60, 0))
    assert slider.value() == value


def test_a_folder_that_is_not_there_is_no_name_for_a_file(window: MainWindow, tmp_path: Path) -> None:
    window.settings.change(folder=str(tmp_path))
    assert window.files.folder() == str(tmp_path)
    window.settings.change(folder=str(tmp_path / "gone"))
    assert Path(window.files.folder()).is_dir()


@pytest.mark.qt_log_ignore("This plugin does not support (raise|grabbing the keyboard)")  # offscreen, at a menu
def test_a_menu_that_is_hidden_keeps_no_picture_and_can_be_shown_again(window: MainWindow) -> None:
    menu = window.menuBar().actions()[2].menu()
    assert isinstance(menu, QMenu)
    for _ in range(2):
        menu.popup(window.mapToGlobal(QPoint(10, 10)))
        QCoreApplication.processEvents()
        assert menu.isVisible()
        assert menu.grab().toImage().pixelColor(3, 3).isValid()
        menu.hide()
        for _ in range(3):
            QCoreApplication.processEvents()
        assert not menu.testAttribute(Qt.WidgetAttribute.WA_WState_Created)
        assert menu.windowHandle() is None
