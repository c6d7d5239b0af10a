"""The difference between two parameter sets, B − A, with the luck taken out: bands from replicas that share it.

Replica 17 of A and replica 17 of B draw the same uniform numbers (model.md 2.7), so luck that moves both the same way
cancels in their difference. How much surer this makes the difference is measured for each pair, against the same B
with luck of its own; there is no general figure.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from threading import Lock

import numpy as np

from simulator.engine.bands import quantiles
from simulator.engine.courses import FIGURES, Courses, courses
from simulator.engine.outcome import Array
from simulator.engine.parameters import Parameters
from simulator.engine.remembered import forgotten_with_runs

_LAST_SEED = 2**63 - 1
_KEPT = 1000
"""Replicas up to which B's are kept: 1.5 MB at 60 rounds."""

_WIDTH = 1e-9
"""A narrower band is rounding."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """One figure of B − A in the rounds that both have: read-only arrays.

    `mean` [round] over the replicas; `common` and `independent` [level, round] are 5, 50 and 95 % with the same draws
    and with other draws for B.
    """

    mean: Array
    common: Array
    independent: Array

    @property
    def is_nothing(self) -> bool:
        """Whether B − A is exactly 0 in every replica."""
        return not self.common.any() and not self.mean.any()

    @property
    def sureness(self) -> float | None:
        """How many times as wide the band is with other draws, on average over the rounds after the start.

        None where the band has no width with the same draws, or none with others.
        """
        wide, narrow = (float(np.mean(band[2, 1:] - band[0, 1:])) for band in (self.independent, self.common))
        return wide / narrow if wide > _WIDTH and narrow > _WIDTH else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Contrast:
    """The gap in each of FIGURES, between how many pairs of replicas it was measured, and of which parameters."""

    a: Parameters
    b: Parameters
    count: int
    gaps: Mapping[str, Gap]


def contrasts(a: Parameters, b: Parameters, count: int | None = None) -> Iterator[Contrast]:
    """B − A over growing numbers of replicas, at last over `count` (`run.replicas` of A where none is given).

    Raises ValueError where A and B have different seeds, or for fewer than one replica.
    """
    if a.run.seed != b.run.seed:
        raise ValueError("only runs of the same seed share their luck")
    wanted = a.run.replicas if count is None else count
    growing = courses(a, wanted), _kept(b, wanted), _kept(_with_other_luck(b), wanted)
    return (_contrast(*three) for three in zip(*growing, strict=True))


def contrast(a: Parameters, b: Parameters, count: int | None = None) -> Contrast:
    """The last of `contrasts`."""
    *_, last = contrasts(a, b, count)
    return last


def effective_gap(a: Array, b: Array) -> Array:
    """B − A of two effective curves [round], in the rounds that both have."""
    rounds = min(len(a), len(b))
    return np.asarray(b[:rounds] - a[:rounds])


def _kept(p: Parameters, count: int) -> Iterator[Courses]:
    """As `courses`; those of the last few parameters are kept: while A changes B's stay the same."""
    return _course_list(p, count).pieces() if count <= _KEPT else courses(p, count)


class _CourseList:
    """The pieces of some courses, each computed when it is first asked for, by whichever thread."""

    def __init__(self, p: Parameters, count: int) -> None:
        self._source, self._found, self._lock = courses(p, count), list[Courses](), Lock()

    def pieces(self) -> Iterator[Courses]:
        """All of them, from the first."""
        for number in itertools.count():
            with self._lock:
                if number == len(self._found):
                    piece = next(self._source, None)
                    if piece is None:
                        return
                    self._found.append(piece)
            yield self._found[number]


@lru_cache(maxsize=4)
def _course_list(p: Parameters, count: int) -> _CourseList:
    return _CourseList(p, count)


forgotten_with_runs(_course_list.cache_clear)


def _with_other_luck(p: Parameters) -> Parameters:
    seed = p.run.seed
    return p.with_({"run.seed": seed + 1 if seed < _LAST_SEED else 0})


def _contrast(one: Courses, other: Courses, stranger: Courses) -> Contrast:
    gaps = {}
    for name in FIGURES:
        a, b, c = (getattr(found, name) for found in (one, other, stranger))
        rounds = min(len(a), len(b))
        same, different = b[:rounds] - a[:rounds], c[:rounds] - a[:rounds]
        gaps[name] = Gap(
            mean=_sealed(same.mean(axis=1)), common=_sealed(quantiles(same)), independent=_sealed(quantiles(different))
        )
    return Contrast(a=one.parameters, b=other.parameters, count=one.count, gaps=gaps)


def _sealed(array: Array) -> Array:
    array.setflags(write=False)
    return array
