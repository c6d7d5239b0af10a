"""Buttons that are pressed while a dialog opens."""

from __future__ import annotations

from PySide6.QtWidgets import QAbstractButton, QWidget

from simulator.ui.widgets.inside import widgets_in


def let_buttons_go(inside: QWidget) -> None:
    """No button in a widget stays down: a dialog has opened, and the release goes there."""
    for widget in widgets_in(inside):
        if isinstance(widget, QAbstractButton):
            widget.setDown(False)
