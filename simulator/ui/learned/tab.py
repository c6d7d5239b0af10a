"""The tab "Learned": at first an invitation; then what was measured, in views, and how far the training is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

from PySide6.QtCore import QRect, QSignalBlocker, QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QFrame,
    QHBoxLayout,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QStyle,
    QVBoxLayout,
    QWidget,
)

from simulator.app.session import Session
from simulator.scenario.schema import Scenario
from simulator.ui import theme
from simulator.ui.charts.chart import Chart
from simulator.ui.charts.folding_tabs import FoldingTabs
from simulator.ui.charts.group import CARD_GAP, ChartGroup
from simulator.ui.charts.tabs import QuietTabs
from simulator.ui.learned.answers import Answers, kind_words
from simulator.ui.learned.curves import Curves
from simulator.ui.learned.measured import LABELS
from simulator.ui.learned.plot import LearnedChart, LearnedPlot
from simulator.ui.learned.pointer import Measure, Pointer
from simulator.ui.learned.questions import Questions
from simulator.ui.learned.setup import WIDTH_PX, TaskPanel
from simulator.ui.learned.words import METHODS, TASKS
from simulator.ui.learned.world import World
from simulator.ui.text import digits, mark, plural, tr
from simulator.ui.widgets.buttons import WordButton
from simulator.ui.widgets.card import Card
from simulator.ui.widgets.labels import Label
from simulator.ui.widgets.metrics import scaled
from simulator.ui.widgets.progress import Progress, duration

View = Literal["curves", "questions", "answers", "world"]
VIEWS: dict[View, str] = {
    "curves": mark("Curves"), "questions": mark("Questions"), "answers": mark("Answers"), "world": mark("World"),
}  # fmt: skip

ROOM_FOR_BOTH = 2.2
"""Widths of the task panel that a tab must have for the views to stand beside it."""


class Invitation(Card):
    """Before anything is trained: what it is, and the way to begin."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._head = Label(role="title", weight=650)
        self._said = Label(role="secondary", tone="secondary", wraps=True)
        self._said.setWordWrap(True)  # else its height would not follow its width in a layout
        self.train = WordButton(tr("Train"))
        self.train.setProperty("primary", True)
        self.train.setAccessibleName(tr("Train the learned model"))
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setSpacing(10)
        column.addStretch(1)
        column.addWidget(self._head)
        column.addWidget(self._said, 0)
        column.addSpacing(4)
        column.addWidget(self.train, 0, Qt.AlignmentFlag.AlignLeading)
        column.addStretch(1)
        area = QScrollArea()
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidget(inner)
        around = QVBoxLayout(self)
        around.setContentsMargins(2, 2, 2, 2)
        around.addWidget(area)
        self._column = column

    def show_task(self, task: str, *, is_running: bool) -> None:
        """Say what is learned, or is about to be."""
        invites = tr("A small network can really learn this. Will the theory be right?")
        self._head.setText(tr("The first round is being trained …") if is_running else invites)
        self.train.setVisible(not is_running)
        name, asks = TASKS[task]
        self._said.setText(tr(
            "Task: {name} ({asks}). In every round trees are really executed, and a network is really trained on their "
            "answers. What is drawn is measured against the truth.", name=tr(name), asks=tr(asks),
        ))  # fmt: skip
        self._said.updateGeometry()

    def resizeEvent(self, event: QResizeEvent) -> None:
        side = max((self.width() - round(scaled(560))) // 2, theme.current().padding)
        self._column.setContentsMargins(side, 12, side, 12)


@dataclass(frozen=True, slots=True)
class _Status:
    """What is said beside the views, and what the button does."""

    said: str
    action: str


class Header(QWidget):
    """The views, how far the training is, and what can be done about it."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._training = session.training
        self.views = FoldingTabs([tr(word) for word in VIEWS.values()], tr("Views of the learned model"))
        self.views.more.setAccessibleName(tr("More views"))
        self.tabs = QWidget(self)  # the views with those that are folded away
        tabs = QHBoxLayout(self.tabs)
        tabs.setContentsMargins(0, 0, 0, 0)
        tabs.setSpacing(0)
        tabs.addWidget(self.views)
        tabs.addWidget(self.views.more)
        self.said = Label(role="help", tone="secondary")
        self.said.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)  # first to give way
        self.action = QPushButton()
        self._offers_action = True
        self.settings = QPushButton(tr("Task and settings"))
        self.settings.setCheckable(True)
        for button in (self.action, self.settings):
            button.setProperty("link", True)
            button.setProperty("role", "secondary")
        self.progress = Progress()
        policy = self.progress.sizePolicy()
        policy.setRetainSizeWhenHidden(True)
        self.progress.setSizePolicy(policy)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.tabs)
        row.addStretch()
        row.addWidget(self.said, 1)
        row.addWidget(self.action)
        row.addWidget(self.settings)
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 0, 8, 0)
        column.setSpacing(2)
        column.addLayout(row)
        column.addWidget(self.progress)
        self.action.clicked.connect(self._act)

    def show_status(self) -> None:
        """Say how far it is."""
        training = self._training
        status = self._status()
        self.said.setText(status.said)
        self.said.setToolTip(status.said)
        self.said.setMaximumWidth(self.said.full_width() + 1)
        if self.action.text() != status.action:
            self.action.setText(status.action)
            self.action.setAccessibleName(tr("{action} (learned model)", action=status.action))
        self._show_action()
        self.action.setAccessibleDescription(status.said)
        self.progress.show_share(training.share_done if training.is_running else 0.0)
        self.progress.setVisible(training.is_running)

    def offer_action(self, offers: bool) -> None:
        """Whether the button stands here: not where the invitation has it."""
        self._offers_action = offers
        self._show_action()

    def _show_action(self) -> None:
        self.action.setVisible(self._offers_action and bool(self.action.text()))

    def _status(self) -> _Status:
        training = self._training
        if training.is_running:
            return _Status(self._running(), tr("Stop"))
        if training.stage == "stopped" and not training.problem and not self._has_any:
            return _Status(tr("Stopped before the first round was measured."), tr("Train"))
        if training.problem == "lost" and not self._has_any:
            said = tr("The training was ended from outside before the first round was measured.")
            return _Status(said, tr("Train again"))
        if training.problem == "lost":
            return _Status(tr("The training was ended from outside; what it measured is shown."), tr("Train again"))
        if training.problem:
            return _Status(tr("The training cannot go on: {problem}", problem=training.problem), tr("Train again"))
        if training.trained is None or training.stage == "empty":
            return _Status("" if training.trained is None else tr("Trained with other settings."), tr("Train"))
        rounds = training.settings.rounds
        if training.stage == "stopped":
            return _Status(tr("Stopped; what was measured is shown."), tr("Train on"))
        text = plural("Trained: 1 run, {rounds} rounds", "Trained: {count} runs, {rounds} rounds",
                      training.settings.seeds, rounds=rounds)  # fmt: skip
        return _Status(text, "")

    @property
    def _has_any(self) -> bool:
        """Whether a round was measured."""
        return self._training.trained is not None and self._training.trained.last >= 0

    def _running(self) -> str:
        training = self._training
        part = training.part
        if part is None:
            return tr("The training begins …")
        number, method = part
        figures = {"run": number + 1, "runs": training.settings.seeds, "name": tr(METHODS[method])}
        text = mark("run {run} of {runs}") if method == "ida" else mark("baseline: {name}")
        parts = [tr(text, **figures)]
        if training.loss is not None:
            parts.append(tr("loss {loss}", loss=digits(training.loss, ".3f")))
        if (left := training.seconds_left) is not None:
            parts.append(tr("{time} left", time=duration(left)))
        return " · ".join(parts)

    def _act(self) -> None:
        if self._training.is_running:
            self._training.stop()
        else:
            self._training.train()


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

    def restyle(self) -> None:
        super().restyle()
        if hasattr(self, "panel"):
            self.header.show_status()
            self._arrange()

    # Showing.

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._follow_training()

    def _follow_training(self) -> None:
        if self._can_wait():
            return
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
        self._training.train()
        self.header.action.setFocus()

    def _show_panel(self, shows: bool) -> None:
        self._sets_up = shows
        self._arrange()
        if shows:
            self.panel.task.setFocus()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

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
        width = self.width() if narrow else round(scaled(WIDTH_PX))
        top = self.header.sizeHint().height() + CARD_GAP if narrow else 0
        layout = self.layout()
        assert isinstance(layout, QBoxLayout)
        margin = width + CARD_GAP if self._sets_up and not narrow else 0
        is_mirrored = self.isRightToLeft()
        layout.setContentsMargins(0 if is_mirrored else margin, 0, margin if is_mirrored else 0, 0)
        place = QRect(0, top, width, self.height() - top)
        self.panel.setGeometry(QStyle.visualRect(self.layoutDirection(), self.rect(), place))
        if {view for view, chart in self.views.items() if not chart.isHidden()} - before:
            self._look()

    def _take_kind(self, index: int) -> None:
        self.pointer.look_at_kind(index)

    def _take_measure(self, index: int) -> None:
        measure: Measure = list(LABELS)[index]
        self.pointer.look_at_measure(measure)

