"""What charts show of many runs."""

from __future__ import annotations

import numpy as np

from simulator.engine.courses import FIGURES, courses
from simulator.engine.parameters import Parameters
from simulator.engine.replicas import replicate
from simulator.engine.single import single
from simulator.engine.spread import SINGLES, WORRYING, Spread

P = Parameters.of({"distill.examples": 60, "run.rounds": 6})


def test_its_single_runs_are_the_first_replicas() -> None:
    spread = Spread.of(next(courses(P, 50)))
    assert (spread.singles, spread.count) == (SINGLES, 50)
    for name in FIGURES:
        for number in (0, 7, 19):
            np.testing.assert_array_equal(spread.runs[name][number], getattr(single(P, number), name))


def test_it_is_the_same_from_courses_and_from_replicas() -> None:
    *_, last = courses(P, 230)
    one, other = Spread.of(last), Spread.of(replicate(P, 230))
    for name in FIGURES:
        np.testing.assert_array_equal(one.bands[name], other.bands[name])
        np.testing.assert_array_equal(one.runs[name], other.runs[name])
    np.testing.assert_array_equal(one.above, other.above)


def test_it_counts_the_runs_whose_misalignment_is_high() -> None:
    found = replicate(P, 50)
    spread = Spread.of(found)
    assert spread.above.shape == (SINGLES + 1, 7)
    high = found.misalignment > WORRYING
    for round_ in range(7):
        assert spread.above[-1, round_] == high[round_].sum()
        for shown in (1, 7, 20):
            assert spread.above[shown - 1, round_] == high[round_, :shown].sum()
    assert 0 < spread.above[-1, 4] < 50  # with so few questions it is a matter of luck


def test_fewer_replicas_than_single_runs_are_all_shown() -> None:
    spread = Spread.of(next(courses(P, 3)))
    assert (spread.singles, len(spread.above)) == (3, 4)


def test_nothing_of_it_can_be_written_to() -> None:
    spread = Spread.of(next(courses(P, 30)))
    assert not any(a.flags.writeable for a in (*spread.bands.values(), *spread.runs.values(), spread.above))
