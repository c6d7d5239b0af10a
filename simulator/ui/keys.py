"""The key list, made from the table that binds the keys, under the headings of the menus."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from simulator.ui.actions import COMMANDS, KEY_GROUPS, PANEL_KEYS
from simulator.ui.text import tr
from simulator.ui.widgets.labels import dialog_text
from simulator.ui.widgets.metrics import metrics, scaled

_MOST_OF_THE_WINDOW = 0.95
_WIDE_PX, _NARROW_PX = 860, 480
"""Width of the list in two columns, and in one where there is no room for two."""
_KEY_PX = 150
"""Keys that are described in more than that wrap."""
_AROUND = QSize(72, 140)
"""What the dialog needs beside the list."""
_NATIVE = QKeySequence.SequenceFormat.NativeText

_Rows = list[tuple[str, str]]


class KeyList(QWidget):
    """The page; for assistive technology a list, through which one goes: labels are all read without a stop."""


class KeyRow(QLabel):
    """An item of it: a key, or what it does."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.setAccessibleName(text)


class KeysDialog(QDialog):
    """All keys and what they do; only its height may need scrolling."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(tr("Keys"))
        self.headings: list[QLabel] = []
        self._key_width = _key_width()
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 18, 20, 16)
        column.setSpacing(12)
        column.addWidget(dialog_text(tr("Keys"), "title", 650))
        room = parent.window().size() * _MOST_OF_THE_WINDOW
        has_room = room.width() - _AROUND.width() >= scaled(_WIDE_PX)
        page = self._page(2 if has_room else 1)
        self.area = QScrollArea(self)
        self.area.setWidget(page)
        self.area.setWidgetResizable(True)
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.area.setAccessibleName(tr("Keys"))
        self.area.setAccessibleDescription(
            "\n".join(
                tr("{command}: {key}", command=text, key=key) for rows in map(_rows, KEY_GROUPS) for key, text in rows
            )
        )
        column.addWidget(self.area, 1)
        buttons = QDialogButtonBox(self)
        buttons.addButton(tr("Close"), QDialogButtonBox.ButtonRole.RejectRole)
        buttons.rejected.connect(self.reject)
        column.addWidget(buttons)
        wide = round(scaled(_WIDE_PX if has_room else _NARROW_PX))
        self.resize((QSize(wide, page.heightForWidth(wide)) + _AROUND).boundedTo(room))

    def _page(self, columns: int) -> QWidget:
        """The groups in their order, one below the other, in columns of about the same length."""
        page = KeyList()
        page.setAccessibleName(tr("Keys"))
        row = QHBoxLayout(page)
        row.setContentsMargins(0, 0, 8, 0)
        row.setSpacing(round(scaled(32)))
        groups = {group: rows for group in KEY_GROUPS if (rows := _rows(group))}
        lines = sum(len(rows) + 1 for rows in groups.values())
        grids = [self._grid(row) for _ in range(columns)]
        done = 0
        for group, rows in groups.items():
            middle = done + (len(rows) + 1) / 2
            self._fill(grids[min(int(middle * columns / lines), columns - 1)], group, rows)
            done += len(rows) + 1
        for grid in grids:
            grid.setRowStretch(grid.rowCount(), 1)
        return page

    def _grid(self, row: QHBoxLayout) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(round(scaled(16)))
        grid.setVerticalSpacing(6)
        grid.setColumnStretch(1, 1)
        row.addLayout(grid, 1)
        return grid

    def _fill(self, grid: QGridLayout, group: str, rows: _Rows) -> None:
        at = grid.rowCount()
        heading = dialog_text(_without_mnemonic(group), "body", 650, "accent")
        heading.setContentsMargins(0, 0 if at == 1 else round(scaled(10)), 0, 0)
        self.headings.append(heading)
        grid.addWidget(heading, at, 0, 1, 2)
        for number, (key, text) in enumerate(rows, start=at + 1):
            shown = dialog_text(key, "body", 550, kind=KeyRow)
            shown.setFixedWidth(self._key_width)
            grid.addWidget(shown, number, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(dialog_text(text, kind=KeyRow), number, 1, Qt.AlignmentFlag.AlignTop)


def _rows(group: str) -> _Rows:
    rows = [
        (QKeySequence(command.key).toString(_NATIVE), _without_mnemonic(command.text))
        for command in COMMANDS
        if command.key and command.menu == group
    ]
    return rows + [(tr(key), tr(text)) for home, key, text in PANEL_KEYS if home == group]


def _key_width() -> int:
    """Room for the keys: for the longest of them, or for its longest word where it wraps."""
    measured = metrics("body", 550)
    keys = [key for group in KEY_GROUPS for key, _ in _rows(group)]
    longest = max(measured.horizontalAdvance(key) for key in keys)
    word = max(measured.horizontalAdvance(word) for key in keys for word in key.split())
    return round(max(min(longest, scaled(_KEY_PX)), word)) + 2


def _without_mnemonic(text: str) -> str:
    return tr(text).replace("&", "")
