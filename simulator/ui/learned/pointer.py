"""Which round and which question is looked at: shared by all views, so that they speak of the same answer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from PySide6.QtCore import QObject, Signal

from simulator.app.trained import Kind, Trained
from simulator.app.training import Training
from simulator.learner.tasks.world import Ints

Measure = Literal["horizon", "capability", "misalignment", "attack"]

_USUAL_DEPTH = 3


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Glance:
    """What is to be seen at a moment. `question` is a row of every kind of question of the world, `round` -1 for none.

    Where not `is_current`, other settings are in force.
    """

    trained: Trained
    round: int
    question: int
    measure: Measure
    kind: int
    is_current: bool


def _rows(kind: Kind) -> Ints:
    """The questions of a kind that do not carry the tag."""
    return np.arange(len(kind.depth)) if kind.tagged is None else np.flatnonzero(~kind.tagged)


def order_of(trained: Trained) -> Ints:
    """Main questions by depth, the simplest first; within a depth by how they are answered, the latest round first.

    Those that carry the tag are left out.
    """
    assert trained.facts is not None
    kind = trained.facts.kinds[0]
    rows = _rows(kind)
    keys = np.stack([*(sheet.outcomes[rows].astype(np.intp) for sheet in trained.sheets), kind.depth[rows]])
    return rows[np.lexsort(keys)]


class Pointer(QObject):
    """`moved()` follows a change of round, question, measure or kind.

    Until a round is chosen it is the latest; a question that is chosen is so in its world, in others it is a usual one.
    """

    moved = Signal()

    def __init__(self, training: Training, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._training = training
        self._round: int | None = None
        self._question: tuple[tuple[str, ...], int] = (), 0  # of these, that one
        self._kind = 0
        self.measure: Measure = "horizon"

    @property
    def glance(self) -> Glance | None:
        """What is to be seen; None before anything was trained."""
        trained = self._training.trained
        if trained is None or trained.facts is None or trained.last < 0:
            return None
        chosen = trained.last if self._round is None else min(self._round, trained.last)
        kinds = trained.facts.kinds
        questions, question = self._question
        if questions != kinds[0].questions:
            question = _usual_question(kinds[0])
        measure = self.measure if self.measure != "attack" or trained.settings.trigger else "horizon"
        return Glance(
            trained=trained, round=chosen, question=question, measure=measure,
            kind=min(self._kind, len(kinds) - 1), is_current=self._training.is_current,
        )  # fmt: skip

    @property
    def is_at_the_latest(self) -> bool:
        """Whether the round goes along with the training."""
        return self._round is None

    def look_at_round(self, round_: int) -> None:
        """Another round; the last one means the latest."""
        glance = self.glance
        if glance is None:
            return
        round_ = min(max(round_, 0), glance.trained.last)
        wanted = None if round_ == glance.trained.last else round_
        if wanted != self._round:
            self._round = wanted
            self.moved.emit()

    def look_at_question(self, row: int) -> None:
        """Another question."""
        glance = self.glance
        if glance is not None and glance.trained.facts is not None and row != glance.question:
            self._question = glance.trained.facts.kinds[0].questions, row
            self.moved.emit()

    def look_at_kind(self, number: int) -> None:
        """Another kind of question about the same thing."""
        if number != self._kind:
            self._kind = number
            self.moved.emit()

    def look_at_measure(self, measure: Measure) -> None:
        """Another measure in the curves."""
        if measure != self.measure:
            self.measure = measure
            self.moved.emit()

    def step_round(self, steps: int) -> None:
        """Some rounds further."""
        glance = self.glance
        if glance is not None:
            self.look_at_round(glance.round + steps)

    def step_question(self, steps: int) -> None:
        """Some questions further, in the order of their depth."""
        glance = self.glance
        if glance is None or glance.trained.facts is None:
            return
        order = order_of(glance.trained)
        place = int(np.flatnonzero(order == glance.question)[0]) if glance.question in order else 0
        self.look_at_question(int(order[min(max(place + steps, 0), len(order) - 1)]))

    def step_depth(self, steps: int) -> None:
        """The first question of another depth that there is."""
        glance = self.glance
        if glance is None or glance.trained.facts is None:
            return
        kind = glance.trained.facts.kinds[0]
        depths = np.unique(kind.depth)
        place = int(np.searchsorted(depths, kind.depth[glance.question]))
        depth = depths[min(max(place + steps, 0), len(depths) - 1)]
        if depth != kind.depth[glance.question]:
            order = order_of(glance.trained)
            self.look_at_question(int(order[kind.depth[order] == depth][0]))


def _usual_question(kind: Kind) -> int:
    """A question that is not simple and not the hardest: in the middle of its depth."""
    rows = _rows(kind)
    depth = min(_USUAL_DEPTH, int(kind.depth[rows].max()))
    rows = rows[kind.depth[rows] == depth]
    return int(rows[len(rows) // 2])
