"""The transport: the scenario's title, moving through the run, where one is, and the speed."""

from __future__ import annotations

from math import ceil

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from simulator.app.player import Speed
from simulator.app.session import Session
from simulator.scenario.schema import Scenario
from simulator.ui import theme
from simulator.ui.text import as_tip, tr
from simulator.ui.theme import Role
from simulator.ui.widgets.buttons import ChangeDot, IconButton, paint_dot
from simulator.ui.widgets.labels import LEAST_LETTERS, Label
from simulator.ui.widgets.metrics import font, metrics, scaled
from simulator.ui.widgets.phase import PhaseChip
from simulator.ui.widgets.scrub import ScrubBar
from simulator.ui.widgets.speed import SpeedButton

HEIGHT_PX = 52
_EDGE_PX = 20
_GAP_PX = 14
_TARGET_PX = 44
_BUTTONS = 5

_TITLE_SHARE = 0.26
"""Share of the width that the title has: the buttons keep their place whatever the scenario is called."""

_TITLE_PX = (140, 420)
_SCRUB_PX = (230, 900)
_ROUND_SHARE = 0.2
_SCRUB_LEAST_PX, _TITLE_LEAST_PX = 100, 84
"""The least and the greatest width of title and scrub bar; the scrub bar gives way further when all else has gone."""

_SCRUB_TIGHT_PX = 36
"""A scrub bar that can still be taken hold of: only for less than that are the words of a button shortened."""


_SMALLER: Role = "secondary"
"""Of a title in two lines."""


class TitleLabel(Label):
    """The scenario's title, in two smaller lines where one is too long, and a dot while it has unsaved changes."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("", parent, role="title", weight=550)
        self._has_changes = False

    @property
    def has_changes(self) -> bool:
        """Whether the dot shows."""
        return self._has_changes

    def show_title(self, title: str, *, has_changes: bool) -> None:
        """Show a title and whether it is saved."""
        self._has_changes = has_changes
        self.setText(title)
        state = tr("Changed since it was loaded or saved") if has_changes else tr("No changes")
        self.setToolTip(as_tip(f"{title}\n{state}"))
        self.setAccessibleName(tr("Scenario {title}", title=title))
        self.setAccessibleDescription(state)
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(self.full_width() + ceil(self._dot_room()), self.lines_height())

    def lines_height(self) -> int:
        """The height of one line and of two smaller ones."""
        return max(self.line_height(), 2 * ceil(metrics(_SMALLER, self.weight).height()))

    def is_whole_at(self, width: int) -> bool:
        """Whether all of the title can be read at a width."""
        return " ".join(self._lines(width)[1]) == " ".join(self.text().split())

    def is_elided(self) -> bool:
        return not self.is_whole_at(self.width())

    def paintEvent(self, event: QPaintEvent) -> None:
        role, lines = self._lines(self.width())
        measured = metrics(role, self.weight)
        room, high, is_mirrored = self.width() - self._dot_room(), measured.height(), self.isRightToLeft()
        with QPainter(self) as painter:
            painter.setFont(font(role, self.weight))
            painter.setPen(theme.current().color(self.tone))
            top = (self.height() - high * len(lines)) / 2
            for number, line in enumerate(lines):
                place = QRectF(self._dot_room() if is_mirrored else 0.0, top + number * high, room, high)
                painter.drawText(place, Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignVCenter, line)
            if self._has_changes:
                reach = max(map(measured.horizontalAdvance, lines)) + scaled(11)
                x = self.width() - reach if is_mirrored else reach
                paint_dot(painter, QPointF(x, self.height() / 2 + scaled(1)))

    def _lines(self, width: int) -> tuple[Role, tuple[str, ...]]:
        """What is written at a width: one line, or at most two smaller ones, the last as far as there is room."""
        room = width - self._dot_room()
        if self.full_width() <= room:
            return self.role, (self.text(),)
        first, rest, measured = "", self.text().split(), metrics(_SMALLER, self.weight)
        while rest and measured.horizontalAdvance(f"{first} {rest[0]}".lstrip()) <= room:
            first = f"{first} {rest.pop(0)}".lstrip()
        if first:
            second = measured.elidedText(" ".join(rest), Qt.TextElideMode.ElideRight, room)
            return _SMALLER, (first, second) if second else (first,)
        text = metrics(self.role, self.weight).elidedText(self.text(), Qt.TextElideMode.ElideRight, room)
        return self.role, (text if len(text) >= LEAST_LETTERS else "",)

    def _dot_room(self) -> float:
        return scaled(ChangeDot.DOT_PX + 9)


_WIDEST_PX = 128
"""Where there is hardly any room: longer words of a button are told in full by its tool tip."""


def held_words() -> str:
    """Why it does not go on where a lesson holds the run."""
    return tr("The lesson stops the run here: go on in the lesson.")


class Transport(QWidget):
    """The bar on top of the window. Space plays and pauses, Left and Right step, Home and End go to the ends.

    Time runs from left to right in every language, as it does in the charts. `speed_changed(speed)` follows a choice
    by hand, so that it can be remembered.
    """

    speed_changed = Signal(str)

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session, self._player = session, session.player
        self._trailing: list[QWidget] = []
        self._title = TitleLabel(self)
        self._first = IconButton("first", tr("To the start"), tr("To the start (Home)"), self)
        self._back = IconButton("back", tr("Round before"), tr("Round before (Left)"), self)
        self._play = IconButton("play", tr("Play"), tr("Play (Space)"), self, primary=True)
        self._step = IconButton("step", tr("Next round"), "", self)
        self._last = IconButton("last", tr("To the end"), "", self)
        self._scrub = ScrubBar(self._player, self)
        self._round = Label("", self, weight=550)
        self._chip = PhaseChip(self)
        self._speed = SpeedButton(self)
        self.setAccessibleName(tr("Transport"))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._first.clicked.connect(self._player.to_start)
        self._back.clicked.connect(self._player.back)
        self._play.clicked.connect(self._player.toggle)
        self._step.clicked.connect(self._player.step)
        self._last.clicked.connect(self._player.to_end)
        self._speed.touched.connect(self._take_focus)
        for button in self._buttons():
            button.touched.connect(self._take_focus)
        self._speed.picked.connect(self.set_speed)
        self._player.moved.connect(self._follow_position)
        self._player.started.connect(self._follow_motion)
        self._player.paused.connect(self._follow_motion)
        session.run_changed.connect(self._follow_run)
        session.store.changed.connect(self._follow_state)
        session.store.saved.connect(self._follow_saving)
        theme.notifier().changed.connect(self._follow_theme)
        self._speed.show_speed(self._player.speed)
        self._follow_saving()
        self._follow_motion()

    def setFocus(self, reason: Qt.FocusReason = Qt.FocusReason.OtherFocusReason) -> None:
        """To the scrub bar. (With a focus proxy Tab would pass by the buttons before it.)"""
        self._scrub.setFocus(reason)

    def hasFocus(self) -> bool:
        return self._scrub.hasFocus()

    def add_trailing(self, widget: QWidget) -> None:
        """Put a widget at the right end. Where there is room it has it also while it is hidden: nothing moves then."""
        widget.setParent(self)
        self._trailing.append(widget)
        self._arrange()

    def set_speed(self, speed: Speed) -> None:
        """Play at a speed from now on."""
        is_new = speed != self._player.speed
        self._player.speed = speed
        self._speed.show_speed(speed)
        if is_new:
            self.speed_changed.emit(speed)

    def sizeHint(self) -> QSize:
        return QSize(round(scaled(1280)), self._height())

    def minimumSizeHint(self) -> QSize:
        return QSize(0 if theme.is_presenting() else round(scaled(620)), self._height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._arrange()

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.LayoutRequest:
            self._arrange()
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        actions = {
            Qt.Key.Key_Space: self._player.toggle,
            Qt.Key.Key_Left: self._player.back,
            Qt.Key.Key_Right: self._player.step,
            Qt.Key.Key_Home: self._player.to_start,
            Qt.Key.Key_End: self._player.to_end,
        }
        action = actions.get(Qt.Key(event.key()))
        plain = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier == Qt.KeyboardModifier.NoModifier
        if action is None or not plain:
            super().keyPressEvent(event)
        elif event.key() != Qt.Key.Key_Space or not event.isAutoRepeat():
            action()

    def paintEvent(self, event: QPaintEvent) -> None:
        look = theme.current()
        with QPainter(self) as painter:
            painter.fillRect(self.rect(), look.color("card"))
            thick = max(1, round(look.thin_px))
            painter.fillRect(0, self.height() - thick, self.width(), thick, look.color("hairline"))

    def _buttons(self) -> tuple[IconButton, ...]:
        return (self._first, self._back, self._play, self._step, self._last)

    def _take_focus(self) -> None:
        """A click anywhere in the transport makes its keys work: Space plays, whatever was clicked."""
        self._scrub.setFocus(Qt.FocusReason.MouseFocusReason)

    def _follow_position(self) -> None:
        player = self._player
        self._scrub.follow_position()
        text = tr("Round {round} of {last}", round=player.round, last=player.last) if player.round else tr("Start")
        if text != self._round.text():
            self._round.setText(text)
            self._scrub.setAccessibleDescription(text)
        self._chip.show_phase(player.phase)
        is_at_start = player.round == 0
        is_at_end = player.is_held or player.complete >= player.last
        self._first.set_dimmed(is_at_start)
        self._back.set_dimmed(is_at_start)
        self._step.set_dimmed(is_at_end)
        self._last.set_dimmed(is_at_end)
        self._play.set_dimmed(player.is_asking)  # a lesson waits for a prediction, and says so when it is pressed
        self._describe_on()
        if not player.is_playing:
            self._describe_play()

    def _follow_motion(self) -> None:
        self._play.set_icon("pause" if self._player.is_playing else "play")
        if self._speed.speed != self._player.speed:
            self._speed.show_speed(self._player.speed)
        self._describe_play()
        self._follow_position()

    def _describe_on(self) -> None:
        """What leads on says where a lesson holds the run."""
        held = as_tip(held_words()) if self._player.is_held else ""
        for button, tip in ((self._step, tr("Next round (Right)")), (self._last, tr("To the end (End)"))):
            if button.toolTip() != (held or tip):
                button.setToolTip(held or tip)

    def _describe_play(self) -> None:
        player = self._player
        if player.is_playing:
            self._play.describe(tr("Pause"), tr("Pause (Space)"))
        elif player.last and player.complete >= player.last:
            self._play.describe(tr("Play"), tr("Play again from the start (Space)"))
        else:
            self._play.describe(tr("Play"), tr("Play (Space)"))

    def _follow_run(self) -> None:
        is_other_length = self._player.last != self._scrub.maximum()
        self._scrub.follow_run()
        self._follow_position()
        if is_other_length:
            self._arrange()

    def _follow_state(self, before: Scenario, after: Scenario) -> None:
        self._follow_saving()

    def _follow_saving(self) -> None:
        has_changes = not self._session.store.is_saved
        title = tr(self._session.state.title)
        if title != self._title.text() or has_changes != self._title.has_changes:
            self._title.show_title(title, has_changes=has_changes)

    def _follow_theme(self) -> None:
        self.updateGeometry()
        self._arrange()

    def _height(self) -> int:
        return round(scaled(HEIGHT_PX))

    def _round_width(self) -> int:
        """Room for the longest position of this run."""
        last = self._player.last
        wanted = max(
            self._round.full_width(tr("Round {round} of {last}", round=last, last=last)),
            self._round.full_width(tr("Start")),
        )
        return min(wanted, round(self.width() * _ROUND_SHARE))

    def _arrange(self) -> None:
        """Place everything. What gives way first: the phase chip, the word of the speed, the scrub bar, the title."""
        gap, edge = round(scaled(_GAP_PX)), round(scaled(_EDGE_PX))
        least_title, most_title = (round(scaled(px)) for px in _TITLE_PX)
        least_scrub, most_scrub = (round(scaled(px)) for px in _SCRUB_PX)
        target = round(scaled(_TARGET_PX))
        widths = self._trailing_widths(2 * edge + _BUTTONS * target + gap + self._round_width() + gap, gap)
        trailing = sum(width + gap for width in widths.values())
        fixed = 2 * edge + _BUTTONS * target + gap + self._round_width() + trailing + gap
        wordy, short = (self._speed.full_width(is_short=is_short) + gap for is_short in (False, True))
        least = _SCRUB_LEAST_PX if theme.is_presenting() else _SCRUB_TIGHT_PX
        has_ends = self.width() >= fixed + round(scaled(least)) + (gap if theme.is_presenting() else short)
        for end in (self._first, self._last):  # on a screen that is narrow for its height; Home and End do the same
            end.setVisible(has_ends)
        fixed -= 0 if has_ends else 2 * target
        chip = self._chip.sizeHint().width() + gap
        room = self.width() - fixed - least_title - least_scrub
        has_chip = room >= chip + wordy
        has_word = room >= wordy
        self._chip.setVisible(has_chip)
        self._speed.set_short(not has_word)
        flexible = self.width() - fixed - (chip if has_chip else 0) - (wordy if has_word else short)
        title = min(max(round(self.width() * _TITLE_SHARE), least_title), most_title)
        title = max(min(title, flexible - least_scrub), min(least_title, flexible - round(scaled(_SCRUB_LEAST_PX))), 0)
        if theme.is_presenting() and not self._title.is_whole_at(title):
            title = 0  # half a title says less to a class than a longer scrub bar
        if title < round(scaled(_TITLE_LEAST_PX)):
            title = 0  # nothing could be read of it; the window bears it too
        scrub = max(min(flexible - title, most_scrub), 0)
        spare = max(flexible - title - scrub, 0) // 2
        x = edge
        x = self._put(self._title, x, title, self._title.lines_height()) + gap + spare
        for button in self._buttons():
            size = button.sizeHint()
            if has_ends or button not in (self._first, self._last):
                x = self._put(button, x, size.width(), size.height())
        x = self._put(self._scrub, x, scrub, self._scrub.sizeHint().height())
        x = self._put(self._round, x, self._round_width(), self._round.line_height()) + gap
        x = self._width_right(x, edge, trailing, has_chip, has_word)
        for widget in (self._chip, self._speed, *widths):
            if not (widget is self._chip and not has_chip):
                width = widths.get(widget, widget.sizeHint().width())
                x = self._put(widget, x, width, widget.sizeHint().height()) + gap

    def _trailing_widths(self, fixed: int, gap: int) -> dict[QWidget, int]:
        """The room of each widget at the end: that of those who are hidden goes first, the words of a button last."""
        ends = 2 * round(scaled(_TARGET_PX))  # these buttons go before words do
        room = self.width() - fixed + ends - self._speed.full_width(is_short=True) - gap
        full = {widget: widget.sizeHint().width() for widget in self._trailing}
        if room - sum(width + gap for width in full.values()) >= round(scaled(_SCRUB_LEAST_PX)):
            return full
        shown = {widget: width for widget, width in full.items() if not widget.isHidden()}
        if room - sum(width + gap for width in shown.values()) >= round(scaled(_SCRUB_TIGHT_PX)):
            return shown
        return {widget: min(width, round(scaled(_WIDEST_PX)), self.width() // 9) for widget, width in shown.items()}

    def _width_right(self, x: int, edge: int, trailing: int, has_chip: bool, has_word: bool) -> int:
        """Where the group at the right end starts, so that it ends at the edge."""
        gap = round(scaled(_GAP_PX))
        taken = trailing + self._speed.full_width(is_short=not has_word)
        if has_chip:
            taken += self._chip.sizeHint().width() + gap
        return max(x, self.width() - edge - taken)

    def _put(self, widget: QWidget, x: int, width: int, height: int) -> int:
        """Place a widget in the middle of the bar; returns where it ends."""
        widget.setGeometry(x, (self.height() - height) // 2, width, height)
        return x + width
