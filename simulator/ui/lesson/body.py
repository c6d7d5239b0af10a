"""What one step asks for and tells: its prose, its question, and what became of the answer."""

from __future__ import annotations

from contextlib import suppress

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QLabel, QPushButton, QVBoxLayout, QWidget

from simulator.app.lesson import CONFIDENCES, Answer, between, can_lock, prediction, rounds_of
from simulator.app.lesson_play import LessonPlay
from simulator.scenario import library
from simulator.scenario.lesson.course import COURSES
from simulator.scenario.lesson.glossary import SCHEME, meaning, with_terms
from simulator.scenario.lesson.links import LinkError
from simulator.scenario.lesson.records import Step
from simulator.ui import language
from simulator.ui.lesson.choice import Choice
from simulator.ui.lesson.guess import Guess
from simulator.ui.lesson.measures import highest, name_of
from simulator.ui.lesson.prose import Prose
from simulator.ui.lesson.said import said
from simulator.ui.lesson.sketch import Sketch, snapped
from simulator.ui.lesson.typed import TypedCurve
from simulator.ui.lesson.vote import ClassVote
from simulator.ui.text import mark, tr
from simulator.ui.widgets.buttons import Button, restyle
from simulator.ui.widgets.labels import Label

_SURE = {50: mark("a guess"), 70: mark("likely"), 90: mark("sure")}


class StepBody(QWidget):
    """The present step of a lesson; made anew for each step, and updated in place while it lasts."""

    def __init__(self, play: LessonPlay, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._play = play
        self.sketch: Sketch | None = None
        self.typed: TypedCurve | None = None
        self.choice: Choice | None = None
        self.sure: Choice | None = None
        self.vote: ClassVote | None = None
        self._own: list[QWidget] = []  # what one answers alone: it gives way to the vote of a class
        self.button: QPushButton | None = None
        self.hint_button: QPushButton | None = None
        self.guess: Guess | None = None
        self.prose: Prose | None = None
        self.way_on: Prose | None = None
        self._predicted: tuple[Step, Answer] | None = None
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(8)
        step = play.step
        self.meaning = Label("", self, role="secondary", tone="secondary", wraps=True)
        self.meaning.hide()
        self._add(Label(tr(step.title), self, role="title", weight=650, wraps=True))
        if step.kind == "predict" and "ask" in step.fields:
            self._add_question(tr(step.fields["ask"]))
        if step.body:
            self.prose = Prose(with_terms(tr(step.body), language.glossary()), self)
            self.prose.linkActivated.connect(self._follow)
            self._add(self.prose)
            self._add(self.meaning)
        self._ask()
        self.feedback = Label("", self, weight=550, wraps=True)
        self._add(self.feedback)
        self._add_notes()
        self._add_way_on()
        self._column.addStretch(1)
        self.refresh()

    def refresh(self) -> None:
        """Show what the learner has done so far, and what the run has come to."""
        play, answer = self._play, self._play.answer
        if self.sketch is not None:
            if self._predicted is None:
                self.sketch.show_drawn(answer.drawn, is_locked=answer.is_locked)
            self.sketch.show_figures(self._revealed() if self.sketch.is_locked else ())
        for part in (self.typed, self.choice, self.sure):
            if part is not None and play.step.kind == "predict":
                part.setEnabled(not answer.is_locked)
        if self.choice is not None:
            self.choice.show_answer(answer.tries[-1] if answer.tries else answer.bet)
        if self.sure is not None:
            self.sure.show_answer(_SURE.get(answer.confidence, ""))
        if self.guess is not None:
            self.guess.follow()
        if self.vote is not None:
            self.vote.follow()
            self.vote.setVisible(not answer.is_locked or bool(answer.votes))
            if self.prose is not None and play.step.kind == "vote":
                self.prose.setVisible(not answer.votes)
            for own in self._own:
                own.setVisible(not answer.votes)
        if self.button is not None:
            self._refresh_button(self.button)
        self._say(self._said())
        self._show_prose()

    @property
    def bars(self) -> QWidget | None:
        """The closed votes of a class, while they are shown."""
        return None if self.vote is None else self.vote.bars

    def first(self) -> QWidget | None:
        """Where one is in it: at its button, else at its words; never at an answer, which one more press would give."""
        parts = (self.button, *(part for part in self.children() if isinstance(part, Prose)))
        return next((one for one in parts if one is not None and one.isEnabled() and one.isVisibleTo(self)), None)

    def words(self) -> tuple[str, ...]:
        """What is written here now, from the top down."""
        labels = sorted(
            (part for part in self.children() if isinstance(part, QLabel) and part.isVisibleTo(self)),
            key=self._column.indexOf,
        )
        return tuple(said for label in labels if (said := label.accessibleName() or label.text()))

    def open_parts(self) -> list[QWidget]:
        """What the step waits for: questions to which nothing has been chosen; where there are none, its button."""
        chosen = ((self.choice, self._play.answer.bet), (self.sure, self._play.answer.confidence))
        asked: list[QWidget] = [p for p, has in chosen if p is not None and not has and p.isVisibleTo(self)]
        if not asked and self.button is not None and self.button.isVisibleTo(self) and self.button.isEnabled():
            asked.append(self.button)
        return asked

    def reason(self) -> str:
        """What the step waits for; empty where it waits for nothing."""
        if self._play.can_go_on:
            return ""
        return self._said() or (tr("To go on, lock your prediction in.") if self._play.step.kind == "predict" else "")

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.fit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QResizeEvent) and event.size().width() != event.oldSize().width():
            self.fit()  # a scroll bar comes or goes while this one keeps its least width
        return super().eventFilter(watched, event)

    def follow(self, viewport: QWidget) -> None:
        """Fit whenever this, in which it is scrolled, has another width."""
        viewport.installEventFilter(self)

    def leave_room(self, pixels: int) -> None:
        """Free room at the right."""
        self._column.setContentsMargins(0, 0, pixels, 0)
        self.fit()

    def restyle(self) -> None:
        """Follow the theme."""
        for text in self.findChildren(Prose):
            text.renew()
        self.fit()

    def fit(self) -> None:
        """Words that wrap get the height that they need: a scrolled layout asks for the least only."""
        listed = self.choice.buttons.values() if self.choice is not None else ()
        area = self.parentWidget() or self  # its width is what this one gets; this one's may still be that of before
        widest = max(area.width(), self._column.minimumSize().width())  # a long word of a button widens its column
        width = widest - self._column.contentsMargins().right()
        labels = [label for label in self.findChildren(QLabel) if label.parentWidget() in (self, self.choice)]
        for part in (*labels, *listed):
            part.ensurePolished()  # before it is shown it has another font
            part.setMinimumHeight(0)  # a label never asks for less than its least height
            needed = part.heightForWidth(width)
            if needed > 0:
                part.setFixedHeight(needed)
        if self.typed is not None:
            self.typed.fit()

    def _say(self, sentence: str) -> None:
        if sentence != self.feedback.text() or bool(sentence) != self.feedback.isVisibleTo(self):
            self.feedback.setText(sentence)
            self.feedback.setVisible(bool(sentence))
            self.fit()

    def _show_prose(self) -> None:
        """What a run step tells is read when the motion stops, at its turning point; beyond that it is over."""
        play, player = self._play, self._play.session.player
        if play.step.kind == "run" and self.prose is not None:
            turning = int(play.step.fields.get("pause", player.last))
            here = player.complete >= turning and not player.is_playing
            is_over = turning < player.last <= player.complete
            if (here or player.explored) and not is_over:
                self.prose.setVisible(True)
                self.fit()
            else:
                self.prose.setVisible(False)

    # Making it.

    def _add(self, widget: QWidget) -> None:
        self._column.addWidget(widget)

    def _ask(self) -> None:
        step = self._play.step
        if step.kind == "predict":
            self._add_prediction()
        elif step.kind in ("see", "vote", "exit", "seeds") and "ask" in step.fields:
            ask = tr(step.fields["ask"])
            self._add_question(ask)
            answers = COURSES if step.kind == "see" else step.bets
            if answers:
                self.choice = Choice(ask, answers, self)
                self.choice.chosen.connect(self._play.say)
                self._add(self.choice)
                self._own = [self.choice]
            if step.bets:
                self._add_vote()
        elif step.kind == "run":
            self._add_button(self._press_run)
            self._add_gap()
        if step.kind == "seeds":
            self.guess = Guess(self._play, self)
            self._add(self.guess)
            self._play.session.ensemble.changed.connect(self.refresh)
            self._add_button(self._press_seeds)

    def _add_question(self, ask: str) -> None:
        """A question, with its terms."""
        linked = with_terms(ask, language.glossary())
        if linked == ask:
            self._add(Label(ask, self, weight=550, wraps=True))
        else:
            question = Prose(linked, self)
            question.setProperty("weight", "550")
            question.linkActivated.connect(self._follow)
            self._add(question)
        self._add(self.meaning)  # below what was written last

    def _add_prediction(self) -> None:
        play, step = self._play, self._play.step
        assert play.lesson is not None
        if measure := step.fields.get("draw"):
            if not _is_on_chart(measure):
                self.sketch = self._new_sketch(measure)
                self.sketch.drawn.connect(play.draw)
                self._add(self.sketch)
            self.typed = TypedCurve(rounds_of(play.lesson), self._highest(measure), self, known=play.known)
            self.typed.typed.connect(self._take_typed)
            play.locking.connect(self._hand_in)
            self._add(self.typed)
        if step.bets:
            bet, sure = tr("Your bet"), tr("How sure are you?")
            self.choice = Choice(bet, step.bets, self)
            self.choice.chosen.connect(self._take_bet)
            self.sure = Choice(sure, [_SURE[one] for one in CONFIDENCES], self, in_a_row=True)
            self.sure.chosen.connect(self._take_bet)
            self._own = [Label(bet, self, weight=550), self.choice, Label(sure, self, weight=550), self.sure]
            for part in self._own:
                self._add(part)
            self._add_vote()
        self._add_button(self._play.lock)

    def _add_vote(self) -> None:
        self.vote = ClassVote(self._play, self)
        self._add(self.vote)

    def _add_gap(self) -> None:
        """Under a run: what was predicted of it, with the gap, unless the chart shows that."""
        assert self._play.lesson is not None
        self._predicted = prediction(self._play.lesson, self._play.progress)
        if self._predicted is not None:
            step, answer = self._predicted
            if not _is_on_chart(step.fields["draw"]):
                self.sketch = self._new_sketch(step.fields["draw"])
                self.sketch.show_drawn(answer.drawn, is_locked=True)
                self._add(self.sketch)

    def _new_sketch(self, measure: str) -> Sketch:
        play = self._play
        assert play.lesson is not None
        start, last = play.known_figures(measure)[-1], rounds_of(play.lesson)
        return Sketch(name_of(measure), start, last, self._highest(measure), self, known=play.known)

    def _highest(self, measure: str) -> float:
        return highest(measure, self._play.session.parameters, self._play.figures(measure))

    def _add_button(self, slot: object) -> None:
        self.button = Button(self)
        self.button.setProperty("primary", "true")
        self.button.clicked.connect(slot)
        self._add(self.button)

    def _add_notes(self) -> None:
        step, guidance = self._play.step, self._play.progress.guidance
        if step.kind == "principle":
            if "sources" in step.fields:
                self._add_note(tr("Sources: {sources}", sources=tr(step.fields["sources"])))
            if "assumption" in step.fields:
                self._add_note(tr("Assumption: {sentence}", sentence=tr(step.fields["assumption"])))
        if (hint := step.fields.get("hint")) and guidance != "none":
            self.hint = Label(tr("Hint: {sentence}", sentence=tr(hint)), self, tone="secondary", wraps=True)
            self.hint.setVisible(guidance == "medium")
            if guidance == "light":
                self.hint_button = Button(tr("Hint"), self)
                self.hint_button.setProperty("link", "true")
                self.hint_button.clicked.connect(self._show_hint)
                self._column.addWidget(self.hint_button, 0, Qt.AlignmentFlag.AlignLeft)
            self._add(self.hint)

    def _add_way_on(self) -> None:
        """Below the last step of a bundled lesson, the lesson that follows it."""
        play = self._play
        if play.lesson is None or not play.leads_on or not play.is_last:
            return
        if (following := library.after(play.lesson.slug)) is not None:
            text = tr("Next lesson: [{title}]({slug})", title=tr(following.title), slug=following.slug)
            self.way_on = Prose(text, self)
            self.way_on.linkActivated.connect(play.lesson_asked)
            self._add(self.way_on)

    def _add_note(self, text: str) -> None:
        self._add(Label(text, self, role="secondary", tone="secondary", wraps=True))

    def _follow(self, address: str) -> None:
        """A term opens its meaning below the text, a second time closes it; all else is the lesson's."""
        if address.startswith(SCHEME):
            said = meaning(address, language.glossary()) or ""
            opens = bool(said) and (said != self.meaning.text() or not self.meaning.isVisible())
            self.meaning.setText(said)
            self.meaning.setVisible(opens)
            self.fit()
        else:
            with suppress(LinkError):  # an address that Markdown found by itself, such as www.example.org
                self._play.follow(address)

    # Answers.

    def _take_typed(self, values: dict[int, float]) -> None:
        play, measure = self._play, self._play.step.fields["draw"]
        assert play.lesson is not None
        high = self._highest(measure)
        whole = between(play.known_figures(measure)[-1], values, rounds_of(play.lesson), play.known)
        play.draw({round_: snapped(value, high) for round_, value in whole.items()})

    def _hand_in(self) -> None:
        """What is typed and not drawn yet belongs to what is locked, or nothing is locked."""
        if self.typed is not None and self.typed.is_left and not self.isHidden():
            self.typed.take()
            if self.typed.is_left:
                self._play.keep_open()

    def _take_bet(self, _: str) -> None:
        assert self.choice is not None
        assert self.sure is not None
        confidence = next((one for one, text in _SURE.items() if text == self.sure.answer), 0)
        self._play.bet(self.choice.answer, confidence)

    def _press_run(self) -> None:
        player = self._play.session.player
        if self._play.waits:
            self._play.play_on()
        else:
            player.toggle()

    def _press_seeds(self) -> None:
        ensemble = self._play.session.ensemble
        if ensemble.is_on:
            ensemble.stop()
        else:
            self._play.session.player.to_end()
            ensemble.start()
        self.refresh()

    def _show_hint(self) -> None:
        self.hint.show()
        if self.hint_button is not None:
            self.hint_button.hide()

    # What became of them.

    def _refresh_button(self, button: QPushButton) -> None:
        play, player = self._play, self._play.session.player
        kind = play.step.kind
        if kind == "predict":
            assert play.lesson is not None
            button.setText(tr("Locked") if play.answer.is_locked else tr("Lock it in"))
            button.setEnabled(can_lock(play.lesson, play.progress))
        elif kind == "run":
            again = tr("Play again") if player.explored and player.complete >= player.last else tr("Play")
            text = tr("Pause") if player.is_playing else tr("Play on") if play.waits else again
            button.setText(text)
            button.setAccessibleName(tr("{action} (lesson)", action=text))
            is_first = play.has_more
            if is_first != (button.property("primary") == "true"):
                button.setProperty("primary", "true" if is_first else "false")
                restyle(button)
        elif kind == "seeds":
            on = play.session.ensemble.is_on
            button.setText(tr("One run again") if on else tr("Play many runs"))

    def _revealed(self) -> list[float]:
        """The figures of the drawn measure as far as the run has been seen; nothing of its start alone."""
        play = self._play
        assert play.lesson is not None
        measure = self._measure()
        player = play.session.player
        return play.figures(measure)[: player.complete + 1] if measure and player.complete else []

    def _measure(self) -> str | None:
        step = self._predicted[0] if self._predicted is not None else self._play.step
        return step.fields.get("draw")

    def show_moment(self) -> None:
        """The run has moved."""
        if self.sketch is not None and self.sketch.is_locked:
            self.sketch.show_figures(self._revealed())
        if self.button is not None:
            self._refresh_button(self.button)
        self._say(self._said())
        self._show_prose()

    def _said(self) -> str:
        if self.guess is not None:
            return self.guess.said()
        return said(self._play, self._predicted, self.feedback.text())


def _is_on_chart(measure: str) -> bool:
    from simulator.ui.charts.panel import CHART_OF

    return measure in CHART_OF
