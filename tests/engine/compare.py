"""The engine against the scalar reference.

    python -m tests.engine.compare --sets 1000 [--seed N] [--jobs 2] [--through simulate|run|cli]

draws parameter sets, runs both and prints the worst difference of every figure. `cli` goes through the command
line: a scenario file in, `run FILE --json` out. Exit status 1 if a set disagrees.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from decimal import Decimal
from functools import partial
from itertools import starmap
from pathlib import Path
from typing import Any, NamedTuple

from simulator.engine.iterate import run, simulate
from simulator.engine.parameters import Parameters
from tests.engine.parameter_table import ROWS, Choice, Real, Whole
from tests.engine.reference import reference_run

Rounds = list[dict[str, Any]]

TOLERANCE = 1e-9
COUNTERS = frozenset({"model_calls", "overseer_steps"})  # compared relatively: they reach 1e18
COUNTER_FLOOR = 1.0  # below this a counter is compared like all else


class Difference(NamedTuple):
    """Where two runs differ: how much, in which figure, of which round."""

    size: float
    figure: str
    round: int
    engine: float
    reference: float


def simulated(values: dict[str, Any]) -> Rounds:
    """The rounds by `simulate`, one after another."""
    return [round_.to_json() for round_ in simulate(Parameters.of(values))]


def ran(values: dict[str, Any]) -> Rounds:
    """The rounds by `run`, all at once."""
    return [round_.to_json() for round_ in run(Parameters.of(values)).rounds]


def printed(values: dict[str, Any]) -> Rounds:
    """The rounds as `main.py run FILE --json OUT` writes them."""
    from simulator.cli import main

    with tempfile.TemporaryDirectory() as folder:
        scenario, out = Path(folder, "set.toml"), Path(folder, "run.json")
        lines = ["format = 1", 'title = "Compared"', "[parameters]"]
        lines += [f"{id_} = {json.dumps(value)}" for id_, value in values.items()]
        scenario.write_text("\n".join(lines) + "\n", encoding="utf-8")
        status = main(["run", str(scenario), "--json", str(out)])
        assert status == 0, f"exit status {status}"
        document = json.loads(out.read_text(encoding="utf-8"))
    assert document["parameters"] == values
    rounds: Rounds = document["rounds"]
    return rounds


ENGINES: dict[str, Callable[[dict[str, Any]], Rounds]] = {"simulate": simulated, "run": ran, "cli": printed}


def differences(engine: Rounds, reference: Rounds) -> Iterator[Difference]:
    """Every number of both, compared. Raises AssertionError where the shapes differ."""
    assert len(engine) == len(reference), (len(engine), len(reference))
    for ours, theirs in zip(engine, reference, strict=True):
        assert list(ours) == list(theirs), (list(ours), list(theirs))
        for name, expected in theirs.items():
            for figure, got, wanted in _numbers(name, ours[name], expected):
                size = abs(got - wanted)
                if name in COUNTERS:
                    size /= max(COUNTER_FLOOR, abs(wanted))
                if not size <= sys.float_info.max:  # a NaN must not hide in a maximum
                    size = float("inf")
                yield Difference(size, figure, theirs["round"], got, wanted)


def _numbers(name: str, got: Any, wanted: Any) -> Iterator[tuple[str, float, float]]:
    if isinstance(wanted, dict):
        assert list(got) == list(wanted), (name, list(got), list(wanted))
        for key in wanted:
            yield from _numbers(f"{name}.{key}", got[key], wanted[key])
    elif isinstance(wanted, list):
        assert len(got) == len(wanted), (name, len(got), len(wanted))
        for one, other in zip(got, wanted, strict=True):
            yield from _numbers(name, one, other)
    else:
        assert isinstance(got, int | float), (name, got)
        yield name, got, wanted


def worst(engine: Rounds, reference: Rounds) -> Difference:
    """The largest difference of all figures."""
    return max(differences(engine, reference))


def disagreement(values: dict[str, Any], engine: Rounds) -> Difference | None:
    """The worst difference if the engine is not right to TOLERANCE, else None.

    Float arithmetic itself may lose the ninth digit (x → x⁵ near x = 1, round after round). Where the floats
    of the two differ, the equations in 60-digit decimals decide: the engine has to come within TOLERANCE of them,
    or at least as near as ten times the distance of the float reference.
    """
    floats = reference_run(values)
    found = worst(engine, floats)
    if found.size <= TOLERANCE:
        return None
    exact = reference_run(values, Decimal)
    allowed: dict[tuple[str, int], float] = {}
    for lost in differences(floats, exact):
        key = (lost.figure, lost.round)
        allowed[key] = max(allowed.get(key, TOLERANCE), 10 * lost.size)
    excess = [off for off in differences(engine, exact) if off.size > allowed[off.figure, off.round]]
    return max(excess, default=None)


def random_values(luck: random.Random, last_round: int = 60) -> dict[str, Any]:
    """A parameter set: each value even over its range, in one of three sets often at an end or the default."""
    often = luck.choice((0.0, 0.3, 0.7))
    values: dict[str, Any] = {}
    for id_, row in ROWS.items():
        special = luck.random() < often
        match row:
            case Choice(_, choices):
                values[id_] = luck.choice(choices)
            case Whole(default, low, high):
                values[id_] = luck.choice((default, default, low, high)) if special else luck.randint(low, high)
            case Real(default, low, high):
                ends = (float(default), float(default), float(low), float(high))
                values[id_] = luck.choice(ends) if special else luck.uniform(low, high)
    values["run.rounds"] = min(values["run.rounds"], last_round)
    return values


class Compared(NamedTuple):
    """One set: the worst difference of each figure, and what is wrong, if anything."""

    number: int
    worst: dict[str, Difference]
    problem: str


def compare(number: int, values: dict[str, Any], through: str) -> Compared:
    """Run one set through the engine and the reference."""
    engine = ENGINES[through](values)
    by_figure: dict[str, Difference] = {}
    for found in differences(engine, reference_run(values)):
        by_figure[found.figure] = max(found, by_figure.get(found.figure, found))
    off = disagreement(values, engine)
    return Compared(number, by_figure, f"{off}\n  {json.dumps(values)}" if off else "")


def main(argv: Sequence[str]) -> int:
    """The command; returns its exit status."""
    parser = argparse.ArgumentParser(prog="python -m tests.engine.compare", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--sets", type=int, default=1000, help="parameter sets to draw (default 1000)")
    parser.add_argument("--seed", type=int, default=1, help="of the draw")
    parser.add_argument("--rounds", type=int, default=60, help="most rounds of a set (default 60)")
    parser.add_argument("--jobs", type=int, default=1, help="processes")
    parser.add_argument("--through", choices=ENGINES, default="simulate", help="which way into the engine")
    args = parser.parse_args(argv)

    luck = random.Random(args.seed)
    sets = [(number, random_values(luck, args.rounds)) for number in range(args.sets)]
    each = partial(compare, through=args.through)
    table: dict[str, tuple[Difference, int]] = {}
    wrong = []
    with ProcessPoolExecutor(args.jobs) as pool:
        found = pool.map(each, *zip(*sets, strict=True), chunksize=4) if args.jobs > 1 else starmap(each, sets)
        for done in found:
            for figure, difference in done.worst.items():
                table[figure] = max((difference, done.number), table.get(figure, (difference, done.number)))
            if done.problem:
                wrong.append(f"set {done.number}: {done.problem}")
    print(f"{'figure':42} {'worst':>9}   set round")
    for figure, (difference, number) in table.items():
        print(f"{figure:42} {difference.size:9.2e} {number:5} {difference.round:5}")
    print(*wrong, sep="\n")
    print(f"{args.sets} sets (seed {args.seed}, through {args.through}): {len(wrong)} beyond {TOLERANCE:g}")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
