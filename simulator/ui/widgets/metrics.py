"""Sizes and fonts for own painting: what is given for the ordinary text size grows with the theme's."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QPoint, QRect, QSize
from PySide6.QtGui import QFont, QFontMetricsF
from PySide6.QtWidgets import QWidget

from simulator.ui import theme
from simulator.ui.theme import Name, Role

FRAME = QSize(2, 40)
"""Room that a desktop takes for a window's title and frame."""

_BREAK = "\u200b"
"""Not seen; a line may end there."""


def scaled(pixels: float) -> float:
    """A length that is `pixels` where text has its ordinary size, in the present theme."""
    return pixels * theme.current().body_px / theme.LIGHT.body_px


def on_screen(window: QWidget, pixels: tuple[int, int], *, body_px: float | None = None) -> QSize:
    """How large a window is to be, at the size of its text (the present theme's), and no larger than its screen."""
    grown = (theme.current().body_px if body_px is None else body_px) / theme.LIGHT.body_px
    wanted = QSize(round(pixels[0] * grown), round(pixels[1] * grown))
    return wanted.boundedTo(window.screen().availableGeometry().size() - FRAME)


def move_over(window: QWidget, other: QWidget) -> None:
    """Place a window over another one, with its frame on the screen: a desktop centers what it has not framed yet."""
    room, size = other.screen().availableGeometry(), window.size() + FRAME
    place = QRect(QPoint(0, 0), size)
    place.moveCenter(other.frameGeometry().center())
    place.moveRight(min(place.right(), room.right()))
    place.moveBottom(min(place.bottom(), room.bottom()))
    window.move(max(place.left(), room.left()), max(place.top(), room.top()))


def font(role: Role, weight: int) -> QFont:
    """The present theme's font of a role, made once."""
    return _made(theme.current().name, role, weight)[0]


def metrics(role: Role, weight: int) -> QFontMetricsF:
    """Its metrics, made once."""
    return _made(theme.current().name, role, weight)[1]


def breakable(text: str, measured: QFontMetricsF, room: float) -> str:
    """A text to be wrapped: words that are wider than the room may break between any two letters."""
    if measured.horizontalAdvance(text) <= room:
        return text
    words = (word if measured.horizontalAdvance(word) <= room else _BREAK.join(word) for word in text.split(" "))
    return " ".join(words)


_FONTS_KEPT = 32
"""Those of two themes. Qt keeps each letter that was drawn in a font for as long as somebody has the font."""


@lru_cache(maxsize=_FONTS_KEPT)
def _made(name: Name, role: Role, weight: int) -> tuple[QFont, QFontMetricsF]:
    theme.load_font()
    made = theme.THEMES[name].font(role, weight)
    return made, QFontMetricsF(made)
