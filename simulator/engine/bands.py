"""Quantiles over replicas (model.md 2.7)."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from simulator.engine.outcome import Array

LEVELS = (0.05, 0.5, 0.95)
"""The quantiles of a band."""


def quantiles(values: Array, levels: Sequence[float] = LEVELS) -> Array:
    """Quantiles over axis 1, interpolated: shape (levels, …). One sort of short contiguous rows is the fastest way."""
    ordered = np.sort(np.ascontiguousarray(np.moveaxis(values, 1, -1)), axis=-1)
    last = ordered.shape[-1] - 1
    places = [level * last for level in levels]
    below = [ordered[..., math.floor(place)] for place in places]
    above = [ordered[..., min(last, math.floor(place) + 1)] for place in places]
    with np.errstate(invalid="ignore"):  # of infinite figures none is a difference, and none is needed
        return np.stack([
            np.where(low == high, low, low + (place % 1.0) * (high - low))
            for place, low, high in zip(places, below, above, strict=True)
        ])  # fmt: skip
