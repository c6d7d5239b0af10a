"""Pictures of windows that are hidden are given back: Qt keeps each as large as its window was, until it is deleted."""

from __future__ import annotations

from functools import partial

from PySide6.QtWidgets import QWidget

from simulator.ui.widgets.soon import soon


def let_go_of_picture(window: QWidget) -> None:
    """A turn later, if it is hidden then; on the screen it is made anew, where it was, when it is shown."""
    soon(window, partial(_let_go, window))


def _let_go(window: QWidget) -> None:
    if not window.isVisible():
        window.destroy()
