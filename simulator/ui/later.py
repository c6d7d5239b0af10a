"""What a first opening needs to have imported, imported before: a module at a time, while nothing else goes on."""

from __future__ import annotations

from importlib import import_module

from PySide6.QtCore import QObject, QTimer, Signal

from simulator.app.session import Session

PAUSE_MS = 120
"""Between two modules: each takes some milliseconds, twenty at most, and a user should not feel a row of them."""

MODULES = (
    "simulator.ui.charts.map.plot", "simulator.ui.charts.map.setup", "simulator.ui.charts.map.tab",
    "simulator.learner.network", "simulator.learner.tasks", "simulator.learner.trees", "simulator.learner.student",
    "simulator.learner.rounds", "simulator.learner.observations", "simulator.learner.calibration",
    "simulator.learner.forecast", "simulator.learner.luck", "simulator.app.trained",
    "simulator.ui.learned.plot", "simulator.ui.learned.answers", "simulator.ui.learned.curves",
    "simulator.ui.learned.questions", "simulator.ui.learned.world", "simulator.ui.learned.presets",
    "simulator.ui.learned.setup", "simulator.ui.learned.tab", "simulator.ui.learned.stage",
    "simulator.app.training_course",
    "simulator.ui.history.panel", "simulator.ui.lesson.body", "simulator.ui.lesson.glossary",
    "simulator.ui.presentation.notes", "simulator.ui.accessible.numbers", "simulator.ui.sharing.dialogs",
    "simulator.ui.export.numbers", "simulator.ui.export.drawing", "simulator.ui.export.trees",
    "simulator.engine.wrong", "numpy.ma", "segno", "simulator.ui.paper.pdf", "simulator.ui.lesson_editor.editor",
    "simulator.ui.lesson_editor.saving",
)  # fmt: skip
"""In this order each brings little with it; np.unique needs numpy.ma, the picture of a code segno.

What is missing is imported when needed.
"""


class Imports(QObject):
    """Begins with `begin`, waits while something is dragged or plays, and is over when all is there: `ended`, once."""

    ended = Signal()

    def __init__(self, session: Session, parent: QObject) -> None:
        super().__init__(parent)
        self._session = session
        self._left, self._has_ended = list(reversed(MODULES)), False
        self._timer = QTimer(self)
        self._timer.setInterval(PAUSE_MS)
        self._timer.timeout.connect(self._import_next)

    def begin(self) -> None:
        """From now on; another time, when panels have been made anew, there is nothing left to do."""
        if not self._has_ended:
            self._timer.start()

    @property
    def is_over(self) -> bool:
        """Whether nothing is left, or has begun."""
        return not self._timer.isActive()

    def _import_next(self) -> None:
        if self._session.is_dragging or self._session.player.is_playing:
            return
        if self._left:
            import_module(self._left.pop())
        else:
            self._timer.stop()
            self._has_ended = True
            self.ended.emit()
