"""The scrub bar: a line with a tick for each round, and a handle that can be drawn to any moment of the run."""

from __future__ import annotations

from math import ceil

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QWheelEvent
from PySide6.QtWidgets import QSizePolicy, QSlider, QWidget

from simulator.app.player import Player
from simulator.ui import theme
from simulator.ui.text import tr
from simulator.ui.widgets.focus import RING_PX, KeyboardFocus
from simulator.ui.widgets.metrics import scaled

_TICK_STEPS = (1, 2, 5, 10, 20)
_TICKS_APART_PX = 12.0
"""Ticks closer than this would read as one dotted line."""

_SNAP_PX = 7.0
"""Let go this near to the end of a round, the handle goes there."""

_MOMENTS_APART_PX = 14.0
"""Where rounds are closer than this, the handle goes from round to round: moments in between could not be aimed at."""


class ScrubBar(KeyboardFocus, QSlider):
    """Where the player is, in rounds; 4.3 is a third of the way through round 5. Time runs from left to right.

    Its value, for assistive technology, is the last completed round. Keys are left to the transport around it.
    """

    _TRACK_PX = 3.0
    _HANDLE_PX = 14.0
    _INSET_PX = 15.0

    def __init__(self, player: Player, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self._player = player
        self._grip = 0.0
        self._is_grabbed = False
        self.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(tr("Position in the run"))
        self.setToolTip(tr("Drag to any moment of the run (Left and Right: one round, Home and End: its ends)"))
        self.valueChanged.connect(self._seek)
        self.follow_run()

    def follow_run(self) -> None:
        """Another run may have another length."""
        blocked = self.blockSignals(True)
        self.setRange(0, self._player.last)
        self.blockSignals(blocked)
        self.follow_position()

    def follow_position(self) -> None:
        """Stand where the player is."""
        blocked = self.blockSignals(True)
        self.setValue(self._player.complete)
        self.blockSignals(blocked)
        self.update()

    def position_in_rounds(self) -> float:
        """Where the player is, from 0 to the last round."""
        return max(self._player.round - 1 + self._player.progress, 0.0) if self._player.round else 0.0

    def x_of(self, rounds: float) -> float:
        """The x of a position in rounds."""
        start, length = self._travel()
        return start + length * rounds / max(self._player.last, 1)

    def tick_step(self) -> int:
        """Every how many rounds there is a tick."""
        apart = self._travel()[1] / max(self._player.last, 1)
        return next((step for step in _TICK_STEPS if step * apart >= scaled(_TICKS_APART_PX)), _TICK_STEPS[-1])

    def sizeHint(self) -> QSize:
        return QSize(round(scaled(344)), round(scaled(44)))

    def minimumSizeHint(self) -> QSize:
        return QSize(round(scaled(90)), round(scaled(44)))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() != Qt.MouseButton.LeftButton:
            event.ignore()
            return
        x = event.position().x()
        offset = x - self.x_of(self.position_in_rounds())
        is_on_handle = abs(offset) <= scaled(self._HANDLE_PX + 8) / 2
        self._grip = offset if is_on_handle else 0.0
        self._is_grabbed = True
        self._player.pause()
        if not is_on_handle:
            self._drag_to(x)
        self.update()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._is_grabbed &= bool(event.buttons() & Qt.MouseButton.LeftButton)  # a dialog may have got the release
        if self._is_grabbed:
            self._drag_to(event.position().x() - self._grip)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() != Qt.MouseButton.LeftButton or not self._is_grabbed:
            return
        self._is_grabbed = False
        here = self.position_in_rounds()
        if here != round(here) and abs(self.x_of(here) - self.x_of(round(here))) <= scaled(_SNAP_PX):
            self._player.seek(round(here))
        self.update()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self.mousePressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        self.note_key()
        event.ignore()

    def paintEvent(self, event: QPaintEvent) -> None:
        look = theme.current()
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            start, length = self._travel()
            middle, half = self.height() / 2, scaled(self._TRACK_PX) / 2
            here = self.position_in_rounds()
            x = self.x_of(here)
            painter.setBrush(look.color("hairline"))
            painter.drawRoundedRect(QRectF(start, middle - half, length, 2 * half), half, half)
            painter.setBrush(look.color("accent"))
            painter.drawRoundedRect(QRectF(start, middle - half, x - start, 2 * half), half, half)
            self._paint_ticks(painter, here, middle)
            radius = scaled(self._HANDLE_PX) / 2
            at = QPointF(x, middle)
            if self._is_grabbed or self.underMouse():
                painter.setBrush(look.color("accent", 0.22 if self._is_grabbed else 0.12))
                painter.drawEllipse(at, radius * 1.6, radius * 1.6)
            painter.setBrush(look.color("accent"))
            painter.drawEllipse(at, radius - scaled(1), radius - scaled(1))
            if self.shows_ring:
                painter.setPen(QPen(look.color("accent"), RING_PX))
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.drawEllipse(at, radius * 1.6 - 1, radius * 1.6 - 1)

    def _paint_ticks(self, painter: QPainter, here: float, middle: float) -> None:
        look = theme.current()
        size = scaled(2.2)
        passed, ahead = look.color("accent"), look.color("secondary", 0.4)
        last = self._player.last
        for round_ in range(0, last + 1, self.tick_step()):
            painter.setBrush(passed if round_ <= here else ahead)
            painter.drawEllipse(QPointF(self.x_of(round_), middle), size, size)

    def _travel(self) -> tuple[float, float]:
        """Leftmost x of the handle's center, and how far it goes."""
        inset = scaled(self._INSET_PX)
        return inset, max(self.width() - 2 * inset, 1.0)

    def _drag_to(self, x: float) -> None:
        start, length = self._travel()
        last = self._player.last
        rounds = min(max((x - start) / length, 0.0), 1.0) * last
        if length / max(last, 1) < scaled(_MOMENTS_APART_PX):
            self._player.seek(round(rounds))
        else:
            round_ = ceil(rounds)
            self._player.scrub(round_, rounds - (round_ - 1))

    def _seek(self, round_: int) -> None:
        """Assistive technology has set the value."""
        self._player.seek(round_)
