"""Which share of all actions, controls and dialogs somebody has reached."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
import re
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QApplication,
    QDialog,
    QFileDialog,
    QLabel,
    QLineEdit,
    QMenu,
    QPlainTextEdit,
    QScrollBar,
    QWidget,
)
from shiboken6 import isValid

import simulator.ui
from simulator.ui.widgets.inside import widgets_in
from tests.soak import places

LEAST_SHARE = 0.95
_NAME = "soak name"
BESIDE = {"NotesWindow"}
"""Windows that are no dialogs."""

_OF_ONE_KIND = {"CompareBar"}
"""Where lists of as many items stand as there is to say: they count as one."""

AT_THE_START = {"RecoveryQuestion"}
"""Dialogs that come before there is a window to be used."""


@dataclass
class Reached:
    """`known` are all that there are, `reached` those that were used."""

    known: set[str] = field(default_factory=set)
    reached: set[str] = field(default_factory=set)

    @property
    def share(self) -> float:
        """From 0 to 1."""
        return len(self.known & self.reached) / len(self.known) if self.known else 1.0

    @property
    def missing(self) -> list[str]:
        """What was never used."""
        return sorted(self.known - self.reached)


class Reach(QObject):
    """Counts over many windows; names are the same in each of them."""

    def __init__(self) -> None:
        super().__init__()
        self.actions, self.controls, self.dialogs = Reached(), Reached(), Reached()
        self.blocks_dialogs = False
        self._done: set[str] = set()
        self._offered = Counter[str]()
        self._opened: dict[str, set[str]] = {}
        self._last = ""
        from simulator.ui.actions import COMMANDS

        self.actions.known |= {command.id for command in COMMANDS}

    @property
    def tables(self) -> dict[str, Reached]:
        """By what they count."""
        return {"actions": self.actions, "controls": self.controls, "dialogs": self.dialogs}

    def survey(self, window: QWidget, popup: QMenu | None = None) -> None:
        """Note what there is at this moment, and in a menu that is open."""
        with places.remembering():
            self._survey(window, popup)

    def _survey(self, window: QWidget, popup: QMenu | None) -> None:
        self._note_controls()
        commands = commands_of(window)
        for menu in [*widgets_in(window), popup]:
            if not isinstance(menu, QMenu):
                continue
            if isinstance(menu.parent(), QLineEdit | QPlainTextEdit | QLabel | QScrollBar):
                continue  # Qt's own: copy, paste, scroll here, …
            for action in menu.actions():
                is_one = not action.isSeparator() and action.isEnabled() and action.menu() is None
                if not is_one or action.property(_NAME):
                    continue
                name = commands.get(id(action)) or _other_name(menu, action)
                action.setProperty(_NAME, name)
                self.actions.known.add(name)
                action.triggered.connect(self._count)
        if popup is not None and self._last:
            names = [action.property(_NAME) for action in popup.actions() if action.isEnabled()]
            self._opened.setdefault(self._last, set()).update(name for name in names if name)

    def _note_controls(self) -> None:
        # Qt's own dialog for files is used by its keys only: nobody is to leave the folder, or to delete in it.
        own = [window for window in open_windows() if not isinstance(window, QFileDialog)]
        for control in places.controls(own):
            key = control_key(control)
            if key not in self.controls.known and places.is_in_sight(control):
                self.controls.known.add(key)

    def meet(self) -> None:
        """Note which dialogs are open, however shortly."""
        self.dialogs.reached |= {type(window).__name__ for window in open_windows() if _is_dialog(type(window))}

    def count_dialogs(self) -> None:
        """All kinds that there are. This brings the whole program, so it comes when the watching is over."""
        self.dialogs.known |= {kind.__name__ for kind in _dialogs()} - AT_THE_START | {QFileDialog.__name__}

    def use(self, widget: QWidget | None) -> None:
        """An event went to this widget: it and the controls around it were used."""
        self._last = ""
        while widget is not None and isValid(widget):
            if places.is_control(widget):
                self._last = self._last or places.name_of(widget)
                self.controls.reached.add(control_key(widget))
            widget = None if widget.isWindow() else widget.parentWidget()

    def wants(self, control: QWidget) -> bool:
        """Whether it has not been used yet."""
        return control_key(control) not in self.controls.reached

    def wants_menu_of(self, control: QWidget) -> bool:
        """Whether something in a menu that it has opened before has not been used yet."""
        return bool(self._opened.get(places.name_of(control), set()) - self.actions.reached)

    @property
    def has_fresh_actions(self) -> bool:
        """Whether there is an action to be used yet."""
        return bool(self.actions.known - (self.actions.reached if self.blocks_dialogs else self._done))

    def wants_action(self, action: QAction) -> bool:
        """Whether it has not been used yet; where no dialog opened, it is to be used once more where they do."""
        return action.property(_NAME) not in (self.actions.reached if self.blocks_dialogs else self._done)

    def meet_action(self, action: QAction) -> int:
        """How often it was offered until now."""
        name = str(action.property(_NAME))
        self._offered[name] += 1
        return self._offered[name]

    def take(self, action: QAction) -> None:
        """An item of a menu is pressed; a menu that is made anew by that would not tell."""
        if action.isEnabled() and action.property(_NAME):
            self._note(str(action.property(_NAME)))

    def _count(self) -> None:
        self._note(str(self.sender().property(_NAME)))

    def _note(self, name: str) -> None:
        self.actions.reached.add(name)
        if not self.blocks_dialogs:
            self._done.add(name)


def control_key(widget: QWidget) -> str:
    """Controls of one kind in one place are one: the twentieth link of a lesson is used as the first."""
    name = re.sub(r"\[\d+\]", "", places.name_of(widget)) + _label(widget)
    return re.sub(r"^.*(?=/\w+\[[a-z_.]+\])", "", name)  # of a parameter, wherever it stands


def _label(widget: QWidget) -> str:
    return f"#{widget.objectName()}" if widget.objectName() else ""


def open_windows() -> list[QWidget]:
    """What stands on the screen, but tool tips."""
    return [
        window
        for window in QApplication.topLevelWidgets()
        if window.isVisible() and type(window).__name__ not in ("QTipLabel", "QLabel")
    ]


def commands_of(window: QWidget) -> dict[int, str]:
    """The commands' names by the address of their actions, wherever the window keeps them."""
    found: dict[int, str] = {}
    for holder in (window, *(value for value in vars(window).values() if hasattr(value, "__dict__"))):
        for value in vars(holder).values():
            if isinstance(value, dict):
                found |= {id(action): key for key, action in value.items() if isinstance(action, QAction)}
    return found


def _other_name(menu: QMenu, action: QAction) -> str:
    """An action that no table names: an item of a list, or what stands at a place of a menu."""
    data: Any = action.data()
    title = type(menu).__name__ if type(menu) is not QMenu else type(menu.parent()).__name__
    if isinstance(data, str) and data:
        kind = re.search(r"## \w+|sim:\w+", data)  # of what the editor of lessons inserts
        return f"{title}: {kind.group() if kind else 'a file' if '/' in data else data}"
    return title if title in _OF_ONE_KIND else f"{title}: {menu.actions().index(action)}"


def _is_dialog(kind: type[QWidget]) -> bool:
    return issubclass(kind, QDialog) or kind.__name__ in BESIDE


def _dialogs() -> list[type[QWidget]]:
    """Every kind of dialog of the program, and of other windows beside the main one."""
    for module in pkgutil.walk_packages(simulator.ui.__path__, "simulator.ui."):
        importlib.import_module(module.name)
    found: list[type[QWidget]] = []
    kinds: list[type[QWidget]] = list(QWidget.__subclasses__())
    while kinds:
        kind = kinds.pop()
        kinds += kind.__subclasses__()
        if kind.__module__.partition(".")[0] == "simulator" and _is_dialog(kind) and not inspect.isabstract(kind):
            found.append(kind)
    return [kind for kind in found if not kind.__subclasses__()]
