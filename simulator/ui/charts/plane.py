"""The tab "Plane": each round as two arrows, amplify then distill, over capability and misalignment."""

from __future__ import annotations

import math

import numpy as np
from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF
from PySide6.QtWidgets import QBoxLayout, QWidget

from simulator.app.player import AMPLIFY_ENDS
from simulator.app.session import Session
from simulator.engine.iterate import Run
from simulator.engine.outcome import Array
from simulator.ui.charts import words
from simulator.ui.charts.axis import Scale, share_scale, unit_scale
from simulator.ui.charts.causes import PALE
from simulator.ui.charts.chart import Chart
from simulator.ui.charts.group import ChartGroup
from simulator.ui.charts.plot import Moment, Plot
from simulator.ui.text import mark, tr
from simulator.ui.theme import Theme

_PAST = 0.6
"""How much of their color the arrows of earlier rounds keep."""
_NEAR_PX = 14.0
_CLICK_PX = 40.0
_HEAD_FROM_PX = 12.0
_NAMED_FROM_PX = 56.0


def points(run: Run) -> tuple[Array, Array]:
    """Models of rounds 0 … last and teachers of rounds 1 … last, as rows (capability, misalignment)."""
    teacher = (run.teacher_correct.mean(axis=-1), run.teacher_misaligned.mean(axis=-1))
    return np.stack([run.capability, run.misalignment], axis=-1), np.stack(teacher, axis=-1)


def summary(run: Run, upto: int | None = None) -> str:
    """What is to be seen, in one sentence, up to a round."""
    upto = run.last if upto is None else upto
    figures = {
        "c0": words.share(run.capability[0]), "m0": words.share(run.misalignment[0]),
        "c": words.share(run.capability[upto]), "m": words.share(run.misalignment[upto]), "round": upto,
    }  # fmt: skip
    if not upto:
        return tr("At round 0 capability is {c0} and misalignment {m0}.", **figures)
    return tr("From round 0 to round {round} capability goes from {c0} to {c} and misalignment from {m0} to {m}.", **figures)


def table(run: Run) -> words.Table:
    """The same numbers, one row per round."""
    models, teachers = points(run)
    rows: words.Table = [(
        tr("round"), tr("capability"), tr("misalignment"), tr("teacher's capability"), tr("teacher's misalignment"),
    )]  # fmt: skip
    rows.append((0, *map(float, models[0]), "", ""))
    rows += [(t, *map(float, models[t]), *map(float, teachers[t - 1])) for t in range(1, run.last + 1)]
    return rows


class PlanePlot(Plot):
    """The present round stands out; rounds before it are quieter, those beyond pale."""

    x_name = mark("capability")
    y_name = mark("misalignment")

    def __init__(self, look: Theme | None = None) -> None:
        self._models = self._teachers = np.zeros((0, 2))
        super().__init__(look)

    def title(self) -> str:
        return tr("Capability and misalignment: each round is two arrows, amplify and distill")

    def summary(self, run: Run, upto: int) -> str:
        return summary(run, upto)

    def scales(self, run: Run) -> tuple[Scale, Scale]:
        spacing = self.tick_metrics.height()
        _, teachers = points(run)
        top = max(float(run.misalignment.max()), float(teachers[:, 1].max()))
        return unit_scale(self.frame.width(), spacing * 4), share_scale(0.0, top, self.frame.height(), spacing * 2.2)

    def take(self, run: Run, moment: Moment) -> None:
        self._models, self._teachers = points(run)

    def round_at(self, point: QPointF) -> float | None:
        near = self._nearest(point, _CLICK_PX)
        return None if near is None else float(near[0])

    def tip(self, point: QPointF) -> str:
        near = self._nearest(point, _NEAR_PX)
        if near is None:
            return ""
        round_, is_teacher = near
        capability, misalignment = self._teachers[round_ - 1] if is_teacher else self._models[round_]
        text = (
            mark("Teacher of round {round}\ncapability {c}\nmisalignment {m}") if is_teacher
            else mark("Model of round {round}\ncapability {c}\nmisalignment {m}")
        )  # fmt: skip
        return tr(text, round=round_, c=words.share(capability), m=words.share(misalignment))

    def _nearest(self, point: QPointF, reach: float) -> tuple[int, bool] | None:
        """(round, whether it is the teacher) of the nearest point that is to be seen."""
        seen = self.moment.revealed
        candidates = [(t, False, self._px(row)) for t, row in enumerate(self._models[: seen + 1])]
        candidates += [(t + 1, True, self._px(row)) for t, row in enumerate(self._teachers[:seen])]
        distances = [QLineF(point, place).length() for _, _, place in candidates]
        if not distances or min(distances) > reach:
            return None
        round_, is_teacher, _ = candidates[distances.index(min(distances))]
        return round_, is_teacher

    def _px(self, row: Array) -> QPointF:
        return QPointF(self.px_x(float(row[0])), self.px_y(float(row[1])))

    # Painting.

    def paint_ground(self, painter: QPainter) -> None:
        """Where one wants to be, where not, and where nobody can be: the shares add up to 1 at most."""
        look, frame = self.look, self.frame
        top = min(self.y_scale.high, 1.0)
        painter.save()
        painter.setClipRect(frame)
        beyond = QPolygonF([
            QPointF(self.px_x(1 - top), self.px_y(top)), QPointF(self.px_x(1), self.px_y(0)),
            QPointF(self.px_x(1) + 1, self.px_y(0)), QPointF(self.px_x(1) + 1, self.px_y(top)),
        ])  # fmt: skip
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(look.color("field"))
        painter.drawPolygon(beyond)
        painter.restore()
        painter.setPen(QPen(look.color("hairline"), look.thin_px))
        painter.drawLine(beyond[0], beyond[1])
        painter.setPen(look.color("secondary"))
        line = self.tick_metrics.height()
        low = QRectF(frame.left(), frame.bottom() - line - 4, frame.width() - 12, line)
        low.setRight(self.px_x(1 - self.value_at(QPointF(0, low.top()))[1]) - 8)
        painter.drawText(low, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, tr("able and aligned"))
        high = QRectF(frame.left(), frame.top() + frame.height() * 0.4, 0, line)
        high.setRight(self.px_x(1 - self.value_at(QPointF(0, high.top()))[1]) - 8)
        if high.width() > self.tick_metrics.horizontalAdvance(tr("able and misaligned")):
            painter.drawText(high, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, tr("able and misaligned"))

    def paint_words(self, painter: QPainter) -> None:
        if self.run_ is None or not len(self._models):
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        moment = self.moment
        cursor = moment.complete if moment.cursor is None else moment.cursor
        present = math.ceil(cursor)
        for round_ in range(moment.revealed, moment.complete, -1):
            self._paint_round(painter, round_, 1.0, PALE, 0.75)
        for round_ in range(1, min(moment.complete, present - 1) + 1):
            self._paint_round(painter, round_, 1.0, _PAST, 0.75)
        self._paint_points(painter)
        if present:
            self._paint_round(painter, present, cursor - (present - 1), 1.0, 1.15)
        self._paint_names(painter, present, is_complete=cursor >= present)

    def _paint_round(self, painter: QPainter, round_: int, progress: float, share: float, width: float) -> None:
        """Amplify from the model to its teacher, distill from the teacher to the next model; as far as they have come."""
        look = self.look
        start, teacher, end = (
            self._px(row) for row in (self._models[round_ - 1], self._teachers[round_ - 1], self._models[round_])
        )
        amplified = min(progress / AMPLIFY_ENDS, 1.0)
        distilled = (progress - AMPLIFY_ENDS) / (1.0 - AMPLIFY_ENDS)
        pen = QPen(self.pale(look.color("teacher"), share), look.line_px * width)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        pen.setDashPattern([0.1, 2.2])
        self._paint_arrow(painter, QLineF(start, start + (teacher - start) * amplified), pen)
        if distilled > 0:
            pen = QPen(self.pale(look.color("accent"), share), look.line_px * width)
            pen.setCapStyle(Qt.PenCapStyle.RoundCap)
            self._paint_arrow(painter, QLineF(teacher, teacher + (end - teacher) * distilled), pen)

    def _paint_arrow(self, painter: QPainter, line: QLineF, pen: QPen) -> None:
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawLine(line)
        if line.length() >= _HEAD_FROM_PX:
            unit = QPointF(line.dx(), line.dy()) / line.length()
            self.arrow(painter, line.p2() + unit, unit, pen.color(), pen.widthF())

    def _paint_points(self, painter: QPainter) -> None:
        look, moment = self.look, self.moment
        painter.setPen(QPen(look.color("card"), look.line_px * 0.5))
        for round_ in range(moment.revealed, -1, -1):
            share = 1.0 if round_ == moment.complete else _PAST if round_ < moment.complete else PALE
            radius = look.line_px + (1.6 if round_ == moment.complete else 0.4)
            painter.setBrush(self.pale(look.color("accent"), share))
            painter.drawEllipse(self._px(self._models[round_]), radius, radius)

    def _paint_names(self, painter: QPainter, present: int, is_complete: bool) -> None:
        moment = self.moment
        taken: list[QRectF] = []
        rounds = sorted({moment.complete, 0, moment.revealed}, key=(moment.complete, 0, moment.revealed).index)
        for round_ in rounds:
            color = self.look.color("accent" if round_ == moment.complete else "secondary")
            self._paint_name(painter, tr("round {round}", round=round_), self._px(self._models[round_]), color, taken)
        if not present or not is_complete:
            return
        start, teacher, end = (
            self._px(row) for row in (self._models[present - 1], self._teachers[present - 1], self._models[present])
        )
        for name, line, token in (
            (tr("amplify"), QLineF(start, teacher), "teacher_text"), (tr("distill"), QLineF(teacher, end), "accent"),
        ):  # fmt: skip
            if line.length() >= _NAMED_FROM_PX:
                self._paint_name(painter, name, line.center(), self.look.color(token), taken)

    def _paint_name(self, painter: QPainter, text: str, at: QPointF, color: QColor, taken: list[QRectF]) -> None:
        """Beside a point, on the first side that is free of other names and arrows' ends."""
        width, height = self.label_metrics.horizontalAdvance(text), self.label_metrics.height()
        far = 6.0 + self.look.line_px
        room = QRectF(0, 0, self.width(), self.frame.bottom())
        places = [
            QRectF(at.x() + far, at.y() - height / 2, width, height),
            QRectF(at.x() - far - width, at.y() - height / 2, width, height),
            QRectF(at.x() - width / 2, at.y() - far - height, width, height),
            QRectF(at.x() - width / 2, at.y() + far, width, height),
        ]
        seen = [self._px(row) for row in self._models[: self.moment.revealed + 1]]
        free = [p for p in places if room.contains(p) and not any(p.intersects(other) for other in taken)]
        if not free:
            return

        def crowd(place: QRectF) -> int:
            return sum(place.adjusted(-3, -1, 3, 1).contains(point) for point in seen)

        place = min(free, key=crowd)
        taken.append(place)
        self.write(painter, place, text, color, self.label_font, self.label_metrics)


class Plane(ChartGroup):
    """The plane alone."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session, [Chart(session, PlanePlot())], QBoxLayout.Direction.TopToBottom, parent)
