"""Sampled trees: the laws are the model's, and every tree drawn from them explains itself."""

from __future__ import annotations

import dataclasses
import gc
import hashlib
import math
import weakref
from collections.abc import Callable, Iterator
from functools import cached_property
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulator.engine import laws as law
from simulator.engine import tables
from simulator.engine import tree as tree_module
from simulator.engine.amplify import Check, screen
from simulator.engine.ballots import CORRECT
from simulator.engine.distill import average_labels
from simulator.engine.iterate import Run, run
from simulator.engine.laws import CHILD_WAYS, LEARNINGS, STEP_WAYS
from simulator.engine.outcome import Outcome
from simulator.engine.parameters import Parameters
from simulator.engine.tables import Columns, Laws, Table, laws_of
from simulator.engine.tree import (
    OUTCOMES,
    Ask,
    Committee,
    Node,
    Unfolding,
    question,
    shown_depth,
    unfold,
)
from tests.engine.tree_cases import BUSY, parameters

ROUNDING = 1e-12


def all_laws(run_: Run) -> Laws:
    return Laws(run_.parameters, 1, run_.transitions)


def all_tables(laws: Laws) -> Iterator[tuple[str, Table]]:
    """Every table, with its name."""
    for name, column in vars(Laws).items():
        if isinstance(column, property | cached_property) and isinstance(value := getattr(laws, name), Table):
            yield name, value


# ---- the laws ---------------------------------------------------------------------------------------------------


@settings(deadline=None, max_examples=60)
@given(parameters)
def test_chances_of_every_table_sum_to_one(p: Parameters) -> None:
    laws = all_laws(run(p))
    names = set()
    for name, table in all_tables(laws):
        names.add(name)
        assert np.all(table.edges >= 0.0), name
        assert np.all(np.diff(table.edges, axis=-1) >= 0.0), name
        assert np.all(table.edges[..., -1] == 1.0), name
    assert names == {
        "learning", "labels", "panel", "making", "child", "screening", "rejected", "independent", "not_shared", "kinds",
    }  # fmt: skip
    assert np.all((laws.checked >= 0.0) & (laws.checked <= 1.0))


@settings(deadline=None, max_examples=60)
@given(parameters)
def test_joint_chances_sum_to_the_operators_of_the_model(p: Parameters) -> None:
    """No table is a second opinion: summed over the ways, each gives back what the engine computed."""

    def agree(weights: np.ndarray, shares: np.ndarray) -> None:
        assert np.all(weights >= 0.0)
        assert np.max(np.abs(np.moveaxis(weights, -1, 0) - shares)) <= ROUNDING

    run_ = run(p)
    laws = all_laws(run_)
    steps = law.step_weights(p, laws.basis)
    learned = law.averaged_labels(laws.basis.teacher, laws.label_weights)
    learning = law.learning_weights(p, laws.basis, learned).sum(axis=-1)
    made = law.making_weights(p, steps, laws.screened, laws.parts).sum(axis=-1)
    agree(law.panel_weights(p).sum(axis=(-2, -1)), run_.transitions[0].plain_step.shares[:, 0, 0])
    for place, transition in enumerate(run_.transitions):
        agree(learned[place], average_labels(p, transition.amplified.teacher).shares)
        agree(learning[place], transition.student.shares)
        outcomes = [[way.outcome == outcome for way in STEP_WAYS] for outcome in range(3)]
        agree(np.array(outcomes) @ steps[place], transition.step.shares[:, 0, 0])
        for level in range(p.amplify.levels):
            answer = Outcome(np.moveaxis(laws.asked.answer[place, level], -1, 0))
            rejected = np.moveaxis(laws.asked.checks[0, place, 0], -1, 0)
            screened = screen(p, answer, Check(rejected, 1.0 - rejected), p.reliability.copies)
            agree(laws.screened[place, level], screened.answer.shares)
            agree(made[place, level], transition.amplified.states[level + 1].shares)


@settings(deadline=None, max_examples=60)
@given(parameters, st.sampled_from([1, 2, 3]))
def test_children_are_drawn_one_by_one_from_their_law_together(p: Parameters, b: int) -> None:
    """Each sequence of children has the chance that independent ones have, given that they meet the demand."""
    p = p.with_({"task.branching": b})
    laws = all_laws(run(p))
    table = laws.child.chances((0, 0))
    sigma = p.amplify.capture
    met: dict[int, Callable[[bool, bool], bool]] = {
        law.ALL_RIGHT: lambda steers, wrong: not wrong,
        law.ANY: lambda steers, wrong: True,
        law.NONE_STEERS: lambda steers, wrong: not steers,
        law.NONE_STEERS + b: lambda steers, wrong: steers,
        law.NONE_STEERS + 2 * b: lambda steers, wrong: wrong and not steers,
    }
    for cell, (c, e, m) in enumerate(laws.screened[0, 0, 0, 1:]):
        alone = (c, e, sigma * m, (1.0 - sigma) * m)
        for demand, is_met in met.items():
            expected, drawn = [], []
            for sequence in product(range(4), repeat=b):
                ways = [CHILD_WAYS[way] for way in sequence]
                meets = is_met(any(way.steers for way in ways), any(way.outcome != CORRECT for way in ways))
                expected.append(math.prod(alone[way] for way in sequence) if meets else 0.0)
                chance, present = 1.0, demand
                for way in sequence:
                    chance *= table[cell, present, way]
                    present = law.next_demand(present, way, b)
                drawn.append(chance)
            if sum(expected) > 1e-290:  # below, the products themselves lose their digits
                np.testing.assert_allclose(drawn, np.array(expected) / sum(expected), rtol=0, atol=1e-9)


def test_rows_without_a_chance_are_never_picked() -> None:
    for weights in ([0, 1, 0], [1, 0, 0], [0, 0, 3], [0, 0.1, 0, 0.2, 0], [0, 1e-300, 1, 0], [1 / 3] * 3 + [0]):
        table = Table.of(np.array(weights, float), 0.0)
        numbers = [0.0, *table.edges, *np.nextafter(table.edges, 0), math.nextafter(1, 0), 5e-324]
        picked = {table.pick((), number) for number in numbers if number < 1.0}
        assert {row for row in picked if weights[row] == 0} == set()
        assert picked <= set(range(len(weights)))


def test_many_rows_are_picked_as_single_ones_are(monkeypatch: pytest.MonkeyPatch) -> None:
    """Also by numbers at the very ends of rows."""
    rng = np.random.default_rng(5)
    weights = rng.random((40, 6)) * (rng.random((40, 6)) < 0.6)
    weights[:, 2], weights[7], weights[8] = 0.0, [0, 0, 0, 0, 0, 1], [1, 0, 0, 0, 0, 0]
    table = Table.of(weights, np.array([0.0, 1.0, 0.0, 0.0, 0.0, 0.0]))
    columns = Columns.of(table.edges)
    assert len(columns.ends) == 4
    for cell, edges in enumerate(table.edges):
        nearby = {math.floor(edge * 2**53) + step for edge in edges for step in (-1, 0, 1)} | {0, 2**53 - 1}
        numbers = sorted(number for number in nearby if 0 <= number < 2**53)
        monkeypatch.setattr(tables, "numerator", lambda keys, slot, n=numbers: np.array(n, np.uint64))
        cells = np.full(len(numbers), cell)
        picked = columns.pick(cells, np.zeros(len(numbers), np.uint64), 0).tolist()
        assert picked == [table.pick((cell,), number / 2**53) for number in numbers]


def test_a_table_with_one_possible_row_needs_no_number() -> None:
    columns = Columns.of(Table.of(np.array([[0.0, 2.0, 0.0], [0.0, 1.0, 0.0]]), 0.0).edges)
    assert columns.ends == ()
    assert columns.pick(np.array([0, 1, 1]), np.zeros(3, np.uint64), 0).tolist() == [1, 1, 1]


def test_where_all_weights_are_zero_the_other_row_is_picked() -> None:
    table = Table.of(np.zeros((2, 3)), np.array([[0.0, 1.0, 0.0], [0.0, 0.0, 1.0]]))
    assert [table.pick((row,), 0.5) for row in range(2)] == [1, 2]


def test_laws_are_kept_per_run_and_not_mixed_up() -> None:
    first, second = run(Parameters()), run(Parameters())
    assert laws_of(first, 3) is laws_of(first, 3)
    assert laws_of(first, 3) is not laws_of(second, 3)
    other = dataclasses.replace(first, parameters=Parameters.of({"amplify.capture": 0.5}))
    assert np.any(laws_of(other, 3).making.edges != laws_of(first, 3).making.edges)


def test_laws_are_kept_of_the_last_rounds_and_are_the_same_when_made_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables, "_kept", tables._KeptLaws())
    monkeypatch.setattr(tables, "MOST_KEPT", 4)
    one, other = run(Parameters()), run(Parameters.of({"amplify.capture": 0.5}))
    first = laws_of(one, 1)
    for round_ in range(2, 5):
        laws_of(one, round_)
        assert laws_of(one, 1) is first
    seen = weakref.ref(laws_of(one, 3))
    for round_ in range(1, 5):
        laws_of(other, round_)
    gc.collect()
    assert seen() is None
    again = laws_of(one, 1)
    assert again is not first
    assert np.array_equal(again.making.edges, first.making.edges)


@pytest.mark.parametrize("order", [(12, 11, 6, 1), (1, 2, 5, 12), (7, 8, 5, 9, 4, 12)])
@pytest.mark.parametrize("levels", [1, 2, 4])
def test_rounds_made_together_have_the_laws_of_rounds_made_alone(order: tuple[int, ...], levels: int) -> None:
    run_ = run(Parameters.of({**BUSY, "run.rounds": 12, "amplify.levels": levels}))
    for round_ in order:
        together, alone = laws_of(run_, round_), Laws(run_.parameters, round_, run_.transitions[round_ - 1 : round_])
        place = together.place(round_)
        assert together.transitions[place] is run_.transitions[round_ - 1]
        for (name, one), (_, other) in zip(all_tables(together), all_tables(alone), strict=True):
            if name == "panel":
                continue
            axis = 1 if name == "rejected" else 0
            assert np.array_equal(one.edges.take(place, axis), other.edges.take(0, axis)), name


# ---- trees explain themselves -----------------------------------------------------------------------------------


def can_win(votes: tuple[str, ...], winner: str) -> bool:
    """Is the winner's group a largest one, each honest error a group of its own?"""
    sizes = {"correct": votes.count("correct"), "misaligned": votes.count("misaligned"), "error": 1}
    return winner in votes and sizes[winner] == max(sizes[vote] for vote in votes)


def check_committee(p: Parameters, committee: Committee) -> None:
    assert len(committee.votes) == p.reliability.copies
    assert can_win(committee.votes, committee.winner)
    assert committee.checked or not committee.rejected
    assert not committee.checked or p.reliability.check_rate > 0.0


def check_ask(p: Parameters, parent: Node, index: int, ask: Ask) -> None:
    for committee in ask.committees:
        check_committee(p, committee)
        assert not ask.shared or set(committee.votes) == {"misaligned"}
    *before, last = ask.committees
    assert all(committee.rejected for committee in before)
    assert ask.retries <= p.reliability.retries
    assert ask.outcome == ("error" if ask.abstained else last.winner)
    assert not ask.abstained or ask.retries == p.reliability.retries
    assert not ask.steers or ask.outcome == "misaligned"
    child, lower = ask.child, parent.kind == "decomposable" and parent.depth > 0
    assert child.outcome == last.winner
    assert child.path == (*parent.path, index)
    assert child.level == parent.level - 1
    assert child.round == (parent.round if child.level else parent.round - 1)
    assert child.depth == parent.depth - lower
    assert lower or child.kind == parent.kind


def made_outcome(teacher: Node, unfolding: Unfolding) -> str:
    """What the overseer's step and the sub-answers make together, told from the records alone (model.md 2.4)."""
    step, asks = unfolding.step, unfolding.asks
    if step is None:
        assert len(asks) == 1
        assert not asks[0].steers
        return asks[0].outcome
    outcome = next(OUTCOMES[way.outcome] for way in STEP_WAYS if way.event == step.event)
    assert step.assistant == {"assisted": "correct", "captured": "misaligned"}.get(step.event, step.assistant)
    assert step.event in ("assisted", "captured") or step.assistant in (None, "error")
    if teacher.depth:
        assert teacher.kind == "decomposable"
        if outcome == "misaligned" or any(ask.steers for ask in asks):
            outcome = "misaligned"
        elif any(ask.outcome != "correct" for ask in asks):
            outcome = "error"
    if unfolding.drifted:
        assert outcome == "correct"
        outcome = "misaligned"
    return outcome


def check_unfolding(p: Parameters, unfolding: Unfolding) -> None:
    """Is everything in the record possible, and does it lead to the node's outcome?"""
    node = unfolding.node
    if node.round == 0:
        assert unfolding == Unfolding(node=node, origin=unfolding.origin)
        assert (unfolding.origin is None) == (node.outcome == "correct")
        return
    teacher = unfolding.teacher
    assert teacher is not None
    distillation = unfolding.distillation
    assert (distillation is None) == (node.stage == "teacher")
    if distillation:
        assert dataclasses.replace(teacher, outcome=node.outcome, level=0) == node
        assert teacher.level == p.amplify.levels
        assert len(distillation.labels) == p.distill.labels_per_question
        assert distillation.labels[distillation.taken] == teacher.outcome
        assert can_win(distillation.labels, teacher.outcome)
        assert ("misaligned" in distillation.labels) == (set(distillation.labels) == {"misaligned"})
        learned = {"kept": teacher.outcome, "forgotten": "error", "drifted": "misaligned"}[distillation.memory]
        assert distillation.memory != "drifted" or teacher.outcome == "correct"
        assert node.outcome == ("correct" if distillation.refined else learned)
    assert made_outcome(teacher, unfolding) == teacher.outcome
    if unfolding.step:
        assert len(unfolding.asks) == (p.task.branching if teacher.depth else 0)
        decided = unfolding.step.event in ("assisted", "captured")
        assert len(unfolding.step.panel) == (0 if decided else p.overseer.panel)
        if unfolding.step.panel:
            wins = {"right": "correct", "slip": "error", "blind_spot": "misaligned"}[unfolding.step.event]
            assert can_win(unfolding.step.panel, wins)
    for index, ask in enumerate(unfolding.asks):
        check_ask(p, teacher, index, ask)


def all_nodes(run_: Run, root: Node, limit: int = 400) -> Iterator[Unfolding]:
    """Unfoldings of a root and what is below it, breadth first."""
    todo = [root]
    for _ in range(limit):
        if not todo:
            return
        unfolding = unfold(run_, todo.pop(0))
        todo += [ask.child for ask in unfolding.asks]
        yield unfolding


@settings(deadline=None, max_examples=60)
@given(parameters, st.integers(0, 2**63 - 1), st.integers(0, 6), st.integers(0, 3))
def test_every_node_follows_from_what_it_unfolds_into(p: Parameters, seed: int, depth: int, round_: int) -> None:
    p = p.with_({"run.seed": seed})
    run_ = run(p)
    for number in range(5):
        root = question(run_, min(round_, run_.last), min(depth, p.task.max_depth), number)
        for unfolding in all_nodes(run_, root, 40):
            check_unfolding(p, unfolding)


def test_every_mechanism_shows_up_in_busy_trees() -> None:
    p = Parameters.of(BUSY)
    run_ = run(p)
    seen: set[object] = set()
    for number in range(150):
        root = question(run_, 3, 1 + number % 4, number)
        for unfolding in all_nodes(run_, root, 60):
            check_unfolding(p, unfolding)
            seen |= {("stage", unfolding.node.stage), ("origin", unfolding.origin and unfolding.origin.cause)}
            if unfolding.distillation:
                seen.add((unfolding.distillation.memory, unfolding.distillation.refined))
            if unfolding.step:
                seen.add((unfolding.step.event, unfolding.step.assistant))
            for ask in unfolding.asks:
                seen |= {("shared", ask.shared), ("retries", ask.retries), ("abstained", ask.abstained)}
    learnings = {(way.memory, way.refined) for way in LEARNINGS}
    steps = {(way.event, None if way.assistant is None else OUTCOMES[way.assistant]) for way in STEP_WAYS}
    causes = [
        None, "start", "distillation_drift", "amplification_drift", "blind_spot", "assistant", "slip", "forgetting",
        "no_majority", "abstained", "sub_answer",
    ]  # fmt: skip
    others = {("stage", "student"), ("stage", "teacher"), ("shared", True), ("abstained", True)}
    expected = learnings | steps | others | {("origin", cause) for cause in causes} | {("retries", n) for n in range(3)}
    assert expected - seen == set()


# ---- the same tree ----------------------------------------------------------------------------------------------


def whole(run_: Run, root: Node, last_first: bool) -> dict[tuple[tuple[int, ...], int], Unfolding]:
    todo, seen = [root], {}
    while todo:
        unfolding = unfold(run_, todo.pop(-1 if last_first else 0))
        seen[unfolding.node.path, unfolding.node.level] = unfolding
        todo += [ask.child for ask in unfolding.asks]
    return seen


def test_order_of_unfolding_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    p = Parameters.of(BUSY)
    once, again = run(p), run(p)
    for number in range(3):
        root = question(once, 3, 4, number)
        assert question(again, 3, 4, number) == root
        tree = whole(once, root, False)
        assert whole(again, root, True) == tree
        assert len(tree) == 1 + sum(len(unfolding.asks) for unfolding in tree.values())
        deepest = max(tree.values(), key=lambda unfolding: len(unfolding.node.path)).node
        monkeypatch.setattr(tables, "_kept", tables._KeptLaws())
        tree_module.key_of.cache_clear()
        assert unfold(again, deepest) == tree[deepest.path, deepest.level]


GOLDEN = {
    "default": ({}, "fcf2fc679d3aa138"),
    "every mechanism": (BUSY, "c7f1265eb2d7bb14"),
    "large committees": (
        {**BUSY, "reliability.copies": 9, "overseer.panel": 9, "distill.labels_per_question": 15, "amplify.levels": 4},
        "45f67b4c298942e5",
    ),
    "twos": (
        {**BUSY, "reliability.copies": 2, "overseer.panel": 2, "distill.labels_per_question": 2, "amplify.levels": 1},
        "3cda24f090b8fe96",
    ),
}  # fmt: skip


def told(unfolding: Unfolding) -> Iterator[object]:
    """Every drawn detail."""
    node, distillation, step = unfolding.node, unfolding.distillation, unfolding.step
    yield from (node.path, node.level, node.round, node.depth, node.kind, node.outcome, unfolding.drifted)
    if distillation:
        yield from (distillation.labels, distillation.taken, distillation.memory, distillation.refined)
    if step:
        yield from (step.event, step.assistant, step.panel)
    for ask in unfolding.asks:
        yield from (ask.outcome, ask.shared, ask.steers)
        for committee in ask.committees:
            yield from (committee.votes, committee.taken, committee.checked, committee.rejected)
    if unfolding.origin:
        yield from (unfolding.origin.cause, unfolding.origin.ask)


@pytest.mark.parametrize("which", GOLDEN)
def test_old_seeds_keep_their_trees(which: str) -> None:
    """A seed that was written down once shows the same trees for good: in each detail of 60 of them."""
    values, known = GOLDEN[which]
    run_ = run(Parameters.of(values))
    details = hashlib.sha256()
    for number in range(60):
        for unfolding in all_nodes(run_, question(run_, run_.last - number % 2, 1 + number % 4, number), 40):
            details.update("|".join(map(str, told(unfolding))).encode())
    assert details.hexdigest()[:16] == known


def test_teacher_unfolds_into_what_its_student_shows() -> None:
    run_ = run(Parameters.of(BUSY))
    for number in range(50):
        unfolding = unfold(run_, question(run_, 2, 3, number))
        assert unfolding.teacher is not None
        made = unfold(run_, unfolding.teacher)
        assert (made.step, made.asks, made.drifted) == (unfolding.step, unfolding.asks, unfolding.drifted)
        assert made.teacher == unfolding.teacher
        assert made.distillation is None


def test_another_seed_or_number_or_round_is_another_tree() -> None:
    first, other = run(Parameters.of(BUSY)), run(Parameters.of({**BUSY, "run.seed": 2}))
    roots = [question(first, 3, 3, number) for number in range(60)]
    elsewhere = [
        [question(other, 3, 3, number) for number in range(60)],
        [question(first, 3, 3, number) for number in range(60, 120)],
        [question(first, 2, 3, number) for number in range(60)],
    ]
    for others in elsewhere:
        assert [(n.kind, n.outcome) for n in roots] != [(n.kind, n.outcome) for n in others]


def test_rounds_before_a_change_of_length_keep_their_trees() -> None:
    short, long = run(Parameters.of({**BUSY, "run.rounds": 2})), run(Parameters.of({**BUSY, "run.rounds": 5}))
    for number in range(20):
        root = question(short, 2, 3, number)
        assert whole(short, root, False) == whole(long, question(long, 2, 3, number), False)


def test_values_that_a_draw_does_not_depend_on_leave_its_luck_alone() -> None:
    """Common random numbers: without checks the overseer's level changes nothing, node by node."""
    values = {**BUSY, "reliability.check_rate": 0.0, "reliability.refinement": 0.0}
    first, other = run(Parameters.of(values)), run(Parameters.of({**values, "overseer.level": 9.0}))
    for number in range(10):
        assert whole(first, question(first, 2, 3, number), False) == whole(other, question(other, 2, 3, number), False)


# ---- leaves, depths, refusals -----------------------------------------------------------------------------------


def test_answers_of_the_start_are_leaves() -> None:
    run_ = run(Parameters.of(BUSY))
    for number in range(30):
        unfolding = unfold(run_, question(run_, 0, 2, number))
        assert unfolding.asks == ()
        assert unfolding.distillation is None
        assert unfolding.teacher is None


def test_primitives_that_the_overseer_answers_are_leaves() -> None:
    run_ = run(Parameters.of({**BUSY, "overseer.grounding": 1.0}))
    for number in range(30):
        unfolding = unfold(run_, question(run_, 3, 0, number))
        assert unfolding.asks == ()
        assert unfolding.step is not None
    not_grounded = run(Parameters.of({**BUSY, "overseer.grounding": 0.0}))
    for number in range(30):
        unfolding = unfold(not_grounded, question(not_grounded, 3, 0, number))
        assert len(unfolding.asks) == 1
        assert unfolding.step is None


def test_levels_of_tree_come_before_the_round_before() -> None:
    run_ = run(Parameters.of({"amplify.levels": 3, "overseer.grounding": 0.0}))
    node, seen = question(run_, 4, 8), []
    while node.round > 2:
        unfolding = unfold(run_, node)
        seen.append((node.round, node.level, node.depth))
        node = unfolding.asks[0].child
    assert seen == [(4, 0, 8), (4, 2, 7), (4, 1, 6), (3, 0, 5), (3, 2, 4), (3, 1, 3)]


def test_shown_depth_is_nearest_to_the_teachers_horizon() -> None:
    run_ = run(Parameters())
    assert [shown_depth(run_, round_) for round_ in range(7)] == [
        round(float(horizon)) for horizon in (run_.horizon[0], *run_.teacher_horizon[:6])
    ]
    assert shown_depth(run(Parameters.of({"start.level": 0.0, "start.accuracy": 0.1})), 0) == 1
    perfect = {"overseer.quality": 1.0, "start.accuracy": 1.0, "start.level": 8.0, "start.misalignment": 0.0}
    assert shown_depth(run(Parameters.of({**perfect, "task.max_depth": 3})), 1) == 3


def test_questions_outside_of_the_run_are_refused() -> None:
    run_ = run(Parameters())
    for round_ in (-1, 13):
        with pytest.raises(IndexError, match=f"round {round_} of a run of 12"):
            question(run_, round_, 3)
    for depth in (-1, 13):
        with pytest.raises(ValueError, match=f"depth {depth} is outside 0 to 12"):
            question(run_, 1, depth)
    with pytest.raises(ValueError, match="draws are counted from 0"):
        question(run_, 1, 3, -1)
