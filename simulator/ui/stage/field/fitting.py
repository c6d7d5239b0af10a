"""The camera that shows a whole field in the room that the stage has for it. Plain numbers, no Qt.

The root stays at the top of the area whatever the number of rows, so that nothing jumps from one round to the next.
"""

from __future__ import annotations

from simulator.ui.stage.field.camera import Camera, Scope
from simulator.ui.stage.field.close_up import LEAST_WORDS, MOST_WORD_LINES, WORDS_APART, WORDS_LINE
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

CLEAR = 44.0
"""Half a root with its overseer mark, at scale 1: what keeps off a corner."""


def fit(
    field: Field, votes: int, area: Box, corner: Box | None, unit: float, line: float = 0.0, widest: float = 0.0
) -> Scope:
    """Place a field inside `area` and outside of `corner` (a box at its top right); `unit` is the theme's scale.

    `line` is the text size of questions in words, which stand under the lowest row, and `widest` the width of the
    longest one; 0 where there are none.
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
        foot = half_chip + pips(votes, pitch, scale).height + _words(pitch, line, widest)
        gap = min((area.bottom - foot - top) / max(last, 1), TALLEST_ROW * ROW * scale)
        if corner is not None:
            pitch, middle = _beside(field, top, gap, pitch, middle, area, corner, scale)
    camera = Camera(left=middle - count / 2 * pitch, top=top, pitch=pitch, gap=gap, scale=scale)
    foot = min(half_chip, 0.5 * gap) + pips(votes, pitch, scale).height + _words(pitch, line, widest)
    content = Box(camera.left, area.top, camera.x(count), camera.y(last) + foot)
    return Scope(fit=camera, content=content, area=area, rows=last, unit=unit)


MOST_ROWS_SHRUNK = 5


def _words(pitch: float, line: float, widest: float) -> float:
    """The height that words under nodes take, if there is room for them, with what keeps them off the text below."""
    room = pitch - WORDS_APART
    if not line or room < LEAST_WORDS * line:
        return 0.0
    return (WORDS_LINE * (1 if widest <= room else MOST_WORD_LINES) + 0.5) * line


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
