"""Colors, fonts and set lines of text, made once for each theme: painting a frame asks for dozens of each."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen, QStaticText

from simulator.ui.theme import THEMES, Name, Role

Point = tuple[float, float]


@lru_cache(maxsize=256)
def color(theme: Name, token: str, alpha: float = 1.0) -> QColor:
    """A token of a theme as a color."""
    return THEMES[theme].color(token, alpha)


@lru_cache(maxsize=64)
def font(theme: Name, role: Role, weight: int) -> QFont:
    """The font of a role."""
    return THEMES[theme].font(role, weight)


@lru_cache(maxsize=64)
def metrics(theme: Name, role: Role, weight: int) -> QFontMetricsF:
    """The measures of that font."""
    return QFontMetricsF(font(theme, role, weight))


@lru_cache(maxsize=1024)
def width(theme: Name, role: Role, weight: int, text: str) -> float:
    """How wide a line of text is."""
    return metrics(theme, role, weight).horizontalAdvance(text)


@lru_cache(maxsize=256)
def _set_line(theme: Name, role: Role, weight: int, text: str, room: float) -> tuple[QStaticText, float]:
    """A line of text, shortened to the room, ready to be painted, and its width."""
    if width(theme, role, weight, text) > room:
        text = metrics(theme, role, weight).elidedText(text, Qt.TextElideMode.ElideRight, room)
    line = QStaticText(text)
    line.setTextFormat(Qt.TextFormat.PlainText)
    line.prepare(font=font(theme, role, weight))
    return line, width(theme, role, weight, text)


class Writer:
    """Writes single lines of text in one theme."""

    def __init__(self, painter: QPainter, theme: Name) -> None:
        self._painter, self._theme = painter, theme

    def write(
        self, text: str, left: float, middle: float, room: float, role: Role, weight: int, token: str, *, centered: bool = False
    ) -> float:
        """Write a line whose middle is at this height, shortened to the room; returns where it ends."""
        if not text or room <= 0.0:
            return left
        line, wide = _set_line(self._theme, role, weight, text, room)
        if centered:
            left += (room - wide) / 2
        self._painter.setFont(font(self._theme, role, weight))
        self._painter.setPen(color(self._theme, token))
        height = metrics(self._theme, role, weight).height()
        self._painter.drawStaticText(QPointF(left, middle - height / 2), line)
        return left + wide

    def letter(self, text: str, x: float, y: float, pixels: float, token: str) -> None:
        """A letter around a point, at a size of its own."""
        line, wide, high = _set_letter(self._theme, text, max(6, round(pixels)))
        self._painter.setFont(_letter_font(self._theme, max(6, round(pixels))))
        self._painter.setPen(color(self._theme, token))
        self._painter.drawStaticText(QPointF(x - wide / 2, y - high / 2), line)


@lru_cache(maxsize=64)
def _letter_font(theme: Name, pixels: int) -> QFont:
    sized = QFont(font(theme, "help", 650))
    sized.setPixelSize(pixels)
    return sized


@lru_cache(maxsize=64)
def _set_letter(theme: Name, text: str, pixels: int) -> tuple[QStaticText, float, float]:
    measures = QFontMetricsF(_letter_font(theme, pixels))
    line = QStaticText(text)
    line.setTextFormat(Qt.TextFormat.PlainText)
    line.prepare(font=_letter_font(theme, pixels))
    return line, measures.horizontalAdvance(text), measures.height()


def pen(theme: Name, token: str, thickness: float, alpha: float = 1.0) -> QPen:
    """A pen with round ends and corners."""
    return QPen(color(theme, token, alpha), thickness, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin)
