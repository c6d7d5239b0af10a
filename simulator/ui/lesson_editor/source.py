"""The text of a lesson as it is typed: with line numbers, and a mark at each line that has a problem."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import (
    QPainter,
    QPaintEvent,
    QPolygonF,
    QResizeEvent,
    QTextBlock,
    QTextCharFormat,
    QTextCursor,
    QTextFormat,
)  # fmt: skip
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from simulator.ui import theme
from simulator.ui.widgets.metrics import font, metrics, scaled

_NUMBER = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignAbsolute | Qt.AlignmentFlag.AlignVCenter
_GAP_PX, _MARK_PX = 6.0, 4.0


class SourceEdit(QPlainTextEdit):
    """A plain text with numbered lines; undo and redo are its own."""

    def __init__(self, text: str, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.problem_lines: frozenset[int] = frozenset()
        self.setAccessibleName(name)
        self.setTabChangesFocus(True)
        self.setPlainText(text)
        self.document().setModified(False)
        self._margin = _Margin(self)
        self.blockCountChanged.connect(self._make_room)
        self.updateRequest.connect(self._follow)
        theme.notifier().changed.connect(self._make_room)
        self._make_room()

    def text(self) -> str:
        """The text to the character; `toPlainText` would make ordinary spaces of those that do not break."""
        return self.document().toRawText().replace("\u2029", "\n").replace("\u2028", "\n")

    @property
    def line(self) -> int:
        """The number of the line that the cursor stands in, from 1."""
        return self.textCursor().blockNumber() + 1

    def go_to(self, line: int) -> None:
        """Put the cursor at a line and show it."""
        block = self.document().findBlockByNumber(max(line - 1, 0))
        cursor = QTextCursor(block if block.isValid() else self.document().lastBlock())
        self.setTextCursor(cursor)
        self.centerCursor()
        self.setFocus()

    def insert(self, text: str) -> None:
        """Put a text at the cursor, as one change that can be undone; one of several lines behind the line there."""
        cursor = self.textCursor()
        if "\n" in text:
            cursor.movePosition(QTextCursor.MoveOperation.EndOfBlock)
        apart = QTextCharFormat()  # of one format, Qt would undo it with what is typed before and after
        apart.setProperty(QTextFormat.Property.UserProperty, self.document().revision())
        cursor.insertText(text, apart)
        cursor.setCharFormat(QTextCharFormat())
        self.setTextCursor(cursor)
        self.ensureCursorVisible()
        self.setFocus()

    def replace(self, text: str) -> None:
        """Another text, as one change that can be undone."""
        if text != self.text():
            cursor = QTextCursor(self.document())
            cursor.select(QTextCursor.SelectionType.Document)
            cursor.insertText(text)

    def show_problems(self, lines: frozenset[int]) -> None:
        """Mark these lines."""
        self.problem_lines = lines
        self._margin.update()

    def margin_width(self) -> int:
        """Room for the numbers and the marks."""
        figures = max(len(str(self.blockCount())), 2)
        return round(metrics("help", 400).horizontalAdvance("0") * figures + scaled(3 * _GAP_PX + 2 * _MARK_PX))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        inside = self.contentsRect()
        self._margin.setGeometry(QRect(inside.left(), inside.top(), self.margin_width(), inside.height()))

    def shown_blocks(self) -> Iterator[tuple[QTextBlock, QRectF]]:
        """The lines on screen with where they stand."""
        block = self.firstVisibleBlock()
        while block.isValid():
            place = self.blockBoundingGeometry(block).translated(self.contentOffset())
            if place.top() > self.viewport().height():
                return
            if block.isVisible():
                yield block, place
            block = block.next()

    def _make_room(self, *_: object) -> None:
        self.setViewportMargins(self.margin_width(), 0, 0, 0)

    def _follow(self, place: QRect, by: int) -> None:
        if by:
            self._margin.scroll(0, by)
        else:
            self._margin.update(0, place.y(), self._margin.width(), place.height())


class _Margin(QWidget):
    """The column of numbers; a triangle beside a number stands for a problem."""

    def __init__(self, source: SourceEdit) -> None:
        super().__init__(source)
        self._source = source

    def sizeHint(self) -> QSize:
        return QSize(self._source.margin_width(), 0)

    def paintEvent(self, event: QPaintEvent) -> None:
        look, source = theme.current(), self._source
        here = source.textCursor().blockNumber()
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setFont(font("help", 400))
            for block, place in source.shown_blocks():
                number = block.blockNumber()
                line = QRectF(0, place.top(), self.width() - scaled(_GAP_PX), metrics("body", 400).height())
                painter.setPen(look.color("ink" if number == here else "secondary"))
                painter.drawText(line, _NUMBER, str(number + 1))
                if number + 1 in source.problem_lines:
                    x, y, r = scaled(_GAP_PX + _MARK_PX), line.center().y(), scaled(_MARK_PX)
                    painter.setPen(Qt.PenStyle.NoPen)
                    painter.setBrush(look.color("misaligned"))
                    triangle = [QPointF(x, y - r), QPointF(x + r, y + r), QPointF(x - r, y + r)]
                    painter.drawPolygon(QPolygonF(triangle))
