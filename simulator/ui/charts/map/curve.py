"""One swept parameter: the measure as a line, with the band of its replicas."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPainterPath, QPen, QPolygonF

from simulator.engine.outcome import Array
from simulator.engine.parameters import TABLE
from simulator.ui.charts.map.content import HIGH, LOW, MIDDLE, Content
from simulator.ui.charts.map.measured import measured, scaled
from simulator.ui.theme import Theme

MOST_POINTS = 4000
"""Points of a line at most: of more, the lowest and the highest in each of half as many pieces."""

_DOTS_UPTO = 61
_BAND = 0.2

Where = Callable[[float], float]


def thinned(figures: Array) -> tuple[Array, Array]:
    """Places and figures of a line, few enough to be drawn; NaN stays NaN."""
    places: Array = np.arange(float(len(figures)))
    if len(figures) <= MOST_POINTS:
        return places, figures
    pieces = np.array_split(np.arange(len(figures)), MOST_POINTS // 2)
    kept = [
        sorted({int(piece[0]) + int(end(np.nan_to_num(figures[piece], nan=0.0))) for end in (np.argmin, np.argmax)})
        for piece in pieces
    ]
    chosen = [place for some in kept for place in some]
    return places[chosen], figures[chosen]


def crossings(border: Array, *, is_whole: bool = False) -> list[float]:
    """Where R is 1 along the axis, in cells; half-way between two whole numbers, which have nothing between them."""
    steps = np.flatnonzero((border[:-1] > 1) != (border[1:] > 1))
    known = [n for n in steps.tolist() if np.isfinite(border[n : n + 2]).all()]
    return [n + (0.5 if is_whole else float((1 - border[n]) / (border[n + 1] - border[n]))) for n in known]


class Curve:
    """The line and its band, in cells and figures; painting only places them."""

    def __init__(self) -> None:
        self._curves: dict[str, tuple[Array, Array]] = {}
        self._failed: list[int] = []
        self.crossings: list[float] = []
        self.hue = "accent"

    def take(self, content: Content) -> None:
        """Take the figures."""
        self.hue = measured(content.measure).hue
        self._curves = {}
        wanted = {"mean": None} | ({"low": LOW, "middle": MIDDLE, "high": HIGH} if content.plan.replicas else {})
        for name, level in wanted.items():
            found = content.figures(level)
            if found is not None:
                self._curves[name] = thinned(scaled(content.measure, found))
        self._failed = sorted(content.table.problems) if content.table is not None else []
        is_whole = TABLE[content.axes[0].id].integer
        self.crossings = crossings(content.border, is_whole=is_whole) if content.border is not None else []

    def last(self, name: str) -> float | None:
        """The last figure of a curve that is known."""
        figures = self._curves[name][1] if name in self._curves else np.zeros(0)
        known = figures[np.isfinite(figures)]
        return float(known[-1]) if len(known) else None

    def at(self, place: float) -> float | None:
        """The line's figure at a place between cells."""
        if "mean" not in self._curves:
            return None
        places, figures = self._curves["mean"]
        found = float(np.interp(place, places, figures))
        return None if np.isnan(found) else found

    def paint(self, painter: QPainter, x: Where, y: Where, frame: QRectF, look: Theme, *, is_pale: bool) -> None:
        """The band, the line, and a mark where a cell failed."""
        color = look.color(self.hue, 0.35 if is_pale else 1.0)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if "low" in self._curves:
            for low, high in zip(self._runs("low", x, y), self._runs("high", x, y), strict=True):
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(look.color(self.hue, _BAND * (0.5 if is_pale else 1.0)))
                painter.drawPolygon(QPolygonF(low + high[::-1]))
            dashed = QPen(color, look.thin_px * 1.3)
            dashed.setDashPattern([4.0, 3.0])
            self._stroke(painter, "middle", x, y, dashed)
        pen = QPen(color, look.line_px)
        pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        self._stroke(painter, "mean", x, y, pen)
        if "mean" in self._curves and len(self._curves["mean"][0]) <= _DOTS_UPTO:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(color)
            for run in self._runs("mean", x, y):
                for point in run:
                    painter.drawEllipse(point, look.line_px, look.line_px)
        self._paint_failed(painter, x, frame, look)

    def _stroke(self, painter: QPainter, name: str, x: Where, y: Where, pen: QPen) -> None:
        path = QPainterPath()
        for run in self._runs(name, x, y):
            path.addPolygon(QPolygonF(run))
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPath(path)

    def _runs(self, name: str, x: Where, y: Where) -> list[list[QPointF]]:
        """Points of a curve, cut where there is no figure."""
        if name not in self._curves:
            return []
        runs: list[list[QPointF]] = [[]]
        for place, figure in zip(*(array.tolist() for array in self._curves[name]), strict=True):
            if np.isfinite(figure):
                runs[-1].append(QPointF(x(place), y(figure)))
            elif runs[-1]:
                runs.append([])
        return [run for run in runs if run]

    def _paint_failed(self, painter: QPainter, x: Where, frame: QRectF, look: Theme) -> None:
        painter.setPen(QPen(look.color("secondary"), look.thin_px * 1.5))
        size = look.line_px * 1.6
        for place in self._failed[:MOST_POINTS]:
            at = QPointF(x(place), frame.bottom() - 2 * size)
            painter.drawLine(at + QPointF(-size, -size), at + QPointF(size, size))
            painter.drawLine(at + QPointF(-size, size), at + QPointF(size, -size))
