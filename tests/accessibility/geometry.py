"""What of a window is cut off, lies over something else, or is too small to be pressed."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from PySide6.QtCore import QPoint, QRect
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractScrollArea,
    QLabel,
    QMenuBar,
    QScrollBar,
    QWidget,
)

from simulator.ui.widgets.full_text import cut_text
from simulator.ui.widgets.labels import Label
from tests.soak import places

LEAST_TARGET_PX = 24
LEAST_TRANSPORT_PX = 44
_SLACK_PX = 1
_LEAST_WORDS_PX = 24
"""Narrower than that nothing can be read of a word any more."""

PICTURES = ("StageView", "Chart", "Plot", "MapChart")
"""Widgets that place others on their own picture: those may lie on it, not on each other."""


def faults(window: QWidget) -> list[str]:
    """Everything that is cut, overlaps, or reaches out of what it is in."""
    found = []
    for parent in _laid_out(window):
        shown = [child for child in places.children(parent) if is_seen(child)]
        found += [f"cut: {name_of(child)}" for child in shown if _is_cut(child)]
        found += [f"outside: {name_of(child)} in {parent.size().toTuple()}" for child in shown if _is_outside(child)]
        found += [
            f"over each other: {name_of(one)} and {name_of(other)}"
            for one, other in combinations(shown, 2)
            if _overlap(one.geometry(), other.geometry())
        ]
    return found


def small_targets(window: QWidget) -> list[str]:
    """Controls that are lower or narrower than a finger needs; not words with links in them, which stand in lines."""
    found = []
    for control in places.controls([window]):
        is_other = isinstance(control, QAbstractScrollArea | QMenuBar | QScrollBar | QLabel)
        if is_other or control.parentWidget() is None or control.visibleRegion().isEmpty():
            continue
        least = LEAST_TRANSPORT_PX if type(control.parentWidget()).__name__ == "Transport" else LEAST_TARGET_PX
        if type(control).__name__ == "QToolButton" or min(control.width(), control.height()) >= least:
            continue
        found.append(f"{control.width()} × {control.height()}: {name_of(control)}")
    return found


def is_seen(child: QWidget) -> bool:
    # The target of a dot is larger than what is painted of it, and may lie over the end of a name.
    return child.isVisible() and not child.visibleRegion().isEmpty() and type(child).__name__ != "ChangeDot"


def _laid_out(widget: QWidget) -> Iterator[QWidget]:
    """Widgets with others in them; inside a scroll area its content, which may be larger than what is seen of it."""
    for one in places.walk(widget):
        if not isinstance(one, QAbstractScrollArea) and not isinstance(one, QMenuBar):
            yield one


def _is_cut(widget: QWidget) -> bool:
    """Whether words of a widget do not fit, and cannot be had where one points at them either.

    A single line that is cut is told in full by its tool tip (widgets/full_text.py); what wraps has to have its height.
    """
    if isinstance(widget, Label):
        return widget.is_cut()
    if isinstance(widget, QLabel) and widget.wordWrap():
        return widget.heightForWidth(widget.width()) > widget.height() + _SLACK_PX
    if isinstance(widget, QAbstractButton | QLabel):
        return bool(cut_text(widget)) and widget.width() < _LEAST_WORDS_PX
    return False


def _is_outside(widget: QWidget) -> bool:
    parent = widget.parentWidget()
    if parent is None or isinstance(parent.parentWidget(), QAbstractScrollArea):
        return False
    room = parent.rect().adjusted(-_SLACK_PX, -_SLACK_PX, _SLACK_PX, _SLACK_PX)
    return not room.contains(widget.geometry())


def _overlap(one: QRect, other: QRect) -> bool:
    shared = one.intersected(other)
    return shared.width() > _SLACK_PX and shared.height() > _SLACK_PX


def name_of(widget: QWidget) -> str:
    text = getattr(widget, "text", str)
    at = widget.mapTo(widget.window(), QPoint(0, 0))
    where = f"{at.x()},{at.y()} {widget.width()}×{widget.height()}"
    return f"{'/'.join(places.name_of(widget).split('/')[-3:])} {str(text())[:40]!r} at {where}"
