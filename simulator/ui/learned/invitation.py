"""What the tab "Learned" shows before anything is trained."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from simulator.ui import theme
from simulator.ui.learned.words import TASKS
from simulator.ui.text import tr
from simulator.ui.widgets.buttons import WordButton
from simulator.ui.widgets.card import Card
from simulator.ui.widgets.column_area import column_area
from simulator.ui.widgets.labels import Label
from simulator.ui.widgets.metrics import scaled


class Invitation(Card):
    """Before anything is trained: what it is, and the way to begin."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._head = Label(role="title", weight=650, wraps=True)
        self._said = Label(role="secondary", tone="secondary", wraps=True)
        for label in (self._head, self._said):
            label.setWordWrap(True)  # else its height would not follow its width in a layout
        self.train = WordButton(tr("Train"))
        self.train.setProperty("primary", True)
        self.train.setAccessibleName(tr("Train the learned model"))
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setSpacing(10)
        column.addStretch(1)
        column.addWidget(self._head)
        column.addWidget(self._said, 0)
        column.addSpacing(4)
        column.addWidget(self.train, 0, Qt.AlignmentFlag.AlignLeading)
        column.addStretch(1)
        area = column_area()
        area.setWidget(inner)
        around = QVBoxLayout(self)
        around.setContentsMargins(2, 2, 2, 2)
        around.addWidget(area)
        self._column = column

    def show_task(self, task: str, *, is_running: bool) -> None:
        """Say what is learned, or is about to be."""
        invites = tr("A small network can really learn this. Will the theory be right?")
        self._head.setText(tr("The first round is being trained …") if is_running else invites)
        self.train.setVisible(not is_running)
        name, asks = TASKS[task]
        self._said.setText(tr(
            "Task: {name} ({asks}). In every round trees are really executed, and a network is really trained on their "
            "answers. What is drawn is measured against the truth.", name=tr(name), asks=tr(asks),
        ))  # fmt: skip
        for label in (self._head, self._said):
            label.updateGeometry()

    def resizeEvent(self, event: QResizeEvent) -> None:
        side = max((self.width() - round(scaled(560))) // 2, theme.current().padding)
        self._column.setContentsMargins(side, 12, side, 12)
