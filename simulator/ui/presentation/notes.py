"""The presenter's notes in a window of their own, on a second screen where there is one: the class does not see it."""

from __future__ import annotations

from PySide6.QtCore import QElapsedTimer, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QHideEvent, QKeySequence, QResizeEvent, QShortcut, QShowEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from simulator.app.lesson import Vote
from simulator.app.session import Session
from simulator.app.speaker import PLANS, Plan, cues, notes, plan, settings_of, timing
from simulator.scenario.lesson.links import harmless
from simulator.scenario.lesson.records import Step
from simulator.ui import theme
from simulator.ui.lesson.panel import KINDS
from simulator.ui.lesson.timer import clock_text
from simulator.ui.text import mark, signs, tr
from simulator.ui.turns import Work, turns
from simulator.ui.widgets.buttons import Segment
from simulator.ui.widgets.labels import Label
from simulator.ui.widgets.let_go import let_go_of_picture
from simulator.ui.widgets.metrics import on_screen

SIZE_PX = (560, 720)
_SECOND_MS = 1000
_CUES = {
    "ask": mark("Ask: {sentence}"), "answer": mark("Expected: {sentence}"), "hint": mark("Hint: {sentence}"),
    "pause": mark("It pauses at round {sentence}."),
}  # fmt: skip
_PARTS = {
    "Goal": mark("Goal"), "What to ask": mark("What to ask"), "Misconceptions": mark("Misconceptions"),
    "What the model leaves out": mark("What the model leaves out"),
}  # fmt: skip


class NotesWindow(QWidget):
    """Time, the present step with what is expected, the next one, and the teacher's notes of the lesson.

    `forward`, `back` and `blanked` follow Page Down, Page Up and a period here, as in the presentation itself.
    """

    closed = Signal()
    forward, back, blanked, left = Signal(), Signal(), Signal(), Signal()

    def __init__(self, session: Session, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Window)
        self._play, self._player = session.lesson, session.player
        self.minutes = PLANS[1]
        self._since = QElapsedTimer()
        self._seconds = QTimer(self)
        self._seconds.setInterval(_SECOND_MS)
        self._seconds.timeout.connect(self._show_time)
        self.setWindowTitle(tr("Presenter’s notes"))
        self.setAutoFillBackground(True)
        look = theme.for_presenter() if theme.is_presenting() else theme.current()
        self.resize(on_screen(parent, SIZE_PX, body_px=look.body_px))
        column = QVBoxLayout(self)
        column.addLayout(self._make_clock())
        self._area = QScrollArea(self)
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self._area.setWidgetResizable(True)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._area.setAccessibleName(tr("Presenter’s notes"))
        column.addWidget(self._area, 1)
        self._body: QWidget | None = None
        self._shown: object = None
        self._play.changed.connect(self.follow)
        self._play.countdown.changed.connect(self._show_time)
        for key, signal in (("PgDown", self.forward), ("PgUp", self.back), (".", self.blanked), ("B", self.blanked),
                            ("Esc", self.left)):  # fmt: skip
            QShortcut(QKeySequence(key), self).activated.connect(signal)
        QShortcut(QKeySequence("Shift+F5"), self).activated.connect(self.close)
        theme.notifier().changed.connect(self._follow_theme)
        self._follow_theme()
        self.follow()

    def start_clock(self) -> None:
        """Time counts from here."""
        self._since.start()
        self._show_time()

    def follow(self) -> None:
        """The lesson has moved on; what only the presenter knows of it."""
        play = self._play
        if not self.isVisible():
            return
        state = (play.lesson and play.lesson.slug, play.progress.step if play.lesson else 0, self.minutes,
                 play.answer.votes if play.lesson else ())  # fmt: skip
        if state != self._shown:
            place = self._area.verticalScrollBar().value() if self._is_same_step(state) else 0
            self._shown = state
            turns().follow(self._followed(state, place), self)

    def _followed(self, state: object, place: int) -> Work:
        """In a turn after the lesson's own window has followed."""
        if state == self._shown:
            self._make_body()
            self._area.verticalScrollBar().setValue(place)
        yield

    def say(self) -> str:
        """Everything that is shown, line by line."""
        labels = self._body.findChildren(QLabel) if self._body is not None else []
        return "\n".join(label.text() for label in labels)

    # Window.

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if not self._since.isValid():
            self._since.start()
        self._seconds.start()
        self._show_time()
        self.follow()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._seconds.stop()

    def closeEvent(self, event: QCloseEvent) -> None:
        super().closeEvent(event)
        self.closed.emit()
        let_go_of_picture(self)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    # Inside.

    def _is_same_step(self, state: tuple[object, ...]) -> bool:
        return isinstance(self._shown, tuple) and self._shown[:2] == state[:2]

    def _make_clock(self) -> QHBoxLayout:
        row = QHBoxLayout()
        self.elapsed = Label("", self, role="head", weight=650)
        self.elapsed.setAccessibleName(tr("Time since the beginning"))
        self.timer = Label("", self, role="title")
        row.addWidget(self.elapsed)
        row.addSpacing(16)
        row.addWidget(self.timer, 1)
        self.plans: dict[int, Segment] = {}
        for minutes in PLANS:
            button = Segment(tr("{minutes} min", minutes=minutes), self)
            button.setAccessibleName(tr("Plan for {minutes} minutes", minutes=minutes))
            button.setChecked(minutes == self.minutes)
            button.toggled.connect(self._take_plan)
            row.addWidget(button)
            self.plans[minutes] = button
        return row

    def _take_plan(self, is_on: bool) -> None:
        if is_on:
            self.minutes = next(minutes for minutes, button in self.plans.items() if button.isChecked())
            self._show_time()
            self.follow()

    def _show_time(self) -> None:
        seconds = self._since.elapsed() // 1000 if self._since.isValid() else 0
        self.elapsed.setText(tr("{time} of {minutes}:00", time=clock_text(int(seconds)), minutes=self.minutes))
        countdown = self._play.countdown
        left = tr("Time is up") if countdown.is_over else tr("Timer {time}", time=clock_text(countdown.seconds))
        self.timer.setText(left if countdown.is_set else "")

    def _make_body(self) -> None:
        self._body = QWidget()
        column = QVBoxLayout(self._body)
        column.setContentsMargins(0, 0, 12, 0)
        column.setSpacing(6)
        play = self._play
        if play.lesson is None:
            self._add(tr("No lesson is being played. Choose one in the menu Lessons, or press F7."))
        else:
            planned = plan(tr(timing(play.lesson)), self.minutes, [tr(step.title) for step in play.lesson.steps])
            self._add_step(play.step, planned)
            if play.answer.is_counting:
                self._add_hands(play.step, play.answer.votes[-1])
            steps, number = play.lesson.steps, play.progress.step
            after = steps[number + 1] if number + 1 < len(steps) else None
            self._add_head(tr("Next"))
            name = tr("the end of the lesson") if after is None else f"{tr(KINDS[after.kind])}: {tr(after.title)}"
            self._add(name)
            self._add_head(tr("Plan for {minutes} minutes", minutes=self.minutes))
            self._add(planned.words)
            for title, minutes in planned.minutes.items():
                self._add(tr("{minutes} min: {title}", minutes=minutes, title=title))
            for heading, text in notes(play.lesson):
                self._add_head(tr(_PARTS[heading]))
                self._add(tr(text), is_markdown=True)
        column.addStretch(1)
        self._area.setWidget(self._body)
        self._fit()

    def _add_step(self, step: Step, planned: Plan) -> None:
        assert self._play.lesson is not None
        place, last = self._play.progress.step + 1, len(self._play.lesson.steps)
        self._add(tr("{kind}, step {number} of {last}", kind=tr(KINDS[step.kind]), number=place, last=last))
        self._add(tr(step.title), role="title", weight=650)
        if span := planned.span(tr(step.title)):
            self._add(tr("Planned: from {start}:00 to {end}:00.", start=span[0], end=span[1]), weight=550)
        elif planned.minutes:
            self._add(tr("The plan for {minutes} minutes leaves this step out.", minutes=self.minutes))
        for cue in cues(step):
            self._add(tr(_CUES[cue.kind], sentence=tr(cue.text)), weight=550 if cue.kind == "answer" else 400)
        changed = [(tr(name), signs(tr(value))) for name, value in settings_of(step)]
        changes = ", ".join(tr("{name} {value}", name=name, value=value) for name, value in changed)
        if changes and step.kind == "contrast":
            self._add(tr("B differs in: {changes}", changes=changes))
        elif changes:
            self._add(tr("One solution: {changes}", changes=changes), weight=550)

    def _add_hands(self, step: Step, vote: Vote) -> None:
        said = ", ".join(f"{tr(bet)} {count}" for bet, count in zip(step.bets, vote.counts, strict=True))
        self._add(tr("Hands so far: {hands}", hands=said), weight=550)

    def _add_head(self, text: str) -> None:
        self._add(text, weight=650, tone="secondary", space=10)

    def _add(
        self, text: str, *, role: theme.Role = "body", weight: int = 400, tone: str = "ink", space: int = 0,
        is_markdown: bool = False,
    ) -> None:  # fmt: skip
        assert self._body is not None
        if not text:
            return  # a label without words has no height, says Qt: -1
        label = QLabel(harmless(text) if is_markdown else text, self._body)
        label.setTextFormat(Qt.TextFormat.MarkdownText if is_markdown else Qt.TextFormat.PlainText)
        label.setWordWrap(True)
        label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        for name, value in (("role", role), ("weight", str(weight)), ("tone", tone)):
            label.setProperty(name, value)
        column = self._body.layout()
        assert isinstance(column, QVBoxLayout)
        if space:
            column.addSpacing(space)
        column.addWidget(label)

    def _follow_theme(self) -> None:
        """Large while something is presented, but for somebody who stands at the screen."""
        self.setStyleSheet(theme.style_sheet(theme.for_presenter()) if theme.is_presenting() else "")
        self._fit()

    def _fit(self) -> None:
        """A scrolled layout asks for the least height of words that wrap."""
        if self._body is not None:
            bar = self._area.verticalScrollBar().sizeHint().width()  # which may come by this
            width = self._area.contentsRect().width() - bar - 12
            for label in self._body.findChildren(QLabel):
                label.ensurePolished()
                label.setMinimumHeight(0)
                label.setFixedHeight(label.heightForWidth(width))
