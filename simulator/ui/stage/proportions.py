"""Sizes of what belongs to the tree, at scale 1, and how they depend on each other. Plain numbers, no Qt."""

from __future__ import annotations

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

LETTER = 1.3
"""Size of the letter in the overseer's mark, as a multiple of half the mark's side."""

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

CHIP = 1.4
"""Half the side of the student's chip, as a multiple of the radius of the answer that it takes the place of."""

IN_CHIP = 0.78
"""Radius of an answer inside of a model's chip, as a share of the radius that it has by itself."""

LOWEST_ROW = 30.0
"""Rows closer together than this (at scale 1) can no longer be read: a question is then shown with fewer of them."""


def levels_that_fit(area: Box, unit: float) -> int:
    """How many levels below the root the height has room for; at least one."""
    return max(1, int((area.height - 2 * ROOT_RADIUS * SMALLEST_SCALE * unit) // (LOWEST_ROW * unit)))
