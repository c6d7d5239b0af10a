"""What a lesson has in the list of undo: its learner's answers, and steps that set something."""

from __future__ import annotations

from typing import TYPE_CHECKING

from simulator.app.lesson import Answer
from simulator.app.undo import Entry

if TYPE_CHECKING:
    from simulator.app.lesson_play import LessonPlay
    from simulator.scenario.schema import Scenario


class Answered(Entry):
    """One step's answer before and after.

    What was predicted stays predicted once the run has been seen: undoing that would be knowing better afterwards.
    """

    def __init__(
        self, play: LessonPlay, step: int, before: Answer, after: Answer, text: str, gesture: str | None
    ) -> None:
        super().__init__(before, after, text, gesture)
        self._play, self._step, self._attempt = play, step, play.attempt

    def redo(self) -> None:
        self._put(self.after)

    def undo(self) -> None:
        is_final = self._play.is_final(self._step) and predicted(self.before) != predicted(self.after)
        if is_final:
            self.is_void = True
            self._play.kept_final.emit()
        else:
            self._put(self.before)

    def _put(self, answer: Answer) -> None:
        """What was answered in an attempt that is forgotten by now stays forgotten."""
        if self._attempt == self._play.attempt:
            self._play.put(self._step, answer)
        else:
            self.is_void = True


class Entered(Entry):
    """The state that a step is entered with: undoing it leads back to the step before, which speaks of the other."""

    def __init__(self, play: LessonPlay, came_from: int, before: Scenario, after: Scenario, text: str) -> None:
        super().__init__(before, after, text, None)
        self._play, self._attempt = play, play.attempt
        self._came_from, self._step = came_from, play.progress.step

    def redo(self) -> None:
        self._play.put_step(self._step, self.after, self._attempt)

    def undo(self) -> None:
        self._play.put_step(self._came_from, self.before, self._attempt)


def predicted(answer: Answer) -> tuple[object, ...]:
    """What of an answer says what is to come."""
    return answer.drawn, answer.bet, answer.confidence, answer.is_locked
