"""How many nodes sampled trees have on average, of which kind, depth and outcome: in closed form (model.md 2.7).

Trees are not grown for it: the average of a level follows from that of the level above by the same laws.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from itertools import islice

import numpy as np

from simulator.engine.ballots import ERROR
from simulator.engine.iterate import Run
from simulator.engine.laws import (
    ASKED_AGAIN,
    CHILD_WAYS,
    LEARNINGS_TO,
    MAKINGS,
    demands,
    ends,
    first_demand,
)
from simulator.engine.outcome import ATOMIC, DECOMPOSABLE, Array
from simulator.engine.tables import LEVELS_TOGETHER, Laws, laws_of
from simulator.engine.tree import KINDS, OUTCOMES, Node, check_question


def census(run: Run, round_: int, depth: int) -> Iterator[Array]:
    """Average numbers of nodes, level by level from one question: [kind, depth, outcome] each; ends where trees end.

    Raises as `question` does.
    """
    check_question(run, round_, depth)
    p = run.parameters
    model = run.transitions[round_ - 1].student if round_ else run.transitions[0].model
    count = np.zeros((2, p.task.max_depth + 1, 3))
    share = p.task.decomposable
    count[:, depth] = np.array([[share], [1.0 - share]]) * model.shares[:, :, depth].T
    yield count
    yield from _below(run, round_, 0, count)


def census_below(run: Run, node: Node) -> Iterator[Array]:
    """The same below a node, itself included, whose outcome is known."""
    count = np.zeros((2, run.parameters.task.max_depth + 1, 3))
    count[KINDS.index(node.kind), node.depth, OUTCOMES.index(node.outcome)] = 1.0
    yield count
    yield from _below(run, node.round, node.level, count)


def expected_nodes(levels: Iterator[Array], deeper: int | None = None) -> float:
    """Nodes of a tree on average: its root and so many levels below it, or all."""
    return float(sum(level.sum() for level in islice(levels, None if deeper is None else deeper + 1)))


def _below(run: Run, round_: int, level: int, count: Array) -> Iterator[Array]:
    while round_ and count.any():
        law = laws_of(run, round_, LEVELS_TOGETHER)
        place = law.place(round_)
        if level == 0:
            level = run.parameters.amplify.levels
            count = _teachers(law, place, count)
        level -= 1
        count = np.maximum(_children(law, (place, level), count), 0.0)  # rounding can leave less than nothing
        round_ -= not level
        yield count


@lru_cache(maxsize=16)
def _demanding(b: int) -> Array:
    """Which demand each outcome and way of making has of sub-answers: [outcome · MAKINGS + way, demand], 1 or 0."""
    matrix = np.zeros((3, len(MAKINGS), demands(b)))
    for outcome in range(3):
        for row, making in enumerate(MAKINGS):
            if making.step:
                matrix[outcome, row, first_demand(outcome, making, b)] = 1.0
    rows = matrix.reshape(-1, demands(b))
    rows.setflags(write=False)
    return rows


def _teachers(law: Laws, place: int, count: Array) -> Array:
    """The teacher's answers behind students."""
    chances = law.learning.chances((place,))
    teachers = np.zeros_like(count)
    for outcome, ways in enumerate(LEARNINGS_TO):
        for column, way in enumerate(ways):
            teachers[..., way.label] += count[..., outcome] * chances[..., outcome, column]
    return teachers


def _children(law: Laws, here: tuple[int, int], count: Array) -> Array:
    """Sub-answers of teachers, as their copies gave them."""
    p = law.parameters
    b = p.task.branching
    makings = count[..., np.newaxis] * law.making.chances(here)

    # Sub-questions of decompositions, by what is demanded of them: [depth, demand] becomes [depth, way]. Given the
    # demand sub-answers are exchangeable: each of the b, looked at alone, is drawn like the first.
    demand = makings[DECOMPOSABLE, 1:].reshape(p.task.max_depth, -1) @ _demanding(b)
    ways = b * (demand[..., np.newaxis] * law.child.chances(here)).sum(axis=1)

    below = _copies(law, here, makings[..., ASKED_AGAIN].copy())
    parts = np.zeros_like(count)
    for way, (outcome, _) in enumerate(CHILD_WAYS):
        parts[DECOMPOSABLE, 1:, outcome] += ways[:, way]
    parts = _copies(law, here, parts)[DECOMPOSABLE, 1:]
    kinds = law.kinds.chances(here)[:-1]
    for kind in (DECOMPOSABLE, ATOMIC):
        below[kind, :-1] += parts * kinds[..., kind]
    return below


def _copies(law: Laws, here: tuple[int, int], answers: Array) -> Array:
    """Outcomes of the copies behind answers that came through the screen; where all were rejected, of the last one."""
    every = ends(law.parameters)
    if every == 1:
        return answers
    chances = law.screening.chances(here)
    abstained = answers[..., ERROR, np.newaxis] * chances[..., ERROR, every - 1 :: every]
    copies = answers.copy()
    copies[..., ERROR] -= abstained.sum(axis=-1)
    last = np.moveaxis(law.rejected.chances((slice(None), *here)), 0, -2)
    return np.asarray(copies + (abstained[..., np.newaxis] * last).sum(axis=-2))
