"""The place of the stage: the effective model's tree, or the learned model's while its tab is in front."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QStackedLayout, QWidget

from simulator.app.session import Session

if TYPE_CHECKING:
    from simulator.ui.charts.panel import ChartsPanel
    from simulator.ui.learned.stage import LearnedStage


class Upper(QWidget):
    """Shows `stages`, or the stage of the learned model, which is made when there is something to show on it."""

    def __init__(self, session: Session, stages: QWidget, charts: ChartsPanel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session, self._stages, self._charts = session, stages, charts
        self.learned: LearnedStage | None = None
        self._stack = QStackedLayout(self)
        self._stack.addWidget(stages)
        charts.view_changed.connect(self._follow)
        session.training.changed.connect(self._follow)
        self._follow()

    @property
    def shows_learned(self) -> bool:
        """Whether the learned model's tree is in front."""
        return self._stack.currentWidget() is not self._stages

    @property
    def front(self) -> QWidget:
        """What is to be seen."""
        return self.learned if self.shows_learned and self.learned is not None else self._stages

    def _follow(self) -> None:
        training = self._session.training
        wants = self._charts.tab == "learned" and training.trained is not None and training.trained.last >= 0
        if wants == self.shows_learned:
            return
        if not wants:
            self._stack.setCurrentWidget(self._stages)
            if self.learned is not None:
                self.learned.follow(None)
            return
        from simulator.ui.learned.stage import LearnedStage
        from simulator.ui.learned.tab import LearnedTab

        group = self._charts.group
        assert isinstance(group, LearnedTab)
        if self.learned is None:
            self.learned = LearnedStage(self._session, self)
            self._stack.addWidget(self.learned)
        self._stack.setCurrentWidget(self.learned)
        self.learned.follow(group.pointer)
