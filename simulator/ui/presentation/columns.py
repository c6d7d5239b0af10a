"""The three columns of the window; two where a lesson has little room, as in a presentation: words on the left, what
they are about on the right."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from simulator.app.lesson import HANDS_ON
from simulator.app.session import Session
from simulator.ui import theme
from simulator.ui.controls import ControlsPanel
from simulator.ui.lesson.panel import LessonPanel
from simulator.ui.turns import calling, turns
from simulator.ui.widgets.metrics import scaled
from simulator.ui.workspace import Workspace

_LESSON_SHARE, _CONTROLS_SHARE = 3, 2
_LEAST_PRESENTED = 0.42
"""The lesson's share of a presented window on a screen that is narrow for its height."""
_MIDDLE_PX = 380
"""A workspace between lesson and controls that is narrower than this has no room for its charts."""


class Columns(QWidget):
    """Lesson, workspace, controls."""

    def __init__(
        self, session: Session, lesson: LessonPanel, workspace: Workspace, controls: ControlsPanel, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self._session, self._play = session, session.lesson
        self.lesson, self.workspace, self.controls = lesson, workspace, controls
        self.is_presented = False
        self._is_beside, self._is_above = True, False  # the controls are on the right, and not with the lesson
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
        self._play.changed.connect(self._follow)
        theme.notifier().changed.connect(self._arrange)

    def present(self, is_presented: bool) -> None:
        """Few things, large; or all of them."""
        if is_presented == self.is_presented:
            return
        self.is_presented = is_presented
        self.workspace.show_one(is_presented)
        self.lesson.present(is_presented)
        self._arrange()

    def minimumSizeHint(self) -> QSize:
        """Without the controls where a lesson can do without them beside it."""
        least = super().minimumSizeHint()
        if self.is_presented:
            least.setWidth(0)  # nobody scrolls sideways before a class
        elif self._play.is_on:
            least.setWidth(self.lesson.least_width + self._beside_lesson())
        return least

    def _beside_lesson(self) -> int:
        return self.workspace.minimumSizeHint().width() + 3 * theme.current().gap

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def _follow(self) -> None:
        """The lesson is another one or over; where another scenario ends it, that has been enough for one turn."""
        if self._session.is_opening:
            turns().follow(calling(self._arrange), self)
        else:
            self._arrange()

    def _arrange(self) -> None:
        """While a lesson is on and there is little room, the controls come to it, in steps that need them.

        Above it, so that its buttons stay where they are: who presses Next twice presses nothing else. Below it
        where the window scrolls as a whole: what is read goes before what is pressed.
        """
        play = self._play
        middle = max(self.workspace.minimumSizeHint().width(), scaled(_MIDDLE_PX))
        beside = self.controls.minimumSizeHint().width() + theme.current().gap
        needed = self.lesson.whole_width + middle + 3 * theme.current().gap
        is_tight = self.is_presented or self.width() < needed + beside
        is_beside = not (play.is_on and is_tight)
        least = self.lesson.minimumSizeHint().height() + self._near.spacing() + self.controls.minimumSizeHint().height()
        is_above = not is_beside and self.height() > least
        if (is_beside, is_above) != (self._is_beside, self._is_above):
            self._is_beside, self._is_above = is_beside, is_above
            if is_beside:
                self._far.addWidget(self.controls)
            else:
                self._near.insertWidget(0 if is_above else -1, self.controls, _CONTROLS_SHARE)
        self.controls.setVisible(is_beside or play.step.kind in HANDS_ON)
        self.lesson.limit(self._room_for_lesson())

    def _room_for_lesson(self) -> int:
        """What the workspace leaves, but enough to read."""
        if not self.is_presented:
            return max(self.width() - self._beside_lesson(), self.lesson.least_width)
        left = self.width() - theme.current().gap - self.workspace.minimumSizeHint().width()
        return max(left, round(self.width() * _LEAST_PRESENTED))
