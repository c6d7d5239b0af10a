"""The card under the stage, painted so that nothing has to be painted below it: half the time of a rounded surface."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter, QPixmap

from simulator.ui.theme import THEMES, Name, Theme


def paint_ground(painter: QPainter, theme: Theme, rect: QRectF) -> None:
    """A rounded card with one hairline on the canvas, as `theme.paint_card` paints it."""
    ratio = painter.device().devicePixelRatioF()
    corners, side = _corners(theme.name, ratio), theme.radius + 1.0
    painter.fillRect(rect, theme.color("card"))
    left, top, right, bottom = rect.left(), rect.top(), rect.right(), rect.bottom()
    for x, y, x2, y2 in (
        (left, top, right, top), (left, bottom - 1.0, right, bottom - 1.0),
        (left, top, left, bottom), (right - 1.0, top, right - 1.0, bottom),
    ):  # fmt: skip
        painter.fillRect(QRectF(x, y, max(x2 - x, 1.0), max(y2 - y, 1.0)), theme.color("hairline"))
    for corner, x, y in zip(corners, (left, right - side) * 2, (top, top, bottom - side, bottom - side), strict=True):
        painter.drawPixmap(QPointF(x, y), corner)


@lru_cache(maxsize=16)
def _corners(name: Name, ratio: float) -> tuple[QPixmap, ...]:
    """The four corners of a card: top left, top right, bottom left, bottom right."""
    theme = THEMES[name]
    side = theme.radius + 1.0
    corners = []
    for dx, dy in ((0.0, 0.0), (-2.0, 0.0), (0.0, -2.0), (-2.0, -2.0)):
        corner = QPixmap(round(side * ratio), round(side * ratio))
        corner.setDevicePixelRatio(ratio)
        corner.fill(theme.color("canvas"))
        painter = QPainter(corner)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(theme.color("hairline"))
        painter.setBrush(theme.color("card"))
        card = QRectF(dx * side, dy * side, 3 * side, 3 * side)
        painter.drawRoundedRect(card.adjusted(0.5, 0.5, -0.5, -0.5), theme.radius, theme.radius)
        painter.end()
        corners.append(corner)
    return tuple(corners)
