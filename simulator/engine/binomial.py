"""Binomial counts as quantiles of given ranks: exact, steady in the share, and many at once.

numpy draws binomials by rejection, so a slightly larger share meets other numbers and may give a smaller count. A
quantile of a fixed rank moves with its share, which is what lets bands follow a slider and settings share their luck.
"""

from __future__ import annotations

import math
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from simulator.engine.expansion import EXPANDED_FROM, EXPANDED_TO, expanded
from simulator.engine.luck import Luck
from simulator.engine.outcome import Array

Mask = NDArray[np.bool_]
Indices = NDArray[np.intp]


def binomial_quantile(trials: Array | float, share: Array, rest: Array, luck: Luck) -> Array:
    """The smallest k with P(Binomial(trials, share) ≤ k) ≥ uniform, for every element; `rest` is 1 − share.

    All arrays have the shape of the luck. Exact: a normal expansion says the count, or that it is too near a step to be
    sure; then the distribution itself decides, as it does where the variance is small. Whole numbers as floats; equal
    elements give equal counts whatever stands beside them.
    """
    mean = trials * share
    variance = mean * rest
    narrow = variance < EXPANDED_FROM
    edge, margin = expanded(mean, variance, rest - share, luck.normal, luck.polynomials)
    counts = np.rint(edge, out=np.empty(edge.shape))
    edge -= counts
    margin += np.abs(edge)
    unsure = margin > 0.5
    np.maximum(counts, 0.0, out=counts)
    np.minimum(counts, trials, out=counts)
    flat = counts.ravel()

    place = np.flatnonzero(unsure > narrow)
    if len(place):
        low = flat.take(place)
        low -= edge.ravel().take(place) < 0.0
        far = np.abs(luck.normal.ravel().take(place)) > EXPANDED_TO
        n, flipped, s, u = _rarer(place, trials, share, rest, luck)
        low = np.where(flipped, n - low - 1.0, low)
        found = _looked_up(n, s, u, np.minimum(np.maximum(low, 0.0), n), far)
        flat[place] = np.where(flipped, n - found, found)
    place = np.flatnonzero(narrow)
    if len(place):
        n, flipped, s, u = _rarer(place, trials, share, rest, luck)
        found = np.minimum(_counted(n, s, u), n)
        flat[place] = np.where(flipped, n - found, found)
    return counts


def _rarer(
    place: Indices, trials: Array | float, share: Array, rest: Array, luck: Luck
) -> tuple[Array, Mask, Array, Array]:
    """At some places: trials, whether the other side is counted because it is rarer, its share, the rank there."""
    n = np.full(len(place), trials) if isinstance(trials, float) else trials.ravel().take(place)
    s, r, u = (column.ravel().take(place) for column in (share, rest, luck.uniform))
    flipped = s > r
    return n, flipped, np.minimum(s, r), np.where(flipped, 1.0 - u, u)


def _counted(n: Array, s: Array, u: Array) -> Array:
    """How many k have P(X ≤ k) < u, from 0 upwards, some steps at a time."""
    counts = np.zeros(len(u))
    mean = n * s
    place = np.flatnonzero(mean + u > 1.0 - 1e-9)  # else P(X = 0) ≥ 1 − mean ≥ u
    n, s, u, mean = (column.take(place) for column in (n, s, u, mean))
    total = np.exp(n * np.log1p(-s))
    odds, term, k, steps = s / (1.0 - s), total, 0, 4
    kept = np.flatnonzero(total < u)
    counts[place.take(kept)] = 1.0
    while len(kept):
        place = place.take(kept)
        n, u, mean, odds, total, term = (column.take(kept) for column in (n, u, mean, odds, total, term))
        later = np.arange(k + 1.0, k + steps + 1.0)[:, np.newaxis]
        terms = np.maximum(n - (later - 1.0), 0.0)
        terms *= odds / later
        terms[0] *= term
        np.multiply.accumulate(terms, axis=0, out=terms)
        term = terms[-1].copy()
        terms[0] += total
        totals = np.add.accumulate(terms, axis=0, out=terms)
        counts[place] += (totals < u).sum(axis=0)
        total, k, steps = totals[-1], k + steps, 12
        # Rounding may leave the total below the last u; then the terms have died away.
        kept = np.flatnonzero((total < u) & (k < n) & ((term > 1e-18) | (k < mean)))
    return counts


def _looked_up(n: Array, s: Array, u: Array, low: Array, far: Mask) -> Array:
    """The quantile from the distribution itself: `low` or the count above it, if it is not `far` off."""
    rising = binomial_cdf(low, n, s) < u
    k = low + rising
    moving = np.flatnonzero(far & rising & (k < n))  # up to the first k whose share reaches u …
    while len(moving):
        moving = moving[binomial_cdf(k[moving], n[moving], s[moving]) < u[moving]]
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
