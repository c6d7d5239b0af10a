"""Single mechanisms of the learned model, each against what it would be without it (model.md 3)."""

from __future__ import annotations

import numpy as np

from simulator.learner.baselines import performance_gap_recovered
from simulator.learner.rounds import Round, learn
from simulator.learner.settings import Learned
from simulator.learner.student import Method

SMALL = {"learned.size": 16, "learned.width": 64, "learned.steps": 200, "learned.rounds": 6}


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
