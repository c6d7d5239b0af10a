"""The bands of B − A, computed in a worker for whoever looks at them: the newest pair wins."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

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
        self._worker = Worker(self, session.helper)
        self._worker.came.connect(self._take)

    @property
    def is_present(self) -> bool:
        """Whether `found` belongs to A and B as they are now."""
        pair = self._pair()
        return self.found is not None and pair == (self.found.a, self.found.b)

    def want(self) -> None:
        """Compute the bands of the present pair."""
        pair = self._pair()
        if pair is None:
            self.rest()
        elif pair != self._wanted and not self._is_complete():
            self._ask(*pair)

    def rest(self) -> None:
        """Nobody looks any more."""
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

    def _ask(self, a: Parameters, b: Parameters) -> None:
        from simulator.engine.contrast import contrasts  # with numpy, which the first paint does not need

        self._wanted = a, b
        self._worker.ask(partial(contrasts, a, b))

    def _take(self, found: Contrast) -> None:
        if self._pair() is not None:
            self.found = found
            self.changed.emit()
