"""How votes split, and which answer is taken: the joint chances behind plurality and agreement (model.md 2.2).

Any axes may stand in front; [..., outcome, split] is the chance that votes split in a way and an outcome is taken.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from math import comb

import numpy as np
from numpy.typing import NDArray

from simulator.engine.outcome import Array

CORRECT, ERROR, MISALIGNED = 0, 1, 2
"""Positions on the outcome axis."""


@dataclass(frozen=True, slots=True)
class Ballots:
    """All ways to split n votes. Splits without a misaligned vote come first, n + 1 of them; the last one is unanimous.

    `splits` (rows, 3): votes by outcome; `ways` (rows): arrangements; `wins` (rows, 3): the chance that an answer
    of this outcome is taken; the largest group wins, each honest error is a group of one, ties are split evenly.
    """

    splits: NDArray[np.intp]
    ways: Array
    wins: Array


@lru_cache(maxsize=32)
def ballots(n: int) -> Ballots:
    """The splits of n votes (model.md 2.2)."""
    splits, ways, wins = [], [], []
    for m in range(n + 1):
        for c in range(n - m, -1, -1):
            e = n - m - c
            top = max(c, m, 1 if e else 0)
            groups = (int(c == top), e if top == 1 else 0, int(m == top))
            splits.append((c, e, m))
            ways.append(float(comb(n, m) * comb(n - m, c)))
            wins.append(tuple(group / sum(groups) for group in groups))
    arrays = np.array(splits), np.array(ways), np.array(wins)
    for array in arrays:
        array.setflags(write=False)
    return Ballots(*arrays)


def _powers(shares: Array, n: int) -> Array:
    """share^0 … share^n along a new last axis."""
    powers = np.empty((*shares.shape, n + 1))
    powers[..., 0] = 1.0
    powers[..., 1:] = shares[..., np.newaxis]
    np.multiply.accumulate(powers, axis=-1, out=powers)
    return powers


def vote_weights(answer: Array, n: int) -> Array:
    """Chance that n independent votes split in a way and an outcome is taken: [..., outcome, split].

    `answer` is [..., 3]. Over splits they sum to plurality(answer, n).
    """
    rows, powers = ballots(n), _powers(answer, n)
    products = rows.ways * powers[..., CORRECT, rows.splits[:, CORRECT]]
    for outcome in (ERROR, MISALIGNED):
        products *= powers[..., outcome, rows.splits[:, outcome]]
    return np.asarray(products[..., np.newaxis, :] * rows.wins.T)


def agreement_weights(answer: Array, n: int) -> Array:
    """The same for votes of which none is misaligned: [..., 2, n + 1]. `answer` [..., 2] is right or honestly wrong."""
    rows, powers = ballots(n), _powers(answer, n)
    products = powers[..., CORRECT, ::-1] * powers[..., ERROR, :]  # from n right votes down to none
    products *= rows.ways[: n + 1]
    return np.asarray(products[..., np.newaxis, :] * rows.wins[: n + 1, :MISALIGNED].T)


def unless_misaligned(answer: Array) -> Array:
    """(c, e)/(c + e) of answers [..., 3]: how one is, given that it is not misaligned; (0, 1) where all are."""
    rest = answer[..., :MISALIGNED].sum(axis=-1, keepdims=True)
    if rest.all():
        return np.asarray(answer[..., :MISALIGNED] / rest)
    return np.where(rest > 0.0, answer[..., :MISALIGNED] / np.where(rest > 0.0, rest, 1.0), (0.0, 1.0))


@lru_cache(maxsize=32)
def unanimous(n: int) -> Array:
    """[outcome, split]: all votes of that outcome."""
    rows: Array = (ballots(n).splits == n).astype(float).T
    rows.setflags(write=False)
    return rows
