"""Students: one network for each head of a world, trained on the teacher's answers."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from simulator.learner.network import BATCH, MEASURED, TOLD, Floats, Network
from simulator.learner.overseer import Overseer
from simulator.learner.settings import METHODS as METHODS
from simulator.learner.settings import Learned
from simulator.learner.settings import Method as Method
from simulator.learner.targets import vote
from simulator.learner.tasks.world import Answers, Head, Ints, World, one_hot


@dataclass(frozen=True, slots=True, kw_only=True)
class Lesson:
    """What is taught in one stretch of training.

    ``targets`` are the answers to imitate, before fresh slips; ``rows`` the questions of each head that are asked;
    ``slips`` whether fresh slips of the overseer fall on the targets as they are used. ``model`` is what
    `frozen` gave of the students whose answers the teacher used: for worlds whose facts are new in every example.
    """

    method: Method
    targets: Answers
    rows: tuple[Ints, ...]
    overseer: Overseer
    slips: bool
    model: tuple[object, ...]
    steps: int


Steps = Generator[tuple[int, float], None, float]
"""Training as it happens: yields how many gradient steps were taken since the last yield and the loss of the last of
them, and returns the mean loss at the end. Whoever drops it stops the training."""


class Student(Protocol):
    """Something that answers all questions of a world, and learns."""

    def answers(self) -> Answers:
        """Its distribution for every question."""

    def learn(self, lesson: Lesson, luck: np.random.Generator) -> Steps:
        """Train for the lesson's steps; returns the mean loss over the last of them."""

    def frozen(self) -> object:
        """What has to be known of it as it is now, whatever it learns later."""


class Networks:
    """A student with a network for each head."""

    def __init__(self, heads: tuple[Head, ...], settings: Learned, luck: np.random.Generator) -> None:
        self._heads = heads
        self._networks = [Network(h.inputs.shape[1], settings.width, h.classes, luck) for h in heads]

    def answers(self) -> Answers:
        """One forward pass over every question."""
        pairs = zip(self._networks, self._heads, strict=True)
        return tuple(network.probabilities(head.inputs) for network, head in pairs)

    def frozen(self) -> None:
        """Nothing: lessons of these students carry tables of their answers."""

    def learn(self, lesson: Lesson, luck: np.random.Generator) -> Steps:
        """Each head on batches drawn evenly from its rows."""
        losses = []
        for number in range(len(self._heads)):
            losses.append((yield from self._learn_head(number, lesson, luck)))
        return float(np.mean(losses))

    def _learn_head(self, number: int, lesson: Lesson, luck: np.random.Generator) -> Steps:
        network, inputs = self._networks[number], self._heads[number].inputs
        targets, rows = lesson.targets[number], lesson.rows[number]
        if not len(rows):
            yield lesson.steps, 0.0
            return 0.0
        batches = rows[luck.integers(len(rows), size=(lesson.steps, BATCH))]
        slipping = lesson.overseer.may_slip(number) if lesson.slips and lesson.overseer.fresh else None
        losses = []
        for step, batch in enumerate(batches):
            taught = targets[batch]
            if slipping is not None:
                slip_afresh(taught, slipping[batch], lesson.overseer.fresh, luck)
            network.settle(step / lesson.steps)
            last, told = step >= lesson.steps - MEASURED, (step + 1) % TOLD == 0
            loss = network.step(inputs[batch], taught, measure=last or told)
            if last:
                losses.append(loss)
            if told:
                yield TOLD, loss
        yield lesson.steps % TOLD, losses[-1]
        return float(np.mean(losses))


def slip_afresh(taught: Floats, may: np.ndarray, share: float, luck: np.random.Generator) -> None:
    """Replace a share of the rows that may slip by a random answer, in place."""
    (slipped,) = np.nonzero(may & (luck.random(len(taught)) < share))
    taught[slipped] = one_hot(luck.integers(taught.shape[1], size=len(slipped)), taught.shape[1])


def first_students(world: World, settings: Learned, lucks: list[np.random.Generator]) -> tuple[Student, ...]:
    """Untrained students, one for each stream of weights."""
    make = getattr(world, "student", None)
    return tuple(make(settings, luck) if make else Networks(tuple(world.heads), settings, luck) for luck in lucks)


def committee(students: tuple[Student, ...]) -> Answers:
    """The answers of several students that vote."""
    each = [student.answers() for student in students]
    return tuple(vote(list(tables)) for tables in zip(*each, strict=True))
