"""Run what is asked for, and write the report."""

from __future__ import annotations

import json
import re
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from scripts.learned_report.experiments import EXPERIMENTS, Experiment, Row
from scripts.learned_report.measured import Figures
from scripts.learned_report.picture import picture
from simulator.learner.rounds import Setting, rounds_of
from simulator.learner.settings import Learned

DOCS = Path(__file__).resolve().parents[2] / "docs"
REPORT, FOLDER = DOCS / "learned-model.md", DOCS / "learned-model"
RESULTS = FOLDER / "results.json"
SEEDS = 5


def run(names: Sequence[str]) -> None:
    """Run what is missing of these experiments, and write the report after each."""
    results = json.loads(RESULTS.read_text("utf-8")) if RESULTS.exists() else {}
    for name in names:
        experiment, kept = EXPERIMENTS[name], results.setdefault(name, {})
        for row in experiment.rows:
            runs = kept.setdefault(row.label, [])
            while len(runs) < SEEDS:
                began = time.process_time()
                runs.append(measured(experiment, row, len(runs) + 1))
                RESULTS.write_text(json.dumps(results, ensure_ascii=False, separators=(",", ":")), "utf-8")
                print(f"{name}: {row.label}, seed {len(runs)}: {time.process_time() - began:.1f} s", flush=True)
        write()


def measured(experiment: Experiment, row: Row, seed: int) -> Figures:
    """The figures of one run that the table or its picture shows."""
    values = {f"learned.{name}": value for name, value in {**experiment.common, **row.values}.items()}
    setting = Setting(Learned.of(values), seed)
    rounds = list(rounds_of(setting, method=row.method, witness=experiment.witness))
    found = experiment.measure(setting, rounds)
    shown = {figure for _, figure, _ in experiment.columns} | {experiment.curve}
    return {name: _short(value) for name, value in found.items() if name in shown}


def _short(value: Any) -> Any:
    if isinstance(value, list | tuple | np.ndarray):
        return [_short(one) for one in value]
    return None if value is None or not np.isfinite(value) else round(float(value), 4)


def write() -> None:
    """The report and its pictures, from the results that are there."""
    results = json.loads(RESULTS.read_text("utf-8"))
    intro = (FOLDER / "about.md").read_text("utf-8").rstrip()
    parts = [intro]
    for name, experiment in EXPERIMENTS.items():
        kept = results.get(name, {})
        if any(kept.values()):
            parts.append(f"## {experiment.title}\n\n{experiment.text}\n\n{table(experiment, kept)}")
            if experiment.curve:
                curves = {
                    _label(label): [one[experiment.curve] for one in runs] for label, runs in kept.items() if runs
                }
                (FOLDER / f"{name}.svg").write_text(picture(curves), "utf-8")
                parts[-1] += f"\n\n![{experiment.title}: {experiment.curve}](learned-model/{name}.svg)"
    REPORT.write_text("\n\n".join(parts) + "\n", "utf-8")


def table(experiment: Experiment, kept: Mapping[str, Sequence[Figures]]) -> str:
    """Means over seeds, the least and the most in brackets; expected figures in italics behind them."""
    lines = ["| | " + " | ".join(heading for heading, _, _ in experiment.columns) + " |"]
    lines.append("|---" * (len(experiment.columns) + 1) + "|")
    for row in experiment.rows:
        if runs := kept.get(row.label):
            expected = [*row.expected, *[None] * len(experiment.columns)]
            cells = [
                _cell([_at(one, figure, place) for one in runs], wanted, _percent if experiment.percent else _number)
                for (_, figure, place), wanted in zip(experiment.columns, expected, strict=False)
            ]
            lines.append(f"| {_label(row.label)} | " + " | ".join(cells) + " |")
    return "\n".join(lines)


def _at(figures: Figures, figure: str, place: int | None) -> float | None:
    value = figures.get(figure)
    if place is None or value is None:
        return value
    return value[place] if -len(value) <= place < len(value) else None


def _cell(values: Sequence[float | None], expected: float | None, said_as: Callable[[float], str]) -> str:
    there = [value for value in values if value is not None]
    if not there:
        return "–"
    said = said_as(float(np.mean(there)))
    if (least := said_as(min(there))) != (most := said_as(max(there))):
        said += f" ({least} to {most})"
    if len(there) < len(values):
        said += f", {len(values) - len(there)} of {len(values)} never"
    return said if expected is None else f"{said} *{said_as(expected)}*"


def _label(text: str) -> str:
    return re.sub(r"(?<=\d)%", " %", text)


def _percent(value: float) -> str:
    return f"{100 * value:.2f}"


def _number(value: float) -> str:
    if value == 0 or (float(value).is_integer() and value > 1):
        return str(int(value))
    return f"{value:.3f}".removeprefix("0") if 0 < value < 0.1 else f"{value:.2f}".removeprefix("0")


if __name__ == "__main__":
    given = sys.argv[1:]
    if given == ["--write"]:
        write()
    else:
        if unknown := set(given) - set(EXPERIMENTS):
            sys.exit(f"There is no experiment {', '.join(sorted(unknown))}; there are {', '.join(EXPERIMENTS)}.")
        run(given or list(EXPERIMENTS))
