"""The numbers behind a chart as CSV, in full precision: the table that each chart has for screen readers."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Sequence
from itertools import zip_longest
from typing import Any

from simulator.engine.iterate import Run
from simulator.ui.charts import attack, by_depth, cost, difference, luck, misalignment, origins, plane, reached_depth
from simulator.ui.charts.map.plot import MapPlot
from simulator.ui.charts.origins_tab import What, When
from simulator.ui.charts.plot import Plot
from simulator.ui.charts.rounds_plot import RoundsPlot
from simulator.ui.charts.words import Table
from simulator.ui.learned.plot import LearnedPlot
from simulator.ui.text import tr


def _reached(plot: reached_depth.ReachedDepth, run: Run) -> Table:
    return reached_depth.table(run, plot.measure)


def _by_depth(plot: by_depth.DepthMap, run: Run) -> Table:
    return by_depth.table(run, plot._outcome)


def _what(plot: What, run: Run) -> Table:
    return origins.table(run, plot.wrong)


def _when(plot: When, run: Run) -> Table:
    return origins.when_table(run, plot.moment.complete, plot.wrong)


def _difference(plot: difference.Difference, run: Run) -> Table:
    if plot.other is None:
        return []
    return difference.table(run, plot.other, plot.figure, plot.found if plot.is_present else None)


def _map(plot: MapPlot, _: Run) -> Table:
    return plot.content.rows()


def _of_run(table: Callable[[Run], Table]) -> Callable[[Any, Run], Table]:
    def of(_: Any, run: Run) -> Table:
        return table(run)

    return of


_TABLES: dict[type[Plot], Callable[[Any, Run], Table]] = {
    reached_depth.ReachedDepth: _reached,
    misalignment.Misalignment: _of_run(misalignment.table),
    by_depth.DepthMap: _by_depth,
    What: _what,
    When: _when,
    plane.PlanePlot: _of_run(plane.table),
    cost.Cost: _of_run(cost.table),
    attack.Effort: _of_run(attack.table),
    difference.Difference: _difference,
    MapPlot: _map,
}
"""Where each plot's numbers come from; the plots of a tab that are not here are in another one's table."""

_OF_BOTH = (difference.Difference, MapPlot, When)
"""Tables that hold B's numbers already, or have none of a second run."""

_OF_NO_RUN = (MapPlot, When)
"""Tables whose rows are not the rounds of a run."""


def table_of(plot: Plot) -> Table:
    """The numbers of a plot: those of B beside those of A, and what is seen of many runs; empty if it has none."""
    if isinstance(plot, LearnedPlot):
        return [] if plot.glance is None else plot.rows()
    make, run = _TABLES.get(type(plot)), plot.run_
    if make is None or run is None:
        return []
    table = make(plot, run)
    if plot.other is not None and type(plot) not in _OF_BOTH:
        table = _beside(table, make(plot, plot.other))
    if isinstance(plot, RoundsPlot) and plot.seen is not None and (figure := plot.lucky_figure()):
        table = _with_luck(table, plot, figure, run)
    return table if type(plot) in _OF_NO_RUN else _known(table, plot.moment.held)


def seen_of(plot: Plot) -> Table:
    """The same as far as the chart shows it: what has not been played is not told before."""
    table, run, other = table_of(plot), plot.run_, plot.other
    if not table or run is None or isinstance(plot, (LearnedPlot, *_OF_NO_RUN)):
        return table
    beside = 0 if other is None else plot.moment.beside(run, other).revealed
    return _known(table, max(plot.moment.revealed, beside))


def _known(table: Table, last: int | None) -> Table:
    """The rows up to a round, if there is one that is the last that may be known."""
    return table if last is None else [*table[:1], *(row for row in table[1:] if int(row[0]) <= last)]


def _beside(table: Table, other: Table) -> Table:
    head = (*table[0], *(tr("B: {name}", name=name) for name in other[0][1:]))
    empty: Sequence[str] = [""] * (len(table[0]) - 1), [""] * (len(other[0]) - 1)  # type: ignore[assignment]
    rows: Table = [head]
    for a, b in zip_longest(table[1:], other[1:]):
        round_ = (a or b)[0]
        rows.append((round_, *(a[1:] if a else empty[0]), *(b[1:] if b else empty[1])))
    return rows


def _with_luck(table: Table, plot: RoundsPlot, figure: str, run: Run) -> Table:
    assert plot.seen is not None
    names, values = luck.columns(plot.seen, figure, run)
    if not names:
        return table
    rows: Table = [(*table[0], *names)]
    rows += [(*row, *found) for row, found in zip(table[1:], values, strict=False)]
    return rows + table[1 + len(values) :]


def csv_of(titled: Sequence[tuple[str, Table]]) -> bytes:
    """Tables as CSV, under each other with their titles if there are several."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    for number, (title, table) in enumerate(titled):
        if len(titled) > 1:
            writer.writerows([[]] if number else [])
            writer.writerow([title])
        writer.writerows(table)
    return text.getvalue().encode("utf-8")
