"""The middle of the window comes to rest at every size, whatever it shows."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from simulator.ui.charts.panel import TABS
from simulator.ui.main_window import MainWindow
from simulator.ui.widgets.inside import widgets_in
from simulator.ui.widgets.room import Room
from tests.accessibility.windows import opened, settle
from tests.ui.opened import opened_window


@pytest.fixture
def window(qtbot: QtBot, tmp_path: Path) -> Iterator[MainWindow]:
    yield from opened_window(tmp_path)


def test_its_height_does_not_depend_on_what_it_shows(window: MainWindow) -> None:
    workspace = window.workspace
    assert workspace.charts is not None
    for size in ((1024, 618), (1000, 700)):
        window.resize(*size)
        heights = set()
        for tab in TABS:
            if tab.compares:
                continue
            workspace.charts.show_tab(tab.id)
            for show in (workspace.show_charts, workspace.show_stage):
                show()
                for _ in range(4):
                    QCoreApplication.processEvents()
                heights.add((workspace.height(), workspace.is_low))
        assert len(heights) == 1, (size, heights)


def test_stage_and_charts_are_two_of_which_one_is_chosen_also_to_those_who_hear_it(window: MainWindow) -> None:
    window.resize(1000, 560)
    settle()
    workspace = window.workspace
    stage, charts, _ = workspace.sides
    for side in (stage, charts):
        heard = QAccessible.queryAccessibleInterface(side)
        assert heard.role() is QAccessible.Role.RadioButton
    assert [bool(side.focusPolicy() & Qt.FocusPolicy.TabFocus) for side in (stage, charts)] == [True, False]
    stage.setFocus(Qt.FocusReason.TabFocusReason)
    QTest.keyClick(stage, Qt.Key.Key_Right)
    assert [side.isChecked() for side in workspace.sides] == [False, True, False]
    assert charts.hasFocus()
    assert [bool(side.focusPolicy() & Qt.FocusPolicy.TabFocus) for side in (stage, charts)] == [False, True]
    assert workspace.charts is not None
    assert workspace.charts.isVisible()
    QTest.keyClick(charts, Qt.Key.Key_Left)
    assert [side.isChecked() for side in workspace.sides] == [True, False, False]
    workspace.show_charts()
    assert charts.hasFocus()  # and not what is no longer chosen


def test_numbers_for_which_there_is_room_now_have_room_beside_the_frame(qtbot: QtBot, tmp_path: Path) -> None:
    """A frame that grows gets more numbers, and those may be longer."""
    with opened(tmp_path, "one-round", percent=200) as window:
        window.workspace.show_charts()
        charts = window.workspace.charts
        assert charts is not None
        charts.show_tab("plane")
        for width in (1400, 1408, 1420, 1432):
            window.resize(width, 800)
            settle()
            group = charts.group
            for chart in group.charts:
                chart.plot.set_margins(300, 300)
            group.refit()
            assert [chart.plot.right >= chart.plot.needed_right() for chart in group.charts] == [True] * len(
                group.charts
            )


@pytest.mark.parametrize("code", ["en", "de"])
@pytest.mark.parametrize("name", ["why-did-it-turn", "checks"])
def test_a_lesson_in_twice_the_letters_does_not_scroll_sideways_on_a_small_screen(
    qtbot: QtBot, tmp_path: Path, name: str, code: str
) -> None:
    with opened(tmp_path, name, size=(1280, 800), percent=200) as window:
        window.settings.change(language=code)
        settle()
        window.menus.actions["lesson"].trigger()
        settle()
        play = window.session.lesson
        assert play.lesson is not None
        rooms = [one for one in widgets_in(window) if isinstance(one, Room)]
        assert rooms
        for step in range(len(play.lesson.steps)):
            play._go(min(step, 1))
            settle()
            assert [room.horizontalScrollBar().maximum() for room in rooms] == [0] * len(rooms), step
        window.settings.change(language="en")


def test_the_button_for_folded_tabs_has_its_room_also_where_a_layout_was_made_within_another(
    qtbot: QtBot, tmp_path: Path
) -> None:
    """Deeds of a random user, after which the button had no width, and the charts were higher than their panel."""
    with opened(tmp_path, "fool-your-neighbour", size=(1000, 1200)) as window:
        session, actions = window.session, window.menus.actions
        deeds: tuple[Callable[[], object], ...] = (
            actions["lesson"].trigger,
            lambda: window.settings.change(text_percent=125),
            actions["compare"].trigger,
            lambda: window.resize(1295, 722),
            lambda: session.set_value("overseer.quality", 0.95, "Change"),
            session.history.note,
            lambda: window.resize(1295, 969),
            actions["lesson"].trigger,
            actions["lesson"].trigger,
        )
        for deed in deeds:
            deed()
            for _ in range(4):
                settle()
        charts = window.workspace.charts
        assert charts is not None
        more = charts._tabs.more
        assert more.isVisible()
        assert more.width() >= more.sizeHint().width()
        assert charts.group.geometry().bottom() <= charts.rect().bottom()
        window.settings.change(text_percent=100)
