"""What the stage shows: one question of one round, as a small frozen picture of its sampled tree. No Qt, no positions.

The picture is cut out of the tree of model.md 2.7. Its top node is the answer of the amplified system, the teacher; all
others are what was handed up to the node above. `Scene.student` says what distillation made of the top answer.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from simulator.engine import tree
from simulator.engine.iterate import Run
from simulator.engine.laws import Memory
from simulator.engine.tree import OUTCOMES, AnswerOutcome, Ask, Cause, Distillation, Step, Unfolding

Votes = tuple[int, int, int]
"""Numbers of right, honestly wrong and misaligned votes."""

MOST_NODES = 31
"""Nodes in a picture: more than this are a texture, which is another kind of drawing."""

LEVELS_BELOW = 3
"""Levels below the root, unless a round has more levels of its own or the nodes would be too many."""

NO_VOTES: Votes = (0, 0, 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Learned:
    """What distillation did between the teacher's answer `made` and its student's `answer` (model.md 2.5)."""

    labels: Votes
    made: AnswerOutcome
    memory: Memory
    refined: bool
    answer: AnswerOutcome

    @property
    def is_kept(self) -> bool:
        """Whether the student gives the teacher's answer."""
        return self.memory == "kept" and not self.refined


@dataclass(frozen=True, slots=True, kw_only=True)
class SceneNode:
    """One answer in the picture.

    `answer` is what was handed up. `is_model`: a model gave it, otherwise the teacher of that round. `is_closed`: what
    lies below is not in the picture. An opened node shows what the tree below it made (`made`): the overseer's step,
    if it took part, and what distillation then did of it, if a model answers.
    `votes` are those of the copies asked, `rejected` counts the committees that checks sent back, and `abstained`
    says that all were. `captures`: this misaligned sub-answer steered the step above it.
    """

    parent: int
    children: tuple[int, ...]
    level: int
    height: int
    round: int
    depth: int
    is_atomic: bool
    is_model: bool
    is_closed: bool
    answer: AnswerOutcome
    made: AnswerOutcome
    learned: Learned | None
    step: Step | None
    drifted: bool
    votes: Votes
    rejected: int
    abstained: bool
    captures: bool

    @property
    def differs(self) -> bool:
        """Whether what was handed up is not what the tree below it gave."""
        return self.answer != self.made

    @property
    def step_failed(self) -> bool:
        """Whether the overseer's step itself went wrong."""
        return self.drifted or (self.step is not None and self.step.event not in ("right", "assisted"))

    @property
    def is_slip_overruled(self) -> bool:
        """Whether the overseer slipped in a step that a misaligned sub-answer captured: the slip changed nothing."""
        return self.step is not None and self.step.event == "slip" and self.made == "misaligned"


Reason = Cause | Literal["learned", "labels"]
"""Why an answer is wrong, as far as the picture shows: "learned" means further down, in an earlier round; "labels" that
no two labels of a distillation agreed ("no_majority" is left for the copies)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Why:
    """How the top answer came to be wrong: the nodes from the root to the last one to blame, and the reason there.

    `round` is the round of the reason; `steps` counts the overseer's steps that the wrong answer went through.
    """

    path: tuple[int, ...]
    reason: Reason
    round: int
    steps: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """The picture of one question. Nodes stand level by level, the root first, siblings side by side.

    `student` is None for the first model, whose answer is the only node; `why` where the top answer is right. `shares`
    are the chances of the top answer to be right and misaligned, by the law: what many such questions would show.
    """

    round: int
    depth: int
    number: int
    levels: int
    nodes: tuple[SceneNode, ...]
    shares: tuple[float, float]
    student: Learned | None = None
    why: Why | None = None

    @property
    def root(self) -> SceneNode:
        """The top answer."""
        return self.nodes[0]

    @property
    def last_level(self) -> int:
        """The level of the lowest nodes; the root's is 0."""
        return self.nodes[-1].level


def scene_of(
    run: Run, round_: int, number: int = 0, *, depth: int | None = None, most_levels: int = MOST_NODES
) -> Scene:
    """The picture of a question answered in this round; each `number` is another question.

    Without a `depth` it is a telling one. `most_levels` limits the levels below the root, as the number of nodes does.
    """
    depth = tree.shown_depth(run, round_) if depth is None else min(depth, run.parameters.task.max_depth)
    asked = tree.question(run, round_, depth, number)
    distillation = tree.unfold(run, asked).distillation
    top = asked if distillation is None else distillation.teacher
    k = run.parameters.amplify.levels
    pieces = _grown(run, top, min(max(LEVELS_BELOW, k), most_levels))
    return Scene(
        round=round_,
        depth=depth,
        number=number,
        levels=k,
        nodes=_nodes(pieces),
        shares=_shares(run, round_, depth),
        student=_learned(distillation, asked.outcome),
        why=None if top.outcome == "correct" else _why(pieces),
    )


def _shares(run: Run, round_: int, depth: int) -> tuple[float, float]:
    if round_ == 0:
        return float(run.correct[0, depth]), float(run.misaligned[0, depth])
    return float(run.teacher_correct[round_ - 1, depth]), float(run.teacher_misaligned[round_ - 1, depth])


@dataclass(slots=True)
class _Piece:
    """A node of a picture in the making; `unfolding` is None as long as it is closed."""

    source: tree.Node
    ask: Ask | None
    parent: int
    level: int
    unfolding: Unfolding | None = None
    first_child: int = 0
    height: int = 0

    @property
    def children(self) -> tuple[int, ...]:
        asks = self.unfolding.asks if self.unfolding else ()
        return tuple(range(self.first_child, self.first_child + len(asks)))


def _grown(run: Run, top: tree.Node, most_levels: int) -> list[_Piece]:
    """The top node and whatever lies below it, level by level, as long as a whole level has room."""
    pieces = [_Piece(top, None, -1, 0)]
    first = 0
    for level in range(most_levels):
        last = len(pieces)
        lowest = pieces[first:last]
        if not lowest or top.round == 0 or lowest[0].source.round == 0:
            break
        if level and last + sum(_asked_at_most(run, piece.source) for piece in lowest) > MOST_NODES:
            break
        for index, piece in enumerate(lowest, first):
            piece.unfolding, piece.first_child = tree.unfold(run, piece.source), len(pieces)
            pieces += [_Piece(ask.child, ask, index, level + 1) for ask in piece.unfolding.asks]
        first = last
    for piece in reversed(pieces[1:]):
        above = pieces[piece.parent]
        above.height = max(above.height, piece.height + 1)
    return pieces


def _asked_at_most(run: Run, node: tree.Node) -> int:
    return run.parameters.task.branching if node.kind == "decomposable" and node.depth else 1


def _nodes(pieces: Sequence[_Piece]) -> tuple[SceneNode, ...]:
    return tuple(_node(piece) for piece in pieces)


def _node(piece: _Piece) -> SceneNode:
    return scene_node(
        piece.source, piece.ask, piece.unfolding,
        level=piece.level, height=piece.height, parent=piece.parent, children=piece.children,
    )  # fmt: skip


def scene_node(
    source: tree.Node, ask: Ask | None, unfolding: Unfolding | None, *,
    level: int, height: int, parent: int, children: tuple[int, ...],
) -> SceneNode:  # fmt: skip
    """A node as the stage tells of it; `ask` is None for the top one, `unfolding` while it is closed."""
    distillation = unfolding.distillation if unfolding else None
    return SceneNode(
        parent=parent,
        children=children,
        level=level,
        height=height,
        round=source.round,
        depth=source.depth,
        is_atomic=source.kind == "atomic",
        is_model=source.stage == "student",
        is_closed=unfolding is None,
        answer=ask.outcome if ask else source.outcome,
        made=distillation.teacher.outcome if distillation else source.outcome,
        learned=_learned(distillation, source.outcome),
        step=unfolding.step if unfolding else None,
        drifted=unfolding is not None and unfolding.drifted,
        votes=count(ask.committees[-1].votes) if ask else NO_VOTES,
        rejected=sum(committee.rejected for committee in ask.committees) if ask else 0,
        abstained=ask is not None and ask.abstained,
        captures=ask is not None and ask.steers,
    )


def _why(pieces: Sequence[_Piece]) -> Why:
    """From the root, whose answer is wrong, to the reason, as far down as the picture goes."""
    path, steps = [0], 0
    while True:
        piece = pieces[path[-1]]
        if piece.unfolding is None:
            unseen: Reason = "learned" if piece.source.round else "start"
            return Why(path=tuple(path), reason=unseen, round=piece.source.round, steps=steps)
        origin = piece.unfolding.origin
        assert origin is not None
        if origin.ask is not None:
            path.append(piece.children[origin.ask])
            steps += piece.unfolding.step is not None
        if origin.cause != "sub_answer":
            among_labels = origin.cause == "no_majority" and origin.ask is None
            reason: Reason = "labels" if among_labels else origin.cause
            return Why(path=tuple(path), reason=reason, round=piece.source.round, steps=steps)


def count(answers: Sequence[AnswerOutcome]) -> Votes:
    """Votes by outcome."""
    correct, error, misaligned = (answers.count(outcome) for outcome in OUTCOMES)
    return correct, error, misaligned


def _learned(distillation: Distillation | None, answer: AnswerOutcome) -> Learned | None:
    if distillation is None:
        return None
    return Learned(
        labels=count(distillation.labels),
        made=distillation.teacher.outcome,
        memory=distillation.memory,
        refined=distillation.refined,
        answer=answer,
    )
