"""Quiet tabs: words in a row, the present one underlined. Arrow keys and screen readers as in any tab bar."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import nullcontext
from math import ceil

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QTabBar, QWidget

from simulator.ui import theme
from simulator.ui.accessible.telling import unheard
from simulator.ui.theme import Role
from simulator.ui.widgets.focus import KeyboardFocus, paint_ring
from simulator.ui.widgets.metrics import font, metrics, scaled

TEXT_INSET_PX = 8
"""Between a tab's edge and its word."""

_SPACE = 2 * TEXT_INSET_PX
_LEAST_SPACE = 6
_LEAST_PX = 24
_LINE_PX = 2.0


class QuietTabs(KeyboardFocus, QTabBar):
    """Tabs without any frame; where room is short they stand closer, then long words are cut. `role`: size of text."""

    def __init__(
        self, words: Sequence[str], name: str, role: Role = "secondary", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._role: Role = role
        self.setAccessibleName(name)
        self.setDrawBase(False)
        self.setExpanding(False)
        self.setUsesScrollButtons(False)
        self.setElideMode(Qt.TextElideMode.ElideRight)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        with unheard():
            for word in words:
                index = self.addTab(word)
                self.setAccessibleTabName(index, word)
                self.setTabToolTip(index, word)
        theme.notifier().changed.connect(self._restyle)

    def setCurrentIndex(self, index: int) -> None:
        """Choose a tab; only where the focus is here this is where a screen reader is."""
        with nullcontext() if self.hasFocus() else unheard():
            super().setCurrentIndex(index)

    def sizeHint(self) -> QSize:
        return QSize(sum(map(self._wanted, filter(self.isTabVisible, range(self.count())))), self._height())

    def minimumSizeHint(self) -> QSize:
        return QSize(_LEAST_PX * self.count(), self._height())

    def tabSizeHint(self, index: int) -> QSize:
        return QSize(max(int(self._granted(index)), 8), self._height())

    def minimumTabSizeHint(self, index: int) -> QSize:
        return self.tabSizeHint(index)

    def paintEvent(self, event: QPaintEvent) -> None:
        look, space = theme.current(), self._space()
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            for index in filter(self.isTabVisible, range(self.count())):
                chosen = index == self.currentIndex()
                weight = 650 if chosen else 550
                tab = QRectF(self.tabRect(index))
                # A tab's width is a whole number, its word's is not.
                place = tab.adjusted(space / 2 - 0.5, 0, 0.5 - space / 2, -3)
                text = metrics(self._role, weight).elidedText(
                    self.tabText(index), Qt.TextElideMode.ElideRight, place.width()
                )
                painter.setFont(font(self._role, weight))
                painter.setPen(look.color("ink" if chosen else "secondary"))
                painter.drawText(place, Qt.AlignmentFlag.AlignCenter, text)
                if chosen:
                    width = metrics(self._role, weight).horizontalAdvance(text)
                    line = QRectF(place.center().x() - width / 2, place.bottom() - 1, width, _LINE_PX)
                    painter.fillRect(line, look.color("accent"))
                    if self.shows_ring:
                        paint_ring(painter, tab, 6.0)

    def _granted(self, index: int) -> float:
        """The width of a tab in the room that there is: first the space between words gives way, then long words."""
        wanted = {each: self._wanted(each) for each in filter(self.isTabVisible, range(self.count()))}
        missing, count = sum(wanted.values()) - self.width(), len(wanted)
        if index not in wanted or missing <= 0:
            return float(self._wanted(index))
        closer = min(missing / count, _SPACE - _LEAST_SPACE)
        widths = sorted(width - closer for width in wanted.values())
        room, most = float(self.width()), widths[-1]
        for place, width in enumerate(widths):
            most = room / (count - place)
            if width > most:
                break
            room -= width
            most = width
        return min(wanted[index] - closer, most)

    def _space(self) -> float:
        """Around each word."""
        count = sum(map(self.isTabVisible, range(self.count())))
        missing = sum(map(self._wanted, filter(self.isTabVisible, range(self.count())))) - self.width()
        return _SPACE - min(max(missing / max(count, 1), 0.0), _SPACE - _LEAST_SPACE)

    def _wanted(self, index: int) -> int:
        return ceil(metrics(self._role, 650).horizontalAdvance(self.tabText(index))) + _SPACE

    def _height(self) -> int:
        return max(ceil(metrics(self._role, 650).height() + scaled(9)), _LEAST_PX)

    def _restyle(self) -> None:
        self.setFont(font(self._role, 550))  # makes the bar measure its tabs anew
        self.updateGeometry()
        self.update()
