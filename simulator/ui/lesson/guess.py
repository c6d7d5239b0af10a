"""Guessing of how many runs something will be true, before they are played."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget

from simulator.app.lesson_play import LessonPlay
from simulator.ui.text import tr
from simulator.ui.widgets.figures import Figures
from simulator.ui.widgets.labels import Label
from simulator.ui.widgets.metrics import scaled


class Guess(QWidget):
    """A number of the runs of this step; kept as its answer."""

    def __init__(self, play: LessonPlay, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._play = play
        self.count = int(play.step.fields["count"])
        name = tr("Your guess, of {count}", count=self.count)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        self.field = QLineEdit(self)
        self.field.setProperty("asks", "true")  # empty at first, it is seen by its edge
        self.field.setValidator(Figures(self.count, self))
        self.field.setMaximumWidth(round(scaled(64)))
        self.field.setAccessibleName(name)
        self.field.editingFinished.connect(self._take)
        row.addWidget(Label(name, self, weight=550))
        row.addWidget(self.field)
        row.addStretch(1)
        self.follow()

    def follow(self) -> None:
        """Show what was guessed, unless something else is being typed."""
        if not self.field.isModified():
            self.field.setText(next(reversed(self._play.answer.tries), ""))

    def said(self) -> str:
        """What the runs came to, once all of them have been seen; nothing before."""
        seen, tries = self._play.session.ensemble.seen, self._play.answer.tries
        if seen is None or 0 < seen.runs < self.count or len(seen.spread.above) < self.count:
            return ""
        above = int(seen.spread.above[self.count - 1, -1])
        if tries:
            return tr("It was {above} of {count}. You guessed {guess}.", above=above, count=self.count, guess=tries[-1])
        return tr("It was {above} of {count}.", above=above, count=self.count)

    def _take(self) -> None:
        guess, tries = self.field.text(), self._play.answer.tries
        self.field.setModified(False)
        if guess and (not tries or tries[-1] != guess):
            self._play.say(guess)
