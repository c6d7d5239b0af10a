"""Many rectangles at once."""

from __future__ import annotations

from typing import Any

import shiboken6
from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter

from simulator.engine.outcome import Array


def draw_rects(painter: QPainter, rects: Array) -> None:
    """Draw rectangles [n, left top width height] of a contiguous array: it is handed to Qt as it is, without a copy."""
    first: Any = shiboken6.wrapInstance(rects.ctypes.data, QRectF)
    painter.drawRects(first, len(rects))
