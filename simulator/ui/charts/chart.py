"""A chart in the window: a card with a title and a plot, that moves the position by mouse and keyboard."""

from __future__ import annotations

import math
from collections.abc import Callable

from PySide6.QtCore import QEvent, QPointF, QRect, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QHelpEvent, QHideEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QStyle, QToolTip, QWidget

from simulator.app.player import Player
from simulator.app.session import Session
from simulator.engine.iterate import Run
from simulator.ui import theme
from simulator.ui.charts.plot import Moment, Plot, Remark, paint_remark, shortened
from simulator.ui.charts.tabs import TEXT_INSET_PX
from simulator.ui.charts.words import wrapped
from simulator.ui.text import tr
from simulator.ui.widgets.card import Card
from simulator.ui.widgets.focus import KeyboardFocus, paint_ring
from simulator.ui.widgets.metrics import font, metrics

_KEYS: dict[int, Callable[[Player], None]] = {
    Qt.Key.Key_Left: Player.back,
    Qt.Key.Key_Right: Player.step,
    Qt.Key.Key_Home: Player.to_start,
    Qt.Key.Key_End: Player.to_end,
    Qt.Key.Key_Space: Player.toggle,
}
_MAGNET = 0.12
"""In rounds: near the end of a round a drag holds there."""

SCALE_SAID_MS = 4000
"""How long a chart says that its scale has changed: time to look up from the slider and read two words."""

_TIP_PX = 324
"""Widest line of a tool tip; with its padding it stays below 360 pixels."""

_REMARK_GAP = 20
_ASIDE_GAP = 12


class Chart(KeyboardFocus, Card):
    """Shows one plot. Its accessible description is the plot's summary of what is to be seen."""

    resized = Signal()

    def __init__(
        self, session: Session, plot: Plot, aside: QWidget | None = None, parent: QWidget | None = None
    ) -> None:
        """`aside` is a small widget at the end of the title's row; on paper, where it cannot be pressed, it is not."""
        super().__init__(parent)
        self._player = session.player
        self.plot = plot
        self._aside = aside
        self._title_is_cut = False
        self.is_on_paper = False
        self._title = ""
        self._remark: Remark | None = None
        self._remark_is_cut = False
        self._saying = QTimer(self)
        self._saying.setSingleShot(True)
        self._saying.setInterval(SCALE_SAID_MS)
        self._saying.timeout.connect(self._fall_silent)
        self._described: tuple[Run, Run | None, int, str, Remark | None] | None = None
        plot.setParent(self)
        self.setAccessibleName(plot.title())
        if aside is not None:
            aside.setParent(self)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMinimumSize(120, 72)

    def show_run(self, run: Run, moment: Moment, settled: bool) -> None:
        """Show a run at a moment. The description is renewed when things have settled, not during a drag."""
        self.plot.hasten(not settled)
        self.plot.show_run(run, moment)
        title, remark, other = self.plot.title(), self.plot.remark(), self.plot.other
        if (title, remark) != (self._title, self._remark):
            self._title, self._remark = title, remark
            self.update(self._title_row().toAlignedRect())
        shown = run, other, moment.revealed, title, remark
        if settled and shown != self._described:
            self._described = shown
            self.setAccessibleName(title)
            self.plot.setAccessibleName(title)
            said = self.plot.summary(run, moment.revealed)
            if other is not None and (beside := self.plot.other_summary(other, min(moment.revealed, other.last))):
                said = f"{said} {tr('B: {sentence}', sentence=beside)}"
            self.setAccessibleDescription(said)

    def describe_anew(self) -> None:
        """What is shown now is something else under the same title: the next showing describes it."""
        self._described = None

    def say_scale_changed(self, says: bool) -> None:
        """Say for a while that the scale is another, or stop saying it."""
        if says:
            self._saying.start()
        else:
            self._saying.stop()
        if says != self.plot.scale_changed:
            self.plot.scale_changed = says
            self.plot.redraw()

    def _fall_silent(self) -> None:
        self.say_scale_changed(False)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.say_scale_changed(False)

    def restyle(self) -> None:
        """Take the sizes of the present theme."""
        self.plot.restyle()
        self._lay_out()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(400, 152)

    # Geometry and painting.

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._lay_out()
        self.resized.emit()

    def _lay_out(self) -> None:
        look, row = theme.current(), self._title_row()
        left = look.padding
        below = int(row.bottom()) + 4
        if self._aside is not None:
            hint = self._aside.sizeHint()
            width = min(hint.width(), self._aside_room(row.width(), hint.width()))
            # Its words stand on the title's line and end where the title's row ends.
            top = max(int(row.center().y() - hint.height() / 2 + 2.5), 0)
            place = QRect(int(row.right()) - width + TEXT_INSET_PX, top, width, hint.height())
            self._aside.setGeometry(QStyle.visualRect(self.layoutDirection(), self.rect(), place))
            if not self._aside.isHidden():
                below = max(below, place.bottom() + 1)
        self.plot.setGeometry(left, below, max(self.width() - left - 8, 1), max(self.height() - below - 5, 1))
        self.plot.lay_out()

    def _aside_room(self, row: float, wanted: int) -> int:
        """What a switch may take of the title's row: all but the title's first words, and these as well if it must.

        The switch then says alone what is shown, in whole words.
        """
        first = metrics("body", 650).horizontalAdvance(self.plot.titles()[-1]) + _ASIDE_GAP
        beside = int(max(row * 0.5, row - first))
        return beside if wanted <= beside else int(row)

    def _title_row(self) -> QRectF:
        look = theme.current()
        height = metrics("body", 650).height() + 4
        return QRectF(look.padding, 9, self.width() - 2 * look.padding, height)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        look, row = theme.current(), self._title_row()
        with QPainter(self) as painter:
            shows_switch = self._aside is not None and not self._aside.isHidden() and not self.is_on_paper
            if self._aside is not None and shows_switch:
                row.setWidth(row.width() - self._aside.width())
            advance = metrics("body", 650).horizontalAdvance
            beside = row.width() - advance(self.plot.title()) - _REMARK_GAP
            titles = shortened(self.plot.titles(), self._remark, beside, font("help", 400))
            title = next((one for one in titles if advance(one) <= row.width()), titles[-1])
            text = metrics("body", 650).elidedText(title, Qt.TextElideMode.ElideRight, row.width())
            if shows_switch and (text != title or advance(title) > row.width()):
                text = ""
            self._title_is_cut = text != self.plot.title()
            place = QStyle.visualRect(self.layoutDirection(), self.rect(), row.toAlignedRect())
            painter.setFont(font("body", 650))
            painter.setPen(look.color("ink"))
            painter.drawText(place, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, text)
            self._remark_is_cut = False
            if self._remark is not None and text == title:
                row.setLeft(row.left() + advance(text) + _REMARK_GAP)
                rest = QStyle.visualRect(self.layoutDirection(), self.rect(), row.toAlignedRect())
                self._remark_is_cut = not paint_remark(painter, QRectF(rest), self._remark, look, font("help", 400))
            if self.shows_ring:
                painter.setRenderHint(QPainter.RenderHint.Antialiasing)
                paint_ring(painter, QRectF(self.rect()), look.radius)

    # Moving the position.

    def keyPressEvent(self, event: QKeyEvent) -> None:
        super().keyPressEvent(event)
        move = _KEYS.get(event.key())
        if move is not None and not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            event.accept()
            move(self._player)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        at = self._moment_at(event.position())
        if event.button() != Qt.MouseButton.LeftButton or at is None:
            super().mousePressEvent(event)
        else:
            self._player.seek(math.floor(at + 0.5))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        at = self._moment_at(event.position())
        if not event.buttons() & Qt.MouseButton.LeftButton or at is None:
            return
        nearest = math.floor(at + 0.5)
        if abs(at - nearest) <= _MAGNET:
            self._player.seek(nearest)
        else:
            self._player.scrub(math.ceil(at), at - math.floor(at))

    def _moment_at(self, point: QPointF) -> float | None:
        return self.plot.round_at(self._in_plot(point))

    def _in_plot(self, point: QPointF) -> QPointF:
        return point - QPointF(self.plot.pos())

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            in_title = self._title_row().contains(QPointF(event.pos()))
            point = self._in_plot(QPointF(event.pos()))
            said = [self._title_tip()] if in_title else [self.plot.cut_at(point), self.tip_at(point)]
            if text := "\n".join(filter(None, said)):
                text = wrapped(text, metrics("body", 400).horizontalAdvance, _TIP_PX)
                QToolTip.showText(event.globalPos(), text, self)
            else:
                QToolTip.hideText()
            return True
        return super().event(event)

    def tip_at(self, point: QPointF) -> str:
        """What is said of a point of the plot."""
        return self.plot.tip(point)

    def _title_tip(self) -> str:
        """What of the title's row is cut."""
        parts = [self.plot.title()] if self._title_is_cut else []
        if self._remark is not None and (self._title_is_cut or self._remark_is_cut):
            parts.append(self._remark.texts[0])
        return "\n".join(parts)
