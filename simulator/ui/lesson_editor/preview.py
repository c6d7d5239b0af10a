"""A step of a lesson that is being written, as a learner will see it: the lesson panel itself, on a session of its own.

Whatever is tried in it happens to that session alone, and nothing is kept.
"""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from simulator.app.learner_file import LearnerFile
from simulator.app.lesson import Answer, Progress
from simulator.app.session import Session
from simulator.scenario.lesson.records import Lesson
from simulator.scenario.schema import Scenario
from simulator.ui.lesson.panel import LessonPanel
from simulator.ui.widgets.labels import Label


class StepPreview(QWidget):
    """Shows one step, or a sentence where there is none to show."""

    def __init__(self, scenario: Scenario, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session = Session(scenario, self)
        self.panel = LessonPanel(self.session, self, stays=True)  # the cursor in the text says which step is shown
        self.said = Label("", self, tone="secondary", wraps=True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.panel, 1)
        column.addWidget(self.said, 1)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)
        self._shown: tuple[Lesson, int] | None = None

    def sizeHint(self) -> QSize:
        return self.panel.sizeHint()

    def minimumSizeHint(self) -> QSize:
        return self.panel.minimumSizeHint()

    def show_step(self, lesson: Lesson, number: int) -> None:
        """A step, as it is for somebody who has done nothing yet."""
        if self._shown == (lesson, number):
            return
        self._shown = (lesson, number)
        kept = LearnerFile(None)
        kept.keep(Progress(slug=lesson.slug, step=number, answers=(Answer(),) * len(lesson.steps)))
        self.session.player.pause()
        self.session.lesson.keep_in(kept)
        self.session.lesson.open(lesson)
        self.said.hide()

    def say(self, sentence: str) -> None:
        """Nothing to show, and why."""
        self._shown = None
        self.session.player.pause()
        self.session.lesson.close()
        self.said.setText(sentence)
        self.said.show()

    def end(self) -> None:
        """Nothing goes on in it any more."""
        self.say("")
        self.session.rest()
