"""The rounds of whole blocks of replicas: the effective model with a sample of the teacher in it (model.md 2.7)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from simulator.engine import measures
from simulator.engine.amplify import Mechanisms, amplify
from simulator.engine.distill import Retention, average_labels, learn, refine, retention
from simulator.engine.iterate import Transition
from simulator.engine.luck import BLOCK
from simulator.engine.outcome import Array, Outcome
from simulator.engine.overseer import assisted_step, noticed, panel_step
from simulator.engine.parameters import Parameters
from simulator.engine.sampling import sample
from simulator.engine.start import first_model

BLOCKS_AT_ONCE = 5
"""Blocks in one pass: numpy's price per call is shared, and the arrays still fit the processor's cache."""


def passes(count: int, first: int = BLOCKS_AT_ONCE, then: int = BLOCKS_AT_ONCE) -> Iterator[range]:
    """The blocks of so many replicas, some at a time. Raises ValueError for fewer than one replica."""
    if count < 1:
        raise ValueError(f"{count} replicas: there must be at least one")
    blocks = -(-count // BLOCK)
    starts = [0, *range(first, blocks, then)]
    return (range(start, min(start + (then if start else first), blocks)) for start in starts)


@dataclass(frozen=True, slots=True)
class Model:
    """One model of some blocks: by kind, all kinds mixed, and how deep it reaches."""

    shares: Outcome
    mixed: Outcome
    horizon: Array

    @staticmethod
    def of(p: Parameters, shares: Outcome) -> Model:
        """The model with these shares."""
        mixed = shares.mixed(p.task.decomposable)
        return Model(shares, mixed, measures.horizon(mixed.correct))


@dataclass(frozen=True, slots=True)
class Round:
    """One round of some blocks: the transition, what its sample showed of the teacher, and the next model."""

    transition: Transition
    sample: Outcome
    student: Model


@dataclass(frozen=True, slots=True)
class Played:
    """All rounds of some blocks, kept: transitions, what each sample showed of the teacher, models mixed, horizons."""

    transitions: tuple[Transition, ...]
    samples: tuple[Outcome, ...]
    mixed: tuple[Outcome, ...]
    horizons: tuple[Array, ...]


def play(p: Parameters, blocks: range, kinds: int | None = None) -> Played:
    """All of `rounds` at once, which may be some 100 MB: for those who need more than the models."""
    first = first_of(p, blocks, kinds)
    found = list(rounds(p, first, blocks))
    standing = [first, *(round_.student for round_ in found)]
    return Played(
        transitions=tuple(round_.transition for round_ in found),
        samples=tuple(round_.sample for round_ in found),
        mixed=tuple(model.mixed for model in standing),
        horizons=tuple(model.horizon for model in standing),
    )


def models(p: Parameters, blocks: range) -> Iterator[Model]:
    """The first model of some blocks and all that follow; nothing else of a round is kept."""
    first = first_of(p, blocks)
    yield first
    for round_ in rounds(p, first, blocks):
        yield round_.student


def first_of(p: Parameters, blocks: range, kinds: int | None = None) -> Model:
    """The model that all replicas of some blocks begin with.

    Where all questions decompose nothing is asked of the atomic kind, and only the other one is played: the same
    figures for half of the work. With `kinds` = 2 both are there in any case.
    """
    kinds = kinds or (1 if p.task.decomposable == 1.0 else 2)
    start = first_model(p).shares[..., :kinds, :]
    return Model.of(p, Outcome(np.repeat(start[:, np.newaxis], len(blocks) * BLOCK, axis=1)))


def rounds(p: Parameters, model: Model, blocks: range) -> Iterator[Round]:
    """`iterate.advance` round after round, with a sample between the teacher and its labels."""
    plain_step, kept = panel_step(p), retention(p)
    row = np.ones((len(blocks) * BLOCK, 1, 1))  # rows that are written out cost numpy half of what repeated ones do
    retained = Retention(row * kept.kept, row * kept.forgotten)
    for number in range(1, p.run.rounds + 1):
        if p.overseer.assistance > 0.0 or number == 1:  # else the same in every round
            found = noticed(p, model.horizon)
            step = assisted_step(p, plain_step, model.mixed.at(0))
        mechanisms = Mechanisms(
            step=step, drift=p.amplify.drift, copies=p.reliability.copies, check_rate=p.reliability.check_rate
        )
        amplified = amplify(p, model.shares, mechanisms, found)
        sampled = sample(p, amplified.teacher, blocks, number)
        student = learn(retained, average_labels(p, sampled), p.distill.drift)
        if p.reliability.refinement > 0.0:
            student = refine(p, student, found)
        transition = Transition(model.shares, found, plain_step, step, amplified, student)
        model = Model.of(p, student)
        yield Round(transition, sampled, model)
