"""The lesson panel: one step at a time, with the way on and back, and free play one key away."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QApplication,
    QHBoxLayout,
    QSizePolicy,
    QToolTip,
    QVBoxLayout,
    QWidget,
)

from simulator.app.lesson import can_lock
from simulator.app.session import Session
from simulator.scenario import library
from simulator.ui import language, theme
from simulator.ui.lesson.body import StepBody
from simulator.ui.lesson.timer import TimerRow
from simulator.ui.text import mark, tr
from simulator.ui.widgets.buttons import Button, restyle
from simulator.ui.widgets.card import Card
from simulator.ui.widgets.column_area import column_area
from simulator.ui.widgets.inside import widgets_in
from simulator.ui.widgets.labels import Label
from simulator.ui.widgets.metrics import metrics, scaled
from simulator.ui.widgets.soon import soon

WIDTH_PX, LEAST_WIDTH_PX = 296, 276
_BAR_PX = 12
LEAST_LINES, LEAST_LINES_PRESENTED = 5, 3
"""Lines of a step that are to be seen below its title, whatever else there is; a class sees the whole window."""
KINDS = {
    "hook": mark("To begin with"), "free": mark("Free play"), "predict": mark("Predict"), "vote": mark("Vote"),
    "run": mark("Run"), "see": mark("Observe"), "explain": mark("Explain"), "contrast": mark("Contrast: B"),
    "principle": mark("Principle"), "challenge": mark("Challenge"), "seeds": mark("Many runs"),
    "exit": mark("To end with"),
}  # fmt: skip


class LessonPanel(Card):
    """Shown while a lesson is played; hidden in free play. One that `stays` has no way to another step."""

    def __init__(self, session: Session, parent: QWidget | None = None, *, stays: bool = False) -> None:
        super().__init__(parent)
        self._stays = stays
        self._play = session.lesson
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)
        self.setAccessibleName(tr("Lesson"))
        padding = theme.current().padding
        column = QVBoxLayout(self)
        # The scroll bar stands in the padding: the column of text keeps its width.
        column.setContentsMargins(padding, padding, padding - _BAR_PX, padding)
        column.setSpacing(8)
        self.kind = Label("", self, role="secondary", weight=550, tone="accent")
        self.place = Label("", self, role="secondary", tone="secondary")
        head = QHBoxLayout()
        head.setContentsMargins(0, 0, _BAR_PX, 0)
        head.addWidget(self.kind, 1)
        head.addWidget(self.place)
        column.addLayout(head)
        untranslated = tr("This lesson has not been translated yet.")
        self.note = Label(untranslated, self, role="help", tone="secondary", wraps=True)
        self.note.hide()
        column.addWidget(self.note)
        self._area = column_area(self)
        self._area.verticalScrollBar().rangeChanged.connect(self._leave_room)
        column.addWidget(self._area, 1)
        self.reason = Label("", self, weight=550, wraps=True)
        self.reason.hide()
        column.addWidget(self.reason)
        self.timer = TimerRow(self._play.countdown, self)
        self._timer_place = QHBoxLayout()
        self._timer_place.setContentsMargins(0, 0, _BAR_PX, 0)
        self._timer_place.addWidget(self.timer)
        column.addLayout(self._timer_place)
        self._foot = foot = QHBoxLayout()
        foot.setContentsMargins(0, 0, _BAR_PX, 0)
        self.back_button = Button(tr("Back"), self)
        self.back_button.clicked.connect(self._play.back)
        self.next_button = Button(tr("Next"), self)
        self.next_button.clicked.connect(self._play.forward)
        self.free_button = Button(tr("Free play"), self)
        self.free_button.setProperty("link", "true")
        self.free_button.setToolTip(tr("Leave the lesson and come back with F7; nothing is lost"))
        self.free_button.clicked.connect(self._play.toggle_free)
        foot.addWidget(self.back_button)
        foot.addWidget(self.free_button, 1)
        self.lock_button = Button(tr("Lock it in"), self)
        self.lock_button.setProperty("primary", "true")
        self.lock_button.clicked.connect(self._play.lock)
        self.lock_button.hide()
        foot.addWidget(self.lock_button)
        foot.addWidget(self.next_button)
        for button in (self.back_button, self.free_button, self.next_button):
            button.setHidden(stays)
        column.addLayout(foot)
        self.body: StepBody | None = None
        self._is_presented = False
        self._limit: int | None = None
        self._play.countdown.changed.connect(self._show_timer)
        self._play.step_changed.connect(self._take_step)
        self._play.changed.connect(self._refresh)
        self._play.refused.connect(self._refuse)
        session.player.moved.connect(self._follow)
        session.player.started.connect(self._follow)
        session.player.paused.connect(self._follow)
        session.run_changed.connect(self._follow)
        session.drag_ended.connect(self._follow)
        theme.notifier().changed.connect(self._follow_theme)
        self._keep_lines()
        self._take_step()
        self._refresh()

    def present(self, is_presented: bool) -> None:
        """To a class: with a timer in every step, in the place of the link to free play (F7 does that).

        Large text needs scrolling, so a prediction is locked in the place of Next, which has nothing to do until then.
        """
        self._is_presented = is_presented
        had = self._focus()
        self._keep_lines()
        self.free_button.setVisible(not is_presented and not self._stays)
        self._place_timer()
        self._show_timer()
        self._place_lock()
        self._keep_focus(had)

    def limit(self, pixels: int | None) -> None:
        """Be no wider than this."""
        if pixels != self._limit:
            self._limit = pixels
            self._place_timer()
            self.updateGeometry()

    def _place_timer(self) -> None:
        """Between the buttons of the foot while presented, where that has room; else above them."""
        self._foot.removeWidget(self.timer)
        self._timer_place.removeWidget(self.timer)
        last = max(self.next_button.sizeHint().width(), self.lock_button.sizeHint().width())
        needed = self.back_button.sizeHint().width() + self.timer.sizeHint().width() + last
        room = self._width() - 2 * theme.current().padding - 2 * self._foot.spacing()
        is_in_foot = self._is_presented and needed <= room
        self._foot.setStretchFactor(self.free_button, 0 if is_in_foot else 1)
        if is_in_foot:
            self._foot.insertWidget(1, self.timer, 1)
        else:
            self._timer_place.addWidget(self.timer)

    @property
    def whole_width(self) -> int:
        """As wide as it is where there is room."""
        return round(scaled(WIDTH_PX))

    @property
    def least_width(self) -> int:
        """As narrow as it may be, before the window scrolls."""
        return min(max(round(scaled(LEAST_WIDTH_PX)), super().minimumSizeHint().width()), self.whole_width)

    def _width(self) -> int:
        return self.whole_width if self._limit is None else min(self.whole_width, self._limit)

    def _show_timer(self) -> None:
        """Where a class has something to do, or where it runs already."""
        play = self._play
        if play.is_on:
            self.timer.show_minutes(int(play.step.fields.get("minutes", 1)))
            wanted = play.step.kind in ("vote", "free") or play.answer.is_counting
            self.timer.setVisible(wanted or self._is_presented or play.countdown.is_set)

    def sizeHint(self) -> QSize:
        return QSize(self._width(), round(scaled(560)))

    def minimumSizeHint(self) -> QSize:
        return QSize(self._width(), super().minimumSizeHint().height())

    def _keep_lines(self) -> None:
        """The step itself has room for several lines of its text; a window that has less scrolls as a whole."""
        lines = LEAST_LINES_PRESENTED if self._is_presented else LEAST_LINES
        title, body = metrics("title", 650), metrics("body", 400)
        self._area.setMinimumHeight(round(title.lineSpacing() + lines * body.lineSpacing()) + 8)

    def _take_step(self) -> None:
        """Another step, another body."""
        if self.body is not None:
            if (focus := self._focus()) is not None and self.body.isAncestorOf(focus):
                self._area.setFocus(Qt.FocusReason.OtherFocusReason)  # until the next step has it
            self.body.setEnabled(False)  # what is still pressed in it presses nothing any more
            self.body.hide()
            self.body.deleteLater()
            self.body = None
        if self._play.lesson is not None:
            slug = self._play.lesson.slug
            is_told = language.learn(slug) or slug not in library.slugs()  # teachers write in whichever they like
            self.note.setVisible(not is_told)
        if self._play.is_on:
            self.body = StepBody(self._play)
            self._area.setWidget(self.body)
            self.body.follow(self._area.viewport())
            self._leave_room()
            self._area.verticalScrollBar().setValue(0)
            if self.body.typed is not None:
                self.body.typed.complained.connect(self._show_complaint)
        self.setVisible(self._play.is_on)

    def _show_complaint(self) -> None:
        """What is complained about has the focus, with the complaint below it: both come into sight."""
        if (field := QApplication.focusWidget()) is not None and self._area.isAncestorOf(field):
            self._area.ensureWidgetVisible(field, 0, round(scaled(90)))

    def _refresh(self) -> None:
        play = self._play
        if not play.is_on or play.lesson is None or self.body is None:
            return
        had = self._focus()
        self.kind.setText(tr(KINDS[play.step.kind]))
        place = tr("step {number} of {last}", number=play.progress.step + 1, last=len(play.lesson.steps))
        self.place.setText(place)
        self.back_button.setEnabled(play.progress.step > 0)
        self.reason.hide()
        said, counted = self.body.feedback.text(), self.body.bars
        self.body.refresh()
        if self.body.feedback.text() not in ("", said):
            soon(self, self._show_feedback)  # when the words have taken their room
        if self.body.bars is not counted:
            soon(self, self._show_votes)
        self._place_lock()
        self._point_on()
        self._show_timer()
        self._keep_focus(had)

    def _show_feedback(self) -> None:
        """What became of an answer is in sight."""
        if self.body is not None and self.body.feedback.isVisible():
            self._area.ensureWidgetVisible(self.body.feedback, 0, 4)

    def _show_votes(self) -> None:
        """What was counted is in sight, down to the last answer."""
        if self.body is not None and self.body.bars is not None:
            self._area.ensureWidgetVisible(self.body.bars, 0, 4)

    @property
    def foot(self) -> QWidget | None:
        """The first of what stands below the step: why it does not go on, or the buttons; None where nothing is."""
        return next((part for part in (self.reason, self.next_button, self.lock_button) if part.isVisible()), None)

    def stations(self) -> list[QWidget]:
        """Where the Tab key stops: in the step, then at the buttons below it."""
        foot = (self.back_button, self.free_button, self.lock_button, self.next_button)
        return [self._area, self.timer.start_button, self.timer.more_button, *foot]

    def words(self) -> tuple[str, ...]:
        """What it says now, from the top down, a sentence each."""
        if self.body is None:
            return ()
        head = (f"{self.kind.text()}, {self.place.text()}.",)
        reason = (self.reason.text(),) if self.reason.isVisibleTo(self) else ()
        return (*head, *self.body.words(), *reason)

    def enter(self) -> None:
        """Give the step the focus: its words, or what else comes first."""
        inside = widgets_in(self.body) if self.body is not None else iter(())
        stops = (one for one in inside if one.focusPolicy() & Qt.FocusPolicy.TabFocus and _can_have_focus(one, self))
        next(stops, self.next_button).setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _place_lock(self) -> None:
        """Where the button that locks a prediction stands: in the step, or before a class in the foot."""
        play, body = self._play, self.body
        if not play.is_on or play.lesson is None or body is None:
            return
        is_predicted = play.step.kind == "predict"
        is_here = self._is_presented and is_predicted and not play.answer.is_locked
        self.lock_button.setVisible(is_here)
        self.next_button.setVisible(not is_here and not self._stays)
        self.lock_button.setEnabled(is_here and can_lock(play.lesson, play.progress))
        if is_predicted and body.button is not None:
            body.button.setVisible(not self._is_presented)

    def _refuse(self) -> None:
        self._say_reason()
        soon(self, self._show_what_is_open)  # when the words have taken their room

    def _say_reason(self) -> None:
        """Why it does not go on, where everybody sees it."""
        if self.body is not None and self._play.is_on:
            was_there = self.reason.isVisible()
            self.reason.setText(self.body.reason())
            self.reason.setVisible(bool(self.reason.text()))
            self._fit_reason()
            if self.reason.text():
                self.body.feedback.hide()  # it says the same
                if not was_there:
                    QToolTip.hideText()  # what was told before lies where this stands

    def _show_what_is_open(self) -> None:
        """What still has to be chosen, or pressed, is in sight, above the words that ask for it."""
        for part in reversed(self.body.open_parts() if self.body is not None else ()):
            self._area.ensureWidgetVisible(part, 0, 0)

    def _fit_reason(self) -> None:
        self.reason.setFixedHeight(self.reason.heightForWidth(self.width() - 2 * theme.current().padding))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_reason()

    def _focus(self) -> QWidget | None:
        """What in here has the focus."""
        focus = QApplication.focusWidget()
        return focus if focus is not None and self.isAncestorOf(focus) else None

    def _keep_focus(self, had: QWidget | None) -> None:
        """If what had the focus is gone, hidden or off, what the step asks for gets it.

        Else Qt would give it to the next button, and one more press of the space bar would leave the lesson.
        """
        if had is None or (had is not self._area and _can_have_focus(had, self)):
            return
        on = next((one for one in (self.lock_button, self.next_button) if _can_have_focus(one, self)), None)
        first = None if on is not None or self.body is None else self.body.first()
        (on or first or self._area).setFocus(Qt.FocusReason.OtherFocusReason)

    def _point_on(self) -> None:
        """One button is what to press next: the step's own, or Next."""
        play = self._play
        is_open = play.is_on and play.step.kind == "challenge" and not play.answer.is_solved
        self.next_button.setEnabled(play.can_go_on)
        is_next = play.is_on and play.can_go_on and not play.has_more and not is_open
        if is_next != (self.next_button.property("primary") == "true"):
            self.next_button.setProperty("primary", "true" if is_next else "false")
            restyle(self.next_button)

    def _follow(self) -> None:
        if self.body is not None and self._play.is_on and self.isVisible():
            had = self._focus()
            self.body.show_moment()
            if self.reason.isVisibleTo(self):
                self._say_reason()
            self._point_on()
            self._keep_focus(had)

    def _leave_room(self) -> None:
        """Where no scroll bar stands, its room stays free."""
        if self.body is not None:
            bar = self._area.verticalScrollBar()
            self.body.leave_room(_BAR_PX - (bar.sizeHint().width() if bar.maximum() > 0 else 0))

    def _follow_theme(self) -> None:
        self._keep_lines()
        self._place_timer()
        self._fit_reason()
        self.updateGeometry()
        if self.body is not None:
            self.body.restyle()


def _can_have_focus(widget: QWidget, panel: QWidget) -> bool:
    return widget.isEnabled() and widget.isVisibleTo(panel)
