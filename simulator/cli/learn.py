"""`learn`: train the learned model of a scenario and its baselines, and write what was measured (model.md 3).

`learn --json` prints {"settings": …, "seed": …, "rounds": the rounds of the first run, "baselines": its baselines by
name, "runs": the rounds of every run, "gap_recovered": by run and round}. The columns of `learn --csv`, one row for
each run, method and round: run, method, round, horizon, capability, misalignment, accuracy, loss, truth_labels,
overseer_steps, model_calls, reach, then by depth correct_0 …, error_0 …, misaligned_0 …, teacher_correct_0 …,
teacher_error_0 …, teacher_misaligned_0 …, gap_0 …, entropy_0 …. What a round does not have is empty.
"""

from __future__ import annotations

import argparse
from contextlib import ExitStack
from typing import TYPE_CHECKING, Any

from simulator.cli.reading import learned_with_settings, load, whole_number, with_settings
from simulator.cli.saying import DONE, STOPPED, Refusal, complain
from simulator.cli.writing import deliver, json_bytes, stage

if TYPE_CHECKING:
    from collections.abc import Sequence

    from simulator.learner.rounds import Round
    from simulator.learner.settings import Learned
    from simulator.learner.student import Method
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
    parser.add_argument("--seeds", metavar="N", help=f"runs, each with a world of its own, {FEWEST} to {MOST}")
    parser.add_argument("--json", metavar="OUT", help="every figure of every round, and the baselines")
    parser.add_argument("--csv", metavar="OUT", help="the same as a table, one row for each run, method and round")


def run(args: argparse.Namespace) -> int:
    """Do it and return the exit status."""
    source, scenario = load(args.file)
    settings, seed = _in_force(scenario, args.set)
    if args.seeds is not None:
        said = f"write how many, from {FEWEST} to {MOST}"
        settings = settings.with_({"learned.seeds": whole_number("--seeds", args.seeds, FEWEST, MOST, said)})
    outputs = {f"--{name}": out for name in ("json", "csv") if (out := getattr(args, name)) is not None}
    with ExitStack() as stack:
        staged = stage(outputs, source, stack)
        runs: Runs = []
        stopped = not _train(settings, seed, runs, baselines=bool(outputs))
        whole = [rounds for rounds in runs if len(rounds["ida"]) == settings.rounds + 1]
        if stopped and not whole:
            complain("Stopped before the first run was complete; nothing was written.", mark="")
            return STOPPED
        contents = {}
        if "--json" in outputs:
            contents["--json"] = json_bytes(_json(settings, seed, whole))
        if "--csv" in outputs:
            contents["--csv"] = _csv(whole)
        deliver(staged, contents)
    if not outputs:
        print(_summary(scenario.title, settings, whole))
    if stopped:
        complain(f"Stopped; {len(whole)} of {settings.seeds} runs are complete.", mark="")
        return STOPPED
    return DONE


def _in_force(scenario: Scenario, given: Sequence[str]) -> tuple[Learned, int]:
    """The settings and the seed, or a Refusal with everything that is wrong with them."""
    settings, seed, problems = scenario.learned, scenario.parameters.run.seed, list[str]()
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
    return settings, seed


def _train(settings: Learned, seed: int, runs: Runs, *, baselines: bool) -> bool:
    """Append run after run, with the baselines of each if they are asked for; False where Ctrl-C has ended it."""
    from simulator.cli.rows import Progress
    from simulator.learner.rounds import learn
    from simulator.learner.student import METHODS

    methods = METHODS if baselines else METHODS[:1]
    progress = Progress(settings.seeds * len(methods) * (settings.rounds + 1), 0, "rounds")
    done = 0
    try:
        for number in range(settings.seeds):
            rounds: dict[Method, list[Round]] = {}
            for method in methods:
                rounds[method] = []
                for round_ in learn(settings, seed, number=number, method=method, witness=method == "ida"):
                    rounds[method].append(round_)
                    done += 1
                    progress.show(done)
            runs.append(rounds)
    except KeyboardInterrupt:
        return False
    finally:
        progress.end()
    return True


def _json(settings: Learned, seed: int, runs: Runs) -> dict[str, Any]:
    from simulator.engine.iterate import plain
    from simulator.learner.baselines import performance_gap_recovered

    played = [[round_.to_json() for round_ in rounds["ida"]] for rounds in runs]
    gaps = [performance_gap_recovered(r["ida"], r["primitives_only"], r["supervised"]) for r in runs]
    return {
        "settings": settings.values(),
        "seed": seed,
        "rounds": played[0],
        "baselines": {
            method: [round_.to_json() for round_ in rounds] for method, rounds in runs[0].items() if method != "ida"
        },
        "runs": played,
        "gap_recovered": [plain(gap) for gap in gaps],
    }


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


def _summary(title: str, settings: Learned, runs: Runs) -> str:
    """The runs as a short table for people: the mean over them, and the smallest and largest."""
    lines = [
        f"{title}: {settings.task}, {len(runs)} {'run' if len(runs) == 1 else 'runs'}", "",
        "round  all right (least, most)  misaligned  reaches depth  loss",
    ]  # fmt: skip
    for round_ in range(settings.rounds + 1):
        here: Sequence[Round] = [rounds["ida"][round_] for rounds in runs]
        accuracy = [one.accuracy for one in here]
        mean = sum(accuracy) / len(here)
        misaligned, horizon, loss = (
            sum(values) / len(here)
            for values in zip(*((one.misalignment, one.horizon, one.loss) for one in here), strict=True)
        )
        spread = f"({min(accuracy):.3f}, {max(accuracy):.3f})"
        lines.append(f"{round_:5}  {mean:9.3f} {spread:>15}  {misaligned:10.3f}  {horizon:13.2f}  {loss:.3f}")
    return "\n".join(lines)
