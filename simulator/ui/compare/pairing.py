"""In a lesson's contrast the two stages show a question that one of the runs answers right and the other wrong."""

from __future__ import annotations

from operator import is_
from typing import TYPE_CHECKING, TypeAlias

from PySide6.QtCore import QObject, Signal

from simulator.app.session import Session
from simulator.ui.stage.view import StageView
from simulator.ui.text import tr
from simulator.ui.turns import Work, turns

if TYPE_CHECKING:
    from simulator.engine.iterate import Run

_Seen: TypeAlias = "tuple[int, int, Run, Run]"
"""The step of the lesson, the round, and the runs of A and B."""


class Pairing(QObject):
    """Asks A's stage for such a question, once for each step, pair of runs and round; `asked` follows.

    Where there is none the stage says why.
    """

    asked = Signal()

    def __init__(self, session: Session, view: StageView, parent: QObject) -> None:
        super().__init__(parent)
        self._session, self._view = session, view
        self._seen: _Seen | None = None
        session.lesson.changed.connect(self.follow)
        session.run_changed.connect(self.follow)
        session.player.moved.connect(self.follow)
        session.player.paused.connect(self.follow)
        session.gathered.connect(self.follow)
        session.drag_ended.connect(self.follow)

    def follow(self) -> None:
        """Look for a question, if this is a contrast at rest that was not looked at yet."""
        session, player, play = self._session, self._session.player, self._session.lesson
        if session.is_gathering:
            return
        if not play.is_on or play.step.kind != "contrast":
            self._seen = None
            return
        other = session.other_run
        if other is None or session.is_dragging or player.is_playing or player.phase != "rest":
            return
        before, now = self._seen, (play.progress.step, player.round, session.run, other)
        if before is None or before[:2] != now[:2] or not all(map(is_, before[2:], now[2:])):
            self._seen = now
            turns().take(self._show(now), self)

    def _show(self, wanted: _Seen) -> Work:
        """Thousands of questions may have to be looked at; given up when others are wanted meanwhile."""
        from simulator.engine.tree import shown_depth
        from simulator.engine.wrong import QUESTIONS, is_alike, seek_telling_pair

        _, round_, a, b = wanted
        found = None
        for answer in seek_telling_pair(a, b, round_, shown_depth(a, min(round_, a.last))):
            found = answer
            yield
            if self._seen is not wanted:
                return
        if found is not None:
            self._view.ask_depth(found[0])
            self._view.ask(found[1])
            self.asked.emit()
        elif is_alike(a, b):
            self._view.tell(tr("What differs between A and B changes no answer: each question is right in both or in "
                               "neither."))  # fmt: skip
        else:
            self._view.tell(tr("Of the first {count} questions of every depth A and B are right about the same ones: "
                               "they differ too little for it to show here.", count=QUESTIONS))  # fmt: skip
