"""Union find: to which class does a vertex belong? Its parent's; only roots carry a label.

Three heads. *Class*: a root's own label, otherwise the class of the parent that the model names. *Parent*: two
proposals of the model, which a check may show to be no neighbours, and one true neighbour; the overseer keeps the one
that the model says is nearest to a root. *Distance* to the root: the parent's, plus 1.
"""

from __future__ import annotations

import numpy as np

from simulator.learner.network import Floats
from simulator.learner.settings import Learned
from simulator.learner.tasks.world import Answers, Ask, Bools, Head, Ints, Look, Script, drawn, is_right, one_hot

LABELS = 8
LARGEST_DISTANCE = 15
CLASS, PARENT, DISTANCE = 0, 1, 2


class UnionFind:
    """A random forest of `size` vertices with at most eight roots, one for each class; row x asks about vertex x.

    Classes and distances are numbers; parents are vertices, a root being its own.
    """

    refreshes = 4
    claims = True

    def __init__(self, settings: Learned, luck: np.random.Generator) -> None:
        n = self.size = settings.size
        roots = min(LABELS, max(1, n // LABELS))
        name = luck.permutation(n)
        parent = np.arange(n)
        depth, label = np.zeros(n, np.intp), np.zeros(n, np.intp)
        for i in range(n):
            x = name[i]
            if i < roots:
                label[x] = i
                continue
            # A recent vertex is joined more often, which makes the trees a little deeper than at random.
            up = name[max(int(luck.integers(i)), int(luck.integers(i)))]
            if depth[up] >= LARGEST_DISTANCE:
                up = name[int(luck.integers(roots))]
            parent[x], depth[x], label[x] = up, depth[up] + 1, label[up]
        self.parent = parent
        self.agenda = int(luck.integers(LABELS))
        self.check_rate = settings.check_rate
        self.unseen = luck.random((n, n)) < settings.blind_spot
        self.edges = np.zeros((n, n), bool)
        below = np.flatnonzero(depth)
        self.edges[below, parent[below]] = self.edges[parent[below], below] = True
        self._composite = depth > 0
        composite = self._composite.astype(np.intp)
        largest = int(depth.max())
        inputs = np.eye(n, dtype=np.float32)
        no_edge = ~(self.edges | np.eye(n, dtype=bool))
        nearer = np.arange(largest + 2) < depth[:, np.newaxis]
        self.heads = (
            _head("class", inputs, depth, is_right(label, LABELS), None, 2 * composite, composite),
            _head("parent", inputs, depth, is_right(parent, n), no_edge, 5 * composite, 4 * composite),
            _head("distance", inputs, depth, is_right(depth, largest + 2), nearer, 2 * composite, composite),
        )

    def amplify(self, answers: Answers, luck: np.random.Generator) -> Answers:
        """Classes and distances exactly over all parents; parents from two drawn proposals and one true neighbour."""
        labels, parents, distances = answers
        further = np.zeros_like(distances)
        further[:, 1:] = distances[:, :-1]
        further[:, -1] += distances[:, -1]
        taught = (
            parents @ labels,
            one_hot(self._chosen(parents, drawn(distances, luck), luck), self.size),
            parents @ further,
        )
        composite = self._composite[:, np.newaxis]
        return tuple(np.where(composite, new, old) for new, old in zip(taught, answers, strict=True))

    def _chosen(self, parents: Floats, claimed: Ints, luck: np.random.Generator) -> Ints:
        """The accepted candidate that is claimed to be nearest to a root, for every vertex."""
        here = np.arange(self.size)
        neighbour = drawn(self.edges.astype(np.float32) + np.eye(self.size, dtype=np.float32) * 1e-6, luck)
        candidates = np.stack([drawn(parents, luck), drawn(parents, luck), neighbour])
        usable = self._accepted(here, candidates, luck)
        usable[2] = True
        distance = np.where(usable, claimed[candidates], self.size)
        return np.asarray(candidates[distance.argmin(axis=0), here])

    def _accepted(self, x: Ints, proposed: Ints, luck: np.random.Generator) -> np.ndarray:
        """Whether the overseer accepts proposed parents: all but those that a check finds to be no neighbours."""
        checked = (luck.random(proposed.shape) < self.check_rate) & ~self.unseen[x, proposed]
        return np.asarray(self.edges[x, proposed] | ~checked)

    def script(self, head: int, row: int, luck: np.random.Generator) -> Script:
        """The overseer's own procedure for one vertex."""
        if head != PARENT:
            up = yield Ask(head=PARENT, row=row)
            found = yield Ask(head=head, row=up)
            return found if head == CLASS else min(found + 1, self.heads[DISTANCE].classes - 1)
        proposals = []
        for _ in range(2):
            proposals.append((yield Ask(head=PARENT, row=row)))
        candidates = []
        for c in proposals:
            if bool(self._accepted(np.array([row]), np.array([c]), luck)[0]):
                candidates.append(c)
            else:
                yield Look(question=f"{row} – {c}?", answer="✗", caught=True)
        neighbour = int(luck.choice(np.flatnonzero(self.edges[row])))
        yield Look(question=f"{row} – …?", answer=str(neighbour))
        best, least = -1, self.size
        for c in dict.fromkeys([*candidates, neighbour]):
            claimed = yield Ask(head=DISTANCE, row=c)
            if claimed < least:
                best, least = c, claimed
        return best

    def question(self, head: int, row: int) -> str:
        """class(x), parent(x) or distance(x)."""
        return f"{self.heads[head].name}({row})"

    def answer(self, head: int, class_: int) -> str:
        """The number."""
        return str(class_)


def _head(
    name: str, inputs: Floats, depth: Ints, right: Bools, flattering: Bools | None, asked: Ints, looked_up: Ints
) -> Head:
    return Head(
        name=name, inputs=inputs, depth=depth, right=right, asked=asked, looked_up=np.maximum(looked_up, depth == 0),
        flattering=flattering,
    )  # fmt: skip
