"""The tree in words: a list that unfolds as the picture does, and shows the same nodes.

The model answers questions about rows as they are asked, from the same grove that is painted, and keeps nothing of its
own but a number for each node that was asked for.
"""

from __future__ import annotations

from math import ceil
from typing import Any

from PySide6.QtCore import (
    QAbstractItemModel,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QIcon, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QTreeView, QVBoxLayout, QWidget

from simulator.ui import theme
from simulator.ui.stage.field.explorer import Explorer
from simulator.ui.stage.field.field import At
from simulator.ui.stage.field.grove import Path
from simulator.ui.stage.field.says import Teller
from simulator.ui.stage.field.sprites import QUESTION, icons
from simulator.ui.text import as_tip, tr
from simulator.ui.widgets.labels import Label
from simulator.ui.widgets.metrics import metrics

AnyIndex = QModelIndex | QPersistentModelIndex
NO_INDEX = QModelIndex()


class OutlineModel(QAbstractItemModel):
    """The nodes of an explorer's tree, one column. What a node's row says comes from the stage's `Teller`."""

    def __init__(self, explorer: Explorer, teller: Teller, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._explorer, self._teller = explorer, teller
        self._paths: list[Path] = []
        self._numbers: dict[Path, int] = {}
        self._is_changing = False
        self.shapes: list[QIcon] = []
        self.lines = 1
        self.row_height: int | None = None  # as high as its text where there is none

    def renew(self) -> None:
        """Another tree."""
        self.beginResetModel()
        self._paths.clear()
        self._numbers.clear()
        self.endResetModel()

    def regrow(self) -> None:
        """Other nodes are shown of the same tree; rows that are still there stay what they are."""
        if self._is_changing:
            return
        self.layoutAboutToBeChanged.emit()
        for index in self.persistentIndexList():
            if self.at(index) is None:
                self.changePersistentIndex(index, QModelIndex())
        self.layoutChanged.emit()

    def at(self, index: AnyIndex) -> At | None:
        """The node of a row."""
        if not index.isValid():
            return None
        return self._explorer.grove.field.find(self._paths[index.internalId()])

    def index_of(self, path: Path) -> QModelIndex:
        """The row of the node at the end of a path."""
        return self.createIndex(path[-1] if path else 0, 0, self._number(path))

    def index(self, row: int, column: int, parent: AnyIndex = NO_INDEX) -> QModelIndex:
        if column or not 0 <= row < self.rowCount(parent):
            return QModelIndex()
        return self.index_of((*self._paths[parent.internalId()], row) if parent.isValid() else ())

    def parent(self, index: AnyIndex = NO_INDEX) -> QModelIndex:  # type: ignore[override]
        path = self._paths[index.internalId()] if index.isValid() else ()
        return self.index_of(path[:-1]) if path else QModelIndex()

    def rowCount(self, parent: AnyIndex = NO_INDEX) -> int:
        if not parent.isValid():
            return 1
        at = self.at(parent)
        return 0 if at is None else len(self._explorer.grove.field.children(at))

    def columnCount(self, parent: AnyIndex = NO_INDEX) -> int:
        return 1

    def hasChildren(self, parent: AnyIndex = NO_INDEX) -> bool:
        at = self.at(parent)
        return at is None or self.rowCount(parent) > 0 or self._is_folded(at)

    def canFetchMore(self, parent: AnyIndex) -> bool:
        at = self.at(parent)
        return at is not None and self._is_folded(at)

    def fetchMore(self, parent: AnyIndex) -> None:
        at = self.at(parent)
        if at is None or not self._is_folded(at):
            return
        path = self._paths[parent.internalId()]
        asked = len(self._explorer.grove.lore.unfolding(path).asks)
        self._is_changing = True
        if asked:
            self.beginInsertRows(self.index_of(path), 0, asked - 1)
        self._explorer.unfold(at)
        if asked:
            self.endInsertRows()
        self._is_changing = False

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        at = self.at(index)
        if at is None:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self._teller.line(at, self.lines)
        if role == Qt.ItemDataRole.DecorationRole:
            answer = self._explorer.grove.levels[at.row].answer[at.nth]
            return self.shapes[answer if self._teller.is_answered(at) else QUESTION]
        if role == Qt.ItemDataRole.SizeHintRole and self.row_height is not None:
            return QSize(0, self.row_height)
        if role == Qt.ItemDataRole.ToolTipRole:
            return as_tip(self._teller.tells(at))
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return self._teller.full(at)
        return None

    def _is_folded(self, at: At) -> bool:
        grove = self._explorer.grove
        return grove.can_open(at) and not grove.is_open(at)

    def _number(self, path: Path) -> int:
        number = self._numbers.get(path)
        if number is None:
            number = self._numbers[path] = len(self._paths)
            self._paths.append(path)
        return number


SHAPE = 0.34
"""Radius of the shape in front of a row, as a share of the ordinary text size."""

_FRAME_PX = 2
"""Around the row where one is: a frame is seen in every theme, and has its room before."""

INDENTATION = {1: 1.0, 2: 0.65}
"""How far a row is indented from the one above it, by its lines: a share of the ordinary text size."""

MOST_EXPANDED = 120
"""Rows that are expanded at first; a larger tree is expanded where someone goes."""


def indentation(lines: int) -> int:
    """How far a row of so many lines is indented, in pixels."""
    return round(INDENTATION[lines] * theme.current().body_px)


class OutlineTree(QTreeView):
    """The list itself. Expanding a row unfolds its node in the picture; the selection is the explorer's."""

    def __init__(self, explorer: Explorer, teller: Teller, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._explorer = explorer
        self._list = OutlineModel(explorer, teller, self)
        self._is_following = False
        self.restyle()
        self.setModel(self._list)
        self.setHeaderHidden(True)
        self.setUniformRowHeights(True)
        self.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.setFrameShape(QTreeView.Shape.NoFrame)
        self.setAccessibleName(tr("Outline of the tree"))
        said = tr("The nodes of the picture in words. Right unfolds a node, Left closes its row.")
        self.setAccessibleDescription(said)
        self.selectionModel().currentChanged.connect(self._select)
        explorer.chosen.connect(self.follow)
        theme.notifier().changed.connect(self.restyle)

    @property
    def rows(self) -> OutlineModel:
        """What stands in the list."""
        return self._list

    def keyPressEvent(self, event: QKeyEvent) -> None:
        # Letters and Space belong to the stage; the list would search its rows for them, and unfold all of them at *.
        is_sign = event.text().isprintable() and event.text() not in ("", "+", "-")
        if is_sign and event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier):
            event.ignore()
        else:
            super().keyPressEvent(event)

    def renew(self) -> None:
        """Another tree."""
        self._is_following = True
        self._list.renew()
        self._expand()
        self.follow()

    def regrow(self) -> None:
        """Other nodes are shown of the same tree."""
        self._list.regrow()
        self.follow()

    def follow(self) -> None:
        """Show the selected node."""
        at = self._explorer.selected
        self._is_following = True
        if at is None:
            self.selectionModel().clear()
        else:
            index = self._list.index_of(self._explorer.grove.field.path(at))
            if index != self.currentIndex():
                self.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.ClearAndSelect)
                self.scrollTo(index)
        self._is_following = False

    def show_lines(self, lines: int) -> None:
        """Let each row have so many lines."""
        if lines != self._list.lines:
            self._list.lines = lines
            self.setWordWrap(lines > 1)
            self._fit_rows()

    def _fit_rows(self) -> None:
        lines, line = self._list.lines, metrics("secondary", 400).lineSpacing()
        self._list.row_height = None if lines == 1 else ceil((lines + 0.2) * line) + 2 * _FRAME_PX
        self.setIndentation(indentation(lines))
        self.scheduleDelayedItemsLayout()

    def restyle(self) -> None:
        """Follow the theme."""
        look = theme.current()
        self._list.shapes = icons(look.name, SHAPE * look.body_px, self.devicePixelRatioF())
        self.setStyleSheet(
            f"QTreeView {{ background: transparent; color: {look.ink}; font-size: {round(look.secondary_px)}px; }}"
            f"QTreeView::item {{ padding: 1px 0; border: {_FRAME_PX}px solid transparent; }}"
            f"QTreeView::item:selected {{ background: {look.accent_soft}; color: {look.ink}; }}"
            f"QTreeView::item:selected, QTreeView::item:focus {{ border-color: {look.accent}; border-radius: 4px; }}"
            f"QTreeView:focus {{ border: 2px solid {look.accent}; border-radius: 6px; }}"
        )
        self._fit_rows()

    def _expand(self) -> None:
        """Show the upper part of the tree. Only what is unfolded is expanded: expanding unfolds."""
        grove, expanded = self._explorer.grove, 0
        for number, row in enumerate(grove.field.rows):
            expanded += len(row)
            if expanded > MOST_EXPANDED:
                break
            for nth in range(len(row)):
                at = At(number, nth)
                if grove.is_open(at):
                    self.expand(self._list.index_of(grove.field.path(at)))

    def _select(self, current: QModelIndex, before: QModelIndex) -> None:
        if not self._is_following and (at := self._list.at(current)) is not None:
            self._explorer.select(at)


class Outline(QWidget):
    """The list with its title, beside the picture. `closed` follows a press on its link."""

    closed = Signal()

    def __init__(self, explorer: Explorer, teller: Teller, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.tree = OutlineTree(explorer, teller, self)
        self._title = Label(tr("Outline"), self, role="body", weight=650)
        self._close = QPushButton(tr("close"), self)
        self._close.setProperty("link", True)
        self._close.setProperty("role", "secondary")
        self._close.setAccessibleName(tr("Close the outline (O)"))
        self._close.setToolTip(tr("Close the outline (O)"))
        self._close.clicked.connect(self.closed)
        head = QHBoxLayout()
        head.addWidget(self._title, 1)
        head.addWidget(self._close)
        layout = QVBoxLayout(self)
        layout.setSpacing(2)
        layout.addLayout(head)
        layout.addWidget(self.tree, 1)
        theme.notifier().changed.connect(self._follow_theme)
        self._follow_theme()

    def renew(self) -> None:
        """Another tree."""
        self.tree.renew()

    def regrow(self) -> None:
        """Other nodes are shown of the same tree."""
        self.tree.regrow()

    def follow_answers(self) -> None:
        """Other answers are there than before."""
        self.tree.viewport().update()

    def paintEvent(self, event: QPaintEvent) -> None:
        look = theme.current()
        with QPainter(self) as painter:
            painter.setPen(look.color("hairline"))
            painter.drawLine(self.width() - 1, look.padding, self.width() - 1, self.height() - look.padding)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Escape, Qt.Key.Key_O):
            self.closed.emit()
        else:
            super().keyPressEvent(event)

    def _follow_theme(self) -> None:
        pad = theme.current().padding
        layout = self.layout()
        assert layout is not None
        layout.setContentsMargins(pad, pad - 6, pad // 2, pad)
