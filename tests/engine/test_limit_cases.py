"""The cases of model.md 2.8, sentence by sentence; closed forms are the reference.

(Replicas and sampled trees have tests of their own.)
"""

from __future__ import annotations

import dataclasses
import math
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from simulator.engine.iterate import Run, run
from simulator.engine.outcome import Outcome, plurality, vote
from simulator.engine.parameters import Parameters
from simulator.engine.security import attempts_for_even_odds
from tests.engine.parameter_table import DEFAULTS
from tests.engine.strategies import Values, between, parameter_values, triples

COUNTERS = ("model_calls", "overseer_steps")
STATE = (
    "correct", "error", "misaligned", "horizon", "capability", "misalignment", "prevalence", "attack_success",
    "exposed_misalignment",
)  # fmt: skip
CHANGES = (
    "teacher_correct", "teacher_misaligned", "teacher_horizon", "ledger", "ledger_capability",
    "reproduction_by_depth", "reproduction",
)  # fmt: skip
MANY = 300  # votes that stand for infinitely many, where the shares that compete differ enough

# One slow draw (a first call that fills caches) says nothing about a law.
any_run = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def run_of(values: Values, **changes: Any) -> Run:
    """The run of these values, some changed; two underscores stand for the dot of an id."""
    return run(Parameters.of(values | {id_.replace("__", "."): value for id_, value in changes.items()}))


def default_run(**changes: Any) -> Run:
    return run_of(DEFAULTS, **changes)


def voted(c: float, m: float, n: int, rho: float) -> tuple[float, float, float]:
    """(correct, error, misaligned) after a vote of n."""
    after = vote(Outcome.of(np.array([[c]]), np.array([[m]])), n, rho)
    return float(after.correct.item()), float(after.error.item()), float(after.misaligned.item())


def assert_same_figures(one: Run, other: Run, tolerance: float, but: tuple[str, ...] = ()) -> None:
    for name in STATE + CHANGES + COUNTERS:
        if name not in but:
            np.testing.assert_allclose(getattr(one, name), getattr(other, name), rtol=0, atol=tolerance, err_msg=name)


def logistic(x: float) -> float:
    return 1 / (1 + math.exp(-x))


# --- any parameters ----------------------------------------------------------------------------------------------


@given(values=parameter_values())
@any_run
def test_rows_sum_to_one_and_stay_between_zero_and_one(values: Values) -> None:
    result = run_of(values)
    np.testing.assert_allclose(result.correct + result.error + result.misaligned, 1, rtol=0, atol=1e-12)
    shares = (*STATE[:3], *STATE[4:], "teacher_correct", "teacher_misaligned")
    for name in shares:
        share = getattr(result, name)
        assert share.min() >= 0, name
        assert share.max() <= 1, name
    assert (result.teacher_correct + result.teacher_misaligned).max() <= 1 + 1e-12
    assert result.horizon.min() >= 0
    assert result.horizon.max() <= values["task.max_depth"]
    assert result.reproduction_by_depth.min() >= 0


@pytest.mark.parametrize("method", ["supervised", "imitation", "reinforcement"])
@given(values=parameter_values({"run.rounds": 1}))
@any_run
def test_round_0_is_the_start(method: str, values: Values) -> None:
    values |= {"start.method": method}
    level, accuracy, misaligned = (values[f"start.{name}"] for name in ("level", "accuracy", "misalignment"))
    if values["start.method"] == "imitation":
        level, accuracy = min(level, values["overseer.level"]), accuracy * values["overseer.quality"]
    if values["start.method"] == "reinforcement":
        level += 1
        misaligned = min(1, misaligned + (1 - values["overseer.quality"]) * values["start.reward_hacking"])
    depths = range(values["task.max_depth"] + 1)
    correct = [(1 - misaligned) * accuracy * logistic((level - d) / values["start.spread"]) for d in depths]
    result = run_of(values)
    np.testing.assert_allclose(result.correct[0], correct, rtol=0, atol=1e-12)
    np.testing.assert_allclose(result.misaligned[0], misaligned, rtol=0, atol=1e-12)
    np.testing.assert_allclose(result.misalignment[0], misaligned, rtol=0, atol=1e-12)
    assert result.prevalence[0] == values["security.prevalence"]


@given(values=parameter_values())
@any_run
def test_both_ledgers_add_up_to_the_line(values: Values) -> None:
    result = run_of(values)
    for entries, line in ((result.ledger, result.misalignment), (result.ledger_capability, result.capability)):
        np.testing.assert_allclose(entries.sum(axis=-1), np.diff(line), rtol=0, atol=1e-12)
        np.testing.assert_allclose(line[0] + entries.sum(axis=-1).cumsum(), line[1:], rtol=0, atol=1e-12)


# --- golden runs -------------------------------------------------------------------------------------------------


def test_the_default_run_climbs_to_6_10_and_sinks_to_4_41() -> None:
    result = default_run()
    assert " ".join(f"{h:.2f}" for h in result.horizon[:8]) == "1.97 2.81 3.63 4.46 5.33 6.10 5.12 4.97"
    assert f"{result.horizon[-1]:.2f}" == "4.41"
    assert f"{result.misalignment[0]:.3f}" == "0.002"
    assert f"{result.misalignment[-1]:.3f}" == "0.629"
    assert len(result.reproduction) == 12
    np.testing.assert_allclose(result.reproduction, 2, rtol=0, atol=1e-12)


def test_without_capture_the_horizon_is_12_from_round_11_on() -> None:
    result = default_run(amplify__capture=0.0, run__rounds=30)
    assert result.horizon[10] < 12
    np.testing.assert_array_equal(result.horizon[11:], 12)


def test_three_copies_that_vote_climb_to_12() -> None:
    result = default_run(reliability__copies=3)
    assert result.horizon[-1] == 12
    assert 0.059 <= result.misalignment[-1] < 0.060


def test_three_copies_that_share_their_blind_spots_break_in_the_same_way() -> None:
    result = default_run(reliability__copies=3, reliability__correlation=1.0)
    assert f"{result.horizon[-1]:.2f}" == f"{default_run().horizon[-1]:.2f}" == "4.41"
    assert result.horizon.max() > 7


@given(
    k=st.integers(1, 4),
    b=st.integers(1, 10),
    unimportant=parameter_values({"run.rounds": st.integers(1, 12)}),
)
@any_run
def test_a_perfect_process_gains_k_levels_a_round(k: int, b: int, unimportant: Values) -> None:
    # Attackers, cost and luck have no part in it: all else is at its default.
    side = {id_: value for id_, value in unimportant.items() if id_.partition(".")[0] in ("security", "run")}
    result = run_of(
        DEFAULTS
        | side
        | {
            "amplify.levels": k,
            "task.branching": b,
            "task.decomposable": 1.0,
            "overseer.quality": 1.0,
            "overseer.grounding": 1.0,
            "start.misalignment": 0.0,
            "start.accuracy": 1.0,
            "start.level": 0.5,
            "start.spread": 0.05,
            "distill.fidelity": 1.0,
            "distill.capacity": 24.0,
            "distill.softness": 0.1,
            "distill.drift": 0.0,
            "distill.labels_per_question": 1,
        }
    )
    for t, correct in enumerate(result.correct):
        np.testing.assert_allclose(correct[: k * t], 1, rtol=0, atol=1e-12)
        if k * t <= 12:
            closed_form = math.exp(-(b ** (k * t)) * math.log1p(math.exp(-10)))
            assert correct[k * t] == pytest.approx(closed_form, rel=0, abs=1e-9)


# --- capture -----------------------------------------------------------------------------------------------------


def test_ten_children_with_one_misaligned_in_a_hundred_are_captured_in_0956() -> None:
    for no_blind_spot in ({"overseer__quality": 1.0}, {"overseer__consistency": 0.0}):
        changes: dict[str, Any] = {"task__branching": 10, "start__misalignment": 0.01, **no_blind_spot}
        np.testing.assert_allclose(default_run(**changes).teacher_misaligned[0, 1:], 0.0956, rtol=0, atol=5e-5)


@given(
    values=parameter_values(
        {
            "task.decomposable": 1.0,
            "start.method": st.sampled_from(("supervised", "imitation")),
            "overseer.assistance": 0.0,
            "amplify.levels": 1,
            "amplify.drift": 0.0,
            "reliability.check_rate": 0.0,
            "run.rounds": 1,
        }
    ),
    flawless=st.booleans(),
    single=st.booleans(),
)
@any_run
def test_one_level_captures_unless_all_children_are_clean(values: Values, flawless: bool, single: bool) -> None:
    values |= {"overseer.quality": 1.0} if flawless else {"overseer.consistency": 0.0}
    values |= {"reliability.copies": 1} if single else {"reliability.correlation": 1.0}
    sigma, m, b = values["amplify.capture"], values["start.misalignment"], values["task.branching"]
    captured = run_of(values).teacher_misaligned[0, 1:]
    np.testing.assert_allclose(captured, 1 - (1 - sigma * m) ** b, rtol=0, atol=1e-12)


# --- votes -------------------------------------------------------------------------------------------------------


@given(p=triples(), n=st.sampled_from((1, 2)), rho=between(0, 1))
def test_one_and_two_votes_are_the_identity(p: tuple[float, float], n: int, rho: float) -> None:
    c, m = p
    assert voted(c, m, n, rho) == pytest.approx((c, 1 - c - m, m), rel=0, abs=1e-15)
    alone = plurality(Outcome.of(np.array([[c]]), np.array([[m]])), n)
    assert alone.correct.item() == pytest.approx(c, rel=0, abs=1e-15)
    assert alone.misaligned.item() == pytest.approx(m, rel=0, abs=1e-15)


@given(values=parameter_values(), id_=st.sampled_from(("reliability.copies", "overseer.panel")))
@any_run
def test_a_second_copy_and_a_second_overseer_buy_nothing(values: Values, id_: str) -> None:
    assert_same_figures(run_of(values | {id_: 1}), run_of(values | {id_: 2}), 1e-9, but=COUNTERS)


@given(values=parameter_values())
@any_run
def test_a_second_label_buys_nothing(values: Values) -> None:
    id_ = "distill.labels_per_question"
    assert_same_figures(run_of(values | {id_: 1}), run_of(values | {id_: 2}), 1e-9, but=COUNTERS)


@given(c=between(0, 1), m=between(0, 1), n=st.integers(1, 15), rho=between(0, 1))
def test_votes_that_are_all_misaligned_or_never_stay_so(c: float, m: float, n: int, rho: float) -> None:
    assert voted(0.0, 1.0, n, rho) == (0.0, 0.0, 1.0)
    assert voted(c, 0.0, n, rho)[2] == 0.0
    assert voted(0.0, m, n, rho)[0] == 0.0


@given(data=st.data(), rho=between(0, 1))
@settings(max_examples=60, deadline=None)
def test_many_votes_leave_the_shared_part_of_the_coherent_errors(data: st.DataObject, rho: float) -> None:
    leader = data.draw(between(0.2, 1), label="leading share")
    # the chance that the smaller group wins falls like exp(−votes · (√leader − √other)²)
    most = min(1 - leader, max(0.0, math.sqrt(leader) - 0.38) ** 2)
    other = data.draw(between(0, most), label="the other agreeing share")
    assert voted(leader, other, MANY, rho)[2] == pytest.approx(rho * other, rel=0, abs=1e-9)
    assert voted(other, leader, MANY, rho)[2] == pytest.approx(rho * leader + (1 - rho), rel=0, abs=1e-9)


@given(c=between(0.12, 1), share=between(0, 1), rho=between(0, 1))
@settings(max_examples=60, deadline=None)
def test_many_votes_leave_no_honest_error_where_some_are_right(c: float, share: float, rho: float) -> None:
    assert voted(c, (1 - c) * share, MANY, rho)[1] == pytest.approx(0, abs=1e-9)


@given(m=between(0.02, 0.98), share=between(0, 1), n=st.integers(3, 15), rho=between(0, 0.95))
def test_voting_raises_the_misaligned_share_where_it_exceeds_the_correct_one(
    m: float, share: float, n: int, rho: float
) -> None:
    c = share * min(m - 0.01, 1 - m)
    assert voted(c, m, n, rho)[2] > m + 1e-9


# --- slips and labels --------------------------------------------------------------------------------------------


def with_labels(values: Values, labels: int) -> Run:
    """A run with more labels per question than the range allows."""
    p = Parameters.of(values)
    return run(dataclasses.replace(p, distill=dataclasses.replace(p.distill, labels_per_question=labels)))


@given(
    values=parameter_values(
        {
            "start.method": "supervised",
            "overseer.quality": between(0.05, 0.99),
            "overseer.consistency": 0.0,
            "amplify.levels": 1,
            "amplify.drift": 0.0,
            "reliability.check_rate": 0.0,  # quality is also what checks and refinement notice
            "reliability.refinement": 0.0,
            "run.rounds": 1,
        }
    )
)
@any_run
def test_incoherent_slips_leave_no_trace_after_many_labels(values: Values) -> None:
    slipping, flawless = with_labels(values, 600), with_labels(values | {"overseer.quality": 1.0}, 600)
    kinds = slipping.transitions[0].amplified.teacher  # each kind is averaged before mixing
    right = kinds.correct / np.maximum(kinds.correct + kinds.error, 1e-300)
    enough = ((right > 0.08) | (kinds.misaligned == 1)).all(axis=-2)
    assume(enough.any())
    for name in ("correct", "error", "misaligned"):
        one, other = (getattr(each, name)[1][enough] for each in (slipping, flawless))
        np.testing.assert_allclose(one, other, rtol=0, atol=1e-9, err_msg=name)


@given(
    values=parameter_values(
        {
            "task.max_depth": st.integers(2, 6),
            "start.method": st.sampled_from(("supervised", "reinforcement")),
            "start.level": 8.0,  # λ(40) is 1 to the last bit
            "start.accuracy": 1.0,
            "start.spread": 0.05,
            "overseer.consistency": 1.0,
            "amplify.capture": 1.0,
            "reliability.check_rate": 0.0,
            "distill.fidelity": 1.0,
            "distill.capacity": 24.0,
            "distill.softness": 0.1,
        }
    ),
    labels=st.integers(1, 15),
)
@any_run
def test_labels_change_nothing_where_all_errors_are_coherent(values: Values, labels: int) -> None:
    one = run_of(values, distill__labels_per_question=1)
    assert_same_figures(one, run_of(values, distill__labels_per_question=labels), 1e-9, but=COUNTERS)
    np.testing.assert_allclose(one.error, 0, rtol=0, atol=1e-12)


# --- growth ------------------------------------------------------------------------------------------------------


@given(
    values=parameter_values(
        {
            "task.decomposable": 1.0,
            "start.method": st.sampled_from(("supervised", "imitation")),
            "start.misalignment": 1e-8,
            "overseer.consistency": 0.0,
            "overseer.assistance": 0.0,
            "amplify.levels": 1,
            "amplify.drift": 0.0,
            "run.rounds": 1,
        }
    )
)
@settings(any_run, max_examples=100)
def test_a_tiny_misaligned_share_grows_by_r_per_level(values: Values) -> None:
    result = run_of(values)
    growth = result.teacher_misaligned[0, 1:] / result.misaligned[0, :-1]
    np.testing.assert_allclose(result.reproduction_by_depth[0], growth, rtol=1e-3, atol=1e-3)


@given(values=parameter_values(), share=between(0, 1))
@any_run
def test_r_has_no_factor_for_questions_that_do_not_decompose(values: Values, share: float) -> None:
    # At the start both kinds are alike, so the share changes nothing that R is made of.
    one, other = (run_of(values, task__decomposable=delta, run__rounds=1) for delta in (1.0, share))
    np.testing.assert_allclose(one.reproduction_by_depth, other.reproduction_by_depth, rtol=0, atol=1e-9)


@given(values=parameter_values())
@any_run
def test_the_dial_shows_r_at_the_depth_nearest_to_the_horizon_before(values: Values) -> None:
    result = run_of(values)
    for t, dial in enumerate(result.reproduction):
        depth = min(values["task.max_depth"], max(1, math.floor(result.horizon[t] + 0.5)))
        assert dial == result.reproduction_by_depth[t, depth - 1]


# --- mechanisms at their ends --------------------------------------------------------------------------------------


@given(values=parameter_values({"distill.fidelity": 0.0, "reliability.refinement": 0.0}))
@any_run
def test_without_fidelity_every_answer_is_an_honest_error(values: Values) -> None:
    result = run_of(values)
    np.testing.assert_array_equal(result.error[1:], 1)
    np.testing.assert_array_equal(result.correct[1:], 0)
    np.testing.assert_array_equal(result.misaligned[1:], 0)
    np.testing.assert_array_equal(result.horizon[1:], 0)


@given(
    values=parameter_values(
        {
            "task.decomposable": 0.0,
            "reliability.copies": 1,
            "reliability.check_rate": 0.0,
            "reliability.refinement": 0.0,
            "overseer.grounding": 0.0,
            "distill.labels_per_question": 1,
        }
    )
)
@any_run
def test_no_depth_is_gained_where_nothing_decomposes(values: Values) -> None:
    result = run_of(values)
    assert (np.diff(result.correct, axis=0) <= 1e-15).all()
    assert (np.diff(result.horizon) <= 1e-9).all()


@pytest.mark.parametrize("changes", [{"distill__labels_per_question": 5}, {"reliability__copies": 3}])
def test_agreement_alone_gains_some_depth_where_nothing_decomposes(changes: dict[str, int]) -> None:
    alone = {"task__decomposable": 0.0, "distill__labels_per_question": 1, **changes}
    result = default_run(**alone)
    assert result.horizon.max() > result.horizon[0] + 0.3


@given(values=parameter_values({"security.attempts": 0}))
@any_run
def test_an_attacker_without_attempts_never_succeeds(values: Values) -> None:
    result = run_of(values)
    np.testing.assert_array_equal(result.attack_success, 0)
    expected = result.misalignment
    np.testing.assert_allclose(result.exposed_misalignment, expected, rtol=0, atol=1e-15)


@given(values=parameter_values({"security.attempts": st.integers(1, 10**6), "security.prevalence": 1.0}))
@any_run
def test_an_attacker_always_succeeds_where_every_input_is_bad(values: Values) -> None:
    assert run_of(values).attack_success[0] == 1


@given(
    values=parameter_values(
        {
            "security.prevalence": between(1e-9, 0.999),
            "security.reviewers": 2,
            "security.reintroduced": 0.0,
            "run.rounds": 14,
            "task.max_depth": 2,
        }
    )
)
@any_run
def test_two_views_double_minus_log_prevalence_each_round_until_it_underflows(values: Values) -> None:
    prevalence = run_of(values).prevalence
    logs = [-math.log(x) for x in prevalence if x > 1e-300]
    np.testing.assert_allclose(logs[1:], np.multiply(logs[:-1], 2), rtol=1e-9)
    if len(logs) < len(prevalence):
        assert prevalence[-1] == 0.0 or prevalence[len(logs)] < 1e-300
    np.testing.assert_allclose(prevalence[0] ** 2, prevalence[1], rtol=1e-12)


# --- monotone ----------------------------------------------------------------------------------------------------


@given(
    values=parameter_values(
        {
            "start.method": st.sampled_from(("supervised", "imitation")),
            "overseer.consistency": 0.0,
            "overseer.assistance": 0.0,
            "amplify.drift": 0.0,
            "reliability.check_rate": 0.0,
            "reliability.refinement": 0.0,
            "distill.drift": 0.0,
        }
    ),
    qualities=st.tuples(between(0, 1), between(0, 1)).map(sorted)
    | st.tuples(between(0.8, 1), between(0.8, 1)).map(sorted),
)
@settings(any_run, max_examples=100)
def test_the_horizon_never_falls_when_the_overseer_gets_better(values: Values, qualities: list[float]) -> None:
    worse, better = (run_of(values, overseer__quality=q) for q in qualities)
    assert (better.horizon - worse.horizon).min() >= -1e-9
    assert (better.correct - worse.correct).min() >= -1e-12


NO_DRIFT = {"amplify.drift": 0.0, "distill.drift": 0.0}
NO_LIFTED_REACH = st.sampled_from(
    ({"overseer.assistance": 0.0}, {"reliability.check_rate": 0.0, "reliability.refinement": 0.0})
)


@given(
    values=parameter_values(NO_DRIFT),
    captures=st.tuples(between(0, 1), between(0, 1)).map(sorted),
    unlifted=NO_LIFTED_REACH,
)
@settings(any_run, max_examples=100)
def test_misalignment_never_falls_when_capture_gets_likelier(
    values: Values, captures: list[float], unlifted: Values
) -> None:
    rarer, likelier = (run_of(values | unlifted, amplify__capture=sigma) for sigma in captures)
    assert (likelier.misalignment - rarer.misalignment).min() >= -1e-9


def test_misalignment_may_fall_a_little_with_likelier_capture_where_assistants_lift_the_reach_of_checks() -> None:
    # The exception to the law above. At depths that are hardly ever right, turning honest errors into misaligned
    # ones makes the right labels agree more often (x·C'(x) > C(x)); the horizon and with it the reach rise.
    values = DEFAULTS | {
        "task.max_depth": 8, "task.decomposable": 0.72, "start.level": 6.95, "start.accuracy": 0.289,
        "start.spread": 1.115, "start.misalignment": 0.116, "overseer.quality": 1.0, "overseer.level": 3.95,
        "overseer.softness": 0.1, "overseer.grounding": 0.238, "overseer.assistance": 0.53,
        "reliability.correlation": 0.0086, "reliability.check_rate": 1.0, "reliability.concealment": 0.0,
        "reliability.retries": 0, "distill.fidelity": 0.9945, "distill.drift": 0.0,
        "distill.labels_per_question": 15, "run.rounds": 3,
    }  # fmt: skip
    rarer, likelier = (run_of(values, amplify__capture=sigma) for sigma in (0.207, 0.407))
    assert likelier.horizon[2] > rarer.horizon[2] + 0.01
    assert (likelier.misalignment - rarer.misalignment)[1:3].min() > 0.01
    assert -2e-4 < (likelier.misalignment - rarer.misalignment)[3] < -1e-4


@pytest.mark.parametrize(("share", "tries"), [(0.5, 1.0), (1e-6, 693146.83), (5e-324, math.inf), (0.0, math.inf)])
def test_an_attacker_needs_more_tries_the_rarer_bad_inputs_are(share: float, tries: float) -> None:
    assert attempts_for_even_odds(np.array([share])) == pytest.approx([tries])
