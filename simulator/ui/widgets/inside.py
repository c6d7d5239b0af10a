"""What is inside a widget."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from itertools import pairwise
from weakref import ref

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QWidget
from shiboken6 import isValid


def widgets_in(widget: QWidget) -> Iterator[QWidget]:
    """All widgets inside a widget, from the outside in, dialogs and menus too.

    `findChildren` gives the same, but what it gives is held by the widget that was asked, to the end of that widget:
    parts that Qt made itself, and that are gone, would be kept by a window (half a kilobyte each).
    """
    for child in widget.children():
        if isinstance(child, QWidget):
            yield child
            yield from widgets_in(child)


class _Later(QObject):
    """`gone(widgets)` is heard a turn after it is sent: what tells that it goes still has its parts."""

    gone = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.gone.connect(_empty, Qt.ConnectionType.QueuedConnection)


@cache
def _later() -> _Later:
    return _Later()


def _empty(widgets: Iterable[ref[QWidget]]) -> None:
    for widget in widgets:
        if (one := widget()) is not None and not isValid(one):
            vars(one).clear()


def empty_when_gone(widget: QWidget) -> None:
    """Let go of all that the parts of a widget have kept, when it has gone.

    They hold each other, and whoever was there when the program had started (`Housekeeping.settle`) is not looked at
    by the collector of cycles: charts and rows of the history would stay to the end.
    """
    later, parts = _later(), [*map(ref, widgets_in(widget))]
    widget.destroyed.connect(lambda: later.gone.emit(parts))


def stops_in(widget: QWidget) -> Iterator[QWidget]:
    """Where Tab may stop in a widget, itself first.

    In the order of its `stations`, where it tells them, else in that in which its parts were made.
    """
    if widget.focusPolicy() & Qt.FocusPolicy.TabFocus:
        yield widget
    stations = getattr(widget, "stations", None)
    for one in widget.children() if stations is None else stations():
        if isinstance(one, QWidget) and not one.isWindow():
            yield from stops_in(one)


def order_tabs(stops: Iterable[QWidget]) -> None:
    """Tab goes through these one after the other."""
    for before, after in pairwise(dict.fromkeys(stops)):
        QWidget.setTabOrder(before, after)
