"""Sweeps: every cell as if run alone, the same table whoever computes it, little at a time, faults kept apart."""

from __future__ import annotations

import csv
import io
import math
import pickle
import re
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import replace
from itertools import islice
from multiprocessing import active_children, get_context
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.engine import sweep as module
from simulator.engine.axis import Axis, parse
from simulator.engine.iterate import run
from simulator.engine.measures import LEDGER_CAUSES
from simulator.engine.parameters import TABLE, ParameterError, Parameters
from simulator.engine.plan import Plan
from simulator.engine.replicas import replicate
from simulator.engine.reported import BY_DEPTH, CHANGES, LEDGERS, MEASURES, REPORTED, STANDING, figure
from simulator.engine.sweep import Chunk, measured, sweep, work
from simulator.engine.sweep_table import columns, done_in, read_back, reproduction_field, rows, table
from simulator.engine.workers import Processes
from tests.engine.compare import COUNTERS

QUALITY = Axis(id="overseer.quality", start=0.8, stop=1.0, count=5)
CAPTURE = Axis(id="amplify.capture", start=0.0, stop=1.0, count=4)
COPIES = Axis(id="reliability.copies", start=1, stop=5, count=5)
BRANCHING = Axis(id="task.branching", start=0, stop=4, count=5)  # none of the table's questions has 0 sub-questions
SHORT = Parameters.of({"run.rounds": 4})
MILLION = Plan(
    base=Parameters(),
    axes=tuple(Axis(id=id_, start=0, stop=1, count=1000) for id_ in ("overseer.quality", "amplify.capture")),
)


class InProcess(Executor):
    """An executor that computes at once, and remembers how many results nobody has read yet."""

    def __init__(self) -> None:
        self.unread = 0
        self.most_unread = 0
        self.submitted = 0

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        self.submitted += 1
        self.unread += 1
        self.most_unread = max(self.most_unread, self.unread)
        return _Counted(self, pickle.loads(pickle.dumps(fn))(*pickle.loads(pickle.dumps(args)), **kwargs))


class _Counted(Future[Any]):
    def __init__(self, owner: InProcess, result: Any) -> None:
        super().__init__()
        self.owner = owner
        self.set_result(pickle.loads(pickle.dumps(result)))

    def result(self, timeout: float | None = None) -> Any:
        self.owner.unread -= 1
        return super().result(timeout)


def written(plan: Plan, chunks: Iterator[Chunk]) -> str:
    out = io.StringIO()
    writer = csv.DictWriter(out, columns(plan), restval="", lineterminator="\n")
    writer.writeheader()
    for chunk in chunks:
        writer.writerows(rows(plan, chunk))
    return out.getvalue()


def assert_same_chunks(ours: list[Chunk], theirs: list[Chunk]) -> None:
    assert [chunk.numbers for chunk in ours] == [chunk.numbers for chunk in theirs]
    assert [chunk.problems for chunk in ours] == [chunk.problems for chunk in theirs]
    for one, other in zip(ours, theirs, strict=True):
        np.testing.assert_array_equal(one.values, other.values)


# --- cells -------------------------------------------------------------------------------------------------------


DEPTHS = tuple(
    f"{name}_{depth}"
    for name in BY_DEPTH
    for depth in range(1 if name == "reproduction" else 0, SHORT.task.max_depth + 1)
)


def figure_of(p: Parameters, name: str, round_: int | None) -> float:
    """A measure from a run of its own, found by the names of the run's arrays."""
    alone = run(p)
    at = alone.last if round_ is None else round_
    for ledger in ("ledger_capability", "ledger"):
        if name.startswith(f"{ledger}_"):
            return float(getattr(alone, ledger)[at - 1][LEDGER_CAUSES.index(name.removeprefix(f"{ledger}_"))])
    whole, _, depth = name.rpartition("_")
    if whole == "reproduction":
        return float(alone.reproduction_by_depth[at - 1][int(depth) - 1])
    if whole in BY_DEPTH:
        return float(getattr(alone, whole)[at - whole.startswith("teacher")][int(depth)])
    return float(getattr(alone, name)[at if name in STANDING else at - 1])


@pytest.mark.parametrize("round_", [None, 3, 1])
def test_every_measure_of_every_cell_is_that_of_its_own_run(round_: int | None) -> None:
    plan = Plan(base=SHORT, axes=(COPIES, QUALITY), measures=MEASURES + DEPTHS, round=round_, chunk=7)
    found = table(plan, sweep(plan))
    assert found.there.all()
    assert not found.problems
    for number in range(0, plan.cells, 3):
        for place, name in enumerate(plan.measures):
            relative = 1e-12 if name in COUNTERS else 0.0
            got, expected = found.values[number, place, 0], figure_of(plan.parameters(number), name, round_)
            np.testing.assert_allclose(got, expected, rtol=relative, atol=1e-12, err_msg=name)


@pytest.mark.parametrize(
    "name", ["beauty", "", "correct", "correct_", "correct_05", "correct_21", "correct_٣", "reproduction_0", "ledger",
             "ledger_beauty", "correct_-1", "correct_" + "9" * 5000],
)  # fmt: skip
def test_other_names_are_not_measured(name: str) -> None:
    assert figure(name) is None
    with pytest.raises(ValueError, match="is not measured"):
        Plan(base=SHORT, axes=(QUALITY,), measures=(name,))


def test_a_depth_that_a_cell_does_not_have_is_that_cells_problem() -> None:
    depth = Axis(id="task.max_depth", start=2, stop=4, count=3)
    plan = Plan(base=SHORT, axes=(depth,), measures=("misaligned_3",))
    found = table(plan, sweep(plan))
    assert found.problems == {0: "There is no misaligned_3 where the deepest question has depth 2."}
    assert np.isfinite(found.values[1:]).all()


def test_round_0_is_measured_too() -> None:
    plan = Plan(base=SHORT, axes=(Axis(id="start.level", start=0, stop=4, count=5),), measures=STANDING, round=0)
    found = table(plan, sweep(plan))
    expected = [run(plan.parameters(n)).horizon[0] for n in range(5)]
    np.testing.assert_allclose(found.column("horizon"), expected, atol=1e-12)
    assert found.column("horizon")[4] == pytest.approx(4.0, abs=0.1)


def test_the_grid_has_the_first_axis_in_front() -> None:
    plan = Plan(base=SHORT, axes=(QUALITY, CAPTURE))
    assert plan.shape == (5, 4)
    assert plan.cell(6) == {"overseer.quality": pytest.approx(0.85), "amplify.capture": pytest.approx(2 / 3)}
    field = table(plan, sweep(plan)).column("misalignment")
    assert field.shape == (5, 4)
    assert field[1, 2] == pytest.approx(run(plan.parameters(6)).misalignment[-1], abs=1e-12)
    assert (np.diff(field, axis=1) > 0).all()  # capture makes it worse at each quality
    with pytest.raises(IndexError):
        plan.cell(20)


@pytest.mark.parametrize("round_", [None, 2, 0])
def test_with_replicas_a_cell_has_their_mean_and_quantiles(round_: int | None) -> None:
    measures = ("horizon", "misalignment") if round_ == 0 else ("horizon", "misalignment", "reproduction")
    plan = Plan(base=SHORT, axes=(QUALITY,), measures=measures, replicas=30, round=round_)
    found = table(plan, sweep(plan))
    for number in range(plan.cells):
        alone = replicate(plan.parameters(number), 30)
        at = alone.last if round_ is None else round_
        for name in measures:
            values = getattr(alone, name)[at if name in STANDING else at - 1]
            assert found.column(name)[number] == values.mean()
            for level in (0.05, 0.5, 0.95):
                assert found.column(name, level)[number] == pytest.approx(np.quantile(values, level), abs=1e-12)


def test_whole_sweeps_of_structural_and_whole_number_parameters() -> None:
    rounds = Axis(id="run.rounds", start=1, stop=6, count=6)
    plan = Plan(base=Parameters(), axes=(rounds,))
    expected = run(Parameters.of({"run.rounds": 6})).horizon[1:]
    np.testing.assert_allclose(table(plan, sweep(plan)).column("horizon"), expected, atol=1e-12)


# --- axes and plans ----------------------------------------------------------------------------------------------


def test_an_axis_ends_exactly_where_it_is_said_to_end() -> None:
    assert QUALITY.values[0] == 0.8
    assert QUALITY.values[-1] == 1.0
    log = Axis(id="security.prevalence", start=1e-6, stop=0.1, count=6, scale="log")
    assert (log.values[0], log.values[-1]) == (1e-6, 0.1)
    np.testing.assert_allclose(log.values, [1e-6, 1e-5, 1e-4, 1e-3, 1e-2, 1e-1])
    assert Axis(id="amplify.capture", start=1.0, stop=0.0, count=2).values == (1.0, 0.0)
    assert Axis(id="amplify.capture", start=0.3, stop=1.0, count=1).values == (0.3,)


def test_even_steps_are_the_numbers_that_one_would_write() -> None:
    fine = Axis(id="overseer.quality", start=0.5, stop=1, count=51)
    assert [repr(value) for value in fine.values] == [repr(round(0.5 + step / 100, 2)) for step in range(51)]
    assert Axis(id="amplify.capture", start=1, stop=0.9, count=3).values == (1.0, 0.95, 0.9)
    third = Axis(id="amplify.capture", start=0, stop=1, count=4).values
    assert third == (0.0, 1 / 3, 2 / 3, 1.0)
    log = Axis(id="security.prevalence", start=1e-6, stop=0.1, count=6, scale="log").values
    assert log == (1e-6, 1e-5, 1e-4, 1e-3, 1e-2, 1e-1)


@pytest.mark.parametrize(
    "text", ["overseer.quality=0.5:1:26", "run.rounds=1:60:60", "security.prevalence=1e-06:0.1:6:log"]
)
def test_an_axis_is_written_as_it_is_read(text: str) -> None:
    assert parse(text).text == text
    assert parse(f" {text.replace(':', ' : ').replace('=', ' = ')} ") == parse(text)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "write ID=START:STOP:COUNT"),
        ("overseer.quality", "write ID=START:STOP:COUNT"),
        ("overseer.quality=1", "write ID=START:STOP:COUNT"),
        ("overseer.quality=0.5:1:26:log:2", "write ID=START:STOP:COUNT"),
        ("overseer.quality=0,5:1:26", "decimals are written with a point"),
        ("overseer.quality=low:1:26", "the start is 'low'"),
        ("overseer.quality=0:high:26", "the stop is 'high'"),
        ("overseer.quality=0:1:2.5", "the count is '2.5'"),
        ("overseer.quality=0:1:-2", "the count is '-2'"),
        ("overseer.quality=0:1:0", "at least one"),
        ("overseer.quality=0:1:" + "9" * 5000, "there may be 1,000,000"),
        ("overseer.quality=0:1:1000001", "there may be 1,000,000"),
        ("overseer.quality=0.1:1:5:exp", "only log can follow"),
        ("overseer.quality=nan:1:5", "finite"),
        ("overseer.quality=0:1e999:5", "finite"),
        ("overseer.qualty=0:1:5", "did you mean overseer.quality"),
        ("start.method=0:1:5", "not a number"),
    ],
)
def test_what_is_no_axis_is_refused_in_one_line(text: str, says: str) -> None:
    with pytest.raises(ValueError, match=re.escape(says)) as error:
        parse(text)
    assert len(str(error.value)) < 200
    assert str(error.value).isprintable()


def test_whole_numbers_are_whole() -> None:
    assert COPIES.values == (1, 2, 3, 4, 5)
    assert all(type(value) is int for value in COPIES.values)
    wide = Axis(id="distill.examples", start=10, stop=100_000, count=5, scale="log")
    assert wide.values == (10, 100, 1000, 10_000, 100_000)
    assert Axis(id="distill.examples", start=10, stop=99, count=3, scale="log").values == (10, 31, 99)


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"id": "overseer.qualty"}, "did you mean overseer.quality"),
        ({"id": "start.method"}, "not a number"),
        ({"count": 0}, "at least one"),
        ({"stop": math.nan}, "finite"),
        ({"stop": math.inf}, "finite"),
        ({"start": 0.0, "scale": "log"}, "above 0"),
        ({"start": 0.5, "stop": 0.5}, "different values"),
        ({"id": "reliability.copies", "start": 1, "stop": 3, "count": 9, "scale": "log"}, "different values"),
    ],
)
def test_an_axis_that_makes_no_sense_is_refused(wrong: dict[str, Any], says: str) -> None:
    good: dict[str, Any] = {"id": "overseer.quality", "start": 0.5, "stop": 1.0, "count": 3}
    Axis(**good)
    with pytest.raises(ValueError, match=says):
        Axis(**(good | wrong))


def test_an_unknown_id_is_a_parameter_error() -> None:
    with pytest.raises(ParameterError):
        Axis(id="no.such", start=0, stop=1, count=2)


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"axes": ()}, "one or two"),
        ({"axes": (QUALITY, CAPTURE, COPIES)}, "one or two"),
        ({"axes": (QUALITY, QUALITY)}, "twice"),
        ({"measures": ("beauty",)}, "beauty is not measured"),
        ({"measures": ()}, "something to measure"),
        ({"measures": ("reproduction",), "round": 0}, "starts with round 1"),
        ({"measures": ("ledger_spread",), "replicas": 5}, "not measured with replicas"),
        ({"replicas": -1}, "negative"),
        ({"round": -1}, "negative"),
        ({"replicas": 10_001}, "at most 10,000 replicas"),
        ({"measures": ("horizon", "horizon")}, "measured twice"),
        ({"measures": ("teacher_correct_3",), "replicas": 5}, "not measured with replicas"),
        ({"axes": (replace(QUALITY, count=1001), replace(CAPTURE, count=1000))}, "at most 1,000,000 cells"),
    ],
)
def test_a_plan_that_makes_no_sense_is_refused(wrong: dict[str, Any], says: str) -> None:
    good: dict[str, Any] = {"base": SHORT, "axes": (QUALITY,)}
    Plan(**good)
    with pytest.raises(ValueError, match=says):
        Plan(**(good | wrong))


@pytest.mark.parametrize("id_", [id_ for id_, row in TABLE.items() if not row.choices])
def test_any_number_of_the_table_can_be_swept(id_: str) -> None:
    row = TABLE[id_]
    plan = Plan(base=Parameters.of({"run.rounds": 2}), axes=(Axis(id=id_, start=row.low, stop=row.high, count=2),))
    found = table(plan, sweep(plan))
    assert not found.problems
    assert np.isfinite(found.values).all()


# --- failing cells -----------------------------------------------------------------------------------------------


def test_a_refused_cell_is_a_row_with_its_message_and_the_others_go_on() -> None:
    plan = Plan(base=SHORT, axes=(BRANCHING, CAPTURE))
    found = table(plan, sweep(plan))
    assert sorted(found.problems) == [0, 1, 2, 3]
    assert found.problems[2] == "task.branching is 0, outside its range: it must be a whole number from 1 to 10."
    assert np.isnan(found.values[:4]).all()
    assert np.isfinite(found.values[4:]).all()
    read = list(csv.DictReader(io.StringIO(written(plan, sweep(plan)))))
    assert len(read) == 20
    assert read[2]["problem"] == found.problems[2]
    assert read[2]["horizon"] == ""
    assert [row["problem"] for row in read[4:]] == [""] * 16


def test_values_between_whole_numbers_are_refused_not_rounded() -> None:
    plan = Plan(base=SHORT, axes=(Axis(id="task.branching", start=1, stop=2, count=3),))
    found = table(plan, sweep(plan))
    assert list(found.problems) == [1]
    assert "1.5" in found.problems[1]


def test_a_round_that_a_cell_does_not_have_is_that_cells_problem() -> None:
    plan = Plan(base=SHORT, axes=(Axis(id="run.rounds", start=1, stop=4, count=4),), round=3)
    assert table(plan, sweep(plan)).problems == {
        0: "There is no round 3 in a run of 1.",
        1: "There is no round 3 in a run of 2.",
    }
    assert columns(plan)[-1] == "problem"
    assert columns(Plan(base=SHORT, axes=(QUALITY,), round=5))[-1] == "problem"
    assert columns(Plan(base=SHORT, axes=(QUALITY,), round=4))[-1] == "attack_success"


@pytest.mark.parametrize("replicas", [0, 5])
def test_a_cell_that_breaks_down_does_not_take_its_batch_with_it(
    monkeypatch: pytest.MonkeyPatch, replicas: int
) -> None:
    plan = Plan(base=SHORT, axes=(QUALITY,), replicas=replicas)
    whole = table(plan, sweep(plan))
    name = "_of_replicas" if replicas else "_of_batch"
    original = getattr(module, name)

    def fragile(sets: Any, plan: Plan) -> Any:
        if any(p.overseer.quality == 0.8 for p in ([sets] if replicas else sets)):
            raise MemoryError("no room\nat all")
        return original(sets, plan)

    monkeypatch.setattr(module, name, fragile)
    broken = table(plan, sweep(plan))
    assert broken.problems == {0: "MemoryError: no room at all"}
    np.testing.assert_allclose(broken.values[1:], whole.values[1:], atol=1e-12)


# --- chunks and executors ----------------------------------------------------------------------------------------

PLANS = {
    "plain": Plan(base=SHORT, axes=(BRANCHING, COPIES), chunk=4),
    "replicas": Plan(base=SHORT, axes=(QUALITY, COPIES), replicas=20, chunk=3),
}


@pytest.mark.parametrize("name", PLANS)
def test_an_executor_in_this_process_gives_the_same_chunks(name: str) -> None:
    for ahead in (1, 3, 100):
        assert_same_chunks(list(sweep(PLANS[name], InProcess(), ahead=ahead)), list(sweep(PLANS[name])))


def test_two_processes_give_the_same_chunks_to_the_last_bit_and_resume() -> None:
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
        for plan in PLANS.values():
            alone = list(sweep(plan))
            assert_same_chunks(list(sweep(plan, pool)), alone)
            done = frozenset(range(6)) | {8}
            values = np.concatenate([chunk.values for chunk in alone])
            for chunk in sweep(plan, pool, done=done):
                assert not done & set(chunk.numbers)
                np.testing.assert_array_equal(chunk.values, values[list(chunk.numbers)])
        stopped = sweep(PLANS["plain"], pool, ahead=2)
        assert_same_chunks([next(stopped)], list(islice(sweep(PLANS["plain"]), 1)))
        stopped.close()  # type: ignore[attr-defined]


class _Late(Future[Any]):
    """A result that is computed when it is asked for, if it was not lost before."""

    def __init__(self, owner: Doomed) -> None:
        super().__init__()
        self.owner = owner

    def result(self, timeout: float | None = None) -> Any:
        for future, task in list(self.owner.tasks):
            if future is self and not self.done():
                self.owner.tasks.remove((future, task))
                self.set_result(measured(task))
        return super().result(timeout)


class Doomed(Executor):
    """An executor whose workers are lost when they take certain chunks; what was submitted with them is lost too."""

    def __init__(self, deadly: Callable[[int], bool]) -> None:
        self.deadly, self.is_broken = deadly, False
        self.tasks: list[tuple[_Late, Any]] = []

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        if self.is_broken:
            raise BrokenProcessPool("broken")
        future = _Late(self)
        self.tasks.append((future, args[0]))
        if self.deadly(args[0].first):
            self.is_broken = True
        if self.is_broken:
            for lost, _ in self.tasks:
                lost.set_exception(BrokenProcessPool("a process was lost"))
        elif len(self.tasks) > 1:  # one worker is behind by one task, so that a loss hits a neighbor too
            ready, task = self.tasks.pop(0)
            ready.set_result(measured(task))
        return future


def test_what_a_lost_worker_was_at_is_submitted_again() -> None:
    plan = PLANS["plain"]
    accidents = [8]  # once

    def deadly(first: int) -> bool:
        if first not in accidents:
            return False
        accidents.remove(first)
        return True

    made: list[Executor] = []

    def renew() -> Executor:
        made.append(Doomed(deadly))
        return made[-1]

    for ahead in (1, 2, 5):
        accidents[:] = [8]
        made.clear()
        assert_same_chunks(list(sweep(plan, renew(), renew=renew, ahead=ahead)), list(sweep(plan)))
        assert len(made) == 2
    accidents[:] = [8]
    first = renew()
    with pytest.raises(BrokenProcessPool):
        list(sweep(plan, first))


def test_a_chunk_that_costs_each_worker_its_life_is_a_failure_and_the_sweep_goes_on() -> None:
    plan = PLANS["plain"]

    def renew() -> Executor:
        return Doomed(lambda first: first == 8)

    alone = table(plan, sweep(plan))
    for ahead in (1, 3, 8):
        found = table(plan, sweep(plan, renew(), renew=renew, ahead=ahead))
        assert found.there.all()
        lost = {number for number, text in found.problems.items() if "were lost" in text}
        assert lost == set(range(8, 12))
        others = [number for number in range(plan.cells) if number not in lost]
        np.testing.assert_array_equal(found.values[others], alone.values[others])


def test_a_process_that_is_killed_in_the_middle_costs_time_and_no_row() -> None:
    plan = Plan(base=SHORT, axes=(QUALITY, COPIES), replicas=500, chunk=1)
    with Processes(2) as workers:
        coming = sweep(plan, workers.executor, renew=workers.renew, ahead=workers.ahead)
        found = [next(coming), next(coming)]
        victim = active_children()[0]
        victim.kill()
        victim.join()
        assert_same_chunks(found + list(coming), list(sweep(plan)))


def test_few_chunks_are_submitted_ahead_of_the_reader() -> None:
    plan = replace(MILLION, base=Parameters.of({"run.rounds": 1}), chunk=3)
    pool = InProcess()
    coming = sweep(plan, pool, ahead=5)
    assert pool.submitted == 0
    for number in range(10):
        chunk = next(coming)
        assert chunk.numbers == tuple(range(3 * number, 3 * number + 3))
        assert pool.submitted == number + 5
    assert pool.most_unread == 5


def test_a_million_cells_are_cut_lazily() -> None:
    items = list(work(MILLION))
    assert sum(len(item.wanted) for item in items) == 1_000_000
    assert (items[0].first, items[-1].stop) == (0, 1_000_000)
    assert 100 < len(items) < 2000
    assert len(pickle.dumps(items[0])) < 100_000


def test_what_is_sent_to_a_worker_does_not_grow_with_the_sweep() -> None:
    """With one axis of a million values, each of five hundred chunks would carry them all."""
    long = Axis(id="overseer.quality", start=0, stop=0.999999, count=1_000_000)
    plan = Plan(base=Parameters(), axes=(long,))
    assert plan.grid[0][:2] == (0.0, 1e-6)
    sent = pickle.dumps(next(work(plan)))
    assert len(sent) < 20_000
    received = pickle.loads(sent)
    assert "values" not in vars(received.plan.axes[0])
    assert received.plan == plan
    assert received.plan.cell(123_456) == {"overseer.quality": 0.123456}


@given(start=st.floats(-1e6, 1e6), stop=st.floats(-1e6, 1e6), count=st.integers(1, 40), is_log=st.booleans())
def test_a_value_alone_is_the_one_among_all(start: float, stop: float, count: int, is_log: bool) -> None:
    try:
        axis = Axis(id="amplify.capture", start=start, stop=stop, count=count, scale="log" if is_log else "linear")
    except ValueError:
        return
    assert (axis.values[0], axis.values[-1]) == (start, stop if count > 1 else start)
    assert [axis.value(place) for place in range(count)] == list(axis.values)


@pytest.mark.parametrize(
    ("replicas", "rounds", "cells"), [(0, 12, 2000), (1000, 12, 2), (10_000, 60, 1), (0, 60, 400)]
)
def test_chunks_cost_about_the_same(replicas: int, rounds: int, cells: int) -> None:
    plan = Plan(base=Parameters.of({"run.rounds": rounds}), axes=(QUALITY,), replicas=replicas)
    assert plan.chunk_size == cells


def test_closing_a_sweep_cancels_what_has_not_begun() -> None:
    class Idle(Executor):
        """Never computes anything after the first."""

        def __init__(self) -> None:
            self.futures: list[Future[Any]] = []

        def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
            future: Future[Any] = Future()
            if not self.futures:
                future.set_result(fn(*args))
            self.futures.append(future)
            return future

    pool = Idle()
    coming = sweep(PLANS["plain"], pool, ahead=4)
    assert next(coming).numbers == (0, 1, 2, 3)
    coming.close()  # type: ignore[attr-defined]
    assert len(pool.futures) == 4
    assert all(future.cancelled() for future in pool.futures[1:])


def test_a_sweep_looks_at_least_one_chunk_ahead() -> None:
    with pytest.raises(ValueError, match="at least one"):
        sweep(PLANS["plain"], InProcess(), ahead=0)


def test_what_travels_is_small_and_comes_back_whole() -> None:
    for plan in PLANS.values():
        item = next(work(plan))
        assert pickle.loads(pickle.dumps(item)) == item
        assert len(pickle.dumps(item)) < 4000
        assert_same_chunks([measured(pickle.loads(pickle.dumps(item)))], [measured(item)])


def test_results_cannot_be_written_to() -> None:
    plan = PLANS["plain"]
    chunks = list(sweep(plan))
    found = table(plan, chunks)
    for array in (found.values, found.there, *(chunk.values for chunk in chunks)):
        assert not array.flags.writeable


# --- tables in files ---------------------------------------------------------------------------------------------


def test_columns_are_those_of_the_file_format() -> None:
    plain = Plan(base=SHORT, axes=(QUALITY, CAPTURE))
    reported = ("horizon", "capability", "misalignment", "reproduction", "attack_success")
    assert reported == REPORTED
    assert columns(plain) == ("overseer.quality", "amplify.capture", *reported)
    lucky = columns(Plan(base=SHORT, axes=(QUALITY,), replicas=10))
    assert lucky[:6] == ("overseer.quality", "horizon", "horizon_p5", "horizon_p50", "horizon_p95", "capability")
    assert len(lucky) == 1 + 4 * 5
    assert columns(Plan(base=SHORT, axes=(BRANCHING,)))[-1] == "problem"


def test_rows_read_back_are_the_same_numbers() -> None:
    plan = Plan(base=SHORT, axes=(QUALITY, CAPTURE), chunk=6)
    found = table(plan, sweep(plan))
    for number, row in enumerate(csv.DictReader(io.StringIO(written(plan, sweep(plan))))):
        assert {name: float(row[name]) for name in plan.cell(number)} == plan.cell(number)
        assert [float(row[name]) for name in REPORTED] == found.values[number, :, 0].tolist()


@pytest.mark.parametrize("name", PLANS)
def test_a_sweep_stopped_in_the_middle_keeps_complete_rows_and_is_resumed_to_the_same_table(name: str) -> None:
    plan = PLANS[name]
    whole = written(plan, sweep(plan))
    stopped = written(plan, islice(sweep(plan, InProcess()), 3))
    assert whole.startswith(stopped)
    assert stopped.count("\n") == 1 + 3 * plan.chunk
    for cut in (stopped, stopped[:-1], stopped[:-15], stopped[: len(stopped) // 2]):  # killed while writing
        kept = cut[: cut.rfind("\n") + 1]
        done = done_in(plan, io.StringIO(cut))
        assert done == frozenset(range(kept.count("\n") - 1))
        rest = written(plan, sweep(plan, InProcess(), done=done)).split("\n", 1)[1]
        assert kept + rest == whole
    everything = done_in(plan, io.StringIO(whole))
    assert everything == frozenset(range(plan.cells))
    assert list(sweep(plan, done=everything)) == []


def test_a_table_read_back_is_the_same_to_the_last_bit_failed_cells_too() -> None:
    for plan in (*PLANS.values(), Plan(base=SHORT, axes=(BRANCHING,), round=3, measures=("horizon", "model_calls"))):
        whole = table(plan, sweep(plan))
        read = table(plan, read_back(plan, io.StringIO(written(plan, sweep(plan)))))
        np.testing.assert_array_equal(read.values, whole.values)
        assert read.problems == whole.problems
        assert read.there.all()


def test_a_table_with_a_column_for_problems_is_read_where_none_was_bound_to_fail() -> None:
    plan = Plan(base=SHORT, axes=(QUALITY,), measures=("horizon",))
    lines = ["overseer.quality,horizon,problem\n", "0.8,1.5,\n", '0.85,,"MemoryError: no room, at all"\n']
    found = table(plan, read_back(plan, lines))
    assert found.problems == {1: "MemoryError: no room, at all"}
    assert found.there.tolist() == [True, True, False, False, False]
    with pytest.raises(ValueError, match="Line 2 of this table holds something that is no number"):
        list(read_back(plan, [lines[0], "0.8,much,\n"]))


def test_the_table_of_another_sweep_is_not_taken_for_this_one() -> None:
    plan = Plan(base=SHORT, axes=(QUALITY,))
    other = Plan(base=SHORT, axes=(Axis(id="overseer.quality", start=0.81, stop=0.99, count=4),))
    with pytest.raises(ValueError, match="other values"):
        done_in(plan, io.StringIO(written(other, sweep(other))))
    for header in ("amplify.capture\n", "overseer.quality,horizon\n", "\n"):
        with pytest.raises(ValueError, match="other columns"):
            done_in(plan, [header])
    assert done_in(plan, []) == frozenset()


def test_a_table_can_be_made_of_part_of_a_sweep() -> None:
    plan = Plan(base=SHORT, axes=(QUALITY, CAPTURE), chunk=6)
    part = table(plan, islice(sweep(plan), 2))
    assert part.there.tolist() == [True] * 12 + [False] * 8
    assert np.isnan(part.values[12:]).all()
    assert np.isfinite(part.values[:12]).all()


# --- the border --------------------------------------------------------------------------------------------------


def test_the_reproduction_field_is_the_closed_form_whatever_luck_says() -> None:
    plan = Plan(base=SHORT, axes=(QUALITY, CAPTURE), measures=("misalignment",), replicas=3)
    field = reproduction_field(plan)
    assert field.shape == (5, 4)
    for number, value in enumerate(field.ravel()):
        assert value == pytest.approx(run(plan.parameters(number)).reproduction[-1], abs=1e-12)
    np.testing.assert_allclose(field, np.repeat([[0, 2 / 3, 4 / 3, 2]], 5, axis=0), atol=1e-12)  # R = b·σ


def test_the_border_of_round_0_is_that_of_round_1_and_failed_cells_have_none() -> None:
    plan = Plan(base=SHORT, axes=(BRANCHING, CAPTURE), measures=("horizon",), round=0)
    field = reproduction_field(plan)
    assert np.isnan(field[0]).all()
    np.testing.assert_allclose(field[3], 3 * np.array([0, 1 / 3, 2 / 3, 1]), atol=1e-12)


def test_all_names_are_of_something() -> None:
    assert set(REPORTED) <= set(MEASURES)
    assert len(set(MEASURES)) == len(STANDING) + len(CHANGES) + len(LEDGERS)
