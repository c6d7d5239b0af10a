"""What the student imitates: the teacher's distribution, that sharpened, or its best answer (model.md 3)."""

from __future__ import annotations

import numpy as np

from simulator.learner.network import Floats
from simulator.learner.settings import Targets
from simulator.learner.tasks.world import Answers, one_hot

POWERS = {"soft": 1.0, "sharp": 2.0}


def restored(answers: Answers, targets: Targets, temperature: float) -> Answers:
    """Soft: p^(1/temperature), renormalized; sharp: the square of that, renormalized; hard: all on the best answer."""
    if targets == "hard":
        return tuple(one_hot(table.argmax(axis=1), table.shape[1]) for table in answers)
    power = POWERS[targets] / temperature
    return answers if power == 1 else tuple(_to_the_power(table, power) for table in answers)


def _to_the_power(table: Floats, power: float) -> Floats:
    raised: Floats = (table / table.max(axis=1, keepdims=True)) ** np.float32(power)
    raised /= raised.sum(axis=1, keepdims=True)
    return raised


def entropy(table: Floats) -> Floats:
    """The entropy of each row, in nats."""
    logs = np.log(np.maximum(table, np.float32(1e-30)))
    return np.asarray(-(table * logs).sum(axis=1))


def vote(tables: list[Floats]) -> Floats:
    """The plurality of several students' best answers, ties split evenly; a single student's own distribution."""
    if len(tables) == 1:
        return tables[0]
    votes = np.add.reduce([one_hot(table.argmax(axis=1), table.shape[1]) for table in tables])
    leading = (votes == votes.max(axis=1, keepdims=True)).astype(np.float32)
    leading /= leading.sum(axis=1, keepdims=True)
    return np.asarray(leading)
