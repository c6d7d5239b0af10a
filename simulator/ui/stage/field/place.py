"""Where nodes stand from left to right: sub-questions side by side, a question over the middle of them.

Two layouts of the same rules. `tidy` lets subtrees interlock (Buchheim, Jünger, Leipert 2002: Walker's rules in linear
time) and is for trees that one reads node by node. `spread` gives every leaf a column of its own, level by level in
numpy, and is for a million nodes. Neighbours on a row are at least 1 apart, and `COUSINS_APART` more if they have
different parents and one of them is a leaf.

A tree's shape is given level by level: the children of node i of a level are the nodes first[i] … first[i + 1] − 1 of
the next one. The last level has no children.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

Across = NDArray[np.float64]
Shape = Sequence[NDArray[np.int32]]
"""`first` of each level, of one more entry than the level has nodes."""

COUSINS_APART = 0.3
"""Extra distance between leaves of different parents, as a share of the distance between siblings."""

MOST_TIDY = 3000
"""Nodes up to which the tidy layout takes a few milliseconds."""


def place(shape: Shape) -> list[Across]:
    """Each node's place, level by level; the leftmost is at 0.5."""
    return tidy(shape) if sum(len(first) - 1 for first in shape) <= MOST_TIDY else spread(shape)


def width(places: Sequence[Across]) -> float:
    """From the left side of the leftmost node to the right side of the rightmost one."""
    return max(float(across[-1]) for across in places if len(across)) + 0.5


# ---- a column for each leaf -----------------------------------------------------------------------------------------


def spread(shape: Shape) -> list[Across]:
    """Leaves share the width; linear, a few tens of nanoseconds a node."""
    sums, pads = _columns(shape)
    places: list[Across] = []
    left = np.zeros(1)
    for level, first in enumerate(shape):
        places.append(left)  # for now: the left side of the node's columns
        if level + 1 < len(shape):
            shift = left + pads[level] / 2 - sums[level + 1][first[:-1]]
            left = sums[level + 1][:-1] + np.repeat(shift, np.diff(first))
    places[-1] += 0.5
    for level in range(len(shape) - 2, -1, -1):
        first, below = shape[level], places[level + 1]
        start, stop = first[:-1], first[1:]
        if not len(below):
            places[level] += 0.5
            continue
        centered = (below[np.minimum(start, len(below) - 1)] + below[stop - 1]) / 2
        places[level] = np.where(stop > start, centered, places[level] + 0.5)
    return places


def _columns(shape: Shape) -> tuple[list[Across], list[Across]]:
    """Running sums of the columns under the nodes of each level, and what of them is the gap to cousins."""
    sums: list[Across] = []
    pads: list[Across] = []
    below: Across = np.zeros(1)
    leaves_below: NDArray[np.int64] = np.zeros(1, np.int64)
    for first in reversed(shape):
        start, stop = first[:-1], first[1:]
        is_leaf = start == stop
        pad = np.where(leaves_below[stop] > leaves_below[start], COUSINS_APART, 0.0)
        columns = below[stop] - below[start] + pad
        columns[is_leaf] = 1.0
        below = np.zeros(len(first))
        np.cumsum(columns, out=below[1:])
        leaves_below = np.zeros(len(first), np.int64)
        np.cumsum(is_leaf, out=leaves_below[1:])
        sums.append(below)
        pads.append(pad)
    return sums[::-1], pads[::-1]


# ---- subtrees that interlock ----------------------------------------------------------------------------------------


def tidy(shape: Shape) -> list[Across]:
    """Subtrees as close as they go, small ones evenly between large ones; linear."""
    sizes = [len(first) - 1 for first in shape]
    wanted = _Tidy(shape, sizes)
    x = np.array(wanted.places())
    x += 0.5 - x.min()
    return np.split(x, np.cumsum(sizes)[:-1])


class _Tidy:
    """One run of the algorithm. Nodes are numbered level by level; places are relative to the parent until the end.

    `threads` lead from the last node of a contour to where it goes on, so that contours are walked without searching;
    `shift` and `change` put off the moving of subtrees that lie between two that were pushed apart.
    """

    def __init__(self, shape: Shape, sizes: Sequence[int]) -> None:
        count = sum(sizes)
        self.first, self.last = [-1] * count, [-1] * count
        self.parent = [-1] * count
        node, below = 0, 0
        for level, size in zip(shape, sizes, strict=True):
            below += size
            edges = level.tolist()
            for start, stop in pairwise(edges):
                if stop > start:
                    self.first[node], self.last[node] = below + start, below + stop - 1
                    for child in range(below + start, below + stop):
                        self.parent[child] = node
                node += 1
        self.thread = [-1] * count
        self.ancestor = list(range(count))
        self.place, self.mod, self.shift, self.change, self.middle = ([0.0] * count for _ in range(5))

    def places(self) -> list[float]:
        first, last, place = self.first, self.last, self.place
        for node in range(len(first) - 1, -1, -1):
            if first[node] < 0:
                continue
            leftmost = first[node]
            default = leftmost
            for child in range(leftmost, last[node] + 1):
                if child == leftmost:
                    place[child] = self.middle[child]
                else:
                    place[child] = place[child - 1] + self._distance(child - 1, child)
                    self.mod[child] = place[child] - self.middle[child]
                    default = self._apportion(child, leftmost, default)
            self._execute_shifts(node)
            self.middle[node] = (place[leftmost] + place[last[node]]) / 2
        place[0] = self.middle[0]
        carried = [0.0] * len(place)
        for node in range(1, len(place)):
            parent = self.parent[node]
            carried[node] = carried[parent] + self.mod[parent]
            place[node] += carried[node]
        return place

    def _distance(self, left: int, right: int) -> float:
        cousins = self.parent[left] != self.parent[right] and (self.first[left] < 0 or self.first[right] < 0)
        return 1.0 + COUSINS_APART if cousins else 1.0

    def _left_on(self, node: int) -> int:
        return self.first[node] if self.first[node] >= 0 else self.thread[node]

    def _right_on(self, node: int) -> int:
        return self.last[node] if self.last[node] >= 0 else self.thread[node]

    def _apportion(self, node: int, leftmost: int, default: int) -> int:
        """Push the subtree of a node off all subtrees at its left; returns the next default ancestor."""
        place, mod = self.place, self.mod
        inner_right = outer_right = node
        inner_left, outer_left = node - 1, leftmost
        sum_inner_right = sum_outer_right = mod[node]
        sum_inner_left, sum_outer_left = mod[inner_left], mod[outer_left]
        next_left, next_right = self._right_on(inner_left), self._left_on(inner_right)
        while next_left >= 0 and next_right >= 0:
            inner_left, inner_right = next_left, next_right
            outer_left, outer_right = self._left_on(outer_left), self._right_on(outer_right)
            self.ancestor[outer_right] = node
            push = place[inner_left] + sum_inner_left - place[inner_right] - sum_inner_right
            push += self._distance(inner_left, inner_right)
            if push > 0.0:
                owner = self.ancestor[inner_left]
                self._push(owner if self.parent[owner] == self.parent[node] else default, node, push)
                sum_inner_right += push
                sum_outer_right += push
            sum_inner_left += mod[inner_left]
            sum_inner_right += mod[inner_right]
            sum_outer_left += mod[outer_left]
            sum_outer_right += mod[outer_right]
            next_left, next_right = self._right_on(inner_left), self._left_on(inner_right)
        if next_left >= 0 and self._right_on(outer_right) < 0:
            self.thread[outer_right] = next_left
            mod[outer_right] += sum_inner_left - sum_outer_right
        if next_right >= 0 and self._left_on(outer_left) < 0:
            self.thread[outer_left] = next_right
            mod[outer_left] += sum_inner_right - sum_outer_left
            default = node
        return default

    def _push(self, left: int, right: int, push: float) -> None:
        share = push / (right - left)
        self.change[right] -= share
        self.shift[right] += push
        self.change[left] += share
        self.place[right] += push
        self.mod[right] += push

    def _execute_shifts(self, node: int) -> None:
        shift = change = 0.0
        for child in range(self.last[node], self.first[node] - 1, -1):
            self.place[child] += shift
            self.mod[child] += shift
            change += self.change[child]
            shift += self.shift[child] + change
