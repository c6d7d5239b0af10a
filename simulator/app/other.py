"""B as a session: what a panel needs to show B's run beside A's, at the same position.

Panels are given a session and nothing else; given this one they show B. Moving and playing go to A's player.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from simulator.app.player import Phase, Player
from simulator.app.session import Session
from simulator.engine.parameters import Parameters
from simulator.scenario.schema import Scenario

if TYPE_CHECKING:
    from simulator.engine.iterate import Run


class OtherPlayer(Player):
    """Follows another player as far as its own run goes; what it is asked to do, the other one does."""

    def __init__(self, leader: Player, last: int, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._leader = leader
        self._last = last
        leader.moved.connect(self.follow)
        leader.started.connect(self.started)
        leader.paused.connect(self.paused)
        self._copy()

    @property
    def is_playing(self) -> bool:
        return self._leader.is_playing

    @property
    def revealed(self) -> int:
        return self._last if self._explored else min(self._leader.revealed, self._last)

    @property
    def phase(self) -> Phase:
        self._copy()
        return super().phase

    def set_last(self, last: int) -> None:
        self._last = last
        self._copy()

    def follow(self) -> None:
        """To where the leader is."""
        self._copy()
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

    def _copy(self) -> None:
        leader = self._leader
        self.speed, self.reduced_motion = leader.speed, leader.reduced_motion
        self._explored = leader.explored
        is_beyond = leader.round > self._last
        self._round = self._last if is_beyond else leader.round
        self._progress = 1.0 if is_beyond else leader.progress


class OtherSession(Session):
    """B's side of a session that has a B. It has the same store, so a change made here is a change of A."""

    def __init__(self, session: Session) -> None:
        QObject.__init__(self, session)
        self._session = session
        self.store = session.store
        self.player: OtherPlayer = OtherPlayer(session.player, self.parameters.run.rounds, self)
        session.run_changed.connect(self.follow)
        session.drag_ended.connect(self.drag_ended)
        session.opened.connect(self.opened)

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
    def is_dragging(self) -> bool:
        return self._session.is_dragging

    def begin_drag(self, id_: str) -> None:
        self._session.begin_drag(id_)

    def end_drag(self) -> None:
        self._session.end_drag()

    def follow(self) -> None:
        """B's run, or how long it is, may be another."""
        self.player.set_last(self.parameters.run.rounds)
        self.run_changed.emit()
