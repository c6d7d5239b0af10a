"""A small switch that is on or off: a word in a pill."""

from __future__ import annotations

from math import ceil

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QCheckBox, QSizePolicy, QWidget

from simulator.ui import theme
from simulator.ui.theme import Theme
from simulator.ui.widgets.focus import KeyboardFocus, paint_ring
from simulator.ui.widgets.metrics import font, metrics, scaled

_ROOM_PX, _HEIGHT_PX = 14, 24
_LEAST_PX = 40
"""Narrower than that nothing could be read of its word."""


class Pill(KeyboardFocus, QCheckBox):
    """A check box in the look of the choices beside it."""

    def __init__(self, text: str, name: str, parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)

    def sizeHint(self) -> QSize:
        across = metrics("secondary", 550).horizontalAdvance(self.text()) + scaled(_ROOM_PX)
        return QSize(ceil(across), round(scaled(_HEIGHT_PX)))

    def minimumSizeHint(self) -> QSize:
        return QSize(min(self.sizeHint().width(), round(scaled(_LEAST_PX))), round(scaled(_HEIGHT_PX)))

    def hitButton(self, pos: object) -> bool:
        return True

    def paintEvent(self, event: QPaintEvent) -> None:
        look = theme.current()
        with QPainter(self) as painter:
            self._paint(painter, look)

    def _paint(self, painter: QPainter, look: Theme) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        is_on, alpha = self.isChecked(), 1.0 if self.isEnabled() else 0.5
        rect = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
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
