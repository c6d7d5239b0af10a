"""Work that a slider asks for again and again, beside the window: the newest request wins.

Nothing waits for it and it waits for nobody. A request that has started gives its first result in any case, so that
something new is seen also while requests come faster than they are answered; what goes beyond that is dropped as soon
as there is a newer one. It is done by the helper process where there is one, at once; else by a thread, which ends
when there is nothing to do, and which begins when the window has painted: it takes turns with it at Python's lock.
"""

from __future__ import annotations

import threading
from itertools import count

from PySide6.QtCore import QObject, QTimer, Signal

from simulator.app.bridge import Teller, bridge, new_token
from simulator.app.helper import Helper, News, Work


def _take_from_helper(token: int, number: int, result: object) -> None:
    bridge().came.emit(token, number, result)


class _Thread:
    """The thread's side: no Qt but the bridge."""

    def __init__(self, token: int) -> None:
        self._tell = Teller(token)
        self._lock = threading.Lock()
        self._next: tuple[int, Work] | None = None
        self._runs = False
        self._newest = 0

    def put(self, number: int, work: Work | None) -> None:
        """Ask for this and forget what has not started; None forgets everything."""
        with self._lock:
            self._newest = number
            self._next = None if work is None else (number, work)
            starts = work is not None and not self._runs
            self._runs = self._runs or starts
        if starts:
            threading.Thread(target=self._loop, name="worker").start()

    def _loop(self) -> None:
        while True:
            with self._lock:
                job, self._next = self._next, None
                self._runs = job is not None
            if job is None:
                return
            number, work = job
            try:
                for result in work():
                    self._tell(number, result)
                    if number != self._newest:
                        break
            except Exception as error:
                self._tell(number, error)


class Worker(QObject):
    """`came(result)` follows each result of the newest request, and the first one of a request before it.

    Work holds no QObject: the thread must not be the last to let go of one. Its exception is raised again on the GUI
    thread.
    """

    came = Signal(object)

    def __init__(self, parent: QObject | None = None, helper: Helper | None = None) -> None:
        super().__init__(parent)
        self._token = new_token()
        self._thread = _Thread(self._token)
        self._helper = helper
        self._numbers = count(1)
        self._seen = 0
        self._asked: tuple[int, Work] | None = None
        self._after_paint = QTimer(self)
        self._after_paint.setSingleShot(True)
        self._after_paint.setInterval(0)
        self._after_paint.timeout.connect(self._ask_thread)
        bridge().came.connect(self._take)

    def ask(self, work: Work) -> None:
        """Do this next, in place of what was asked before."""
        number = next(self._numbers)
        self._asked = number, work
        self._thread.put(number, None)  # what it is at ends with its next result, also before the window has painted
        if self._helper is not None and self._helper.put(self._token, number, work):
            self._after_paint.stop()
            return
        self._after_paint.start()
        if self._helper is not None:
            self._helper.begin(_take_from_helper)

    def forget(self) -> None:
        """Nothing is wanted any more."""
        self._seen, self._asked = next(self._numbers), None
        self._after_paint.stop()
        self._thread.put(self._seen, None)
        if self._helper is not None:
            self._helper.put(self._token, self._seen, None)

    def _ask_thread(self) -> None:
        if self._asked is not None:
            self._thread.put(*self._asked)

    def _take(self, token: int, number: int, result: object) -> None:
        if token != self._token or number < self._seen:
            return
        is_newest = self._asked is not None and self._asked[0] == number
        if isinstance(result, News):
            if result is News.LOST and is_newest:
                self._after_paint.start()
            return
        self._seen = number
        if isinstance(result, Exception):
            raise result
        self.came.emit(result)
