"""The clean case of the learned model: what the paper found, on permutation powering (model.md 3)."""

from __future__ import annotations

import numpy as np
import pytest

from simulator.learner.rounds import Round, learn
from simulator.learner.settings import Learned
from simulator.learner.student import Method

SMALL = {"learned.size": 16, "learned.width": 64, "learned.steps": 200, "learned.rounds": 6}


def played(*, seed: int = 1, method: Method = "ida", witness: bool = False, **values: object) -> list[Round]:
    settings = Learned.of(SMALL | {f"learned.{name}": value for name, value in values.items()})
    return list(learn(settings, seed, method=method, witness=witness))


@pytest.mark.parametrize(("levels", "reached"), [(1, [0, 1, 2, 3, 4, 5]), (2, [0, 2, 4, 5]), (3, [0, 3, 5])])
def test_each_round_reaches_as_many_depths_as_it_has_levels(levels: int, reached: list[int]) -> None:
    for round_, depth in zip(played(levels=levels, rounds=len(reached) - 1, steps=400), reached, strict=True):
        assert (round_.correct[: depth + 1] >= 0.95).all(), round_.correct
        assert (round_.correct[depth + 1 :] <= 0.6).all(), round_.correct


def test_without_amplification_nothing_beyond_primitives_is_ever_learned() -> None:
    last = played(method="no_amplification")[-1]
    assert last.correct[0] == 1
    assert (last.correct[1:] <= 0.35).all(), last.correct


def test_training_on_the_truth_is_a_ceiling_that_is_reached_no_later() -> None:
    ceiling, mine = played(method="supervised"), played()
    assert ceiling[-1].accuracy >= 0.99
    assert all(above.accuracy >= below.accuracy - 0.02 for above, below in zip(ceiling, mine, strict=True))


def test_the_tree_alone_is_exact_and_needs_no_training() -> None:
    tree = played(method="no_distillation")
    assert (tree[5].correct == 1).all()


def test_the_same_seed_gives_the_same_curves_and_the_same_start_for_every_method() -> None:
    for one, other in zip(played(witness=True), played(witness=True), strict=True):
        assert one.to_json() == other.to_json()
    starts = [played(method=method, rounds=1)[0].answers[0] for method in ("ida", "supervised", "no_distillation")]
    assert all(np.array_equal(starts[0], start) for start in starts)
    assert not np.array_equal(starts[0], played(seed=2, rounds=1)[0].answers[0])
