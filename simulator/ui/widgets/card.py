"""The ground that every panel stands on."""

from __future__ import annotations

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from simulator.ui import theme


class Card(QWidget):
    """A rounded surface with one hairline; its repaint follows the theme."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        theme.notifier().changed.connect(self._paint_anew)

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            theme.paint_card(painter, QRectF(self.rect()))

    def _paint_anew(self) -> None:
        """A method of Python: PySide keeps 60 bytes of each connection to one of Qt's for good."""
        self.update()
