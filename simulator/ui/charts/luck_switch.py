"""The quiet button beside the tabs: from one run to many, to their band, and back."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from simulator.app.ensemble import Stage
from simulator.app.session import Session
from simulator.ui import theme
from simulator.ui.charts import luck
from simulator.ui.text import mark, tr
from simulator.ui.widgets.buttons import Button

_TEXTS: dict[Stage, tuple[str, str]] = {
    "off": (
        mark("Luck or rule?"),
        mark("Many runs of the same settings, one after another, then the band in which most of them lie"),
    ),
    "runs": (mark("Show the band"), mark("The band in which nine in ten of these runs lie")),
    "band": (mark("One run"), mark("Show the expected run alone")),
}


class LuckSwitch(Button):
    """Appears once the scenario has been played to its end: before, there is nothing to compare."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.setProperty("link", True)
        self.setProperty("role", "secondary")
        self.clicked.connect(session.ensemble.go_on)
        session.ensemble.changed.connect(self._follow)
        session.player.moved.connect(self._meet)
        session.lesson.step_changed.connect(self._meet)
        theme.notifier().changed.connect(self._meet)
        self._stage: Stage | None = None
        self.hide()
        self._follow()
        self._meet()

    def _follow(self) -> None:
        ensemble = self._session.ensemble
        if ensemble.stage != self._stage:
            self._stage = ensemble.stage
            text, tip = (tr(words) for words in _TEXTS[ensemble.stage])
            self.setText(text)
            self.setToolTip(tip)
            self.setAccessibleName(text)
        told = luck.meaning(ensemble.seen.spread) if ensemble.seen else ""
        if told != self.accessibleDescription():
            self.setAccessibleDescription(told)

    def _meet(self) -> None:
        # In front of a class a lesson asks for many runs itself; the tabs need the room.
        is_crowded = theme.is_presenting() and self._session.is_in_lesson
        met = self._session.player.explored and not is_crowded
        if met == self.isHidden():
            self.setVisible(met)
