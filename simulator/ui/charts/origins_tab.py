"""The tab "Origins": two charts, what began the errors of each round, and when those of the present round began.

Bars are the closed form; dots are counted in sampled trees, and lie on the bars because the trees are the model.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterator

import numpy as np
from PySide6.QtCore import QLineF, QPointF, QRectF
from PySide6.QtGui import QHideEvent, QPainter, QPen, QShowEvent
from PySide6.QtWidgets import QBoxLayout, QWidget

from simulator.app.session import Session
from simulator.engine.iterate import Run
from simulator.engine.outcome import Array
from simulator.ui.charts import words
from simulator.ui.charts.axis import Scale, share_scale
from simulator.ui.charts.chart import Chart
from simulator.ui.charts.group import LABELS_AT_MOST, ChartGroup
from simulator.ui.charts.names import Named, lines_each
from simulator.ui.charts.origins import (
    STACKS,
    TITLES,
    WHEN_TITLES,
    WORTH_NAMING,
    WRONG,
    Wrong,
    find,
    grouped,
    is_found,
    shares,
    summary,
    when_summary,
)
from simulator.ui.charts.plot import Moment
from simulator.ui.charts.sampling import Sampler
from simulator.ui.charts.spacing import spread_apart
from simulator.ui.charts.stacks import Dot, Stack, StackPlot, dot_of
from simulator.ui.charts.tabs import QuietTabs
from simulator.ui.text import digits, mark, tr
from simulator.ui.theme import Theme
from simulator.ui.turns import Work

_NAME_GAP, _SWATCH_GAP = 10.0, 6.0
_CURSOR_DASHES = [3.0, 3.0]
_NOTHING = 1e-5
"""A share of which nothing can be expected in a few thousand trees."""


class OriginsPlot(StackPlot):
    """What both charts share: the errors that are shown, and their parts."""

    def __init__(self, look: Theme | None = None) -> None:
        self.wrong: Wrong = "misaligned"
        super().__init__(look)

    def stacks(self) -> tuple[Stack, ...]:
        return STACKS[self.wrong]

    def hue(self) -> str:
        return self.wrong

    def set_wrong(self, wrong: Wrong) -> None:
        """Show the other errors."""
        self.wrong = wrong
        if self.run_ is not None:
            self.show_run(self.run_, self.moment)

    @abstractmethod
    def totals(self, run: Run, here: int) -> Array:
        """How high the bars of a run are, as far as they are to be seen; `here` is its present round."""

    def paint_words(self, painter: QPainter) -> None:
        super().paint_words(painter)
        if self.run_ is not None and self.other is not None:
            self._paint_other(painter, self.run_, self.other)

    def _paint_other(self, painter: QPainter, run: Run, other: Run) -> None:
        """How high B's bars would be: a dash across each."""
        half = self.bar_width() / 2 + 3.0
        totals = self.totals(other, self.moment.beside(run, other).complete).tolist()
        painter.setPen(QPen(self.look.color(self.wrong), self.look.line_px))
        painter.drawLines([
            QLineF(self.px_x(round_) - half, self.px_y(total), self.px_x(round_) + half, self.px_y(total))
            for round_, total in enumerate(totals) if self.x_scale.contains(round_)
        ])  # fmt: skip

    def scale_up_to(self, top: float) -> Scale:
        """A scale of shares up to this height."""
        return share_scale(0.0, top, self.frame.height(), self.tick_metrics.height() * 1.5)


class What(OriginsPlot):
    """A bar for each round, of all its wrong answers; beside it their origins by name, at the present round."""

    def title(self) -> str:
        title = tr(TITLES[self.wrong])
        return title if self.other is None else tr("A: {title}; dashes = B", title=title)

    def titles(self) -> tuple[str, ...]:
        return _titles(self.title(), tr("Origins"), is_compared=self.other is not None)

    def summary(self, run: Run, upto: int) -> str:
        return summary(run, upto, self.wrong)

    def other_summary(self, other: Run, upto: int) -> str:
        return summary(other, upto, self.wrong)

    def heights(self, run: Run, moment: Moment) -> Array:
        heights: Array = shares(run, self.wrong).sum(axis=-1)[: max(moment.revealed, moment.complete) + 1]
        return heights

    def pale_from(self, moment: Moment) -> int:
        return moment.complete + 1

    def y_of(self, run: Run) -> Scale:
        top = float(self._totals(run).max())
        return self.scale_up_to(top if self.other is None else max(top, float(self._totals(self.other).max())))

    def _totals(self, run: Run) -> Array:
        """All wrong answers, round by round."""
        figures = run.misaligned if self.wrong == "misaligned" else run.error
        return np.asarray(figures.mean(axis=1))

    def totals(self, run: Run, here: int) -> Array:
        upto = self.moment.revealed if self.run_ is None else self.moment.beside(self.run_, run).revealed
        return self._totals(run)[: upto + 1]

    def dots(self) -> Iterator[Dot]:
        for round_, counted in self.sampled.items():
            if round_ < len(self._heights):
                by_depth = grouped(counted.by_depth, self.wrong).sum(axis=-1)
                yield from self.dots_of_bar(round_, by_depth, counted.trees_per_depth)

    def needed_right(self) -> float:
        names = max(self.label_metrics.horizontalAdvance(tr(stack.name)) for stack in self.stacks())
        figure = self.label_metrics.horizontalAdvance(" 0.000")
        return _NAME_GAP + self._swatch() + _SWATCH_GAP + names + figure + 4.0

    def round_at(self, point: QPointF) -> float | None:
        if self.run_ is None:
            return None
        return min(max(self.value_at(point)[0], 0.0), float(self.run_.last))

    def tip(self, point: QPointF) -> str:
        round_, run = self.pointed(point), self.run_
        if round_ is None or run is None:
            return ""
        parts = shares(run, self.wrong)[round_].sum(axis=-1)
        head = mark("misaligned answers {value}") if self.wrong == "misaligned" else mark("honest errors {value}")
        lines = [tr("Round {round}", round=round_), tr(head, value=words.share(float(parts.sum())))]
        lines += self.tip_parts(parts)
        if counted := self.sampled.get(round_):
            found = float(grouped(counted.by_depth, self.wrong).mean(axis=0).sum())
            text = mark("{value} counted in {count} sampled trees")
            lines.append(tr(text, count=digits(counted.trees, ","), value=words.share(found)))
        return "\n".join(lines)

    def paint_words(self, painter: QPainter) -> None:
        if self.run_ is None:
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_cursor(painter)
        super().paint_words(painter)
        self._paint_names(painter, self.run_)
        self._paint_note(painter)

    def _paint_cursor(self, painter: QPainter) -> None:
        cursor = self.moment.cursor
        if cursor is not None and self.x_scale.contains(cursor):
            x = round(self.px_x(cursor)) + 0.5
            pen = QPen(self.look.color("secondary"), self.look.thin_px)
            pen.setDashPattern(_CURSOR_DASHES)
            painter.setPen(pen)
            painter.drawLine(QPointF(x, self.frame.top() - 3), QPointF(x, self.frame.bottom()))

    def _swatch(self) -> float:
        return float(round(self.label_metrics.capHeight() * 1.15))

    def _paint_names(self, painter: QPainter, run: Run) -> None:
        """Each origin with its share in the present round, beside the height of its part of that bar."""
        parts = shares(run, self.wrong)[self.moment.complete].sum(axis=-1)
        tops, line = np.cumsum(parts), self.label_metrics.height()
        named = [i for i in range(len(parts)) if parts[i] >= WORTH_NAMING]
        # Where there is too little room for all, the smallest have no name.
        most = max(int((self.frame.bottom() + line * 0.4) / line), 1)
        named = sorted(sorted(named, key=parts.__getitem__, reverse=True)[:most])
        # Counted upwards, so that of parts at the same height the upper one stays above.
        wanted = [-min(max(self.px_y(float(tops[i] - parts[i] / 2)), 0.0), self.frame.bottom()) for i in named]
        side, left = self._swatch(), self.frame.right() + _NAME_GAP
        names = [
            Named(
                tr(self.stacks()[i].name), words.share(float(parts[i])), left + side + _SWATCH_GAP, self.width() - 2.0,
                self.label_metrics,
            )
            for i in named
        ]  # fmt: skip
        deepest = self.frame.bottom() + line * 0.4
        count = lines_each(names, deepest / line)
        places = spread_apart(wanted, count * line, -deepest, 0.0)
        color = self.look.color("misaligned_text" if self.wrong == "misaligned" else "secondary")
        for i, name, place in zip(named, names, places, strict=True):
            lines = name.lines(-place, line, count)
            middle = lines[0].place.center().y()
            self.paint_sample(painter, QRectF(round(left), round(middle - side / 2), side, side), i)
            for part in lines:
                self.write(painter, part.place, part.text, color, self.label_font, self.label_metrics, part.whole)

    def _paint_note(self, painter: QPainter) -> None:
        """What the dots are, where no bar stands: at the side where they are lower."""
        if not self.sampled:
            return
        text = tr("dots: counted in {count} trees each", count=digits(next(iter(self.sampled.values())).trees, ","))
        size, line = self.tick_metrics.horizontalAdvance(text) + 4, self.tick_metrics.height()
        tops = [*enumerate(self._heights.sum(axis=1).tolist()), *((dot.x, dot.high) for dot in self.dots())]
        for left in (self.frame.left() + 4, self.frame.right() - size - 4):
            place = QRectF(left, self.frame.top() + 2, size, line)
            first, _ = self.value_at(place.topLeft() - QPointF(12, 0))
            last, low = self.value_at(place.bottomRight() + QPointF(12, 4))
            if self.frame.contains(place) and all(high < low for x, high in tops if first <= x <= last):
                self.write(painter, place, text, self.look.color("secondary"), self.note_font, self.tick_metrics)
                return


class When(OriginsPlot):
    """A bar for each round in which errors of the present round began, by origin."""

    x_name = mark("round")

    def title(self) -> str:
        title = tr(WHEN_TITLES[self.wrong], round=self.moment.complete)
        return title if self.other is None else tr("A: {title}; dashes = B", title=title)

    def titles(self) -> tuple[str, ...]:
        return _titles(self.title(), tr("When it began"), is_compared=self.other is not None)

    def summary(self, run: Run, upto: int) -> str:
        return when_summary(run, self.moment.complete, self.wrong)

    def other_summary(self, other: Run, upto: int) -> str:
        here = self.moment.complete if self.run_ is None else self.moment.beside(self.run_, other).complete
        return when_summary(other, here, self.wrong)

    def totals(self, run: Run, here: int) -> Array:
        return np.asarray(shares(run, self.wrong)[here].sum(axis=0)[: here + 1])

    def heights(self, run: Run, moment: Moment) -> Array:
        here = moment.complete
        return np.ascontiguousarray(shares(run, self.wrong)[here].T[: here + 1])

    def pale_from(self, moment: Moment) -> int:
        return moment.complete + 1

    def y_of(self, run: Run) -> Scale:
        # One scale for all rounds of a run, so that it stays while one moves through them.
        runs = [one for one in (run, self.other) if one is not None]
        return self.scale_up_to(max(float(shares(one, self.wrong)[1:].sum(axis=1).max(initial=0.0)) for one in runs))

    def dots(self) -> Iterator[Dot]:
        counted = self.sampled.get(self.moment.complete)
        if counted is not None:
            by_depth = grouped(counted.by_depth, self.wrong).sum(axis=-2)
            for since in np.flatnonzero(self._heights.sum(axis=1) > _NOTHING).tolist():
                yield dot_of(since, by_depth[:, since], counted.trees_per_depth)

    def tip(self, point: QPointF) -> str:
        since, run, here = self.pointed(point), self.run_, self.moment.complete
        if since is None or run is None:
            return ""
        parts = shares(run, self.wrong)[here, :, since]
        lines = [
            tr("Errors of round {round} that began in round {since}", round=here, since=since),
            tr("{value} of all answers", value=words.share(float(parts.sum()))),
        ]
        return "\n".join(lines + self.tip_parts(parts))


class OriginsTab(ChartGroup):
    """What began, and when; a switch between misaligned answers and honest errors. Dots follow when all is at rest."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        self._switch = QuietTabs([tr(word) for word in WRONG.values()], tr("Which errors the charts show"), "help")
        self._plots = What(), When()
        self._sampler = Sampler()
        charts = Chart(session, self._plots[0], self._switch), Chart(session, self._plots[1])
        super().__init__(session, charts, QBoxLayout.Direction.LeftToRight, parent)
        self._sampler.setParent(self)
        layout = self.layout()
        assert isinstance(layout, QBoxLayout)
        for index, share in enumerate((3, 2)):
            layout.setStretch(index, share)
        self._switch.currentChanged.connect(self._take_switch)
        self._sampler.counted.connect(self._show_sampled)
        session.player.started.connect(self._sample)
        session.player.paused.connect(self._sample)

    @property
    def wrong(self) -> Wrong:
        """Which errors are shown."""
        return self._plots[0].wrong

    def show_wrong(self, wrong: Wrong) -> None:
        """Show the other errors."""
        self._switch.setCurrentIndex(list(WRONG).index(wrong))

    def set_margins(self) -> None:
        # The charts stand beside each other and only one has names: each takes the room it needs.
        for plot in self._plots:
            plot.set_margins(plot.needed_left(), min(plot.needed_right(), plot.width() * 1.5 * LABELS_AT_MOST))

    def takes_long(self) -> bool:
        return not all(is_found(run) for run in self._runs())

    def prepared(self) -> Work:
        for run in self._runs():
            yield from find(run)

    def _runs(self) -> list[Run]:
        return [run for run in (self._session.run, self._session.other_run) if run is not None]

    def _take_switch(self, index: int) -> None:
        for plot in self._plots:
            plot.set_wrong(list(WRONG)[index])
        for chart in self.charts:
            chart.describe_anew()
        self.refit()
        for chart in self.charts:
            chart.update()

    def _show(self) -> None:
        before = self.charts[1].plot.title()
        if self._sampler.take(self._session.run):
            self._show_sampled()
        super()._show()
        if self.charts[1].plot.title() != before:
            self.charts[1].update()
        self._sample()

    def _sample(self) -> None:
        """Count trees, if there is time for it, and once the run is shown of which they are."""
        player, waits = self._session.player, self._is_stale or self._session.is_dragging
        if self.isVisible() and not player.is_playing and not waits:
            self._sampler.want(player.complete, max(player.revealed, player.complete))
        else:
            self._sampler.rest()

    def _show_sampled(self) -> None:
        for plot in self._plots:
            plot.show_sampled(self._sampler.sampled)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._sample()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._sampler.rest()


def _titles(title: str, shortly: str, *, is_compared: bool) -> tuple[str, ...]:
    """From the longest to the shortest."""
    return (title, tr("A: {title}", title=shortly), shortly) if is_compared else (title, shortly)
