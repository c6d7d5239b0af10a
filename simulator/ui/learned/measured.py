"""Curves over the rounds of what was trained: means and bands over the runs, baselines, and what the theory says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np

from simulator.app.trained import Trained
from simulator.engine.outcome import Array
from simulator.learner.rounds import Round
from simulator.learner.student import METHODS, Method
from simulator.ui.charts import words
from simulator.ui.learned.pointer import Measure
from simulator.ui.learned.words import METHODS as NAMES
from simulator.ui.text import mark, tr

LABELS: Mapping[Measure, str] = MappingProxyType({
    "horizon": mark("reached depth"),
    "capability": mark("right answers"),
    "misalignment": mark("misaligned"),
    "attack": mark("attack success"),
})  # fmt: skip
"""What the curves can show, with the words of their switch."""

TITLES: Mapping[Measure, str] = MappingProxyType({
    "horizon": mark("Reached depth: measured, and what the theory says"),
    "capability": mark("Right answers: measured, and what the theory says"),
    "misalignment": mark("Misaligned answers: measured, and what the theory says"),
    "attack": mark("Tagged questions that get the attacker’s answer"),
})  # fmt: skip

SUBJECTS: Mapping[Measure, str] = MappingProxyType({
    "horizon": mark("Measured reached depth"),
    "capability": mark("The measured share of right answers"),
    "misalignment": mark("The measured share of misaligned answers"),
    "attack": mark("The measured success of the attack"),
})  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Band:
    """The mean over the runs of each round, and the least and largest of them."""

    mean: Array
    low: Array
    high: Array
    runs: int


def value(round_: Round, measure: Measure) -> float:
    """One figure of a round."""
    if measure == "attack":
        found = round_.attack_success
        return float("nan") if found is None else float(np.nanmean(found))
    return float(getattr(round_, measure))


def band(trained: Trained, measure: Measure) -> Band:
    """What all runs have measured so far."""
    each = [[value(r, measure) for r in trained.measured(round_)] for round_ in range(trained.last + 1)]
    return Band(
        mean=np.array([np.mean(values) for values in each]),
        low=np.array([min(values) for values in each]),
        high=np.array([max(values) for values in each]),
        runs=max((len(values) for values in each), default=0),
    )


def baselines(trained: Trained, measure: Measure) -> dict[Method, Array]:
    """The curves of the other methods, as far as they have come."""
    if measure in ("misalignment", "attack"):
        return {}  # without a second lineage a shared error cannot be told from a single one
    curves = {method: trained.baseline(method) for method in METHODS if method != "ida"}
    return {
        method: np.array([value(round_, measure) for round_ in rounds]) for method, rounds in curves.items() if rounds
    }


def shown(figure: float, measure: Measure) -> str:
    """A figure as it is written."""
    return words.depth(figure) if measure == "horizon" else words.share(figure)


def table(trained: Trained, measure: Measure, theory: Array | None, as_set: Array | None) -> words.Table:
    """The curves in numbers, a row for each round."""
    found, others = band(trained, measure), baselines(trained, measure)
    name = tr(LABELS[measure])
    header = [tr("round"), tr("{measure}, mean", measure=name), tr("{measure}, least", measure=name)]
    header.append(tr("{measure}, most", measure=name))
    curves = [(name, c) for name, c in ((tr("theory"), theory), (tr("as set"), as_set)) if c is not None]
    curves += [(tr(NAMES[method]), curve) for method, curve in others.items()]
    header += [name for name, _ in curves]
    rows: words.Table = [tuple(header)]
    for round_ in range(len(found.mean)):
        row: list[str | int | float] = [round_]
        row += [float(found.mean[round_]), float(found.low[round_]), float(found.high[round_])]
        row += [float(curve[round_]) if round_ < len(curve) else "" for _, curve in curves]
        rows.append(tuple(row))
    return rows
