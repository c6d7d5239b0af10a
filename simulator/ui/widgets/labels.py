"""Text on a card: one line that is cut with an ellipsis, or several; fonts and colors follow the theme."""

from __future__ import annotations

from functools import lru_cache
from math import ceil, inf
from typing import Literal

from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from simulator.ui import theme
from simulator.ui.theme import Name, Role
from simulator.ui.widgets.full_text import tells_in_full
from simulator.ui.widgets.metrics import breakable, font, metrics

Tone = Literal["ink", "secondary", "accent", "misaligned_text", "override_text"]

_ROOMY = 4096.0
LEAST_LETTERS = 4
"""Of a text that is cut, with the dots: a letter and dots say nothing."""


class Label(QLabel):
    """A label that never overlaps: it elides (and shows all in its tool tip), or wraps if told to.

    It paints itself from the theme's tokens: a standard label would ask its layout for room at every new text.
    """

    def __init__(
        self,
        text: str = "",
        parent: QWidget | None = None,
        *,
        role: Role = "body",
        weight: int = 400,
        tone: Tone = "ink",
        wraps: bool = False,
    ) -> None:
        super().__init__(text, parent)
        self.role: Role = role
        self.weight, self._tone, self._wraps = weight, tone, wraps
        vertical = QSizePolicy.Policy.MinimumExpanding if wraps else QSizePolicy.Policy.Fixed
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, vertical)
        policy.setHeightForWidth(wraps)
        self.setSizePolicy(policy)
        self.setTextFormat(Qt.TextFormat.PlainText)

    @property
    def tone(self) -> Tone:
        """The token of its color."""
        return self._tone

    def set_tone(self, tone: Tone) -> None:
        """Another color."""
        if tone != self._tone:
            self._tone = tone
            self.update()

    def line_height(self) -> int:
        """The height of one line."""
        return ceil(metrics(self.role, self.weight).height())

    def full_width(self, text: str | None = None) -> int:
        """The width that a text needs on one line; without one, the label's own."""
        return ceil(metrics(self.role, self.weight).horizontalAdvance(self.text() if text is None else text))

    def height_of(self, text: str, width: int) -> int:
        """The height that a text needs at a width."""
        if not self._wraps:
            return self.line_height()
        return _height_of(theme.current().name, self.role, self.weight, self._flags(), width, text)

    def sizeHint(self) -> QSize:
        return QSize(self.full_width(), self.line_height())

    def minimumSizeHint(self) -> QSize:
        return QSize(0, self.line_height())

    def heightForWidth(self, width: int) -> int:
        return self.height_of(self.text(), width) if self._wraps else -1

    def is_elided(self) -> bool:
        """Whether some of the text is not shown."""
        return not self._wraps and self.full_width() > self.width()

    def is_cut(self) -> bool:
        """Whether a wrapped text needs more height than there is."""
        return self.full_width() > self.width() and self.heightForWidth(self.width()) > self.height()

    def cut_text(self) -> str:
        """The whole text where only a part of it is shown."""
        return self.text() if self.is_elided() or self.is_cut() else ""

    def event(self, event: QEvent) -> bool:
        return tells_in_full(event, self) or super().event(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            painter.setFont(font(self.role, self.weight))
            painter.setPen(theme.current().color(self._tone))
            text = self.text()
            if self._wraps:
                text = breakable(text, metrics(self.role, self.weight), max(self.width(), 1))
            if self.is_elided():
                text = metrics(self.role, self.weight).elidedText(text, Qt.TextElideMode.ElideRight, self.width())
                text = text if len(text) >= LEAST_LETTERS else ""
            painter.drawText(QRectF(self.rect()), self._flags(), text)

    def _flags(self) -> int:
        # The painter mirrors "leading" where text runs from right to left.
        side = Qt.AlignmentFlag.AlignLeading
        vertical = Qt.AlignmentFlag.AlignTop if self._wraps else Qt.AlignmentFlag.AlignVCenter
        wrap = Qt.TextFlag.TextWordWrap if self._wraps else Qt.TextFlag.TextSingleLine
        return int(side.value) | int(vertical.value) | int(wrap.value)


def dialog_text(
    text: str = "", role: Role = "body", weight: int = 400, tone: Literal["", "accent"] = "",
    *, kind: type[QLabel] = QLabel,
) -> QLabel:  # fmt: skip
    """Plain words of a dialog, which wrap and can be selected; the style sheet gives them font and color."""
    label = kind(text)
    label.setTextFormat(Qt.TextFormat.PlainText)  # a file's words are never markup
    label.setWordWrap(True)
    label.setProperty("role", role)
    label.setProperty("weight", str(weight))
    label.setProperty("tone", tone)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return label


@lru_cache(maxsize=2048)
def _height_of(look: Name, role: Role, weight: int, flags: int, width: int, text: str) -> int:
    """The height of a wrapped text in the present theme, whose name is `look`: layouts ask for it again and again."""
    room, measured = QRectF(0, 0, max(width, 1), _ROOMY), metrics(role, weight)
    whole, widest = _widths_of(look, role, weight, text)
    if whole <= width - 1:  # the usual case, and the quick one
        return ceil(measured.height())
    needed = measured.boundingRect(room, flags, text if widest <= width else breakable(text, measured, room.width()))
    return max(ceil(needed.height()), ceil(measured.height()))


@lru_cache(maxsize=1024)
def _widths_of(look: Name, role: Role, weight: int, text: str) -> tuple[float, float]:
    """Of a text in one line (none fits more than one) and of its widest word, in the theme of the name `look`."""
    measured = metrics(role, weight)
    whole = inf if "\n" in text else measured.horizontalAdvance(text)
    return whole, max(map(measured.horizontalAdvance, text.split(" ")))
