"""Names with their values, at the ends of curves and beside the parts of a bar: in one line, or in two."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QFontMetricsF

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
    """A name and its value, one of which may be empty, between two x; the value is never cut."""

    name: str
    value: str
    left: float
    right: float
    metrics: QFontMetricsF

    @property
    def text(self) -> str:
        """Both in one line."""
        return " ".join(filter(None, (self.name, self.value)))

    @property
    def is_cut(self) -> bool:
        """Whether the name has too little room beside its value."""
        return bool(self.name and self.value) and self._in_one(self._room(0.0, 0.0).width()) != self.text

    def lines(self, middle: float, height: float, *, stacks: bool) -> list[Line]:
        """What to write around a y, in lines of that height: where it `stacks`, a name that is cut stands above."""
        place = self._room(middle - height / 2, height)
        if stacks and self.is_cut:
            up, down = place.translated(0, -height / 2), place.translated(0, height / 2)
            return [Line(up, self.name, self.name), Line(down, self.value, self.value)]
        return [Line(place, self._in_one(place.width()), self.text)]

    def _room(self, top: float, height: float) -> QRectF:
        left = min(self.left, max(self.right - self.metrics.horizontalAdvance(self.value), 0.0))
        return QRectF(QPointF(left, top), QSizeF(self.right - left, height))

    def _in_one(self, room: float) -> str:
        if not (self.name and self.value) or self.metrics.horizontalAdvance(self.text) <= room:
            return self.text
        rest = room - self.metrics.horizontalAdvance(f" {self.value}")
        shown = self.metrics.elidedText(self.name, Qt.TextElideMode.ElideRight, max(rest, 0.0))
        return f"{shown} {self.value}" if len(shown) >= _LEAST_LETTERS else self.value


def stack(names: Sequence[Named], lines: float) -> bool:
    """Whether they take two lines each: a name would be cut, and there is room for so many `lines`."""
    return 2 * len(names) <= lines and any(name.is_cut for name in names)
