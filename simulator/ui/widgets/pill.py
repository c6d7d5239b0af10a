"""A word in a pill that is on or off: as a switch of its own, or one of some choices."""

from __future__ import annotations

from math import ceil

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QCheckBox, QSizePolicy, QWidget

from simulator.ui import theme
from simulator.ui.widgets.focus import KeyboardFocus, paint_ring
from simulator.ui.widgets.metrics import font, metrics, scaled

_ROOM_PX = 14
_LEAST_PX = 40
"""Narrower than that nothing could be read of its word."""


class PillLook(KeyboardFocus):
    """Mix in before a button that can be checked: its size, where it is hit, and how it is painted."""

    HEIGHT_PX = 24

    def sizeHint(self) -> QSize:
        across = metrics("secondary", 550).horizontalAdvance(self.text()) + scaled(_ROOM_PX)  # type: ignore[attr-defined]
        return QSize(ceil(across), round(scaled(self.HEIGHT_PX)))

    def hitButton(self, pos: object) -> bool:
        return bool(self.rect().contains(pos))  # type: ignore[attr-defined]

    def paintEvent(self, event: QPaintEvent) -> None:
        assert isinstance(self, QAbstractButton)
        with QPainter(self) as painter:
            _paint(painter, self, shows_ring=self.shows_ring)


class Pill(PillLook, QCheckBox):
    """A check box in the look of the choices beside it."""

    def __init__(self, text: str, name: str, parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)

    def minimumSizeHint(self) -> QSize:
        return QSize(min(self.sizeHint().width(), round(scaled(_LEAST_PX))), round(scaled(self.HEIGHT_PX)))


def _paint(painter: QPainter, button: QAbstractButton, *, shows_ring: bool) -> None:
    look = theme.current()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    is_on, alpha = button.isChecked(), 1.0 if button.isEnabled() else 0.55
    rect = QRectF(button.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
    painter.setPen(QPen(look.color("accent" if is_on else "hairline", alpha), look.thin_px))
    is_hot = button.isEnabled() and button.underMouse()
    painter.setBrush(look.color("accent_soft" if is_on or is_hot else "card"))
    painter.drawRoundedRect(rect, rect.height() / 2, rect.height() / 2)
    painter.setFont(font("secondary", 550))
    painter.setPen(look.color("accent" if is_on else "secondary", alpha))
    room = metrics("secondary", 550)
    text = room.elidedText(button.text(), Qt.TextElideMode.ElideRight, button.width() - scaled(8))
    painter.drawText(QRectF(button.rect()), Qt.AlignmentFlag.AlignCenter, text)
    if shows_ring:
        paint_ring(painter, QRectF(button.rect()), button.height() / 2)
