"""The same prediction by five numbers: for those who do not draw."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QLineEdit, QPushButton, QWidget

from simulator.app.lesson import typed_rounds
from simulator.ui.text import tr
from simulator.ui.widgets.labels import Label


class TypedCurve(QWidget):
    """`typed(values by round)` follows when all numbers are there and Draw, or Enter, is pressed."""

    typed = Signal(object)

    def __init__(self, last: int, high: float, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._high = high
        self.fields: dict[int, QLineEdit] = {}
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(4)
        for column, round_ in enumerate(typed_rounds(last)):
            label = Label(tr("round {round}", round=round_), self, role="help", tone="secondary")
            field = QLineEdit(self)
            field.setMinimumWidth(30)
            field.setAccessibleName(tr("Predicted value at round {round}", round=round_))
            field.returnPressed.connect(self.take)
            grid.addWidget(label, 0, column)
            grid.addWidget(field, 1, column)
            self.fields[round_] = field
        self.button = QPushButton(tr("Draw these numbers"), self)
        self.button.setProperty("link", "true")
        self.button.clicked.connect(self.take)
        grid.addWidget(self.button, 2, 0, 1, len(self.fields))

    def take(self) -> None:
        """Draw what is typed; the first field that holds no number on the axis gets the focus instead."""
        values: dict[int, float] = {}
        for round_, field in self.fields.items():
            value = _number(field.text())
            if value is None or not 0 <= value <= self._high:
                field.setFocus()
                field.selectAll()
                return
            values[round_] = value
        self.typed.emit(values)


def _number(text: str) -> float | None:
    try:
        return float(text.strip().replace(",", "."))
    except ValueError:
        return None
