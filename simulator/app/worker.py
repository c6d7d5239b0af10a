"""One thread for work that a slider asks for again and again: the newest request wins.

Nothing waits for it and it waits for nobody. A request that has started gives its first result in any case, so that
something new is seen also while requests come faster than they are answered; what goes beyond that is dropped as soon
as there is a newer one. The thread ends when there is nothing to do.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from functools import cache
from itertools import count
from typing import Any

from PySide6.QtCore import QObject, Signal

Work = Callable[[], Iterator[Any]]
"""Gives its results one after another. It holds no QObject: the thread must not be the last to let go of one."""

_tokens = count()


class _Bridge(QObject):
    """The one object through which results reach the GUI thread; it lives as long as the program."""

    came = Signal(object, object, object)


@cache
def _bridge() -> _Bridge:
    return _Bridge()


class _Thread:
    """The thread's side: no Qt but the bridge."""

    def __init__(self, token: int) -> None:
        self._token, self._bridge = token, _bridge()
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
                    self._bridge.came.emit(self._token, number, result)
                    if number != self._newest:
                        break
            except Exception as error:
                self._bridge.came.emit(self._token, number, error)


class Worker(QObject):
    """`came(result)` follows each result of the newest request, and the first one of a request before it.

    An exception of the work is raised again on the GUI thread.
    """

    came = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._token = next(_tokens)
        self._thread = _Thread(self._token)
        self._numbers = count(1)
        self._seen = 0
        _bridge().came.connect(self._take)

    def ask(self, work: Work) -> None:
        """Do this next, in place of what was asked before."""
        self._thread.put(next(self._numbers), work)

    def forget(self) -> None:
        """Nothing is wanted any more."""
        self._seen = next(self._numbers)
        self._thread.put(self._seen, None)

    def _take(self, token: int, number: int, result: object) -> None:
        if token != self._token or number < self._seen:
            return
        self._seen = number
        if isinstance(result, Exception):
            raise result
        self.came.emit(result)
