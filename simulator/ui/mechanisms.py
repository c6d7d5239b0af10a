"""The menu of whole mechanisms that can be switched off or made perfect for a run."""

from __future__ import annotations

from collections.abc import Mapping
from typing import cast

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

from simulator.app.session import Session
from simulator.engine.overrides import MECHANISMS, Kind, words_of
from simulator.sentence import say
from simulator.ui.text import tr


class MechanismsMenu(QMenu):
    """Each entry begins or ends the overrides that make it up together, as one change."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.setToolTipsVisible(True)
        for name in MECHANISMS:
            action = self.addAction("")
            action.setData(name)
            action.setCheckable(True)
            action.triggered.connect(self._switch)
        self.say_anew()
        self.aboutToShow.connect(self._follow)

    def say_anew(self) -> None:
        """Say everything in the present language."""
        self.setTitle(tr("Switch &off or make perfect"))
        for action, (name, kinds) in zip(self.actions(), MECHANISMS.items(), strict=True):
            action.setText(tr(name))
            action.setToolTip(", ".join(tr(words_of(id_, kind)) for id_, kind in kinds.items()))

    def _follow(self) -> None:
        locked = set(self._session.state.view.lock)
        for action in self.actions():
            kinds = MECHANISMS[str(action.data())]
            action.setChecked(self._is_on(kinds))
            action.setEnabled(not locked & kinds.keys())

    def _is_on(self, kinds: Mapping[str, Kind]) -> bool:
        overrides = self._session.state.overrides
        return all(overrides.kind(id_) == kind for id_, kind in kinds.items())

    def _switch(self) -> None:
        name = str(cast("QAction", self.sender()).data())
        kinds = MECHANISMS[name]
        if self._is_on(kinds):
            self._session.set_overrides(dict.fromkeys(kinds), say("End: {mechanism}", mechanism=say(name)))
        else:
            self._session.set_overrides(kinds, say(name))
