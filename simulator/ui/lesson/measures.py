"""What can be predicted: its name, and where its axis ends."""

from __future__ import annotations

from collections.abc import Sequence

from simulator.engine.parameters import Parameters
from simulator.ui.text import mark, tr

MEASURES = {
    "horizon": mark("reached depth"), "misalignment": mark("misalignment now"), "capability": mark("capability"),
    "attack_success": mark("attacker’s chance"), "exposed": mark("misalignment under attack"),
}  # fmt: skip

_SMALL_SHARES = 0.25
"""Shares that stay below it are drawn on an axis that ends here; all others on the whole scale."""


def name_of(measure: str) -> str:
    """A measure in words."""
    return tr(MEASURES.get(measure, measure))


def highest(measure: str, parameters: Parameters, figures: Sequence[float]) -> float:
    """Where the axis of a prediction ends: it says as little as it can of what will come."""
    if measure == "horizon":
        return float(parameters.task.max_depth)
    return _SMALL_SHARES if max(figures) < _SMALL_SHARES else 1.0
