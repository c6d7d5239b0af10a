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
_FIRST, _SECOND = 0xBF58476D1CE4E5B9, 0x94D049BB133111EB  # multipliers that mix (Stafford's variant 13)


class Purpose(IntEnum):
    """What a stream is for. A number is never given a second meaning: old seeds keep their luck."""

    TREE = 1
    REPLICAS = 2
    LEARNED = 3


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
    return numerator(of, slot) * 2.0**-53


@overload
def numerator(of: int, slot: int) -> int: ...
@overload
def numerator(of: Keys, slot: Keys | int) -> Keys: ...
def numerator(of: Any, slot: Any) -> Any:
    """The same number times 2^53: a whole number, which arrays compare faster."""
    return _word(of, 2 * slot + 1) >> 11


def _word(of: Any, index: Any) -> Any:
    """Word number `index` of the SplitMix64 stream that starts at a key; Python integers or arrays of uint64."""
    if isinstance(of, np.ndarray):
        return _words(of, index)
    word = (of + _GAMMA * (index + 1)) & _MASK
    word = ((word ^ (word >> 30)) * _FIRST) & _MASK
    word = ((word ^ (word >> 27)) * _SECOND) & _MASK
    return word ^ (word >> 31)


def _words(of: Keys, index: Keys | int) -> Keys:
    """The same for arrays, whose arithmetic is modulo 2^64 by itself, in two buffers."""
    step: Any = _GAMMA * (index + 1) if isinstance(index, np.ndarray) else _GAMMA * (index + 1) & _MASK
    word: Keys = of + step
    other: Keys = word >> np.uint64(30)
    other ^= word
    other *= np.uint64(_FIRST)
    np.right_shift(other, np.uint64(27), out=word)
    word ^= other
    word *= np.uint64(_SECOND)
    np.right_shift(word, np.uint64(31), out=other)
    other ^= word
    return other
