"""Words that found no room are told in full, where one points at them."""

from __future__ import annotations

from typing import Protocol, runtime_checkable

from PySide6.QtCore import QEvent
from PySide6.QtGui import QHelpEvent
from PySide6.QtWidgets import QAbstractButton, QLabel, QToolTip, QWidget

from simulator.ui.text import as_tip

_SLACK_PX = 2


@runtime_checkable
class Cutting(Protocol):
    """A widget that cuts its words itself, and knows when."""

    def cut_text(self) -> str:
        """The whole text where only a part of it is shown; empty if all of it is there."""


def cut_text(widget: QWidget | None) -> str:
    """The whole text of a label or a button that shows only a part of it; empty if all of it is there."""
    if isinstance(widget, Cutting):
        return widget.cut_text()
    if isinstance(widget, QAbstractButton) and widget.text():
        return widget.text().replace("&", "") if widget.sizeHint().width() > widget.width() + _SLACK_PX else ""
    if isinstance(widget, QLabel) and not widget.wordWrap():
        return widget.text() if widget.sizeHint().width() > widget.width() + _SLACK_PX else ""
    return ""


def tells_in_full(event: QEvent, widget: QWidget | None) -> bool:
    """Whether one points at cut words that have no other tool tip: they are shown then."""
    if event.type() != QEvent.Type.ToolTip or not isinstance(event, QHelpEvent) or widget is None or widget.toolTip():
        return False
    if text := cut_text(widget):
        QToolTip.showText(event.globalPos(), as_tip(text), widget)
    return bool(text)
