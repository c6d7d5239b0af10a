"""B as a session: what a panel needs to show B's run beside A's, at the same position.

Panels are given a session and nothing else; given this one they show B. What they are asked to move, play or change is
done on A's side, of which there is only one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject

from simulator.app.player import Phase, Player
from simulator.app.session import Session
from simulator.engine.overrides import Kind
from simulator.engine.parameters import Parameters
from simulator.scenario.schema import Scenario

if TYPE_CHECKING:
    from simulator.engine.iterate import Run


class OtherPlayer(Player):
    """Follows a session's player as far as B's run goes; what it is asked to do, that one does.

    Its position is read, never kept: while A or B changes, whoever is told first asks for B's new run already, and may
    ask for no round that it does not have.
    """

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session, self._leader = session, session.player
        self._told = (-1, 0.0, -1, False)
        self._leader.moved.connect(self.follow)
        self._leader.started.connect(self.started)
        self._leader.paused.connect(self.paused)
        self._copy()

    @property
    def last(self) -> int:
        return (self._session.other_parameters or self._session.parameters).run.rounds

    @property
    def round(self) -> int:
        return min(self._leader.round, self.last)

    @property
    def progress(self) -> float:
        return 1.0 if self._leader.round > self.last else self._leader.progress

    @property
    def explored(self) -> bool:
        return self._leader.explored

    @property
    def is_asking(self) -> bool:
        return self._leader.is_asking

    @property
    def is_playing(self) -> bool:
        return self._leader.is_playing

    @property
    def revealed(self) -> int:
        return self.last if self.explored else min(self._leader.revealed, self.last)

    @property
    def phase(self) -> Phase:
        # The tree of a run that has ended is open, however long the other one goes on.
        return "rest" if self._leader.round > self.last else super().phase

    def follow(self) -> None:
        """To where the leader is."""
        self._copy()
        position = self.round, self.progress, self.revealed, self.is_asking
        if position != self._told:  # a run at its end is placed there again with every move of a slider
            self._told = position
            self.moved.emit()

    def play(self) -> None:
        self._leader.play()

    def pause(self) -> None:
        self._leader.pause()

    def step(self) -> None:
        self._leader.step()

    def back(self) -> None:
        self._leader.back()

    def to_end(self) -> None:
        self._leader.to_end()

    def seek(self, round_: int) -> None:
        self._leader.seek(round_)

    def scrub(self, round_: int, progress: float) -> None:
        self._leader.scrub(round_, progress)

    def restart(self, last: int) -> None:
        self._leader.restart(last)

    def _copy(self) -> None:
        self.speed, self.reduced_motion = self._leader.speed, self._leader.reduced_motion


class OtherSession(Session):
    """B's side of a session that has a B. It has the same store, and whatever is changed through it is A."""

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        QObject.__init__(self, parent or session)
        self._session = session
        self.store = session.store
        self.ensemble = session.ensemble
        self.helper = session.helper
        self.player: OtherPlayer = OtherPlayer(session, self)
        self._seen = self.parameters
        session.run_changed.connect(self.follow)
        session.drag_ended.connect(self.drag_ended)
        session.opened.connect(self.opened)
        session.gathered.connect(self.gathered)

    @property
    def state(self) -> Scenario:
        """The scenario with B's settings."""
        state = self._session.state
        b = state.compare
        if b is None:
            return state
        return replace(state, parameters=b.like(state.parameters), overrides=b.overrides, compare=None)

    @property
    def parameters(self) -> Parameters:
        return self._session.other_parameters or self._session.parameters

    @property
    def other_parameters(self) -> Parameters | None:
        return None

    @property
    def run(self) -> Run:
        return self._session.other_run or self._session.run

    @property
    def other_run(self) -> Run | None:
        return None

    @property
    def is_in_lesson(self) -> bool:
        return self._session.is_in_lesson

    @property
    def is_dragging(self) -> bool:
        return self._session.is_dragging

    @property
    def is_opening(self) -> bool:
        return self._session.is_opening

    @property
    def is_gathering(self) -> bool:
        return self._session.is_gathering

    def set_value(self, id_: str, value: Any, text: str) -> None:
        self._session.set_value(id_, value, text)

    def set_overrides(self, changes: Mapping[str, Kind | None], text: str) -> None:
        self._session.set_overrides(changes, text)

    def end_overrides(self, text: str) -> None:
        self._session.end_overrides(text)

    def begin_drag(self, id_: str) -> None:
        self._session.begin_drag(id_)

    def end_drag(self) -> None:
        self._session.end_drag()

    def open(self, scenario: Scenario) -> None:
        self._session.open(scenario)

    def reset(self, text: str) -> None:
        self._session.reset(text)

    def follow(self) -> None:
        """A new run; a drag of A leaves B's as it is, and what shows B alone."""
        parameters = self.parameters
        if self._session.other_parameters is None or parameters == self._seen:
            return
        self._seen = parameters
        self.player.follow()
        self.run_changed.emit()
