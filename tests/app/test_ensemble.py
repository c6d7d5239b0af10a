"""Many runs: single ones first, then their band, always of the newest parameters, and nothing unless asked for."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from simulator.app import ensemble as module
from simulator.app.ensemble import Ensemble
from simulator.app.session import Session
from simulator.engine.luck import size_of_kept
from simulator.engine.parameters import Parameters
from simulator.engine.replicas import replicate
from simulator.engine.spread import SINGLES
from simulator.scenario.schema import Scenario

FEW: dict[str, Any] = {"run.rounds": 2, "task.max_depth": 3}


@pytest.fixture
def session(qapp: object) -> Session:
    return Session(Scenario(title="A test", parameters=Parameters.of(FEW)))


@pytest.fixture
def ensemble(session: Session, monkeypatch: pytest.MonkeyPatch) -> Ensemble:
    monkeypatch.setattr(module, "RUN_MS", {"slow": 1, "normal": 1, "fast": 1})
    monkeypatch.setattr(module, "REST_MS", 1)
    return session.ensemble


def count_of(ensemble: Ensemble) -> int:
    return ensemble.seen.spread.count if ensemble.seen else 0


def test_nothing_is_computed_until_it_is_asked_for(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[object] = []
    monkeypatch.setattr(session.ensemble._worker, "ask", asked.append)
    session.set_value("overseer.quality", 0.5, "Change")
    session.player.to_end()
    assert not asked
    assert not session.ensemble.is_on


def test_single_runs_come_one_after_another_then_the_band(ensemble: Ensemble, qtbot: QtBot) -> None:
    seen: list[int] = []
    ensemble.changed.connect(lambda: seen.append(ensemble.seen.runs if ensemble.seen else -1))
    ensemble.start()
    qtbot.waitUntil(lambda: ensemble.stage == "band")
    assert seen == [-1, *range(1, SINGLES + 1), 0]
    assert count_of(ensemble) == 200


def test_with_reduced_motion_all_stand_side_by_side_and_wait(
    session: Session, ensemble: Ensemble, qtbot: QtBot
) -> None:
    session.player.reduced_motion = True
    ensemble.start()
    qtbot.waitUntil(lambda: ensemble.seen is not None)
    qtbot.wait(30)
    assert ensemble.seen is not None
    assert (ensemble.stage, ensemble.seen.runs, ensemble.seen.side_by_side) == ("runs", SINGLES, True)
    assert not ensemble._timer.isActive()
    ensemble.go_on()
    assert (ensemble.stage, ensemble.seen.runs, ensemble.seen.side_by_side) == ("band", 0, False)
    qtbot.waitUntil(lambda: count_of(ensemble) == 200)


def test_going_on_leads_from_one_run_to_many_to_the_band_and_back(ensemble: Ensemble) -> None:
    stages = []
    for _ in range(3):
        ensemble.go_on()
        stages.append(ensemble.stage)
    assert stages == ["runs", "band", "off"]
    assert ensemble.seen is None


def test_the_band_is_that_of_the_present_parameters(session: Session, ensemble: Ensemble, qtbot: QtBot) -> None:
    ensemble.show_band()
    session.begin_drag("overseer.quality")
    for step in range(30):
        session.set_value("overseer.quality", 0.9 - step / 100, "Change")
    session.end_drag()

    def is_there() -> bool:
        return ensemble.seen is not None and ensemble.seen.spread.parameters == session.parameters

    qtbot.waitUntil(is_there)
    assert ensemble.seen is not None
    expected = replicate(session.parameters).band("misalignment")
    np.testing.assert_array_equal(ensemble.seen.spread.bands["misalignment"], expected)


def test_while_a_band_is_on_its_way_the_one_before_stays(session: Session, ensemble: Ensemble, qtbot: QtBot) -> None:
    ensemble.show_band()
    qtbot.waitUntil(lambda: ensemble.seen is not None)
    before = ensemble.seen
    session.set_value("overseer.quality", 0.5, "Change")
    assert ensemble.seen is before
    qtbot.waitUntil(lambda: ensemble.seen is not before)


def test_a_change_among_single_runs_goes_on_to_the_band(session: Session, ensemble: Ensemble, qtbot: QtBot) -> None:
    session.player.reduced_motion = True
    ensemble.start()
    qtbot.waitUntil(lambda: ensemble.seen is not None)
    session.set_value("overseer.quality", 0.5, "Change")
    assert ensemble.stage == "band"
    qtbot.waitUntil(lambda: ensemble.seen is not None and ensemble.seen.spread.parameters == session.parameters)


def test_replicas_and_seed_act_on_it_and_on_no_figure_of_the_run(
    session: Session, ensemble: Ensemble, qtbot: QtBot
) -> None:
    ensemble.show_band()
    qtbot.waitUntil(lambda: count_of(ensemble) == 200)
    assert ensemble.seen is not None
    run, band = session.run, ensemble.seen.spread.bands["capability"]
    session.set_value("run.replicas", 430, "Change")
    qtbot.waitUntil(lambda: count_of(ensemble) == 430)
    session.set_value("run.seed", 9, "Change")
    qtbot.waitUntil(lambda: ensemble.seen is not None and ensemble.seen.spread.parameters.run.seed == 9)
    qtbot.waitUntil(lambda: count_of(ensemble) == 430)
    assert not np.array_equal(ensemble.seen.spread.bands["capability"], band)
    np.testing.assert_array_equal(session.run.capability, run.capability)


def test_many_replicas_come_in_growing_numbers(session: Session, ensemble: Ensemble, qtbot: QtBot) -> None:
    session.set_value("run.replicas", 1500, "Change")
    counts: list[int] = []
    ensemble.changed.connect(lambda: counts.append(count_of(ensemble)))
    ensemble.show_band()
    qtbot.waitUntil(lambda: count_of(ensemble) == 1500)
    assert counts == [0, 200, 700, 1200, 1500]


def test_nothing_comes_after_it_has_been_stopped(ensemble: Ensemble, qtbot: QtBot) -> None:
    ensemble.start()
    ensemble.stop()
    with qtbot.assertNotEmitted(ensemble.changed, wait=80):
        pass
    assert ensemble.seen is None
    assert not ensemble._timer.isActive()


def test_what_only_many_runs_need_is_given_back_when_they_end(ensemble: Ensemble, qtbot: QtBot) -> None:
    ensemble.show_band()
    qtbot.waitUntil(lambda: ensemble.seen is not None)
    assert size_of_kept()
    ensemble.stop()
    assert not size_of_kept()


def test_another_scenario_is_one_run_again(session: Session, ensemble: Ensemble) -> None:
    ensemble.start()
    session.open(Scenario(title="Another"))
    assert not ensemble.is_on
