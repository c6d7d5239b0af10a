"""How many runs are drawn in a chart over rounds: a band, faint lines over each other, or small charts side by side."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QFont, QPainter, QPen, QPolygonF

from simulator.app.ensemble import Seen
from simulator.engine.iterate import Run
from simulator.engine.outcome import Array
from simulator.engine.spread import WORRYING, Spread
from simulator.ui.charts import words
from simulator.ui.charts.plot import Moment, Remark
from simulator.ui.text import digits, tr
from simulator.ui.theme import Theme

if TYPE_CHECKING:
    from simulator.ui.charts.rounds_plot import RoundsPlot

_FILL, _FILL_AHEAD, _EDGE, _LINE = 0.26, 0.12, 0.6, 0.42
"""How strong a band is, its part beyond the present round, its edges, and a line among others."""

_MEDIAN_DASHES = [5.0, 2.5]
_CELL_GAP, _CELL_PAD, _CELL_SHAPE = 6.0, 3.0, 1.5
_SMALLEST_NUMBERED = 26.0
"""Pixels of height from which a small chart has room for its number."""


@dataclass(frozen=True, slots=True)
class Shown:
    """The figure of a chart in what is seen of many runs: band [level, round], single runs [run, round]."""

    seen: Seen
    figure: str

    @property
    def band(self) -> Array:
        """5, 50 and 95 %."""
        return self.seen.spread.bands[self.figure]

    @property
    def runs(self) -> Array:
        """As many single runs as are to be seen."""
        return self.seen.spread.runs[self.figure][: self.seen.runs]


def paint(painter: QPainter, plot: RoundsPlot, shown: Shown, hue: str) -> None:
    """Draw it over the plot's frame, up to the round that may be seen, paler beyond the present one."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    if shown.seen.side_by_side:
        _paint_side_by_side(painter, plot, shown, hue)
        return
    painter.save()
    painter.setClipRect(plot.frame.adjusted(-2, -4, 2, 4))
    if shown.seen.runs:
        _paint_lines(painter, plot, shown.runs, hue)
    else:
        _paint_band(painter, plot, shown.band, hue)
    painter.restore()


def _points(plot: RoundsPlot, values: Array, last: int) -> list[QPointF]:
    """The places of values of the rounds up to a last one."""
    left, bottom = plot.px_x(0.0), plot.px_y(0.0)
    across, up = plot.px_x(1.0) - left, bottom - plot.px_y(1.0)
    return [QPointF(left + n * across, bottom - value * up) for n, value in enumerate(values[: last + 1].tolist())]


def _paint_band(painter: QPainter, plot: RoundsPlot, band: Array, hue: str) -> None:
    look, moment = plot.look, plot.moment
    last = min(moment.revealed, band.shape[1] - 1)
    here = min(max(moment.complete, 0), last)
    low, middle, high = (_points(plot, quantile, last) for quantile in band)
    color = look.color(hue)
    for first, end, share in ((here, last, _FILL_AHEAD), (0, here, _FILL)):
        if end <= first:
            continue
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(look.color(hue, share))
        # The edges are drawn smooth; a smooth filling below them would cost much and show nothing.
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        part = slice(first, end + 1)
        painter.drawPolygon(QPolygonF(low[part] + high[part][::-1]))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        pale = share / _FILL
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(plot.pale(color, _EDGE * pale), look.thin_px))
        for edge in (low, high):
            painter.drawPolyline(edge[part])
        pen = QPen(plot.pale(color, 0.4 + 0.5 * pale), look.thin_px)  # wider than 1 it would cost ten times as much
        pen.setDashPattern(_MEDIAN_DASHES)
        painter.setPen(pen)
        painter.drawPolyline(middle[part])


def _paint_lines(painter: QPainter, plot: RoundsPlot, runs: Array, hue: str) -> None:
    look, last = plot.look, plot.moment.revealed
    color = look.color(hue)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(plot.pale(color, _LINE), look.thin_px))
    for run in runs[:-1]:
        painter.drawPolyline(_points(plot, run, last))
    painter.setPen(QPen(color, look.line_px * 0.75))
    painter.drawPolyline(_points(plot, runs[-1], last))


def grid(count: int, width: float, height: float) -> tuple[int, int]:
    """Columns and rows for so many small charts, about half as wide again as high."""
    columns = max(1, min(count, round(math.sqrt(count * width / max(height, 1.0) / _CELL_SHAPE))))
    return columns, math.ceil(count / columns)


def cells(count: int, place: QRectF) -> list[QRectF]:
    """Where the small charts lie, row by row."""
    columns, rows = grid(count, place.width(), place.height())
    gap = min(_CELL_GAP, 0.15 * place.width() / columns, 0.15 * place.height() / rows)
    width, height = (place.width() + gap) / columns, (place.height() + gap) / rows
    return [
        QRectF(place.left() + n % columns * width, place.top() + n // columns * height, width - gap, height - gap)
        for n in range(count)
    ]  # fmt: skip


def _paint_side_by_side(painter: QPainter, plot: RoundsPlot, shown: Shown, hue: str) -> None:
    """One small chart for each run: its curve, behind it the effective one, and a mark where it is above the level."""
    look, run, moment = plot.look, plot.run_, plot.moment
    if run is None:
        return
    place = QRectF(0.5, 2.5, plot.width() - 9, plot.height() - 6)
    effective = getattr(run, shown.figure)
    counts_above = shown.figure == "misalignment"
    for number, (cell, values) in enumerate(zip(cells(len(shown.runs), place), shown.runs, strict=True), start=1):
        inner = cell.adjusted(_CELL_PAD, _CELL_PAD, -_CELL_PAD, -_CELL_PAD)
        painter.setBrush(look.color("field"))
        painter.setPen(QPen(look.color("hairline"), look.thin_px))
        painter.drawRect(cell)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        if counts_above and plot.y_scale.contains(WORRYING):
            pen = QPen(look.color("secondary"), look.thin_px)
            pen.setDashPattern([2.0, 2.0])
            painter.setPen(pen)
            painter.drawPolyline(_in_cell(plot, inner, np.full(2, WORRYING), last=1, across=1))
        painter.setPen(QPen(look.color("error"), look.thin_px))
        painter.drawPolyline(_in_cell(plot, inner, effective, moment.revealed, run.last))
        painter.setPen(QPen(look.color(hue), look.line_px * 0.75))
        painter.drawPolyline(_in_cell(plot, inner, values, moment.revealed, run.last))
        if cell.height() >= _SMALLEST_NUMBERED:
            is_above = counts_above and values[min(max(moment.complete, 0), len(values) - 1)] > WORRYING
            _number(painter, plot, inner, number, is_above=bool(is_above))


def _in_cell(plot: RoundsPlot, cell: QRectF, values: Array, last: int, across: int) -> list[QPointF]:
    low, high = plot.y_scale.low, plot.y_scale.high
    figures = np.clip(values[: last + 1], low, high).tolist()
    step, unit = cell.width() / max(across, 1), cell.height() / (high - low)
    return [QPointF(cell.left() + n * step, cell.bottom() - (value - low) * unit) for n, value in enumerate(figures)]


def _number(painter: QPainter, plot: RoundsPlot, cell: QRectF, number: int, *, is_above: bool) -> None:
    look = plot.look
    font = QFont(plot.tick_font)
    painter.setFont(font)
    painter.setPen(look.color("secondary"))
    left = cell.left() + 2
    painter.drawText(QPointF(left, cell.top() + plot.tick_metrics.ascent()), str(number))
    if is_above:
        side = plot.tick_metrics.capHeight() * 0.8
        tip = QPointF(left + plot.tick_metrics.horizontalAdvance("00") + side, cell.top() + side * 0.5)
        plot.arrow(painter, tip, QPointF(0, -1), look.color("misaligned"), look.line_px, side * 1.3)


# ---- words ------------------------------------------------------------------------------------------------------


def meaning(spread: Spread) -> str:
    """What differs between the runs, and what does not."""
    return tr(
        "The runs differ by luck alone: at each depth, in each round, every run draws its own {examples} training "
        "questions. Overseer, start and all else are the same.",
        examples=words.count(spread.parameters.distill.examples),
    )


def remark(seen: Seen, look: Theme) -> Remark:
    """Beside the title of the first chart: what is drawn."""
    spread, fills, least = seen.spread, tuple[QBrush, ...](), tuple[str, ...]()
    if not seen.runs:
        short = tr("9 in 10 of {count} runs lie in the band", count=words.count(spread.count))
        fills, least = (QBrush(look.color("accent", _FILL)),), (tr("9 in 10 runs"),)
    elif seen.side_by_side:
        short = tr("{count} runs side by side; gray: without luck", count=seen.runs)
    else:
        short = tr("run {number} of {count}", number=seen.runs, count=spread.singles)
    return Remark((f"{short}. {meaning(spread)}", short, *least), fills, pressing=True)


def of_a(said: Remark) -> Remark:
    """The same where two runs are compared: the many runs are A's."""
    return replace(said, texts=tuple(tr("A: {said}", said=text) for text in said.texts))


def counter(seen: Seen, moment: Moment) -> Remark:
    """Beside the title of the second chart: in how many runs misalignment is above the level."""
    spread = seen.spread
    last = spread.above.shape[1] - 1
    round_ = min(max(moment.complete, 0), last)
    above = int(spread.above[seen.runs - 1 if seen.runs else -1, round_])
    said = {"level": digits(WORRYING, "g"), "round": round_, "above": above, "count": seen.runs or spread.count}
    texts = (
        tr("misalignment above {level} at round {round} in {above} of {count} runs", **said),
        tr("above {level} in {above} of {count} runs", **said),
        tr("above {level} in {above} of {count}", **said),
    )
    return Remark(texts, pressing=True)


def columns(seen: Seen, figure: str, run: Run) -> tuple[tuple[str, ...], Sequence[Sequence[float]]]:
    """Names and values, round by round, of what is seen of many runs: for a chart's table."""
    if seen.spread.bands[figure].shape[1] != run.last + 1:  # those of other parameters, soon to be replaced
        return (), [() for _ in range(run.last + 1)]
    if seen.runs:
        names = tuple(tr("run {number}", number=number) for number in range(1, seen.runs + 1))
        return names, seen.spread.runs[figure][: seen.runs].T.tolist()
    names = tr("5 % of runs below"), tr("median of runs"), tr("95 % of runs below")
    return names, seen.spread.bands[figure].T.tolist()
