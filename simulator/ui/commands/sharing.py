"""What hands the scenario or its lesson on: a code, a QR picture, a page to print."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QLocale
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QFileDialog, QMenu

from simulator.ui.actions import FILE
from simulator.ui.commands.base import Commands
from simulator.ui.text import mark, tr

if TYPE_CHECKING:
    from simulator.ui.paper.pdf import Paper

PAPERS = {"a4": mark("A4"), "letter": mark("Letter")}


class SharingCommands(Commands):
    """Codes, their pictures, handout and key."""

    def share(self) -> None:
        """Show the code of the scenario."""
        from simulator.ui.sharing.dialogs import ShareDialog

        ShareDialog(self._session.state, self._window, self._window.files.save_as, self._save_picture).open()

    def open_code(self) -> None:
        """Ask for a code and open it."""
        from simulator.ui.sharing.dialogs import OpenCodeDialog

        OpenCodeDialog(self._window, self._window.files.open_loaded).open()

    def handout(self) -> None:
        """Ask where the handout of the lesson shall go."""
        self._print(is_key=False)

    def key(self) -> None:
        """Ask where its key shall go."""
        self._print(is_key=True)

    def extend(self, title: str, group: int, menu: QMenu) -> None:
        if (title, group) == (FILE, 4):
            menus = self._window.menus
            papers, self._papers = menus.named(menu.addMenu(""), mark("Pa&per")), QActionGroup(menu)
            for paper, name in PAPERS.items():
                action = self._papers.addAction("")
                menus.name(action, name)
                action.setCheckable(True)
                action.setData(paper)
                action.setChecked(paper == self.paper)
                papers.addAction(action)
            self._papers.triggered.connect(self._take_paper)

    def _take_paper(self, action: QAction) -> None:
        self._window.settings.change(paper=action.data())

    @property
    def paper(self) -> Paper:
        """The chosen paper, else that of the country."""
        if chosen := self._window.settings.values.paper:
            return chosen
        is_american = QLocale.system().measurementSystem() == QLocale.MeasurementSystem.ImperialUSSystem
        return "letter" if is_american else "a4"

    def _print(self, *, is_key: bool) -> None:
        lesson = self._window.lessons.at_hand()
        if lesson is None:
            return
        from simulator.ui.paper.pdf import handout

        state, paper = self._session.state, self.paper
        title, what = (tr("Save the key"), "key") if is_key else (tr("Save the handout"), "handout")
        self._window.exports.ask(title, what, {".pdf": lambda: handout(lesson, state, paper, is_key=is_key)})

    def show_state(self) -> None:
        for id_ in ("handout", "key"):
            self.action(id_).setEnabled(self._window.lessons.has_one)

    def _save_picture(self, code: str) -> QFileDialog:
        from simulator.scenario import qr

        return self._window.exports.ask(tr("Save the QR picture"), "qr", {
            ".png": lambda: qr.picture(code, "png"), ".svg": lambda: qr.picture(code, "svg"),
        })  # fmt: skip
