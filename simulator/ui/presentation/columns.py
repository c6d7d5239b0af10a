"""The three columns of the window; in a presentation two, because text is large: words on the left, what they are
about on the right."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from simulator.app.lesson import HANDS_ON
from simulator.app.session import Session
from simulator.ui import theme
from simulator.ui.controls import ControlsPanel
from simulator.ui.lesson.panel import LessonPanel
from simulator.ui.workspace import Workspace

_LESSON_SHARE, _CONTROLS_SHARE = 3, 2


class Columns(QWidget):
    """Lesson, workspace, controls. What is presented shows the controls below the lesson, where a step needs them."""

    def __init__(
        self, session: Session, lesson: LessonPanel, workspace: Workspace, controls: ControlsPanel, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self._play = session.lesson
        self.lesson, self.workspace, self.controls = lesson, workspace, controls
        self.is_presented = False
        gap = theme.current().gap
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(gap)
        self._near, self._far = QVBoxLayout(), QVBoxLayout()
        self._near.setSpacing(gap)
        row.addLayout(self._near)
        row.addWidget(workspace, 1)
        row.addLayout(self._far)
        self._near.addWidget(lesson, _LESSON_SHARE)
        self._far.addWidget(controls)
        self._play.changed.connect(self._arrange)

    def present(self, is_presented: bool) -> None:
        """Few things, large; or all of them."""
        if is_presented == self.is_presented:
            return
        self.is_presented = is_presented
        self.workspace.show_one(is_presented)
        self.lesson.present(is_presented)
        if is_presented:
            self._near.addWidget(self.controls, _CONTROLS_SHARE)
        else:
            self._far.addWidget(self.controls)
        self._arrange()

    def _arrange(self) -> None:
        play = self._play
        hidden = self.is_presented and play.is_on and play.step.kind not in HANDS_ON
        self.controls.setVisible(not hidden)
