"""`learn`: train the learned model of a scenario and its baselines, and write what was measured (model.md 3).

`learn --json` prints {"settings": …, "seed": …, "method": "ida" unless a variation says otherwise, "rounds": the rounds
of the first run, "baselines": its baselines by name, "runs": the rounds of every run, "gap_recovered": by run and
round, "calibration": the estimated parameters of the effective model, its forecast and the residual}.

The columns of `learn --csv`, one row for each run, method and round: run, method, round, horizon, capability,
misalignment, accuracy, loss, truth_labels, overseer_steps, model_calls, reach, then by depth correct_0 …, error_0 …,
misaligned_0 …, teacher_correct_0 …, teacher_error_0 …, teacher_misaligned_0 …, gap_0 …, entropy_0 …. What a round
does not have is empty.
"""

from __future__ import annotations

import argparse
import operator
from contextlib import ExitStack
from functools import reduce
from typing import TYPE_CHECKING, Any

from simulator.cli.interface import check_picture_suffix, interface
from simulator.cli.reading import learned_with_settings, lines, load, whole_number, with_settings
from simulator.cli.saying import DONE, STOPPED, Refusal, complain, program
from simulator.cli.writing import deliver, json_bytes, stage

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from simulator.learner.observations import Observations
    from simulator.learner.rounds import Round
    from simulator.learner.settings import Learned
    from simulator.learner.student import Method
    from simulator.scenario.lesson.records import Variation
    from simulator.scenario.schema import Scenario

    Runs = list[dict[Method, list[Round]]]

FEWEST, MOST = 1, 20
"""Runs behind a band, as in the table of settings, which is not loaded to print the help."""

SINGLE = (
    "horizon", "capability", "misalignment", "accuracy", "loss", "truth_labels", "overseer_steps", "model_calls",
    "reach",
)  # fmt: skip
BY_DEPTH = (
    "correct", "error", "misaligned", "teacher_correct", "teacher_error", "teacher_misaligned", "gap", "entropy",
)  # fmt: skip


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("file", metavar="FILE", help="a scenario file, or the name of a bundled scenario")
    several = "another value for one setting (learned.…) or for run.seed; may be repeated"
    parser.add_argument("--set", metavar="ID=VALUE", action="append", default=[], help=several)
    parser.add_argument("--variation", metavar="TITLE", help="one of the scenario's settings of the learned model")
    parser.add_argument("--seeds", metavar="N", help=f"runs, each with a world of its own, {FEWEST} to {MOST}")
    parser.add_argument("--json", metavar="OUT", help="every figure of every round, and the baselines")
    parser.add_argument("--csv", metavar="OUT", help="the same as a table, one row for each run, method and round")
    parser.add_argument("--plot", metavar="OUT.png|.svg", help="a picture of the curves (needs PySide6, but no screen)")


def run(args: argparse.Namespace) -> int:
    """Do it and return the exit status."""
    source, scenario = load(args.file)
    settings, seed, method, title = _in_force(source, scenario, args.variation, args.set)
    if args.seeds is not None:
        said = f"write how many, from {FEWEST} to {MOST}"
        settings = settings.with_({"learned.seeds": whole_number("--seeds", args.seeds, FEWEST, MOST, said)})
    outputs = {f"--{name}": out for name in ("json", "csv", "plot") if (out := getattr(args, name)) is not None}
    instead = f"{program()} learn {args.file} --csv OUT"
    draw: Callable[[Learned, int, Runs, Sequence[Observations], Path, str], None] | None = None
    if "--plot" in outputs:
        check_picture_suffix("--plot", outputs["--plot"], (".png", ".svg"))
        with interface("--plot", instead):
            from simulator.ui.pictures import plot_learned

            draw = plot_learned
    with ExitStack() as stack:
        staged = stage(outputs, source, stack)
        runs: Runs = []
        seen: list[Observations] = []
        stopped = not _train(settings, seed, runs, seen, method, baselines=bool(outputs))
        whole = [rounds for rounds in runs if len(rounds[method]) == settings.rounds + 1]
        if not runs:
            complain("Stopped before the first round was complete; nothing was written.", mark="")
            return STOPPED
        contents = {}
        if "--json" in outputs:
            contents["--json"] = json_bytes(_json(settings, seed, runs, seen, method))
        if "--csv" in outputs:
            contents["--csv"] = _csv(runs)
        if draw is not None and (picture := staged["--plot"]) is not None:
            with interface("--plot", instead):
                out = picture.working or picture.target
                draw(settings, seed, _as_main(method, runs), seen if method == "ida" else [], out, title)
        deliver(staged, contents)
    if not outputs:
        print(_summary(title, settings, runs, method))
    if stopped:
        complain(f"Stopped; {len(whole)} of {settings.seeds} runs are complete.", mark="")
        return STOPPED
    return DONE


def _in_force(
    source: Path, scenario: Scenario, variation: str | None, given: Sequence[str]
) -> tuple[Learned, int, Method, str]:
    """The settings, the seed, the method and a title, or a Refusal with everything that is wrong with them."""
    title, settings, seed, problems = scenario.title, scenario.learned, scenario.parameters.run.seed, list[str]()
    method: Method = "ida"
    if variation is not None:
        found = _variation(source, variation)
        title, settings, method = f"{title}: {found.title}", found.learned(settings), found.method
    seeds = [text for text in given if text.partition("=")[0].strip() == "run.seed"]
    try:
        settings = learned_with_settings(settings, [text for text in given if text not in seeds])
    except Refusal as refusal:
        problems += refusal.args
    try:
        seed = with_settings(scenario.parameters, seeds).run.seed
    except Refusal as refusal:
        problems += refusal.args
    if problems:
        raise Refusal(*problems)
    return settings, seed, method, title


def _as_main(method: Method, runs: Runs) -> Runs:
    """The runs with this method in the place of IDA, for a picture that has one method under the theory."""
    shown: Runs = []
    for rounds in runs:
        others = {other: one for other, one in rounds.items() if other not in ("ida", method)}
        shown.append({"ida": rounds[method], **others})
    return shown


def _variation(source: Path, name: str) -> Variation:
    """One of the learned settings that lie in the scenario's folder, by its title."""
    from simulator.scenario.lesson.reader import is_lesson, read_folder
    from simulator.scenario.schema import ScenarioError
    from simulator.scenario.values import shown

    try:
        lesson = read_folder(source.parent) if is_lesson(source.parent) else None
    except ScenarioError as error:
        raise Refusal(*lines(str(source.parent), error)) from None
    there = [] if lesson is None else [one for one in lesson.variations if one.is_learned]
    for one in there:
        if one.title.casefold() == name.strip().casefold():
            return one
    known = "; ".join(one.title for one in there)
    raise Refusal(
        f"--variation {shown(name)}: there is no such variation of the learned model"
        + (f"; there are: {known}" if known else " in this scenario, which has none")
    )


def _train(
    settings: Learned, seed: int, runs: Runs, seen: list[Observations], method: Method, *, baselines: bool
) -> bool:
    """Append run after run, with the baselines of each if they are asked for; False where Ctrl-C has ended it.

    What is in `runs` then are complete rounds; the last run may lack some, and baselines. `seen` is what rounds up to
    LAST_ROUND of IDA show, run by run; the tables of single answers are not kept.
    """
    from simulator.cli.rows import Progress
    from simulator.learner.observations import LAST_ROUND, observe
    from simulator.learner.rounds import Setting, Training, course, steps_of
    from simulator.learner.student import METHODS

    methods = [method, *(other for other in METHODS if other != method and baselines)]
    first = Setting(settings, seed)
    steps = {one: steps_of(first, one, witness=one == method) for one in methods}
    progress = Progress(settings.seeds * sum(steps.values()), 0, "gradient steps")
    before = 0
    try:
        for number in range(settings.seeds):
            setting = Setting(settings, seed, number)
            rounds: dict[Method, list[Round]] = {}
            for one in methods:
                first_rounds: list[Round] = []
                for event in course(setting, method=one, witness=one == method):
                    if isinstance(event, Training):
                        progress.show(before + event.done)
                        continue
                    if not rounds:
                        runs.append(rounds)
                    rounds.setdefault(one, []).append(event.without_tables())
                    if one == "ida" and event.round <= LAST_ROUND:
                        first_rounds.append(event)
                        if event.round == min(LAST_ROUND, settings.rounds):
                            seen.append(observe(setting, first_rounds))
                before += steps[one]
    except KeyboardInterrupt:
        return False
    finally:
        progress.end()
    return True


def _json(
    settings: Learned, seed: int, runs: Runs, seen: Sequence[Observations], method: Method
) -> dict[str, Any]:
    from simulator.engine.iterate import plain
    from simulator.learner.baselines import performance_gap_recovered

    played = [[round_.to_json() for round_ in rounds[method]] for rounds in runs]
    compared = [r for r in runs if {"primitives_only", "supervised"} <= r.keys()]
    return {
        "settings": settings.values(),
        "seed": seed,
        "method": method,
        "rounds": played[0],
        "baselines": {
            one: [round_.to_json() for round_ in rounds] for one, rounds in runs[0].items() if one != method
        },
        "runs": played,
        "gap_recovered": [
            plain(performance_gap_recovered(r[method], r["primitives_only"], r["supervised"])) for r in compared
        ],
        "calibration": _calibration(settings, seed, runs, seen),
    }


def _calibration(settings: Learned, seed: int, runs: Runs, seen: Sequence[Observations]) -> dict[str, Any] | None:
    """What rounds up to 2 of all runs say of later ones, and how far that was off; None where nothing was observed."""
    from simulator.learner.calibration import estimate
    from simulator.learner.forecast import composed, forecast, residual
    from simulator.learner.observations import LAST_ROUND
    from simulator.learner.rounds import Setting

    if not seen:
        return None
    setting = Setting(settings, seed)
    found = estimate(setting, reduce(operator.add, seen))
    rounds = [round_ for methods in runs for round_ in methods["ida"]]
    curves = {"forecast": forecast(found), "trees": composed(setting, found)}
    return found.to_json() | {"from_rounds": LAST_ROUND} | {
        name: curve.to_json() | {"residual": residual(curve, rounds).to_json()} for name, curve in curves.items()
    }  # fmt: skip


def _csv(runs: Runs) -> bytes:
    import csv
    import io

    rows = [
        {"run": number, "method": method} | _flat(round_)
        for number, methods in enumerate(runs)
        for method, rounds in methods.items()
        for round_ in rounds
    ]
    deepest = max(len(round_.correct) for methods in runs for rounds in methods.values() for round_ in rounds)
    columns = ["run", "method", "round", *SINGLE, *(f"{name}_{d}" for name in BY_DEPTH for d in range(deepest))]
    out = io.StringIO()
    writer = csv.DictWriter(out, fieldnames=columns, restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode("utf-8")


def _flat(round_: Round) -> dict[str, Any]:
    figures = round_.to_json()
    columns = {name: figures[name] for name in ("round", *SINGLE)}
    for name in BY_DEPTH:
        columns |= {f"{name}_{depth}": value for depth, value in enumerate(figures.get(name, ()))}
    return columns


def _summary(title: str, settings: Learned, runs: Runs, method: Method) -> str:
    """The runs as a short table for people: the mean over them, and the smallest and largest."""
    how = "" if method == "ida" else f", {method.replace('_', ' ')}"
    lines = [
        f"{title}: {settings.task}{how}, {len(runs)} {'run' if len(runs) == 1 else 'runs'}", "",
        "round  all right (least, most)  misaligned  reaches depth  loss",
    ]  # fmt: skip
    for round_ in range(max(len(rounds[method]) for rounds in runs)):
        here: Sequence[Round] = [rounds[method][round_] for rounds in runs if len(rounds[method]) > round_]
        accuracy = [one.accuracy for one in here]
        mean = sum(accuracy) / len(here)
        misaligned, horizon, loss = (
            sum(values) / len(here)
            for values in zip(*((one.misalignment, one.horizon, one.loss) for one in here), strict=True)
        )
        spread = f"({min(accuracy):.3f}, {max(accuracy):.3f})"
        lines.append(f"{round_:5}  {mean:9.3f} {spread:>15}  {misaligned:10.3f}  {horizon:13.2f}  {loss:.3f}")
    return "\n".join(lines)
