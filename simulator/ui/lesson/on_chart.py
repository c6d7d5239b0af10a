"""Predicting on the chart itself: the sheet lies over the plot of the measure, and draws on its axes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QPoint, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen

from simulator.app.lesson import rounds_of
from simulator.scenario.lesson.records import Kind
from simulator.ui import theme
from simulator.ui.charts.group import ChartGroup
from simulator.ui.lesson.measures import highest, name_of
from simulator.ui.lesson.sketch import Sketch
from simulator.ui.text import tr
from simulator.ui.widgets.focus import paint_ring
from simulator.ui.widgets.metrics import breakable, font, metrics

if TYPE_CHECKING:
    from simulator.app.session import Session
    from simulator.ui.charts.chart import Chart
    from simulator.ui.charts.panel import ChartsPanel
    from simulator.ui.charts.rounds_plot import RoundsPlot

SHOWN: tuple[Kind, ...] = ("predict", "vote", "run", "see", "explain")
"""Steps in which what was predicted stays on the chart, beside what came."""

FIGURES = ("horizon", "capability")
"""Measures between which one chart is switched."""

_BARS = 0.25
"""Part of the frame, from below, in which bars may stand."""
_WAITING = 0.05
"""How strongly the room that waits for a curve is tinted."""
_BESIDE_PX = 8.0
_INVITATION_ROLES: tuple[theme.Role, ...] = ("body", "secondary", "help")
_WORDS = int(Qt.AlignmentFlag.AlignCenter) | int(Qt.TextFlag.TextWordWrap)
_AROUND = (-5.0, -5.0, 5.0, 5.0)
"""Where the focus ring runs: around what is drawn on, clear of the axes' words."""


def _between(curve: Sequence[float], at: float) -> float:
    """The value of a curve between two rounds."""
    at = min(max(at, 0.0), len(curve) - 1.0)
    low = min(int(at), len(curve) - 2)
    return curve[low] + (curve[low + 1] - curve[low]) * (at - low)


class ChartSketch(Sketch):
    """A sheet on a chart: it has the chart's axes, and the chart draws what came."""

    def __init__(
        self, chart: Chart, plot: RoundsPlot, name: str, start: float, last: int, high: float, known: int
    ) -> None:
        super().__init__(name, start, last, high, chart, known=known)
        self.chart, self.plot, self._policy = chart, plot, chart.focusPolicy()
        plot.pinned_high = high
        plot.host(self.paint_curves)
        chart.resized.connect(self._cover)
        chart.plot.installEventFilter(self)
        self._cover()
        self.raise_()
        self.show()

    def leave(self) -> None:
        """Give the chart back."""
        self.chart.setFocusPolicy(self._policy)
        self.plot.leaves_labels_out = False
        self.plot.pinned_high = None
        self.plot.host(None)
        self.plot.removeEventFilter(self)
        self.hide()
        self.deleteLater()

    def frame(self) -> QRectF:
        return self.plot.frame

    def place(self, round_: float, value: float) -> QPointF:
        return QPointF(self.plot.px_x(round_), self.plot.px_y(min(max(value, 0.0), self.high)))

    def at(self, point: QPointF) -> tuple[float, float]:
        return self.plot.value_at(point)

    def show_drawn(self, values: Sequence[float | None], *, is_locked: bool) -> None:
        super().show_drawn(values, is_locked=is_locked)
        self.plot.leaves_labels_out = not (is_locked or self._is_empty)  # they would stand on what is drawn
        # What is locked leaves the chart to its own clicks and keys; before, the two are one station of Tab.
        self.chart.setFocusPolicy(self._policy if is_locked else Qt.FocusPolicy.NoFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents, is_locked)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus if is_locked else Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.ArrowCursor if is_locked else Qt.CursorShape.CrossCursor)
        if is_locked and self.hasFocus():
            self.chart.setFocus(Qt.FocusReason.OtherFocusReason)

    def minimumSizeHint(self) -> QSize:
        return QSize(0, 0)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.Move, QEvent.Type.Resize):
            self._cover()
        return False

    def update(self) -> None:  # type: ignore[override]
        super().update()
        self.plot.viewport().update()

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            if not self.is_locked:
                self.paint_ground(painter)
            if self.shows_ring:
                around = QRectF(self.place(0, self.high), self.place(self.last, 0.0)).adjusted(*_AROUND)
                paint_ring(painter, around & QRectF(self.rect()), 4)

    @property
    def _is_empty(self) -> bool:
        """Whether nothing has been drawn."""
        return self.values.count(None) == self.last - (0 if self.values[0] is None else self.known)

    def paint_ground(self, painter: QPainter) -> None:
        look, frame = theme.current(), QRectF(self.place(self.known, self.high), self.place(self.last, 0.0))
        painter.fillRect(frame, look.color("ink", _WAITING))
        if self._is_empty:
            words, ground, role = self.invitation()
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(look.color("card"))  # lines of the grid run behind the words
            painter.drawRoundedRect(ground, 6, 6)
            painter.setFont(font(role, 550))
            painter.setPen(look.color("ink"))
            painter.drawText(ground, _WORDS, words)

    def invitation(self) -> tuple[str, QRectF, theme.Role]:
        """What is written where nothing has been drawn, where, and in what type.

        In the middle, or right of what it would cover; in the largest type that has room.
        """
        frame = QRectF(self.place(self.known, self.high), self.place(self.last, 0.0))
        room = QRectF(0, 0, max(frame.width() - 24, 1), frame.height())
        for role in _INVITATION_ROLES:
            words = breakable(tr("Draw here what you expect"), metrics(role, 550), room.width())
            ground = metrics(role, 550).boundingRect(room, _WORDS, words).adjusted(-8, -3, 8, 3)
            if ground.height() <= frame.height():
                break
        ground.moveCenter(frame.center())
        for label in self.covered():
            if label.intersects(ground):
                ground.moveLeft(min(label.right() + _BESIDE_PX, frame.right() - ground.width()))
        return words, ground, role

    def covered(self) -> list[QRectF]:
        """The labels of the chart's curves, which lie below this."""
        offset = QPointF(self.plot.mapTo(self.chart, QPoint(0, 0)) - self.pos())
        return [label.translated(offset) for label in self.plot.label_places()]

    def paint_curves(self, painter: QPainter) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        super().paint_curves(painter)
        if None in self.values or not self.is_locked:
            return
        look, name = theme.current(), tr("your prediction")
        measured = metrics("help", 400)
        wide = measured.horizontalAdvance(name) + 4
        line = measured.height()
        at = self._room_for(wide, line)
        painter.fillRect(at, look.color("card", 0.82))
        painter.setFont(font("help", 400))
        painter.setPen(QPen(look.color("ink")))
        painter.drawText(at, Qt.AlignmentFlag.AlignCenter, name)

    def paint_true(self, painter: QPainter, points: list[QPointF]) -> None:
        """The chart has it already."""

    def _room_for(self, wide: float, high: float) -> QRectF:
        """Beside the curve, on the side away from what came, where the two are furthest apart and nothing stands."""
        frame, shown, labels = self.frame(), len(self.figures), self.plot.label_places()
        places = []
        for round_, value in enumerate(self.values, start=1):
            if round_ <= self.known:
                continue
            mine, came = value or 0.0, self.figures[round_] if round_ < shown else self.start
            point = self.place(round_, mine)
            left = min(max(point.x() - wide / 2, frame.left() + 4), frame.right() - wide - 4)
            above, below = point.y() - high - 6, point.y() + 6
            for is_outside, top in ((mine >= came, above), (mine < came, below)):
                place = QRectF(left, min(max(top, frame.top()), frame.bottom() - high), wide, high)
                is_low = place.bottom() > frame.bottom() - frame.height() * _BARS
                is_taken = is_low or any(place.intersects(label) for label in labels)
                is_free = abs(place.top() - top) < 1.0 and not is_taken and not self._is_crossed(place)
                places.append((is_free, is_outside, abs(mine - came), -round_, place))
        return max(places, key=lambda one: one[:4])[4]

    def _is_crossed(self, place: QRectF) -> bool:
        """Whether the drawn curve passes through a place."""
        low, high = (self.plot.value_at(QPointF(x, 0.0))[0] for x in (place.left() - 3, place.right() + 3))
        curve = [self.values[0] or 0.0 if self.known else self.start, *(value or 0.0 for value in self.values)]
        inside = [float(round_) for round_ in range(self.last + 1) if low < round_ < high]
        ys = [self.place(x, _between(curve, x)).y() for x in (low, *inside, high)]
        return min(ys) < place.bottom() + 2 and max(ys) > place.top() - 2

    def _cover(self) -> None:
        self.setGeometry(self.chart.plot.geometry())
        self.update()

    def _follow_theme(self) -> None:
        self._cover()


class OnChart(QObject):
    """Puts the sheet on the chart of what a lesson has predicted, and takes it away again.

    `sheet` is the present one; None where there is none, or where no chart over rounds shows the measure.
    """

    def __init__(self, session: Session, charts: ChartsPanel) -> None:
        super().__init__(charts)
        self._session, self._charts, self._play = session, charts, session.lesson
        self.sheet: ChartSketch | None = None
        self._of: tuple[str, int] | None = None
        self._brought: tuple[str, int] | None = None  # that for which the chart was made to show the measure
        self._narrowed: ChartGroup | None = None
        self._play.changed.connect(self.follow)
        session.run_changed.connect(self.follow)
        session.player.moved.connect(self._follow_run)
        charts.view_changed.connect(self.follow)
        theme.notifier().changed.connect(self.follow)
        self.follow()

    def follow(self) -> None:
        """The lesson has moved on, or something has been drawn."""
        play = self._play
        found = self._predicted()
        if found is None or play.lesson is None:
            self._clear()
            self._brought = None
            return
        step, number = found
        measure = play.lesson.steps[number].fields["draw"]
        wanted = (step, number)
        if self._brought == wanted and measure in FIGURES and self._charts.measure != measure:
            self._clear()  # the chart was switched to the other figure since
            return
        if self._of != wanted or self.sheet is None or self.sheet.chart is not self._charts.chart_of(measure):
            self._clear()
            self._make(measure)
            self._of = self._brought = wanted
        if self.sheet is not None:
            answer = play.progress.answers[number]
            is_here = play.step.kind == "predict"
            self.sheet.show_drawn(answer.drawn, is_locked=answer.is_locked or not is_here)
            self._show_alone(self.sheet.chart if is_here and theme.is_presenting() else None)
            self._follow_run()

    def _show_alone(self, chart: Chart | None) -> None:
        """That chart alone in its tab, or all of them in whichever tab one stood alone, in front or not."""
        group = None if chart is None else chart.parentWidget()
        if self._narrowed is not None and self._narrowed is not group:
            self._narrowed.show_only(None)
        self._narrowed = group if isinstance(group, ChartGroup) else None
        if self._narrowed is not None:
            self._narrowed.show_only(chart)

    def _predicted(self) -> tuple[str, int] | None:
        """The lesson and the step of what is to be seen on the chart."""
        play = self._play
        if not play.is_on or play.lesson is None or play.step.kind not in SHOWN:
            return None
        here = play.progress.step
        asked = [number for number, step in enumerate(play.lesson.steps[: here + 1]) if "draw" in step.fields]
        if not asked or (play.step.kind == "predict" and asked[-1] != here):
            return None
        # Before the run the axis says nothing of it, whether a curve was drawn or a bet placed.
        is_to_come = play.step.kind in ("predict", "vote")
        return (play.lesson.slug, asked[-1]) if is_to_come or play.progress.answers[asked[-1]].drawn else None

    def _make(self, measure: str) -> None:
        play, lesson = self._play, self._play.lesson
        chart = self._charts.chart_of(measure)
        if chart is None or lesson is None:
            return
        from simulator.ui.charts.rounds_plot import RoundsPlot

        assert isinstance(chart.plot, RoundsPlot)
        if measure in FIGURES:
            self._charts.show_measure(measure)  # type: ignore[arg-type]
        if self.sheet is not None:
            return  # made already, by whoever heard that the chart shows the other figure
        figures = play.figures(measure)
        high = highest(measure, lesson.scenario.parameters, figures)
        begin, known = play.known_figures(measure)[-1], play.known
        self.sheet = ChartSketch(chart, chart.plot, name_of(measure), begin, rounds_of(lesson), high, known)
        self.sheet.drawn.connect(play.draw)
        self._charts.group.refit()

    def _clear(self) -> None:
        if self.sheet is not None:
            self.sheet.leave()
            self.sheet = None
            self._show_alone(None)
            self._charts.refit()
        self._of = None

    def _follow_run(self) -> None:
        sheet, player = self.sheet, self._session.player
        if sheet is None or not sheet.is_locked or self._of is None:
            return
        assert self._play.lesson is not None
        measure = self._play.lesson.steps[self._of[1]].fields["draw"]
        upto = max(player.complete, player.revealed)
        sheet.show_figures(self._play.figures(measure)[: upto + 1] if upto else ())
