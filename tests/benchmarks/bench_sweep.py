"""How fast sweeps and the map are.

Prints milliseconds and ratios; the cases of one table run in turns in one process, so that the ratios hold on any
machine. Where distributed is not installed, its part is skipped with a word.
"""

from __future__ import annotations

import os
import resource
import statistics
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from simulator.engine.axis import Axis
from simulator.engine.parameters import Parameters
from simulator.engine.plan import Plan
from simulator.engine.sweep import sweep
from simulator.engine.sweep_table import Table, reproduction_field, table
from tests.benchmarks.bench_replicas import VOTES_AND_CHECKS, show, turns

MEASURED_CELLS = 10_000
IDLE = 0.5
"""Load below which the other processes of the machine are not in the way."""


def grid(rows: int, columns: int) -> Plan:
    return Plan(
        base=Parameters(),
        axes=(
            Axis(id="overseer.quality", start=0.5, stop=1, count=rows),
            Axis(id="amplify.capture", start=0, stop=1, count=columns),
        ),
    )


def test_a_plain_sweep_of_ten_thousand_cells() -> None:
    plan = grid(100, 100)
    votes = Plan(base=Parameters.of(VOTES_AND_CHECKS), axes=plan.axes)
    structural = Plan(base=Parameters(), axes=(
        Axis(id="run.rounds", start=1, stop=20, count=20), Axis(id="overseer.quality", start=0.5, stop=1, count=500),
    ))  # fmt: skip
    assert plan.cells == votes.cells == structural.cells == MEASURED_CELLS
    show("10,000 cells, one process", turns({
        "quality x capture": lambda: table(plan, sweep(plan)),
        "the same, 3 copies, checks": lambda: table(votes, sweep(votes)),
        "rounds x quality": lambda: table(structural, sweep(structural)),
    }, 4))  # fmt: skip


def seconds(plan: Plan, **how: object) -> float:
    started = time.perf_counter()
    assert table(plan, sweep(plan, **how)).there.all()  # type: ignore[arg-type]
    return time.perf_counter() - started


def long_plan(cells: int) -> Plan:
    return Plan(
        base=Parameters(), axes=(Axis(id="overseer.quality", start=0.8, stop=1, count=cells),), replicas=200
    )  # fmt: skip


def test_two_processes_beside_one() -> None:
    """In turns, twice: a sweep of half a minute, whole."""
    plan, one, two = long_plan(3600), [], []
    load = os.getloadavg()[0]
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
        list(sweep(long_plan(40), pool))
        for _ in range(2):
            two.append(seconds(plan, executor=pool))
            one.append(seconds(plan))
    ratios = [a / b for a, b in zip(one, two, strict=True)]
    busy = "" if load < IDLE else "; the machine was busy with other things"
    print(f"\n{plan.cells} cells x 200 replicas on {os.cpu_count()} cores, load before {load:.1f}{busy}")
    for a, b, ratio in zip(one, two, ratios, strict=True):
        print(f"  one process {a:5.1f} s, two {b:5.1f} s: {ratio:.2f} times faster")


@pytest.mark.filterwarnings("default")
def test_a_scheduler_beside_a_plain_worker() -> None:
    distributed = pytest.importorskip("distributed", reason="distributed is not installed, so no scheduler to measure")
    cluster = distributed.LocalCluster(n_workers=1, threads_per_worker=1, dashboard_address=None)
    with (
        ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool,
        cluster,
        distributed.Client(cluster) as client,
    ):
        dask = client.get_executor()
        for name, plan in (("plain, 40,000 cells", grid(400, 100)), ("200 replicas, 200 cells", long_plan(200))):
            times = turns({
                "process": lambda plan=plan: seconds(plan, executor=pool),
                "Dask": lambda plan=plan: seconds(plan, executor=dask),
            }, 5)  # fmt: skip
            show(f"{name}, chunks of {plan.chunk_size}, one worker", times)
            process, scheduler = (statistics.median(found) for found in times.values())
            print(f"  Dask takes {100 * (scheduler / process - 1):+.1f} %")
    distributed.utils._offload_executor.shutdown()  # a thread that distributed leaves behind


def test_a_million_plain_cells() -> None:
    """Read chunk by chunk as the command line does: what grows is the reader's table alone."""
    plan = grid(1000, 1000)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    started, cells = time.perf_counter(), 0
    for chunk in sweep(plan):
        cells += len(chunk.numbers)
    spent = time.perf_counter() - started
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    assert cells == 1_000_000
    print(f"\n1,000,000 plain cells, one process: {spent:.0f} s, peak memory grew by {grown:.0f} MB")


def test_the_map_painted_after_its_data(qtbot: QtBot) -> None:
    from PySide6.QtGui import QImage, QPainter

    from simulator.ui.charts.map.content import Content
    from simulator.ui.charts.map.plot import MapPlot
    from simulator.ui.start import make_application

    make_application("light")
    cases: dict[str, Callable[[], object]] = {}
    image = QImage(660, 320, QImage.Format.Format_RGB32)

    def painted(plot: MapPlot, *parts: str) -> Callable[[], object]:
        def paint() -> None:
            painter = QPainter(image)
            for part in parts:
                getattr(plot, part)(painter)
            painter.end()

        return paint

    for size in (64, 1000):
        plan = grid(size, size)
        empty = table(plan, ())
        slopes = np.linspace(0, 1, size)
        values = np.repeat(np.add.outer(slopes, slopes).ravel()[:, np.newaxis, np.newaxis] / 2, 5, axis=1)
        if size == 64:
            values = table(plan, sweep(plan)).values
        border = reproduction_field(plan) if size == 64 else np.add.outer(slopes, slopes)
        found = Table(plan=plan, values=values, there=~empty.there, problems={})
        plot = MapPlot(Content(plan=plan, measure="misalignment", table=found, border=border))
        qtbot.addWidget(plot)
        plot.resize(660, 320)
        plot.set_margins(40, 70)
        plot.renew()
        cases[f"{size} x {size}: cells"] = painted(plot, "_paint_figures")
        cases[f"{size} x {size}: cells, border, words"] = painted(plot, "_paint_figures", "paint_words")
        cases[f"{size} x {size}: new data to marks"] = plot.renew
    show("the map on 660 x 320 pixels", turns(cases, 30))
