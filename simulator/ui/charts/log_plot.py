"""A chart over rounds whose y-axis counts in powers of ten, from 1 on."""

from __future__ import annotations

from abc import abstractmethod

import numpy as np

from simulator.engine.iterate import Run
from simulator.engine.outcome import Array
from simulator.ui.charts import words
from simulator.ui.charts.axis import Scale, log_scale
from simulator.ui.charts.rounds_plot import LABEL_GAP, RoundsPlot
from simulator.ui.text import tr

MOST_DECADES = 12.0
"""What is larger leaves the chart at its top: beyond, only the exponent says anything, and the figure shows it."""

_BEYOND = 400.0
"""Stands for infinity among exponents; no finite number is as large."""

_HEADROOM = 0.7
"""In decades: small changes leave the scale alone, five times as much included."""

_TICK_LINES = 1.7


class LogPlot(RoundsPlot):
    """Its curves hold exponents of ten. Subclasses give the counts themselves."""

    @abstractmethod
    def counts(self, run: Run) -> dict[str, tuple[str, Array]]:
        """For each trace that this run has: its name and its counts, which may be infinite."""

    def values(self, run: Run) -> dict[str, tuple[str, Array]]:
        return {id_: (name, exponents(figures)) for id_, (name, figures) in self.counts(run).items()}

    def y_of(self, run: Run) -> Scale:
        top = self._top(run) if self.other is None else max(self._top(run), self._top(self.other))
        return self._scale(min(top + _HEADROOM, MOST_DECADES))

    def drag_scales(self, run: Run) -> tuple[Scale, Scale]:
        across, up = super().drag_scales(run)
        return across, self._scale(MOST_DECADES) if self._top(run) > up.high < MOST_DECADES else up

    def _top(self, run: Run) -> float:
        tops = [float(figures.max()) for _, figures in self.values(run).values() if len(figures)]
        return max(tops, default=1.0)

    def _scale(self, decades: float) -> Scale:
        return log_scale(decades, self.frame.height(), self.tick_metrics.height() * _TICK_LINES)

    def y_text(self, tick: float) -> str:
        return words.power(round(tick))

    def shown(self, value: float) -> str:
        return count_of(value)

    def needed_right(self) -> float:
        names = [name for name, _ in self.counts(self.run_).values()] if self.run_ is not None else []
        if self.other is not None:
            names += [self.sided(name, tr("B")) for name in names[:1]]
        return LABEL_GAP + 6 + max((self.label_metrics.horizontalAdvance(f"{n} 0.0 × 10⁰⁰") for n in names), default=0)


def exponents(counts: Array) -> Array:
    """Exponents of ten; counts below 1 stand on the axis, infinite ones beyond every scale."""
    made = np.log10(np.clip(counts, 1.0, None))
    return np.asarray(np.where(np.isfinite(made), made, _BEYOND))


def count_of(exponent: float) -> str:
    """The count of an exponent in figures."""
    return words.count(float("inf") if exponent >= _BEYOND else 10.0**exponent)
