"""The history on screen: a card with the list of runs and what can be done with them."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QItemSelection, QItemSelectionModel, QModelIndex, QSize, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QFocusEvent, QKeyEvent, QKeySequence, QPainter, QPaintEvent, QShowEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QLayout,
    QListView,
    QMenu,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from simulator.app.records import Record
from simulator.app.session import Session
from simulator.sentence import say
from simulator.ui import theme
from simulator.ui.accessible.telling import announce
from simulator.ui.history import words
from simulator.ui.history.delegate import RowDelegate, places
from simulator.ui.history.model import HistoryModel
from simulator.ui.text import plural, told, tr
from simulator.ui.widgets.buttons import Button
from simulator.ui.widgets.card import Card
from simulator.ui.widgets.focus import KeyboardFocus
from simulator.ui.widgets.labels import Label
from simulator.ui.widgets.metrics import font, metrics
from simulator.ui.widgets.wrapped_row import WrappedRow

ROWS_IN_SIGHT = 4
"""Rows that the panel is high by default: the present run and what it is compared with."""


class HistoryPanel(Card):
    """`closed` asks to put it away, `export_requested` to write it into a file, `compare_requested(id)` for A | B."""

    closed = Signal()
    export_requested = Signal()
    compare_requested = Signal(str)

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session, self._history = session, session.history
        self._deleted_in = session.state
        self.compares = False
        self.model = HistoryModel(self._history, self)
        self.view = HistoryView(self)
        self.view.setModel(self.model)
        self._head = _Head(self)
        self._lay_out_parts()
        self.view.chosen.connect(self.restore)
        self.view.deleted.connect(self.delete)
        self.view.star_toggled.connect(self.toggle_star)
        self.view.menu_requested.connect(self._open_menu)
        self.view.selectionModel().selectionChanged.connect(self._follow_selection)
        self._history.changed.connect(self._follow)
        self._history.troubled.connect(self._follow)
        session.run_changed.connect(self._follow_run)
        session.drag_ended.connect(self._follow_run)
        theme.notifier().changed.connect(self._restyle)
        self._follow()

    def _lay_out_parts(self) -> None:
        self._title = Label(tr("HISTORY"), role="secondary", weight=650, tone="secondary")
        self._note = Label("", role="secondary", tone="secondary")
        back = tr("Bring back what was deleted last (Ctrl+Z)")
        self._undo = self._link(tr("bring back"), back, self.bring_back)
        self._restore = self._link(tr("restore"), tr("Set everything as it was in this run (Enter)"), self.restore)
        self._compare = self._link(tr("compare"), tr("Put this run beside the present one, as B"), self.compare)
        self._rename = self._link(tr("name"), tr("Give this run a name (F2)"), self.rename)
        self._delete = self._link(tr("delete"), tr("Delete the selected runs (Delete)"), self.delete)
        self._export = self._link(tr("export"), tr("Write all runs into a table (CSV)"), self.export_requested)
        self._close = self._link(tr("close"), tr("Put the history away"), self.closed)
        self._row = WrappedRow(self._title, self._note, (self._undo, *self._buttons()), self)
        layout = QVBoxLayout(self)
        padding = theme.current().padding
        layout.setContentsMargins(padding, 8, padding - 8, 8)
        layout.setSpacing(2)
        layout.setSizeConstraint(QLayout.SizeConstraint.SetNoConstraint)
        layout.addWidget(self._row)
        layout.addWidget(self._head)
        layout.addWidget(self.view, 1)

    def _buttons(self) -> tuple[QPushButton, ...]:
        return self._restore, self._compare, self._rename, self._delete, self._export, self._close

    def _link(self, text: str, tip: str, slot: object) -> QPushButton:
        button = Button(text, self)
        button.setProperty("link", True)
        button.setProperty("role", "secondary")
        button.setToolTip(tip)
        button.setAccessibleName(tip)
        button.clicked.connect(slot)
        return button

    def sizeHint(self) -> QSize:
        row = metrics("secondary", 400).height() + 12
        return QSize(600, round(16 + row + self._head.sizeHint().height() + ROWS_IN_SIGHT * self.view.row_height() + 4))

    def minimumSizeHint(self) -> QSize:
        return QSize(240, 120)

    # ---- what can be done ----

    def selected(self) -> list[Record]:
        """The selected rows, in the order of the list."""
        return [self.model.record(index) for index in sorted(self.view.selectedIndexes())]

    def restore(self) -> None:
        """Set everything as it was in the current row."""
        if row := self._current():
            self._history.restore(row.id, say("Restore “{run}”", run=_short(words.title_of(row))))

    def compare(self) -> None:
        """Ask for the current row as B."""
        if (row := self._current()) and self.compares:
            self.compare_requested.emit(row.id)

    def rename(self) -> None:
        """Edit the name of the current row in its place."""
        index = self.view.currentIndex()
        if index.isValid() and self.view.state() != QAbstractItemView.State.EditingState:
            self.view.edit(index)

    def delete(self) -> None:
        """Delete the selected rows; they can be brought back."""
        rows = self.selected()
        if rows:
            place = self.view.currentIndex().row()
            if self._delete.hasFocus():
                self.view.setFocus()  # the button is off while no row is chosen, and another one would have the focus
            self._history.delete([row.id for row in rows])
            self._deleted_in = self._session.state
            announce(self, self._note.text())
            if self.model.rowCount():
                self.view.setCurrentIndex(self.model.index(min(place, self.model.rowCount() - 1)))

    def bring_back(self) -> None:
        """Have the rows again that were deleted last, and choose them."""
        ids = {row.id for row in self._history.bring_back()}
        indices = map(self.model.index, range(self.model.rowCount()))
        if back := [index for index in indices if self.model.record(index).id in ids]:
            announce(self, tr("What was deleted last is back."))
            self.view.setCurrentIndex(back[0])
            chosen = QItemSelection()
            for index in back:
                chosen.select(index, index)
            self.view.selectionModel().select(chosen, QItemSelectionModel.SelectionFlag.ClearAndSelect)  # told once

    def toggle_star(self, index: QModelIndex) -> None:
        """Give a row a star or take it away."""
        row = self.model.record(index)
        self._history.star(row.id, not row.starred)

    def _toggle_current(self) -> None:
        if self.view.currentIndex().isValid():
            self.toggle_star(self.view.currentIndex())

    def _current(self) -> Record | None:
        index = self.view.currentIndex()
        return self.model.record(index) if index.isValid() else None

    def _open_menu(self) -> None:
        row = self._current()
        if row is None:
            return
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction(tr("Restore")).triggered.connect(self.restore)
        if self.compares:
            menu.addAction(tr("Compare with the present run")).triggered.connect(self.compare)
        menu.addAction(tr("Take the star away") if row.starred else tr("Star")).triggered.connect(self._toggle_current)
        menu.addAction(tr("Name…")).triggered.connect(self.rename)
        menu.addAction(tr("Delete")).triggered.connect(self.delete)
        place = self.view.visualRect(self.view.currentIndex()).center()
        menu.popup(self.view.viewport().mapToGlobal(place))

    # ---- following ----

    def _follow(self) -> None:
        history = self._history
        count = len(history.deleted)
        if history.trouble:
            note = tr("The history cannot be kept: {reason}", reason=told(history.trouble))
        elif count:
            note = plural("1 run deleted", "{count} runs deleted", count)
        elif history.left_out:
            note = tr("{count} unreadable rows were left out", count=history.left_out)
        else:
            note = ""
        if history.trouble and note != self._note.text() and self.isVisible():
            announce(self, note)
        self._note.setText(note)
        self._note.setToolTip(note)
        if not count and self._undo.hasFocus():
            self.view.setFocus()
        self._undo.setVisible(bool(count))
        if self.view.hasFocus():
            self.view.find_row()
        self._follow_selection()

    def _follow_selection(self, *_: QItemSelection) -> None:
        count = len(self.view.selectedIndexes())
        self._compare.setVisible(self.compares)
        for button in (self._restore, self._compare, self._rename):
            button.setEnabled(count == 1)
        self._delete.setEnabled(count > 0)

    def _follow_run(self) -> None:
        if self.isVisible() and not self._session.is_dragging:
            self.model.mark_present()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._history.refresh()
        self.model.mark_present()

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and self._is_undone_by(event):
            event.accept()  # else it undoes what was changed before
            return True
        return super().event(event)

    def _is_undone_by(self, event: QKeyEvent) -> bool:
        """Whether a key takes back that rows were deleted here: Undo, while nothing else has been changed since."""
        is_latest = bool(self._history.deleted) and self._deleted_in is self._session.state
        return is_latest and event.matches(QKeySequence.StandardKey.Undo)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.closed.emit()
        elif self._is_undone_by(event):
            self.bring_back()
        else:
            super().keyPressEvent(event)

    def set_compares(self, compares: bool) -> None:
        """Whether there is a place to compare runs."""
        self.compares = compares
        self._follow_selection()

    def _restyle(self) -> None:
        self.view.restyle()
        self._head.updateGeometry()
        self._head.update()
        self.updateGeometry()


class _Head(QWidget):
    """The names of the columns."""

    def __init__(self, panel: HistoryPanel) -> None:
        super().__init__(panel)
        self._panel = panel
        self.setToolTip(tr("what was set"))

    def sizeHint(self) -> QSize:
        return QSize(100, round(metrics("help", 400).height() + 4))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            painter.setFont(font("help", 400))
            painter.setPen(theme.current().color("secondary"))
            row = places(self._panel.view.viewport().width(), self.height())
            leading = int(Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignVCenter)
            trailing = int(Qt.AlignmentFlag.AlignTrailing | Qt.AlignmentFlag.AlignVCenter)
            text = metrics("help", 400).elidedText(tr("what was set"), Qt.TextElideMode.ElideRight, row.text.width())
            painter.drawText(row.text, leading, text)
            for column, place in row.columns:
                painter.drawText(place, trailing, tr(column.head))


class HistoryView(KeyboardFocus, QListView):
    """The list: Enter or a double click restores, S stars, F2 names, Delete deletes."""

    chosen = Signal()
    deleted = Signal()
    star_toggled = Signal(object)
    menu_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._delegate = RowDelegate(self)
        self._delegate.star_pressed.connect(self.star_toggled)
        self.setItemDelegate(self._delegate)
        self.setAccessibleName(tr("History: runs, the newest first"))
        self.setUniformItemSizes(True)
        self.setMouseTracking(True)
        self.setFrameShape(QListView.Shape.NoFrame)
        self.viewport().setAutoFillBackground(False)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.EditKeyPressed)
        self.doubleClicked.connect(self._choose)
        self._set_steps()

    def row_height(self) -> int:
        """The height of a row."""
        return self._delegate.sizeHint(None, QModelIndex()).height()  # type: ignore[arg-type]

    def restyle(self) -> None:
        """Take the sizes of the present theme."""
        self._delegate.restyle()
        self._set_steps()
        self.scheduleDelayedItemsLayout()

    def _set_steps(self) -> None:
        self.verticalScrollBar().setSingleStep(self.row_height())

    def _choose(self, _: QModelIndex) -> None:
        self.chosen.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        is_plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if is_plain and self.state() != QAbstractItemView.State.EditingState and self.currentIndex().isValid():
            self.note_key()
            match event.key():
                case Qt.Key.Key_Return | Qt.Key.Key_Enter:
                    self.chosen.emit()
                    return
                case Qt.Key.Key_Delete:
                    self.deleted.emit()
                    return
                case Qt.Key.Key_S:
                    self.star_toggled.emit(self.currentIndex())
                    return
                case Qt.Key.Key_Menu:
                    self.menu_requested.emit()
                    return
        super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        if event.reason() != QContextMenuEvent.Reason.Mouse or self.indexAt(event.pos()).isValid():
            self.menu_requested.emit()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if event.reason() != Qt.FocusReason.MouseFocusReason:
            self.find_row()

    def find_row(self) -> None:
        """With the focus there is a row to act on; Qt alone makes the first one current and does not show it."""
        if self.model().rowCount() and not self.selectedIndexes():
            at = self.currentIndex()
            self.setCurrentIndex(at if at.isValid() else self.model().index(0, 0))

    def paintEvent(self, event: QPaintEvent) -> None:
        self._delegate.shows_ring = self.shows_ring
        super().paintEvent(event)


def _short(text: str) -> str:
    return text if len(text) <= 40 else f"{text[:39]}…"
