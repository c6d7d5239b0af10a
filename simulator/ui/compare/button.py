"""The button "A | B" of the transport: copies A to B."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from simulator.ui.compare.comparison import Comparison
from simulator.ui.text import tr
from simulator.ui.widgets.buttons import Button


class CompareButton(Button):
    """Hidden until there is something to compare; looks pressed while there is a B, when a press copies A anew."""

    def __init__(self, comparison: Comparison, parent: QWidget | None = None) -> None:
        super().__init__(tr("A | B"), parent)
        self._comparison = comparison
        self.setProperty("segment", True)
        self.setProperty("target", "tall")  # what takes a press is higher than what is seen
        self.setCheckable(True)
        self.clicked.connect(self._copy)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setProperty("role", "secondary")
        self.setVisible(comparison.is_met)
        comparison.met.connect(self.show)
        comparison.changed.connect(self._follow)
        self._follow()

    def _copy(self) -> None:
        self._comparison.copy()
        self._follow()

    def _follow(self) -> None:
        is_on = self._comparison.is_on
        self.setChecked(is_on)
        name = tr("A | B: copy A to B again") if is_on else tr("A | B: copy A to B and compare")
        self.setAccessibleName(name)
        self.setToolTip(
            tr("Copy A to B again (Ctrl+D); the bar above the stage swaps, adopts or drops B") if is_on
            else tr("Keep a copy as B (Ctrl+D): what you change from then on is A, both with the same luck")
        )  # fmt: skip
