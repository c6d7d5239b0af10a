"""The focus ring: shown where the keyboard is, not around everything that the mouse has touched."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import ClassVar

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QFocusEvent, QKeyEvent, QPainter, QPen
from PySide6.QtWidgets import QScrollArea, QWidget

from simulator.ui import theme
from simulator.ui.widgets.inside import widgets_in

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


@dataclass(frozen=True, slots=True)
class Spot:
    """The way to a widget from a region that holds it: it leads to its like where all regions have been made anew."""

    region: int
    way: tuple[tuple[type[QWidget], int], ...]

    @staticmethod
    def of(widget: QWidget | None, regions: Sequence[QWidget | None]) -> Spot | None:
        """That of a widget, from the first region that holds it; None where none does."""
        for place, region in enumerate(regions):
            if widget is not None and region is not None and (region is widget or region.isAncestorOf(widget)):
                return Spot(place, tuple(_way(region, widget)))
        return None

    def found(self, regions: Sequence[QWidget | None]) -> QWidget | None:
        """What is there now; where there is no such thing, the first that Tab comes to in what would hold it."""
        here = regions[self.region]
        if here is None:
            return None
        for kind, number in self.way:
            alike = _alike(here, kind)
            if number >= len(alike):
                break
            here = alike[number]
        return next((one for one in (here, *widgets_in(here)) if _stops_tab(one)), None)


def _way(region: QWidget, widget: QWidget) -> Iterator[tuple[type[QWidget], int]]:
    """From parent to child, each as one of its kind."""
    if widget is not region and (parent := widget.parentWidget()) is not None:
        yield from _way(region, parent)
        yield type(widget), _alike(parent, type(widget)).index(widget)


def _stops_tab(widget: QWidget) -> bool:
    return bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus)


def _alike(parent: QWidget, kind: type[QWidget]) -> list[QWidget]:
    return [child for child in parent.children() if type(child) is kind and isinstance(child, QWidget)]


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
