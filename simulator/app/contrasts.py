"""The bands of B − A, computed in a worker: latest wins, stale ones are dropped."""

from __future__ import annotations

from concurrent.futures import Future, ThreadPoolExecutor
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal

from simulator.engine.parameters import Parameters

if TYPE_CHECKING:
    from simulator.engine.contrast import Contrast

_Pair = tuple[Parameters, Parameters]


def _compute(pair: _Pair) -> Contrast:
    from simulator.engine.contrast import contrast  # with numpy, off the GUI thread

    return contrast(*pair)


class Contrasts(QObject):
    """`changed` follows when `result` is that of the pair last asked for; nothing is computed twice in a row."""

    changed = Signal()
    _arrived = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._wanted: _Pair | None = None
        self._running: Future[Contrast] | None = None
        self._result: Contrast | None = None
        self._arrived.connect(self._take, Qt.ConnectionType.QueuedConnection)

    @property
    def is_busy(self) -> bool:
        """Whether a computation is under way."""
        return self._running is not None

    def result(self, a: Parameters, b: Parameters) -> Contrast | None:
        """The bands of this pair, if they have been computed."""
        found = self._result
        return found if found is not None and (found.a, found.b) == (a, b) else None

    def ask(self, a: Parameters, b: Parameters) -> None:
        """Ask for the bands of a pair."""
        self._wanted = (a, b)
        if self.result(a, b) is None and self._running is None:
            self._start()

    def _start(self) -> None:
        assert self._wanted is not None
        # One thread for one computation, so that none is left waiting when the window closes.
        executor = ThreadPoolExecutor(1, thread_name_prefix="contrast")
        self._running = executor.submit(_compute, self._wanted)
        executor.shutdown(wait=False)
        self._running.add_done_callback(self._tell)

    def _tell(self, future: Future[Contrast]) -> None:
        try:
            self._arrived.emit(future)
        except RuntimeError:
            return  # the window has closed meanwhile

    def _take(self, future: Future[Contrast]) -> None:
        self._running = None
        self._result = future.result()
        if self._wanted is not None and self.result(*self._wanted) is None:
            self._start()
        else:
            self.changed.emit()
