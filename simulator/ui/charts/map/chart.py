"""The map in the window: cells are read by pointing at them and loaded by a click or Enter."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QWidget

from simulator.app.session import Session
from simulator.ui.charts.chart import Chart
from simulator.ui.charts.map.content import Content
from simulator.ui.charts.map.plot import MapPlot
from simulator.ui.text import tr
from simulator.ui.widgets.buttons import Button

_STEPS: dict[int, tuple[int, int]] = {
    Qt.Key.Key_Left: (-1, 0), Qt.Key.Key_Right: (1, 0), Qt.Key.Key_Up: (0, 1), Qt.Key.Key_Down: (0, -1),
}  # fmt: skip
_MOST_AT_ONCE = 50_000
"""Cells of a map up to which it is described at once; of larger ones when it has been painted."""

_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class MapChart(Chart):
    """Arrow keys point at cells, from where the present scenario stands; `chosen(number)` follows a click or Enter."""

    chosen = Signal(int)

    def __init__(self, session: Session, content: Content, parent: QWidget | None = None) -> None:
        self.map = MapPlot(content)
        super().__init__(session, self.map, parent=parent)
        self.setMouseTracking(True)
        self._session = session
        self._describing = QTimer(self)
        self._describing.setSingleShot(True)
        self._describing.setInterval(0)
        self._describing.timeout.connect(self._describe)
        self.set_up = Button(tr("Set up"), self)
        self.set_up.setProperty("link", True)
        self.set_up.setProperty("role", "secondary")
        self.set_up.setAccessibleName(tr("Set up the map"))
        self.set_up.hide()

    def offer_set_up(self, offers: bool) -> None:
        """Whether there is a way back to what is swept, where both have no room beside each other."""
        self._aside = self.set_up if offers else None
        self.set_up.setVisible(offers)
        self._lay_out()
        self.update()

    def show_content(self, content: Content) -> None:
        """Show this sweep."""
        self.map.set_content(content)
        self._tell()

    def point_at(self, number: int | None) -> None:
        """Point at a cell, or at none."""
        if number != self.map.pointed:
            self.map.pointed = number
            self.map.redraw()
            self._tell()

    def _tell(self) -> None:
        """Say what is pointed at, beside the title and to screen readers."""
        self._remark = self.map.remark()
        self.setAccessibleName(self.map.title())
        self.map.setAccessibleName(self.map.title())
        self.update()
        if self.map.content.plan.cells > _MOST_AT_ONCE:
            self._describing.start()
        else:
            self._describe()

    def _describe(self) -> None:
        """The map in a sentence; while one goes from cell to cell, the cell alone."""
        pointed, content = self.map.pointed, self.map.content
        cell = "" if pointed is None else ". ".join(content.cell_words(pointed)) + "."
        self.setAccessibleDescription(cell or content.summary())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        has_modifiers = bool(event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier)
        if has_modifiers or (event.key() not in (*_STEPS, *_ENTER, Qt.Key.Key_Escape)):
            super().keyPressEvent(event)
            return
        self.note_key()
        if event.key() in _STEPS:
            self._step(*_STEPS[event.key()])
        elif event.key() in _ENTER and self.map.pointed is not None:
            self.chosen.emit(self.map.pointed)
        elif event.key() == Qt.Key.Key_Escape and self.map.pointed is not None:
            self.point_at(None)
        else:
            event.ignore()
            return
        event.accept()

    def _step(self, across: int, up: int) -> None:
        content, shape = self.map.content, self.map.content.plan.shape
        if self.map.pointed is None:
            at = content.stands(self._session.parameters)
            column, row = (round(at[0]), round(at[1])) if at is not None else (shape[0] // 2, shape[-1] // 2)
            if not self.map.is_map:
                row = 0
        else:
            column, row = content.place(self.map.pointed)
            column = min(max(column + across, 0), shape[0] - 1)
            row = min(max(row + up, 0), shape[1] - 1) if self.map.is_map else 0
        self.point_at(content.number(column, row))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        number = self.map.cell_at(self._in_plot(event.position()))
        if event.button() == Qt.MouseButton.LeftButton and number is not None:
            self.point_at(number)
            self.chosen.emit(number)
        else:
            super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if not event.buttons():
            self.point_at(self.map.cell_at(self._in_plot(event.position())))

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        if not self.shows_ring:
            self.point_at(None)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if event.reason() != Qt.FocusReason.ActiveWindowFocusReason:
            self.point_at(None)
