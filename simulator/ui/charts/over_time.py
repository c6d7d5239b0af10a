"""The tab "Over time": how far the model comes, and below it how misaligned it gets, on one x-axis."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QBoxLayout, QWidget

from simulator.app.session import Session
from simulator.ui.charts.chart import Chart
from simulator.ui.charts.group import ChartGroup
from simulator.ui.charts.misalignment import Misalignment
from simulator.ui.charts.reached_depth import MEASURES, Measure, ReachedDepth
from simulator.ui.charts.tabs import QuietTabs
from simulator.ui.text import tr


class OverTime(ChartGroup):
    """Two charts; `measure_changed` follows the switch of the first one."""

    measure_changed = Signal()

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        words = [tr(word) for word in MEASURES.values()]
        self._switch = QuietTabs(words, tr("What the first chart shows"), "help")
        self._reached = ReachedDepth()
        charts = Chart(session, self._reached, self._switch), Chart(session, Misalignment())
        super().__init__(session, charts, QBoxLayout.Direction.TopToBottom, parent)
        self._switch.currentChanged.connect(self._take_switch)

    @property
    def measure(self) -> Measure:
        """What the first chart shows."""
        return self._reached.measure

    def show_measure(self, measure: Measure) -> None:
        """Let the first chart show the other figure."""
        self._switch.setCurrentIndex(list(MEASURES).index(measure))

    def _take_switch(self, index: int) -> None:
        self._reached.set_measure(list(MEASURES)[index])
        self.refit()
        for chart in self.charts:
            chart.update()
        self.measure_changed.emit()
