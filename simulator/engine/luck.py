"""Luck with names: the uniform numbers behind the samples of each block of replicas (model.md 2.7)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from simulator.engine.expansion import polynomials
from simulator.engine.normal import normal_quantile
from simulator.engine.outcome import Array
from simulator.engine.remembered import forgotten_with_runs
from simulator.engine.seeds import Purpose, generator

BLOCK = 100
"""Replicas that share a stream; always drawn and computed together, also where only some of them are wanted."""

MOST_KEPT = 40 * 2**20
"""Bytes kept of one seed and depth: a thousand replicas of twelve rounds at a depth of 12, of both kinds."""


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

    @property
    def size(self) -> int:
        """Bytes of its arrays."""
        return self.uniform.nbytes + self.normal.nbytes + self.polynomials.nbytes

    def part(self, index: int) -> Luck:
        """Those at one place of the first axis."""
        return Luck(self.uniform[index], self.normal[index], self.polynomials[:, index])


def uniform_of(seed: int, block: int, number: int, kind: int, deepest: int) -> Array:
    """The luck of a block in a round and kind: [draw, replica, depth], draw 0 for misaligned, 1 for correct answers.

    That of a depth does not depend on how many follow.
    """
    drawn = generator(seed, Purpose.REPLICAS, block, number, kind).random((deepest + 1, 2, BLOCK))
    return np.maximum(np.ascontiguousarray(drawn.transpose(1, 2, 0)), 2.0**-54)


class Kept:
    """Luck of one seed and depth, as much of it as has room: while a slider moves the same is needed again.

    What comes first stays. All of it is needed in the same order each time, so nothing at all would be found again if
    the oldest made room for the newest.
    """

    def __init__(self, seed: int, deepest: int) -> None:
        self.key = seed, deepest
        self.size = 0
        self.is_asked = False
        """Whether it has been asked for since another one was last begun anew."""
        self._found: dict[tuple[range, int, int], Luck] = {}

    def begins(self, blocks: range, number: int, kind: int) -> bool:
        """Whether this is what was asked for first: then all of it is gone through anew."""
        return next(iter(self._found), None) == (blocks, number, kind)

    def luck(self, blocks: range, number: int, kind: int) -> Luck:
        """The luck of some blocks in a round and kind."""
        self.is_asked = True
        found = self._found.get((blocks, number, kind))
        if found is None:
            each = [uniform_of(self.key[0], block, number, kind, self.key[1]) for block in blocks]
            found = Luck.of(np.concatenate(each, axis=1))
            if self.size + found.size <= MOST_KEPT:
                self._found[blocks, number, kind] = found
                self.size += found.size
        return found


_kept: list[Kept] = []
"""The latest ones: A and B may differ in depth. One that nobody has asked for while another was gone through is given
back: who has dragged the depth to another one does not come back to all that he came through.
"""


def luck_of(seed: int, blocks: range, number: int, kind: int, deepest: int) -> Luck:
    """The luck of some blocks, one after another. That of the seed before is forgotten: few go back to one."""
    kept = next((one for one in _kept if one.key == (seed, deepest)), None)
    if kept is None:
        kept = Kept(seed, deepest)
        _kept[:] = [*(one for one in _kept[-1:] if one.key[0] == seed), kept]
    elif kept.begins(blocks, number, kind):
        _kept[:] = [one for one in _kept if one is kept or one.is_asked]
        for one in _kept:
            one.is_asked = False
    return kept.luck(blocks, number, kind)


def forget_luck() -> None:
    """Give back what only many runs need."""
    _kept.clear()


forgotten_with_runs(forget_luck)


def size_of_kept() -> int:
    """Bytes of luck that are kept."""
    return sum(one.size for one in _kept)


def _sealed(array: Array) -> Array:
    array.setflags(write=False)
    return array
