"""Replicas: many runs at once that differ by the luck of their training questions (model.md 2.7).

What the teacher does at each depth and kind is known to the student only from N questions, so its triple is replaced
by the frequencies of a multinomial sample of N before labels are averaged. All else is the effective model, with the
replicas along one leading axis of the same operators.

Luck has names: each block of 100 replicas has its own stream for each round and kind. A replica's luck therefore
depends neither on how many others run beside it nor on the order of the blocks, and it is the same at other parameter
values: counts are the quantiles of one fixed uniform number, so they move steadily with the shares, and two settings
that are compared differ by what was changed and not by their luck.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np

from simulator.engine import measures
from simulator.engine.amplify import Amplified
from simulator.engine.bands import LEVELS, quantiles
from simulator.engine.blocks import Played, passes, play
from simulator.engine.iterate import Transition, first_prevalence
from simulator.engine.luck import BLOCK
from simulator.engine.measures import depth_mean
from simulator.engine.outcome import Array
from simulator.engine.parameters import Parameters
from simulator.engine.security import attack_success, exposed_misalignment, next_prevalence

STANDING = (
    "correct", "error", "misaligned", "horizon", "capability", "misalignment", "prevalence", "attack_success",
    "exposed_misalignment",
)  # fmt: skip
"""Figures of the models: rounds + 1 rows, row 0 is the start. The first three have depths as their last axis."""

CHANGES = ("teacher_horizon", "reproduction", "model_calls", "overseer_steps")
"""Figures of the rounds: row 0 is round 1. The teacher's is what it does, not what the sample shows of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Replicas:
    """Figures of replicas `first`, `first` + 1, …: read-only arrays [round, replica] or [round, replica, depth].

    Names and rows as in `Run`.
    """

    parameters: Parameters
    first: int
    correct: Array
    error: Array
    misaligned: Array
    horizon: Array
    capability: Array
    misalignment: Array
    prevalence: Array
    attack_success: Array
    exposed_misalignment: Array
    teacher_horizon: Array
    reproduction: Array
    model_calls: Array
    overseer_steps: Array

    @property
    def count(self) -> int:
        """How many replicas there are."""
        return int(self.horizon.shape[1])

    @property
    def last(self) -> int:
        """The number of the last round."""
        return len(self.horizon) - 1

    def band(self, name: str, levels: Sequence[float] = LEVELS) -> Array:
        """Quantiles of a figure over the replicas: [level, round] or [level, round, depth]."""
        return quantiles(getattr(self, name), levels)

    def mean(self, name: str) -> Array:
        """The mean of a figure over the replicas: [round] or [round, depth]."""
        return np.asarray(getattr(self, name).mean(axis=1))


def difference(one: Replicas, other: Replicas, name: str) -> Array:
    """A figure of one minus the same of the other, replica by replica on common luck, in the rounds of both.

    Raises ValueError where the replicas are not the same ones or have other luck.
    """
    same_luck = one.parameters.run.seed == other.parameters.run.seed
    if not same_luck or (one.first, one.count) != (other.first, other.count):
        raise ValueError("only the same replicas of the same seed share their luck")
    a, b = getattr(one, name), getattr(other, name)
    rounds = min(len(a), len(b))
    return np.asarray(a[:rounds] - b[:rounds])


def replicate(p: Parameters, count: int | None = None) -> Replicas:
    """Replicas 0 … count − 1; `run.replicas` of them where no count is given. Raises ValueError for none."""
    return joined(list(parts(p, count)))


def parts(p: Parameters, count: int | None = None) -> Iterator[Replicas]:
    """The same piece by piece, each when it is asked for: progress is counting, cancelling is not asking.

    Raises ValueError for fewer than one replica.
    """
    wanted = p.run.replicas if count is None else count
    return _parts(p, wanted, passes(wanted))


def _parts(p: Parameters, wanted: int, some_passes: Iterator[range]) -> Iterator[Replicas]:
    for some in some_passes:
        yield _only(figures(p, some, play(p, some)), wanted - some.start * BLOCK)


def joined(pieces: Sequence[Replicas]) -> Replicas:
    """Pieces that follow each other, as one."""
    if len(pieces) == 1:
        return pieces[0]
    for one, following in pairwise(pieces):
        if following.first != one.first + one.count or following.parameters != one.parameters:
            raise ValueError("these pieces do not follow each other")
    columns = {name: np.concatenate([getattr(piece, name) for piece in pieces], axis=1) for name in STANDING + CHANGES}
    return Replicas(parameters=pieces[0].parameters, first=pieces[0].first, **_frozen(columns))


def figures(p: Parameters, blocks: range, played: Played) -> Replicas:
    """What is reported of some blocks. No ledger: it costs more than the runs themselves."""
    correct, error, misaligned = (
        np.stack([getattr(mixed, name)[..., 0, :] for mixed in played.mixed])
        for name in ("correct", "error", "misaligned")
    )
    capability, misalignment = (depth_mean(shares[..., np.newaxis, :]) for shares in (correct, misaligned))
    prevalence = np.stack(prevalences(p))
    success = attack_success(p, prevalence)
    exposed = exposed_misalignment(p, misalignment, success[..., 0])
    teacher_horizon, reproduction = [], []
    for mixed, horizon, transition in zip(played.mixed, played.horizons, played.transitions, strict=False):
        teacher = transition.amplified.teacher.mixed(p.task.decomposable)
        teacher_horizon.append(measures.horizon(teacher.correct)[..., 0, 0])
        by_depth = measures.reproduction_by_depth(p, mixed, transition.found)
        reproduction.append(measures.reproduction(p, by_depth, horizon)[..., 0, 0])
    shape = misalignment.shape
    model_calls, overseer_steps = _cost(p, played.transitions, (len(reproduction), shape[1]))
    return Replicas(
        parameters=p,
        first=blocks.start * BLOCK,
        **_frozen({
            "correct": correct,
            "error": error,
            "misaligned": misaligned,
            "horizon": np.stack([horizon[..., 0, 0] for horizon in played.horizons]),
            "capability": capability,
            "misalignment": misalignment,
            "prevalence": np.broadcast_to(prevalence[..., 0], shape).copy(),
            "attack_success": np.broadcast_to(success[..., 0], shape).copy(),
            "exposed_misalignment": exposed,
            "teacher_horizon": np.stack(teacher_horizon),
            "reproduction": np.stack(reproduction),
            "model_calls": model_calls,
            "overseer_steps": overseer_steps,
        }),
    )  # fmt: skip


def _cost(p: Parameters, transitions: Sequence[Transition], shape: tuple[int, int]) -> tuple[Array, Array]:
    """Model calls and overseer steps [round, replica]; where nothing is asked twice they are the same for all."""
    alike = p.reliability.check_rate == 0.0
    levels = zip(*(t.amplified.draws for t in transitions), strict=True)
    draws = tuple(np.stack([draw[:1] if alike else draw for draw in level]) for level in levels)
    calls, steps = measures.cost(p, Amplified((), draws))
    return np.broadcast_to(calls, shape).copy(), np.broadcast_to(steps, shape).copy()


def _only(piece: Replicas, count: int) -> Replicas:
    """The first replicas of a piece."""
    if count >= piece.count:
        return piece
    columns = {name: getattr(piece, name)[:, :count].copy() for name in STANDING + CHANGES}
    return Replicas(parameters=piece.parameters, first=piece.first, **_frozen(columns))


def prevalences(p: Parameters) -> list[Array]:
    """The share of bad inputs round by round, which luck does not touch."""
    found = [first_prevalence(p)]
    for _ in range(p.run.rounds):
        found.append(next_prevalence(p, found[-1]))
    return found


def _sealed(array: Array) -> Array:
    array.setflags(write=False)
    return array


def _frozen(columns: dict[str, Any]) -> dict[str, Any]:
    return {name: _sealed(column) for name, column in columns.items()}
