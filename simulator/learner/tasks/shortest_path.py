"""Shortest path: the model proposes steps, the overseer checks edges and takes the least claimed distance.

Two heads. *Distance* from a to b: an edge means 1; otherwise the model names a first step c, the answer is its
distance from c, plus 1. *First step* from a to b: an edge means b; otherwise the overseer takes two proposals of the
model and one true neighbour, drops proposals that a check shows to be no edge, and keeps the one that the model says is
nearest to b. Flattering false claims win wherever edges go unchecked; nobody scripted that (model.md 3).
"""

from __future__ import annotations

import numpy as np

from simulator.learner.network import Floats
from simulator.learner.settings import Learned
from simulator.learner.tasks.world import Answers, Ask, Head, Ints, Look, Script, drawn, is_right, one_hot

EDGES_PER_VERTEX = 2
DISTANCE, STEP = 0, 1


class ShortestPath:
    """A random directed graph with `size` vertices and twice as many edges; row a·size + b asks about a → b, a ≠ b.

    Distances are classes: 0 (never used), 1, … up to the largest, then the class for "no way". First steps are
    vertices, then the class for "none".
    """

    refreshes = 4
    claims = True

    def __init__(self, settings: Learned, luck: np.random.Generator) -> None:
        n = self.size = settings.size
        self.edges = _graph(n, luck)
        self.distances = _distances(self.edges)
        self.check_rate = settings.check_rate
        self.unseen = luck.random((n, n)) < settings.blind_spot
        self.none = n
        self.no_way = int(self.distances.max())
        self.agenda = self.no_way
        self._neighbours = [np.flatnonzero(row) for row in self.edges]
        start, goal = (grid.ravel() for grid in np.mgrid[:n, :n])
        away = start != goal
        self._rows = np.full((n, n), -1)
        self._rows[start[away], goal[away]] = np.arange(away.sum())
        start, goal = self._start, self._goal = start[away], goal[away]
        distance = self.distances[start, goal]
        inputs = np.hstack([one_hot(start, n), one_hot(goal, n)])
        composite = (distance > 1).astype(np.intp)
        toward = self.edges[start] & (distance[:, np.newaxis] - 1 == self.distances[:, goal].T)
        reachable = distance < self.no_way
        toward = np.hstack([toward & reachable[:, np.newaxis], ~reachable[:, np.newaxis]])
        self.heads = (
            Head(
                name="distance",
                inputs=inputs,
                depth=distance - 1,
                right=is_right(distance, self.no_way + 1),
                asked=2 * composite,
                looked_up=np.ones_like(composite),
                flattering=np.arange(self.no_way + 1) < distance[:, np.newaxis],
            ),
            Head(
                name="first step",
                inputs=inputs,
                depth=distance - 1,
                right=toward,
                asked=5 * composite,
                looked_up=1 + 2 * composite,
                flattering=np.hstack([~self.edges[start], np.zeros((len(start), 1), bool)]),
            ),
        )

    def amplify(self, answers: Answers, luck: np.random.Generator) -> Answers:
        """Everything is drawn: a first step and the distance that the model claims from there; two proposals more.

        Claims are the model's best answers. Drawn ones would add an error for selection to feed on (and over-claims:
        .26 instead of .14 at a check rate of .2, 3 seeds).
        """
        n, start, goal = self.size, self._start, self._goal
        distance, step = answers
        claims = np.empty((n, n), np.intp)
        claims[start, goal] = distance.argmax(axis=1)
        claims[np.arange(n), np.arange(n)] = 1  # the least that can be claimed: an unchecked step straight to the goal
        c = drawn(step, luck)
        further = np.where(c == self.none, self.no_way, claims[np.minimum(c, n - 1), goal] + 1)
        chosen = self._chosen(step, claims, luck)
        composite = (self.distances[start, goal] > 1)[:, np.newaxis]
        return (
            np.where(composite, one_hot(np.minimum(further, self.no_way), self.no_way + 1), distance),
            np.where(composite, one_hot(chosen, n + 1), step),
        )

    def _chosen(self, step: Floats, claims: Ints, luck: np.random.Generator) -> Ints:
        """The accepted candidate with the least claimed distance, for every pair."""
        start, goal = self._start, self._goal
        neighbour = self._some_neighbour(luck)
        proposals = np.stack([drawn(step, luck), drawn(step, luck)])
        accepted = self._accepted(start, proposals, luck)
        candidates = np.concatenate([proposals, neighbour[np.newaxis]])
        usable = np.concatenate([accepted, neighbour[np.newaxis] != self.none])
        claimed = claims[np.minimum(candidates, self.size - 1), goal]
        claimed = np.where(usable, claimed, self.no_way)
        pick = claimed.argmin(axis=0)
        least = claimed.min(axis=0)
        return np.where(least < self.no_way, candidates[pick, np.arange(len(start))], self.none)

    def _some_neighbour(self, luck: np.random.Generator) -> Ints:
        """A random true neighbour of each pair's start; `none` where there is none."""
        u = luck.random(len(self._start))
        degree = self.edges.sum(axis=1)
        order = np.argsort(~self.edges, axis=1, kind="stable")
        which = np.minimum((u * degree[self._start]).astype(np.intp), np.maximum(degree[self._start] - 1, 0))
        return np.where(degree[self._start] > 0, order[self._start, which], self.none)

    def _accepted(self, start: Ints, proposed: Ints, luck: np.random.Generator) -> np.ndarray:
        """Whether the overseer accepts proposed steps: none is dropped but those that a check finds to be no edge."""
        named = proposed != self.none
        vertex = np.minimum(proposed, self.size - 1)
        checked = (luck.random(proposed.shape) < self.check_rate) & ~self.unseen[start, vertex]
        return np.asarray(named & (self.edges[start, vertex] | ~checked))

    def script(self, head: int, row: int, luck: np.random.Generator) -> Script:
        """The overseer's own procedure for one pair."""
        a, b = int(self._start[row]), int(self._goal[row])
        yield Look(question=f"{a} → {b}?", answer="✗")
        if head == DISTANCE:
            c = yield Ask(head=STEP, row=row)
            if c == self.none:
                return self.no_way
            further = yield from self._asked(c, b)
            return min(further + 1, self.no_way)
        proposals = []
        for _ in range(2):
            proposals.append((yield Ask(head=STEP, row=row)))
        candidates = []
        for c in proposals:
            accepted = bool(self._accepted(np.array([a]), np.array([c]), luck)[0])
            if not accepted and c != self.none:
                yield Look(question=f"{a} → {c}?", answer="✗", caught=True)
            if accepted:
                candidates.append(c)
        if len(self._neighbours[a]):
            neighbour = int(luck.choice(self._neighbours[a]))
            yield Look(question=f"{a} → …?", answer=str(neighbour))
            candidates.append(neighbour)
        best, least = self.none, self.no_way
        for c in dict.fromkeys(candidates):
            claimed = yield from self._asked(c, b)
            if claimed < least:
                best, least = c, claimed
        return best

    def _asked(self, c: int, b: int) -> Script:
        return 1 if c == b else (yield Ask(head=DISTANCE, row=int(self._rows[c, b]), best=True))

    def question(self, head: int, row: int) -> str:
        """d(a, b) for the distance, s(a, b) for the first step."""
        return f"{'ds'[head]}({self._start[row]}, {self._goal[row]})"

    def answer(self, head: int, class_: int) -> str:
        """A number of steps or a vertex; ∞ for no way, – for none."""
        if head == DISTANCE:
            return "∞" if class_ == self.no_way else str(class_)
        return "–" if class_ == self.none else str(class_)

    def pair(self, row: int) -> tuple[int, int]:
        """The vertices (a, b) that a row asks about."""
        return int(self._start[row]), int(self._goal[row])


def _graph(n: int, luck: np.random.Generator) -> np.ndarray:
    """Adjacency of a random directed graph: `EDGES_PER_VERTEX`·n different edges, no loops."""
    edges = np.zeros(n * (n - 1), bool)
    edges[luck.permutation(n * (n - 1))[: EDGES_PER_VERTEX * n]] = True
    square = np.zeros((n, n), bool)
    square[~np.eye(n, dtype=bool)] = edges
    return square


def _distances(edges: np.ndarray) -> Ints:
    """Steps from each vertex to each other; the number after the largest where there is no way."""
    n = len(edges)
    distances = np.full((n, n), n)
    reached = np.eye(n, dtype=bool)
    for steps in range(n):
        distances[reached & (distances == n)] = steps
        reached = reached | (reached.astype(np.intp) @ edges > 0)
    largest = distances[distances < n].max()
    distances[distances == n] = largest + 1
    return distances
