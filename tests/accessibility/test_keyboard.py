"""Everything without a mouse: the focus can be seen wherever it is, goes everywhere, and every command has a way."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QMenuBar,
    QPushButton,
    QScrollArea,
    QToolButton,
    QWidget,
)
from pytestqt.qtbot import QtBot

from simulator.scenario.lesson.reader import LESSON
from simulator.ui.actions import COMMANDS
from simulator.ui.lesson_editor.editor import LessonEditor
from simulator.ui.main_window import MainWindow
from tests.accessibility import states
from tests.accessibility.windows import open_everything, opened, settle
from tests.soak import places

AROUND_PX = 6
LEAST_PIXELS = 12


@contextmanager
def active(qtbot: QtBot, folder: Path, name: str) -> Iterator[MainWindow]:
    """A window that has the keys, in one of the states."""
    with opened(folder) as window:
        window.activateWindow()
        qtbot.waitUntil(window.isActiveWindow)
        states.ALL[name](window, folder)
        settle()
        yield window


def picture(window: QWidget, widget: QWidget) -> QImage:
    room = QRect(widget.mapTo(window, QPoint(0, 0)), widget.size())
    return window.grab(room.adjusted(-AROUND_PX, -AROUND_PX, AROUND_PX, AROUND_PX)).toImage()


def pixels_apart(one: QImage, other: QImage) -> int:
    images = [image.convertToFormat(QImage.Format.Format_RGB32) for image in (one, other)]  # alive while they are read
    seen = [np.frombuffer(image.constBits(), np.uint32) for image in images]
    return int(np.count_nonzero(seen[0] != seen[1]))


def test_the_focus_can_be_seen_on_every_kind_of_widget(qtbot: QtBot, tmp_path: Path) -> None:
    with opened(tmp_path) as window:
        open_everything(window)
        window.activateWindow()
        unseen, kinds = [], set[str]()
        for widget in places.controls([window]):
            kind = type(widget).__name__
            takes_tab = bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus)
            if kind in kinds or not takes_tab or isinstance(widget, QScrollArea | QToolButton | QAbstractItemView):
                continue
            if not places.is_in_sight(widget):
                continue
            kinds.add(kind)
            window.setFocus()
            without = picture(window, widget)
            widget.setFocus(Qt.FocusReason.TabFocusReason)
            if QApplication.focusWidget() is widget and pixels_apart(without, picture(window, widget)) < LEAST_PIXELS:
                unseen.append(kind)
        assert len(kinds) > 8
        assert not unseen


def test_tab_goes_to_everything_that_takes_the_focus_and_comes_around(qtbot: QtBot, tmp_path: Path) -> None:
    with opened(tmp_path) as window:
        window.activateWindow()
        window.transport.setFocus()
        settle()
        first, seen = QApplication.focusWidget(), list[QWidget]()
        for _ in range(300):
            focus = QApplication.focusWidget()
            assert focus is not None
            if focus is first and seen:
                break
            seen.append(focus)
            QTest.keyClick(focus, Qt.Key.Key_Tab)
        else:
            raise AssertionError("Tab does not come around")
        wanted = [
            widget for widget in places.controls([window])
            if widget.focusPolicy() & Qt.FocusPolicy.TabFocus and not isinstance(widget, QScrollArea | QToolButton)
        ]  # fmt: skip
        missed = [places.name_of(widget) for widget in wanted if widget not in seen and widget.focusProxy() is None]
        assert not missed, "\n".join(missed)


def reached(top: QWidget) -> list[QWidget]:
    """Where Tab goes in a window, until it comes around."""
    seen: list[QWidget] = []
    for _ in range(400):
        focus = QApplication.focusWidget()
        if focus is None or (len(seen) > 1 and focus is seen[0]):
            break
        if focus not in seen:  # one with links in it goes through them first
            seen.append(focus)
        QTest.keyClick(focus, Qt.Key.Key_Tab)
    return seen


@pytest.mark.parametrize("name", [*states.TABS, *states.PLACES, *states.STEPS])
def test_tab_goes_from_region_to_region_as_they_stand(qtbot: QtBot, tmp_path: Path, name: str) -> None:
    with active(qtbot, tmp_path, name) as window:
        window.transport.setFocus()
        regions = window.regions()
        passed = [
            (number, places.name_of(stop))
            for stop in reached(window)
            for number, region in enumerate(regions) if stop is region or region.isAncestorOf(stop)
        ]  # fmt: skip
        assert len(passed) > 5
        back = [(one, other) for one, other in pairwise([*passed, passed[0]]) if other[0] < one[0]]
        assert len(back) == 1, "\n".join(map(str, back))


def test_tab_goes_as_things_stand_in_the_learned_model_and_in_the_editor(qtbot: QtBot, tmp_path: Path) -> None:
    with active(qtbot, tmp_path, "learned, answers") as window:
        charts = window.workspace.charts
        assert charts is not None
        charts._tabs.setFocus()
        stops = reached(window)
        tab = charts.group
        inside = [stop for stop in stops if tab.isAncestorOf(stop)]
        places_ = [stop.mapTo(tab, QPoint(0, 0)) for stop in inside]
        assert all(stop.width() > 0 for stop in inside)
        assert [place.y() // 40 for place in places_] == sorted(place.y() // 40 for place in places_)
    with opened(tmp_path) as window:
        states.ALL["editor"](window, tmp_path)
        (editor,) = [top for top in states.tops(window) if isinstance(top, LessonEditor)]
        editor.activateWindow()
        settle()
        editor.tabs[LESSON].setFocus()
        buttons = [stop for stop in reached(editor) if isinstance(stop, QPushButton) and stop.parentWidget() is editor]
        assert buttons == [one for one in editor.stations() if one in buttons]
        below = [stop.mapTo(editor, QPoint(0, 0)).x() for stop in buttons[-3:]]
        assert below == sorted(below)


def test_a_lesson_that_is_begun_by_its_key_shows_where_the_focus_is(qtbot: QtBot, tmp_path: Path) -> None:
    with opened(tmp_path, "why-did-it-turn") as window:
        window.activateWindow()
        qtbot.waitUntil(window.isActiveWindow)
        QTest.keyClick(window, Qt.Key.Key_F7)
        settle()
        body = window.lesson_panel.body
        assert body is not None
        assert body.prose is not None
        assert body.prose.shows_ring


def test_arrows_on_a_button_leave_the_focus_and_all_values_where_they_are(qtbot: QtBot, tmp_path: Path) -> None:
    with active(qtbot, tmp_path, "over_time") as window:
        buttons = [one for one in window.findChildren(QPushButton) if one.isVisible() and one.isEnabled()]
        tried, moved = 0, []
        for button in buttons:
            if not button.focusPolicy() & Qt.FocusPolicy.TabFocus or window.transport.isAncestorOf(button):
                continue
            for key in (Qt.Key.Key_Right, Qt.Key.Key_Down, Qt.Key.Key_Left, Qt.Key.Key_Up):
                button.setFocus(Qt.FocusReason.TabFocusReason)
                before = window.session.state.parameters
                QTest.keyClick(button, key)
                tried += 1
                if QApplication.focusWidget() is not button or window.session.state.parameters != before:
                    moved.append((places.name_of(button), key))
        assert tried > 40
        assert not moved, moved


def test_tab_goes_through_a_tab_s_own_parts_before_the_controls(qtbot: QtBot, tmp_path: Path) -> None:
    with active(qtbot, tmp_path, "map, not run") as window:
        charts = window.workspace.charts
        assert charts is not None
        charts._tabs.setFocus()
        stops = [type(stop).__name__ for stop in reached(window)]
        assert stops[:4] == ["FoldingTabs", "LuckSwitch", "Choice", "NumberField"]
        assert stops.index("MapChart") < stops.index("Slider")


def _is_wanted(widget: QWidget) -> bool:
    """Whether Tab has to go there: Qt's own scroll areas and the arrows of tab bars have keys of another kind."""
    takes_tab = bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus) and widget.focusProxy() is None
    is_qts = type(widget) in (QScrollArea, QToolButton) or isinstance(widget, QMenuBar)
    return takes_tab and not is_qts and widget.window() is not None


def _is_one_of_some(widget: QWidget) -> bool:
    return isinstance(widget, QAbstractButton) and widget.autoExclusive()


@pytest.mark.parametrize("name", [*states.TABS, *states.PLACES, *states.STEPS, *states.DIALOGS])
def test_every_control_is_reached_and_shows_that_it_has_the_focus(qtbot: QtBot, tmp_path: Path, name: str) -> None:
    with active(qtbot, tmp_path, name) as window:
        missed, unseen, kinds = [], [], set[str]()
        for top in states.tops(window):
            top.activateWindow()
            settle()
            focus = QApplication.focusWidget()
            if focus is None or focus.window() is not top:
                (window.transport if top is window else top).setFocus()
                QTest.keyClick(top, Qt.Key.Key_Tab)
            seen = reached(top)
            together = {id(one.parentWidget()) for one in seen if _is_one_of_some(one)}  # arrows go on there
            for control in filter(_is_wanted, places.controls([top])):
                is_one_of = _is_one_of_some(control) and id(control.parentWidget()) in together
                if control not in seen and not is_one_of:
                    missed.append(places.name_of(control))
            for control in seen:
                kind = type(control).__name__
                if kind in kinds or not places.is_in_sight(control) or isinstance(control, QScrollArea):
                    continue
                kinds.add(kind)
                control.setFocus(Qt.FocusReason.TabFocusReason)
                with_focus = picture(top, control)
                control.clearFocus()
                settle()
                if pixels_apart(with_focus, picture(top, control)) < LEAST_PIXELS:
                    unseen.append(kind)
        assert not missed, "not reached by Tab:\n" + "\n".join(missed)
        assert not unseen, f"the focus cannot be seen: {unseen}"


@pytest.mark.parametrize("name", [*states.TABS, *states.PLACES])
def test_f6_goes_through_all_regions_and_comes_around(qtbot: QtBot, tmp_path: Path, name: str) -> None:
    with active(qtbot, tmp_path, name) as window:
        shown = [region for region in window.regions() if region.isVisible()]
        met = []
        for _ in shown:
            window.view.next_region()
            settle()
            focus = QApplication.focusWidget()
            met += [region for region in shown if focus is not None and (region is focus or region.isAncestorOf(focus))]
        assert set(met) == set(shown)
        front = window.workspace.front_stage
        assert front is None or not front.isVisible() or any(one is front or front.isAncestorOf(one) for one in met)


def test_every_command_is_in_a_menu_or_has_a_key(qtbot: QtBot, tmp_path: Path) -> None:
    with opened(tmp_path) as window:
        for command in COMMANDS:
            action = window.menus.actions[command.id]
            assert command.menu is not None or not action.shortcut().isEmpty(), command.id
