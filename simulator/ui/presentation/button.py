"""The button of the transport that begins a presentation and ends it."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from simulator.ui.presentation.mode import Presentation
from simulator.ui.text import tr
from simulator.ui.widgets.buttons import Button


class PresentButton(Button):
    """Looks pressed while something is presented, and says that another press ends that."""

    def __init__(self, presentation: Presentation, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._presentation = presentation
        self.setProperty("segment", True)
        self.setProperty("target", "tall")  # what takes a press is higher than what is seen
        self.setProperty("role", "secondary")
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.clicked.connect(self._press)
        presentation.changed.connect(self._follow)
        self._follow()

    def _press(self) -> None:
        self._presentation.toggle()
        self._follow()

    def _follow(self) -> None:
        is_on = self._presentation.is_on
        self.setChecked(is_on)
        self.setText(tr("End") if is_on else tr("Present"))
        self.setAccessibleName(tr("End the presentation") if is_on else tr("Present to a class"))
        self.setToolTip(
            tr("End the presentation and go back to the window (Esc)") if is_on
            else tr("Full screen with large text, for a class (F5); Page Down goes on, a period blanks the screen")
        )  # fmt: skip
