"""A row of pills of which one is chosen; it wraps where it does not fit."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QRadioButton, QSizePolicy, QWidget

from simulator.ui.text import tr
from simulator.ui.widgets.metrics import scaled
from simulator.ui.widgets.pill import PillLook

_LINE_PX = 26


class _Choice(PillLook, QRadioButton):
    """One pill."""

    HEIGHT_PX = _LINE_PX

    def __init__(self, value: str, text: str, name: str, parent: QWidget) -> None:
        super().__init__(text, parent)
        self.value = value
        self.setAccessibleName(name)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)


class Choices(QWidget):
    """Exclusive pills; arrow keys move between them. `chosen(value)` follows a choice by hand."""

    chosen = Signal(str)

    def __init__(self, name: str, values: tuple[str, ...], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name = name
        self._pills = [
            _Choice(value, tr(value), tr("{name} {choice}", name=name, choice=tr(value)), self) for value in values
        ]
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        for pill in self._pills:
            pill.toggled.connect(self._tell)

    @property
    def pills(self) -> tuple[QRadioButton, ...]:
        """The pills, in order."""
        return tuple(self._pills)

    def show_value(self, value: str) -> None:
        """Show a choice; nothing is emitted."""
        for pill in self._pills:
            if pill.value == value:
                blocked = self.blockSignals(True)
                pill.setChecked(True)
                self.blockSignals(blocked)

    def heightForWidth(self, width: int) -> int:
        return self._place(width, is_trial=True)

    def sizeHint(self) -> QSize:
        across = sum(pill.sizeHint().width() for pill in self._pills) + self._gap() * (len(self._pills) - 1)
        return QSize(across, self.heightForWidth(across))

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._place(self.width(), is_trial=False)

    def arrange(self) -> None:
        """Fit the pills again: text sizes have changed."""
        self._place(self.width(), is_trial=False)

    def _tell(self, is_on: bool) -> None:
        if is_on:
            self.chosen.emit(next(pill.value for pill in self._pills if pill.isChecked()))

    def _gap(self) -> int:
        return round(scaled(4))

    def _place(self, width: int, *, is_trial: bool) -> int:
        """Line after line; returns the height."""
        x = y = 0
        line = round(scaled(_LINE_PX))
        for pill in self._pills:
            across = min(pill.sizeHint().width(), width)
            if x and x + across > width:
                x, y = 0, y + line + self._gap()
            if not is_trial:
                left = width - x - across if self.isRightToLeft() else x
                pill.setGeometry(left, y, across, line)
            x += across + self._gap()
        return y + line
