"""The way to where one is in the tree: a link for each of its nodes."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QRect
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QWidget

from simulator.ui.accessible.base import Part, Parts, Text


class CrumbsSpeaker(Parts):
    """Its value is the whole way."""

    def __init__(self, widget: QWidget) -> None:
        super().__init__(widget, QAccessible.Role.List)

    def keys(self) -> list[Any]:
        return [crumb.path for crumb in self.of.crumbs]

    def make(self, key: Any) -> Part:
        return _Link(self, self.of, key)

    def value_text(self) -> str:
        return str(self.of.accessibleDescription())


class _Link(Part):
    def __init__(self, owner: CrumbsSpeaker, widget: QWidget, path: Any) -> None:
        super().__init__(owner, widget, QAccessible.Role.Link)
        self._path = path

    def said(self, kind: QAccessible.Text) -> str:
        found = next((crumb for crumb in self.of.crumbs if crumb.path == self._path), None)
        return found.text if found is not None and kind == Text.Name else ""

    def place(self) -> QRect:
        found = next((crumb for crumb in self.of.crumbs if crumb.path == self._path), None)
        if found is None:
            return QRect()
        return QRect(round(found.left), 0, round(found.right - found.left), self.of.height())
