"""Buttons that are pressed while a dialog opens."""

from __future__ import annotations

from PySide6.QtWidgets import QAbstractButton, QWidget


def let_buttons_go(inside: QWidget) -> None:
    """No button in a widget stays down: a dialog has opened, and the release goes there.

    `inside` holds no dialogs: asking for the parts of one that Qt owns leaves some memory behind for each.
    """
    for button in inside.findChildren(QAbstractButton):
        button.setDown(False)
