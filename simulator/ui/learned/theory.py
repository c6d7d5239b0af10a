"""What the effective model says of a learned run, and what is to be said of how far it was off."""

from __future__ import annotations

from simulator.app.trained import Prediction, Trained
from simulator.engine.outcome import Array
from simulator.learner.forecast import Forecast
from simulator.ui.charts import words
from simulator.ui.learned.pointer import Measure
from simulator.ui.text import tr

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


def said(trained: Trained, found: Prediction) -> str:
    """How far the forecast was off, on the forecast alone; and where mean field is wrong, that it is, and why."""
    parts = [_residual(trained, found)]
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


def _residual(trained: Trained, found: Prediction) -> str:
    if trained.settings.rounds <= found.known:
        return tr("Fitted to rounds 0 to {known}; there is no later round to forecast.", known=found.known)
    off = trained.residual()
    if off is None:
        return tr("Fitted to rounds 0 to {known}; later rounds will show whether it is right.", known=found.known)
    figures = {"known": found.known, "typical": words.share(off.typical), "mean": words.share(abs(off.mean))}
    if abs(off.mean) < max(0.01, off.typical / 3):
        return tr(
            "Fitted to rounds 0 to {known}. On later rounds the theory is typically off by {typical} in the share of "
            "right answers, to neither side.",
            **figures,
        )  # fmt: skip
    if off.mean > 0:
        return tr(
            "Fitted to rounds 0 to {known}. On later rounds the theory is typically off by {typical} in the share of "
            "right answers; on average it is too low by {mean}.",
            **figures,
        )  # fmt: skip
    return tr(
        "Fitted to rounds 0 to {known}. On later rounds the theory is typically off by {typical} in the share of "
        "right answers; on average it is too high by {mean}.",
        **figures,
    )  # fmt: skip
