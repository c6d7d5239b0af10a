"""The session: what every panel is given. It joins the store, the run of the present parameters, and the player."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from functools import lru_cache
from itertools import count
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from simulator.app.ensemble import Ensemble
from simulator.app.helper import Helper
from simulator.app.history import History
from simulator.app.learner_file import LearnerFile
from simulator.app.lesson_play import LessonPlay
from simulator.app.player import Player
from simulator.app.store import Store
from simulator.app.sweeps import Sweeps
from simulator.app.training import Training
from simulator.engine.overrides import NONE, Kind
from simulator.engine.parameters import Parameters
from simulator.engine.remembered import forget_runs, forgotten_with_runs
from simulator.scenario.schema import Scenario

if TYPE_CHECKING:
    from simulator.engine.iterate import Run

_RUNS_KEPT = 12
"""Undo, redo and A/B return to runs of a moment ago; a run takes up to a megabyte, and up to 20 ms to compute."""


@lru_cache(maxsize=_RUNS_KEPT)
def _cached_run(parameters: Parameters) -> Run:
    from simulator.engine.iterate import run  # with numpy, which the first paint does not need

    return run(parameters)


forgotten_with_runs(_cached_run.cache_clear)


class Session(QObject):
    """The present scenario, its run, and the position in it; where it is compared, B's run as well.

    `parameters_changed()` follows at once, before there is a run of them: for those who have it computed elsewhere.
    `run_changed()` follows every new run, before anything is painted: views read `run` and update in place.
    `drag_ended()` says that a slider was let go: charts may fit their axes again. `opened()` says that another scenario
    has taken the place of the one before, `gathered()` that all of several changes have been made.
    """

    parameters_changed = Signal()
    run_changed = Signal()
    drag_ended = Signal()
    opened = Signal()
    gathered = Signal()

    def __init__(self, scenario: Scenario, parent: QObject | None = None, helper: Helper | None = None) -> None:
        """With a `helper`, what sliders ask for is computed by another process."""
        super().__init__(parent)
        self.helper = helper
        self.store = Store(scenario, self)
        self.player = Player(self)
        self._run: Run | None = None
        self._other_run: Run | None = None
        self._in_force, self._other_in_force = scenario.in_force, scenario.other_in_force
        self._drag: str | None = None
        self._is_opening = self._is_gathering = False
        self._gestures = count()
        self.player.restart(scenario.parameters.run.rounds)
        self.store.replaced.connect(self._follow)
        self.ensemble = Ensemble(self)
        self.lesson = LessonPlay(self, LearnerFile(None), self)
        self.sweeps = Sweeps(self)
        self.training = Training(self)
        self.history = History(self)

    @property
    def state(self) -> Scenario:
        """The present state."""
        return self.store.state

    @property
    def parameters(self) -> Parameters:
        """The parameters in force: those that are set (`state.parameters`), but for what is overridden."""
        return self._in_force

    @property
    def other_parameters(self) -> Parameters | None:
        """B's parameters in force; None without a B."""
        return self._other_in_force

    @property
    def run(self) -> Run:
        """The run of the present parameters, made when it is first asked for."""
        if self._run is None:
            self._run = _cached_run(self.parameters)
        return self._run

    @property
    def other_run(self) -> Run | None:
        """B's run, with the same luck, made when it is first asked for; None without a B."""
        if self._other_run is None and self._other_in_force is not None:
            self._other_run = _cached_run(self._other_in_force)
        return self._other_run

    @property
    def is_in_lesson(self) -> bool:
        """Whether a lesson says what to do."""
        return self.lesson.is_on

    @property
    def is_dragging(self) -> bool:
        """Whether a slider is held."""
        return self._drag is not None

    def set_value(self, id_: str, value: Any, text: str) -> None:
        """Change one parameter. Raises ParameterError, and changes nothing, if it is refused."""
        parameters = self.state.parameters.with_({id_: value})
        self.store.commit(replace(self.state, parameters=parameters), text, self._drag)

    def set_learned(self, values: Mapping[str, Any], text: str) -> None:
        """Change settings of the learned model. Raises ParameterError, and changes nothing, if one is refused."""
        learned = self.state.learned.with_(values)
        self.store.commit(replace(self.state, learned=learned), text, self._drag)

    def set_overrides(self, changes: Mapping[str, Kind | None], text: str) -> None:
        """Begin or, with None, end overrides of some parameters. Raises ValueError for one that there is not."""
        self.store.commit(replace(self.state, overrides=self.state.overrides.with_(changes)), text)

    def end_overrides(self, text: str) -> None:
        """Back to what is set, everywhere."""
        self.store.commit(replace(self.state, overrides=NONE), text)

    @property
    def is_opening(self) -> bool:
        """Whether another scenario is being opened: much changes, and `opened` follows when all of it has."""
        return self._is_opening

    @property
    def is_gathering(self) -> bool:
        """Whether state and position go through several changes, of which only the last one is to be seen."""
        return self._is_gathering

    @contextmanager
    def gathering(self) -> Iterator[None]:
        """Around several changes of state and position, of which only the last one is to be seen."""
        was_gathering, self._is_gathering = self._is_gathering, True
        try:
            yield
        finally:
            self._is_gathering = was_gathering
            if not was_gathering:
                self.gathered.emit()

    def begin_drag(self, id_: str) -> None:
        """A slider has been taken: what follows until `end_drag` is one change."""
        self._drag = f"{id_} {next(self._gestures)}"

    def end_drag(self) -> None:
        """The slider has been let go."""
        if self._drag is not None:
            self._drag = None
            self.drag_ended.emit()

    def open(self, scenario: Scenario) -> None:
        """Another scenario, from its start."""
        self._drag = None
        forget_runs()  # nothing leads back to what was there before
        self._is_opening = True
        try:
            self.store.open(scenario)
            self.player.restart(scenario.parameters.run.rounds)
            self.opened.emit()
        finally:
            self._is_opening = False

    def reset(self, text: str) -> None:
        """Everything as it was loaded, in one change that can be undone."""
        self.store.commit(self.store.loaded, text)

    def rest(self) -> None:
        """Stop whatever is at work: the window closes."""
        self.player.pause()
        self.lesson.rest()
        for work in (self.ensemble, self.sweeps, self.training, self.history):
            work.stop()
        if self.helper is not None:
            self.helper.end()

    def _follow(self, before: Scenario, after: Scenario) -> None:
        here, other = after.in_force, after.other_in_force
        if here == self._in_force and other == self._other_in_force:
            return
        is_new = here != self._in_force
        if is_new:
            self._in_force, self._run = here, None
        if other != self._other_in_force:
            self._other_in_force, self._other_run = other, None
        if is_new:
            self.parameters_changed.emit()
        self.player.set_last(here.run.rounds)
        self.run_changed.emit()
