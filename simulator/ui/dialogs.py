"""The window's questions and messages. None of them blocks: each is opened and answers by a signal."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QSize, Qt, QTimer
from PySide6.QtGui import QGuiApplication, QResizeEvent
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QFrame,
    QLineEdit,
    QMessageBox,
    QPlainTextEdit,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from simulator.app.session import Session
from simulator.scenario.schema import TITLE_LIMIT, ScenarioError
from simulator.sentence import say
from simulator.ui.text import told, tr
from simulator.ui.turns import calling, turns
from simulator.ui.widgets.labels import dialog_text
from simulator.ui.widgets.metrics import scaled

_WORDS_PX, _MOST_OF_THE_SCREEN = 400, 0.55
"""Width of a message's text, and the share of the screen's height that it takes at most."""


class Message(QDialog):
    """A calm message: a head, a text, perhaps details to copy, one button."""

    def __init__(self, parent: QWidget, head: str, text: str, details: str = "") -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(head)
        self._details = details
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 18, 20, 16)
        layout.setSpacing(12)
        layout.addWidget(dialog_text(head, role="title", weight=650))
        layout.addWidget(_Words(text, head, self))
        buttons = QDialogButtonBox(self)
        close = buttons.addButton(tr("Close"), QDialogButtonBox.ButtonRole.RejectRole)
        close.setDefault(True)
        if details:
            shown = QPlainTextEdit(details)
            shown.setReadOnly(True)
            shown.setAccessibleName(tr("Details"))
            shown.setTabChangesFocus(True)
            shown.setMinimumHeight(120)
            layout.addWidget(shown)
            copy = QPushButton(tr("Copy details"))
            copy.clicked.connect(self._copy)
            buttons.addButton(copy, QDialogButtonBox.ButtonRole.ActionRole)
        buttons.rejected.connect(self.reject)
        layout.addWidget(buttons)
        self.setMinimumWidth(440)
        close.setFocus()  # else the button to copy would have it, and with it Enter

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self._details)


class _Words(QScrollArea):
    """A text that scrolls, by keys as well, where it is longer than most of the screen."""

    def __init__(self, text: str, name: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._label = dialog_text(text)
        self._label.setAlignment(Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignTop)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setAccessibleName(name)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setWidgetResizable(True)
        self.setWidget(self._label)

    def sizeHint(self) -> QSize:
        self._label.ensurePolished()
        wide = round(scaled(_WORDS_PX))
        narrow = wide - self.verticalScrollBar().sizeHint().width()  # a bar that is there once would keep itself
        most = round(self.screen().availableSize().height() * _MOST_OF_THE_SCREEN)
        return QSize(wide, min(self._label.heightForWidth(narrow), most))

    def minimumSizeHint(self) -> QSize:
        return QSize(round(scaled(_WORDS_PX) / 2), min(self.sizeHint().height(), round(scaled(60))))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        scrolls = self._label.heightForWidth(self.width()) > self.height()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus if scrolls else Qt.FocusPolicy.NoFocus)


def tell_problems(parent: QWidget, head: str, error: ScenarioError, then: str = "") -> None:
    """Everything that is wrong with a file, with its places; `then` what can be done, else that nothing was changed."""
    lines = [told(problem.said) for problem in error.problems]
    then = then or tr("Nothing has been changed.")
    if len(lines) == 1:
        Message(parent, head, f"{lines[0]}\n\n{then}").open()
    else:
        text = tr("There are {count} problems.", count=len(lines)) + f" {then}"
        Message(parent, head, text, "\n".join(f"• {line}" for line in lines)).open()


class UnsavedQuestion(QMessageBox):
    """Save, discard, or stay; `then` is called when the work may be left, once the question is gone.

    Without `save`, for a file that cannot be saved here: discard or stay.
    """

    def __init__(
        self, parent: QWidget, title: str, save: Callable[[Callable[[], None]], None] | None, then: Callable[[], None]
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._parent, self._save, self._then = parent, save, then
        self.setIcon(QMessageBox.Icon.NoIcon)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWindowTitle(tr("Unsaved changes"))
        self.setStandardButtons(QMessageBox.StandardButton.NoButton)
        if save is None:
            self.setText(tr("Discard the changes to “{title}”?", title=title))
            self.setInformativeText(tr("They cannot be saved: the file was written by a newer version."))
            self._save_button = None
        else:
            self.setText(tr("Save the changes to “{title}”?", title=title))
            self.setInformativeText(tr("Otherwise they are lost."))
            self._save_button = self.addButton(tr("Save"), QMessageBox.ButtonRole.AcceptRole)
        self._discard_button = self.addButton(tr("Discard"), QMessageBox.ButtonRole.DestructiveRole)
        self._stay_button = self.addButton(tr("Stay here"), QMessageBox.ButtonRole.RejectRole)
        self.setDefaultButton(self._save_button or self._stay_button)
        self.setEscapeButton(self._stay_button)
        self.buttonClicked.connect(self._answer)

    def _answer(self, button: object) -> None:
        if self._save is not None and button is self._save_button:
            self._save(self._then)
        elif button is self._discard_button:
            turns().follow(calling(self._then), self._parent)


class DeleteQuestion(QMessageBox):
    """Whether what nothing brings back shall be deleted; `then` is called if so."""

    def __init__(self, parent: QWidget, head: str, text: str, then: Callable[[], object], keep: str = "") -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._then = then
        self.setIcon(QMessageBox.Icon.NoIcon)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWindowTitle(head)
        self.setText(text)
        self.setInformativeText(tr("This cannot be undone."))
        self.setStandardButtons(QMessageBox.StandardButton.NoButton)
        self.delete_button = self.addButton(tr("Delete"), QMessageBox.ButtonRole.DestructiveRole)
        self._keep_button = self.addButton(keep or tr("Keep them"), QMessageBox.ButtonRole.RejectRole)
        self.setDefaultButton(self._keep_button)
        self.setEscapeButton(self._keep_button)
        self.buttonClicked.connect(self._answer)

    def _answer(self, button: object) -> None:
        if button is self.delete_button:
            self._then()


_TYPING = "texts"
"""Typing in the dialog is one change."""


class TextsDialog(QDialog):
    """Title and notes of the scenario, as one change that can be undone.

    What is typed is the scenario's at once, so that a crash does not lose it; Cancel (Esc) undoes it, and redo has it
    back.
    """

    def __init__(self, session: Session, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._session, self._before = session, session.state
        session.store.history.end_gesture()
        self.setWindowTitle(tr("Title and notes"))
        form = QFormLayout(self)
        form.setContentsMargins(20, 18, 20, 16)
        form.setSpacing(12)
        form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapAllRows)
        self.title = QLineEdit(tr(session.state.title))
        self.title.setMaxLength(TITLE_LIMIT)
        self.title.setAccessibleName(tr("Title"))
        self.notes = QPlainTextEdit(tr(session.state.notes) if session.state.notes else "")
        self.notes.setAccessibleName(tr("Notes"))
        self.notes.setTabChangesFocus(True)
        form.addRow(tr("Title"), self.title)
        form.addRow(tr("Notes"), self.notes)
        buttons = QDialogButtonBox(self)
        self._accept = buttons.addButton(tr("Keep"), QDialogButtonBox.ButtonRole.AcceptRole)
        cancel = buttons.addButton(tr("Cancel"), QDialogButtonBox.ButtonRole.RejectRole)
        cancel.setToolTip(tr("Undo what was typed here (Esc); Redo in the menu Edit has it back"))
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        form.addRow(buttons)
        self._turn = QTimer(self)
        self._turn.setSingleShot(True)  # letters that come at once are one change
        self._turn.timeout.connect(self._put)
        self.title.textChanged.connect(self._note)
        self.notes.textChanged.connect(self._note)
        self.resize(480, 340)

    def _note(self) -> None:
        self._accept.setEnabled(bool(self.title.text().strip()))
        self._turn.start(0)

    def _put(self) -> None:
        self._turn.stop()
        before, title, notes = self._before, self.title.text().strip(), self.notes.toPlainText()
        changed = replace(
            self._session.state,
            title=before.title if title in ("", tr(before.title)) else title,  # what was only translated is no change
            notes=before.notes if before.notes and notes == tr(before.notes) else notes,
        )
        self._session.store.commit(changed, say("Change title and notes"), _TYPING)

    def done(self, result: int) -> None:
        if self._turn.isActive():
            self._put()
        history = self._session.store.history
        if result == QDialog.DialogCode.Rejected and self._session.state != self._before:
            history.undo()
        history.end_gesture()
        super().done(result)
