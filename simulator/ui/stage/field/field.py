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
    """Nodes at their places. Running counts have one entry more than there are nodes.

    `closest` is the smallest distance of two neighbors (infinite for one node), `reach` half of the usual one: a
    node's part of the row, as far as that is seen from far away. `presence` says how much of each node there is while
    the tree is changing, from 0 to 1; None for all of each.
    """

    nodes: Nodes
    place: Across
    errors: Counts
    misaligned: Counts
    carried: Counts
    closest: float
    reach: float
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
        errors=_running(nodes.answer == ERROR),
        misaligned=_running(nodes.answer == MISALIGNED),
        carried=_running(nodes.carried),
        closest=float(distances.min()) if len(distances) else np.inf,
        reach=float(some[len(some) // 2]) / 2 if len(some) else 0.5,
    )


def _running(flags: Flags) -> Counts:
    counts = np.zeros(len(flags) + 1, np.int32)
    np.cumsum(flags, out=counts[1:])
    return counts
