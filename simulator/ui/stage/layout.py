"""Where a scene goes: positions and sizes of its nodes in a given area. Plain numbers, no Qt.

Leaves share the width, a parent stands over the middle of its children, and a level is a row. The root stays at the
top of the area whatever the number of rows, so that nothing jumps from one round to the next.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise, zip_longest
from math import inf

from simulator.ui.stage.scene import LEVELS_BELOW, Scene
from simulator.ui.stage.sheet import Box

ROOT_RADIUS = 14.0
SHRINK = 0.85
"""Radius of the root at scale 1, and of each level as a share of the one above; measured off the sketches."""

ROW = 58.0
"""Distance of two rows at scale 1."""

WIDEST_PITCH, TALLEST_ROW = 270.0, 1.9
"""Leaves further apart than this no longer look like siblings; rows are at most this many times ROW apart."""

SMALLEST_SCALE, LARGEST_SCALE = 0.5, 1.9
FULL_WIDTH = 460.0
"""Width that eight leaves need at scale 1, with their votes."""

PIP, PIP_PITCH = 2.6, 7.0
"""Radius of a vote's pip at scale 1, and the distance of two."""

EASY_PIP_PITCH, SMALLEST_PIP_PITCH = 5.5, 4.2
"""Votes are put into more rows before they get closer than the first (at scale 1), and left out below the second, in
pixels: smaller ones cannot be told apart."""

MARK, MARK_GAP = 7.5, 7.0
"""Half the side of the overseer's mark at scale 1, and its distance from the node."""

OPENED_PIP_COLUMNS = 3
"""Votes side by side at the left of an opened node: nine make a square."""

MARKS_WIDTH = MARK_GAP + 2 * MARK + 4.0
VOTES_WIDTH = MARK_GAP + OPENED_PIP_COLUMNS * PIP_PITCH
"""What an opened node needs beside its shape at scale 1: at the right for its step, at the left for its votes."""

WIDEST_SHAPE = 1.12
"""A diamond or a triangle reaches this much further than the disc of the same radius."""

WORD_GAP = 6.0
"""Distance of a word from the next node at scale 1."""

SMALLEST_MARKS = 0.42
SHARE_OF_OPENED = 0.22
"""Scale below which marks are left out, and the largest radius of an opened node as a share of the distance of two."""

COUSINS_APART = 0.3
"""Extra distance between leaves of different parents, as a share of the distance between siblings."""

CHIP = 1.4
"""Half the side of a model's chip, as a multiple of the radius of the answer in it."""

LOWEST_ROW = 30.0
"""Rows closer together than this (at scale 1) can no longer be read: the layout then leaves the lowest level away."""


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a node is, the radius of its shape, and how far to the right words at it may reach.

    `marks` is the scale of what stands beside it (votes, the overseer's mark), 0 where there is no room for that.
    """

    x: float
    y: float
    radius: float
    right: float
    marks: float


@dataclass(frozen=True, slots=True)
class Layout:
    """One spot for each node of the scene, the heights of its rows, and the scale of everything that belongs to it.

    `pip_columns` is how many votes stand side by side under a closed node, 0 where there is no room for votes, and
    `pip_pitch` is the distance of two of them.
    """

    spots: tuple[Spot, ...]
    rows: tuple[float, ...]
    scale: float
    pip_columns: int
    pip_pitch: float

    @property
    def is_readable(self) -> bool:
        """Whether the shapes of all nodes can be told apart; otherwise a picture with fewer levels is better."""
        return min(spot.radius for spot in self.spots) >= SMALLEST_RADIUS_PX


SMALLEST_RADIUS_PX = 3.0


def levels_that_fit(area: Box, unit: float) -> int:
    """How many levels below the root the height has room for; at least one."""
    return max(1, int((area.height - 2 * ROOT_RADIUS * SMALLEST_SCALE * unit) // (LOWEST_ROW * unit)))


def arrange(scene: Scene, area: Box, corner: Box | None, unit: float) -> Layout:
    """Place every node inside `area` and outside of `corner` (a box at its top right); `unit` is the theme's scale."""
    across, count = _across(scene)
    last = scene.last_level
    rows_wanted = max(last, LEVELS_BELOW) + 0.9
    wanted = min(area.height / (ROW * rows_wanted), area.width / FULL_WIDTH)
    scale = min(max(wanted, SMALLEST_SCALE * unit), LARGEST_SCALE * unit)
    top = area.top + ROOT_RADIUS * CHIP * scale
    half_chip = ROOT_RADIUS * SHRINK**last * CHIP * scale
    pitch, middle = min(area.width / count, WIDEST_PITCH * scale), (area.left + area.right) / 2
    for _ in range(2):  # beside a corner the tree gets narrower, so that its votes may need more height
        columns, pip_pitch, pip_rows = _pips(scene, pitch, scale)
        foot = half_chip + (pip_rows and pip_rows + 0.5) * pip_pitch
        gap = min((area.bottom - foot - top) / max(last, 1), TALLEST_ROW * ROW * scale)
        rows = tuple(top + gap * level for level in range(last + 1))
        if corner is not None:
            pitch, middle = _beside(scene, across, count, rows, pitch, middle, area, corner, scale)
    columns, pip_pitch, _ = _pips(scene, pitch, scale)
    xs = [middle + (u - count / 2) * pitch for u in across]
    return Layout(_spots(scene, xs, rows, scale), rows, scale, columns, pip_pitch)


def _pips(scene: Scene, pitch: float, scale: float) -> tuple[int, float, int]:
    """Columns, distance and rows of the votes under closed nodes; no columns and rows where there are none to show."""
    votes = max((sum(node.votes) for node in scene.nodes if node.is_closed), default=0)
    if votes < 2:
        return 0, 0.0, 0
    choices = [(columns, pitch / (columns + 1.2)) for columns in (votes, 5, 3) if columns <= votes]
    best = max(room for _, room in choices)
    columns, room = next(choice for choice in choices if choice[1] >= min(best, EASY_PIP_PITCH * scale))
    if room < SMALLEST_PIP_PITCH:
        return 0, 0.0, 0
    return columns, min(room, PIP_PITCH * scale), -(-votes // columns)


def _across(scene: Scene) -> tuple[list[float], float]:
    """Each node's place from left to right in units of the distance between sibling leaves, and the width in all."""
    places = [0.0] * len(scene.nodes)
    taken, before = 0.0, -2

    def place(index: int) -> None:
        nonlocal taken, before
        children = scene.nodes[index].children
        for child in children:
            place(child)
        if children:
            places[index] = (places[children[0]] + places[children[-1]]) / 2
            return
        parent = scene.nodes[index].parent
        if before not in (-2, parent):
            taken += COUSINS_APART
        places[index], before = taken + 0.5, parent
        taken += 1.0

    place(0)
    return places, taken


def _beside(
    scene: Scene, across: list[float], count: float, rows: tuple[float, ...], pitch: float, middle: float,
    area: Box, corner: Box, scale: float,
) -> tuple[float, float]:  # fmt: skip
    """Pitch and middle with which no node of the rows beside the corner reaches into it.

    The tree first moves to the left, as far as its area goes, and then becomes narrower.
    """
    clear = 44.0 * scale  # half a root with its overseer mark
    for node, u in zip(scene.nodes, across, strict=True):
        if rows[node.level] - clear / 2 > corner.bottom:
            continue
        over = middle + (u - count / 2) * pitch + clear - corner.left
        if over > 0:
            middle -= min(over, max(0.0, middle - count * pitch / 2 - area.left))
            over = middle + (u - count / 2) * pitch + clear - corner.left
        if over > 0 and u > 0:
            pitch -= over / u
            middle = area.left + count * pitch / 2
    return max(pitch, 1.0), middle


def _spots(scene: Scene, xs: list[float], rows: tuple[float, ...], scale: float) -> tuple[Spot, ...]:
    by_row: list[list[int]] = [[] for _ in rows]
    for index, node in enumerate(scene.nodes):
        by_row[node.level].append(index)
    spots: dict[int, Spot] = {}
    for level, row in enumerate(by_row):
        # siblings stand side by side, and parents in the order of theirs: a row is sorted
        closest = min((xs[b] - xs[a] for a, b in pairwise(row)), default=inf)
        opened = not all(scene.nodes[index].is_closed for index in row)
        widest = SHARE_OF_OPENED * closest if opened else closest / (2 * CHIP + 0.3)
        radius = min(ROOT_RADIUS * SHRINK**level * scale, widest)
        has_votes = any(sum(scene.nodes[index].votes) > 1 for index in row)
        wanted = MARKS_WIDTH + (VOTES_WIDTH if has_votes else 0.0)
        marks = min(scale, (closest - 2 * WIDEST_SHAPE * radius) / wanted)
        beside = radius + WORD_GAP * scale + (VOTES_WIDTH * marks if has_votes else 0.0)
        for index, after in zip_longest(row, row[1:]):
            right = inf if after is None else xs[after] - beside
            spots[index] = Spot(xs[index], rows[level], radius, right, marks if marks >= SMALLEST_MARKS else 0.0)
    return tuple(spots[index] for index in range(len(xs)))
