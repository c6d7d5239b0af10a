"""The tab "Learned": at first an invitation; then what was measured, in views, and how far the training is."""

from __future__ import annotations

from typing import get_args

from PySide6.QtCore import QEvent, QRect, QSignalBlocker, QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QStyle,
    QWidget,
)

from simulator.app.session import Session
from simulator.scenario.schema import Scenario
from simulator.ui.charts.chart import Chart
from simulator.ui.charts.group import CARD_GAP, ChartGroup
from simulator.ui.charts.tabs import QuietTabs
from simulator.ui.learned.answers import Answers, kind_words
from simulator.ui.learned.curves import Curves
from simulator.ui.learned.header import Header, View
from simulator.ui.learned.invitation import Invitation
from simulator.ui.learned.measured import LABELS
from simulator.ui.learned.plot import LearnedChart, LearnedPlot
from simulator.ui.learned.pointer import Measure, Pointer
from simulator.ui.learned.questions import Questions
from simulator.ui.learned.setup import WIDTH_PX, TaskPanel
from simulator.ui.learned.world import World
from simulator.ui.text import tr
from simulator.ui.widgets.metrics import scaled

ROOM_FOR_BOTH = 2.2
"""Widths of the task panel that a tab must have for the views to stand beside it."""


class LearnedTab(ChartGroup):
    """Connects the views, the task panel, and the session's training. `moved()` follows what is looked at."""

    moved = Signal()

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        self.pointer = Pointer(session.training)
        self.measures = QuietTabs([tr(word) for word in LABELS.values()], tr("What the curves show"), "help")
        self.kinds = QuietTabs(["", "", ""], tr("Kind of question"), "help")
        self._curves = Curves()
        plots: dict[View, LearnedPlot] = {
            "curves": self._curves, "questions": Questions(), "answers": Answers(), "world": World(),
        }  # fmt: skip
        asides = {"curves": self.measures, "answers": self.kinds}
        self.views = {
            view: LearnedChart(session, plot, self.pointer, asides.get(view)) for view, plot in plots.items()
        }  # fmt: skip
        super().__init__(session, tuple(self.views.values()), QBoxLayout.Direction.LeftToRight, parent)
        self.pointer.setParent(self)
        self._training = session.training
        self._sets_up = False
        self._player_at = session.player.complete
        self._follows_player, self._round_at = False, -1
        self.header, self.invitation, self.panel = Header(session), Invitation(), TaskPanel(session, self)
        layout = self.layout()
        assert isinstance(layout, QBoxLayout)
        layout.setDirection(QBoxLayout.Direction.TopToBottom)
        layout.insertWidget(0, self.header, 0, Qt.AlignmentFlag.AlignTop)
        layout.addWidget(self.invitation, 1)
        self.invitation.train.clicked.connect(self._begin)
        self.header.settings.toggled.connect(self._show_panel)
        self.header.views.currentChanged.connect(self._arrange)
        self.measures.currentChanged.connect(self._take_measure)
        self.kinds.currentChanged.connect(self._take_kind)
        self.pointer.moved.connect(self._look)
        self.pointer.moved.connect(self._lead_player)
        self._training.changed.connect(self._follow_training)
        self._training.progressed.connect(self.header.show_status)
        session.store.changed.connect(self._follow_state)
        self._follow_training()

    @property
    def view(self) -> View:
        """The view in front."""
        return get_args(View)[self.header.views.currentIndex()]  # type: ignore[no-any-return]

    def show_view(self, view: View) -> None:
        """Show another view."""
        self.header.views.setCurrentIndex(get_args(View).index(view))

    @property
    def is_narrow(self) -> bool:
        """Whether there is room for panel or views only."""
        return self.width() < ROOM_FOR_BOTH * scaled(WIDTH_PX)

    def minimumSizeHint(self) -> QSize:
        return QSize(240, 160)

    # What a group of charts does with a run: here it shows none.

    def follow_run(self) -> None:
        """The run of the effective model is one of the curves."""
        if self.isVisible() and self.view == "curves":
            self._show_run()

    def _show_run(self) -> None:
        """As far as it has been played: nothing is told that a learner is asked to predict."""
        player = self._session.player
        self._curves.set_run(self._session.run, max(player.revealed, player.complete))

    def fit(self) -> None:
        """Scales follow what was trained."""

    def follow_position(self) -> None:
        """Go along with the player through the rounds."""
        complete = self._session.player.complete
        self.follow_run()
        if complete != self._player_at:
            self._player_at = complete
            if self.isVisible():
                self._follows_player = True
                self.pointer.look_at_round(complete)
                self._follows_player = False

    def _lead_player(self) -> None:
        """The player goes along to a round that was chosen here, where it has been before."""
        player, glance = self._session.player, self.pointer.glance
        if glance is None or glance.round == self._round_at:
            return
        self._round_at = glance.round
        if self._follows_player or not self.isVisible():
            return
        if glance.round != player.complete and glance.round <= min(player.revealed, player.end):
            player.seek(glance.round)

    def refit(self) -> None:
        if hasattr(self, "header"):
            self._look()

    def show_only(self, alone: Chart | None) -> None:
        """It is always one view that is shown, the one in front."""
        self._arrange()

    def set_margins(self) -> None:
        """Every view takes the room that it needs."""
        for chart in self.views.values():
            plot = chart.view
            plot.set_margins(plot.needed_left(), min(plot.needed_right(), plot.width() * 0.4))

    def stations(self) -> list[QWidget]:
        """Where the Tab key stops, as they stand."""
        return [self.header, self.invitation, self.panel, *self.views.values()]

    def restyle(self) -> None:
        super().restyle()
        if hasattr(self, "panel"):
            self.header.show_status()
            self._arrange()

    # Showing.

    def catch_up(self) -> None:
        super().catch_up()
        self._take_training()

    def _follow_training(self) -> None:
        if not self._can_wait():
            self._take_training()

    def _take_training(self) -> None:
        glance = self.pointer.glance
        self._round_at = -1 if glance is None else glance.round
        self._show_tabs()
        self.header.show_status()
        self._arrange()
        self._look()

    def _follow_state(self, before: Scenario, after: Scenario) -> None:
        if before.learned.task != after.learned.task:
            self.invitation.show_task(after.learned.task, is_running=self._training.is_running)

    def _show_tabs(self) -> None:
        """Views, measures and kinds that there are of what was trained."""
        glance = self.pointer.glance
        facts = None if glance is None else glance.trained.facts
        has_graph = facts is not None and facts.graph is not None
        views = self.header.views
        blocked = [QSignalBlocker(tabs) for tabs in (self.measures, self.kinds)]  # what is hidden is not chosen
        if not has_graph and self.view == "world":
            views.setCurrentIndex(0)
        views.set_present(get_args(View).index("world"), has_graph)
        attacks = glance is not None and glance.trained.settings.trigger > 0
        self.measures.setTabVisible(list(LABELS).index("attack"), attacks)
        names = [kind_words(kind) for kind in facts.kinds] if facts is not None else []
        self.kinds.setHidden(len(names) < 2)
        for index in range(self.kinds.count()):
            name = names[index] if index < len(names) else ""
            self.kinds.setTabVisible(index, len(names) > 1 and bool(name))
            if self.kinds.tabText(index) != name:
                self.kinds.setTabText(index, name)
                self.kinds.setAccessibleTabName(index, name)
                self.kinds.setTabToolTip(index, name)
        for tabs in (views, self.measures, self.kinds):
            tabs.updateGeometry()
        if glance is not None:
            self.measures.setCurrentIndex(list(LABELS).index(glance.measure))
            self.kinds.setCurrentIndex(glance.kind)
        del blocked

    def _look(self) -> None:
        """Show what is looked at, in the view in front."""
        if self._can_wait():
            return
        glance = self.pointer.glance
        chart = self.views[self.view]
        if self.view == "curves":
            self._show_run()
        for other in self.views.values():
            other.plot.run_ = None
            other.view.glance = None  # what is not to be seen has nothing to say
        chart.look_at(glance)
        plot = chart.view
        plot.set_margins(plot.needed_left(), min(plot.needed_right(), plot.width() * 0.4))
        self.moved.emit()

    def _begin(self) -> None:
        """From the invitation: where it was, Stop is next."""
        self.header.offer_action(True)
        self.header.action.setFocus()  # before the button that was pressed goes: the next control would have it
        self._training.train()

    def _show_panel(self, shows: bool) -> None:
        self._sets_up = shows
        self._arrange()
        if shows:
            self.panel.task.setFocus()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def event(self, event: QEvent) -> bool:
        done = super().event(event)
        if event.type() == QEvent.Type.LayoutRequest:  # the line above has another height, perhaps
            self._place_panel()
        return done

    def _arrange(self) -> None:
        """What stands where: the panel beside the views, or in their place where there is no room for both."""
        narrow, has_any = self.is_narrow, self.pointer.glance is not None
        covers = narrow and self._sets_up
        self.header.settings.setText(tr("Show the views") if covers else tr("Task and settings"))
        before = {view for view, chart in self.views.items() if not chart.isHidden()}
        self.header.tabs.setVisible(has_any and not covers)
        for view, chart in self.views.items():
            chart.setVisible(has_any and not covers and view == self.view)
        self.invitation.setVisible(not has_any and not covers)
        running = self._training.is_running
        self.invitation.show_task(self._session.state.learned.task, is_running=running)
        self.header.offer_action(has_any or running or covers)
        self.panel.setVisible(self._sets_up)
        layout = self.layout()
        assert isinstance(layout, QBoxLayout)
        margin = self._panel_width() + CARD_GAP if self._sets_up and not narrow else 0
        is_mirrored = self.isRightToLeft()
        layout.setContentsMargins(0 if is_mirrored else margin, 0, margin if is_mirrored else 0, 0)
        self._place_panel()
        if {view for view, chart in self.views.items() if not chart.isHidden()} - before:
            self._look()

    def _panel_width(self) -> int:
        return self.width() if self.is_narrow else round(scaled(WIDTH_PX))

    def _place_panel(self) -> None:
        top = self.header.sizeHint().height() + CARD_GAP if self.is_narrow else 0
        place = QRect(0, top, self._panel_width(), self.height() - top)
        self.panel.setGeometry(QStyle.visualRect(self.layoutDirection(), self.rect(), place))

    def _take_kind(self, index: int) -> None:
        self.pointer.look_at_kind(index)

    def _take_measure(self, index: int) -> None:
        measure: Measure = list(LABELS)[index]
        self.pointer.look_at_measure(measure)
