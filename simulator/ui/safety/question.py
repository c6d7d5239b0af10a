"""A question with its answers. It does not block: it is opened, and an answer calls what was given with it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMessageBox, QWidget


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """The words of a button, and what it does."""

    text: str
    then: Callable[[], object]


class Question(QMessageBox):
    """One sentence, one more that says what can be done, a button for each answer, and one (Esc) that changes nothing.

    Answers are in the order of their likelihood; the first is the default.
    """

    def __init__(self, parent: QWidget, head: str, text: str, more: str, answers: Sequence[Answer], stay: str) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setIcon(QMessageBox.Icon.NoIcon)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWindowTitle(head)
        self.setText(text)
        self.setInformativeText(more)
        self.setStandardButtons(QMessageBox.StandardButton.NoButton)
        self._answers = {self.addButton(one.text, QMessageBox.ButtonRole.ActionRole): one.then for one in answers}
        stays = self.addButton(stay, QMessageBox.ButtonRole.RejectRole)
        self.setDefaultButton(next(iter(self._answers), stays))
        self.setEscapeButton(stays)
        self.buttonClicked.connect(self._answer)

    def _answer(self, button: object) -> None:
        for known, then in self._answers.items():
            if known is button:
                then()
