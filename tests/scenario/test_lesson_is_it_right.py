"""What the lesson Is the theory right? says of the network, measured on the network that the lesson trains."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import pytest

from simulator.engine.iterate import run
from simulator.learner.rounds import Round, learn
from simulator.scenario import library
from simulator.scenario.codec import read

SCENARIO = read(library.path_of("is-it-right"))


@lru_cache
def trained(**changes: Any) -> tuple[Round, ...]:
    settings = SCENARIO.learned.with_({f"learned.{name}": value for name, value in changes.items()})
    return tuple(learn(settings, SCENARIO.parameters.run.seed))


def test_theory_and_network_have_the_same_overseer_and_the_same_rounds() -> None:
    overseer, learned = SCENARIO.parameters.overseer, SCENARIO.learned
    assert 1 - overseer.quality == pytest.approx(learned.slip_rate)
    assert overseer.consistency == learned.slip_consistency
    assert SCENARIO.parameters.run.rounds == learned.rounds
    assert len(trained()[0].correct) == SCENARIO.parameters.task.max_depth + 1


def test_the_network_ends_at_3_9_and_is_at_every_level_a_little_better_than_the_theory() -> None:
    last, theory = trained()[-1], run(SCENARIO.parameters)
    assert round(float(last.horizon), 1) == 3.9
    assert all(last.correct[2:] > theory.correct[-1][2:])
    assert last.correct[:4] == pytest.approx(theory.correct[-1][:4], abs=0.02)
    assert last.misalignment > 0.2


def test_slips_that_differ_are_averaged_away_in_training() -> None:
    last = trained(slip_consistency=0.0)[-1]
    assert last.horizon == 5
    assert last.misalignment < 0.02
