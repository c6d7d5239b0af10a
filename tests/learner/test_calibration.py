"""Prediction over measurement: what answers alone say of the overseer, and how far forecasts are right (model.md 3)."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from simulator.engine.iterate import run
from simulator.engine.parameters import TABLE, Parameters
from simulator.learner import observations
from simulator.learner.calibration import Estimates, calibrate, estimate, share
from simulator.learner.forecast import Forecast, composed, forecast, residual
from simulator.learner.observations import Observations, Tally, observe
from simulator.learner.rounds import Round, Setting, rounds_of
from simulator.learner.settings import Learned
from simulator.learner.tasks import TASKS
from simulator.learner.trees import executed
from tests.learner.test_measures import Sealed

SMALL = {"size": 16, "width": 64, "steps": 200, "rounds": 2}


@lru_cache
def played(seed: int = 1, **values: Any) -> tuple[Setting, tuple[Round, ...]]:
    setting = Setting(Learned.of({f"learned.{name}": value for name, value in (SMALL | values).items()}), seed)
    return setting, tuple(rounds_of(setting))


def tally(hits: Sequence[int], trials: Sequence[int]) -> Tally:
    return Tally(hits=np.array(hits), trials=np.array(trials))


def seen(**more: Tally) -> Observations:
    values = {
        "steps": tally([90], [100]), "repeated": tally([4], [10]), "start": tally([50, 5, 5], [50, 50, 100]),
        "start_misaligned": tally([0], [50]), "kept": tally([50, 50, 100], [50, 50, 100]),
        "agreed": tally([3], [4]),
    }  # fmt: skip
    return Observations(**(values | more))


def test_a_share_has_the_error_of_agresti_and_coull() -> None:
    value, error = share(tally([90, 10, 0], [100, 10, 0]))
    assert value[:2].tolist() == [0.9, 1.0]
    assert error[0] == pytest.approx(math.sqrt(92 / 104 * 12 / 104 / 104))
    assert error[1] == pytest.approx(math.sqrt(12 / 14 * 2 / 14 / 14))  # ten of ten do not make certain
    assert np.isnan(value[2])
    assert np.isnan(error[2])


def test_observations_of_several_runs_add_up_even_where_their_worlds_differ_in_depth() -> None:
    both = seen() + seen(start=tally([40, 1, 2, 3], [40, 10, 10, 10]))
    assert both.steps.hits.tolist() == [180]
    assert both.start.trials.tolist() == [90, 60, 110, 10]


def test_estimates_are_shares_of_what_was_seen() -> None:
    found = estimate(Setting(Learned(), 1), seen())
    values = {id_: one.value for id_, one in found.found.items()}
    assert values["overseer.quality"] == 0.9
    assert values["overseer.consistency"] == 0.4
    assert values["start.misalignment"] == 0
    assert values["start.accuracy"] == 1
    assert values["distill.fidelity"] == 1
    assert values["reliability.correlation"] == 0.75
    assert found.counted["distill.capacity"] == 24  # nothing fell with depth


def test_fidelity_that_falls_with_depth_has_a_depth_at_which_it_halves() -> None:
    depths = np.arange(3)
    trials = np.full(3, 1000)
    hits = np.rint(trials * 0.95 / (1 + np.exp(-(2 - depths) / 1.5))).astype(int)
    found = estimate(Setting(Learned(), 1), seen(kept=Tally(hits=hits, trials=trials)))
    for id_, true in (("distill.fidelity", 0.95), ("distill.capacity", 2.0)):
        one = found.found[id_]
        assert 0 < one.error < 0.3
        assert one.value == pytest.approx(true, abs=3 * one.error)


def test_the_start_is_the_curve_that_was_seen() -> None:
    depths = np.arange(6)
    trials = np.full(6, 2000)
    hits = np.rint(trials * 0.98 / (1 + np.exp(-(2.4 - depths) / 0.5))).astype(int)
    found = estimate(Setting(Learned(), 1), seen(start=Tally(hits=hits, trials=trials)))
    for id_, true in (("start.level", 2.4), ("start.spread", 0.5), ("start.accuracy", 0.98)):
        assert found.found[id_].value == pytest.approx(true, abs=0.03)
        assert found.found[id_].error < 0.1


def test_what_was_not_seen_has_no_error_and_sets_nothing() -> None:
    nothing = tally([0], [0])
    found = estimate(Setting(Learned(), 1), seen(repeated=nothing, agreed=nothing))
    for id_ in ("overseer.consistency", "reliability.correlation"):
        assert math.isnan(found.found[id_].error)
        assert id_ not in found.values()
        assert found.to_json()["estimates"][id_]["error"] is None


def test_the_values_that_are_used_are_parameters_in_their_ranges() -> None:
    setting, rounds = played(slip_rate=0.3, slip_consistency=0.5, contamination=0.2, students=3)
    values = calibrate(setting, rounds).values()
    assert set(values) <= set(TABLE)
    taken = Parameters().with_(values)
    assert taken.reliability.copies == 3
    assert taken.task.max_depth == 5
    assert taken.run.rounds == 2


@pytest.mark.parametrize(("rate", "consistency"), [(0.0, 0.0), (0.1, 0.0), (0.2, 0.5), (0.1, 1.0)])
def test_quality_and_consistency_are_found_within_three_standard_errors(rate: float, consistency: float) -> None:
    runs = [played(seed, slip_rate=rate, slip_consistency=consistency) for seed in range(1, 4)]
    together = observe(*runs[0])
    for other in runs[1:]:
        together = together + observe(*other)
    found = estimate(runs[0][0], together).found
    # A fresh slip is a random answer, and one in sixteen of those is right.
    quality = 1 - rate * (1 - (1 - consistency) / 16)
    assert found["overseer.quality"].value == pytest.approx(quality, abs=3 * found["overseer.quality"].error)
    assert found["overseer.quality"].error < 0.03
    if rate:
        share_of_slips = consistency * rate / (1 - quality)
        one = found["overseer.consistency"]
        assert one.value == pytest.approx(share_of_slips, abs=3 * one.error)
    else:
        assert found["overseer.consistency"].trials == 0


def test_contamination_is_seen_as_misalignment_at_the_start() -> None:
    found = calibrate(*played(contamination=0.3)).found["start.misalignment"]
    assert found.value == pytest.approx(0.3, abs=3 * found.error)


def test_copies_of_one_mind_share_all_their_errors() -> None:
    found = calibrate(*played(slip_rate=0.2, slip_consistency=0.5, students=3, same_start=True, width=12)).found
    assert found["reliability.correlation"].value == 1
    assert found["reliability.correlation"].trials > 20


def test_estimates_are_functions_of_answers_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    setting, rounds = played(slip_rate=0.2, slip_consistency=0.5)
    before = calibrate(setting, rounds)
    answers: dict[tuple[int, int, int], tuple[Any, ...]] = {}
    model = rounds[1]
    for row in range(len(setting.world.heads[0].depth)):
        for count in (0, 1):
            tree = executed(setting, model, 0, row, count=count) if setting.world.heads[0].depth[row] else ()
            answers[model.round, row, count] = tuple(replace(node, slip="fresh", distribution=None) for node in tree)

    def recorded(setting: Setting, model: Round, head: int, row: int, *, count: int = 0) -> tuple[Any, ...]:
        return answers[model.round, row, count]

    monkeypatch.setattr(observations, "executed", recorded)
    sealed = Setting(setting.settings, 1)
    sealed.__dict__["overseer"] = Sealed()
    assert calibrate(sealed, rounds).to_json() == before.to_json()


def test_estimates_do_not_look_at_later_rounds_or_at_how_the_overseer_was_set() -> None:
    setting, rounds = played(slip_rate=0.2, slip_consistency=0.5, rounds=3)
    expected = calibrate(setting, rounds[:3])
    assert calibrate(setting, rounds).to_json() == expected.to_json()
    with pytest.raises(ValueError, match="rounds 0 and 1"):
        calibrate(setting, rounds[:1])


def test_the_forecast_is_the_effective_models_run() -> None:
    found = calibrate(*played(slip_rate=0.1, slip_consistency=1.0))
    curve, expected = forecast(found), run(found.parameters)
    assert (curve.correct == expected.correct).all()
    assert curve.horizon == pytest.approx(expected.horizon)
    assert curve.capability == pytest.approx(expected.capability)
    assert curve.misalignment == pytest.approx(expected.misalignment)


def after(round_: int, *correct: float) -> Round:
    return SimpleNamespace(round=round_, correct=np.array(correct), reach=round_)  # type: ignore[return-value]


def test_the_residual_is_that_of_later_rounds_and_reached_depths_alone() -> None:
    correct = np.tile(np.array([1.0, 0.9, 0.8, 0.7, 0.6]), (5, 1))
    curve = Forecast(correct=correct, misaligned=0 * correct)
    rounds = [after(2, 0, 0, 0, 0, 0), after(3, 1.0, 0.9, 0.8, 0.9, 0.1), after(4, 1.0, 0.9, 0.8, 0.8, 0.7)]
    off = residual(curve, rounds)
    assert off.typical == pytest.approx(math.sqrt((0.2**2 + 0.1**2 + 0.1**2) / 9))
    assert off.mean == pytest.approx(0.4 / 9)
    assert off.largest == pytest.approx(0.2)
    assert math.isnan(residual(curve, rounds[:1]).typical)


def test_where_slips_differ_theory_and_network_agree_to_the_end() -> None:
    setting, rounds = played(slip_rate=0.1, rounds=6)
    assert residual(forecast(calibrate(setting, rounds)), rounds).typical < 0.03


def test_where_sub_questions_are_shared_the_theory_is_too_gloomy_and_trees_are_not() -> None:
    # The effective model multiplies the chances of sub-questions; a tree in this world asks the same ones again.
    off, trees, deepest = [], [], []
    for seed in range(1, 6):
        setting, rounds = played(seed, slip_rate=0.08, slip_consistency=1.0, rounds=6)
        found: Estimates = calibrate(setting, rounds)
        curve, in_this_world = forecast(found), composed(setting, found, draws=10)
        off.append(residual(curve, rounds).mean)
        trees.append(residual(in_this_world, rounds).mean)
        deepest.append((curve.correct[-1, -1], in_this_world.correct[-1, -1]))
    mean_field, composed_there = np.mean(deepest, axis=0)
    assert composed_there > mean_field + 0.1
    assert np.mean(off) > 0.02
    assert abs(np.mean(trees)) < 0.06


@pytest.mark.parametrize("task", TASKS)
def test_every_task_has_estimates_and_a_forecast_even_where_hardly_anything_is_right(task: str) -> None:
    size = 3 if task == "wildcard_search" else 8
    hard = {"slip_rate": 1.0, "contamination": 0.5, "trigger": 0.2, "students": 2, "width": 8, "steps": 20}
    setting, rounds = played(5, task=task, size=size, **hard)
    found = calibrate(setting, rounds)
    curve, trees = forecast(found), composed(setting, found, draws=2)
    for one in (curve, trees):
        assert np.isfinite(one.correct).all()
        assert (one.correct >= 0).all()
        assert (one.correct <= 1).all()
    assert all(isinstance(one.value, float) for one in found.found.values())
