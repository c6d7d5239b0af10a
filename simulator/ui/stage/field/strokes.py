"""Lines from nodes to the nodes above them, many at once: gentle curves as short straight pieces in one array."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np
import shiboken6
from numpy.typing import NDArray
from PySide6.QtCore import QLineF
from PySide6.QtGui import QPainter, QPen

Numbers = NDArray[np.float64]

SMOOTH, FEW, MOST_PIECES = 24, 32, 2600
"""Pieces of a curve where there are few curves, and pieces in all where there are many."""

FEWEST, PIECE_PX, STRAIGHT_PX = 3, 6.0, 10.0
"""A curve needs so many pieces, and one more for each such way to the side; a short one is straight."""

FARTHEST_PX = 20_000.0
"""The raster loses its way with coordinates beyond 32,767."""


@lru_cache(maxsize=64)
def _steps(pieces: int) -> tuple[Numbers, Numbers]:
    return way(np.linspace(0.0, 1.0, pieces + 1))


def way(t: Numbers) -> tuple[Numbers, Numbers]:
    """Shares of the way across and down at shares t of a curve that leaves and arrives straight down."""
    return 3 * t**2 - 2 * t**3, 1.5 * t - 1.5 * t**2 + t**3


def curves(
    above: Numbers, below: Numbers, top: Numbers | float, bottom: float, start: Numbers | float, stop: Numbers | float
) -> Numbers:
    """Pieces (lines, pieces, 4) of the curves from (above, top) to (below, bottom), from one share t to another."""
    count = len(below)
    tops = np.asarray(top).reshape(-1, 1)
    sway = float(np.abs(above - below).max()) if count else 0.0
    wanted = FEWEST + sway / PIECE_PX if abs(bottom - float(tops.min())) > STRAIGHT_PX else 1.0
    wanted = SMOOTH if count <= FEW else wanted
    pieces = int(max(1, min(SMOOTH, MOST_PIECES // max(count, 1), wanted)))
    if isinstance(start, float) and isinstance(stop, float) and (start, stop) == (0.0, 1.0):
        across, down = _steps(pieces)
    else:
        starts, stops = np.asarray(start).reshape(-1, 1), np.asarray(stop).reshape(-1, 1)
        across, down = way(starts + (stops - starts) * np.linspace(0.0, 1.0, pieces + 1))
    x = above[:, np.newaxis] + (below - above)[:, np.newaxis] * across
    y = np.broadcast_to(tops + (bottom - tops) * down, x.shape)
    parts = np.empty((count, pieces, 4))
    parts[..., 0], parts[..., 1], parts[..., 2], parts[..., 3] = x[:, :-1], y[:, :-1], x[:, 1:], y[:, 1:]
    return np.clip(parts, -FARTHEST_PX, FARTHEST_PX, out=parts)


def draw(painter: QPainter, parts: Numbers, pen: QPen) -> None:
    """Draw pieces of lines in one call, straight from the array."""
    parts = np.ascontiguousarray(parts.reshape(-1, 4))
    if len(parts):
        painter.setPen(pen)
        first: Any = shiboken6.wrapInstance(parts.ctypes.data, QLineF)  # read during the call, while `parts` lives
        painter.drawLines(first, len(parts))
