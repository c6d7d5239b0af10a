"""The room for the panels: they fill it, and where it is smaller than they can be, they scroll in it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QHelpEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget

from simulator.ui.widgets.full_text import tells_in_full

SMALLEST = QSize(480, 320)


class Room(QScrollArea):
    """Nothing in it is ever cut off or squeezed over something else: below its content's least size it scrolls."""

    def __init__(self, content: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._content = content
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setWidgetResizable(True)
        self.setWidget(content)

    def event(self, event: QEvent) -> bool:
        # What has no tool tip of its own leaves it to those around it.
        if isinstance(event, QHelpEvent) and tells_in_full(event, self.childAt(event.pos())):
            return True
        return super().event(event)

    def sizeHint(self) -> QSize:
        return self._content.sizeHint()

    def minimumSizeHint(self) -> QSize:
        return SMALLEST
