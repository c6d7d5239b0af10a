"""Says what a step of a lesson says, to those who do not see that it is another."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QApplication

from simulator.app.session import Session
from simulator.ui.accessible.telling import announce

if TYPE_CHECKING:
    from simulator.ui.lesson.panel import LessonPanel

_ENDS = ".?!:…"
REST_MS = 150
"""What follows a deed at once, such as another focus, has come by then."""


class StepTeller(QObject):
    """Waits until nothing moves; then says those sentences of the lesson that were not there before.

    Where the focus has come into a new step, a screen reader reads all of it by itself.
    """

    def __init__(self, session: Session, panel: LessonPanel) -> None:
        super().__init__(panel)
        self._session, self._panel = session, panel
        self._told: tuple[str, ...] = ()
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(REST_MS)
        self._rest.timeout.connect(self.say)
        for changed in (
            session.lesson.changed, session.player.moved, session.player.paused, session.run_changed,
            session.drag_ended,
        ):  # fmt: skip
            changed.connect(self._wait)
        session.lesson.refused.connect(self._say_again)

    def _wait(self) -> None:
        if QAccessible.isActive():
            self._rest.start()

    def _say_again(self) -> None:
        """Why it does not go on: as often as one tries."""
        self._told = tuple(said for said in self._told if said != self._panel.reason.text())
        self._wait()

    def say(self) -> None:
        """What is new."""
        session, panel = self._session, self._panel
        if session.player.is_playing or session.is_dragging:
            return
        words = panel.words() if panel.isVisible() else ()
        news, self._told = [said for said in words if said not in self._told], words
        focus, is_new = QApplication.focusWidget(), words[:1] == tuple(news[:1])
        is_read = is_new and panel.body is not None and focus is not None and panel.body.isAncestorOf(focus)
        if news and not is_read:
            announce(panel, " ".join(said if said[-1] in _ENDS else f"{said}." for said in news))
