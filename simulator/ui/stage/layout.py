"""Where a scene goes: positions and sizes of its nodes in a given area. Plain numbers, no Qt.

Leaves share the width, a parent stands over the middle of its children, and a level is a row. The root stays at the
top of the area whatever the number of rows, so that nothing jumps from one round to the next.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise, zip_longest
from math import inf

from simulator.ui.stage.scene import LEVELS_BELOW, Scene

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
class Box:
    """A rectangle by its four sides."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def width(self) -> float:
        """From left to right."""
        return self.right - self.left

    @property
    def height(self) -> float:
        """From top to bottom."""
        return self.bottom - self.top

    @property
    def middle(self) -> float:
        """The height half way down."""
        return (self.top + self.bottom) / 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Measures:
    """What the text needs, in logical pixels: heights of lines, widths of the row labels and the key of shapes.

    `why_lines` is the number of lines under the tree; `unit` the theme's scale, 1 for text of 13 pixels.
    """

    unit: float
    padding: float
    title_height: float
    subtitle_height: float
    why_height: float
    why_lines: int
    rows_width: float
    key_width: float
    key_height: float


@dataclass(frozen=True, slots=True)
class Sheet:
    """The parts of the stage: boxes for text, and the area that is left for the tree. None is left out."""

    title: Box
    subtitle: Box | None
    why: Box
    key: Box | None
    area: Box
    corner: Box | None

    def right_at(self, y: float) -> float:
        """How far to the right something at this height may reach."""
        if self.corner is not None and y < self.corner.bottom:
            return self.corner.left
        if self.key is not None and y > self.key.top - KEY_CLEARANCE:
            return self.key.left - KEY_CLEARANCE
        return self.why.right


KEY_CLEARANCE = 8.0
"""Distance that words at nodes keep from the key of shapes."""

CORNER_GAP = 14.0
"""Between what sits in the top right corner and the edges of the stage; the same as the dial's own distance."""


def lay_out_sheet(width: float, height: float, corner_width: float, corner_height: float, m: Measures) -> Sheet:
    """Divide the stage. Where room is short, the key goes first, then the subtitle; the tree keeps what is left."""
    pad, gap = m.padding, 8.0 * m.unit
    corner = None
    if corner_width > 0:
        left = width - CORNER_GAP - corner_width
        corner = Box(left - gap, 0.0, width, CORNER_GAP + corner_height + gap)
    text_right = corner.left if corner else width - pad
    title = Box(pad, pad - 2.0, text_right, pad - 2.0 + m.title_height)
    why = Box(pad, height - pad - m.why_height * m.why_lines, width - pad, height - pad)
    corner_bottom = corner.bottom if corner else title.bottom
    has_key = width >= SIDE_COLUMN_FROM * m.unit and why.top - m.key_height - gap >= corner_bottom
    side = max(m.key_width + pad, width - corner.left if corner else 0.0) if has_key else pad
    key_bottom = why.top - gap
    key = Box(width - pad - m.key_width, key_bottom - m.key_height, width - pad, key_bottom) if has_key else None
    top = title.bottom + 4.0
    subtitle = Box(pad, top, text_right, top + m.subtitle_height)
    left = pad + m.rows_width + 2 * gap
    area = Box(left, subtitle.bottom + 1.5 * gap, width - side - gap, why.top - gap)
    if area.height >= COMFORTABLE_HEIGHT * m.unit:
        return Sheet(title, subtitle, why, key, area, corner)
    higher = Box(left, title.bottom + gap / 2, area.right, why.top - gap / 2)
    return Sheet(title, None, why, key, higher, corner)


SIDE_COLUMN_FROM = 600.0
"""Width from which the tree can spare a column at its right for the key and the corner."""

COMFORTABLE_HEIGHT = 110.0
"""Height below which the tree needs the subtitle's line more than the subtitle does."""


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a node is, the radius of its shape, and how far to the right its own half of the row reaches.

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
    pitch = min(area.width / count, WIDEST_PITCH * scale)
    top = area.top + ROOT_RADIUS * CHIP * scale
    columns, pip_pitch, pip_rows = _pips(scene, pitch, scale)
    foot = ROOT_RADIUS * SHRINK**last * CHIP * scale + (pip_rows and pip_rows + 0.5) * pip_pitch
    gap = min((area.bottom - foot - top) / max(last, 1), TALLEST_ROW * ROW * scale)
    rows = tuple(top + gap * level for level in range(last + 1))
    middle = (area.left + area.right) / 2
    if corner is not None:
        pitch, middle = _beside(scene, across, count, rows, pitch, middle, area, corner, scale)
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
        marks = min(scale, (closest - 2 * radius) / wanted)
        for index, after in zip_longest(row, row[1:]):
            right = inf if after is None else (xs[index] + xs[after]) / 2
            spots[index] = Spot(xs[index], rows[level], radius, right, marks if marks >= SMALLEST_MARKS else 0.0)
    return tuple(spots[index] for index in range(len(xs)))
