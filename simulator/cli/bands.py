"""What `run --replicas` writes of the replicas: of each figure its mean and its quantiles, round by round."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from simulator.engine.replicas import Replicas


def by_round(replicas: Replicas) -> list[dict[str, dict[str, Any]]]:
    """For each round and figure {"mean": …, "p5": …, "p50": …, "p95": …}; lists by depth where the figure has depths.

    What round 0 does not have is left out; what is infinite is None.
    """
    from simulator.engine.bands import LEVELS
    from simulator.engine.iterate import plain
    from simulator.engine.replicas import CHANGES, STANDING

    names = ("mean", *(f"p{round(100 * level)}" for level in LEVELS))
    rounds: list[dict[str, dict[str, Any]]] = [{} for _ in range(replicas.last + 1)]
    for figure in STANDING + CHANGES:
        columns = [replicas.mean(figure), *replicas.band(figure)]
        later = rounds if figure in STANDING else rounds[1:]
        for row, shown in enumerate(later):
            shown[figure] = {name: plain(column[row]) for name, column in zip(names, columns, strict=True)}
    return rounds


def flat(figures: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    """One round as columns: horizon_mean, horizon_p5, …; by depth correct_0_mean, …"""
    single: dict[str, Any] = {}
    by_depth: dict[str, Any] = {}
    for figure, found in figures.items():
        for name, value in found.items():
            if isinstance(value, list):
                by_depth |= {f"{figure}_{depth}_{name}": entry for depth, entry in enumerate(value)}
            else:
                single[f"{figure}_{name}"] = value
    return single | by_depth
