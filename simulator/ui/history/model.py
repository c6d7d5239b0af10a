"""The rows of the history as a Qt model."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QAbstractListModel, QDateTime, QLocale, QModelIndex, QObject, QPersistentModelIndex, Qt

from simulator.app.history import History
from simulator.app.records import Record
from simulator.ui.history import words
from simulator.ui.text import as_tip

Index = QModelIndex | QPersistentModelIndex
RECORD = Qt.ItemDataRole.UserRole
PRESENT = Qt.ItemDataRole.UserRole + 1
"""Whether a row is the run that is on screen."""


class HistoryModel(QAbstractListModel):
    """Follows the history while it is `awake`; the name of a row can be edited."""

    def __init__(self, history: History, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._history = history
        self._rows: tuple[Record, ...] = history.rows
        self._whens: dict[str, str] = {}
        self._present = history.present()
        history.changed.connect(self.follow)

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self._rows)

    def record(self, index: Index) -> Record:
        """The row at an index."""
        return self._rows[index.row()]

    def index_of(self, id_: str) -> QModelIndex:
        """Where a row is; an invalid index if it is not there."""
        return next((self.index(n) for n, row in enumerate(self._rows) if row.id == id_), QModelIndex())

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid() or index.row() >= len(self._rows):
            return None
        record = self._rows[index.row()]
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return words.title_of(record)
            case Qt.ItemDataRole.EditRole:
                return record.name
            case Qt.ItemDataRole.ToolTipRole:
                return as_tip(words.tip(record, self.when(record)))
            case Qt.ItemDataRole.AccessibleTextRole:
                return words.sentence(record, self.when(record))
            case _ if role == RECORD:
                return record
            case _ if role == PRESENT:
                return record.id == self._present
        return None

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        if not index.isValid() or role != Qt.ItemDataRole.EditRole:
            return False
        self._history.rename(self._rows[index.row()].id, str(value))
        return True

    def flags(self, index: Index) -> Qt.ItemFlag:
        return super().flags(index) | Qt.ItemFlag.ItemIsEditable | Qt.ItemFlag.ItemNeverHasChildren

    def when(self, record: Record) -> str:
        """The time of a row, of another day its date."""
        if (known := self._whens.get(record.id)) is not None:
            return known
        moment, locale = QDateTime.fromSecsSinceEpoch(record.at), QLocale()
        is_today = moment.date() == QDateTime.currentDateTime().date()
        form = QLocale.FormatType.ShortFormat
        text = locale.toString(moment.time(), form) if is_today else locale.toString(moment.date(), form)
        self._whens[record.id] = text
        return text

    def follow(self) -> None:
        """Take the rows of the history, with as little change as there is: selection and place stay."""
        before, after = self._rows, self._history.rows
        old, new = [row.id for row in before], [row.id for row in after]
        if old == new:
            self._rows = after
            changed = [n for n, row in enumerate(after) if row != before[n]]
            for number in changed:
                self.dataChanged.emit(self.index(number), self.index(number))
        elif new[1:] == old and new:
            self.beginInsertRows(QModelIndex(), 0, 0)
            self._rows = after
            self.endInsertRows()
        else:
            self._take_others(after)
        self.mark_present()

    def _take_others(self, after: tuple[Record, ...]) -> None:
        self.layoutAboutToBeChanged.emit()
        held = self.persistentIndexList()
        ids = [self._rows[index.row()].id for index in held]
        self._rows = after
        places = {row.id: number for number, row in enumerate(after)}
        self.changePersistentIndexList(
            held, [self.index(places[id_]) if id_ in places else QModelIndex() for id_ in ids]
        )
        self.layoutChanged.emit()

    def mark_present(self) -> None:
        """Find the row that is on screen."""
        present = self._history.present()
        if present != self._present:
            before, self._present = self._present, present
            for id_ in (before, present):
                index = self.index_of(id_) if id_ else QModelIndex()
                if index.isValid():
                    self.dataChanged.emit(index, index, [PRESENT])
