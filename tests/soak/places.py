"""Names for widgets that mean the same thing in every language and in every window."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication, QWidget

_INNER = {"qt_scrollarea_viewport", "qt_scrollarea_vcontainer", "qt_scrollarea_hcontainer"}


def children(widget: QWidget) -> list[QWidget]:
    """The widgets in a widget, in the order in which they were made."""
    return [child for child in widget.children() if isinstance(child, QWidget) and not child.isWindow()]


_names: dict[QWidget, str] | None = None
_spent_s = 0.0


@contextmanager
def remembering() -> Iterator[None]:
    """While nothing comes, goes or moves: a name is found once. Half of a choice were names of the same widgets.

    What it takes is the random user's work, not the window's: see `spent_s`.
    """
    global _names, _spent_s
    before, _names = _names, {} if _names is None else _names
    began = time.thread_time()
    try:
        yield
    finally:
        _names = before
        if before is None:
            _spent_s += time.thread_time() - began


def spent_s() -> float:
    """Processor time for looking around, since the program began."""
    return _spent_s


def name_of(widget: QWidget) -> str:
    """Where a widget is: classes from its window down, numbered among their like."""
    if _names is None:
        return _found(widget)
    if widget not in _names:
        _names[widget] = _found(widget)
    return _names[widget]


def _found(widget: QWidget) -> str:
    above = widget.parentWidget()
    if above is None or widget.isWindow():
        return type(widget).__name__
    before, there = name_of(above), children(above)
    if _names is None:
        alike = [child for child in there if type(child) is type(widget)]
        return f"{before}/{_step(widget, alike.index(widget) if widget in alike else 0)}"
    counts = Counter[type]()
    for child in there:
        _names[child] = f"{before}/{_step(child, counts[type(child)])}"
        counts[type(child)] += 1
    return _names.get(widget) or f"{before}/{_step(widget, 0)}"


def _step(widget: QWidget, number: int) -> str:
    row = getattr(widget, "id", None) or getattr(getattr(widget, "row", None), "id", None)
    return f"{type(widget).__name__}[{row if isinstance(row, str) else number}]"


def find(name: str) -> QWidget | None:
    """The widget of that name that can be seen now."""
    steps = name.split("/")
    for window in reversed(QApplication.topLevelWidgets()):
        if type(window).__name__ != steps[0] or not window.isVisible():
            continue
        at: QWidget | None = window
        for step in steps[1:]:
            kind, number = step.rstrip("]").split("[", 1)
            alike = [child for child in children(at) if type(child).__name__ == kind] if at is not None else []
            if number.isdigit():
                at = alike[int(number)] if int(number) < len(alike) else None
            else:
                at = next((child for child in alike if f"[{number}]" in name_of(child).rpartition("/")[2]), None)
        if at is not None and at.isVisible():
            return at
    return None


def walk(widget: QWidget) -> Iterator[QWidget]:
    """A widget and what can be seen in it, from the outside in."""
    yield widget
    for child in children(widget):
        if child.isVisible():
            yield from walk(child)


def is_control(widget: QWidget) -> bool:
    """Whether a person can do something with it: it takes the focus, or a press."""
    takes_focus = bool(widget.focusPolicy() & Qt.FocusPolicy.StrongFocus)
    return takes_focus and widget.isEnabled() and widget.objectName() not in _INNER


def is_in_sight(widget: QWidget) -> bool:
    """Whether its middle is neither scrolled away nor covered."""
    window, middle = widget.window(), widget.rect().center()
    if widget.visibleRegion().isEmpty():
        return False
    found = window.childAt(widget.mapTo(window, middle)) if widget is not window else widget
    return found is not None and (found is widget or widget.isAncestorOf(found))


def controls(windows: list[QWidget]) -> list[QWidget]:
    """Every control of some windows that can be seen now."""
    return [widget for window in windows for widget in walk(window) if is_control(widget)]


def some_point(widget: QWidget, x: float, y: float) -> QPoint:
    """A point of a widget, given in shares of its size."""
    return QPoint(round(x * max(widget.width() - 1, 0)), round(y * max(widget.height() - 1, 0)))
