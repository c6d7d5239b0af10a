"""Both layouts keep the order, never overlap, and stand parents over the middle of their children."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import pytest
from hypothesis import given

from simulator.ui.stage.field.field import Counts
from simulator.ui.stage.field.place import COUSINS_APART, MOST_TIDY, Across, Shape, place, spread, tidy, width
from tests.ui.fields import grown, shapes

Layout = Callable[[Shape], list[Across]]
LAYOUTS = pytest.mark.parametrize("layout", [tidy, spread], ids=["tidy", "spread"])


def children(first: Counts, below: Across, node: int) -> Across:
    return below[first[node] : first[node + 1]]


@LAYOUTS
@given(shape=shapes())
def test_neighbors_keep_their_order_and_their_distance(layout: Layout, shape: Sequence[Counts]) -> None:
    for across, first in zip(layout(shape), shape, strict=True):
        assert len(across) == len(first) - 1
        assert (np.diff(across) >= 1.0 - 1e-9).all()


@LAYOUTS
@given(shape=shapes())
def test_parents_stand_over_the_middle_of_their_children(layout: Layout, shape: Sequence[Counts]) -> None:
    places = layout(shape)
    for level, first in enumerate(shape[:-1]):
        for node in range(len(first) - 1):
            below = children(first, places[level + 1], node)
            if len(below):
                assert places[level][node] == pytest.approx((below[0] + below[-1]) / 2)


@LAYOUTS
@given(shape=shapes())
def test_leaves_of_different_parents_stand_further_apart(layout: Layout, shape: Sequence[Counts]) -> None:
    places = layout(shape)
    for level, first in enumerate(shape[:-1]):
        parents = np.repeat(np.arange(len(first) - 1), np.diff(first))
        below = places[level + 1]
        leaves = np.diff(shape[level + 1]) == 0
        for left in range(len(below) - 1):
            if parents[left] != parents[left + 1] and leaves[left] and leaves[left + 1]:
                assert below[left + 1] - below[left] >= 1.0 + COUSINS_APART - 1e-9


@given(shape=shapes())
def test_the_tidy_layout_is_never_wider_and_starts_at_the_left(shape: Sequence[Counts]) -> None:
    assert width(tidy(shape)) <= width(spread(shape)) + 1e-9
    assert min(float(across[0]) for across in tidy(shape)) == pytest.approx(0.5)


@given(shape=shapes())
def test_the_same_tree_always_gets_the_same_layout(shape: Sequence[Counts]) -> None:
    once, twice = tidy(shape), tidy(shape)
    assert all((a == b).all() for a, b in zip(once, twice, strict=True))


def test_the_mirror_image_of_a_symmetric_tree_is_itself() -> None:
    field = grown(3, 4)
    for row in field.rows:
        assert row.place + row.place[::-1] == pytest.approx(field.width)


def test_subtrees_interlock() -> None:
    """A long thin subtree and a wide flat one: side by side they need less than the sum of both."""
    kids = [[2], [1, 3], [1, 0, 0, 0], [1], [3], [0, 0, 0]]
    shape = [np.concatenate(([0], np.cumsum(level))).astype(np.int32) for level in kids]
    assert width(tidy(shape)) < width(spread(shape)) - 1.0


def test_large_trees_get_the_layout_by_levels() -> None:
    small, large = grown(3, 7), grown(3, 8)
    assert small.count <= MOST_TIDY < large.count
    shape = [row.nodes.first for row in small.rows]
    assert all((a == b).all() for a, b in zip(place(shape), tidy(shape), strict=True))
    shape = [row.nodes.first for row in large.rows]
    assert all((a == b).all() for a, b in zip(place(shape), spread(shape), strict=True))


def test_a_chain_of_thousands_is_no_matter_of_recursion() -> None:
    shape = [np.array([0, 1], np.int32)] * 2500 + [np.array([0, 0], np.int32)]
    assert {float(across[0]) for across in tidy(shape)} == {0.5}
