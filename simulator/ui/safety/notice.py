"""A quiet strip above the panels: one sentence, and what can be done. It never takes the focus away from anybody."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QAccessibleEvent, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSizePolicy, QWidget

from simulator.ui.safety.question import Answer
from simulator.ui.text import tr
from simulator.ui.widgets.card import Card
from simulator.ui.widgets.labels import Label

_EDGE_PX, _GAP_PX = 14, 16


class Notice(Card):
    """Hidden until there is something to say; Esc in it, or its last button, puts it away.

    No answer does: what is said stays until whoever said it sees that it is over.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._label = Label("", self, wraps=True)
        self._answers: list[tuple[QPushButton, Answer]] = []
        row = QHBoxLayout(self)
        row.setContentsMargins(_EDGE_PX, 6, _EDGE_PX, 6)
        row.setSpacing(_GAP_PX)
        row.addWidget(self._label, 1, Qt.AlignmentFlag.AlignVCenter)
        self._row = row
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(tr("Notice"))
        self.hide()

    @property
    def said(self) -> str:
        """The sentence that is shown; empty while there is none."""
        return "" if self.isHidden() else self._label.text()

    @property
    def buttons(self) -> tuple[QPushButton, ...]:
        """What can be done, the last of them to put it away."""
        return tuple(button for button, _ in self._answers)

    def is_cut(self) -> bool:
        """Whether some of the sentence has no room."""
        return self._label.is_cut()

    def say(self, sentence: str, answers: Sequence[Answer]) -> None:
        """Show a sentence in place of the one before; only Close puts it away."""
        self._clear()
        self._label.setText(sentence)
        for answer in (*answers, Answer(text=tr("Close"), then=self.clear)):
            button = QPushButton(answer.text, self)
            button.setProperty("link", "true")
            button.clicked.connect(self._press)
            self._row.addWidget(button, 0, Qt.AlignmentFlag.AlignVCenter)
            self._answers.append((button, answer))
        self.setAccessibleDescription(sentence)
        self.show()
        self._fit()
        QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.Alert))

    def clear(self) -> None:
        """Nothing to say any more."""
        self._clear()
        self.hide()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """A sentence that wraps gets its lines also where the window has hardly room for its panels."""
        self._row.activate()
        margins = self._row.contentsMargins()
        lines = self._label.heightForWidth(self._label.width())
        self._label.setFixedHeight(lines)
        buttons = max((button.sizeHint().height() for button in self.buttons), default=0)
        height = max(lines, buttons) + margins.top() + margins.bottom()
        if height != self.minimumHeight():
            self.setMinimumHeight(height)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.clear()
        else:
            super().keyPressEvent(event)

    def _clear(self) -> None:
        for button, _ in self._answers:
            button.hide()
            button.deleteLater()
        self._answers.clear()

    def _press(self) -> None:
        pressed = self.sender()
        answer = next((answer for button, answer in self._answers if button is pressed), None)
        if answer is not None:
            answer.then()
