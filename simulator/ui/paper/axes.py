"""The axes to draw on, with the curves that are known."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF

from simulator.ui.paper.content import Axes, Curve
from simulator.ui.paper.ink import LINE, Face, Ink, width
from simulator.ui.text import tr

_NUMBERS = Face(8.0)
_NAME = Face(8.5, 550)


def draw(ink: Ink, place: QRectF, axes: Axes, curves: tuple[Curve, ...]) -> None:
    """Fill a rectangle: the name above, numbers beside and below, a light grid, the curves with their names."""
    line = _NUMBERS.size * LINE
    left = max(width(number, _NUMBERS) for number in axes.numbers) + 6
    frame = QRectF(place.left() + left, place.top() + 1.5 * line, place.width() - left - 8, place.height() - 3.2 * line)
    ink.text(place.left(), place.top(), place.width(), axes.name, _NAME)
    for tick, number in zip(axes.scale.ticks, axes.numbers, strict=True):
        y = _at(frame, axes, 0, tick).y()
        ink.text(place.left(), y - line / 2, left - 5, number, _NUMBERS, align="right")
        ink.line(frame.left(), y, frame.right(), y, 0.5, is_dotted=True)
    for round_ in axes.rounds:
        x = _at(frame, axes, round_, axes.scale.low).x()
        ink.text(x - 15, frame.bottom() + 3, 30, f"{round_:.0f}", _NUMBERS, align="center")
        ink.line(x, frame.top(), x, frame.bottom(), 0.5, is_dotted=True)
    word = tr("round")
    ink.text(frame.left(), frame.bottom() + 3 + line, frame.width(), word, _NUMBERS, align="center")
    ink.line(frame.left(), frame.top(), frame.left(), frame.bottom(), 1.0)
    ink.line(frame.left(), frame.bottom(), frame.right(), frame.bottom(), 1.0)
    for curve in reversed(curves):  # the run lies on top
        points = [_at(frame, axes, curve.first + i, value) for i, value in enumerate(curve.values)]
        ink.curve(points, is_dashed=curve is not curves[0])
    _name_curves(ink, place, axes, curves)


def _at(frame: QRectF, axes: Axes, round_: float, value: float) -> QPointF:
    share = (value - axes.scale.low) / (axes.scale.high - axes.scale.low)
    x = frame.left() + round_ / axes.last * frame.width()
    return QPointF(x, frame.bottom() - min(max(share, 0.0), 1.0) * frame.height())


def _name_curves(ink: Ink, place: QRectF, axes: Axes, curves: tuple[Curve, ...]) -> None:
    """Which line is which, on the line of the axis' name, at the right: samples and names, where there are curves."""
    if len(curves[0].values) < 2:
        return
    x = place.right() - 8
    for curve in reversed(curves):
        taken = width(curve.name, _NUMBERS)
        x -= taken
        ink.text(x, place.top(), taken + 1, curve.name, _NUMBERS)
        middle = place.top() + _NUMBERS.size * LINE / 2
        ink.curve([QPointF(x - 30, middle), QPointF(x - 6, middle)], is_dashed=curve is not curves[0])
        x -= 46
