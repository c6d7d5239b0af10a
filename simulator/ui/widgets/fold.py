"""A titled row that opens and closes what lies below it."""

from __future__ import annotations

from abc import abstractmethod

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QPushButton, QSizePolicy, QVBoxLayout, QWidget

from simulator.ui import theme
from simulator.ui.text import as_tip, tr
from simulator.ui.widgets.buttons import ChangeDot, paint_dot
from simulator.ui.widgets.focus import KeyboardFocus, paint_ring
from simulator.ui.widgets.icons import draw
from simulator.ui.widgets.metrics import font, metrics, scaled


class _Header(KeyboardFocus, QPushButton):
    """The row: title, chevron, and a dot where something inside has changed."""

    def __init__(self, title: str, inset_px: float, parent: QWidget) -> None:
        super().__init__(title, parent)
        self._inset_px = inset_px
        self.mark = ""
        self.setCheckable(True)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme.notifier().changed.connect(self._tell)  # in the same width other letters may be cut

    def sizeHint(self) -> QSize:
        return QSize(round(scaled(120)), round(scaled(38)))

    def minimumSizeHint(self) -> QSize:
        return QSize(round(scaled(60)), round(scaled(38)))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        self.note_key()
        opening = Qt.Key.Key_Left if self.isRightToLeft() else Qt.Key.Key_Right
        closing = Qt.Key.Key_Right if self.isRightToLeft() else Qt.Key.Key_Left
        if event.key() == opening:
            self.setChecked(True)
        elif event.key() == closing:
            self.setChecked(False)
        elif event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            event.ignore()
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._tell()

    def set_mark(self, mark: str) -> None:
        """A dot that means `mark`; without a text, none."""
        self.mark = mark
        self._tell()
        self.update()

    def _tell(self) -> None:
        """Where one points: the title where it is cut, and what the dot means."""
        is_cut = metrics("body", 550).horizontalAdvance(self.text()) > self.width() - scaled(2 * self._inset_px + 34)
        lines = [line for line in (self.text() if is_cut else "", self.mark) if line]
        self.setToolTip(as_tip("\n".join(lines)) if lines else "")

    def paintEvent(self, event: QPaintEvent) -> None:
        look = theme.current()
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            inset, middle = scaled(self._inset_px), self.height() / 2
            is_mirrored, is_hot = self.isRightToLeft(), self.underMouse()
            painter.setFont(font("body", 550))
            painter.setPen(look.color("accent" if is_hot else "ink"))
            room = QRectF(self.rect()).adjusted(inset, 0, -inset, 0)
            words = room.adjusted(0, 0, -scaled(34), 0) if not is_mirrored else room.adjusted(scaled(34), 0, 0, 0)
            measured = metrics("body", 550)
            text = measured.elidedText(self.text(), Qt.TextElideMode.ElideRight, words.width())
            painter.drawText(words, Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignVCenter, text)
            if self.mark:
                reach = measured.horizontalAdvance(text) + scaled(ChangeDot.DOT_PX + 5)
                paint_dot(painter, QPointF(room.right() - reach if is_mirrored else room.left() + reach, middle))
            turn = 90.0 if self.isChecked() else 180.0 if is_mirrored else 0.0
            from_edge = scaled(3)
            x = room.left() + from_edge if is_mirrored else room.right() - from_edge
            draw(
                painter,
                "chevron",
                QPointF(x, middle),
                scaled(12),
                look.color("accent" if is_hot else "secondary"),
                turn,
            )
            if self.shows_ring:
                paint_ring(painter, QRectF(self.rect()).adjusted(2, 3, -2, -3), 7)


class Fold(QWidget):
    """A group with a hairline above it. Override `build`: it is called when the group is first opened.

    `opened()` follows each opening, after the body is there.
    """

    opened = Signal()

    def __init__(self, title: str, parent: QWidget | None = None, *, inset_px: float = 8) -> None:
        super().__init__(parent)
        self._title, self._inset_px, self._mark = title, inset_px, ""
        self._body: QWidget | None = None
        self._header = _Header(title, inset_px, self)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 1, 0, 0)
        self._column.setSpacing(0)
        self._column.addWidget(self._header)
        self._header.toggled.connect(self._follow)
        self._describe()

    @property
    def title(self) -> str:
        """What the group is called."""
        return self._title

    @property
    def is_open(self) -> bool:
        """Whether the body shows."""
        return self._header.isChecked()

    @property
    def body(self) -> QWidget | None:
        """What lies below the title, once it has been made."""
        return self._body

    @property
    def header(self) -> QPushButton:
        """The row that opens and closes it."""
        return self._header

    def set_open(self, is_open: bool) -> None:
        """Open or close it."""
        self._header.setChecked(is_open)

    def set_mark(self, text: str) -> None:
        """Mark the title with a dot that means `text`; without a text, remove it."""
        if text != self._mark:
            self._mark = text
            self._header.set_mark(text)
            self._describe()

    @abstractmethod
    def build(self) -> QWidget:
        """The body."""

    def paintEvent(self, event: QPaintEvent) -> None:
        look = theme.current()
        with QPainter(self) as painter:
            inset = scaled(self._inset_px)
            painter.fillRect(QRectF(inset, 0, self.width() - 2 * inset, round(look.thin_px)), look.color("hairline"))

    def _follow(self, is_open: bool) -> None:
        if is_open and self._body is None:
            self._body = self.build()
            self._column.addWidget(self._body)
        if self._body is not None:
            self._body.setVisible(is_open)
        self._describe()
        if is_open:
            self.opened.emit()

    def _describe(self) -> None:
        name = tr("{title}, open", title=self._title) if self.is_open else tr("{title}, folded", title=self._title)
        self._header.setAccessibleName(name)
        self._header.setAccessibleDescription(self._mark)
