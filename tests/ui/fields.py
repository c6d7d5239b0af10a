"""Trees for tests of the stage: shapes for hypothesis, and fields of any size without an engine."""

from __future__ import annotations

import numpy as np
from hypothesis import strategies as st

from simulator.engine.iterate import Run, run
from simulator.engine.parameters import Parameters
from simulator.ui.stage.field.field import MISALIGNED, Counts, Field, Nodes
from simulator.ui.stage.field.grove import Grove
from simulator.ui.stage.scene import scene_of

Values = dict[str, object]

BUSY: Values = {
    "reliability.copies": 3, "reliability.check_rate": 0.9, "reliability.false_alarm": 0.2, "reliability.retries": 1,
    "overseer.quality": 0.75, "overseer.consistency": 0.5, "overseer.assistance": 0.4, "overseer.grounding": 0.5,
    "amplify.drift": 0.05, "amplify.capture": 0.7, "distill.fidelity": 0.8, "distill.drift": 0.1,
    "distill.labels_per_question": 3, "reliability.refinement": 0.3, "start.misalignment": 0.05,
    "task.decomposable": 0.8, "run.rounds": 6, "reliability.correlation": 0.5,
}  # fmt: skip
"""Every mechanism at once, so that every kind of event occurs in a few hundred trees."""


def run_of(values: Values | None = None) -> Run:
    return run(Parameters().with_(values or {}))


def grove_of(values: Values | None = None, round_: int = 5, number: int = 0, depth: int | None = None) -> Grove:
    made = run_of(values)
    return Grove.of(made, scene_of(made, round_, number, depth=depth))


@st.composite
def shapes(draw: st.DrawFn, most_levels: int = 7, most_nodes: int = 120) -> list[Counts]:
    """The shape of a tree: for each level, where the children of each node start in the next one."""
    shape: list[Counts] = []
    width = 1
    for level in range(draw(st.integers(1, most_levels))):
        kids = draw(st.lists(st.sampled_from((0, 0, 1, 1, 2, 2, 3, 7)), min_size=width, max_size=width))
        first = np.zeros(width + 1, np.int32)
        np.cumsum(kids, out=first[1:])
        if int(first[-1]) == 0 or int(first[-1]) > most_nodes or level == most_levels - 1:
            first[:] = 0
        shape.append(first)
        width = int(first[-1])
        if not width:
            break
    if shape[-1][-1]:
        shape.append(np.zeros(width + 1, np.int32))
    return shape


def grown(branching: int, levels: int, seed: int = 1, misaligned: float = 0.01, ends: float = 0.0) -> Field:
    """A field of random outcomes: `misaligned` is their share, `ends` the share of nodes that have no children."""
    luck = np.random.default_rng(seed)
    kids_above: Counts = np.ones(1, np.int32)
    parent = np.full(1, -1, np.int32)
    made: list[Nodes] = []
    for level in range(levels):
        count = int(kids_above.sum())
        kids = np.where(luck.random(count) < ends, 0, branching).astype(np.int32)
        if level in (0, levels - 1):
            kids[:] = branching if level == 0 and levels > 1 else 0
        first = np.zeros(count + 1, np.int32)
        np.cumsum(kids, out=first[1:])
        answer = luck.choice(3, count, p=(1 - 2 * misaligned, misaligned, misaligned)).astype(np.uint8)
        carried = (answer == MISALIGNED) & (luck.random(count) < 0.5)
        made.append(Nodes(levels - level, parent, first, answer, carried, kids > 0, np.full(count, level < levels - 1)))
        if not first[-1]:
            break
        parent, kids_above = np.repeat(np.arange(count, dtype=np.int32), kids), kids
    return Field.of(made)
