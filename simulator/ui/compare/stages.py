"""The stage, or two of them: A's, and beside it B's while there is a B. One player moves both."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QSize, Qt
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from simulator.app.other import OtherSession
from simulator.app.session import Session
from simulator.ui import theme
from simulator.ui.compare.comparison import Comparison
from simulator.ui.compare.pairing import Pairing
from simulator.ui.dial import Dial
from simulator.ui.stage.view import Reading, StageView
from simulator.ui.text import tr
from simulator.ui.turns import calling, turns

CORNER_GAP_PX = 14

BESIDE_TITLE, BESIDE_OUTLINE = 2.4, 3.5
"""The dial steps back where a stage, or what an outline leaves of it, is less than so many times its own width."""

_NARROWEST = QSize(220, 160)
"""Two stages may be smaller than one."""


class Stage(QObject):
    """One stage with the reproduction dial in its corner."""

    def __init__(self, session: Session, parent: QWidget) -> None:
        super().__init__(parent)
        self._session = session
        self.view = StageView(session, parent)
        self.dial = Dial(session, self.view)
        self.dial.hide()
        self.view.installEventFilter(self)
        self.view.outline_toggled.connect(self.meet_dial)
        session.player.moved.connect(self.meet_dial)
        session.run_changed.connect(self.meet_dial)
        theme.notifier().changed.connect(self.place_dial)
        self.meet_dial()

    def name(self, side: str) -> None:
        """Call it A or B, or with nothing just a stage."""
        self.view.show_side(side)
        plain = tr("Stage: the tree of one question")
        self.view.setAccessibleName(tr("{side}: {name}", side=side, name=plain) if side else plain)
        plain = tr("Reproduction of misalignment")
        self.dial.setAccessibleName(tr("{side}: {name}", side=side, name=plain) if side else plain)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize:
            self.place_dial()
        return False

    def meet_dial(self) -> None:
        """The dial appears once the scenario has been played to its end, and stays."""
        if self._wants_dial() == self.dial.isHidden():
            self.place_dial()

    def place_dial(self) -> None:
        """Into the corner, where there is room for it."""
        wanted = self._wants_dial()
        size = self.dial.sizeHint()
        self.dial.setVisible(wanted)
        self.dial.resize(size)
        self.dial.move(self.view.width() - size.width() - CORNER_GAP_PX, CORNER_GAP_PX)
        self.view.reserve_corner(size if wanted else QSize())

    def _wants_dial(self) -> bool:
        least = BESIDE_TITLE if self.view.outline is None else BESIDE_OUTLINE
        is_roomy = self.view.tree_width >= least * self.dial.sizeHint().width()
        return self._session.player.explored and is_roomy


class Stages(QWidget):
    """`a` is always there; `b` comes and goes with B."""

    def __init__(self, session: Session, comparison: Comparison, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session, self._comparison = session, comparison
        self._other: OtherSession | None = None
        self.a = Stage(session, self)
        self.b: Stage | None = None
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.current().gap)
        layout.addWidget(self.a.view, 1)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        comparison.changed.connect(self.follow)
        self.follow()

    def follow(self) -> None:
        """B's stage comes or goes; where another scenario brings it, opening that has been enough for one turn."""
        if self._session.is_opening and self._comparison.is_on:
            turns().follow(calling(self._follow), self)
        else:
            self._follow()

    def _follow(self) -> None:
        if self._comparison.is_on and self.b is None:
            self._add_b()
        elif not self._comparison.is_on and self.b is not None:
            self._remove_b()

    @property
    def readings(self) -> tuple[Reading, ...]:
        """What is read on each of them."""
        return tuple(stage.view.reading for stage in (self.a, self.b) if stage is not None)

    def read_on(self, readings: tuple[Reading, ...]) -> None:
        """Show what was read on those of before."""
        for stage, reading in zip((self.a, self.b), readings, strict=False):
            if stage is not None:
                stage.view.read_on(reading)

    def sizeHint(self) -> QSize:
        return self.a.view.sizeHint()

    def minimumSizeHint(self) -> QSize:
        return self.a.view.minimumSizeHint()

    def _add_b(self) -> None:
        self._other = OtherSession(self._session, self)
        self.b = Stage(self._other, self)
        self.a.name(tr("A"))
        self.b.name(tr("B"))
        layout = self.layout()
        assert isinstance(layout, QHBoxLayout)
        layout.addWidget(self.b.view, 1)
        for stage in (self.a, self.b):
            stage.view.setMinimumSize(_NARROWEST)
        self.b.view.show()
        self.a.view.asked.connect(self.b.view.ask)
        self.b.view.asked.connect(self.a.view.ask)
        self._session.player.moved.connect(self._match)
        self._session.run_changed.connect(self._match)
        self._session.gathered.connect(self._match)
        self.b.view.ask(self.a.view.scene.number)
        self._match()
        pairing = Pairing(self._session, self.a.view, self.b)
        pairing.asked.connect(self._match)
        pairing.follow()

    def _match(self) -> None:
        """Both stages show the same question, as far as B has questions of that depth."""
        if self.b is not None and self._other is not None and not self._session.is_gathering:
            depth = min(self.a.view.scene.depth, self._other.parameters.task.max_depth)
            if depth != self.b.view.scene.depth:
                self.b.view.ask_depth(depth)

    def _remove_b(self) -> None:
        assert self.b is not None
        assert self._other is not None
        had_focus = self.b.view.hasFocus()
        self._session.player.moved.disconnect(self._match)
        self._session.run_changed.disconnect(self._match)
        self._session.gathered.disconnect(self._match)
        self.a.view.asked.disconnect(self.b.view.ask)
        self.b.view.hide()
        self.b.view.deleteLater()
        self.b.deleteLater()
        self._other.deleteLater()
        self.b, self._other = None, None
        self.a.name("")
        self.a.view.setMinimumSize(0, 0)
        if had_focus:
            self.a.view.setFocus(Qt.FocusReason.OtherFocusReason)
