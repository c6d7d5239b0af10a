"""Everything without a mouse: the focus can be seen wherever it is, goes everywhere, and every command has a way."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractItemView, QApplication, QScrollArea, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from simulator.ui.actions import COMMANDS
from simulator.ui.main_window import MainWindow
from tests.accessibility.windows import open_everything, opened, settle
from tests.soak import places

AROUND_PX = 6
LEAST_PIXELS = 12


def picture(window: MainWindow, widget: QWidget) -> QImage:
    room = QRect(widget.mapTo(window, QPoint(0, 0)), widget.size())
    return window.grab(room.adjusted(-AROUND_PX, -AROUND_PX, AROUND_PX, AROUND_PX)).toImage()


def pixels_apart(one: QImage, other: QImage) -> int:
    size = one.size()
    points = ((x, y) for x in range(size.width()) for y in range(size.height()))
    return sum(one.pixel(x, y) != other.pixel(x, y) for x, y in points)


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


def test_every_command_is_in_a_menu_or_has_a_key(qtbot: QtBot, tmp_path: Path) -> None:
    with opened(tmp_path) as window:
        for command in COMMANDS:
            action = window.menus.actions[command.id]
            assert command.menu is not None or not action.shortcut().isEmpty(), command.id
