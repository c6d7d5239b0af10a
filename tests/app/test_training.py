"""Training beside the window: every round comes, settings drop it at once, nothing is left behind."""

from __future__ import annotations

import os
import pickle
import time
import tracemalloc
from collections.abc import Iterator
from multiprocessing import active_children
from multiprocessing.process import BaseProcess

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from simulator.app import training
from simulator.app.session import Session
from simulator.app.trained import CORRECT, MISALIGNED, Order, Packed, Trained
from simulator.app.training_process import facts_of, places_of, sheet_of, train
from simulator.learner.measures import by_depth
from simulator.learner.rounds import Setting, learn
from simulator.learner.settings import Learned
from simulator.learner.student import METHODS
from simulator.scenario.schema import Scenario

QUICK = Learned.of(
    {"learned.size": 8, "learned.rounds": 2, "learned.steps": 20, "learned.width": 8, "learned.seeds": 2}
)
LONG = QUICK.with_({"learned.rounds": 40, "learned.steps": 5000})
PATIENCE_MS = 60_000


@pytest.fixture
def session(qapp: object) -> Iterator[Session]:
    made = Session(Scenario(title="A test", learned=QUICK))
    yield made
    made.rest()


def until_done(qtbot: QtBot, session: Session) -> Trained:
    qtbot.waitUntil(lambda: not session.training.is_running, timeout=PATIENCE_MS)
    assert session.training.trained is not None
    return session.training.trained


def begun(qtbot: QtBot, settings: Learned = LONG) -> Session:
    session = Session(Scenario(title="A test", learned=settings))
    session.training.train()
    training = session.training
    qtbot.waitUntil(lambda: training.trained is not None and training.trained.last >= 0, timeout=PATIENCE_MS)
    return session


def stage_of(session: Session) -> str:
    return session.training.stage


def process_of(session: Session) -> BaseProcess:
    course = session.training._course
    assert course is not None
    assert course.process is not None
    return course.process


def is_there(process: int | None) -> bool:
    """Whether a process is alive or waits to be buried; without signals, whether it is alive."""
    assert process is not None
    if os.name != "posix":
        return process in [child.pid for child in active_children()]
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True


def test_nothing_is_trained_unasked(session: Session) -> None:
    assert session.training.stage == "empty"
    assert session.training.trained is None


def test_every_round_of_every_run_comes_and_is_the_same_as_without_a_window(session: Session, qtbot: QtBot) -> None:
    rounds_seen = []
    training = session.training
    training.changed.connect(lambda: rounds_seen.append(training.trained.last if training.trained else -1))
    training.train()
    found = until_done(qtbot, session)
    assert training.stage == "done"
    assert found.is_complete
    assert {0, 1, 2} <= set(rounds_seen)
    assert set(found.runs[0]) == set(METHODS)
    assert set(found.runs[1]) == {"ida"}
    alone = list(learn(QUICK, session.parameters.run.seed))
    for mine, theirs in zip(found.runs[0]["ida"], alone, strict=True):
        np.testing.assert_array_equal(mine.correct, theirs.correct)
    np.testing.assert_allclose(found.with_answers(2).answers[0], alone[2].answers[0], atol=2e-5)


def test_a_sheet_counts_what_the_round_counts() -> None:
    settings = QUICK.with_({"learned.slip_rate": 0.3, "learned.slip_consistency": 1.0, "learned.steps": 300})
    setting = Setting(settings, 1)
    depth = setting.world.heads[0].depth
    for round_ in learn(settings, 1):
        codes = sheet_of(setting, round_).outcomes
        np.testing.assert_allclose(by_depth((codes == CORRECT).astype(float), depth), round_.correct)
        np.testing.assert_allclose(by_depth((codes == MISALIGNED).astype(float), depth), round_.misaligned)


def test_a_packed_table_is_the_table() -> None:
    table = np.random.default_rng(1).dirichlet(np.ones(9), 50).astype(np.float32)
    np.testing.assert_allclose(Packed.of(table).table(), table, atol=2e-5)


def test_another_setting_drops_the_training_at_once_and_undo_brings_back_what_was_there(
    session: Session, qtbot: QtBot
) -> None:
    session.training.train()
    first = until_done(qtbot, session)
    session.set_learned({"learned.rounds": 40, "learned.steps": 5000}, "Change it")
    assert session.training.stage == "empty"
    assert session.training.trained is first
    assert not session.training.is_current
    session.training.train()
    assert session.training.is_running
    session.set_learned({"learned.width": 9}, "Change it again")
    assert not session.training.is_running
    session.store.history.undo()
    session.store.history.undo()
    assert session.training.trained is first
    assert session.training.is_current
    assert session.training.stage == "done"


def test_of_what_was_trained_the_longest_unseen_is_forgotten(
    session: Session, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    session.training.train()
    room = until_done(qtbot, session).size * 5 // 2
    monkeypatch.setattr(training, "KEPT_BYTES", room)
    for seed in (2, 3):
        session.set_value("run.seed", seed, "Change the seed")
        session.training.train()
        until_done(qtbot, session)
    stages = {}
    for seed in (3, 2, 0):
        session.set_value("run.seed", seed, "Change the seed")
        stages[seed] = session.training.stage
    assert stages == {3: "done", 2: "done", 0: "empty"}


def test_what_a_training_says_it_takes_is_what_it_takes() -> None:
    sent: list[bytes] = []
    train(Order(settings=Learned(rounds=2, steps=20), seed=1), lambda *told: sent.append(pickle.dumps(told)))
    found = Trained(settings=Learned(rounds=2), seed=1)
    tracemalloc.start()
    before = tracemalloc.get_traced_memory()[0]
    for news, what in map(pickle.loads, sent):
        if news == "facts":
            found.facts = what
        elif news == "round":
            found.take(*what)
    taken = tracemalloc.get_traced_memory()[0] - before
    tracemalloc.stop()
    assert found.size == pytest.approx(taken, rel=0.2)


def test_a_parameter_of_the_effective_model_drops_nothing(qtbot: QtBot) -> None:
    session = begun(qtbot)
    session.set_value("overseer.quality", 0.7, "Change it")
    assert session.training.is_running
    session.set_value("run.seed", 7, "Change the seed")
    assert not session.training.is_running


def test_more_seeds_train_only_the_further_runs(session: Session, qtbot: QtBot) -> None:
    session.training.train()
    found = until_done(qtbot, session)
    kept = found.runs[0]["ida"][1]
    session.set_learned({"learned.seeds": 3}, "More of them")
    assert stage_of(session) == "stopped"
    session.training.train()
    assert until_done(qtbot, session) is found
    assert found.runs[0]["ida"][1] is kept
    assert len(found.measured(2)) == 3
    session.set_learned({"learned.seeds": 1}, "Fewer")
    assert len(found.measured(2)) == 1
    assert stage_of(session) == "done"


def test_what_was_stopped_is_shown_and_begins_anew(qtbot: QtBot) -> None:
    session = begun(qtbot)
    process = process_of(session).pid
    session.training.stop()
    assert session.training.stage == "stopped"
    assert session.training.trained is not None
    assert session.training.trained.last >= 0
    qtbot.waitUntil(lambda: not is_there(process), timeout=PATIENCE_MS)
    session.training.train()
    assert session.training.trained.last == -1
    session.rest()


def test_a_killed_process_is_told_and_can_be_followed_by_another(qtbot: QtBot) -> None:
    session = begun(qtbot)
    process_of(session).kill()
    qtbot.waitUntil(lambda: not session.training.is_running, timeout=PATIENCE_MS)
    assert session.training.problem == "lost"
    assert session.training.trained is not None
    assert session.training.trained.last >= 0
    session.training.train()
    assert session.training.problem == ""
    session.rest()


def test_nobody_is_told_after_a_stop_and_no_process_stays(qtbot: QtBot) -> None:
    session = begun(qtbot)
    process = process_of(session).pid
    session.rest()
    told: list[object] = []
    session.training.changed.connect(lambda: told.append(None))
    qtbot.waitUntil(lambda: not is_there(process), timeout=PATIENCE_MS)
    time.sleep(0.05)
    qtbot.wait(50)
    assert not told


def test_what_is_trained_first_is_the_first_run_then_its_baselines() -> None:
    parts = Order(settings=QUICK, seed=1).parts
    assert parts[0] == (0, "ida")
    assert {number for number, _ in parts[: len(METHODS)]} == {0}
    assert parts[len(METHODS) :] == ((1, "ida"),)


def test_all_of_it_is_told_in_order_without_a_process() -> None:
    told: list[str] = []
    train(Order(settings=QUICK, seed=1), lambda news, _: told.append(news))
    assert told[0] == "facts"
    assert told.count("round") == (len(METHODS) + 1) * (QUICK.rounds + 1)


@pytest.mark.parametrize("task", ["shortest_path", "wildcard_search", "union_find", "diagnosis"])
def test_every_question_and_every_answer_has_a_name(task: str) -> None:
    settings = Learned.of({"learned.task": task})
    facts = facts_of(Setting(settings, 1))
    for kind in facts.kinds:
        assert len(kind.questions) == len(kind.depth)
        assert len(kind.answers) == kind.right.shape[1]
    assert (facts.graph is not None) == (task == "shortest_path")


@pytest.mark.parametrize("size", [8, 24, 48])
def test_no_vertex_stands_on_another(size: int) -> None:
    graph = facts_of(Setting(Learned.of({"learned.task": "shortest_path", "learned.size": size}), 2)).graph
    assert graph is not None
    apart = np.hypot(*(graph.places[:, np.newaxis] - graph.places[np.newaxis]).transpose(2, 0, 1))
    assert apart[~np.eye(size, dtype=bool)].min() > 0.4 / np.sqrt(size)
    np.testing.assert_array_equal(places_of(graph.edges), graph.places)
