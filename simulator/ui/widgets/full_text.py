"""Words that found no room are told in full, where one points at them."""

from __future__ import annotations

from PySide6.QtWidgets import QAbstractButton, QLabel, QWidget

from simulator.ui.widgets.labels import Label

_SLACK_PX = 2


def cut_text(widget: QWidget | None) -> str:
    """The whole text of a label or a button that shows only a part of it; empty if all of it is there."""
    if isinstance(widget, Label):
        return widget.text() if widget.is_cut() or widget.is_elided() else ""
    if isinstance(widget, QAbstractButton) and widget.text():
        return widget.text().replace("&", "") if widget.sizeHint().width() > widget.width() + _SLACK_PX else ""
    if isinstance(widget, QLabel) and not widget.wordWrap():
        return widget.text() if widget.sizeHint().width() > widget.width() + _SLACK_PX else ""
    return ""
