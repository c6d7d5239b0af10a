"""Words, and what can be done, in one line; where that has no room, the buttons stand in lines of their own."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QRect, QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QPushButton, QSizePolicy, QStyle, QWidget

_GAP_PX = 2
_REMARK_PX = 160
"""A remark that would have less than this, and needs it, has a line of its own."""

_NEWS = (QEvent.Type.LayoutRequest, QEvent.Type.Show, QEvent.Type.LayoutDirectionChange)
"""A word is another, a button comes or goes; Qt asks nobody who is hidden."""


class WrappedRow(QWidget):
    """A title, a remark that may be cut, and buttons at the end. In little room the title gives way, then lines wrap.

    No button is ever cut: who is to press it has to read it.
    """

    def __init__(self, title: QWidget, remark: QWidget, buttons: Sequence[QPushButton], parent: QWidget) -> None:
        super().__init__(parent)
        self._title, self._remark, self._buttons = title, remark, tuple(buttons)
        for part in (title, remark, *buttons):
            part.setParent(self)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return max(place.bottom() + 1 for _, place in self._placed(width))

    def sizeHint(self) -> QSize:
        wide = sum(part.sizeHint().width() + _GAP_PX for part in (self._title, *self._shown()))
        return QSize(wide, self._line())

    def minimumSizeHint(self) -> QSize:
        return QSize(max((one.sizeHint().width() for one in self._shown()), default=0), self._line())

    def event(self, event: QEvent) -> bool:
        if event.type() in _NEWS:
            self.updateGeometry()
            self._place()
        return super().event(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place()

    def _place(self) -> None:
        for part, place in self._placed(self.width()):
            part.setGeometry(QStyle.visualRect(self.layoutDirection(), self.rect(), place))

    def _shown(self) -> list[QPushButton]:
        return [one for one in self._buttons if not one.isHidden()]

    def _line(self) -> int:
        return max(part.sizeHint().height() for part in (self._title, *self._buttons))

    def _placed(self, width: int) -> list[tuple[QWidget, QRect]]:
        """All parts in a width, from left to right and top to bottom."""
        line, shown = self._line(), self._shown()
        wide = [one.sizeHint().width() for one in shown]
        title, together = self._title.sizeHint().width(), sum(wide) + _GAP_PX * len(wide)
        remark = self._remark.sizeHint().width()
        if title + together + (min(remark, _REMARK_PX) + 5 * _GAP_PX if remark else 0) <= width:
            placed: list[tuple[QWidget, QRect]] = [(self._title, QRect(0, 0, title, line))]
            left = width - together
            placed.append((self._remark, QRect(title + 4 * _GAP_PX, 0, max(left - title - 5 * _GAP_PX, 0), line)))
            top = 0
        else:
            top = line if remark else 0
            placed = [(self._title, QRect(0, 0, 0, 0)), (self._remark, QRect(0, 0, width if remark else 0, line))]
            left = 0
        x = left
        for one, needed in zip(shown, wide, strict=True):
            if x > left and x + needed > width:
                x, top = left, top + line
            placed.append((one, QRect(x, top, min(needed, width), line)))
            x += needed + _GAP_PX
        return placed
