"""The signs of the stage: an answer's shape, a model's chip, the overseer's mark, the shield of a check.

Signs are gathered first and painted look by look, so that pens and brushes are set a dozen times in a frame and not
hundreds of times. Each is painted by itself: Qt takes ten times as long for one large path of many small parts.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from math import cos, pi, sin

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPainterPath, QPixmap, QPolygonF, QTransform

from simulator.engine.tree import OUTCOMES, AnswerOutcome
from simulator.ui.stage import stamps
from simulator.ui.stage.ink import color, pen
from simulator.ui.stage.scene import Votes
from simulator.ui.theme import Name, Theme

TRIANGLE = tuple((sin(turn * 2 * pi / 3), -cos(turn * 2 * pi / 3)) for turn in range(3))
DIAMOND = ((0.0, -1.0), (1.0, 0.0), (0.0, 1.0), (-1.0, 0.0))
TRIANGLE_SIZE, TRIANGLE_DROP, TRIANGLE_ROUNDED = 1.16, 0.14, 0.3
"""A triangle of this size, this much lower, looks as large as a disc and as much in the middle."""

DIAMOND_SIZE = 1.1
ROUNDED = 0.45
"""Corners of chips and marks, as a share of half their side."""

HELPER_ANSWER = 0.66
"""Radius of an assistant's answer, as a share of half the side of its chip."""

TICK = ((-0.38, 0.02), (-0.08, 0.34), (0.42, -0.26))


# ---- outlines: one sign of a size around a point ------------------------------------------------------------------


def _disc(painter: QPainter, x: float, y: float, size: float) -> None:
    painter.drawEllipse(QPointF(x, y), size, size)


def _square(painter: QPainter, x: float, y: float, size: float) -> None:
    painter.drawRoundedRect(QRectF(x - size, y - size, 2 * size, 2 * size), ROUNDED * size, ROUNDED * size)


def _diamond(painter: QPainter, x: float, y: float, size: float) -> None:
    painter.drawPolygon([QPointF(x + u * size, y + v * size) for u, v in DIAMOND])


def _triangle(painter: QPainter, x: float, y: float, size: float) -> None:
    painter.drawPolygon(QTransform(size, 0.0, 0.0, size, x, y).map(_rounded_triangle()))


@cache
def _rounded_triangle() -> QPolygonF:
    """Around the origin. To fill it takes a quarter of the time of a triangle whose pen rounds its corners."""
    radius, steps = TRIANGLE_ROUNDED / 2 / (TRIANGLE_SIZE - TRIANGLE_ROUNDED / 2), 6
    angles = [(turn + (step / steps - 0.5)) * 2 * pi / 3 for turn in range(3) for step in range(steps + 1)]
    corners = [corner for corner in TRIANGLE for _ in range(steps + 1)]
    return QPolygonF(
        [QPointF(u + radius * sin(a), v - radius * cos(a)) for (u, v), a in zip(corners, angles, strict=True)]
    )


def _tick(painter: QPainter, x: float, y: float, size: float) -> None:
    painter.drawPolyline([QPointF(x + u * size, y + v * size) for u, v in TICK])


def _shield(painter: QPainter, x: float, y: float, size: float) -> None:
    path = QPainterPath(QPointF(x, y - size))
    path.quadTo(x + 0.5 * size, y - 0.6 * size, x + 0.9 * size, y - 0.65 * size)
    path.cubicTo(x + 0.95 * size, y + 0.25 * size, x + 0.5 * size, y + 0.8 * size, x, y + 1.1 * size)
    path.cubicTo(x - 0.5 * size, y + 0.8 * size, x - 0.95 * size, y + 0.25 * size, x - 0.9 * size, y - 0.65 * size)
    path.quadTo(x - 0.5 * size, y - 0.6 * size, x, y - size)
    painter.drawPath(path)


def _arrow(painter: QPainter, x: float, y: float, size: float) -> None:
    tip, head = x + size, 0.4 * size
    painter.drawLine(QPointF(x - size, y), QPointF(tip, y))
    painter.drawPolyline([QPointF(tip - head, y - head), QPointF(tip, y), QPointF(tip - head, y + head)])


# ---- looks ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Look:
    """How a sign is painted: its outline, and pen and brush by token and opacity (an opacity of 0 is none)."""

    outline: Callable[[QPainter, float, float, float], None]
    line: str
    line_alpha: float
    fill: str
    fill_alpha: float


LOOKS: dict[str, Look] = {
    "chip": Look(_square, "accent", 0.25, "accent_soft", 1.0),
    "student": Look(_square, "accent", 1.0, "accent_soft", 1.0),
    "question": Look(_disc, "secondary", 0.8, "card", 1.0),
    "correct": Look(_disc, "correct", 0.0, "correct", 1.0),
    "error": Look(_diamond, "error", 1.0, "card", 1.0),
    "misaligned": Look(_triangle, "misaligned", 0.0, "misaligned", 1.0),
    "step": Look(_square, "overseer", 0.0, "overseer", 0.2),
    "slipped_step": Look(_square, "overseer", 0.0, "overseer_text", 1.0),
    "shield": Look(_shield, "card", 1.0, "overseer", 1.0),
    "tick": Look(_tick, "card", 1.0, "card", 0.0),
    "arrow": Look(_arrow, "secondary", 1.0, "card", 0.0),
}
"""In the order in which they lie on one another."""


class Signs:
    """Signs at their places, gathered by look. Coordinates and sizes are logical pixels, opacities from 0 to 1."""

    def __init__(self, theme: Theme) -> None:
        self._theme = theme
        self._gathered: dict[str, dict[tuple[float, float], list[tuple[float, float, float]]]] = {}

    @property
    def looks(self) -> dict[str, int]:
        """How many signs there are of each look."""
        return {look: sum(map(len, groups.values())) for look, groups in self._gathered.items()}

    def answer(self, answer: AnswerOutcome, x: float, y: float, radius: float, opacity: float = 1.0) -> None:
        """Disc for right, hollow diamond for an honest error, triangle for misaligned."""
        if answer == "correct":
            self._add("correct", x, y, radius, 0.0, opacity)
        elif answer == "error":
            self._add("error", x, y, DIAMOND_SIZE * radius, max(1.2, 0.17 * radius), opacity)
        else:
            size = (TRIANGLE_SIZE - TRIANGLE_ROUNDED / 2) * radius
            self._add("misaligned", x, y + TRIANGLE_DROP * radius, size, 0.0, opacity)

    def question(self, x: float, y: float, radius: float, opacity: float = 1.0) -> None:
        """A question without an answer: an empty ring."""
        self._add("question", x, y, 0.86 * radius, max(1.3, 0.13 * radius), opacity)

    def chip(self, x: float, y: float, half: float, opacity: float = 1.0, *, of_student: bool = False) -> None:
        """A model, closed: a soft rounded square behind its answer."""
        self._add("student" if of_student else "chip", x, y, half, 0.75 * self._theme.line_px, opacity)

    def step(self, x: float, y: float, half: float, opacity: float = 1.0, *, slipped: bool) -> None:
        """The ground of the overseer's mark on a step: soft where the step was right, full where it was not."""
        self._add("slipped_step" if slipped else "step", x, y, half, 0.0, opacity)

    def helper(self, answer: AnswerOutcome, x: float, y: float, half: float, opacity: float = 1.0) -> None:
        """An assistant beside the overseer's mark: a small model with its answer in it."""
        self.chip(x, y, half, opacity)
        self.answer(answer, x, y, HELPER_ANSWER * half, opacity)

    def shield(self, x: float, y: float, half: float, opacity: float = 1.0) -> None:
        """A check has rejected an answer here."""
        self._add("shield", x, y, half, max(1.0, 0.25 * half), opacity)
        self._add("tick", x, y, half, max(1.1, 0.24 * half), opacity)

    def arrow(self, x: float, y: float, half: float, opacity: float = 1.0) -> None:
        """An arrow to the right."""
        self._add("arrow", x, y, half, 1.2 * self._theme.thin_px, opacity)

    def votes(
        self, votes: Votes, x: float, y: float, radius: float, pitch: float, columns: int, opacity: float
    ) -> None:
        """One small answer for each vote, in rows of so many columns around a point."""
        answers = [outcome for outcome, count in zip(OUTCOMES, votes, strict=True) for _ in range(count)]
        rows = -(-len(answers) // columns)
        for index, answer in enumerate(answers):
            row, column = divmod(index, columns)
            in_row = min(columns, len(answers) - row * columns)
            across, down = column - (in_row - 1) / 2, row - (rows - 1) / 2
            self.answer(answer, x + across * pitch, y + down * pitch, radius, opacity)

    def paint(self, painter: QPainter) -> None:
        """Paint everything that was gathered."""
        name = self._theme.name
        for look_name, look in LOOKS.items():
            for (thickness, opacity), places in self._gathered.get(look_name, {}).items():
                painter.setOpacity(opacity)
                if len(places) >= stamps.MANY:
                    _stamp(painter, name, look_name, thickness, places)
                    continue
                _prepare(painter, name, look, thickness)
                for x, y, size in places:
                    look.outline(painter, x, y, size)
        painter.setOpacity(1.0)

    def _add(self, look: str, x: float, y: float, size: float, thickness: float, opacity: float) -> None:
        self._gathered.setdefault(look, {}).setdefault((thickness, opacity), []).append((x, y, size))


NO_PEN, NO_BRUSH = Qt.PenStyle.NoPen, Qt.BrushStyle.NoBrush


STEPS_PER_PX = 8
"""Sizes of stamps are rounded to this part of a pixel."""


def _prepare(painter: QPainter, theme: Name, look: Look, thickness: float) -> None:
    painter.setPen(pen(theme, look.line, thickness, look.line_alpha) if look.line_alpha else NO_PEN)
    painter.setBrush(color(theme, look.fill, look.fill_alpha) if look.fill_alpha else NO_BRUSH)


def _stamp(
    painter: QPainter, theme: Name, look: str, thickness: float, places: Sequence[tuple[float, float, float]]
) -> None:
    """Many signs of one look, those of a size in one call."""
    spots = np.array(places)
    steps = np.rint(spots[:, 2] * STEPS_PER_PX)
    ratio = painter.device().devicePixelRatioF()
    for step in np.unique(steps).tolist():
        stamp = _stamp_of(theme, look, round(thickness * STEPS_PER_PX), max(int(step), 1), ratio)
        stamps.set_at(painter, stamp, spots[steps == step])


@lru_cache(maxsize=256)
def _stamp_of(theme: Name, look: str, thickness: int, size: int, ratio: float) -> QPixmap:
    reach = (WIDEST * size + thickness / 2) / STEPS_PER_PX
    painter, stamp, middle = stamps.blank(reach, ratio)
    _prepare(painter, theme, LOOKS[look], thickness / STEPS_PER_PX)
    LOOKS[look].outline(painter, middle, middle, size / STEPS_PER_PX)
    painter.end()
    return stamp


WIDEST = 1.2
"""The furthest that an outline reaches from its point, as a multiple of its size."""
