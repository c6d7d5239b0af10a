"""Says what has changed, once and calmly, to those who do not see it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint, QRect, QTimer
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QToolTip

from simulator.ui import theme
from simulator.ui.accessible.telling import announce
from simulator.ui.text import as_tip
from simulator.ui.widgets.metrics import scaled

if TYPE_CHECKING:
    from simulator.ui.main_window import MainWindow

_CORNER_PX, _TOLD_MS = 66, 6000

REST_MS = 700
"""Changes that follow each other so fast are one: what came of the last of them is said."""


class Announcer(QObject):
    """Waits until nothing has changed for a moment and nothing plays; then says the first chart's sentence.

    The same sentence is not said twice in a row, and nothing while no assistive technology listens. Where the focus
    goes and what a slider stands at is said by the elements themselves, what a lesson says by `StepTeller`.
    """

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._said = ""
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(REST_MS)
        self._rest.timeout.connect(self.say)
        session = window.session
        for changed in (
            session.run_changed, session.drag_ended, session.player.moved, session.player.paused,
            session.sweeps.changed, session.training.changed,
        ):  # fmt: skip
            changed.connect(self._wait)

    def tell(self, sentence: str) -> None:
        """Say this to everybody, for a few seconds in the corner, above what a lesson has there; nothing without it."""
        if sentence:
            window, foot = self._window, self._window.lesson_panel.foot
            bottom = window.height() if foot is None else foot.mapTo(window, QPoint(0, 0)).y()
            corner = window.mapToGlobal(QPoint(theme.current().gap, bottom - round(scaled(_CORNER_PX))))
            QToolTip.showText(corner, as_tip(sentence), window, QRect(), _TOLD_MS)
            announce(window, sentence)

    def _wait(self) -> None:
        if QAccessible.isActive():
            self._rest.start()

    def say(self) -> None:
        """What is to be seen now, if it is news."""
        session, charts = self._window.session, self._window.workspace.charts
        if charts is None or session.is_dragging or session.player.is_playing:
            return
        if session.sweeps.is_running or session.training.is_running:
            return  # what comes of it is said when it is there
        shown = [chart for chart in charts.group.charts if not chart.isHidden()]
        sentence = shown[0].accessibleDescription() if shown else ""
        if sentence and sentence != self._said:
            self._said = sentence
            announce(self._window, sentence)
