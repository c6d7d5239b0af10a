"""Sweeps: one or two parameters over ranges, one row for each cell of the grid.

A `Plan` says everything. `work` cuts its cells into chunks that
do not depend on who computes them: each is a small picklable `Work` for the top-level function `measured`, so any
`concurrent.futures.Executor` can run it, and the table is the same to the last bit on one worker, two, or a cluster.
`sweep` submits only a few chunks ahead of the reader, so that a million cells flood neither a scheduler nor memory.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Container, Iterator, Mapping, Sequence
from concurrent.futures import BrokenExecutor, Executor, Future
from dataclasses import dataclass

import numpy as np

from simulator.engine.bands import quantiles
from simulator.engine.distill import retention
from simulator.engine.iterate import Transition, advance, first_prevalence, model_figures, round_figures
from simulator.engine.outcome import Array
from simulator.engine.overseer import panel_step
from simulator.engine.parameters import TABLE, Parameters, Value, stack
from simulator.engine.plan import Plan
from simulator.engine.replicas import replicate
from simulator.engine.reported import Figure, figure
from simulator.engine.security import next_prevalence
from simulator.engine.start import first_model

TOGETHER = 500
"""Most plain cells in one batch: numpy's price per call is shared, and the arrays still fit the processor's cache."""

LIVES = 3
"""How often a chunk is tried whose worker is lost: more often than by accident, it is the chunk that kills it."""


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
    plan: Plan,
    executor: Executor | None = None,
    *,
    done: Container[int] = (),
    ahead: int = 8,
    renew: Callable[[], Executor] | None = None,
    is_lost: Callable[[], bool] | None = None,
) -> Iterator[Chunk]:
    """Chunk after chunk, in order, at most `ahead` of them submitted; in this process where no executor is given.

    Cells that are `done` are left out: that is how a sweep is resumed. Closing the iterator cancels what has not
    begun. Where the executor breaks because a worker is lost, `renew` makes another, and what was lost is submitted
    again; without it BrokenExecutor is raised. `is_lost` is asked while a chunk keeps one waiting: where all that could
    answer has been gone for a while, ConnectionError is raised. Raises ValueError if `ahead` is not at least 1.
    """
    if ahead < 1:
        raise ValueError(f"{ahead} chunks ahead: there must be at least one")
    items = work(plan, done)
    return map(measured, items) if executor is None else _Submitting(executor, renew, is_lost).chunks(items, ahead)


class _Submitting:
    """Chunks on their way through an executor, or through those that take its place."""

    def __init__(
        self, executor: Executor, renew: Callable[[], Executor] | None, is_lost: Callable[[], bool] | None
    ) -> None:
        self._executor, self._renew, self._is_lost = executor, renew, is_lost

    def chunks(self, items: Iterator[Work], ahead: int) -> Iterator[Chunk]:
        pending: deque[tuple[Work, Future[Chunk], Executor]] = deque()
        try:
            for item in items:
                pending.append((item, self._submit(item), self._executor))
                if len(pending) >= ahead:
                    yield self._result(*pending.popleft())
            while pending:
                yield self._result(*pending.popleft())
        finally:
            from concurrent.futures import ProcessPoolExecutor  # with multiprocessing, which one process does not need

            for _, future, executor in pending:
                # Whoever has begun processes ends them; one that is lost just then stumbles over what was cancelled.
                if not isinstance(executor, ProcessPoolExecutor):
                    future.cancel()

    def _submit(self, item: Work) -> Future[Chunk]:
        try:
            return self._executor.submit(measured, item)
        except BrokenExecutor:
            if self._renew is None:
                raise
        self._executor = self._renew()
        return self._executor.submit(measured, item)

    def _awaited(self, future: Future[Chunk]) -> Chunk:
        """What a chunk gives: a cluster that has gone may never say so."""
        gone = 0
        while gone < LOST_AFTER_S:
            try:
                return future.result(1.0)
            except TimeoutError:
                if future.done():
                    raise
            gone = gone + 1 if self._is_lost is not None and self._is_lost() else 0
        raise ConnectionError("nobody answers any more")

    def _result(self, item: Work, future: Future[Chunk], executor: Executor) -> Chunk:
        """What came of a chunk; if its worker is lost each time, the last time with nobody beside it, its failure."""
        for life in range(1, LIVES + 1):
            try:
                return self._awaited(future)
            except Exception as problem:
                if type(problem).__name__ == "KilledWorker":  # a Dask scheduler has tried several workers by then
                    break
                if not isinstance(problem, BrokenExecutor) or self._renew is None:
                    raise
            if executor is self._executor or life == LIVES - 1:
                self._executor = self._renew()
            executor, future = self._executor, self._submit(item)
        return _lost(item)


LOST_AFTER_S = 5
"""Seconds for which nobody must have answered until a cluster counts as gone: a short break mends itself."""


def _lost(item: Work) -> Chunk:
    """The failure of a chunk that has cost every worker that took it its life."""
    values = np.full((len(item.wanted), len(item.plan.measures), item.plan.kept), np.nan)
    values.setflags(write=False)
    said = "The workers that computed this part of the sweep were lost, each time; was there too little memory?"
    return Chunk(numbers=item.wanted, values=values, problems=(said,) * len(item.wanted))


def measured(item: Work) -> Chunk:
    """What a worker does: measure the cells of a chunk; without replicas also the unwanted ones of a resumed sweep.

    In a batch a cell could differ in its last bit when others stand beside it; this way it never does.
    """
    plan, wanted = item.plan, frozenset(item.wanted)
    needed = list(zip(plan.measures, _figures(plan), strict=True))
    found = np.full((item.stop - item.first, len(plan.measures), plan.kept), np.nan)
    problems = [""] * len(found)
    sets: dict[int, Parameters] = {}
    for number in range(item.first, item.stop):
        if plan.replicas and number not in wanted:
            continue
        try:
            p = plan.parameters(number)
        except ValueError as problem:
            problems[number - item.first] = " ".join(str(problem).split())
            continue
        if said := _absent(p, plan.round, needed):
            problems[number - item.first] = said
        else:
            sets[number] = p
    for numbers in [[n] for n in sets] if plan.replicas else _alike(sets):
        _measure([sets[n] for n in numbers], [n - item.first for n in numbers], plan, found, problems)
    kept = np.array(item.wanted) - item.first
    values = found[kept]
    values.setflags(write=False)
    return Chunk(numbers=item.wanted, values=values, problems=tuple(problems[place] for place in kept))


def _absent(p: Parameters, round_: int | None, needed: Sequence[tuple[str, Figure]]) -> str:
    """What of the plan a run of these parameters does not have, in a sentence, or nothing."""
    if round_ is not None and round_ > p.run.rounds:
        return f"There is no round {round_} in a run of {p.run.rounds}."
    for name, found in needed:
        if found.depth is not None and found.depth > p.task.max_depth:
            return f"There is no {name} where the deepest question has depth {p.task.max_depth}."
    return ""


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
    if transition is not None and not all(found.is_standing for found in _figures(plan)):
        columns |= round_figures(p, [transition])
    return np.stack([_at(columns[found.array][0], found) for found in _figures(plan)], axis=-1)[:, :, np.newaxis]


def _figures(plan: Plan) -> list[Figure]:
    return [found for name in plan.measures if (found := figure(name)) is not None]


def _at(column: Array, found: Figure) -> Array:
    """One measure of all cells."""
    return column if found.place is None else np.asarray(column[..., found.place])


def _of_replicas(p: Parameters, plan: Plan) -> Array:
    """The measures of one cell, mean and quantiles over its replicas: [1, measure, kept]."""
    last = p.run.rounds if plan.round is None else plan.round
    runs = replicate(p.with_({"run.rounds": max(1, last)}), plan.replicas)
    rows = []
    for found in _figures(plan):
        values = _at(getattr(runs, found.array)[last if found.is_standing else last - 1], found)
        rows.append([values.mean(), *quantiles(values[np.newaxis])[:, 0]])
    return np.array([rows])
