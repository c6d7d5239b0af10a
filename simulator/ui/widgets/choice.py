"""A list to choose one thing from, closed to a single line; it gives way where room is short."""

from __future__ import annotations

import sys

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QPolygonF, QWheelEvent
from PySide6.QtWidgets import QComboBox, QSizePolicy, QWidget

from simulator.ui import theme
from simulator.ui.widgets.focus import KeyboardFocus, paint_ring
from simulator.ui.widgets.full_text import tells_in_full
from simulator.ui.widgets.metrics import font, metrics, scaled

_HEIGHT_PX, _INSET_PX, _CHEVRON_PX, _RADIUS = 26, 9, 4, 7.0


class Choice(KeyboardFocus, QComboBox):
    """A combo box in the program's look. The wheel scrolls what it stands in and changes nothing."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        if sys.platform.startswith("linux"):
            self.setAccessibleDescription(name)  # what is chosen is said in the place of the name there
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMaxVisibleItems(16)

    def sizeHint(self) -> QSize:
        return QSize(round(scaled(120)), round(scaled(_HEIGHT_PX)))

    def minimumSizeHint(self) -> QSize:
        return QSize(round(scaled(60)), round(scaled(_HEIGHT_PX)))

    def cut_text(self) -> str:
        """The whole of the present choice where only a part of it is shown."""
        is_cut = self._room().width() < metrics("body", 400).horizontalAdvance(self.currentText())
        return self.currentText() if is_cut else ""

    def event(self, event: QEvent) -> bool:
        return tells_in_full(event, self) or super().event(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()

    def paintEvent(self, event: QPaintEvent) -> None:
        look = theme.current()
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            rect = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
            painter.setPen(QPen(look.color("hairline"), look.thin_px))
            painter.setBrush(look.color("field"))
            painter.drawRoundedRect(rect, _RADIUS, _RADIUS)
            inset, half, mirrored = scaled(_INSET_PX), scaled(_CHEVRON_PX), self.isRightToLeft()
            place = self._room()
            text = metrics("body", 400).elidedText(self.currentText(), Qt.TextElideMode.ElideRight, place.width())
            painter.setFont(font("body", 400))
            painter.setPen(look.color("ink"))
            painter.drawText(place, Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignVCenter, text)
            x = rect.left() + inset + half if mirrored else rect.right() - inset - half
            y = rect.center().y()
            pen = QPen(look.color("secondary"), look.thin_px * 1.5)
            pen.setCapStyle(Qt.PenCapStyle.RoundCap)
            painter.setPen(pen)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            chevron = (QPointF(x - half, y - half / 2), QPointF(x, y + half / 2), QPointF(x + half, y - half / 2))
            painter.drawPolyline(QPolygonF(chevron))
            if self.shows_ring:
                paint_ring(painter, QRectF(self.rect()), _RADIUS)

    def _room(self) -> QRectF:
        """Where the present choice is written."""
        rect, inset = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), scaled(_INSET_PX)
        end = 2 * scaled(_CHEVRON_PX) + 2 * inset
        return rect.adjusted(end, 0, -inset, 0) if self.isRightToLeft() else rect.adjusted(inset, 0, -end, 0)
