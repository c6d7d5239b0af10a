"""Names with their values, at the ends of curves and beside the parts of a bar: in one line, or in up to three."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QFontMetricsF

MOST_LINES = 3
_LEAST_LETTERS = 4
"""Of a name that is cut, with the dots: less says nothing."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line of words in its place; `whole` is what it would say with more room."""

    place: QRectF
    text: str
    whole: str


@dataclass(frozen=True, slots=True)
class Named:
    """A name and its value, one of which may be empty, between two x; the value is never cut.

    What `brief` says takes the place of a name that would be cut.
    """

    name: str
    value: str
    left: float
    right: float
    metrics: QFontMetricsF
    brief: str = ""

    @property
    def text(self) -> str:
        """Both in one line."""
        return " ".join(filter(None, (self.name, self.value)))

    def is_cut_in(self, count: int) -> bool:
        """Whether it needs more than so many lines."""
        return self._wrapped(count) is None

    def lines(self, middle: float, height: float, count: int) -> list[Line]:
        """What to write around a y, in at most so many lines of that height; what is cut is so in one line or two."""
        texts = self._wrapped(count)
        if texts is None:
            has_two = count > 1 and self.name and self.value and not self._fits_briefly()
            texts = [self.name, self.value] if has_two else [self.text]
        place = self._room(middle - len(texts) * height / 2, height)
        if len(texts) == 1:
            return [Line(place, self._in_one(place.width()), self.text)]
        return [Line(place.translated(0, nth * height), text, text) for nth, text in enumerate(texts)]

    def _wrapped(self, count: int) -> list[str] | None:
        """Its words in lines, the value in one of them; None where some would be too long or too many."""
        room, lines = self._room(0.0, 0.0).width(), list[str]()
        for word in filter(None, (*self.name.split(), self.value)):
            longer = f"{lines[-1]} {word}" if lines else word
            if lines and self.metrics.horizontalAdvance(longer) <= room:
                lines[-1] = longer
            else:
                lines.append(word)
        fits = len(lines) <= count and all(self.metrics.horizontalAdvance(line) <= room for line in lines)
        return lines if fits else None

    def _room(self, top: float, height: float) -> QRectF:
        left = min(self.left, max(self.right - self.metrics.horizontalAdvance(self.value), 0.0))
        return QRectF(QPointF(left, top), QSizeF(self.right - left, height))

    def _fits_briefly(self) -> bool:
        text = f"{self.brief} {self.value}"
        return bool(self.brief) and self.metrics.horizontalAdvance(text) <= self._room(0.0, 0.0).width()

    def _in_one(self, room: float) -> str:
        if not (self.name and self.value) or self.metrics.horizontalAdvance(self.text) <= room:
            return self.text
        if self._fits_briefly():
            return f"{self.brief} {self.value}"
        rest = room - self.metrics.horizontalAdvance(f" {self.value}")
        shown = self.metrics.elidedText(self.name, Qt.TextElideMode.ElideRight, max(rest, 0.0))
        return f"{shown} {self.value}" if len(shown) >= _LEAST_LETTERS else self.value


def lines_each(names: Sequence[Named], room: float) -> int:
    """How many lines each may take: as few as leave the fewest names cut, of so many lines in all."""
    most = min(int(room / max(len(names), 1)), MOST_LINES)
    return min(range(1, max(most, 1) + 1), key=lambda count: sum(name.is_cut_in(count) for name in names))
