"""Where a scene goes: positions and sizes of its nodes in a given area. Plain numbers, no Qt.

Leaves share the width, a parent stands over the middle of its children, and a level is a row. The root stays at the
top of the area whatever the number of rows, so that nothing jumps from one round to the next.
"""

from __future__ import annotations

from dataclasses import dataclass

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
    rows_left: float
    corner: Box | None


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
        return Sheet(title, subtitle, why, key, area, pad, corner)
    higher = Box(left, title.bottom + gap / 2, area.right, why.top - gap / 2)
    return Sheet(title, None, why, key, higher, pad, corner)


SIDE_COLUMN_FROM = 600.0
"""Width from which the tree can spare a column at its right for the key and the corner."""

COMFORTABLE_HEIGHT = 110.0
"""Height below which the tree needs the subtitle's line more than the subtitle does."""


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a node is, the radius of its shape, and the room beside it that no neighbor needs."""

    x: float
    y: float
    radius: float
    room_left: float
    room_right: float


@dataclass(frozen=True, slots=True)
class Layout:
    """One spot for each node of the scene, the heights of its rows, and the scale of everything that belongs to it."""

    spots: tuple[Spot, ...]
    rows: tuple[float, ...]
    scale: float


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
    gap = min((area.bottom - _foot(scene, pitch, scale) - top) / max(last, 1), TALLEST_ROW * ROW * scale)
    rows = tuple(top + gap * level for level in range(last + 1))
    middle = (area.left + area.right) / 2
    if corner is not None:
        pitch, middle = _beside(scene, across, count, rows, pitch, middle, area, corner, scale)
    xs = [middle + (u - count / 2) * pitch for u in across]
    return Layout(_spots(scene, xs, rows, area, scale), rows, scale)


def pip_columns(votes: int, room: float, scale: float) -> int:
    """How many pips stand side by side in this width: all, or else five, or three."""
    return next((columns for columns in (votes, 5, 3) if columns <= min(votes, room // (PIP_PITCH * scale))), min(votes, 3))


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


def _foot(scene: Scene, pitch: float, scale: float) -> float:
    """Height that the lowest row needs below its middle: half a chip, and the votes under it."""
    half = ROOT_RADIUS * SHRINK**scene.last_level * CHIP * scale
    votes = max((sum(node.votes) for node in scene.nodes if node.is_closed), default=0)
    if votes < 2:
        return half
    return half + (-(-votes // pip_columns(votes, pitch, scale)) + 0.5) * PIP_PITCH * scale


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


def _spots(scene: Scene, xs: list[float], rows: tuple[float, ...], area: Box, scale: float) -> tuple[Spot, ...]:
    by_row: list[list[int]] = [[] for _ in rows]
    for index, node in enumerate(scene.nodes):
        by_row[node.level].append(index)
    spots: list[Spot | None] = [None] * len(xs)
    for level, row in enumerate(by_row):
        row.sort(key=xs.__getitem__)
        closest = min((xs[b] - xs[a] for a, b in zip(row, row[1:], strict=False)), default=area.width)
        radius = min(ROOT_RADIUS * SHRINK**level * scale, closest / (2 * CHIP + 0.3))
        for place, index in enumerate(row):
            left = (xs[index] - xs[row[place - 1]]) / 2 if place else xs[index] - area.left
            right = (xs[row[place + 1]] - xs[index]) / 2 if place + 1 < len(row) else area.right - xs[index]
            spots[index] = Spot(xs[index], rows[level], radius, left - radius, right - radius)
    return tuple(spot for spot in spots if spot is not None)
