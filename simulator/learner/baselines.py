"""IDA beside its baselines, from the same start and on the same budget, and the gap that it recovers (model.md 3)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from simulator.engine.outcome import Array
from simulator.learner.rounds import Round, learn
from simulator.learner.settings import Learned
from simulator.learner.student import METHODS, Method

SMALLEST_GAP = 0.02
"""Where ceiling and primitives are nearer than this there is nothing to recover, and no share of it is stated."""


def baselines(settings: Learned, seed: int, *, number: int = 0) -> Iterator[tuple[Method, Round]]:
    """The rounds of every other method in turn: the same world, overseer, first weights and order of data."""
    for method in METHODS:
        if method != "ida":
            for round_ in learn(settings, seed, number=number, method=method, witness=False):
                yield method, round_


def performance_gap_recovered(
    mine: Sequence[Round], primitives_only: Sequence[Round], supervised: Sequence[Round]
) -> Array:
    """(student − weak) / (ceiling − weak) of the capability, by round (Burns et al. 2023); nan where there is no gap.

    Over the rounds that all three have.
    Weak is what is reached from primitives alone, the ceiling what supervision with the truth reaches.
    """
    each = (mine, primitives_only, supervised)
    rounds = min(map(len, each))
    student, weak, ceiling = (np.array([r.capability for r in runs[:rounds]]) for runs in each)
    gap = ceiling - weak
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(gap >= SMALLEST_GAP, (student - weak) / gap, np.nan)
