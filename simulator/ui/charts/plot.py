"""What every chart is made of: a frame with two scales, marks in it and words over it.

A plot knows a run and a moment, no session and no widget around it, so that the window and the picture of
`run --plot` come from the same code. It paints in logical pixels of its own surface.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pyqtgraph as pg
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QFont, QFontMetricsF, QPainter, QPaintEvent, QPen, QPolygonF, QResizeEvent
from PySide6.QtWidgets import QGraphicsItem, QGraphicsScene, QGraphicsView, QWidget

from simulator.app.player import Player
from simulator.engine.iterate import Run
from simulator.ui import theme
from simulator.ui.charts.axis import Scale, tick_text
from simulator.ui.charts.causes import blend
from simulator.ui.text import tr
from simulator.ui.theme import Theme
from simulator.ui.widgets.cut_words import CutWords

BLEED = 8.0
"""Pixels beyond the frame that marks may use, so that lines on its edge are not cut."""

NAME_SHARE = 0.4
"""Share of a plot's width that the name of an axis may take."""

_READABLE = 18
"""Letters of a cut sentence that still say something."""

_Align = Qt.AlignmentFlag
_LEFT, _RIGHT = (side | _Align.AlignAbsolute for side in (_Align.AlignLeft, _Align.AlignRight))


@dataclass(frozen=True, slots=True)
class Moment:
    """Where in the run one is: the cursor (in rounds), the last complete round, and the last one to be shown.

    A picture of a whole run has no cursor. Where a prediction is asked for, `held` is the last round that may be known.
    """

    cursor: float | None
    complete: int
    revealed: int
    held: int | None = None

    @staticmethod
    def of(player: Player) -> Moment:
        """The player's position."""
        cursor = player.round - 1 + player.progress if player.round else 0.0
        held = player.end if player.end < player.last else None
        return Moment(cursor, player.complete, max(player.revealed, player.complete), held)

    def beside(self, run: Run, other: Run) -> Moment:
        """The same in another run: as far as this one, and to its own end where this one is at its end."""
        complete, revealed = (
            other.last if upto >= run.last else min(upto, other.last) for upto in (self.complete, self.revealed)
        )
        return Moment(self.cursor, complete, revealed, self.held)

    @staticmethod
    def end(run: Run) -> Moment:
        """A whole run, without a cursor."""
        return Moment(None, run.last, run.last)


@dataclass(frozen=True, slots=True)
class Remark:
    """A quiet sentence at the end of the title's row: the first of `texts` that fits is shown, else the last, cut.

    `fills` paint a small sample before it: a key, which is left out rather than cut. Where a `pressing` one has too
    little room the title says only what stands before its colon.
    """

    texts: tuple[str, ...]
    fills: tuple[QBrush, ...] = ()
    frame: QPen | None = None
    pressing: bool = False


def shortened(titles: tuple[str, ...], remark: Remark | None, room: float, font: QFont) -> tuple[str, ...]:
    """The titles, or the last one alone where a pressing remark needs more than the `room` beside the first."""
    if remark is None or not remark.pressing:
        return titles
    sample = QFontMetricsF(font).capHeight() * 1.15 + 6.0 if remark.fills else 0.0
    needed = QFontMetricsF(font).horizontalAdvance(remark.texts[-1]) + 2 + sample
    return titles if room >= needed else titles[-1:]


def paint_remark(painter: QPainter, place: QRectF, remark: Remark, look: Theme, font: QFont) -> bool:
    """Write a remark at the right end of a place; whether all of it is there. Too little room: nothing."""
    metrics = QFontMetricsF(font)
    side = round(metrics.capHeight() * 1.15) if remark.fills else 0
    sample = side + 6.0 if side else 0.0
    room = place.width() - sample
    widths = [metrics.horizontalAdvance(text) + 2 for text in remark.texts]
    text, width = next(((t, w) for t, w in zip(remark.texts, widths, strict=True) if w <= room), (remark.texts[-1], 0))
    if not width:
        if (remark.fills and not remark.pressing) or room < metrics.averageCharWidth() * _READABLE:
            return False
        text, width = metrics.elidedText(text, Qt.TextElideMode.ElideRight, room), room
    left = place.right() - width
    if remark.fills:
        box = QRectF(round(left - sample), round(place.center().y() - side / 2), side, side)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        for fill in remark.fills:
            painter.fillRect(box, fill)
        if remark.frame is not None:
            painter.setPen(remark.frame)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(box.adjusted(0, 0, -1, -1))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setFont(font)
    painter.setPen(look.color("secondary"))
    painter.drawText(QRectF(left, place.top(), width, place.height()), _LEFT | _Align.AlignVCenter, text)
    return text == remark.texts[0]


class Layer(QGraphicsItem):
    """A part of the picture that is painted by a function, over the whole plot."""

    def __init__(self, paint: Callable[[QPainter], None], height: float) -> None:
        super().__init__()
        self._paint, self._rect = paint, QRectF()
        self.setZValue(height)

    def resize(self, rect: QRectF) -> None:
        """Cover this part of the scene."""
        self.prepareGeometryChange()
        self._rect = rect

    def boundingRect(self) -> QRectF:
        return self._rect

    def paint(self, painter: QPainter, option: Any, widget: QWidget | None = None) -> None:
        self._paint(painter)


class Plot(pg.GraphicsView):  # type: ignore[misc]
    """A chart's surface. Subclasses say what is shown; scales change only when they are told to fit."""

    x_name = ""
    y_name = ""
    has_grid = True
    _is_built = False  # the base class lays out before there is anything to lay out

    def __init__(self, look: Theme | None = None) -> None:
        """With a `look` it keeps that one; else it follows the present theme when `restyle` is called."""
        super().__init__(background=None)
        self._look = look
        self.run_: Run | None = None
        self.other: Run | None = None  # B's, where two are compared
        self.moment = Moment(0.0, 0, 0)
        self.frame = QRectF(0, 0, 100, 100)
        self.x_scale, self.y_scale = Scale(0.0, 1.0), Scale(0.0, 1.0)
        self.left, self.right = 0.0, 0.0
        self.scale_changed = False
        self.shows_rounds = True
        self.cut = CutWords()
        self._cut_names = CutWords()  # on the ground, which is painted less often
        self.setCentralItem(None)
        for part in (self, self.viewport()):
            part.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setInteractive(False)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        # A scene asks for a paint of its own, later; `redraw` asks for one together with the rest of the window.
        self.setViewportUpdateMode(QGraphicsView.ViewportUpdateMode.NoViewportUpdate)
        self.setOptimizationFlag(QGraphicsView.OptimizationFlag.DontAdjustForAntialiasing)
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        scene: QGraphicsScene = self.scene()
        scene.setItemIndexMethod(QGraphicsScene.ItemIndexMethod.NoIndex)
        self.words = Layer(self.paint_words, 10.0)
        scene.addItem(self.words)
        self._take_fonts()
        self._is_built = True

    # What a subclass says.

    @abstractmethod
    def title(self) -> str:
        """What is plotted, in words."""

    def titles(self) -> tuple[str, ...]:
        """The same, and shorter where there is less room: what stands before its colon."""
        title = self.title()
        return title, title.partition(":")[0]

    @abstractmethod
    def summary(self, run: Run, upto: int) -> str:
        """What is to be seen, in one sentence, up to a round."""

    def other_summary(self, other: Run, upto: int) -> str:
        """The same of B; nothing where only A is shown."""
        return ""

    @abstractmethod
    def scales(self, run: Run) -> tuple[Scale, Scale]:
        """The scales that suit a run in the present frame."""

    def drag_scales(self, run: Run) -> tuple[Scale, Scale]:
        """The scales while a slider is held: those of before, but for what must follow."""
        return self.x_scale, self.y_scale

    def y_text(self, tick: float) -> str:
        """The number at a tick of the y-axis."""
        return tick_text(tick, self.y_scale.ticks)

    def x_text(self, tick: float) -> str:
        """The number at a tick of the x-axis."""
        return tick_text(tick, self.x_scale.ticks)

    def remark(self) -> Remark | None:
        """What is said beside the title."""
        return None

    def needed_right(self) -> float:
        """The room that numbers and labels right of the frame need."""
        last = [self.tick_metrics.horizontalAdvance(self.x_text(tick)) for tick in self.x_scale.ticks[-1:]]
        return 4.0 + max(last, default=0.0) / 2

    def take(self, run: Run, moment: Moment) -> None:
        """The figures to show have changed (marks are made here, not while painting)."""

    def hasten(self, hasty: bool) -> None:
        """Draw somewhat faster and less neatly: a slider is being dragged."""

    def show_before(self, run: Run | None) -> None:
        """Leave a trace of the run before a drag, where that can be drawn; None: no more."""

    def place(self) -> None:
        """The frame or a scale has changed."""

    def paint_ground(self, painter: QPainter) -> None:
        """More of what stays while the run moves on, behind the marks."""

    def paint_words(self, painter: QPainter) -> None:
        """The uppermost layer."""

    def tip(self, point: QPointF) -> str:
        """The figures at a point, or nothing."""
        return ""

    def round_at(self, point: QPointF) -> float | None:
        """The moment that is meant by a point, in rounds, if any is."""
        return None

    # What a chart does with it.

    @property
    def look(self) -> Theme:
        """The tokens to paint with."""
        return self._look or theme.current()

    def show_run(self, run: Run, moment: Moment) -> None:
        """Show a run at a moment, in the present scales."""
        self.run_, self.moment = run, moment
        self.take(run, moment)
        self.redraw()

    def redraw(self) -> None:
        """Paint all of it again, once, however much has changed, when the window paints."""
        self.viewport().update()

    def fit(self, run: Run) -> bool:
        """Choose scales for a run; whether they are others than before."""
        return self._take_scales(self.scales(run))

    def fit_drag(self, run: Run) -> None:
        """Let the scales follow a slider that is held, as far as they must."""
        self._take_scales(self.drag_scales(run))

    def _take_scales(self, scales: tuple[Scale, Scale]) -> bool:
        if scales == (self.x_scale, self.y_scale):
            return False
        self.x_scale, self.y_scale = scales
        self.resetCachedContent()
        self.place()
        self.redraw()
        return True

    def needed_left(self) -> float:
        """The room that the numbers and names left of the frame need."""
        ticks = [self.y_text(tick) for tick in self.y_scale.ticks]
        wide = self.tick_metrics.horizontalAdvance
        name = wide(tr(self.x_name)) + self._beside() if self.x_name else 0.0
        name = min(name, float(self.width()) * NAME_SHARE)
        return max(name, max((wide(text) for text in ticks), default=0.0) + 8.0)

    def _beside(self) -> float:
        """From the name of the x-axis to the frame: its first number stands below the frame's corner."""
        return max(8.0, self.tick_metrics.horizontalAdvance("0"))

    def needed_below(self) -> float:
        """The room that something below the numbers of the x-axis needs."""
        return 0.0

    def set_margins(self, left: float, right: float) -> None:
        """The room left and right of the frame; charts above each other get the same."""
        if (left, right) != (self.left, self.right):
            self.left, self.right = left, right
            self.lay_out()

    def show_rounds(self, shows: bool) -> None:
        """Whether the numbers of the x-axis are written; a chart above another with the same axis can do without."""
        if shows != self.shows_rounds:
            self.shows_rounds = shows
            self.lay_out()

    def restyle(self) -> None:
        """Take colors, fonts and sizes of the present theme."""
        self._take_fonts()
        self.lay_out()

    # Geometry.

    def px_x(self, value: float) -> float:
        """Where a value of the x-axis lies."""
        scale = self.x_scale
        return self.frame.left() + (value - scale.low) / (scale.high - scale.low) * self.frame.width()

    def px_y(self, value: float) -> float:
        """Where a value of the y-axis lies."""
        scale = self.y_scale
        return self.frame.bottom() - (value - scale.low) / (scale.high - scale.low) * self.frame.height()

    def value_at(self, point: QPointF) -> tuple[float, float]:
        """The values of both axes at a point."""
        x, y = self.x_scale, self.y_scale
        across = (point.x() - self.frame.left()) / max(self.frame.width(), 1.0)
        up = (self.frame.bottom() - point.y()) / max(self.frame.height(), 1.0)
        return x.low + across * (x.high - x.low), y.low + up * (y.high - y.low)

    def resizeEvent(self, event: QResizeEvent | None) -> None:
        super().resizeEvent(event)
        if self._is_built:
            self.lay_out()

    def lay_out(self) -> None:
        """Place the frame in the present size, with as many ticks as it has room for."""
        surface = QRectF(0, 0, self.width(), self.height())
        line = self.tick_metrics.height()
        top = line * 1.5 + 4.0 if self.y_name else line / 2 + 1.0
        bottom = (line + 8.0 if self.shows_rounds else line / 2 + 1.0) + self.needed_below()
        self.frame = QRectF(
            round(self.left), round(top),
            max(round(surface.width() - self.left - self.right), 8),
            max(round(surface.height() - top - bottom), 8),
        )  # fmt: skip
        self.words.resize(surface)
        if self.run_ is not None:
            self.x_scale, self.y_scale = self.scales(self.run_)
        self.resetCachedContent()
        self.place()
        self.redraw()

    def _take_fonts(self) -> None:
        self.tick_font = self.look.font("help", 400)
        self.label_font = self.look.font("secondary", 650)
        self.note_font = self.look.font("help", 400)
        self.tick_metrics = QFontMetricsF(self.tick_font)
        self.label_metrics = QFontMetricsF(self.label_font)

    # Painting.

    def paintEvent(self, event: QPaintEvent) -> None:
        self.cut.clear()
        super().paintEvent(event)

    def cut_at(self, point: QPointF) -> str:
        """All of a text that is shown in part at a point."""
        return self.cut.at(point) or self._cut_names.at(point)

    def paint_all(self, painter: QPainter) -> None:
        """The whole plot, on any device: nothing of it is taken from a cache of pixels."""
        surface = QRectF(0, 0, self.width(), self.height())
        self.drawBackground(painter, surface)
        self.scene().render(painter, surface, surface)

    def drawBackground(self, painter: QPainter, rect: Any) -> None:
        look, frame, line = self.look, self.frame, self.tick_metrics.height()
        painter.fillRect(QRectF(0, 0, self.width(), self.height()), look.color("card"))
        painter.setFont(self.tick_font)
        self._cut_names.clear()
        self.paint_ground(painter)
        painter.setPen(QPen(look.color("hairline"), look.thin_px))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        for tick in self.y_scale.ticks if self.has_grid else ():
            y = round(self.px_y(tick)) + 0.5
            painter.drawLine(QPointF(frame.left(), y), QPointF(frame.right(), y))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(look.color("secondary"))
        for tick in self.y_scale.ticks:
            place = QRectF(0, self.px_y(tick) - line / 2, frame.left() - 8, line)
            painter.drawText(place, _RIGHT | _Align.AlignVCenter, self.y_text(tick))
        below = QRectF(0, frame.bottom() + 6, 1, line)
        for tick in self.x_scale.ticks if self.shows_rounds else ():
            x = self.px_x(tick)
            painter.drawText(
                below.translated(x - 40, 0).adjusted(0, 0, 79, 0), _Align.AlignHCenter | _Align.AlignTop,
                self.x_text(tick),
            )  # fmt: skip
        if self.x_name and self.shows_rounds:
            place = QRectF(0, below.top(), frame.left() - self._beside(), line)
            self.write_name(painter, place, _RIGHT | _Align.AlignTop, tr(self.x_name))
        if self.y_name:
            place = QRectF(0, 0, self.width(), line)
            self.write_name(painter, place, _LEFT | _Align.AlignTop, tr(self.y_name))

    def write_name(self, painter: QPainter, place: QRectF, align: Qt.AlignmentFlag, name: str) -> None:
        """The name of an axis, as much of it as there is room for."""
        shown = self._cut_names.fitted(place, name, self.tick_metrics, slack=1.5)  # margins are whole numbers
        painter.drawText(place, align, shown)

    def pale(self, color: QColor, share: float) -> QColor:
        """A color that steps back towards the card."""
        return blend(color, self.look.color("card"), share)

    def write(
        self, painter: QPainter, place: QRectF, text: str, color: QColor, font: QFont, metrics: QFontMetricsF,
        whole: str = "",
    ) -> None:  # fmt: skip
        """One line of text, cut where it is too long, on a ground that keeps it readable over curves.

        `whole` is what it was before it was shortened, if it was.
        """
        if whole not in ("", text):
            self.cut.keep(place, whole)
        text = self.cut.fitted(place, text, metrics)
        width = min(metrics.horizontalAdvance(text), place.width())
        ground = QRectF(place.left() - 2, place.top() + 1, width + 4, place.height() - 2)
        painter.fillRect(ground, self.look.color("card", 0.82))
        painter.setFont(font)
        painter.setPen(color)
        painter.drawText(place, _LEFT | _Align.AlignVCenter, text)

    def arrow(
        self, painter: QPainter, tip: QPointF, towards: QPointF, color: QColor, width: float, length: float = 0.0
    ) -> None:
        """An arrow's head for a line of that width, or of a given length. `towards` is a unit vector."""
        length = length or 2.6 + 1.8 * width
        back, side = tip - towards * length, QPointF(-towards.y(), towards.x()) * length * 0.55
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(color)
        painter.drawPolygon(QPolygonF([tip, back + side, back - side]))
