"""Counting the origins of errors in sampled trees, a little at a time, while nothing else is to be done.

Each piece takes some ten milliseconds on the GUI thread and only while the player rests and no slider is held: what a
worker would do beside it, it would do at the cost of the same interpreter, and the laws are kept for one thread.
"""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass
from time import perf_counter

import numpy as np
from PySide6.QtCore import QObject, QTimer, Signal

from simulator.engine.blame import Origins, tally, trace
from simulator.engine.forest import Level, questions
from simulator.engine.iterate import Run
from simulator.engine.outcome import Array

TREES_PER_DEPTH = 200
"""Thirteen depths make 2,600 trees a round: two standard errors are then two hundredths at most, which can be seen."""

_PIECE_S = 0.008
_MOST_ROUNDS = 13
"""Of longer runs every few rounds are sampled; dots that are nearer would touch."""


@dataclass(frozen=True, slots=True, eq=False)
class Sampled:
    """What was counted in the trees of one round.

    `by_depth` [depth, error or misaligned, cause, round of origin]: shares of `trees_per_depth` trees each.
    """

    by_depth: Array
    trees_per_depth: int

    @property
    def trees(self) -> int:
        """How many trees there were."""
        return self.trees_per_depth * len(self.by_depth)


class Sampler(QObject):
    """`counted` follows every round whose trees have all been counted; `sampled` holds them, of the present run."""

    counted = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.sampled: dict[int, Sampled] = {}
        self._run: Run | None = None
        self._wanted: list[int] = []
        self._tallies: list[Array] = []
        self._level: Level | None = None
        self._trace: Generator[None, None, Origins] | None = None
        self._timer = QTimer(self)
        self._timer.setInterval(0)
        self._timer.timeout.connect(self._count_some)

    @property
    def is_busy(self) -> bool:
        """Whether something is left to be counted and it is being done."""
        return self._timer.isActive()

    def take(self, run: Run) -> bool:
        """Count in this run from now on; whether what was counted in another one is forgotten."""
        if run is self._run:
            return False
        self._run, self.sampled = run, {}
        self.rest()
        return True

    def want(self, present: int, revealed: int) -> None:
        """Count the present round first, then rounds all over those that are shown."""
        step = -(-(revealed + 1) // _MOST_ROUNDS)
        wanted = dict.fromkeys((present, *range(revealed, -1, -step)))
        before = self._wanted[:1]
        self._wanted = [round_ for round_ in wanted if round_ not in self.sampled]
        if self._wanted[:1] != before:
            self._begin_anew()
        if self._wanted:
            self._timer.start()
        else:
            self._timer.stop()

    def rest(self) -> None:
        """Stop counting; what is half done is done again later."""
        self._timer.stop()
        self._wanted = []
        self._begin_anew()

    def _begin_anew(self) -> None:
        self._tallies, self._level, self._trace = [], None, None

    def _count_some(self) -> None:
        """The trees of one round and depth, or some levels of them."""
        if self._run is None or not self._wanted:
            self.rest()
            return
        run, round_ = self._run, self._wanted[0]
        if self._level is None or self._trace is None:
            self._level = questions(run, round_, len(self._tallies), TREES_PER_DEPTH).levels[0]
            self._trace = trace(run, self._level)
        until = perf_counter() + _PIECE_S
        try:
            while perf_counter() < until:
                next(self._trace)
            return
        except StopIteration as end:
            self._tallies.append(tally(run, self._level, end.value) / TREES_PER_DEPTH)
            self._level = self._trace = None
        if len(self._tallies) > run.parameters.task.max_depth:
            self.sampled[round_] = Sampled(np.stack(self._tallies), TREES_PER_DEPTH)
            self._tallies = []
            del self._wanted[0]
            if not self._wanted:
                self._timer.stop()
            self.counted.emit()
