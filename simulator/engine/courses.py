"""The courses of many replicas in the three figures that charts draw, as soon as they are known."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from simulator.engine.bands import LEVELS, quantiles
from simulator.engine.blocks import BLOCKS_AT_ONCE, models, passes
from simulator.engine.luck import BLOCK
from simulator.engine.measures import depth_mean
from simulator.engine.outcome import Array
from simulator.engine.parameters import Parameters

FIGURES = ("horizon", "capability", "misalignment")

FIRST_BLOCKS = 2
"""Blocks of the first answer: 200 replicas come while one still looks, thousands are for those who wait."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Courses:
    """Three figures of replicas 0, 1, …: read-only arrays [round, replica], the same as in `Replicas`."""

    parameters: Parameters
    horizon: Array
    capability: Array
    misalignment: Array

    @property
    def count(self) -> int:
        """How many replicas there are."""
        return int(self.horizon.shape[1])

    def band(self, name: str, levels: Sequence[float] = LEVELS) -> Array:
        """Quantiles of a figure over the replicas: [level, round]."""
        return quantiles(getattr(self, name), levels)


def courses(p: Parameters, count: int) -> Iterator[Courses]:
    """Replicas 0 … count − 1 in growing numbers: the first few hundred, then more and more until all are there.

    What charts do not draw (teacher, reproduction, cost, attack) is left out: a third of the work of `replicate`.
    Raises ValueError for fewer than one replica.
    """
    return _growing(p, count, passes(count, first=FIRST_BLOCKS, then=BLOCKS_AT_ONCE))


def _growing(p: Parameters, count: int, some_passes: Iterator[range]) -> Iterator[Courses]:
    pieces: dict[str, list[Array]] = {name: [] for name in FIGURES}
    for some in some_passes:
        wanted = count - some.start * BLOCK
        for name, column in _figures(p, some).items():
            pieces[name].append(column[:, :wanted])
        yield Courses(parameters=p, **{name: _joined(columns) for name, columns in pieces.items()})


def _figures(p: Parameters, blocks: range) -> dict[str, Array]:
    rows = [
        (model.horizon[..., 0, 0], depth_mean(model.mixed.correct), depth_mean(model.mixed.misaligned))
        for model in models(p, blocks)
    ]
    return {name: np.stack(column) for name, column in zip(FIGURES, zip(*rows, strict=True), strict=True)}


def _joined(columns: Sequence[Array]) -> Array:
    joined = np.concatenate(columns, axis=1)
    joined.setflags(write=False)
    return joined
