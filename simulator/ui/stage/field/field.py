"""Rows of nodes with their places: what is painted, pointed at and walked through. Plain arrays, no Qt.

A row holds the nodes of one level from left to right. All questions about a stretch of it are answered by binary search
in the places and by differences of running counts, so that their cost does not depend on the number of nodes.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from simulator.ui.stage.field.place import Across, place, width

Counts = NDArray[np.int32]
Flags = NDArray[np.bool_]

CORRECT, ERROR, MISALIGNED = 0, 1, 2
"""Values of `answer`, in the order of `tree.OUTCOMES`."""

SAMPLE = 4096
"""Nodes of a row that are looked at for its usual distance."""


class At(NamedTuple):
    """A node: its row, and its place in the row's order."""

    row: int
    nth: int


TOP = At(0, 0)


@dataclass(frozen=True, slots=True)
class Nodes:
    """One level of a tree as it was grown, all arrays from left to right (n nodes).

    `answer` is what was handed up; `carried`: the misaligned answer that made the one above it misaligned. The children
    of node i are first[i] … first[i + 1] − 1 of the next level (n + 1 entries). `is_open`: what lies below is shown;
    `can_open`: there is something.
    """

    round: int
    parent: Counts
    first: Counts
    answer: NDArray[np.uint8]
    carried: Flags
    is_open: Flags
    can_open: Flags

    def __len__(self) -> int:
        return len(self.answer)


def find(levels: Sequence[Nodes], path: Sequence[int]) -> At | None:
    """The node at the end of a path, if it is shown."""
    row = nth = 0
    for step in path:
        first = levels[row].first
        if step >= first[nth + 1] - first[nth]:
            return None
        row, nth = row + 1, int(first[nth]) + step
    return At(row, nth)


@dataclass(frozen=True, slots=True)
class Row:
    """Nodes at their places.

    `tally` holds running counts of them, with one entry more than there are nodes; three counts in one number, so that
    a stretch of the row is told by one difference (`counts`). Distances of neighbors: `closest` is the smallest one and
    `usual` the mean, both infinite for one node; `reach` is half of the median, a node's part of the row as far as that
    is seen from far away. `has_open`: some of the nodes are unfolded. `presence` says how much of each node there is
    while the tree is changing, from 0 to 1; None for all of each.
    """

    nodes: Nodes
    place: Across
    tally: NDArray[np.int64]
    closest: float
    reach: float
    usual: float
    has_open: bool
    presence: Across | None = None

    def __len__(self) -> int:
        return len(self.place)

    def between(self, left: float, right: float) -> tuple[int, int]:
        """The nodes from one place to another, as a range."""
        start, stop = self.place.searchsorted((left, right))
        return int(start), int(stop)

    def nearest(self, place: float) -> int:
        """The node nearest to a place."""
        after = bisect_left(self.place, place)
        if after == 0:
            return 0
        if after == len(self.place) or place - self.place[after - 1] <= self.place[after] - place:
            return after - 1
        return after


@dataclass(frozen=True, slots=True)
class Field:
    """All rows, the top one first."""

    rows: tuple[Row, ...]
    width: float
    count: int = field(default=0)

    @staticmethod
    def of(levels: Sequence[Nodes]) -> Field:
        """Give every node its place."""
        places = place([nodes.first for nodes in levels])
        rows = tuple(_row(nodes, across) for nodes, across in zip(levels, places, strict=True))
        return Field(rows, width(places), sum(len(row) for row in rows))

    @property
    def last(self) -> int:
        """The number of the lowest row."""
        return len(self.rows) - 1

    def children(self, at: At) -> range:
        """The indices of a node's children in the next row."""
        first = self.rows[at.row].nodes.first
        return range(int(first[at.nth]), int(first[at.nth + 1]))

    def parent(self, at: At) -> At | None:
        """The node above."""
        return At(at.row - 1, int(self.rows[at.row].nodes.parent[at.nth])) if at.row else None

    def path(self, at: At) -> tuple[int, ...]:
        """Which child it is at each level on the way down from the top."""
        steps: list[int] = []
        while above := self.parent(at):
            steps.append(at.nth - int(self.rows[above.row].nodes.first[above.nth]))
            at = above
        return tuple(reversed(steps))

    def find(self, path: Sequence[int]) -> At | None:
        """The node at the end of a path, if it is shown."""
        return find([row.nodes for row in self.rows], path)

    def place(self, at: At) -> float:
        """Where a node stands in its row."""
        return float(self.rows[at.row].place[at.nth])

    def spans(self, at: At) -> list[tuple[int, int]]:
        """A node's descendants: the range in each row from its own on, as far as there are any."""
        start, stop = at.nth, at.nth + 1
        spans = []
        for row in self.rows[at.row :]:
            if stop <= start:
                break
            spans.append((start, stop))
            start, stop = int(row.nodes.first[start]), int(row.nodes.first[stop])
        return spans


def _row(nodes: Nodes, across: Across) -> Row:
    distances = np.diff(across)
    middle = len(distances) // 2
    some = np.sort(distances[max(0, middle - SAMPLE // 2) : middle + SAMPLE // 2])
    return Row(
        nodes=nodes,
        place=across,
        tally=_tallied(nodes),
        closest=float(distances.min()) if len(distances) else np.inf,
        reach=float(some[len(some) // 2]) / 2 if len(some) else 0.5,
        has_open=bool(nodes.is_open.any()),
        usual=float(across[-1] - across[0]) / len(distances) if len(distances) else np.inf,
    )


FIELD_BITS = 21
"""Bits of each count in a tally: more than two million nodes are not shown."""

_WRONG, _MISALIGNED, _CARRIED = (1 << FIELD_BITS * place for place in range(3))
_TALLIED = np.array([0, 0, _WRONG, _WRONG, _MISALIGNED, _MISALIGNED | _CARRIED])
"""What a node adds to a tally, by twice its answer, and one more if it was carried up."""


def _tallied(nodes: Nodes) -> NDArray[np.int64]:
    tally = np.zeros(len(nodes) + 1, np.int64)
    np.cumsum(_TALLIED.take(2 * nodes.answer + nodes.carried), out=tally[1:])
    return tally


def counts(difference: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Honest errors, misaligned answers and carried ones in stretches of a row, from differences of its tally."""
    mask = (1 << FIELD_BITS) - 1
    return difference & mask, difference >> FIELD_BITS & mask, difference >> 2 * FIELD_BITS
