"""A row of pills of which one is chosen; it wraps where it does not fit."""

from __future__ import annotations

from math import ceil

from PySide6.QtCore import QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QRadioButton, QSizePolicy, QWidget

from simulator.ui import theme
from simulator.ui.text import tr
from simulator.ui.widgets.focus import KeyboardFocus, paint_ring
from simulator.ui.widgets.metrics import font, metrics, scaled


class _Choice(KeyboardFocus, QRadioButton):
    """One pill."""

    def __init__(self, value: str, text: str, name: str, parent: QWidget) -> None:
        super().__init__(text, parent)
        self.value = value
        self.setAccessibleName(name)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)

    def sizeHint(self) -> QSize:
        across = metrics("secondary", 550).horizontalAdvance(self.text()) + scaled(14)
        return QSize(ceil(across), round(scaled(26)))

    def hitButton(self, pos: QPoint) -> bool:
        return self.rect().contains(pos)

    def paintEvent(self, event: QPaintEvent) -> None:
        look = theme.current()
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            rect = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
            is_on, alpha = self.isChecked(), 1.0 if self.isEnabled() else 0.55
            painter.setPen(QPen(look.color("accent" if is_on else "hairline", alpha), look.thin_px))
            is_hot = self.isEnabled() and self.underMouse()
            painter.setBrush(look.color("accent_soft" if is_on or is_hot else "card"))
            painter.drawRoundedRect(rect, rect.height() / 2, rect.height() / 2)
            painter.setFont(font("secondary", 550))
            painter.setPen(look.color("accent" if is_on else "secondary", alpha))
            room = metrics("secondary", 550)
            text = room.elidedText(self.text(), Qt.TextElideMode.ElideRight, self.width() - scaled(8))
            painter.drawText(QRectF(self.rect()), Qt.AlignmentFlag.AlignCenter, text)
            if self.shows_ring:
                paint_ring(painter, QRectF(self.rect()), self.height() / 2)


class Choices(QWidget):
    """Exclusive pills; arrow keys move between them. `chosen(value)` follows a choice by hand."""

    chosen = Signal(str)

    def __init__(self, name: str, values: tuple[str, ...], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name = name
        self._pills = [
            _Choice(value, tr(value), tr("{name} {choice}", name=name, choice=tr(value)), self) for value in values
        ]
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        for pill in self._pills:
            pill.toggled.connect(self._tell)

    @property
    def pills(self) -> tuple[QRadioButton, ...]:
        """The pills, in order."""
        return tuple(self._pills)

    def show_value(self, value: str) -> None:
        """Show a choice; nothing is emitted."""
        for pill in self._pills:
            if pill.value == value:
                blocked = self.blockSignals(True)
                pill.setChecked(True)
                self.blockSignals(blocked)

    def heightForWidth(self, width: int) -> int:
        return self._place(width, is_trial=True)

    def sizeHint(self) -> QSize:
        across = sum(pill.sizeHint().width() for pill in self._pills) + self._gap() * (len(self._pills) - 1)
        return QSize(across, self.heightForWidth(across))

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._place(self.width(), is_trial=False)

    def arrange(self) -> None:
        """Fit the pills again: text sizes have changed."""
        self._place(self.width(), is_trial=False)

    def _tell(self, is_on: bool) -> None:
        if is_on:
            self.chosen.emit(next(pill.value for pill in self._pills if pill.isChecked()))

    def _gap(self) -> int:
        return round(scaled(4))

    def _place(self, width: int, *, is_trial: bool) -> int:
        """Line after line; returns the height."""
        x = y = 0
        line = round(scaled(26))
        for pill in self._pills:
            across = min(pill.sizeHint().width(), width)
            if x and x + across > width:
                x, y = 0, y + line + self._gap()
            if not is_trial:
                left = width - x - across if self.isRightToLeft() else x
                pill.setGeometry(left, y, across, line)
            x += across + self._gap()
        return y + line
