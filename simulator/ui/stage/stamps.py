"""Painting the same thing at many places: once into a pixmap, and from there in one call."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil
from typing import Any

import numpy as np
import shiboken6
from numpy.typing import NDArray
from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter, QPixmap

MANY = 16
"""So many signs that are alike are painted once and stamped at all their places; fewer are painted by themselves."""

FIELDS = 10
"""Numbers of a QPainter.PixmapFragment, one after another: x, y, source left, top, width, height, scales, rotation,
opacity."""


def blank(reach: float, ratio: float) -> tuple[QPainter, QPixmap, float]:
    """An empty stamp for something that reaches so far from its middle, a painter on it, and where the middle is."""
    side = 2 * ceil((reach + 1.0) * ratio)
    stamp = QPixmap(side, side)
    stamp.fill(Qt.GlobalColor.transparent)
    painter = QPainter(stamp)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.scale(ratio, ratio)
    return painter, stamp, side / ratio / 2


def set_at(painter: QPainter, stamp: QPixmap, places: Sequence[tuple[float, ...]] | NDArray[np.float64]) -> None:
    """Set the middle of a stamp at these points."""
    points = np.asarray(places)
    ratio = painter.device().devicePixelRatioF()
    fragments = np.zeros((len(points), FIELDS))
    fragments[:, :2] = points[:, :2]
    fragments[:, 4:6] = stamp.width()
    fragments[:, 6:8] = 1.0 / ratio
    fragments[:, 9] = 1.0
    draw(painter, stamp, fragments)


def draw(painter: QPainter, stamp: QPixmap, fragments: NDArray[np.float64]) -> None:
    """Set parts of a pixmap, one for each row of `fragments`."""
    if len(fragments):
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        first: Any = shiboken6.wrapInstance(fragments.ctypes.data, QPainter.PixmapFragment)  # lives during the call
        painter.drawPixmapFragments(first, len(fragments), stamp)
