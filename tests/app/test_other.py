"""B as a session: its own run and rounds, A's player, and no way to change A's settings into B's."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from pytestqt.qtbot import QtBot

from simulator.app.contrasts import Contrasts
from simulator.app.other import OtherSession
from simulator.app.session import Session
from simulator.engine.parameters import Parameters
from simulator.scenario.comparing import copied, dropped, swapped
from simulator.scenario.schema import Scenario


@pytest.fixture
def session(qapp: object) -> Iterator[Session]:
    made = Session(Scenario(title="A test", parameters=Parameters.of({"run.rounds": 6, "task.max_depth": 4})))
    made.store.commit(copied(made.state), "Copy")
    made.set_value("overseer.quality", 0.8, "Change")
    yield made
    made.deleteLater()
    QCoreApplication.sendPostedEvents(made, QEvent.Type.DeferredDelete)


@pytest.fixture
def other(session: Session) -> OtherSession:
    return OtherSession(session)


def test_it_shows_the_settings_and_the_run_of_b(session: Session, other: OtherSession) -> None:
    assert (session.parameters.overseer.quality, other.parameters.overseer.quality) == (0.8, 0.95)
    assert other.state.in_force == other.parameters
    assert other.state.compare is None
    assert other.run is session.other_run
    assert other.other_run is None


def test_what_is_changed_through_it_is_a(session: Session, other: OtherSession) -> None:
    other.set_value("reliability.copies", 3, "Change")
    assert session.parameters.reliability.copies == 3
    assert session.parameters.overseer.quality == 0.8
    assert other.parameters.reliability.copies == 1
    other.set_overrides({"distill.drift": "off"}, "Off")
    assert (session.parameters.distill.drift, other.parameters.distill.drift) == (0.0, 0.002)
    other.end_overrides("End")
    assert not session.state.overrides
    other.reset("Reset")
    assert session.state.compare is None


def test_its_player_is_where_the_other_is_and_moves_that_one(session: Session, other: OtherSession) -> None:
    session.player.scrub(3, 0.5)
    assert (other.player.round, other.player.progress, other.player.revealed) == (3, 0.5, 2)
    for move, expected in (
        (other.player.step, 3), (other.player.back, 2), (other.player.to_end, 6), (other.player.to_start, 0),
    ):  # fmt: skip
        move()
        assert session.player.complete == other.player.complete == expected
    other.player.play()
    assert session.player.is_playing
    assert other.player.is_playing
    other.player.toggle()
    assert not session.player.is_playing


def test_a_shorter_b_rests_at_its_end(session: Session, other: OtherSession) -> None:
    session.set_value("run.rounds", 9, "Change")
    session.player.scrub(8, 0.3)
    assert (other.player.round, other.player.progress, other.player.phase) == (6, 1.0, "rest")
    session.player.to_end()
    assert (other.player.revealed, other.player.last) == (6, 6)


def test_whoever_is_told_first_asks_b_for_no_round_that_it_does_not_have(session: Session) -> None:
    asked: list[tuple[int, int]] = []

    def ask() -> None:
        asked.append((b.player.round, b.run.last))
        assert b.player.round <= b.run.last == b.player.last
        assert b.player.complete <= b.run.last

    # Before B's session and player have been told, as in any other order of listeners.
    session.parameters_changed.connect(ask)
    session.player.moved.connect(ask)
    session.run_changed.connect(ask)
    b = OtherSession(session)
    b.run_changed.connect(ask)
    b.player.moved.connect(ask)
    session.set_value("run.rounds", 40, "Longer")
    session.store.commit(copied(session.state), "B as long as A")
    session.player.seek(38)
    session.set_value("run.rounds", 39, "A shorter")
    session.store.commit(swapped(session.state), "Swapped")
    session.player.seek(40)
    for rounds in (8, 30):
        session.store.commit(dropped(session.state), "Dropped")
        session.set_value("run.rounds", rounds, "Another length")
        session.store.commit(copied(session.state), "B of that length")
        session.set_value("run.rounds", 40, "A is longer")
        session.player.seek(38)
        session.store.history.undo()
        session.store.history.undo()
        session.store.history.redo()
        session.store.history.redo()
    assert {last for _, last in asked} >= {8, 30, 39, 40}


def test_a_b_that_has_grown_moves_back_with_a(session: Session, other: OtherSession) -> None:
    session.set_value("run.rounds", 9, "A is longer")
    session.player.seek(8)
    shown: list[int] = []
    other.player.moved.connect(lambda: shown.append(other.player.round))
    session.store.commit(copied(session.state), "B is as long")
    assert shown == [8]
    session.player.seek(6)
    assert shown == [8, 6]


def test_it_tells_of_new_runs_of_b_only(session: Session, other: OtherSession, qtbot: QtBot) -> None:
    told: list[int] = []
    other.run_changed.connect(lambda: told.append(1))
    other.player.moved.connect(lambda: told.append(2))
    session.player.to_end()
    told.clear()
    session.begin_drag("overseer.quality")
    session.set_value("overseer.quality", 0.81, "Change")
    session.end_drag()
    assert not told
    session.store.commit(copied(session.state), "Copy")
    assert told == [1]
    assert other.parameters.overseer.quality == 0.81


def test_when_b_is_dropped_it_holds_still(session: Session, other: OtherSession) -> None:
    told: list[int] = []
    other.run_changed.connect(lambda: told.append(1))
    session.store.commit(dropped(session.state), "Drop")
    assert not told
    assert other.state == session.state
    assert other.run is session.run


def test_contrasts_are_those_of_the_pair_and_end_with_b(session: Session, qtbot: QtBot) -> None:
    contrasts = Contrasts(session)
    changed: list[bool] = []
    contrasts.changed.connect(lambda: changed.append(contrasts.is_present))
    contrasts.want()
    qtbot.waitUntil(lambda: contrasts.is_present)
    assert contrasts.found is not None
    assert (contrasts.found.a, contrasts.found.b) == (session.parameters, session.other_parameters)
    assert contrasts.found.count == 200
    session.set_value("overseer.quality", 0.7, "Change")
    assert not contrasts.is_present
    contrasts.want()
    qtbot.waitUntil(lambda: contrasts.is_present)
    session.store.commit(dropped(session.state), "Drop")
    contrasts.want()
    assert contrasts.found is None
    assert changed[-1] is False


def test_what_is_there_is_not_computed_again(session: Session, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    contrasts = Contrasts(session)
    contrasts.want()
    qtbot.waitUntil(lambda: contrasts.is_present)
    contrasts.rest()
    asked: list[object] = []
    monkeypatch.setattr(contrasts._worker, "ask", asked.append)
    contrasts.want()
    qtbot.wait(20)
    assert not asked
    state = session.state
    session.store.commit(replace(state, parameters=state.parameters.with_({"run.replicas": 300})), "More")
    contrasts.want()
    qtbot.waitUntil(lambda: len(asked) == 1)
