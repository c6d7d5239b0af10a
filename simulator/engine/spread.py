"""What charts show of many runs: their bands, a few of them as they are, and how many are above a level."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from simulator.engine.courses import FIGURES, Courses, courses
from simulator.engine.outcome import Array
from simulator.engine.parameters import Parameters

if TYPE_CHECKING:
    from simulator.engine.replicas import Replicas

SINGLES = 20
"""Runs that are shown one after another: enough to see that they differ, few enough to count."""

WORRYING = 0.2
"""The misaligned share whose crossing is counted: one answer in five, between the default start and its end."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Spread:
    """Of horizon, capability and misalignment: bands [level, round] and single runs [run, round], all read-only.

    `above` counts by round, for 1, 2, … `singles` runs and at last for all of them, how many are misaligned by more
    than WORRYING: shape (singles + 1, rounds + 1).
    """

    parameters: Parameters
    count: int
    bands: Mapping[str, Array]
    runs: Mapping[str, Array]
    above: Array

    @property
    def singles(self) -> int:
        """How many single runs there are to show."""
        return len(self.runs["misalignment"])

    @staticmethod
    def of(found: Courses | Replicas) -> Spread:
        """The spread of some replicas."""
        runs = {name: getattr(found, name)[:, :SINGLES].T.copy() for name in FIGURES}
        bands = {name: found.band(name) for name in FIGURES}
        few = (runs["misalignment"] > WORRYING).cumsum(axis=0)
        above = np.vstack([few, (found.misalignment > WORRYING).sum(axis=1)]).astype(float)
        for array in (*runs.values(), *bands.values(), above):
            array.setflags(write=False)
        return Spread(parameters=found.parameters, count=found.count, bands=bands, runs=runs, above=above)


def spreads(p: Parameters) -> Iterator[Spread]:
    """The spread of growing numbers of replicas, at last of `run.replicas` of them."""
    return map(Spread.of, courses(p, p.run.replicas))
