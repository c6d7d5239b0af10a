"""The focus ring: shown where the keyboard is, not around everything that the mouse has touched."""

from __future__ import annotations

from typing import ClassVar

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QFocusEvent, QKeyEvent, QPainter, QPen
from PySide6.QtWidgets import QScrollArea, QWidget

from simulator.ui import theme

RING_PX = 2.0
MARGIN_PX = 8
_KEYBOARD = (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason, Qt.FocusReason.ShortcutFocusReason)


class KeyboardFocus:
    """Mix in before a widget class: `shows_ring` says whether to paint the ring.

    Focus that came by the mouse shows it from the first key on; what the program gives, as what had it before.
    """

    _by_keyboard = False
    _keys_are_in_use: ClassVar[bool] = False

    @property
    def shows_ring(self) -> bool:
        """Whether the widget has the focus and the keyboard is in use."""
        return self._by_keyboard and bool(self.hasFocus())  # type: ignore[attr-defined]

    def focusInEvent(self, event: QFocusEvent) -> None:
        if event.reason() in _KEYBOARD:
            KeyboardFocus._keys_are_in_use = self._by_keyboard = True
        elif event.reason() == Qt.FocusReason.MouseFocusReason:
            KeyboardFocus._keys_are_in_use = self._by_keyboard = False
        elif event.reason() == Qt.FocusReason.OtherFocusReason:
            self._by_keyboard |= KeyboardFocus._keys_are_in_use
        super().focusInEvent(event)  # type: ignore[misc]
        self.update()  # type: ignore[attr-defined]

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)  # type: ignore[misc]
        self.update()  # type: ignore[attr-defined]

    def keyPressEvent(self, event: QKeyEvent) -> None:
        self.note_key()
        super().keyPressEvent(event)  # type: ignore[misc]

    def note_key(self) -> None:
        """The keyboard is in use from here on."""
        KeyboardFocus._keys_are_in_use = True
        if not self._by_keyboard:
            self._by_keyboard = True
            self.update()  # type: ignore[attr-defined]


def bring_into_sight(widget: QWidget) -> None:
    """Scroll every area around a widget that got the focus by something else than Tab."""
    around = widget.parentWidget()
    while around is not None:
        if isinstance(around, QScrollArea):
            around.ensureWidgetVisible(widget, MARGIN_PX, MARGIN_PX)
        around = around.parentWidget()


def paint_ring(painter: QPainter, rect: QRectF, radius: float) -> None:
    """The ring just inside a rectangle."""
    inset = RING_PX / 2
    painter.setPen(QPen(theme.current().color("accent"), RING_PX))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(rect.adjusted(inset, inset, -inset, -inset), radius - inset, radius - inset)
