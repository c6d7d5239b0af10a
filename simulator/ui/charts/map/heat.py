"""Two swept parameters: a cell for each pair of values, and over them the border R = 1."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QImage, QPainter, QPainterPath, QPen, QPolygonF

from simulator.engine.contour import joined, level_lines
from simulator.engine.outcome import Array
from simulator.engine.parameters import TABLE
from simulator.ui.charts.axis import Scale
from simulator.ui.charts.map.colors import deep_ramp
from simulator.ui.charts.map.content import Content
from simulator.ui.charts.map.measured import measured, scaled
from simulator.ui.charts.ramp import STEPS, Colors
from simulator.ui.theme import Theme

MOST_HATCHED = 4000
"""Failed cells that are hatched one by one; where more have failed, a flat gray says the same."""

_RAMP_STEPS = 256


def colored(content: Content, levels: Scale, look: Theme) -> Colors:
    """The map's pixels [up from above, across], 0xffRRGGBB: the card where nothing is known."""
    found, table = content.figures(), content.table
    card = np.uint32(look.color("card").rgb())
    if found is None or table is None or not content.has_rows:
        return np.full(content.plan.shape[::-1], card, dtype=np.uint32)
    figures = scaled(content.measure, found)
    known = np.isfinite(figures)
    share = (np.where(known, figures, 0.0) - levels.low) / (levels.high - levels.low)
    steps = np.clip(np.round(share * (STEPS - 1)), 0, STEPS - 1).astype(np.intp)
    pixels = np.where(known, deep_ramp(look, measured(content.measure).hue)[steps], card)
    for number in table.problems:
        pixels[content.place(number)] = look.color("field").rgb()
    return np.ascontiguousarray(pixels.T[::-1].astype(np.uint32))


def border_lines(border: Array, is_whole: tuple[bool, bool] = (False, False)) -> Array:
    """The lines R = 1 of a field [across, up] as pieces [n, 4], up to the outer edges of the outermost cells.

    Along an axis of whole numbers there is nothing between two cells: there the line runs on their borders, in steps.
    """
    across, x = _spread(border, is_whole[0])
    field, y = _spread(across.T, is_whole[1])
    pieces = level_lines(field.T, 1.0)
    placed = np.stack([_placed(pieces[:, 0], x), _placed(pieces[:, 1], y),
                       _placed(pieces[:, 2], x), _placed(pieces[:, 3], y)], axis=1)  # fmt: skip
    return np.asarray(placed[(placed[:, :2] != placed[:, 2:]).any(axis=1)])


def _spread(field: Array, is_whole: bool) -> tuple[Array, Array]:
    """A field up to the outer edges of its cells, and where its rows then stand, in cells."""
    cells = np.arange(len(field), dtype=float)
    if is_whole:  # each cell from its one edge to the other
        return np.repeat(field, 2, axis=0), np.stack([cells - 0.5, cells + 0.5], axis=1).ravel()
    if len(field) < 2:
        outer = field, field
    else:  # it goes on as it came
        outer = 1.5 * field[:1] - 0.5 * field[1:2], 1.5 * field[-1:] - 0.5 * field[-2:-1]
    return np.concatenate([outer[0], field, outer[1]]), np.concatenate([[-0.5], cells, [len(field) - 0.5]])


def _placed(at: Array, places: Array) -> Array:
    return np.interp(at, np.arange(len(places)), places)


class Heat:
    """The map as it is painted; made anew with its figures and not while painting."""

    def __init__(self) -> None:
        self._pixels: Colors = np.zeros((1, 1), dtype=np.uint32)
        self._image = QImage()
        self._pieces = np.zeros((0, 4))
        self._lines = np.zeros((0, 4))
        self._runs: list[Array] = []
        self._labels: dict[tuple[object, ...], QRectF | None] = {}
        self._path = QPainterPath()
        self._failed: list[tuple[int, int]] = []
        self.shape: tuple[int, ...] = (1, 1)

    def take(self, content: Content, levels: Scale, look: Theme) -> None:
        """Make the picture of the figures."""
        self._pixels = colored(content, levels, look)
        height, width = self._pixels.shape
        self._image = QImage(self._pixels.data, width, height, 4 * width, QImage.Format.Format_RGB32)
        self.shape = content.plan.shape
        problems = content.table.problems if content.table is not None else {}
        self._failed = [content.place(number) for number in problems] if len(problems) <= MOST_HATCHED else []
        begun = content.border is not None and content.has_rows
        self._pieces = np.zeros((0, 4))
        if begun and content.border is not None:
            across, up = (TABLE[axis.id].integer for axis in content.axes)
            self._pieces = border_lines(content.border, (across, up))
        self._runs = joined(self._pieces)

    @property
    def has_border(self) -> bool:
        """Whether R is 1 anywhere."""
        return bool(len(self._pieces))

    def place(self, frame: QRectF) -> None:
        """Where the lines lie in a frame."""
        across, up = frame.width() / self.shape[0], frame.height() / self.shape[1]
        x, y = self._pieces[:, 0::2], self._pieces[:, 1::2]
        lines = np.empty_like(self._pieces)
        lines[:, 0::2] = frame.left() + (x + 0.5) * across
        lines[:, 1::2] = frame.bottom() - (y + 0.5) * up
        self._lines = lines
        self._path = QPainterPath()  # stroked as a whole: pieces one by one would show where they meet
        for run in self._runs:
            xs, ys = frame.left() + (run[:, 0] + 0.5) * across, frame.bottom() - (run[:, 1] + 0.5) * up
            self._path.addPolygon(QPolygonF([QPointF(x, y) for x, y in zip(xs.tolist(), ys.tolist(), strict=True)]))
        self._labels = {}

    def cell(self, frame: QRectF, place: tuple[int, int]) -> QRectF:
        """Where a cell lies."""
        across, up = frame.width() / self.shape[0], frame.height() / self.shape[1]
        return QRectF(frame.left() + place[0] * across, frame.bottom() - (place[1] + 1) * up, across, up)

    def paint_cells(self, painter: QPainter, frame: QRectF, look: Theme, *, is_pale: bool) -> None:
        """The cells; failed ones are hatched."""
        small = self._image.width() > frame.width() or self._image.height() > frame.height()
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, small)
        painter.drawImage(frame, self._image)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QBrush(look.color("secondary"), Qt.BrushStyle.BDiagPattern))
        painter.drawRects([self.cell(frame, place) for place in self._failed])
        if is_pale:
            painter.fillRect(frame, look.color("card", 0.55))
        painter.setPen(QPen(look.color("hairline"), look.thin_px))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(frame)

    def paint_border(self, painter: QPainter, look: Theme) -> None:
        """The line R = 1, on a light edge that sets it off from dark cells."""
        if not len(self._lines):
            return
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for color, width in ((look.color("card"), look.line_px * 2.2), (look.color("ink"), look.line_px)):
            pen = QPen(color, width)
            pen.setCapStyle(Qt.PenCapStyle.RoundCap)
            painter.setPen(pen)
            painter.drawPath(self._path)

    def label_place(self, frame: QRectF, width: float, height: float, taken: Sequence[QRectF]) -> QRectF | None:
        """Where a word can stand beside the border, well inside, away from what is taken; looked for once."""
        asked = width, height, tuple(place.getRect() for place in taken)
        if asked not in self._labels:
            free = (
                place for place in self._places(frame, width, height)
                if not any(place.intersects(other) for other in taken) and not self._is_crossed(place)
            )  # fmt: skip
            self._labels = {asked: next(free, None)}
        return self._labels[asked]

    def _places(self, frame: QRectF, width: float, height: float) -> Iterator[QRectF]:
        """Beside the line, the best first: left or right of it, in the middle of the frame's upper part."""
        middles = (self._lines[:, :2] + self._lines[:, 2:]) / 2
        center = np.array([frame.center().x(), frame.top() + frame.height() * 0.3])
        order = np.argsort(np.hypot(*((middles - center) / (frame.width(), frame.height())).T), kind="stable")
        inside = frame.adjusted(2, 2, -2, -2)
        for x, y in middles[order[:: max(len(order) // 24, 1)]].tolist():
            for left, top in (
                (x + 8, y - height / 2), (x - 8 - width, y - height / 2),
                (x - width / 2, y - height - 5), (x - width / 2, y + 5),
            ):  # fmt: skip
                place = QRectF(left, top, width, height)
                if inside.contains(place):
                    yield place

    def _is_crossed(self, place: QRectF) -> bool:
        """Whether the border passes through a place."""
        place = place.adjusted(-2, -1, 2, 1)
        x, y = self._lines[:, 0::2], self._lines[:, 1::2]
        beside = (x.max(axis=1) < place.left()) | (x.min(axis=1) > place.right())
        above = (y.max(axis=1) < place.top()) | (y.min(axis=1) > place.bottom())
        return bool((~(beside | above)).any())


def paint_bar(
    painter: QPainter, strip: QRectF, look: Theme, hue: str, ticks: list[tuple[float, str]], text: QColor
) -> None:
    """The ramp beside the map, with its numbers: pairs of height and text."""
    colors = np.ascontiguousarray(deep_ramp(look, hue)[::-1])
    image = QImage(colors.data, 1, _RAMP_STEPS, 4, QImage.Format.Format_RGB32)
    painter.drawImage(strip, image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    painter.setPen(QPen(look.color("hairline"), look.thin_px))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRect(strip)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    line = painter.fontMetrics().height()
    painter.setPen(text)
    for y, number in ticks:
        painter.drawLine(QPointF(strip.right(), y), QPointF(strip.right() + 3, y))
        place = QRectF(strip.right() + 6, y - line / 2, 200, line)
        painter.drawText(place, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, number)
