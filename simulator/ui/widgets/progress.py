"""How far long work has come: a thin line that fills, and the time that is left in words."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from simulator.ui import theme
from simulator.ui.text import digits, tr


class Progress(QWidget):
    """A thin line that fills."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._share = 0.0
        self.setFixedHeight(4)

    def show_share(self, share: float) -> None:
        """Fill it so far."""
        if share != self._share:
            self._share = share
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        look, rect = theme.current(), QRectF(self.rect())
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(look.color("hairline"))
            painter.drawRoundedRect(rect, 2, 2)
            painter.setBrush(look.color("accent"))
            if self._share > 0:
                painter.drawRoundedRect(QRectF(0, 0, max(rect.width() * self._share, 4.0), rect.height()), 2, 2)


def duration(seconds: float) -> str:
    """A length of time in words."""
    if seconds < 90:
        return tr("{count} s", count=max(1, round(seconds)))
    if seconds < 5400:
        return tr("{count} min", count=round(seconds / 60))
    return tr("{count} h", count=digits(seconds / 3600, ".1f"))
