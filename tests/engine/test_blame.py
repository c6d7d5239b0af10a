""" "Why?": every wrong answer is led back to its origin, and origins are as frequent as the closed form says."""

from __future__ import annotations

import string
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from simulator.engine import blame
from simulator.engine.blame import (
    CAUSES,
    SENTENCES,
    Reason,
    expected_origins,
    origins,
    origins_by_round,
    tally,
    trace,
    why,
)
from simulator.engine.forest import CLOSED, Forest, TooManyNodes, opened, questions, sub_answers
from simulator.engine.iterate import Run, run
from simulator.engine.parameters import Parameters
from simulator.engine.tree import KINDS, Node, question, unfold
from tests.engine.test_tree_frequencies import IMPOSSIBLE_LUCK, SEEDS, Blame, gathered, random_parameters
from tests.engine.tree_cases import BUSY, parameters

COHERENT = ("start", "distillation_drift", "amplification_drift", "blind_spot", "assistant")
INCOHERENT = ("start", "slip", "forgetting", "no_majority", "abstained")


def check_reasons(run_: Run, node: Node) -> tuple[Reason, ...]:
    """Does the walk lead from the node to an origin, each step being a reason for the one before?"""
    reasons = why(run_, node)
    assert (reasons == ()) == (node.outcome == "correct")
    for above, below in pairwise(reasons):
        assert above.cause == "sub_answer"
        assert above.asked is not None
        assert below.node == above.asked.child
        assert below.unfolding == unfold(run_, below.node)
        assert above.node.outcome == "error" or below.node.outcome == "misaligned"
    if reasons:
        assert reasons[0].node == node
        end = reasons[-1]
        assert end.cause in (COHERENT if end.node.outcome == "misaligned" else INCOHERENT)
        assert (end.cause == "start") == (end.node.round == 0)
    return reasons


@settings(deadline=None, max_examples=40)
@given(parameters, st.integers(0, 2**63 - 1), st.integers(0, 6), st.integers(0, 3))
def test_every_walk_ends_at_an_origin(p: Parameters, seed: int, depth: int, round_: int) -> None:
    run_ = run(p.with_({"run.seed": seed}))
    for number in range(5):
        check_reasons(run_, question(run_, min(round_, run_.last), min(depth, p.task.max_depth), number))


def test_every_step_is_said_in_a_sentence_of_its_own() -> None:
    run_, said = run(Parameters.of(BUSY)), set()
    for number in range(600):
        for reason in check_reasons(run_, question(run_, number % 4, 1 + number % 4, number)):
            said.add(reason.step)
            template = SENTENCES[reason.step]
            asked_for = {name for _, name, _, _ in string.Formatter().parse(template) if name}
            assert asked_for <= set(reason.facts)
            assert reason.sentence == template.format(**reason.facts)
            if reason.step in ("copies_disagreed", "labels_disagreed"):
                assert reason.facts["right"] == 1
            if "part" in asked_for:
                assert reason.ask is not None
                assert reason.facts["part"] == reason.ask + 1
    assert said == set(SENTENCES)
    assert len(set(SENTENCES.values())) == len(SENTENCES)


def test_a_path_of_sixty_rounds_is_walked_to_the_start() -> None:
    """An atomic question with a misaligned start and nothing that could go wrong later."""
    values = {"run.rounds": 60, "task.decomposable": 0.0, "start.misalignment": 1.0, "amplify.levels": 4}
    run_ = run(Parameters.of({**values, "distill.fidelity": 1.0}))
    reasons = why(run_, question(run_, 60, 2))
    assert len(reasons) == 60 * 4 + 1
    assert reasons[-1].cause == "start"
    assert {reason.node.kind for reason in reasons} == {KINDS[1]}
    assert {reason.step for reason in reasons[:-1]} == {"same_question"}
    assert reasons[-1].sentence == "The first model was misaligned on this question of depth 2 from the start."
    forest = questions(run_, 60, 2)
    assert [(CAUSES[o.cause[0]], o.round[0]) for o in origins(forest)] == [("start", 0)]


# ---- many answers -----------------------------------------------------------------------------------------------


def same_origins(forest: Forest) -> None:
    """Do all walks at once end where each one ends by itself?"""
    for number, found in enumerate(origins(forest)):
        for index, (cause, round_) in enumerate(zip(found.cause, found.round, strict=True)):
            node = forest.node(number, index)
            if node.outcome == "correct":
                assert cause == CLOSED
            else:
                end = why(forest.run, node)[-1]
                assert (CAUSES[cause], round_) == (end.cause, end.node.round)


@settings(deadline=None, max_examples=40)
@given(parameters, st.integers(0, 2**63 - 1), st.integers(0, 6), st.integers(0, 3), st.integers(0, 3))
def test_origins_of_a_forest_are_those_of_its_nodes(
    p: Parameters, seed: int, depth: int, round_: int, levels: int
) -> None:
    run_ = run(p.with_({"run.seed": seed}))
    forest = questions(run_, min(round_, run_.last), min(depth, p.task.max_depth), 3)
    try:
        forest = forest.unfolded(levels, most=200)
    except TooManyNodes:
        forest = forest.unfolded(1)
    same_origins(forest)


@settings(deadline=None, max_examples=40)
@given(parameters, st.integers(0, 2**63 - 1), st.integers(0, 6), st.integers(0, 3))
def test_origins_found_a_level_at_a_time_are_the_same(p: Parameters, seed: int, depth: int, round_: int) -> None:
    run_ = run(p.with_({"run.seed": seed}))
    forest = questions(run_, min(round_, run_.last), min(depth, p.task.max_depth), 20)
    walk, steps = trace(run_, forest.levels[0]), 0
    while True:
        try:
            next(walk)
        except StopIteration as end:
            found = end.value
            break
        steps += 1
    (wanted,) = origins(forest)
    assert np.array_equal(found.cause, wanted.cause)
    assert np.array_equal(found.round, wanted.round)
    assert steps <= max(round_, 0) * p.amplify.levels + 1


@pytest.mark.parametrize("levels", [0, 2, None])
def test_origins_do_not_depend_on_how_far_trees_are_unfolded(levels: int | None) -> None:
    run_ = run(Parameters.of(BUSY))
    same_origins(questions(run_, 3, 4, 15).unfolded(levels))


def test_origins_of_a_tree_that_is_open_in_places() -> None:
    run_ = run(Parameters.of(BUSY))
    roots = questions(run_, 3, 4, 60)
    top = opened(run_, roots.levels[0], np.arange(60) % 3 > 0)
    middle = sub_answers(run_, top)
    middle = opened(run_, middle, np.arange(len(middle)) % 2 > 0)
    forest = Forest(
        run=run_, prefix=roots.prefix, numbers=roots.numbers, levels=(top, middle, sub_answers(run_, middle))
    )
    assert 0 < top.is_open.sum() < len(top)
    same_origins(forest)


def test_a_tally_counts_wrong_answers_by_outcome_cause_and_round() -> None:
    run_ = run(Parameters.of(BUSY))
    forest = questions(run_, 3, 4, 300)
    counts = tally(run_, forest.levels[0], origins(forest)[0])
    expected = np.zeros_like(counts)
    for number in range(300):
        node = forest.node(0, number)
        if node.outcome != "correct":
            end = why(run_, node)[-1]
            expected[int(node.outcome == "misaligned"), CAUSES.index(end.cause), end.node.round] += 1
    assert counts.shape == (2, len(CAUSES), 4)
    assert np.array_equal(counts, expected)


# ---- all answers, in closed form ----------------------------------------------------------------------------------


@settings(deadline=None, max_examples=80)
@given(parameters)
def test_expected_origins_sum_to_the_shares_of_the_run(p: Parameters) -> None:
    run_ = run(p)
    expected = expected_origins(run_)
    assert np.all(expected >= 0.0)
    for outcome, shares in enumerate((run_.error, run_.misaligned)):
        assert np.max(np.abs(expected[:, outcome].sum(axis=(-2, -1)) - shares)) <= 1e-12
    for round_ in range(run_.last + 1):
        assert not expected[round_, ..., round_ + 1 :].any(), "an error has no origin in the future"
    start = CAUSES.index("start")
    assert not expected[..., start, 1:].any()
    assert not np.delete(expected, start, axis=-2)[..., 0].any()


def test_expected_origins_up_to_a_round_are_those_of_the_whole_run() -> None:
    run_ = run(Parameters.of({**BUSY, "run.rounds": 6}))
    assert np.array_equal(expected_origins(run_, 4), expected_origins(run_)[:5, ..., :5])
    assert expected_origins(run_, 0).shape == (1, 2, 5, len(CAUSES), 1)


@pytest.mark.parametrize("numbers", [1, 1500, 3000])
def test_expected_origins_do_not_depend_on_how_many_rounds_are_looked_at_at_once(
    numbers: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    run_ = run(Parameters.of({**BUSY, "run.rounds": 6}))
    whole, parts = expected_origins(run_), len(list(origins_by_round(run_)))
    monkeypatch.setattr(blame, "_NUMBERS_AT_ONCE", numbers)
    assert np.array_equal(expected_origins(run_), whole)
    assert np.array_equal(expected_origins(run_, 5), whole[:6, ..., :6])
    assert len(list(origins_by_round(run_))) > parts, "more parts"


@pytest.mark.parametrize("seed", SEEDS)
def test_expected_origins_are_those_that_a_listing_of_all_ways_gives(seed: int) -> None:
    run_ = run(random_parameters(seed))
    expected, listed, share = expected_origins(run_), Blame(run_), run_.parameters.task.decomposable
    for round_ in range(run_.last + 1):
        for depth in range(run_.parameters.task.max_depth + 1):
            for outcome, name in enumerate(("error", "misaligned")):
                law = gathered(
                    (cause, weight * chance)
                    for kind, weight in ((0, share), (1, 1.0 - share))
                    for cause, chance in listed.student(round_, kind, depth)[name].items()
                )
                one = np.zeros(expected.shape[-2:])
                for (cause, since), chance in law.items():
                    one[CAUSES.index(cause), since] = chance
                assert np.max(np.abs(expected[round_, outcome, depth] - one)) <= 1e-12


@pytest.mark.parametrize("seed", SEEDS)
def test_origins_are_as_frequent_as_expected(seed: int) -> None:
    run_ = run(random_parameters(seed))
    expected = expected_origins(run_)
    for round_, depth in ((3, 3), (2, 1), (1, 0)):
        forest = questions(run_, round_, depth, 40_000)
        counts = tally(run_, forest.levels[0], origins(forest)[0])
        for outcome in range(2):
            assert chance_of(counts[outcome], expected[round_, outcome, depth]) > IMPOSSIBLE_LUCK


def chance_of(counts: np.ndarray, law: np.ndarray) -> float:
    """The p-value of counts under a law that is not divided by its sum yet; rare ones are pooled."""
    assert not counts[law == 0.0].any()
    wanted = law / law.sum() * counts.sum()
    rare = wanted < 8.0
    seen, awaited = np.append(counts[~rare], counts[rare].sum()), np.append(wanted[~rare], wanted[rare].sum())
    keep = awaited > 0.0
    return float(stats.chisquare(seen[keep], awaited[keep]).pvalue)


@pytest.mark.parametrize("seed", SEEDS)
def test_origins_of_another_run_are_found_out(seed: int) -> None:
    """The closed form of a run whose overseer is worse by a twentieth."""
    truth = run(random_parameters(seed))
    wrong = run(truth.parameters.with_({"overseer.quality": truth.parameters.overseer.quality - 0.05}))
    forest = questions(truth, 3, 3, 150_000)
    counts = tally(truth, forest.levels[0], origins(forest)[0])
    assert chance_of(counts, expected_origins(wrong)[3, :, 3]) < IMPOSSIBLE_LUCK


def test_without_a_mechanism_it_is_never_to_blame() -> None:
    without: dict[str, dict[str, float]] = {
        "start": {"start.misalignment": 0.0}, "distillation_drift": {"distill.drift": 0.0},
        "amplification_drift": {"amplify.drift": 0.0}, "blind_spot": {"overseer.consistency": 0.0},
        "assistant": {"overseer.assistance": 0.0}, "slip": {"overseer.consistency": 1.0},
        "forgetting": {"distill.fidelity": 1.0, "distill.capacity": 24.0, "distill.softness": 0.1},
        "abstained": {"reliability.check_rate": 0.0},
        "no_majority": {"reliability.copies": 1, "distill.labels_per_question": 1},
    }  # fmt: skip
    assert set(without) == set(CAUSES)
    for cause, values in without.items():
        position = CAUSES.index(cause)
        assert expected_origins(run(Parameters.of(BUSY)))[:, :, :, position].sum() > 1e-3
        left = expected_origins(run(Parameters.of({**BUSY, **values})))
        left = left[:, 1] if cause == "start" else left  # honest errors of the start remain
        assert left[..., position, :].sum() < 1e-12, cause
