"""The tab "Map": on one side what is swept, on the other what has come of it."""

from __future__ import annotations

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QWidget

from simulator.app.session import Session
from simulator.app.sweeps import experiment_of, plan_of
from simulator.scenario.schema import Scenario
from simulator.sentence import say
from simulator.ui.charts.chart import Chart
from simulator.ui.charts.group import ChartGroup
from simulator.ui.charts.map.chart import MapChart
from simulator.ui.charts.map.content import Content
from simulator.ui.charts.map.setup import WIDTH_PX, SetUp
from simulator.ui.widgets.metrics import scaled


def content_of(session: Session) -> Content:
    """What is to be seen: the sweep that there is, or the one that would be run."""
    sweeps, asked = session.sweeps, experiment_of(session.state)
    if sweeps.table is None:
        return Content(plan=plan_of(session.state), measure=asked.measure)
    shown = sweeps.table.plan
    # A measure that was not computed is shown as soon as it is; until then what there is stays.
    measure = asked.measure if asked.measure in shown.measures else shown.measures[-1]
    return Content(
        plan=shown, measure=measure, table=sweeps.table, border=sweeps.border, is_current=sweeps.is_current()
    )


ROOM_FOR_BOTH = 2.2
"""Widths of the set-up that a tab must have for the map to stand beside it."""


class MapTab(ChartGroup):
    """Connects the chart, what is set up, and the session's sweep."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        self.chart = MapChart(session, content_of(session))
        super().__init__(session, [self.chart], QBoxLayout.Direction.LeftToRight, parent)
        self.set_up = SetUp(session, self)
        layout = self.layout()
        assert isinstance(layout, QBoxLayout)
        layout.insertWidget(0, self.set_up)
        self._sets_up = True
        self.chart.chosen.connect(self._load)
        self.chart.set_up.clicked.connect(self._show_set_up)
        self.set_up.to_map.clicked.connect(self._show_map)
        self.set_up.run_asked.connect(self._run)
        self.set_up.stop_asked.connect(session.sweeps.stop)
        self.set_up.resume_asked.connect(session.sweeps.resume)
        session.sweeps.changed.connect(self._follow_sweep)
        session.store.changed.connect(self._follow_state)
        self._follow_sweep()

    def stations(self) -> list[QWidget]:
        """Where the Tab key stops, as they stand."""
        return [self.set_up, self.chart]

    def restyle(self) -> None:
        super().restyle()
        if hasattr(self, "set_up"):
            self.set_up.restyle()
            self._arrange()

    @property
    def is_narrow(self) -> bool:
        """Whether there is room for one of the two only."""
        return self.width() < ROOM_FOR_BOTH * scaled(WIDTH_PX)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        narrow = self.is_narrow
        self.set_up.setVisible(not narrow or self._sets_up)
        self.chart.setVisible(not narrow or not self._sets_up)
        self.chart.offer_set_up(narrow)
        self.set_up.to_map.setVisible(narrow)
        self.set_up.fit_width(self.width() if narrow else 0)

    def _show_set_up(self) -> None:
        self._sets_up = True
        self._arrange()
        self.set_up.run.setFocus()

    def _show_map(self) -> None:
        self._sets_up = False
        self._arrange()
        self.chart.setFocus()

    def show_only(self, alone: Chart | None) -> None:
        """Map, set-up or both, as there is room."""
        self._arrange()

    def set_margins(self) -> None:
        plot = self.chart.map
        plot.set_margins(plot.needed_left(), min(plot.needed_right(), plot.width() * 0.4))

    def catch_up(self) -> None:
        was_stale = self._is_stale
        super().catch_up()
        if was_stale:
            self.set_up.show_state()
            self._show_content()

    def _run(self) -> None:
        self._session.sweeps.run()
        if self.is_narrow:
            self._show_map()

    def _load(self, number: int) -> None:
        self._session.sweeps.load(number, say("Load a cell of the map"))

    def _follow_sweep(self) -> None:
        if self._can_wait():
            return
        self._show_content()

    def _show_content(self) -> None:
        self.chart.show_content(content_of(self._session))
        self.refit()
        self.set_up.show_progress()

    def _follow_state(self, before: Scenario, after: Scenario) -> None:
        if not self._can_wait():
            self.set_up.show_state()
            content, shown = content_of(self._session), self.chart.map.content
            same = (content.plan, content.measure, content.is_current, content.table is shown.table)
            if same != (shown.plan, shown.measure, shown.is_current, True):
                self._show_content()
