"""What of a field is in view and how closely it is seen: a pure function of field, camera and moment. No Qt.

A row whose nodes have room is seen close up, with everything that belongs to them; a row with less as shapes; a row
with hardly any as a ribbon. Sizes follow from the room, so that what has less room is smaller, not suddenly different.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, floor, hypot, inf
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from simulator.ui.stage.field.camera import Camera
from simulator.ui.stage.field.field import At, Field, Row
from simulator.ui.stage.moment import Moment, NodeState, opening
from simulator.ui.stage.proportions import (
    CHIP,
    MARKS_WIDTH,
    ROOT_RADIUS,
    SHARE_OF_OPENED,
    SHRINK,
    SMALLEST_MARKS,
    WIDEST_SHAPE,
)
from simulator.ui.stage.sheet import Box

Numbers = NDArray[np.float64]
Closeness = Literal["close", "shapes", "ribbon"]

CLOSE_RADIUS, SHAPE_RADIUS = 3.0, 1.5
"""Smallest radii of nodes that are seen close up, and as shapes, in pixels."""

MOST_CLOSE, FEW_CLOSE, MOST_SHAPES = 120, 40, 1600
"""Nodes that are seen close up in all rows together, and so many although they have no room for marks; nodes of a row
that are seen as shapes."""

SHARE_OF_ROW = 0.3
"""The largest radius of a node as a share of the distance of two rows."""

MOST_SHRUNK = 5.0
"""Rows below the top one in view shrink, but not any more after so many."""

RIBBON, THINNEST_RIBBON_PX = 0.24, 3.0
"""Height of a ribbon as a share of the distance of two rows, and its least height."""

SHARE_OF_CLOSED = 1.0 / (2 * CHIP + 0.3)
"""The largest radius of a closed node, with its chip, as a share of the distance of two."""

SMALLEST_RADIUS = 1.1
"""Where nodes that are seen as shapes stand closer than usual, they are at least this large, in pixels."""

MARKS_PER_RADIUS = 1.6 / ROOT_RADIUS / SHRINK**3
"""Marks are not larger than becomes their node."""

MARGIN_PX = 60.0
"""Nodes so far outside still reach into the view with what stands beside them."""


@dataclass(frozen=True, slots=True)
class Pose:
    """A row as it is seen now. A place x stands at left + pitch·x, at the height y.

    `start` to `stop` are the nodes in view. `radius` is the largest of their shapes, `radii` those of each where they
    are seen one by one; `marks` is the scale of what stands beside each that is seen close up (0: no room), `gaps`
    the distance to its next neighbor. `thickness` is the height of a ribbon.
    """

    number: int
    row: Row
    state: NodeState
    left: float
    pitch: float
    y: float
    radius: float
    thickness: float
    start: int
    stop: int
    closeness: Closeness
    radii: Numbers
    marks: Numbers
    gaps: Numbers

    @property
    def grown(self) -> float:
        """What shapes have of their size at this moment."""
        return self.state.shown * (1.0 - 0.4 * self.state.folded)


def survey(
    field: Field, camera: Camera, states: Sequence[NodeState], view: Box, *,
    beside: float, telling: bool, least: float = 0.0,
) -> tuple[Pose, ...]:  # fmt: skip
    """All rows that have something in view, from the top.

    `beside` is the room at scale 1 that marks need, `least` their scale below which they cannot be read; `telling`:
    nodes without marks have something to tell too (votes, words), where there is room.
    """
    top = max(camera.row_at(view.top), 0.0)
    root_x, root_y = camera.x(field.rows[0].place[0]), camera.y(0)
    poses: list[Pose] = []
    close = 0
    for number, (row, state) in enumerate(zip(field.rows, states, strict=True)):
        if state.edge <= 0.0 or state.folded >= 1.0:
            continue
        open_ = 1.0 - state.folded
        left = root_x + (camera.left - root_x) * open_
        pitch = camera.pitch * open_
        y = root_y + (camera.y(number) - root_y) * open_
        if not view.top - camera.gap <= y <= view.bottom + camera.gap:
            continue
        start, stop = row.between((view.left - MARGIN_PX - left) / pitch, (view.right + MARGIN_PX - left) / pitch)
        count = stop - start
        largest = _largest(number, camera, top)
        closeness: Closeness = "ribbon"
        radii = marks = gaps = NONE
        if min(largest, SHARE_OF_CLOSED * row.usual * camera.pitch) >= SHAPE_RADIUS and count <= MOST_SHAPES:
            closeness = "shapes"
            radii, gaps = _radii(row, start, stop, largest, camera.pitch)
            share = SHARE_OF_OPENED if row.has_open else SHARE_OF_CLOSED
            typical = min(largest, share * row.usual * camera.pitch)
            if number == 0 or (typical >= CLOSE_RADIUS and close + count <= MOST_CLOSE):
                marks = _marks(radii, gaps, beside, camera.scale, least)
                if close + count <= FEW_CLOSE or telling or marks.any():
                    closeness = "close"
                    close += count
        thickness = max(THINNEST_RIBBON_PX, RIBBON * camera.gap)
        poses.append(
            Pose(number, row, state, left, pitch, y, largest, thickness, start, stop, closeness, radii, marks, gaps[1:])
        )
    return tuple(poses)


NONE: Numbers = np.zeros(0)


def _largest(number: int, camera: Camera, top: float) -> float:
    """The radius of a row's nodes where they have all the room they want; `top` is the highest row in view."""
    shrunk: float = SHRINK ** min(max(number - top, 0.0), MOST_SHRUNK)
    return min(ROOT_RADIUS * shrunk * camera.scale, SHARE_OF_ROW * camera.gap)


def _radii(row: Row, start: int, stop: int, largest: float, pitch: float) -> tuple[Numbers, Numbers]:
    """Radii that leave room between neighbors, and the distances in pixels before, between and after these nodes."""
    if stop <= start:
        return NONE, np.full(1, inf)
    place = row.place
    gaps = np.full(stop - start + 1, inf)
    gaps[1:-1] = np.diff(place[start:stop])
    if start:
        gaps[0] = place[start] - place[start - 1]
    if stop < len(place):
        gaps[-1] = place[stop] - place[stop - 1]
    gaps *= pitch
    share = np.where(row.nodes.is_open[start:stop], SHARE_OF_OPENED, SHARE_OF_CLOSED)
    return np.clip(share * np.minimum(gaps[:-1], gaps[1:]), SMALLEST_RADIUS, largest), gaps


def _marks(radii: Numbers, gaps: Numbers, beside: float, scale: float, least: float) -> Numbers:
    """The scale of the marks at each node, 0 where there is no room for marks of that size."""
    room = (np.minimum(gaps[:-1], gaps[1:]) - 2 * WIDEST_SHAPE * radii) / beside
    marks = np.minimum(room, np.maximum(np.minimum(scale, MARKS_PER_RADIUS * radii), least))
    return np.where(marks >= max(SMALLEST_MARKS, least), marks, 0.0)


POINTED_AT_PX = 5.0
"""A pointer this near to a node, or to what stands beside it, means it."""


def pointed_at(field: Field, camera: Camera, moment: Moment, view: Box, x: float, y: float) -> At | None:
    """The node at a point of the screen, with what stands beside it, if it is there at this moment.

    By binary search in the rows above and below the point, so that it takes the same time in any tree.
    """
    if moment.folded > 0.0:
        return None
    best, distance = None, POINTED_AT_PX
    nearest, top = camera.row_at(y), max(camera.row_at(view.top), 0.0)
    for number in {floor(nearest), ceil(nearest)}:
        if not 0 <= number <= field.last or opening(moment.opened, number, field.last)[1] <= 0.5:
            continue
        row = field.rows[number]
        nth = row.nearest(camera.place_at(x))
        aside = abs(x - camera.x(float(row.place[nth])))
        radius = _largest(number, camera, top)
        beside = max(0.0, min(MARKS_WIDTH * camera.scale, row.closest * camera.pitch / 2 - radius))
        away = hypot(max(0.0, aside - beside), y - camera.y(number)) - radius
        if away < distance:
            best, distance = At(number, nth), away
    return best


def is_readable(field: Field, camera: Camera) -> bool:
    """Whether the shapes of all nodes can be told apart; otherwise a picture with fewer levels is better."""
    for number, row in enumerate(field.rows):
        share = SHARE_OF_OPENED if row.has_open else SHARE_OF_CLOSED
        if min(_largest(number, camera, 0.0), share * row.closest * camera.pitch) < CLOSE_RADIUS:
            return False
    return True
