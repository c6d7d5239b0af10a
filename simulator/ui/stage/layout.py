"""Where a scene goes: positions and sizes of its nodes in a given area. Plain numbers, no Qt.

Leaves share the width, a parent stands over the middle of its children, and a level is a row. The root stays at the
top of the area whatever the number of rows, so that nothing jumps from one round to the next.
"""

from __future__ import annotations

from dataclasses import dataclass

from simulator.ui.stage.scene import Scene

ROOT_RADIUS = 14.0
SHRINK = 0.85
"""Radius of the root at scale 1, and of each level as a share of the one above; measured off the sketches."""

ROW = 58.0
"""Distance of two rows at scale 1."""

WIDEST_PITCH, TALLEST_ROW = 270.0, 1.9
"""Leaves further apart than this no longer look like siblings; rows are at most this many times ROW apart."""

SMALLEST_SCALE, LARGEST_SCALE = 0.5, 1.9
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
    last = scene.nodes[-1].level
    gap = area.height / (last + 0.75)
    scale = unit * min(max(min(gap / ROW / unit, area.width / 480.0 / unit), SMALLEST_SCALE), LARGEST_SCALE)
    top = area.top + ROOT_RADIUS * scale * CHIP
    foot = _foot(scene, scale)
    gap = min((area.bottom - foot - top) / max(last, 1), TALLEST_ROW * ROW * scale)
    rows = tuple(top + gap * level for level in range(last + 1))
    pitch = min(area.width / count, WIDEST_PITCH * scale)
    middle = (area.left + area.right) / 2
    if corner is not None:
        pitch, middle = _beside(scene, across, count, rows, pitch, middle, area, corner, scale)
    xs = [middle + (u - count / 2) * pitch for u in across]
    return Layout(_spots(scene, xs, rows, pitch, area, scale), rows, scale)


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


def _foot(scene: Scene, scale: float) -> float:
    """Height that the lowest row needs below its middle: half a chip, and the votes under it."""
    votes = max((len(node.votes) for node in scene.nodes if not node.children), default=0)
    return (ROOT_RADIUS * SHRINK**2 * CHIP + (13.0 if votes > 1 else 2.0)) * scale


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


def _spots(
    scene: Scene, xs: list[float], rows: tuple[float, ...], pitch: float, area: Box, scale: float
) -> tuple[Spot, ...]:
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
