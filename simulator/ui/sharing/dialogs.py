"""Share the scenario as a code and a QR picture; open the scenario of a code."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from simulator.app.document import Loaded, from_code
from simulator.scenario.code import CodeError, decode, encode
from simulator.scenario.schema import Scenario
from simulator.ui.sharing.code_view import CodeView, code_font
from simulator.ui.sharing.picture import QrView
from simulator.ui.sharing.words import reason, summary
from simulator.ui.text import tr
from simulator.ui.widgets.labels import Label
from simulator.ui.widgets.metrics import scaled

_MARGINS = (20, 18, 20, 16)
_WIDTH_PX, _AROUND_PX = 360, 80
_GAP_PX = 24


class ShareDialog(QDialog):
    """The code of a scenario; where there is none, why not, and the file instead.

    `save_file` and `save_picture` are what its buttons do; the dialog closes before the first.
    """

    def __init__(
        self, scenario: Scenario, parent: QWidget, save_file: Callable[[], None], save_picture: Callable[[str], object]
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(tr("Share"))
        self._save_file, self._save_picture = save_file, save_picture
        column = QVBoxLayout(self)
        column.setContentsMargins(*_MARGINS)
        column.setSpacing(12)
        self._whole = self._room = parent.width() - _AROUND_PX
        self.code = ""
        self.view: CodeView | None = None
        try:
            self.code = encode(scenario)
        except CodeError as error:
            self._say_why(column, reason(error))
        else:
            self._show_code(column, scenario)

    def _show_code(self, column: QVBoxLayout, scenario: Scenario) -> None:
        row = QHBoxLayout()
        row.setSpacing(_GAP_PX)
        self.qr = QrView(self.code, tr("QR picture of the code"), self)
        self._room -= self.qr.sizeHint().width() + _GAP_PX
        row.addWidget(self.qr, 0, Qt.AlignmentFlag.AlignTop)
        beside = QVBoxLayout()
        beside.setSpacing(10)
        beside.addWidget(self._text(tr("Share this scenario"), role="title", weight=650))
        self.view = CodeView(self.code, self._room, self)
        beside.addWidget(self.view, 0, Qt.AlignmentFlag.AlignLeft)
        said = summary(decode(self.code).slug, scenario)
        beside.addWidget(self._text(said, weight=550))
        how = tr("Whoever types this under File, Open a code… has the same scenario. Case and spaces do not matter.")
        beside.addWidget(self._text(how, tone="secondary"))
        beside.addStretch(1)
        row.addLayout(beside, 1)
        column.addLayout(row)
        buttons = QDialogButtonBox(self)
        self.copy_button = QPushButton(tr("Copy the code"), self)
        self.copy_button.setProperty("primary", "true")
        self.copy_button.clicked.connect(self._copy)
        picture = QPushButton(tr("Save the QR picture…"), self)
        picture.clicked.connect(self._take_picture)
        self.file_button = QPushButton(tr("Save as a file…"), self)
        self.file_button.clicked.connect(self._take_file)
        for button in (self.copy_button, picture, self.file_button):
            buttons.addButton(button, QDialogButtonBox.ButtonRole.ActionRole)
        _add_close(buttons, self)
        if buttons.sizeHint().width() <= self._whole:
            column.addWidget(buttons)
        else:  # two beside each other
            grid = QGridLayout()
            own = self.copy_button, picture, self.file_button
            for place, one in enumerate((*own, *(one for one in buttons.buttons() if one not in own))):
                grid.addWidget(one, place // 2, place % 2)
            column.addLayout(grid)
            buttons.hide()
        self.copy_button.setDefault(True)
        self.copy_button.setFocus()

    def _say_why(self, column: QVBoxLayout, why: str) -> None:
        column.addWidget(self._text(tr("This scenario needs its file"), role="title", weight=650))
        column.addWidget(self._text(why))
        how = tr("A file holds everything, and can be sent or put on a stick.")
        column.addWidget(self._text(how, tone="secondary"))
        buttons = QDialogButtonBox(self)
        self.file_button = QPushButton(tr("Save as a file…"), self)
        self.file_button.setProperty("primary", "true")
        self.file_button.clicked.connect(self._take_file)
        buttons.addButton(self.file_button, QDialogButtonBox.ButtonRole.ActionRole)
        _add_close(buttons, self)
        column.addWidget(buttons)
        self.file_button.setDefault(True)
        self.file_button.setFocus()

    def _text(self, text: str, **look: object) -> Label:
        return _text(text, self, self._room, **look)

    def _copy(self) -> None:
        if self.view is not None:
            self.view.copy()
            self.copy_button.setText(tr("Copied"))

    def _take_picture(self) -> None:
        self._save_picture(self.code)

    def _take_file(self) -> None:
        self.accept()
        self._save_file()


class OpenCodeDialog(QDialog):
    """Asks for a code; `opened` is called with what it restores."""

    def __init__(self, parent: QWidget, opened: Callable[[Loaded], None]) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(tr("Open a code"))
        self._opened = opened
        column = QVBoxLayout(self)
        column.setContentsMargins(*_MARGINS)
        column.setSpacing(12)
        column.addWidget(_text(tr("Type the code"), self, parent.width() - _AROUND_PX, role="title", weight=650))
        self.field = QLineEdit(self)
        self.field.setAccessibleName(tr("Code"))
        self.field.setMaxLength(80)
        size = code_font().pixelSize()
        self.field.setStyleSheet(f"font-size: {size}px; font-weight: 550;")  # the one field with type of this size
        self.field.setMinimumWidth(min(round(size * 17), parent.width() - _AROUND_PX))
        self.field.textChanged.connect(self._follow)
        column.addWidget(self.field)
        self.said = Label("", self, wraps=True)
        self.said.setMinimumHeight(2 * self.said.line_height())
        column.addWidget(self.said)
        buttons = QDialogButtonBox(self)
        self.open_button = QPushButton(tr("Open"), self)
        self.open_button.setProperty("primary", "true")
        buttons.addButton(self.open_button, QDialogButtonBox.ButtonRole.AcceptRole)
        buttons.addButton(tr("Cancel"), QDialogButtonBox.ButtonRole.RejectRole)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        column.addWidget(buttons)
        self.open_button.setDefault(True)
        self._follow("")

    def _follow(self, text: str) -> None:
        """While it is typed: what it opens, or the one mistake that no further character can mend."""
        self.open_button.setEnabled(bool(text.strip()))
        hint = tr("It stands beside the QR picture or on the handout. Case and spaces do not matter.")
        try:
            shared = decode(text)
        except CodeError as error:
            final = error.why in ("sign", "long")
            self._say(reason(error) if final else hint, tone="misaligned_text" if final else "secondary")
        else:
            self._say("✓ " + summary(shared.slug, shared.scenario), tone="ink")

    def accept(self) -> None:
        try:
            loaded = from_code(self.field.text())
        except CodeError as error:
            self._say(reason(error), tone="misaligned_text")
            self.field.setFocus()
        else:
            super().accept()
            self._opened(loaded)

    def _say(self, sentence: str, tone: str) -> None:
        self.said.set_tone(tone)  # type: ignore[arg-type]
        self.said.setText(sentence)
        self.field.setAccessibleDescription(sentence)


def _add_close(buttons: QDialogButtonBox, dialog: QDialog) -> None:
    buttons.addButton(tr("Close"), QDialogButtonBox.ButtonRole.RejectRole)
    buttons.rejected.connect(dialog.reject)


def _text(text: str, parent: QWidget, room: int, **look: object) -> Label:
    """Words that wrap, with the room that they need: a dialog is as large as its parts ask for at least."""
    label = Label(text, parent, wraps=True, **look)  # type: ignore[arg-type]
    width = max(min(round(scaled(_WIDTH_PX)), room), 120)
    label.setMinimumSize(width, label.height_of(text, width))
    return label
