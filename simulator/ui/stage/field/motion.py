"""Movements of the picture: at once where motion is reduced, otherwise a short way that anything may interrupt."""

from __future__ import annotations

from PySide6.QtCore import QElapsedTimer, QObject, QTimer, Signal

from simulator.ui.stage.moment import ease

FRAME_MS = 16

UNFOLD_MS, FLY_MS, ZOOM_MS = 320, 380, 130
"""Time for unfolding a node, for moving to another part of the tree, and for one notch of the wheel."""


class Motion(QObject):
    """One movement at a time, from 0 to 1. `moved` follows each frame, the last one included."""

    moved = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._clock, self._timer = QElapsedTimer(), QTimer(self)
        self._timer.setInterval(FRAME_MS)
        self._timer.timeout.connect(self._advance)
        self._duration, self._amount = 1, 1.0

    @property
    def is_moving(self) -> bool:
        """Whether a movement is on its way."""
        return self._timer.isActive()

    @property
    def amount(self) -> float:
        """How far the movement has come, slow at both ends; 1 when nothing moves."""
        return ease(self._amount)

    def start(self, duration_ms: int) -> None:
        """Begin a movement, in the place of any other."""
        self._duration, self._amount = duration_ms, 0.0
        self._clock.start()
        self._timer.start()

    def stop(self) -> None:
        """End it where it would have led."""
        self._timer.stop()
        self._amount = 1.0

    def _advance(self) -> None:
        self._amount = min(self._clock.elapsed() / self._duration, 1.0)
        if self._amount >= 1.0:
            self._timer.stop()
        self.moved.emit()
