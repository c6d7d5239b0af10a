"""Which nodes of a question's tree are unfolded, level by level, and what each of them is.

A grove starts as the picture of a scene and grows where someone looks: a node unfolds into the answers it was made
of, one round earlier, down to round 0, and folds again. What unfolds is the sampled tree of model.md 2.7, so that the
same node always unfolds into the same subtree.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from threading import Lock
from typing import Literal

import numpy as np

from simulator.engine import forest, tree
from simulator.engine.census import census_below
from simulator.engine.iterate import Run
from simulator.engine.laws import ASKED_AGAIN
from simulator.engine.outcome import Array
from simulator.engine.tree import OUTCOMES, Ask, Unfolding
from simulator.ui.stage.field.field import MISALIGNED, At, Field, Nodes, find
from simulator.ui.stage.field.graft import Bare, grafted, tied
from simulator.ui.stage.scene import Scene, SceneNode, scene_node

Path = tuple[int, ...]
"""Which child it is at each level on the way down from the top."""

How = Literal["open", "folded", "whole"]
"""What was done with a node: its sub-answers shown, hidden, or everything below it shown."""

MOST_LEVELS = 50
"""Levels of a tree that are grown while one waits, some half a millisecond each."""


class Lore:
    """What is known of single nodes of one question, by path: gathered when it is asked for.

    What was known of the same question in the same run, in another scene, need not be gathered again.
    """

    def __init__(self, run: Run, scene: Scene, known: Lore | None = None) -> None:
        self.run, self._question = run, (scene.round, scene.depth, scene.number)
        self._unfoldings: dict[Path, Unfolding] = {}
        self._counted: dict[Path, _Count] = {}
        if known is not None and known.run is run and known._question == self._question:
            self._unfoldings, self._counted = known._unfoldings, known._counted
        self.told: dict[tuple[Path, bool], SceneNode] = {}
        """What was told of nodes so far, by path and whether they were unfolded."""
        paths: list[Path] = []
        for node in scene.nodes:
            above = () if node.level == 0 else paths[node.parent]
            step = () if node.level == 0 else (scene.nodes[node.parent].children.index(len(paths)),)
            paths.append((*above, *step))
            self.told[paths[-1], not node.is_closed] = node

    @cached_property
    def top(self) -> tree.Node:
        """The teacher's answer to the question; in round 0 the first model's."""
        asked = tree.question(self.run, *self._question)
        distillation = tree.unfold(self.run, asked).distillation
        return asked if distillation is None else distillation.teacher

    def unfolding(self, path: Path) -> Unfolding:
        """What the node at the end of a path was made of."""
        found = self._unfoldings.get(path)
        if found is None:
            found = self._unfoldings[path] = tree.unfold(self.run, self.node(path))
        return found

    def ask(self, path: Path) -> Ask:
        """How the node at the end of a path was asked; not for the top one."""
        return self.unfolding(path[:-1]).asks[path[-1]]

    def node(self, path: Path) -> tree.Node:
        """The node at the end of a path."""
        return self.ask(path).child if path else self.top

    @property
    def is_counted(self) -> bool:
        """Whether the nodes of the whole tree have been counted."""
        return () in self._counted and self._counted[()].is_whole

    def counts_on(self) -> bool:
        """Count a level more of the whole tree; false where there is none. A deep one takes up to 100 ms in all."""
        return self._count_of(()).goes_on()

    def expected(self, path: Path, deeper: int | None = None) -> float:
        """Nodes below and including the one at the end of a path, on average: so many levels deep, or all."""
        count = self._count_of(path)
        while (deeper is None or len(count.totals) <= deeper) and count.goes_on():
            pass
        return count.totals[-1] if deeper is None else count.totals[min(deeper, len(count.totals) - 1)]

    def levels_within(self, path: Path, room: float) -> int | None:
        """How many levels below a node, at least one, so many nodes have room for on average; None if all of them.

        With less room than there is at most, also no more than MOST_LEVELS: each takes its time, however few its nodes.
        """
        count, level = self._count_of(path), 0
        while count.totals[level] <= room and (level <= MOST_LEVELS or room >= forest.MOST_NODES):
            level += 1
            if level == len(count.totals) and not count.goes_on():
                return None
        return max(level - 1, 1)

    def _count_of(self, path: Path) -> _Count:
        if path not in self._counted:
            self._counted[path] = _Count(census_below(self.run, self.node(path)))
        return self._counted[path]


class _Count:
    """How many nodes a tree has on average, up to each level, as deep as was asked for.

    Known to the tree that is shown and to the one that a thread grows from it: both may count on at once.
    """

    def __init__(self, levels: Iterator[Array]) -> None:
        self._levels, self._turn, self.is_whole = levels, Lock(), False
        self.totals = [float(next(levels).sum())]

    def goes_on(self) -> bool:
        """Count a level more; false where there is none."""
        with self._turn:
            level = next(self._levels, None)
            if level is None:
                self.is_whole = True
            else:
                self.totals.append(self.totals[-1] + float(level.sum()))
        return not self.is_whole


@dataclass(frozen=True, slots=True)
class Openings:
    """What was unfolded and folded by hand beyond what a scene shows, in the order in which it was done."""

    done: tuple[tuple[Path, How], ...] = ()

    def with_(self, path: Path, how: How) -> Openings:
        """And one thing more. What was done with a node before is forgotten, if all below it is unfolded also there."""
        kept = [one for one in self.done if one[0] != path and not (how == "whole" and one[0][: len(path)] == path)]
        return Openings((*kept, (path, how)))

    @property
    def is_whole(self) -> bool:
        """Whether everything was unfolded."""
        return ((), "whole") in self.done


class Grove:
    """The tree of one question, as far as it is unfolded. Unfolding and folding make another one."""

    def __init__(self, lore: Lore, scene: Scene, levels: Sequence[Nodes], openings: Openings, most: int) -> None:
        self.lore, self.scene, self.levels, self.openings = lore, scene, tuple(levels), openings
        self._most = most
        self.field = Field.of(self.levels)
        self._nodes: dict[At, SceneNode] = {}

    @staticmethod
    def of(
        run: Run,
        scene: Scene,
        openings: Openings = Openings(),
        most: int = forest.MOST_NODES,
        known: Lore | None = None,
    ) -> Grove:
        """The tree of a scene, with what was unfolded and folded by hand as far as there is such a node.

        Where all of it was unfolded and that is more than `most` nodes, it is shown as deep as it has room. What was
        shown before is `known`.
        """
        lore, levels = Lore(run, scene, known), tuple(tied(tuple(_bare_levels(scene))))
        for path, how in openings.done:
            at = find(levels, path)
            if at is not None:
                levels = _done(lore, levels, at, path, how, most)
        return Grove(lore, scene, levels, openings, most)

    def is_of(self, run: Run, scene: Scene, openings: Openings) -> bool:
        """Whether it shows this scene of this run, unfolded in this way."""
        return self.lore.run is run and self.scene == scene and self.openings == openings

    def with_room(self, most: int) -> Grove:
        """The same, shown as deep as so many nodes have room."""
        return Grove.of(self.lore.run, self.scene, self.openings, most, self.lore)

    def wants(self, most: int) -> bool:
        """Whether it would show more if so many nodes had room."""
        whole = [path for path, how in self.openings.done if how == "whole" and find(self.levels, path) is not None]
        return self._most < most and any(self.lore.levels_within(path, self._most) for path in whole)

    @property
    def count(self) -> int:
        """How many nodes are shown."""
        return self.field.count

    def at_first(self) -> Grove:
        """The tree as its scene shows it; the same one where nothing was unfolded or folded by hand."""
        if not self.openings.done:
            return self
        return Grove(self.lore, self.scene, tuple(tied(tuple(_bare_levels(self.scene)))), Openings(), self._most)

    def is_open(self, at: At) -> bool:
        """Whether what lies below a node is shown."""
        return bool(self.levels[at.row].is_open[at.nth])

    def can_open(self, at: At) -> bool:
        """Whether something lies below a node."""
        return bool(self.levels[at.row].can_open[at.nth])

    def toggled(self, at: At, *, is_open: bool) -> Grove:
        """The tree with a node unfolded or folded; the same one where that changes nothing."""
        if is_open == self.is_open(at) or not self.can_open(at):
            return self
        return self._with(at, "open" if is_open else "folded", self._most)

    def whole(self, at: At, most: int = forest.MOST_NODES) -> Grove:
        """The tree with everything below a node unfolded, as deep as `most` nodes have room.

        Raises TooManyNodes where all of it is too much.
        """
        path = self.field.path(at)
        number = self.lore.expected(path)
        if number > forest.MOST_NODES:
            raise forest.TooManyNodes(number, forest.MOST_NODES)
        return self._with(at, "whole", most)

    def unfolded_along(self, path: Path) -> Grove:
        """The tree with every node above the end of a path unfolded."""
        levels, openings = self.levels, self.openings
        for above in (path[:length] for length in range(len(path))):
            at = find(levels, above)
            if at is None:
                break
            if levels[at.row].can_open[at.nth] and not levels[at.row].is_open[at.nth]:
                levels = _done(self.lore, levels, at, above, "open", self._most)
                openings = openings.with_(above, "open")
        return self if openings is self.openings else Grove(self.lore, self.scene, levels, openings, self._most)

    def node(self, at: At) -> SceneNode:
        """All there is to know about a node."""
        return self.known(at) or self._told(at)

    def known(self, at: At) -> SceneNode | None:
        """The same, if it was asked for before: finding it out takes some time."""
        found = self._nodes.get(at)
        if found is None:
            found = self.lore.told.get((self.field.path(at), self.is_open(at)))
            if found is not None:
                self._nodes[at] = found
        return found

    def _with(self, at: At, how: How, most: int) -> Grove:
        path = self.field.path(at)
        levels = _done(self.lore, self.levels, at, path, how, most)
        return Grove(self.lore, self.scene, levels, self.openings.with_(path, how), most)

    def _told(self, at: At) -> SceneNode:
        path, above, is_open = self.field.path(at), self.field.parent(at), self.is_open(at)
        told = scene_node(
            self.lore.node(path),
            self.lore.ask(path) if path else None,
            self.lore.unfolding(path) if is_open else None,
            level=at.row,
            height=0,
            parent=-1 if above is None else above.nth,
            children=tuple(self.field.children(at)),
        )
        self.lore.told[path, is_open] = self._nodes[at] = told
        return told


def _done(lore: Lore, levels: Sequence[Nodes], at: At, path: Path, how: How, most: int) -> tuple[Nodes, ...]:
    if not levels[at.row].can_open[at.nth]:
        return tuple(levels)
    block = [] if how == "folded" else _children(lore, path) if how == "open" else _everything(lore, path, most)
    return grafted(levels, at, block, is_open=how != "folded")


def _children(lore: Lore, path: Path) -> list[Bare]:
    """The sub-answers of a node, closed."""
    made = lore.unfolding(path)
    if not made.asks:
        return []
    count, round_ = len(made.asks), made.asks[0].child.round
    carried = [ask.outcome == "misaligned" and (ask.steers or made.step is None) for ask in made.asks]
    return [
        Bare(
            round=round_,
            kids=np.zeros(count, np.int32),
            answer=np.array([OUTCOMES.index(ask.outcome) for ask in made.asks], np.uint8),
            carried=np.array(carried),
            is_open=np.zeros(count, bool),
            can_open=np.full(count, round_ > 0),
        )
    ]


def _everything(lore: Lore, path: Path, most: int) -> list[Bare]:
    """All that lies below a node, or as many levels of it as have room for `most` nodes on average."""
    rooted, room = forest.rooted_at(lore.run, [lore.node(path)]), float(most)
    while True:
        levels = lore.levels_within(path, room)
        try:
            grown = rooted.unfolded(levels)
        except forest.TooManyNodes:  # trees grow by chance, and this one by more than they do on average
            if levels == 1:
                return []
            room /= 2
        else:
            return [_bare_forest(above, level) for above, level in zip(grown.levels, grown.levels[1:], strict=False)]


def _bare_forest(above: forest.Level, level: forest.Level) -> Bare:
    assert above.making is not None
    answer = level.answer
    handed_up = (above.making == ASKED_AGAIN)[level.parent]
    count = len(level)
    return Bare(
        round=level.round,
        kids=np.zeros(count, np.int32) if level.first is None else np.diff(level.first),
        answer=answer,
        carried=(answer == MISALIGNED) & (level.steers | handed_up),
        is_open=level.is_open,
        can_open=np.full(count, level.round > 0),
    )


def _bare_levels(scene: Scene) -> Iterator[Bare]:
    """The picture of a scene as levels."""
    for level in range(scene.last_level + 1):
        nodes = [node for node in scene.nodes if node.level == level]
        yield Bare(
            round=nodes[0].round,
            kids=np.array([len(node.children) for node in nodes], np.int32),
            answer=np.array([OUTCOMES.index(node.answer) for node in nodes], np.uint8),
            carried=np.array([node.level > 0 and _is_carried(scene, node) for node in nodes], bool),
            is_open=np.array([not node.is_closed for node in nodes], bool),
            can_open=np.array([node.round > 0 for node in nodes], bool),
        )


def _is_carried(scene: Scene, node: SceneNode) -> bool:
    return node.answer == "misaligned" and (node.captures or scene.nodes[node.parent].step is None)
