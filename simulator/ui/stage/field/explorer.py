"""What someone does with the tree on the stage: unfolds and folds it, selects a node, walks to the origin of an error.

Stage, outline and breadcrumb follow one explorer, so they always agree.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Literal

from PySide6.QtCore import QObject, Signal

from simulator.app.worker import Worker
from simulator.engine.forest import MOST_NODES, TooManyNodes
from simulator.engine.iterate import Run
from simulator.ui.stage.field.field import TOP, At
from simulator.ui.stage.field.grove import Grove, Openings, Path
from simulator.ui.stage.field.walk import WalkStep, way
from simulator.ui.stage.scene import Scene
from simulator.ui.stage.words import how_many
from simulator.ui.turns import has_turns

Direction = Literal["up", "down", "left", "right"]
Question = tuple[int, int, int]
"""Round, depth and number: what makes a tree another one, whatever the parameters."""

AT_ONCE = 10_000
"""Nodes of a whole tree that are grown while one waits; larger ones grow on beside the window."""


class Explorer(QObject):
    """`grown` follows when other nodes are shown than before, `chosen` when another one is selected or walked to.

    `refused` follows when that would be too many nodes, with the number in words. A large tree is shown as deep as is
    grown at once, and all of it when a thread has grown it; where no main loop runs, as for pictures, it is waited for.
    """

    grown = Signal()
    chosen = Signal()
    refused = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._grove: Grove | None = None
        self._before: Grove | None = None
        self._question: Question | None = None
        self._selected: Path | None = None
        self._walk: tuple[WalkStep, ...] = ()
        self._step = 0
        self._most = MOST_NODES
        self._worker = Worker(self)
        self._worker.came.connect(self._take_grown)

    # ---- what there is ----

    @property
    def grove(self) -> Grove:
        """The tree as far as it is unfolded. There is one once a scene has been shown."""
        assert self._grove is not None
        return self._grove

    @property
    def before(self) -> Grove | None:
        """The tree before the last unfolding or folding by hand; None after any other change."""
        return self._before

    @property
    def selected(self) -> At | None:
        """The selected node."""
        return None if self._selected is None else self.grove.field.find(self._selected)

    @property
    def selected_path(self) -> Path | None:
        """The way down to the selected node."""
        return self._selected

    @property
    def walk(self) -> tuple[WalkStep, ...]:
        """The way that is being walked; empty where none is."""
        return self._walk

    @property
    def step(self) -> int:
        """The number of the present step of the walk."""
        return self._step

    def show(self, run: Run, scene: Scene, most: int = MOST_NODES) -> None:
        """Another run or question. What was unfolded by hand stays with the question, a whole tree stays whole.

        Where the whole tree has more than `most` nodes, it is shown as deep as it has room. Of the same run and scene
        it is not grown again: another size of the stage needs none.
        """
        question = scene.round, scene.depth, scene.number
        openings = Openings() if self._grove is None else self._grove.openings
        if question != self._question:
            openings = Openings((((), "whole"),)) if openings.is_whole else Openings()
            self._selected = None
        self._question, self._walk, self._before = question, (), None
        if self._grove is None or most != self._most or not self._grove.is_of(run, scene, openings):
            known = None if self._grove is None else self._grove.lore
            self._most = most
            self._grove = Grove.of(run, scene, openings, _at_once(most), known)
            self._grow_on()
        if self._selected is not None and self.selected is None:
            self._selected = None

    def resume(self, openings: Openings, selected: Path | None) -> None:
        """Unfold and select what was so in another view of the same tree."""
        before = self.grove
        self._before, self._selected = None, selected
        self._grove = Grove.of(before.lore.run, before.scene, openings, _at_once(self._most), before.lore)
        self._grow_on()
        if self.selected is None:
            self._selected = None
        self.grown.emit()
        self.chosen.emit()

    def forget(self) -> None:
        """The next tree is that of another scenario: nothing of it is unfolded by hand or selected."""
        self._question = self._selected = None
        if self._grove is not None:
            self._grove = self._grove.at_first()

    # ---- unfolding ----

    def toggle(self, at: At) -> None:
        """Unfold a folded node, fold an unfolded one."""
        self._grow(self.grove.toggled(at, is_open=not self.grove.is_open(at)))

    def unfold(self, at: At) -> None:
        """Show what an answer was made of."""
        self._grow(self.grove.toggled(at, is_open=True))

    def fold(self, at: At) -> None:
        """Hide what an answer was made of."""
        self._grow(self.grove.toggled(at, is_open=False))

    def unfold_all(self) -> None:
        """Show everything below the selected node, or the whole tree; too many nodes are refused."""
        try:
            self._most = MOST_NODES
            self._grow(self.grove.whole(self.selected or TOP, _at_once(MOST_NODES)))
        except TooManyNodes as problem:
            self.refused.emit(how_many(problem.number))

    def fold_all(self) -> None:
        """The tree as it was at first."""
        self._grow(self.grove.at_first())

    def _grow(self, grove: Grove) -> None:
        if grove is self._grove:
            return
        self._before, self._grove = self.grove, grove
        self._grow_on()
        while self._selected is not None and self.selected is None:
            self._selected = self._selected[:-1]  # what was selected has been folded away: its ancestor
        self.grown.emit()
        self.chosen.emit()

    def _grow_on(self) -> None:
        """Have a thread grow what was too much at once; what it was at before is of a tree that is gone."""
        self._worker.forget()
        if self.grove.wants(self._most):
            self._worker.ask(partial(_grown, self.grove, self._most))

    def _take_grown(self, grove: Grove) -> None:
        self._before, self._grove = self.grove, grove
        self.grown.emit()

    # ---- selecting ----

    def select(self, at: At | None) -> None:
        """Select a node, or none."""
        path = None if at is None else self.grove.field.path(at)
        if path != self._selected or self._walk:
            self._selected, self._walk = path, ()
            self.chosen.emit()

    def go(self, direction: Direction) -> None:
        """To a neighbor: up to the question above, down to its first sub-answer, aside on the row."""
        field, at = self.grove.field, self.selected
        if at is None:
            self.select(TOP)
            return
        to: At | None = None
        if direction == "up":
            to = field.parent(at)
        elif direction == "down":
            children = field.children(at)
            to = At(at.row + 1, children[0]) if children else None
        else:
            nth = at.nth + (1 if direction == "right" else -1)
            to = At(at.row, nth) if 0 <= nth < len(field.rows[at.row]) else None
        if to is not None:
            self.select(to)

    # ---- why ----

    def can_ask_why(self) -> bool:
        """Whether the selected answer, or the top one where none is selected, is wrong."""
        at = self.selected or TOP
        return bool(self.grove.levels[at.row].answer[at.nth])

    def ask_why(self) -> None:
        """Begin the walk to the origin of the error, unfolding what it needs; on a walk, take the next step."""
        if self._walk:
            self.walk_to(min(self._step + 1, len(self._walk) - 1))
            return
        path = self._selected or ()
        steps = way(self.grove.lore, path)
        if not steps:
            return
        self._grow(self.grove.unfolded_along(steps[-1].path))
        self._walk = steps
        self.walk_to(0)

    def walk_to(self, step: int) -> None:
        """To a step of the walk."""
        self._step = step
        self._selected = self._walk[step].path
        self.chosen.emit()

    def end_walk(self) -> None:
        """Leave the walk; its node stays selected."""
        if self._walk:
            self._walk = ()
            self.chosen.emit()


def _at_once(most: int) -> int:
    return min(most, AT_ONCE) if has_turns() else most


def _grown(grove: Grove, most: int) -> Iterator[Grove]:
    yield grove.with_room(most)
