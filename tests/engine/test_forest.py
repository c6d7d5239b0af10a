"""Trees grown as arrays: node for node the trees that are drawn one by one, and what they weigh."""

from __future__ import annotations

import tracemalloc
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulator.engine.census import census, census_below, expected_nodes
from simulator.engine.forest import (
    CLOSED,
    Forest,
    Level,
    TooManyNodes,
    opened,
    questions,
    rooted_at,
    shown_number,
    sub_answers,
)
from simulator.engine.iterate import run
from simulator.engine.laws import LEARNINGS, MAKINGS
from simulator.engine.parameters import Parameters
from simulator.engine.tree import OUTCOMES, Committee, Node, question, unfold
from tests.engine.tree_cases import BUSY, parameters


def named(codes: np.ndarray) -> list[str]:
    return [OUTCOMES[code] for code in codes]


def same_committees(forest: Forest, number: int, expected: list[list[Committee]]) -> None:
    """All committees of the sub-answers of a level, last ones first, then attempt by attempt."""
    everyone = list(range(len(expected)))
    rounds: list[tuple[int | None, list[int], list[Committee]]] = [(None, everyone, [each[-1] for each in expected])]
    for number_of in range(max(map(len, expected))):
        these = [index for index, committees in enumerate(expected) if len(committees) > number_of]
        rounds.append((number_of, these, [expected[index][number_of] for index in these]))
    for attempt, these, committees in rounds:
        drawn = forest.committees(number, np.array(these), attempt)
        assert [tuple(named(votes)) for votes in drawn.votes] == [one.votes for one in committees]
        assert drawn.taken.tolist() == [one.taken for one in committees]
        assert drawn.checked.tolist() == [one.checked for one in committees]
        assert drawn.rejected.tolist() == [one.rejected for one in committees]
        assert named(drawn.winner) == [one.winner for one in committees]


def same_trees(forest: Forest, roots: list[Node]) -> int:
    """Is every node the one that `unfold` draws, with everything that belongs to it? Their number."""
    run_, nodes, count = forest.run, roots, 0
    for number, level in enumerate(forest.levels):
        assert [forest.node(number, index) for index in range(len(level))] == nodes
        assert [forest.place_of(node) for node in nodes] == [(number, index) for index in range(len(level))]
        count += len(nodes)
        if level.making is None or level.first is None:
            assert number == len(forest.levels) - 1
            break
        unfoldings = [unfold(run_, node) for node in nodes]
        assert np.diff(level.first).tolist() == [len(unfolding.asks) for unfolding in unfoldings]
        panels = forest.panel(number)
        for unfolding, making, votes in zip(unfoldings, level.making, panels, strict=True):
            assert unfolding.teacher is not None
            step = MAKINGS[making].step
            assert (unfolding.step is None) == (step is None)
            if unfolding.step and step:
                assert unfolding.step.event == step.event
                assert unfolding.step.assistant == (None if step.assistant is None else OUTCOMES[step.assistant])
                assert unfolding.step.panel == tuple(named(votes[votes != CLOSED]))
            assert unfolding.drifted == MAKINGS[making].drifted
        if level.learning is not None:
            labels = forest.labels(number)
            for unfolding, learning, drawn in zip(unfoldings, level.learning, labels, strict=True):
                distillation, way = unfolding.distillation, LEARNINGS[learning]
                assert distillation
                assert (distillation.memory, distillation.refined) == (way.memory, way.refined)
                assert distillation.labels == tuple(named(drawn))
        assert named(level.teacher) == [u.teacher.outcome for u in unfoldings if u.teacher]
        asks = [ask for unfolding in unfoldings for ask in unfolding.asks]
        if not asks:
            assert number == len(forest.levels) - 1
            break
        below = forest.levels[number + 1]
        assert named(below.answer) == [ask.outcome for ask in asks]
        assert below.steers.tolist() == [ask.steers for ask in asks]
        assert below.shared.tolist() == [ask.shared for ask in asks]
        assert below.retries.tolist() == [ask.retries for ask in asks]
        assert below.abstained.tolist() == [ask.abstained for ask in asks]
        same_committees(forest, number + 1, [list(ask.committees) for ask in asks])
        nodes = [ask.child for ask in asks]
    return count


@settings(deadline=None, max_examples=60)
@given(parameters, st.integers(0, 2**63 - 1), st.integers(0, 6), st.integers(0, 3))
def test_every_node_is_the_one_that_is_drawn_alone(p: Parameters, seed: int, depth: int, round_: int) -> None:
    run_ = run(p.with_({"run.seed": seed}))
    round_, depth = min(round_, run_.last), min(depth, p.task.max_depth)
    forest = questions(run_, round_, depth, 3, first=5)
    roots = [question(run_, round_, depth, number) for number in (5, 6, 7)]
    try:
        forest = forest.unfolded(most=250)
    except TooManyNodes:
        forest = forest.unfolded(2, most=10_000)
    same_trees(forest, roots)


@pytest.mark.parametrize(
    "more",
    [
        {},
        {"reliability.copies": 9, "overseer.panel": 9, "distill.labels_per_question": 15, "amplify.levels": 4},
        {"reliability.copies": 1, "overseer.panel": 1, "distill.labels_per_question": 1, "task.decomposable": 1.0},
        {"reliability.check_rate": 0.0, "task.decomposable": 0.0},
    ],
    ids=["every mechanism", "large committees", "single ones", "atomic and unchecked"],
)
def test_whole_trees_are_those_that_are_drawn_node_by_node(more: dict[str, float]) -> None:
    run_ = run(Parameters.of({**BUSY, **more}))
    forest = questions(run_, 3, 4, 12).unfolded()
    assert same_trees(forest, [question(run_, 3, 4, number) for number in range(12)]) == len(forest)


# ---- growing ----------------------------------------------------------------------------------------------------


def same_levels(one: Forest, other: Forest) -> None:
    assert len(one.levels) == len(other.levels)
    for a, b in zip(one.levels, other.levels, strict=True):
        assert (a.round, a.level) == (b.round, b.level)
        for name, array in arrays(a).items():
            assert np.array_equal(array, arrays(b)[name]), name
        assert arrays(a).keys() == arrays(b).keys()


def arrays(level: Level) -> dict[str, np.ndarray]:
    return {name: value for name in Level.__slots__ if isinstance(value := getattr(level, name), np.ndarray)}


def test_trees_do_not_depend_on_how_many_answers_are_drawn_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    run_ = run(Parameters.of(BUSY))
    whole = questions(run_, 3, 4, 100).unfolded()
    monkeypatch.setattr("simulator.engine.forest._AT_ONCE", 64)
    monkeypatch.setattr("simulator.engine.forest._LEAST_AT_ONCE", 16)
    same_levels(questions(run_, 3, 4, 100).unfolded(), whole)


def test_a_tree_does_not_depend_on_the_trees_beside_it() -> None:
    run_ = run(Parameters.of(BUSY))
    many = questions(run_, 3, 4, 30).unfolded()
    for number in (0, 7, 29):
        alone = questions(run_, 3, 4, 1, first=number).unfolded()
        for level, tree, lonely in zip(many.levels, many.trees(), alone.levels, strict=False):
            its = np.flatnonzero(tree == number)
            for name in ("key", "depth", "kind", "outcome", "way", "how", "retries", "abstained", "learning", "making"):
                one, other = getattr(level, name), getattr(lonely, name)
                assert (one is None) == (other is None)
                assert one is None or np.array_equal(one[its], other), name


def test_unfolding_twice_is_unfolding_further() -> None:
    run_ = run(Parameters.of(BUSY))
    forest = questions(run_, 3, 4, 10)
    assert [len(forest.unfolded(levels).levels) for levels in (0, 1, 2, 5)] == [1, 2, 3, 6]
    same_levels(forest.unfolded(1).unfolded(0).unfolded(2), forest.unfolded(3))
    same_levels(forest.unfolded(2).unfolded(), forest.unfolded())


def test_any_node_can_be_a_root() -> None:
    run_ = run(Parameters.of(BUSY))
    forest = questions(run_, 3, 4, 10).unfolded()
    for number in (1, 2, 3):
        first = forest.levels[number - 1].first
        assert first is not None
        index = int(np.flatnonzero(np.diff(first))[-1])
        siblings = [forest.node(number, child) for child in range(first[index], first[index + 1])]
        below = rooted_at(run_, siblings).unfolded()
        assert same_trees(below, siblings) == len(below)


def test_what_is_left_closed_has_nothing_below_it() -> None:
    run_ = run(Parameters.of(BUSY))
    roots = questions(run_, 3, 4, 200).levels[0]
    some = np.arange(200) % 3 == 1
    part, whole = opened(run_, roots, some), opened(run_, roots)
    for one, other in ((part.learning, whole.learning), (part.making, whole.making)):
        assert one is not None
        assert other is not None
        assert np.array_equal(one[some], other[some])
        assert np.all(one[~some] == CLOSED)
    assert np.array_equal(part.is_open, some)
    assert not roots.is_open.any()
    assert whole.is_open.all()
    assert part.first is not None
    assert not np.diff(part.first)[~some].any()
    below, all_below = sub_answers(run_, part), sub_answers(run_, whole)
    assert np.array_equal(below.key, all_below.key[some[all_below.parent]])
    assert np.array_equal(below.outcome, all_below.outcome[some[all_below.parent]])


def test_the_start_is_not_opened() -> None:
    run_ = run(Parameters.of(BUSY))
    forest = questions(run_, 0, 3, 5)
    assert len(forest.unfolded().levels) == 1
    level = opened(run_, forest.levels[0])
    assert not level.is_open.any()
    assert len(sub_answers(run_, level)) == 0


def test_arrays_cannot_be_written_to() -> None:
    for level in questions(run(Parameters.of(BUSY)), 3, 4, 3).unfolded().levels:
        for name, array in arrays(level).items():
            assert not array.flags.writeable, name


def test_parents_and_first_children_tell_the_same() -> None:
    forest = questions(run(Parameters.of(BUSY)), 3, 4, 40).unfolded()
    for (above, below), tree, lower in zip(
        pairwise(forest.levels), forest.trees(), list(forest.trees())[1:], strict=False
    ):
        assert above.first is not None
        assert (above.first[0], above.first[-1]) == (0, len(below))
        assert np.array_equal(np.repeat(np.arange(len(above)), np.diff(above.first)), below.parent)
        assert np.array_equal(tree[below.parent], lower)
        assert np.all(np.diff(lower) >= 0), "trees stand one after another"


# ---- sizes and refusals -----------------------------------------------------------------------------------------


def test_a_million_nodes_take_at_most_a_hundred_bytes_each() -> None:
    run_ = run(Parameters.of({"task.max_depth": 16, "run.rounds": 16}))
    trees = questions(run_, 16, 16, 8)
    tracemalloc.start()
    forest = trees.unfolded()
    kept, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert len(forest) == 8 * (2**17 - 1) > 1_000_000
    assert forest.nbytes <= kept
    assert kept / len(forest) <= 30
    assert most / len(forest) <= 100


def test_more_than_two_million_nodes_are_refused_and_the_number_named() -> None:
    run_ = run(Parameters.of({"task.max_depth": 20, "run.rounds": 20}))
    with pytest.raises(TooManyNodes, match="would have 2,097,151 nodes; at most 2,000,000 are unfolded"):
        questions(run_, 20, 20).unfolded()
    assert len(questions(run_, 20, 20).unfolded(15)) == 2**16 - 1
    with pytest.raises(TooManyNodes, match="at most 100 are"):
        questions(run_, 20, 20).unfolded(most=100)


@pytest.mark.parametrize(
    ("number", "shown"),
    [(8191.0, "8,191"), (8191.0000000001, "8,191"), (8191.4, "about 8,191"), (1.2345e15, "about 1.2e+15")],
)
def test_numbers_of_nodes_are_exact_where_they_can_be(number: float, shown: str) -> None:
    assert shown_number(number) == shown


def test_questions_outside_of_the_run_are_refused() -> None:
    run_ = run(Parameters())
    with pytest.raises(IndexError, match="round 13 of a run of 12"):
        questions(run_, 13, 3)
    with pytest.raises(ValueError, match="depth 13 is outside 0 to 12"):
        questions(run_, 1, 13)
    with pytest.raises(ValueError, match="draws are counted from 0"):
        questions(run_, 1, 3, 5, first=-1)


def test_nodes_of_other_trees_are_not_found() -> None:
    run_ = run(Parameters.of(BUSY))
    forest = questions(run_, 3, 4, 5).unfolded(1)
    node = forest.node(1, 0)
    for path in ((2, 4, 0), (3, 4, 5), (3, 4), (3, 4, 0, 3), (3, 4, 0, 0, 0)):
        with pytest.raises(KeyError):
            forest.place_of(replace(node, path=path))


def test_roots_that_do_not_stand_side_by_side_are_refused() -> None:
    run_ = run(Parameters.of(BUSY))
    for others in ([question(run_, 3, 4, 2)], [question(run_, 3, 3, 1)], [question(run_, 2, 4, 1)]):
        with pytest.raises(ValueError, match="does not stand beside"):
            rooted_at(run_, [question(run_, 3, 4, 0), *others])


# ---- how many there are on average --------------------------------------------------------------------------------


def counted(forest: Forest) -> list[np.ndarray]:
    """Nodes of each level by kind, depth and outcome."""
    shape = 2, forest.run.parameters.task.max_depth + 1, 3
    counts = []
    for level in forest.levels:
        count = np.zeros(shape)
        np.add.at(count, (level.kind, level.depth, level.outcome), 1.0)
        counts.append(count)
    return counts


@settings(deadline=None, max_examples=40)
@given(parameters, st.integers(0, 6), st.integers(1, 3))
def test_averages_begin_with_the_shares_of_the_run(p: Parameters, depth: int, round_: int) -> None:
    run_ = run(p)
    round_, depth = min(round_, run_.last), min(depth, p.task.max_depth)
    levels = list(census(run_, round_, depth))
    shares = [run_.correct[round_, depth], run_.error[round_, depth], run_.misaligned[round_, depth]]
    assert np.max(np.abs(levels[0].sum(axis=(0, 1)) - shares)) <= 1e-12
    assert len(levels) <= round_ * p.amplify.levels + 1
    assert all(np.all(level >= 0.0) for level in levels)
    if p.task.decomposable == 1.0 and p.overseer.grounding == 0.0:
        assert expected_nodes(census(run_, round_, depth)) == pytest.approx(
            sum(p.task.branching ** min(level, depth) for level in range(round_ * p.amplify.levels + 1))
        )


def test_averages_of_deterministic_trees_are_their_numbers() -> None:
    run_ = run(Parameters())
    assert shown_number(expected_nodes(census(run_, 12, 12))) == "8,191"
    assert shown_number(expected_nodes(census(run_, 12, 12), 3)) == "15"
    assert shown_number(expected_nodes(census(run_, 12, 2))) == shown_number(1 + 2 + 4 * 11)
    run_ = run(Parameters.of({"task.max_depth": 20, "task.branching": 10, "run.rounds": 20}))
    assert shown_number(expected_nodes(census(run_, 20, 20))) == "about 1.1e+20"


@pytest.mark.parametrize("seed", range(6))
def test_nodes_are_as_many_as_expected(seed: int) -> None:
    """Level by level, kind by kind: trees are independent, so the mean over batches of trees has a known spread."""
    k = 1 + seed % 3
    run_ = run(Parameters.of({**BUSY, "run.seed": seed, "amplify.levels": k, "reliability.copies": 1 + seed % 4}))
    trees, batches = 600, 40
    counts = [counted(questions(run_, 2, 3, trees, first=batch * trees).unfolded()) for batch in range(batches)]
    for number, level in enumerate(census(run_, 2, 3)):
        drawn = np.array([batch[number] / trees if number < len(batch) else 0.0 * level for batch in counts])
        spread = drawn.std(axis=0, ddof=1) / np.sqrt(batches)
        often = level * trees * batches > 50.0
        assert np.all(np.abs(drawn.mean(axis=0) - level)[often] <= 6.0 * spread[often])
        assert not drawn[:, level == 0.0].any()


@pytest.mark.parametrize("outcome", range(3))
def test_averages_below_a_node_are_those_given_its_outcome(outcome: int) -> None:
    run_ = run(Parameters.of(BUSY))
    level = questions(run_, 3, 4, 400_000 // 20).levels[0]
    index = int(np.flatnonzero((level.outcome == outcome) & (level.kind == 0))[0])
    node = Forest(run=run_, prefix=(3, 4), numbers=range(20_000), levels=(level,)).node(0, index)
    trees = [replace(node, path=(3, 4, number)) for number in range(20_000)]
    drawn = counted(rooted_at(run_, trees).unfolded(2))
    for count, expected in zip(drawn, census_below(run_, node), strict=False):
        assert count.sum() == pytest.approx(20_000 * expected.sum(), rel=0.02)
        assert np.max(np.abs(count / 20_000 - expected)) < 0.05
