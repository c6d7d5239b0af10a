"""The tab "By depth": two maps over round and depth, of what is right and of what is misaligned."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Literal

import numpy as np
from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QImage, QPainter, QPen, QPolygonF
from PySide6.QtWidgets import QBoxLayout, QWidget

from simulator.app.session import Session
from simulator.engine.iterate import Run
from simulator.engine.outcome import Array
from simulator.scenario.schema import Scenario
from simulator.ui.charts import words
from simulator.ui.charts.axis import Scale, whole_ticks
from simulator.ui.charts.causes import PALE
from simulator.ui.charts.chart import Chart
from simulator.ui.charts.group import ChartGroup
from simulator.ui.charts.plot import Layer, Moment, Plot
from simulator.ui.charts.ramp import STEPS, Colors, ramp
from simulator.ui.charts.tabs import QuietTabs
from simulator.ui.text import mark, tr
from simulator.ui.theme import Theme

Outcomes = Literal["correct", "misaligned"]

_TITLES: dict[Outcomes, str] = {
    "correct": mark("Right answers by depth; line = reached depth"),
    "misaligned": mark("Misaligned answers by depth"),
}
_COMPARED: dict[Outcomes, str] = {
    "correct": mark("{side}: right answers by depth; lines = reached depth, dashed in B"),
    "misaligned": mark("{side}: misaligned answers by depth"),
}
_DASHES = [4.0, 3.0]
_GAP_FROM_PX = 9.0
"""Cells of at least this size are set apart by a gap."""


def shares(run: Run, outcome: Outcomes) -> Array:
    """The map: share of answers, rounds by depths."""
    return run.correct if outcome == "correct" else run.misaligned


def summary(run: Run, upto: int | None = None, outcome: Outcomes = "correct") -> str:
    """What is to be seen at a round, in one sentence."""
    round_ = run.last if upto is None else upto
    column = shares(run, outcome)[round_]
    low, high = int(column.argmin()), int(column.argmax())
    if outcome == "correct":
        return tr(
            "At round {round}, {first} of the questions of depth 0 and {last} of those of depth {deepest} are answered "
            "right; half are at depth {horizon}.",
            round=round_, first=words.share(column[0]), last=words.share(column[-1]), deepest=len(column) - 1,
            horizon=words.depth(run.horizon[round_]),
        )  # fmt: skip
    return tr(
        "At round {round}, misaligned answers are rarest at depth {low}, {least}, and most frequent at depth {high}, "
        "{most}.",
        round=round_, low=low, least=words.share(column[low]), high=high, most=words.share(column[high]),
    )  # fmt: skip


def table(run: Run, outcome: Outcomes = "correct") -> words.Table:
    """The same numbers: one row per round, one column per depth."""
    figures = shares(run, outcome)
    rows: words.Table = [(tr("round"), *(tr("depth {depth}", depth=depth) for depth in range(figures.shape[1])))]
    rows += [(round_, *(float(value) for value in column)) for round_, column in enumerate(figures)]
    return rows


class DepthMap(Plot):
    """Each cell is a depth at a round; the further its color is from the card's, the more answers are of that kind."""

    x_name = mark("round")
    y_name = mark("depth")
    has_grid = False

    def __init__(self, outcome: Outcomes, look: Theme | None = None) -> None:
        self._outcome: Outcomes = outcome
        self.shows_b = False
        self._image = QImage()
        self._pixels = np.zeros((1, 1), dtype=np.uint32)
        super().__init__(look)
        self._cells = Layer(self._paint_cells, -1.0)
        self.scene().addItem(self._cells)

    def title(self) -> str:
        if self.other is None:
            return tr(_TITLES[self._outcome])
        return tr(_COMPARED[self._outcome], side=tr("B") if self.shows_b else tr("A"))

    def summary(self, run: Run, upto: int) -> str:
        return summary(run, upto, self._outcome)

    def other_summary(self, other: Run, upto: int) -> str:
        return summary(other, upto, self._outcome)

    def scales(self, run: Run) -> tuple[Scale, Scale]:
        height, runs = self.tick_metrics.height(), [one for one in (run, self.other) if one is not None]
        last, deepest = max(one.last for one in runs), max(one.parameters.task.max_depth for one in runs)
        across = whole_ticks(last, self.frame.width(), height * 2.6)
        up = whole_ticks(deepest, self.frame.height(), height * 1.7)
        return Scale(-0.5, last + 0.5, across), Scale(-0.5, deepest + 0.5, up)

    def drag_scales(self, run: Run) -> tuple[Scale, Scale]:
        # The rounds are what is looked at: an axis that stayed would hide those that a slider adds.
        return self.scales(run)[0], self.y_scale

    def show_side(self, shows_b: bool) -> None:
        """Let the cells be those of B, or of A."""
        self.shows_b = shows_b
        if self.run_ is not None:
            self.show_run(self.run_, self.moment)

    def pictured(self, run: Run, moment: Moment) -> tuple[Run, Moment]:
        """The run whose cells are shown, and how far."""
        if not self.shows_b or self.other is None:
            return run, moment
        return self.other, moment.beside(run, self.other)

    def take(self, run: Run, moment: Moment) -> None:
        run, moment = self.pictured(run, moment)
        figures = shares(run, self._outcome)[: moment.revealed + 1]
        steps = np.clip(np.round(figures * (STEPS - 1)), 0, STEPS - 1).astype(np.intp)
        pixels = self._ramp()[steps]
        ahead = slice(moment.complete + 1, None)
        pixels[ahead] = self._ramp(PALE)[steps[ahead]]
        # An image's first row is its upper one: depths from the deepest down.
        self._pixels = np.ascontiguousarray(pixels.T[::-1])
        height, width = self._pixels.shape
        self._image = QImage(self._pixels.data, width, height, 4 * width, QImage.Format.Format_RGB32)
        self._cells.update()

    def place(self) -> None:
        if self._is_built:
            self._cells.resize(self.sceneRect())

    def restyle(self) -> None:
        super().restyle()
        if self.run_ is not None:
            self.take(self.run_, self.moment)

    def round_at(self, point: QPointF) -> float | None:
        if self.run_ is None:
            return None
        return float(min(max(math.floor(self.value_at(point)[0] + 0.5), 0), self.run_.last))

    def tip(self, point: QPointF) -> str:
        if self.run_ is None or not self.frame.contains(point):
            return ""
        run, moment = self.pictured(self.run_, self.moment)
        round_, depth = (math.floor(value + 0.5) for value in self.value_at(point))
        if not 0 <= round_ <= moment.revealed:
            return ""
        if not 0 <= depth < run.correct.shape[1]:
            return ""
        return tr(
            "Round {round}, depth {depth}\nright {correct}\nhonest errors {error}\nmisaligned {misaligned}",
            round=round_, depth=depth, correct=words.share(run.correct[round_, depth]),
            error=words.share(run.error[round_, depth]), misaligned=words.share(run.misaligned[round_, depth]),
        )  # fmt: skip

    def _ramp(self, share: float = 1.0) -> Colors:
        """From a tint just off the card, so that a share of 0 differs from what is not known yet, to the full hue."""
        return ramp(self.look.field, getattr(self.look, self._outcome), share)

    def paint_ground(self, painter: QPainter) -> None:
        """The ramp, with what its ends mean."""
        look, line = self.look, self.tick_metrics.height()
        width, right = line * 4, self.frame.right()
        zero, one = (self.tick_metrics.horizontalAdvance(end) for end in "01")
        strip = QRectF(right - one - 5 - width, line * 0.25, width, line * 0.5)
        if strip.left() - zero < self.tick_metrics.horizontalAdvance(tr(self.y_name)) + 12:
            return
        colors = self._ramp()
        image = QImage(colors.tobytes(), len(colors), 1, 4 * len(colors), QImage.Format.Format_RGB32)
        painter.drawImage(strip, image)
        painter.setPen(QPen(look.color("hairline"), 1))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(strip)
        painter.setPen(look.color("secondary"))
        painter.drawText(QPointF(strip.left() - 5 - zero, self.tick_metrics.ascent()), "0")
        painter.drawText(QPointF(strip.right() + 5, self.tick_metrics.ascent()), "1")

    def paint_words(self, painter: QPainter) -> None:
        run, moment = self.run_, self.moment
        if run is None:
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        if self._outcome == "correct":
            painter.save()
            painter.setClipRect(self.frame)
            if self.other is not None:
                self._paint_horizon(painter, self.other, self.moment.beside(run, self.other), _DASHES)
            self._paint_horizon(painter, run, moment)
            painter.restore()
        if moment.cursor is not None and moment.cursor <= self.x_scale.high:
            left, right = self.px_x(moment.cursor - 0.5), self.px_x(moment.cursor + 0.5)
            painter.setPen(QPen(self.look.color("secondary"), self.look.thin_px * 1.5))
            column = QRectF(left, self.frame.top(), right - left, self.frame.height())
            painter.drawRoundedRect(column.adjusted(-1, -1, 1, 1), 2, 2)

    def _paint_horizon(
        self, painter: QPainter, run: Run, moment: Moment, dashes: Sequence[float] = ()
    ) -> None:
        look = self.look
        figures = enumerate(run.horizon[: moment.revealed + 1])
        points = [QPointF(self.px_x(i), self.px_y(float(value))) for i, value in figures]
        accent, casing = look.color("accent"), look.color("card", 0.9)
        for color, width, part in (
            (casing, look.line_px * 2, points),
            (self.pale(accent, 0.55), look.line_px, points[moment.complete :]),
            (accent, look.line_px, points[: moment.complete + 1]),
        ):
            pen = QPen(color, width)
            pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
            pen.setCapStyle(Qt.PenCapStyle.RoundCap)
            if dashes and color is not casing:
                pen.setCapStyle(Qt.PenCapStyle.FlatCap)
                pen.setDashPattern(dashes)
            painter.setPen(pen)
            painter.drawPolyline(QPolygonF(part))

    def _paint_cells(self, painter: QPainter) -> None:
        if self._image.isNull():
            return
        # During a drag the scales stay, so depths and rounds may be more or fewer than the frame has.
        height, width = self._pixels.shape
        place = QRectF(
            QPointF(self.px_x(-0.5), self.px_y(height - 0.5)), QPointF(self.px_x(width - 0.5), self.px_y(-0.5))
        )
        painter.save()
        painter.setClipRect(self.frame)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, False)
        painter.drawImage(place, self._image)
        across, up = place.width() / width, place.height() / height
        if min(across, up) >= _GAP_FROM_PX:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(self.look.color("card"), 1))
            left, top, right, bottom = place.left(), place.top(), place.right(), place.bottom()
            upright = [QLineF(left + i * across, top, left + i * across, bottom) for i in range(1, width)]
            level = [QLineF(left, top + i * up, right, top + i * up) for i in range(1, height)]
            painter.drawLines(upright + level)
        painter.restore()


class ByDepth(ChartGroup):
    """Both maps, side by side; where two runs are compared, with a switch between the cells of A and of B."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        self.switch = QuietTabs([tr("A"), tr("B")], tr("Whose answers the maps show"), "help")
        self._maps = DepthMap("correct"), DepthMap("misaligned")
        if session.state.compare is None:  # shown before it is in its place it would be a window of its own
            self.switch.hide()
        charts = Chart(session, self._maps[0]), Chart(session, self._maps[1], self.switch)
        super().__init__(session, charts, QBoxLayout.Direction.LeftToRight, parent)
        self.switch.currentChanged.connect(self._take_switch)
        session.store.changed.connect(self._meet_other)

    def _take_switch(self, index: int) -> None:
        for chart, shown in zip(self.charts, self._maps, strict=True):
            shown.show_side(index == 1)
            chart.update()

    def _meet_other(self, before: Scenario, after: Scenario) -> None:
        """B comes or goes: a new comparison begins with A."""
        if (before.compare is None) != (after.compare is None):
            self.switch.setVisible(after.compare is not None)
            self.switch.setCurrentIndex(0)
            for chart in self.charts:
                chart.update()
