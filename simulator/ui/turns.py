"""Long changes of what is on screen, done in pieces: after each the main loop has a turn for everything else.

Painting is held until all is done, so that nobody sees half of a change. Where no main loop runs, as for pictures,
everything is done at once.
"""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Callable, Iterator
from functools import cache
from time import perf_counter

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QThread, QTimer
from PySide6.QtWidgets import QApplication, QWidget
from shiboken6 import isValid

Work = Iterator[None]
"""A generator: wherever it yields, the main loop may have a turn."""

PIECE_S = 0.012
"""How long a piece takes before the main loop has a turn: less than a frame."""


class Turns(QObject):
    """One work after another, in the order in which they came."""

    def __init__(self) -> None:
        super().__init__()
        self._waiting: deque[tuple[Work, QObject]] = deque()
        self._held: list[QWidget] = []
        self._is_busy = False
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(0)
        self._timer.timeout.connect(self._go_on)

    @property
    def is_busy(self) -> bool:
        """Whether something is left to do, or to be painted."""
        return self._is_busy or self._timer.isActive()

    def take(self, work: Work, owner: QObject) -> None:
        """Begin it now; what does not fit into a piece follows, as long as its owner is there."""
        self._waiting.append((work, owner))
        if not has_turns():
            self.finish()
        elif not self.is_busy:
            self._go_on()

    def follow(self, work: Work, owner: QObject) -> None:
        """Begin it after a turn of the main loop: what was just done was long enough."""
        self._waiting.append((work, owner))
        if not has_turns():
            self.finish()
        else:
            self._hold()
            self._timer.start()

    def finish(self) -> None:
        """Do at once what is left: somebody wants to see, or to have a picture of, how things are."""
        if not self._is_busy:
            if self._waiting:
                self._work(math.inf)
            self._timer.stop()
            self._release()

    def _go_on(self) -> None:
        if self._waiting:
            self._work(PIECE_S)
            if self._waiting:
                self._hold()
            if self._waiting or self._held:
                self._timer.start()  # what was held is painted in a turn of its own
        else:
            self._release()

    def _work(self, seconds: float) -> None:
        until = perf_counter() + seconds
        self._is_busy = True
        try:
            self._advance()
            while self._waiting and perf_counter() < until:
                self._advance()
        finally:
            self._is_busy = False

    def _advance(self) -> None:
        work, owner = self._waiting[0]
        if not isValid(owner):
            self._waiting.popleft()
            return
        try:
            next(work)
        except StopIteration:
            self._waiting.popleft()
        except BaseException:
            self._waiting.popleft()
            self._timer.start()
            raise

    def _hold(self) -> None:
        for window in QApplication.topLevelWidgets():
            if window.isVisible() and window.updatesEnabled():
                window.setUpdatesEnabled(False)
                self._held.append(window)

    def _release(self) -> None:
        held, self._held = self._held, []
        for window in held:
            if isValid(window):
                window.setUpdatesEnabled(True)
                # Where something waited to be painted when it was held, Qt takes the request for sent: ask anew.
                QCoreApplication.postEvent(window, QEvent(QEvent.Type.UpdateRequest))


def has_turns() -> bool:
    """Whether a main loop runs; for pictures none does."""
    return QThread.currentThread().loopLevel() > 0


def calling(action: Callable[[], object]) -> Work:
    """A single call as a work."""
    action()
    yield


@cache
def turns() -> Turns:
    """The only one: two changes at a time would see each other half done."""
    return Turns()
