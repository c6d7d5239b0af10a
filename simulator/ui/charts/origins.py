"""Which mechanisms began the errors of each round, and when: figures, sentences and tables of the tab "Origins".

The figures are the closed form of `blame.expected_origins`, the mean over all depths.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterator
from typing import Literal

import numpy as np
from PySide6.QtCore import Qt

from simulator.engine.blame import CAUSES, origins_by_round
from simulator.engine.iterate import Run
from simulator.engine.outcome import Array
from simulator.engine.remembered import forgotten_with_runs
from simulator.ui.charts import words
from simulator.ui.charts.stacks import Stack
from simulator.ui.text import mark, tr

_Pattern = Qt.BrushStyle

Wrong = Literal["misaligned", "error"]

_ROWS: dict[Wrong, int] = {"error": 0, "misaligned": 1}
WRONG: dict[Wrong, str] = {"misaligned": mark("misaligned"), "error": mark("honest errors")}
"""What can be shown, and how it is called on the switch."""

STACKS: dict[Wrong, tuple[Stack, ...]] = {
    "misaligned": (
        Stack(name=mark("the start"), causes=("start",), strength=0.36),
        Stack(name=mark("blind spots"), causes=("blind_spot",), strength=1.4),
        Stack(name=mark("assistants"), causes=("assistant",), strength=0.7),
        Stack(name=mark("drift when amplified"), causes=("amplification_drift",), pattern=_Pattern.BDiagPattern),
        Stack(name=mark("drift when distilled"), causes=("distillation_drift",), pattern=_Pattern.FDiagPattern),
    ),
    "error": (
        Stack(name=mark("the start"), causes=("start",), strength=0.3),
        Stack(name=mark("overseer's slips"), causes=("slip",), strength=1.4),
        Stack(name=mark("forgotten"), causes=("forgetting",), pattern=_Pattern.FDiagPattern),
        Stack(name=mark("no two agreed"), causes=("no_majority",), strength=0.7),
        Stack(name=mark("all rejected"), causes=("abstained",), pattern=_Pattern.HorPattern),
        Stack(
            name=mark("a misaligned part"), pattern=_Pattern.DiagCrossPattern,
            causes=("distillation_drift", "amplification_drift", "blind_spot", "assistant"),
        ),
    ),
}  # fmt: skip
"""The segments of the bars, from below: every cause of `blame` is in one of them."""

WORTH_NAMING = 0.0005
_NOBODY: dict[Wrong, str] = {
    "misaligned": mark("Next to no answers of round {round} are misaligned: {share}."),
    "error": mark("Next to no answers of round {round} are honest errors: {share}."),
}
_ORIGINS: dict[Wrong, str] = {
    "misaligned": mark("At round {round}, {share} of all answers are misaligned; they go back to: {parts}."),
    "error": mark("At round {round}, {share} of all answers are honest errors; they go back to: {parts}."),
}
_BEGAN: dict[Wrong, str] = {
    "misaligned": mark(
        "Of the misaligned answers of round {round}, {whole} of all answers, half began by round {half}; the largest "
        "part, {share}, began in round {most}."
    ),
    "error": mark(
        "Of the honest errors of round {round}, {whole} of all answers, half began by round {half}; the largest "
        "part, {share}, began in round {most}."
    ),
}
TITLES: dict[Wrong, str] = {
    "misaligned": mark("Origins of misaligned answers, all depths"),
    "error": mark("Origins of honest errors, all depths"),
}
WHEN_TITLES: dict[Wrong, str] = {
    "misaligned": mark("Round {round}: when misalignment began"),
    "error": mark("Round {round}: when errors began"),
}


_KEPT_RUNS = 4
"""A, B, and what a drag began with; the one that comes next pushes none of them out."""
_kept: OrderedDict[Run, Array] = OrderedDict()
"""Of each run [round, error or misaligned, cause, round of origin], the mean over all depths."""
forgotten_with_runs(_kept.clear)


def find(run: Run) -> Iterator[None]:
    """Have the origins of a run's errors ready, a part at a time: of sixty rounds they take longer than a frame."""
    if run not in _kept:
        for table in origins_by_round(run):  # noqa: B007  the last one is whole
            yield
        expected: Array = table.mean(axis=2)
        expected.setflags(write=False)
        _kept[run] = expected
        while len(_kept) > _KEPT_RUNS:
            _kept.popitem(last=False)
    _kept.move_to_end(run)


def is_found(run: Run) -> bool:
    """Whether they are ready."""
    return run in _kept


def _expected(run: Run) -> Array:
    for _ in find(run):
        pass
    return _kept[run]


def grouped(table: Array, wrong: Wrong) -> Array:
    """From [..., error or misaligned, cause, round of origin] to [..., stack, round of origin]."""
    part = table[..., _ROWS[wrong], :, :]
    codes = ([CAUSES.index(cause) for cause in stack.causes] for stack in STACKS[wrong])
    return np.stack([part[..., rows, :].sum(axis=-2) for rows in codes], axis=-2)


def shares(run: Run, wrong: Wrong) -> Array:
    """Expected share of all answers: [round, stack, round of origin]; it sums to the wrong share of the round."""
    return grouped(_expected(run), wrong)


def summary(run: Run, upto: int | None = None, wrong: Wrong = "misaligned") -> str:
    """What began the errors of a round, in one sentence: the origins by size."""
    round_ = run.last if upto is None else upto
    parts = shares(run, wrong)[round_].sum(axis=-1)
    figures = {"round": round_, "share": words.share(float(parts.sum()))}
    order = [int(i) for i in np.argsort(-parts, kind="stable") if parts[i] >= WORTH_NAMING]
    if not order:
        return tr(_NOBODY[wrong], **figures)
    named = ", ".join(f"{tr(STACKS[wrong][i].name)} {words.share(float(parts[i]))}" for i in order)
    return tr(_ORIGINS[wrong], parts=named, **figures)


def when_summary(run: Run, upto: int | None = None, wrong: Wrong = "misaligned") -> str:
    """When the errors of a round began, in one sentence."""
    round_ = run.last if upto is None else upto
    since = shares(run, wrong)[round_].sum(axis=0)
    if since.sum() < WORTH_NAMING:
        return tr(_NOBODY[wrong], round=round_, share=words.share(float(since.sum())))
    most = int(since.argmax())
    half = int(np.searchsorted(np.cumsum(since), since.sum() / 2))
    return tr(
        _BEGAN[wrong], round=round_, most=most, share=words.share(float(since[most])), half=half,
        whole=words.share(float(since.sum())),
    )  # fmt: skip


def table(run: Run, wrong: Wrong = "misaligned") -> words.Table:
    """The left chart's numbers: one row per round, one column per origin, and the sum."""
    figures = shares(run, wrong).sum(axis=-1)
    rows: words.Table = [(tr("round"), *(tr(stack.name) for stack in STACKS[wrong]), tr("together"))]
    rows += [(round_, *map(float, row), float(row.sum())) for round_, row in enumerate(figures)]
    return rows


def when_table(run: Run, round_: int, wrong: Wrong = "misaligned") -> words.Table:
    """The right chart's numbers at a round: one row per round of origin."""
    figures = shares(run, wrong)[round_].T
    rows: words.Table = [(tr("began in round"), *(tr(stack.name) for stack in STACKS[wrong]), tr("together"))]
    rows += [(since, *map(float, row), float(row.sum())) for since, row in enumerate(figures[: round_ + 1])]
    return rows
