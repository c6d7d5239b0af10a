"""The laws of a run as tables, from whose rows single numbers pick: what trees are drawn from (model.md 2.7).

Tables hold several rounds at once and are made when they are first asked for: a picture of a few nodes of a new run
needs a few tables of the rounds that it shows, and numpy's price is per call, not per round.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from threading import Lock
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from simulator.engine import laws
from simulator.engine.ballots import ERROR, MISALIGNED, unanimous
from simulator.engine.iterate import Run, Transition
from simulator.engine.laws import KEPT, Asked, Basis, Parts, one_of
from simulator.engine.outcome import Array
from simulator.engine.parameters import Overseer, Parameters
from simulator.engine.remembered import forgotten_with_runs
from simulator.engine.seeds import Keys, numerator

LEVELS_AT_ONCE = 3
"""Levels of tree whose tables are made together, in whole rounds: as many as a picture of a few nodes unfolds."""

LEVELS_TOGETHER = 16
"""The same for those who go all the way down."""

MOST_KEPT = 64
"""Rounds whose laws are kept: each takes up to 0.7 MB (nine copies, depth 20), so two long runs are not kept whole."""


@dataclass(frozen=True, slots=True)
class Table:
    """Rows along the last axis, each with a chance: `edges` are their ends on the line from 0 to 1."""

    edges: Array

    @staticmethod
    def of(weights: Array, otherwise: Array | float) -> Table:
        """Weights divided by their sum; where all are zero, which no draw can meet, `otherwise`."""
        edges = np.add.accumulate(weights, axis=-1)
        total = edges[..., -1:].copy()
        if total.all():
            edges /= total  # from the last row that can be, the edge is 1: no number falls behind it
        else:
            possible = total > 0.0
            instead = np.add.accumulate(otherwise * np.ones(weights.shape[-1]), axis=-1)
            np.divide(edges, total, out=edges, where=possible)
            np.copyto(edges, instead, where=~possible)
        edges.setflags(write=False)
        return Table(edges)

    def chances(self, where: tuple[int | slice, ...]) -> Array:
        """The chance of each row in a part of the table."""
        edges = self.edges[where]
        chances = edges.copy()
        chances[..., 1:] -= edges[..., :-1]
        return chances

    def pick(self, where: tuple[int, ...], number: float) -> int:
        """The row that a number from [0, 1) falls into: as many edges as do not exceed it."""
        return int(self.edges[where].searchsorted(number, side="right"))


@dataclass(frozen=True, slots=True, eq=False)
class Columns:
    """A table for picking many rows at once, the same ones that `Table.pick` picks.

    `ends` has a column of edges, as whole numbers out of 2^53, for each row but the last that can occur anywhere in the
    table; `rows` says which these are. A draw compares its number with each column: a few nanoseconds.
    """

    ends: tuple[Keys, ...]
    rows: NDArray[np.uint8]

    @staticmethod
    def of(edges: Array) -> Columns:
        """From edges [..., row], whose axes in front are counted through as one: the cell."""
        flat = edges.reshape(-1, edges.shape[-1])
        possible = np.empty(flat.shape, np.bool_)
        np.greater(flat[:, 0], 0.0, out=possible[:, 0])
        np.greater(flat[:, 1:], flat[:, :-1], out=possible[:, 1:])
        used = np.flatnonzero(possible.any(axis=0))
        ends = np.ceil(flat[:, used[:-1]].T * 2.0**53).astype(np.uint64)
        return Columns(tuple(ends), used.astype(np.uint8))

    def pick(self, cells: NDArray[np.intp], keys: Keys, slot: Keys | int) -> NDArray[np.uint8]:
        """The row of each cell that the number in this slot of a key falls into."""
        rank = np.zeros(len(keys), np.uint8)
        if self.ends:
            number = numerator(keys, slot)
            for end in self.ends:
                rank += (number >= end.take(cells)).view(np.uint8)
        picked: NDArray[np.uint8] = self.rows.take(rank)
        return picked


TableName = Literal[
    "learning", "labels", "panel", "making", "child", "screening", "rejected", "independent", "not_shared", "kinds"
]  # fmt: skip


@dataclass(frozen=True, eq=False)
class Laws:
    """From answers to what they were made of, in some successive rounds. First index of all tables: the round's place.

    Tables of a round are indexed [place, kind, depth, outcome], those of levels of tree [place, level, kind, depth,
    outcome], where level 0 asks the model. Kind and depth are always those of the answer that is made of something.
    """

    parameters: Parameters
    first: int
    transitions: Sequence[Transition]
    columns_made: dict[tuple[str, tuple[int, ...]], Columns] = field(default_factory=dict)

    def place(self, round_: int) -> int:
        """Where a round stands in the tables."""
        return round_ - self.first

    def columns(self, name: TableName, here: tuple[int, ...]) -> Columns:
        """A table at a place (for those by level: at a place and level) for picking many rows; kept."""
        made = self.columns_made.get((name, here))
        if made is None:
            edges = getattr(self, name).edges
            made = Columns.of(edges[:, *here] if name == "rejected" else edges[here])
            self.columns_made[name, here] = made
        return made

    @cached_property
    def basis(self) -> Basis:
        """What the laws start from."""
        return Basis.of(self.parameters, self.transitions)

    # ---- distillation

    @cached_property
    def label_weights(self) -> Array:
        """Outcome and split of labels that are not misaligned: [place, kind, depth, 2, split]."""
        return laws.label_weights(self.parameters, self.basis.teacher)

    @cached_property
    def learning(self) -> Table:
        """[place, kind, depth, outcome] → LEARNINGS_TO of the outcome."""
        labels = laws.averaged_labels(self.basis.teacher, self.label_weights)
        return Table.of(laws.learning_weights(self.parameters, self.basis, labels), KEPT)

    @cached_property
    def labels(self) -> Table:
        """[place, kind, depth, label: right or an honest error] → split; where the label is misaligned all are."""
        n = self.parameters.distill.labels_per_question
        return Table.of(self.label_weights, unanimous(n)[:MISALIGNED, : n + 1])

    # ---- the step

    @property
    def panel(self) -> Table:
        """[outcome] → how · splits + split of the panel's votes; the same in all rounds."""
        return _panel_table(self.parameters.overseer)

    @cached_property
    def making(self) -> Table:
        """[place, level, kind, depth, outcome] → MAKINGS."""
        p = self.parameters
        weights = laws.making_weights(p, laws.step_weights(p, self.basis), self.screened, self.parts)
        return Table.of(weights, laws.making_otherwise(p.task.max_depth + 1))

    # ---- sub-answers

    @cached_property
    def asked(self) -> Asked:
        """What teacher answers ask for."""
        return Asked.of(self.basis)

    @cached_property
    def independent_weights(self) -> Array:
        """Votes and winner of committees in which each copy errs for itself."""
        return laws.independent_weights(self.parameters, self.asked)

    @cached_property
    def not_shared_weights(self) -> Array:
        """Votes and winner of committees whose coherent errors would be shared, but there is none."""
        return laws.not_shared_weights(self.parameters, self.asked)

    @cached_property
    def winners(self) -> Array:
        """Outcome of one committee: [how, place, level, kind, depth, outcome]."""
        if self.parameters.reliability.copies == 1:
            return laws.winners(self.asked, None, None)
        return laws.winners(self.asked, self.independent_weights, self.not_shared_weights)

    @cached_property
    def screening_weights(self) -> Array:
        """[place, level, kind, depth, outcome, how, tries]."""
        return laws.screening_weights(self.parameters, self.asked, self.winners)

    @cached_property
    def screened(self) -> Array:
        """What comes through the screen: [place, level, kind, depth, outcome]."""
        return laws.sub_answers(self.screening_weights)

    @cached_property
    def parts(self) -> Parts:
        """What the sub-answers of a decomposition are like together."""
        return Parts.of(self.parameters, self.screened)

    @cached_property
    def child(self) -> Table:
        """[place, level, depth of the sub-question, demand] → CHILD_WAYS."""
        otherwise = laws.child_otherwise(self.parameters.task.branching)
        return Table.of(laws.child_weights(self.parameters, self.parts), otherwise)

    @cached_property
    def screening(self) -> Table:
        """[place, level, kind, depth, screened outcome] → how · ends + tries."""
        weights = self.screening_weights
        rows = weights.reshape(*weights.shape[:-2], -1)
        return Table.of(rows, one_of(rows.shape[-1], 0))

    @cached_property
    def rejected(self) -> Table:
        """[how, place, level, kind, depth] → winner of a rejected committee."""
        otherwise = np.array([one_of(3, ERROR), one_of(3, ERROR), one_of(3, MISALIGNED)])
        weights = laws.rejected_weights(self.asked, self.winners)
        return Table.of(weights, otherwise[:, np.newaxis, np.newaxis, np.newaxis, np.newaxis])

    @cached_property
    def checked(self) -> Array:
        """[place, kind, depth, winner]: chance that a committee that was taken had been checked."""
        chances = laws.checked_chances(self.parameters, self.asked)[:, 0]
        chances.setflags(write=False)
        return chances

    @cached_property
    def independent(self) -> Table:
        """[place, level, kind, depth, winner] → split of votes where each copy errs for itself."""
        return Table.of(self.independent_weights, unanimous(self.parameters.reliability.copies))

    @cached_property
    def not_shared(self) -> Table:
        """The same where coherent errors would be shared; a winner is never misaligned there."""
        n = self.parameters.reliability.copies
        return Table.of(self.not_shared_weights, unanimous(n)[:MISALIGNED, : n + 1])

    @cached_property
    def kinds(self) -> Table:
        """[place, level, depth of the sub-question, outcome of the copy] → its kind, where a question decomposes."""
        share = self.parameters.task.decomposable
        return Table.of(laws.kind_weights(self.parameters, self.basis), np.array([share, 1.0 - share]))


@lru_cache(maxsize=8)
def _panel_table(overseer: Overseer) -> Table:
    """The same in all rounds of a run; rows of `how` and `split` in one."""
    weights = laws.panel_weights(Parameters(overseer=overseer))
    otherwise = np.zeros_like(weights)
    otherwise[:, laws.INDEPENDENT] = unanimous(overseer.panel)
    return Table.of(weights.reshape(3, -1), otherwise.reshape(3, -1))


class _KeptLaws:
    """The laws of the rounds that were asked for last; threads share them."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._found: OrderedDict[tuple[int, int], Laws] = OrderedDict()

    def get(self, run: Run, round_: int) -> Laws | None:
        """Those of a round, if they are still known."""
        key = _key(run.parameters, run.transitions[round_ - 1])
        with self._lock:
            found = self._found.get(key)
            if found is not None:
                self._found.move_to_end(key)
            return found

    def keep(self, made: Laws) -> None:
        """As long as not too many others are asked for."""
        with self._lock:
            self._found.update({_key(made.parameters, transition): made for transition in made.transitions})
            while len(self._found) > MOST_KEPT:
                self._found.popitem(last=False)

    def forget(self) -> None:
        """All of them; whoever still has some keeps them."""
        with self._lock:
            self._found.clear()


def _key(parameters: Parameters, transition: Transition) -> tuple[int, int]:
    """Laws hold both objects, so while they are known no others have their identities."""
    return id(parameters), id(transition)


_kept = _KeptLaws()
forgotten_with_runs(_kept.forget)


def laws_of(run: Run, round_: int, levels: int = LEVELS_AT_ONCE) -> Laws:
    """The laws of a round, 1 … last; if they are made now, together with those of the rounds before, for some levels.

    The last MOST_KEPT rounds, of whatever runs, are kept.
    """
    found = _kept.get(run, round_)
    if found is None:
        k, first = run.parameters.amplify.levels, round_
        while first > 1 and (round_ + 1 - first) * k < levels and _kept.get(run, first - 1) is None:
            first -= 1
        found = Laws(run.parameters, first, run.transitions[first - 1 : round_])
        _kept.keep(found)
    return found
