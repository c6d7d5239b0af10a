"""The triple (correct, honest error, misaligned) and the vote that is used three times (model.md 1 and 2.2).

Arrays have shape (..., kind, depth): kind 0 is decomposable, kind 1 atomic; depth runs from 0 to D. Any axes may
stand in front (rounds, stages of the ledger, parameter sets, replicas); a mixed outcome has one kind.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from math import comb

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
        """The triple with these shares, the rest honest errors; rounding is cut off at 0 and 1."""
        m = np.minimum(np.maximum(misaligned, 0.0), 1.0)
        c = np.minimum(np.maximum(correct, 0.0), 1.0 - m)
        return Outcome(np.stack(np.broadcast_arrays(c, 1.0 - m - c, m)))

    @staticmethod
    def whole(correct: Array, error: Array, misaligned: Array) -> Outcome:
        """The triple with these three shares, each computed without taking a difference from 1.

        A share below the rounding of 1 can grow to a whole one up the levels, so a small share must never be what is
        left of the others. Their sum is brought back to 1, since an excess would grow with each vote.
        """
        shares = np.empty((3, *correct.shape))
        shares[0], shares[1], shares[2] = correct, error, misaligned
        shares /= shares[0] + shares[1] + shares[2]
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
        """Both kinds in one: decomposable·first + (1 − decomposable)·second; the kind axis keeps length 1.

        Where there is but one kind (replicas of questions that all decompose), that is what is mixed.
        """
        if self.shares.shape[-2] == 1:
            return self
        return Outcome(decomposable * self.shares[..., :1, :] + (1.0 - decomposable) * self.shares[..., 1:, :])

    def at(self, depth: int) -> Outcome:
        """The outcome at one depth, which keeps its axis."""
        return Outcome(self.shares[..., depth : depth + 1])


@lru_cache(maxsize=32)
def _ballots(
    n: int,
) -> tuple[NDArray[np.intp], NDArray[np.intp], NDArray[np.intp], tuple[tuple[NDArray[np.intp], Array], ...]]:
    """All splits of n votes into i correct, j misaligned, r errors, and how much each adds to the winning shares.

    Returns (i, j, r, winning) where `winning` has for the correct, an honestly wrong, the misaligned group the splits
    in which it may win and their weights (…, 1): multinomial coefficient times the chance that it does; ties are split
    evenly, each honest error is a group of one.
    """
    splits = [(i, j, n - i - j) for i in range(n + 1) for j in range(n + 1 - i)]
    weights = []
    for i, j, r in splits:
        top = max(i, j, 1 if r else 0)
        groups = (i == top, r if top == 1 else 0, j == top)
        weights.append([comb(n, i) * comb(n - i, j) * group / sum(groups) for group in groups])
    i, j, r = np.array(splits).T
    winning = tuple((np.flatnonzero(of), of[of > 0.0, np.newaxis].copy()) for of in np.array(weights).T)
    return i, j, r, winning


def _powers(base: Array, n: int) -> Array:
    """base**0 … base**n along a new first axis."""
    powers = np.empty((n + 1, *base.shape))
    powers[0] = 1.0
    for k in range(1, n + 1):
        np.multiply(powers[k - 1], base, out=powers[k])
    return powers


def _winners(p: Outcome, n: int) -> Array:
    """Shares with which n > 2 independent draws elect a correct, an honestly wrong, a misaligned answer; (3, ...).

    Added up split by split and not by a matrix product, whose rounding would depend on how many answers stand beside.
    """
    i, j, r, winning = _ballots(n)
    powers = _powers(p.shares, n)
    terms = powers[i, 0]
    terms *= powers[r, 1]
    terms *= powers[j, 2]
    flat = terms.reshape(len(terms), -1)
    won = np.empty((3, flat.shape[1]))
    for group, (splits, weights) in zip(won, winning, strict=True):
        np.add.reduce(weights * flat[splits], axis=0, out=group)
    return won.reshape(3, *terms.shape[1:])


def plurality(p: Outcome, n: int) -> Outcome:
    """The largest group of n independent draws wins (model.md 2.2). One or two draws change nothing."""
    return p if n <= 2 else Outcome.whole(*_winners(p, n))


def agreement(p: Outcome, n: int) -> tuple[Array, Array]:
    """(right, wrong) shares of plurality((x, 1 − x, 0), n), x = c/(c + e): what agreement alone makes of noise.

    Two right votes win, one right vote ties with n − 1 others, so wrong = (1 − x)^(n − 1)·(1 + (n − 2)·x).
    """
    x, y = unless_misaligned(p)
    if n <= 2:
        return x, y
    tie = 1.0 + (n - 2) * x
    below = np.minimum(x, 0.5)  # a small x: 1 − wrong would lose it
    small = -np.expm1((n - 1) * np.log1p(-below) + np.log1p((n - 2) * below))
    wrong = y ** (n - 1) * tie
    return np.where(x < 0.5, small, 1.0 - wrong), wrong


def unless_misaligned(p: Outcome) -> tuple[Array, Array]:
    """(c, e)/(c + e): how an answer is, given that it is not misaligned; (0, 1) where all are misaligned."""
    rest = p.correct + p.error
    some = rest > 0.0
    rest = np.where(some, rest, 1.0)
    return p.correct / rest, np.where(some, p.error / rest, 1.0)


def correct_unless_misaligned(p: Outcome) -> Array:
    """c/(c + e): how often an answer is right, given that it is not misaligned; 0 where all are misaligned."""
    return unless_misaligned(p)[0]


def vote(p: Outcome, n: int, correlation: Array | float) -> Outcome:
    """Plurality of n draws whose coherent errors are shared with chance `correlation` (model.md 2.2).

    A mixture of the common cause (every draw misaligned, or none) and independent draws.
    """
    if n <= 2:
        return p
    correct, error, misaligned = (1.0 - correlation) * _winners(p, n)
    right, wrong = agreement(p, n)
    shared = correlation * (p.correct + p.error)
    return Outcome.whole(correct + shared * right, error + shared * wrong, misaligned + correlation * p.misaligned)


def all_of(share: Array, rest: Array, b: Array | float) -> Array:
    """share^b, where `rest` = 1 − share may be smaller than the rounding of 1. At 1 numpy warns of a logarithm of 0."""
    return np.where(rest < 0.5, np.exp(b * np.log1p(-np.minimum(rest, 1.0))), share**b)


def any_of(share: Array, b: Array | float) -> Array:
    """1 − (1 − share)^b, without losing a small share. At 1 numpy warns of a logarithm of 0, and the result is 1."""
    return np.asarray(-np.expm1(b * np.log1p(-share)))


def logistic(x: Array | float) -> Array:
    """λ(x) = 1/(1 + exp(−x)). No values in range bring |x| above 460, so exp cannot overflow."""
    return np.asarray(1.0 / (1.0 + np.exp(np.negative(x))))


@lru_cache(maxsize=32)
def depths(deepest: int) -> Array:
    """0.0, 1.0, … up to the deepest question."""
    every = np.arange(deepest + 1.0)
    every.setflags(write=False)
    return every
