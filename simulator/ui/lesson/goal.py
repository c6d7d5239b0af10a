"""What of a challenge's goal is open, in words: a line for each condition, its figure now and what it needs."""

from __future__ import annotations

from collections.abc import Mapping

from simulator.app.lesson_goal import Clause, Condition, still_open
from simulator.engine.iterate import Run
from simulator.engine.parameters import TABLE
from simulator.scenario.lesson.expressions import Expression, Measure, Number, Operand, Setting
from simulator.ui.charts import words
from simulator.ui.lesson.measures import name_of
from simulator.ui.text import digits, mark, tr
from simulator.ui.widgets.values import value_text

_NEEDED: Mapping[str, str] = {
    "<": mark("{name}: {now}, below {needed} needed"), ">": mark("{name}: {now}, above {needed} needed"),
    "<=": mark("{name}: {now}, at most {needed} needed"), ">=": mark("{name}: {now}, at least {needed} needed"),
    "=": mark("{name}: {now}, {needed} needed"), "!=": mark("{name}: {now}, anything but {needed} needed"),
}  # fmt: skip
_OVER: Mapping[str, str] = {
    "max": mark("highest {measure}"), "min": mark("lowest {measure}"),
    "low": mark("{measure} that 19 in 20 runs exceed"), "high": mark("{measure} that 19 in 20 runs stay below"),
    "median": mark("{measure} of the middle run"), "spread": mark("{measure}, width of 9 in 10 runs"),
}  # fmt: skip
_DEPTHS, _COUNTS = ("horizon", "teacher_horizon"), ("calls", "steps", "undistilled")


def missing(goal: Expression, run: Run) -> list[str]:
    """The lines, the first condition first; nothing where all is reached."""
    return [line for clause in still_open(goal, run) for line in _lines(clause)]


def _lines(clause: Clause) -> list[str]:
    said = list(dict.fromkeys(map(_line, clause)))
    return said if len(said) == 1 else [tr("One of these is needed:"), *(f"– {line}" for line in said)]


def _line(condition: Condition) -> str:
    left, right = condition.left, condition.right
    if condition.now is None or condition.needed is None:
        return tr("{name}: the run does not come so far", name=_name(left if condition.now is None else right))
    is_written = isinstance(right, Number)
    needed = _figure(left if is_written else right, condition.needed, is_written=is_written)
    if not is_written:
        needed = tr("{name} ({figure})", name=_name(right), figure=needed)
    sentence = _NEEDED[condition.sign.replace("~", "=")]
    return tr(sentence, name=_name(left), now=_figure(left, condition.now), needed=needed)


def _name(operand: Operand) -> str:
    if isinstance(operand, Setting):
        return tr(TABLE[operand.id].label)
    if not isinstance(operand, Measure) or operand.settings:
        return operand.text
    if operand.round is None and not operand.over:
        return name_of(operand.name)
    # "Misalignment now" is that of the round on screen.
    name = tr("misalignment") if operand.name == "misalignment" else name_of(operand.name)
    if operand.round is not None:
        name = tr("{measure} in round {round}", measure=name, round=operand.round)
    return tr(_OVER[operand.over], measure=name) if operand.over else name


def _figure(operand: Operand, value: float, *, is_written: bool = False) -> str:
    """A figure of an operand; one that is written in the goal with the decimals that it has there."""
    if isinstance(operand, Setting):
        return value_text(TABLE[operand.id], value)
    name = operand.name if isinstance(operand, Measure) else ""
    if name in _COUNTS:
        return words.count(value)
    if is_written or not name:
        return digits(value, ".6g" if is_written else ".3g")
    return digits(value, ".1f" if name in _DEPTHS else ".3f")
