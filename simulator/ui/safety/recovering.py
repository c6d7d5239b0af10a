"""The question of the next start: what shall become of work that was never saved."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QListWidget,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from simulator.app.recovery import Lost
from simulator.ui.dialogs import DeleteQuestion
from simulator.ui.safety.telling import widen
from simulator.ui.safety.words import differences, moment, title_of
from simulator.ui.text import tr
from simulator.ui.widgets.labels import dialog_text

_LIST_PX, _DETAILS_PX = 110, 130


class RecoveryQuestion(QDialog):
    """Recover, look at it, discard, or later (Esc); `recovered(lost)` follows where it is wanted back.

    Every piece that is not recovered or discarded is asked about again by a command, and at the next start.
    """

    recovered = Signal(object)

    def __init__(self, parent: QWidget, found: Sequence[Lost]) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(tr("Unsaved work"))
        self._found = list(found)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 18, 20, 16)
        layout.setSpacing(12)
        self.head = dialog_text(role="title", weight=650)
        self.text = dialog_text()
        layout.addWidget(self.head)
        layout.addWidget(self.text)
        self.list = QListWidget(self)
        self.list.setAccessibleName(tr("Unsaved work"))
        self.list.setFixedHeight(_LIST_PX)
        self.list.addItems([_line(lost) for lost in found])
        self.list.setSpacing(2)
        self.list.setCurrentRow(0)
        self.list.setVisible(len(found) > 1)
        layout.addWidget(self.list)
        self.details = QPlainTextEdit(self)
        self.details.setReadOnly(True)
        self.details.setTabChangesFocus(True)
        self.details.setAccessibleName(tr("What was changed"))
        self.details.setFixedHeight(_DETAILS_PX)
        self.details.hide()
        layout.addWidget(self.details)
        buttons = QDialogButtonBox(self)
        roles = QDialogButtonBox.ButtonRole
        self.recover = buttons.addButton(tr("Recover"), roles.AcceptRole)
        self.later = buttons.addButton(tr("Later"), roles.RejectRole)
        self.later.setToolTip(tr("Unsaved work in the menu File asks again, and so does the next start (Esc)"))
        self.look = QPushButton(tr("Look at it"), self)
        self.look.setCheckable(True)
        buttons.addButton(self.look, roles.ActionRole)
        self.discard = buttons.addButton(tr("Discard"), roles.DestructiveRole)
        self.recover.setDefault(True)
        layout.addWidget(buttons)
        self.list.currentRowChanged.connect(self._show)
        self.recover.clicked.connect(self._recover)
        self.later.clicked.connect(self.reject)
        self.look.toggled.connect(self._show)
        self.discard.clicked.connect(self._ask)
        self.finished.connect(self._leave)
        self.setMinimumWidth(480)
        self._show()
        self.recover.setFocus()

    def showEvent(self, event: QShowEvent) -> None:
        widen(self)
        super().showEvent(event)

    @property
    def _chosen(self) -> Lost:
        return self._found[max(0, self.list.currentRow())]

    def _show(self, *_: object) -> None:
        if not self._found:
            return
        one = self._chosen
        self.head.setText(tr("Your work was not lost"))
        when, title = moment(one.unsaved.at), title_of(one.unsaved)
        if len(self._found) == 1:
            sentence = tr(
                "The program ended before “{title}” was saved ({when}). Do you want it back?", title=title, when=when
            )
            self.text.setText(sentence)
        else:
            self.text.setText(tr("The program ended before these were saved. Which do you want back?"))
        self.details.setVisible(self.look.isChecked())
        self.details.setPlainText("\n".join(differences(one.unsaved)))
        self.adjustSize()

    def _recover(self) -> None:
        lost = self._found.pop(max(0, self.list.currentRow()))
        self.accept()
        self.recovered.emit(lost)

    def _ask(self) -> None:
        """Nothing else has it: asked about once more."""
        lost = self._chosen
        title, when = title_of(lost.unsaved), moment(lost.unsaved.at)
        text = tr("Delete the unsaved work on “{title}” ({when})?", title=title, when=when)
        DeleteQuestion(self, tr("Discard"), text, partial(self._discard, lost), tr("Keep it")).open()

    def _discard(self, lost: Lost) -> None:
        if lost not in self._found:
            return
        row = self._found.index(lost)
        self._found.pop(row).discard()
        if not self._found:
            self.accept()
            return
        with QSignalBlocker(self.list):  # it tells of its new row while it has the old rows still
            self.list.takeItem(row)
        self.list.setVisible(len(self._found) > 1)
        self._show()

    def _leave(self) -> None:
        """What was not decided upon stays where it is."""
        for lost in self._found:
            lost.leave()
        self._found.clear()


def _line(lost: Lost) -> str:
    return tr("{title}, {when}", title=title_of(lost.unsaved), when=moment(lost.unsaved.at))
