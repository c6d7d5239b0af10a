"""The thread's side of a sweep in the window: it reads chunk after chunk from whoever computes them.

What takes a second or so is computed in this thread; what takes longer in processes beside the window, which share
neither its lock nor, where there are enough, its processor.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Container, Iterator
from concurrent.futures import Executor
from contextlib import ExitStack
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Literal

from simulator.engine.plan import Plan
from simulator.engine.workers import Processes, worthwhile

if TYPE_CHECKING:
    from simulator.engine.sweep import Chunk

News = Literal["border", "rows", "lost", "ended"]
"""What is told: a chunk of the closed form or of the sweep, that a worker was lost, that all has come to an end."""

Tell = Callable[[News, Any], None]
"""With "ended" comes what went wrong, in words, or nothing."""


class _StoppedHere(Exception):
    """Nobody wants the rest."""


def border_plan(plan: Plan) -> Plan | None:
    """The sweep whose cells hold the closed-form reproduction number, or None where the plan itself measures it."""
    if not plan.replicas and plan.round != 0 and "reproduction" in plan.measures:
        return None
    round_ = None if plan.round is None else max(1, plan.round)
    return replace(plan, measures=("reproduction",), round=round_, replicas=0)


class Course:
    """One sweep, or the rest of one, on its way. `tell` is called in its thread."""

    def __init__(self, plan: Plan, tell: Tell, done: Container[int], has_border: bool) -> None:
        self._plan, self._tell, self._done = plan, tell, done
        self._border = None if has_border else border_plan(plan)
        self._stopping = threading.Event()
        self._lock = threading.Lock()
        self._workers: Processes | None = None

    def start(self) -> None:
        """Begin."""
        threading.Thread(target=self._run, name="sweep").start()

    def stop(self) -> None:
        """End it soon, from any thread: after the present chunk, or by ending the processes that are at it."""
        self._stopping.set()
        with self._lock:
            if self._workers is not None:
                self._workers.stop()

    def processes(self) -> tuple[Any, ...]:
        """The processes that are at it."""
        with self._lock:
            return self._workers.processes if self._workers is not None else ()

    def _run(self) -> None:
        problem = ""
        try:
            with ExitStack() as stack:
                count = worthwhile(self._plan)
                if count > 1:
                    with self._lock:
                        self._workers = stack.enter_context(Processes(count, gently=True))
                if self._border is not None:
                    self._read("border", self._chunks(self._border, ()))
                self._read("rows", self._chunks(self._plan, self._done))
        except _StoppedHere:
            pass
        except Exception as error:
            if not self._stopping.is_set():  # else it is the stopping itself that is heard here
                problem = f"{type(error).__name__}: {' '.join(str(error).split())}"[:300].rstrip(": ")
        finally:
            with self._lock:
                self._workers = None
        if not self._stopping.is_set():
            self._tell("ended", problem)

    def _chunks(self, plan: Plan, done: Container[int]) -> Iterator[Chunk]:
        from simulator.engine.sweep import sweep

        if self._workers is None:
            return sweep(plan, done=done)
        return sweep(plan, self._workers.executor, done=done, ahead=self._workers.ahead, renew=self._renew)

    def _read(self, news: News, chunks: Iterator[Chunk]) -> None:
        for chunk in chunks:
            if self._stopping.is_set():
                raise _StoppedHere
            self._tell(news, chunk)

    def _renew(self) -> Executor:
        """Others in the place of lost processes."""
        if self._stopping.is_set() or self._workers is None:
            raise _StoppedHere
        self._tell("lost", None)
        return self._workers.renew()
