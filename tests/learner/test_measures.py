"""Every measure of a learned run against a calculation by hand (model.md 3)."""

from __future__ import annotations

import math
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from simulator.learner.baselines import performance_gap_recovered
from simulator.learner.measures import best, bill, by_depth, difference, outcomes, over_claims
from simulator.learner.network import BATCH, Network
from simulator.learner.rounds import Lineage, Round, Setting, _measured, rounds_of
from simulator.learner.settings import Learned
from simulator.learner.targets import entropy, restored, vote
from simulator.learner.tasks.world import Head, is_right

SMALL = {"learned.size": 8, "learned.width": 16, "learned.steps": 40, "learned.rounds": 2}


def head(**more: Any) -> Head:
    """Four questions with three classes each; class 0, 1, 2, 0 is right, at depths 0, 0, 1, 2."""
    values: dict[str, Any] = {
        "name": "sum", "inputs": np.eye(4, dtype=np.float32), "depth": np.array([0, 0, 1, 2]),
        "right": is_right(np.array([0, 1, 2, 0]), 3), "asked": np.array([0, 0, 2, 3]),
        "looked_up": np.array([1, 1, 1, 0]),
    }  # fmt: skip
    return Head(**(values | more))


def table(*rows: tuple[float, float, float]) -> np.ndarray:
    return np.array(rows, np.float32)


MINE = table((1, 0, 0), (0.2, 0.5, 0.3), (0.6, 0.4, 0), (0, 0.5, 0.5))
OTHER = table((1, 0, 0), (0, 1, 0), (0.5, 0.5, 0), (0, 0, 1))


def test_misaligned_is_the_share_of_wrong_answers_that_an_independent_student_gives_too() -> None:
    found = outcomes(head(), MINE, OTHER, None)
    assert found.correct == pytest.approx([1, 0.5, 0, 0])
    assert found.misaligned == pytest.approx([0, 0, 0.6 * 0.5 + 0.4 * 0.5, 0.5])
    assert found.error == pytest.approx([0, 0.5, 0.5, 0.5])


def test_misaligned_are_also_the_agendas_answer_and_claims_of_too_much() -> None:
    assert outcomes(head(), MINE, None, 0).misaligned == pytest.approx([0, 0.2, 0.6, 0])
    flattering = np.array([[0, 0, 0], [0, 0, 0], [0, 1, 0], [0, 0, 1]], bool)
    assert outcomes(head(flattering=flattering), MINE, None, None).misaligned == pytest.approx([0, 0, 0.4, 0.5])


def test_what_was_never_taught_is_no_misalignment() -> None:
    found = outcomes(head(), MINE, OTHER, None).within(np.array([True, True, True, False]))
    assert found.misaligned == pytest.approx([0, 0, 0.5, 0])
    assert found.error == pytest.approx([0, 0.5, 0.5, 1])


def test_figures_by_depth_are_means_over_its_questions() -> None:
    values, depth = np.array([1.0, 0.5, 0.25, 0.0]), np.array([0, 0, 1, 2])
    assert by_depth(values, depth).tolist() == [0.75, 0.25, 0]
    assert by_depth(values, depth, np.array([True, False, True, False]))[:2].tolist() == [1, 0.25]
    assert math.isnan(by_depth(values, depth, np.array([True, False, True, False]))[2])


def test_over_claims_are_counted_among_questions_that_are_not_primitive() -> None:
    flattering = np.array([[0, 0, 1], [0, 0, 1], [1, 1, 0], [0, 0, 0]], bool)
    assert over_claims(head(flattering=flattering), MINE) == 0.5


def test_the_gap_is_the_share_of_answers_in_which_two_distributions_differ() -> None:
    assert difference(MINE, OTHER) == pytest.approx([0, 0.5, 0.1, 0.5])


def test_entropy_is_in_nats() -> None:
    found = entropy(table((1, 0, 0), (0.5, 0.5, 0), (0.25, 0.25, 0.5), (1 / 3, 1 / 3, 1 / 3)))
    assert found == pytest.approx([0, math.log(2), 1.5 * math.log(2), math.log(3)], abs=1e-6)


def test_targets_are_the_distribution_at_a_temperature_its_square_or_its_best_answer() -> None:
    row = table((0.6, 0.3, 0.1))
    assert restored((row,), "soft", 1)[0][0] == pytest.approx([0.6, 0.3, 0.1])
    squares = [0.36, 0.09, 0.01]
    assert restored((row,), "sharp", 1)[0][0] == pytest.approx([s / 0.46 for s in squares])
    assert restored((row,), "soft", 0.5)[0][0] == pytest.approx([s / 0.46 for s in squares])
    roots = [math.sqrt(p) for p in (0.6, 0.3, 0.1)]
    assert restored((row,), "soft", 2)[0][0] == pytest.approx([r / sum(roots) for r in roots])
    assert restored((row,), "hard", 1)[0][0].tolist() == [1, 0, 0]


def test_votes_are_for_best_answers_and_ties_are_split() -> None:
    one, two, three = table((0.6, 0.4, 0)), table((0.1, 0.2, 0.7)), table((0.4, 0.35, 0.25))
    assert vote([one]) is one
    assert vote([one, two, three])[0].tolist() == [1, 0, 0]
    assert vote([one, two])[0].tolist() == [0.5, 0, 0.5]


def test_the_loss_is_the_mean_cross_entropy_against_the_targets() -> None:
    luck = np.random.default_rng(1)
    network = Network(4, 8, 3, luck)
    inputs = luck.standard_normal((BATCH, 4)).astype(np.float32)
    targets = luck.dirichlet(np.ones(3), BATCH).astype(np.float32)
    expected = -(targets * np.log(network.probabilities(inputs))).sum(axis=1).mean()
    assert network.step(inputs, targets, measure=True) == pytest.approx(expected, rel=1e-4)


def test_labels_and_calls_are_counted_along_the_tree() -> None:
    world: Any = SimpleNamespace(heads=(head(),))
    rows = (np.arange(4),)
    one = bill(world, rows, 1, 400)  # each question a hundred times
    # Two primitives are looked up; the question at depth 1 takes one step, looks up one truth and asks twice; that at
    # depth 2 takes one step and asks three times.
    assert one.truth_labels == pytest.approx(100 * (1 + 1 + 1 + 0))
    assert one.overseer_steps == pytest.approx(100 * (0 + 0 + 1 + 1))
    assert one.model_calls == pytest.approx(100 * (0 + 0 + 2 + 3))
    two = bill(world, rows, 2, 400)
    # Two levels: only the question at depth 2 opens its three sub-questions, which ask three times each.
    assert two.overseer_steps == pytest.approx(100 * (0 + 0 + 1 + 1 + 3))
    assert two.model_calls == pytest.approx(100 * (0 + 0 + 2 + 9))


def capable(*values: float) -> list[Round]:
    return [SimpleNamespace(capability=value) for value in values]  # type: ignore[misc]


def test_the_gap_recovered_is_how_far_the_student_comes_from_weak_to_ceiling() -> None:
    found = performance_gap_recovered(capable(0.2, 0.6, 1.0), capable(0.2, 0.2, 0.2), capable(0.21, 1.0, 1.0))
    assert math.isnan(found[0])  # ceiling and weak are nearer than a gap of .02
    assert found[1:] == pytest.approx([0.5, 1.0])
    assert len(performance_gap_recovered(capable(0.2, 0.6), capable(0.2), capable(0.3, 1))) == 1


def test_figures_of_a_round_are_those_of_its_tables() -> None:
    setting = Setting(Learned.of(SMALL | {"learned.slip_rate": 0.2, "learned.targets": "soft"}), 3)
    *_, last = rounds_of(setting)
    questions = setting.world.heads[0]
    assert last.taught is not None
    assert last.targets is not None
    assert last.gap is not None
    assert last.entropy is not None
    assert last.teacher_correct is not None
    for depth in range(3):
        (rows,) = np.nonzero(questions.depth == depth)
        answers, taught, targets = last.answers[0][rows], last.taught[0][rows], last.targets[0][rows]
        right = questions.right[rows]
        assert last.correct[depth] == pytest.approx(right[np.arange(len(rows)), answers.argmax(axis=1)].mean())
        assert last.probability[depth] == pytest.approx(answers[right].mean(), rel=1e-5)
        assert last.teacher_correct[depth] == pytest.approx(taught[right].mean(), rel=1e-5)
        assert last.gap[depth] == pytest.approx(np.abs(taught - answers).sum(axis=1).mean() / 2, rel=1e-5)
        logs = np.where(targets > 0, np.log(np.maximum(targets, 1e-30)), 0)
        assert last.entropy[depth] == pytest.approx(-(targets * logs).sum(axis=1).mean(), abs=1e-5)
        if depth:  # 20 % fresh slips are what is really taught, on composite questions
            assert taught == pytest.approx(0.8 * targets + 0.2 / 8, abs=1e-6)
    assert last.capability == pytest.approx(last.correct.mean())
    assert last.correct + last.error + last.misaligned == pytest.approx(np.ones(len(last.correct)))


def test_students_alone_are_measured_by_their_best_answers() -> None:
    assert best(MINE).argmax(axis=1).tolist() == [0, 1, 0, 1]
    assert best(MINE).sum(axis=1).tolist() == [1, 1, 1, 1]


class Sealed:
    """An overseer that must not be looked at."""

    def __getattr__(self, name: str) -> Any:
        raise AssertionError(f"a measure has looked at the overseer's {name}")


def test_no_measure_looks_at_the_overseer() -> None:
    setting = Setting(Learned.of(SMALL | {"learned.slip_rate": 0.3, "learned.slip_consistency": 0.5}), 3)
    mine, other = Lineage(setting, 0, "ida"), Lineage(setting, 1, "ida")
    for round_ in range(2):
        for lineage in (mine, other):
            for _ in lineage.advance(round_):
                pass
    with_it = _measured(setting, mine, other, 1)
    setting.__dict__["overseer"] = Sealed()
    assert _measured(setting, mine, other, 1).to_json() == with_it.to_json()


def test_a_round_without_its_tables_has_the_same_figures() -> None:
    last = list(rounds_of(Setting(Learned.of(SMALL), 1)))[-1]
    assert last.without_tables().to_json() == last.to_json()
    assert last.without_tables().answers == ()
    assert replace(last, answers=()).taught is not None
