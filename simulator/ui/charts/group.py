"""The charts of one tab: kept up to date while they are to be seen, and aligned with each other."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QBoxLayout, QWidget

from simulator.app.session import Session
from simulator.ui import theme
from simulator.ui.charts.axis import Scale
from simulator.ui.charts.chart import Chart
from simulator.ui.charts.plot import Moment
from simulator.ui.turns import Work, has_turns, turns

CARD_GAP = 8
LABELS_AT_MOST = 0.3
"""Share of a chart's width that labels right of its frame may take."""
_LINES_FOR_ROUNDS = 8
"""Lines of text that a plot must be high to have numbers of its own below it."""


class ChartGroup(QWidget):
    """Charts beside or above each other. Scales are chosen anew with every run, but stay during a drag.

    One that `shows_luck` shows many runs beside the one.
    """

    shows_luck = False

    def __init__(
        self, session: Session, charts: Sequence[Chart], direction: QBoxLayout.Direction, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._session, self.charts = session, tuple(charts)
        self._is_stale = False
        self._has_news = False  # while it waits for a turn: scales that change are told
        self._widened: set[Chart] = set()
        self._rested: dict[Chart, Scale] = {}
        self._is_traced = False  # whether what was there before the drag is shown
        self._is_stacked = direction == QBoxLayout.Direction.TopToBottom
        layout = QBoxLayout(direction, self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(CARD_GAP)
        for chart in self.charts:
            layout.addWidget(chart, 1)
            chart.resized.connect(self.refit)
        session.parameters_changed.connect(self._expect_run)
        session.run_changed.connect(self.follow_run)
        session.player.moved.connect(self.follow_position)
        session.drag_ended.connect(self.fit)
        theme.notifier().changed.connect(self.restyle)
        if self.takes_long() and has_turns():
            self._is_stale = True
        else:
            self.refit()

    def _expect_run(self) -> None:
        """A new run follows. Where its rounds are fewer, the position moves before: that shows nothing yet."""
        if not self._session.is_dragging and has_turns() and not self._can_wait():
            self._has_news = True
            self._wait()

    def follow_run(self) -> None:
        """Show a new run: at once while a slider is held, when scales stay as they are, else in a turn of its own."""
        self._expect_run()
        if self._can_wait():
            return
        if self._session.is_dragging:
            self._follow_drag()
            self._show()
        else:
            self.fit()

    def _follow_drag(self) -> None:
        """Scales while a slider is held: rounds follow, and what would leave a chart for good widens it, once."""
        for chart in self.charts:
            chart.plot.other = self._session.other_run
            chart.plot.fit_drag(self._session.run)
            if chart.plot.y_scale.is_another(self._rested.get(chart, chart.plot.y_scale)):
                self._widened.add(chart)
                chart.say_scale_changed(self._session.player.revealed > 0)
            elif chart not in self._widened:
                chart.say_scale_changed(False)

    def follow_position(self) -> None:
        """Show another moment of the same run."""
        if not self._can_wait():
            if not self._session.is_dragging:
                self._say_nothing()
            self._show()

    def fit(self) -> None:
        """Choose the scales that suit the run, and say so where they have changed."""
        if self._can_wait():
            return
        changed = self._fit_scales()
        self._widened.clear()
        is_news = self._session.player.revealed > 0 and not self._is_as_loaded()
        for chart in self.charts:
            chart.say_scale_changed(is_news and chart in changed)
        self._show()

    def _is_as_loaded(self) -> bool:
        """Whether a reset or its like has led back to what everybody has seen before."""
        return self._session.parameters == self._session.store.loaded.in_force

    def refit(self) -> None:
        """Choose scales without a word: on another measure, another size, the first time; once what waits is there."""
        if not self._is_stale:
            self._fit_scales()
            self._show()

    def show_only(self, alone: Chart | None) -> None:
        """One of the charts, as high as all of them; or all, with None."""
        for chart in self.charts:
            chart.setHidden(alone is not None and chart is not alone)

    def restyle(self) -> None:
        """Follow the theme."""
        for chart in self.charts:
            chart.restyle()
        self.refit()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._is_stale and has_turns():
            self._wait()
        else:
            self.catch_up()

    def catch_up(self) -> None:
        """Bring up to date what has waited: now it is its turn, it is shown, or somebody wants its numbers."""
        if self._is_stale:
            has_news, self._is_stale, self._has_news = self._has_news, False, False
            if has_news:
                self.fit()
            else:
                self.refit()

    def _wait(self) -> None:
        self._is_stale = True
        turns().follow(self._caught_up(), self)

    def _caught_up(self) -> Work:
        if self.isVisible():
            yield from self.prepared()
            self.catch_up()
        yield

    def takes_long(self) -> bool:
        """Whether there is something to be found before it can be shown at all."""
        return False

    def prepared(self) -> Work:
        """Have ready what takes long to find, a part at a time."""
        yield from ()

    def _can_wait(self) -> bool:
        """What is not to be seen is brought up to date when it is shown, and what waits for a turn when that comes."""
        self._is_stale = self._is_stale or not self.isVisible()
        return self._is_stale

    def _say_nothing(self) -> None:
        for chart in self.charts:
            chart.say_scale_changed(False)

    def _show(self) -> None:
        moment = Moment.of(self._session.player)
        self._trace()
        for chart in self.charts:
            chart.plot.other = self._session.other_run
            chart.show_run(self._session.run, moment, settled=not self._session.is_dragging)

    def _trace(self) -> None:
        """While a slider is held, what was there before it was taken; where two runs are compared, B serves as that."""
        run, wanted = self._session.run, self._session.is_dragging and self._session.other_run is None
        if wanted and not self._is_traced and self.charts[0].plot.run_ is not run:
            self._is_traced = True
            for chart in self.charts:
                chart.plot.show_before(chart.plot.run_)
        elif self._is_traced and not wanted:
            self._is_traced = False
            for chart in self.charts:
                chart.plot.show_before(None)

    def set_margins(self) -> None:
        """The room beside the frames, the same for all charts."""
        widest = max(chart.plot.width() for chart in self.charts)
        left = max(chart.plot.needed_left() for chart in self.charts)
        right = max(chart.plot.needed_right() for chart in self.charts)
        for chart in self.charts:
            chart.plot.set_margins(left, min(right, widest * LABELS_AT_MOST))

    def _fit_scales(self) -> list[Chart]:
        """Scales of all charts, then margins that they share; the charts whose y-scale is seen to be another."""
        run = self._session.run
        before = self._rested or {chart: chart.plot.y_scale for chart in self.charts}
        for chart in self.charts:
            chart.plot.run_, chart.plot.other = run, self._session.other_run
            chart.plot.fit(run)
        for chart in self.charts[:-1] if self._is_stacked else ():
            # The charts share their x-axis: where they are low, the lowest one's numbers serve all.
            chart.plot.show_rounds(chart.plot.height() >= _LINES_FOR_ROUNDS * chart.plot.tick_metrics.height())
        self.set_margins()
        for chart in self.charts:
            chart.plot.fit(run)
        self.set_margins()  # the numbers that there is room for now may be longer ones
        self._rested = {chart: chart.plot.y_scale for chart in self.charts}
        return [chart for chart, scale in before.items() if chart.plot.y_scale.is_another(scale)]
