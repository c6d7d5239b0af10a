"""The way from the top answer to where one is, as links: Top answer › 1 › 2."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from simulator.ui import theme
from simulator.ui.stage.field.grove import Path
from simulator.ui.stage.ink import Word, Writer, width
from simulator.ui.text import tr
from simulator.ui.widgets.focus import KeyboardFocus, paint_ring

MOST = 8
"""Links; of a longer way the first and the last ones are shown."""

LONGEST_WORDS = 18
"""Letters of a question's words in a link."""

BETWEEN, SKIPPED = " › ", " … "


@dataclass(frozen=True, slots=True)
class Crumb:
    """One node of the way: its path, what its link says, and where that stands from left to right."""

    path: Path
    text: str
    left: float
    right: float


class Crumbs(KeyboardFocus, QWidget):
    """Shows a way; `asked` follows a press on one of its nodes, with that node's path. Left, Right and Enter do so too.

    One widget and not a button for each: it changes with every frame of a zoom.
    """

    asked = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._crumbs: tuple[Crumb, ...] = ()
        self._path: Path | None = None
        self._current = 0
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setAccessibleName(tr("Where in the tree"))

    @property
    def crumbs(self) -> tuple[Crumb, ...]:
        """The nodes of the way that have a link."""
        return self._crumbs

    def show_way(self, path: Path, words: Sequence[str]) -> None:
        """Show the way to the end of a path; `words` are those of its nodes below the top one, empty for none.

        Whoever calls this paints what is below, and so this too.
        """
        said = [((), tr("Top answer"))] + [(path[: n + 1], _short(text, path[n])) for n, text in enumerate(words)]
        if len(said) > MOST:
            said = said[:1] + said[1 - MOST :]
        name, gap, x = theme.current().name, width(theme.current().name, "secondary", 400, BETWEEN), 0.0
        crumbs = []
        for one, text in said:
            wide = width(name, "secondary", 550, text)
            crumbs.append(Crumb(one, text, x, x + wide))
            x += wide + gap
        self._crumbs = tuple(crumbs)
        if path != self._path:
            self._path, self._current = path, len(crumbs) - 1
            self.setAccessibleDescription(BETWEEN.join(crumb.text for crumb in crumbs))

    def crumb_at(self, x: float) -> Crumb | None:
        """The link at this distance from the left."""
        return next((crumb for crumb in self._crumbs if crumb.left <= x <= crumb.right), None)

    def sizeHint(self) -> QSize:
        return QSize(round(self._crumbs[-1].right) if self._crumbs else 0, round(1.4 * theme.current().secondary_px))

    def paintEvent(self, event: QPaintEvent) -> None:
        name = theme.current().name
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            writer, middle, before = Writer(painter, name), self.height() / 2, None
            for crumb in self._crumbs:
                if before is not None:
                    sign = BETWEEN if len(crumb.path) == len(before.path) + 1 else SKIPPED
                    room = crumb.left - before.right
                    writer.write(Word(sign, before.right, middle, room, "secondary", 400, "secondary", centered=True))
                writer.write(
                    Word(crumb.text, crumb.left, middle, crumb.right - crumb.left + 1.0, "secondary", 550, "accent")
                )
                before = crumb
            if self.shows_ring and self._current < len(self._crumbs):
                crumb = self._crumbs[self._current]
                paint_ring(painter, QRectF(crumb.left - 3, 0.0, crumb.right - crumb.left + 6, self.height()), 5.0)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        over = self.crumb_at(event.position().x()) is not None
        self.setCursor(Qt.CursorShape.PointingHandCursor if over else Qt.CursorShape.ArrowCursor)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._ask(self.crumb_at(QPointF(event.position()).x()))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        self.note_key()
        moves = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
        if event.key() in moves:
            self._current = min(max(self._current + moves[Qt.Key(event.key())], 0), len(self._crumbs) - 1)
            self.setAccessibleDescription(tr("Go to {node}", node=self._crumbs[self._current].text))
            self.update()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._crumbs:
            self._ask(self._crumbs[self._current])
        else:
            super().keyPressEvent(event)

    def _ask(self, crumb: Crumb | None) -> None:
        if crumb is not None:
            self.asked.emit(crumb.path)


def _short(text: str, step: int) -> str:
    if not text:
        return f"{step + 1}"
    return text if len(text) <= LONGEST_WORDS else f"{text[: LONGEST_WORDS - 1]}…"
