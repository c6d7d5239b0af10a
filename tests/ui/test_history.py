"""The list of runs in the window: when it is met, where it stands, keys, names, words, and its table."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

import pytest
from PySide6.QtCore import QCoreApplication, QPoint, Qt
from PySide6.QtTest import QSignalSpy, QTest
from PySide6.QtWidgets import QLineEdit, QPushButton
from pytestqt.qtbot import QtBot

from simulator.app.records import Change
from simulator.app.session import Session
from simulator.engine.parameters import TABLE
from simulator.scenario.schema import Scenario
from simulator.ui import theme
from simulator.ui.history import panel as panel_module
from simulator.ui.history import words
from simulator.ui.history.delegate import places
from simulator.ui.history.panel import HistoryPanel
from simulator.ui.history.table import csv_of
from simulator.ui.main_window import MainWindow
from simulator.ui.start import make_application
from simulator.ui.widgets.metrics import metrics
from tests.app.test_records import some_record
from tests.ui.opened import opened_window
from tests.ui.pseudo import Speaking, untranslated


def settle() -> None:
    for _ in range(3):
        QCoreApplication.processEvents()


def with_rows(count: int = 4) -> Session:
    session = Session(Scenario(title="A test"))
    session.player.to_end()
    session.history.note()
    for seed in range(2, count + 1):
        session.set_value("run.seed", seed, "Change")
        session.history.note()
    return session


@pytest.fixture
def panel(qtbot: QtBot) -> Iterator[HistoryPanel]:
    make_application("light")
    made = HistoryPanel(with_rows())
    qtbot.addWidget(made)
    made.resize(900, 260)
    made.show()
    settle()
    yield made
    made._session.history.stop()
    theme.apply("light")


@pytest.fixture
def window(qtbot: QtBot) -> Iterator[MainWindow]:
    yield from opened_window(scenario=Scenario(title="A test"))


def seeds(panel: HistoryPanel) -> list[int]:
    return [panel.model.record(panel.model.index(n)).seed for n in range(panel.model.rowCount())]


def select(panel: HistoryPanel, number: int) -> None:
    panel.view.setCurrentIndex(panel.model.index(number))


def press(qtbot: QtBot, panel: HistoryPanel, key: Qt.Key) -> None:
    QTest.keyClick(panel.view, key)


def undo(panel: HistoryPanel) -> None:
    QTest.keyClick(panel.view, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    QTest.keyRelease(panel.view, Qt.Key.Key_Control)  # else it counts as held by what comes next


def play_and_change(window: MainWindow) -> None:
    window.session.player.to_end()
    window.session.history.note()
    window.session.set_value("run.seed", 2, "Change")
    window.session.history.note()
    settle()


def test_it_is_met_with_the_second_run(window: MainWindow) -> None:
    workspace, session = window.workspace, window.session
    assert workspace._link.isHidden()
    assert not window.menus.actions["history"].isEnabled()
    session.player.to_end()
    session.history.note()
    assert workspace._link.isHidden()
    session.set_value("run.seed", 2, "Change")
    session.history.note()
    assert workspace._link.isVisible()
    assert window.menus.actions["history"].isEnabled()
    assert workspace.history is None  # made when it is opened


@pytest.mark.parametrize(
    ("size", "shown"),
    [
        ((1920, 1080), ("stage", "charts", "history")), ((1280, 800), ("charts", "history")),
        ((1024, 618), ("history",)),
    ],
)  # fmt: skip
def test_it_stands_where_there_is_room(window: MainWindow, size: tuple[int, int], shown: tuple[str, ...]) -> None:
    window.resize(*size)
    play_and_change(window)
    window.view.history()
    settle()
    workspace = window.workspace
    assert workspace.stage
    assert workspace.charts
    assert workspace.history
    parts = {"stage": workspace.stage, "charts": workspace.charts, "history": workspace.history}
    assert tuple(name for name, part in parts.items() if part.isVisible()) == shown
    below = workspace.history.geometry().top() > workspace.charts.geometry().bottom()
    assert below == (len(shown) == 3)
    assert workspace.history.view.hasFocus()
    window.view.history()
    settle()
    assert workspace.history.isHidden()
    assert workspace.stage.isVisible()


def test_another_size_moves_it(window: MainWindow) -> None:
    play_and_change(window)
    window.view.history()
    for size in ((1920, 1080), (1024, 618), (1280, 800), (1920, 1080)):
        window.resize(*size)
        settle()
        assert window.workspace.history
        assert window.workspace.history.isVisible()
        assert window.workspace.history.view.viewport().height() >= 2 * window.workspace.history.view.row_height()


def test_it_stays_open_in_another_language(window: MainWindow) -> None:
    play_and_change(window)
    window.view.history()
    window.rebuild()
    settle()
    assert window.workspace.history
    assert window.workspace.history.isVisible()


def test_escape_puts_it_away(qtbot: QtBot, window: MainWindow) -> None:
    play_and_change(window)
    window.view.history()
    assert window.workspace.history
    press(qtbot, window.workspace.history, Qt.Key.Key_Escape)
    assert window.workspace.history.isHidden()


def test_with_the_focus_comes_a_row_that_is_seen(qtbot: QtBot, window: MainWindow) -> None:
    play_and_change(window)
    window.session.player.to_end()
    window.session.history.note()
    window.workspace.toggle_history()
    settle()
    panel = window.workspace.history
    assert panel is not None
    assert panel.view.hasFocus()
    assert panel.view.shows_ring
    assert [index.row() for index in panel.view.selectedIndexes()] == [0]
    assert panel._restore.isEnabled()
    QTest.keyClick(panel.view, Qt.Key.Key_Down)
    assert panel.view.currentIndex().row() == 1


def test_what_is_brought_back_is_seen_where_the_focus_is(qtbot: QtBot, panel: HistoryPanel) -> None:
    panel.view.setFocus(Qt.FocusReason.TabFocusReason)
    panel.view.selectAll()
    press(qtbot, panel, Qt.Key.Key_Delete)
    assert not panel.model.rowCount()
    panel._history.bring_back()
    assert len(panel.view.selectedIndexes()) == 1


def test_rows_come_on_top_and_selection_stays(panel: HistoryPanel) -> None:
    assert seeds(panel) == [4, 3, 2, 1]
    select(panel, 1)
    panel._session.set_value("run.seed", 5, "Change")
    panel._session.history.note()
    assert seeds(panel) == [5, 4, 3, 2, 1]
    assert [row.seed for row in panel.selected()] == [3]


def test_enter_restores_and_the_present_row_is_marked(qtbot: QtBot, panel: HistoryPanel) -> None:
    select(panel, 2)
    press(qtbot, panel, Qt.Key.Key_Return)
    assert panel._session.parameters.run.seed == 2
    index = panel.model.index(2)
    assert panel.model._present == panel.model.record(index).id
    assert "Restore" in panel._session.store.history.undo_text
    panel._session.store.history.undo()
    assert panel._session.parameters.run.seed == 4


def test_a_double_click_restores(qtbot: QtBot, panel: HistoryPanel) -> None:
    place = panel.view.visualRect(panel.model.index(3)).center()
    QTest.mouseClick(panel.view.viewport(), Qt.MouseButton.LeftButton, pos=place)
    QTest.mouseDClick(panel.view.viewport(), Qt.MouseButton.LeftButton, pos=place)
    QTest.mouseRelease(panel.view.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert panel._session.parameters.run.seed == 1


def test_s_and_a_click_on_the_star_give_and_take_it(qtbot: QtBot, panel: HistoryPanel) -> None:
    select(panel, 0)
    press(qtbot, panel, Qt.Key.Key_S)
    assert panel._session.history.rows[0].starred
    rect = panel.view.visualRect(panel.model.index(0))
    star = places(rect.width(), rect.height()).star.center().toPoint()
    QTest.mouseClick(panel.view.viewport(), Qt.MouseButton.LeftButton, pos=rect.topLeft() + star)
    assert not panel._session.history.rows[0].starred
    QTest.mouseClick(panel.view.viewport(), Qt.MouseButton.LeftButton, pos=rect.topLeft() + QPoint(300, 10))
    assert not panel._session.history.rows[0].starred


def test_a_name_is_edited_in_its_place(qtbot: QtBot, panel: HistoryPanel) -> None:
    select(panel, 1)
    panel.rename()
    editor = panel.view.findChildren(QLineEdit)[0]
    assert editor.accessibleName()
    QTest.keyClicks(editor, "Three seeds")
    QTest.keyClick(editor, Qt.Key.Key_Return)
    settle()
    assert panel._session.history.rows[1].name == "Three seeds"
    assert panel._session.parameters.run.seed == 4  # Enter ended the name and restored nothing
    assert panel.model.index(1).data() == "Three seeds"


def test_deleted_rows_can_be_brought_back(qtbot: QtBot, panel: HistoryPanel) -> None:
    select(panel, 1)
    assert panel._undo.isHidden()
    press(qtbot, panel, Qt.Key.Key_Delete)
    assert seeds(panel) == [4, 2, 1]
    assert "1 run deleted" in panel._note.text()
    panel.view.selectAll()
    panel.delete()
    assert seeds(panel) == []
    assert "4 runs deleted" in panel._note.text()
    panel._undo.click()
    assert seeds(panel) == [4, 2, 1]
    assert "1 run deleted" in panel._note.text()
    panel._undo.click()
    assert sorted(seeds(panel)) == [1, 2, 3, 4]  # rows of the same second stand in the order in which they came
    assert panel._undo.isHidden()


def test_those_who_hear_it_are_told_that_rows_are_gone_and_back(
    panel: HistoryPanel, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[str] = []
    monkeypatch.setattr(panel_module, "announce", lambda widget, sentence: said.append(sentence))
    select(panel, 1)
    panel.delete()
    assert said == ["1 run deleted"]
    panel._undo.click()
    assert said[1:] == ["What was deleted last is back."]


def test_rows_that_are_back_are_the_chosen_ones(panel: HistoryPanel) -> None:
    select(panel, 1)
    gone = panel.selected()
    panel.delete()
    assert panel.selected() != gone
    panel.bring_back()
    assert panel.selected() == gone
    panel.view.selectAll()
    panel.delete()
    told = QSignalSpy(panel.view.selectionModel().selectionChanged)
    panel.bring_back()
    assert len(panel.selected()) == panel.model.rowCount()
    assert told.count() <= 2  # and not for each of them: there may be hundreds


def test_the_focus_stays_at_the_rows_when_one_is_deleted_by_the_button(qtbot: QtBot, panel: HistoryPanel) -> None:
    panel.activateWindow()
    qtbot.waitUntil(panel.isActiveWindow)
    select(panel, 1)
    panel._delete.setFocus()
    QTest.mouseClick(panel._delete, Qt.MouseButton.LeftButton)
    assert panel.view.hasFocus()


def test_undo_in_the_list_brings_rows_back_unless_something_was_changed_since(
    qtbot: QtBot, window: MainWindow
) -> None:
    session = window.session
    play_and_change(window)
    session.set_value("run.seed", 3, "Change")
    session.history.note()
    window.view.history()
    window.activateWindow()
    settle()
    panel = window.workspace.history
    assert panel is not None
    select(panel, 0)
    rows = session.history.rows
    for _ in range(2):
        press(qtbot, panel, Qt.Key.Key_Delete)
    assert len(session.history.rows) == len(rows) - 2
    for _ in range(2):
        undo(panel)
    assert session.history.rows == rows
    assert session.parameters.run.seed == 3
    press(qtbot, panel, Qt.Key.Key_Delete)
    session.set_value("run.seed", 4, "Change")
    undo(panel)
    assert session.parameters.run.seed == 3
    assert len(session.history.rows) < len(rows)


def test_comparing_is_offered_only_where_there_is_a_place_for_it(qtbot: QtBot, panel: HistoryPanel) -> None:
    select(panel, 1)
    assert panel._compare.isHidden()
    panel.set_compares(True)
    assert panel._compare.isVisible()
    with qtbot.waitSignal(panel.compare_requested) as asked:
        panel._compare.click()
    assert asked.args == [panel._session.history.rows[1].id]


@pytest.mark.parametrize("look", ["light", "dark", "projector"])
def test_the_columns_of_most_worth_stay_and_nothing_overlaps(qapp: object, look: theme.Name) -> None:
    theme.apply(look)
    for width in (300.0, 420.0, 572.0, 700.0, 930.0, 1500.0):
        row = places(width, 34)
        parts = [row.star, row.spark, row.text, *(place for _, place in row.columns)]
        assert all(a.right() <= b.left() + 1e-6 for a, b in pairwise(parts))
        assert parts[-1].right() <= width
        ids = [column.id for column, _ in row.columns]
        assert ids == ["depth", "misalignment", "seed", "when"][: len(ids)]
        assert width < 570 or len(ids) >= 2
    theme.apply("light")


def test_each_thing_has_a_name_of_its_own_and_every_word_is_translated(qtbot: QtBot) -> None:
    make_application("light")
    with Speaking():
        panel = HistoryPanel(with_rows())
        qtbot.addWidget(panel)
        panel.show()
        settle()
        names = [button.accessibleName() for button in panel.findChildren(QPushButton)]
        assert len(set(names)) == len(names)
        told = [button.text() for button in panel.findChildren(QPushButton)]
        roles = (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole)
        told += [str(panel.model.index(n).data(role)) for n in range(4) for role in roles]
        told += [*names, panel.view.accessibleName()]
        assert not [text for text in told if untranslated(text)]


def test_a_row_is_told_in_one_sentence() -> None:
    said = words.sentence(replace(some_record(), starred=True, name="Weak"), "14:05")
    assert said.startswith("Starred. Weak. Overseer quality 0.95 → 0.80. Reached depth 3.2, misalignment")
    assert said.endswith("after 12 rounds. Seed 1. 14:05")


def test_the_table_has_every_parameter_and_the_ends_in_full_precision() -> None:
    record = replace(some_record(), name='=cmd("x")', starred=True)
    (row,) = csv.DictReader(io.StringIO(csv_of([record]).decode("utf-8")))
    assert row["time"] == "2023-11-14T22:13:20Z"
    assert row["name"] == '\'=cmd("x")'
    assert (row["scenario"], row["starred"], row["overseer.quality"]) == ("A test", "1", "0.8")
    assert {float(row[name]) for name in record.ends} == set(record.ends.values())
    assert set(TABLE) <= row.keys()


def test_what_is_wrong_with_the_file_is_said_in_a_line(panel: HistoryPanel) -> None:
    panel._history._tell("/no/such cannot be written: there is no permission for that.")
    assert panel._note.text().startswith("The history cannot be kept: /no/such")


def test_a_row_says_in_its_room_what_was_set_against_the_scenario_in_whole_words(qapp: object) -> None:
    quality = Change(id="overseer.quality", before=0.95, after=0.85)
    copies, rounds = Change(id="reliability.copies", before=1, after=3), Change(id="run.rounds", before=12, after=20)
    record = replace(some_record(), name="", changes=(copies,), settings=(quality, copies, rounds))
    text, measure = words.changes_text(record), metrics("body", 400)
    # What was changed last comes first.
    assert text == "Copies that vote 1 → 3 · Overseer quality 0.95 → 0.85 · Rounds 12 → 20"
    seen = dict.fromkeys(words.fitted(record, room / 2, measure) for room in range(1600, 60, -1))
    assert list(seen)[:7] == [
        text,
        "Copies that vote 3 · Overseer quality 0.85 · Rounds 20",
        "Copies that vote 3 · Overseer quality 0.85 · one more",
        "Copies that vote 3 · 2 more",
        "Copies that… 3 · 2 more",
        "Copies… 3 · 2 more",
        "3 settings",
    ]
    for room in range(100, 800, 50):
        assert measure.horizontalAdvance(words.fitted(record, room, measure)) <= room
    said = words.tip(record, "14:05").split("\n")
    assert said[:4] == ["Copies that vote 1 → 3", "Overseer quality 0.95 → 0.85", "Rounds 12 → 20",
                        "Since the run before: Copies that vote 1 → 3"]  # fmt: skip
    alone = replace(record, changes=(quality,), settings=(quality,))
    assert "Since the run before" not in words.tip(alone, "14:05")


def test_a_row_of_an_earlier_version_says_what_was_changed_last_and_one_without_settings_how_it_was_opened() -> None:
    record = some_record()
    assert record.settings is None
    assert words.changes_text(record) == "Overseer quality 0.95 → 0.80"
    back = replace(record, settings=())
    assert words.changes_text(back) == "“A test” as it was opened"


def test_rows_say_all_that_was_set_since_the_scenario_was_opened(window: MainWindow) -> None:
    session = window.session
    session.player.to_end()
    session.history.note()
    for id_, value in (("overseer.quality", 0.8), ("reliability.copies", 3), ("overseer.quality", 0.95)):
        session.set_value(id_, value, "Change")
        session.history.note()
    told = [words.changes_text(row) for row in session.history.rows]
    assert told == [
        "Copies that vote 1 → 3", "Copies that vote 1 → 3 · Overseer quality 0.95 → 0.80",
        "Overseer quality 0.95 → 0.80", "“A test” as it was opened",
    ]  # fmt: skip


@pytest.mark.parametrize("width", [900, 680, 500, 320])
@pytest.mark.parametrize("percent", [100, 200])
def test_what_can_be_done_with_runs_can_be_read_in_every_width(panel: HistoryPanel, width: int, percent: int) -> None:
    theme.apply("light", percent)
    panel.set_compares(compares=True)
    panel.resize(width, 400)
    settle()
    buttons = [button for button in panel.findChildren(QPushButton) if button.isVisible()]
    assert len(buttons) == 6
    places = [button.geometry() for button in buttons]
    for button, place in zip(buttons, places, strict=True):
        assert place.width() >= button.sizeHint().width(), button.text()
        assert panel._row.rect().contains(place), button.text()
    assert not any(one.intersects(other) for n, one in enumerate(places) for other in places[:n])
    assert panel.view.geometry().top() > panel._row.geometry().bottom()
    assert len({place.top() for place in places}) == 1 or width < 900 or percent == 200


@pytest.mark.parametrize("width", [320, 440, 467, 500, 552, 600, 900])
def test_what_was_deleted_can_be_read_in_every_width(panel: HistoryPanel, width: int) -> None:
    panel.resize(width, 400)
    panel.view.setCurrentIndex(panel.model.index(0))
    panel.hide()
    panel.delete()
    panel.show()
    settle()
    buttons = [button.geometry() for button in panel.findChildren(QPushButton) if button.isVisible()]
    assert panel._note.text()
    assert panel._note.width() >= panel._note.sizeHint().width()
    assert not any(place.intersects(panel._note.geometry()) for place in buttons)
    assert all(panel._row.rect().contains(place) for place in buttons)
