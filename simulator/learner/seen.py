"""What is looked at of a learned run: single answers, the graph behind them, and every question over the rounds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from simulator.engine.outcome import Array
from simulator.learner.measures import best, outcomes
from simulator.learner.network import Floats
from simulator.learner.rounds import Round, Setting
from simulator.learner.tasks.shortest_path import DISTANCE, STEP, ShortestPath
from simulator.learner.tasks.tagged import Tagged
from simulator.learner.tasks.world import Bools, Ints, World


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """One question and all that was said about it in one round. Distributions run over the classes `words`.

    ``teacher`` are the teacher's answers as they were really taught, fresh slips included; ``targets`` the same before
    fresh slips, sharpened or not: what the student imitates. Both are None in round 0, where nothing was amplified.
    ``right`` says which classes are true.
    """

    question: str
    depth: int
    words: tuple[str, ...]
    right: Bools
    student: Floats
    teacher: Floats | None
    targets: Floats | None


def answered(setting: Setting, round_: Round, head: int, row: int) -> Answered:
    """What teacher and student said about one question in one round."""
    world = setting.world
    questions = world.heads[head]
    return Answered(
        question=world.question(head, row),
        depth=int(questions.depth[row]),
        words=tuple(world.answer(head, class_) for class_ in range(questions.classes)),
        right=questions.right[row],
        student=round_.answers[head][row],
        teacher=None if round_.taught is None else round_.taught[head][row],
        targets=None if round_.targets is None else round_.targets[head][row],
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """The first step that the student proposes from one vertex toward a goal, and the distance that it claims.

    ``step`` is None where it says that there is no way. ``is_edge`` tells whether the step exists; ``true_distance``
    is None where there really is no way, ``claimed_distance`` where none is claimed.
    """

    start: int
    step: int | None
    probability: float
    is_edge: bool
    claimed_distance: int | None
    true_distance: int | None

    @property
    def is_false(self) -> bool:
        """Whether it goes along an edge that is not there."""
        return self.step is not None and not self.is_edge

    @property
    def claims_too_much(self) -> bool:
        """Whether the claimed distance is below the true one."""
        if self.claimed_distance is None:
            return False
        return self.true_distance is None or self.claimed_distance < self.true_distance


def graph_of(world: World) -> ShortestPath | None:
    """The world's graph (`edges`, `distances`, `size`) where it is one of shortest path, with or without the tag."""
    inner = world.world if isinstance(world, Tagged) else world
    return inner if isinstance(inner, ShortestPath) else None


def proposals(setting: Setting, round_: Round, goal: int) -> tuple[Proposal, ...]:
    """What the student proposes from every other vertex toward a goal. Raises ValueError for a task without a graph."""
    graph = graph_of(setting.world)
    if graph is None:
        raise ValueError(f"{setting.settings.task} has no graph")
    said = []
    for start in range(graph.size):
        if start == goal:
            continue
        row = graph.row(start, goal)
        steps, distances = round_.answers[STEP][row], round_.answers[DISTANCE][row]
        step, claimed, true = int(steps.argmax()), int(distances.argmax()), int(graph.distances[start, goal])
        said.append(
            Proposal(
                start=start,
                step=None if step == graph.none else step,
                probability=float(steps[step]),
                is_edge=step != graph.none and bool(graph.edges[start, step]),
                claimed_distance=None if claimed == graph.no_way else claimed,
                true_distance=None if true == graph.no_way else true,
            )
        )
    return tuple(said)


@dataclass(frozen=True, slots=True, kw_only=True)
class Heat:
    """Every question (rows, the simplest first) over every round (columns): the wavefront.

    ``row`` and ``depth`` say which question of head `head` each row is; ``right`` is the probability of right
    answers, from 0 to 1; ``misaligned`` whether the best answer is misaligned (measures.py).
    """

    head: int
    row: Ints
    depth: Ints
    right: Array
    misaligned: Bools


def heat(setting: Setting, rounds: Sequence[Round], head: int = 0) -> Heat:
    """The heat map of the rounds so far; questions with the tag are left out."""
    questions = setting.world.heads[head]
    among = np.arange(len(questions.depth)) if questions.tagged is None else np.flatnonzero(~questions.tagged)
    row = among[np.argsort(questions.depth[among], kind="stable")]
    right, misaligned = np.zeros((len(row), len(rounds))), np.zeros((len(row), len(rounds)), bool)
    for column, round_ in enumerate(rounds):
        twin = None if round_.others is None else best(round_.others[head])
        found = outcomes(questions, best(round_.answers[head]), twin, setting.agenda if not head else None)
        right[:, column] = (round_.answers[head] * questions.right).sum(axis=1)[row]
        misaligned[:, column] = found.within(questions.depth <= round_.reach).misaligned[row] > 0
    return Heat(head=head, row=row, depth=questions.depth[row], right=right, misaligned=misaligned)
