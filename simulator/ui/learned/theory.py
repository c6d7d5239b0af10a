"""What the effective model says of a learned run, and what is to be said of how far it was off."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

import numpy as np

from simulator.app.trained import Prediction, Trained
from simulator.engine.outcome import Array
from simulator.learner.forecast import Forecast
from simulator.ui.charts import words
from simulator.ui.learned.measured import band
from simulator.ui.learned.pointer import Measure
from simulator.ui.text import digits, mark, tr

MOST = 0.5
WORTH_SAYING = 0.05
"""Sub-questions that are shared are worth a word where trees alone give so many more right answers than the theory."""


def curve(found: Forecast | None, measure: Measure) -> Array | None:
    """One measure of a curve, if it has that."""
    if found is None or measure == "attack":
        return None
    return {"horizon": found.horizon, "capability": found.capability, "misalignment": found.misalignment}[measure]


def matters(found: Prediction | None) -> bool:
    """Whether it makes a difference that sub-questions are shared: the theory is then too gloomy."""
    if found is None or found.trees is None:
        return False
    return float(found.trees.capability[-1] - found.theory.capability[-1]) >= WORTH_SAYING


def over_claimed(trained: Trained) -> float:
    """The share of main questions that get an answer that claims too much, in the last round; 0 where none can."""
    rounds, facts = trained.runs.get(0, {}).get("ida", []), trained.facts
    return rounds[-1].over_claims.get(facts.kinds[0].name, 0.0) if rounds and facts is not None else 0.0


def generalizes(trained: Trained) -> bool:
    """Whether in some round most questions were right that were harder than anything taught by then, and not by luck.

    What the first student is right about, without having been taught it, is luck.
    """
    rounds = trained.runs.get(0, {}).get("ida", [])
    harder = [(round_.correct - rounds[0].correct)[round_.reach + 1 :] for round_ in rounds[1:]]
    return any(len(shares) > 0 and float(shares.mean()) > MOST for shares in harder)


def said(trained: Trained, found: Prediction, measure: Measure) -> str:
    """How far the forecast was off, on the forecast alone; and where mean field is wrong, that it is, and why."""
    parts = [residual(trained, found, measure)]
    over = over_claimed(trained)
    if over >= WORTH_SAYING:
        parts.append(tr(
            "{share} of the harder questions get an answer that claims too much: the overseer takes the most favorable "
            "claim, and does not notice all false ones. The theory knows no such choice.",
            share=words.share(over),
        ))  # fmt: skip
    elif generalizes(trained):
        parts.append(tr(
            "The student generalizes: it answers most questions that are harder than any it was taught. The theory "
            "only passes on what is taught."
        ))  # fmt: skip
    elif matters(found):
        assert found.trees is not None
        parts.append(tr(
            "The theory takes sub-questions as independent. Here they are shared: one wrong answer that is asked for "
            "twice is one error, not two. Trees alone, slips counted as they fall, end at {trees} right answers, the "
            "theory at {theory}.",
            trees=words.share(float(found.trees.capability[-1])),
            theory=words.share(float(found.theory.capability[-1])),
        ))  # fmt: skip
    return " ".join(filter(None, parts))


OFF: Mapping[Measure, str] = MappingProxyType({
    "horizon": mark("Fitted to rounds 0 to {known}. On later rounds the theory is typically off by {typical} levels."),
    "capability": mark(
        "Fitted to rounds 0 to {known}. On later rounds the theory is typically off by {typical} in the share of right "
        "answers."
    ),
    "misalignment": mark(
        "Fitted to rounds 0 to {known}. On later rounds the theory is typically off by {typical} in the share of "
        "misaligned answers."
    ),
})  # fmt: skip
"""How far the forecast was off, in the unit of the measure."""

LEAST: Mapping[Measure, tuple[float, float]] = MappingProxyType({
    "horizon": (0.05, 0.25), "capability": (0.01, 0.02), "misalignment": (0.002, 0.01),
})  # fmt: skip
"""From which mean a side is worth saying, and from which difference a miss of the fitted rounds."""
CLEARLY = 2.0
"""Standard errors from which the theory misses a round clearly."""


def off(trained: Trained, found: Prediction, measure: Measure) -> Array:
    """Measured minus theory, the mean over the runs, in every round that was measured."""
    mean, theory = band(trained, measure).mean, curve(found.theory, measure)
    assert theory is not None
    rounds = min(len(mean), len(theory))
    return np.asarray(mean[:rounds] - theory[:rounds])


def residual(trained: Trained, found: Prediction, measure: Measure) -> str:
    """How far the theory was off: on the forecast alone, and on the rounds it was fitted to, if it misses those too."""
    return " ".join(filter(None, [_forecast(trained, found, measure), _fitted(trained, found, measure)]))


def _forecast(trained: Trained, found: Prediction, measure: Measure) -> str:
    if trained.settings.rounds <= found.known:
        return tr("Fitted to rounds 0 to {known}; there is no later round to forecast.", known=found.known)
    later = off(trained, found, measure)[found.known + 1 :]
    if not len(later):
        return tr("Fitted to rounds 0 to {known}; later rounds will show whether it is right.", known=found.known)
    typical, mean = float(np.sqrt((later**2).mean())), float(later.mean())
    said = tr(OFF[measure], known=found.known, typical=_figure(typical, measure))
    if abs(mean) < max(LEAST[measure][0], typical / 3):
        return said
    text = mark("On average it is too low by {mean}.") if mean > 0 else mark("On average it is too high by {mean}.")
    return f"{said} {tr(text, mean=_figure(abs(mean), measure))}"


def _fitted(trained: Trained, found: Prediction, measure: Measure) -> str:
    if measure not in found.errors:
        return ""
    missed = np.abs(off(trained, found, measure)[: found.known + 1])
    least = np.maximum(CLEARLY * found.errors[measure][: len(missed)], LEAST[measure][1])
    missed = np.where(missed > least, missed, 0.0)
    if not missed.any():
        return ""
    return tr(
        "It also misses a round that it was fitted to, round {round} by {off}, more than twice its standard error: "
        "each parameter was estimated by itself, no curve was laid through these rounds.",
        round=int(missed.argmax()), off=_figure(float(missed.max()), measure),
    )  # fmt: skip


def _figure(figure: float, measure: Measure) -> str:
    return digits(figure, ".2f") if measure == "horizon" else words.share(figure)
