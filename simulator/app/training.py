"""The training of the present scenario's learned model: what is asked for, how far it is, what has come of it.

It runs in a process beside the window (docs/decisions.md). It belongs to its settings: when one of them changes it is
dropped at once, and what was trained with other settings a moment ago comes back with them.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any, Literal

from PySide6.QtCore import QObject, Signal

from simulator.app.bridge import Teller, bridge, new_token
from simulator.learner.idle import essential
from simulator.learner.settings import Learned
from simulator.scenario.schema import Scenario

if TYPE_CHECKING:
    from simulator.app.session import Session
    from simulator.app.trained import Trained
    from simulator.app.training_course import Course
    from simulator.learner.student import Method

Stage = Literal["empty", "running", "stopped", "done"]

Key = tuple[Learned, int]
"""What a training depends on: the seed, and the settings that play a part; how many runs there are does not."""

KEPT_BYTES = 16 * 2**20
"""What was trained is kept up to this size: a dozen with the usual settings, which take 1.2 MB each."""

_SAID_FROM_S = 1.5
"""From then on the time that is left can be told from the time it took."""

def key_of(scenario: Scenario) -> Key:
    """Under which a scenario's training is kept."""
    return essential(scenario.learned), scenario.parameters.run.seed


class Training(QObject):
    """`changed()` follows everything that comes, begins or ends; `progressed()` news from within a round.

    `trained` is what is to be seen: of the present settings (`is_current`), or the last there was.
    """

    changed = Signal()
    progressed = Signal()

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._session = session
        self._kept: dict[Key, Trained] = {}  # the least recently seen first
        self._course: Course | None = None
        self._token = -1
        self._started, self._before = 0.0, 0.0
        self.trained: Trained | None = None
        self.stage: Stage = "empty"
        self.problem = ""
        self.loss: float | None = None
        """The loss of the last batch that was told, of whatever is being trained."""
        self._at: tuple[int, Method] | None = None  # the part that is being trained, and how much of it is done
        self._part = 0.0
        bridge().came.connect(self._take)
        session.store.changed.connect(self._follow)

    # What there is.

    @property
    def settings(self) -> Learned:
        """The settings in force."""
        return self._session.state.learned

    @property
    def is_running(self) -> bool:
        """Whether something is being trained."""
        return self.stage == "running"

    @property
    def is_current(self) -> bool:
        """Whether what is to be seen belongs to the settings in force."""
        found = self.trained
        return found is not None and (essential(found.settings), found.seed) == key_of(self._session.state)

    @property
    def share_done(self) -> float:
        """How much of the work is done, from 0 to 1."""
        if self.trained is None:
            return 0.0
        done, whole = self._work()
        return done / whole if whole else 1.0

    @property
    def seconds_left(self) -> float | None:
        """How long it will take by what it took so far; None where that cannot be told."""
        if not self.is_running or self.trained is None:
            return None
        done, whole = self._work()
        spent = time.monotonic() - self._started
        if done <= self._before or spent < _SAID_FROM_S:
            return None
        return spent * (whole - done) / (done - self._before)

    @property
    def part(self) -> tuple[int, Method] | None:
        """Run and method that is being trained; None where that is not known yet."""
        return self._at if self.is_running else None

    def _work(self) -> tuple[float, float]:
        """Rounds that are done, and all, each with its weight."""
        from simulator.app.trained import WEIGHTS, Order

        assert self.trained is not None
        found = self.trained
        order = Order(settings=found.settings, seed=found.seed)
        whole = sum(WEIGHTS[method] for _, method in order.parts) * (found.settings.rounds + 1)
        done = 0.0
        for run, method in order.parts:
            rounds = len(found.runs.get(run, {}).get(method, ()))
            share = self._part * (found.settings.rounds + 1) if (run, method) == self._at else 0.0
            done += WEIGHTS[method] * max(rounds, share)
        return done, whole

    # What can be done.

    def train(self) -> None:
        """Train with the settings in force, or go on with the parts that are not complete."""
        from simulator.app.trained import Order, Trained
        from simulator.app.training_course import Course

        self.stop()
        settings, key = self.settings, key_of(self._session.state)
        found = self._kept.pop(key, None) or Trained(settings=settings, seed=key[1])
        found.settings = settings
        self._kept[key] = self.trained = found
        done = found.done
        found.seen = {number: seen for number, seen in found.seen.items() if (number, "ida") in done}
        found.prediction = found.prediction if found.seen else None
        order = Order(settings=settings, seed=key[1], done=done, seen=dict(found.seen))
        self.problem, self.loss, self._at = "", None, None
        if not order.parts:
            self._end("done")
            return
        for number, method in order.parts:  # what was broken off begins anew
            found.runs.get(number, {}).pop(method, None)
            if (number, method) == (0, "ida"):
                found.sheets.clear()
        self._started, self._before = time.monotonic(), self._work()[0]
        self._token = new_token()
        self.stage = "running"
        self._course = Course(order, Teller(self._token))
        self._course.start()
        self.changed.emit()

    def stop(self) -> None:
        """Stop; what was measured stays."""
        if self._course is not None:
            self._token = -1
            self._course.stop()
            self._course = None
        if self.is_running:
            self._end("stopped")

    # What comes.

    def _take(self, token: int, news: str, what: Any) -> None:
        if token != self._token or self.trained is None:
            return
        if news in ("failed", "lost", "done"):
            self._course = None
            self.problem = {"failed": str(what), "lost": "lost"}.get(news, "")
            self._end("stopped" if self.problem else "done")
            return
        if news == "facts":
            self.trained.facts = what
        elif news == "step":
            number, method, self._part, self.loss = what
            self._at = (number, method)
            self.progressed.emit()
            return
        elif news == "round":
            number, method, round_, sheet = what
            if self._at != (number, method):
                self._at, self._part = (number, method), 0.0
            self.trained.take(number, method, round_, sheet)
            self.loss = round_.loss
        elif news == "observed":
            self.trained.seen[what[0]] = what[1]
        else:
            self.trained.prediction = what
        if news in ("round", "predicted"):
            self.changed.emit()

    def _end(self, stage: Stage) -> None:
        self.stage = stage
        self._make_room()
        self.changed.emit()

    def _make_room(self) -> None:
        """Forget the longest unseen where too much is kept."""
        whole = sum(found.size for found in self._kept.values())
        for key, found in list(self._kept.items()):
            if whole > KEPT_BYTES and found is not self.trained:
                whole -= found.size
                del self._kept[key]

    def _follow(self, before: Scenario, after: Scenario) -> None:
        if after.learned == before.learned and after.parameters.run.seed == before.parameters.run.seed:
            return
        key = key_of(after)
        if key == key_of(before):  # another number of runs behind the band, or what plays no part
            if self.trained is None or not self.is_current:
                return
            if after.learned.seeds != before.learned.seeds:
                self.stop()
            self.trained.settings = after.learned
            if not self.is_running:
                self.stage = "done" if self.trained.is_complete else "stopped"
        else:
            self.stop()
            found = self._kept.pop(key, None)
            self.problem = ""
            if found is not None:
                self._kept[key] = self.trained = found
                found.settings = after.learned
                self.stage = "done" if found.is_complete else "stopped"
            else:
                self.stage = "empty"
        self.changed.emit()
