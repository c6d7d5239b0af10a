"""The view "Curves": what was measured, round by round, under what the theory says of it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF

from simulator.engine.iterate import Run
from simulator.engine.outcome import Array
from simulator.learner.student import Method
from simulator.ui.charts import words
from simulator.ui.charts.axis import Scale, share_scale, unit_scale, whole_scale
from simulator.ui.charts.names import Named, lines_each
from simulator.ui.charts.plot import BLEED
from simulator.ui.charts.spacing import spread_apart
from simulator.ui.learned import measured, theory
from simulator.ui.learned.measured import Band
from simulator.ui.learned.plot import LearnedPlot
from simulator.ui.learned.pointer import Glance
from simulator.ui.learned.words import METHODS, METHODS_SAID
from simulator.ui.text import mark, tr
from simulator.ui.theme import Theme

_LABEL_GAP = 10.0
_DASHES: dict[Method, list[float]] = {
    "supervised": [6.0, 2.0], "primitives_only": [1.0, 2.0], "no_amplification": [3.0, 2.0, 1.0, 2.0],
    "no_distillation": [9.0, 2.0, 1.0, 2.0],
}  # fmt: skip
_FORECAST, _TREES, _CURSOR = [4.0, 3.0], [1.0, 2.2], [3.0, 3.0]
_LINE_TICK = 1.7


@dataclass(frozen=True, slots=True)
class _Label:
    name: str
    value: float
    color: QColor
    is_main: bool


class Curves(LearnedPlot):
    """Dots are measured, the band spans all runs; the theory's curve is solid where it was fitted, dashed beyond."""

    x_name = mark("round")

    def __init__(self, look: Theme | None = None) -> None:
        self._band = Band(mean=np.zeros(0), low=np.zeros(0), high=np.zeros(0), runs=0)
        self._others: dict[Method, Array] = {}
        self._theory: Array | None = None
        self._trees: Array | None = None
        self._as_set: Array | None = None
        self._set: Run | None = None
        self._revealed = 0
        self._note: tuple[str, QRectF] | None = None
        self._named: list[tuple[QRectF, str]] = []
        super().__init__(look)

    def title(self) -> str:
        measure = "horizon" if self.glance is None else self.glance.measure
        return tr(measured.TITLES[measure])

    def set_run(self, run: Run, revealed: int) -> None:
        """The run of the effective model, as its controls are set, as far as it has been played."""
        if run is self._set and revealed == self._revealed:
            return
        self._set, self._revealed = run, revealed
        if self.glance is not None:
            self._take_run(self.glance)
            self._figures.update()
            self.words.update()

    def _take_run(self, glance: Glance) -> None:
        """Means over other depths say nothing about these questions: only a run of just as many is set beside them."""
        run, last = self._set, min(glance.trained.settings.rounds, self._revealed)
        facts = glance.trained.facts
        is_alike = run is not None and facts is not None and run.parameters.task.max_depth == facts.deepest
        if run is None or not is_alike or not last or glance.measure == "attack":
            self._as_set = None
        else:
            figures = {"horizon": run.horizon, "capability": run.capability, "misalignment": run.misalignment}
            self._as_set = figures[glance.measure][: last + 1]

    def prepare(self, glance: Glance) -> None:
        self._take_run(glance)
        self._band = measured.band(glance.trained, glance.measure)
        self._others = measured.baselines(glance.trained, glance.measure)
        found = glance.trained.prediction
        self._theory = None if found is None else theory.curve(found.theory, glance.measure)
        self._trees = None if found is None else theory.curve(found.trees, glance.measure)
        if self._trees is not None and not theory.matters(found):
            self._trees = None

    def scales_of(self, glance: Glance) -> tuple[Scale, Scale]:
        assert glance.trained.facts is not None
        line = self.tick_metrics.height()
        across = whole_scale(glance.trained.settings.rounds, self.frame.width(), line * 3.4)
        height, spacing = self.frame.height(), line * _LINE_TICK
        if glance.measure == "horizon":
            return across, whole_scale(max(glance.trained.facts.deepest, 1), height, spacing)
        if glance.measure == "capability":
            return across, unit_scale(height, spacing)
        curves = [self._band.high, *(c for c in (self._theory, self._trees, self._as_set) if c is not None)]
        return across, share_scale(0.0, max(float(np.nanmax(curve, initial=0.0)) for curve in curves), height, spacing)

    def said(self, glance: Glance) -> str:
        measure = glance.measure
        tolerance = words.DEPTH_TOLERANCE if measure == "horizon" else words.SHARE_TOLERANCE
        course = words.course(
            tr(measured.SUBJECTS[measure]), self._band.mean, lambda figure: measured.shown(figure, measure), tolerance
        )
        return " ".join(filter(None, [course, self.note(glance)]))

    def rows(self) -> words.Table:
        if self.glance is None:
            return []
        return measured.table(self.glance.trained, self.glance.measure, self._theory, self._as_set)

    def note(self, glance: Glance) -> str:
        found = glance.trained.prediction
        if found is None or self._theory is None:
            return ""
        return theory.said(glance.trained, found, glance.measure)

    def needed_right(self) -> float:
        labels = self._labels() if self.glance is not None else []
        widths = [self.label_metrics.horizontalAdvance(f"{label.name} 0.000") for label in labels]
        return _LABEL_GAP + 8 + max(widths, default=0.0)

    def round_at(self, point: QPointF) -> float | None:
        if self.glance is None or point.y() > self.frame.bottom() + self.tick_metrics.height() + 8:
            return None
        return min(max(self.value_at(point)[0], 0.0), float(self.glance.trained.settings.rounds))

    def tip(self, point: QPointF) -> str:
        named = next((name for place, name in self._named if place.contains(point)), None)
        if named is not None and named in (said := _explained()):
            return said[named]
        at = self.round_at(point)
        if at is None or self.glance is None:
            return ""
        round_, measure = round(at), self.glance.measure
        lines = [tr("Round {round}", round=round_)]
        if round_ < len(self._band.mean):
            figures = {
                "value": measured.shown(float(self._band.mean[round_]), measure), "runs": self._band.runs,
                "low": measured.shown(float(self._band.low[round_]), measure),
                "high": measured.shown(float(self._band.high[round_]), measure),
            }  # fmt: skip
            text = mark("measured {value} (mean of {runs} runs, {low} to {high})")
            lines.append(tr(text if self._band.runs > 1 else mark("measured {value}"), **figures))
        if self._theory is not None and round_ < len(self._theory):
            lines.append(tr("theory {value}", value=measured.shown(float(self._theory[round_]), measure)))
        if self._as_set is not None and round_ < len(self._as_set):
            value = measured.shown(float(self._as_set[round_]), measure)
            lines.append(tr("as set {value}: the effective model, as its controls are set", value=value))
        for method, curve in self._others.items():
            if round_ < len(curve):
                value = measured.shown(float(curve[round_]), measure)
                lines.append(tr("{name} {value}", name=tr(METHODS[method]), value=value))
        lines += [tr(said) for method, said in METHODS_SAID.items() if method in self._others]
        return "\n".join(lines)

    # Painting.

    def paint_figures(self, painter: QPainter, glance: Glance) -> None:
        look = self.look
        self._paint_forecast_ground(painter, glance)
        for method, curve in self._others.items():
            self._polyline(painter, curve, look.color("secondary", 0.75), look.line_px * 0.55, _DASHES[method])
        self._paint_band(painter)
        if self._as_set is not None:
            self._polyline(painter, self._as_set, look.color("accent", 0.75), look.line_px * 0.6, [])
        if self._trees is not None:
            self._polyline(painter, self._trees, look.color("ink", 0.8), look.line_px * 0.7, _TREES)
        if self._theory is not None:
            known = self._known(glance)
            self._polyline(painter, self._theory[: known + 1], look.color("ink"), look.line_px * 0.8, [])
            self._polyline(painter, self._theory, look.color("ink"), look.line_px * 0.8, _FORECAST, first=known)
        self._paint_dots(painter)
        if self._note is not None:
            text, place = self._note
            painter.setFont(self.note_font)
            painter.setPen(look.color("secondary"))
            painter.drawText(place, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, text)

    def _known(self, glance: Glance) -> int:
        found = glance.trained.prediction
        return min(found.known, glance.trained.settings.rounds) if found is not None else 0

    def _paint_forecast_ground(self, painter: QPainter, glance: Glance) -> None:
        """Where the theory was fitted the ground is tinted; beyond it says that it is a forecast."""
        known, self._note = self._known(glance), None
        if self._theory is None or known >= glance.trained.settings.rounds:
            return
        frame, line = self.frame, self.tick_metrics.height()
        edge = self.px_x(known + 0.5)
        painter.fillRect(QRectF(edge, frame.top(), frame.right() - edge, frame.height()), self.look.color("field"))
        painter.setPen(QPen(self.look.color("hairline"), self.look.thin_px))
        for tick in self.y_scale.ticks:
            y = round(self.px_y(tick)) + 0.5
            painter.drawLine(QPointF(edge, y), QPointF(frame.right(), y))
        text = tr("forecast: the theory has not seen these rounds")
        room = frame.right() - edge - 12
        shown = text if self.tick_metrics.horizontalAdvance(text) <= room else tr("forecast")
        if self.tick_metrics.horizontalAdvance(shown) > room:
            return
        width = self.tick_metrics.horizontalAdvance(shown)
        tops = (frame.bottom() - line * (place + 1.3) for place in range(max(int(frame.height() / line) - 1, 1)))
        places = [QRectF(edge + 6, top, width, line) for top in tops]
        free = [place for place in places if not self._is_crossed(place)]
        if free:
            self._note = shown, free[0]

    def _is_crossed(self, place: QRectF) -> bool:
        """Whether a curve passes through a place."""
        curves = [self._band.low, self._band.mean, self._band.high, *self._others.values()]
        curves += [curve for curve in (self._theory, self._trees, self._as_set) if curve is not None]
        first, last = (self.value_at(QPointF(x, 0.0))[0] for x in (place.left(), place.right()))
        rounds = np.linspace(first, last, 16)
        low, high = (self.value_at(QPointF(0.0, y))[1] for y in (place.bottom() + 2, place.top() - 2))
        heights = [np.interp(rounds, np.arange(len(c)), c, right=np.nan) for c in curves if len(c)]
        return any(bool(((h > low) & (h < high)).any()) for h in heights)

    def _points(self, curve: Array, first: int = 0) -> list[QPointF]:
        return [
            QPointF(self.px_x(round_), self.px_y(float(value)))
            for round_, value in enumerate(curve.tolist())
            if round_ >= first and np.isfinite(value) and self.x_scale.contains(round_)
        ]

    def _polyline(
        self, painter: QPainter, curve: Array, color: QColor, width: float, dashes: list[float], first: int = 0
    ) -> None:
        pen = QPen(color, width)
        if dashes:
            pen.setDashPattern(dashes)
            pen.setCapStyle(Qt.PenCapStyle.FlatCap)
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.save()
        painter.setClipRect(self.frame.adjusted(-BLEED, -BLEED, BLEED, BLEED))
        painter.drawPolyline(QPolygonF(self._points(curve, first)))
        painter.restore()

    def _paint_band(self, painter: QPainter) -> None:
        if self._band.runs < 2:
            return
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self.look.color("accent", 0.16))
        painter.drawPolygon(QPolygonF(self._points(self._band.low) + self._points(self._band.high)[::-1]))

    def _paint_dots(self, painter: QPainter) -> None:
        radius = self.look.line_px * 1.7
        painter.setPen(QPen(self.look.color("card"), self.look.thin_px))
        painter.setBrush(self.look.color("accent"))
        for point in self._points(self._band.mean):
            painter.drawEllipse(point, radius, radius)

    def _labels(self) -> list[_Label]:
        look = self.look
        labels = []
        if len(self._band.mean):
            labels.append(_Label(tr("measured"), float(self._band.mean[-1]), look.color("accent"), True))
        if self._theory is not None:
            labels.append(_Label(tr("theory"), float(self._theory[-1]), look.color("ink"), True))
        if self._as_set is not None:
            labels.append(_Label(tr("as set"), float(self._as_set[-1]), look.color("accent"), False))
        if self._trees is not None:
            labels.append(_Label(tr("trees alone"), float(self._trees[-1]), look.color("ink"), False))
        for method, curve in self._others.items():
            name = tr(METHODS[method])
            labels.append(_Label(name, float(curve[-1]), look.color("secondary"), False))
        return labels

    def paint_words(self, painter: QPainter) -> None:
        if self.glance is None:
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        x = round(self.px_x(self.glance.round)) + 0.5
        pen = QPen(self.look.color("secondary"), self.look.thin_px)
        pen.setDashPattern(_CURSOR)
        painter.setPen(pen)
        painter.drawLine(QPointF(x, self.frame.top() - 3), QPointF(x, self.frame.bottom()))
        labels, line = self._labels(), self.label_metrics.height() * 0.95
        labels = labels[: max(int((self.frame.bottom() + line) / line), 1)]  # the last ones have a line and no name
        wanted = [self.px_y(label.value) if np.isfinite(label.value) else self.frame.bottom() for label in labels]
        wanted = [max(y, 0.0) for y in wanted]
        order = sorted(range(len(labels)), key=lambda index: wanted[index])
        left, self._named = self.frame.right() + _LABEL_GAP, []
        names = [
            Named(
                label.name, measured.shown(label.value, self.glance.measure), left, self.width() - 2,
                self.label_metrics if label.is_main else self.tick_metrics,
            )
            for label in labels
        ]  # fmt: skip
        lowest = self.frame.bottom() + line
        count = lines_each(names, lowest / line)
        places = spread_apart([wanted[i] for i in order], count * line, 0.0, lowest)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for index, y in zip(order, places, strict=True):
            label, named = labels[index], names[index]
            font = self.label_font if label.is_main else self.note_font
            for part in named.lines(y, line, count):
                self._named.append((part.place, label.name))
                self.write(painter, part.place, part.text, label.color, font, named.metrics, part.whole)


def _explained() -> dict[str, str]:
    """What the name at the end of each curve means."""
    said = {
        tr("measured"): tr("measured: the student’s answers against the truth; the mean where there are several runs"),
        tr("theory"): tr("theory: the effective model with the values that were estimated from the first rounds"),
        tr("as set"): tr("as set: the effective model as its sliders are set now, as far as it has been played"),
        tr("trees alone"): tr("trees alone: the same trees without a network, with slips as frequent as estimated"),
    }
    return said | {tr(METHODS[method]): tr(text) for method, text in METHODS_SAID.items()}
