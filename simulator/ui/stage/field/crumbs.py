"""The way from the top answer to where one is, as links: Top answer › 1 › 2."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QPushButton, QWidget

from simulator.ui import theme
from simulator.ui.stage.field.grove import Path
from simulator.ui.text import tr
from simulator.ui.widgets.metrics import metrics

MOST = 7
"""Links; of a longer way the first and the last ones are shown."""

GAP_PX = 12.0
"""Between two links, for the sign that leads from one to the next."""

LONGEST_WORDS = 18
"""Letters of a question's words in a link."""


class Crumb(QPushButton):
    """One node of the way."""

    def __init__(self, crumbs: Crumbs) -> None:
        super().__init__(crumbs)
        self._crumbs = crumbs
        self.path: Path = ()
        self.setProperty("link", True)
        self.setProperty("role", "secondary")
        self.clicked.connect(self._ask)

    def _ask(self) -> None:
        self._crumbs.asked.emit(self.path)


class Crumbs(QWidget):
    """Shows a way; `asked` follows a press on one of its nodes, with that node's path."""

    asked = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shown: tuple[tuple[Path, str], ...] = ()
        self._crumbs = [Crumb(self) for _ in range(MOST)]
        self.setAccessibleName(tr("Where in the tree"))
        theme.notifier().changed.connect(self._place)

    @property
    def paths(self) -> tuple[Path, ...]:
        """The nodes of the way that have a link."""
        return tuple(path for path, _ in self._shown)

    def show_way(self, path: Path, words: Sequence[str]) -> None:
        """Show the way to the end of a path; `words` are those of its nodes below the top one, empty for none."""
        nodes: list[tuple[Path, str]] = [((), tr("Top answer"))]
        nodes += [(path[: n + 1], text or f"{path[n] + 1}") for n, text in enumerate(words)]
        if len(nodes) > MOST:
            nodes = nodes[:1] + nodes[1 - MOST :]
        if tuple(nodes) != self._shown:
            self._shown = tuple(nodes)
            self._place()

    def sizeHint(self) -> QSize:
        wide = sum(crumb.sizeHint().width() + GAP_PX for crumb in self._crumbs[: len(self._shown)])
        return QSize(round(wide), max(crumb.sizeHint().height() for crumb in self._crumbs))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, look = QPainter(self), theme.current()
        painter.setFont(look.font("secondary"))
        painter.setPen(look.color("secondary"))
        for before, after in zip(self._shown, self._crumbs[1:], strict=False):
            if after.isVisible():
                skipped = len(after.path) > len(before[0]) + 1
                area = after.geometry().adjusted(-round(GAP_PX), 0, 0, 0)
                area.setWidth(round(GAP_PX))
                painter.drawText(area, Qt.AlignmentFlag.AlignCenter, "…" if skipped else "›")

    def _place(self) -> None:
        x = 0.0
        for number, crumb in enumerate(self._crumbs):
            is_shown = number < len(self._shown)
            if is_shown:
                crumb.path, text = self._shown[number]
                short = text if len(text) <= LONGEST_WORDS else f"{text[: LONGEST_WORDS - 1]}…"
                crumb.setText(short)
                numbers = ".".join(str(step + 1) for step in crumb.path)
                named = tr("Sub-answer {number}", number=numbers) if crumb.path else tr("Top answer")
                crumb.setAccessibleName(tr("Go to {node}", node=named))
                crumb.setToolTip(named if text == f"{crumb.path[-1] + 1 if crumb.path else 0}" else f"{named}: {text}")
                size = crumb.sizeHint()
                crumb.setGeometry(round(x), 0, size.width(), max(size.height(), self.height()))
                x += size.width() + GAP_PX
            crumb.setVisible(is_shown)
        self.updateGeometry()
        self.update()


def line_height() -> float:
    """The height of a line of links."""
    return metrics("secondary", 400).height()
