"""Shapes of nodes, many at once: painted once for a size, then set at all their places in one call."""

from __future__ import annotations

from functools import lru_cache
from math import ceil

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import Qt
from PySide6.QtGui import QIcon, QPainter, QPixmap

from simulator.ui.stage import proportions, stamps
from simulator.ui.stage.shapes import Signs
from simulator.ui.theme import THEMES, Name

Numbers = NDArray[np.float64]
Cells = NDArray[np.uint8]

STEPS_PER_PX = 8
"""Sizes are rounded to this part of a pixel."""

QUESTION, CHIP = 3, 4
"""Cells of a sheet after the three outcomes: an unanswered question, a closed model."""


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
    signs.chip(middle + CHIP * side / ratio, middle, proportions.CHIP * proportions.IN_CHIP * radius)
    signs.paint(painter)
    painter.end()
    return sheet, side


def icons(theme: Name, radius: float, ratio: float) -> list[QIcon]:
    """The shapes by themselves: the three outcomes, and a question. They look the same where they are selected."""
    sheet, side = _sheet(theme, max(1, round(radius * STEPS_PER_PX)), ratio)
    made = []
    for cell in range(CHIP):
        shape, icon = sheet.copy(cell * side, 0, side, side), QIcon()
        shape.setDevicePixelRatio(ratio)
        for mode in (QIcon.Mode.Normal, QIcon.Mode.Selected):
            icon.addPixmap(shape, mode)
        made.append(icon)
    return made


def draw(
    painter: QPainter, theme: Name, radii: Numbers, x: Numbers, y: Numbers | float, cells: Cells, opacity: float,
    largest: float,
) -> None:  # fmt: skip
    """Set the shapes of these cells at their places; those smaller than the `largest` are scaled from it."""
    if not len(x):
        return
    largest = max(largest, 1.0 / STEPS_PER_PX)
    ratio = painter.device().devicePixelRatioF()
    sheet, side = _sheet(theme, max(1, round(largest * STEPS_PER_PX)), ratio)
    fragments = np.zeros((len(x), stamps.FIELDS))
    fragments[:, 0], fragments[:, 1] = x, y
    fragments[:, 2] = cells * float(side)
    fragments[:, 4] = fragments[:, 5] = side
    fragments[:, 6] = fragments[:, 7] = np.where(radii > 0.99 * largest, 1.0, radii / largest) / ratio
    fragments[:, 9] = opacity
    stamps.draw(painter, sheet, fragments)
