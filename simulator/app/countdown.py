"""A timer for a class: some minutes, started, paused, prolonged. Nothing happens at its end but that it says so."""

from __future__ import annotations

from collections.abc import Callable
from time import monotonic

from PySide6.QtCore import QObject, QTimer, Signal

MINUTE_S = 60
MOST_S = 99 * MINUTE_S
_TICK_MS = 200


class Countdown(QObject):
    """`changed` follows every second that is over, and every press."""

    changed = Signal()

    def __init__(self, parent: QObject | None = None, clock: Callable[[], float] = monotonic) -> None:
        super().__init__(parent)
        self._clock = clock
        self._left, self._end = 0.0, 0.0
        self._shown = 0
        self.is_over = False
        self._ticks = QTimer(self)
        self._ticks.setInterval(_TICK_MS)
        self._ticks.timeout.connect(self.tick)

    @property
    def is_running(self) -> bool:
        """Whether time passes."""
        return self._ticks.isActive()

    @property
    def is_set(self) -> bool:
        """Whether there is something to show."""
        return self.is_running or self.is_over or self._left > 0

    @property
    def seconds(self) -> int:
        """Whole seconds that are left, the one that has begun included."""
        left = self._end - self._clock() if self.is_running else self._left
        return max(int(-(-left // 1)), 0)

    def start(self, seconds: int = MINUTE_S) -> None:
        """Let time pass: what is left, or so many seconds where nothing is."""
        if not self.is_running:
            self._end = self._clock() + (self._left or min(seconds, MOST_S))
            self.is_over = False
            self._ticks.start()
            self._tell()

    def pause(self) -> None:
        """Keep what is left."""
        if self.is_running:
            self._left = max(self._end - self._clock(), 0.0)
            self._ticks.stop()
            self._tell()

    def add(self, seconds: int = MINUTE_S) -> None:
        """So much longer, whether it runs or not."""
        if self.is_running:
            self._end = min(self._end + seconds, self._clock() + MOST_S)
        else:
            self._left = min(self._left + seconds, float(MOST_S))
            self.is_over = False
        self._tell()

    def clear(self) -> None:
        """No timer."""
        self._ticks.stop()
        self._left, self.is_over = 0.0, False
        self._tell()

    def tick(self) -> None:
        """Look at the clock."""
        if self.is_running and self._clock() >= self._end:
            self._ticks.stop()
            self._left, self.is_over = 0.0, True
            self._tell()
        elif self.seconds != self._shown:
            self._tell()

    def _tell(self) -> None:
        self._shown = self.seconds
        self.changed.emit()
