"""The stage: a tree whose nodes are there one by one, with what is said of them, as long as they are few."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QRect
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QWidget

from simulator.ui.accessible.base import Part, Parts, Speaker, Text
from simulator.ui.stage.field.field import At
from simulator.ui.text import tr

MOST_NODES = 200
"""Nodes that are offered one by one, from the top down; the outline has all of a larger tree."""


class StageSpeaker(Parts):
    """Its value is what is selected, or the picture in a sentence; its parts are the nodes, from the top down."""

    def __init__(self, widget: QWidget) -> None:
        super().__init__(widget, QAccessible.Role.Tree)

    def value_text(self) -> str:
        selected = self.of.explorer.selected
        return "" if selected is None else str(self.of.teller.full(selected))

    def keys(self) -> list[Any]:
        field = self.of.explorer.grove.field
        found: list[Any] = []
        for number, row in enumerate(field.rows):
            if len(found) + len(row) > MOST_NODES:
                break
            found += [field.path(At(number, nth)) for nth in range(len(row))]
        return found

    def make(self, key: Any) -> Part:
        return _Node(self, self.of, key)

    def focusChild(self) -> Any:
        explorer = self.of.explorer
        if not self.of.hasFocus() or explorer.selected is None:
            return super().focusChild()
        path = explorer.grove.field.path(explorer.selected)
        return self.part(path) if path in self.keys() else super().focusChild()


class LinkSpeaker(Speaker):
    """A link of the stage; of two stages each says whose it is."""

    def __init__(self, widget: QWidget) -> None:
        super().__init__(widget, QAccessible.Role.Button)

    def text(self, kind: QAccessible.Text) -> str:
        said, side = super().text(kind), getattr(self.of.parentWidget(), "side", "")
        return tr("{side}: {name}", side=side, name=said) if kind == Text.Name and side else said


class _Node(Part):
    def __init__(self, owner: StageSpeaker, widget: QWidget, path: Any) -> None:
        super().__init__(owner, widget, QAccessible.Role.TreeItem)
        self._path = path

    def _at(self) -> At | None:
        found: At | None = self.of.explorer.grove.field.find(self._path)
        return found

    def said(self, kind: QAccessible.Text) -> str:
        at = self._at()
        if at is None:
            return ""
        teller = self.of.teller
        if kind == Text.Name:
            return str(teller.name(self._path) + ": " + teller.line(at))
        return str(teller.tells(at)) if kind == Text.Description else ""

    def state(self) -> QAccessible.State:
        state: Any = super().state()
        at = self._at() if self.isValid() else None
        if at is None:
            state.invalid = state.invisible = True
            return state  # type: ignore[no-any-return]
        grove = self.of.explorer.grove
        state.selectable = state.focusable = True
        state.selected = state.focused = self.of.explorer.selected == at
        can_open = bool(grove.can_open(at))
        state.expandable = can_open
        state.expanded = can_open and bool(grove.is_open(at))
        state.collapsed = can_open and not grove.is_open(at)
        return state  # type: ignore[no-any-return]

    def place(self) -> QRect:
        at = self._at()
        if at is None:
            return QRect()
        camera, field = self.of.camera, self.of.explorer.grove.field
        half = max(round(camera.scale * 12), 3)
        return QRect(round(camera.x(field.place(at))) - half, round(camera.y(at.row)) - half, 2 * half, 2 * half)
