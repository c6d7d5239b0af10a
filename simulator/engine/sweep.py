"""Sweeps: one or two parameters over ranges, one row for each cell of the grid.

A `Plan` says everything; its cells are numbered row by row, the last axis fastest. `work` cuts them into chunks that
do not depend on who computes them: each is a small picklable `Work` for the top-level function `measured`, so any
`concurrent.futures.Executor` can run it, and the table is the same to the last bit on one worker, two, or a cluster.
`sweep` submits only a few chunks ahead of the reader, so that a million cells flood neither a scheduler nor memory.
"""

from __future__ import annotations

import csv
import math
from collections import deque
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Executor, Future
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from simulator.engine.bands import LEVELS, quantiles
from simulator.engine.distill import retention
from simulator.engine.iterate import Transition, advance, first_prevalence, model_figures, round_figures
from simulator.engine.measures import LEDGER_CAUSES
from simulator.engine.outcome import Array
from simulator.engine.overseer import panel_step
from simulator.engine.parameters import TABLE, ParameterError, Parameters, Scale, Value, refusal, stack
from simulator.engine.replicas import replicate
from simulator.engine.security import next_prevalence
from simulator.engine.start import first_model

REPORTED = ("horizon", "capability", "misalignment", "reproduction", "attack_success")
"""The measures of a sweep's table, in the order of product.md 5."""

STANDING = ("horizon", "capability", "misalignment", "prevalence", "attack_success", "exposed_misalignment")
"""Measures that every round has."""

CHANGES = ("teacher_horizon", "reproduction", "model_calls", "overseer_steps")
"""Measures that start with round 1."""

LEDGERS = tuple(f"{ledger}.{cause}" for ledger in ("ledger", "ledger_capability") for cause in LEDGER_CAUSES)
"""Entries of the two ledgers, from round 1 on; without replicas only."""

MEASURES = STANDING + CHANGES + LEDGERS
"""Everything that can be measured in a cell."""

TOGETHER = 500
"""Most plain cells in one batch: numpy's price per call is shared, and the arrays still fit the processor's cache."""

CHUNK_RUN_ROUNDS = 24_000
"""Rounds of single runs in a chunk: 0.1 s plain. A scheduler's millisecond for each is then one in a hundred."""

SUFFIXES = tuple(f"_p{round(100 * level)}" for level in LEVELS)
"""With replicas a measure's column is the mean over them; those with these suffixes are quantiles."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Axis:
    """A parameter over a range, ends included, in even steps or (log) even ratios.

    Whole-number parameters take the nearest whole numbers on a log scale. Raises ValueError where there is no such
    range; values that the table refuses are refused cell by cell.
    """

    id: str
    start: float
    stop: float
    count: int
    scale: Scale = "linear"

    def __post_init__(self) -> None:
        row = TABLE.get(self.id)
        if row is None:
            raise ParameterError([(self.id, refusal(self.id, 0.0) or "")])
        if row.choices:
            raise ValueError(f"{self.id} is not a number, so it has no range to sweep over.")
        if self.count < 1:
            raise ValueError(f"{self.id} over {self.count} values: there must be at least one.")
        if not (math.isfinite(self.start) and math.isfinite(self.stop)):
            raise ValueError(f"{self.id} from {self.start} to {self.stop}: both ends must be finite.")
        if self.scale == "log" and not (self.start > 0.0 and self.stop > 0.0):
            raise ValueError(f"{self.id} from {self.start} to {self.stop}: a log scale needs ends above 0.")
        if self.count > 1 and len(set(self.values)) < self.count:
            raise ValueError(
                f"{self.id} from {self.start} to {self.stop} has fewer than {self.count} different values."
            )

    @property
    def values(self) -> tuple[float | int, ...]:
        """The values of the axis, integers for a whole-number parameter where they are whole."""
        if self.scale == "log":
            found = np.geomspace(self.start, self.stop, self.count).tolist()
            found[0] = self.start
        else:
            found = np.linspace(self.start, self.stop, self.count).tolist()
        if self.count > 1:
            found[-1] = self.stop
        if not TABLE[self.id].integer:
            return tuple(float(value) for value in found)
        if self.scale == "log":
            return tuple(round(value) for value in found)
        return tuple(_whole(value) for value in found)


def _whole(value: float) -> float | int:
    """A whole number where that is what is meant, free of the rounding of the steps."""
    nearest = round(value)
    return nearest if abs(value - nearest) <= 1e-9 * max(1.0, abs(value)) else value


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """A whole sweep. Without a `round` the last one is measured; with replicas, means and quantiles over them.

    Raises ValueError for no axis or more than two, one parameter twice, or a measure that cannot be had.
    """

    base: Parameters
    axes: tuple[Axis, ...]
    measures: tuple[str, ...] = REPORTED
    round: int | None = None
    replicas: int = 0
    chunk: int = 0
    grid: tuple[tuple[float | int, ...], ...] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "grid", tuple(axis.values for axis in self.axes))
        if not 1 <= len(self.axes) <= 2:
            raise ValueError(f"A sweep has one or two parameters, not {len(self.axes)}.")
        if len({axis.id for axis in self.axes}) < len(self.axes):
            raise ValueError(f"{self.axes[0].id} is swept twice.")
        if self.replicas < 0 or self.chunk < 0 or (self.round is not None and self.round < 0):
            raise ValueError("Replicas, the size of chunks and the round cannot be negative.")
        if not self.measures:
            raise ValueError("A sweep needs something to measure.")
        for name in self.measures:
            if name not in MEASURES:
                raise ValueError(f"{name} is not measured; there are {', '.join(MEASURES)}.")
            if self.round == 0 and name not in STANDING:
                raise ValueError(f"{name} starts with round 1.")
            if self.replicas and name in LEDGERS:
                raise ValueError(f"{name} is not measured with replicas.")

    @property
    def shape(self) -> tuple[int, ...]:
        """How many values each axis has."""
        return tuple(len(values) for values in self.grid)

    @property
    def cells(self) -> int:
        """How many cells the grid has."""
        return math.prod(self.shape)

    @property
    def kept(self) -> int:
        """Numbers kept of each measure: one, or the mean and the quantiles."""
        return 1 + len(LEVELS) if self.replicas else 1

    @property
    def chunk_size(self) -> int:
        """Cells in a chunk; it depends on the plan alone, so that the table does not depend on who computes it."""
        if self.chunk:
            return self.chunk
        rounds = max([self.base.run.rounds, *self._values_of("run.rounds")]) if self.round is None else self.round
        cost = max(1.0, rounds) * max(1, self.replicas)
        return max(1, int(CHUNK_RUN_ROUNDS / cost))

    def _values_of(self, id_: str) -> Sequence[float | int]:
        return next((values for axis, values in zip(self.axes, self.grid, strict=True) if axis.id == id_), ())

    def cell(self, number: int) -> dict[str, float | int]:
        """The swept values of a cell by id. Raises IndexError outside of 0 … cells − 1."""
        if not 0 <= number < self.cells:
            raise IndexError(f"cell {number} of {self.cells}")
        places = np.unravel_index(number, self.shape)
        return {a.id: values[int(at)] for a, values, at in zip(self.axes, self.grid, places, strict=True)}

    def parameters(self, number: int) -> Parameters:
        """The whole parameter set of a cell. Raises ParameterError where the table refuses a value."""
        return self.base.with_(self.cell(number))

    @property
    def has_refusals(self) -> bool:
        """Will the table refuse some of the values?"""
        return any(refusal(a.id, v) for a, values in zip(self.axes, self.grid, strict=True) for v in values)


# ---- chunks -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """Cells first … stop − 1 of a plan, for one worker; of these, the numbers in `wanted` are wanted."""

    plan: Plan
    first: int
    stop: int
    wanted: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Chunk:
    """Rows of the table: which cells, and what was measured: read-only [cell, measure, kept].

    `problems[i]` says in a sentence why cell `numbers[i]` failed; its numbers are NaN. Empty where it did not.
    """

    numbers: tuple[int, ...]
    values: Array
    problems: tuple[str, ...]


def work(plan: Plan, done: Container[int] = ()) -> Iterator[Work]:
    """The chunks of a plan in order, one when it is asked for; without those whose rows are all there already."""
    for first in range(0, plan.cells, plan.chunk_size):
        stop = min(first + plan.chunk_size, plan.cells)
        wanted = tuple(number for number in range(first, stop) if number not in done)
        if wanted:
            yield Work(plan=plan, first=first, stop=stop, wanted=wanted)


def sweep(
    plan: Plan, executor: Executor | None = None, *, done: Container[int] = (), ahead: int = 8
) -> Iterator[Chunk]:
    """Chunk after chunk, in order, at most `ahead` of them submitted; in this process where no executor is given.

    Cells that are `done` are left out: that is how a sweep is resumed. Closing the iterator cancels what has not
    begun. Raises ValueError if `ahead` is not at least 1.
    """
    if ahead < 1:
        raise ValueError(f"{ahead} chunks ahead: there must be at least one")
    return map(measured, work(plan, done)) if executor is None else _submitted(work(plan, done), executor, ahead)


def _submitted(items: Iterator[Work], executor: Executor, ahead: int) -> Iterator[Chunk]:
    pending: deque[Future[Chunk]] = deque()
    try:
        for item in items:
            pending.append(executor.submit(measured, item))
            if len(pending) >= ahead:
                yield pending.popleft().result()
        while pending:
            yield pending.popleft().result()
    finally:
        for future in pending:
            future.cancel()


def measured(item: Work) -> Chunk:
    """What a worker does: measure all cells of a chunk, also the unwanted ones of a resumed sweep.

    In a batch a cell could differ in its last bit when others stand beside it; this way it never does.
    """
    plan = item.plan
    found = np.full((item.stop - item.first, len(plan.measures), plan.kept), np.nan)
    problems = [""] * len(found)
    sets: dict[int, Parameters] = {}
    for number in range(item.first, item.stop):
        try:
            sets[number] = plan.parameters(number)
            if plan.round is not None and plan.round > sets[number].run.rounds:
                raise ValueError(f"There is no round {plan.round} in a run of {sets.pop(number).run.rounds}.")
        except ValueError as problem:
            problems[number - item.first] = " ".join(str(problem).split())
    for numbers in [[n] for n in sets] if plan.replicas else _alike(sets):
        _measure([sets[n] for n in numbers], [n - item.first for n in numbers], plan, found, problems)
    kept = np.array(item.wanted) - item.first
    values = found[kept]
    values.setflags(write=False)
    return Chunk(numbers=item.wanted, values=values, problems=tuple(problems[place] for place in kept))


def _alike(sets: Mapping[int, Parameters]) -> Iterator[list[int]]:
    """Cells that fit into one batch: equal structural values, not too many."""
    groups: dict[tuple[Value, ...], list[int]] = {}
    structural = [id_ for id_, row in TABLE.items() if row.structural]
    for number, p in sets.items():
        groups.setdefault(tuple(p[id_] for id_ in structural), []).append(number)
    for group in groups.values():
        for start in range(0, len(group), TOGETHER):
            yield group[start : start + TOGETHER]


def _measure(
    sets: Sequence[Parameters], places: Sequence[int], plan: Plan, found: Array, problems: list[str]
) -> None:
    """Fill in some cells. Should they fail together, one by one, so that one cell's fault is its own."""
    try:
        found[places] = _of_replicas(sets[0], plan) if plan.replicas else _of_batch(sets, plan)
    except Exception as problem:
        if len(sets) > 1:
            for one, place in zip(sets, places, strict=True):
                _measure([one], [place], plan, found, problems)
        else:
            problems[places[0]] = f"{type(problem).__name__}: {' '.join(str(problem).split())}"


def _of_batch(sets: Sequence[Parameters], plan: Plan) -> Array:
    """The measures of cells that share their structure: [cell, measure, 1]."""
    p = stack(sets)
    last = p.run.rounds if plan.round is None else plan.round
    model, prevalence = first_model(p), first_prevalence(p)
    fixed = panel_step(p), retention(p)
    transition: Transition | None = None
    for _ in range(last):
        transition = advance(p, model, *fixed)
        model, prevalence = transition.student, next_prevalence(p, prevalence)
    columns = model_figures(p, [model], [prevalence])
    if transition is not None and not set(plan.measures) <= set(STANDING):
        columns |= round_figures(p, [transition])
    return np.stack([_column(columns, name) for name in plan.measures], axis=-1)[:, :, np.newaxis]


def _column(columns: Mapping[str, Array], name: str) -> Array:
    """One measure of all cells."""
    whole, _, cause = name.partition(".")
    column = columns[whole][0]
    return np.asarray(column[..., LEDGER_CAUSES.index(cause)] if cause else column)


def _of_replicas(p: Parameters, plan: Plan) -> Array:
    """The measures of one cell, mean and quantiles over its replicas: [1, measure, kept]."""
    last = p.run.rounds if plan.round is None else plan.round
    runs = replicate(p.with_({"run.rounds": max(1, last)}), plan.replicas)
    rows = []
    for name in plan.measures:
        values = getattr(runs, name)[last if name in STANDING else last - 1]
        rows.append([values.mean(), *quantiles(values[np.newaxis])[:, 0]])
    return np.array([rows])


# ---- the table --------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Table:
    """A sweep's results so far: `values` [cell, measure, kept] are NaN where a cell failed or is missing."""

    plan: Plan
    values: Array
    there: NDArray[np.bool_]
    problems: Mapping[int, str]

    def column(self, measure: str, level: float | None = None) -> Array:
        """A measure on the grid, shaped like it; with replicas its mean, or a quantile of LEVELS."""
        kept = 0 if level is None else 1 + LEVELS.index(level)
        return self.values[:, self.plan.measures.index(measure), kept].reshape(self.plan.shape)


def table(plan: Plan, chunks: Iterable[Chunk]) -> Table:
    """The chunks of a plan as one table, all there or not."""
    values = np.full((plan.cells, len(plan.measures), plan.kept), np.nan)
    there = np.zeros(plan.cells, dtype=np.bool_)
    problems: dict[int, str] = {}
    for chunk in chunks:
        places = np.array(chunk.numbers)
        values[places], there[places] = chunk.values, True
        problems |= {number: text for number, text in zip(chunk.numbers, chunk.problems, strict=True) if text}
    for array in (values, there):
        array.setflags(write=False)
    return Table(plan=plan, values=values, there=there, problems=problems)


def reproduction_field(plan: Plan) -> Array:
    """The closed-form reproduction number on the plan's grid, of the round that is measured, at least the first.

    No luck enters it: where it crosses 1 is the border between misalignment that dies out and one that takes over.
    """
    round_ = None if plan.round is None else max(1, plan.round)
    closed = replace(plan, measures=("reproduction",), round=round_, replicas=0)
    return table(closed, sweep(closed)).column("reproduction")


def columns(plan: Plan) -> tuple[str, ...]:
    """The header of the table: swept ids, then the measures, then "problem" if some cells are bound to fail."""
    names = [axis.id for axis in plan.axes]
    for measure in plan.measures:
        names += [measure, *(measure + suffix for suffix in SUFFIXES)] if plan.replicas else [measure]
    return (*names, "problem") if plan.has_refusals else tuple(names)


def rows(plan: Plan, chunk: Chunk) -> Iterator[dict[str, float | int | str]]:
    """The chunk's rows under the names of `columns`. A failed cell has its swept values and "problem" alone."""
    names = [name for name in columns(plan)[len(plan.axes) :] if name != "problem"]
    for number, values, problem in zip(chunk.numbers, chunk.values, chunk.problems, strict=True):
        row: dict[str, float | int | str] = dict(plan.cell(number))
        row |= {"problem": problem} if problem else dict(zip(names, values.ravel().tolist(), strict=True))
        yield row


def done_in(plan: Plan, lines: Iterable[str]) -> frozenset[int]:
    """The cells whose rows are in a table written before: its lines with their ends, the header first.

    A line without an end was cut off, within a number perhaps, and does not count; whoever goes on writing drops it.
    Raises ValueError if the table is not one of this plan.
    """
    whole = (line for line in lines if line.endswith("\n"))
    header = columns(plan)
    where = [{value: place for place, value in enumerate(values)} for values in plan.grid]
    found = set()
    for number, row in enumerate(csv.reader(whole)):
        if len(row) != len(header) or (number == 0 and tuple(row) != header):
            raise ValueError(f"This table has other columns than this sweep: {', '.join(header)}.")
        if number:
            try:
                place = [at[float(value)] for at, value in zip(where, row, strict=False)]
            except (KeyError, ValueError):
                raise ValueError("This table is of a sweep over other values.") from None
            found.add(int(np.ravel_multi_index(place, plan.shape)))
    return frozenset(found)
