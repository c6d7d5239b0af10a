"""Small files are written beside the window: a slow disk or a busy network is nothing that a window waits for.

Everything is written in the order in which it was asked for, by a thread that ends when there is nothing to write.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable

Write = Callable[[], object]
Put = Callable[[Write], object]
"""How something is written: at once, or by a pen."""


def at_once(write: Write) -> None:
    """Whoever asks for it waits for it."""
    write()


class Pen:
    """Give it what writes, which holds no QObject: the thread must not be the last to let go of one."""

    def __init__(self) -> None:
        self._turn = threading.Condition()
        self._waiting: deque[Write] = deque()
        self._runs = False

    def put(self, write: Write) -> None:
        """Write this after what was asked for before."""
        with self._turn:
            self._waiting.append(write)
            starts, self._runs = not self._runs, True
        if starts:
            threading.Thread(target=self._loop, name="pen").start()

    def wait(self) -> None:
        """Until everything is written."""
        with self._turn:
            self._turn.wait_for(lambda: not self._runs)

    def _loop(self) -> None:
        while (write := self._next()) is not None:
            try:
                write()
            except Exception as error:
                where = threading.current_thread()
                threading.excepthook(threading.ExceptHookArgs((type(error), error, error.__traceback__, where)))

    def _next(self) -> Write | None:
        with self._turn:
            if self._waiting:
                return self._waiting.popleft()
            self._runs = False
            self._turn.notify_all()
            return None
