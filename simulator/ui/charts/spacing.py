"""Labels that make room for each other. Pure."""

from __future__ import annotations

from collections.abc import Sequence


def spread_apart(wanted: Sequence[float], height: float, low: float, high: float) -> list[float]:
    """Centers as near as possible to the wanted ones, `height` apart, within low … high; the order is kept.

    Labels that meet share the middle between their wishes. If there is too little room for all, they stand evenly.
    """
    if not wanted:
        return []
    order = sorted(range(len(wanted)), key=wanted.__getitem__)
    first, last = low + height / 2, high - height / 2
    room = last - first
    step = min(height, room / (len(wanted) - 1)) if len(wanted) > 1 else height
    step = max(step, 0.0)
    # Without the steps the problem is to keep a sequence from falling: neighbors that would are pooled.
    pools: list[tuple[float, int]] = []
    for rank, index in enumerate(order):
        mean, count = wanted[index] - rank * step, 1
        while pools and pools[-1][0] > mean:
            other, others = pools.pop()
            mean, count = (mean * count + other * others) / (count + others), count + others
        pools.append((mean, count))
    ceiling = max(last - (len(wanted) - 1) * step, first)
    levels = [min(max(mean, first), ceiling) for mean, count in pools for _ in range(count)]
    places = [0.0] * len(wanted)
    for rank, index in enumerate(order):
        places[index] = levels[rank] + rank * step
    return places
