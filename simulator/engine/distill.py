"""Distillation: average labels, forget, drift, refine (model.md 2.5)."""

from __future__ import annotations

import numpy as np

from simulator.engine.outcome import Array, Outcome, agreement, correct_unless_misaligned, depths, logistic
from simulator.engine.overseer import Noticed
from simulator.engine.parameters import Parameters


def average_labels(p: Parameters, teacher: Outcome) -> Outcome:
    """Several teacher answers per question: incoherent noise is averaged away, coherent errors stay (ρ = 1)."""
    right = agreement(correct_unless_misaligned(teacher), p.distill.labels_per_question)
    return Outcome.of((1.0 - teacher.misaligned) * right, teacher.misaligned)


def fidelity(p: Parameters) -> Array:
    """Share of the teacher's behavior that the student keeps, by depth; shape (..., D + 1)."""
    depth = depths(p.task.max_depth)
    return np.asarray(p.distill.fidelity * logistic((p.distill.capacity - depth) / p.distill.softness))


def learn(p: Parameters, labels: Outcome, drift: Array | float) -> Outcome:
    """The student after training on the labels; what it forgets becomes an honest error."""
    kept = fidelity(p)
    turned = drift * labels.correct
    return Outcome.of(kept * (labels.correct - turned), kept * (labels.misaligned + turned))


def refine(p: Parameters, student: Outcome, found: Noticed) -> Outcome:
    """Iterative improvement: a share of the noticed failures gets the right answer."""
    fixed_error = p.reliability.refinement * found.error * student.error
    fixed_misaligned = p.reliability.refinement * found.misaligned * student.misaligned
    return Outcome.of(student.correct + fixed_error + fixed_misaligned, student.misaligned - fixed_misaligned)
