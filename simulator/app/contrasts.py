"""The bands of B − A, computed in a worker for whoever looks at them: the newest pair wins."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from simulator.app.session import Session
from simulator.app.worker import Worker
from simulator.engine.parameters import Parameters

if TYPE_CHECKING:
    from simulator.engine.contrast import Contrast


class Contrasts(QObject):
    """`changed` follows whenever `found` is another: None until there is something, and where there is no B.

    While a slider moves `found` may be that of a pair of a moment ago: `is_present` says whether it is.
    """

    changed = Signal()

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.found: Contrast | None = None
        self._wanted: tuple[Parameters, Parameters] | None = None
        self._worker = Worker(self)
        self._worker.came.connect(self._take)
        # A worker that computes while the window paints takes turns with it, and the curves wait.
        self._after_paint = QTimer(self)
        self._after_paint.setSingleShot(True)
        self._after_paint.setInterval(0)
        self._after_paint.timeout.connect(self._ask)

    @property
    def is_present(self) -> bool:
        """Whether `found` belongs to A and B as they are now."""
        pair = self._pair()
        return self.found is not None and pair == (self.found.a, self.found.b)

    def want(self) -> None:
        """Compute the bands of the present pair, once the window has painted."""
        pair = self._pair()
        if pair is None:
            self.rest()
        elif pair != self._wanted and not self._is_complete():
            self._after_paint.start()

    def rest(self) -> None:
        """Nobody looks any more."""
        self._after_paint.stop()
        self._worker.forget()
        self._wanted = None
        if self._pair() is None and self.found is not None:
            self.found = None
            self.changed.emit()

    def _is_complete(self) -> bool:
        return self.is_present and self.found is not None and self.found.count >= self.found.a.run.replicas

    def _pair(self) -> tuple[Parameters, Parameters] | None:
        other = self._session.other_parameters
        return None if other is None else (self._session.parameters, other)

    def _ask(self) -> None:
        self._wanted = self._pair()
        if self._wanted is not None:
            self._worker.ask(_Job(*self._wanted))

    def _take(self, found: Contrast) -> None:
        if self._pair() is not None:
            self.found = found
            self.changed.emit()


@dataclass(frozen=True, slots=True)
class _Job:
    """The contrast of a pair, first of a few hundred replicas, then of all; called in the worker."""

    a: Parameters
    b: Parameters

    def __call__(self) -> Iterator[Contrast]:
        from simulator.engine.contrast import contrasts  # with numpy, which the first paint does not need

        return contrasts(self.a, self.b)
