"""The engine computes what model.md 2.1-2.6 says: every figure, against the scalar reference."""

from __future__ import annotations

import random
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings

from tests.engine.compare import ENGINES, TOLERANCE, differences, disagreement, main, random_values, worst
from tests.engine.parameter_table import DEFAULTS, ROWS, Choice
from tests.engine.reference import reference_run
from tests.engine.strategies import Values, parameter_values, steep_values

# One parameter at a time leaves its default here, towards a richer run than the default one, in which all
# mechanisms act: so each parameter is known to reach the figures that it should reach.
RICH: Values = DEFAULTS | {
    "task.max_depth": 8,
    "task.decomposable": 0.9,
    "start.method": "reinforcement",
    "overseer.grounding": 0.4,
    "overseer.panel": 3,
    "overseer.assistance": 0.5,
    "amplify.levels": 2,
    "amplify.capture": 0.8,
    "amplify.drift": 0.01,
    "reliability.copies": 3,
    "reliability.check_rate": 0.7,
    "reliability.false_alarm": 0.1,
    "reliability.retries": 2,
    "reliability.refinement": 0.3,
    "security.prevalence": 0.5,
    "security.reviewers": 2,
    "security.reintroduced": 0.01,
    "security.attempts": 5,
    "security.attack_share": 0.2,
    "run.rounds": 4,
}
NEARLY_PERFECT: Values = DEFAULTS | {
    "task.max_depth": 20,
    "start.level": 8.0,
    "start.accuracy": 1.0,
    "start.spread": 0.05,
    "overseer.quality": 1.0,
    "distill.fidelity": 1.0,
    "distill.capacity": 24.0,
    "distill.softness": 0.1,
    "distill.drift": 0.0,
    "run.rounds": 20,
}
WITHOUT_EFFECT = {"run.seed", "run.replicas"}  # they steer what is drawn by lot


def other_value(id_: str) -> Any:
    """A value in range that is not the one in RICH."""
    row = ROWS[id_]
    if isinstance(row, Choice):
        return "imitation"
    return next(value for value in (row.low, row.high) if value != RICH[id_])


@given(values=parameter_values())
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_every_figure_agrees_with_the_equations_for_any_parameters(values: Values) -> None:
    assert disagreement(values, ENGINES["simulate"](values)) is None


@given(values=steep_values())
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_shares_below_the_rounding_of_one_that_grow_to_whole_ones_agree_with_the_equations(values: Values) -> None:
    assert disagreement(values, ENGINES["run"](values)) is None


@pytest.mark.parametrize("zeros", [6, 9, 12, 15, 17])
def test_a_tiny_misaligned_share_that_grows_up_a_tree_is_not_rounded_away(zeros: int) -> None:
    values = NEARLY_PERFECT | {"task.branching": 10, "start.misalignment": 10.0**-zeros}
    assert worst(ENGINES["run"](values), reference_run(values, Decimal)).size <= TOLERANCE


@pytest.mark.parametrize("copies", [1, 3])
@pytest.mark.parametrize("spread", [0.6, 0.3, 0.2])
def test_a_tiny_correct_share_that_retries_lift_is_not_rounded_away(copies: int, spread: float) -> None:
    values = DEFAULTS | {
        "task.decomposable": 0.5,
        "start.spread": spread,
        "overseer.quality": 1.0,
        "overseer.level": 20.0,
        "reliability.copies": copies,
        "reliability.check_rate": 1.0,
        "reliability.retries": 5,
        "run.rounds": 20,
    }
    assert worst(ENGINES["run"](values), reference_run(values, Decimal)).size <= TOLERANCE


@given(values=parameter_values(last_round=60).filter(lambda values: values["run.rounds"] > 20))
@settings(max_examples=4, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much])
@example(values=DEFAULTS | {"run.rounds": 60})
def test_long_runs_agree_with_the_equations(values: Values) -> None:
    assert disagreement(values, ENGINES["run"](values)) is None


@pytest.mark.parametrize("id_", ROWS)
def test_a_change_of_one_parameter_changes_the_same_figures_as_in_the_reference(id_: str) -> None:
    values = RICH | {id_: other_value(id_)}
    reference = reference_run(values)
    assert worst(ENGINES["simulate"](values), reference).size <= TOLERANCE
    if id_ in WITHOUT_EFFECT:
        assert reference == reference_run(RICH)
    elif id_ == "run.rounds":
        assert len(reference) != len(reference_run(RICH))
    elif id_ == "task.max_depth":
        assert len(reference[0]["correct"]) != RICH["task.max_depth"] + 1
    else:
        assert any(found.size > 1e-6 for found in differences(reference, reference_run(RICH)))


@pytest.mark.parametrize("through", ENGINES)
def test_random_sets_agree_through_every_way_into_the_engine(through: str) -> None:
    luck = random.Random(f"sets through {through}")
    for _ in range(20):
        values = random_values(luck, last_round=6)
        assert disagreement(values, ENGINES[through](values)) is None, values


def test_the_comparison_notices_a_single_wrong_number() -> None:
    values = dict(RICH)
    engine = ENGINES["run"](values)
    assert disagreement(values, engine) is None
    engine[3]["ledger"]["voting"] += 1e-7
    found = disagreement(values, engine)
    assert found is not None
    assert (found.figure, found.round) == ("ledger.voting", 3)
    engine[3]["ledger"]["voting"] = float("nan")
    found = disagreement(values, engine)
    assert found is not None
    assert found.figure == "ledger.voting"


def test_the_command_reports_agreement(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--sets", "3", "--rounds", "3", "--seed", "7"]) == 0
    assert "3 sets (seed 7, through simulate): 0 beyond 1e-09" in capsys.readouterr().out
