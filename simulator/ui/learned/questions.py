"""The view "Questions": every question over the rounds, so that the wavefront is seen that climbs through the depths.

Each depth has the same height, however many questions it has. Within it questions that are answered alike lie together,
so that heights are shares; a line of the picture is the mean of the questions that fall on it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPen

from simulator.app.trained import CORRECT, ERROR, MISALIGNED, Kind
from simulator.engine.outcome import Array
from simulator.learner.tasks.world import Ints
from simulator.ui.charts import words
from simulator.ui.charts.axis import Scale, whole_ticks
from simulator.ui.learned.plot import LearnedPlot
from simulator.ui.learned.pointer import Glance, order_of
from simulator.ui.learned.words import OUTCOMES, answer_words, question_words
from simulator.ui.text import digits, mark, tr
from simulator.ui.theme import Theme

_MOST_ROWS = 5000
_SIDE_PX = 10.0


@dataclass(frozen=True, slots=True, kw_only=True)
class _Layer:
    """The questions of one depth: which rows they are, in their order."""

    depth: int
    rows: Ints


class Questions(LearnedPlot):
    """Right, honestly wrong and misaligned answers, question by question and round by round."""

    x_name = mark("round")
    y_name = mark("depth")
    has_grid = False

    def __init__(self, look: Theme | None = None) -> None:
        self._layers: tuple[_Layer, ...] = ()
        self._codes: NDArray[np.uint8] = np.zeros((0, 0), np.uint8)
        self._images: list[tuple[QImage, NDArray[np.uint32]]] = []
        super().__init__(look)

    def title(self) -> str:
        return tr("Every question, round by round")

    def prepare(self, glance: Glance) -> None:
        kind = self._kind(glance)
        order = order_of(glance.trained)
        depths = np.unique(kind.depth[order]).tolist()
        self._layers = tuple(_Layer(depth=d, rows=order[kind.depth[order] == d]) for d in depths)
        self._codes = np.stack([sheet.outcomes for sheet in glance.trained.sheets], axis=1)

    @staticmethod
    def _kind(glance: Glance) -> Kind:
        assert glance.trained.facts is not None
        return glance.trained.facts.kinds[0]

    def scales_of(self, glance: Glance) -> tuple[Scale, Scale]:
        line, last = self.tick_metrics.height(), glance.trained.settings.rounds
        across = whole_ticks(last, self.frame.width(), line * 2.6)
        deepest = glance.trained.facts.deepest if glance.trained.facts is not None else 0
        up = whole_ticks(deepest, self.frame.height(), line * 1.5)
        return Scale(-0.5, last + 0.5, across), Scale(-0.5, deepest + 0.5, up)

    def said(self, glance: Glance) -> str:
        counts = np.bincount(self._codes[:, glance.round][np.concatenate([x.rows for x in self._layers])], minlength=3)
        solved = [
            layer.depth for layer in self._layers
            if (self._codes[layer.rows, glance.round] == CORRECT).mean() >= 0.5
        ]  # fmt: skip
        front = max((d for d in solved if all(e in solved for e in range(d + 1))), default=None)
        figures = {
            "round": glance.round, "all": digits(int(counts.sum()), ","), "right": digits(int(counts[CORRECT]), ","),
            "error": digits(int(counts[ERROR]), ","), "misaligned": digits(int(counts[MISALIGNED]), ","),
        }  # fmt: skip
        said = tr(
            "At round {round}, of {all} questions {right} are answered right, {error} are honest errors, {misaligned} "
            "misaligned.", **figures,
        )  # fmt: skip
        if front is None:
            return said
        return said + " " + tr("Half or more are right at every depth up to {depth}.", depth=front)

    def rows(self) -> words.Table:
        if self.glance is None:
            return []
        kind = self._kind(self.glance)
        rounds = range(self._codes.shape[1])
        rows: words.Table = [
            (tr("question"), tr("depth"), *(tr("round {round}", round=round_) for round_ in rounds))
        ]
        names = [tr(name) for name in OUTCOMES]
        for layer in self._layers:
            for row in layer.rows.tolist()[: _MOST_ROWS - len(rows)]:
                said = (names[code] for code in self._codes[row].tolist())
                rows.append((question_words(kind.questions[row]), layer.depth, *said))
        return rows

    def round_at(self, point: QPointF) -> float | None:
        if self.glance is None or not self.frame.adjusted(-1, -1, 1, 24).contains(point):
            return None
        return float(min(max(int(np.floor(self.value_at(point)[0] + 0.5)), 0), self.glance.trained.last))

    def question_at(self, point: QPointF) -> int | None:
        if self.glance is None or not self.frame.contains(point):
            return None
        up = self.value_at(point)[1] + 0.5
        layer = next((layer for layer in self._layers if layer.depth == int(up)), None)
        if layer is None:
            return None
        return int(layer.rows[min(int((up - int(up)) * len(layer.rows)), len(layer.rows) - 1)])

    def tip(self, point: QPointF) -> str:
        round_, row = self.round_at(point), self.question_at(point)
        if self.glance is None or round_ is None or row is None:
            return ""
        kind, code = self._kind(self.glance), int(self._codes[row, int(round_)])
        student = self.glance.trained.sheets[int(round_)].student[0]
        given = student.table()[row]
        return tr(
            "{question}, depth {depth}\nround {round}: {answer}, {outcome}",
            question=question_words(kind.questions[row]), depth=int(kind.depth[row]), round=int(round_),
            answer=answer_words(kind.answers[int(given.argmax())]), outcome=tr(OUTCOMES[code]),
        )  # fmt: skip

    # Painting.

    def paint_figures(self, painter: QPainter, glance: Glance) -> None:
        colors = np.array([[float(c.red()), float(c.green()), float(c.blue())] for c in self._colors()])
        self._images = []
        left, right = self.px_x(-0.5), self.px_x(self._codes.shape[1] - 0.5)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, False)
        for layer in self._layers:
            band = QRectF(left, self.px_y(layer.depth + 0.5), right - left, 0)
            band.setBottom(self.px_y(layer.depth - 0.5))
            image = self._image(layer, colors, max(int(band.height()), 1))
            painter.drawImage(band.adjusted(0, 1, 0, 0), image)
        painter.setPen(QPen(self.look.color("card"), 1.0))
        top, bottom = self.px_y(self._layers[-1].depth + 0.5), self.frame.bottom()
        painter.drawLines([
            QLineF(self.px_x(at - 0.5), top, self.px_x(at - 0.5), bottom) for at in range(1, self._codes.shape[1])
        ])  # fmt: skip

    def _colors(self) -> tuple[QColor, ...]:
        look = self.look
        return look.color("correct"), look.color("hairline"), look.color("misaligned")

    def _image(self, layer: _Layer, colors: Array, height: int) -> QImage:
        """The questions of a depth, as many to a line as there are too many; the first is the lowest."""
        lines = min(len(layer.rows), height)
        edges = np.linspace(0, len(layer.rows), lines + 1).astype(int)[:-1]
        shares = np.stack([self._codes[layer.rows] == code for code in range(3)], axis=-1).astype(float)
        sums = np.add.reduceat(shares, edges, axis=0)
        means = sums / sums.sum(axis=-1, keepdims=True)
        rgb = np.rint(means @ colors).astype(np.uint32)[::-1]
        pixels = np.ascontiguousarray(0xFF000000 | rgb[..., 0] << 16 | rgb[..., 1] << 8 | rgb[..., 2], np.uint32)
        image = QImage(pixels.data, pixels.shape[1], lines, 4 * pixels.shape[1], QImage.Format.Format_RGB32)
        self._images.append((image, pixels))
        return image

    def paint_ground(self, painter: QPainter) -> None:
        """What the colors mean, at the right end of the line above the frame."""
        if self.glance is None:
            return
        names = [tr(name) for name in OUTCOMES]
        line, gap = self.tick_metrics.height(), 16.0
        widths = [self.tick_metrics.horizontalAdvance(name) + 16 for name in names]
        x = self.frame.right() - sum(widths) - gap * (len(names) - 1)
        if x < self.tick_metrics.horizontalAdvance(tr(self.y_name)) + 20:
            return
        for color, name, width in zip(self._colors(), names, widths, strict=True):
            painter.setBrush(color)
            painter.setPen(QPen(self.look.color("secondary"), self.look.thin_px))
            painter.drawRect(QRectF(x, line / 2 - _SIDE_PX / 2, _SIDE_PX, _SIDE_PX))
            painter.setPen(self.look.color("secondary"))
            painter.drawText(QPointF(x + 15, self.tick_metrics.ascent()), name)
            x += width + gap

    def paint_words(self, painter: QPainter) -> None:
        if self.glance is None or not self._layers:
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        left, right = self.px_x(self.glance.round - 0.5), self.px_x(self.glance.round + 0.5)
        painter.setPen(QPen(self.look.color("ink"), self.look.thin_px * 1.5))
        column = QRectF(left, self.frame.top(), right - left, self.frame.height())
        painter.drawRoundedRect(column.adjusted(-1, -1, 1, 1), 2, 2)
        y = self._y_of(self.glance.question)
        if y is None:
            return
        painter.drawLine(QPointF(self.frame.left(), y), QPointF(left, y))
        painter.drawLine(QPointF(right, y), QPointF(self.px_x(self.x_scale.high), y))
        name = question_words(self._kind(self.glance).questions[self.glance.question])
        line = self.label_metrics.height()
        place = QRectF(self.frame.right() + 8, y - line / 2, self.width() - self.frame.right() - 10, line)
        self.write(painter, place, name, self.look.color("ink"), self.label_font, self.label_metrics)

    def _y_of(self, row: int) -> float | None:
        """How high a question stands."""
        for layer in self._layers:
            found = np.flatnonzero(layer.rows == row)
            if len(found):
                return self.px_y(layer.depth - 0.5 + (float(found[0]) + 0.5) / len(layer.rows))
        return None

    def needed_right(self) -> float:
        if self.glance is None:
            return 8.0
        kind = self._kind(self.glance)
        longest = max(kind.questions[:200] + kind.questions[-200:], key=len)
        return self.label_metrics.horizontalAdvance(question_words(longest)) + 14.0
