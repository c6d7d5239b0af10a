"""How far the model comes, round by round: its horizon, or the share of right answers."""

from __future__ import annotations

from typing import Literal

import numpy as np
from PySide6.QtCore import QPointF

from simulator.engine.iterate import Run
from simulator.engine.outcome import Array
from simulator.ui.charts import luck, words
from simulator.ui.charts.axis import Scale, unit_scale, whole_scale
from simulator.ui.charts.plot import Remark
from simulator.ui.charts.rounds_plot import LABEL_GAP, RoundsPlot, Trace
from simulator.ui.text import mark, tr
from simulator.ui.theme import Theme

Measure = Literal["horizon", "capability"]
MEASURES: dict[Measure, str] = {"horizon": mark("reached depth"), "capability": mark("capability")}
"""What the first chart can show, with the words of its switch."""

_TITLES: dict[Measure, str] = {
    "horizon": mark("Reached depth: questions solved at least half of the time"),
    "capability": mark("Capability: share of all questions that are answered right"),
}
_SUBJECTS: dict[Measure, str] = {"horizon": mark("Reached depth"), "capability": mark("Capability")}
_TRACES = {
    "model": Trace(color="accent", text="accent"),
    "teacher": Trace(color="teacher", text="teacher_text", dash="dotted", first=1, is_main=False),
    "reach": Trace(color="overseer", text="overseer_text", dash="dashed", width=0.8, is_main=False, height=-1.0),
}


def somebody_checks(run: Run) -> bool:
    """Whether the overseer's level plays a part in this run."""
    return run.parameters.reliability.check_rate > 0 or run.parameters.reliability.refinement > 0


def reach(run: Run) -> Array:
    """Depth at which the overseer notices half of what it could, helped by each round's model (model.md 2.4)."""
    return np.asarray(run.parameters.overseer.level + run.parameters.overseer.assistance * run.horizon)


def series(run: Run, measure: Measure = "horizon") -> dict[str, tuple[str, Array]]:
    """The curves: name and values. The teacher's first value is that of round 1."""
    if measure == "capability":
        return {
            "model": (tr("model"), run.capability),
            "teacher": (tr("teacher"), run.teacher_correct.mean(axis=-1)),
        }
    curves = {"model": (tr("model"), run.horizon), "teacher": (tr("teacher"), run.teacher_horizon)}
    if somebody_checks(run):
        curves["reach"] = (tr("overseer's reach"), reach(run))
    return curves


def summary(run: Run, upto: int | None = None, measure: Measure = "horizon") -> str:
    """What is to be seen, in one sentence, up to a round."""
    figures = (run.capability if measure == "capability" else run.horizon)[: (run.last if upto is None else upto) + 1]
    if measure == "capability":
        return words.course(tr(_SUBJECTS[measure]), figures, words.share, words.SHARE_TOLERANCE)
    return words.course(tr(_SUBJECTS[measure]), figures, words.depth, words.DEPTH_TOLERANCE)


def table(run: Run, measure: Measure = "horizon") -> words.Table:
    """The same numbers, one row per round."""
    curves = series(run, measure)
    columns = [["" for _ in range(_TRACES[id_].first)] + values.tolist() for id_, (_, values) in curves.items()]
    header = (tr("round"), *(name for name, _ in curves.values()))
    return [header, *((round_, *row) for round_, row in enumerate(zip(*columns, strict=True)))]


class ReachedDepth(RoundsPlot):
    """The first chart over time."""

    def __init__(self, look: Theme | None = None) -> None:
        self.measure: Measure = "horizon"
        super().__init__(_TRACES, look)

    def title(self) -> str:
        return tr(_TITLES[self.measure])

    def summary(self, run: Run, upto: int) -> str:
        sentence, remark = summary(run, upto, self.measure), self.remark()
        return f"{sentence} {remark.texts[0]}" if remark else sentence

    def other_summary(self, other: Run, upto: int) -> str:
        return summary(other, upto, self.measure)

    def set_measure(self, measure: Measure) -> None:
        """Show the other figure."""
        self.measure = measure
        self.refresh()

    def values(self, run: Run) -> dict[str, tuple[str, Array]]:
        return series(run, self.measure)

    def y_of(self, run: Run) -> Scale:
        spacing = self.tick_metrics.height() * 1.7
        if self.measure == "capability":
            return unit_scale(self.frame.height(), spacing)
        deepest = run.parameters.task.max_depth
        if self.other is not None:
            deepest = max(deepest, self.other.parameters.task.max_depth)
        return whole_scale(deepest, self.frame.height(), spacing)

    def shown(self, value: float) -> str:
        return words.share(value) if self.measure == "capability" else words.depth(value)

    def needed_right(self) -> float:
        names = [name for name, _ in series(self.run_, self.measure).values()] if self.run_ is not None else []
        if self.other is not None:
            names += [self.sided(names[0], tr("B"))]
        widths = [self.label_metrics.horizontalAdvance(f"{name} 00.0") for name in names]
        return LABEL_GAP + 6 + max(widths, default=0.0)

    def lucky_figure(self) -> str:
        return self.measure

    def remark(self) -> Remark | None:
        if self.seen is not None:
            said = luck.remark(self.seen, self.look)
            return said if self.other is None else luck.of_a(said)
        run = self.run_
        if run is None or self.measure == "capability" or not self.moment.revealed or somebody_checks(run):
            return None
        full = tr("Nobody checks in this run, so the overseer's level plays no part.")
        return Remark((full, tr("Nobody checks in this run."), tr("Nobody checks.")))

    def line_note(self) -> tuple[str, float] | None:
        """A horizon at the top may well lie further up: nothing harder is asked."""
        run = self.run_
        if run is None or self.measure == "capability":
            return None
        deepest = run.parameters.task.max_depth
        is_there = run.horizon[: self.moment.revealed + 1].max() > deepest - words.DEPTH_TOLERANCE
        return (tr("hardest question asked"), deepest) if is_there and deepest == self.y_scale.high else None

    def tip(self, point: QPointF) -> str:
        round_ = self.pointed_round(point)
        if round_ is None:
            return ""
        lines = [tr("Round {round}", round=round_)]
        for curve in self._all_curves:
            value = curve.at(round_)
            if value is not None:
                lines.append(tr("{name} {value}", name=curve.name, value=self.shown(value)))
        if note := self.line_note():
            lines.append(tr("hardest question asked {depth}", depth=int(note[1])))
        if remark := self.remark():
            lines.append(remark.texts[0])
        return "\n".join(lines)
