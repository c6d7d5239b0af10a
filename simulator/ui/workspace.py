"""The middle of the window: the stage above the charts, or one of them where the window is low."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from simulator.app.session import Session
from simulator.ui import theme
from simulator.ui.dial import Dial
from simulator.ui.stage.view import StageView
from simulator.ui.text import tr

if TYPE_CHECKING:
    from simulator.ui.charts.panel import ChartsPanel

LOW_PX = 600
"""Height of the middle, at the text size of the light theme, below which stage and charts are a switch: a window of
about 700 pixels. Larger text needs more."""

STAGE_SHARE, CHARTS_SHARE = 44, 56
CORNER_GAP_PX = 14


class Workspace(QWidget):
    """Stage with the reproduction dial in its corner, and charts, which are added after the first paint."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._charts: ChartsPanel | None = None
        self._shows_charts = False
        self.stage = StageView(session, self)
        self.dial = Dial(session, self.stage)
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
        layout.addWidget(self._switch)
        layout.addWidget(self.stage, STAGE_SHARE)
        self._placeholder = QWidget(self)
        self._placeholder.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        layout.addWidget(self._placeholder, CHARTS_SHARE)
        session.player.moved.connect(self._meet_dial)
        session.run_changed.connect(self._meet_dial)
        theme.notifier().changed.connect(self._follow_theme)
        self._meet_dial()
        self._arrange()

    @property
    def charts(self) -> ChartsPanel | None:
        """The charts panel, once it has been added."""
        return self._charts

    @property
    def is_low(self) -> bool:
        """Whether there is room for one of the two only."""
        return self.height() < LOW_PX * (theme.current().body_px / theme.LIGHT.body_px)

    def add_charts(self, charts: ChartsPanel) -> None:
        """Put the charts in their place."""
        layout = self.layout()
        assert isinstance(layout, QVBoxLayout)
        layout.replaceWidget(self._placeholder, charts)
        layout.setStretchFactor(charts, CHARTS_SHARE)
        self._placeholder.hide()
        self._placeholder.deleteLater()
        self._charts = charts
        self._arrange()

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
        self._place_dial()

    def _switch_button(self, text: str, row: QHBoxLayout) -> QPushButton:
        button = QPushButton(text)
        button.setCheckable(True)
        button.setProperty("segment", True)
        row.addWidget(button)
        return button

    def _arrange(self) -> None:
        low = self.is_low
        self._switch.setVisible(low)
        self.stage.setVisible(not low or not self._shows_charts)
        lower = self._charts or self._placeholder
        lower.setVisible(not low or self._shows_charts)
        for button, checked in zip(self._buttons, (not self._shows_charts, self._shows_charts), strict=True):
            button.setChecked(checked)

    def _meet_dial(self) -> None:
        """The dial appears once the scenario has been played to its end, and stays."""
        met = self._session.player.explored
        if met == self.dial.isHidden():
            self.dial.setVisible(met)
            self._place_dial()

    def _follow_theme(self) -> None:
        self._arrange()
        self._place_dial()

    def _place_dial(self) -> None:
        size = self.dial.sizeHint()
        self.dial.resize(size)
        self.dial.move(self.stage.width() - size.width() - CORNER_GAP_PX, CORNER_GAP_PX)
        self.stage.reserve_corner(size if not self.dial.isHidden() else QSize())
