"""The slider of one parameter: a thin track, a ringed handle, a tick at the default."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, QTimerEvent, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QHideEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QWheelEvent,
)
from PySide6.QtWidgets import QSizePolicy, QSlider, QWidget

from simulator.engine.parameters import Parameter
from simulator.scenario.stops import PAGE_STEPS, Number, nearest, neighbor, stops
from simulator.ui import theme
from simulator.ui.widgets.focus import RING_PX, KeyboardFocus
from simulator.ui.widgets.metrics import scaled
from simulator.ui.widgets.values import counted_text

WHEEL_REST_MS = 400
"""Turns of the wheel within this time belong to one change."""

_STEPS = {
    Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Down: -1, Qt.Key.Key_Up: 1,
    Qt.Key.Key_PageDown: -PAGE_STEPS, Qt.Key.Key_PageUp: PAGE_STEPS,
}  # fmt: skip
_ARROWS = {key: steps * PAGE_STEPS for key, steps in _STEPS.items() if abs(steps) == 1}
_NOTCH = 120


class Slider(KeyboardFocus, QSlider):
    """Positions are the stops of the parameter's range (scenario/stops.py); its value may lie between two of them.

    `sliderPressed` and `sliderReleased` enclose every change: a drag, a key that is held, some turns of the wheel.
    `picked(value)` follows each move in between. The widget is wider than its track by OVERHANG_PX on each side, so
    that handle and focus ring are whole at both ends.
    """

    picked = Signal(object)

    takes_ctrl_arrows: ClassVar[bool] = False
    """While something is presented Page keys go from step to step of the lesson, and Ctrl+arrows take large steps."""

    OVERHANG_PX = 8
    HEIGHT_PX = 24
    _TRACK_PX = 4.0
    _HANDLE_PX = 16.0

    def __init__(self, row: Parameter, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self._row = row
        self._stops = stops(row)
        self._default: Number = self._stops[nearest(self._stops, float(row.default))]
        self._value: Number = self._default
        # Whole numbers keep their own figures as positions: assistive technology reads positions.
        self._first = int(self._stops[0]) if row.integer and row.scale == "linear" else 0
        self._grip = 0.0
        self._held_value: Number = self._value
        self._held_by: str = ""
        self._is_on_handle = False
        self._turned = 0
        self._wheel_rest = 0  # a timer of this object's own: a QBasicTimer would go on when Qt has deleted the slider
        self.setRange(self._first, self._first + len(self._stops) - 1)
        self.setPageStep(PAGE_STEPS)
        self.show_value(self._default)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.valueChanged.connect(self._pick)

    @property
    def exact_value(self) -> Number:
        """The value shown, also where it lies between two stops."""
        return self._value

    @property
    def values(self) -> Sequence[Number]:
        """The values at which it can stand, from the least on."""
        return self._stops

    @property
    def spoken(self) -> str:
        """The value shown, with its unit, as it is read aloud."""
        return counted_text(self._row, self._value)

    def take(self, value: float) -> None:
        """Move to the stop nearest to a value, as one change by hand."""
        self._hold("default")
        self._move_to(nearest(self._stops, value))
        self.let_go()

    def show_value(self, value: Number) -> None:
        """Stand at a value, or at the stop nearest to it; nothing is emitted."""
        self._value = value
        blocked = self.blockSignals(True)
        self.setValue(self._first + nearest(self._stops, value))
        self.blockSignals(blocked)

    def neighbor(self, steps: int) -> Number:
        """The value some steps further, at most the end of the range."""
        return self._stops[neighbor(self._stops, self._value, steps)]

    def restore_default(self) -> None:
        """Back to the table's default, as one change."""
        self.take(self._default)

    def handle_center(self) -> QPointF:
        """Where the handle is, in the widget's coordinates."""
        return QPointF(self._x_of(self.value() - self._first), self.height() / 2)

    def sizeHint(self) -> QSize:
        return QSize(round(scaled(160)), round(scaled(self.HEIGHT_PX)))

    def minimumSizeHint(self) -> QSize:
        return QSize(round(scaled(64)), round(scaled(self.HEIGHT_PX)))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() != Qt.MouseButton.LeftButton or self._held_by == "mouse":
            event.ignore()
            return
        self.let_go()
        offset = event.position().x() - self.handle_center().x()
        self._is_on_handle = abs(offset) <= scaled(self._HANDLE_PX + 8) / 2
        if self._is_on_handle and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.restore_default()
            return
        self._grip = offset if self._is_on_handle else 0.0
        self._hold("mouse")
        if not self._is_on_handle:
            self._drag_to(event.position().x())
        self.update()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._held_by == "mouse":
            self._drag_to(event.position().x() - self._grip)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and self._held_by == "mouse":
            self.let_go()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        # Two quick clicks on the track are two jumps; only two on the handle mean the default.
        if event.button() == Qt.MouseButton.LeftButton and self._is_on_handle:
            self.restore_default()
        else:
            self.mousePressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        if not self.hasFocus() or self._held_by in ("mouse", "key"):
            event.ignore()
            return
        self._turned += event.angleDelta().y()
        steps = int(self._turned / _NOTCH)
        self._turned -= steps * _NOTCH
        if steps:
            self._hold("wheel")
            self._move_by(steps)
        self._end_wheel_rest()
        self._wheel_rest = self.startTimer(WHEEL_REST_MS)
        event.accept()

    def timerEvent(self, event: QTimerEvent) -> None:
        if event.timerId() == self._wheel_rest:
            self._end_wheel_rest()
            self._turned = 0
            if self._held_by == "wheel":
                self.let_go()
        else:
            super().timerEvent(event)

    def _end_wheel_rest(self) -> None:
        if self._wheel_rest:
            self.killTimer(self._wheel_rest)
            self._wheel_rest = 0

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self._held_by == "mouse":
            if event.key() == Qt.Key.Key_Escape:
                self._cancel()
            return
        key = Qt.Key(event.key())
        is_plain = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier == Qt.KeyboardModifier.NoModifier
        taken = _ARROWS if self._is_large(event) else _STEPS if is_plain else {}
        if key not in taken and not (is_plain and key in (Qt.Key.Key_Home, Qt.Key.Key_End)):
            event.ignore()
            return
        self.note_key()
        self._hold("key")
        if key in taken:
            steps = taken[key]
            if self.isRightToLeft() and key in (Qt.Key.Key_Left, Qt.Key.Key_Right):
                steps = -steps
            self._move_by(steps)
        else:
            self._move_to(0 if key == Qt.Key.Key_Home else len(self._stops) - 1)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and self._is_large(event):
            event.accept()  # else it would move the round
            return True
        if event.type() == QEvent.Type.WindowBlocked:
            self.let_go()  # a dialog has opened: the button's release goes there
        return super().event(event)

    def _is_large(self, event: QKeyEvent) -> bool:
        """Whether a key is an arrow with Ctrl while that means a large step."""
        modifiers = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        is_arrow = Qt.Key(event.key()) in _ARROWS and modifiers == Qt.KeyboardModifier.ControlModifier
        return self.takes_ctrl_arrows and is_arrow

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        if self._held_by == "key" and not event.isAutoRepeat():
            self.let_go()
        else:
            super().keyReleaseEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        if self._held_by != "mouse":
            self.let_go()
        super().focusOutEvent(event)

    def hideEvent(self, event: QHideEvent) -> None:
        self.let_go()
        super().hideEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.EnabledChange and not self.isEnabled():
            self.let_go()
        super().changeEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        look = theme.current()
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            hue = look.color("accent" if self.isEnabled() else "secondary", 1.0 if self.isEnabled() else 0.55)
            handle = self.handle_center()
            start, half = scaled(self.OVERHANG_PX), scaled(self._TRACK_PX) / 2
            track = QRectF(start, handle.y() - half, self.width() - 2 * start, 2 * half)
            painter.setBrush(look.color("hairline"))
            painter.drawRoundedRect(track, half, half)
            filled = QRectF(track)
            if self.isRightToLeft():
                filled.setLeft(handle.x())
            else:
                filled.setRight(handle.x())
            if filled.width() > 0:
                painter.setBrush(hue)
                painter.drawRoundedRect(filled, half, half)
            self._paint_default(painter, handle)
            self._paint_handle(painter, handle, hue)

    def _paint_default(self, painter: QPainter, handle: QPointF) -> None:
        """A small tick under the track; hidden while the handle stands on it."""
        x = self._x_of(nearest(self._stops, self._default))
        if abs(x - handle.x()) < scaled(self._HANDLE_PX) / 4:
            return
        top = handle.y() + scaled(self._TRACK_PX) / 2 + scaled(2)
        painter.setPen(QPen(theme.current().color("secondary", 0.75), max(1.2, scaled(1.4)), Qt.PenStyle.SolidLine))
        painter.drawLine(QPointF(x, top), QPointF(x, top + scaled(4)))
        painter.setPen(Qt.PenStyle.NoPen)

    def _paint_handle(self, painter: QPainter, handle: QPointF, hue: object) -> None:
        look = theme.current()
        radius = scaled(self._HANDLE_PX) / 2
        if self.isEnabled() and (self.hasFocus() or self.isSliderDown() or self.underMouse()):
            painter.setBrush(look.color("accent", 0.22 if self.hasFocus() or self.isSliderDown() else 0.12))
            painter.drawEllipse(handle, radius * 1.5, radius * 1.5)
        ring = max(2.0, scaled(2))
        painter.setPen(QPen(hue, ring))  # type: ignore[call-overload]
        painter.setBrush(look.color("card"))
        painter.drawEllipse(handle, radius - ring / 2, radius - ring / 2)
        if self.shows_ring:
            painter.setPen(QPen(look.color("accent"), RING_PX))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            outer = radius * 1.5 - RING_PX / 2
            painter.drawEllipse(handle, outer, outer)

    def _travel(self) -> tuple[float, float]:
        """Leftmost x of the handle's center, and how far it goes."""
        inset = scaled(self.OVERHANG_PX + self._HANDLE_PX / 4)
        return inset, max(self.width() - 2 * inset, 1.0)

    def _x_of(self, index: int) -> float:
        start, length = self._travel()
        share = index / max(len(self._stops) - 1, 1)
        return start + length * (1 - share if self.isRightToLeft() else share)

    def _drag_to(self, x: float) -> None:
        start, length = self._travel()
        share = min(max((x - start) / length, 0.0), 1.0)
        last = len(self._stops) - 1
        self.setValue(self._first + round((1 - share if self.isRightToLeft() else share) * last))

    def _move_by(self, steps: int) -> None:
        self._move_to(neighbor(self._stops, self._value, steps))

    def _move_to(self, index: int) -> None:
        """To a stop, also from a value that is only near it."""
        if self.value() != self._first + index:
            self.setValue(self._first + index)
        elif self._value != self._stops[index]:
            self._pick(self.value())

    def _pick(self, position: int) -> None:
        self._value = self._stops[position - self._first]
        self.picked.emit(self._value)

    def _hold(self, by: str) -> None:
        if not self._held_by:
            self._held_by, self._held_value = by, self._value
            self.setSliderDown(True)

    def let_go(self) -> None:
        """What holds it, a button, a key or the wheel, does so no more."""
        if self._held_by:
            self._held_by = ""
            self.setSliderDown(False)
            self.update()

    def _cancel(self) -> None:
        """Let go where the drag began."""
        held = self._held_value
        self.show_value(held)
        self.picked.emit(held)
        self.let_go()
