"""The plan of a sweep: one or two parameters over ranges, what is measured in each cell, and when."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from simulator.engine.axis import MOST_VALUES, Axis
from simulator.engine.parameters import Parameters, refusal
from simulator.engine.reported import REPORTED, complaint

CHUNK_RUN_ROUNDS = 24_000
"""Rounds of single runs in a chunk: 0.1 s plain. A scheduler's millisecond for each is then one in a hundred."""

MOST_REPLICAS = 10_000
"""As many as the table allows for `run.replicas`."""

KEPT_OF_REPLICAS = 4
"""Numbers kept of a measure with replicas: the mean, and three quantiles."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """A whole sweep. Without a `round` the last one is measured; with replicas, means and quantiles over them.

    The cells are numbered row by row, the last axis fastest.
    Raises ValueError for no axis or more than two, one parameter twice, or a measure that cannot be had.
    """

    base: Parameters
    axes: tuple[Axis, ...]
    measures: tuple[str, ...] = REPORTED
    round: int | None = None
    replicas: int = 0
    chunk: int = 0

    def __post_init__(self) -> None:
        if not 1 <= len(self.axes) <= 2:
            raise ValueError(f"A sweep has one or two parameters, not {len(self.axes)}.")
        if len({axis.id for axis in self.axes}) < len(self.axes):
            raise ValueError(f"{self.axes[0].id} is swept twice.")
        if self.cells > MOST_VALUES:
            raise ValueError(f"A sweep has at most {MOST_VALUES:,} cells, not {self.cells:,}.")
        if self.replicas < 0 or self.chunk < 0 or (self.round is not None and self.round < 0):
            raise ValueError("Replicas, the size of chunks and the round cannot be negative.")
        if self.replicas > MOST_REPLICAS:
            raise ValueError(f"There are at most {MOST_REPLICAS:,} replicas, not {self.replicas:,}.")
        if not self.measures:
            raise ValueError("A sweep needs something to measure.")
        for name in self.measures:
            if problem := complaint(name, self.round, self.replicas):
                raise ValueError(problem)
            if self.measures.count(name) > 1:
                raise ValueError(f"{name} is measured twice.")

    @property
    def grid(self) -> tuple[tuple[float | int, ...], ...]:
        """The values of each axis."""
        return tuple(axis.values for axis in self.axes)

    @property
    def shape(self) -> tuple[int, ...]:
        """How many values each axis has."""
        return tuple(axis.count for axis in self.axes)

    @property
    def cells(self) -> int:
        """How many cells the grid has."""
        return math.prod(self.shape)

    @property
    def kept(self) -> int:
        """Numbers kept of each measure: one, or the mean and the quantiles."""
        return KEPT_OF_REPLICAS if self.replicas else 1

    @property
    def chunk_size(self) -> int:
        """Cells in a chunk; it depends on the plan alone, so that the table does not depend on who computes it."""
        return self.chunk or max(1, int(CHUNK_RUN_ROUNDS / self.cost))

    @property
    def cost(self) -> float:
        """Rounds of single runs in a cell, at most."""
        rounds = max([self.base.run.rounds, *self._values_of("run.rounds")]) if self.round is None else self.round
        return max(1.0, rounds) * max(1, self.replicas)

    @property
    def chunks(self) -> int:
        """How many chunks there are."""
        return -(-self.cells // self.chunk_size)

    def _values_of(self, id_: str) -> Sequence[float | int]:
        return next((axis.values for axis in self.axes if axis.id == id_), ())

    def cell(self, number: int) -> dict[str, float | int]:
        """The swept values of a cell by id. Raises IndexError outside of 0 … cells − 1."""
        if not 0 <= number < self.cells:
            raise IndexError(f"cell {number} of {self.cells}")
        places = (number,) if len(self.axes) == 1 else divmod(number, self.axes[1].count)
        return {axis.id: axis.value(place) for axis, place in zip(self.axes, places, strict=True)}

    def parameters(self, number: int) -> Parameters:
        """The whole parameter set of a cell. Raises ParameterError where the table refuses a value."""
        return self.base.with_(self.cell(number))

    @property
    def has_refusals(self) -> bool:
        """Are some of the cells bound to fail: by a value that is refused, or a round that they do not have?"""
        if any(refusal(axis.id, value) for axis in self.axes for value in axis.values):
            return True
        rounds = self._values_of("run.rounds") or (self.base.run.rounds,)
        return self.round is not None and min(rounds) < self.round
