"""A question with its answers as radio buttons; the arrow keys go through them, the space bar chooses."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from math import ceil

from PySide6.QtCore import QPoint, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QRadioButton, QSizePolicy, QVBoxLayout, QWidget

from simulator.ui import theme
from simulator.ui.text import tr
from simulator.ui.widgets.focus import KeyboardFocus, bring_into_sight, paint_ring
from simulator.ui.widgets.metrics import breakable, font, metrics, scaled

_LEAST_PX, _INDENT_PX, _RADIUS_PX = 28, 26, 7.0
"""The least height has not to grow with the letters, which are higher by themselves then: seven answers before a class
are to be seen together."""
_EDGE_PX = 6
"""Beside the words; a word that needs it may use it."""
_ARROWS = {Qt.Key.Key_Up: -1, Qt.Key.Key_Left: -1, Qt.Key.Key_Down: 1, Qt.Key.Key_Right: 1}
_FLAGS = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextWordWrap)


class _Answer(KeyboardFocus, QRadioButton):
    """A radio button whose words wrap, and whose whole width takes a click; `passed(steps)` follows an arrow key."""

    passed = Signal(int)

    def __init__(self, text: str, parent: QWidget) -> None:
        super().__init__(text, parent)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        room, measured = QRectF(0, 0, max(width - self._indent() - _EDGE_PX, 20), 10_000), metrics("body", 400)
        words = measured.boundingRect(room, _FLAGS, breakable(self.text(), measured, room.width() + _EDGE_PX))
        return max(ceil(words.height()) + 8, _LEAST_PX)

    def sizeHint(self) -> QSize:
        return QSize(round(scaled(84)), self.heightForWidth(self.width()))

    def minimumSizeHint(self) -> QSize:
        return QSize(round(scaled(48)), max(ceil(metrics("body", 400).height()) + 8, _LEAST_PX))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.updateGeometry()  # layouts remember the height of before

    def hitButton(self, pos: QPoint) -> bool:
        return self.rect().contains(pos)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """By itself Qt chooses what an arrow comes to: who went past an answer would have given it."""
        if event.key() in _ARROWS:
            self.note_key()
            self.passed.emit(_ARROWS[Qt.Key(event.key())])
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        look, radius = theme.current(), scaled(_RADIUS_PX)
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            if self.isChecked() or self.underMouse():
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(look.color("accent_soft"))
                painter.drawRoundedRect(QRectF(self.rect()), 6, 6)
            mirrored = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
            middle = QPointF(self.width() - radius - 4 if mirrored else radius + 4, self.height() / 2)
            painter.setPen(QPen(look.color("accent" if self.isChecked() else "secondary"), 1.6))
            painter.setBrush(look.color("card"))
            painter.drawEllipse(middle, radius, radius)
            if self.isChecked():
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(look.color("accent"))
                painter.drawEllipse(middle, radius * 0.5, radius * 0.5)
            painter.setFont(font("body", 400))
            painter.setPen(look.color("ink" if self.isEnabled() or self.isChecked() else "secondary"))
            before, after = (_EDGE_PX, self._indent()) if mirrored else (self._indent(), _EDGE_PX)
            room = QRectF(self.rect()).adjusted(before, 0, -after, 0)
            painter.drawText(room, _FLAGS, breakable(self.text(), metrics("body", 400), room.width() + _EDGE_PX))
            if self.shows_ring:
                paint_ring(painter, QRectF(self.rect()), 6)

    def _indent(self) -> int:
        return round(scaled(_INDENT_PX))


class Choice(QWidget):
    """`chosen(answer)` follows what the learner chooses; the answers are shown in the present language."""

    chosen = Signal(str)

    def __init__(
        self, name: str, answers: Sequence[str], parent: QWidget | None = None, *, in_a_row: bool = False
    ) -> None:
        super().__init__(parent)
        self._answers = tuple(answers)
        self._group = QButtonGroup(self)
        layout = QHBoxLayout(self) if in_a_row else QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        for number, answer in enumerate(self._answers):
            button = _Answer(tr(answer), self)
            button.setAccessibleName(f"{name} {tr(answer)}")
            button.passed.connect(partial(self._pass, number))
            self._group.addButton(button, number)
            layout.addWidget(button)
        self._group.idClicked.connect(self._tell)

    @property
    def buttons(self) -> dict[str, QRadioButton]:
        """The radio buttons by their answers."""
        return {a: b for a, b in zip(self._answers, self._group.buttons(), strict=True) if isinstance(b, QRadioButton)}

    @property
    def answer(self) -> str:
        """What is chosen; empty while nothing is."""
        number = self._group.checkedId()
        return self._answers[number] if number >= 0 else ""

    def show_answer(self, answer: str) -> None:
        """Choose without telling; what is none of the answers means that nothing is chosen."""
        if answer in self._answers:
            self.buttons[answer].setChecked(True)
        elif (chosen := self._group.checkedButton()) is not None:
            self._group.setExclusive(False)  # else one of them stays chosen
            chosen.setChecked(False)
            self._group.setExclusive(True)

    def _pass(self, number: int, steps: int) -> None:
        """The focus goes on to another answer."""
        if self.layoutDirection() == Qt.LayoutDirection.RightToLeft and isinstance(self.layout(), QHBoxLayout):
            steps = -steps
        button = self._group.button((number + steps) % len(self._answers))
        button.setFocus(Qt.FocusReason.OtherFocusReason)
        bring_into_sight(button)

    def _tell(self, number: int) -> None:
        self.chosen.emit(self._answers[number])
