"""The line above the views of the learned model: which there are, and how far the training is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from simulator.app.session import Session
from simulator.ui.charts.folding_tabs import FoldingTabs
from simulator.ui.learned.words import METHODS
from simulator.ui.text import digits, mark, plural, tr
from simulator.ui.widgets.buttons import Button
from simulator.ui.widgets.labels import Label
from simulator.ui.widgets.progress import Progress, duration

View = Literal["curves", "questions", "answers", "world"]
VIEWS: dict[View, str] = {
    "curves": mark("Curves"), "questions": mark("Questions"), "answers": mark("Answers"), "world": mark("World"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Status:
    """What is said beside the views, and what the button does."""

    said: str
    action: str


class Header(QWidget):
    """The views, how far the training is, and what can be done about it."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._training = session.training
        self.views = FoldingTabs([tr(word) for word in VIEWS.values()], tr("Views of the learned model"))
        self.views.more.setAccessibleName(tr("More views"))
        self.tabs = QWidget(self)  # the views with those that are folded away
        tabs = QHBoxLayout(self.tabs)
        tabs.setContentsMargins(0, 0, 0, 0)
        tabs.setSpacing(0)
        tabs.addWidget(self.views)
        tabs.addWidget(self.views.more)
        self.said = Label(role="help", tone="secondary")
        self.said.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)  # first to give way
        self.action = Button()
        self._offers_action = True
        self.settings = Button(tr("Task and settings"))
        self.settings.setCheckable(True)
        self.settings.setToolTip(tr("What this model is trained on; the controls of the window set the theory alone"))
        for button in (self.action, self.settings):
            button.setProperty("link", True)
            button.setProperty("role", "secondary")
        self.progress = Progress()
        policy = self.progress.sizePolicy()
        policy.setRetainSizeWhenHidden(True)
        self.progress.setSizePolicy(policy)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.tabs)
        row.addStretch()
        row.addWidget(self.said, 1)
        row.addWidget(self.action)
        row.addWidget(self.settings)
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 0, 8, 0)
        column.setSpacing(2)
        column.addLayout(row)
        column.addWidget(self.progress)
        self.action.clicked.connect(self._act)

    def show_status(self) -> None:
        """Say how far it is."""
        training = self._training
        status = self._status()
        self.said.setText(status.said)
        self.said.setToolTip(status.said)
        self.said.setMaximumWidth(self.said.full_width() + 1)
        if self.action.text() != status.action:
            self.action.setText(status.action)
            self.action.setAccessibleName(tr("{action} (learned model)", action=status.action))
        self._show_action()
        # A screen reader says each new description of what has the focus: progress would never end.
        self.action.setAccessibleDescription("" if training.is_running else status.said)
        self.progress.show_share(training.share_done if training.is_running else 0.0)
        self.progress.setVisible(training.is_running)

    def offer_action(self, offers: bool) -> None:
        """Whether the button stands here: not where the invitation has it."""
        self._offers_action = offers
        self._show_action()

    def _show_action(self) -> None:
        self.action.setVisible(self._offers_action and bool(self.action.text()))

    def _status(self) -> _Status:
        training = self._training
        if training.is_running:
            return _Status(self._running(), tr("Stop"))
        if training.stage == "stopped" and not training.problem and not self._has_any:
            return _Status(tr("Stopped before the first round was measured."), tr("Train"))
        if training.problem == "lost" and not self._has_any:
            said = tr("The training was ended from outside before the first round was measured.")
            return _Status(said, tr("Train again"))
        if training.problem == "lost":
            return _Status(tr("The training was ended from outside; what it measured is shown."), tr("Train again"))
        if training.problem:
            return _Status(tr("The training cannot go on: {problem}", problem=training.problem), tr("Train again"))
        if training.trained is None or training.stage == "empty":
            return _Status("" if training.trained is None else tr("Trained with other settings."), tr("Train"))
        rounds = training.settings.rounds
        if training.stage == "stopped":
            return _Status(tr("Stopped; what was measured is shown."), tr("Train on"))
        text = plural("Trained: 1 run, {rounds} rounds", "Trained: {count} runs, {rounds} rounds",
                      training.settings.seeds, rounds=rounds)  # fmt: skip
        return _Status(text, "")

    @property
    def _has_any(self) -> bool:
        """Whether a round was measured."""
        return self._training.trained is not None and self._training.trained.last >= 0

    def _running(self) -> str:
        training = self._training
        part = training.part
        if part is None:
            return tr("The training begins …")
        number, method = part
        figures = {"run": number + 1, "runs": training.settings.seeds, "name": tr(METHODS[method])}
        text = mark("run {run} of {runs}") if method == "ida" else mark("baseline: {name}")
        parts = [tr(text, **figures)]
        if training.loss is not None:
            parts.append(tr("loss {loss}", loss=digits(training.loss, ".3f")))
        if (left := training.seconds_left) is not None:
            parts.append(tr("{time} left", time=duration(left)))
        return " · ".join(parts)

    def _act(self) -> None:
        if self._training.is_running:
            self._training.stop()
        else:
            self._training.train()
