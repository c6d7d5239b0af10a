"""The sheet on which a learner draws the curve that is to come, and on which the run then shows the gap."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QEventPoint,
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPolygonF,
    QTouchEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from simulator.app.lesson import between, gap
from simulator.ui import theme
from simulator.ui.lesson.said import drawn_part
from simulator.ui.text import digits, tr
from simulator.ui.widgets.focus import KeyboardFocus, paint_ring
from simulator.ui.widgets.metrics import font, metrics, scaled

HEIGHT_PX = 168
GAP_TINT = 0.14
"""What a learner expects is in ink: no color of a mechanism, because it is none."""
STEPS = 50
"""Of the y-axis: what is drawn stands on one of them, however it was drawn."""
_STEP_KEYS = {Qt.Key.Key_Up: 1, Qt.Key.Key_Down: -1, Qt.Key.Key_PageUp: 5, Qt.Key.Key_PageDown: -5}
_ROUND_KEYS = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Home: -1000, Qt.Key.Key_End: 1000}


def snapped(value: float, high: float) -> float:
    """The nearest value that can be drawn on an axis from 0 to `high`."""
    return round(min(max(value / high, 0.0), 1.0) * STEPS) / STEPS * high


class Sketch(KeyboardFocus, QWidget):
    """`drawn(values by round, gesture)` follows every stroke of mouse, finger or key. Round 0 is given.

    A gesture lasts from press to release; each key is one.
    """

    drawn = Signal(object, str)

    def __init__(
        self, name: str, start: float, last: int, high: float, parent: QWidget | None = None, *, known: int = 0
    ) -> None:
        """`start` is the value of the last round that is known."""
        super().__init__(parent)
        self.name, self.start, self.last, self.high, self.known = name, start, last, high, known
        self.values: tuple[float | None, ...] = (None,) * last
        self.figures: tuple[float, ...] = ()
        self.is_locked = False
        self.cursor_round = known + 1
        self._line = known, known  # the last that keys drew: from a round to a round
        self._stroke: tuple[int, float] | None = None
        self._finger: int | None = None
        self._gesture = 0
        self.setAttribute(Qt.WidgetAttribute.WA_AcceptTouchEvents)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(tr("Your prediction: {measure}", measure=name))
        theme.notifier().changed.connect(self._follow_theme)
        self._describe()

    def show_drawn(self, values: Sequence[float | None], *, is_locked: bool) -> None:
        """The prediction as it stands."""
        values = tuple(values) or (None,) * self.last
        if (values, is_locked) != (self.values, self.is_locked):
            self.values, self.is_locked = values, is_locked
            self._describe()
            self.update()

    def show_figures(self, figures: Sequence[float]) -> None:
        """What the run has come to, from round 0 on; nothing while the prediction is open."""
        if tuple(figures) != self.figures:
            self.figures = tuple(figures)
            self._describe()
            self.update()

    def snapped(self, value: float) -> float:
        """The nearest value that can be drawn."""
        return snapped(value, self.high)

    def sizeHint(self) -> QSize:
        return QSize(round(scaled(260)), round(scaled(HEIGHT_PX)))

    def minimumSizeHint(self) -> QSize:
        return QSize(round(scaled(120)), round(scaled(HEIGHT_PX)))

    def frame(self) -> QRectF:
        """The sheet without its numbers."""
        line = metrics("help", 400).height()
        left = metrics("help", 400).horizontalAdvance(self._shown(self.high)) + 10
        return QRectF(left, line, self.width() - left - 10, self.height() - 2.2 * line)

    def place(self, round_: float, value: float) -> QPointF:
        """Where a value of a round stands."""
        frame = self.frame()
        return QPointF(
            frame.left() + round_ / self.last * frame.width(),
            frame.bottom() - min(max(value / self.high, 0.0), 1.0) * frame.height(),
        )

    def at(self, point: QPointF) -> tuple[float, float]:
        """Round and value that stand at a point."""
        frame = self.frame()
        across = (point.x() - frame.left()) / frame.width() * self.last
        return across, (frame.bottom() - point.y()) / frame.height() * self.high

    # Drawing it.

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QTouchEvent):
            self._touch(event)
            return True
        return super().event(event)

    def _touch(self, event: QTouchEvent) -> None:
        """One finger draws; others that come down meanwhile do nothing."""
        event.accept()
        if event.type() == QEvent.Type.TouchCancel:
            self._finger = self._stroke = None
            return
        for point in event.points():
            if self._finger is None and point.state() == QEventPoint.State.Pressed:
                self._finger = point.id()
                self._begin(point.position())
            elif point.id() == self._finger and point.state() != QEventPoint.State.Stationary:
                self._stroke_to(point.position())
                if point.state() == QEventPoint.State.Released:
                    self._finger = self._stroke = None

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._begin(event.position())

    def _begin(self, point: QPointF) -> None:
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        self._stroke = None
        self._gesture += 1
        self._stroke_to(point)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if event.buttons() & Qt.MouseButton.LeftButton:
            self._stroke_to(event.position())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._stroke = None

    def keyPressEvent(self, event: QKeyEvent) -> None:
        self.note_key()
        self._gesture += not event.isAutoRepeat()
        key = Qt.Key(event.key())
        if event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            event.ignore()
        elif key in _ROUND_KEYS:
            before = self.cursor_round
            self.cursor_round = min(max(before + _ROUND_KEYS[key], self.known + 1), self.last)
            if self.cursor_round > before and self.values[before - 1] is not None:
                self._carry(before)
            self._describe()
            self.update()
        elif key in _STEP_KEYS:
            here = self.values[self.cursor_round - 1]
            base = self._before(self.cursor_round) if here is None else here
            self._lift(base + _STEP_KEYS[key] * self.high / STEPS)
        else:
            event.ignore()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self._stroke = None
        super().focusOutEvent(event)

    def _stroke_to(self, point: QPointF) -> None:
        across, value = self.at(point)
        round_ = min(max(round(across), self.known + 1), self.last)
        from_, self._stroke, self.cursor_round = self._stroke, (round_, value), round_
        if from_ is None or from_[0] == round_:
            self._put({round_: value})
            return
        low, high = sorted((from_, self._stroke))
        curve = between(low[1], {round_ - low[0]: value for round_, value in (low, high) if round_ > low[0]}, 10**4)
        self._put({low[0]: low[1], **{low[0] + i: curve[i] for i in range(1, high[0] - low[0] + 1)}})

    def _lift(self, value: float) -> None:
        """The value at the cursor; a straight line leads there over rounds that were passed without one."""
        here, (from_, to) = self.cursor_round, self._line
        if to != here or (from_ > self.known and self.values[from_ - 1] is None):
            from_ = max((r for r in range(self.known + 1, here) if self.values[r - 1] is not None), default=self.known)
            self._line = from_, here
        start = self.start if from_ == self.known else self.values[from_ - 1]
        assert start is not None
        self._put({r: v for r, v in between(start, {here: value}, here, from_).items() if r > from_})

    def _carry(self, before: int) -> None:
        """The value of a round goes on to those up to the cursor that have none."""
        value = self.values[before - 1]
        assert value is not None
        empty = {r: value for r in range(before + 1, self.cursor_round + 1) if self.values[r - 1] is None}
        if empty:
            self._put(empty)

    def _before(self, round_: int) -> float:
        known = [value for value in self.values[self.known : round_ - 1] if value is not None]
        return known[-1] if known else self.start

    def _put(self, values: Mapping[int, float]) -> None:
        if not self.is_locked:
            snapped = {round_: self.snapped(value) for round_, value in values.items()}
            self.drawn.emit(snapped, f"stroke {self._gesture}")

    # Showing it.

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            self.paint_ground(painter)
            self.paint_curves(painter)
            if self.shows_ring:
                paint_ring(painter, QRectF(self.rect()), 6)

    def paint_ground(self, painter: QPainter) -> None:
        """What one draws on."""
        look, frame = theme.current(), self.frame()
        painter.fillRect(frame, look.color("field"))
        painter.setPen(QPen(look.color("hairline"), look.thin_px))
        painter.drawRect(frame)
        self._paint_numbers(painter, frame)

    def paint_curves(self, painter: QPainter) -> None:
        """What was drawn, what came, and what lies between."""
        look = theme.current()
        drawn = [(r, v) for r, v in enumerate(self.values, start=1) if v is not None and r > self.known]
        points = [self.place(r, v) for r, v in ((self.known, self.start), *drawn)]
        true = [self.place(r, v) for r, v in enumerate(self.figures) if r >= self.known]
        if len(true) > 1 and len(points) == self.last + 1 - self.known:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(look.color("ink", GAP_TINT))
            painter.drawPolygon(QPolygonF([*points[: len(true)], *reversed(true)]))
            painter.setBrush(Qt.BrushStyle.NoBrush)
        self._paint_line(painter, points, QPen(look.color("ink"), look.line_px * 0.9, Qt.PenStyle.DashLine))
        if len(true) > 1:
            self.paint_true(painter, true)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(look.color("ink"))
        painter.drawEllipse(self.place(self.known, self.start), look.line_px * 1.6, look.line_px * 1.6)
        if self.hasFocus() and not self.is_locked:
            here = self.values[self.cursor_round - 1]
            painter.setPen(QPen(look.color("ink"), look.thin_px * 1.5))
            painter.setBrush(look.color("card"))
            at = self.place(self.cursor_round, self._before(self.cursor_round) if here is None else here)
            painter.drawEllipse(at, look.line_px * 2, look.line_px * 2)

    def paint_true(self, painter: QPainter, points: list[QPointF]) -> None:
        """What came."""
        look = theme.current()
        self._paint_line(painter, points, QPen(look.color("accent"), look.line_px))

    def _paint_line(self, painter: QPainter, points: list[QPointF], pen: QPen) -> None:
        painter.setPen(pen)
        painter.drawPolyline(QPolygonF(points))

    def _paint_numbers(self, painter: QPainter, frame: QRectF) -> None:
        look, line = theme.current(), metrics("help", 400).height()
        painter.setFont(font("help", 400))
        painter.setPen(look.color("secondary"))
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        middle = Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop
        for value in (0.0, self.high / 2, self.high):
            y = self.place(0, value).y()
            painter.drawText(QRectF(0, y - line / 2, frame.left() - 5, line), right, self._shown(value))
        for round_ in (0, self.last // 2, self.last):
            x = self.place(round_, 0).x()
            painter.drawText(QRectF(x - 20, frame.bottom() + 3, 40, line), middle, str(round_))
        word = tr("round")
        painter.drawText(QRectF(frame.left(), frame.bottom() + 3, frame.width() / 2, line), middle, word)

    def _shown(self, value: float) -> str:
        return digits(value, "g") if self.high > 1 else digits(value, ".2f")

    def _describe(self) -> None:
        missing = sum(value is None for value in self.values[self.known :])
        if self.figures and len(self.figures) == self.last + 1 and not missing:
            away = gap(self.values[self.known :], self.figures[1:])
            said = tr("Your curve is {gap} away from the run on average.", gap=self._figure(away))
        elif missing and self.is_locked:
            said = drawn_part(self.values[self.known :])
        elif missing:
            said = tr("{count} of {last} rounds are still to be drawn.", count=missing, last=self.last - self.known)
        else:
            said = tr("The curve is drawn.")
        here = self.values[self.cursor_round - 1]
        if not self.is_locked:
            value = tr("nothing yet") if here is None else self._figure(here)
            said = tr("Round {round}: {value}.", round=self.cursor_round, value=value) + " " + said
        self.setAccessibleDescription(said)

    def _figure(self, value: float) -> str:
        return digits(value, ".1f") if self.high > 1 else digits(value, ".3f")

    def _follow_theme(self) -> None:
        self.updateGeometry()
        self.update()
