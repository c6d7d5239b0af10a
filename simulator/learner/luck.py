"""The random streams of a learned run, by name (simulator.engine.seeds): what is drawn depends on nothing else."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

import numpy as np

from simulator.engine.seeds import Purpose, generator


class Draw(IntEnum):
    """What is drawn. A number is never given a second meaning."""

    WORLD = 0
    OVERSEER = 1
    WEIGHTS = 2
    ORDER = 3
    PROPOSALS = 4
    TREE = 5
    RESAMPLING = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Luck:
    """All streams of run `number` behind one seed; each number has a world of its own."""

    seed: int
    number: int = 0

    def of(self, what: Draw, *path: int) -> np.random.Generator:
        """The stream of one draw: the same for the same path, whatever else was drawn."""
        return generator(self.seed, Purpose.LEARNED, self.number, int(what), *path)
