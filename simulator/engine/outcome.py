"""The triple (correct, honest error, misaligned) and the vote that is used three times (model.md 1 and 2.2).

Arrays have shape (..., kind, depth): kind 0 is decomposable, kind 1 atomic; depth runs from 0 to D. Any axes may
stand in front (rounds, stages of the ledger, parameter sets, replicas); a mixed outcome has one kind.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

DECOMPOSABLE, ATOMIC = 0, 1


@dataclass(frozen=True, slots=True)
class Outcome:
    """Shares of correct, honestly wrong and misaligned answers, which sum to 1.

    `shares` has shape (3, ..., kind, depth), in that order of outcomes: one array, because a run on short arrays
    costs as much as its number of numpy calls.
    """

    shares: Array

    @staticmethod
    def of(correct: Array | float, misaligned: Array | float) -> Outcome:
        """The triple with these shares, the rest honest errors.

        Rounding is cut off so that the three never exceed 1 together: an excess would grow with each vote.
        """
        shape = np.shape(correct)
        if shape != np.shape(misaligned):
            shape = np.broadcast_shapes(shape, np.shape(misaligned))
        shares = np.empty((3, *shape))
        c, e, m = shares
        # np.clip costs five times as much as these two on short arrays
        np.maximum(misaligned, 0.0, out=m)
        np.minimum(m, 1.0, out=m)
        np.subtract(1.0, m, out=e)
        np.maximum(correct, 0.0, out=c)
        np.minimum(c, e, out=c)
        e -= c
        return Outcome(shares)

    @property
    def correct(self) -> Array:
        """Share of right answers."""
        return np.asarray(self.shares[0])

    @property
    def error(self) -> Array:
        """Share of honest, incoherent errors."""
        return np.asarray(self.shares[1])

    @property
    def misaligned(self) -> Array:
        """Share of coherent errors."""
        return np.asarray(self.shares[2])

    def mixed(self, decomposable: Array | float) -> Outcome:
        """Both kinds in one: decomposable·first + (1 − decomposable)·second; the kind axis keeps length 1."""
        return Outcome(decomposable * self.shares[..., :1, :] + (1.0 - decomposable) * self.shares[..., 1:, :])

    def at(self, depth: int) -> Outcome:
        """The outcome at one depth, which keeps its axis."""
        return Outcome(self.shares[..., depth : depth + 1])


@lru_cache(maxsize=32)
def _ballots(n: int) -> tuple[NDArray[np.intp], NDArray[np.intp], NDArray[np.intp], Array]:
    """All splits of n votes into i correct, j misaligned, r errors, and the weights of the two winning shares.

    Returns (i, j, r, weights) where weights has shape (2, splits): multinomial coefficient times the chance that the
    correct, or the misaligned, group wins; ties are split evenly and each honest error is a group of one.
    """
    from math import comb

    splits: list[tuple[int, int, int]] = []
    weights: list[tuple[float, float]] = []
    for i in range(n + 1):
        for j in range(n + 1 - i):
            r = n - i - j
            top = max(i, j, 1 if r else 0)
            groups = (i == top) + (j == top) + (r if top == 1 else 0)
            ways = comb(n, i) * comb(n - i, j)
            win_correct, win_misaligned = ways * (i == top) / groups, ways * (j == top) / groups
            if win_correct or win_misaligned:
                splits.append((i, j, r))
                weights.append((win_correct, win_misaligned))
    i, j, r = np.array(splits).T
    return i, j, r, np.array(weights).T.copy()


def _powers(base: Array, n: int) -> Array:
    """base**0 … base**n along a new first axis."""
    powers = np.empty((n + 1, *base.shape))
    powers[0] = 1.0
    for k in range(1, n + 1):
        np.multiply(powers[k - 1], base, out=powers[k])
    return powers


def _winners(p: Outcome, n: int) -> Array:
    """Shares with which n > 2 independent draws elect a correct and a misaligned answer; shape (2, ...)."""
    i, j, r, weights = _ballots(n)
    powers = _powers(p.shares, n)
    terms = powers[i, 0]
    terms *= powers[r, 1]
    terms *= powers[j, 2]
    won: Array = (weights @ terms.reshape(len(terms), -1)).reshape(2, *terms.shape[1:])
    return won


def plurality(p: Outcome, n: int) -> Outcome:
    """The largest group of n independent draws wins (model.md 2.2). One or two draws change nothing."""
    return p if n <= 2 else Outcome.of(*_winners(p, n))


def agreement(correct: Array, n: int) -> Array:
    """Correct share of plurality((c, 1 − c, 0), n): what agreement alone makes of incoherent noise.

    Two right votes win, one right vote ties with n − 1 others: 1 − (1 − c)^(n − 1)·(1 + (n − 2)·c).
    """
    if n <= 2:
        return correct
    return np.asarray(1.0 - (1.0 - correct) ** (n - 1) * (1.0 + (n - 2) * correct))


def correct_unless_misaligned(p: Outcome) -> Array:
    """c/(c + e): how often an answer is right, given that it is not misaligned; 0 where all are misaligned."""
    rest = p.correct + p.error
    return np.divide(p.correct, rest, out=np.zeros_like(rest), where=rest > 0.0)


def vote(p: Outcome, n: int, correlation: Array | float) -> Outcome:
    """Plurality of n draws whose coherent errors are shared with chance `correlation` (model.md 2.2).

    A mixture of the common cause (every draw misaligned, or none) and independent draws.
    """
    if n <= 2:
        return p
    correct, misaligned = (1.0 - correlation) * _winners(p, n)
    shared = (1.0 - p.misaligned) * agreement(correct_unless_misaligned(p), n)
    return Outcome.of(correct + correlation * shared, misaligned + correlation * p.misaligned)


def logistic(x: Array | float) -> Array:
    """λ(x) = 1/(1 + exp(−x)). No values in range bring |x| above 460, so exp cannot overflow."""
    return np.asarray(1.0 / (1.0 + np.exp(np.negative(x))))


@lru_cache(maxsize=32)
def depths(deepest: int) -> Array:
    """0.0, 1.0, … up to the deepest question."""
    every = np.arange(deepest + 1.0)
    every.setflags(write=False)
    return every
