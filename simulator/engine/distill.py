"""Distillation: average labels, forget, drift, refine (model.md 2.5)."""

from __future__ import annotations

from dataclasses import dataclass

from simulator.engine.outcome import Array, Outcome, agreement, depths, logistic
from simulator.engine.overseer import Noticed
from simulator.engine.parameters import Parameters


def average_labels(p: Parameters, teacher: Outcome) -> Outcome:
    """Several teacher answers per question: incoherent noise is averaged away, coherent errors stay (ρ = 1)."""
    right, wrong = agreement(teacher, p.distill.labels_per_question)
    aligned = teacher.correct + teacher.error
    return Outcome.whole(aligned * right, aligned * wrong, teacher.misaligned)


def fidelity(p: Parameters) -> Array:
    """Share of the teacher's behavior that the student keeps, by depth; shape (..., D + 1)."""
    return retention(p).kept


@dataclass(frozen=True, slots=True)
class Retention:
    """Shares of the teacher's behavior that the student keeps and forgets, by depth; each (..., D + 1)."""

    kept: Array
    forgotten: Array


def retention(p: Parameters) -> Retention:
    """What distillation keeps; the same in every round."""
    below = (p.distill.capacity - depths(p.task.max_depth)) / p.distill.softness
    phi = p.distill.fidelity
    return Retention(phi * logistic(below), (1.0 - phi) + phi * logistic(-below))


def learn(retained: Retention, labels: Outcome, drift: Array | float) -> Outcome:
    """The student after training on the labels; what it forgets becomes an honest error."""
    kept = retained.kept
    turned = drift * labels.correct
    return Outcome.whole(
        kept * (labels.correct - turned),
        kept * labels.error + retained.forgotten,
        kept * (labels.misaligned + turned),
    )


def refine(p: Parameters, student: Outcome, found: Noticed) -> Outcome:
    """Iterative improvement: a share of the noticed failures gets the right answer."""
    u = p.reliability.refinement
    return Outcome.whole(
        student.correct + u * (found.error * student.error + found.misaligned * student.misaligned),
        ((1.0 - u) + u * found.missed_error) * student.error,
        ((1.0 - u) + u * found.missed_misaligned) * student.misaligned,
    )
