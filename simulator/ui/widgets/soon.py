"""Calls that wait for a turn of the main loop."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer


def soon(owner: QObject, action: Callable[[], object]) -> None:
    """Call it in the next turn, if its owner is there then.

    `QTimer.singleShot` with an owner keeps what it was to call for good where the owner ends before (PySide 6.11), and
    with it the window that this belongs to. A signal that is connected to `deleteLater` itself keeps 60 bytes for good.
    """
    timer = QTimer(owner)
    timer.setSingleShot(True)
    timer.setInterval(0)

    def act() -> None:
        timer.deleteLater()
        action()

    timer.timeout.connect(act)
    timer.start()
