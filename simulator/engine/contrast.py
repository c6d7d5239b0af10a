"""The difference between two parameter sets, B − A, with the luck taken out: bands from replicas that share it.

Replica 17 of A and replica 17 of B draw the same uniform numbers, so luck that moves both the same way cancels in
their difference. How much narrower this makes the band is measured each time, against the same B with luck of its own.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from simulator.engine.outcome import Array
from simulator.engine.parameters import Parameters
from simulator.engine.replicas import difference, quantiles, replicate

FIGURES = ("horizon", "capability", "misalignment")
"""What is compared, by its name in `Run`."""

_LAST_SEED = 2**63 - 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Band:
    """Quantiles (5, 50, 95 %) of B − A over the replicas: shape (3, rounds + 1) of the rounds that both have.

    `narrower` is the mean width that the band would have with independent luck, divided by its own; None where one
    of them has no width at all.
    """

    levels: Array
    narrower: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Contrast:
    """The bands of each of FIGURES, and what they were made from."""

    a: Parameters
    b: Parameters
    count: int
    bands: Mapping[str, Band]


def contrast(a: Parameters, b: Parameters, count: int | None = None) -> Contrast:
    """The bands of B − A; `run.replicas` replicas of A where no count is given. B must have A's seed."""
    wanted = a.run.replicas if count is None else count
    one, other = replicate(a, wanted), replicate(b, wanted)
    seed = b.run.seed
    stranger = replicate(b.with_({"run.seed": seed + 1 if seed < _LAST_SEED else 0}), wanted)
    bands = {}
    for name in FIGURES:
        common = difference(other, one, name)
        rounds = len(common)
        levels = quantiles(common)
        independent = quantiles(getattr(stranger, name)[:rounds] - getattr(one, name)[:rounds])
        levels.setflags(write=False)
        bands[name] = Band(levels=levels, narrower=_ratio(_width(independent), _width(levels)))
    return Contrast(a=a, b=b, count=wanted, bands=bands)


def _width(levels: Array) -> float:
    """The mean width over the rounds after the start, where luck plays no part yet."""
    return float(np.mean(levels[2, 1:] - levels[0, 1:]))


def _ratio(wide: float, narrow: float) -> float | None:
    return wide / narrow if wide > 0.0 and narrow > 0.0 else None
