"""Luck with names: the uniform numbers behind the samples of each block of replicas (model.md 2.7)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from simulator.engine.normal import normal_quantile
from simulator.engine.outcome import Array
from simulator.engine.seeds import Purpose, generator

BLOCK = 100
"""Replicas that share a stream; always drawn and computed together, also where only some of them are wanted."""


@dataclass(frozen=True, slots=True)
class Luck:
    """Uniform numbers, and the standard normal ones with the same ranks. Equal shapes, read-only."""

    uniform: Array
    normal: Array

    def part(self, index: int) -> Luck:
        """Those at one place of the first axis."""
        return Luck(self.uniform[index], self.normal[index])


def luck_of(seed: int, block: int, number: int, kind: int, deepest: int) -> Luck:
    """The luck of a block in a round and kind: [draw, replica, depth], draw 0 for misaligned, 1 for correct answers.

    That of a depth does not depend on how many follow.
    """
    drawn = generator(seed, Purpose.REPLICAS, block, number, kind).random((deepest + 1, 2, BLOCK))
    uniform = np.maximum(np.ascontiguousarray(drawn.transpose(1, 2, 0)), 2.0**-54)
    return Luck(_sealed(uniform), _sealed(normal_quantile(uniform)))


@lru_cache(maxsize=240)  # while a slider moves the same luck is needed again; 50 MB at a depth of 12
def luck_of_blocks(seed: int, blocks: range, number: int, kind: int, deepest: int) -> Luck:
    """The luck of some blocks, one after another."""
    each = [luck_of(seed, block, number, kind, deepest) for block in blocks]
    uniform, normal = (np.concatenate([getattr(luck, part) for luck in each], axis=1) for part in Luck.__slots__)
    return Luck(_sealed(uniform), _sealed(normal))


def _sealed(array: Array) -> Array:
    array.setflags(write=False)
    return array
