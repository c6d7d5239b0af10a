"""The text of a step."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QAccessible, QAccessibleEvent, QPainter, QPaintEvent, QTextDocument
from PySide6.QtWidgets import QLabel, QWidget

from simulator.scenario.lesson.links import harmless
from simulator.ui.text import tr
from simulator.ui.widgets.focus import KeyboardFocus, paint_ring


class Prose(KeyboardFocus, QLabel):
    """Markdown with links that can be clicked, and reached by Tab.

    Qt lays such a text out once, with the colors and the sizes of that moment; another theme needs it anew.
    """

    def __init__(self, text: str, parent: QWidget) -> None:
        super().__init__(harmless(text), parent)
        self.setTextFormat(Qt.TextFormat.MarkdownText)
        self.setWordWrap(True)
        self.setAlignment(Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignTop)
        flags = Qt.TextInteractionFlag
        self.setTextInteractionFlags(flags.LinksAccessibleByMouse | flags.LinksAccessibleByKeyboard)
        self.setOpenExternalLinks(False)
        self.setAccessibleName(_plain(self.text()))

    def paintEvent(self, event: QPaintEvent) -> None:
        if self.shows_ring:  # under the words: they begin where it stands
            with QPainter(self) as painter:
                painter.setRenderHint(QPainter.RenderHint.Antialiasing)
                paint_ring(painter, QRectF(self.rect()), 4.0)
        super().paintEvent(event)

    def focusNextPrevChild(self, next_: bool) -> bool:
        """Tab goes from link to link, and the present one is said."""
        goes = super().focusNextPrevChild(next_)
        if QAccessible.isActive():
            QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.DescriptionChanged))
        return goes

    def link_in_words(self) -> str:
        """The link at which Tab is; empty while it is at none."""
        return tr("Link: {words}", words=self.selectedText()) if self.hasFocus() and self.hasSelectedText() else ""

    def renew(self) -> None:
        """Lay the text out anew."""
        text = self.text()
        self.setText("")
        self.setText(text)


def _plain(markdown: str) -> str:
    """The words alone, as they are read aloud."""
    document = QTextDocument()
    document.setMarkdown(markdown)
    return document.toPlainText()
