"""Luck with names: the uniform numbers behind the samples of each block of replicas (model.md 2.7)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from simulator.engine.expansion import polynomials
from simulator.engine.normal import normal_quantile
from simulator.engine.outcome import Array
from simulator.engine.seeds import Purpose, generator

BLOCK = 100
"""Replicas that share a stream; always drawn and computed together, also where only some of them are wanted."""


@dataclass(frozen=True, slots=True)
class Luck:
    """Uniform numbers, the standard normal ones with the same ranks, and the polynomials of these; all read-only.

    Shapes (…), (…) and (6, …): what does not change while a slider moves is not computed again.
    """

    uniform: Array
    normal: Array
    polynomials: Array

    @staticmethod
    def of(uniform: Array) -> Luck:
        """The luck of some uniform numbers above 0 and below 1."""
        normal = normal_quantile(uniform)
        return Luck(_sealed(uniform), _sealed(normal), _sealed(polynomials(normal)))

    def part(self, index: int) -> Luck:
        """Those at one place of the first axis."""
        return Luck(self.uniform[index], self.normal[index], self.polynomials[:, index])


def uniform_of(seed: int, block: int, number: int, kind: int, deepest: int) -> Array:
    """The luck of a block in a round and kind: [draw, replica, depth], draw 0 for misaligned, 1 for correct answers.

    That of a depth does not depend on how many follow.
    """
    drawn = generator(seed, Purpose.REPLICAS, block, number, kind).random((deepest + 1, 2, BLOCK))
    return np.maximum(np.ascontiguousarray(drawn.transpose(1, 2, 0)), 2.0**-54)


@dataclass(slots=True)
class _Present:
    """The seed whose luck is kept."""

    seed: int | None = None


_present = _Present()


def luck_of(seed: int, blocks: range, number: int, kind: int, deepest: int) -> Luck:
    """The luck of some blocks, one after another. That of the seed before is forgotten: few go back to one."""
    if seed != _present.seed:
        kept_luck.cache_clear()
        _present.seed = seed
    return kept_luck(seed, blocks, number, kind, deepest)


@lru_cache(maxsize=120)  # while a slider moves the same luck is needed again; 100 MB at most at a depth of 12
def kept_luck(seed: int, blocks: range, number: int, kind: int, deepest: int) -> Luck:
    """The same, made once."""
    return Luck.of(np.concatenate([uniform_of(seed, block, number, kind, deepest) for block in blocks], axis=1))


def _sealed(array: Array) -> Array:
    array.setflags(write=False)
    return array
