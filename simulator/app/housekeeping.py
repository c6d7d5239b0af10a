"""Garbage collection on the GUI thread only: a collection in a worker while widgets die crashes Qt."""

from __future__ import annotations

import gc

from PySide6.QtCore import QObject, QTimer

INTERVAL_MS = 1000
"""Often enough that a generation stays small (a young collection takes well under a millisecond)."""


class Housekeeping(QObject):
    """Collects what automatic collection would, from a timer of this thread, while automatic collection is off."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        gc.disable()
        self._timer = QTimer(self)
        self._timer.setInterval(INTERVAL_MS)
        self._timer.timeout.connect(self.collect)
        self._timer.start()

    def collect(self) -> None:
        """Collect the oldest generation whose threshold has been passed."""
        for generation in (2, 1, 0):
            if gc.get_count()[generation] > gc.get_threshold()[generation]:
                gc.collect(generation)
                return

    @staticmethod
    def settle() -> None:
        """What is there now stays to the end: it is not looked through again. Once, when the program has started."""
        gc.collect()
        gc.freeze()
