"""The tab "Cost": what a round's training costs, and what one answer would cost if nothing were distilled."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPointF
from PySide6.QtWidgets import QBoxLayout, QWidget

from simulator.app.session import Session
from simulator.engine.iterate import Run
from simulator.engine.measures import undistilled_calls
from simulator.engine.outcome import Array
from simulator.ui.charts import words
from simulator.ui.charts.chart import Chart
from simulator.ui.charts.group import ChartGroup
from simulator.ui.charts.log_plot import LogPlot
from simulator.ui.charts.plot import Remark
from simulator.ui.charts.rounds_plot import Trace
from simulator.ui.text import digits, tr
from simulator.ui.theme import Theme

_TRACES = {
    "training": Trace(color="accent", text="accent", first=1),
    "steps": Trace(
        color="overseer", text="overseer_text", dash="dashed", first=1, width=0.8, is_main=False, height=-1.0
    ),
    "undistilled": Trace(color="teacher", text="teacher_text", dash="dotted", first=1, is_main=False),
}


def undistilled(run: Run) -> Array:
    """Calls of one answer at each round's horizon if all of its tree were asked (model.md 2.6); one entry per round."""
    draws = np.stack([transition.amplified.draws[0] for transition in run.transitions])
    calls = undistilled_calls(run.parameters, run.horizon[1:].reshape(-1, 1, 1), draws)
    return calls.reshape(-1)


def series(run: Run) -> dict[str, tuple[str, Array]]:
    """The curves: name and values, the first being those of round 1."""
    curves = {"training": (tr("training calls"), run.model_calls)}
    if run.overseer_steps.min() > 0:
        curves["steps"] = (tr("overseer's steps"), run.overseer_steps)
    curves["undistilled"] = (tr("one answer, undistilled"), undistilled(run))
    return curves


def why_it_falls(run: Run, upto: int) -> tuple[str, ...]:
    """Why the price of an undistilled answer falls in one of the first rounds, at length and shorter; empty if never.

    It is that of an answer at the depth that the model reaches: b · copies · G for each whole level (model.md 2.6).
    """
    calls, levels = undistilled(run)[:upto], np.floor(run.horizon[1 : upto + 1])
    falls = calls[1:] < calls[:-1]
    if (falls & (levels[1:] < levels[:-1])).any():
        return (
            tr("Undistilled is the price of an answer at the reached depth: where that sinks, there is less to ask."),
            tr("Undistilled falls where the reached depth sinks."),
        )
    if falls.any():
        return (
            tr("Undistilled falls where fewer answers are sent back and asked anew."),
            tr("Undistilled falls with the answers sent back."),
        )
    return ()


def summary(run: Run, upto: int | None = None) -> str:
    """What is to be seen, in one sentence, up to a round."""
    upto = run.last if upto is None else upto
    if not upto:
        return tr("At round 0 nothing has been paid for yet.")
    return tr(
        "The training set of round {round} costs {calls} model calls and {steps} overseer's steps; one answer at depth "
        "{depth} would cost {one} calls if nothing were distilled, and costs the student 1.",
        round=upto, calls=words.count(run.model_calls[upto - 1]), steps=words.count(run.overseer_steps[upto - 1]),
        depth=words.depth(run.horizon[upto]), one=words.count(undistilled(run)[upto - 1]),
    )  # fmt: skip


def table(run: Run) -> words.Table:
    """The same numbers, one row per round from 1 on."""
    rows: words.Table = [
        (tr("round"), tr("training calls"), tr("overseer's steps"), tr("reached depth"), tr("one answer, undistilled"))
    ]
    figures = zip(run.model_calls, run.overseer_steps, run.horizon[1:], undistilled(run), strict=True)
    rows += [(round_, *map(float, row)) for round_, row in enumerate(figures, start=1)]
    return rows


class Cost(LogPlot):
    """Calls of the training set, steps of the overseer, and calls of one answer without distillation."""

    def __init__(self, look: Theme | None = None) -> None:
        super().__init__(_TRACES, look)

    def title(self) -> str:
        return tr("Cost of each round: model calls, on a log scale")

    def summary(self, run: Run, upto: int) -> str:
        return summary(run, upto)

    def other_summary(self, other: Run, upto: int) -> str:
        return summary(other, upto)

    def counts(self, run: Run) -> dict[str, tuple[str, Array]]:
        return series(run)

    def remark(self) -> Remark | None:
        if not self.moment.revealed:
            return Remark((tr("Nothing is paid for before round 1."),))
        if self.run_ is not None and (texts := why_it_falls(self.run_, self.moment.revealed)):
            return Remark(texts)
        return Remark((tr("One answer of the student costs 1 call."),))

    def tip(self, point: QPointF) -> str:
        round_, run = self.pointed_round(point), self.run_
        if not round_ or run is None:
            return ""
        figures = {"calls": run.model_calls, "steps": run.overseer_steps, "one": undistilled(run)}
        shown = {name: words.count(float(values[round_ - 1])) for name, values in figures.items()}
        levels = int(run.horizon[round_])
        factor = float(figures["one"][round_ - 1]) ** (1 / max(levels, 1))
        parameters = run.parameters
        return tr(
            "Round {round}\n"
            "training set: {calls} model calls, {steps} overseer's steps\n"
            "({examples} questions at each depth, {labels} labels each)\n"
            "one answer at depth {depth}, undistilled: {one} model calls\n"
            "(times {factor} for each of {levels} whole levels of its tree)\n"
            "one answer of the student: 1 call",
            round=round_, levels=levels, factor=digits(factor, ".3g"), depth=words.depth(run.horizon[round_]),
            labels=parameters.distill.labels_per_question,
            examples=words.count(parameters.distill.examples), **shown,
        ) + self.other_tip(round_)  # fmt: skip


class CostTab(ChartGroup):
    """The cost alone."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session, [Chart(session, Cost())], QBoxLayout.Direction.TopToBottom, parent)
