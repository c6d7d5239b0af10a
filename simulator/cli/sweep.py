"""`sweep`: one or two parameters over ranges, one row for each cell.

The columns of `sweep --csv`: each swept id, then horizon, capability, misalignment, reproduction, attack_success of the
last round, or what --measure and --round ask for. With replicas a column is their mean, and those that end in _p5, _p50
and _p95 are quantiles. Where cells fail there is a column "problem" that says why, and their figures are empty.

Rows are written as they come, chunk after chunk, each in one step: whatever ends the program leaves complete rows.
"""

from __future__ import annotations

import argparse
import contextlib
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any

from simulator.cli.interface import check_picture_suffix, interface
from simulator.cli.reading import in_force, load, whole_number
from simulator.cli.saying import DONE, FAILING_OUTPUT, STOPPED, Refusal, complain, program
from simulator.cli.writing import STDOUT, Content, deliver, stage

if TYPE_CHECKING:
    from simulator.cli.rows import Rows
    from simulator.engine.axis import Axis
    from simulator.engine.plan import Plan
    from simulator.engine.sweep_table import Table
    from simulator.engine.workers import Cluster, Processes
    from simulator.scenario.schema import Scenario

MOST_JOBS = 1024
MOST_LINES = 40
"""Rows that are shown to people; --csv writes all."""

WITHOUT_DISTRIBUTED = (
    "--cluster needs the package distributed, which is not installed here: "
    "python -m pip install 'ida-simulator[cluster]', or in the project's folder: python -m pip install -e '.[cluster]'"
)


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    several = "may be repeated"
    add = parser.add_argument
    add("file", metavar="FILE", help="a scenario file, or the name of a bundled scenario")
    add(
        "--over", metavar="ID=START:STOP:COUNT", action="append", default=[],
        help="a parameter and its values (:log for even ratios), once or twice; usually FILE's [experiment]",
    )  # fmt: skip
    add("--set", metavar="ID=VALUE", action="append", default=[], help=f"another value for one parameter; {several}")
    add("--replicas", metavar="N", help="runs in each cell that differ by luck; adds columns _p5, _p50 and _p95")
    add("--measure", metavar="NAME", action="append", default=[], help=f"a figure, named as in `run --csv`; {several}")
    add("--round", metavar="T", help="the round that is measured (usually the last; 0 is the start)")
    add("--jobs", metavar="N", help="worker processes (usually one for each processor)")
    add("--cluster", metavar="ADDRESS", help="a Dask scheduler that has the work done, such as tcp://localhost:8786")
    add("--csv", metavar="OUT", help="the table; its rows are written as they come")
    add("--json", metavar="OUT", help="the same for programs, when all is done")
    add("--plot", metavar="OUT.png|.svg", help="a picture: a line with its band, or a map with the border R = 1")
    add("--resume", action="store_true", help="go on with the table in OUT of --csv, where a sweep was stopped")


def run(args: argparse.Namespace) -> int:
    """Do it and return the exit status."""
    source, scenario = load(args.file)
    plan = _plan(args, scenario)
    jobs = None if args.jobs is None else whole_number("--jobs", args.jobs, 1, MOST_JOBS, f"from 1 to {MOST_JOBS}")
    if args.cluster is not None and jobs is not None:
        raise Refusal("--cluster: the cluster has its own workers, so --jobs has no meaning beside it")
    if args.resume and args.csv in (None, STDOUT):
        raise Refusal("--resume: needs --csv OUT, the file with the rows that are there already")

    instead = f"{program()} sweep {args.file} --csv OUT"
    draw = _drawing(args.plot, instead)

    from simulator.cli.rows import Rows

    with ExitStack() as stack:
        others = {f"--{name}": out for name in ("json", "plot") if (out := getattr(args, name)) is not None}
        if args.csv is not None:
            _check_apart(args.csv, others, source)
        staged = stage(others, source, stack)
        workers = _workers(plan, jobs, args.cluster)
        if workers is not None:
            stack.enter_context(workers)
        rows = stack.enter_context(Rows(plan, args.csv, resume=args.resume, keeps=bool(others) or args.csv is None))
        try:
            _compute(plan, rows, workers)
        except KeyboardInterrupt:
            if workers is not None:
                workers.stop()
            rows.progress.end()
            complain(_stopped("Stopped", rows, args.csv), mark="")
            return STOPPED
        except (Refusal, BrokenPipeError):
            raise
        except Exception as problem:
            if _is_of_output(problem):
                raise
            rows.progress.end()
            raise Refusal(_stopped(_why(problem, workers, args.cluster), rows, args.csv)) from problem
        contents: dict[str, Content] = {}
        if "--json" in others:
            contents["--json"] = _json(rows.table())
        if draw is not None and (picture := staged["--plot"]) is not None:
            from simulator.engine.sweep_table import reproduction_field

            with interface("--plot", instead):
                asked = args.measure[0] if args.measure else scenario.experiment.measure
                measure = asked if asked in plan.measures else plan.measures[0]
                out = picture.working or picture.target
                draw(rows.table(), reproduction_field(plan), out, scenario.title, measure)
        deliver(staged, contents)
    if not others and args.csv is None:
        print(_summary(scenario.title, rows.table()))
    if rows.failed:
        complain(
            f"{rows.failed:,} of {plan.cells:,} cells failed; the first one: {rows.first_problem}", mark="note: "
        )
    return DONE


def _drawing(out: str | None, instead: str) -> Callable[[Table, Any, Path, str, str], None] | None:
    """What draws the picture, if one is wanted; where Qt is missing that is said before anything is computed."""
    if out is None:
        return None
    check_picture_suffix("--plot", out, (".png", ".svg"))
    with interface("--plot", instead):
        from simulator.ui.pictures import plot_sweep

        return plot_sweep
    return None


# --- the plan ----------------------------------------------------------------------------------------------------


def _plan(args: argparse.Namespace, scenario: Scenario) -> Plan:
    from simulator.engine.plan import Plan
    from simulator.engine.reported import complaint, usual

    experiment, base = scenario.experiment, in_force(scenario, args.set)[0]
    axes = _axes(args.over) if args.over else experiment.over
    if not axes:
        raise Refusal(
            "sweep: say what to sweep with --over, for example --over overseer.quality=0.5:1:26, or with [experiment] "
            "in the file"
        )
    for axis in axes:
        if any(setting.partition("=")[0].strip() == axis.id for setting in args.set):
            raise Refusal(f"--set {axis.id}: this parameter is swept, so it has no single value")
    round_, replicas = experiment.at_round, experiment.replicas
    if args.round is not None:
        longest = max(max(axis.values) if axis.id == "run.rounds" else base.run.rounds for axis in axes)
        round_ = whole_number("--round", args.round, 0, int(longest), f"there are the rounds 0 to {int(longest)}")
    if args.replicas is not None:
        replicas = whole_number("--replicas", args.replicas, 0, 10_000, "write a whole number from 0 to 10000")
    measures = tuple(args.measure)
    if problems := [f"--measure {name}: {said}" for name in measures if (said := complaint(name, round_, replicas))]:
        raise Refusal(*problems)
    if not measures:
        measures = usual(round_, replicas, *((experiment.measure,) if experiment.over and not args.over else ()))
    try:
        return Plan(base=base, axes=axes, measures=measures, round=round_, replicas=replicas)
    except ValueError as problem:
        raise Refusal(f"sweep: {problem}") from None


def _axes(overs: list[str]) -> tuple[Axis, ...]:
    from simulator.engine.axis import parse
    from simulator.scenario.values import shown

    axes, problems = [], []
    for over in overs:
        try:
            axes.append(parse(over))
        except ValueError as problem:
            problems.append(f"--over {shown(over)}: {problem}")
    if problems:
        raise Refusal(*problems)
    return tuple(axes)


def _check_apart(csv: str, others: dict[str, str], source: Path) -> None:
    """Refuse a table in the place of the scenario itself or of another output."""
    import os

    if csv == STDOUT:
        if STDOUT in others.values():
            option = next(option for option, out in others.items() if out == STDOUT)
            raise Refusal(f"{option} -: the terminal is already taken by --csv")
        return
    with contextlib.suppress(OSError, ValueError):
        if os.path.realpath(csv) == os.path.realpath(source):
            raise Refusal(f"--csv {csv}: this is the scenario file itself, which is not overwritten")
        for option, out in others.items():
            if out != STDOUT and os.path.realpath(csv) == os.path.realpath(out):
                raise Refusal(f"{option} {out}: this file is already taken by --csv")


# --- computing ---------------------------------------------------------------------------------------------------


def _workers(plan: Plan, jobs: int | None, cluster: str | None) -> Processes | Cluster | None:
    """Who computes; None is this process alone."""
    from simulator.engine.workers import Processes, worthwhile

    if cluster is not None:
        return _cluster(cluster)
    count = worthwhile(plan) if jobs is None else min(jobs, plan.chunks)
    return Processes(count) if count > 1 else None


def _compute(plan: Plan, rows: Rows, workers: Processes | Cluster | None) -> None:
    from simulator.engine.sweep import sweep

    if workers is None:
        chunks = sweep(plan, done=rows.done)
    else:
        chunks = sweep(
            plan, workers.executor, done=rows.done, ahead=workers.ahead, renew=workers.renew,
            is_lost=lambda: workers.is_lost,
        )  # fmt: skip
    for chunk in chunks:
        rows.take(chunk)
    rows.progress.end()


def _is_of_output(problem: Exception) -> bool:
    """Whether writing the rows has failed, and not computing them."""
    return isinstance(problem, OSError) and problem.errno in FAILING_OUTPUT and problem.filename is None


def _cluster(address: str) -> Cluster:
    from simulator.engine.workers import Cluster

    try:
        connected = Cluster(address)
    except ImportError as error:
        if (error.name or "").partition(".")[0] == "simulator":
            raise
        raise Refusal(WITHOUT_DISTRIBUTED) from None
    except (OSError, ValueError) as error:
        said = " ".join(str(error).split()).rstrip(".")
        raise Refusal(f"--cluster {address}: no scheduler can be reached there ({said[:200]})") from None
    if not connected.workers:
        complain(f"The scheduler at {address} has no workers yet; the sweep begins when one joins.", mark="note: ")
    return connected


def _why(problem: Exception, workers: Processes | Cluster | None, cluster: str | None) -> str:
    """Why a sweep ends before its time."""
    if workers is not None and workers.is_lost:
        return f"the cluster at {cluster} no longer answers"
    said = f"{type(problem).__name__}: {' '.join(str(problem).split())}"[:300].rstrip(": ")
    return f"the sweep cannot go on ({said})"


def _stopped(what: str, rows: Rows, csv: str | None) -> str:
    """What there is and how to go on."""
    there = f"{rows.there:,} of {rows.plan.cells:,} rows are there"
    if csv in (None, STDOUT):
        return f"{what}; {there}. With --csv OUT a sweep that is stopped can go on later."
    return f"{what}; {there}, complete, in {csv}. The same command with --resume goes on from here."


# --- what comes out ----------------------------------------------------------------------------------------------


def _json(table: Table) -> Iterator[bytes]:
    """The whole table as JSON, some rows at a time; what failed or is infinite is null."""
    import json

    from simulator.engine.sweep_table import columns

    plan = table.plan
    head: dict[str, Any] = {
        "parameters": plan.base.values(),
        "over": [
            {"id": axis.id, "values": list(values)} for axis, values in zip(plan.axes, plan.grid, strict=True)
        ],
        "round": plan.round, "replicas": plan.replicas, "measures": list(plan.measures),
    }  # fmt: skip
    names = columns(plan, with_problem=False)[len(plan.axes) :]
    yield json.dumps(head, ensure_ascii=False, allow_nan=False)[:-1].encode("utf-8") + b', "cells": [\n'
    for number, values in enumerate(table.values):
        figures = [value if abs(value) < float("inf") else None for value in values.ravel().tolist()]
        row: dict[str, Any] = plan.cell(number) | dict(zip(names, figures, strict=True))
        if problem := table.problems.get(number):
            row["problem"] = problem
        end = "\n]}\n" if number == plan.cells - 1 else ",\n"
        yield (json.dumps(row, ensure_ascii=False, allow_nan=False) + end).encode("utf-8")


def _summary(title: str, table: Table) -> str:
    """The table for people."""
    plan = table.plan
    when = "the last round" if plan.round is None else f"round {plan.round}"
    luck = f", mean of {plan.replicas:,} replicas" if plan.replicas else ""
    header = [*(axis.id for axis in plan.axes), *plan.measures]
    cells = []
    for number in range(min(plan.cells, MOST_LINES)):
        swept = [f"{value:.6g}" for value in plan.cell(number).values()]
        problem = table.problems.get(number)
        cells.append(swept + ([problem] if problem else [f"{value:.4g}" for value in table.values[number, :, 0]]))
    widths = [max(len(name), *(len(row[i]) for row in cells if len(row) == len(header))) if cells else 0
              for i, name in enumerate(header)]  # fmt: skip
    lines = [f"{title}: {plan.cells:,} cells, {when}{luck}", ""]
    for row in [header, *cells]:
        lines.append("  ".join(text.rjust(width) for text, width in zip(row, widths, strict=False)))
    if plan.cells > MOST_LINES:
        lines.append(f"... and {plan.cells - MOST_LINES:,} more; --csv writes all of them")
    return "\n".join(lines)
