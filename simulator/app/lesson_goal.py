"""How far a goal is reached, condition by condition, as far as its conditions are plain: a measure and a number."""

from __future__ import annotations

import re
from dataclasses import dataclass

from simulator.engine.iterate import Run
from simulator.scenario.lesson.expressions import MEASURES, Expression, series

_PLAIN = re.compile(r"([a-z_]+) *(<=|>=|<|>) *(\d*\.\d+|\d+)")


@dataclass(frozen=True, slots=True)
class Condition:
    """A measure of the last round, and what it has to be above or below."""

    measure: str
    now: float
    is_above: bool
    needed: float
    is_met: bool


def conditions(goal: Expression, run: Run) -> tuple[Condition, ...]:
    """The plain conditions of a goal that asks for all of them together; empty for any other goal."""
    if re.search(r"\b(or|not)\b", goal.text):
        return ()
    found = []
    for part in goal.text.split(" and "):
        plain = _PLAIN.fullmatch(part.strip())
        if plain is not None and plain[1] in MEASURES:
            now, sign, needed = series(plain[1], run.parameters, run)[-1], plain[2], float(plain[3])
            is_equal = now == needed and "=" in sign
            is_above = sign.startswith(">")
            is_met = is_equal or (now > needed if is_above else now < needed)
            found.append(Condition(plain[1], now, is_above, needed, is_met))
    return tuple(found)
