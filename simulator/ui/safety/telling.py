"""An error that nobody expected, told once and calmly, with a way back to the last good state."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QShowEvent
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QPlainTextEdit, QPushButton, QVBoxLayout, QWidget

from simulator.app.session import Session
from simulator.ui.text import tr
from simulator.ui.widgets.labels import dialog_text

MOST_LETTERS = 60_000
"""Of all errors that come while the message is open."""


class ErrorMessage(QDialog):
    """Close, copy the details, or undo the last change, which may have been the cause."""

    def __init__(self, parent: QWidget, session: Session, details: str) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(tr("An unexpected error"))
        self._session, self._details = session, details
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 18, 20, 16)
        layout.setSpacing(12)
        layout.addWidget(dialog_text(tr("Something went wrong inside the program"), "title", 650))
        layout.addWidget(dialog_text(tr("Your work is still here, and you can go on. Saving it now is a good idea.")))
        self.shown = QPlainTextEdit(details)
        self.shown.setReadOnly(True)
        self.shown.setTabChangesFocus(True)
        self.shown.setAccessibleName(tr("Details"))
        self.shown.setMinimumHeight(120)
        layout.addWidget(self.shown)
        buttons, roles = QDialogButtonBox(self), QDialogButtonBox.ButtonRole
        close = buttons.addButton(tr("Close"), roles.RejectRole)
        close.setDefault(True)
        self.copy = QPushButton(tr("Copy details"))
        self.copy.clicked.connect(self._copy)
        buttons.addButton(self.copy, roles.ActionRole)
        self.undo = QPushButton(tr("Undo the last change"))
        self.undo.setEnabled(session.store.history.can_undo)
        self.undo.clicked.connect(self._undo)
        buttons.addButton(self.undo, roles.ActionRole)
        buttons.rejected.connect(self.reject)
        layout.addWidget(buttons)
        self.setMinimumWidth(520)
        close.setFocus()

    def showEvent(self, event: QShowEvent) -> None:
        widen(self)
        super().showEvent(event)

    def add(self, details: str) -> None:
        """Another error while this message is open."""
        if len(self._details) < MOST_LETTERS:
            self._details += f"\n{details}"
            self.shown.setPlainText(self._details)

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self._details)

    def _undo(self) -> None:
        self._session.store.history.undo()
        self.accept()


def widen(dialog: QDialog) -> None:
    """Give a dialog the width that its buttons need with the theme's letters, which they have once it is shown."""
    layout = dialog.layout()
    assert layout is not None
    margins = layout.contentsMargins()
    widths = [button.sizeHint().width() for button in dialog.findChildren(QPushButton)]
    needed = sum(widths) + layout.spacing() * (len(widths) + 1) + margins.left() + margins.right()
    dialog.setMinimumWidth(max(dialog.minimumWidth(), needed))
    for button, width in zip(dialog.findChildren(QPushButton), widths, strict=True):
        button.setMinimumWidth(width)
