"""The parameter table of model.md 2.1, written out a second time for the tests."""

from __future__ import annotations

from typing import NamedTuple


class Whole(NamedTuple):
    """An integer parameter."""

    default: int
    low: int
    high: int


class Real(NamedTuple):
    """A parameter with any value of its range."""

    default: float
    low: float = 0.0
    high: float = 1.0


class Choice(NamedTuple):
    """A parameter that is one of some words."""

    default: str
    choices: tuple[str, ...]


ROWS: dict[str, Whole | Real | Choice] = {
    "task.max_depth": Whole(12, 2, 20),
    "task.branching": Whole(2, 1, 10),
    "task.decomposable": Real(1),
    "start.method": Choice("supervised", ("supervised", "imitation", "reinforcement")),
    "start.level": Real(2, 0, 8),
    "start.accuracy": Real(0.98),
    "start.spread": Real(0.6, 0.05, 3),
    "start.misalignment": Real(0.002),
    "start.reward_hacking": Real(0.2),
    "overseer.quality": Real(0.95),
    "overseer.consistency": Real(0.3),
    "overseer.level": Real(6, 0, 20),
    "overseer.softness": Real(1.5, 0.1, 5),
    "overseer.grounding": Real(0),
    "overseer.panel": Whole(1, 1, 9),
    "overseer.panel_correlation": Real(0.3),
    "overseer.assistance": Real(0),
    "amplify.levels": Whole(1, 1, 4),
    "amplify.capture": Real(1),
    "amplify.drift": Real(0, 0, 0.2),
    "reliability.copies": Whole(1, 1, 9),
    "reliability.correlation": Real(0.3),
    "reliability.check_rate": Real(0),
    "reliability.concealment": Real(0.3),
    "reliability.false_alarm": Real(0, 0, 0.5),
    "reliability.retries": Whole(1, 0, 5),
    "reliability.refinement": Real(0),
    "distill.fidelity": Real(0.99),
    "distill.capacity": Real(20, 0, 24),
    "distill.softness": Real(1.5, 0.1, 5),
    "distill.drift": Real(0.002, 0, 0.2),
    "distill.labels_per_question": Whole(5, 1, 15),
    "distill.examples": Whole(2000, 10, 100000),
    "security.prevalence": Real(0.001),
    "security.reviewers": Whole(1, 1, 5),
    "security.reintroduced": Real(0, 0, 0.1),
    "security.attempts": Whole(100, 0, 1000000),
    "security.attack_share": Real(0),
    "run.rounds": Whole(12, 1, 60),
    "run.seed": Whole(1, 0, 2**63 - 1),
    "run.replicas": Whole(200, 1, 10000),
}
"""In the order of model.md 2.1."""

DEFAULTS: dict[str, float | int | str] = {id_: row.default for id_, row in ROWS.items()}

ASSUMPTIONS = {
    "start.method",
    "start.reward_hacking",
    "amplify.capture",
    "amplify.drift",
    "reliability.concealment",
    "reliability.refinement",
    "distill.fidelity",
    "distill.drift",
    "security.reviewers",
    "security.reintroduced",
}
"""Marked *assumption* in model.md 2.1."""
