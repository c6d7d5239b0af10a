"""Random streams that have names: the same name gives the same luck, whatever else was drawn before (model.md 2.7).

A name is the seed of the run, a purpose, and whole numbers that say what is drawn: (block, round) of replicas, or the
path of a node in a sampled tree. Two forms of stream share these names: `generator` for many draws under one name,
`key`, `descend` and `uniform` for few draws under very many names. The latter are hashes without a state
(SplitMix64: Steele, Lea, Flood 2014), so that they work on arrays of keys as well as on a single one, bit for bit.
"""

from __future__ import annotations

from enum import IntEnum
from functools import lru_cache
from typing import Any, overload

import numpy as np
from numpy.typing import NDArray

from simulator.engine.outcome import Array

Keys = NDArray[np.uint64]

_MASK = 2**64 - 1
_GAMMA = 0x9E3779B97F4A7C15  # the odd number next to 2^64 / golden ratio: consecutive indices spread evenly


class Purpose(IntEnum):
    """What a stream is for. A number is never given a second meaning: old seeds keep their luck."""

    TREE = 1
    REPLICAS = 2


def generator(seed: int, purpose: Purpose, *path: int) -> np.random.Generator:
    """A numpy generator of its own for this name; every number of the path is at least 0 and below 2^32."""
    return np.random.Generator(np.random.Philox(_sequence(seed, purpose, path)))


@lru_cache(maxsize=64)
def key(seed: int, purpose: Purpose) -> int:
    """The 64-bit key below which all keys of this purpose lie."""
    return int(_sequence(seed, purpose, ()).generate_state(1, np.uint64)[0])


def _sequence(seed: int, purpose: Purpose, path: tuple[int, ...]) -> np.random.SeedSequence:
    return np.random.SeedSequence(seed, spawn_key=(int(purpose), *path))


@overload
def descend(parent: int, index: int) -> int: ...
@overload
def descend(parent: Keys, index: Keys | int) -> Keys: ...
def descend(parent: Any, index: Any) -> Any:
    """The key of the child with this index, 0 … 2^62; arrays are of uint64."""
    return _word(parent, 2 * index)


@overload
def uniform(of: int, slot: int) -> float: ...
@overload
def uniform(of: Keys, slot: Keys | int) -> Array: ...
def uniform(of: Any, slot: Any) -> Any:
    """A number from [0, 1), a multiple of 2^−53, for one slot of a key; slots and children never meet."""
    return (_word(of, 2 * slot + 1) >> 11) * 2.0**-53


def _word(of: Any, index: Any) -> Any:
    """Word number `index` of the SplitMix64 stream that starts at a key; Python integers or arrays of uint64."""
    word = (of + ((_GAMMA * (index + 1)) & _MASK)) & _MASK
    word = ((word ^ (word >> 30)) * 0xBF58476D1CE4E5B9) & _MASK
    word = ((word ^ (word >> 27)) * 0x94D049BB133111EB) & _MASK
    return word ^ (word >> 31)
