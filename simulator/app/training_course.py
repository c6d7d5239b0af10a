"""The window's side of a training: a thread that starts the process, hears what it tells, and sees to its end."""

from __future__ import annotations

import contextlib
import multiprocessing
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Literal

from simulator.app.training_process import News, work

if TYPE_CHECKING:
    from multiprocessing.process import BaseProcess

    from simulator.app.trained import Order

Heard = News | Literal["lost"]
"""What the process tells, and that it has ended before it was done."""

Tell = Callable[[Heard, Any], None]


class Course:
    """One training on its way. `tell` is called in its thread, and not any more once it was stopped."""

    def __init__(self, order: Order, tell: Tell) -> None:
        self._order, self._tell = order, tell
        self._stopping = threading.Event()
        self._lock = threading.Lock()
        self._process: BaseProcess | None = None

    def start(self) -> None:
        """Begin."""
        threading.Thread(target=self._run, name="training").start()

    def stop(self) -> None:
        """End it at once, from any thread; what it was at is lost."""
        self._stopping.set()
        with self._lock:
            if self._process is not None:
                self._process.kill()

    @property
    def process(self) -> BaseProcess | None:
        """The process that is at it."""
        return self._process

    def _run(self) -> None:
        context = multiprocessing.get_context("spawn")
        ours, theirs = context.Pipe(duplex=False)
        # A daemon: when the program ends, it is ended.
        process = context.Process(target=work, args=(theirs, self._order), name="training", daemon=True)
        news: Heard = "lost"
        try:
            with self._lock:
                if self._stopping.is_set():
                    return
                process.start()
                self._process = process
            theirs.close()  # else the end of the process would not be heard
            with contextlib.suppress(EOFError, OSError):
                while news not in ("failed", "done"):
                    news, what = ours.recv()
                    self._pass_on(news, what)
            if news not in ("failed", "done"):
                self._pass_on("lost", None)
        except Exception as error:
            self._pass_on("failed", f"{type(error).__name__}: {' '.join(str(error).split())}"[:300].rstrip(": "))
        finally:
            ours.close()
            theirs.close()
            with self._lock:
                started, self._process = self._process, None
            if started is not None:
                if news not in ("failed", "done"):
                    started.kill()
                started.join()
                with contextlib.suppress(ValueError):  # who asks for all children just now hears its end first
                    started.close()

    def _pass_on(self, news: Heard, what: Any) -> None:
        if not self._stopping.is_set():
            self._tell(news, what)
