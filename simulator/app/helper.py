"""A process beside the window that computes what a slider asks for: the window never takes turns with it.

It is a convenience and never a need. It starts when many runs are first asked for, ends with the window, and until it
is ready, and whenever it is lost, the thread of `worker` does the same.
"""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable, Iterator
from enum import Enum
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from multiprocessing.connection import Connection
    from multiprocessing.context import SpawnProcess

Work = Callable[[], Iterator[Any]]
"""Gives its results one after another. For the process it is something that can be pickled, of a module without Qt."""

Take = Callable[[int, int, object], None]
"""Takes a token, the number of a request, and a result of it; from a thread."""


class News(Enum):
    """What is not a result: nothing more comes of a request; the process is lost, with all that it was asked."""

    END = "end"
    LOST = "lost"


class Helper:
    """One process, many who ask, each by a token: the newest request of each wins.

    `take(token, number, result)` is called from a thread; with News.END when nothing more comes of a request and, for
    all who are waiting, with News.LOST when the process is gone.
    """

    STARTS = 3
    """How often a lost process is started again: one that keeps dying does not help."""

    WAITING_AT_MOST = 12
    """Unanswered requests; a process that does not read would sooner or later stop the window that writes to it."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._connection: Connection | None = None
        self._thread: threading.Thread | None = None
        self._waiting: list[tuple[int, int]] = []
        self._starts = 0
        self._is_over = False
        self.process: SpawnProcess | None = None

    @property
    def is_ready(self) -> bool:
        """Whether it answers."""
        return self._connection is not None

    def begin(self, take: Take) -> None:
        """Start it, if it is not there; it is ready some tenths of a second later."""
        if self._thread is None and self._starts < self.STARTS and not self._is_over:
            self._starts += 1
            self._thread = threading.Thread(target=self._listen, args=(take,), name="helper", daemon=True)
            self._thread.start()

    def put(self, token: int, number: int, work: Work | None) -> bool:
        """Ask for this in place of what the same token asked before; None: for nothing. Whether it could be asked."""
        with self._lock:
            if self._connection is None or len(self._waiting) >= self.WAITING_AT_MOST:
                return False
            self._waiting.append((token, number))
            try:
                self._connection.send((token, number, work))
            except OSError:
                return False  # who listens will say that it is lost
            return True

    def end(self) -> None:
        """End the process at once: it has nothing to lose."""
        with self._lock:
            self._is_over = True
            thread = self._thread
        while thread is not None and thread.is_alive():
            if self.process is not None and self.process.pid is not None:
                self.process.kill()
            thread.join(0.02)

    def _listen(self, take: Take) -> None:
        """The life of one process, in a thread that only waits."""
        from multiprocessing.context import SpawnContext, SpawnProcess  # the first paint does not need it

        ours, its = SpawnContext().Pipe()
        self.process = SpawnProcess(target=serve, args=(its,), name="helper", daemon=True)
        with ours, contextlib.suppress(EOFError, OSError):
            with its:
                self.process.start()
            ours.recv()  # it is ready
            self._connection = ours
            while True:
                token, number, result = ours.recv()
                if result is News.END:
                    with self._lock:
                        self._waiting.remove((token, number))
                take(token, number, result)
        with self._lock:
            self._connection, self._thread = None, None
            lost, self._waiting = self._waiting, []
        if self.process.pid is not None:
            self.process.join()
        for token, number in [] if self._is_over else lost:
            take(token, number, News.LOST)


def serve(connection: Connection) -> None:
    """The process's side: answer until the other side is gone."""
    import signal

    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C in a terminal is for the window
    from simulator.engine import contrast, spread  # noqa: F401 - ready is who need not import anything any more

    jobs: dict[int, tuple[int, Iterator[Any]]] = {}
    with contextlib.suppress(EOFError, OSError):
        connection.send("ready")
        while True:
            while not jobs or connection.poll():
                token, number, work = connection.recv()
                if token in jobs:
                    connection.send((token, jobs.pop(token)[0], News.END))
                if work is None:
                    connection.send((token, number, News.END))
                else:
                    jobs[token] = number, _results(work)
            token = next(iter(jobs))
            number, results = jobs.pop(token)
            for result in results:  # one; then whoever else waits has a turn
                _send(connection, token, number, result)
                jobs[token] = number, results
                break
            else:
                connection.send((token, number, News.END))


def _results(work: Work) -> Iterator[Any]:
    """What the work gives; at last its exception, if it ends with one."""
    try:
        yield from work()
    except Exception as error:
        yield error


def _send(connection: Connection, token: int, number: int, result: object) -> None:
    from pickle import PicklingError

    try:
        connection.send((token, number, result))
    except (PicklingError, TypeError, AttributeError) as error:
        connection.send((token, number, RuntimeError(str(error))))
