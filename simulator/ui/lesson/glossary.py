"""All terms of the lessons with their meanings, in a window of their own."""

from __future__ import annotations

from collections.abc import Collection

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QFocusEvent, QPainter, QPaintEvent, QTextBlockFormat, QTextCursor
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QTextEdit, QVBoxLayout, QWidget

from simulator.scenario.lesson.links import harmless
from simulator.ui import language, theme
from simulator.ui.text import tr
from simulator.ui.widgets.focus import KeyboardFocus, paint_ring
from simulator.ui.widgets.metrics import move_over, on_screen, scaled

SIZE_PX = (460, 520)
_ABOVE_PX = 10
_AS_SORTED = str.maketrans("äöü", "aou")


class _Terms(KeyboardFocus, QTextEdit):
    """The list itself, with a ring while the keyboard is in it."""

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self.shows_ring:
            with QPainter(self.viewport()) as painter:
                painter.setRenderHint(QPainter.RenderHint.Antialiasing)
                paint_ring(painter, QRectF(self.viewport().rect()), 4.0)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.viewport().update()


class GlossaryDialog(QDialog):
    """A list to read; it deletes itself when it closes."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(tr("Glossary"))
        column = QVBoxLayout(self)
        self.list = _Terms(self)
        self.list.setReadOnly(True)
        self.list.setTabChangesFocus(True)
        self.list.setAccessibleName(tr("Glossary"))
        self.list.setFrameShape(QTextEdit.Shape.NoFrame)
        terms = ((term.partition("|")[0].strip(), said) for term, said in language.glossary().items())
        by_name = sorted(terms, key=lambda one: one[0].casefold().translate(_AS_SORTED))
        self.list.setMarkdown(harmless("\n\n".join(f"**{term}**  \n{said}" for term, said in by_name)))
        self.list.setFont(theme.current().font())
        self._part_entries({term for term, _ in by_name})
        column.addWidget(self.list)
        buttons = QDialogButtonBox(self)
        buttons.addButton(tr("Close"), QDialogButtonBox.ButtonRole.RejectRole)
        buttons.rejected.connect(self.reject)
        column.addWidget(buttons)
        self.resize(on_screen(parent, SIZE_PX))
        move_over(self, parent)

    def _part_entries(self, terms: Collection[str]) -> None:
        """Room above each term but the first: Markdown leaves none."""
        room = QTextBlockFormat()
        room.setTopMargin(scaled(_ABOVE_PX))
        block = self.list.document().begin().next()
        while block.isValid():
            if block.text() in terms:
                QTextCursor(block).mergeBlockFormat(room)
            block = block.next()
