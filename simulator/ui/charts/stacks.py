"""Bars of one hue over rounds, piled up from parts that differ in strength and hatching, and dots that were counted."""

from __future__ import annotations

import math
from abc import abstractmethod
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QPainter, QPen

from simulator.engine.iterate import Run
from simulator.engine.outcome import Array
from simulator.engine.tree import Cause as Origin
from simulator.ui.charts import words
from simulator.ui.charts.axis import Scale, whole_ticks
from simulator.ui.charts.causes import Cause, brushes, outline
from simulator.ui.charts.plot import Layer, Moment, Plot
from simulator.ui.charts.rects import draw_rects
from simulator.ui.charts.sampling import Sampled
from simulator.ui.text import mark, tr
from simulator.ui.theme import Theme

_BAR_SHARE = 0.72
_WIDEST_BAR = 9.0
"""In lines' widths: a bar of a short run is no wall."""
_DOT_FROM_PX = 7.0
"""Parts of bars that are lower get no dot of their own: it would cover them."""
_WORTH_NAMING = 0.0005
_STANDARD_ERRORS = 2.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Stack:
    """One part of every bar: its name, the origins that are in it, and how it looks within the hue."""

    name: str
    causes: tuple[Origin, ...]
    strength: float = 1.0
    pattern: Qt.BrushStyle = Qt.BrushStyle.SolidPattern

    @property
    def look(self) -> Cause:
        """As a cause that only adds."""
        return Cause(adds=self.name, removes=self.name, short=self.name, strength=self.strength, pattern=self.pattern)


@dataclass(frozen=True, slots=True)
class Dot:
    """A counted height: where, how high, and its standard error. Only the uppermost one of a bar shows its range."""

    x: float
    y: float
    error: float
    is_top: bool = True

    @property
    def low(self) -> float:
        """Two standard errors below."""
        return max(self.y - _STANDARD_ERRORS * self.error, 0.0)

    @property
    def high(self) -> float:
        """Two standard errors above."""
        return min(self.y + _STANDARD_ERRORS * self.error, 1.0)


def dot_of(x: float, by_depth: Array, trees_per_depth: int, is_top: bool = True) -> Dot:
    """A dot from shares [depth] that were each counted in so many trees; depths weigh alike (model.md 1)."""
    by_depth = np.minimum(by_depth, 1.0)  # a sum of parts can end a rounding above
    variance = (by_depth * (1.0 - by_depth)).sum() / trees_per_depth
    return Dot(x, float(by_depth.mean()), math.sqrt(variance) / len(by_depth), is_top)


class StackPlot(Plot):
    """A bar at each round. Subclasses say of what parts it is made, how high they are, and what was counted."""

    x_name = mark("round")

    def __init__(self, look: Theme | None = None) -> None:
        self.sampled: Mapping[int, Sampled] = {}
        self._heights: Array = np.zeros((0, 1))
        self._rects: list[tuple[QBrush, Array]] = []
        self._outlines: list[tuple[QPen, Array]] = []
        self._tops: list[tuple[float, float]] = []
        super().__init__(look)
        self._bars = Layer(self._paint_bars, -1.0)
        self.scene().addItem(self._bars)

    # What a subclass says.

    @abstractmethod
    def stacks(self) -> tuple[Stack, ...]:
        """The parts of each bar, from below."""

    @abstractmethod
    def hue(self) -> str:
        """The color token of all parts."""

    @abstractmethod
    def heights(self, run: Run, moment: Moment) -> Array:
        """[bar, part] of the bars to be seen."""

    @abstractmethod
    def pale_from(self, moment: Moment) -> int:
        """The first bar that lies beyond the cursor."""

    @abstractmethod
    def y_of(self, run: Run) -> Scale:
        """The y-scale that suits a run."""

    @abstractmethod
    def dots(self) -> Iterator[Dot]:
        """What was counted."""

    # Plot.

    def scales(self, run: Run) -> tuple[Scale, Scale]:
        ticks = whole_ticks(run.last, self.frame.width(), self.tick_metrics.height() * 2.6)
        return Scale(-0.5, run.last + 0.5, ticks), self.y_of(run)

    def drag_scales(self, run: Run) -> tuple[Scale, Scale]:
        up = self.y_of(run)
        return self.scales(run)[0], up if up.high > self.y_scale.high else self.y_scale

    def take(self, run: Run, moment: Moment) -> None:
        self._heights = self.heights(run, moment)
        self._make_bars()

    def place(self) -> None:
        if self._is_built and hasattr(self, "_bars"):
            self._bars.resize(self.sceneRect())
            self._make_bars()

    def restyle(self) -> None:
        super().restyle()
        self._make_bars()

    def show_sampled(self, sampled: Mapping[int, Sampled]) -> None:
        """Show what was counted in trees, by round."""
        self.sampled = sampled
        self.redraw()

    def pointed(self, point: QPointF) -> int | None:
        """The bar at a point."""
        nearest = math.floor(self.value_at(point)[0] + 0.5)
        inside = self.frame.adjusted(0, -8, 0, 8).contains(point)
        return nearest if inside and 0 <= nearest < len(self._heights) else None

    def tip_parts(self, parts: Array) -> list[str]:
        """Lines that name the parts of a bar, the largest first."""
        order = [int(i) for i in np.argsort(-parts, kind="stable") if parts[i] >= _WORTH_NAMING]
        return [f"   {words.share(float(parts[i]))}  {tr(self.stacks()[i].name)}" for i in order]

    def paint_words(self, painter: QPainter) -> None:
        if self.run_ is not None:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            self._paint_dots(painter)

    def paint_sample(self, painter: QPainter, box: QRectF, part: int) -> None:
        """A small sample of a part's look."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        for fill in brushes(self.stacks()[part].look, self.look, pale=False, hue=self.hue()):
            painter.fillRect(box, fill)
        painter.setPen(outline(self.look, pale=False, hue=self.hue()))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(box.adjusted(0, 0, -1, -1))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)

    # Bars and dots.

    def bar_width(self) -> float:
        """In pixels: a part of a round's width, and no wall."""
        a_round = self.frame.width() / (self.x_scale.high - self.x_scale.low)
        return max(1.0, round(min(a_round * _BAR_SHARE, _WIDEST_BAR * (2 + self.look.line_px))))

    def _make_bars(self) -> None:
        """Rectangles by part, edges on whole pixels, present and future apart."""
        self._rects, self._outlines = [], []
        if self.run_ is None or not self._heights.size:
            return
        frame, scale, bars = self.frame, self.y_scale, len(self._heights)
        ends = np.pad(np.cumsum(self._heights, axis=1), ((0, 0), (1, 0)))
        y = np.round(np.clip(frame.bottom() - (ends - scale.low) / (scale.high - scale.low) * frame.height(),
                             frame.top() - 4, frame.bottom()))  # fmt: skip
        a_round = frame.width() / (self.x_scale.high - self.x_scale.low)
        width = self.bar_width()
        left = np.round(frame.left() + (np.arange(bars) - self.x_scale.low) * a_round - width / 2)
        first_pale = self.pale_from(self.moment)
        for pale, rounds in ((False, slice(0, first_pale)), (True, slice(first_pale, bars))):
            edges: list[Array] = []
            for part, stack in enumerate(self.stacks()):
                high = y[rounds, part] - y[rounds, part + 1]
                some = np.flatnonzero((high >= 1) & (left[rounds] + width <= frame.right() + 1))
                rects = np.column_stack([left[rounds], y[rounds, part + 1], np.full(len(high), width), high])[some]
                if len(rects):
                    rects = np.ascontiguousarray(rects)
                    fills = brushes(stack.look, self.look, pale, hue=self.hue())
                    self._rects += [(fill, rects) for fill in fills]
                    edges.append(rects[rects[:, 3] >= 3])
            if edges and sum(map(len, edges)):
                pen = outline(self.look, pale, hue=self.hue())
                self._outlines.append((pen, np.ascontiguousarray(np.concatenate(edges) - (0, 0, 1, 1))))
        self._bars.update()

    def _paint_bars(self, painter: QPainter) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        painter.setPen(Qt.PenStyle.NoPen)
        for fill, rects in self._rects:
            painter.setBrush(fill)
            draw_rects(painter, rects)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for pen, rects in self._outlines:
            painter.setPen(pen)
            draw_rects(painter, rects)

    def _paint_dots(self, painter: QPainter) -> None:
        """Each counted height, on a ground that sets it off from the bar; the uppermost with its range."""
        look, top = self.look, self.y_scale.high
        radius, cap = look.line_px * 0.75 + 0.5, look.line_px * 0.9 + 1.0
        centers: list[QPointF] = []
        lines: list[QLineF] = []
        for dot in self.dots():
            x = self.px_x(dot.x)
            centers.append(QPointF(x, self.px_y(min(dot.y, top))))
            if dot.is_top:
                low, high = (self.px_y(min(end, top)) for end in (dot.low, dot.high))
                lines.append(QLineF(x, low, x, high))
                if low - high > 2 * radius + 2:
                    lines += [QLineF(x - cap, end, x + cap, end) for end in (low, high)]
        for token, width in (("card", look.thin_px + 2.0), ("ink", look.thin_px)):
            painter.setPen(QPen(look.color(token), width))
            painter.drawLines(lines)
        painter.setPen(QPen(look.color("card"), look.thin_px))
        painter.setBrush(look.color("ink"))
        for center in centers:
            painter.drawEllipse(center, radius, radius)

    def dots_of_bar(self, bar: int, by_depth: Array, trees_per_depth: int) -> Iterator[Dot]:
        """Dots on the upper ends of a bar's parts, from counted shares [depth, part]; none on parts that are low."""
        parts = self._heights[bar] * self.frame.height() / (self.y_scale.high - self.y_scale.low)
        shown = np.flatnonzero(parts >= _DOT_FROM_PX)[:-1]
        ends = np.cumsum(by_depth, axis=1)
        if self._heights[bar].sum() > 0:
            for part in shown.tolist():
                yield dot_of(bar, ends[:, part], trees_per_depth, is_top=False)
            yield dot_of(bar, ends[:, -1], trees_per_depth)
