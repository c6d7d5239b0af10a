"""The player: where in the run one is, and moving through it.

A position is a round and how far that round has progressed: 0 is the question before anything happened, 1 the round
complete. At rest the progress is 1. Round 0 is the start and has no progress to make.
"""

from __future__ import annotations

from typing import Literal

from PySide6.QtCore import QElapsedTimer, QObject, QTimer, Signal

Speed = Literal["slow", "normal", "fast"]
Phase = Literal["rest", "open", "answer", "fold"]
Bookmark = tuple[int, float, int, bool]

ROUND_MS: dict[Speed, int] = {"slow": 8000, "normal": 3000, "fast": 700}
"""Time for one round. Slow leaves two seconds to read the answered tree aloud; normal shows 12 rounds in 36 seconds."""

FRAME_MS = 16
OPEN_ENDS, ANSWERS_END, AMPLIFY_ENDS = 0.3, 0.58, 0.82
"""Progress at which the tree is open and answers start to rise, at which the top answer is there and the tree stands
still to be read, and at which it starts to fold (distill)."""


class Player(QObject):
    """`moved` follows every change of position; `started` and `paused` every change between moving and resting."""

    moved = Signal()
    started = Signal()
    paused = Signal()
    refused = Signal()
    """Follows an attempt to play beyond where it is held."""
    held_back = Signal()
    """Follows an attempt to go beyond it otherwise."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.speed: Speed = "normal"
        self.reduced_motion = False
        self._round, self._progress, self._last = 0, 1.0, 0
        self._unseen = 0.0  # how far the next round has progressed where motion is reduced
        self._furthest, self._explored = 0, False
        self._held: int | None = None
        self._is_asking = False
        self._clock = QElapsedTimer()
        self._timer = QTimer(self)
        self._timer.setInterval(FRAME_MS)
        self._timer.timeout.connect(self._advance)

    @property
    def round(self) -> int:
        """The present round."""
        return self._round

    @property
    def progress(self) -> float:
        """How far the present round has progressed, from 0 to 1."""
        return self._progress

    @property
    def last(self) -> int:
        """The last round of the run."""
        return self._last

    @property
    def complete(self) -> int:
        """The last round that has been completed at this position."""
        return self.round if self.progress >= 1.0 else self.round - 1

    @property
    def explored(self) -> bool:
        """Whether the end of this scenario has been reached once: from then on charts show whole curves."""
        return self._explored

    @property
    def revealed(self) -> int:
        """The last round that charts may show."""
        return self._last if self._explored else min(self._furthest, self._last)

    @property
    def end(self) -> int:
        """Where playing ends: the last round, or the round at which a lesson holds the run."""
        return self.last if self._held is None else min(self._held, self.last)

    @property
    def is_held(self) -> bool:
        """Whether it stands where a lesson holds it, and there is more to come."""
        return self.complete >= self.end < self.last

    @property
    def is_asking(self) -> bool:
        """Whether it is held until something is predicted."""
        return self._is_asking

    def hold(self, round_: int | None, *, is_asking: bool = False) -> None:
        """Nothing goes beyond this round until another one is named, or none; `is_asking` for a prediction."""
        if (round_, is_asking) == (self._held, self._is_asking):
            return
        self._held, self._is_asking = round_, is_asking
        if self._round > self.end:
            self.seek(self.end)
        else:
            self.moved.emit()

    @property
    def is_playing(self) -> bool:
        """Whether it moves by itself."""
        return self._timer.isActive()

    @property
    def phase(self) -> Phase:
        """What is happening: the question opens, answers rise, the tree folds into the student, or rest.

        At rest the tree of a completed round is open; between two rounds of a play it is folded.
        """
        if self.round == 0 or (self.progress >= 1.0 and not self.is_playing):
            return "rest"
        if self.progress < OPEN_ENDS:
            return "open"
        return "answer" if self.progress < AMPLIFY_ENDS else "fold"

    def set_last(self, last: int) -> None:
        """The run has this many rounds now. Whoever stood at its end stays there; others stay where they can."""
        at_end = self._explored and self.complete == self._last
        self._last = last
        if self._round > self.end or at_end:
            self._place(self.end, 1.0)

    def restart(self, last: int) -> None:
        """Another scenario: back to the start, with everything still to be seen."""
        self.pause()
        self._last, self._furthest, self._explored = last, 0, False
        self._held, self._is_asking = None, False
        self._place(0, 1.0)

    def bookmark(self) -> Bookmark:
        """Where one is, and how much has been seen."""
        return self._round, self._progress, self._furthest, self._explored

    def turn_to(self, bookmark: Bookmark) -> None:
        """Back to a bookmark, as far as the run still has that round; what was seen since then is not seen."""
        self.pause()
        round_, progress, self._furthest, self._explored = bookmark
        self._place(min(round_, self.end), progress)

    def play(self) -> None:
        """Move on; from the end, start over; not beyond where it is held."""
        if self.is_playing or not self._last:
            return
        if self.is_held:
            self.refused.emit()
            return
        if self.complete >= self._last:
            self._place(0, 1.0)
        self._unseen = 0.0
        self._clock.start()
        self._timer.start()
        self.started.emit()

    def pause(self) -> None:
        """Stop where one is."""
        if self.is_playing:
            self._timer.stop()
            self.paused.emit()

    def toggle(self) -> None:
        """Play or pause."""
        if self.is_playing:
            self.pause()
        else:
            self.play()

    def step(self) -> None:
        """Complete the present round, or the next one."""
        self._go_to(self.complete + 1)

    def back(self) -> None:
        """To the end of the round before."""
        self.seek(self._round - 1)

    def to_start(self) -> None:
        """To the start."""
        self.seek(0)

    def to_end(self) -> None:
        """To the end of the last round."""
        self._go_to(self._last)

    def _go_to(self, round_: int) -> None:
        if self.is_held:
            self.held_back.emit()
        self.seek(round_)

    def seek(self, round_: int) -> None:
        """To the end of a round, at rest; outside the run, to its nearest end."""
        self.pause()
        self._place(min(max(round_, 0), self.end), 1.0)

    def scrub(self, round_: int, progress: float) -> None:
        """To any moment of a round, at rest."""
        self.pause()
        self._place(min(max(round_, 0), self.end), min(max(progress, 0.0), 1.0))

    def _place(self, round_: int, progress: float) -> None:
        if round_ == 0:
            progress = 1.0
        self._round, self._progress = round_, progress
        self._furthest = max(self._furthest, self.complete)
        self._explored = self._explored or (self._last > 0 and self.complete == self._last)
        self.moved.emit()

    def _advance(self) -> None:
        elapsed = self._clock.restart() / ROUND_MS[self.speed]
        round_, progress = self._round, self._progress
        if self.complete >= self.end:  # the run has become shorter meanwhile
            self.pause()
            return
        if self.reduced_motion:  # key frames only: all stays as it is until the next round is complete
            self._unseen += elapsed
            if self._unseen < 1.0:
                return
            round_, progress, self._unseen = self.complete + 1, 1.0, 0.0
        else:
            if progress >= 1.0:
                round_, progress = round_ + 1, 0.0
            progress = min(progress + elapsed, 1.0)
        self._place(round_, progress)
        if progress >= 1.0 and round_ >= self.end:
            self.pause()
