"""Tabs of which the last ones fold into a menu where room is short."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize
from PySide6.QtGui import QAction, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QMenu, QWidget

from simulator.ui.charts.tabs import QuietTabs
from simulator.ui.text import tr
from simulator.ui.widgets.buttons import Button
from simulator.ui.widgets.metrics import scaled

_CLOSER_PX = 6
"""So much of the space around a word can be spared before tabs fold away."""

_SETTLES = 3
"""A layout that is made anew may fold tabs, which makes it anew once more."""


class FoldingTabs(QuietTabs):
    """The present tab is always to be seen; `more` has those that are not: a button to be put next to the tabs in one
    layout, without a space between them, so that the room is the same whether it is shown or not.
    """

    def __init__(self, words: Sequence[str], name: str, parent: QWidget | None = None) -> None:
        self._absent: set[int] = set()
        self._is_folding, self._room = False, 0
        self.more = Button(tr("More"))
        super().__init__(words, name, parent=parent)
        self.more.setAccessibleName(tr("More charts"))
        self.more.setProperty("link", True)
        self.more.setProperty("role", "secondary")
        self.more.clicked.connect(self._show_menu)
        self.more.hide()
        self._menu = QMenu(self.more)
        self._menu.triggered.connect(self._choose)

    def set_present(self, index: int, is_present: bool) -> None:
        """Whether there is this tab at all."""
        if is_present == (index in self._absent):
            (self._absent.discard if is_present else self._absent.add)(index)
            self.updateGeometry()
            self._fold_anew()

    def is_present(self, index: int) -> bool:
        """Whether there is this tab, folded away or not."""
        return index not in self._absent

    def setCurrentIndex(self, index: int) -> None:
        if self.is_present(index) and not self.isTabVisible(index):
            self.setTabVisible(index, True)  # saying so again would make Qt forget that its tabs are to be laid out
        super().setCurrentIndex(index)
        self._fold_anew()

    def sizeHint(self) -> QSize:
        return QSize(sum(map(self._wanted, self._present())), self._height())

    def minimumSizeHint(self) -> QSize:
        return QSize(round(scaled(60)), self._height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Now, as laid out, width and button belong together: a button that hides leaves its room to the tabs later."""
        super().resizeEvent(event)
        self._room = self.width() + (0 if self.more.isHidden() else self.more.sizeHint().width())
        self._fold()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._fold()

    def _present(self) -> list[int]:
        return [index for index in range(self.count()) if index not in self._absent]

    def _restyle(self) -> None:
        super()._restyle()
        self._fold_anew()

    def _fold_anew(self) -> None:
        """Fold by the room that there is now: the layout may not have met the last folding yet."""
        above = self.parentWidget()
        layout = None if above is None else above.layout()
        if layout is not None and self.isVisible() and not self._is_folding:
            for _ in range(_SETTLES):
                if not layout.activate():
                    break
        self._fold()

    def _fold(self) -> None:
        """To show the button lays out all that is around it: where that changes the room, it is met once more.

        A layout that is in the middle of its work goes on with the places that it had found before: it is to be made
        anew when it is through.
        """
        if self._is_folding:
            return
        self._is_folding, was_hidden = True, self.more.isHidden()
        for _ in range(_SETTLES):
            room = self._room
            self._fold_into(room)
            if self._room == room:
                break
        self._is_folding = False
        if was_hidden != self.more.isHidden():
            self.updateGeometry()

    def _fold_into(self, room: int) -> None:
        kept = present = self._present()
        if self._least(present) > room:
            room -= self.more.sizeHint().width()
            kept = [index for index in present if index == self.currentIndex()]
            for index in present:
                if index not in kept and self._least([*kept, index]) <= room:
                    kept.append(index)
        for index in range(self.count()):
            if self.isTabVisible(index) != (index in kept):
                self.setTabVisible(index, index in kept)
        self.more.setVisible(len(kept) < len(present))
        folded = [index for index in present if index not in kept]
        words = [self.tabText(index) for index in folded]
        if words != [action.text() for action in self._menu.actions()]:
            self._menu.clear()
            for index in folded:
                self._menu.addAction(self.tabText(index)).setData(index)
            self.more.setToolTip(", ".join(words))
            self.more.setAccessibleDescription(", ".join(words))

    def _least(self, indices: Sequence[int]) -> float:
        return sum(self._wanted(index) - _CLOSER_PX for index in indices)

    def _show_menu(self) -> None:
        self._menu.popup(self.more.mapToGlobal(self.more.rect().bottomLeft()))

    def _choose(self, action: QAction) -> None:
        self.setCurrentIndex(action.data())
