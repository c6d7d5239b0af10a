"""Where between the counts of a binomial distribution a rank lies, by Cornish and Fisher to the third order.

The cumulants are the lattice's own (second − 1/12, fourth + 1/120: Euler and Maclaurin), so that the steps from count
to count lie where the expansion says. With t = 1 − 2·share, v the variance − 1/12 and z the normal number of the rank,

    edge = mean − 1/2 + z·√v + t·(z² − 1)/6 + (t²·A + B)/√v + t·(t²·C + D)/v,    polynomials A, B, C, D of z.

What it leaves out is of the order of v^(−3/2) and is part of the margin.
"""

from __future__ import annotations

import numpy as np

from simulator.engine.outcome import Array

EXPANDED_FROM = 5.0
"""Variance from which the expansion serves."""

EXPANDED_TO = 5.0
"""Normal numbers up to which it serves; those further out (6 in 10 million) are looked up exactly."""

_TOLERANCE = (0.026, 0.0046)
"""a, b: how far off it may be, (a + b·|z|⁵)/v^(3/2). 1.3 times the worst error found."""


def polynomials(z: Array) -> Array:
    """What the expansion needs of normal numbers: (z² − 1)/6, A, B, C, D, and a + b·|z|⁵; shape (6, …)."""
    zz = z * z
    found = np.empty((6, *z.shape))
    found[0] = (zz - 1.0) / 6.0
    found[1] = z * (zz - 7.0) / 144.0
    found[2] = z * (3.0 - zz) / 48.0
    first, second, third = ((zz - 6.0) * zz + 3.0) / 120.0, ((zz - 5.0) * zz + 2.0) / 24.0, (12.0 * zz - 53.0) * zz
    found[3] = 3.0 * first - 1.5 * second + (third + 17.0) / 324.0
    found[4] = 0.5 * second - 2.0 * first + found[0] / 12.0
    found[5] = _TOLERANCE[0] + _TOLERANCE[1] * (zz * zz * np.abs(z))
    found[5, np.abs(z) > EXPANDED_TO] = np.inf
    return found


def expanded(mean: Array, variance: Array, tilt: Array, z: Array, of_z: Array) -> tuple[Array, Array]:
    """(edge + 1/2, margin): the count is the nearest whole number, unless that is nearer than the margin to a change.

    `tilt` is 1 − 2·share. What is passed for a variance below EXPANDED_FROM has no meaning.
    """
    square = np.maximum(variance, EXPANDED_FROM)
    square -= 1.0 / 12.0
    root = np.sqrt(square)
    tilt_2 = tilt * tilt
    e, a, b, c, d, off = of_z
    edge = tilt_2 * c
    edge += d
    edge /= square
    edge += e
    edge *= tilt
    tilt_2 *= a
    tilt_2 += b
    tilt_2 /= root
    edge += tilt_2
    square *= root
    root *= z
    edge += root
    edge += mean
    return edge, np.divide(off, square, out=square)
