"""Lines from nodes to the nodes above them: few as whole curves, many as short straight pieces in one array."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
import shiboken6
from numpy.typing import NDArray
from PySide6.QtCore import QLineF, QPointF, Qt
from PySide6.QtGui import QPainter, QPainterPath, QPen

Numbers = NDArray[np.float64]
Some = NDArray[np.bool_]

FEW = 32
"""Curves up to which each is stroked as a whole, which is smoothest; more take too long that way."""

MOST_PIECES, SMOOTH, FEWEST, PIECE_PX, STRAIGHT_PX = 2600, 24, 3, 6.0, 10.0
"""Pieces of all curves together and of one, at most. A curve needs so many pieces, and one more for each such way to
the side; a short one is straight."""

FARTHEST_PX = 20_000.0
"""The raster loses its way with coordinates beyond 32,767."""

ACROSS, DOWN = np.array((0.0, 0.0, 1.0, 1.0)), np.array((0.0, 0.5, 0.5, 1.0))
"""Control points of the curve: it leaves and arrives straight down."""


@dataclass(frozen=True, slots=True)
class Curves:
    """Curves from (above, top) to (below, bottom), each from the share `start` of its way to `stop`; arrays (n,).

    `is_complete`: all of them, all of their ways.
    """

    above: Numbers
    below: Numbers
    top: Numbers
    bottom: Numbers
    start: Numbers
    stop: Numbers
    is_complete: bool

    @staticmethod
    def of(
        above: Numbers, below: Numbers, top: Numbers | float, bottom: float,
        start: Numbers | float = 0.0, stop: Numbers | float = 1.0,
    ) -> Curves:  # fmt: skip
        """One number stands for all of them."""
        count = len(below)
        tops, bottoms, starts, stops = (
            one if isinstance(one, np.ndarray) else np.full(count, one) for one in (top, bottom, start, stop)
        )
        is_complete = isinstance(start, float) and isinstance(stop, float) and (start, stop) == (0.0, 1.0)
        return Curves(above, below, tops, bottoms, starts, stops, is_complete)

    def __len__(self) -> int:
        return len(self.below)

    def some(self, these: Some) -> Curves:
        """These of them."""
        return Curves(
            self.above[these], self.below[these], self.top[these], self.bottom[these], self.start[these],
            self.stop[these], self.is_complete,
        )  # fmt: skip

    def points(self, shares: Numbers) -> tuple[Numbers, Numbers]:
        """Where they are at these shares of their ways, (n, shares) each."""
        if self.is_complete:
            across, down = way(shares)
        else:
            start, stop = self.start[:, np.newaxis], self.stop[:, np.newaxis]
            across, down = way(start + (stop - start) * shares)
        top, above = self.top[:, np.newaxis], self.above[:, np.newaxis]
        x = above + (self.below[:, np.newaxis] - above) * across
        y = top + (self.bottom[:, np.newaxis] - top) * down
        return x, np.broadcast_to(y, x.shape)

    def pieces(self) -> Numbers:
        """Short straight pieces (n, pieces, 4), as many as there is time for."""
        sway = float(np.abs(self.above - self.below).max())
        height = float((self.bottom - self.top).max())
        wanted = FEWEST + sway / PIECE_PX if height > STRAIGHT_PX else 1.0
        x, y = self.points(_shares(int(max(1, min(SMOOTH, MOST_PIECES // len(self), wanted)))))
        parts = np.empty((len(self), x.shape[1] - 1, 4))
        parts[..., 0], parts[..., 1], parts[..., 2], parts[..., 3] = x[:, :-1], y[:, :-1], x[:, 1:], y[:, 1:]
        return np.clip(parts, -FARTHEST_PX, FARTHEST_PX, out=parts)


@lru_cache(maxsize=64)
def _shares(pieces: int) -> Numbers:
    return np.linspace(0.0, 1.0, pieces + 1)


def way(t: Numbers) -> tuple[Numbers, Numbers]:
    """Shares of the way across and down at shares t."""
    return 3 * t**2 - 2 * t**3, 1.5 * t - 1.5 * t**2 + t**3


def draw(painter: QPainter, curves: Curves, pen: QPen) -> None:
    """Draw them. Only the pieces in one call, straight from the array, can be thousands."""
    if not len(curves):
        return
    painter.setPen(pen)
    if len(curves) <= FEW:
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for path in whole(curves):
            painter.drawPath(path)
        return
    parts = np.ascontiguousarray(curves.pieces().reshape(-1, 4))
    first: Any = shiboken6.wrapInstance(parts.ctypes.data, QLineF)  # read during the call, while `parts` lives
    painter.drawLines(first, len(parts))


def whole(curves: Curves) -> list[QPainterPath]:
    """Each as a path of its own: one large path of many would take Qt much longer."""
    across, down = ACROSS, DOWN
    if not curves.is_complete:
        a, b = curves.start[:, np.newaxis], curves.stop[:, np.newaxis]
        across, down = _part(ACROSS, a, b), _part(DOWN, a, b)
    x = across * (curves.below - curves.above)[:, np.newaxis] + curves.above[:, np.newaxis]
    y = down * (curves.bottom - curves.top)[:, np.newaxis] + curves.top[:, np.newaxis]
    paths = []
    for xs, ys in zip(x.tolist(), y.tolist(), strict=True):
        if abs(xs[0]) + abs(xs[3]) < FARTHEST_PX:
            path = QPainterPath(QPointF(xs[0], ys[0]))
            path.cubicTo(xs[1], ys[1], xs[2], ys[2], xs[3], ys[3])
            paths.append(path)
    return paths


def _part(control: Numbers, a: Numbers, b: Numbers) -> Numbers:
    """Control points (n, 4) of the part from share a to share b of the curve of these (its blossom)."""
    p, q, r, s = (float(one) for one in control)

    def blossom(u: Numbers, v: Numbers, w: Numbers) -> Numbers:
        e, f, g = p + (q - p) * u, q + (r - q) * u, r + (s - r) * u
        e, f = e + (f - e) * v, f + (g - f) * v
        return e + (f - e) * w

    return np.concatenate((blossom(a, a, a), blossom(a, a, b), blossom(a, b, b), blossom(b, b, b)), axis=1)
