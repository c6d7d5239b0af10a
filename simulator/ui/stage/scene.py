"""What the stage shows: one question of one round, as a small frozen picture of its tree. No Qt, no positions.

The picture is cut out of the sampled tree of model.md 2.7. Its top node is the answer of the amplified system; all
others are what was handed up to the node above. `Scene.student` says what distillation made of the top answer.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from simulator.engine.laws import Memory, StepEvent

Answer = Literal["correct", "error", "misaligned"]

MOST_NODES = 31
"""Nodes in a picture: more than this are a texture, which is another kind of drawing."""

LEVELS_BELOW = 3
"""Levels below the root, unless a round has more levels of its own or the nodes would be too many."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Learned:
    """What distillation did between a teacher's answer and its student's (model.md 2.5).

    `labels` counts the teacher's answers that were averaged, by outcome; `label` is the one that won.
    """

    labels: tuple[int, int, int]
    label: Answer
    memory: Memory
    refined: bool
    answer: Answer


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """What the overseer did when it combined: the event, whether a right answer drifted, and the panel's votes."""

    event: StepEvent
    drifted: bool
    panel: tuple[int, int, int]

    @property
    def is_right(self) -> bool:
        """Whether nothing went wrong in the step itself."""
        return self.event in ("right", "assisted") and not self.drifted


@dataclass(frozen=True, slots=True, kw_only=True)
class SceneNode:
    """One answer in the picture.

    `answer` is what was handed up, `made` what the tree below it gave: they differ where `learned` says why. A node
    without children is an answer given at once; `has_more` says that it, too, was once learned from a tree.
    `votes` counts the copies asked, by outcome, and `caught` the committees that checks rejected before this one.
    `captures` says that this misaligned sub-answer steered the step above it.
    """

    parent: int
    children: tuple[int, ...]
    level: int
    round: int
    depth: int
    answer: Answer
    made: Answer
    learned: Learned | None
    step: Step | None
    votes: tuple[int, int, int]
    caught: int
    abstained: bool
    captures: bool
    has_more: bool
    height: int

    @property
    def differs(self) -> bool:
        """Whether distillation changed what the tree below had given."""
        return self.answer != self.made


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """The picture of one question. Nodes stand level by level, the root first, siblings side by side."""

    round: int
    depth: int
    number: int
    nodes: tuple[SceneNode, ...]
    student: Learned | None
    origin: Origin | None

    @property
    def root(self) -> SceneNode:
        """The top answer."""
        return self.nodes[0]

    @property
    def last_level(self) -> int:
        """The level of the lowest nodes; the root's is 0."""
        return self.nodes[-1].level

    def cut(self, levels: int) -> Scene:
        """The same picture with no more than this many levels below the root."""
        if levels >= self.last_level:
            return self
        kept = [node for node in self.nodes if node.level <= levels]
        nodes = [replace(n, children=(), has_more=n.has_more or bool(n.children)) if n.level == levels else n for n in kept]
        return replace(self, nodes=with_heights(nodes))
