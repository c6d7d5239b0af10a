"""A code in type that can be read from the back of a room."""

from __future__ import annotations

from math import ceil
from typing import cast

from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QKeyEvent, QKeySequence, QPainter, QPaintEvent
from PySide6.QtWidgets import QApplication, QSizePolicy, QWidget

from simulator.scenario.code import grouped
from simulator.ui import theme
from simulator.ui.text import tr
from simulator.ui.widgets.focus import KeyboardFocus, paint_ring
from simulator.ui.widgets.metrics import scaled

LARGER = 1.7
"""Times the size of the largest head: two rows of three groups stand beside a QR picture."""

_GAP_EM, _LINE_EM, _EDGE_PX = 0.55, 1.3, 8.0
_IN_A_ROW = 3


def code_font() -> QFont:
    """The font of a code: large, medium, figures of one width."""
    look = theme.current()
    font = look.font("head", 550)
    font.setPixelSize(round(look.head_px * LARGER))
    return font


class CodeView(KeyboardFocus, QWidget):
    """Shows a code in groups; with the focus on it Ctrl+C copies it."""

    def __init__(self, code: str, room: int, parent: QWidget | None = None) -> None:
        """`room` is the width that there is, in logical pixels: as many groups stand in a row as fit, three at most."""
        super().__init__(parent)
        self.code = code
        self._room = room
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(tr("Code"))
        self.setAccessibleDescription(" ".join(code))  # letter by letter
        theme.notifier().changed.connect(self.updateGeometry)

    def rows(self) -> list[list[str]]:
        """The groups as they stand in rows."""
        groups = grouped(self.code).split(" ")
        count = next((n for n in range(_IN_A_ROW, 1, -1) if self._width(groups[:n]) <= self._room), 1)
        return [groups[start : start + count] for start in range(0, len(groups), count)]

    def _width(self, row: list[str]) -> float:
        font = code_font()
        gaps = font.pixelSize() * _GAP_EM * (len(row) - 1)
        return sum(map(QFontMetricsF(font).horizontalAdvance, row)) + gaps + 2 * scaled(_EDGE_PX)

    def copy(self) -> None:
        """The code into the clipboard, without spaces."""
        QApplication.clipboard().setText(self.code)

    def sizeHint(self) -> QSize:
        rows = self.rows()
        height = code_font().pixelSize() * _LINE_EM * len(rows) + 2 * scaled(_EDGE_PX)
        return QSize(ceil(max(map(self._width, rows))), ceil(height))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def event(self, event: QEvent) -> bool:
        asks = event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent)
        if asks and cast("QKeyEvent", event).matches(QKeySequence.StandardKey.Copy):
            event.accept()
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        self.note_key()
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        font, edge = code_font(), scaled(_EDGE_PX)
        metrics, line = QFontMetricsF(font), font.pixelSize() * _LINE_EM
        with QPainter(self) as painter:
            painter.setFont(font)
            painter.setPen(theme.current().color("ink"))
            for number, row in enumerate(self.rows()):
                x = edge
                for group in row:
                    width = metrics.horizontalAdvance(group)
                    place = QRectF(x, edge + number * line, width + 1, line)
                    painter.drawText(place, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, group)
                    x += width + font.pixelSize() * _GAP_EM
            if self.shows_ring:
                paint_ring(painter, QRectF(self.rect()).adjusted(2, 2, -2, -2), 6)
