"""Drawing on a page in points, and an account of every text that was placed.

Everything is black: a printer that knows no gray would break anything else into dots.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen, QPolygonF, QTextLayout, QTextOption

from simulator.ui import theme

BLACK = QColor("#000000")
LINE = 1.3
"""Height of a line of text, in its size."""

RESOLUTION = 1200
UNIT = RESOLUTION / 72
"""Steps of the printer in a point: text is measured in them, so that it is as wide as it is printed."""


@dataclass(frozen=True, slots=True)
class Face:
    """Size in points and weight."""

    size: float
    weight: int = 400


@lru_cache(maxsize=64)
def font(face: Face) -> QFont:
    """The font of a face at the page's resolution.

    Without the theme's figures of one width and without signs that follow their neighbors: such glyphs have no
    characters that a reader of the file could find.
    """
    theme.load_font()
    made = QFont(theme.FAMILY)
    made.setFeature(QFont.Tag("calt"), 0)
    made.setWeight(theme.LIGHT.font("body", face.weight).weight())
    made.setPixelSize(round(face.size * UNIT))
    made.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    return made


def width(text: str, face: Face) -> float:
    """The width of a text on one line, in points."""
    return QFontMetricsF(font(face)).horizontalAdvance(text) / UNIT


def _layout(text: str, face: Face, room: float) -> QTextLayout:
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    layout = QTextLayout(text.replace("\n", "\u2028"), font(face))
    layout.setTextOption(option)
    layout.beginLayout()
    while (line := layout.createLine()).isValid():
        line.setLineWidth(room * UNIT)
        line.setPosition(QPointF(0, (layout.lineCount() - 1) * face.size * LINE * UNIT))
    layout.endLayout()
    return layout


def cut(text: str, face: Face, room: float, most: int) -> str:
    """The text, shortened at a word where it takes more lines than `most`."""
    layout = _layout(text, face, room)
    if layout.lineCount() <= most:
        return text
    last = layout.lineAt(most - 1)
    shorter = text[: last.textStart() + last.textLength()].rstrip()
    while shorter and _layout(f"{shorter} …", face, room).lineCount() > most:
        shorter = shorter.rpartition(" ")[0] or shorter[:-1]
    return f"{shorter} …"


def height(text: str, face: Face, room: float) -> float:
    """The height of a text that wraps at a width."""
    return _layout(text, face, room).lineCount() * face.size * LINE if text else 0.0


@dataclass(slots=True)
class Ink:
    """Draws with a painter that has `UNIT` steps to a point; coordinates are points from the page's top left."""

    painter: QPainter
    texts: list[tuple[QRectF, str]] = field(default_factory=list)
    """Every line of text that was drawn, with the room that it takes."""

    def text(self, x: float, y: float, room: float, text: str, face: Face, *, align: str = "left") -> float:
        """Draw a text that wraps; returns its height. `align` is left, center or right, of a text of one line."""
        if not text:
            return 0.0
        layout = _layout(text, face, room)
        for number in range(layout.lineCount()):
            line = layout.lineAt(number)
            taken = line.naturalTextWidth() / UNIT
            left = x + {"left": 0.0, "center": (room - taken) / 2, "right": room - taken}[align]
            top = y + number * face.size * LINE
            said = text[line.textStart() : line.textStart() + line.textLength()].strip()
            self.texts.append((QRectF(left, top, taken, face.size * LINE), said))
            line.setPosition(QPointF((left - x) * UNIT, line.y()))
        self.painter.setPen(BLACK)
        layout.draw(self.painter, QPointF(x * UNIT, y * UNIT))
        return layout.lineCount() * face.size * LINE

    def line(self, x1: float, y1: float, x2: float, y2: float, wide: float = 0.6, *, is_dotted: bool = False) -> None:
        """A straight line."""
        pen = QPen(BLACK, wide * UNIT)
        if is_dotted:
            pen.setDashPattern([1.0, 4.0])
        self.painter.setPen(pen)
        self.painter.drawLine(QPointF(x1 * UNIT, y1 * UNIT), QPointF(x2 * UNIT, y2 * UNIT))

    def box(self, place: QRectF, wide: float = 0.6) -> None:
        """An empty rectangle."""
        self.painter.setPen(QPen(BLACK, wide * UNIT))
        self.painter.setBrush(Qt.BrushStyle.NoBrush)
        self.painter.drawRect(scaled(place))

    def curve(self, points: Sequence[QPointF], *, is_dashed: bool) -> None:
        """The run: solid with discs. B: dashed with hollow squares."""
        pen = QPen(BLACK, 1.6 * UNIT)
        if is_dashed:
            pen.setDashPattern([3.0, 2.0])
        self.painter.setPen(pen)
        self.painter.setBrush(Qt.BrushStyle.NoBrush)
        self.painter.drawPolyline(QPolygonF([QPointF(point.x() * UNIT, point.y() * UNIT) for point in points]))
        self.painter.setPen(QPen(BLACK, 1.1 * UNIT))
        self.painter.setBrush(QColor("white") if is_dashed else BLACK)
        for point in points:
            place = scaled(QRectF(point.x() - 2.2, point.y() - 2.2, 4.4, 4.4))
            if is_dashed:
                self.painter.drawRect(place)
            else:
                self.painter.drawEllipse(place)


def scaled(place: QRectF) -> QRectF:
    """A rectangle of points in the painter's steps."""
    return QRectF(place.x() * UNIT, place.y() * UNIT, place.width() * UNIT, place.height() * UNIT)
