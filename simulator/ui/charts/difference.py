"""The tab "Difference": B − A as curves of their own, with the band in which luck leaves them.

The line is the difference of the effective curves and follows a drag at once. The band comes from pairs of replicas
with the same draws; dotted beside it, what it would be if B had luck of its own.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Literal

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QHideEvent, QPainter, QPen, QPolygonF
from PySide6.QtWidgets import QBoxLayout, QWidget

from simulator.app.contrasts import Contrasts
from simulator.app.session import Session
from simulator.engine.contrast import Gap, effective_gap
from simulator.engine.iterate import Run
from simulator.engine.outcome import Array
from simulator.ui.charts import words
from simulator.ui.charts.axis import Scale, signed_scale
from simulator.ui.charts.chart import Chart
from simulator.ui.charts.group import ChartGroup
from simulator.ui.charts.plot import Layer, Moment, Remark
from simulator.ui.charts.reached_depth import MEASURES
from simulator.ui.charts.rounds_plot import LABEL_GAP, RoundsPlot, Trace
from simulator.ui.charts.tabs import QuietTabs
from simulator.ui.text import digits, mark, tr
from simulator.ui.theme import Theme

if TYPE_CHECKING:
    from simulator.engine.contrast import Contrast

Figure = Literal["horizon", "capability", "misalignment"]

_TITLES: dict[Figure, str] = {
    "horizon": mark("B − A: reached depth"),
    "capability": mark("B − A: capability"),
    "misalignment": mark("B − A: misalignment"),
}
_HALVES: dict[Figure, tuple[str, str]] = {
    "horizon": (mark("B reaches deeper"), mark("A reaches deeper")),
    "capability": (mark("B answers more right"), mark("A answers more right")),
    "misalignment": (mark("B is more misaligned"), mark("A is more misaligned")),
}
_LEAST: dict[Figure, float] = {"horizon": 1.0, "capability": 0.05, "misalignment": 0.05}
"""The least that an axis shows: below, noise would look like news."""

_BAND_HEIGHT = -0.5
_FILL, _FILL_AHEAD = 0.26, 0.12
_DOTS = [1.0, 2.6]


def values(a: Run, b: Run, figure: Figure) -> Array:
    """B − A of the effective curves, in the rounds that both have."""
    return effective_gap(getattr(a, figure), getattr(b, figure))


def shown(value: float, figure: Figure) -> str:
    """A difference in figures, with its sign: +1.2, −0.034, 0."""
    if figure != "horizon":
        return words.change(value)
    if abs(value) < 0.05:
        return "0"
    return digits(value, "+.1f").replace("-", "−")


def summary(a: Run, b: Run, figure: Figure, upto: int | None = None) -> str:
    """What is to be seen, in one sentence, up to a round."""
    figures = values(a, b, figure)[: None if upto is None else upto + 1]
    tolerance = words.DEPTH_TOLERANCE if figure == "horizon" else words.SHARE_TOLERANCE

    def in_figures(value: float) -> str:
        return shown(value, figure)

    return words.course(tr(_TITLES[figure]), figures, in_figures, tolerance)


def sureness(gap: Gap, count: int) -> Remark:
    """How much the same draws are worth for the pair that is shown, and what the bands are."""
    of = words.count(count)
    if gap.is_nothing:
        text = tr("With the same draws the difference is 0 in each of {count} pairs of runs.", count=of)
        return Remark((text, tr("0 in each of {count} pairs of runs", count=of)))
    ratio = gap.sureness
    if ratio is None:
        text = tr("Luck plays no part in this difference ({count} pairs of runs).", count=of)
        return Remark((text, tr("luck plays no part")))
    band = tr("band: 9 in 10 of {count} pairs of runs, dotted: if B had draws of its own", count=of)
    times = digits(ratio, ".1f")
    if round(ratio, 1) == 1.0:
        said, shortly = tr("With the same draws this difference is no surer"), tr("no surer with the same draws")
    else:
        said = tr("With the same draws this difference is {times} times as sure", times=times)
        shortly = tr("{times} times as sure with the same draws", times=times)
    return Remark((f"{said} ({band}).", f"{said}.", shortly), pressing=True)


def table(a: Run, b: Run, figure: Figure, found: Contrast | None = None) -> words.Table:
    """The same numbers, one row per round; with the ends of both bands where they are known."""
    gap = found.gaps[figure] if found is not None else None
    header = [tr("round"), tr("B − A")]
    columns: list[Sequence[float]] = [values(a, b, figure).tolist()]
    if gap is not None and gap.common.shape[1] == len(columns[0]):
        header += [tr("5 % below"), tr("95 % below"), tr("5 % below, other draws"), tr("95 % below, other draws")]
        columns += [gap.common[0].tolist(), gap.common[2].tolist()]
        columns += [gap.independent[0].tolist(), gap.independent[2].tolist()]
    return [tuple(header), *((round_, *row) for round_, row in enumerate(zip(*columns, strict=True)))]


class Difference(RoundsPlot):
    """B − A in one figure."""

    def __init__(self, figure: Figure, look: Theme | None = None) -> None:
        self.figure: Figure = figure
        self.found: Contrast | None = None
        self.is_present = False
        hue = "misaligned" if figure == "misalignment" else "accent"
        text = "misaligned_text" if figure == "misalignment" else "accent"
        super().__init__({"gap": Trace(color=hue, text=text)}, look)
        self._band = Layer(self._paint_bands, _BAND_HEIGHT)
        self.scene().addItem(self._band)
        self._band.resize(self.sceneRect())

    def set_figure(self, figure: Figure) -> None:
        """Show another figure."""
        self.figure = figure
        self.refresh()

    def show_contrast(self, found: Contrast | None, *, is_present: bool) -> None:
        """Show bands, which may for a moment be those of another pair."""
        self.is_present = is_present
        if found is not self.found:
            self.found = found
            self._band.update()

    def title(self) -> str:
        return tr(_TITLES[self.figure])

    def summary(self, run: Run, upto: int) -> str:
        if self.other is None:
            return ""
        sentence, remark = summary(run, self.other, self.figure, upto), self.remark()
        return f"{sentence} {remark.texts[0]}" if remark else sentence

    def remark(self) -> Remark | None:
        """Only of the pair that is shown."""
        if self.found is None or not self.is_present or not self.moment.revealed:
            return None
        return sureness(self.found.gaps[self.figure], self.found.count)

    def values(self, run: Run) -> dict[str, tuple[str, Array]]:
        if self.other is None:
            return {}
        return {"gap": (tr("B − A"), values(run, self.other, self.figure))}

    def last(self, run: Run) -> int:
        return run.last if self.other is None else min(run.last, self.other.last)

    def y_of(self, run: Run) -> Scale:
        low, high = self._reach(run)
        return self._scale(low, high)

    def drag_scales(self, run: Run) -> tuple[Scale, Scale]:
        across, up = super().drag_scales(run)
        if self.other is not None:
            figures = values(run, self.other, self.figure)
            low, high = float(figures.min()), float(figures.max())
            if low < up.low or high > up.high:
                up = self._scale(min(low, up.low), max(high, up.high))
        return across, up

    def _scale(self, low: float, high: float) -> Scale:
        return signed_scale(low, high, _LEAST[self.figure], self.frame.height(), self.tick_metrics.height() * 1.6)

    def _reach(self, run: Run) -> tuple[float, float]:
        """What is to be seen of the curve and of the bands of this pair."""
        seen = [np.zeros(1)] if self.other is None else [values(run, self.other, self.figure)]
        if self.found is not None and self.is_present:
            gap = self.found.gaps[self.figure]
            seen += [gap.common.ravel(), gap.independent.ravel()]
        return min(float(s.min()) for s in seen), max(float(s.max()) for s in seen)

    def leaves_scale(self) -> bool:
        """Whether the bands of this pair reach out of the frame."""
        if self.run_ is None:
            return False
        low, high = self._reach(self.run_)
        return low < self.y_scale.low - 1e-9 or high > self.y_scale.high + 1e-9

    def shown(self, value: float) -> str:
        return shown(value, self.figure)

    def needed_right(self) -> float:
        ahead = self.tick_metrics.horizontalAdvance(tr("{value} at the end", value="−0.000"))
        return LABEL_GAP + 6 + max(self.label_metrics.horizontalAdvance(f"{tr('B − A')} −0.000"), ahead)

    def _take_other(self, moment: Moment) -> None:
        """There is no curve of B beside this one: it is in it."""

    def round_at(self, point: QPointF) -> float | None:
        return None if self.run_ is None else min(max(self.value_at(point)[0], 0.0), float(self.last(self.run_)))

    def tip(self, point: QPointF) -> str:
        round_, run, other = self.pointed_round(point), self.run_, self.other
        if round_ is None or run is None or other is None or round_ > self.last(run):
            return ""
        figures = [float(getattr(of, self.figure)[round_]) for of in (run, other)]
        a, b = (words.depth(value) if self.figure == "horizon" else words.share(value) for value in figures)
        gap = self.shown(figures[1] - figures[0])
        lines = [tr("Round {round}\nA {a}, B {b}\nB − A {gap}", round=round_, a=a, b=b, gap=gap)]
        if self.found is not None and self.is_present:
            gap_of = self.found.gaps[self.figure]
            for text, band in (
                (mark("with the same draws {low} to {high}"), gap_of.common),
                (mark("with draws of its own {low} to {high}"), gap_of.independent),
            ):
                low, high = (self.shown(float(band[level, round_])) for level in (0, 2))
                lines.append(tr(text, low=low, high=high))
        return "\n".join(lines)

    def place(self) -> None:
        super().place()
        if hasattr(self, "_band"):
            self._band.resize(self.sceneRect())

    # Painting.

    def paint_ground(self, painter: QPainter) -> None:
        """No difference: a line of its own."""
        y = round(self.px_y(0.0)) + 0.5
        painter.setPen(QPen(self.look.color("secondary"), self.look.thin_px))
        painter.drawLine(QPointF(self.frame.left(), y), QPointF(self.frame.right(), y))

    def _paint_bands(self, painter: QPainter) -> None:
        if self.found is None or self.other is None:
            return
        gap, look, moment = self.found.gaps[self.figure], self.look, self.moment
        last = min(moment.revealed, gap.common.shape[1] - 1, int(self.x_scale.high))
        here = min(max(moment.complete, 0), last)
        hue = self.curves["gap"].trace.color
        painter.save()
        painter.setClipRect(self.frame.adjusted(-2, -4, 2, 4))
        painter.setPen(Qt.PenStyle.NoPen)
        for first, end, share in ((here, last, _FILL_AHEAD), (0, here, _FILL)):
            if end > first:
                painter.setBrush(look.color(hue, share))
                low, high = (self._points(gap.common[level], first, end) for level in (0, 2))
                painter.drawPolygon(QPolygonF(low + high[::-1]))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        pen = QPen(self.pale(look.color("secondary"), 0.75), look.thin_px * 1.4)
        pen.setDashPattern(_DOTS)
        painter.setPen(pen)
        for level in (0, 2):
            painter.drawPolyline(self._points(gap.independent[level], 0, last))
        painter.restore()

    def _points(self, figures: Array, first: int, last: int) -> list[QPointF]:
        rounds = enumerate(figures[first : last + 1].tolist(), start=first)
        return [QPointF(self.px_x(round_), self.px_y(value)) for round_, value in rounds]

    def _paint_notes(self, painter: QPainter, taken: list[QRectF]) -> None:
        """What it means to be above the line, and below it."""
        super()._paint_notes(painter, taken)
        height, zero = self.tick_metrics.height(), self.px_y(0.0)
        for text, is_upper in zip(_HALVES[self.figure], (True, False), strict=True):
            said = tr(text)
            size = QRectF(0, 0, self.tick_metrics.horizontalAdvance(said) + 4, height)
            half = [p for p in self._places(size) if (p.bottom() < zero - 2 if is_upper else p.top() > zero + 2)]
            if place := self._free_place(half, taken):
                taken.append(place)
                self.write(painter, place, said, self.look.color("secondary"), self.note_font, self.tick_metrics)


class DifferenceTab(ChartGroup):
    """How far B is from A: in what it reaches, and in misalignment. The bands are computed while this is seen."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        switch = QuietTabs([tr(word) for word in MEASURES.values()], tr("What the first difference is of"), "help")
        self._plots = Difference("horizon"), Difference("misalignment")
        self.contrasts = Contrasts(session)
        charts = Chart(session, self._plots[0], switch), Chart(session, self._plots[1])
        super().__init__(session, charts, QBoxLayout.Direction.TopToBottom, parent)
        self.contrasts.setParent(self)
        switch.currentChanged.connect(self._take_switch)
        self.contrasts.changed.connect(self._follow_bands)

    def _show(self) -> None:
        if self.isVisible():
            self.contrasts.want()
        self._take_bands()
        super()._show()

    def _take_bands(self) -> None:
        for plot in self._plots:
            plot.show_contrast(self.contrasts.found, is_present=self.contrasts.is_present)

    def _follow_bands(self) -> None:
        if self._can_wait():
            return
        self._take_bands()
        if not self._session.is_dragging and any(plot.leaves_scale() for plot in self._plots):
            self._fit_scales()
        self._show()

    def _take_switch(self, index: int) -> None:
        figures: tuple[Figure, ...] = ("horizon", "capability")
        self._plots[0].set_figure(figures[index])
        self.refit()
        self.charts[0].update()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.contrasts.rest()
