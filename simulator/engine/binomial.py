"""Binomial counts as quantiles of given ranks: exact, steady in the share, and many at once.

numpy draws binomials by rejection, so a slightly larger share meets other numbers and may give a smaller count. A
quantile of a fixed rank moves with its share, which is what lets bands follow a slider and settings share their luck.
"""

from __future__ import annotations

import math
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from simulator.engine.luck import Luck
from simulator.engine.outcome import Array

Indices = NDArray[np.intp]

_EXPANDED_FROM = 5.0  # variance from which the expansion serves; below it, counting up takes few steps
_EXPANDED_TO = 5.0  # ranks further out (6 in 10 million) are looked up exactly
_TOLERANCE = (0.009, 0.005)  # of the expansion, a + b·|z|⁵ over variance^1.5: 1.3 times the worst error found


def binomial_quantile(trials: Array | float, share: Array, rest: Array, luck: Luck) -> Array:
    """The smallest k with P(Binomial(trials, share) ≤ k) ≥ uniform, for every element; `rest` is 1 − share.

    Exact: a normal expansion says the count, or that it is too near a step to be sure; then the distribution itself
    decides. Whole numbers as floats; equal elements give equal counts whatever stands beside them.
    """
    n, share, rest = (np.broadcast_to(value, luck.uniform.shape).ravel() for value in (trials, share, rest))
    uniform, normal = luck.uniform.ravel(), luck.normal.ravel()
    flipped = share > rest  # count the rarer side, which keeps its digits
    s = np.minimum(share, rest)
    mean = n * s
    variance = mean * np.maximum(share, rest)
    counts = np.empty(len(s))

    def ranks(place: Indices) -> Array:
        u = uniform.take(place)
        np.subtract(1.0, u, out=u, where=flipped.take(place))
        return u

    wide = variance >= _EXPANDED_FROM
    narrow, place = np.flatnonzero(~wide), np.flatnonzero(wide)
    counts[narrow] = _by_counting(n.take(narrow), s.take(narrow), ranks(narrow), mean.take(narrow))
    z = normal.take(place)
    np.negative(z, out=z, where=flipped.take(place))
    edge, margin = _by_expansion(s.take(place), z, mean.take(place), variance.take(place))
    counts[place] = np.ceil(edge)
    below = np.rint(edge)
    far = np.abs(z) > _EXPANDED_TO
    unsure = np.flatnonzero((np.abs(edge - below) < margin) | far)
    if len(unsure):
        place = place.take(unsure)
        counts[place] = _looked_up(
            below.take(unsure), n.take(place), s.take(place), ranks(place), far=far.take(unsure)
        )  # fmt: skip
    np.minimum(np.maximum(counts, 0.0, out=counts), n, out=counts)
    return np.where(flipped, n - counts, counts).reshape(luck.uniform.shape)


def _by_counting(n: Array, s: Array, u: Array, mean: Array) -> Array:
    """How many k have P(X ≤ k) < u, from 0 upwards, some steps at a time."""
    counts = np.zeros(len(u))
    term = np.exp(n * np.log1p(-s))
    place = np.flatnonzero(term < u)
    counts[place] = 1.0
    n, u, mean, term, odds = n[place], u[place], mean[place], term[place], s[place] / (1.0 - s[place])
    total, k, steps = term, 0, 4
    while len(place):
        later = np.arange(k + 1.0, k + steps + 1.0)[:, np.newaxis]
        terms = np.maximum(n - (later - 1.0), 0.0) * (odds / later)
        terms[0] *= term
        np.multiply.accumulate(terms, axis=0, out=terms)
        term = terms[-1].copy()
        terms[0] += total
        totals = np.add.accumulate(terms, axis=0, out=terms)
        counts[place] += (totals < u).sum(axis=0)
        k += steps
        # Rounding may leave the total below the last u; then the terms have died away.
        kept = np.flatnonzero((totals[-1] < u) & (k < n) & ((term > 1e-18) | (k < mean)))
        total, steps, place = totals[-1].take(kept), 8, place.take(kept)
        n, u, mean, term, odds = (column.take(kept) for column in (n, u, mean, term, odds))
    return counts


def _by_expansion(s: Array, z: Array, mean: Array, variance: Array) -> tuple[Array, Array]:
    """Where between the counts the ranks lie, and how far off that may be, by Cornish and Fisher to the third order.

    The count is the next whole number. The cumulants are the lattice's own (second − 1/12, fourth + 1/120: Euler and
    Maclaurin), so that the steps from count to count lie where the expansion says.
    """
    square = variance - 1.0 / 12.0
    inverse = 1.0 / square
    both = s * (1.0 - s)
    zz = z * z
    k3 = (1.0 - 2.0 * s) * variance * inverse
    k4 = (variance * (1.0 - 6.0 * both) + 1.0 / 120.0) * inverse
    k33 = k3 * k3
    root = np.sqrt(square)

    third = (1.0 - 12.0 * both) * (((zz - 6.0) * zz + 3.0) / 120.0)
    third -= k4 * (((zz - 5.0) * zz + 2.0) / 24.0)
    third += k33 * (((12.0 * zz - 53.0) * zz + 17.0) / 324.0)
    second = k4 * ((zz - 3.0) / 24.0)
    second -= k33 * ((2.0 * zz - 5.0) / 36.0)
    edge = third * inverse
    edge += (zz - 1.0) / 6.0
    edge *= k3
    edge += z * root * (1.0 + second * inverse)
    edge += mean - 0.5

    base, slope = _TOLERANCE
    return edge, (base + slope * (zz * zz * np.abs(z))) * inverse / root


def _looked_up(near: Array, n: Array, s: Array, u: Array, *, far: NDArray[np.bool_]) -> Array:
    """The quantile from the distribution itself: the step that is near or the one above, if it is not `far` off."""
    k = np.minimum(np.maximum(near, 0.0), n)
    rising = binomial_cdf(k, n, s) < u
    k += rising
    moving = np.flatnonzero(far & rising & (k < n))  # up to the first k whose share reaches u …
    while len(moving):
        moving = moving[(binomial_cdf(k[moving], n[moving], s[moving]) < u[moving])]
        k[moving] += 1.0
        moving = moving[k[moving] < n[moving]]
    moving = np.flatnonzero(far & ~rising & (k > 0.0))  # … or down to it
    while len(moving):
        moving = moving[binomial_cdf(k[moving] - 1.0, n[moving], s[moving]) >= u[moving]]
        k[moving] -= 1.0
        moving = moving[k[moving] > 0.0]
    return k


@lru_cache(maxsize=1)
def _nodes() -> tuple[Array, Array]:
    """Gauss–Legendre on 0 … 1. Forty nodes reach ten digits where the expansion is used."""
    places, weights = np.polynomial.legendre.leggauss(40)
    return 0.5 * (places + 1.0), 0.5 * weights


def binomial_cdf(k: Array, n: Array, s: Array) -> Array:
    """P(Binomial(n, s) ≤ k) for k = 0 … n and variances of 5 and more, to ten digits.

    It is the chance that a Beta(k + 1, n − k) exceeds s; the tail away from its mode is integrated.
    """
    inside = np.minimum(k, n - 1.0)
    a, b = inside, n - 1.0 - inside
    upper = s * (a + b) >= a
    length = 10.0 * np.sqrt((a + 1.0) * (b + 1.0) / n) / n + 40.0 / n
    length = np.where(upper, np.minimum(length, 1.0 - s), np.minimum(length, s))
    places, weights = _nodes()
    offset = np.where(upper, length, -length)[:, np.newaxis] * places
    # The integrand relative to its value at s; its ends lie between the nodes.
    height = a[:, np.newaxis] * np.log1p(offset / s[:, np.newaxis])
    height += b[:, np.newaxis] * np.log1p(-offset / (1.0 - s[:, np.newaxis]))
    area = length * (np.exp(height) * weights).sum(axis=-1)
    log_top = np.array([
        math.lgamma(n_ + 1.0) - math.lgamma(a_ + 1.0) - math.lgamma(b_ + 1.0)
        for n_, a_, b_ in zip(n.tolist(), a.tolist(), b.tolist(), strict=True)
    ])  # fmt: skip
    tail = area * np.exp(log_top + a * np.log(s) + b * np.log1p(-s))
    return np.where(k >= n, 1.0, np.where(upper, tail, 1.0 - tail))
