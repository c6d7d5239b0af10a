"""A small field for one number: typing is free, Enter commits, Escape restores, Up and Down step."""

from __future__ import annotations

from functools import lru_cache
from math import ceil

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QKeySequence, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QLineEdit, QSizePolicy, QWidget

from simulator.engine.parameters import Parameter
from simulator.scenario.stops import PAGE_STEPS, Number, stops
from simulator.ui import theme
from simulator.ui.widgets.icons import draw
from simulator.ui.widgets.metrics import metrics, scaled
from simulator.ui.widgets.values import parse, refusal_sentence, value_text

_LONGEST_TYPED = 32
"""Room for every number in range; a longer one could not even be read as a whole number."""

_STEPS = {
    Qt.Key.Key_Up: 1, Qt.Key.Key_Down: -1, Qt.Key.Key_PageUp: PAGE_STEPS, Qt.Key.Key_PageDown: -PAGE_STEPS,
}  # fmt: skip


_FRAME_PX = 24
"""Border, padding and the inner margins of a line edit, left and right together."""


@lru_cache(maxsize=512)  # a seed is as wide as its figures are
def _widest(theme_name: str, texts: tuple[str, ...]) -> int:
    measured = metrics("body", 400)
    return ceil(max(measured.horizontalAdvance(text) for text in texts))


_MOVES = (Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Home, Qt.Key.Key_End)


class NumberField(QLineEdit):
    """Shows the value in force; what is typed is judged by the engine when it is committed.

    `committed(value)` follows a value that may be taken, `refused(sentence)` one that may not: its text stays, marked,
    and the value in force stays too. `cleared()` says that a refused text has gone. `stepped(steps)` asks for a
    neighboring value; `taken` and `let_go` enclose the steps of a key that is held.
    """

    committed = Signal(object)
    refused = Signal(str)
    cleared = Signal()
    stepped = Signal(int)
    taken = Signal()
    let_go = Signal()

    WIDTH_PX = 56
    HEIGHT_PX = 24
    _SIGN_PX = 10.0

    def __init__(self, row: Parameter, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._row = row
        self._value: Number = row.default if isinstance(row.default, int | float) else 0
        self._sentence = ""
        self._holds_key = False
        self.setMaxLength(_LONGEST_TYPED)
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.show_value(self._value)
        self.textEdited.connect(self._forget_refusal)

    @property
    def sentence(self) -> str:
        """Why the text that stands here was refused; empty if it was not."""
        return self._sentence

    def show_value(self, value: Number) -> None:
        """The value in force; whatever was typed goes."""
        self._value = value
        text = value_text(self._row, value)
        if text != self.text():
            self.setText(text)
        self.setModified(False)
        self._forget_refusal()

    def abandon(self) -> None:
        """Forget what was typed and not taken, and let go of a key that is held."""
        self._release_key()
        if self.isModified() or self._sentence:
            self.show_value(self._value)

    def set_row(self, row: Parameter) -> None:
        """Stand for another parameter from now on; its value is still to be shown."""
        if row is not self._row:
            self._row = row
            self._value = row.default if isinstance(row.default, int | float) else 0
            self.updateGeometry()

    def commit(self) -> None:
        """Take what was typed, or say why not."""
        if not self.isModified():
            return
        if not self.text().strip():
            self.show_value(self._value)
            return
        value = parse(self._row, self.text())
        sentence = refusal_sentence(self._row, value)
        if sentence is not None:
            if sentence != self._sentence:
                self._sentence = sentence
                self.refused.emit(sentence)
                self.update()
            return
        assert not isinstance(value, str)
        is_new = value != self._value
        self.show_value(value)
        if is_new:
            self.committed.emit(value)

    def sizeHint(self) -> QSize:
        across = max(round(scaled(self.WIDTH_PX)), self._widest_text() + _FRAME_PX)
        return QSize(across, round(scaled(self.HEIGHT_PX)))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def event(self, event: QEvent) -> bool:
        # With nothing typed, Ctrl+Z means the program's undo, not the field's.
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and self._is_foreign(event):
            event.ignore()
            return False
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        if key in _STEPS:
            self.commit()
            if not self._sentence:
                if not self._holds_key:
                    self._holds_key = True
                    self.taken.emit()
                self.stepped.emit(_STEPS[key])
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.commit()
            self.selectAll()
        elif key == Qt.Key.Key_Escape and (self.isModified() or self._sentence):
            self.show_value(self._value)
            self.selectAll()
        elif key == Qt.Key.Key_Escape:
            event.ignore()
        else:
            super().keyPressEvent(event)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        if not event.isAutoRepeat():
            self._release_key()
        super().keyReleaseEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        had_focus = self.hasFocus()
        super().mousePressEvent(event)
        if not had_focus and event.button() == Qt.MouseButton.LeftButton:
            self.selectAll()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self._release_key()
        super().focusOutEvent(event)
        if event.reason() != Qt.FocusReason.PopupFocusReason:
            self.commit()
            self.deselect()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self.isEnabled():
            with QPainter(self) as painter:
                painter.fillRect(self.rect(), theme.current().color("card", 0.5))
        elif self._sentence:
            with QPainter(self) as painter:
                painter.setRenderHint(QPainter.RenderHint.Antialiasing)
                hue = theme.current().color("misaligned_text")
                painter.setPen(QPen(hue, 2))
                painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 6, 6)
                inset = scaled(self._SIGN_PX)
                draw(painter, "alert", QPointF(inset, self.height() / 2), inset, hue)

    def _widest_text(self) -> int:
        """The width of the longest value in range; where that is very long (a seed), of the present one."""
        row = self._row
        ends = (row.low, row.high, row.default) if stops(row) else (self._value,)
        return _widest(theme.current().name, tuple(value_text(row, end) for end in ends))

    def _is_foreign(self, event: QKeyEvent) -> bool:
        """Whether the keys mean an undo or redo that this field has none of, or a move in the run: Ctrl with arrows."""
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier and Qt.Key(event.key()) in _MOVES:
            return not self.isModified()
        undo, redo = QKeySequence.StandardKey.Undo, QKeySequence.StandardKey.Redo
        return not self.isModified() and (event.matches(undo) or event.matches(redo))

    def _forget_refusal(self) -> None:
        if self._sentence:
            self._sentence = ""
            self.cleared.emit()
            self.update()

    def _release_key(self) -> None:
        if self._holds_key:
            self._holds_key = False
            self.let_go.emit()
