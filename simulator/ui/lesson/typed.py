"""The same prediction by five numbers: for those who do not draw."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

from simulator.app.lesson import typed_rounds
from simulator.ui.text import digits, tr
from simulator.ui.widgets.buttons import Button
from simulator.ui.widgets.labels import Label


class TypedCurve(QWidget):
    """`typed(values by round)` follows when all numbers are there and Draw, or Enter, is pressed.

    `complained` follows when one is not. Folded at first: most draw.
    """

    typed = Signal(object)
    complained = Signal()

    def __init__(self, last: int, high: float, parent: QWidget | None = None, *, known: int = 0) -> None:
        super().__init__(parent)
        self._high = high
        self.fields: dict[int, QLineEdit] = {}
        self._taken: list[str] = []
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self.opener = self._link(tr("Type {count} numbers instead", count=len(typed_rounds(last, known))), self.open)
        column.addWidget(self.opener, 0, Qt.AlignmentFlag.AlignLeft)
        self._inside = QWidget(self)
        self._inside.hide()
        column.addWidget(self._inside)
        grid = QGridLayout(self._inside)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(4)
        grid.addWidget(Label(tr("round"), self._inside, role="help", tone="secondary"), 0, 0, 1, 2)
        for place, round_ in enumerate(typed_rounds(last, known)):
            label = Label(str(round_), self._inside, role="help", tone="secondary")
            field = QLineEdit(self._inside)
            field.setMinimumWidth(30)
            field.setAccessibleName(tr("Predicted value at round {round}", round=round_))
            field.returnPressed.connect(self.take)
            grid.addWidget(label, 1, place)
            grid.addWidget(field, 2, place)
            self.fields[round_] = field
        if not self.fields:  # where all is known there is nothing to type
            self.opener.hide()
        self.button = self._link(tr("Draw these numbers"), self.take)
        grid.addWidget(self.button, 3, 0, 1, len(self.fields))
        self.complaint = Label("", self, weight=550, wraps=True)
        self.complaint.hide()
        column.addWidget(self.complaint)

    def open(self) -> None:
        """Show the fields."""
        self.opener.hide()
        self._inside.show()
        if self.fields:
            next(iter(self.fields.values())).setFocus(Qt.FocusReason.OtherFocusReason)

    @property
    def is_left(self) -> bool:
        """Whether something is typed that has not been drawn."""
        texts = self._texts()
        return any(texts) and texts != self._taken

    def _texts(self) -> list[str]:
        return [field.text().strip() for field in self.fields.values()]

    def take(self) -> None:
        """Draw what is typed; the first field that holds no number on the axis gets the focus instead, and is named."""
        values: dict[int, float] = {}
        for round_, field in self.fields.items():
            value = _number(field.text())
            if value is None or not 0 <= value <= self._high:
                field.setFocus()
                field.selectAll()
                high = digits(self._high, "g")
                self._complain(tr("Round {round}: type a number from 0 to {high}.", round=round_, high=high))
                self.complained.emit()
                return
            values[round_] = value
        self._complain("")
        self._taken = self._texts()
        self.typed.emit(values)

    def _complain(self, sentence: str) -> None:
        self.complaint.setText(sentence)
        self.complaint.setVisible(bool(sentence))
        self.fit()

    def fit(self) -> None:
        """Words that wrap get the height that they need."""
        self.complaint.setFixedHeight(self.complaint.heightForWidth(self.width()))

    def _link(self, text: str, slot: Callable[[], None]) -> QPushButton:
        button = Button(text, self)
        button.setProperty("link", "true")
        button.clicked.connect(slot)
        return button


def _number(text: str) -> float | None:
    try:
        return float(text.strip().replace(",", "."))
    except ValueError:
        return None
