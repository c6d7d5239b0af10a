"""Single mechanisms of the learned model, each against what it would be without it (model.md 3)."""

from __future__ import annotations

from typing import Any

import numpy as np

from simulator.learner.baselines import performance_gap_recovered
from simulator.learner.rounds import Round, learn
from simulator.learner.settings import Learned
from simulator.learner.student import Method

SMALL = {"learned.size": 16, "learned.width": 64, "learned.steps": 200, "learned.rounds": 6}
LARGE: dict[str, Any] = {"width": 128, "steps": 400, "rounds": 5}


def played(*, seed: int = 1, method: Method = "ida", **values: object) -> list[Round]:
    settings = Learned.of(SMALL | {f"learned.{name}": value for name, value in values.items()})
    return list(learn(settings, seed, method=method, witness=False))


def test_a_higher_temperature_gives_softer_targets() -> None:
    entropies = []
    for temperature in (0.5, 1.0, 2.0):
        last = played(targets="soft", temperature=temperature, slip_rate=0.1, rounds=3)[-1]
        assert last.entropy is not None
        entropies.append(float(last.entropy.mean()))
    assert entropies[0] < entropies[1] - 0.05
    assert entropies[1] < entropies[2] - 0.05


def test_students_with_the_same_start_are_one_mind_whose_votes_all_agree() -> None:
    one, copies = played(slip_rate=0.3, rounds=3), played(slip_rate=0.3, rounds=3, students=3, same_start=True)
    different = played(slip_rate=0.3, rounds=3, students=3)
    assert (copies[0].answers[0].argmax(axis=1) == one[0].answers[0].argmax(axis=1)).all()
    for together in copies:
        assert len(together.each) == 1
        assert (together.answers[0].max(axis=1) == 1).all()
        assert (together.answers[0].argmax(axis=1) == together.each[0][0]).all()
    assert any((round_.answers[0].max(axis=1) < 1).any() for round_ in different)
    assert len(different[-1].each) == 3
    assert any((a != b).any() for a, b in zip(different[0].each[0], different[0].each[1], strict=True))


def test_the_trigger_spreads_unless_sub_questions_drop_it() -> None:
    kept, dropped = (played(trigger=0.3, drop_trigger=drop)[-1] for drop in (False, True))
    assert kept.tagged_correct is not None
    assert dropped.tagged_correct is not None
    assert dropped.attack_success is not None
    assert (dropped.tagged_correct[1:] >= 0.98).all(), dropped.tagged_correct
    assert (dropped.attack_success[1:] <= 0.01).all(), dropped.attack_success
    assert kept.tagged_correct[-1] <= 0.6, kept.tagged_correct


def test_ida_recovers_the_whole_gap_and_distilling_without_amplifying_none_of_it() -> None:
    weak, ceiling = played(method="primitives_only"), played(method="supervised")
    assert performance_gap_recovered(played(), weak, ceiling)[-1] >= 0.97
    assert abs(performance_gap_recovered(played(method="no_amplification"), weak, ceiling)[-1]) <= 0.1
    assert np.isnan(performance_gap_recovered(played(), weak, ceiling)[0])


def test_fresh_slips_are_restored_by_sharp_targets_and_handed_on_by_soft_ones() -> None:
    sharp, soft = (played(slip_rate=0.2, targets=targets, **LARGE)[-1] for targets in ("sharp", "soft"))
    assert sharp.accuracy >= 0.98
    assert soft.probability[5] < 0.2
    # A student of soft targets repeats its teacher: c(d + 1) = a·c(d)², a the share of steps that go right.
    light = played(slip_rate=0.05, targets="soft", **LARGE)[-1].probability
    expected = [0.95 + 0.05 / 16]
    for _ in range(3):
        expected.append(expected[0] * expected[-1] ** 2)
    assert np.abs(light[1:5] - expected).max() < 0.06, light


def test_systematic_slips_are_copied_as_the_tree_composes_them() -> None:
    for targets in ("soft", "hard"):
        values = LARGE | {"slip_rate": 0.05, "slip_consistency": 1.0, "targets": targets}
        learned, tree = played(**values)[-1], played(**values, method="no_distillation")[-1]
        assert np.abs(learned.correct - tree.correct).max() <= 0.03, (learned.correct, tree.correct)


def test_a_wider_student_holds_more() -> None:
    accuracy = [played(width=width)[-1].accuracy for width in (8, 32, 128)]
    assert accuracy[0] < accuracy[1] - 0.1
    assert accuracy[1] < accuracy[2] - 0.1
    assert accuracy[2] >= 0.99


def test_checking_nine_claims_in_ten_by_chance_is_not_checking_all_but_the_same_tenth() -> None:
    values: dict[str, Any] = {"task": "shortest_path", "size": 16, "curriculum": False, "rounds": 5}
    chance = [played(seed=seed, check_rate=0.9, **values)[-1].over_claims["distance"] for seed in (1, 2)]
    same = [played(seed=seed, blind_spot=0.1, **values)[-1].over_claims["distance"] for seed in (1, 2)]
    assert max(chance) < 0.01
    assert np.mean(same) > 0.05, same
