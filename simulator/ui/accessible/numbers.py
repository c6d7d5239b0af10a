"""The numbers of the present charts as tables that can be read cell by cell."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, QSize, Qt
from PySide6.QtGui import QFocusEvent, QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QScrollArea, QStyle, QTableView, QVBoxLayout, QWidget

from simulator.ui.accessible.chart import cell_text
from simulator.ui.charts.chart import Chart
from simulator.ui.charts.words import Table
from simulator.ui.export.numbers import seen_of
from simulator.ui.text import tr
from simulator.ui.widgets.labels import Label
from simulator.ui.widgets.metrics import scaled

_NO_INDEX = QModelIndex()
_WIDE_PX, _HIGH_PX, _MOST_OF_THE_WINDOW = 760, 560, 0.95
_TABLE_PX = 130
_ROOM_PX = 6
"""Beside a text, besides the margins that the style asks for."""


class TableModel(QAbstractTableModel):
    """A table with its first row as headers."""

    def __init__(self, table: Table, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._head, *self._rows = table

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = _NO_INDEX) -> int:
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: QModelIndex | QPersistentModelIndex = _NO_INDEX) -> int:
        return 0 if parent.isValid() else len(self._head)

    def data(self, index: QModelIndex | QPersistentModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        row = self._rows[index.row()]
        if index.column() >= len(row):
            return None
        value = row[index.column()]
        if role == Qt.ItemDataRole.DisplayRole:
            return cell_text(value)
        if role == Qt.ItemDataRole.TextAlignmentRole and not isinstance(value, str):
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        return None

    def texts(self, column: int) -> set[str]:
        """What stands in a column, without the way over an index for each cell."""
        return {cell_text(row[column]) for row in self._rows if column < len(row)}

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        return str(self._head[section]) if orientation == Qt.Orientation.Horizontal else ""


class _View(QTableView):
    """Asks for a few rows; it gets what is left. Copying takes all that is selected, with its heads."""

    def focusInEvent(self, event: QFocusEvent) -> None:
        if not self.selectionModel().hasSelection():
            here = self.currentIndex()
            self.setCurrentIndex(here if here.isValid() else self.model().index(0, 0))  # seen, and where keys begin
        super().focusInEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Copy):
            QGuiApplication.clipboard().setText(self.selected_text())
        else:
            super().keyPressEvent(event)

    def selected_text(self) -> str:
        """What is selected, cells apart by tabs; the heads above it, if it is more than a cell."""
        table, chosen = self.model(), self.selectionModel().selectedIndexes()
        columns = sorted({index.column() for index in chosen})
        rows: dict[int, dict[int, str]] = {}
        for index in chosen:
            rows.setdefault(index.row(), {})[index.column()] = str(index.data() or "")
        lines = [[cells.get(column, "") for column in columns] for _, cells in sorted(rows.items())]
        if len(chosen) > 1:
            lines.insert(0, [str(table.headerData(column, Qt.Orientation.Horizontal)) for column in columns])
        return "\n".join("\t".join(line) for line in lines)

    def fit_columns(self, table: TableModel) -> None:
        """Each as wide as its widest text. Qt would ask each cell for all of its looks."""
        metrics = self.fontMetrics()
        room = 2 * self.style().pixelMetric(QStyle.PixelMetric.PM_FocusFrameHMargin, None, self) + _ROOM_PX
        for column in range(table.columnCount()):
            most = max(map(metrics.horizontalAdvance, table.texts(column)), default=0)
            head = self.horizontalHeader().sectionSizeHint(column)
            self.setColumnWidth(column, max(most + room, head))

    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), round(scaled(_TABLE_PX)))


class NumbersDialog(QDialog):
    """For each chart its title, its sentence and its table."""

    def __init__(self, charts: list[Chart], parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(tr("Numbers of the charts"))
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 18, 20, 16)
        self.tables: list[QTableView] = []
        page = QWidget(self)
        inside = QVBoxLayout(page)
        inside.setContentsMargins(0, 0, 8, 0)
        for chart in charts:
            if table := seen_of(chart.plot):
                self._add(chart, table, inside)
        if not self.tables:
            inside.addWidget(Label(tr("These charts have no numbers yet."), self))
        area = QScrollArea(self)  # large text and long sentences need more height than a small window has
        area.setWidget(page)
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setAccessibleName(tr("Numbers of the charts"))
        column.addWidget(area, 1)
        buttons = QDialogButtonBox(self)
        buttons.addButton(tr("Close"), QDialogButtonBox.ButtonRole.RejectRole)
        buttons.rejected.connect(self.reject)
        column.addWidget(buttons)
        wanted = QSize(round(scaled(_WIDE_PX)), round(scaled(_HIGH_PX)))
        self.resize(wanted.boundedTo(parent.window().size() * _MOST_OF_THE_WINDOW))
        if self.tables:
            self.tables[0].setFocus()

    def _add(self, chart: Chart, table: Table, column: QVBoxLayout) -> None:
        name = Label(chart.accessibleName(), self, role="body", weight=650, wraps=True)
        said = Label(chart.accessibleDescription(), self, role="secondary", tone="secondary", wraps=True)
        for label in (name, said):
            label.setWordWrap(True)  # else its height would not follow its width in a layout
            column.addWidget(label)
        view = _View(self)
        model = TableModel(table, view)
        view.setModel(model)
        view.setAccessibleName(tr("Numbers: {chart}", chart=chart.accessibleName()))
        view.setAccessibleDescription(chart.accessibleDescription())
        view.setTabKeyNavigation(False)
        view.verticalHeader().hide()
        view.horizontalHeader().setHighlightSections(False)  # bold letters need more room
        view.fit_columns(model)
        column.addWidget(view, 1)
        self.tables.append(view)
