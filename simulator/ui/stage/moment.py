"""How far a scene has come at a moment of its round, in plain numbers.

A round first opens the question downwards, level by level; then answers rise, from the leaves to the root; then the
tree folds into the student. A moment is the amounts of the three, and the state of each node follows from it alone, so
that every moment can be scrubbed to.
"""

from __future__ import annotations

from dataclasses import dataclass

from simulator.app.player import AMPLIFY_ENDS, ANSWERS_END, OPEN_ENDS, Phase

RISES_UNTIL = 0.6
"""Share of a step's time in which sub-answers travel up; in the rest the overseer combines them."""

FOLDS_UNTIL = 0.72
"""Share of the fold after which all nodes have reached the root; in the rest the student stands alone."""

LOWER_FIRST = 0.2
"""Lead of the lowest level in the fold, as a share of it."""

ROOT_FIRST = 0.75
"""Size of the root at the very beginning of a round, as a share of its size: it comes, and does not jump in."""

DETAILS_GONE = 0.2
"""Share of the fold in which words and marks fade."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """How far the question is opened, answered and folded, each from 0 to 1; `is_rest`: a completed round, open."""

    opened: float = 1.0
    answered: float = 1.0
    folded: float = 0.0
    is_rest: bool = False

    @property
    def is_read(self) -> bool:
        """Whether the answered tree stands still, to be read."""
        return self.answered >= 1.0 and self.folded == 0.0


REST = Moment(is_rest=True)
KEY_FRAMES: dict[Phase, Moment] = {
    "rest": REST, "open": Moment(answered=0.0), "answer": Moment(), "fold": Moment(folded=1.0),
}  # fmt: skip
"""What is shown of each phase when motion is reduced."""


def moment_of(phase: Phase, progress: float, reduced_motion: bool) -> Moment:
    """The moment at this position of the player; with reduced motion its key frame, and a complete round at rest."""
    if phase == "rest" or (reduced_motion and progress >= 1.0):
        return REST
    if reduced_motion:
        return KEY_FRAMES[phase]
    if phase == "open":
        return Moment(opened=_share(progress, 0.0, OPEN_ENDS), answered=0.0)
    if phase == "answer":
        return Moment(answered=_share(progress, OPEN_ENDS, ANSWERS_END))
    return Moment(folded=_share(progress, AMPLIFY_ENDS, 1.0))


@dataclass(frozen=True, slots=True)
class NodeState:
    """How much of a node there is, each from 0 to 1.

    `edge` its line from above, `shown` the node, `rising` its answer on the way up, `answered` its outcome,
    `settled` its marks (votes, shield, overseer), `folded` its way to the root.
    """

    edge: float
    shown: float
    answered: float
    rising: float
    settled: float
    folded: float


def row_states(last: int, moment: Moment) -> tuple[NodeState, ...]:
    """The state of the nodes of each row, the top one first, of a tree with so many rows below it.

    All nodes of a row do the same at the same time, wherever the tree ends below them: so a million nodes need one
    state for each row.
    """
    slots = last + 1
    marks = 1.0 - _share(moment.folded, 0.0, DETAILS_GONE)
    states = []
    for level in range(slots):
        edge, shown = opening(moment.opened, level, last)
        time = moment.answered * slots - (last - level)
        answered = _answering(time, last - level)
        rising = min(_rising(time - 1.0), answered)
        settled = _share(answered, 0.5, 1.0) * marks
        states.append(NodeState(edge, shown, answered, rising, settled, _folding(moment.folded, level, last)))
    return tuple(states)


def student_shown(moment: Moment) -> float:
    """How far the student has taken the place of the root."""
    return ease(_share(moment.folded, FOLDS_UNTIL - 0.2, FOLDS_UNTIL + 0.1))


def ease(amount: float) -> float:
    """Slow at both ends (smoothstep)."""
    return amount * amount * (3.0 - 2.0 * amount)


def _share(value: float, start: float, end: float) -> float:
    return min(max((value - start) / (end - start), 0.0), 1.0)


def opening(opened: float, level: int, last: int) -> tuple[float, float]:
    """Edge and node of a level; the root is there from the beginning, levels below follow one another."""
    if level == 0:
        return 1.0, ROOT_FIRST + (1.0 - ROOT_FIRST) * ease(_share(opened, 0.0, min(0.15, 0.4 / max(last, 1))))
    amount = _share(opened, (level - 1) / last, level / last)
    return ease(_share(amount, 0.0, 0.75)), ease(_share(amount, 0.5, 1.0))


def _answering(time: float, height: int) -> float:
    """Leaves answer at once in their time; a step first waits for its sub-answers to rise."""
    return ease(_share(time, 0.1 if height == 0 else RISES_UNTIL, 0.95))


def _rising(time: float) -> float:
    """Sub-answers of a step on their way, in the first part of its time."""
    return ease(_share(time, 0.0, RISES_UNTIL))


def _folding(folded: float, level: int, last: int) -> float:
    if level == 0:
        return 0.0
    start = LOWER_FIRST * (last - level) / last
    return ease(_share(folded, start, start + FOLDS_UNTIL - LOWER_FIRST))
