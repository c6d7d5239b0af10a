"""What is measured on one run of an experiment."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from simulator.learner.calibration import calibrate
from simulator.learner.forecast import composed, forecast, residual
from simulator.learner.rounds import Round, Setting
from simulator.learner.trees import executed

Figures = dict[str, Any]
Measure = Callable[[Setting, Sequence[Round]], Figures]


def usual(setting: Setting, rounds: Sequence[Round]) -> Figures:
    """Shares of all questions by round, and of each depth at the last one."""
    last = rounds[-1]
    full = [round_.round for round_ in rounds if round_.accuracy >= 0.99]
    figures: Figures = {
        "accuracy": [round_.accuracy for round_ in rounds],
        "correct": last.correct,
        "probability": last.probability,
        "full": full[0] if full else None,
        "misalignment": last.misalignment,
    }
    for name in ("tagged_correct", "attack_success", "untaught_correct"):
        if (value := getattr(last, name)) is not None:
            figures[name] = value
    return figures | {f"over {kind}": share for kind, share in last.over_claims.items()}


def paths(setting: Setting, rounds: Sequence[Round]) -> Figures:
    """Over-claims by round."""
    return usual(setting, rounds) | {"over by round": [r.over_claims["distance"] for r in rounds]}


TREES = 4000
"""Questions that are asked of trees in `noisy`: the standard error of .92 is then .004."""


def noisy(setting: Setting, rounds: Sequence[Round]) -> Figures:
    """The simplest composite questions: executed trees, and what the student makes of them."""
    head, model, last = setting.world.heads[0], rounds[-2], rounds[-1]
    rows = np.flatnonzero(head.depth == 1)
    asked = [executed(setting, model, 0, int(rows[i % len(rows)]), count=i // len(rows)) for i in range(TREES)]
    p = setting.settings.slip_rate
    return {
        "theory": 1 - p + p / head.classes,
        "teacher": float(np.mean([tree[0].right for tree in asked])),
        "student": float(last.probability[1]),
        "best": float(last.correct[1]),
    }


def theory(setting: Setting, rounds: Sequence[Round]) -> Figures:
    """Estimates from rounds up to 2, both forecasts, and how far they are off later."""
    found = calibrate(setting, rounds)
    curve, trees = forecast(found), composed(setting, found)
    figures: Figures = {
        "deepest": rounds[-1].correct[-1],
        "mean field": curve.correct[-1, len(rounds[-1].correct) - 1],
        "trees": trees.correct[-1, -1],
        "off": residual(curve, rounds).typical,
        "off trees": residual(trees, rounds).typical,
        "measured": [r.capability for r in rounds],
        "mean field by round": curve.capability,
    }
    for short, id_ in (("q", "overseer.quality"), ("β", "overseer.consistency"), ("φ", "distill.fidelity")):
        figures[short], figures[f"{short} ±"] = found.found[id_].value, found.found[id_].error
    return figures
