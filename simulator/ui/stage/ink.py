"""Colors, fonts and set lines of text, made once for each theme: painting a frame asks for dozens of each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QFont, QFontMetricsF, QPainter, QPen, QPixmap, QStaticText

from simulator.ui.stage import stamps
from simulator.ui.stage.proportions import LETTER
from simulator.ui.stage.stamps import MANY
from simulator.ui.theme import THEMES, Name, Role, Theme
from simulator.ui.widgets.cut_words import CutWords

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


@lru_cache(maxsize=1024)
def wrapped(theme: Name, role: Role, weight: int, text: str, room: float, most: int) -> tuple[str, ...]:
    """A text in at most so many lines, each as full as the room allows; nothing if it does not fit whole."""
    lines: list[str] = []
    for word in text.split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and width(theme, role, weight, longer) <= room:
            lines[-1] = longer
        elif len(lines) == most or width(theme, role, weight, word) > room:
            return ()
        else:
            lines.append(word)
    return tuple(lines)


@lru_cache(maxsize=256)
def _set_line(theme: Name, role: Role, weight: int, text: str, room: float) -> tuple[QStaticText, float]:
    """A line of text, shortened to the room, ready to be painted, and its width."""
    if width(theme, role, weight, text) > room:
        text = metrics(theme, role, weight).elidedText(text, Qt.TextElideMode.ElideRight, room)
    line = QStaticText(text)
    line.setTextFormat(Qt.TextFormat.PlainText)
    line.prepare(font=font(theme, role, weight))
    return line, width(theme, role, weight, text)


@dataclass(frozen=True, slots=True)
class Word:
    """A line of text: from `left` on, or centered in its `room`, around the height `middle`; shortened to the room."""

    text: str
    left: float
    middle: float
    room: float
    role: Role
    weight: int
    token: str
    opacity: float = 1.0
    centered: bool = False


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter around a point, at a size of its own."""

    text: str
    x: float
    y: float
    pixels: float
    token: str
    opacity: float


class Writer:
    """Writes in one theme; what is shortened goes into `cut`, with its place, so that it can be told in full."""

    def __init__(self, painter: QPainter, theme: Name, cut: CutWords | None = None) -> None:
        self._painter, self._theme, self._cut = painter, theme, cut

    def write(self, word: Word) -> None:
        """Write a line of text."""
        if not word.text or word.room <= 0.0:
            return
        line, wide = _set_line(self._theme, word.role, word.weight, word.text, word.room)
        left = word.left + (word.room - wide) / 2 if word.centered else word.left
        height = metrics(self._theme, word.role, word.weight).height()
        if self._cut is not None and width(self._theme, word.role, word.weight, word.text) > word.room:
            self._cut.keep(QRectF(left, word.middle - height / 2, wide, height), word.text)
        self._painter.setOpacity(word.opacity)
        self._painter.setFont(font(self._theme, word.role, word.weight))
        self._painter.setPen(color(self._theme, word.token))
        self._painter.drawStaticText(QPointF(left, word.middle - height / 2), line)

    def letters(self, letters: Sequence[Letter]) -> None:
        """Write letters; those that are alike are set at all their places in one call."""
        alike: dict[tuple[str, int, str, float], list[Point]] = {}
        for letter in letters:
            pixels = max(SMALLEST_LETTER_PX, round(letter.pixels))
            alike.setdefault((letter.text, pixels, letter.token, letter.opacity), []).append((letter.x, letter.y))
        for (text, pixels, token, opacity), places in alike.items():
            self._painter.setOpacity(opacity)
            if len(places) >= MANY:
                stamps.set_at(self._painter, _letter_stamp(self._theme, text, pixels, token, self._ratio), places)
                continue
            line, wide, high = _set_letter(self._theme, text, pixels)
            self._painter.setFont(_letter_font(self._theme, pixels))
            self._painter.setPen(color(self._theme, token))
            for x, y in places:
                self._painter.drawStaticText(QPointF(x - wide / 2, y - high / 2), line)

    @property
    def _ratio(self) -> float:
        return self._painter.device().devicePixelRatioF()


SMALLEST_LETTER_PX = 6


def letter_px(look: Theme, half: float) -> float:
    """Size of the letter in an overseer's mark of this half side; before a class it may be as large as the mark."""
    return max(LETTER * half, look.least_px)


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


@lru_cache(maxsize=64)
def _letter_stamp(theme: Name, text: str, pixels: int, token: str, ratio: float) -> QPixmap:
    line, wide, high = _set_letter(theme, text, pixels)
    painter, stamp, middle = stamps.blank(max(wide, high) / 2, ratio)
    painter.setFont(_letter_font(theme, pixels))
    painter.setPen(color(theme, token))
    painter.drawStaticText(QPointF(middle - wide / 2, middle - high / 2), line)
    painter.end()
    return stamp


def pen(theme: Name, token: str, thickness: float, alpha: float = 1.0) -> QPen:
    """A pen with round ends and corners."""
    brush = QBrush(color(theme, token, alpha))
    return QPen(brush, thickness, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin)
