"""The question before a lesson is made: what it is called, and which words it begins with."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLineEdit, QPushButton, QVBoxLayout, QWidget

from simulator.app import own_lessons
from simulator.scenario.schema import TITLE_LIMIT
from simulator.ui.lesson.choice import Choice
from simulator.ui.text import tr
from simulator.ui.widgets.labels import Label
from simulator.ui.widgets.metrics import scaled

_WIDTH_PX, _AROUND_PX, _CHOICE_PX = 440, 80, 32

Make = Callable[[str, bool, bool], object]
"""Title, whether to begin with the words of the present lesson, whether to edit it then."""


class SaveLessonDialog(QDialog):
    """Asks for a title; `make` is called with the answers."""

    def __init__(self, title: str, parent: QWidget, make: Make, *, has_lesson: bool) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(tr("Save as a lesson"))
        self._make = make
        self._room = parent.width() - _AROUND_PX
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 18, 20, 16)
        column.setSpacing(10)
        column.addWidget(self._text(tr("Save as a lesson"), role="title", weight=650))
        how = tr("The present settings become a lesson: a question, a prediction, the run, what was seen, an "
                 "explanation, a rule and a challenge. All words can be edited. What only you can say, such as "
                 "the rule, is left out until you write it.")  # fmt: skip
        column.addWidget(self._text(how))
        column.addWidget(self._text(tr("Title"), weight=550))
        self.title = QLineEdit(title, self)
        self.title.setMaxLength(TITLE_LIMIT)
        self.title.setAccessibleName(tr("Title"))
        self.title.selectAll()
        column.addWidget(self.title)
        self._new, self._present = tr("New words, made from the run"), tr("The words of the present lesson")
        self.words = Choice(tr("Which words it begins with"), (self._new, self._present), self)
        self.words.show_answer(self._new)
        self.words.setFixedHeight(2 * round(scaled(_CHOICE_PX)))
        self.words.setVisible(has_lesson)
        column.addWidget(self.words)
        where = tr("It is kept in {folder} and listed under Lessons, My lessons.", folder=str(own_lessons.root()))
        column.addWidget(self._text(where, role="secondary", tone="secondary"))
        buttons = QDialogButtonBox(self)
        self.edit_button, self.save_button = QPushButton(tr("Save and edit"), self), QPushButton(tr("Save"), self)
        self.edit_button.setProperty("primary", "true")
        for button in (self.edit_button, self.save_button):
            buttons.addButton(button, QDialogButtonBox.ButtonRole.ActionRole)
        buttons.addButton(tr("Cancel"), QDialogButtonBox.ButtonRole.RejectRole)
        buttons.rejected.connect(self.reject)
        self.edit_button.clicked.connect(self._save_and_edit)
        self.save_button.clicked.connect(self._save)
        self.edit_button.setDefault(True)
        column.addWidget(buttons)
        self.title.textChanged.connect(self._allow)
        self.title.setFocus()

    def _text(self, text: str, **look: object) -> Label:
        label = Label(text, self, wraps=True, **look)  # type: ignore[arg-type]
        width = min(round(scaled(_WIDTH_PX)), max(self._room, 200))
        label.setMinimumSize(width, label.height_of(text, width))
        return label

    def _allow(self) -> None:
        for button in (self.edit_button, self.save_button):
            button.setEnabled(bool(self.title.text().strip()))

    def _save(self) -> None:
        self._answer(edits=False)

    def _save_and_edit(self) -> None:
        self._answer(edits=True)

    def _answer(self, *, edits: bool) -> None:
        self.accept()
        self._make(self.title.text().strip(), self.words.answer == self._present, edits)
