"""Icons drawn in code, so that they are crisp at every size and follow the theme's colors.

Each is a path in a box of 16 by 16 around (0, 0), filled, with corners that are rounded by a thin pen.
"""

from __future__ import annotations

from functools import cache
from typing import Literal

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen, QPolygonF

Icon = Literal["play", "pause", "first", "back", "step", "last", "renew", "lock", "chevron", "alert"]

_ROUNDING = 1.4
_STROKE = 1.8


def draw(painter: QPainter, icon: Icon, center: QPointF, size: float, color: QColor, turn: float = 0.0) -> None:
    """Paint an icon with its box `size` wide, turned clockwise by some degrees."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.translate(center)
    painter.scale(size / 16, size / 16)
    painter.rotate(turn)
    filled, stroked = _paths(icon)
    join, cap = Qt.PenJoinStyle.RoundJoin, Qt.PenCapStyle.RoundCap
    if not filled.isEmpty():
        painter.setPen(QPen(color, _ROUNDING, Qt.PenStyle.SolidLine, cap, join))
        painter.setBrush(color)
        painter.drawPath(filled)
    if not stroked.isEmpty():
        painter.setPen(QPen(color, _STROKE, Qt.PenStyle.SolidLine, cap, join))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPath(stroked)
    painter.restore()


@cache
def _paths(icon: Icon) -> tuple[QPainterPath, QPainterPath]:
    """What is filled and what is stroked."""
    filled, stroked = QPainterPath(), QPainterPath()
    match icon:
        case "play":
            _triangle(filled, -4.2, 6.6, 7.0)
        case "pause":
            filled.addRect(QRectF(-5.2, -6.3, 3.0, 12.6))
            filled.addRect(QRectF(2.2, -6.3, 3.0, 12.6))
        case "step":
            _triangle(filled, -4.6, 5.0, 6.0)
        case "back":
            _triangle(filled, 4.6, -5.0, 6.0)
        case "last":
            _triangle(filled, -6.2, 3.0, 6.0)
            filled.addRect(QRectF(5.6, -6.0, 0.9, 12.0))
        case "first":
            _triangle(filled, 6.2, -3.0, 6.0)
            filled.addRect(QRectF(-6.5, -6.0, 0.9, 12.0))
        case "renew":
            stroked.arcMoveTo(QRectF(-5.5, -5.5, 11, 11), 20)
            stroked.arcTo(QRectF(-5.5, -5.5, 11, 11), 20, 290)
            filled.addPolygon(QPolygonF([QPointF(7.2, -4.6), QPointF(2.6, -2.2), QPointF(6.6, -0.2)]))
            filled.closeSubpath()
        case "lock":
            filled.addRoundedRect(QRectF(-4.6, -0.6, 9.2, 6.8), 1, 1)
            stroked.moveTo(-3.0, -1)
            stroked.lineTo(-3.0, -3.4)
            stroked.arcTo(QRectF(-3.0, -6.4, 6.0, 6.0), 180, -180)
            stroked.lineTo(3.0, -1)
        case "chevron":
            stroked.moveTo(-2.2, -4.4)
            stroked.lineTo(2.2, 0)
            stroked.lineTo(-2.2, 4.4)
        case "alert":
            stroked.moveTo(0, -6)
            stroked.lineTo(0, 1.5)
            filled.addEllipse(QPointF(0, 5.6), 0.7, 0.7)
    return filled, stroked


def _triangle(path: QPainterPath, base: float, tip: float, half: float) -> None:
    path.addPolygon(QPolygonF([QPointF(base, -half), QPointF(tip, 0), QPointF(base, half)]))
    path.closeSubpath()
