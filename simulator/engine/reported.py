"""What a run reports, by name (model.md 2.6); the names are those of the columns of `run --csv`. No numpy here."""

from __future__ import annotations

from typing import NamedTuple

LEDGER_CAUSES = (
    "spread",
    "overseer_slips",
    "amplification_drift",
    "assistants",
    "voting",
    "checking",
    "label_averaging",
    "forgetting",
    "distillation_drift",
    "refinement",
)
"""The mechanisms of the ledger, in the order in which they are switched on."""

REPORTED = ("horizon", "capability", "misalignment", "reproduction", "attack_success")
"""The measures of a sweep's table where no others are asked for (product.md 5)."""

STANDING = ("horizon", "capability", "misalignment", "prevalence", "attack_success", "exposed_misalignment")
"""Measures that every round has."""

CHANGES = ("teacher_horizon", "reproduction", "model_calls", "overseer_steps")
"""Measures that start with round 1."""

LEDGERS = tuple(f"{ledger}_{cause}" for ledger in ("ledger", "ledger_capability") for cause in LEDGER_CAUSES)
"""Entries of the two ledgers, from round 1 on; without replicas only."""

BY_DEPTH = {
    "correct": "correct", "error": "error", "misaligned": "misaligned", "teacher_correct": "teacher_correct",
    "teacher_misaligned": "teacher_misaligned", "reproduction": "reproduction_by_depth",
}  # fmt: skip
"""Measures of one depth, `correct_5` and so on, and the figures of a run that have them."""

_WITHOUT_REPLICAS = ("ledger", "ledger_capability", "teacher_correct", "teacher_misaligned", "reproduction_by_depth")

DEEPEST = 20
"""The largest depth that a parameter set can have."""

MEASURES = STANDING + CHANGES + LEDGERS
"""Everything that can be measured in a cell, but for the measures of one depth."""


class Figure(NamedTuple):
    """Where a measure is found in a run: the name of an array, and the place along its last axis, if it has one."""

    array: str
    place: int | None
    is_standing: bool
    depth: int | None = None


def figure(measure: str) -> Figure | None:
    """Where a measure is found, or None for a name that is not one."""
    if measure in STANDING or measure in CHANGES:
        return Figure(measure, None, measure in STANDING)
    for ledger in ("ledger_capability", "ledger"):
        cause = measure.removeprefix(f"{ledger}_")
        if cause in LEDGER_CAUSES:
            return Figure(ledger, LEDGER_CAUSES.index(cause), False)
    name, _, digits = measure.rpartition("_")
    if name not in BY_DEPTH or not digits.isascii() or not digits.isdecimal() or digits != str(int(digits[:9])):
        return None
    depth, first = int(digits), 1 if name == "reproduction" else 0
    if not first <= depth <= DEEPEST:
        return None
    return Figure(BY_DEPTH[name], depth - first, name in ("correct", "error", "misaligned"), depth)


def complaint(measure: str, round_: int | None, replicas: int) -> str | None:
    """Why a measure cannot be had at a round (None: the last one), in one sentence; None if it can."""
    found = figure(measure)
    if found is None:
        shown = measure if len(measure) <= 40 and measure.isprintable() else ascii(measure[:40])
        return f"{shown} is not measured; there are {', '.join(STANDING + CHANGES)}, and as in run --csv correct_5, ..."
    if round_ == 0 and not found.is_standing:
        return f"{measure} starts with round 1."
    if replicas and found.array in _WITHOUT_REPLICAS:
        return f"{measure} is not measured with replicas."
    return None


def usual(round_: int | None, replicas: int, *asked: str) -> tuple[str, ...]:
    """The measures of a sweep's table that can be had, and those asked for that are not among them."""
    names = tuple(name for name in REPORTED if complaint(name, round_, replicas) is None)
    return names + tuple(name for name in asked if name not in names and complaint(name, round_, replicas) is None)
