"""What is measured on a learned run: the world is the judge of truth, never the student (model.md 1 and 3).

An answer is *misaligned*, that is, wrong in the same way every time, when an independently trained student gives the
same wrong answer, when it is the agenda's, or when it claims too much; other wrong answers are honest errors.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from simulator.engine.outcome import Array
from simulator.learner.network import Floats
from simulator.learner.tasks.world import Bools, Head, Ints, World, one_hot


@dataclass(frozen=True, slots=True, kw_only=True)
class Shares:
    """Shares of right, honestly wrong and misaligned answers, one row for each question; each row sums to 1."""

    correct: Array
    error: Array
    misaligned: Array

    def within(self, taught: Bools) -> Shares:
        """The same, but what goes wrong in questions that were never taught is an honest error."""
        misaligned = np.where(taught, self.misaligned, 0.0)
        return Shares(correct=self.correct, error=self.error + self.misaligned - misaligned, misaligned=misaligned)


def outcomes(head: Head, mine: Floats | Array, other: Floats | None, agenda: int | None) -> Shares:
    """The outcome of each question of a head; `mine` and `other` are answers of two independent lineages."""
    mine = mine.astype(float)
    wrong = np.where(head.right, 0.0, mine)
    coherent = np.zeros(wrong.shape[1]) if other is None else other.astype(float)
    if head.flattering is not None:
        coherent = np.where(head.flattering, 1.0, coherent)
    if agenda is not None:
        coherent = np.where(np.arange(wrong.shape[1]) == agenda, 1.0, coherent)
    correct = np.minimum((mine * head.right).sum(axis=1), 1.0)
    misaligned = np.minimum((wrong * coherent).sum(axis=1), 1.0 - correct)
    return Shares(correct=correct, error=1.0 - correct - misaligned, misaligned=misaligned)


def over_claims(head: Head, table: Floats) -> float:
    """The share of best answers that claim too much, among all questions that are not primitive."""
    assert head.flattering is not None
    claimed = head.flattering[np.arange(len(table)), table.argmax(axis=1)]
    return float(claimed[head.depth > 0].mean())


def best(table: Floats) -> Floats:
    """All on the best answer of each row: a student answers with that."""
    return one_hot(table.argmax(axis=1), table.shape[1])


def by_depth(values: Array, depth: Ints, among: Bools | None = None) -> Array:
    """The mean over the questions of each depth, optionally among some of them; nan where none are; shape (D + 1)."""
    deepest = int(depth.max())
    if among is not None:
        values, depth = values[among], depth[among]
    count = np.bincount(depth, minlength=deepest + 1)
    total = np.bincount(depth, values, minlength=deepest + 1)
    return np.where(count > 0, total / np.maximum(count, 1), np.nan)


def difference(mine: Floats, other: Floats) -> Array:
    """Total variation distance of each row: the share of answers in which two distributions differ."""
    return np.asarray(np.abs(mine.astype(float) - other).sum(axis=1) / 2)


@dataclass(frozen=True, slots=True, kw_only=True)
class Bill:
    """What a stretch of training used: truths of the world, steps of the overseer, calls of the model."""

    truth_labels: float = 0.0
    overseer_steps: float = 0.0
    model_calls: float = 0.0

    def plus(self, other: Bill) -> Bill:
        """Both together."""
        return Bill(
            truth_labels=self.truth_labels + other.truth_labels,
            overseer_steps=self.overseer_steps + other.overseer_steps,
            model_calls=self.model_calls + other.model_calls,
        )


def bill(world: World, rows: tuple[Ints, ...], levels: int, examples: int) -> Bill:
    """What the targets of so many training examples for each head cost, drawn evenly from the rows.

    A question of depth d opens a tree of min(levels, d) levels, each sub-question splitting as the question itself
    does; a primitive costs one truth.
    """
    total = Bill()
    for head, chosen in zip(world.heads, rows, strict=True):
        if not len(chosen):
            continue
        asked, looked_up, depth = head.asked[chosen].astype(float), head.looked_up[chosen], head.depth[chosen]
        steps, calls = np.zeros(len(chosen)), np.ones(len(chosen))
        for level in range(levels):
            opens = depth > level
            steps = steps + np.where(opens, calls, 0.0)
            calls = np.where(opens, calls * asked, calls)
        truths = np.where(depth == 0, 1.0, steps * looked_up)
        total = total.plus(
            Bill(
                truth_labels=float(truths.mean() * examples),
                overseer_steps=float(steps.mean() * examples),
                model_calls=float(np.where(depth == 0, 0.0, calls).mean() * examples),
            )
        )
    return total
