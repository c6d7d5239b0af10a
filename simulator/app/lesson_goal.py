"""How far a goal is reached: the conditions that are open, each with its figure now and what it needs."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import product

from simulator.engine.iterate import Run
from simulator.scenario.lesson.expressions import (
    QUANTILES,
    Asked,
    Comparison,
    Expression,
    ExpressionError,
    Operand,
    Tree,
)

_OPPOSITE: Mapping[str, str] = {"<": ">=", "<=": ">", ">": "<=", ">=": "<", "=": "!=", "~": "!~"}
_MOST = 16
"""Clauses of a goal that is told; no lesson comes near, and each nested "or" can double them."""


@dataclass(frozen=True, slots=True)
class Condition:
    """A comparison with the figures of both sides now, None where the run does not go so far.

    `sign` is one of a lesson's expressions, or != or !~ for what must not be so.
    """

    left: Operand
    sign: str
    right: Operand
    now: float | None
    needed: float | None


Clause = tuple[Condition, ...]
"""Conditions of which one is enough."""


def still_open(goal: Expression, run: Run) -> tuple[Clause, ...]:
    """What of a goal a run has not reached: clauses that must all hold. Empty also where there are too many to tell."""
    asked = ([_condition(signed, run) for signed in clause] for clause in _clauses(goal.tree))
    return tuple(
        tuple(condition for condition, _ in clause) for clause in asked if not any(is_met for _, is_met in clause)
    )


def needs_many_runs(goal: Expression) -> bool:
    """Whether a goal asks for quantiles of many runs, which are not computed while a slider is held."""
    return any(measure.over in QUANTILES for measure in goal.measures())


_Signed = tuple[Comparison, bool]


def _clauses(tree: Tree, *, is_negated: bool = False) -> list[tuple[_Signed, ...]]:
    """The same as "and" of "or"s of comparisons, each as it is or negated; a or (b and c) is (a or b) and (a or c)."""
    if isinstance(tree, Comparison):
        return [((tree, is_negated),)]
    if tree.word == "not":
        return _clauses(tree.parts[0], is_negated=not is_negated)
    parts = [_clauses(part, is_negated=is_negated) for part in tree.parts]
    if (tree.word == "and") is not is_negated:
        return [clause for part in parts for clause in part]
    if math.prod(map(len, parts)) > _MOST:
        return []
    return [sum(chosen, ()) for chosen in product(*parts)]


def _condition(signed: _Signed, run: Run) -> tuple[Condition, bool]:
    tree, is_negated = signed
    now, needed = _figure(tree.left, run), _figure(tree.right, run)
    is_so = now is not None and needed is not None and tree.compares(now, needed)
    sign = _OPPOSITE[tree.sign] if is_negated else tree.sign
    return Condition(tree.left, sign, tree.right, now, needed), is_so is not is_negated


def _figure(operand: Operand, run: Run) -> float | None:
    """From the run that is there, where it knows it: another one need not be made during a drag."""
    try:
        return operand.figure(Asked(run.parameters, run=run))
    except ExpressionError:
        return None
