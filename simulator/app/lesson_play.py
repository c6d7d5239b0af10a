"""Plays a lesson on a session: what a step shows and holds back, what its links do, what is kept of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from simulator.app import lesson as course
from simulator.app.countdown import Countdown
from simulator.app.learner_file import LearnerFile
from simulator.app.lesson import Answer, Guidance, Progress
from simulator.app.lesson_scene import chart_of, followed, state_of
from simulator.app.lesson_undo import Answered, Entered
from simulator.scenario.lesson import links
from simulator.scenario.lesson.records import Lesson, Step
from simulator.scenario.schema import Scenario
from simulator.sentence import say

if TYPE_CHECKING:
    from simulator.app.player import Bookmark
    from simulator.app.session import Session

DRAWN_MS = 1000
"""While a curve is drawn with the mouse, every stroke is not a reason to write to the disk."""

_STEP, _ANSWER = say("Lesson step"), say("Answer in the lesson")
"""What changes by steps, and those by the learner, are called where they can be undone."""
_BEFORE_THE_RUN = ("predict", "vote")


class LessonPlay(QObject):
    """One lesson, or none. `changed()` follows every change of it; `step_changed()` before that where the step is new.

    `chart_asked(chart)`, `why_asked(round, depth)` and `lesson_asked(slug)` say that a link wants something that the
    session does not hold.
    """

    changed = Signal()
    step_changed = Signal()
    chart_asked = Signal(str)
    why_asked = Signal(int, int)
    lesson_asked = Signal(str)
    refused = Signal()
    """What was asked for has to wait for something: `changed` follows when it is there."""
    set_back = Signal()
    """A step begins with the lesson's own values, and others were set."""
    kept_final = Signal()
    """What was predicted was to be undone, and stays: its run has been seen."""
    locking = Signal()
    """A prediction is about to be locked: who has more of it hands it in now, or calls `keep_open`."""

    def __init__(self, session: Session, kept: LearnerFile, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self.keep_in(kept)
        self.lesson: Lesson | None = None
        self.leads_on = False
        """Whether another lesson follows the one that is played."""
        self._progress: Progress | None = None
        self._is_free = False
        self._is_kept_open = False
        self.countdown = Countdown(self)
        self.attempt = 0
        """Counts how often a lesson was begun: answers of another attempt cannot come back by undo."""
        self._visit = 0  # counts how often a step was entered
        self._paused: set[int] = set()
        self._away: tuple[Scenario, Bookmark] | None = None
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(DRAWN_MS)
        self._later.timeout.connect(self._write)
        session.opened.connect(self.close)
        session.run_changed.connect(self._check_goal)
        session.drag_ended.connect(self._check_goal)
        session.player.paused.connect(self._tell_pause)
        session.player.refused.connect(self._play_next)
        session.player.held_back.connect(self.refused)

    # What there is.

    @property
    def is_on(self) -> bool:
        """Whether a lesson is shown."""
        return self.lesson is not None and not self._is_free

    @property
    def is_free(self) -> bool:
        """Whether a lesson waits while its learner plays freely."""
        return self.lesson is not None and self._is_free

    @property
    def progress(self) -> Progress:
        """Where the learner is. Raises LookupError without a lesson."""
        if self._progress is None:
            raise LookupError("no lesson is being played")
        return self._progress

    @property
    def step(self) -> Step:
        """The present step. Raises LookupError without a lesson."""
        if self.lesson is None:
            raise LookupError("no lesson is being played")
        return course.step_of(self.lesson, self.progress)

    @property
    def answer(self) -> Answer:
        """What was done in the present step."""
        return self.progress.answer

    @property
    def can_go_on(self) -> bool:
        """Whether the next step may come."""
        if self.lesson is None or self.has_more:
            return False
        return course.can_go_on(self.lesson, self.progress, self.figures())

    @property
    def waits(self) -> bool:
        """Whether the run stands at its turning point, until it is played on."""
        return self.is_on and self.step.kind == "run" and self.session.player.is_held

    @property
    def known(self) -> int:
        """How many rounds of the run are known when one predicts."""
        return 0 if self.lesson is None else course.known_rounds(self.lesson, self.progress.step)

    @property
    def is_last(self) -> bool:
        """Whether no step comes after this one."""
        return self.lesson is not None and self.progress.step == len(self.lesson.steps) - 1

    @property
    def has_more(self) -> bool:
        """Whether the step has something to show before one goes on: its run has not been played to its end."""
        return self.is_on and self.step.kind == "run" and not self.session.player.explored

    def figures(self, measure: str | None = None) -> list[float]:
        """A measure of the run on screen, the present step's if none is named; empty where there is none."""
        from simulator.scenario.lesson.expressions import series

        measure = measure or self.step.fields.get("measure") or self.step.fields.get("draw")
        return series(measure, self.session.parameters, self.session.run) if measure else []

    def known_figures(self, measure: str | None = None) -> list[float]:
        """Those of the start and of the rounds that are known; of a run that was made shorter, the last one goes on."""
        figures = self.figures(measure)[: self.known + 1]
        return figures + figures[-1:] * (self.known + 1 - len(figures))

    def is_right(self) -> bool | None:
        """Whether the last answer of this step fits; None without one, or where none is right."""
        if not self.answer.tries:
            return None
        return course.is_right(self.step, self.answer.tries[-1], self.figures())

    # Coming and going.

    def keep_in(self, kept: LearnerFile) -> None:
        """Keep progress and answers there from now on."""
        self.kept = kept
        kept.troubled.connect(self.changed)

    def open(self, lesson: Lesson, guidance: Guidance = "light", *, leads_on: bool = False) -> None:
        """Begin a lesson, or go on where it was left. Its scenario is the session's already.

        One of those that are shipped `leads_on` to the next of them.
        Who has changed that scenario finds it in free play as it is now.
        """
        self.lesson, self._is_free, self.leads_on = lesson, False, leads_on
        self._away = self._place() if self.session.store.is_changed else None
        self._paused.clear()
        self.attempt += 1
        self._progress = self.kept.progress(lesson) or course.begin(lesson, guidance)
        self._begin_run()
        self._enter()

    def close(self) -> None:
        """No lesson; what was answered is kept."""
        if self.lesson is not None:
            self.lesson, self._progress, self._is_free = None, None, False
            self.countdown.clear()
            self.step_changed.emit()
            self.changed.emit()
            self.session.player.hold(None)  # when what shows the step is gone: it would follow the run

    def rest(self) -> None:
        """The window closes: what was drawn last is kept as well."""
        self.countdown.clear()
        self._later.stop()
        self._write()

    def _write(self) -> None:
        self.kept.write()

    def toggle_free(self) -> None:
        """Leave the lesson to play freely, or come back; either finds everything as it was left."""
        if self.lesson is None:
            return
        player, here = self.session.player, self._place()
        self._is_free = not self._is_free
        with self.session.gathering():
            self.session.ensemble.stop()
            if self._away is not None:
                state, bookmark = self._away
                self._commit(state)
                player.hold(None)
                player.turn_to(bookmark)
            self._away = here
            self._hold_run()
        self.step_changed.emit()
        self.changed.emit()

    def restart(self) -> None:
        """From the first step, with all answers of this lesson forgotten."""
        if self.lesson is not None:
            self._begin_anew()

    def forget(self) -> None:
        """Delete all that is kept of all lessons; the present one begins anew."""
        self.kept.delete()
        if self.lesson is not None:
            self._begin_anew()

    def guide(self, guidance: Guidance) -> None:
        """How much help is shown."""
        if self.lesson is not None and guidance != self.progress.guidance:
            self._take(replace(self.progress, guidance=guidance))
            self.step_changed.emit()
            self.changed.emit()

    def forward(self) -> None:
        """To the next step, if this one is done; else it is `refused`."""
        if self.can_go_on:
            self._go(1)
        elif self.is_on:
            self.refused.emit()

    def go_on(self) -> None:
        """What comes next, for whoever has one key only: close the vote, lock, play, play on; then the next step."""
        if self.lesson is None:
            return
        player = self.session.player
        if self.answer.is_counting and any(self.answer.votes[-1].counts):
            self.close_vote()
        elif self.step.kind == "predict" and course.can_lock(self.lesson, self.progress):
            self.lock()
        elif self.step.kind == "run" and player.is_playing:
            player.seek(player.end)
        elif self.waits:
            self.play_on()
        elif self.has_more:
            player.play()
        else:
            self.forward()

    def _play_next(self) -> None:
        """Play was pressed where the run is held: go on to where it can be played, or say what it waits for."""
        if self.waits:
            self.play_on()
        elif self.is_on and self.step.kind in _BEFORE_THE_RUN and self.can_go_on:
            self.forward()
            if self.step.kind == "run":
                self.session.player.play()
        else:
            self.refused.emit()

    def back(self) -> None:
        """To the step before."""
        if self.lesson is not None and self.progress.step:
            self._go(-1)

    # Answers.

    def draw(self, values: Mapping[int, float], gesture: str | None = None) -> None:
        """Draw the curve at some rounds; strokes of one gesture are undone together."""
        if self.lesson is not None:
            seen = dict(enumerate(self.known_figures()[1:], start=1))
            to_come = {round_: value for round_, value in values.items() if round_ > self.known}
            self._answer(course.draw(self.lesson, self.progress, {**seen, **to_come}), gesture)

    def bet(self, answer: str, confidence: int) -> None:
        """Bet on an answer."""
        self._answer(course.bet(self.progress, answer, confidence))

    def lock(self) -> None:
        """The prediction stays as it is now, unless somebody still holds a part of it."""
        if self.lesson is not None and course.can_lock(self.lesson, self.progress):
            self._is_kept_open = False
            self.locking.emit()
            if not self._is_kept_open:
                self._answer(course.lock(self.lesson, self.progress))

    def keep_open(self) -> None:
        """Answer to `locking`: something that belongs to the prediction cannot be taken, so it stays open."""
        self._is_kept_open = True

    def open_vote(self) -> None:
        """Begin to count the hands of a class."""
        self._answer(course.open_vote(self.step, self.progress))

    def count(self, place: int, hands: int) -> None:
        """So many hands for the bet at a place."""
        gesture = f"hands {len(self.answer.votes)} {place}"
        self._answer(course.count(self.progress, place, hands), gesture)

    def close_vote(self) -> None:
        """The counts are final, and can be seen."""
        self._answer(course.close_vote(self.progress))

    def drop_vote(self) -> None:
        """Hands are not counted after all."""
        self._answer(course.drop_vote(self.progress))

    def say(self, answer: str) -> None:
        """Say what was seen, or answer a question; after a wrong report of what was seen the run plays again."""
        self._answer(course.say(self.progress, answer))
        if self.step.kind == "see" and not self.is_right():
            self.replay()

    def replay(self) -> None:
        """Show the run once more, from its start."""
        self.session.player.to_start()
        self.session.player.play()

    def play_on(self) -> None:
        """Beyond the turning point."""
        self._paused.add(self.progress.step)
        self._hold_run()
        self.session.player.play()
        self.changed.emit()

    # Links.

    def follow(self, address: str) -> None:
        """Do what a link of the lesson says. Raises LinkError for an address that is none."""
        link = links.parse(address)
        player = self.session.player
        if link.action == "set":
            self._set(link.values)
        elif link.action == "play":
            player.play()
        elif link.action == "round":
            player.seek(int(link.values["number"]))
        elif link.action == "show":
            self.chart_asked.emit(str(link.values["chart"]))
        elif link.action == "why":
            player.seek(int(link.values["round"]))
            self.why_asked.emit(int(link.values["round"]), int(link.values["depth"]))

    def _begin_anew(self) -> None:
        assert self.lesson is not None
        self.attempt += 1
        self._paused.clear()
        self._progress = course.begin(self.lesson, self.progress.guidance)
        self._begin_run()
        self._enter()

    def _begin_run(self) -> None:
        """At the first step nothing of the run is known yet, unless that step speaks of it."""
        if self.progress.step == 0 and self.step.kind in (*_BEFORE_THE_RUN, "hook", "free", "run"):
            self.session.player.restart(self.session.run.last)

    # Undoing.

    def put(self, step: int, answer: Answer) -> None:
        """Make this the answer of a step; called by the list of undo."""
        if self._progress is not None:
            answers = list(self._progress.answers)
            is_stroke = answers[step].drawn != answer.drawn
            answers[step] = answer
            self._take(replace(self._progress, answers=tuple(answers)), later=is_stroke)
            if self.is_on and step != self._progress.step:
                self._come_to(step)  # what is undone is to be seen
            else:
                self._hold_run()

    def is_final(self, step: int) -> bool:
        """Whether the prediction of a step can no more be taken back: the run has been seen, or is about to be."""
        is_here = self._progress is not None and self._progress.step == step
        is_locked = self._progress is not None and self._progress.answers[step].is_locked
        return is_locked and (not is_here or self.session.player.revealed > self.known)

    # Inside.

    def _place(self) -> tuple[Scenario, Bookmark]:
        """What is on screen, to come back to."""
        return self.session.state, self.session.player.bookmark()

    def _set(self, values: Mapping[str, float | str]) -> None:
        """What a link sets."""
        assert self.lesson is not None
        step = self.step if self.is_on else None
        self._commit(followed(self.lesson, step, self.session.state, values))

    def _answer(self, progress: Progress, gesture: str | None = None) -> None:
        """Take an answer of the present step, so that it can be undone."""
        before, step = self.answer, self.progress.step
        after = progress.answers[step]
        if gesture is not None:
            gesture = f"{self._visit} {gesture}"  # who comes again begins another one
        if after != before:
            made = Answered(self, step, before, after, _ANSWER, gesture)
            self.session.store.history.take(made)

    def _go(self, by: int) -> None:
        assert self.lesson is not None
        if self.step.kind == "see" and self.session.player.is_playing:
            self.session.player.to_end()  # the replay belongs to the step
        came_from = self.progress.step
        self._progress = course.go(self.lesson, self.progress, by)
        self._enter(came_from)

    def put_step(self, number: int, state: Scenario, attempt: int) -> None:
        """Have a state, and be in the step that goes with it, unless that was in another attempt."""
        if self.is_on and attempt == self.attempt and number != self.progress.step:
            self._come_to(number, state)
        else:
            self.session.store.put(state)

    def _come_to(self, number: int, state: Scenario | None = None) -> None:
        """Be in a step as it was left, with a state that goes with it, or the present one."""
        with self.session.gathering():
            if state is not None:
                self.session.store.put(state)
            self._progress = replace(self.progress, step=number)
            self._arrange()
        self._tell_step()

    def _enter(self, came_from: int | None = None) -> None:
        """Begin the present step, in the state that it asks for."""
        assert self.lesson is not None
        store, came_from = self.session.store, self.progress.step if came_from is None else came_from
        with self.session.gathering():
            before = store.state
            wanted = state_of(self.lesson, self.step, before)
            if wanted != before:
                store.history.take(Entered(self, came_from, before, wanted, _STEP))
            self._arrange()
        self._tell_step()
        if (before.parameters, before.overrides) != (wanted.parameters, wanted.overrides):
            self.set_back.emit()

    def _arrange(self) -> None:
        """What is played and shown in the present step."""
        self._visit += 1
        if self.step.kind not in ("seeds", "explain"):
            self.session.ensemble.stop()
        if self._is_asking():
            self.session.player.restart(self.session.run.last)
        self._hold_run()
        if self._is_asking() and self.known:
            self.session.player.seek(self.known)
        if self.step.kind == "contrast":
            self.session.player.to_end()

    def _tell_step(self) -> None:
        assert self.lesson is not None
        if chart := chart_of(self.lesson, self.progress):
            self.chart_asked.emit(chart)
        self.kept.keep(self.progress)
        self.step_changed.emit()
        self.changed.emit()

    def _hold_run(self) -> None:
        """Where the run may not go beyond."""
        held: int | None = None
        if self.is_on:
            if self._is_before_the_run():
                held = self.known
            elif self.step.kind == "run" and self.progress.step not in self._paused and "pause" in self.step.fields:
                held = int(self.step.fields["pause"])
        if held is None or not self.session.player.explored:
            self.session.player.hold(held, is_asking=self.is_on and self._is_asking())

    def _is_before_the_run(self) -> bool:
        """Whether what is to come is being predicted, and has not been played yet."""
        if self._is_asking():
            return True
        return self.step.kind in _BEFORE_THE_RUN and self.session.player.revealed <= self.known

    def _is_asking(self) -> bool:
        """Whether nothing is played before something is predicted."""
        return self.step.kind == "predict" and not self.answer.is_locked

    def _take(self, progress: Progress, *, later: bool = False) -> None:
        if progress != self._progress:
            self._progress = progress
            self.kept.keep(progress, later=later)
            if later:
                self._later.start()
            else:
                self._later.stop()
            self.changed.emit()

    def _commit(self, state: Scenario) -> None:
        self.session.store.commit(state, _STEP)

    def _tell_pause(self) -> None:
        if self.waits:
            self.changed.emit()

    def _check_goal(self) -> None:
        if not self.is_on or self.session.is_dragging or self.step.goal is None or self.answer.is_solved:
            return
        if course.reached(self.step.goal, self.session.parameters):
            self._take(course.with_answer(self.progress, is_solved=True))
