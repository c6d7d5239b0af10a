"""Quiet links on the stage: what one can do with the tree, said where there is room for it. Keys do all of it too."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import ceil
from typing import Protocol

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QEnterEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QWidget

from simulator.ui import theme
from simulator.ui.stage.ink import Word, Writer, width
from simulator.ui.stage.sheet import Box
from simulator.ui.text import tr
from simulator.ui.widgets.focus import KeyboardFocus, paint_ring

APART_PX, PADDING_PX = 4, 6
"""Between two links, and around the text of one."""

AFTER_TITLE_PX = 10.0


class Commands(Protocol):
    """What the links do."""

    def ask_next(self) -> None:
        """Another question."""

    def fit(self) -> None:
        """The whole tree in view."""

    def unfold_all(self) -> None:
        """Everything below."""

    def fold_back(self) -> None:
        """As it was at first."""

    def toggle_outline(self) -> None:
        """The list in words, or not."""

    def ask_why(self) -> None:
        """The next step of the walk."""

    def leave_walk(self) -> None:
        """The end of the walk."""

    def toggle_selected(self) -> None:
        """Unfold or fold the selected node."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Situation:
    """What there is to do. `whole` is the number of nodes of the whole tree in words, empty where all is unfolded.

    `asks_why`: there is an error to walk down from; `walks` and `is_at_end` tell of the walk; `is_selected`: from a
    selected node. `opens` says whether the selected node can be unfolded (True), folded (False), or neither (None).
    """

    is_first_screen: bool
    is_near: bool
    is_changed: bool
    has_outline: bool
    whole: str
    asks_why: bool
    walks: bool
    is_at_end: bool
    is_selected: bool
    opens: bool | None


class Link(KeyboardFocus, QAbstractButton):
    """Words that can be pressed. It paints itself: a button with a style sheet takes as long as the whole tree."""

    def __init__(self, parent: QWidget, act: Callable[[], None]) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.clicked.connect(act)
        self.hide()

    def sizeHint(self) -> QSize:
        look = theme.current()
        wide = width(look.name, "secondary", 550, self.text())
        return QSize(ceil(wide) + 2 * PADDING_PX, ceil(1.4 * look.secondary_px) + PADDING_PX)

    def paintEvent(self, event: QPaintEvent) -> None:
        name = theme.current().name
        with QPainter(self) as painter:
            room, middle = self.width() - 2.0 * PADDING_PX + 1.0, self.height() / 2
            Writer(painter, name).write(Word(self.text(), PADDING_PX, middle, room, "secondary", 550, "accent"))
            if self.underMouse():
                line = middle + 0.6 * theme.current().secondary_px
                painter.drawLine(QPointF(PADDING_PX, line), QPointF(self.width() - PADDING_PX, line))
            if self.shows_ring:
                painter.setRenderHint(QPainter.RenderHint.Antialiasing)
                paint_ring(painter, QRectF(self.rect()), 6.0)

    def enterEvent(self, event: QEnterEvent) -> None:
        super().enterEvent(event)
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self.update()


class Links:
    """All links of a stage, as its children; made in the order in which they stand, which Tab follows."""

    def __init__(self, stage: QWidget, commands: Commands) -> None:
        self.another = Link(stage, commands.ask_next)
        self.fit = Link(stage, commands.fit)
        self.back = Link(stage, commands.fold_back)
        self.outline = Link(stage, commands.toggle_outline)
        self.whole = Link(stage, commands.unfold_all)
        self.toggle = Link(stage, commands.toggle_selected)
        self.why = Link(stage, commands.ask_why)
        self.done = Link(stage, commands.leave_walk)
        _name(
            self.another, tr("another question"),
            tr("Another question of this round, drawn by the same laws (N; Shift+N goes back)"),
        )  # fmt: skip
        _name(self.fit, tr("fit"), tr("Show the whole tree (F)"))
        _name(self.back, tr("fold back"), tr("Fold the tree to what it showed at first (Shift+U)"))
        _name(self.outline, tr("outline"), tr("The same tree as a list in words (O)"))
        _name(self.done, tr("done"), tr("Leave the walk (Esc)"))

    def place(self, now: Situation, after_title: float, title: Box, below: Box) -> float:
        """Behind the title, which ends at `after_title`, and in the box below; returns the room taken there."""
        beside = self._beside_title(now)
        under = self._under_tree(now)
        for button in (
            self.another, self.fit, self.back, self.outline, self.whole, self.toggle, self.why, self.done,
        ):  # fmt: skip
            if button not in beside and button not in under:
                button.hide()
        _place_from(after_title + AFTER_TITLE_PX, title, beside)
        return _place_until(below, under)

    def _beside_title(self, now: Situation) -> list[Link]:
        """In the order of their weight: where there is little room, the last ones are left out."""
        if now.is_first_screen:
            return []
        _name(
            self.whole, tr("unfold all ({number})", number=now.whole),
            tr("Unfold everything, down to the first model: {number} answers (U)", number=now.whole),
        )  # fmt: skip
        wanted = [self.another]
        wanted += [self.fit] if now.is_near else []
        wanted += [self.back] if now.is_changed else []
        wanted += [self.outline] if not now.has_outline else []
        wanted += [self.whole] if now.whole else []
        return wanted

    def _under_tree(self, now: Situation) -> list[Link]:
        if now.walks:
            _name(self.why, tr("next"), tr("The next step down to where it began (W)"))
            return [self.done] if now.is_at_end else [self.why, self.done]
        wanted = []
        if now.opens is not None:
            tip = tr("Show what this answer was made of (Enter)") if now.opens else tr("Fold this answer (Enter)")
            _name(self.toggle, tr("unfold") if now.opens else tr("fold"), tip)
            wanted.append(self.toggle)
        if now.asks_why:
            text = tr("Why?") if now.is_selected else tr("step by step")
            _name(self.why, text, tr("Walk down to where the error began, step by step (W)"))
            wanted.append(self.why)
        return wanted


def _name(button: Link, text: str, tip: str) -> None:
    """What a link says, and what its tool tip explains, which is also its name for those who hear it."""
    if button.text() != text:
        button.setText(text)
    if button.toolTip() != tip:
        button.setToolTip(tip)
        button.setAccessibleName(tip)


def _place_from(left: float, box: Box, wanted: Sequence[Link]) -> None:
    """Side by side from `left` on, around the middle of a box, as many as have room; the others are hidden."""
    for button in wanted:
        size = button.sizeHint()
        fits = left + size.width() <= box.right
        if fits:
            button.setGeometry(ceil(left), round(box.middle - size.height() / 2), size.width(), size.height())
            left += size.width() + APART_PX
        button.setVisible(fits)


def _place_until(box: Box, wanted: Sequence[Link]) -> float:
    """Side by side up to the right of a box, their text on its last line; returns the room that they take.

    They share the box where it is too narrow for their words, which their tool tips tell in full.
    """
    is_narrow = sum(button.sizeHint().width() for button in wanted) > box.width
    taken, most = 0.0, round((box.width + PADDING_PX) / max(len(wanted), 1) - APART_PX)
    for button in reversed(wanted):
        size, line = button.sizeHint(), 1.2 * theme.current().secondary_px
        wide = min(size.width(), most) if is_narrow else size.width()
        left, top = round(box.right + PADDING_PX - taken - wide), round(box.bottom - (size.height() + line) / 2)
        button.setGeometry(left, top, wide, size.height())
        button.show()
        taken += wide + APART_PX
    return taken
