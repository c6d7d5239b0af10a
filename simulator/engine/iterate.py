"""The loop: amplify, distill, repeat (model.md 2). `simulate` gives round after round, `run` all at once.

Both go through the same two steps: `advance` moves the model on by one round, `model_figures` and `round_figures`
measure. Measures broadcast over leading axes, so `run` takes those of all rounds in one go.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from typing import Any

import numpy as np

from simulator.engine import measures
from simulator.engine.amplify import Amplified, Mechanisms, amplify
from simulator.engine.distill import Retention, average_labels, learn, refine, retention
from simulator.engine.measures import LEDGER_CAUSES, depth_mean
from simulator.engine.outcome import Array, Outcome
from simulator.engine.overseer import Noticed, assisted_step, noticed, panel_step
from simulator.engine.parameters import Parameters
from simulator.engine.security import attack_success, exposed_misalignment, next_prevalence
from simulator.engine.start import first_model


@dataclass(frozen=True, slots=True)
class Transition:
    """Everything that happens between one model and the next; shapes (..., kind, depth), steps (..., 1, 1)."""

    model: Outcome
    found: Noticed
    plain_step: Outcome
    step: Outcome
    amplified: Amplified
    student: Outcome


def advance(p: Parameters, model: Outcome, plain_step: Outcome, retained: Retention) -> Transition:
    """One round: Amplify^H(model), then Distill (model.md 2.4 and 2.5).

    `plain_step` is `panel_step(p)` and `retained` is `retention(p)`, which are the same in every round.
    """
    mixed = model.mixed(p.task.decomposable)
    found = noticed(p, measures.horizon(mixed.correct))
    step = assisted_step(p, plain_step, mixed.at(0))
    mechanisms = Mechanisms(
        step=step, drift=p.amplify.drift, copies=p.reliability.copies, check_rate=p.reliability.check_rate
    )
    amplified = amplify(p, model, mechanisms, found)
    learned = learn(retained, average_labels(p, amplified.teacher), p.distill.drift)
    student = refine(p, learned, found)
    for outcome in (model, plain_step, step, *amplified.states, student):
        outcome.shares.setflags(write=False)
    for array in (found.error, found.misaligned, found.missed_error, found.missed_misaligned, *amplified.draws):
        array.setflags(write=False)
    return Transition(model, found, plain_step, step, amplified, student)


@dataclass(frozen=True, slots=True, kw_only=True)
class Round:
    """What is reported of one round. Arrays by depth are read-only; the teacher's and later fields are None in round 0.

    `ledger` and `ledger_capability` have one entry for each of LEDGER_CAUSES; `reproduction_by_depth` starts at
    depth 1. In a batch every figure carries the batch's leading axis.
    """

    round: int
    correct: Array
    error: Array
    misaligned: Array
    horizon: Any
    capability: Any
    misalignment: Any
    prevalence: Any
    attack_success: Any
    exposed_misalignment: Any
    teacher_correct: Array | None = None
    teacher_misaligned: Array | None = None
    teacher_horizon: Any = None
    ledger: Array | None = None
    ledger_capability: Array | None = None
    reproduction_by_depth: Array | None = None
    reproduction: Any = None
    model_calls: Any = None
    overseer_steps: Any = None

    def to_json(self) -> dict[str, Any]:
        """The round as plain numbers, lists and objects, under the names of product.md 5; infinity becomes None."""
        shown: dict[str, Any] = {}
        for column in fields(self):
            value = getattr(self, column.name)
            if value is None:
                continue
            if column.name in ("ledger", "ledger_capability"):
                shown[column.name] = dict(zip(LEDGER_CAUSES, plain(np.moveaxis(value, -1, 0)), strict=True))
            else:
                shown[column.name] = plain(value)
        return shown


def plain(value: Any) -> Any:
    """Arrays as numbers and lists; what is not finite becomes None."""
    if isinstance(value, list):
        return [plain(v) for v in value]
    if isinstance(value, np.ndarray | np.generic):
        return plain(value.tolist())
    return None if isinstance(value, float) and not math.isfinite(value) else value


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Run:
    """All rounds of one parameter set, as read-only arrays whose first axis is the round; equal to itself only.

    Fields named as in Round: those of the state have rounds + 1 rows (row 0 is the start), those of a change (teacher,
    ledgers, reproduction, cost) have one row per round, so row 0 is round 1. `transitions[t − 1]` is round t.
    """

    parameters: Parameters
    transitions: tuple[Transition, ...]
    correct: Array
    error: Array
    misaligned: Array
    horizon: Array
    capability: Array
    misalignment: Array
    prevalence: Array
    attack_success: Array
    exposed_misalignment: Array
    teacher_correct: Array
    teacher_misaligned: Array
    teacher_horizon: Array
    ledger: Array
    ledger_capability: Array
    reproduction_by_depth: Array
    reproduction: Array
    model_calls: Array
    overseer_steps: Array

    @property
    def last(self) -> int:
        """The number of the last round."""
        return len(self.transitions)

    def round(self, number: int) -> Round:
        """Round 0 (the start) to the last one. Raises IndexError outside."""
        if not 0 <= number <= self.last:
            raise IndexError(f"round {number} of a run of {self.last}")
        row: dict[str, Any] = {name: getattr(self, name)[number] for name in _STANDING}
        if number:
            row |= {name: getattr(self, name)[number - 1] for name in _CHANGES}
        return Round(round=number, **row)

    @property
    def rounds(self) -> tuple[Round, ...]:
        """Every round, the start first."""
        return tuple(self.round(number) for number in range(self.last + 1))


_STANDING = (
    "correct", "error", "misaligned", "horizon", "capability", "misalignment", "prevalence", "attack_success",
    "exposed_misalignment",
)  # fmt: skip
_CHANGES = (
    "teacher_correct", "teacher_misaligned", "teacher_horizon", "ledger", "ledger_capability", "reproduction_by_depth",
    "reproduction", "model_calls", "overseer_steps",
)  # fmt: skip


def simulate(p: Parameters) -> Iterator[Round]:
    """Round 0, then each further round when it is asked for: pausing is not asking, stopping is stopping."""
    model, prevalence = first_model(p), first_prevalence(p)
    fixed = panel_step(p), retention(p)
    yield Round(round=0, **_row(model_figures(p, [model], [prevalence])))
    for number in range(1, p.run.rounds + 1):
        transition = advance(p, model, *fixed)
        model, prevalence = transition.student, next_prevalence(p, prevalence)
        standing, changes = model_figures(p, [model], [prevalence]), round_figures(p, [transition])
        yield Round(round=number, **_row(standing), **_row(changes))


def run(p: Parameters) -> Run:
    """The whole run; the same figures as `simulate`, measured for all rounds at once."""
    models, transitions, prevalences = [first_model(p)], [], [first_prevalence(p)]
    fixed = panel_step(p), retention(p)
    for _ in range(p.run.rounds):
        transitions.append(advance(p, models[-1], *fixed))
        models.append(transitions[-1].student)
        prevalences.append(next_prevalence(p, prevalences[-1]))
    return Run(
        parameters=p,
        transitions=tuple(transitions),
        **model_figures(p, models, prevalences),
        **round_figures(p, transitions),
    )


def first_prevalence(p: Parameters) -> Array:
    """The share of bad inputs of round 0; shape (..., 1, 1)."""
    return np.asarray(p.security.prevalence, dtype=float) * np.ones((1, 1))


def _row(columns: dict[str, Array]) -> dict[str, Any]:
    return {name: column[0] for name, column in columns.items()}


def _piled(outcomes: Sequence[Outcome]) -> Outcome:
    """Outcomes as one, with the rounds along a new first axis of each share."""
    return Outcome(np.stack([o.shares for o in outcomes], axis=1))


def _frozen(columns: dict[str, Array]) -> dict[str, Array]:
    for column in columns.values():
        column.setflags(write=False)
    return columns


def model_figures(p: Parameters, models: Sequence[Outcome], prevalences: Sequence[Array]) -> dict[str, Array]:
    """Figures of the models themselves; one row per model."""
    mixed = _piled(models).mixed(p.task.decomposable)
    prevalence = np.stack(prevalences)
    success = attack_success(p, prevalence)
    misalignment = depth_mean(mixed.misaligned)
    exposed = exposed_misalignment(p, misalignment[..., np.newaxis, np.newaxis], success)
    shape = misalignment.shape
    return _frozen({
        "correct": mixed.correct[..., 0, :],
        "error": mixed.error[..., 0, :],
        "misaligned": mixed.misaligned[..., 0, :],
        "horizon": measures.horizon(mixed.correct)[..., 0, 0],
        "capability": depth_mean(mixed.correct),
        "misalignment": misalignment,
        "prevalence": np.broadcast_to(prevalence[..., 0, 0], shape).copy(),
        "attack_success": np.broadcast_to(success[..., 0, 0], shape).copy(),
        "exposed_misalignment": exposed[..., 0, 0],
    })  # fmt: skip


def round_figures(p: Parameters, transitions: Sequence[Transition]) -> dict[str, Array]:
    """Figures of the rounds: teacher, ledgers, reproduction, cost; one row per transition."""
    model, student, step = (_piled([getattr(t, n) for t in transitions]) for n in ("model", "student", "step"))
    found = Noticed(*(np.stack([getattr(t.found, n) for t in transitions]) for n in Noticed.__slots__))
    amplified = Amplified(
        states=(model, _piled([t.amplified.teacher for t in transitions])),
        draws=tuple(np.stack(level) for level in zip(*(t.amplified.draws for t in transitions), strict=True)),
    )
    stages = measures.ledger_stages(p, model, found, transitions[0].plain_step, step, amplified.teacher, student)
    ledger, ledger_capability = measures.ledgers(stages)
    mixed, teacher = (Outcome(stages.shares[:, i]) for i in (0, 1 + LEDGER_CAUSES.index("checking")))
    by_depth = measures.reproduction_by_depth(p, mixed, found)
    model_calls, overseer_steps = measures.cost(p, amplified)
    return _frozen({
        "teacher_correct": teacher.correct[..., 0, :],
        "teacher_misaligned": teacher.misaligned[..., 0, :],
        "teacher_horizon": measures.horizon(teacher.correct)[..., 0, 0],
        "ledger": ledger,
        "ledger_capability": ledger_capability,
        "reproduction_by_depth": by_depth[..., 0, :],
        "reproduction": measures.reproduction(p, by_depth, measures.horizon(mixed.correct))[..., 0, 0],
        "model_calls": model_calls,
        "overseer_steps": overseer_steps,
    })  # fmt: skip
