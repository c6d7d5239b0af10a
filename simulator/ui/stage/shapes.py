"""The signs of the stage: an answer's shape, a vote's pip, the overseer's mark, the shield of a check, a model's chip.

Every function paints one sign around a point, at a size, with the painter's present opacity. Antialiasing is on.
"""

from __future__ import annotations

from math import cos, pi, sin

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QFont, QPainter, QPainterPath, QPen, QPolygonF

from simulator.engine.tree import OUTCOMES, AnswerOutcome
from simulator.ui.stage.scene import Votes
from simulator.ui.theme import Theme

TRIANGLE = tuple((sin(turn * 2 * pi / 3), -cos(turn * 2 * pi / 3)) for turn in range(3))
TRIANGLE_SIZE, TRIANGLE_DROP = 1.16, 0.14
"""A triangle of this size, this much lower, looks as large as a disc and as much in the middle."""

DIAMOND_SIZE = 1.1


def paint_answer(painter: QPainter, theme: Theme, answer: AnswerOutcome, at: QPointF, radius: float) -> None:
    """Disc for right, hollow diamond for an honest error, triangle for misaligned."""
    _PAINT_ANSWER[answer](painter, theme, at, radius)


def _paint_correct(painter: QPainter, theme: Theme, at: QPointF, radius: float) -> None:
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.color("correct"))
    painter.drawEllipse(at, radius, radius)


def _paint_error(painter: QPainter, theme: Theme, at: QPointF, radius: float) -> None:
    reach = DIAMOND_SIZE * radius
    pen = QPen(theme.color("error"), max(1.3, 0.17 * radius))
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    painter.setPen(pen)
    painter.setBrush(theme.color("card"))
    points = ((0.0, -reach), (reach, 0.0), (0.0, reach), (-reach, 0.0))
    painter.drawPolygon(QPolygonF([QPointF(at.x() + x, at.y() + y) for x, y in points]))


def _paint_misaligned(painter: QPainter, theme: Theme, at: QPointF, radius: float) -> None:
    color = theme.color("misaligned")
    round_off = 0.3 * radius
    reach, drop = TRIANGLE_SIZE * radius - round_off / 2, TRIANGLE_DROP * radius
    pen = QPen(color, round_off)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    painter.setPen(pen)
    painter.setBrush(color)
    painter.drawPolygon(QPolygonF([QPointF(at.x() + x * reach, at.y() + drop + y * reach) for x, y in TRIANGLE]))


_PAINT_ANSWER = {"correct": _paint_correct, "error": _paint_error, "misaligned": _paint_misaligned}


def paint_question(painter: QPainter, theme: Theme, at: QPointF, radius: float) -> None:
    """A question without an answer: an empty ring."""
    painter.setPen(QPen(theme.color("secondary", 0.8), max(1.3, 0.13 * radius)))
    painter.setBrush(theme.color("card"))
    painter.drawEllipse(at, 0.86 * radius, 0.86 * radius)


def paint_chip(painter: QPainter, theme: Theme, at: QPointF, half: float, *, outlined: float) -> None:
    """A model, closed: a soft rounded square behind its answer. `outlined` from 0 to 1 draws its border."""
    if outlined > 0.0:
        painter.setPen(QPen(theme.color("accent", outlined), 0.75 * theme.line_px))
    else:
        painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.color("accent_soft"))
    painter.drawRoundedRect(QRectF(at.x() - half, at.y() - half, 2 * half, 2 * half), 0.45 * half, 0.45 * half)


def paint_overseer(painter: QPainter, theme: Theme, at: QPointF, half: float, font: QFont, *, slipped: bool) -> None:
    """The overseer's mark on a step: soft where the step was right, full where it was not."""
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.color("overseer_text") if slipped else theme.color("overseer", 0.2))
    box = QRectF(at.x() - half, at.y() - half, 2 * half, 2 * half)
    painter.drawRoundedRect(box, 0.45 * half, 0.45 * half)
    painter.setFont(font)
    painter.setPen(theme.color("card" if slipped else "overseer_text"))
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, "H")


def paint_shield(painter: QPainter, theme: Theme, at: QPointF, half: float) -> None:
    """A check has caught an answer here and asked again."""
    x, y = at.x(), at.y()
    path = QPainterPath(QPointF(x, y - half))
    path.quadTo(x + 0.5 * half, y - 0.6 * half, x + 0.9 * half, y - 0.65 * half)
    path.cubicTo(x + 0.95 * half, y + 0.25 * half, x + 0.5 * half, y + 0.8 * half, x, y + 1.1 * half)
    path.cubicTo(x - 0.5 * half, y + 0.8 * half, x - 0.95 * half, y + 0.25 * half, x - 0.9 * half, y - 0.65 * half)
    path.quadTo(x - 0.5 * half, y - 0.6 * half, x, y - half)
    painter.setPen(QPen(theme.color("card"), max(1.0, 0.25 * half)))
    painter.setBrush(theme.color("overseer"))
    painter.drawPath(path)
    tick = QPen(theme.color("card"), max(1.1, 0.24 * half))
    tick.setCapStyle(Qt.PenCapStyle.RoundCap)
    tick.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    painter.setPen(tick)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    points = ((-0.38, 0.02), (-0.08, 0.34), (0.42, -0.26))
    painter.drawPolyline(QPolygonF([QPointF(x + half * u, y + half * v) for u, v in points]))


def paint_pips(
    painter: QPainter, theme: Theme, votes: Votes, at: QPointF, radius: float, pitch: float, columns: int
) -> None:
    """One small sign for each copy's vote, in rows of so many columns around a point."""
    answers = [outcome for outcome, count in zip(OUTCOMES, votes, strict=True) for _ in range(count)]
    rows = -(-len(answers) // columns)
    for index, answer in enumerate(answers):
        row, column = divmod(index, columns)
        in_row = min(columns, len(answers) - row * columns)
        x = at.x() + (column - (in_row - 1) / 2) * pitch
        y = at.y() + (row - (rows - 1) / 2) * pitch
        paint_answer(painter, theme, answer, QPointF(x, y), radius)


def stroke(color: QColor, width: float) -> QPen:
    """A pen for the tree's lines."""
    pen = QPen(QBrush(color), width)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    return pen
