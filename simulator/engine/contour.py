"""Where a field on a grid crosses a level: marching squares, all squares at once."""

from __future__ import annotations

import numpy as np

from simulator.engine.outcome import Array

_SIDES = ((0, 1), (1, 2), (2, 3), (3, 0))
"""The sides of a square whose corners are numbered around it."""

_DIGITS = 9
"""Ends that agree so far are one point: two squares compute it each for itself."""

_ALONG_I, _ALONG_J = (0.0, 1.0, 1.0, 0.0), (0.0, 0.0, 1.0, 1.0)

_CROSSED: dict[int, tuple[tuple[int, int], ...]] = {
    0: (), 1: ((3, 0),), 2: ((0, 1),), 3: ((3, 1),), 4: ((1, 2),), 6: ((0, 2),), 7: ((3, 2),),
    8: ((2, 3),), 9: ((2, 0),), 11: ((2, 1),), 12: ((1, 3),), 13: ((1, 0),), 14: ((0, 3),), 15: (),
}  # fmt: skip
"""Pairs of sides that a line connects, by the corners (1, 2, 4, 8) that are above the level; 5 and 10 are saddles."""

_SADDLES = {5: (((3, 2), (1, 0)), ((3, 0), (1, 2))), 10: (((0, 3), (2, 1)), ((0, 1), (2, 3)))}
"""The same where opposite corners are above: first if the middle is above too, else second."""


def level_lines(field: Array, level: float) -> Array:
    """Straight pieces [n, 4] of the lines on which a field [i, j] is at a level: (i, j) of both ends.

    Between grid points the field is taken to change evenly. Where a corner is NaN, there is no piece.
    """
    if min(field.shape) < 2:
        return np.zeros((0, 4))
    high = field > level
    count = high[:-1, :-1].astype(np.int8) + high[1:, :-1] + high[1:, 1:] + high[:-1, 1:]
    i, j = np.nonzero((count > 0) & (count < 4))  # few: the rest needs no further look
    corners = np.stack([field[i, j], field[i + 1, j], field[i + 1, j + 1], field[i, j + 1]])
    known = ~np.isnan(corners).any(axis=0)
    corners, along_i, along_j = corners[:, known], i[known].astype(float), j[known].astype(float)
    kinds = ((corners > level) * np.array([[1], [2], [4], [8]])).sum(axis=0)
    pieces = []
    for kind in np.unique(kinds).tolist():
        here = kinds == kind
        if kind in _SADDLES:
            joined = corners.mean(axis=0) > level
            for pairs, chosen in zip(_SADDLES[kind], (here & joined, here & ~joined), strict=True):
                pieces += [_pieces(corners, along_i, along_j, chosen, pair, level) for pair in pairs]
        else:
            pieces += [_pieces(corners, along_i, along_j, here, pair, level) for pair in _CROSSED[kind]]
    return np.concatenate(pieces) if pieces else np.zeros((0, 4))


def _pieces(corners: Array, i: Array, j: Array, here: Array, sides: tuple[int, int], level: float) -> Array:
    ends = []
    for side in sides:
        a, b = _SIDES[side]
        start, stop = corners[a, here], corners[b, here]
        share = (level - start) / (stop - start)
        for axis, offsets in ((i, _ALONG_I), (j, _ALONG_J)):
            ends.append(axis[here] + offsets[a] + share * (offsets[b] - offsets[a]))
    return np.stack(ends, axis=-1)


def joined(pieces: Array) -> list[Array]:
    """Pieces [n, 4] as few lines [points, 2], each going on as far as exactly one further piece begins where it is."""
    ends: dict[tuple[float, float], list[int]] = {}
    points = [((row[0], row[1]), (row[2], row[3])) for row in np.round(pieces, _DIGITS).tolist()]
    for number, pair in enumerate(points):
        for point in pair:
            ends.setdefault(point, []).append(number)
    used = [False] * len(points)
    lines = []
    # Open lines first, from their ends; what is then left is closed.
    starts = [n for n, pair in enumerate(points) if any(len(ends[point]) != 2 for point in pair)]
    for first in (*starts, *range(len(points))):
        if used[first]:
            continue
        start, at = points[first] if len(ends[points[first][0]]) != 2 else points[first][::-1]
        used[first] = True
        line = [start, at]
        while len(ends[at]) == 2 and (following := [n for n in ends[at] if not used[n]]):
            used[following[0]] = True
            a, b = points[following[0]]
            at = b if a == at else a
            line.append(at)
        lines.append(np.array(line))
    return lines
