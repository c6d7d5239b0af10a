"""The lesson panel: one step at a time, with the way on and back, and free play one key away."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from simulator.app.session import Session
from simulator.ui import theme
from simulator.ui.lesson.body import StepBody
from simulator.ui.text import mark, tr
from simulator.ui.widgets.card import Card
from simulator.ui.widgets.labels import Label
from simulator.ui.widgets.metrics import scaled

WIDTH_PX = 296
KINDS = {
    "hook": mark("To begin with"), "free": mark("Free play"), "predict": mark("Predict"), "vote": mark("Vote"),
    "run": mark("Run"), "see": mark("Observe"), "explain": mark("Explain"), "contrast": mark("Contrast: B"),
    "principle": mark("Principle"), "challenge": mark("Challenge"), "seeds": mark("Many runs"),
    "exit": mark("To end with"),
}  # fmt: skip


class LessonPanel(Card):
    """Shown while a lesson is played; hidden in free play."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._play = session.lesson
        self._play.name_changes(tr("Lesson step"))
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)
        self.setAccessibleName(tr("Lesson"))
        padding = theme.current().padding
        column = QVBoxLayout(self)
        column.setContentsMargins(padding, padding, padding, padding)
        column.setSpacing(8)
        self.kind = Label("", self, role="secondary", weight=550, tone="accent")
        self.place = Label("", self, role="secondary", tone="secondary")
        head = QHBoxLayout()
        head.addWidget(self.kind, 1)
        head.addWidget(self.place)
        column.addLayout(head)
        self._area = QScrollArea(self)
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self._area.setWidgetResizable(True)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        column.addWidget(self._area, 1)
        foot = QHBoxLayout()
        self.back_button = QPushButton(tr("Back"), self)
        self.back_button.clicked.connect(self._play.back)
        self.next_button = QPushButton(tr("Next"), self)
        self.next_button.clicked.connect(self._play.forward)
        self.free_button = QPushButton(tr("Free play"), self)
        self.free_button.setProperty("link", "true")
        self.free_button.setToolTip(tr("Leave the lesson and come back with F7; nothing is lost"))
        self.free_button.clicked.connect(self._play.toggle_free)
        foot.addWidget(self.back_button)
        foot.addWidget(self.free_button, 1)
        foot.addWidget(self.next_button)
        column.addLayout(foot)
        self.body: StepBody | None = None
        self._play.step_changed.connect(self._take_step)
        self._play.changed.connect(self._refresh)
        session.player.moved.connect(self._follow)
        session.player.started.connect(self._follow)
        session.player.paused.connect(self._follow)
        theme.notifier().changed.connect(self._follow_theme)
        self._take_step()
        self._refresh()

    def sizeHint(self) -> QSize:
        return QSize(round(scaled(WIDTH_PX)), round(scaled(560)))

    def minimumSizeHint(self) -> QSize:
        return QSize(round(scaled(WIDTH_PX)), 200)

    def _take_step(self) -> None:
        """Another step, another body."""
        if self.body is not None:
            self.body.hide()
            self.body.deleteLater()
            self.body = None
        if self._play.is_on:
            self.body = StepBody(self._play)
            self._area.setWidget(self.body)
            self._area.verticalScrollBar().setValue(0)
        self.setVisible(self._play.is_on)

    def _refresh(self) -> None:
        play = self._play
        if not play.is_on or play.lesson is None or self.body is None:
            return
        self.kind.setText(tr(KINDS[play.step.kind]))
        place = tr("step {number} of {last}", number=play.progress.step + 1, last=len(play.lesson.steps))
        self.place.setText(place)
        self.back_button.setEnabled(play.progress.step > 0)
        self.next_button.setEnabled(play.can_go_on)
        self.body.refresh()

    def _follow(self) -> None:
        if self.body is not None and self.isVisible():
            self.body.show_moment()

    def _follow_theme(self) -> None:
        self.updateGeometry()
