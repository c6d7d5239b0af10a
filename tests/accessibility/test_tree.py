"""What assistive technology finds: every element that takes the focus has a role, a name of its own, and a value."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from simulator.ui.accessible.factory import KINDS, ROLES
from simulator.ui.charts.panel import TABS
from simulator.ui.history.panel import HistoryPanel
from simulator.ui.learned.stage import LearnedStage
from simulator.ui.main_window import MainWindow
from simulator.ui.sharing.code_view import CodeView
from tests.accessibility import states
from tests.accessibility.spoken import Element, Role, Text, heard
from tests.accessibility.windows import numbers_of, open_everything, opened, settle

SPEECHLESS = (Role.NoRole, Role.Client, Role.Pane, Role.Window)
ASKED_AT_ONCE = [tab.id for tab in TABS if tab.id not in ("map", "learned")]  # those are computed on demand
WITH_VALUE = (Role.Slider, Role.EditableText, Role.ComboBox, Role.SpinBox, Role.Chart, Role.Dial)


def faults(window: QWidget) -> list[str]:
    """What is wrong with the elements that take the focus."""
    elements = heard(window)
    focusable = [element for element in elements if element.is_focusable and element.role != Role.MenuItem]
    found = [f"no role: {element}" for element in focusable if element.role in SPEECHLESS]
    # A cell may be empty, and of tabs that are hidden Qt does not say that they are.
    found += [f"no name: {e}" for e in focusable if not e.name.strip() and e.role not in (Role.Cell, Role.PageTab)]
    # A number that is empty (a name that may be given) is no value that is missing.
    found += [
        f"no number: {element}" for element in focusable if element.role == Role.Slider and not element.has_number
    ]
    found += [
        f"no value: {e}" for e in focusable if e.role in WITH_VALUE and not (e.value or e.role == Role.EditableText)
    ]
    widgets = Counter((e.name, e.role) for e in focusable if e.kind and e.role != Role.StaticText)
    found += [f"{count} times: {role.name} {name!r}" for (name, role), count in widgets.items() if count > 1]
    return found


@pytest.mark.parametrize("name", states.ALL)
def test_everything_that_takes_the_focus_says_what_it_is(qtbot: QtBot, tmp_path: Path, name: str) -> None:
    with opened(tmp_path) as window:
        states.ALL[name](window, tmp_path)
        settle()
        found = [fault for top in states.tops(window) for fault in faults(top)]
        assert not found, "\n".join(dict.fromkeys(found))


def test_every_class_that_the_table_of_interfaces_names_is_there(qtbot: QtBot, tmp_path: Path) -> None:
    with opened(tmp_path) as window:
        window.lessons.lesson()
        settle()
        assert {HistoryPanel.__name__, CodeView.__name__} <= set(ROLES)
        names = {kind.__name__ for kind in _kinds(type(window).__mro__[-2])}
        assert {*KINDS, *ROLES} <= names
        assert LearnedStage.__name__ in KINDS


def _kinds(kind: type) -> set[type]:
    found: set[type] = {kind}
    below: type
    for below in kind.__subclasses__():
        found |= _kinds(below)
    return found


def charts(window: MainWindow) -> list[Element]:
    return [element for element in heard(window) if element.role == Role.Chart]


@pytest.mark.parametrize("tab", ASKED_AT_ONCE)
def test_every_chart_says_itself_in_a_sentence_and_row_by_row(qtbot: QtBot, tmp_path: Path, tab: str) -> None:
    with opened(tmp_path) as window:
        open_everything(window)
        assert window.workspace.charts is not None
        window.workspace.charts.show_tab(tab)
        settle()
        elements = heard(window)
        found = [element for element in elements if element.role == Role.Chart]
        assert found
        for chart in found:
            assert chart.value.endswith((".", "!")), chart
            assert any(character.isdigit() for character in chart.value), chart
        rows = [element for element in elements if element.role == Role.ListItem and not element.kind]
        assert len(rows) > 3
        assert all(any(character.isdigit() for character in row.name) for row in rows)


def test_a_chart_says_another_sentence_once_the_run_is_another(qtbot: QtBot, tmp_path: Path) -> None:
    with opened(tmp_path) as window:
        before = [chart.value for chart in charts(window)]
        window.session.set_value("amplify.capture", 0.0, "Change capture")
        settle()
        assert all(one != other for one, other in zip(before, [c.value for c in charts(window)], strict=True))


def test_the_nodes_of_the_tree_are_there_one_by_one_with_their_answers(qtbot: QtBot, tmp_path: Path) -> None:
    with opened(tmp_path) as window:
        stage = window.workspace.stage
        assert stage is not None
        nodes = [element for element in heard(stage) if element.role == Role.TreeItem]
        assert len(nodes) == stage.explorer.grove.count
        assert len({node.name for node in nodes}) == len(nodes)
        top = QAccessible.queryAccessibleInterface(stage)
        stage.setFocus()
        window.activateWindow()
        settle()
        stage.explorer.go("down")
        assert top.text(Text.Value)
        selected = [node for node in range(top.childCount()) if top.child(node).state().selected]
        assert len(selected) == 1
        place = top.child(selected[0]).rect().center()
        found = top.childAt(place.x(), place.y())
        assert found.text(Text.Name) == top.child(selected[0]).text(Text.Name)


def test_a_slider_is_read_and_set_in_the_units_of_its_parameter(qtbot: QtBot, tmp_path: Path) -> None:
    with opened(tmp_path) as window:
        slider = window.controls.controls["overseer.quality"].middle
        assert slider is not None
        spoken = QAccessible.queryAccessibleInterface(slider)
        number = spoken.valueInterface()
        assert (number.minimumValue(), number.currentValue(), number.maximumValue()) == (0.0, 0.95, 1.0)
        assert spoken.text(Text.Value) == "0.95"
        number.setCurrentValue(0.5)
        settle()
        assert window.session.state.parameters.overseer.quality == 0.5
        assert number.currentValue() == 0.5
        window.edit.undo()
        assert window.session.state.parameters.overseer.quality == 0.95


def test_a_group_says_whether_it_is_open(qtbot: QtBot, tmp_path: Path) -> None:
    with opened(tmp_path) as window:
        group = window.controls.groups[0]
        spoken = QAccessible.queryAccessibleInterface(group.header)
        assert spoken.state().collapsed
        group.set_open(True)
        assert spoken.state().expanded


def test_the_numbers_of_a_chart_are_a_table_whose_cells_can_be_read(qtbot: QtBot, tmp_path: Path) -> None:
    with opened(tmp_path) as window:
        dialog = numbers_of(window)
        cells = [element for element in heard(dialog) if element.role == Role.Cell]
        heads = [element.name for element in heard(dialog) if element.role == Role.ColumnHeader]
        assert heads[:2] == ["round", "model"]
        assert cells[0].name == "0"
        assert not (found := faults(window)), "\n".join(found)
        dialog.reject()


def test_a_change_is_announced_once_when_it_has_come_to_rest(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[str] = []
    monkeypatch.setattr(QAccessible, "isActive", lambda: True)
    monkeypatch.setattr(QAccessible, "setActive", lambda active: None)
    monkeypatch.setattr(QAccessible, "updateAccessibility", lambda event: said.append(event.message()))
    with opened(tmp_path) as window:
        said.clear()
        window.session.begin_drag("overseer.quality")
        for quality in (0.9, 0.8, 0.7):
            window.session.set_value("overseer.quality", quality, "Change overseer quality")
            window.announcer.say()
        assert said == []
        window.session.end_drag()
        window.announcer.say()
        window.announcer.say()
        assert len(said) == 1
        assert any(character.isdigit() for character in said[0])
        window.announcer._rest.stop()
