"""The surface of the map: a line with its band for one swept parameter, colored cells with their border for two."""

from __future__ import annotations

import math

import numpy as np
from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen

from simulator.engine.iterate import Run
from simulator.engine.outcome import Array
from simulator.engine.parameters import TABLE
from simulator.ui.charts.axis import Scale
from simulator.ui.charts.map.axes import Ticks, ticks
from simulator.ui.charts.map.content import Content
from simulator.ui.charts.map.curve import Curve
from simulator.ui.charts.map.heat import Heat, paint_bar
from simulator.ui.charts.map.measured import measured, scale, scaled, tick_words, written
from simulator.ui.charts.plot import Layer, Moment, Plot, Remark
from simulator.ui.text import digits, tr
from simulator.ui.theme import Theme

_BAR_GAP, _LABEL_GAP = 16.0, 8.0
_ACROSS_TICK, _UP_TICK = 3.2, 1.8
"""Least distance of numbers along an axis, in lines of their text."""


class MapPlot(Plot):
    """`content` is what it shows; `pointed` is the number of the cell that is pointed at, by mouse or keyboard."""

    def __init__(self, content: Content, look: Theme | None = None) -> None:
        self.content = content
        self.pointed: int | None = None
        self.levels = Scale(0.0, 1.0, (0.0, 1.0))
        self._heat, self._curve = Heat(), Curve()
        self._across: Ticks = ()
        self._up: Ticks = ()
        self._extent: Array = np.zeros(0)
        super().__init__(look)
        self._cells = Layer(self._paint_figures, -1.0)
        self.scene().addItem(self._cells)
        self.set_content(content)

    @property
    def is_map(self) -> bool:
        """Whether two parameters are swept."""
        return len(self.content.axes) == 2

    def set_content(self, content: Content) -> None:
        """Show this sweep, as far as it has come."""
        self.content = content
        self.has_grid = not self.is_map
        self.y_name = TABLE[content.axes[1].id].label if self.is_map else ""
        if self.pointed is not None and self.pointed >= content.plan.cells:
            self.pointed = None
        self._extent = self._find_extent()
        self.renew()

    def _find_extent(self) -> Array:
        """The lowest and highest figures that are shown; a million cells are not looked through at every new size."""
        found = [figures for level in self._levels_shown() if (figures := self.content.figures(level)) is not None]
        return np.array([end for figures in found for end in _ends(scaled(self.content.measure, figures))])

    def renew(self) -> None:
        """Make the marks anew: figures or colors are others."""
        self.lay_out()
        if self.is_map:
            self._heat.take(self.content, self.levels, self.look)
        else:
            self._curve.take(self.content)
        self.place()
        self._cells.update()
        self.redraw()

    # What a plot says.

    def title(self) -> str:
        return self.content.title()

    def summary(self, run: Run, upto: int) -> str:
        return self.content.summary()

    def scales(self, run: Run) -> tuple[Scale, Scale]:
        return self._scales()

    def _scales(self) -> tuple[Scale, Scale]:
        frame, line, axes = self.frame, self.tick_metrics.height(), self.content.axes
        self.levels = scale(self.content.measure, self._extent, frame.height(), line * _UP_TICK)
        self._across = ticks(axes[0], frame.width(), line * _ACROSS_TICK)
        self._up = ticks(axes[1], frame.height(), line * _UP_TICK) if self.is_map else ()
        first = axes[0].count
        edge = 0.5 if self.is_map or first == 1 else 0.0
        across = Scale(-edge, first - 1 + edge, tuple(place for place, _ in self._across))
        if not self.is_map:
            return across, self.levels
        return across, Scale(-0.5, axes[1].count - 0.5, tuple(place for place, _ in self._up))

    def _levels_shown(self) -> tuple[float | None, ...]:
        return (None, 0.05, 0.95) if self.content.plan.replicas and not self.is_map else (None,)

    def drag_scales(self, run: Run) -> tuple[Scale, Scale]:
        return self.x_scale, self.y_scale

    def x_text(self, tick: float) -> str:
        return dict(self._across).get(tick, "")

    def y_text(self, tick: float) -> str:
        return dict(self._up).get(tick, "") if self.is_map else self._number(tick)

    def _number(self, tick: float) -> str:
        return tick_words(self.content.measure, tick, self.levels.ticks)

    def needed_below(self) -> float:
        return self.tick_metrics.height() + 2.0

    def needed_right(self) -> float:
        numbers = [self._number(tick) for tick in self.levels.ticks]
        widest = max((self.tick_metrics.horizontalAdvance(number) for number in numbers), default=0.0)
        if self.is_map:
            return _BAR_GAP + self._bar_width() + 6 + widest + 6
        names = [tr("mean"), tr("9 in 10 runs")] if self.content.plan.replicas else [tr("R = 1")]
        return _LABEL_GAP + 6 + max(self.label_metrics.horizontalAdvance(f"{name} 0.00") for name in names)

    def _bar_width(self) -> float:
        return round(self.tick_metrics.height())

    def remark(self) -> Remark | None:
        content = self.content
        if self.pointed is not None:
            where, what = content.cell_words(self.pointed)
            return Remark((tr("{cell}: {figures}", cell=where, figures=what), what))
        if content.table is not None and content.table.problems:
            count = digits(len(content.table.problems), ",")
            why = tr("{count} cells failed: point at one to read why", count=count)
            return Remark((why, tr("{count} cells failed", count=count)))
        if self.is_map and content.border is not None and content.has_rows:
            if self._heat.has_border:
                whole = tr("Line: R = 1 at the reached depth, in whole steps. Beyond it misalignment spreads.")
                return Remark((whole, tr("Line: R = 1. Beyond it misalignment spreads."), tr("Line: R = 1")))
            known = content.border[content.border == content.border]
            if known.size == content.border.size:
                low, high = (written("reproduction", float(end)) for end in (known.min(), known.max()))
                above = tr("R is above 1 everywhere, {low} to {high}: misalignment spreads.", low=low, high=high)
                below = tr("R is below 1 everywhere, {low} to {high}: misalignment dies out.", low=low, high=high)
                return Remark((above if float(known.min()) > 1 else below,))
        return None

    def tip(self, point: QPointF) -> str:
        number = self.cell_at(point)
        return "" if number is None else "\n".join(self.content.cell_words(number))

    def cell_at(self, point: QPointF) -> int | None:
        """The number of the cell at a point."""
        if not self.frame.adjusted(-3, -3, 3, 3).contains(point):
            return None
        across, up = self.value_at(point)
        shape = self.content.plan.shape
        column = min(max(math.floor(across + 0.5), 0), shape[0] - 1)
        row = min(max(math.floor(up + 0.5), 0), shape[1] - 1) if self.is_map else 0
        return self.content.number(column, row)

    def take(self, run: Run, moment: Moment) -> None:
        """Another run: another place of the present scenario, which is painted with the words."""

    def place(self) -> None:
        if self._is_built and hasattr(self, "_cells"):
            self._cells.resize(self.sceneRect())
            self._heat.place(self.frame)

    def lay_out(self) -> None:
        super().lay_out()
        if self.run_ is None:  # a picture is laid out before it has a run
            self.x_scale, self.y_scale = self._scales()
            self.place()

    def restyle(self) -> None:
        super().restyle()
        self.renew()

    # Painting.

    def _paint_figures(self, painter: QPainter) -> None:
        is_pale = not self.content.is_current
        if self.is_map:
            self._heat.paint_cells(painter, self.frame, self.look, is_pale=is_pale)
        else:
            self._curve.paint(painter, self.px_x, self.px_y, self.frame, self.look, is_pale=is_pale)

    def paint_ground(self, painter: QPainter) -> None:
        look, frame, line = self.look, self.frame, self.tick_metrics.height()
        painter.setPen(look.color("secondary"))
        place = QRectF(frame.left(), frame.bottom() + line + 8, frame.width(), line)
        name = tr(TABLE[self.content.axes[0].id].label)
        self.write_name(painter, place, Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop, name)
        if self.is_map:
            strip = QRectF(frame.right() + _BAR_GAP, frame.top(), self._bar_width(), frame.height())
            span = self.levels.high - self.levels.low
            numbers = [
                (strip.bottom() - (tick - self.levels.low) / span * strip.height(), self._number(tick))
                for tick in self.levels.ticks
            ]
            hue = measured(self.content.measure).hue
            paint_bar(painter, strip, look, hue, numbers, look.color("secondary"))

    def paint_words(self, painter: QPainter) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        taken: list[QRectF] = []
        if self.is_map:
            self._heat.paint_border(painter, self.look)
            self._paint_pointed(painter)
            taken += self._paint_now(painter)
            self._paint_border_name(painter, taken)
        else:
            self._paint_crossings(painter)
            self._paint_pointed(painter)
            taken += self._paint_now(painter)
            self._paint_ends(painter)
        self._paint_note(painter)

    def _paint_border_name(self, painter: QPainter, taken: list[QRectF]) -> None:
        text, height = tr("R = 1"), self.label_metrics.height()
        width = self.label_metrics.horizontalAdvance(text) + 2
        if place := self._heat.label_place(self.frame, width, height, taken):
            self.write(painter, place, text, self.look.color("ink"), self.label_font, self.label_metrics)

    def _paint_crossings(self, painter: QPainter) -> None:
        look, frame, height = self.look, self.frame, self.label_metrics.height()
        for place in self._curve.crossings:
            x = self.px_x(place)
            pen = QPen(look.color("ink"), look.thin_px * 1.3)
            pen.setDashPattern([5.0, 3.0])
            painter.setPen(pen)
            painter.drawLine(QLineF(x, frame.top(), x, frame.bottom()))
            text = tr("R = 1")
            width = self.label_metrics.horizontalAdvance(text) + 2
            left = x + 5 if x + 5 + width < frame.right() else x - 5 - width
            box = QRectF(left, frame.top(), width, height)
            self.write(painter, box, text, look.color("ink"), self.label_font, self.label_metrics)

    def _paint_now(self, painter: QPainter) -> list[QRectF]:
        """Where the present scenario stands, and the place of that word."""
        at = self.content.stands(self.run_.parameters) if self.run_ is not None else None
        if at is None:
            return []
        look, text, height = self.look, tr("now"), self.label_metrics.height()
        x = self.px_x(at[0])
        if self.is_map:
            point = QPointF(x, self.px_y(at[1]))
        else:
            figure = self._curve.at(at[0])
            pen = QPen(look.color("accent"), look.thin_px * 1.3)
            pen.setDashPattern([2.0, 2.5])
            painter.setPen(pen)
            painter.drawLine(QLineF(x, self.frame.top(), x, self.frame.bottom()))
            point = QPointF(x, self.px_y(figure) if figure is not None else self.frame.bottom())
        radius = look.line_px * 2.4
        for color, thick in ((look.color("card"), look.line_px * 2.0), (look.color("accent"), look.line_px)):
            painter.setPen(QPen(color, thick))
            painter.setBrush(look.color("card"))
            painter.drawEllipse(point, radius, radius)
        width, apart = self.label_metrics.horizontalAdvance(text) + 2, radius + 5
        after, before = self.frame.right() - x - apart, x - apart - self.frame.left()
        is_after = width < after or after >= before
        width = min(width, max(after if is_after else before, 1.0))
        left = x + apart if is_after else x - apart - width
        top = min(max(point.y() - height / 2, self.frame.top()), self.frame.bottom() - height)
        place = QRectF(left, top, width, height)
        self.write(painter, place, text, look.color("accent"), self.label_font, self.label_metrics)
        return [place, QRectF(point.x() - radius, point.y() - radius, 2 * radius, 2 * radius)]

    def _paint_ends(self, painter: QPainter) -> None:
        """What line and band are, at their right ends."""
        if not self.content.plan.replicas or self._curve.last("mean") is None:
            return
        height, left = self.label_metrics.height(), self.frame.right() + _LABEL_GAP
        mean, high = self._curve.last("mean") or 0.0, self._curve.last("high") or 0.0
        y = self.px_y(mean)
        band = min(self.px_y(high), y - height)
        for top, name in ((y, tr("mean")), (band, tr("9 in 10 runs"))):
            place = QRectF(left, max(top - height / 2, 0.0), self.width() - left - 2, height)
            self.write(painter, place, name, self.look.color("secondary"), self.label_font, self.label_metrics)

    def _paint_pointed(self, painter: QPainter) -> None:
        if self.pointed is None:
            return
        look, place = self.look, self.content.place(self.pointed)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        pens = QPen(look.color("card"), look.line_px * 2), QPen(look.color("ink"), look.line_px * 0.9)
        for pen in pens:
            painter.setPen(pen)
            if self.is_map:
                painter.drawRect(self._heat.cell(self.frame, place).adjusted(-1.5, -1.5, 1.5, 1.5))
            else:
                x = self.px_x(place[0])
                painter.drawLine(QLineF(x, self.frame.top(), x, self.frame.bottom()))

    def _paint_note(self, painter: QPainter) -> None:
        """What must be said in the middle: that nothing is there yet, or that it is of other settings."""
        content = self.content
        if not content.has_rows:
            text = tr("Run computes {count} cells", count=digits(content.plan.cells, ","))
        elif not content.is_current:
            text = tr("Computed for other settings: Run again")
        else:
            return
        metrics = self.label_metrics
        width = min(metrics.horizontalAdvance(text) + 2, self.frame.width() - 8)
        center = self.frame.center()
        y = center.y() - metrics.height() / 2 if not content.has_rows else self.frame.top() + 6
        box = QRectF(center.x() - width / 2, y, width, metrics.height())
        painter.fillRect(box.adjusted(-8, -3, 8, 3), self.look.color("card"))
        self.write(painter, box, text, self.look.color("ink"), self.label_font, metrics)



def _ends(figures: Array) -> tuple[float, ...]:
    """The lowest and the highest figure that is known."""
    known = figures[np.isfinite(figures)]
    return (float(known.min()), float(known.max())) if known.size else ()
