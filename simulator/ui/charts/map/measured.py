"""What can be measured in a cell: its name on screen, its color, how its figures are written and scaled."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np

from simulator.engine.outcome import Array
from simulator.engine.reported import BY_DEPTH, CHANGES, LEDGER_CAUSES, STANDING, figure
from simulator.scenario.translation.folder import ORIGINAL
from simulator.ui import language
from simulator.ui.charts import words
from simulator.ui.charts.axis import Scale, log_scale, nice_step, share_scale, tick_text
from simulator.ui.charts.causes import CAUSES
from simulator.ui.text import digits, mark, tr

Kind = Literal["share", "change", "number", "count"]
"""A share from 0 to 1, a change of one, a number from 0 on, or a count on a log scale."""


@dataclass(frozen=True, slots=True)
class Measured:
    """How a measure is shown; `label` may hold {depth} or {cause}."""

    label: str
    kind: Kind
    hue: str


_PLAIN: dict[str, Measured] = {
    "horizon": Measured(mark("Reached depth"), "number", "accent"),
    "capability": Measured(mark("Capability"), "share", "accent"),
    "misalignment": Measured(mark("Misalignment"), "share", "misaligned"),
    "prevalence": Measured(mark("Bad inputs"), "share", "misaligned"),
    "attack_success": Measured(mark("Attack success"), "share", "misaligned"),
    "exposed_misalignment": Measured(mark("Exposed misalignment"), "share", "misaligned"),
    "teacher_horizon": Measured(mark("Depth the teacher reaches"), "number", "teacher"),
    "reproduction": Measured(mark("Reproduction number R"), "number", "misaligned"),
    "model_calls": Measured(mark("Model calls"), "count", "accent"),
    "overseer_steps": Measured(mark("Overseer steps"), "count", "overseer"),
}
assert set(_PLAIN) == set(STANDING + CHANGES)

_LEDGERS: dict[str, Measured] = {
    "ledger": Measured(mark("Misalignment added: {cause}"), "change", "misaligned"),
    "ledger_capability": Measured(mark("Capability added: {cause}"), "change", "accent"),
}

DEPTHS: dict[str, Measured] = {
    "correct": Measured(mark("Right answers, depth {depth}"), "share", "correct"),
    "error": Measured(mark("Honest errors, depth {depth}"), "share", "error"),
    "misaligned": Measured(mark("Misaligned answers, depth {depth}"), "share", "misaligned"),
    "teacher_correct": Measured(mark("Teacher's right answers, depth {depth}"), "share", "teacher"),
    "teacher_misaligned": Measured(mark("Teacher's misaligned answers, depth {depth}"), "share", "misaligned"),
    "reproduction": Measured(mark("R at depth {depth}"), "number", "misaligned"),
}
"""Families of measures of one depth."""
assert set(DEPTHS) == set(BY_DEPTH)

FAMILIES: dict[str, str] = {
    "correct": mark("Right answers by depth"),
    "error": mark("Honest errors by depth"),
    "misaligned": mark("Misaligned answers by depth"),
    "teacher_correct": mark("Teacher's right answers by depth"),
    "teacher_misaligned": mark("Teacher's misaligned answers by depth"),
    "reproduction": mark("R by depth"),
}
assert set(FAMILIES) == set(BY_DEPTH)

CHOICES = STANDING + CHANGES + tuple(f"{ledger}_{cause}" for ledger in _LEDGERS for cause in LEDGER_CAUSES)
"""The measures that have no depth, in the order in which they are offered."""


def measured(name: str) -> Measured:
    """How a measure is shown. Raises KeyError for a name that is none."""
    if name in _PLAIN:
        return _PLAIN[name]
    found = figure(name)
    if found is None:
        raise KeyError(name)
    return _LEDGERS[found.array] if found.array in _LEDGERS else DEPTHS[name.rpartition("_")[0]]


def label(name: str) -> str:
    """A measure's name on screen."""
    found, shown = figure(name), measured(name)
    if found is not None and found.depth is not None:
        return tr(shown.label, depth=found.depth)
    if found is not None and found.array in _LEDGERS and found.place is not None:
        return tr(shown.label, cause=tr(CAUSES[LEDGER_CAUSES[found.place]].adds))
    return tr(shown.label)


def small(text: str) -> str:
    """A name inside a sentence: English ones begin small there."""
    if language.current() != ORIGINAL:
        return text
    return text if text[:2].isupper() or len(text) < 2 or text[1] == " " else text[0].lower() + text[1:]


_WRITTEN: dict[Kind, Callable[[float], str]] = {
    "share": words.share, "change": words.change, "number": lambda value: digits(value, ".2f").replace("-", "−"),
    "count": words.count,
}  # fmt: skip


def written(name: str, value: float) -> str:
    """A figure of a measure as it is shown; a dash where there is none."""
    return "–" if np.isnan(value) else _WRITTEN[measured(name).kind](value)


def tick_words(name: str, tick: float, ticks: tuple[float, ...]) -> str:
    """The number at a tick of a measure's scale, with the decimals that its neighbors need."""
    return words.power(round(tick)) if measured(name).kind == "count" else tick_text(tick, ticks)


def scaled(name: str, figures: Array) -> Array:
    """Figures as they stand on their scale: counts as exponents of ten."""
    if measured(name).kind == "count":
        return np.log10(np.clip(figures, 1.0, None))
    return figures


def scale(name: str, figures: Array, room: float, spacing: float) -> Scale:
    """The scale of some figures, which are as `scaled` gives them; without any, that of nothing."""
    known = figures[np.isfinite(figures)]
    low, high = (float(known.min()), float(known.max())) if known.size else (0.0, 1.0)
    kind = measured(name).kind
    if kind == "count":
        return log_scale(high, room, spacing)
    if kind in ("share", "change"):
        return share_scale(low, high, room, spacing)
    top = max(high, 1.0)
    step = nice_step(top * max(spacing / max(room, spacing), 1 / 6))
    last = int(np.ceil(top / step - 1e-9))
    return Scale(0.0, last * step, tuple(round(step * n, 12) for n in range(last + 1)))
