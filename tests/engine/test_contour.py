"""Level lines: every crossing is where the field is at the level, and the lines are those of pyqtgraph."""

from __future__ import annotations

import numpy as np
import pytest

from simulator.engine.contour import joined, level_lines
from simulator.engine.outcome import Array


def ends(pieces: Array) -> set[tuple[float, float]]:
    return {(round(i, 9), round(j, 9)) for piece in pieces for i, j in (piece[:2], piece[2:])}


def whole(pieces: Array) -> set[frozenset[tuple[float, float]]]:
    return {frozenset(ends(piece[np.newaxis])) for piece in pieces}


@pytest.mark.parametrize("seed", range(5))
def test_a_rough_field_is_crossed_where_pyqtgraph_crosses_it(seed: int) -> None:
    functions = pytest.importorskip("pyqtgraph.functions")
    field = np.random.default_rng(seed).normal(size=(7, 9))
    theirs = np.array([[*a, *b] for a, b in functions.isocurve(field, 0.1)]) - 0.5
    ours = level_lines(field, 0.1)
    assert len(ours) == len(theirs)
    assert ends(ours) == ends(theirs)  # at saddles the same points may be joined the other way
    saddles = (field > 0.1)[:-1, :-1] + 2 * (field > 0.1)[1:, 1:]
    assert saddles.any()
    smooth = np.add.outer(np.linspace(-1, 1, 8), np.linspace(-1, 1, 8) ** 2)
    assert whole(level_lines(smooth, 0.2)) == whole(
        np.array([[*a, *b] for a, b in functions.isocurve(smooth, 0.2)]) - 0.5
    )


def test_a_circle_is_found_to_be_one() -> None:
    at = np.linspace(-2, 2, 81)
    pieces = level_lines(np.hypot(*np.meshgrid(at, at, indexing="ij")), 1.0)
    radius = np.hypot(*(np.array(sorted(ends(pieces))) / 20 - 2).T)
    np.testing.assert_allclose(radius, 1.0, atol=1e-3)
    length = np.hypot(*(pieces[:, 2:] - pieces[:, :2]).T).sum() / 20
    assert length == pytest.approx(2 * np.pi, rel=2e-3)


def test_a_saddle_is_joined_as_its_middle_says() -> None:
    joined = level_lines(np.array([[1.0, 0.0], [0.0, 1.0]]), 0.4)
    parted = level_lines(np.array([[1.0, 0.0], [0.0, 1.0]]), 0.6)
    assert whole(joined) != whole(parted)
    for pieces, around in ((joined, {(0, 1), (1, 0)}), (parted, {(0, 0), (1, 1)})):
        nearest = {tuple(np.round(piece.reshape(2, 2).mean(axis=0)).astype(int).tolist()) for piece in pieces}
        assert nearest == around


def test_no_line_where_nothing_is_known_and_none_in_a_single_row() -> None:
    field = np.add.outer(np.arange(4.0), np.zeros(4))
    assert len(level_lines(field, 1.5)) == 3
    field[1, 2] = np.nan
    assert len(level_lines(field, 1.5)) == 1
    assert level_lines(field, 99.0).shape == (0, 4)
    assert level_lines(np.arange(5.0)[np.newaxis], 1.5).shape == (0, 4)


@pytest.mark.parametrize("seed", range(4))
def test_joined_lines_are_the_same_pieces_in_few_runs(seed: int) -> None:
    pieces = level_lines(np.random.default_rng(seed).normal(size=(9, 9)), 0.0)
    lines = joined(pieces)
    again = np.concatenate([np.hstack([line[:-1], line[1:]]) for line in lines])
    assert len(again) == len(pieces)
    assert whole(again) == whole(pieces)
    assert len(lines) < len(pieces) / 3
    at = np.linspace(-2, 2, 41)
    circle = joined(level_lines(np.hypot(*np.meshgrid(at, at, indexing="ij")), 1.01))
    assert len(circle) == 1
    assert circle[0][0].tolist() == circle[0][-1].tolist()
    assert joined(np.zeros((0, 4))) == []
