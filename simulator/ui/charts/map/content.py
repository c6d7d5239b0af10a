"""What the map shows: the figures of one measure on the grid of a sweep, and what is said of them. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from simulator.engine.axis import Axis
from simulator.engine.bands import LEVELS
from simulator.engine.outcome import Array
from simulator.engine.parameters import TABLE
from simulator.engine.plan import Plan
from simulator.ui.charts import words
from simulator.ui.charts.map.axes import place_of, value_words
from simulator.ui.charts.map.measured import label, small, written
from simulator.ui.text import digits, mark, tr

if TYPE_CHECKING:
    from simulator.engine.parameters import Parameters
    from simulator.engine.sweep_table import Table

MOST_ROWS = 10_000
"""Rows of the table of numbers: nobody reads more, and the command line writes all."""

LOW, MIDDLE, HIGH = LEVELS


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Content:
    """A sweep as far as it has come, or one that has not begun (no table).

    `border` is the closed-form reproduction number on the grid. Where not `is_current`, other settings are in force.
    """

    plan: Plan
    measure: str
    table: Table | None = None
    border: Array | None = None
    is_current: bool = True

    @property
    def axes(self) -> tuple[Axis, ...]:
        """What is swept; the first runs across."""
        return self.plan.axes

    def figures(self, level: float | None = None) -> Array | None:
        """The measure on the grid, NaN where it is not known; with replicas their mean, or a quantile."""
        if self.table is None or self.measure not in self.plan.measures:
            return None
        return self.table.column(self.measure, level)

    @property
    def has_rows(self) -> bool:
        """Whether anything has been computed."""
        return self.table is not None and bool(self.table.there.any())

    def number(self, across: int, up: int = 0) -> int:
        """The number of a cell."""
        return across * self.plan.shape[1] + up if len(self.axes) == 2 else across

    def place(self, number: int) -> tuple[int, int]:
        """Where a cell stands: across and up."""
        return divmod(number, self.plan.shape[1]) if len(self.axes) == 2 else (number, 0)

    def stands(self, parameters: Parameters) -> tuple[float, float] | None:
        """Where a parameter set stands among the cells; None where it is not within their range."""
        places = [place_of(axis, float(parameters[axis.id])) for axis in self.axes]
        known = [place for place in places if place is not None]
        if len(known) < len(places):
            return None
        return known[0], known[1] if len(known) == 2 else 0.0

    # In words.

    def title(self) -> str:
        """What is measured, and when."""
        round_ = self.plan.round
        when = tr("the last round") if round_ is None else tr("round {round}", round=round_)
        if self.plan.replicas:
            text = mark("{measure} at {when}, mean of {count} runs in each cell")
        else:
            text = mark("{measure} at {when}")
        return tr(text, measure=label(self.measure), when=when, count=digits(self.plan.replicas, ","))

    def cell_words(self, number: int) -> tuple[str, str]:
        """Which cell, and what was measured there."""
        names = [
            tr("{parameter} {value}", parameter=tr(TABLE[axis.id].label), value=value_words(axis, place))
            for axis, place in zip(self.axes, self.place(number), strict=False)
        ]
        return ", ".join(names), self._measured_words(number)

    def _measured_words(self, number: int) -> str:
        table = self.table
        if table is None or not table.there[number]:
            return tr("not computed yet")
        if problem := table.problems.get(number):
            return tr("failed: {problem}", problem=problem)
        parts = [self._figure_words(number)]
        if self.measure != "reproduction" and self.border is not None:
            border = float(self.border.ravel()[number])
            if not np.isnan(border):
                parts.append(tr("R {value}", value=written("reproduction", border)))
        return ", ".join(parts)

    def _figure_words(self, number: int) -> str:
        found = self.figures()
        assert found is not None
        name, value = small(label(self.measure)), written(self.measure, float(found.ravel()[number]))
        if not self.plan.replicas:
            return tr("{measure} {value}", measure=name, value=value)
        ends = [float(figures.ravel()[number]) for at in (LOW, HIGH) if (figures := self.figures(at)) is not None]
        low, high = (written(self.measure, end) for end in ends)
        return tr("{measure} {value}, 9 in 10 runs {low} to {high}", measure=name, value=value, low=low, high=high)

    def summary(self) -> str:
        """What is to be seen, in a sentence, and in a second one what is not as it should be."""
        said = [self._whole()]
        if self.table is not None and self.table.problems:
            said.append(tr("{count} cells failed.", count=digits(len(self.table.problems), ",")))
        if self.table is not None and not self.is_current:
            said.append(tr("This was computed for other settings."))
        return " ".join(said)

    def _whole(self) -> str:
        found = self.figures()
        if found is None or not np.isfinite(found).any():
            return tr("The map is empty: {count} cells are to be computed.", count=digits(self.plan.cells, ","))
        low, high = int(np.nanargmin(found)), int(np.nanargmax(found))
        figures = {
            "measure": self.title(),
            "low": written(self.measure, float(found.ravel()[low])), "where": self.cell_words(low)[0],
            "high": written(self.measure, float(found.ravel()[high])), "there": self.cell_words(high)[0],
        }  # fmt: skip
        border = self.border
        known = np.isfinite(border) if border is not None else np.zeros(1, dtype=bool)
        if border is None or not known.any():
            return tr("{measure}: lowest, {low}, at {where}; highest, {high}, at {there}.", **figures)
        return tr(
            "{measure}: lowest, {low}, at {where}; highest, {high}, at {there}; "
            "R is above 1 in {above} of {known} cells.",
            **figures, above=digits(int((border[known] > 1).sum()), ","), known=digits(int(known.sum()), ","),
        )  # fmt: skip

    def rows(self) -> words.Table:
        """The same as a table, one row for each cell that was computed."""
        plan, found = self.plan, self.figures()
        name = label(self.measure)
        header = [tr(TABLE[axis.id].label) for axis in self.axes] + [name]
        columns = [found]
        if plan.replicas:
            header += [tr("{measure}, {share} %", measure=name, share=round(100 * at)) for at in LEVELS]
            columns += [self.figures(at) for at in LEVELS]
        rows: words.Table = [(*header, tr("R"), tr("problem"))]
        if self.table is None or found is None:
            return rows
        border = np.full(plan.cells, np.nan) if self.border is None else self.border.ravel()
        flat = [column.ravel() for column in columns if column is not None]
        for number in np.flatnonzero(self.table.there)[:MOST_ROWS].tolist():
            values: Mapping[str, float | int] = plan.cell(number)
            figures = [float(column[number]) for column in flat]
            rows.append((*values.values(), *figures, float(border[number]), self.table.problems.get(number, "")))
        return rows
