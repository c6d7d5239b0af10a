"""Replicas: exact in law, luck that has names, and the effective model in the limit (model.md 2.7)."""

from __future__ import annotations

import dataclasses
import tracemalloc
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import special, stats

from simulator.engine.bands import quantiles
from simulator.engine.binomial import binomial_cdf, binomial_quantile
from simulator.engine.blocks import play
from simulator.engine.courses import FIGURES, courses
from simulator.engine.expansion import EXPANDED_FROM, EXPANDED_TO, expanded, polynomials
from simulator.engine.iterate import run
from simulator.engine.luck import BLOCK, MOST_KEPT, Luck, forget_luck, luck_of, size_of_kept, uniform_of
from simulator.engine.measures import LEDGER_CAUSES
from simulator.engine.normal import normal_quantile
from simulator.engine.outcome import Outcome
from simulator.engine.parameters import Parameters
from simulator.engine.replicas import CHANGES, STANDING, Replicas, difference, figures, joined, parts, replicate
from simulator.engine.sampling import frequencies
from simulator.engine.single import single
from tests.engine.strategies import Values, parameter_values

VOTES_AND_CHECKS: Values = {
    "reliability.copies": 5, "reliability.check_rate": 0.5, "overseer.assistance": 0.3, "reliability.refinement": 0.2,
}  # fmt: skip
CASES: dict[str, Values] = {
    "default": {},
    "votes and checks": VOTES_AND_CHECKS,
    "checks alone": {"reliability.check_rate": 0.5, "reliability.false_alarm": 0.1},
    "both kinds": {"task.decomposable": 0.7, "overseer.grounding": 0.5},
    "deep and wide": {"task.max_depth": 20, "task.branching": 10, "amplify.levels": 4, "reliability.copies": 3},
    "few questions": {"distill.examples": 10, "run.rounds": 3},
}


def luck(numbers: np.random.Generator, shape: tuple[int, ...]) -> Luck:
    return Luck.of(np.maximum(numbers.random(shape), 2.0**-54))


def columns(of: Replicas) -> dict[str, np.ndarray[Any, Any]]:
    return {name: getattr(of, name) for name in STANDING + CHANGES}


def assert_same_columns(one: Replicas, other: Replicas, count: int) -> None:
    for name, column in columns(one).items():
        np.testing.assert_array_equal(column[:, :count], getattr(other, name)[:, :count], err_msg=name)


# --- sampling is exact -------------------------------------------------------------------------------------------


def test_normal_quantiles_agree_with_a_library_to_the_last_digits() -> None:
    tails = 10.0 ** -np.linspace(1, 16, 300)
    u = np.concatenate([np.linspace(1e-6, 1 - 1e-6, 20_001), tails, 1 - tails[:-10]])
    np.testing.assert_allclose(normal_quantile(u), special.ndtri(u), rtol=1e-14, atol=1e-15)


@pytest.mark.parametrize("n", [10, 25, 100, 2000, 100_000])
def test_binomial_quantiles_are_the_smallest_counts_that_reach_the_rank(n: int) -> None:
    numbers = np.random.default_rng(n)
    many = 40_000
    tiny = 10.0 ** -numbers.uniform(0, 7, many // 4)
    share = np.concatenate([numbers.random(many // 2), tiny, 1 - tiny])
    uniform = numbers.random(many)
    uniform[::8] = 10.0 ** -numbers.uniform(0, 9, many // 8)
    uniform[4::8] = 1 - 10.0 ** -numbers.uniform(0, 9, many // 8)
    k = binomial_quantile(float(n), share, 1 - share, Luck.of(uniform))
    assert ((k == np.rint(k)) & (k >= 0) & (k <= n)).all()
    reached, before = stats.binom.cdf(k, n, share), np.where(k > 0, stats.binom.cdf(k - 1, n, share), 0.0)
    rounding = 1e-9 * uniform + 1e-12
    assert (reached >= uniform - rounding).all()
    assert (before < uniform + rounding).all()


@given(
    n=st.integers(1, 100_000),
    share=st.floats(0, 1) | st.floats(0, 1e-3),
    u=st.floats(2.0**-54, 1 - 2.0**-53),
)
@settings(max_examples=200)
def test_any_binomial_quantile_is_right(n: int, share: float, u: float) -> None:
    uniform = np.array([u])
    rank = Luck.of(uniform)
    k = int(binomial_quantile(float(n), np.array([share]), np.array([1 - share]), rank)[0])
    assert 0 <= k <= n
    assert stats.binom.cdf(k, n, share) >= u - 1e-9 * u - 1e-12
    assert k == 0 or stats.binom.cdf(k - 1, n, share) < u + 1e-9 * u + 1e-12


def test_the_expansion_is_never_further_off_than_it_says() -> None:
    """Its error is known at every step of the distribution: there the rank of the count is exact."""
    steps, worst = 0, 0.0
    for n in (20, 24, 30, 50, 100, 700, 2000, 20_000, 100_000):
        for s in (*np.geomspace(5.2 / n, 0.5, 60), 0.499):
            mean, variance = n * s, n * s * (1 - s)
            if variance < EXPANDED_FROM or s > 0.5:
                continue
            around = 5.2 * np.sqrt(variance)
            k = np.arange(max(0, int(mean - around)), min(n - 1, int(mean + around)) + 1.0)
            below, above = stats.binom.cdf(k, n, s), stats.binom.sf(k, n, s)
            z = np.where(below < 0.5, special.ndtri(below), -special.ndtri(above))
            k, z = k[np.abs(z) <= EXPANDED_TO], z[np.abs(z) <= EXPANDED_TO]
            every = np.ones_like(z)
            edge, margin = expanded(mean * every, variance * every, (1 - 2 * s) * every, z, polynomials(z))
            off = np.abs(edge - 0.5 - k)
            worst = max(worst, float((off / margin).max()))
            assert off.max() < 0.5, (n, s)
            steps += len(k)
    assert steps > 40_000
    assert 0.5 < worst < 0.8


@pytest.mark.parametrize("n", [20, 700, 100_000])
def test_the_looked_up_distribution_has_nine_digits(n: int) -> None:
    for s in np.geomspace(5.5 / n, 0.5, 25):
        k = np.unique(np.clip(np.rint(stats.binom.ppf(np.linspace(1e-6, 1 - 1e-6, 30), n, s)), 0, n))
        every = np.ones_like(k)
        np.testing.assert_allclose(binomial_cdf(k, n * every, s * every), stats.binom.cdf(k, n, s), rtol=1e-9)


@pytest.mark.parametrize(
    ("examples", "triple"),
    [(10, (0.6, 0.3, 0.1)), (60, (0.95, 0.04, 0.01)), (2000, (0.9, 0.08, 0.02)), (100_000, (0.4999, 0.5, 1e-4))],
)
def test_samples_follow_the_multinomial_law_of_numpy(examples: int, triple: tuple[float, float, float]) -> None:
    many = 40_000
    numbers = np.random.default_rng(examples)
    answers = Outcome(np.repeat(np.array(triple)[:, np.newaxis], many, axis=1))
    ours = np.rint(frequencies(answers, examples, luck(numbers, (2, many))).shares * examples)
    assert (ours.sum(axis=0) == examples).all()
    theirs = numbers.multinomial(examples, triple, size=many).T
    for one, other in ((0, 2), (1, 2)):
        edges = [np.unique(np.quantile(theirs[i], np.linspace(0, 1, 9)[1:-1])) for i in (one, other)]
        cells = [
            np.searchsorted(edges[0], sample[one]) * 10 + np.searchsorted(edges[1], sample[other])
            for sample in (ours, theirs)
        ]
        counts = np.array([np.bincount(cell, minlength=100) for cell in cells])
        assert stats.chi2_contingency(counts[:, counts.sum(axis=0) > 20]).pvalue > 1e-4
    share = np.array(triple)
    covariance = examples * (np.diag(share) - np.outer(share, share))
    spread = np.sqrt(np.diag(covariance))
    unit = np.outer(spread, spread)
    np.testing.assert_allclose(np.cov(ours) / unit, covariance / unit, atol=0.05)


def test_counts_move_steadily_with_the_shares() -> None:
    """The same luck at a slightly larger share gives the same count or a larger one, never a smaller one."""
    numbers = np.random.default_rng(3)
    uniform = luck(numbers, (4000,))
    before = np.zeros(4000)
    for share in np.linspace(0, 1, 301):
        counts = binomial_quantile(2000.0, np.full(4000, share), np.full(4000, 1 - share), uniform)
        assert (counts >= before).all(), share
        before = counts
    assert (before == 2000).all()


# --- luck has names ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("case", CASES)
def test_a_replica_does_not_depend_on_how_many_run_beside_it(case: str) -> None:
    p = Parameters.of(CASES[case])
    many = replicate(p, 750)
    assert many.count == 750
    for count in (1, 100, 250, 501):
        assert_same_columns(replicate(p, count), many, count)


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("number", [0, 99, 100, 617])
def test_a_single_replica_is_its_column_in_a_thousand_to_the_last_bit(case: str, number: int) -> None:
    p = Parameters.of(CASES[case])
    alone, many = single(p, number), replicate(p, 1000)
    for name, column in columns(many).items():
        np.testing.assert_array_equal(getattr(alone, name), column[:, number], err_msg=name)


def test_blocks_in_any_order_and_any_company_are_the_same() -> None:
    for case in CASES.values():
        p = Parameters.of({**case, "run.rounds": 3})
        together = replicate(p, 5 * BLOCK)
        for block in (4, 0, 2):
            some = range(block, block + 1)
            by_itself = figures(p, some, play(p, some))
            for name, column in columns(by_itself).items():
                expected = getattr(together, name)[:, block * BLOCK : (block + 1) * BLOCK]
                np.testing.assert_array_equal(column, expected, err_msg=name)


def test_rounds_before_a_change_stay_as_they_were() -> None:
    short, long = (replicate(Parameters.of({"run.rounds": rounds}), 200) for rounds in (4, 9))
    for name, column in columns(short).items():
        np.testing.assert_array_equal(column, getattr(long, name)[: len(column)], err_msg=name)


def test_the_luck_of_a_depth_does_not_depend_on_how_many_follow() -> None:
    np.testing.assert_array_equal(uniform_of(1, 3, 2, 0, 12), uniform_of(1, 3, 2, 0, 20)[..., :13])


def test_luck_is_kept_of_one_seed_at_a_time() -> None:
    forget_luck()
    for seed in range(5):
        for number in range(3):
            luck_of(seed, range(1), number, 0, 4)
    assert size_of_kept() == 3 * luck_of(4, range(1), 1, 0, 4).size
    assert luck_of(4, range(1), 1, 0, 4) is luck_of(4, range(1), 1, 0, 4)


def test_luck_of_a_depth_that_is_not_asked_for_any_more_is_given_back() -> None:
    forget_luck()

    def go_through(deepest: int) -> int:
        return sum(luck_of(1, range(1), number, 0, deepest).size for number in (1, 2))

    a, b = go_through(4), go_through(9)
    for _ in range(3):  # A and B in turn
        go_through(4)
        go_through(9)
        assert size_of_kept() == a + b
    go_through(9)
    go_through(9)
    assert size_of_kept() == b


def test_luck_of_two_depths_is_kept_and_no_more_of_it_than_has_room() -> None:
    forget_luck()
    first = [luck_of(1, range(10), 1, 0, deepest) for deepest in (12, 20)]
    for number in range(2, 40):
        for deepest in (12, 20):
            luck_of(1, range(10), number, 0, deepest)
    assert MOST_KEPT < size_of_kept() <= 2 * MOST_KEPT
    assert all(luck_of(1, range(10), 1, 0, deepest) is luck for deepest, luck in zip((12, 20), first, strict=True))
    last = luck_of(1, range(10), 39, 0, 20)
    assert last is not luck_of(1, range(10), 39, 0, 20)
    np.testing.assert_array_equal(last.uniform, luck_of(1, range(10), 39, 0, 20).uniform)
    forget_luck()
    assert not size_of_kept()


def test_the_luck_of_blocks_is_that_of_each_one_after_another() -> None:
    together = luck_of(1, range(2, 4), 5, 1, 7)
    alone = [luck_of(1, range(block, block + 1), 5, 1, 7) for block in (2, 3)]
    for name, axis in (("uniform", 1), ("normal", 1), ("polynomials", 2)):
        each = [getattr(luck, name) for luck in alone]
        np.testing.assert_array_equal(getattr(together, name), np.concatenate(each, axis=axis))
        assert not getattr(together, name).flags.writeable


@pytest.mark.parametrize("other", [(2, 3, 2, 0), (1, 4, 2, 0), (1, 3, 1, 0), (1, 3, 2, 1)])
def test_every_part_of_the_name_of_luck_counts(other: tuple[int, int, int, int]) -> None:
    one, two = uniform_of(1, 3, 2, 0, 12), uniform_of(*other, 12)
    assert not np.any(one == two)
    assert abs(np.corrcoef(one.ravel(), two.ravel())[0, 1]) < 0.08


def test_another_seed_gives_other_replicas() -> None:
    one, two = (replicate(Parameters.of({"run.seed": seed, "run.rounds": 2}), 100) for seed in (1, 2))
    assert (one.capability[1:] != two.capability[1:]).all()


# --- the law of a whole run --------------------------------------------------------------------------------------


def test_first_round_frequencies_have_the_spread_of_a_multinomial() -> None:
    """With everything after the sample switched off, the student of round 1 is the sample."""
    p = Parameters.of({
        "run.rounds": 1, "distill.fidelity": 1.0, "distill.capacity": 24.0, "distill.softness": 0.1,
        "distill.drift": 0.0, "distill.labels_per_question": 1, "distill.examples": 400, "task.max_depth": 6,
    })  # fmt: skip
    found, exact = replicate(p, 8000), run(p)
    teacher = exact.transitions[0].amplified.teacher
    for name, shares in (("correct", teacher.correct[0]), ("misaligned", teacher.misaligned[0])):
        sample = getattr(found, name)[1]
        spread = np.sqrt(shares * (1 - shares) / 400)
        assert (np.abs(sample.mean(axis=0) - shares) < 4.5 * spread / np.sqrt(8000)).all()
        np.testing.assert_allclose(sample.var(axis=0), spread**2, rtol=0.1)
    product = ((found.correct[1] - teacher.correct[0]) * (found.misaligned[1] - teacher.misaligned[0])).mean(axis=0)
    expected = -teacher.correct[0] * teacher.misaligned[0] / 400
    noise = np.sqrt(teacher.correct[0] * teacher.misaligned[0]) / 400
    assert (np.abs(product - expected) < 4.5 * noise / np.sqrt(8000)).all()
    across = np.corrcoef(found.correct[1].T)  # depths are drawn independently
    assert np.abs(across - np.eye(len(across))).max() < 4.5 / np.sqrt(8000)


@pytest.mark.parametrize("case", ["default", "votes and checks", "both kinds"])
def test_the_mean_of_replicas_tends_to_the_effective_model(case: str) -> None:
    off = {}
    for examples in (100, 100_000):
        p = Parameters.of({**CASES[case], "distill.examples": examples, "run.rounds": 6})
        exact, found = run(p), replicate(p, 500)
        for name in ("capability", "misalignment"):
            mean, expected = found.mean(name), getattr(exact, name)
            off[name, examples] = float(np.abs(mean - expected).max())
            if examples == 100_000:  # what is left is the noise of 500 replicas
                noise = getattr(found, name).std(axis=1) / np.sqrt(500)
                assert (np.abs(mean - expected)[1:] < 4.5 * noise[1:]).all()
                assert off[name, examples] < 3e-4
                assert off[name, examples] < off[name, 100] / 10


def test_the_band_narrows_with_the_square_root_of_the_questions() -> None:
    widths = []
    for examples in (1000, 100_000):
        band = replicate(Parameters.of({"distill.examples": examples, "run.rounds": 3}), 1000).band("capability")
        widths.append(band[2, 3] - band[0, 3])
    assert widths[0] / widths[1] == pytest.approx(10, rel=0.15)


@given(values=parameter_values({"distill.examples": st.sampled_from((10, 37, 2000))}, last_round=3))
@settings(max_examples=25)
def test_replicas_of_any_parameters_are_shares(values: Values) -> None:
    found = replicate(Parameters.of(values), 3)
    total = found.correct + found.error + found.misaligned
    np.testing.assert_allclose(total, 1.0, atol=1e-12)
    for name in STANDING:
        if name == "horizon":
            continue
        column = getattr(found, name)
        assert column.min() >= 0.0, name
        assert column.max() <= 1.0 + 1e-12, name
    assert found.horizon.min() >= 0.0
    assert found.horizon.max() <= values["task.max_depth"]


# --- limit cases -------------------------------------------------------------------------------------------------


def test_ten_questions_give_tenths() -> None:
    p = Parameters.of({
        "distill.examples": 10, "run.rounds": 1, "distill.fidelity": 1.0, "distill.capacity": 24.0,
        "distill.softness": 0.1, "distill.drift": 0.0, "distill.labels_per_question": 1,
    })  # fmt: skip
    found = replicate(p, 500)
    tenths = found.correct[1] * 10
    np.testing.assert_allclose(tenths, np.rint(tenths), atol=1e-9)
    assert len(np.unique(np.rint(tenths))) == 11


def test_where_nothing_is_misaligned_luck_brings_nothing() -> None:
    p = Parameters.of({"start.misalignment": 0.0, "overseer.consistency": 0.0, "distill.drift": 0.0})
    found = replicate(p, 200)
    assert not found.misaligned.any()
    assert found.correct[-1].std() > 0.0


def test_a_student_that_keeps_nothing_has_no_luck() -> None:
    found = replicate(Parameters.of({"distill.fidelity": 0.0, "run.rounds": 4}), 200)
    assert (found.error[1:] == 1.0).all()
    assert not found.horizon[1:].any()


def test_round_0_is_the_start_for_all() -> None:
    p = Parameters()
    found, exact = replicate(p, 120), run(p)
    for name in STANDING:
        column = getattr(found, name)[0]
        np.testing.assert_allclose(column, np.broadcast_to(getattr(exact, name)[0], column.shape), atol=1e-15)


@pytest.mark.parametrize("case", CASES)
def test_what_luck_does_not_touch_is_that_of_the_effective_model(case: str) -> None:
    attack: Values = {"security.reviewers": 2, "security.reintroduced": 0.01, "security.attack_share": 0.3}
    p = Parameters.of(CASES[case] | attack)
    found, exact = replicate(p, 20), run(p)
    for name in ("prevalence", "attack_success"):
        alike = np.repeat(getattr(exact, name)[:, np.newaxis], 20, axis=1)
        np.testing.assert_allclose(getattr(found, name), alike, rtol=1e-14)
    share, success = 0.3, found.attack_success
    expected = (1 - share) * found.misalignment + share * (success + (1 - success) * found.misalignment)
    np.testing.assert_allclose(found.exposed_misalignment, expected, rtol=1e-13)
    # Before the first sample all replicas are the model, so the first round's figures are its own.
    for name in ("teacher_horizon", "reproduction", "model_calls", "overseer_steps"):
        np.testing.assert_allclose(getattr(found, name)[0], getattr(exact, name)[0], rtol=1e-12)


# --- one replica -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("case", CASES)
def test_the_ledgers_of_a_replica_sum_to_its_change(case: str) -> None:
    found = single(Parameters.of(CASES[case]), 7)
    np.testing.assert_allclose(found.ledger.sum(axis=-1), np.diff(found.misalignment), atol=1e-12)
    np.testing.assert_allclose(found.ledger_capability.sum(axis=-1), np.diff(found.capability), atol=1e-12)


def test_the_luck_of_the_sample_is_with_the_labels_in_the_ledger() -> None:
    p = Parameters.of({"reliability.refinement": 0.0, "distill.drift": 0.0, "distill.examples": 100})
    one, exact = single(p, 3), run(p)
    names = LEDGER_CAUSES
    unused = [names.index(cause) for cause in ("amplification_drift", "assistants", "voting", "checking",
                                               "distillation_drift", "refinement")]  # fmt: skip
    np.testing.assert_allclose(one.ledger[:, unused], 0.0, atol=1e-15)
    first, labels = slice(0, 1), names.index("label_averaging")
    np.testing.assert_allclose(one.ledger[first, :labels], exact.ledger[first, :labels], atol=1e-15)
    assert abs(one.ledger[0, labels] - exact.ledger[0, labels]) > 1e-4


def test_a_single_replica_reads_like_a_run() -> None:
    found = single(Parameters.of({"run.rounds": 3}), 250)
    assert [one.round for one in found.rounds] == [0, 1, 2, 3]
    assert found.last == 3
    for transition, following in zip(found.transitions, found.transitions[1:], strict=False):
        np.testing.assert_array_equal(transition.student.shares, following.model.shares)
    mixed = found.transitions[1].student.mixed(1.0)
    np.testing.assert_array_equal(mixed.correct[0], found.correct[2])


@pytest.mark.parametrize("case", ["default", "votes and checks", "checks alone", "deep and wide"])
def test_where_all_questions_decompose_one_kind_gives_the_same_figures_as_two(case: str) -> None:
    p, some = Parameters.of(CASES[case]), range(2)
    one, two = play(p, some), play(p, some, kinds=2)
    assert one.mixed[-1].shares.shape == two.mixed[-1].shares.shape
    assert (one.transitions[0].student.shares.shape[-2], two.transitions[0].student.shares.shape[-2]) == (1, 2)
    for name, column in columns(figures(p, some, one)).items():
        np.testing.assert_array_equal(column, getattr(figures(p, some, two), name), err_msg=name)


def test_where_some_questions_do_not_decompose_both_kinds_are_played() -> None:
    played = play(Parameters.of(CASES["both kinds"]), range(1))
    assert played.transitions[0].student.shares.shape[-2] == 2


# --- the figures that charts draw --------------------------------------------------------------------------------


@pytest.mark.parametrize("case", CASES)
def test_courses_are_the_columns_of_replicas(case: str) -> None:
    p = Parameters.of(CASES[case])
    *_, found = courses(p, 750)
    many = replicate(p, 750)
    assert found.count == 750
    for name in FIGURES:
        np.testing.assert_array_equal(getattr(found, name), getattr(many, name), err_msg=name)
        np.testing.assert_array_equal(found.band(name), many.band(name), err_msg=name)


def test_courses_of_many_long_rounds_keep_no_more_of_a_round_than_their_figures() -> None:
    """Else all transitions of all rounds were there at once: 120 MB beside the luck."""
    p = Parameters.of({"run.rounds": 60, "task.max_depth": 20, "task.decomposable": 0.5})
    forget_luck()
    tracemalloc.start()
    try:
        for _ in courses(p, 700):
            pass
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert most - size_of_kept() < 25 * 2**20


@pytest.mark.parametrize(
    ("count", "growing"), [(1, [1]), (200, [200]), (201, [200, 201]), (1000, [200, 700, 1000]), (700, [200, 700])]
)
def test_courses_grow_from_a_first_few_hundred(count: int, growing: list[int]) -> None:
    assert [some.count for some in courses(Parameters.of({"run.rounds": 1}), count)] == growing


def test_there_are_no_courses_of_no_replicas() -> None:
    with pytest.raises(ValueError, match="at least one"):
        courses(Parameters(), 0)


# --- pieces, bands, records --------------------------------------------------------------------------------------


def test_pieces_come_when_they_are_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    played = []
    original = play

    def counted(p: Parameters, blocks: range) -> Any:
        played.append(blocks)
        return original(p, blocks)

    monkeypatch.setattr("simulator.engine.replicas.play", counted)
    coming = parts(Parameters.of({"run.rounds": 1}), 1250)
    assert not played
    piece = next(coming)
    assert len(played) == 1
    assert (piece.first, piece.count) == (0, 500)
    rest = list(coming)
    assert [(piece.first, piece.count) for piece in rest] == [(500, 500), (1000, 250)]
    assert joined([piece, *rest]).count == 1250


def test_pieces_that_do_not_follow_each_other_are_not_joined() -> None:
    pieces = list(parts(Parameters.of({"run.rounds": 1}), 1000))
    with pytest.raises(ValueError, match="follow"):
        joined(pieces[::-1])


@pytest.mark.parametrize("count", [0, -3])
def test_there_is_at_least_one_replica(count: int) -> None:
    with pytest.raises(ValueError, match="at least one"):
        parts(Parameters(), count)
    with pytest.raises(ValueError, match="counted from 0"):
        single(Parameters(), -1)


def test_without_a_count_the_parameters_say_how_many() -> None:
    assert replicate(Parameters.of({"run.replicas": 17, "run.rounds": 1})).count == 17


@given(data=st.data())
@settings(max_examples=30)
def test_quantiles_are_those_of_numpy(data: st.DataObject) -> None:
    shape = (data.draw(st.integers(1, 4)), data.draw(st.integers(1, 40)), *data.draw(st.sampled_from(((), (3,)))))
    values = np.random.default_rng(data.draw(st.integers(0, 99))).random(shape)
    np.testing.assert_allclose(quantiles(values), np.quantile(values, [0.05, 0.5, 0.95], axis=1), rtol=1e-13)


def test_bands_of_infinite_figures_are_infinite() -> None:
    assert quantiles(np.full((1, 5), np.inf)).tolist() == [[np.inf]] * 3


def test_no_array_of_replicas_can_be_written_to() -> None:
    for count in (100, 130, 1000):
        found = replicate(Parameters.of({"run.rounds": 2}), count)
        for name, column in columns(found).items():
            assert not column.flags.writeable, name
    with pytest.raises(dataclasses.FrozenInstanceError):
        found.horizon = found.capability  # type: ignore[misc]
    one = single(Parameters.of({"run.rounds": 2}), 3)
    for name in STANDING + CHANGES + ("ledger", "ledger_capability"):
        assert not getattr(one, name).flags.writeable, name


# --- comparisons -------------------------------------------------------------------------------------------------


def test_differences_with_common_luck_have_a_narrower_band() -> None:
    """Overseer quality .95 against .96: the difference in misalignment is known 8 to 28 times better."""
    a, b = Parameters(), Parameters.of({"overseer.quality": 0.96})
    one = replicate(a, 1000)
    common = quantiles(difference(replicate(b, 1000), one, "misalignment"))
    independent = quantiles(replicate(b.with_({"run.seed": 2}), 1000).misalignment - one.misalignment)
    widths = [band[2] - band[0] for band in (common, independent)]
    ratio = widths[1][1:] / widths[0][1:]
    assert (ratio > 6.0).all()
    assert np.median(ratio) > 10.0


def test_only_the_same_replicas_share_their_luck() -> None:
    p = Parameters.of({"run.rounds": 2})
    one = replicate(p, 100)
    with pytest.raises(ValueError, match="share their luck"):
        difference(one, replicate(p, 101), "horizon")
    with pytest.raises(ValueError, match="share their luck"):
        difference(one, replicate(p.with_({"run.seed": 9}), 100), "horizon")
    longer = replicate(p.with_({"run.rounds": 5}), 100)
    assert difference(one, longer, "horizon").tolist() == np.zeros((3, 100)).tolist()
