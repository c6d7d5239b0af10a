"""Sizes and fonts for own painting: what is given for the ordinary text size grows with the theme's."""

from __future__ import annotations

from functools import cache

from PySide6.QtGui import QFont, QFontMetricsF

from simulator.ui import theme
from simulator.ui.theme import Name, Role

_BREAK = "\u200b"
"""Not seen; a line may end there."""


def scaled(pixels: float) -> float:
    """A length that is `pixels` where text has its ordinary size, in the present theme."""
    return pixels * theme.current().body_px / theme.LIGHT.body_px


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


@cache
def _made(name: Name, role: Role, weight: int) -> tuple[QFont, QFontMetricsF]:
    theme.load_font()
    made = theme.THEMES[name].font(role, weight)
    return made, QFontMetricsF(made)
