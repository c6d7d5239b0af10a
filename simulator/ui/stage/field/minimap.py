"""The whole tree, small, with the part that is in view: to know where one is, and to go elsewhere."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QImage, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from simulator.ui import theme
from simulator.ui.stage.field import ribbon
from simulator.ui.stage.field.field import Field
from simulator.ui.text import tr

INSET = 4.0
"""Between the frame and the tree, in pixels."""

WINDOW_PX, SMALLEST_WINDOW_PX = 1.5, 6.0
"""Width of the line around what is in view, and the least width of that window."""


class Minimap(QWidget):
    """Paints the tree once and a window over it; `asked` follows a press or a drag, with the place and row meant."""

    asked = Signal(float, float)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._field: Field | None = None
        self._seen = (0.0, 0.0, 0.0, 0.0)
        self._image: QImage | None = None
        self._key: tuple[object, ...] = ()
        self.setAccessibleName(tr("The whole tree, small"))
        self.setToolTip(tr("The whole tree. Press or drag to see another part."))
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def sizeHint(self) -> QSize:
        return QSize(132, 56)

    def show_part(self, field: Field, seen: tuple[float, float, float, float]) -> None:
        """Show a field, and what of it is in view: places from left to right, rows from top to bottom.

        Whoever calls this paints what is below, and so this too: asking for it here would paint all of it twice.
        """
        self._field, self._seen = field, seen

    def paintEvent(self, event: QPaintEvent) -> None:
        look = theme.current()
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(look.color("hairline"))
            painter.setBrush(look.color("card"))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 5.0, 5.0)
            if self._field is None:
                return
            painter.drawImage(self._room().topLeft(), self._drawn(self._field))
            painter.setPen(QPen(look.color("accent"), WINDOW_PX))
            painter.setBrush(look.color("accent", 0.1))
            painter.drawRoundedRect(self._window(), 2.0, 2.0)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._ask(event.position())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._ask(event.position())

    def _ask(self, at: QPointF) -> None:
        if self._field is not None:
            room = self._room()
            place = (at.x() - room.left()) / room.width() * self._field.width
            row = (at.y() - room.top()) / room.height() * len(self._field.rows) - 0.5
            self.asked.emit(place, row)

    def _room(self) -> QRectF:
        return QRectF(self.rect()).adjusted(INSET, INSET, -INSET, -INSET)

    def _window(self) -> QRectF:
        assert self._field is not None
        room, (left, right, top, bottom) = self._room(), self._seen
        x, y = room.width() / self._field.width, room.height() / len(self._field.rows)
        window = QRectF(room.left() + left * x, room.top() + (top + 0.5) * y, (right - left) * x, (bottom - top) * y)
        short = SMALLEST_WINDOW_PX - window.width()
        if short > 0.0:
            window.adjust(-short / 2, 0.0, short / 2, 0.0)
        return window.intersected(room)

    def _drawn(self, field: Field) -> QImage:
        """The tree as ribbons, painted once for a size and a theme."""
        room, ratio, name = self._room(), self.devicePixelRatioF(), theme.current().name
        key = (id(field), room.size().toTuple(), ratio, name)
        if self._image is not None and key == self._key:
            return self._image
        wide, high = round(room.width() * ratio), round(room.height() * ratio)
        pixels = np.zeros((high, wide), np.uint32)
        edges = np.linspace(0, high, len(field.rows) + 1).round().astype(int)
        for row, top, bottom in zip(field.rows, edges, edges[1:], strict=False):
            if bottom > top:
                of = ribbon.sums([row], [0.0], [wide / field.width], 0.0, wide, 1.0)
                pixels[top:bottom] = ribbon.ribbons(of, name, [1.0], int(bottom - top), 1)[0]
        image = QImage(pixels.data, wide, high, wide * 4, QImage.Format.Format_ARGB32_Premultiplied).copy()
        image.setDevicePixelRatio(ratio)
        self._image, self._key = image, key
        return image
