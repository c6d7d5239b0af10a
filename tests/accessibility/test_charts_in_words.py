"""Every chart says itself in one sentence made from its data, and as a table that holds just these data."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QItemSelectionModel, Qt
from PySide6.QtGui import QAccessible, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QTableView
from pytestqt.qtbot import QtBot

from simulator.scenario import library
from simulator.ui import language
from simulator.ui.accessible.chart import cell_text, row_in_words
from simulator.ui.charts.chart import Chart
from simulator.ui.export.numbers import seen_of, table_of
from simulator.ui.main_window import MainWindow
from tests.accessibility import states
from tests.accessibility.spoken import Role, heard
from tests.accessibility.windows import numbers_of, opened, settle

WITHOUT_DATA = ("learned, not trained",)
STATES = [name for name in states.TABS if name not in WITHOUT_DATA]


def shown(window: MainWindow) -> list[Chart]:
    charts = window.workspace.charts
    assert charts is not None
    return [chart for chart in charts.group.charts if chart.isVisible()]


def cells(view: QTableView) -> list[list[str]]:
    model = view.model()
    return [
        [str(model.index(row, column).data() or "") for column in range(model.columnCount())]
        for row in range(model.rowCount())
    ]


@pytest.mark.parametrize("name", STATES)
def test_every_chart_is_a_sentence_and_a_table(qtbot: QtBot, tmp_path: Path, name: str) -> None:
    with opened(tmp_path) as window:
        states.ALL[name](window, tmp_path)
        settle()
        charts = shown(window)
        spoken = [element for element in heard(window) if element.role == Role.Chart]
        assert len(charts) == len(spoken) > 0
        for element in spoken:
            assert element.value.endswith((".", "!")), element
            assert any(character.isdigit() for character in element.value), element
        tables = [table for chart in charts if (table := seen_of(chart.plot))]
        dialog = numbers_of(window)
        if name == "map, not run":
            dialog.reject()
            return
        assert tables
        assert len(dialog.tables) == len(tables)
        for view, (head, *rows) in zip(dialog.tables, tables, strict=True):
            model = view.model()
            for column in range(model.columnCount()):  # no number is cut
                assert view.columnWidth(column) >= view.sizeHintForColumn(column)
            assert model.columnCount() == len(head)
            assert cells(view) == [[cell_text(value) for value in row] + [""] * (len(head) - len(row)) for row in rows]
        dialog.reject()


@pytest.mark.parametrize("tab", ["over_time", "by_depth", "origins", "plane", "cost", "attack"])
def test_numbers_go_as_far_as_the_run_was_seen(qtbot: QtBot, tmp_path: Path, tab: str) -> None:
    with opened(tmp_path) as window:
        assert window.workspace.charts is not None
        window.files.open_now(library.DEFAULT)  # nothing of it has been played
        window.workspace.charts.show_tab(tab)
        player = window.session.player
        for seen in (0, 3):
            while player.revealed < seen:
                player.step()
            settle()
            tables = [seen_of(chart.plot) for chart in shown(window)]
            assert all(int(row[0]) <= seen for table in tables for row in table[1:])
            spoken = [element for element in heard(window) if element.role == Role.Chart]
            assert len(spoken) == len(tables)
            dialog = numbers_of(window)
            assert all(int(row[0]) <= seen for view in dialog.tables for row in cells(view))
            dialog.deleteLater()
            settle()
        assert any(int(table[-1][0]) == 3 for table in tables if len(table) > 1)
        assert any(int(row[0]) == player.last for chart in shown(window) for row in table_of(chart.plot)[1:])


def test_a_table_that_has_the_focus_shows_a_chosen_cell(qtbot: QtBot, tmp_path: Path) -> None:
    with opened(tmp_path) as window:
        dialog = numbers_of(window)
        assert [index.row() for index in dialog.tables[0].selectedIndexes()] == [0]
        assert not dialog.tables[1].selectedIndexes()
        dialog.reject()


def test_what_is_selected_of_the_numbers_is_copied_with_its_heads(qtbot: QtBot, tmp_path: Path) -> None:
    control, keys = Qt.KeyboardModifier.ControlModifier, Qt.Key
    with opened(tmp_path) as window:
        dialog = numbers_of(window)
        view = dialog.tables[0]
        QTest.keyClick(view, keys.Key_A, control)
        QTest.keyClick(view, keys.Key_C, control)
        head, *rows = [line.split("\t") for line in QGuiApplication.clipboard().text().splitlines()]
        assert head[0] == "round"
        assert rows == cells(view)
        view.selectionModel().select(view.model().index(2, 1), QItemSelectionModel.SelectionFlag.ClearAndSelect)
        QTest.keyClick(view, keys.Key_C, control)
        assert QGuiApplication.clipboard().text() == rows[2][1]
        dialog.reject()


def test_numbers_of_a_table_are_written_as_the_language_writes_them() -> None:
    language.use("de")
    try:
        assert (cell_text(0.12345), cell_text(4.0), cell_text(12), cell_text("a.b")) == ("0,1235", "4", "12", "a.b")
        assert "4,25" in row_in_words(("round", "model"), (3, 4.25))
    finally:
        language.use("en")


@pytest.mark.parametrize("name", ["map", "map, a line"])
def test_the_table_of_a_map_is_the_sweep(qtbot: QtBot, tmp_path: Path, name: str) -> None:
    with opened(tmp_path) as window:
        states.ALL[name](window, tmp_path)
        table, (chart,) = window.session.sweeps.table, shown(window)
        assert table is not None
        head, *rows = table_of(chart.plot)
        assert len(rows) == table.plan.cells
        values = table.values[:, table.plan.measures.index(chart.plot.content.measure), 0]
        assert any([row[place] for row in rows] == values.tolist() for place in range(len(head)))


@pytest.mark.parametrize("name", ["map", "learned, curves"])
def test_what_comes_of_a_map_or_a_training_is_announced_once(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    said: list[str] = []
    monkeypatch.setattr(QAccessible, "isActive", lambda: True)
    monkeypatch.setattr(QAccessible, "setActive", lambda active: None)
    monkeypatch.setattr(QAccessible, "updateAccessibility", lambda event: said.append(event.message()))
    with opened(tmp_path) as window:
        states.ALL[name](window, tmp_path)
        window.announcer.say()
        said.clear()
        work = window.session.sweeps if name == "map" else window.session.training
        monkeypatch.setattr(work, "stage", "running")
        work.changed.emit()
        window.announcer._said = ""
        window.announcer.say()
        assert said == [], "nothing is said while it is on its way"
        monkeypatch.setattr(work, "stage", "done")
        work.changed.emit()
        assert window.announcer._rest.isActive()
        window.announcer.say()
        window.announcer.say()
        assert said == [shown(window)[0].accessibleDescription()]
        window.announcer._rest.stop()
