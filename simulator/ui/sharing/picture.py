"""A QR picture as it is painted: dark on white with its quiet zone, in every theme and on paper."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from simulator.scenario.qr import QUIET_ZONE, modules
from simulator.ui import theme
from simulator.ui.widgets.metrics import scaled

PAPER, INK = QColor("#FFFFFF"), QColor("#000000")
"""A camera wants the most contrast there is, dark on light: not a color of the theme."""

_LEAST_MODULE_PX, _MOST_MODULE_PX = 6, 8


def paint_qr(painter: QPainter, place: QRectF, text: str) -> None:
    """Fill a square with the picture of a text: one shape, so that no seams show between modules."""
    rows = modules(text)
    side = place.width() / (len(rows) + 2 * QUIET_ZONE)
    shape = QPainterPath()
    for y, row in enumerate(rows, start=QUIET_ZONE):
        start: int | None = None
        for x, is_dark in enumerate((*row, False), start=QUIET_ZONE):
            if is_dark and start is None:
                start = x
            elif not is_dark and start is not None:
                shape.addRect(QRectF(place.x() + start * side, place.y() + y * side, (x - start) * side, side))
                start = None
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    painter.fillRect(place, PAPER)
    shape.setFillRule(Qt.FillRule.WindingFill)
    painter.fillPath(shape, INK)
    painter.restore()


class QrView(QWidget):
    """Shows the QR picture of a text on a white card; whole pixels for each module."""

    def __init__(self, text: str, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.text = text
        self._count = len(modules(text)) + 2 * QUIET_ZONE
        self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def module_px(self) -> int:
        """The side of a module, in logical pixels."""
        return min(max(_LEAST_MODULE_PX, round(scaled(_LEAST_MODULE_PX))), _MOST_MODULE_PX)

    def sizeHint(self) -> QSize:
        side = self._count * self.module_px()
        return QSize(side, side)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        side = self._count * self.module_px()
        place = QRectF((self.width() - side) // 2, (self.height() - side) // 2, side, side)
        look = theme.current()
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(look.color("hairline"), look.thin_px))
            painter.setBrush(PAPER)
            painter.drawRoundedRect(place.adjusted(0.5, 0.5, -0.5, -0.5), look.radius, look.radius)
            inner = QUIET_ZONE * self.module_px() / 2  # the rounded edge lies within the outer half of the quiet zone
            painter.setClipRect(place.adjusted(inner, inner, -inner, -inner))
            paint_qr(painter, place, self.text)
