"""Misalignment as stock and flow on one scale: what each round adds, by cause, and what there is now."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QPainter, QPen

from simulator.engine.iterate import Run
from simulator.engine.outcome import Array
from simulator.ui.charts import luck, words
from simulator.ui.charts.axis import Scale, share_scale
from simulator.ui.charts.causes import CAUSES, PALE, blend, brushes, outline
from simulator.ui.charts.plot import Layer, Moment, Remark
from simulator.ui.charts.rects import draw_rects
from simulator.ui.charts.rounds_plot import LABEL_GAP, RoundsPlot, Trace
from simulator.ui.text import mark, tr
from simulator.ui.theme import Theme

_TRACES = {"now": Trace(color="misaligned", text="misaligned_text", brief=mark("now"))}
_BAR_SHARE = 0.5
_WORTH_NAMING = 0.0005
_WORTH_A_NET = 0.01
"""What is taken away in a round is hardly seen below: such a bar is as high as what the round comes to."""
_OUTLINED_FROM_PX, _HOLLOW_FROM_PX = 3, 2
"""A lower bar would be nothing but its outline; a hollow one may."""
_NET_BEYOND = 4
"""In pixels: how far the mark of the net sticks out of its bar."""


def cause_name(index: int, value: float) -> str:
    """A cause of the ledger in words, as it adds or takes away."""
    cause = list(CAUSES.values())[index]
    return tr(cause.adds if value >= 0 else cause.removes)


def summary(run: Run, upto: int | None = None) -> str:
    """What is to be seen, in one sentence, up to a round."""
    upto = run.last if upto is None else upto
    sentence = words.course(tr("Misalignment"), run.misalignment[: upto + 1], words.share, words.SHARE_TOLERANCE)
    if not upto:
        return sentence
    if has_net(run):
        first, last = (words.change(float(run.ledger[round_ - 1].sum())) for round_ in (1, upto))
        sentence = tr(
            "{sentence} The net of a round is {first} in round 1 and {last} in round {round}.",
            sentence=sentence, first=first, last=last, round=upto,
        )  # fmt: skip
    total = run.ledger[:upto].sum(axis=0)
    largest = int(np.abs(total).argmax())
    return tr(
        "{sentence} Summed over the rounds, the largest part is {cause}, {value}.",
        sentence=sentence, cause=cause_name(largest, total[largest]), value=words.change(float(total[largest])),
    )  # fmt: skip


def table(run: Run) -> words.Table:
    """The same numbers, one row per round: misalignment now, what was added, and each cause's part of it."""
    rows: words.Table = [
        (
            tr("round"), tr("misalignment now"), tr("added this round (net)"),
            *(tr(cause.adds) for cause in CAUSES.values()),
        )
    ]  # fmt: skip
    rows.append((0, float(run.misalignment[0]), "", *("" for _ in CAUSES)))
    for round_ in range(1, run.last + 1):
        entries = [float(value) for value in run.ledger[round_ - 1]]
        added = float(run.misalignment[round_] - run.misalignment[round_ - 1])
        rows.append((round_, float(run.misalignment[round_]), added, *entries))
    return rows


def has_net(run: Run) -> bool:
    """Whether some round both adds and takes away so much that its bar's height is not what it comes to."""
    added, taken = np.maximum(run.ledger, 0.0).sum(axis=-1), -np.minimum(run.ledger, 0.0).sum(axis=-1)
    return bool((np.minimum(added, taken) >= _WORTH_A_NET).any())


def stacked(ledger: Array) -> tuple[Array, Array]:
    """Lower and upper end of each entry's bar: what adds is piled up from 0, what takes away hangs down from it."""
    up, down = np.maximum(ledger, 0.0), np.minimum(ledger, 0.0)
    tops, bottoms = np.cumsum(up, axis=-1), np.cumsum(down, axis=-1)
    return np.where(ledger >= 0, tops - up, bottoms), np.where(ledger >= 0, tops, bottoms - down)


class Misalignment(RoundsPlot):
    """The second chart over time."""

    below_zero = 0.1

    def __init__(self, look: Theme | None = None) -> None:
        self._low = self._high = np.zeros((0, len(CAUSES)))
        self._net: Array = np.zeros(0)
        self._rects: list[tuple[QBrush, Array]] = []
        self._all_rects: Array = np.zeros((0, 4))
        self._outlines: list[tuple[QPen, Array]] = []
        self._nets: list[tuple[bool, Array]] = []
        self._fills: dict[tuple[int, bool, bool], tuple[QBrush, ...]] = {}
        super().__init__(_TRACES, look)
        self._bars = Layer(self._paint_bars, -1.0)
        self.scene().addItem(self._bars)
        self._bars.resize(self.sceneRect())

    def title(self) -> str:
        if self.is_side_by_side:
            return tr("Misalignment now, run by run")
        has_dash = self.run_ is not None and has_net(self.run_)
        if self.other is not None:
            if has_dash:
                return tr("Misalignment over all depths: bars = this round in A, dash = net, lines = now")
            return tr("Misalignment over all depths: bars = added this round in A, lines = now")
        if has_dash:
            return tr("Misalignment over all depths: bars = this round, dash = net, line = now")
        return tr("Misalignment over all depths: bars = added this round, line = now")

    def summary(self, run: Run, upto: int) -> str:
        sentence = summary(run, upto)
        if self.seen is None:
            return sentence
        counted = luck.counter(self.seen, self.moment).texts[0]
        return f"{sentence} {counted[0].upper()}{counted[1:]}."

    def other_summary(self, other: Run, upto: int) -> str:
        return summary(other, upto)

    def sided(self, name: str, side: str) -> str:
        return tr("{side} now", side=side)

    def values(self, run: Run) -> dict[str, tuple[str, Array]]:
        return {"now": (tr("misalignment now"), run.misalignment)}

    def y_of(self, run: Run) -> Scale:
        low, high = stacked(run.ledger)
        top = max(float(run.misalignment.max()), float(high.max()), self.highest_luck())
        if self.other is not None:
            top = max(top, float(self.other.misalignment.max()))
        return share_scale(float(low.min()), top, self.frame.height(), self.tick_metrics.height() * 1.5)

    def drag_scales(self, run: Run) -> tuple[Scale, Scale]:
        across, up = super().drag_scales(run)
        if float(run.misalignment.max()) > up.high < 1.0:
            # On the scale of all shares, where nothing can leave it any more.
            up = share_scale(up.low, 1.0, self.frame.height(), self.tick_metrics.height() * 1.5)
        return across, up

    def shown(self, value: float) -> str:
        return words.share(value)

    def needed_right(self) -> float:
        return LABEL_GAP + 6 + self.label_metrics.horizontalAdvance(tr("misalignment now") + " 0.000")

    def take(self, run: Run, moment: Moment) -> None:
        if self.is_news(run, moment):
            super().take(run, moment)
            self._low, self._high = stacked(run.ledger)
            self._net = run.ledger.sum(axis=-1) if has_net(run) else np.zeros(0)
            self._make_bars()

    def place(self) -> None:
        super().place()
        if hasattr(self, "_bars"):
            self._bars.resize(self.sceneRect())
            self._make_bars()

    def take_colors(self) -> None:
        super().take_colors()
        self._pens = {pale: outline(self.look, pale) for pale in (False, True)}
        self._fills = {
            (column, pale, removes): brushes(cause, self.look, pale, removes)
            for column, cause in enumerate(CAUSES.values())
            for pale in (False, True)
            for removes in (False, True)
        }

    def restyle(self) -> None:
        super().restyle()
        self._make_bars()

    def tip(self, point: QPointF) -> str:
        round_, run = self.pointed_round(point), self.run_
        if round_ is None or run is None:
            return ""
        now = tr("misalignment now {value} (mean over all depths)", value=words.share(float(run.misalignment[round_])))
        if self.other is not None and round_ <= self.other.last:
            value = words.share(float(self.other.misalignment[round_]))
            in_a = words.share(float(run.misalignment[round_]))
            now = "\n".join([
                tr("misalignment now in A {value} (mean over all depths)", value=in_a),
                tr("misalignment now in B {value}", value=value),
            ])  # fmt: skip
        if round_ == 0:
            return "\n".join([tr("Round {round}", round=0), now])
        entries = run.ledger[round_ - 1]
        lines = [
            tr("Round {round}", round=round_), now,
            tr("added this round {value} (net)", value=words.change(float(entries.sum()))),
        ]  # fmt: skip
        order = np.argsort(-np.abs(entries), kind="stable")
        named = [int(i) for i in order if abs(entries[i]) >= _WORTH_NAMING]
        lines += [f"   {words.change(float(entries[i]))}  {cause_name(i, entries[i])}" for i in named]
        lines.append(tr("The split depends on the order in which the mechanisms are switched on."))
        return "\n".join(lines)

    def bar_width(self) -> float:
        """In pixels: a part of a round's width, never broad."""
        a_round = self.frame.width() / (self.x_scale.high - self.x_scale.low)
        return float(max(1, round(min(a_round * _BAR_SHARE, 6.0 + 4.0 * self.look.line_px))))

    def lucky_figure(self) -> str:
        return "misalignment"

    def remark(self) -> Remark | None:
        """The largest cause of the present round; without a cursor, of the round with the largest of all.

        Where many runs are shown, in how many of them misalignment is high.
        """
        if self.seen is not None:
            said = luck.counter(self.seen, self.moment)
            return said if self.other is None else luck.of_a(said)
        here, run = self.moment.complete, self.run_
        if run is None:
            return None
        if self.moment.cursor is None:
            here = 1 + int(np.abs(run.ledger).max(axis=-1).argmax())
        if not 1 <= here <= run.last:
            return None
        entries = run.ledger[here - 1]
        largest = int(np.abs(entries).argmax())
        if abs(entries[largest]) < _WORTH_NAMING:
            return None
        name = cause_name(largest, entries[largest])
        short = tr(list(CAUSES.values())[largest].short)
        texts = tr("largest in round {round}: {cause}", round=here, cause=name), name, short
        fills = self._fills[largest, False, bool(entries[largest] < 0)]
        return Remark(texts, fills, self._pens[False])

    def covers(self, place: QRectF) -> bool:
        if not len(self._all_rects):
            return False
        left, top, width, height = self._all_rects.T
        beside = (left > place.right() + 2) | (left + width < place.left() - 2)
        return not bool((beside | (top > place.bottom() + 1) | (top + height < place.top() - 1)).all())

    def _make_bars(self) -> None:
        """Rectangles by cause, edges on whole pixels, present and future apart."""
        self._rects, self._outlines, self._all_rects = [], [], np.zeros((0, 4))
        self._nets = []
        if self._shown[0] is None or not len(self._low):
            return
        scale, frame = self.y_scale, self.frame
        y_low, y_high = (
            np.round(np.clip(
                frame.bottom() - (ends - scale.low) / (scale.high - scale.low) * frame.height(),
                frame.top() - 4, frame.bottom() + 4,
            ))
            for ends in (self._low, self._high)
        )  # fmt: skip
        heights = y_low - y_high
        width = self.bar_width()
        rounds = np.arange(1, len(self._low) + 1)
        lefts = np.round(frame.left() + rounds / self.x_scale.high * frame.width() - width / 2)
        visible = (rounds <= self.moment.revealed) & (rounds <= self.x_scale.high)
        self._make_nets(lefts, width, visible)
        rows, columns = np.nonzero(visible[:, np.newaxis] & (heights >= 1))
        if not len(rows):
            return
        removes = self._high[rows, columns] <= 0  # what takes away hangs down from 0
        looks = np.stack([rows >= self.moment.complete, columns, removes])
        order = np.lexsort(looks[::-1])
        rows, columns, looks = rows[order], columns[order], looks[:, order]
        rects = np.empty((len(rows), 4))
        rects[:, 0], rects[:, 1] = lefts[rows], y_high[rows, columns]
        rects[:, 2], rects[:, 3] = width, heights[rows, columns]
        self._all_rects = rects
        starts = [0, *(np.flatnonzero((np.diff(looks) != 0).any(axis=0)) + 1).tolist()]
        for start, end in zip(starts, [*starts[1:], len(rows)], strict=True):
            pale, column, is_hollow = looks[:, start].tolist()
            self._rects += [(fill, rects[start:end]) for fill in self._fills[column, bool(pale), bool(is_hollow)]]
        # A line of one pixel runs right and below of its coordinates.
        frames = rects - (0, 0, 1, 1)
        outlined = rects[:, 3] >= np.where(looks[2] == 1, _HOLLOW_FROM_PX, _OUTLINED_FROM_PX)
        for pale, part in ((False, outlined & (looks[0] == 0)), (True, outlined & (looks[0] == 1))):
            if part.any():
                self._outlines.append((self._pens[pale], np.ascontiguousarray(frames[part])))

    def _make_nets(self, lefts: Array, width: float, visible: NDArray[np.bool_]) -> None:
        """A dash across each bar at what the round comes to, where rounds both add and take away."""
        if not len(self._net):
            return
        scale, frame = self.y_scale, self.frame
        tall = max(2.0, round(1.5 * self.look.thin_px))
        net = frame.bottom() - (self._net - scale.low) / (scale.high - scale.low) * frame.height()
        marks = np.empty((len(lefts), 4))
        marks[:, 0], marks[:, 1] = lefts - _NET_BEYOND, np.round(net - tall / 2)
        marks[:, 2], marks[:, 3] = width + 2 * _NET_BEYOND, tall
        inside = visible & (net >= frame.top()) & (net <= frame.bottom())
        future = np.arange(len(lefts)) >= self.moment.complete
        for pale in (True, False):
            if (part := inside & (future == pale)).any():
                self._nets.append((pale, np.ascontiguousarray(marks[part])))

    def _paint_bars(self, painter: QPainter) -> None:
        if self.is_side_by_side:
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        painter.setPen(Qt.PenStyle.NoPen)
        for fill, rects in self._rects:
            painter.setBrush(fill)
            draw_rects(painter, rects)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for pen, frames in self._outlines:
            painter.setPen(pen)
            draw_rects(painter, frames)
        painter.setPen(Qt.PenStyle.NoPen)
        ink, card = self.look.color("ink"), self.look.color("card")
        for pale, marks in self._nets:
            painter.setBrush(blend(ink, card, PALE if pale else 1.0))
            draw_rects(painter, marks)
