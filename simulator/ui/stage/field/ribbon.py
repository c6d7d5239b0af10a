"""Rows too dense for shapes: a ribbon for the row, and a veil for the lines up to the row above it.

Each pixel column sums up the nodes that lie in it: the ribbon stacks their outcomes (right, honest error, misaligned
at the bottom), the veil shows how many of them carried their misaligned answer up. Where there is a single misaligned
node among thousands, its column still shows it: a mark of its own height, and a veil that can be seen.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QImage, QPainter

from simulator.ui.stage.field.field import Row
from simulator.ui.stage.ink import color
from simulator.ui.theme import THEMES, Name

Pixels = NDArray[np.uint32]
Columns = NDArray[np.intp]

SMALLEST_MARK_PX = 2.0
"""Height of what misaligned nodes take of a ribbon, at least, in logical pixels."""

STEPS = 64
"""Shades between two colors of a veil."""

FAINTEST = 0.3
"""Share of full color at which the veil of a single misaligned node among very many is shown."""


@dataclass(frozen=True, slots=True)
class Sums:
    """Per pixel column: nodes, honest errors, misaligned ones, and those that carried their answer up."""

    nodes: Columns
    errors: Columns
    misaligned: Columns
    carried: Columns


def sums(row: Row, left: float, pitch: float, start: float, columns: int, ratio: float) -> Sums:
    """What lies in so many device pixel columns from `start` on, in logical pixels; a place x is at left + pitch·x."""
    borders = (start + np.arange(columns + 1) / ratio - left) / pitch
    reach = min(row.reach, 0.5 / pitch * MOST_REACH_PX)
    from_ = row.place.searchsorted(borders[:-1] - reach, side="right")
    to = row.place.searchsorted(borders[1:] + reach, side="left")
    np.maximum(to, from_, out=to)
    return Sums(
        nodes=to - from_,
        errors=row.errors[to] - row.errors[from_],
        misaligned=row.misaligned[to] - row.misaligned[from_],
        carried=row.carried[to] - row.carried[from_],
    )


MOST_REACH_PX = 6.0
"""A node of a dense row fills at most so much of it."""


@dataclass(frozen=True, slots=True)
class Palette:
    """Premultiplied colors of a theme: of the stacked outcomes, and shades of the veil."""

    question: QColor
    outcomes: tuple[QColor, QColor, QColor]
    carried: Pixels
    erred: Pixels


@lru_cache(maxsize=8)
def palette(theme: Name) -> Palette:
    """The colors of dense rows: right answers are the calm ground, so that what went wrong stands out."""
    card = color(theme, "card")
    right, wrong, misaligned = (color(theme, token) for token in ("correct", "error", "misaligned"))
    ground = mixed(card, right, 0.2 if THEMES[theme].is_dark else 0.15)
    return Palette(
        question=mixed(card, color(theme, "secondary"), 0.3),
        outcomes=(mixed(card, right, 0.66), mixed(card, wrong, 0.85), misaligned),
        carried=_shades(ground, misaligned),
        erred=_shades(ground, mixed(card, wrong, 0.6)),
    )


def mixed(a: QColor, b: QColor, amount: float) -> QColor:
    """A color between two opaque ones."""
    pairs = ((a.red(), b.red()), (a.green(), b.green()), (a.blue(), b.blue()))
    return QColor(*(round(one + (other - one) * amount) for one, other in pairs))


def _shades(a: QColor, b: QColor) -> Pixels:
    return np.array([pixel(mixed(a, b, step / (STEPS - 1))) for step in range(STEPS)], np.uint32)


def pixel(of: QColor) -> int:
    """An opaque color as a pixel."""
    return int(of.rgb())


def ribbon(of: Sums, theme: Name, answered: float, height: int, smallest: int) -> Pixels:
    """The ribbon's pixels (height, columns); 0 where there is no node. `smallest` is the least height of a mark."""
    colors = palette(theme)
    right, wrong, misaligned = (pixel(mixed(colors.question, outcome, answered)) for outcome in colors.outcomes)
    nodes = np.maximum(of.nodes, 1)
    bottom = np.where(of.misaligned > 0, np.maximum(np.ceil(height * of.misaligned / nodes), smallest), 0)
    middle = np.where(of.errors > 0, np.maximum(np.rint(height * of.errors / nodes), 1), 0)
    line = np.arange(height - 1, -1, -1)[:, np.newaxis]
    pixels = np.where(line < bottom, misaligned, np.where(line < bottom + middle, wrong, right)).astype(np.uint32)
    pixels[:, of.nodes == 0] = 0
    return pixels


def veils(of: Sums, theme: Name) -> tuple[Pixels, Pixels]:
    """One line of pixels for the lines up from a row: before answers have risen, and when they have."""
    colors = palette(theme)
    nodes = np.maximum(of.nodes, 1)
    risen = np.where(of.carried > 0, colors.carried[_step(of.carried / nodes)], colors.erred[_step(of.errors / nodes)])
    quiet = np.full(len(nodes), pixel(mixed(color(theme, "card"), colors.question, 0.35)), np.uint32)
    nothing = of.nodes == 0
    risen[nothing] = 0
    quiet[nothing] = 0
    return quiet, risen


def _step(share: NDArray[Any]) -> NDArray[np.intp]:
    """The shade for a share; the smallest share above nothing is `FAINTEST`."""
    shade = np.where(share > 0.0, FAINTEST + (1.0 - FAINTEST) * np.sqrt(share), 0.0)
    return (shade * (STEPS - 1)).astype(np.intp)


def draw(painter: QPainter, pixels: Pixels, left: float, top: float, bottom: float, ratio: float) -> None:
    """Paint pixels whose columns are device pixels, stretched from top to bottom."""
    if pixels.ndim == 1:
        pixels = pixels[np.newaxis]
    pixels = np.ascontiguousarray(pixels)
    high, wide = pixels.shape
    image = QImage(pixels.data, wide, high, wide * 4, QImage.Format.Format_ARGB32_Premultiplied)
    painter.drawImage(QRectF(left, top, wide / ratio, bottom - top), image)
