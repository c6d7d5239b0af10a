"""Who computes a sweep: this process, others beside it, or a cluster; all through `concurrent.futures.Executor`."""

from __future__ import annotations

import contextlib
import importlib
import logging
import os
import signal
import threading
from concurrent.futures import Executor, ProcessPoolExecutor
from multiprocessing import parent_process
from multiprocessing.context import SpawnContext, SpawnProcess
from types import TracebackType
from typing import Any

from simulator.engine.plan import CHUNK_RUN_ROUNDS, Plan

WORTH_PROCESSES = 12
"""Chunks of usual size from which other processes are worth their start: they need a second, a chunk a tenth of one."""

AHEAD_OF_EACH = 3
"""Chunks for each worker that are submitted ahead of the reader: one at work, one waiting, one in reserve."""


def processors() -> int:
    """How many processors this process may use."""
    affinity = getattr(os, "sched_getaffinity", None)
    return len(affinity(0)) if affinity else os.cpu_count() or 1


def worthwhile(plan: Plan) -> int:
    """How many processes a sweep is worth: 1, which is this one, or as many as there are processors."""
    is_long = plan.cells * plan.cost >= WORTH_PROCESSES * CHUNK_RUN_ROUNDS
    return min(processors(), plan.chunks) if is_long else 1


class Processes:
    """Worker processes that can be made anew when one of them is lost; started with `spawn`, on every system alike.

    Leaving the `with` block lets running chunks end, or ends them at once if it is left by an exception. With `gently`
    they leave the processor to whatever else wants it: a window, whose user goes on working.
    """

    def __init__(self, count: int, *, gently: bool = False) -> None:
        self.count = count
        self._gently = gently
        self._context = _Watching()
        self.executor: Executor = self._made()

    @property
    def ahead(self) -> int:
        """How many chunks to submit ahead."""
        return self.count * AHEAD_OF_EACH

    @property
    def is_lost(self) -> bool:
        """Processes that are lost say so, and others take their place."""
        return False

    def renew(self) -> Executor:
        """Other processes in the place of those that were lost."""
        self.executor.shutdown(wait=True, cancel_futures=True)
        self.executor = self._made()
        return self.executor

    def _made(self) -> Executor:
        return ProcessPoolExecutor(self.count, mp_context=self._context, initializer=_begin, initargs=(self._gently,))

    @property
    def processes(self) -> tuple[SpawnProcess, ...]:
        """Those that are alive, of this executor and of none beside it."""
        return tuple(process for process in self._context.started if process.is_alive())

    def stop(self) -> None:
        """End the processes at once, with what they are at. Another thread may call it."""
        self.executor.shutdown(wait=False, cancel_futures=True)
        for process in self.processes:
            process.terminate()

    def __enter__(self) -> Processes:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is not None:
            self.stop()
        self.executor.shutdown(wait=True, cancel_futures=True)


class _Watching(SpawnContext):
    """Starts processes with `spawn`, and keeps which ones."""

    def __init__(self) -> None:
        super().__init__()
        self.started: list[SpawnProcess] = []

    def Process(self, *args: Any, **kwargs: Any) -> SpawnProcess:  # type: ignore[override]
        process = SpawnProcess(*args, **kwargs)
        self.started = [*(known for known in self.started if known.exitcode is None), process]
        return process


_NICENESS = 10
"""Half of what there is: the window is served first, an idle machine is used all the same."""


def _begin(gently: bool) -> None:
    """Ctrl-C reaches every process of a terminal; only the one that writes the table is to act on it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, name="parent", daemon=True).start()
    if gently and hasattr(os, "nice"):
        with contextlib.suppress(OSError):
            os.nice(_NICENESS)


def _end_with_parent() -> None:
    """A worker whose parent was killed hears nothing of it: it would wait for work for ever."""
    if (parent := parent_process()) is not None:
        parent.join()
        os._exit(1)


def _quiet() -> None:
    """Leave it to whoever sweeps to say what goes wrong: distributed writes tracebacks of what it mends itself."""
    for name in ("distributed", "tornado", *logging.root.manager.loggerDict):
        if name.partition(".")[0] in ("distributed", "tornado"):
            logging.getLogger(name).setLevel(logging.CRITICAL + 1)


class Cluster:
    """A Dask cluster by the address of its scheduler. Needs the package distributed (extra `cluster`).

    Raises ImportError without it and OSError where nobody answers.
    """

    def __init__(self, address: str, timeout_s: float = 10.0) -> None:
        client = importlib.import_module("distributed").Client
        _quiet()
        self._client: Any = client(address, timeout=timeout_s, set_as_default=False)
        self.executor: Executor = self._client.get_executor(pure=False)

    @property
    def workers(self) -> int:
        """How many threads of workers there are now; more may join."""
        return sum(self._client.ncores().values())

    @property
    def ahead(self) -> int:
        """How many chunks to submit ahead."""
        return max(self.workers, 2) * AHEAD_OF_EACH

    @property
    def is_lost(self) -> bool:
        """Whether the scheduler no longer answers."""
        return str(self._client.status) != "running"

    renew = None
    """The scheduler itself gives what a lost worker was at to another one."""

    def stop(self) -> None:
        """Nothing more is to be done: what is submitted is forgotten when the connection is closed."""

    def __enter__(self) -> Cluster:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._client.close()
