"""What the commands of all menus share."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu

if TYPE_CHECKING:
    from simulator.ui.main_window import MainWindow


class Commands(QObject):
    """The commands of one subject on one window: a method for each id of the table, and the state of its actions."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._session = window.session

    def action(self, id_: str) -> QAction:
        """The action of a command."""
        return self._window.menus.actions[id_]

    def allow(self, id_: str, is_allowed: bool, why_not: str) -> None:
        """Enable the action of a command; where it is off, its key and its entry in the menu say why."""
        action, said = self.action(id_), "" if is_allowed else why_not
        action.setEnabled(is_allowed)
        action.setStatusTip(said)
        action.setToolTip(said)

    def extend(self, title: str, group: int, menu: QMenu) -> None:
        """Add to the menu of this title what the table cannot name: before this group begins, or (-1) at the end."""

    def say_anew(self) -> None:
        """Say in another language what else `extend` has added than by `Menus.name`."""

    def show_state(self) -> None:
        """Enable, check and name the actions as things are now; called when the menus are made."""
