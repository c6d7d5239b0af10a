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


def _products(shares: Array, splits: NDArray[np.intp]) -> Array:
    """Π share^votes for each split: (..., outcomes) and (rows, outcomes) give (..., rows)."""
    powers = np.ones((splits.max() + 1, *shares.shape))
    for votes in range(1, len(powers)):
        np.multiply(powers[votes - 1], shares, out=powers[votes])
    product = powers[splits[:, 0], ..., 0]
    for outcome in range(1, splits.shape[1]):
        product *= powers[splits[:, outcome], ..., outcome]
    return product.transpose(*range(1, product.ndim), 0)


def vote_weights(answer: Array, n: int) -> Array:
    """Chance that n independent votes split in a way and an outcome is taken: [..., outcome, split].

    `answer` is [..., 3]. Over splits they sum to plurality(answer, n).
    """
    rows = ballots(n)
    weights: Array = (_products(answer, rows.splits) * rows.ways)[..., np.newaxis, :] * rows.wins.T
    return weights


def agreement_weights(right: Array, n: int) -> Array:
    """The same for votes of which none is misaligned and each is right with chance `right` [...]: [..., 2, n + 1]."""
    rows = ballots(n)
    two = slice(n + 1), slice(2)
    shares = np.empty((*right.shape, 2))
    shares[..., CORRECT], shares[..., ERROR] = right, 1.0 - right
    products = _products(shares, rows.splits[two])
    weights: Array = (products * rows.ways[: n + 1])[..., np.newaxis, :] * rows.wins[two].T
    return weights


def right_unless_misaligned(answer: Array) -> Array:
    """c/(c + e) of answers [..., 3]: how often one is right, given that it is not misaligned; 0 where all are."""
    rest = answer[..., CORRECT] + answer[..., ERROR]
    return np.divide(answer[..., CORRECT], rest, out=np.zeros_like(rest), where=rest > 0.0)


@lru_cache(maxsize=32)
def unanimous(n: int) -> Array:
    """[outcome, split]: all votes of that outcome."""
    rows: Array = (ballots(n).splits == n).astype(float).T
    rows.setflags(write=False)
    return rows
