"""A chart: its sentence, and its numbers as a list of rows. The same numbers as a table come with Ctrl+T."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QRect
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QWidget

from simulator.ui.accessible.base import Part, Parts, Text
from simulator.ui.charts.words import Table
from simulator.ui.text import digits, tr


class ChartSpeaker(Parts):
    """The description is the chart's sentence; each part is one row of its table."""

    def __init__(self, widget: QWidget) -> None:
        super().__init__(widget, QAccessible.Role.Chart)
        self._of_run: Any = None
        self._table: Table = []

    def value_text(self) -> str:
        return str(self.of.accessibleDescription())

    def keys(self) -> list[Any]:
        return list(range(len(self.table()) - 1))

    def make(self, key: Any) -> Part:
        return _Row(self, self.of, key)

    def table(self) -> Table:
        """The chart's numbers as far as it shows them."""
        from simulator.ui.export.numbers import seen_of

        plot = self.of.plot
        moment = plot.moment.held, plot.moment.revealed
        state = plot.run_, plot.other, plot.title(), self.of.accessibleDescription(), moment
        if self._of_run != state:
            self._of_run, self._table = state, seen_of(plot)
        return self._table


class _Row(Part):
    def __init__(self, owner: ChartSpeaker, widget: QWidget, number: int) -> None:
        super().__init__(owner, widget, QAccessible.Role.ListItem)
        self._number = number

    def said(self, kind: QAccessible.Text) -> str:
        owner = self.parent()
        if kind != Text.Name or owner is None:
            return ""
        head, *rows = owner.table() or [()]
        return row_in_words(head, rows[self._number]) if self._number < len(rows) else ""

    def place(self) -> QRect:
        plot = self.of.plot
        return QRect(plot.pos(), plot.size())


def row_in_words(head: Any, row: Any) -> str:
    """ "round 3, model 4.1, teacher 4.3": a row of a table with the names of its columns."""
    pairs = zip(head, row, strict=False)
    return ", ".join(tr("{name} {value}", name=name, value=cell_text(value)) for name, value in pairs if value != "")


def cell_text(value: Any) -> str:
    """A number as it is read: four figures are enough to see what the chart shows."""
    return digits(value, ".4g") if isinstance(value, float) else str(value)
