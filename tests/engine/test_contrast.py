"""B − A on the same luck: the mean is that of the effective curves, equal settings differ by nothing at all."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings

from simulator.engine.contrast import Contrast, contrast, contrasts, effective_gap
from simulator.engine.courses import FIGURES
from simulator.engine.iterate import run
from simulator.engine.outcome import Array
from simulator.engine.parameters import Parameters
from simulator.engine.replicas import replicate
from tests.engine.strategies import Values, parameter_values

SMALL: dict[str, Any] = {"distill.examples": 400, "run.rounds": 6}
A = Parameters.of(SMALL)
B = A.with_({"overseer.quality": 0.9})
P_SMALLEST = 1e-6
Z = 4.9
"""Two-sided normal quantile of about P_SMALLEST."""


@pytest.fixture(scope="module")
def found() -> Contrast:
    return contrast(A, B, 300)


@given(parameter_values())
@settings(max_examples=15)
def test_equal_settings_differ_by_exactly_nothing_in_every_replica(values: Values) -> None:
    same = Parameters.of({**values, "run.rounds": 3, "task.max_depth": 4})
    found = contrast(same, Parameters.of({**values, "run.rounds": 3, "task.max_depth": 4}), 40)
    for gap in found.gaps.values():
        assert gap.is_nothing
        assert gap.sureness is None
        assert not gap.common.any()


def test_it_is_replica_by_replica_on_the_same_luck(found: Contrast) -> None:
    one, other = replicate(A, 300), replicate(B, 300)
    for name in FIGURES:
        differences = getattr(other, name) - getattr(one, name)
        np.testing.assert_array_equal(found.gaps[name].mean, differences.mean(axis=1))
        np.testing.assert_allclose(found.gaps[name].common, np.quantile(differences, (0.05, 0.5, 0.95), axis=1))


def test_the_band_for_other_luck_pairs_a_with_a_stranger(found: Contrast) -> None:
    one, stranger = replicate(A, 300), replicate(B.with_({"run.seed": A.run.seed + 1}), 300)
    for name in FIGURES:
        differences = getattr(stranger, name) - getattr(one, name)
        np.testing.assert_allclose(found.gaps[name].independent, np.quantile(differences, (0.05, 0.5, 0.95), axis=1))


def _z_scores(a: Parameters, b: Parameters, effective: tuple[Parameters, Parameters], name: str) -> Array:
    """How far the mean difference lies from that of two effective curves, in standard errors, per later round."""
    count = 400
    one, other = replicate(a, count), replicate(b, count)
    differences = (getattr(other, name) - getattr(one, name))[1:]
    error = differences.std(axis=1, ddof=1) / np.sqrt(count)
    expected = effective_gap(*(getattr(run(p), name) for p in effective))[1:]
    return np.asarray((differences.mean(axis=1) - expected) / error)


@pytest.mark.parametrize("name", ["capability", "misalignment"])
def test_with_many_questions_its_mean_is_the_difference_of_the_effective_curves(name: str) -> None:
    many = {"distill.examples": 100_000, "run.rounds": 4}
    a, b = A.with_(many), B.with_(many)
    assert np.abs(_z_scores(a, b, (a, b), name)).max() < Z
    # With another B the same test must fail: it can tell .90 from .895.
    wrong = b.with_({"overseer.quality": 0.895})
    assert np.abs(_z_scores(a, b, (a, wrong), name)).max() > Z


def test_sureness_is_how_much_wider_the_band_is_with_other_luck(found: Contrast) -> None:
    gap = found.gaps["misalignment"]
    wide, narrow = gap.independent, gap.common
    assert gap.sureness is not None
    assert gap.sureness == pytest.approx((wide[2] - wide[0])[1:].mean() / (narrow[2] - narrow[0])[1:].mean())
    assert gap.sureness > 1.5


def test_the_more_alike_two_settings_are_the_surer_is_their_difference() -> None:
    near = contrast(A, A.with_({"overseer.quality": 0.949}), 200).gaps["misalignment"].sureness
    far = contrast(A, A.with_({"overseer.quality": 0.6, "reliability.copies": 5}), 200).gaps["misalignment"].sureness
    assert near is not None
    assert far is not None
    assert near > 3 * far


def test_the_rounds_are_those_that_both_have() -> None:
    short = contrast(A, B.with_({"run.rounds": 2}), 20)
    assert {gap.mean.shape for gap in short.gaps.values()} == {(3,)}
    assert {gap.common.shape for gap in short.gaps.values()} == {(3, 3)}
    assert effective_gap(np.zeros(7), np.ones(3)).tolist() == [1, 1, 1]


def test_other_seeds_are_refused_and_so_are_no_replicas() -> None:
    with pytest.raises(ValueError, match="same seed"):
        contrasts(A, B.with_({"run.seed": 2}))
    with pytest.raises(ValueError, match="at least one"):
        contrasts(A, B, 0)


def test_it_grows_and_its_first_replicas_stay() -> None:
    counts = [found.count for found in contrasts(A, B, 450)]
    assert counts == [200, 450]
    first = next(contrasts(A, B, 450))
    assert first.gaps["horizon"].mean.tolist() == contrast(A, B, 200).gaps["horizon"].mean.tolist()


@pytest.mark.parametrize("count", [250, 1200])
def test_what_is_kept_of_b_is_the_same_when_it_is_met_again(count: int) -> None:
    small = {"run.rounds": 2, "task.max_depth": 3}
    a, b = A.with_(small), B.with_(small)
    first = contrast(a, b, count)
    contrast(a.with_({"overseer.quality": 0.7}), b, count)
    again = contrast(a, b, count)
    for name in FIGURES:
        for array in ("mean", "common", "independent"):
            np.testing.assert_array_equal(getattr(first.gaps[name], array), getattr(again.gaps[name], array))


def test_the_largest_seed_has_a_stranger_too() -> None:
    last = {"run.seed": 2**63 - 1}
    assert contrast(A.with_(last), B.with_(last), 20).gaps["misalignment"].sureness is not None


def test_nothing_of_it_can_be_written_to(found: Contrast) -> None:
    arrays = [array for gap in found.gaps.values() for array in (gap.mean, gap.common, gap.independent)]
    assert not any(array.flags.writeable for array in arrays)
