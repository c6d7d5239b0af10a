"""The controls panel: a few controls in sight, the rest in five groups, all generated from the parameter table."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QScrollBar, QSizePolicy, QVBoxLayout, QWidget

from simulator.app.lesson import HANDS_ON
from simulator.app.session import Session
from simulator.engine.idle import RULES, idle
from simulator.engine.parameters import TABLE, Parameter
from simulator.scenario.schema import Scenario
from simulator.sentence import say
from simulator.ui import theme
from simulator.ui.text import mark, tr
from simulator.ui.turns import calling, turns
from simulator.ui.widgets.buttons import Button
from simulator.ui.widgets.card import Card
from simulator.ui.widgets.column_area import column_area
from simulator.ui.widgets.control import INSET_PX, Control
from simulator.ui.widgets.fold import Fold
from simulator.ui.widgets.labels import Label
from simulator.ui.widgets.metrics import scaled
from simulator.ui.widgets.override import OverrideStrip
from simulator.ui.widgets.stack import ControlGroup, Shelf, Stack

WIDTH_PX = 280
_HEADER_PX = 41


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """A fold of the panel: whole sections of the table, without some rows, and single rows of other sections."""

    title: str
    sections: tuple[str, ...]
    without: tuple[str, ...] = ()
    also: tuple[str, ...] = ()

    @property
    def rows(self) -> tuple[Parameter, ...]:
        """Its rows, in the order of the sections as given, then the single ones."""
        whole = [row for section in self.sections for row in TABLE.values() if row.section == section]
        return (*(row for row in whole if row.id not in self.without), *(TABLE[id_] for id_ in self.also))


_VOTING = ("reliability.copies", "reliability.correlation")
_IMPROVEMENT = ("reliability.refinement",)

GROUPS = (
    Group(title=mark("Start"), sections=("task", "start")),
    Group(title=mark("Amplify"), sections=("amplify",), also=_VOTING),
    Group(title=mark("Oversee"), sections=("overseer", "reliability"), without=_VOTING + _IMPROVEMENT),
    Group(title=mark("Distill"), sections=("distill",), also=_IMPROVEMENT),
    Group(title=mark("Iterate"), sections=("run", "security")),
)
"""Every row of the table is in exactly one group."""


def _padding() -> int:
    """From the edge of the card to the text; grows with the text, since the scroll bar stands in it."""
    return round(scaled(theme.current().padding))


class _ThinBar(QScrollBar):
    """A scroll bar that fits into the padding of the card."""

    def sizeHint(self) -> QSize:
        return QSize(round(scaled(6)), super().sizeHint().height())


class ControlsPanel(Card):
    """What the scenario shows stands on top, and only there; everything else is one click away in its group."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._title = Label(tr("Controls").upper(), self, role="help", weight=650, tone="secondary")
        self._title.setAccessibleName(tr("Controls"))
        self._reset = Button(tr("Reset"), self)
        self._reset.setProperty("link", True)
        self._reset.setAccessibleName(tr("Reset"))
        self._reset.setToolTip(tr("Everything as it was loaded (Ctrl+R); it can be undone"))
        self._reset.clicked.connect(self.reset)
        self._reset.setEnabled(False)
        self._reset.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._area = column_area(self)
        self._area.setVerticalScrollBar(_ThinBar(self._area))
        self._area.verticalScrollBar().rangeChanged.connect(self._fit_margins)
        self._strip = OverrideStrip(session, self)
        self._loaded = session.store.loaded
        self._view, self._locked = session.state.view, session.state.view.lock
        self._is_stale = False
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Expanding)
        self._build()
        self._place()
        session.store.changed.connect(self._follow)
        session.store.saved.connect(self._follow_saving)
        session.lesson.step_changed.connect(self._follow_lesson)
        session.ensemble.changed.connect(self._follow_luck)
        theme.notifier().changed.connect(self._follow_theme)

    @property
    def controls(self) -> dict[str, Control]:
        """The controls that have been made so far, by id."""
        made = dict(self._top.controls)
        for group in self._groups:
            made |= group.controls
        return made

    @property
    def groups(self) -> tuple[Fold, ...]:
        """The folds that have something in them, from top to bottom."""
        return tuple(group for group in self._groups if group.rows)

    def reset(self) -> None:
        """Everything as it was loaded, as one change."""
        self._session.reset(say("Reset"))

    def reveal(self, id_: str) -> Control:
        """Open the group of a parameter if need be, bring its control into sight, and return it."""
        self._catch_up()
        if id_ not in self._top.controls:
            for group in self._groups:
                if any(row.id == id_ for row in group.rows):
                    group.set_open(True)
        control = self.controls[id_]
        self._content.adjustSize()
        self._area.ensureWidgetVisible(control, 0, round(scaled(12)))
        return control

    def sizeHint(self) -> QSize:
        return QSize(round(scaled(WIDTH_PX)), round(scaled(560)))

    def minimumSizeHint(self) -> QSize:
        return QSize(round(scaled(240)), round(scaled(160)))

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._arrange()

    def _build(self) -> None:
        """The content, still empty."""
        self._content = QWidget()
        self._column = QVBoxLayout(self._content)
        self._column.setSpacing(0)
        shelf = Shelf(self._session, self)
        self._top = Stack(shelf, 24, self._content)
        self._column.addWidget(self._top)
        self._groups = [ControlGroup(shelf, tr(group.title), self._content) for group in GROUPS]
        for group in self._groups:
            group.opened.connect(self._reveal_opened)
            self._column.addWidget(group)
        self._more = Button(tr("All controls: free play"), self._content)
        self._more.setAccessibleName(self._more.text())
        self._more.setProperty("link", True)
        self._more.setToolTip(tr("Leave the lesson and come back with F7; nothing is lost"))
        self._more.clicked.connect(self._session.lesson.toggle_free)
        self._column.addWidget(self._more, 0, Qt.AlignmentFlag.AlignLeft)
        self._column.addStretch(1)
        self._area.setWidget(self._content)

    def _place(self) -> None:
        """Put on top what the present scenario shows, and the rest into the groups, which stay open or closed."""
        shown = [id_ for id_ in dict.fromkeys(self._session.state.view.show) if id_ in TABLE]
        rows = [tuple(row for row in group.rows if row.id not in shown) for group in GROUPS]
        self._top.hold(tuple(TABLE[id_] for id_ in shown))
        for group, its in zip(self._groups, rows, strict=True):
            group.hold(its)
        self._show_groups()
        self._fit_margins()
        self._mark_changes()

    def _show_groups(self) -> None:
        """A lesson shows what its step needs; whoever moves sliders needs everything."""
        play = self._session.lesson
        hides = play.is_on and play.step.kind not in HANDS_ON
        for group in self._groups:
            group.setHidden(hides or not group.rows)
        self._more.setVisible(hides)
        # A scroll area remembers how high its content has to be while parts of it come and go unseen.
        self._top.refit()

    def _follow_lesson(self) -> None:
        self._show_groups()
        if self._session.state.view.lock or self._locked:
            self._locked = self._session.state.view.lock
            for id_, control in self.controls.items():
                control.follow_lock()
                control.show_value(self._session.parameters[id_])

    def _catch_up(self) -> None:
        """What was opened is shown in a turn of its own: opening it has been enough for one."""
        if self._is_stale:
            self._take_scenario()

    def _take_scenario(self) -> None:
        """Another scenario shows or locks other controls: only what differs is touched."""
        self._loaded, self._is_stale = self._session.store.loaded, False
        view, self._view = self._view, self._session.state.view
        self._place()
        for control in self.controls.values():
            control.follow()
        self._follow_overrides()
        if view != self._view:
            self._area.verticalScrollBar().setValue(0)

    def _follow(self, before: Scenario, after: Scenario) -> None:
        loaded = self._session.store.loaded
        if self._is_stale or before.view != after.view or loaded is not self._loaded:
            self._is_stale = True
            if self._session.is_opening:
                turns().follow(calling(self._catch_up), self)
            else:
                self._catch_up()
            return
        made = self.controls
        changed = after.parameters.differences(before.parameters)
        was, now = before.in_force, after.in_force
        ids = [id_ for id_ in changed if id_ in made]
        ids += [id_ for id_ in RULES if id_ in made and idle(was, id_) != idle(now, id_)]
        if (before.compare is None) != (after.compare is None):
            self._follow_luck()
        if before.overrides != after.overrides:
            switched = dict(before.overrides).items() ^ dict(after.overrides).items()
            ids += [id_ for id_ in dict(switched) if id_ in made and id_ not in ids]
            self._follow_overrides()
        for id_ in ids:
            made[id_].renew_lock()
            made[id_].show_value(now[id_])
            made[id_].compare(loaded.parameters[id_])
        self._mark_changes()

    def _follow_luck(self) -> None:
        """Whether replicas play a part."""
        if control := self.controls.get("run.replicas"):
            control.show_value(self._session.parameters.run.replicas)

    def _follow_overrides(self) -> None:
        self._strip.follow()
        self._arrange()

    def _follow_saving(self) -> None:
        """What was saved is what Reset returns to from now on."""
        self._loaded = self._session.store.loaded
        for id_, control in self.controls.items():
            control.compare(self._loaded.parameters[id_])
        self._mark_changes()

    def _mark_changes(self) -> None:
        can_reset = self._session.store.is_changed
        if can_reset != self._reset.isEnabled():
            self._reset.setEnabled(can_reset)
            # What cannot be pressed is no first stop for the keyboard.
            self._reset.setFocusPolicy(Qt.FocusPolicy.StrongFocus if can_reset else Qt.FocusPolicy.NoFocus)
        changed = self._session.state.parameters.differences(self._session.store.loaded.parameters)
        for group in self._groups:
            names = [tr(row.label) for row in group.rows if row.id in changed]
            group.set_mark(tr("Changed: {names}", names=", ".join(names)) if names else "")

    def stations(self) -> list[QWidget]:
        """Where the Tab key stops, from top to bottom, also in what was made later."""
        stations: list[QWidget] = [self._reset, self._strip.button]
        for control in self._top.controls.values():
            stations += control.stations()
        stations.append(self._more)
        for group in self._groups:
            stations.append(group.header)
            for control in group.controls.values():
                stations += control.stations()
        return stations

    def _reveal_opened(self) -> None:
        """Scroll only so far that the header and the first control of a group that was just opened are in sight.

        What is under the pointer should move as little as possible.
        """
        for group in self._groups:
            if group.header.hasFocus() or group.header.underMouse():
                self._content.adjustSize()
                self._area.ensureWidgetVisible(group.header, 0, round(scaled(90)))

    def _follow_theme(self) -> None:
        self.updateGeometry()
        for stack in (self._top, *(group.stack for group in self._groups)):
            if stack is not None:
                stack.fit()
        self._arrange()

    def _arrange(self) -> None:
        padding, middle = _padding(), round(scaled(24))
        size = self._reset.sizeHint()
        size.setWidth(min(size.width(), self.width() // 2))
        # The link's own padding reaches beyond the column of text.
        left = self.width() - padding + 6 - size.width()
        title = self._title.sizeHint()
        self._title.setGeometry(padding, middle - title.height() // 2, left - padding, title.height())
        self._reset.setGeometry(left, middle - size.height() // 2, size.width(), size.height())
        if self.isRightToLeft():
            self._reset.move(padding - 6, self._reset.y())
            self._title.move(self.width() - padding - self._title.width(), self._title.y())
        top = round(scaled(_HEADER_PX))
        if self._strip.is_wanted:
            height = self._strip.sizeHint().height()
            self._strip.setGeometry(padding, top, self.width() - 2 * padding, height)
            top += height + round(scaled(8))
        self._strip.setVisible(self._strip.is_wanted)
        self._area.setGeometry(1, top, self.width() - 2, self.height() - top - 6)
        self._fit_margins()

    def _fit_margins(self) -> None:
        """The column of text keeps its place whether the scroll bar is there or not."""
        bar = self._area.verticalScrollBar()
        margin = _padding() - ceil(scaled(INSET_PX)) - 1
        taken = bar.sizeHint().width() if bar.maximum() > 0 else 0
        near, far = margin, max(margin - taken, 0)
        if self.isRightToLeft():
            near, far = far, near
        self._column.setContentsMargins(near, 0, far, round(scaled(8)))
