"""Garbage collection on the GUI thread only: a collection in a worker while widgets die crashes Qt.

And what pictures and large trees took goes back to the system when it is freed.
"""

from __future__ import annotations

import contextlib
import ctypes
import gc
import sys

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtGui import QGuiApplication

INTERVAL_MS = 1000
"""Often enough that a generation stays small (a young collection takes well under a millisecond)."""


LARGE_BYTES = 4 * 2**20
"""Blocks from this size on have pages of their own. From 1 MB on, trees of many nodes would take 1.4 times as long."""

_M_MMAP_THRESHOLD = -3


class Housekeeping(QObject):
    """Collects what automatic collection would, from a timer of this thread, while automatic collection is off."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        gc.disable()
        gc.freeze()  # what has been imported stays, and is not looked through
        give_back_large_blocks()
        self._timer = QTimer(self)
        self._timer.setInterval(INTERVAL_MS)
        self._timer.timeout.connect(self.collect)
        self._timer.start()

    def collect(self) -> None:
        """Collect the oldest generation whose threshold has been passed; what is free by then goes back."""
        for generation in (2, 1, 0):
            if gc.get_count()[generation] > gc.get_threshold()[generation]:
                gc.collect(generation)
                break
        if QGuiApplication.mouseButtons() == Qt.MouseButton.NoButton:  # a drag would want it again at once
            give_back_free_pages()

    @staticmethod
    def settle() -> None:
        """What is there now stays to the end: it is not looked through again. Once, when the program has started."""
        gc.collect()
        gc.freeze()


def give_back_free_pages() -> None:
    """What lies free between smaller blocks, which the GNU C library keeps until somebody asks: 3 ms for 34 MB."""
    if sys.platform.startswith("linux"):
        with contextlib.suppress(OSError, AttributeError):
            ctypes.CDLL(None).malloc_trim(0)


def give_back_large_blocks() -> None:
    """Whatever the GNU C library has learned: where a large block was freed, it keeps the next ones for itself.

    Between them lies what is small and stays, so their memory does not go back. Other systems decide for themselves.
    """
    if sys.platform.startswith("linux"):
        with contextlib.suppress(OSError, AttributeError):  # another C library
            ctypes.CDLL(None).mallopt(_M_MMAP_THRESHOLD, LARGE_BYTES)
