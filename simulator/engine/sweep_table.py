"""The table of a sweep: on the grid, as rows of a file, and read back from one."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from simulator.engine.bands import LEVELS
from simulator.engine.outcome import Array
from simulator.engine.plan import Plan
from simulator.engine.sweep import Chunk, sweep

SUFFIXES = tuple(f"_p{round(100 * level)}" for level in LEVELS)
"""With replicas a measure's column is the mean over them; those with these suffixes are quantiles."""

PROBLEM = "problem"
"""The column that says why a cell failed; only tables with failed cells have it."""

_READ_TOGETHER = 2000


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


def columns(plan: Plan, *, with_problem: bool | None = None) -> tuple[str, ...]:
    """The header of the table: swept ids, then the measures, then "problem" if some cells are bound to fail.

    With `with_problem` that column is there, or not, in any case.
    """
    names = [axis.id for axis in plan.axes]
    for measure in plan.measures:
        names += [measure, *(measure + suffix for suffix in SUFFIXES)] if plan.replicas else [measure]
    has_it = plan.has_refusals if with_problem is None else with_problem
    return (*names, PROBLEM) if has_it else tuple(names)


def rows(plan: Plan, chunk: Chunk) -> Iterator[dict[str, float | int | str]]:
    """The chunk's rows under the names of `columns`. A failed cell has its swept values and "problem" alone."""
    names = columns(plan, with_problem=False)[len(plan.axes) :]
    for number, values, problem in zip(chunk.numbers, chunk.values, chunk.problems, strict=True):
        row: dict[str, float | int | str] = dict(plan.cell(number))
        row |= {PROBLEM: problem} if problem else dict(zip(names, values.ravel().tolist(), strict=True))
        yield row


def read_back(plan: Plan, lines: Iterable[str]) -> Iterator[Chunk]:
    """The rows of a table that was written before: its lines with their ends, the header first.

    A line without an end was cut off, within a number perhaps, and does not count; whoever goes on writing drops it.
    Raises ValueError if the table is not one of this plan.
    """
    whole = (line for line in lines if line.endswith("\n"))
    plain, wide = columns(plan, with_problem=False), columns(plan, with_problem=True)
    header: tuple[str, ...] = ()
    where = [{value: place for place, value in enumerate(values)} for values in plan.grid]
    found = _Rows(plan)
    for number, row in enumerate(csv.reader(whole)):
        if number == 0:
            header = tuple(row)
        if (number == 0 and header not in (plain, wide)) or len(row) != len(header):
            raise ValueError(f"This table has other columns than this sweep: {', '.join(columns(plan))}.")
        if number == 0:
            continue
        try:
            place = [at[float(value)] for at, value in zip(where, row, strict=False)]
        except (KeyError, ValueError):
            raise ValueError("This table is of a sweep over other values.") from None
        try:
            found.add(place, row[len(where) : len(plain)], row[len(plain)] if len(row) > len(plain) else "")
        except ValueError:
            raise ValueError(f"Line {number + 1} of this table holds something that is no number.") from None
        if len(found.numbers) == _READ_TOGETHER:
            yield found.chunk()
            found = _Rows(plan)
    if found.numbers:
        yield found.chunk()


class _Rows:
    """Rows as they are read."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self.numbers: list[int] = []
        self._values: list[list[float]] = []
        self._problems: list[str] = []

    def add(self, place: list[int], figures: list[str], problem: str) -> None:
        self._values.append([float(figure) if figure else np.nan for figure in figures])
        self.numbers.append(place[0] if len(place) == 1 else place[0] * self._plan.shape[1] + place[1])
        self._problems.append(problem)

    def chunk(self) -> Chunk:
        values = np.array(self._values).reshape(-1, len(self._plan.measures), self._plan.kept)
        values.setflags(write=False)
        return Chunk(numbers=tuple(self.numbers), values=values, problems=tuple(self._problems))


def done_in(plan: Plan, lines: Iterable[str]) -> frozenset[int]:
    """The cells whose rows are in a table written before. Raises ValueError if the table is not one of this plan."""
    return frozenset(number for chunk in read_back(plan, lines) for number in chunk.numbers)
