"""The menu of languages, each in its own name."""

from __future__ import annotations

from typing import cast

from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMenu, QWidget

from simulator.app.settings import Settings
from simulator.scenario.translation import folder
from simulator.ui import language


class LanguageMenu(QMenu):
    """The `desktop`'s language, or one of those that there are, by its first letter; chosen once, remembered."""

    def __init__(self, settings: Settings, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._settings = settings
        group = QActionGroup(self)
        names = {code: f"&{language.name(code)}" for code in folder.languages()}
        for code, name in {language.SYSTEM: "", **names}.items():
            action = self.addAction(name)
            action.setData(code)
            action.setCheckable(True)
            action.setChecked(code == settings.values.language)
            action.triggered.connect(self._choose)
            group.addAction(action)
        self.desktop = self.actions()[0]
        self.aboutToShow.connect(self._follow)

    def _follow(self) -> None:
        for action in self.actions():
            action.setChecked(action.data() == self._settings.values.language)

    def _choose(self) -> None:
        self._settings.change(language=str(cast("QAction", self.sender()).data()))
