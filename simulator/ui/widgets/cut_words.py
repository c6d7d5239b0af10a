"""Painted lines that are cut where they are too long: what was cut is kept with its place, to be told in full there."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter


class CutWords:
    """What a picture shows in part, since it was painted last."""

    def __init__(self) -> None:
        self._kept: list[tuple[QRectF, str]] = []

    def clear(self) -> None:
        """Another picture begins."""
        self._kept.clear()

    def keep(self, place: QRectF, whole: str) -> None:
        """In this place stands only a part of that."""
        self._kept.append((QRectF(place), whole))

    def at(self, point: QPointF) -> str:
        """All of what is shown in part at a point; empty where that is nothing."""
        return next((whole for place, whole in self._kept if place.contains(point)), "")

    def fitted(self, place: QRectF, text: str, metrics: QFontMetricsF, slack: float = 0.0) -> str:
        """As much of a line as its place has room for, where a little more does no harm."""
        if metrics.horizontalAdvance(text) <= place.width() + slack:
            return text
        self.keep(place, text)
        return metrics.elidedText(text, Qt.TextElideMode.ElideRight, place.width())

    def write(self, painter: QPainter, place: QRectF, text: str, align: Qt.AlignmentFlag) -> None:
        """Write as much of a line as its place has room for, in the painter's font and color."""
        painter.drawText(place, align, self.fitted(place, text, QFontMetricsF(painter.font())))
