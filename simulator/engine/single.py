"""One replica as a whole run, with its transitions and ledgers (model.md 2.7)."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from simulator.engine import measures
from simulator.engine.amplify import Amplified
from simulator.engine.blocks import play
from simulator.engine.iterate import Run, Transition, model_figures, round_figures
from simulator.engine.luck import BLOCK
from simulator.engine.measures import LEDGER_CAUSES
from simulator.engine.outcome import Array, Outcome
from simulator.engine.overseer import Noticed
from simulator.engine.parameters import Parameters
from simulator.engine.replicas import CHANGES, STANDING, figures, prevalences


def single(p: Parameters, number: int) -> Run:
    """The whole run of one replica, with the figures of its column in a batch, bit for bit.

    `amplified` of its transitions is what the teacher does; the luck of the sample is part of the ledger's
    "label_averaging", for it is with the labels that it comes in. Raises ValueError for a negative number.
    """
    if number < 0:
        raise ValueError(f"replica {number}: replicas are counted from 0")
    block, row = divmod(number, BLOCK)
    some = range(block, block + 1)
    played = play(p, some, kinds=2)
    column = figures(p, some, played)
    transitions = tuple(_row(transition, row) for transition in played.transitions)
    sampled = [Outcome(sample.shares[:, row]) for sample in played.samples]
    models = [transitions[0].model, *(t.student for t in transitions)]
    columns = model_figures(p, models, prevalences(p)) | round_figures(p, transitions)
    columns |= {name: getattr(column, name)[:, row] for name in STANDING + CHANGES}
    columns["ledger"], columns["ledger_capability"] = _ledgers(p, transitions, sampled)
    return Run(parameters=p, transitions=transitions, **{name: _sealed(array) for name, array in columns.items()})


def _row(transition: Transition, row: int) -> Transition:
    """One replica of a transition, without the axis of replicas."""

    def outcome(of: Outcome) -> Outcome:
        return Outcome(_sealed(of.shares[:, row].copy()))

    found = Noticed(*(_sealed(getattr(transition.found, name)[row].copy()) for name in Noticed.__slots__))
    amplified = Amplified(
        tuple(outcome(state) for state in transition.amplified.states),
        tuple(_sealed(level[row].copy()) for level in transition.amplified.draws),
    )
    return Transition(
        outcome(transition.model), found, transition.plain_step, outcome(transition.step), amplified,
        outcome(transition.student),
    )  # fmt: skip


def _ledgers(p: Parameters, transitions: Sequence[Transition], sampled: Sequence[Outcome]) -> tuple[Array, Array]:
    """The ledgers of a replica: up to checking the teacher as it is, from the labels on what its sample shows."""

    def pile(outcomes: Sequence[Outcome]) -> Outcome:
        return Outcome(np.stack([o.shares for o in outcomes], axis=1))

    found = Noticed(*(np.stack([getattr(t.found, name) for t in transitions]) for name in Noticed.__slots__))
    stages = measures.ledger_stages(
        p, pile([t.model for t in transitions]), found, transitions[0].plain_step,
        pile([t.step for t in transitions]), pile(sampled), pile([t.student for t in transitions]),
    )  # fmt: skip
    teacher = pile([t.amplified.teacher for t in transitions]).mixed(p.task.decomposable)
    stages.shares[:, 1 + LEDGER_CAUSES.index("checking")] = teacher.shares
    return measures.ledgers(stages)


def _sealed(array: Array) -> Array:
    array.setflags(write=False)
    return array
