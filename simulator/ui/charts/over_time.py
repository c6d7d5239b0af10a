"""The tab "Over time": how far the model comes, and below it how misaligned it gets, on one x-axis."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QBoxLayout, QWidget

from simulator.app.session import Session
from simulator.ui.charts.chart import Chart
from simulator.ui.charts.group import ChartGroup
from simulator.ui.charts.misalignment import Misalignment
from simulator.ui.charts.reached_depth import MEASURES, Measure, ReachedDepth
from simulator.ui.charts.rounds_plot import RoundsPlot
from simulator.ui.charts.tabs import QuietTabs
from simulator.ui.text import tr


class OverTime(ChartGroup):
    """Two charts; `measure_changed` follows the switch of the first one."""

    measure_changed = Signal()
    shows_luck = True

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        words = [tr(word) for word in MEASURES.values()]
        self._switch = QuietTabs(words, tr("What the first chart shows"), "help")
        self._reached = ReachedDepth()
        misalignment = Misalignment()
        self._plots: tuple[RoundsPlot, ...] = (self._reached, misalignment)
        charts = Chart(session, self._reached, self._switch), Chart(session, misalignment)
        super().__init__(session, charts, QBoxLayout.Direction.TopToBottom, parent)
        self._switch.currentChanged.connect(self._take_switch)
        session.ensemble.changed.connect(self._follow_luck)

    @property
    def measure(self) -> Measure:
        """What the first chart shows."""
        return self._reached.measure

    def show_measure(self, measure: Measure) -> None:
        """Let the first chart show the other figure."""
        self._switch.setCurrentIndex(list(MEASURES).index(measure))

    def _show(self) -> None:
        self._take_luck()
        super()._show()

    def _fit_scales(self) -> list[Chart]:
        self._take_luck()  # the scales are those of what is shown with them
        return super()._fit_scales()

    def _follow_luck(self) -> None:
        """Many runs, their band, or neither of them."""
        if self._can_wait():
            return
        if not self._session.is_dragging and self._take_luck() and (self._is_settled() or self._leaves_a_scale()):
            self._fit_scales()
        self._show()

    def _take_luck(self) -> bool:
        """Show what is seen of many runs; whether that is something new."""
        seen = self._session.ensemble.seen
        is_new = any(plot.seen is not seen for plot in self._plots)
        for plot in self._plots:
            plot.show_luck(seen)
        return is_new

    def _is_settled(self) -> bool:
        """Whether no more single runs come: while they do, a scale that suits them stays."""
        seen = self._session.ensemble.seen
        return seen is None or not seen.runs

    def _leaves_a_scale(self) -> bool:
        return any(plot.highest_luck() > plot.y_scale.high + 1e-9 for plot in self._plots)

    def _take_switch(self, index: int) -> None:
        self._reached.set_measure(list(MEASURES)[index])
        self.refit()
        for chart in self.charts:
            chart.update()
        self.measure_changed.emit()
