"""The middle of the window: the stage above the charts, or one of them where the window is low."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from simulator.app.session import Session
from simulator.ui import theme
from simulator.ui.compare.bar import CompareBar
from simulator.ui.compare.comparison import Comparison
from simulator.ui.text import tr
from simulator.ui.turns import Work
from simulator.ui.widgets.buttons import Button, Segment
from simulator.ui.widgets.card import Card
from simulator.ui.widgets.metrics import scaled

if TYPE_CHECKING:
    from simulator.ui.charts.panel import ChartsPanel, Front
    from simulator.ui.compare.stages import Stages
    from simulator.ui.dial import Dial
    from simulator.ui.history.panel import HistoryPanel
    from simulator.ui.lesson.on_chart import OnChart
    from simulator.ui.stage.view import StageView

LOW_PX = 600
"""Height of the middle, at the text size of the light theme, below which stage and charts are a switch: a window of
about 700 pixels. Larger text needs more."""

STAGE_SHARE, CHARTS_SHARE = 44, 56
_UNLIMITED = 16_777_215


class Workspace(QWidget):
    """Stage with the reproduction dial in its corner, and charts; empty cards until `fill`, after the first paint.

    The history comes below them where there is room, else in the place of the stage. `history_made(panel)` follows when
    it is there for the first time, `history_moved` when it is opened, closed, or met.

    While A and B are compared, a bar stands above and there are two stages.
    """

    history_made = Signal(object)
    history_moved = Signal()

    def __init__(self, session: Session, comparison: Comparison, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session, self._comparison = session, comparison
        self.bar = CompareBar(comparison, self)
        self.stages: Stages | None = None
        self.stage: StageView | None = None
        self.dial: Dial | None = None
        self.charts: ChartsPanel | None = None
        self.prediction: OnChart | None = None
        self.history: HistoryPanel | None = None
        self._shows_charts = False
        self._shows_history = False
        self._shows_one = False
        self._switch = QWidget(self)
        row = QHBoxLayout(self._switch)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        row.addStretch(1)
        names = tr("Stage"), tr("Charts"), tr("History")
        self.sides = tuple(map(Segment, names))
        """What is shown where there is no room for all: buttons, of which one is down."""
        for side in self.sides:
            row.addWidget(side)
        self.sides[0].clicked.connect(self.show_stage)
        self.sides[1].clicked.connect(self.show_charts)
        self.sides[2].clicked.connect(self.open_history)
        self._link = Button(tr("History"), self)
        self._link.setToolTip(tr("All runs so far: what was changed, and what came of it"))
        self._link.setProperty("link", True)
        self._link.setProperty("role", "secondary")
        self._link.clicked.connect(self.toggle_history)
        self._link.hide()
        row.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.current().gap)
        layout.addWidget(self.bar)
        layout.addWidget(self._switch)
        self._upper: QWidget = Card(self)
        self._lower: QWidget = Card(self)
        for part, share in ((self._upper, STAGE_SHARE), (self._lower, CHARTS_SHARE)):
            part.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
            layout.addWidget(part, share)
        self._arrange()

    @property
    def is_low(self) -> bool:
        """Whether there is room for one of the two only."""
        return self._shows_one or not self._is_high_enough(self.height())

    @staticmethod
    def _is_high_enough(height: float) -> bool:
        return height >= LOW_PX * (theme.current().body_px / theme.LIGHT.body_px)

    def filled(self, like: Front | ChartsPanel | None = None) -> Work:
        """Make stage, dial and charts, which need the run, a piece at a time; the charts show what others did."""
        from simulator.ui.charts.panel import ChartsPanel
        from simulator.ui.compare.stages import Stages
        from simulator.ui.learned.upper import Upper
        from simulator.ui.lesson.on_chart import OnChart

        stages = Stages(self._session, self._comparison, self)
        yield
        charts = ChartsPanel(self._session, self)
        yield
        if like is not None:
            charts.show_tab(like.tab)
            charts.show_measure(like.measure)
            yield
        prediction, upper = OnChart(self._session, charts), Upper(self._session, stages, charts, self)
        yield
        self.stages, self.charts, self.prediction = stages, charts, prediction
        self.stage, self.dial = stages.a.view, stages.a.dial
        self._upper = self._put(self._upper, upper, STAGE_SHARE)
        self._lower = self._put(self._lower, charts, CHARTS_SHARE)
        charts.put_beside(self._link)
        self._session.history.changed.connect(self._arrange)
        theme.notifier().changed.connect(self._arrange)
        self._arrange()

    def _put(self, before: QWidget, widget: QWidget, share: int) -> QWidget:
        layout = self.layout()
        assert isinstance(layout, QVBoxLayout)
        place = layout.indexOf(before)
        layout.removeWidget(before)  # not `replaceWidget`: of the item that it hands back nobody becomes the owner
        layout.insertWidget(place, widget, share)
        before.hide()
        before.deleteLater()
        return widget

    def show_one(self, shows_one: bool) -> None:
        """Stage or charts, however much room there is; or both where there is room."""
        self._shows_one = shows_one
        self._arrange()

    def show_stage(self) -> None:
        """Where there is room for one only: the stage."""
        self._shows_charts = self._shows_history = False
        self._arrange()

    def show_charts(self) -> None:
        """Where there is room for one only: the charts."""
        self._shows_charts, self._shows_history = True, False
        self._arrange()

    @property
    def shows_charts(self) -> bool:
        """Whether the charts, and not the stage, are shown where there is room for one only."""
        return self._shows_charts

    @property
    def front_stage(self) -> QWidget | None:
        """The stage, or the stages, that are to be seen: of the effective model, or of the learned one."""
        from simulator.ui.learned.upper import Upper

        return self._upper.front if isinstance(self._upper, Upper) else None

    @property
    def learned_stage(self) -> QWidget | None:
        """The learned model's stage, once there was something to show on it."""
        from simulator.ui.learned.upper import Upper

        return self._upper.learned if isinstance(self._upper, Upper) else None

    @property
    def shows_history(self) -> bool:
        """Whether the history is open."""
        return self._shows_history

    def toggle_history(self) -> None:
        """Open the history, or put it away."""
        if self._shows_history:
            self.close_history()
        else:
            self.open_history()

    def open_history(self) -> None:
        """Show the list of runs."""
        if self.history is None:
            from simulator.ui.history.panel import HistoryPanel

            self.history = HistoryPanel(self._session, self)
            self.history.closed.connect(self.close_history)
            self.history_made.emit(self.history)
        self._shows_history = True
        self._arrange()
        self.history.view.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def close_history(self) -> None:
        """Put it away."""
        focus = QApplication.focusWidget()
        had_focus = self.history is not None and focus is not None and self.history.isAncestorOf(focus)
        self._shows_history = False
        self._arrange()
        if had_focus:
            shown = next((button for button in self.sides if button.isChecked()), self.sides[0])
            (shown if self.is_low else self._link).setFocus()

    def minimumSizeHint(self) -> QSize:
        # At large sizes of text half of what a window is made for; the window scrolls below that.
        # What stands above stage or charts takes nothing from them.
        above = sum(part.minimumSizeHint().height() + theme.current().gap for part in self._above())
        return QSize(max(460, round(scaled(330))), max(240, round(scaled(220))) + above)

    def _above(self) -> list[QWidget]:
        """What is shown above stage and charts."""
        return [part for part in (self.bar, self._switch) if not part.isHidden()]

    def hasHeightForWidth(self) -> bool:
        # What is shown depends on the height: a height that depends on what is shown would never come to rest.
        return False

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        low, opened = self.is_low, self._shows_history
        is_below = self._place_history(low)
        shown = "history" if opened else "charts" if self._shows_charts else "stage"
        self._switch.setVisible(low)
        self._upper.setVisible(shown == "stage" if low else not opened or is_below)
        self._lower.setVisible(not low or shown == "charts")
        for button, name in zip(self.sides, ("stage", "charts", "history"), strict=True):
            button.setChecked(shown == name)
        is_met = self._session.history.is_met or opened
        if is_met == self.sides[2].isHidden():
            self.sides[2].setVisible(is_met)
        self._link.setVisible(is_met and not opened and not low and self.charts is not None)
        if self.history is not None:
            self.history.setVisible(opened)
        self.history_moved.emit()

    def _place_history(self, low: bool) -> bool:
        """Put the history below all else if there is room, in the stage's place if not; whether it is below."""
        layout, panel = self.layout(), self.history
        if panel is None or not isinstance(layout, QVBoxLayout):
            return False
        height = panel.sizeHint().height()
        is_below = not low and self._is_high_enough(self.height() - height - layout.spacing())
        panel.setMaximumHeight(height if is_below else _UNLIMITED)
        if (layout.indexOf(panel) > layout.indexOf(self._lower)) != is_below or layout.indexOf(panel) < 0:
            layout.removeWidget(panel)
            layout.insertWidget(-1 if is_below else layout.indexOf(self._lower), panel, 0 if is_below else STAGE_SHARE)
        return is_below
