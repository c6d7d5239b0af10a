"""The first model (model.md 2.3)."""

from __future__ import annotations

import numpy as np

from simulator.engine.outcome import Outcome, depths, logistic
from simulator.engine.parameters import Parameters


def first_model(p: Parameters) -> Outcome:
    """The model of round 0: shape (..., 2, D + 1), both kinds alike.

    Imitation is bounded by the overseer's level and quality; reinforcement reaches one level further and exploits a
    share of what the overseer misses. What the two change is an assumption.
    """
    level, accuracy, misaligned = p.start.level, p.start.accuracy, p.start.misalignment
    if p.start.method == "imitation":
        level, accuracy = np.minimum(level, p.overseer.level), accuracy * p.overseer.quality
    elif p.start.method == "reinforcement":
        level = level + 1.0
        misaligned = np.minimum(1.0, misaligned + (1.0 - p.overseer.quality) * p.start.reward_hacking)
    above = (level - depths(p.task.max_depth)) / p.start.spread
    aligned = (1.0 - misaligned) * np.ones((2, 1))
    right, wrong = accuracy * logistic(above), (1.0 - accuracy) + accuracy * logistic(-above)
    return Outcome.whole(aligned * right, aligned * wrong, misaligned * np.ones_like(aligned * right))
