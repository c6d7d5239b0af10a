"""A chart over rounds: curves with their names at the end, and a cursor at the present moment."""

from __future__ import annotations

import math
from abc import abstractmethod
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen

from simulator.app.ensemble import Seen
from simulator.engine.iterate import Run
from simulator.engine.outcome import Array
from simulator.ui.charts import luck
from simulator.ui.charts.axis import Scale, pinned_scale, whole_scale
from simulator.ui.charts.causes import PALE
from simulator.ui.charts.names import Line, Named, lines_each
from simulator.ui.charts.plot import BLEED, Layer, Moment, Plot
from simulator.ui.charts.spacing import spread_apart
from simulator.ui.text import mark, tr
from simulator.ui.theme import Theme

_Align = Qt.AlignmentFlag
_NONE: Array = np.empty(0)
_DASHES: dict[str, list[float]] = {"solid": [], "dotted": [1.0, 1.6], "dashed": [4.0, 3.0]}
LABEL_GAP = 10.0
_CURSOR_DASHES = [3.0, 3.0]
_LUCK_HEIGHT, _GUEST_HEIGHT = -0.5, -0.4
"""Over bars, under curves."""

_DISTANCES = (0.0, 0.5, 1.0, 2.0, 3.5, 5.0)
"""In lines of text: how far from its curve the present value may stand."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Trace:
    """How a curve looks: color tokens of line and text, dash, the round of its first value, what lies over what.

    `brief` is what it is called where its name would be cut, if the chart's title says the rest.
    """

    color: str
    text: str
    dash: str = "solid"
    first: int = 0
    width: float = 1.0
    is_main: bool = True
    height: float = 0.0
    brief: str = ""


@dataclass(frozen=True, slots=True)
class Label:
    """A name to stand right of a point of the chart; where room is short, it stands above its value, or it is cut.

    A quiet one stands where one is not.
    """

    name: str
    value: str
    color: QColor
    x: float
    y: float
    is_quiet: bool = False
    brief: str = ""


class _Curve:
    """A trace's two items: the part that the run has come to, and the pale part beyond."""

    def __init__(self, trace: Trace, box: pg.ViewBox) -> None:
        self.trace, self.name = trace, ""
        self.values: Array = _NONE
        self.figures: list[float] = []
        self.rounds: Array = _NONE
        self.ahead, self.past = (pg.PlotCurveItem(antialias=True, skipFiniteCheck=True) for _ in range(2))
        for item in (self.ahead, self.past):
            box.addItem(item, ignoreBounds=True)
            item.setZValue(trace.height)
        self._ahead_is_empty = True

    def show(self, values: Array, moment: Moment) -> None:
        """Values of all rounds, the first being that of the trace's first round."""
        if len(values) != len(self.rounds):
            self.rounds = np.arange(self.trace.first, self.trace.first + len(values), dtype=float)
        self.values, self.figures = values, values.tolist()
        done, seen = (max(upto + 1 - self.trace.first, 0) for upto in (moment.complete, moment.revealed))
        self.past.setData(self.rounds[:done], values[:done])
        if seen > done or not self._ahead_is_empty:
            start = max(done - 1, 0) if seen > done else seen
            self.ahead.setData(self.rounds[start:seen], values[start:seen])
            self._ahead_is_empty = seen <= done

    def at(self, round_: int) -> float | None:
        """The value of a round, if it has one."""
        index = round_ - self.trace.first
        return self.figures[index] if 0 <= index < len(self.figures) else None

    def between(self, low: float, high: float, last: int) -> list[float]:
        """Its values in a range of rounds, up to a last one, those at the range's ends interpolated."""
        first, last = self.trace.first, min(last, self.trace.first + len(self.figures) - 1)
        low, high = max(low, float(first)), min(high, float(last))
        if low > high:
            return []
        inner = self.figures[math.ceil(low) - first : math.floor(high) - first + 1]
        return [self._interpolated(low - first), *inner, self._interpolated(high - first)]

    def _interpolated(self, place: float) -> float:
        before = math.floor(place)
        start, end = self.figures[before], self.figures[min(before + 1, len(self.figures) - 1)]
        return start + (place - before) * (end - start)


class RoundsPlot(Plot):
    """Curves over rounds 0 to the last. Subclasses give the values, their names and the y-scale."""

    x_name = mark("round")
    below_zero = 0.0
    """Room that a pinned axis leaves under 0, as a share of what is above."""

    def __init__(self, traces: dict[str, Trace], look: Theme | None = None) -> None:
        super().__init__(look)
        self.box = pg.ViewBox(enableMouse=False, enableMenu=False, defaultPadding=0.0)
        self.box.disableAutoRange()
        self.scene().addItem(self.box)
        self.box.setZValue(0.0)
        self.curves = {id_: _Curve(trace, self.box) for id_, trace in traces.items()}
        self.seen: Seen | None = None
        self._luck: Layer | None = None
        self._guest: Layer | None = None
        self.leaves_labels_out = False  # while somebody draws where they would stand
        self._twins: dict[str, _Curve] = {}  # B's, made when there first is a B
        self._showed_both = False
        self._is_hasty = False  # lines in pieces that overlap a little: a sixth of the time, which a drag has not
        self._ghosts: dict[str, _Curve] = {}  # of the run before a drag, made at the first one
        self._before: Run | None = None
        self.pinned_high: float | None = None
        """Where the y-axis ends whatever the figures are: a scale that fits a run tells how far it will get."""
        self._shown: tuple[Run | None, Run | None, int, int] = (None, None, 0, 0)
        self._other_shown: tuple[Run | None, int, int] = (None, 0, 0)
        self.take_colors()

    # What a subclass says.

    @abstractmethod
    def values(self, run: Run) -> dict[str, tuple[str, Array]]:
        """For each trace that this run has: its name and its values."""

    @abstractmethod
    def y_of(self, run: Run) -> Scale:
        """The y-scale that suits a run."""

    @abstractmethod
    def shown(self, value: float) -> str:
        """A value of the y-axis in figures."""

    def sided(self, name: str, side: str) -> str:
        """What a curve is called where two runs are compared: "model A"."""
        return tr("{name} {side}", name=name, side=side)

    def line_note(self) -> tuple[str, float] | None:
        """A quiet name for a line across the frame, and its height."""
        return None

    def covers(self, place: QRectF) -> bool:
        """Whether other marks than curves are at a place."""
        return False

    def lucky_figure(self) -> str | None:
        """The figure of which many runs can be shown, if it is one of those."""
        return None

    # Somebody else's curve.

    def host(self, paint: Callable[[QPainter], None] | None) -> None:
        """Let something be painted under the curves, over bars; or nothing more."""
        if self._guest is not None:
            self.scene().removeItem(self._guest)
            self._guest = None
        if paint is not None:
            self._guest = Layer(paint, _GUEST_HEIGHT)
            self.scene().addItem(self._guest)
            self._guest.resize(self.sceneRect())
        self.viewport().update()

    # Many runs.

    @property
    def is_side_by_side(self) -> bool:
        """Whether small charts of single runs take the place of the curves."""
        return self._lucky() is not None and self.seen is not None and self.seen.side_by_side

    def show_luck(self, seen: Seen | None) -> None:
        """Show many runs beside the one, or not."""
        if seen is self.seen:
            return
        was_side_by_side = self.is_side_by_side
        self.seen = seen
        if self._luck is None:
            self._luck = Layer(self._paint_luck, _LUCK_HEIGHT)
            self.scene().addItem(self._luck)
            self._luck.resize(self.sceneRect())
        if self.is_side_by_side != was_side_by_side:
            self.box.setVisible(not self.is_side_by_side)
            self.resetCachedContent()
        self.redraw()

    def highest_luck(self) -> float:
        """The highest value of many runs, at whatever round one is; 0 where there are none."""
        shown = self._lucky()
        if shown is None:
            return 0.0
        values = shown.runs if shown.seen.runs else shown.band
        return float(values.max())

    def _lucky(self) -> luck.Shown | None:
        figure = self.lucky_figure()
        return luck.Shown(self.seen, figure) if self.seen is not None and figure else None

    def _paint_luck(self, painter: QPainter) -> None:
        if (shown := self._lucky()) is not None:
            main = next(curve.trace for curve in self.curves.values() if curve.trace.is_main)
            luck.paint(painter, self, shown, main.color)

    def drawBackground(self, painter: QPainter, rect: Any) -> None:
        if self.is_side_by_side:
            painter.fillRect(QRectF(0, 0, self.width(), self.height()), self.look.color("card"))
        else:
            super().drawBackground(painter, rect)

    # Plot.

    def scales(self, run: Run) -> tuple[Scale, Scale]:
        across = whole_scale(self.last(run), self.frame.width(), self.tick_metrics.height() * 3.4)
        if self.pinned_high is None:
            return across, self.y_of(run)
        spacing = self.tick_metrics.height() * 1.7
        if self.pinned_high > 1.0:
            return across, whole_scale(round(self.pinned_high), self.frame.height(), spacing)
        low = -self.below_zero * self.pinned_high
        return across, pinned_scale(low, self.pinned_high, self.frame.height(), spacing)

    def drag_scales(self, run: Run) -> tuple[Scale, Scale]:
        # The rounds are what is looked at: an axis that stayed would hide those that a slider adds.
        across = self.x_scale if self.x_scale.high == max(self.last(run), 1) else self.scales(run)[0]
        return across, self.y_scale

    def last(self, run: Run) -> int:
        """The last round that is drawn, of whichever run is longer."""
        return run.last if self.other is None else max(run.last, self.other.last)

    def is_news(self, run: Run, moment: Moment) -> bool:
        """Whether something else is to be drawn than is."""
        return (run, self.other, moment.complete, moment.revealed) != self._shown

    def take(self, run: Run, moment: Moment) -> None:
        if not self.is_news(run, moment):
            return
        self._shown = run, self.other, moment.complete, moment.revealed
        values = self.values(run)
        for id_, curve in self.curves.items():
            name, figures = values.get(id_, ("", _NONE))
            if len(figures) or len(curve.values):
                curve.show(figures, moment)
            curve.name = name
        if self.other is not None or self._twins:
            self._take_other(moment)

    def _take_other(self, moment: Moment) -> None:
        """B's main curves, dashed: as far as A's, and to their own end where A's is reached."""
        if not self._twins:
            self._twins = self._copies_of_main(dash="dashed", lower=0.25)
        if self.shows_both != self._showed_both:
            self._showed_both = self.shows_both
            self.take_colors()
        moment = self.other_moment(moment)
        shown = self.other, moment.complete, moment.revealed
        if shown != self._other_shown:  # while A is dragged B stays as it is
            self._other_shown = shown
            values = {} if self.other is None else self.values(self.other)
            for id_, twin in self._twins.items():
                name, figures = values.get(id_, ("", _NONE))
                twin.show(figures, moment)
                twin.name = self.sided(name, tr("B")) if name else ""
        for id_, twin in self._twins.items():
            if twin.name:
                self.curves[id_].name = self.sided(self.curves[id_].name, tr("A"))

    @property
    def shown_runs(self) -> tuple[Run, ...]:
        """A's run, and B's where two are compared."""
        return tuple(run for run in (self.run_, self.other) if run is not None)

    def _copies_of_main(self, dash: str, lower: float, width: float = 1.0) -> dict[str, _Curve]:
        """Curves like the main ones, somewhat below them."""
        made = {
            id_: _Curve(
                replace(c.trace, dash=dash, height=c.trace.height - lower, width=c.trace.width * width), self.box
            )
            for id_, c in self.curves.items() if c.trace.is_main
        }  # fmt: skip
        self._take_pens(made.values())
        return made

    # The run before a drag.

    def show_before(self, run: Run | None) -> None:
        """Leave a faint trace of this run behind the curves, or none."""
        if run is self._before:
            return
        self._before = run
        if not self._ghosts:
            self._ghosts = self._copies_of_main(dash="solid", lower=0.75, width=0.6)
        values = {} if run is None else self.values(run)
        for id_, ghost in self._ghosts.items():
            ghost.show(values.get(id_, ("", _NONE))[1], Moment(None, -1, self.moment.revealed))
        self.redraw()

    def other_moment(self, moment: Moment) -> Moment:
        """How far B is shown."""
        return moment if self.other is None or self.run_ is None else moment.beside(self.run_, self.other)

    @property
    def shows_both(self) -> bool:
        """Whether there are curves of B beside those of A."""
        return self.other is not None and bool(self._twins)

    def other_tip(self, round_: int) -> str:
        """B's figures at a round, as more lines of a tool tip; nothing without a B."""
        lines = []
        for twin in self._twins.values() if self.shows_both else ():
            value = twin.at(round_)
            if value is not None:
                lines.append("\n" + tr("{name} {value}", name=twin.name, value=self.shown(value)))
        return "".join(lines)

    @property
    def _all_curves(self) -> tuple[_Curve, ...]:
        return (*self.curves.values(), *self._twins.values())

    def refresh(self) -> None:
        """Show the same run in another way."""
        self._shown, self._other_shown = (None, None, 0, 0), (None, 0, 0)
        if self.run_ is not None:
            self.show_run(self.run_, self.moment)

    def place(self) -> None:
        frame, x, y = self.frame, self.x_scale, self.y_scale
        self.box.setGeometry(frame.adjusted(-BLEED, -BLEED, BLEED, BLEED))
        across = BLEED * (x.high - x.low) / frame.width()
        up = BLEED * (y.high - y.low) / frame.height()
        self.box.setRange(
            xRange=(x.low - across, x.high + across), yRange=(y.low - up, y.high + up),
            padding=0.0, disableAutoRange=False,
        )  # fmt: skip
        for layer in (self._luck, self._guest):
            if layer is not None:
                layer.resize(self.sceneRect())

    def restyle(self) -> None:
        super().restyle()
        self.take_colors()

    def take_colors(self) -> None:
        """Pens of the present theme."""
        self._take_pens((*self._all_curves, *self._ghosts.values()))

    def _take_pens(self, curves: Iterable[_Curve]) -> None:
        for curve in curves:
            trace, color = curve.trace, self.look.color(curve.trace.color)
            for item, shade in ((curve.past, color), (curve.ahead, self.pale(color, PALE))):
                pen = QPen(shade, self.look.line_px * trace.width)
                pen.setCosmetic(True)
                # Round ends and joints would look the same at this width and cost twice as much.
                pen.setCapStyle(Qt.PenCapStyle.SquareCap)
                pen.setJoinStyle(Qt.PenJoinStyle.BevelJoin)
                # Where two runs are compared, A is solid and B dashed whatever a curve is else.
                is_a = self.shows_both and trace.is_main and curve in self.curves.values()
                if dashes := _DASHES["solid" if is_a else trace.dash]:
                    pen.setDashPattern(dashes)
                    pen.setCapStyle(Qt.PenCapStyle.FlatCap)
                item.setPen(pen)
                item.setSegmentedLineMode("on" if self._is_hasty and not dashes else "off")

    def hasten(self, hasty: bool) -> None:
        if hasty != self._is_hasty:
            self._is_hasty = hasty
            self.take_colors()

    def round_at(self, point: QPointF) -> float | None:
        if self.run_ is None:
            return None
        return min(max(self.value_at(point)[0], 0.0), float(self.run_.last))

    def pointed_round(self, point: QPointF) -> int | None:
        """The round whose figures a point asks for: near enough, and already to be seen."""
        across = self.value_at(point)[0]
        inside = self.frame.adjusted(-BLEED, -BLEED, BLEED, BLEED).contains(point)
        nearest = math.floor(across + 0.5)
        return nearest if inside and 0 <= nearest <= self.moment.revealed else None

    def paint_words(self, painter: QPainter) -> None:
        if self.run_ is None or self.is_side_by_side:
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_cursor(painter)
        self._paint_marks(painter)
        self._paint_notes(painter, taken=self._paint_labels(painter))

    # Parts of the uppermost layer.

    def _paint_cursor(self, painter: QPainter) -> None:
        cursor = self.moment.cursor
        if cursor is None or not self.x_scale.contains(cursor):
            return
        x = round(self.px_x(cursor)) + 0.5
        pen = QPen(self.look.color("secondary"), self.look.thin_px)
        pen.setDashPattern(_CURSOR_DASHES)
        painter.setPen(pen)
        painter.drawLine(QPointF(x, self.frame.top() - 3), QPointF(x, self.frame.bottom()))

    def _paint_marks(self, painter: QPainter) -> None:
        """A dot on each main curve at the present round, and arrows where a curve leaves the frame."""
        radius = self.look.line_px + 1.2
        for curve in self.curves.values():
            color = self.look.color(curve.trace.color)
            value = curve.at(self.moment.complete)
            if value is not None and curve.trace.is_main and self._is_inside(self.moment.complete, value):
                painter.setPen(QPen(self.look.color("card"), self.look.line_px * 0.7))
                painter.setBrush(color)
                painter.drawEllipse(QPointF(self.px_x(self.moment.complete), self.px_y(value)), radius, radius)
            self._paint_exits(painter, curve, color)
        for twin in self._twins.values() if self.shows_both else ():
            color = self.look.color(twin.trace.color)
            here = self.other_moment(self.moment).complete
            value = twin.at(here)
            if value is not None and self._is_inside(here, value):
                painter.setPen(QPen(color, self.look.line_px * 0.7))
                painter.setBrush(self.look.color("card"))
                painter.drawEllipse(QPointF(self.px_x(here), self.px_y(value)), radius * 0.85, radius * 0.85)
            self._paint_exits(painter, twin, color)

    def _is_inside(self, round_: int, value: float) -> bool:
        return self.x_scale.contains(round_) and self.y_scale.contains(value)

    def _paint_exits(self, painter: QPainter, curve: _Curve, color: QColor) -> None:
        seen = max(self.moment.revealed + 1 - curve.trace.first, 0)
        values = curve.values[:seen]
        if not len(values):
            return
        frame = self.frame
        for outside, y, towards in (
            (values > self.y_scale.high + 1e-9, frame.top() - BLEED + 1, QPointF(0, -1)),
            (values < self.y_scale.low - 1e-9, frame.bottom() + BLEED - 1, QPointF(0, 1)),
        ):
            if outside.any():
                x = min(self.px_x(self._left_at(values, outside) + curve.trace.first), frame.right())
                self.arrow(painter, QPointF(x, y), towards, color, self.look.line_px)
        last = curve.trace.first + len(values) - 1
        if not self.x_scale.contains(last):
            value = curve.at(int(self.x_scale.high))
            y = self._inside_y(0.0 if value is None else value)
            self.arrow(painter, QPointF(frame.right() + BLEED, y), QPointF(1, 0), color, self.look.line_px)

    def _left_at(self, values: Array, outside: NDArray[np.bool_]) -> float:
        """Where, in steps from its first value, a curve crosses the edge for the last time."""
        inside = np.flatnonzero(~outside[: int(np.flatnonzero(outside)[-1])])
        if not len(inside):
            return 0.0
        before = int(inside[-1])
        start, end = float(values[before]), float(values[before + 1])
        edge = self.y_scale.high if end > start else self.y_scale.low
        return before + (edge - start) / (end - start)

    def _inside_y(self, value: float) -> float:
        return min(max(self.px_y(value), self.frame.top()), self.frame.bottom())

    def end_labels(self) -> list[Label]:
        """The name and last value of each curve, where it ends; while one is elsewhere, only what it comes to."""
        labels = []
        end, is_there = self.moment.revealed, self.moment.complete >= self.moment.revealed
        # While the next round is on its way, the labels go ahead of the cursor.
        x = min(max(self.px_x(end), self._cursor_x() if is_there else 0.0), self.frame.right()) + LABEL_GAP
        for curve in self.curves.values():
            value = curve.at(end)
            if value is None:
                continue
            # Of a curve that leaves to the right, the label stands where it leaves.
            held = curve.at(min(end, int(self.x_scale.high)))
            name, figure, brief = curve.name, self.shown(value), "" if self.shows_both else curve.trace.brief
            if not is_there and curve.trace.is_main and self.run_ is not None:
                at_end = mark("{value} at the end") if end == self.run_.last else mark("{value} at round {round}")
                name, brief = tr("A") if self.shows_both else "", ""
                figure = tr(at_end, value=figure, round=end)
            labels.append(Label(
                name, figure, self.look.color(curve.trace.text), x, self._inside_y(value if held is None else held),
                is_quiet=not is_there, brief=tr(brief) if brief else "",
            ))  # fmt: skip
        # Where there is too little room for all, the last ones are left out: A and B come first.
        main = sum(curve.trace.is_main and curve.at(end) is not None for curve in self.curves.values())
        return [*labels[:main], *self._other_labels(x, is_there), *labels[main:]]

    def _other_labels(self, x: float, is_there: bool) -> list[Label]:
        """The same for B's curves."""
        labels = []
        end = self.other_moment(self.moment).revealed
        for twin in self._twins.values() if self.shows_both else ():
            value, held = twin.at(end), twin.at(min(end, int(self.x_scale.high)))
            if value is not None:
                y = self._inside_y(value if held is None else held)
                color = self.look.color(twin.trace.text)
                name = twin.name if is_there else tr("B")
                labels.append(Label(name, self.shown(value), color, x, y, is_quiet=not is_there))
        return labels

    def _cursor_x(self) -> float:
        return 0.0 if self.moment.cursor is None else self.px_x(self.moment.cursor)

    def label_places(self) -> list[QRectF]:
        """Where the labels at the ends of the curves are."""
        return [place for _, _, place in self._placed_labels()]

    def _paint_labels(self, painter: QPainter) -> list[QRectF]:
        """All labels; where they are."""
        taken = []
        for label, part, place in self._placed_labels():
            self.write(
                painter, part.place, part.text, label.color, self._font_of(label), self._metrics_of(label), part.whole
            )
            taken.append(place)
        if self.moment.complete < self.moment.revealed:
            main = next(id_ for id_, curve in self.curves.items() if curve.trace.is_main)
            taken += self._paint_present_value(painter, taken, self.curves[main], self.moment.complete)
            if self.shows_both:
                here = self.other_moment(self.moment).complete
                taken += self._paint_present_value(painter, taken, self._twins[main], here)
        return taken

    def _placed_labels(self) -> Iterator[tuple[Label, Line, QRectF]]:
        """Each line of each label, and what it takes."""
        labels = [] if self.leaves_labels_out else self.end_labels()
        line = self.label_metrics.height()
        low, high = 0.0, self.frame.bottom() + line * 0.4
        labels = labels[: max(int((high - low) / (line * 0.9)), 1)]
        right = self.width() - 2
        names = [
            Named(label.name, label.value, label.x, right, self._metrics_of(label), label.brief) for label in labels
        ]
        count = lines_each(names, (high - low) / (line * 0.9))
        wanted = [label.y for label in labels]
        for label, named, y in zip(labels, names, spread_apart(wanted, count * line, low, high), strict=True):
            for part in named.lines(y, line, count):
                width = min(named.metrics.horizontalAdvance(part.text), part.place.width())
                yield label, part, QRectF(part.place.topLeft(), QSizeF(width, line))

    def _font_of(self, label: Label) -> QFont:
        return self.note_font if label.is_quiet else self.label_font

    def _metrics_of(self, label: Label) -> QFontMetricsF:
        return self.tick_metrics if label.is_quiet else self.label_metrics

    def _paint_present_value(
        self, painter: QPainter, taken: Sequence[QRectF], curve: _Curve, here: int
    ) -> list[QRectF]:
        """At the cursor, when curves go on beyond it: what a main curve is now."""
        value = curve.at(here)
        if value is None or not self.x_scale.contains(here):
            return []
        before, after = curve.at(max(here - 1, 0)), curve.at(here + 1)
        slope = (value if after is None else after) - (value if before is None else before)
        x, y, line = self.px_x(here), self._inside_y(value), self.label_metrics.height()
        surface = QRectF(self.frame.left(), 0, self.width() - self.frame.left(), self.frame.bottom())
        ahead: QRectF | None = None
        figure = self.shown(value)
        for text in (f"{curve.name} {figure}", figure):
            width = self.label_metrics.horizontalAdvance(text)
            # Above the curve, on the side to which it falls, if that is free; else further off.
            sides = [x - 6 - width, max(x, self._cursor_x()) + 6][:: 1 if slope > 0 else -1]
            for distance in _DISTANCES:
                for top in (y - line - 3 - distance * line, y + 4 + distance * line):
                    for left in sides:
                        place = QRectF(left, top, width, line)
                        if not surface.contains(place) or any(place.intersects(other) for other in taken):
                            continue
                        if left > x:
                            ahead = ahead or place
                        if not self._is_crossed(place, 1.0) and not self.covers(place):
                            return self._write_present(painter, place, text, curve)
            if ahead is not None:
                # Nowhere free: across the pale part.
                return self._write_present(painter, ahead, text, curve)
        return []

    def _write_present(self, painter: QPainter, place: QRectF, text: str, curve: _Curve) -> list[QRectF]:
        color = self.look.color(curve.trace.text)
        self.write(painter, place, text, color, self.label_font, self.label_metrics)
        return [place]

    def _paint_notes(self, painter: QPainter, taken: list[QRectF]) -> None:
        height = self.tick_metrics.height()
        if note := self.line_note():
            size = QRectF(0, 0, self.tick_metrics.horizontalAdvance(note[0]) + 4, height)
            if place := self._free_place(self._places_on(self.px_y(note[1]), size), taken):
                taken.append(place)
                self.write(painter, place, note[0], self.look.color("secondary"), self.note_font, self.tick_metrics)
        if self.scale_changed:
            text = tr("scale changed")
            places = self._places(QRectF(0, 0, self.tick_metrics.horizontalAdvance(text) + 4, height))
            # It is said in any case, across a curve if need be.
            place = self._free_place(places, taken) or places[0]
            self.write(painter, place, text, self.look.color("secondary"), self.note_font, self.tick_metrics)

    def _free_place(self, places: Sequence[QRectF], taken: Sequence[QRectF]) -> QRectF | None:
        """The first place that nothing crosses, if there is any."""
        surface = QRectF(self.frame.left(), 0, self.frame.width(), self.frame.bottom())
        for place in places:
            if not surface.contains(place) or any(place.intersects(other) for other in taken):
                continue
            at_cursor = self.moment.cursor is not None and place.left() - 4 <= self._cursor_x() <= place.right() + 4
            if not at_cursor and not self._is_crossed(place) and not self.covers(place):
                return place
        return None

    def _places(self, size: QRectF) -> list[QRectF]:
        """Along the frame's upper and lower edge."""
        frame = self.frame.adjusted(6, 2, -6, -2)
        return [
            QRectF(x, y, size.width(), size.height())
            for y in (frame.top(), frame.bottom() - size.height())
            for x in (frame.left(), frame.right() - size.width(), frame.center().x() - size.width() / 2)
        ]

    def _places_on(self, y: float, size: QRectF) -> list[QRectF]:
        """On a line across the frame, from left to right; else below it."""
        left, room = self.frame.left() + 8, self.frame.width() - 16 - size.width()
        return [
            QRectF(left + share * room, top, size.width(), size.height())
            for top in (y - size.height() / 2, y + 3)
            for share in (0.0, 0.25, 0.5, 0.75, 1.0)
        ]

    def _is_crossed(self, place: QRectF, margin: float = 4.0) -> bool:
        """Whether a curve, as far as it is to be seen, passes through a place."""
        low, top = self.value_at(QPointF(place.left() - 2 * margin, place.top() - margin))
        high, bottom = self.value_at(QPointF(place.right() + 2 * margin, place.bottom() + margin))
        for curve in self._all_curves:
            values = curve.between(low, high, self.moment.revealed)
            if values and max(values) >= bottom and min(values) <= top:
                return True
        return False
