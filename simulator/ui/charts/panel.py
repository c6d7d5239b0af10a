"""The charts panel: a row of tabs, and the charts of the present one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QStackedLayout, QVBoxLayout, QWidget

from simulator.app.session import Session
from simulator.scenario.schema import Scenario
from simulator.ui import theme
from simulator.ui.charts.attack import AttackTab
from simulator.ui.charts.by_depth import ByDepth
from simulator.ui.charts.chart import Chart
from simulator.ui.charts.cost import CostTab
from simulator.ui.charts.difference import DifferenceTab
from simulator.ui.charts.folding_tabs import FoldingTabs
from simulator.ui.charts.group import ChartGroup
from simulator.ui.charts.luck_switch import LuckSwitch
from simulator.ui.charts.origins_tab import OriginsTab
from simulator.ui.charts.over_time import OverTime
from simulator.ui.charts.plane import Plane
from simulator.ui.charts.reached_depth import Measure
from simulator.ui.charts.tabs import TEXT_INSET_PX
from simulator.ui.text import mark, tr
from simulator.ui.turns import Work, turns


@dataclass(frozen=True, slots=True, kw_only=True)
class Tab:
    """One tab. `charts` are the names under which a scenario file asks for what it shows.

    One that `compares` is there while there is a B.
    """

    id: str
    label: str
    charts: tuple[str, ...]
    make: Callable[[Session], ChartGroup]
    compares: bool = False


def _map(session: Session) -> ChartGroup:
    from simulator.ui.charts.map.tab import MapTab  # nothing of it is needed before it is asked for

    return MapTab(session)


def _learned(session: Session) -> ChartGroup:
    from simulator.ui.learned.tab import LearnedTab

    return LearnedTab(session)


TABS: tuple[Tab, ...] = (
    Tab(id="over_time", label=mark("Over time"), charts=("capability", "misalignment"), make=OverTime),
    Tab(id="difference", label=mark("Difference"), charts=(), make=DifferenceTab, compares=True),
    Tab(id="by_depth", label=mark("By depth"), charts=("by_depth",), make=ByDepth),
    Tab(id="origins", label=mark("Origins"), charts=("origins",), make=OriginsTab),
    Tab(id="plane", label=mark("Plane"), charts=("plane",), make=Plane),
    Tab(id="cost", label=mark("Cost"), charts=("cost",), make=CostTab),
    Tab(id="attack", label=mark("Attack"), charts=("attack",), make=AttackTab),
    Tab(id="learned", label=mark("Learned"), charts=("learned",), make=_learned),
    Tab(id="map", label=mark("Map"), charts=("map",), make=_map),
)
"""The tabs in their order: a new chart is one file and one line here."""

CHART_OF: dict[str, tuple[str, int]] = {
    "horizon": ("over_time", 0), "capability": ("over_time", 0), "misalignment": ("over_time", 1),
    "attack_success": ("attack", 1), "exposed": ("attack", 1),
}  # fmt: skip
"""The tab, and which of its charts, on which a measure is seen over rounds."""

_TABS_GAP = 4


@dataclass(frozen=True, slots=True)
class Front:
    """What is looked at: a tab, and what the first chart over time shows."""

    tab: str
    measure: Measure


class ChartsPanel(QWidget):
    """`view_changed` follows every change of `tab` or `measure`; a tab's charts are made when it is first shown."""

    view_changed = Signal()

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._groups: dict[str, ChartGroup] = {}
        self._measure: Measure = "horizon"
        self._tabs = FoldingTabs([tr(tab.label) for tab in TABS], tr("Charts"))
        self._stack = QStackedLayout()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(_TABS_GAP)
        self._row = row = QHBoxLayout()
        row.setContentsMargins(theme.current().padding - TEXT_INSET_PX, 0, theme.current().padding, 0)
        tabs = QHBoxLayout()
        tabs.setSpacing(0)
        tabs.addWidget(self._tabs)
        tabs.addWidget(self._tabs.more)
        row.addLayout(tabs)
        row.addStretch(1)
        layout.addLayout(row)
        row.addWidget(LuckSwitch(session, self))
        layout.addLayout(self._stack, 1)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self._show_tabs(session.state)
        self._place(_tab_for(session.state))
        self._tabs.currentChanged.connect(self._take_tab)
        session.store.changed.connect(self._take_state)
        session.ensemble.changed.connect(self._meet_luck)
        self._showed_luck = session.ensemble.is_on

    @property
    def tab(self) -> str:
        """The id of the present tab."""
        return TABS[self._tabs.currentIndex()].id

    @property
    def front(self) -> Front:
        """What is looked at."""
        return Front(self.tab, self.measure)

    def show_tab(self, id_: str) -> None:
        """Show another tab. Raises ValueError for an unknown one."""
        self._tabs.setCurrentIndex([tab.id for tab in TABS].index(id_))

    @property
    def group(self) -> ChartGroup:
        """The charts of the present tab."""
        return self._groups[self.tab]

    def chart_of(self, measure: str) -> Chart | None:
        """The chart on which a measure is seen over rounds; None where there is none, or not yet."""
        tab, place = CHART_OF.get(measure, ("", 0))
        group = self._groups.get(tab)
        return None if group is None else group.charts[place]

    def refit(self) -> None:
        """Choose scales anew, of everything that has been made."""
        for group in self._groups.values():
            group.refit()

    def stations(self) -> list[QWidget]:
        """Where the Tab key stops, as they stand."""
        beside = (one for one in self.children() if isinstance(one, QWidget) and self._row.indexOf(one) >= 0)
        return [self._tabs, self._tabs.more, *sorted(beside, key=self._row.indexOf), *self._groups.values()]

    def put_beside(self, widget: QWidget) -> None:
        """A small widget at the end of the tabs' row, before those that are there."""
        self._row.insertWidget(2, widget)

    @property
    def measure(self) -> Measure:
        """What the first chart over time shows."""
        return self._measure

    def show_measure(self, measure: Measure) -> None:
        """Show the other figure in the first chart over time, now or when that tab is shown."""
        if measure != self._measure:
            self._measure = measure
            over_time = self._groups.get("over_time")
            if isinstance(over_time, OverTime):
                over_time.show_measure(measure)
            self.view_changed.emit()

    def minimumSizeHint(self) -> QSize:
        return QSize(240, 200)

    def _meet_luck(self) -> None:
        """Many runs are shown over time: whoever asks for them is led there."""
        shows = self._session.ensemble.is_on
        if shows and not self._showed_luck and not self.group.shows_luck:
            self.show_tab("over_time")
        self._showed_luck = shows

    def _take_tab(self, index: int) -> None:
        self._place(TABS[index])
        self.view_changed.emit()

    def _place(self, tab: Tab) -> None:
        group = self._groups.get(tab.id)
        if group is None:
            group = self._groups[tab.id] = tab.make(self._session)
            self._stack.addWidget(group)
            if isinstance(group, OverTime):
                group.show_measure(self._measure)
                group.measure_changed.connect(self._take_measure)
        self._stack.setCurrentWidget(group)
        self._tabs.setCurrentIndex(TABS.index(tab))

    def _take_measure(self) -> None:
        over_time = self._groups["over_time"]
        if isinstance(over_time, OverTime):
            self.show_measure(over_time.measure)

    def _show_tabs(self, state: Scenario) -> None:
        """What compares comes and goes with B."""
        for index, tab in enumerate(TABS):
            shown = not tab.compares or state.compare is not None
            if not shown and self._tabs.currentIndex() == index:
                self._tabs.setCurrentIndex(0)
            self._tabs.set_present(index, shown)

    def _take_state(self, before: Scenario, after: Scenario) -> None:
        if (before.compare is None) != (after.compare is None):
            self._show_tabs(after)
        if before.view.charts != after.view.charts:
            turns().follow(self._fronted(), self)

    def _fronted(self) -> Work:
        """The tab that the scenario asks for, whose charts may have to be made."""
        self.show_tab(_tab_for(self._session.state).id)
        yield


def _tab_for(state: Scenario) -> Tab:
    """The tab with the first chart that a scenario asks for and this program has."""
    for name in state.view.charts:
        for tab in TABS:
            if name in tab.charts:
                return tab
    return TABS[0]
