"""The tab "Attack": how hard it is to find a bad input, and what an attacker gets out of it."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPointF
from PySide6.QtWidgets import QBoxLayout, QWidget

from simulator.app.session import Session
from simulator.engine.iterate import Run
from simulator.engine.outcome import Array
from simulator.engine.security import attempts_for_even_odds
from simulator.ui.charts import words
from simulator.ui.charts.axis import Scale, unit_scale
from simulator.ui.charts.chart import Chart
from simulator.ui.charts.group import ChartGroup
from simulator.ui.charts.log_plot import LogPlot
from simulator.ui.charts.plot import Remark
from simulator.ui.charts.rounds_plot import LABEL_GAP, RoundsPlot, Trace
from simulator.ui.text import tr
from simulator.ui.theme import Theme

_EFFORT = {
    "needed": Trace(color="accent", text="accent"),
    "tries": Trace(color="misaligned", text="misaligned_text", dash="dashed", width=0.8, is_main=False, height=-1.0),
}
_EFFECT = {
    "exposed": Trace(color="misaligned", text="misaligned_text", dash="dashed"),
    "success": Trace(color="secondary", text="secondary", dash="dotted", is_main=False, height=-1.0),
    "now": Trace(color="misaligned", text="misaligned_text", width=0.7, is_main=False, height=-2.0),
}


def needed(run: Run) -> Array:
    """Tries for even odds, rounds 0 to the last; infinite where no input is bad (model.md 2.5)."""
    return attempts_for_even_odds(run.prevalence)


def summary(run: Run, upto: int | None = None) -> str:
    """What is to be seen of the attacker's effort, in one sentence, up to a round."""
    upto = run.last if upto is None else upto
    figures = {"start": _tries(needed(run)[0]), "tries": words.count(run.parameters.security.attempts)}
    if not upto:
        return tr("At round 0 an attacker needs {start} tries for even odds, and has {tries}.", **figures)
    return tr(
        "For even odds an attacker needs {start} tries at round 0 and {end} at round {round}, and has {tries}.",
        end=_tries(needed(run)[upto]), round=upto, **figures,
    )  # fmt: skip


def effect_summary(run: Run, upto: int | None = None) -> str:
    """What is to be seen of the attacker's success, in one sentence, up to a round."""
    upto = run.last if upto is None else upto
    course = words.course(tr("Attack success"), run.attack_success[: upto + 1], words.share, words.SHARE_TOLERANCE)
    return tr(
        "{course} Exposed misalignment is {exposed}, misalignment {now}.",
        course=course, exposed=words.share(run.exposed_misalignment[upto]), now=words.share(run.misalignment[upto]),
    )  # fmt: skip


def table(run: Run) -> words.Table:
    """The numbers of both charts, one row per round; no number where there are infinitely many tries."""
    rows: words.Table = [(
        tr("round"), tr("tries for even odds"), tr("attacker's tries"), tr("attack success"),
        tr("exposed misalignment"), tr("misalignment"),
    )]  # fmt: skip
    figures = zip(needed(run), run.attack_success, run.exposed_misalignment, run.misalignment, strict=True)
    for round_, (tries, *shares) in enumerate(figures):
        shown = float(tries) if np.isfinite(tries) else "∞"
        rows.append((round_, shown, run.parameters.security.attempts, *map(float, shares)))
    return rows


def _tries(value: float) -> str:
    """Tries in figures: fewer than one are one."""
    return words.count(max(float(value), 1.0))


class Effort(LogPlot):
    """Tries that an attacker needs for even odds, against those that there are."""

    def __init__(self, look: Theme | None = None) -> None:
        super().__init__(_EFFORT, look)

    def title(self) -> str:
        return tr("Tries an attacker needs for even odds, on a log scale")

    def summary(self, run: Run, upto: int) -> str:
        return summary(run, upto)

    def other_summary(self, other: Run, upto: int) -> str:
        return summary(other, upto)

    def counts(self, run: Run) -> dict[str, tuple[str, Array]]:
        curves = {"needed": (tr("tries needed"), needed(run))}
        if tries := run.parameters.security.attempts:
            curves["tries"] = (tr("attacker's tries"), np.full(run.last + 1, float(tries)))
        return curves

    def remark(self) -> Remark | None:
        run = self.run_
        if run is None or run.parameters.security.attempts:
            return None
        return Remark((tr("The attacker does not try in this run."),))

    def tip(self, point: QPointF) -> str:
        round_, run = self.pointed_round(point), self.run_
        if round_ is None or run is None:
            return ""
        return tr(
            "Round {round}\ntries needed for even odds {needed}\nattacker's tries {tries}\nbad inputs: 1 in {rarity}",
            round=round_, needed=_tries(needed(run)[round_]), tries=words.count(run.parameters.security.attempts),
            rarity=words.count(1.0 / run.prevalence[round_] if run.prevalence[round_] else np.inf),
        ) + self.other_tip(round_)  # fmt: skip


class Effect(RoundsPlot):
    """What the tries come to: how often they succeed, and misalignment when some inputs are the attacker's."""

    def __init__(self, look: Theme | None = None) -> None:
        super().__init__(_EFFECT, look)

    def title(self) -> str:
        return tr("Attack success, and misalignment with and without the attacker")

    def summary(self, run: Run, upto: int) -> str:
        remark = self.remark()
        return f"{effect_summary(run, upto)} {remark.texts[0]}" if remark else effect_summary(run, upto)

    def other_summary(self, other: Run, upto: int) -> str:
        return effect_summary(other, upto)

    def values(self, run: Run) -> dict[str, tuple[str, Array]]:
        curves = {"success": (tr("attack success"), run.attack_success)}
        if run.parameters.security.attack_share:
            curves["now"] = (tr("misalignment"), run.misalignment)
        return curves | {"exposed": (tr("exposed misalignment"), run.exposed_misalignment)}

    def y_of(self, run: Run) -> Scale:
        return unit_scale(self.frame.height(), self.tick_metrics.height() * 1.7)

    def shown(self, value: float) -> str:
        return words.share(value)

    def needed_right(self) -> float:
        return LABEL_GAP + 6 + self.label_metrics.horizontalAdvance(self._longest_name() + " 0.000")

    def _longest_name(self) -> str:
        name = tr("exposed misalignment")
        return name if self.other is None else self.sided(name, tr("B"))

    def remark(self) -> Remark | None:
        run = self.run_
        if run is None or run.parameters.security.attack_share:
            return None
        full = tr("No input is the attacker's (attacked share 0): exposed misalignment is misalignment.")
        return Remark((full, tr("No input is the attacker's.")))

    def tip(self, point: QPointF) -> str:
        round_, run = self.pointed_round(point), self.run_
        if round_ is None or run is None:
            return ""
        return tr(
            "Round {round}\nattack success {success}\nexposed misalignment {exposed}\nmisalignment {now}\n"
            "attacked share {share}",
            round=round_, success=words.share(float(run.attack_success[round_])),
            exposed=words.share(float(run.exposed_misalignment[round_])),
            now=words.share(float(run.misalignment[round_])), share=words.share(run.parameters.security.attack_share),
        ) + self.other_tip(round_)  # fmt: skip


class AttackTab(ChartGroup):
    """Effort above effect, on one x-axis."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        charts = Chart(session, Effort()), Chart(session, Effect())
        super().__init__(session, charts, QBoxLayout.Direction.TopToBottom, parent)
