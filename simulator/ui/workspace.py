"""The middle of the window: the stage above the charts, or one of them where the window is low."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from simulator.app.session import Session
from simulator.ui import theme
from simulator.ui.compare.bar import CompareBar
from simulator.ui.compare.comparison import Comparison
from simulator.ui.text import tr
from simulator.ui.widgets.card import Card

if TYPE_CHECKING:
    from simulator.ui.charts.panel import ChartsPanel
    from simulator.ui.compare.stages import Stages
    from simulator.ui.dial import Dial
    from simulator.ui.stage.view import StageView

LOW_PX = 600
"""Height of the middle, at the text size of the light theme, below which stage and charts are a switch: a window of
about 700 pixels. Larger text needs more."""

STAGE_SHARE, CHARTS_SHARE = 44, 56


class Workspace(QWidget):
    """Stage with the reproduction dial in its corner, and charts; empty cards until `fill`, after the first paint.

    While A and B are compared, a bar stands above and there are two stages.
    """

    def __init__(self, session: Session, comparison: Comparison, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session, self._comparison = session, comparison
        self.bar = CompareBar(comparison, self)
        self.stages: Stages | None = None
        self.stage: StageView | None = None
        self.dial: Dial | None = None
        self.charts: ChartsPanel | None = None
        self._shows_charts = False
        self._switch = QWidget(self)
        row = QHBoxLayout(self._switch)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        row.addStretch(1)
        self._buttons = tuple(self._switch_button(text, row) for text in (tr("Stage"), tr("Charts")))
        self._buttons[0].clicked.connect(self.show_stage)
        self._buttons[1].clicked.connect(self.show_charts)
        row.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.current().gap)
        layout.addWidget(self.bar)
        layout.addWidget(self._switch)
        self._upper: QWidget = Card(self)
        self._lower: QWidget = Card(self)
        for part, share in ((self._upper, STAGE_SHARE), (self._lower, CHARTS_SHARE)):
            part.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
            layout.addWidget(part, share)
        self._arrange()

    @property
    def is_low(self) -> bool:
        """Whether there is room for one of the two only."""
        return self.height() < LOW_PX * (theme.current().body_px / theme.LIGHT.body_px)

    def fill(self, like: ChartsPanel | None = None) -> None:
        """Make stage, dial and charts, which need the run; the charts show what others did."""
        from simulator.ui.charts.panel import ChartsPanel
        from simulator.ui.compare.stages import Stages

        self.stages = Stages(self._session, self._comparison, self)
        self.stage, self.dial = self.stages.a.view, self.stages.a.dial
        self.charts = ChartsPanel(self._session, self)
        if like is not None:
            self.charts.show_tab(like.tab)
            self.charts.show_measure(like.measure)
        self._upper = self._put(self._upper, self.stages, STAGE_SHARE)
        self._lower = self._put(self._lower, self.charts, CHARTS_SHARE)
        theme.notifier().changed.connect(self._arrange)
        self._arrange()

    def _put(self, before: QWidget, widget: QWidget, share: int) -> QWidget:
        layout = self.layout()
        assert isinstance(layout, QVBoxLayout)
        layout.replaceWidget(before, widget)
        layout.setStretchFactor(widget, share)
        before.hide()
        before.deleteLater()
        return widget

    def show_stage(self) -> None:
        """Where there is room for one only: the stage."""
        self._shows_charts = False
        self._arrange()

    def show_charts(self) -> None:
        """Where there is room for one only: the charts."""
        self._shows_charts = True
        self._arrange()

    def minimumSizeHint(self) -> QSize:
        return QSize(460, 240)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def _switch_button(self, text: str, row: QHBoxLayout) -> QPushButton:
        button = QPushButton(text)
        button.setCheckable(True)
        button.setProperty("segment", True)
        row.addWidget(button)
        return button

    def _arrange(self) -> None:
        low = self.is_low
        self._switch.setVisible(low)
        self._upper.setVisible(not low or not self._shows_charts)
        self._lower.setVisible(not low or self._shows_charts)
        for button, checked in zip(self._buttons, (not self._shows_charts, self._shows_charts), strict=True):
            button.setChecked(checked)
