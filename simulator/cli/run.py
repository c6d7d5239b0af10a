"""`run`: compute a scenario and write its figures.

The columns of `run --csv`, one row for each round from 0 on: round, horizon, capability, misalignment, prevalence,
attack_success, exposed_misalignment, teacher_horizon, reproduction, model_calls, overseer_steps; ledger_* and
ledger_capability_* for each cause; then by depth correct_0 …, error_0 …, misaligned_0 …, teacher_correct_0 …,
teacher_misaligned_0 …, reproduction_1 …. With replicas there follow, of each figure but the ledgers, the mean and the
5, 50 and 95 % quantiles over them: horizon_mean, horizon_p5, horizon_p50, horizon_p95 …, correct_0_mean …. What round 0
does not have, and what is infinite, is empty.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any

from simulator.cli.bands import by_round, flat
from simulator.cli.interface import check_picture_suffix, interface
from simulator.cli.reading import in_force, load, whole_number
from simulator.cli.saying import DONE, program
from simulator.cli.writing import deliver, json_bytes, stage

if TYPE_CHECKING:
    from simulator.engine.iterate import Run
    from simulator.engine.overrides import Overrides
    from simulator.engine.parameters import Parameters
    from simulator.engine.replicas import Replicas

FEWEST, MOST = 1, 10_000
"""Replicas, as in the table of parameters, which is not loaded to print the help."""

_BY_DEPTH = {"reproduction_by_depth": ("reproduction", 1)}  # its column name, and the depth of its first value
_SCALARS = (
    "round", "horizon", "capability", "misalignment", "prevalence", "attack_success", "exposed_misalignment",
    "teacher_horizon", "reproduction", "model_calls", "overseer_steps",
)  # fmt: skip


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("file", metavar="FILE", help="a scenario file, or the name of a bundled scenario")
    several = "another value for one parameter; may be repeated"
    parser.add_argument("--set", metavar="ID=VALUE", action="append", default=[], help=several)
    lucky = f"that many runs, {FEWEST} to {MOST}, which differ by the training questions they drew: mean and quantiles"
    parser.add_argument("--replicas", metavar="N", help=lucky)
    parser.add_argument("--json", metavar="OUT", help="every figure of every round")
    parser.add_argument("--csv", metavar="OUT", help="the same as a table, one row a round")
    parser.add_argument("--plot", metavar="OUT.png|.svg", help="a picture of the charts (needs PySide6, but no screen)")


def run(args: argparse.Namespace) -> int:
    """Do it and return the exit status."""
    source, scenario = load(args.file)
    parameters, overrides = in_force(scenario, args.set)
    if args.replicas is not None:
        said = f"write how many, from {FEWEST} to {MOST}"
        parameters = parameters.with_({"run.replicas": whole_number("--replicas", args.replicas, FEWEST, MOST, said)})
    outputs = {f"--{name}": out for name in ("json", "csv", "plot") if (out := getattr(args, name)) is not None}
    instead = f"{program()} run {args.file} --csv OUT"
    draw: Callable[[Run, Path, str, Replicas | None], None] | None = None
    if "--plot" in outputs:
        check_picture_suffix("--plot", outputs["--plot"], (".png", ".svg"))
        with interface("--plot", instead):
            from simulator.ui.pictures import plot

            draw = plot
    with ExitStack() as stack:
        staged = stage(outputs, source, stack)
        from simulator.engine import iterate

        result = iterate.run(parameters)
        replicas = _replicas(parameters) if args.replicas is not None else None
        rounds = [round_.to_json() for round_ in result.rounds]
        bands = by_round(replicas) if replicas is not None else [{} for _ in rounds]
        contents = {}
        if "--json" in outputs:
            if replicas is not None:
                rounds = [figures | {"replicas": band} for figures, band in zip(rounds, bands, strict=True)]
            overridden = {"overrides": dict(overrides)} if overrides else {}
            contents["--json"] = json_bytes({"parameters": parameters.values(), **overridden, "rounds": rounds})
        if "--csv" in outputs:
            contents["--csv"] = _csv([_flat(figures) | flat(band) for figures, band in zip(rounds, bands, strict=True)])
        if draw is not None and (picture := staged["--plot"]) is not None:
            with interface("--plot", instead):
                draw(result, picture.working or picture.target, scenario.title, replicas)
        deliver(staged, contents)
    if not outputs:
        print(_summary(scenario.title, result, overrides))
        if replicas is not None:
            print(_bands(replicas))
    return DONE


def _replicas(parameters: Parameters) -> Replicas:
    """Many runs; a terminal is told how far they are."""
    from simulator.cli.rows import Progress
    from simulator.engine.replicas import joined, parts

    progress = Progress(parameters.run.replicas, 0, "runs")
    pieces: list[Replicas] = []
    try:
        for piece in parts(parameters):
            pieces.append(piece)
            progress.show(piece.first + piece.count)
    finally:
        progress.end()
    return joined(pieces)


def _csv(rows: Sequence[Mapping[str, Any]]) -> bytes:
    import csv
    import io

    out = io.StringIO()
    writer = csv.DictWriter(out, fieldnames=list(rows[-1]), restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode("utf-8")


def _flat(figures: Mapping[str, Any]) -> dict[str, Any]:
    """One round as columns: single figures, then the ledgers, then everything by depth."""
    columns = {name: figures[name] for name in _SCALARS if name in figures}
    for name, value in figures.items():
        if isinstance(value, dict):
            columns |= {f"{name}_{cause}": entry for cause, entry in value.items()}
    for name, value in figures.items():
        if isinstance(value, list):
            column, first = _BY_DEPTH.get(name, (name, 0))
            columns |= {f"{column}_{depth}": entry for depth, entry in enumerate(value, first)}
    return columns


def _summary(title: str, run: Run, overrides: Overrides) -> str:
    """The run as a short table for people."""
    from simulator.engine.overrides import words_of

    said = [f"Overridden: {', '.join(words_of(id_, kind) for id_, kind in overrides)}"] if overrides else []
    lines = [title, *said, "", "round  reaches depth  capability  misalignment  added  reproduction"]
    before = None
    for round_ in run.rounds:
        line = f"{round_.round:5}  {round_.horizon:13.2f}  {round_.capability:10.3f}  {round_.misalignment:12.3f}"
        if before is not None:
            line += f" {round_.misalignment - before:+.3f}  {round_.reproduction:12.2f}"
        lines.append(line)
        before = round_.misalignment
    return "\n".join(lines)


def _bands(replicas: Replicas) -> str:
    """Where the replicas are, as a short table for people."""
    lines = ["", f"5 % / 50 % / 95 % of {replicas.count} replicas", "round  reaches depth         misalignment"]
    horizon, misalignment = replicas.band("horizon"), replicas.band("misalignment")
    for round_ in range(replicas.last + 1):
        depths = " ".join(f"{value:5.2f}" for value in horizon[:, round_])
        shares = " ".join(f"{value:6.3f}" for value in misalignment[:, round_])
        lines.append(f"{round_:5}  {depths}   {shares}")
    return "\n".join(lines)
