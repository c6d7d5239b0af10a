"""What a lesson measures: its name, and where the axis of a prediction ends."""

from __future__ import annotations

from collections.abc import Sequence

from simulator.engine.parameters import Parameters
from simulator.ui.text import mark, tr

NAMES = {
    "horizon": mark("reached depth"), "misalignment": mark("misalignment now"), "capability": mark("capability"),
    "prevalence": mark("bad inputs"), "attack_success": mark("attacker’s chance"),
    "exposed": mark("misalignment under attack"), "teacher_horizon": mark("teacher’s reached depth"),
    "reproduction": mark("factor per level"), "calls": mark("calls of the model"), "steps": mark("overseer’s steps"),
    "added": mark("added this round"), "undistilled": mark("calls without distillation"),
}  # fmt: skip

_SMALL_SHARES = 0.25
"""Shares that stay below it are drawn on an axis that ends here; all others on the whole scale."""


def name_of(measure: str) -> str:
    """A measure in words."""
    return tr(NAMES[measure])


def highest(measure: str, parameters: Parameters, figures: Sequence[float]) -> float:
    """Where the axis of a prediction ends: it says as little as it can of what will come."""
    if measure == "horizon":
        return float(parameters.task.max_depth)
    return _SMALL_SHARES if max(figures) < _SMALL_SHARES else 1.0
