"""The camera that shows a whole field in the room that the stage has for it. Plain numbers, no Qt.

The root stays at the top of the area whatever the number of rows, so that nothing jumps from one round to the next.
"""

from __future__ import annotations

from dataclasses import dataclass

from simulator.ui.stage.field.camera import Camera, Scope
from simulator.ui.stage.field.field import Field
from simulator.ui.stage.layout import (
    CHIP,
    EASY_PIP_PITCH,
    FULL_WIDTH,
    LARGEST_SCALE,
    PIP_PITCH,
    ROOT_RADIUS,
    ROW,
    SHRINK,
    SMALLEST_PIP_PITCH,
    SMALLEST_SCALE,
    TALLEST_ROW,
    WIDEST_PITCH,
)
from simulator.ui.stage.scene import LEVELS_BELOW
from simulator.ui.stage.sheet import Box

CLEAR = 44.0
"""Half a root with its overseer mark, at scale 1: what keeps off a corner."""


@dataclass(frozen=True, slots=True)
class Pips:
    """Votes under a closed node: how many stand side by side, in how many rows, how far apart; no columns, no votes."""

    columns: int = 0
    rows: int = 0
    pitch: float = 0.0

    @property
    def height(self) -> float:
        """The room they need below a node."""
        return (self.rows + 0.5) * self.pitch if self.rows else 0.0


def pips(votes: int, pitch: float, scale: float) -> Pips:
    """The votes of so many copies under nodes that are `pitch` pixels apart."""
    if votes < 2:
        return Pips()
    choices = [(columns, pitch / (columns + 1.2)) for columns in (votes, 5, 3) if columns <= votes]
    best = max(room for _, room in choices)
    columns, room = next(choice for choice in choices if choice[1] >= min(best, EASY_PIP_PITCH * scale))
    if room < SMALLEST_PIP_PITCH:
        return Pips()
    return Pips(columns, -(-votes // columns), min(room, PIP_PITCH * scale))


def fit(field: Field, votes: int, area: Box, corner: Box | None, unit: float) -> Scope:
    """Place a field inside `area` and outside of `corner` (a box at its top right); `unit` is the theme's scale."""
    last, count = field.last, field.width
    rows_wanted = max(last, LEVELS_BELOW) + 0.9
    wanted = min(area.height / (ROW * rows_wanted), area.width / FULL_WIDTH)
    scale = min(max(wanted, SMALLEST_SCALE * unit), LARGEST_SCALE * unit)
    top = area.top + ROOT_RADIUS * CHIP * scale
    half_chip = ROOT_RADIUS * SHRINK ** min(last, MOST_ROWS_SHRUNK) * CHIP * scale
    pitch, middle = min(area.width / count, WIDEST_PITCH * scale), (area.left + area.right) / 2
    gap = ROW * scale
    for _ in range(2):  # beside a corner the tree gets narrower, so that its votes may need more height
        foot = half_chip + pips(votes, pitch, scale).height
        gap = min((area.bottom - foot - top) / max(last, 1), TALLEST_ROW * ROW * scale)
        if corner is not None:
            pitch, middle = _beside(field, top, gap, pitch, middle, area, corner, scale)
    camera = Camera(left=middle - count / 2 * pitch, top=top, pitch=pitch, gap=gap, scale=scale)
    foot = min(half_chip, 0.5 * gap) + pips(votes, pitch, scale).height
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
