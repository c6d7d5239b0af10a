"""The camera that shows a whole field in the room that the stage has for it. Plain numbers, no Qt.

The root stays at the top of the area whatever the number of rows, so that nothing jumps from one round to the next.
"""

from __future__ import annotations

from collections.abc import Callable

from simulator.ui.stage.field.camera import Camera, Scope
from simulator.ui.stage.field.field import Field
from simulator.ui.stage.field.pips import pips
from simulator.ui.stage.proportions import (
    CHIP,
    FULL_WIDTH,
    LARGEST_SCALE,
    ROOT_RADIUS,
    ROW,
    SHRINK,
    SMALLEST_SCALE,
    TALLEST_ROW,
    WIDEST_PITCH,
)
from simulator.ui.stage.scene import LEVELS_BELOW
from simulator.ui.stage.sheet import Box

UNDER_LABEL = 25.0
"""Who answers in the lowest row stands so far under the row's height, at the ordinary text size."""

CLEARING_ROW = 3.0
"""Rows come apart so much more than ROW where that brings all rows but the first under the corner."""


def no_words(pitch: float) -> float:
    """The height of no words."""
    return 0.0


LEAST_PX = 1.0
"""Height of a row, and width of the whole tree, where long words leave no room at all: small, but still a tree."""

CLEAR = 44.0
"""Half a root with its overseer mark, at scale 1: what keeps off a corner."""


def fit(
    field: Field,
    votes: int,
    area: Box,
    corner: Box | None,
    unit: float,
    words_at: Callable[[float], float] = no_words,
) -> Scope:
    """Place a field inside `area` and outside of `corner` (a box at its top right); `unit` is the theme's scale.

    `words_at` tells the height that questions in words take under the lowest row, if its nodes are so far apart.
    """
    last, count = field.last, field.width
    rows_wanted = max(last, LEVELS_BELOW) + 0.9
    wanted = min(area.height / (ROW * rows_wanted), area.width / FULL_WIDTH)
    scale = min(max(wanted, SMALLEST_SCALE * unit), LARGEST_SCALE * unit)
    top = area.top + ROOT_RADIUS * CHIP * scale
    half_chip = ROOT_RADIUS * SHRINK ** min(last, MOST_ROWS_SHRUNK) * CHIP * scale
    pitch, middle = min(area.width / count, WIDEST_PITCH * scale), (area.left + area.right) / 2
    gap = ROW * scale
    for _ in range(2):  # beside a corner the tree gets narrower, so that its votes may need more height
        foot = max(half_chip + pips(votes, pitch, scale).height + words_at(pitch), UNDER_LABEL * unit)
        most = (area.bottom - foot - top) / max(last, 1)
        gap = min(most, TALLEST_ROW * ROW * scale)
        if corner is not None and gap < (clearing := corner.bottom + CLEAR * scale / 2 - top) <= most:
            gap = min(clearing, CLEARING_ROW * ROW * scale)
        if corner is not None:
            pitch, middle = _beside(field, top, gap, pitch, middle, area, corner, scale)
    pitch, gap = max(pitch, LEAST_PX / count), max(gap, LEAST_PX)
    camera = Camera(left=middle - count / 2 * pitch, top=top, pitch=pitch, gap=gap, scale=scale)
    foot = min(half_chip, 0.5 * gap) + pips(votes, pitch, scale).height + words_at(pitch)
    content = Box(camera.left, area.top, camera.x(count), camera.y(last) + foot)
    return Scope(fit=camera, content=content, area=area, rows=last, unit=unit)


MOST_ROWS_SHRUNK = 5


def _beside(
    field: Field, top: float, gap: float, pitch: float, middle: float, area: Box, corner: Box, scale: float
) -> tuple[float, float]:
    """Pitch and middle with which no node of the rows beside the corner reaches into it.

    The tree first moves to the left, as far as its area goes, and then becomes narrower.
    """
    clear, count = CLEAR * scale, field.width
    for number, row in enumerate(field.rows):
        if top + gap * number - clear / 2 > corner.bottom:
            break
        rightmost = float(row.place[-1])
        over = middle + (rightmost - count / 2) * pitch + clear - corner.left
        if over > 0:
            middle -= min(over, max(0.0, middle - count * pitch / 2 - area.left))
            over = middle + (rightmost - count / 2) * pitch + clear - corner.left
        if over > 0 and rightmost > 0:
            pitch -= over / rightmost
            middle = area.left + count * pitch / 2
    return max(pitch, area.width / count / 8), middle
