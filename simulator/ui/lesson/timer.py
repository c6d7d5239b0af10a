"""The class timer: what is left, start or pause, one minute more. It only counts; nothing flashes or sounds."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QWidget

from simulator.app.countdown import MINUTE_S, Countdown
from simulator.ui.text import tr
from simulator.ui.widgets.buttons import Button
from simulator.ui.widgets.labels import Label


def clock_text(seconds: int) -> str:
    """Minutes and seconds."""
    return f"{seconds // 60}:{seconds % 60:02}"


class TimerRow(QWidget):
    """One line. `minutes` is what Start takes where nothing is set."""

    def __init__(self, countdown: Countdown, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._countdown = countdown
        self.minutes = 1
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        self.left = Label("", self, role="title", weight=550)
        self.left.setToolTip(tr("The time of this step, for a class"))
        self.start_button = Button("", self)
        self.start_button.setProperty("link", "true")
        self.start_button.clicked.connect(self.press)
        self.more_button = Button(tr("+1 min"), self)
        self.more_button.setProperty("link", "true")
        self.more_button.setAccessibleName(tr("Timer: one minute more"))
        self.more_button.setToolTip(tr("One minute more (Shift+F9)"))
        self.more_button.clicked.connect(self.add_minute)
        row.addWidget(self.left, 1)
        row.addWidget(self.start_button)
        row.addWidget(self.more_button)
        countdown.changed.connect(self._follow)
        self._follow()

    def press(self) -> None:
        """Start, or pause."""
        if self._countdown.is_running:
            self._countdown.pause()
        else:
            self._countdown.start(self.minutes * MINUTE_S)

    def add_minute(self) -> None:
        """One minute more."""
        self._countdown.add()

    def show_minutes(self, minutes: int) -> None:
        """What Start takes."""
        self.minutes = minutes
        self._follow()

    def _follow(self) -> None:
        countdown = self._countdown
        seconds = countdown.seconds if countdown.is_set else self.minutes * MINUTE_S
        self.left.setText(tr("Time is up") if countdown.is_over else clock_text(seconds))
        running = countdown.is_running
        self.start_button.setText(tr("Pause") if running else tr("Start"))
        name = tr("Timer: pause") if running else tr("Timer: start")
        self.start_button.setAccessibleName(name)
        self.start_button.setToolTip(tr("{name} (F9)", name=name))
