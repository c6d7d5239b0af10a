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
class Played:
    """All rounds of some blocks: transitions, what each sample showed of the teacher, all models mixed, horizons."""

    transitions: tuple[Transition, ...]
    samples: tuple[Outcome, ...]
    mixed: tuple[Outcome, ...]
    horizons: tuple[Array, ...]


def play(p: Parameters, blocks: range, kinds: int | None = None) -> Played:
    """`iterate.advance` round after round, with a sample between the teacher and its labels.

    Where all questions decompose nothing is asked of the atomic kind, and only the other one is played: the same
    figures for half of the work. With `kinds` = 2 both are there in any case.
    """
    kinds = kinds or (1 if p.task.decomposable == 1.0 else 2)
    start = first_model(p).shares[..., :kinds, :]
    model = Outcome(np.repeat(start[:, np.newaxis], len(blocks) * BLOCK, axis=1))
    plain_step, kept = panel_step(p), retention(p)
    row = np.ones((len(blocks) * BLOCK, 1, 1))  # rows that are written out cost numpy half of what repeated ones do
    retained = Retention(row * kept.kept, row * kept.forgotten)
    mixed = model.mixed(p.task.decomposable)
    horizon = measures.horizon(mixed.correct)
    transitions, samples, mixtures, horizons = [], [], [mixed], [horizon]
    for number in range(1, p.run.rounds + 1):
        if p.overseer.assistance > 0.0 or number == 1:  # else the same in every round
            found = noticed(p, horizon)
            step = assisted_step(p, plain_step, mixed.at(0))
        mechanisms = Mechanisms(
            step=step, drift=p.amplify.drift, copies=p.reliability.copies, check_rate=p.reliability.check_rate
        )
        amplified = amplify(p, model, mechanisms, found)
        sampled = sample(p, amplified.teacher, blocks, number)
        student = learn(retained, average_labels(p, sampled), p.distill.drift)
        if p.reliability.refinement > 0.0:
            student = refine(p, student, found)
        transitions.append(Transition(model, found, plain_step, step, amplified, student))
        samples.append(sampled)
        model, mixed = student, student.mixed(p.task.decomposable)
        horizon = measures.horizon(mixed.correct)
        mixtures.append(mixed)
        horizons.append(horizon)
    return Played(tuple(transitions), tuple(samples), tuple(mixtures), tuple(horizons))
