"""Shapes of nodes, many at once: painted once for a size, then set at all their places in one call."""

from __future__ import annotations

from functools import lru_cache
from math import ceil
from typing import Any

import numpy as np
import shiboken6
from numpy.typing import NDArray
from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter, QPixmap

from simulator.ui.stage.shapes import Signs
from simulator.ui.theme import THEMES, Name

Numbers = NDArray[np.float64]
Cells = NDArray[np.uint8]

STEPS_PER_PX = 8
"""Sizes are rounded to this part of a pixel."""

QUESTION, CHIP = 3, 4
"""Cells of a sheet after the three outcomes: an unanswered question, a closed model."""

CHIP_REACH = 1.1
"""Half the side of a chip, as a multiple of the shape's radius."""

IN_CHIP = 0.78


@lru_cache(maxsize=96)
def _sheet(theme: Name, size: int, ratio: float) -> tuple[QPixmap, int]:
    """A row of cells: right, honest error, misaligned, question, chip; and the side of a cell in device pixels."""
    radius = size / STEPS_PER_PX
    side = 2 * ceil((1.3 * radius + 1.5) * ratio)
    sheet = QPixmap(5 * side, side)
    sheet.fill(Qt.GlobalColor.transparent)
    painter = QPainter(sheet)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.scale(ratio, ratio)
    signs, middle = Signs(THEMES[theme]), side / ratio / 2
    for cell, answer in enumerate(("correct", "error", "misaligned")):
        signs.answer(answer, middle + cell * side / ratio, middle, radius)  # type: ignore[arg-type]
    signs.question(middle + QUESTION * side / ratio, middle, radius)
    signs.chip(middle + CHIP * side / ratio, middle, CHIP_REACH * radius)
    signs.paint(painter)
    painter.end()
    return sheet, side


def cells(theme: Name, radius: float, ratio: float) -> list[QPixmap]:
    """The shapes by themselves: the three outcomes, and a question."""
    sheet, side = _sheet(theme, max(1, round(radius * STEPS_PER_PX)), ratio)
    shapes = [sheet.copy(cell * side, 0, side, side) for cell in range(CHIP)]
    for shape in shapes:
        shape.setDevicePixelRatio(ratio)
    return shapes


def draw(
    painter: QPainter, theme: Name, radii: Numbers, x: Numbers, y: Numbers | float, cells: Cells, opacity: float
) -> None:
    """Set the shapes of these cells at their places; smaller ones are scaled from the largest."""
    if not len(x):
        return
    largest = max(1, round(float(radii.max()) * STEPS_PER_PX))
    ratio = painter.device().devicePixelRatioF()
    sheet, side = _sheet(theme, largest, ratio)
    fragments = np.zeros((len(x), 10))  # the fields of QPainter.PixmapFragment, one after another
    fragments[:, 0], fragments[:, 1] = x, y
    fragments[:, 2] = cells * float(side)
    fragments[:, 4] = fragments[:, 5] = side
    fragments[:, 6] = fragments[:, 7] = np.where(radii > 0.99 * radii.max(), 1.0, radii / radii.max()) / ratio
    fragments[:, 9] = opacity
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
    first: Any = shiboken6.wrapInstance(fragments.ctypes.data, QPainter.PixmapFragment)
    painter.drawPixmapFragments(first, len(fragments), sheet)
