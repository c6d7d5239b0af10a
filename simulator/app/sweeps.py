"""The sweep of the present scenario: what it computes, how far it is, and what has come of it.

It is computed beside the window and never in its thread. Its results outlive the charts that show them, which are made
anew with every change of language; they belong to the settings they were computed for, which `is_current` compares.
"""

from __future__ import annotations

import math
import time
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Literal

from PySide6.QtCore import QObject, QTimer, Signal

from simulator.app.bridge import Teller, bridge, new_token
from simulator.engine.axis import Axis
from simulator.scenario.schema import Experiment, Scenario

if TYPE_CHECKING:
    from simulator.app.session import Session
    from simulator.app.sweep_course import Course
    from simulator.engine.outcome import Array
    from simulator.engine.plan import Plan
    from simulator.engine.sweep import Chunk
    from simulator.engine.sweep_table import Table

Stage = Literal["empty", "running", "stopped", "done"]

PROPOSED = Experiment(
    over=(
        Axis(id="amplify.capture", start=0, stop=1, count=41),
        Axis(id="overseer.quality", start=0.5, stop=1, count=26),
    )
)
"""What is swept where a scenario does not say it: how misalignment spreads against how good the overseer is."""

REFRESH_MS = 100
"""How often new rows are shown at most: often enough to be seen coming."""

_LARGE, _LARGE_REFRESH_MS = 50_000, 1000
"""A map of more cells takes tens of milliseconds to make, and so many rows take their time anyway."""

_SAID_FROM_S = 1.0
"""From then on the time that is left can be told from the time it took."""

def experiment_of(scenario: Scenario) -> Experiment:
    """The scenario's experiment, or the one that is proposed where it has none."""
    found = scenario.experiment
    return found if found.over else replace(found, over=PROPOSED.over)


def plan_of(scenario: Scenario) -> Plan:
    """The sweep of a scenario: what its experiment asks for, and unless it is large the usual measures beside it.

    Raises ValueError where there is no such sweep.
    """
    from simulator.engine.plan import Plan
    from simulator.engine.reported import usual

    asked = experiment_of(scenario)
    measures = usual(asked.at_round, asked.replicas, asked.measure)
    if math.prod(axis.count for axis in asked.over) > _LARGE:
        measures = tuple(name for name in measures if name in (asked.measure, "reproduction"))
    return Plan(
        base=scenario.in_force, axes=asked.over, measures=measures, round=asked.at_round, replicas=asked.replicas
    )


def _compared(plan: Plan) -> tuple[object, ...]:
    """What makes two sweeps the same; the swept values of the base play no part, nor luck where there is none."""
    ids = {axis.id for axis in plan.axes} | {"run.replicas"} | (set() if plan.replicas else {"run.seed"})
    values = {id_: value for id_, value in plan.base.values().items() if id_ not in ids}
    return plan.axes, plan.round, plan.replicas, tuple(values.items())


class Sweeps(QObject):
    """`changed` follows when `stage`, `table`, `border` or what is told of them are other.

    `table` and `border`, the closed-form reproduction number on the same grid, fill while the sweep runs; `border` is
    NaN where it is not known yet. `lost` counts worker processes that were lost; `problem` says why a sweep broke off.
    """

    changed = Signal()

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._session = session
        self.stage: Stage = "empty"
        self.table: Table | None = None
        self.border: Array | None = None
        self.done = 0
        self.lost = 0
        self.problem = ""
        self._course: Course | None = None
        self._token = -1
        self._values: Any = None
        self._there: Any = None
        self._problems: dict[int, str] = {}
        self._reproduction: Any = None
        self._started, self._before = 0.0, 0
        self._showing = QTimer(self)
        self._showing.setSingleShot(True)
        self._showing.timeout.connect(self.changed)
        bridge().came.connect(self._take)
        session.opened.connect(self.clear)

    # What is told.

    @property
    def is_running(self) -> bool:
        """Whether rows are on their way."""
        return self.stage == "running"

    @property
    def seconds_left(self) -> float | None:
        """How long it will take, as far as can be told."""
        spent, come = time.monotonic() - self._started, self.done - self._before
        if not self.is_running or self.table is None or come <= 0 or spent < _SAID_FROM_S:
            return None
        return spent * (self.table.plan.cells - self.done) / come

    def is_current(self) -> bool:
        """Whether the results are of the present scenario and its experiment."""
        if self.table is None:
            return False
        try:
            now = plan_of(self._session.state)
        except ValueError:
            return False
        measure = experiment_of(self._session.state).measure
        return measure in self.table.plan.measures and _compared(now) == _compared(self.table.plan)

    # What can be done.

    def run(self) -> None:
        """Sweep what the scenario says, or what is proposed, from the start.

        Raises ValueError where there is no such sweep.
        """
        plan = plan_of(self._session.state)
        self.stop()
        self._make_room(plan)
        self._begin(plan)

    def resume(self) -> None:
        """Go on where a sweep was stopped."""
        if self.stage == "stopped" and self.table is not None:
            self._begin(self.table.plan)

    def stop(self) -> None:
        """Stop; complete rows stay."""
        if self._course is not None:
            self._course.stop()
            self._course = None
        if self.is_running:
            self._end("stopped")

    def clear(self) -> None:
        """Stop, and forget what there is."""
        self.stop()
        if self.stage != "empty":
            self.table = self.border = None
            self._end("empty")

    def load(self, number: int, text: str) -> None:
        """Set the scenario's parameters to those of a cell, in one change. Does nothing for values that are refused."""
        if self.table is None:
            return
        values, state = self.table.plan.cell(number), self._session.state
        try:
            parameters = state.parameters.with_(values)
        except ValueError:
            return
        ended: dict[str, None] = {id_: None for id_, _ in state.overrides if id_ in values}
        overrides = state.overrides.with_(ended) if ended else state.overrides
        self._session.store.commit(replace(state, parameters=parameters, overrides=overrides), text)

    # What comes.

    def _make_room(self, plan: Plan) -> None:
        import numpy as np

        from simulator.engine.sweep_table import Table

        self._values = np.full((plan.cells, len(plan.measures), plan.kept), np.nan)
        self._there = np.zeros(plan.cells, dtype=np.bool_)
        self._reproduction = np.full(plan.cells, np.nan)
        self._problems = {}
        self.table = Table(plan=plan, values=_seen(self._values), there=_seen(self._there), problems=self._problems)
        self.border = _seen(self._reproduction).reshape(plan.shape)
        self.lost = 0

    def _begin(self, plan: Plan) -> None:
        import numpy as np

        from simulator.app.sweep_course import Course

        self.stage, self.problem = "running", ""
        self.done = self._before = int(self._there.sum())
        self._started = time.monotonic()
        self._token = new_token()
        done = frozenset(np.flatnonzero(self._there).tolist())
        has_border = not np.isnan(self._reproduction).any()
        self._course = Course(plan, Teller(self._token), done, has_border)
        self._course.start()
        self.changed.emit()

    def _take(self, token: int, news: str, what: Any) -> None:
        if token != self._token or not self.is_running:
            return
        if news == "ended":
            self.problem = what
            self._course = None
            self._end("stopped" if what else "done")
            return
        if news == "lost":
            self.lost += 1
        else:
            self._fill(what, is_border=news == "border")
        if not self._showing.isActive():
            assert self.table is not None
            self._showing.start(_LARGE_REFRESH_MS if self.table.plan.cells > _LARGE else REFRESH_MS)

    def _fill(self, chunk: Chunk, *, is_border: bool) -> None:
        assert self.table is not None
        places, plan = list(chunk.numbers), self.table.plan
        if is_border:
            self._reproduction[places] = chunk.values[:, 0, 0]
            return
        self._values[places], self._there[places] = chunk.values, True
        self._problems |= {number: text for number, text in zip(places, chunk.problems, strict=True) if text}
        self.done += len(places)
        if not plan.replicas and plan.round != 0 and "reproduction" in plan.measures:
            self._reproduction[places] = chunk.values[:, plan.measures.index("reproduction"), 0]

    def _end(self, stage: Stage) -> None:
        self._showing.stop()
        self.stage = stage
        self.changed.emit()


def _seen(array: Any) -> Any:
    """The same figures, to be read only."""
    view = array.view()
    view.setflags(write=False)
    return view
