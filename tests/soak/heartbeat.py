"""Watches the main loop: a heart beats from a timer, and a thread looks at the main thread's stack when it is late.

A timer can wait while other events are served, so what is late may be the sum of several, as the watchdog counts it.
For the random user, whose deeds follow each other without a rest, the heart also beats at each turn of the loop.

A beat is late when the main thread has worked for LATE_MS without it: its own processor time counts, not the clock, so
that other programs on the machine are no finding. Time in which the stack shows that it sleeps or waits counts besides,
by the clock: processor time would not see it.
"""

from __future__ import annotations

import sys
import threading
import time
import traceback
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QAbstractEventDispatcher, QElapsedTimer, QObject, QTimer

LATE_MS = 100.0
BEAT_MS = 10
_LOOK_MS = 15
_LOOK_MOST_MS = 50.0
"""What one look at a thread that waits says of the time before it."""

_WAITS = ("sleep", "wait", "join", "acquire", "result", "shutdown", "recv", "select", "_wait_for_tstate_lock", "poll")


@dataclass(frozen=True, slots=True)
class Stall:
    """The main loop was away for so long; `stack` is where it was seen most. `counted_ms` is work and waiting."""

    counted_ms: float
    worked_ms: float
    passed_ms: float
    stack: str
    doing: str = ""

    def __str__(self) -> str:
        return f"{self.worked_ms:.0f} ms of work ({self.passed_ms:.0f} ms by the clock) {self.doing}\n{self.stack}"


class Heartbeat(QObject):
    """Beats from its making until `stop`. `stalls` are the late beats.

    `by_turns` has it beat at each turn of the loop too. `doing` says what was done last, `own_s` how much of the main
    thread's processor time was the watcher's own work.
    """

    def __init__(
        self,
        late_ms: float = LATE_MS,
        parent: QObject | None = None,
        doing: Callable[[], str] = lambda: "",
        own_s: Callable[[], float] = lambda: 0.0,
        *,
        by_turns: bool = False,
    ) -> None:
        super().__init__(parent)
        self._doing, self._own_s = doing, own_s
        self.stalls: list[Stall] = []
        self.longest_ms = 0.0
        self._late_ms = late_ms
        self._main = threading.main_thread().ident
        assert self._main is not None
        self._clock_id = time.pthread_getcpuclockid(self._main)
        self._lock = threading.Lock()
        self._seen: Counter[str] = Counter()
        self._waited_ms = self._looked_ms = 0.0
        self._since = QElapsedTimer()
        self._is_over = threading.Event()
        self._timer = QTimer(self)
        self._timer.setInterval(BEAT_MS)
        self._timer.timeout.connect(self.beat)
        self._timer.start()
        self._turns = QAbstractEventDispatcher.instance() if by_turns else None
        if self._turns is not None:
            self._turns.awake.connect(self.beat)
        self._start()
        self._thread = threading.Thread(target=self._look, name="heartbeat", daemon=True)
        self._thread.start()

    def beat(self) -> None:
        """The main loop is there."""
        worked, passed = self._worked_ms(), float(self._since.nsecsElapsed()) / 1e6
        with self._lock:
            counted = worked + self._waited_ms
            self.longest_ms = max(self.longest_ms, counted)
            if counted > self._late_ms:
                seen = self._seen.most_common(1) or [("not seen: it held Python's lock all the time", 0)]
                self.stalls.append(Stall(counted, worked, passed, seen[0][0], self._doing()))
        self._start()

    def stop(self) -> None:
        """No more beats."""
        self._timer.stop()
        if self._turns is not None:
            self._turns.awake.disconnect(self.beat)
        self._is_over.set()
        self._thread.join()

    def skip(self) -> None:
        """What has happened since the last beat was the watcher's own work."""
        self._start()

    def _start(self) -> None:
        with self._lock:
            self._began = time.clock_gettime(self._clock_id) - self._own_s()
            self._seen.clear()
            self._waited_ms = self._looked_ms = 0.0
            self._since.start()

    def _worked_ms(self) -> float:
        return (time.clock_gettime(self._clock_id) - self._own_s() - self._began) * 1000.0

    def _look(self) -> None:
        while not self._is_over.wait(_LOOK_MS / 1000.0):
            passed = float(self._since.nsecsElapsed()) / 1e6
            if passed < self._late_ms / 2:
                continue
            frame = sys._current_frames().get(self._main or 0)
            if frame is None:
                continue
            stack = traceback.extract_stack(frame)
            with self._lock:
                waits = stack[-1].name in _WAITS and not _starts_a_thread(stack)
                if self._worked_ms() >= self._late_ms / 2 or waits:
                    self._seen["".join(traceback.format_list(stack[-9:]))] += 1
                if waits:
                    self._waited_ms += passed - max(self._looked_ms, passed - _LOOK_MOST_MS)
                self._looked_ms = passed


def _starts_a_thread(stack: traceback.StackSummary) -> bool:
    """Whether it waits for a thread to begin: on a busy machine that is other programs' time."""
    return any(frame.name == "start" and frame.filename.endswith("threading.py") for frame in stack[-4:])
