"""The learned model's stage: a tree that was executed, its nodes one by one."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QRect
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QWidget

from simulator.ui.accessible.base import Part, Parts, Text
from simulator.ui.learned.tree import node_words

_HALF_PX = 12


class LearnedSpeaker(Parts):
    """Its value is the tree in words."""

    def __init__(self, widget: QWidget) -> None:
        super().__init__(widget, QAccessible.Role.Tree)

    def value_text(self) -> str:
        return str(self.of.accessibleDescription())

    def keys(self) -> list[Any]:
        return list(range(len(self.of.nodes)))

    def make(self, key: Any) -> Part:
        return _Node(self, self.of, key)


class _Node(Part):
    def __init__(self, owner: LearnedSpeaker, widget: QWidget, number: int) -> None:
        super().__init__(owner, widget, QAccessible.Role.TreeItem)
        self._number = number

    def said(self, kind: QAccessible.Text) -> str:
        nodes = self.of.nodes
        return str(node_words(nodes[self._number].node)) if kind == Text.Name and self._number < len(nodes) else ""

    def place(self) -> QRect:
        nodes = self.of.nodes
        if self._number >= len(nodes):
            return QRect()
        laid = nodes[self._number]
        return QRect(round(laid.x) - _HALF_PX, round(laid.y) - _HALF_PX, 2 * _HALF_PX, 2 * _HALF_PX)
