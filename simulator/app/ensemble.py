"""Many runs of the present parameters: luck or rule?

First single runs one after another, then the band. What varies between them is only which training questions were
drawn (model.md 2.7). Until it is asked for, nothing of it is computed.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Literal

from PySide6.QtCore import QObject, QTimer, Signal

from simulator.app.worker import Worker

if TYPE_CHECKING:
    from simulator.app.session import Session
    from simulator.engine.spread import Spread

Stage = Literal["off", "runs", "band"]

RUN_MS = {"slow": 800, "normal": 350, "fast": 120}
"""Time for one single run: slow leaves time to count along; twenty at normal speed take 7 seconds."""

REST_MS = 1400
"""How long all single runs are to be seen together before the band takes their place."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What is to be seen of a spread: so many single runs, side by side or over each other; or, with 0, its band."""

    spread: Spread
    runs: int = 0
    side_by_side: bool = False


class Ensemble(QObject):
    """`changed` follows whenever `stage` or `seen` is another; `seen` is None until there is something."""

    changed = Signal()

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._session = session
        self.stage: Stage = "off"
        self.seen: Seen | None = None
        self._worker = Worker(self, session.helper)
        self._worker.came.connect(self._take)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._next_run)
        session.parameters_changed.connect(self._follow)
        session.opened.connect(self.stop)

    @property
    def is_on(self) -> bool:
        """Whether many runs are shown, or on their way."""
        return self.stage != "off"

    def start(self) -> None:
        """Show single runs one after another, then the band; with reduced motion side by side."""
        if not self.is_on:
            self.stage = "runs"
            self._ask()
            self.changed.emit()

    def show_band(self) -> None:
        """The band at once."""
        if self.stage != "band":
            self._to_band()
            self._ask()
            self.changed.emit()

    def stop(self) -> None:
        """One run again."""
        if self.is_on:
            from simulator.engine.luck import forget_luck

            self._timer.stop()
            self._worker.forget()
            forget_luck()  # up to some 40 MB
            self.stage, self.seen = "off", None
            self.changed.emit()

    def go_on(self) -> None:
        """From one run to many, from many to their band, from the band back to one."""
        {"off": self.start, "runs": self.show_band, "band": self.stop}[self.stage]()

    def _to_band(self) -> None:
        self._timer.stop()
        self.stage = "band"
        self.seen = Seen(self.seen.spread) if self.seen else None

    def _ask(self) -> None:
        from simulator.engine.spread import spreads  # with numpy, which the first paint does not need

        self._worker.ask(partial(spreads, self._session.parameters))

    def _follow(self) -> None:
        """Other parameters: their band, as soon as it is there. The one before stays in the meantime."""
        if self.is_on:
            if self.stage == "runs":
                self._to_band()
            self._ask()

    def _take(self, spread: Spread) -> None:
        if self.stage == "band":
            self.seen = Seen(spread)
        elif self.seen is None:
            self._first_run(spread)
        else:  # more replicas than before; the single runs are the same
            self.seen = Seen(spread, self.seen.runs, self.seen.side_by_side)
        self.changed.emit()

    def _first_run(self, spread: Spread) -> None:
        if self._session.player.reduced_motion:
            self.seen = Seen(spread, spread.singles, side_by_side=True)
        else:
            self.seen = Seen(spread, 1)
            self._wait()

    def _wait(self) -> None:
        assert self.seen is not None
        has_more = self.seen.runs < self.seen.spread.singles
        self._timer.start(RUN_MS[self._session.player.speed] if has_more else REST_MS)

    def _next_run(self) -> None:
        if self.seen is None or self.stage != "runs":
            return
        if self.seen.runs < self.seen.spread.singles:
            self.seen = Seen(self.seen.spread, self.seen.runs + 1)
            self._wait()
        else:
            self._to_band()
        self.changed.emit()
