"""The session: the run follows the parameters at once."""

from __future__ import annotations

import gc
import weakref

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from simulator.app.session import Session
from simulator.engine.contrast import contrast
from simulator.engine.courses import Courses
from simulator.engine.iterate import Run, run
from simulator.engine.parameters import ParameterError
from simulator.engine.replicas import Replicas
from simulator.engine.tables import laws_of
from simulator.scenario.lesson.grammar import parse
from simulator.scenario.schema import Scenario
from simulator.ui.charts import origins


@pytest.fixture
def session(qapp: object) -> Session:
    return Session(Scenario(title="A test"))


def test_a_changed_value_gives_the_run_of_the_changed_parameters(session: Session, qtbot: QtBot) -> None:
    with qtbot.waitSignal(session.run_changed):
        session.set_value("overseer.quality", 0.8, "Change overseer quality")
    expected = run(session.parameters)
    assert session.run.parameters.overseer.quality == 0.8
    assert np.array_equal(session.run.horizon, expected.horizon)


def test_a_refused_value_changes_nothing(session: Session, qtbot: QtBot) -> None:
    before = session.state
    with qtbot.assertNotEmitted(session.run_changed), pytest.raises(ParameterError):
        session.set_value("overseer.quality", 2, "Change overseer quality")
    assert session.state == before
    assert not session.store.history.can_undo


def test_a_drag_is_one_change_and_each_move_gives_a_run(session: Session) -> None:
    seen: list[float] = []

    class Watcher:
        def note(self) -> None:
            seen.append(session.run.parameters.overseer.quality)

    watcher = Watcher()
    session.run_changed.connect(watcher.note)
    session.begin_drag("overseer.quality")
    for step in range(30):
        session.set_value("overseer.quality", 0.5 + step / 100, "Change overseer quality")
    session.end_drag()
    assert len(seen) == 30
    assert session.store.history.count == 1
    session.begin_drag("overseer.quality")
    session.set_value("overseer.quality", 0.1, "Change overseer quality")
    session.end_drag()
    assert session.store.history.count == 2


def test_reset_returns_to_the_loaded_scenario_and_can_be_undone(session: Session) -> None:
    loaded = session.state
    session.set_value("run.rounds", 3, "Change rounds")
    changed = session.state
    session.reset("Reset")
    assert session.state == loaded
    session.store.history.undo()
    assert session.state == changed
    assert session.run.last == 3


def test_opening_a_scenario_starts_from_its_beginning(session: Session) -> None:
    session.player.to_end()
    session.open(Scenario(title="Another"))
    assert (session.player.round, session.player.explored) == (0, False)


def test_opening_a_scenario_gives_back_the_laws_of_the_runs_before_it(session: Session) -> None:
    """Some hundred megabytes after long runs."""
    kept = [weakref.ref(laws_of(session.run, 3))]
    session.set_value("overseer.quality", 0.8, "Change overseer quality")
    kept.append(weakref.ref(laws_of(session.run, 3)))
    session.open(Scenario(title="Another"))
    assert session.run.parameters.overseer.quality != 0.8
    gc.collect()
    assert [ref() for ref in kept] == [None, None]


def test_opening_a_scenario_gives_back_all_that_was_computed_of_the_runs_before_it(session: Session) -> None:
    session.set_value("overseer.quality", 0.8137, "Change overseer quality")
    parameters = session.parameters
    other = parameters.with_({"run.rounds": 6})

    def kept() -> set[str]:
        gc.collect()
        found = (thing for thing in gc.get_objects() if isinstance(thing, Run | Replicas | Courses))
        return {type(thing).__name__ for thing in found if thing.parameters in (parameters, other)}

    origins.shares(session.run, "misaligned")
    parse("horizon >= 0 and median(horizon) >= 0").holds(parameters)
    contrast(parameters, other, 20)
    assert kept() == {"Run", "Replicas", "Courses"}
    session.open(Scenario(title="Another"))
    assert session.run.parameters == Scenario(title="Another").parameters
    assert kept() == set()


def test_a_change_of_the_title_does_not_run_again(session: Session, qtbot: QtBot) -> None:
    from dataclasses import replace

    with qtbot.assertNotEmitted(session.run_changed):
        session.store.commit(replace(session.state, title="Other words"), "Change title")
