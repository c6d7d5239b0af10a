"""The middle of the window: the stage above the charts, or one of them where the window is low."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from simulator.app.session import Session
from simulator.ui import theme
from simulator.ui.text import tr
from simulator.ui.widgets.card import Card

if TYPE_CHECKING:
    from simulator.ui.charts.panel import ChartsPanel
    from simulator.ui.dial import Dial
    from simulator.ui.stage.view import StageView

LOW_PX = 600
"""Height of the middle, at the text size of the light theme, below which stage and charts are a switch: a window of
about 700 pixels. Larger text needs more."""

STAGE_SHARE, CHARTS_SHARE = 44, 56
CORNER_GAP_PX = 14

BESIDE_OUTLINE = 3.5
"""The dial steps back while an outline leaves the tree less than so many times the dial's width."""


class Workspace(QWidget):
    """Stage with the reproduction dial in its corner, and charts; empty cards until `fill`, after the first paint."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
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
        from simulator.ui.dial import Dial
        from simulator.ui.stage.view import StageView

        self.stage = StageView(self._session, self)
        self.dial = Dial(self._session, self.stage)
        self.charts = ChartsPanel(self._session, self)
        if like is not None:
            self.charts.show_tab(like.tab)
            self.charts.show_measure(like.measure)
        self._upper = self._put(self._upper, self.stage, STAGE_SHARE)
        self._lower = self._put(self._lower, self.charts, CHARTS_SHARE)
        self.stage.outline_toggled.connect(self._meet_dial)
        self._session.player.moved.connect(self._meet_dial)
        self._session.run_changed.connect(self._meet_dial)
        theme.notifier().changed.connect(self._follow_theme)
        self.dial.hide()
        self._meet_dial()
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
        self._meet_dial()
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
        self._upper.setVisible(not low or not self._shows_charts)
        self._lower.setVisible(not low or self._shows_charts)
        for button, checked in zip(self._buttons, (not self._shows_charts, self._shows_charts), strict=True):
            button.setChecked(checked)

    def _meet_dial(self) -> None:
        """The dial appears once the scenario has been played to its end, and stays; it makes room for an outline."""
        if self.dial is None or self.stage is None:
            return
        is_crowded = (
            self.stage.outline is not None and self.stage.tree_width < BESIDE_OUTLINE * self.dial.sizeHint().width()
        )
        met = self._session.player.explored and not is_crowded
        if met == self.dial.isHidden():
            self.dial.setVisible(met)
            self._place_dial()

    def _follow_theme(self) -> None:
        self._arrange()
        self._meet_dial()
        self._place_dial()

    def _place_dial(self) -> None:
        if self.dial is None or self.stage is None:
            return
        size = self.dial.sizeHint()
        self.dial.resize(size)
        self.dial.move(self.stage.width() - size.width() - CORNER_GAP_PX, CORNER_GAP_PX)
        self.stage.reserve_corner(size if not self.dial.isHidden() else QSize())
