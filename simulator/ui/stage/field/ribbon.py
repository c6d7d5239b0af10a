"""Rows too dense for shapes: a ribbon for the row, and a veil for the lines up to the row above it.

Each pixel column sums up the nodes that lie in it: the ribbon stacks their outcomes (right, honest error, misaligned
at the bottom), the veil shows how many of them carried their misaligned answer up. Where there is a single misaligned
node among thousands, its column still shows it: a mark of its own height, and a veil that can be seen. The more columns
of a row do so, the fainter each becomes: a row with a few in every column must not look misaligned as a whole.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QImage, QPainter

from simulator.ui.stage.field.field import Row, counts
from simulator.ui.stage.field.survey import Pose
from simulator.ui.stage.ink import color
from simulator.ui.theme import THEMES, Name, Theme

Pixels = NDArray[np.uint32]
Columns = NDArray[np.intp]

SMALLEST_MARK_PX = 2.0
"""Height of what misaligned nodes take of a ribbon, at least, in logical pixels."""

STEPS = 64
"""Shades between two colors of a veil."""

FAINTEST = 0.3
"""Share of full color at which the veil of a single misaligned node among very many is shown, if it is the only one."""

FADED = 0.25
"""Share of full color of a mark that stands for few nodes, where every column of the row has one."""


@dataclass(frozen=True, slots=True)
class Sums:
    """Per row and pixel column: nodes, honest errors, misaligned ones, and those that carried their answer up."""

    nodes: Columns
    errors: Columns
    misaligned: Columns
    carried: Columns


def sums(
    rows: Sequence[Row], lefts: Sequence[float], pitches: Sequence[float], start: float, columns: int, ratio: float
) -> Sums:
    """What lies in so many device pixel columns from `start` on, in logical pixels; a place x is at left + pitch·x.

    All rows at once: most of the time goes into the number of calls.
    """
    edges = start + np.arange(columns + 1) / ratio
    first, last = np.empty((2, len(rows), columns), np.intp)
    tally = np.empty((len(rows), columns), np.int64)
    for number, (row, left, pitch) in enumerate(zip(rows, lefts, pitches, strict=True)):
        borders, reach = (edges - left) / pitch, min(row.reach, MOST_REACH_PX / pitch)
        if reach * pitch * ratio < NEGLIGIBLE_REACH:
            at = row.place.searchsorted(borders)
            first[number], last[number] = at[:-1], at[1:]
            counted = row.tally.take(at)
            np.subtract(counted[1:], counted[:-1], out=tally[number])
        else:
            first[number] = row.place.searchsorted(borders[:-1] - reach, side="right")
            last[number] = row.place.searchsorted(borders[1:] + reach, side="left")
            np.maximum(last[number], first[number], out=last[number])
            np.subtract(row.tally.take(last[number]), row.tally.take(first[number]), out=tally[number])
    return Sums(last - first, *counts(tally))


NEGLIGIBLE_REACH = 0.25
"""Where a node reaches less than this part of a pixel column to either side, it is counted where it stands."""

MOST_REACH_PX = 3.0
"""A node of a dense row reaches at most so far to either side."""


@dataclass(frozen=True, slots=True)
class Palette:
    """Colors of a theme: of a question, of the stacked outcomes (also as pixels), of lines, and shades of a veil."""

    question: QColor
    outcomes: tuple[QColor, QColor, QColor]
    answered: tuple[int, int, int]
    quiet: int
    carried: Pixels
    erred: Pixels


@lru_cache(maxsize=8)
def palette(theme: Name) -> Palette:
    """The colors of dense rows: right answers are the calm ground, so that what went wrong stands out."""
    card = color(theme, "card")
    right, wrong, misaligned = (color(theme, token) for token in ("correct", "error", "misaligned"))
    ground = mixed(card, right, 0.2 if THEMES[theme].is_dark else 0.15)
    question = mixed(card, color(theme, "secondary"), 0.3)
    outcomes = mixed(card, right, 0.66), mixed(card, wrong, 0.85), misaligned
    return Palette(
        question=question,
        outcomes=outcomes,
        answered=(pixel(outcomes[0]), pixel(outcomes[1]), pixel(outcomes[2])),
        quiet=pixel(mixed(card, question, 0.35)),
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


def ribbons(of: Sums, theme: Name, answered: Sequence[float], height: int, smallest: int) -> Pixels:
    """The rows' pixels (rows, height, columns); 0 where there is no node. `smallest` is the least height of a mark."""
    colors = palette(theme)
    pixels = np.empty((len(of.nodes), height, of.nodes.shape[1]), np.uint32)
    wrong, misaligned, few = np.empty((3, len(of.nodes)), np.uint32)
    commonness = _commonness(of.misaligned, of.nodes)
    there = of.nodes > 0
    for number, amount in enumerate(answered):
        right, wrong[number], misaligned[number] = colors.answered
        if amount < 1.0:
            shades = (pixel(mixed(colors.question, outcome, amount)) for outcome in colors.outcomes)
            right, wrong[number], misaligned[number] = shades
        few[number] = _between(int(right), int(misaligned[number]), 1.0 - (1.0 - FADED) * commonness[number])
        pixels[number] = np.where(there[number], np.uint32(right), np.uint32(0))
    rows, some = np.nonzero(of.misaligned + of.errors)
    if len(some):
        nodes, errors, wrongs = of.nodes[rows, some], of.errors[rows, some], of.misaligned[rows, some]
        heights = np.ceil(height * wrongs / nodes)
        bottom = np.where(wrongs > 0, np.maximum(heights, smallest), 0)
        marks = np.where(heights < smallest, few[rows], misaligned[rows])
        middle = np.where(errors > 0, np.maximum(np.rint(height * errors / nodes), 1), 0) + bottom
        line = np.arange(height - 1, -1, -1)
        stacked = pixels[rows, :, some]
        np.copyto(stacked, wrong[rows, np.newaxis], where=line < middle[:, np.newaxis])
        np.copyto(stacked, marks[:, np.newaxis], where=line < bottom[:, np.newaxis])
        pixels[rows, :, some] = stacked
    return pixels


def quiet_veils(of: Sums, theme: Name) -> Pixels:
    """A line of pixels for the lines up from each row (rows, columns), before answers have risen."""
    return np.where(of.nodes > 0, np.uint32(palette(theme).quiet), np.uint32(0))


def veils(of: Sums, theme: Name) -> Pixels:
    """The same with what has risen along them."""
    colors = palette(theme)
    pixels = np.where(of.nodes > 0, colors.carried[0], np.uint32(0))
    some = np.nonzero(of.carried + of.errors)
    if len(some[0]):
        nodes, carried, errors = of.nodes[some], of.carried[some], of.errors[some]
        alone = 1.0 - _commonness(of.carried, of.nodes)[some[0]]
        shades = colors.carried.take(_step(carried / nodes, alone)), colors.erred.take(_step(errors / nodes, alone))
        pixels[some] = np.where(carried > 0, *shades)
    return pixels


def _step(share: NDArray[Any], alone: NDArray[Any]) -> NDArray[np.intp]:
    """The shade for a share; the smallest share above nothing is `FAINTEST`, less where hardly any column has none."""
    faintest = FAINTEST * alone
    shade = np.where(share > 0.0, faintest + (1.0 - faintest) * np.sqrt(share), 0.0)
    steps: NDArray[np.intp] = np.ceil(shade * (STEPS - 1)).astype(np.intp)
    return steps


def _commonness(some: Columns, nodes: Columns) -> NDArray[np.float64]:
    """Per row: in what share of its columns there are some of its nodes."""
    marked, there = np.count_nonzero(some, axis=1), np.count_nonzero(nodes, axis=1)
    return np.asarray(marked / np.maximum(there, 1), np.float64)


def _between(a: int, b: int, amount: float) -> int:
    """A pixel between two others."""
    return pixel(mixed(QColor(a), QColor(b), amount))


class Dense:
    """The pixels of some rows of a view, worked out together when the first of them is asked for."""

    def __init__(
        self, poses: Sequence[Pose], theme: Theme, start: float, columns: int, ratio: float, *, height: int
    ) -> None:
        self.numbers = [pose.number for pose in poses]
        self.ratio, self.height = ratio, height
        self._theme, self._start = theme, start
        self._answered = [pose.state.answered for pose in poses]
        lefts, pitches = [pose.left for pose in poses], [pose.pitch for pose in poses]
        self._sums = sums([pose.row for pose in poses], lefts, pitches, start, columns, ratio)

    @cached_property
    def ribbons(self) -> Pixels:
        """The rows themselves."""
        smallest = max(1, round(SMALLEST_MARK_PX * self._theme.thin_px * self.ratio))
        return ribbons(self._sums, self._theme.name, self._answered, self.height, min(smallest, self.height))

    @cached_property
    def veils(self) -> Pixels:
        """The lines up from them, with what has risen along them."""
        return veils(self._sums, self._theme.name)

    @cached_property
    def quiet(self) -> Pixels:
        """The same before anything has risen."""
        return quiet_veils(self._sums, self._theme.name)

    def draw(self, painter: QPainter, pixels: Pixels, top: float, bottom: float) -> None:
        """Paint a row's pixels, stretched from top to bottom."""
        if pixels.ndim == 1:
            pixels = pixels[np.newaxis]
        high, wide = pixels.shape
        image = QImage(pixels.data, wide, high, wide * 4, QImage.Format.Format_ARGB32_Premultiplied)
        painter.drawImage(QRectF(self._start, top, wide / self.ratio, bottom - top), image)
