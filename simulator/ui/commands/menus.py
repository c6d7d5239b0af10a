"""The menu bar, made from the table of commands."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, TypeVar

from PySide6.QtGui import QAction, QActionGroup, QKeySequence, QShortcut
from PySide6.QtWidgets import QMainWindow, QMenu

from simulator.ui.actions import COMMANDS, MENUS
from simulator.ui.commands.base import Commands
from simulator.ui.text import tr
from simulator.ui.widgets.let_go import let_go_of_picture

MenuT = TypeVar("MenuT", bound=QMenu)


class Menus:
    """Menus and their actions; each command is answered by the method of its id in one of the `handlers`."""

    def __init__(self, window: QMainWindow, tell: Callable[[str], None]) -> None:
        """`tell` is given the reason why a command is off whose key was pressed."""
        self._window, self._tell = window, tell
        self.handlers: Sequence[Commands] = ()
        self.actions: dict[str, QAction] = {}
        self._texts: dict[QAction, str] = {}

    def make(self, handlers: Sequence[Commands]) -> None:
        """Fill the menu bar."""
        self.handlers = handlers
        bar, groups = self._window.menuBar(), dict[str, QActionGroup]()
        for title in MENUS:
            menu = self.named(bar.addMenu(""), title)
            inner: dict[str, QMenu] = {}
            group = 0
            for command in COMMANDS:
                if command.menu != title:
                    continue
                if command.group != group:
                    self._extend(title, command.group, menu)
                    menu.addSeparator()
                    group = command.group
                action = QAction(menu)
                self.name(action, command.text)
                action.setShortcut(QKeySequence(command.key))
                action.setCheckable(command.checkable or bool(command.choice))
                if command.choice:
                    groups.setdefault(command.choice, QActionGroup(menu)).addAction(action)
                action.triggered.connect(self._handler(command.id))
                if command.key:
                    self._explain(action)
                if command.submenu and command.submenu not in inner:
                    inner[command.submenu] = self.named(menu.addMenu(""), command.submenu)
                inner.get(command.submenu, menu).addAction(action)
                self.actions[command.id] = action
            self._extend(title, -1, menu)

    def name(self, action: QAction, text: str) -> None:
        """Give an entry its text, now and in every other language; the text is marked for translation."""
        self._texts[action] = text
        action.setText(tr(text))

    def named(self, menu: MenuT, text: str) -> MenuT:
        """The same for a menu."""
        self.name(menu.menuAction(), text)
        menu.setToolTipsVisible(True)  # why an entry is off
        menu.aboutToHide.connect(partial(let_go_of_picture, menu))  # up to 5 MB each in large text
        return menu

    def say_anew(self) -> None:
        """Say everything in another language. The menus stay: made anew they would leave some memory behind in Qt."""
        for action, text in self._texts.items():
            action.setText(tr(text))
        for handler in self.handlers:
            handler.say_anew()
        self.show_state()

    def show_state(self, *_: object) -> None:
        """Enable, check and name all actions as things are now."""
        for handler in self.handlers:
            handler.show_state()

    def _explain(self, action: QAction) -> None:
        """While a command is off, its key says why, whatever has the focus; else arrows would move that."""
        key = QShortcut(action.shortcut(), self._window, enabled=False)
        key.activated.connect(lambda: self._tell(action.statusTip()))
        action.enabledChanged.connect(lambda is_on: key.setEnabled(not is_on))

    def _extend(self, title: str, group: int, menu: Any) -> None:
        for handler in self.handlers:
            handler.extend(title, group, menu)

    def _handler(self, id_: str) -> Any:
        return next(getattr(handler, id_) for handler in self.handlers if hasattr(type(handler), id_))
