"""The tab "Plane": each round as two arrows, amplify then distill, over capability and misalignment."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import shiboken6
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
_DASHES = [4.0, 3.0]
_NEAR_PX = 14.0
_CLICK_PX = 40.0
_HEAD_FROM_PX = 12.0
_MISALIGNED_AT = 0.25
"""How much misalignment stands beside "able and misaligned": the border is still far to the right."""


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
    text = mark("From round 0 to round {round} capability goes from {c0} to {c} and misalignment from {m0} to {m}.")
    return tr(text, **figures)


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
        if self.other is not None:
            return tr("Capability and misalignment: arrows = amplify and distill in A, dashed = the models of B")
        return tr("Capability and misalignment: each round is two arrows, amplify and distill")

    def summary(self, run: Run, upto: int) -> str:
        return summary(run, upto)

    def other_summary(self, other: Run, upto: int) -> str:
        return summary(other, upto)

    def scales(self, run: Run) -> tuple[Scale, Scale]:
        spacing = self.tick_metrics.height()
        top = max(float(run.misalignment.max()), float(self._misaligned_teachers(run).max()))
        if self.other is not None:
            top = max(top, float(self.other.misalignment.max()))
        return unit_scale(self.frame.width(), spacing * 4), share_scale(0.0, top, self.frame.height(), spacing * 2.2)

    def take(self, run: Run, moment: Moment) -> None:
        self._models, self._teachers = points(run)

    def drag_scales(self, run: Run) -> tuple[Scale, Scale]:
        across, up = super().drag_scales(run)
        if max(float(run.misalignment.max()), float(self._misaligned_teachers(run).max())) > up.high < 1.0:
            # On the scale of all shares, where nothing can leave it any more.
            up = share_scale(0.0, 1.0, self.frame.height(), self.tick_metrics.height() * 2.2)
        return across, up

    @staticmethod
    def _misaligned_teachers(run: Run) -> Array:
        return np.asarray(run.teacher_misaligned.mean(axis=-1))

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
        places = self._in_pixels(np.concatenate([self._models[: seen + 1], self._teachers[:seen]]))
        distances = np.hypot(*(places - (point.x(), point.y())).T)
        if not len(distances) or distances.min() > reach:
            return None
        nearest = int(distances.argmin())
        return (nearest, False) if nearest <= seen else (nearest - seen, True)

    def _in_pixels(self, rows: Array) -> Array:
        """Rows (capability, misalignment) as rows of pixels."""
        x, y, frame = self.x_scale, self.y_scale, self.frame
        across = frame.left() + (rows[:, 0] - x.low) / (x.high - x.low) * frame.width()
        return np.stack([across, frame.bottom() - (rows[:, 1] - y.low) / (y.high - y.low) * frame.height()], axis=-1)

    def _px(self, row: Array) -> QPointF:
        return QPointF(self.px_x(float(row[0])), self.px_y(float(row[1])))

    # Painting.

    def paint_ground(self, painter: QPainter) -> None:
        """Where one wants to be, where not, and where nobody can be: the shares add up to 1 at most."""
        look, frame = self.look, self.frame
        top = min(self.y_scale.high, 1.0)
        border = QLineF(self.px_x(1 - top), self.px_y(top), self.px_x(1), self.px_y(0))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(look.color("field"))
        painter.drawPolygon(QPolygonF([border.p1(), border.p2(), QPointF(frame.right(), border.y1())]))
        painter.setPen(QPen(look.color("hairline"), look.thin_px))
        painter.drawLine(border)
        self._paint_key(painter)

    def _paint_regions(self, painter: QPainter) -> list[QRectF]:
        """The names of regions, always at the same places: the run passes over them. Where they are."""
        taken, top = [], self.y_scale.high
        named = [
            (self._beside_border(tr("able and aligned"), 0.0), tr("able and aligned"), "card"),
            (
                self._beside_border(tr("able and misaligned"), 0.94 * top if top < 0.5 else _MISALIGNED_AT),
                tr("able and misaligned"), "card",
            ),
        ]  # fmt: skip
        for text in (tr("impossible: right + misaligned > 1"), tr("impossible")):
            place = self._beyond_border(text)
            if place is not None:
                named.append((place, text, "field"))
                break
        painter.setFont(self.note_font)
        painter.setPen(self.look.color("secondary"))
        for place, text, ground in named:
            if place is not None:
                taken.append(place)
                painter.fillRect(place.adjusted(0, 1, 0, -1), self.look.color(ground))
                painter.drawText(place, Qt.AlignmentFlag.AlignCenter, text)
        return taken

    def _beside_border(self, text: str, misalignment: float) -> QRectF | None:
        """Left of the border of what can be, from some misalignment on upwards; nothing where there is no room."""
        line, width = self.tick_metrics.height(), self.tick_metrics.horizontalAdvance(text) + 4
        bottom = min(self.px_y(misalignment), self.frame.bottom() - line * 0.4)
        top = max(bottom - line, self.frame.top() + 3)
        right = self.px_x(1 - self.value_at(QPointF(0, top))[1]) - 6
        place = QRectF(right - width, top, width, line)
        return place if self.frame.contains(place) else None

    def _beyond_border(self, text: str) -> QRectF | None:
        """In the upper right corner, if the part that nobody can reach is wide enough there."""
        line, width = self.tick_metrics.height(), self.tick_metrics.horizontalAdvance(text) + 4
        place = QRectF(self.frame.right() - 8 - width, self.frame.top() + 6, width, line)
        border = self.px_x(1 - self.value_at(place.bottomLeft())[1])
        return place if border + 8 < place.left() and place.bottom() < self.frame.bottom() else None

    def _paint_key(self, painter: QPainter) -> None:
        """What the two arrows are, above the frame's right end."""
        look, line = self.look, self.tick_metrics.height()
        arrow, gap = 11 * look.line_px, 5.0
        names = (tr("amplify"), "teacher"), (tr("distill"), "accent")
        widths = [arrow + gap + self.tick_metrics.horizontalAdvance(name) for name, _ in names]
        x = self.frame.right() - sum(widths) - 3 * gap
        if x < self.tick_metrics.horizontalAdvance(tr(self.y_name)) + 12:
            return
        for (name, token), width in zip(names, widths, strict=True):
            middle = line * 0.5
            self._paint_arrow(painter, QLineF(x, middle, x + arrow, middle), self._pen(token, 1.0, 1.0))
            painter.setPen(look.color("secondary"))
            painter.drawText(QPointF(x + arrow + gap, self.tick_metrics.ascent()), name)
            x += width + 3 * gap

    def paint_words(self, painter: QPainter) -> None:
        if self.run_ is None or not len(self._models):
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        moment, taken = self.moment, self._paint_regions(painter)
        cursor = moment.complete if moment.cursor is None else moment.cursor
        present = math.ceil(cursor)
        if self.other is not None:
            self._paint_other(painter, self.run_, self.other)
        self._paint_rounds(painter, moment.complete + 1, moment.revealed, PALE)
        self._paint_rounds(painter, 1, min(moment.complete, present - 1), _PAST)
        if present:
            self._paint_present(painter, present, cursor - (present - 1))
        self._paint_point(painter, moment.complete)
        self._paint_names(painter, taken)

    def _paint_other(self, painter: QPainter, run: Run, other: Run) -> None:
        """B's models, from round to round: dashed, and a ring where they are now."""
        look, moment = self.look, self.moment.beside(run, other)
        rows = np.stack([other.capability, other.misalignment], axis=-1)
        places = [QPointF(x, y) for x, y in self._in_pixels(rows[: moment.revealed + 1]).tolist()]
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for share, part in ((PALE, places[moment.complete :]), (1.0, places[: moment.complete + 1])):
            pen = QPen(self.pale(look.color("accent"), share), look.line_px * 0.9)
            pen.setDashPattern(_DASHES)
            painter.setPen(pen)
            painter.drawPolyline(part)
        painter.setPen(QPen(look.color("accent"), look.line_px * 0.7))
        painter.setBrush(look.color("card"))
        painter.drawEllipse(places[moment.complete], look.line_px + 1.2, look.line_px + 1.2)

    def _paint_rounds(self, painter: QPainter, first: int, last: int, share: float) -> None:
        """Rounds that are not the present one, quietly and all at once."""
        if last < first:
            return
        models = self._in_pixels(self._models[first - 1 : last + 1])
        teachers = self._in_pixels(self._teachers[first - 1 : last])
        for pen, tails, tips in (
            (self._pen("teacher", share, 0.75), models[:-1], teachers),
            (self._pen("accent", share, 0.75), teachers, models[1:]),
        ):
            lines = np.ascontiguousarray(np.hstack([tails, tips]))
            start: Any = shiboken6.wrapInstance(lines.ctypes.data, QLineF)  # the array as Qt's: no copy
            painter.setPen(pen)
            painter.drawLines(start, len(lines))
            for place in np.flatnonzero(np.hypot(*(tips - tails).T) >= _HEAD_FROM_PX):
                self._paint_head(painter, QLineF(*lines[place].tolist()), pen)
        pen = QPen(self.pale(self.look.color("accent"), share), 2 * self.look.line_px)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        painter.setPen(pen)
        painter.drawPoints([QPointF(x, y) for x, y in models[(0 if first == 1 else 1) :].tolist()])

    def _paint_present(self, painter: QPainter, round_: int, progress: float) -> None:
        """Amplify from the model to its teacher, distill from there to the next model; as far as they have come."""
        start, teacher, end = (
            self._px(row) for row in (self._models[round_ - 1], self._teachers[round_ - 1], self._models[round_])
        )
        amplified = min(progress / AMPLIFY_ENDS, 1.0)
        distilled = (progress - AMPLIFY_ENDS) / (1.0 - AMPLIFY_ENDS)
        line = QLineF(start, start + (teacher - start) * amplified)
        self._paint_arrow(painter, line, self._pen("teacher", 1.0, 1.15))
        if distilled > 0:
            line = QLineF(teacher, teacher + (end - teacher) * distilled)
            if distilled >= 1 and line.length() > 2 * self.look.line_px + _HEAD_FROM_PX:
                line.setLength(line.length() - 2 * self.look.line_px)  # up to the edge of the model's dot
            self._paint_arrow(painter, line, self._pen("accent", 1.0, 1.15))

    def _pen(self, token: str, share: float, width: float) -> QPen:
        pen = QPen(self.pale(self.look.color(token), share), self.look.line_px * width)
        pen.setCapStyle(Qt.PenCapStyle.FlatCap)
        if token == "teacher":
            pen.setDashPattern([1.0, 1.6])
        return pen

    def _paint_arrow(self, painter: QPainter, line: QLineF, pen: QPen) -> None:
        painter.setPen(pen)
        length = line.length()
        if length < _HEAD_FROM_PX:
            painter.drawLine(line)
            return
        shaft = QLineF(line)
        shaft.setLength(length - self._head() * 0.8)
        painter.drawLine(shaft)
        self._paint_head(painter, line, pen)

    def _paint_head(self, painter: QPainter, line: QLineF, pen: QPen) -> None:
        unit = QPointF(line.dx(), line.dy()) / line.length()
        self.arrow(painter, line.p2() + unit, unit, pen.color(), pen.widthF(), self._head())

    def _head(self) -> float:
        """An arrow head's length: 9 pixels at the ordinary line width."""
        return 4.0 * self.look.line_px

    def _paint_point(self, painter: QPainter, round_: int) -> None:
        look = self.look
        painter.setPen(QPen(look.color("card"), look.line_px * 0.5))
        painter.setBrush(look.color("accent"))
        painter.drawEllipse(self._px(self._models[round_]), look.line_px + 1.6, look.line_px + 1.6)

    def _paint_names(self, painter: QPainter, taken: list[QRectF]) -> None:
        moment = self.moment
        rounds = sorted({moment.complete, 0, moment.revealed}, key=(moment.complete, 0, moment.revealed).index)
        for round_ in rounds:
            color = self.look.color("accent" if round_ == moment.complete else "secondary")
            name = tr("round {round}", round=round_)
            if self.other is not None and round_:
                name = tr("{name} {side}", name=name, side=tr("A"))
            self._paint_name(painter, name, self._px(self._models[round_]), color, taken)
        if self.run_ is not None and self.other is not None:
            here = moment.beside(self.run_, self.other).complete
            at = QPointF(self.px_x(self.other.capability[here]), self.px_y(self.other.misalignment[here]))
            name = tr("{name} {side}", name=tr("round {round}", round=here), side=tr("B"))
            self._paint_name(painter, name, at, self.look.color("accent"), taken)

    def _paint_name(self, painter: QPainter, text: str, at: QPointF, color: QColor, taken: list[QRectF]) -> None:
        """Beside a point, on the side that is free of other names and has the fewest arrows' ends."""
        width, height = self.label_metrics.horizontalAdvance(text), self.label_metrics.height()
        far = 6.0 + self.look.line_px
        room = QRectF(0, 0, self.width(), self.frame.bottom())
        places = [
            QRectF(at.x() + far, at.y() - height / 2, width, height),
            QRectF(at.x() - far - width, at.y() - height / 2, width, height),
            QRectF(at.x() - width / 2, at.y() - far - height, width, height),
            QRectF(at.x() - width / 2, at.y() + far, width, height),
        ]
        seen = self._in_pixels(self._models[: self.moment.revealed + 1])
        free = [p for p in places if room.contains(p) and not any(p.intersects(other) for other in taken)]
        if not free:
            return

        def crowd(place: QRectF) -> int:
            low, high = (place.left() - 3, place.top() - 1), (place.right() + 3, place.bottom() + 1)
            return int(np.all((seen >= low) & (seen <= high), axis=-1).sum())

        place = min(free, key=crowd)
        taken.append(place)
        self.write(painter, place, text, color, self.label_font, self.label_metrics)


class Plane(ChartGroup):
    """The plane alone."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session, [Chart(session, PlanePlot())], QBoxLayout.Direction.TopToBottom, parent)
