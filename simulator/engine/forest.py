"""Many sampled trees, or a large one, grown level by level as arrays (model.md 2.7).

The same trees as `tree` draws node by node, from the same laws and the same random numbers: each node here is a `Node`
there, and unfolds into the same children. All answers of a level were given in the same round and at the same level of
its tree, so that one set of laws serves them all, and a draw is one number for each, compared with a few columns.
What does not decide how a tree goes on (votes, checks, labels, the panel) is drawn when someone asks for it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from simulator.engine import slots
from simulator.engine.ballots import CORRECT, ERROR, MISALIGNED, ballots
from simulator.engine.iterate import Run
from simulator.engine.laws import (
    ASKED_AGAIN,
    CHILD_WAYS,
    INDEPENDENT,
    LEARNINGS,
    LEARNINGS_TO,
    MAKINGS,
    NOT_SHARED,
    SHARED,
    STEERING,
    ChildWay,
    demands,
    ends,
    first_demand,
    next_demand,
)
from simulator.engine.parameters import Parameters
from simulator.engine.seeds import Keys, descend, uniform
from simulator.engine.tables import LEVELS_TOGETHER, Columns, Laws, Table, TableName, laws_of
from simulator.engine.tree import KINDS, OUTCOMES, Node, check_question, key_of

Codes = NDArray[np.uint8]
Flags = NDArray[np.bool_]
Indices = NDArray[np.intp]
Counts = NDArray[np.int32]

MOST_NODES = 2_000_000
"""More nodes than this are refused."""

CLOSED = 255
"""Instead of the position of a way: nobody has looked, or there is nothing."""

ALL = slice(None)

_AT_ONCE, _LEAST_AT_ONCE = 16_384, 1_024  # answers: what is drawn for them stays in the second-level cache


_ANSWER = np.array([way.outcome for way in CHILD_WAYS], np.uint8)
_WAY_OF_ANSWER = np.array([CHILD_WAYS.index(ChildWay(outcome, False)) for outcome in range(3)], np.uint8)
_LABEL = np.array([way.label for way in LEARNINGS], np.uint8)
_PANEL_DECIDES = np.array([making.step is not None and making.step.assistant in (None, ERROR) for making in MAKINGS])
_RESULT = np.array([making.step.outcome if making.step else 0 for making in MAKINGS], np.uint8)
_MOST_WAYS = max(map(len, LEARNINGS_TO))
_LEARNING = np.zeros((3, _MOST_WAYS), np.uint8)
for _outcome, _ways in enumerate(LEARNINGS_TO):
    _LEARNING[_outcome, : len(_ways)] = [LEARNINGS.index(way) for way in _ways]


class TooManyNodes(ValueError):
    """Trees with more nodes than are unfolded; `number` of them, exactly or on average."""

    def __init__(self, number: float, most: int) -> None:
        super().__init__(f"these trees would have {shown_number(number)} nodes; at most {most:,} are unfolded")
        self.number = number


def shown_number(number: float) -> str:
    """A number of nodes to be read: exact where it is whole, rounded where it is an average, or too long."""
    if number >= 1e15:
        return f"about {number:.2g}"
    whole = round(number)
    return f"{whole:,}" if abs(number - whole) <= 1e-9 * number else f"about {whole:,}"


# ---- records ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Level:
    """All answers of one level: tree after tree, siblings side by side. Arrays have an entry for each of them.

    `round` and `level` are those of `Node`. `key` names an answer among the random numbers; `parent` is its place in
    the level above (−1 at the top); `kind` and `outcome` are positions in KINDS and OUTCOMES.
    How it was handed up: `way` is a position in CHILD_WAYS; `how` its committees hung together; `retries`; `abstained`.
    What it was made of, once it was opened: `learning` and `making` are positions in LEARNINGS and MAKINGS, or CLOSED;
    its children are first[i] … first[i + 1] − 1 of the level below.
    """

    round: int
    level: int
    key: Keys
    parent: Counts
    depth: Codes
    kind: Codes
    outcome: Codes
    way: Codes
    how: Codes
    retries: Codes
    abstained: Flags
    learning: Codes | None = None
    making: Codes | None = None
    first: Counts | None = None

    def __len__(self) -> int:
        return len(self.key)

    @property
    def answer(self) -> Codes:
        """What was handed up: the outcome, or an honest error where all committees were rejected."""
        return _ANSWER.take(self.way)

    @property
    def steers(self) -> Flags:
        """Does it turn the answer that is built on it?"""
        return np.asarray(self.way == STEERING)

    @property
    def shared(self) -> Flags:
        """Is its coherent error one that all copies and retries share?"""
        return np.asarray(self.how == SHARED)

    @property
    def is_open(self) -> Flags:
        """Is it known what it was made of?"""
        return np.zeros(len(self), np.bool_) if self.making is None else self.making != CLOSED

    @property
    def teacher(self) -> Codes:
        """The outcome of the teacher's answer behind each opened one."""
        return self.outcome if self.learning is None else _LABEL.take(np.minimum(self.learning, len(_LABEL) - 1))

    @property
    def nbytes(self) -> int:
        """Memory of its arrays."""
        return sum(array.nbytes for _, array in _arrays(self))


def _arrays(level: Level) -> Iterator[tuple[str, NDArray[Any]]]:
    for name in level.__slots__:
        if isinstance(array := getattr(level, name), np.ndarray):
            yield name, array


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Committees:
    """A committee of each of many sub-answers, as in `tree.Committee`: `votes` [n, copies] and the rest [n]."""

    votes: Codes
    taken: Indices
    checked: Flags
    rejected: Flags

    @property
    def winner(self) -> Codes:
        """The answers that won."""
        return self.votes[np.arange(len(self.votes)), self.taken]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Forest:
    """Trees of one run, level by level from their roots. Root i has the path (*prefix, numbers[i])."""

    run: Run
    prefix: tuple[int, ...]
    numbers: range
    levels: tuple[Level, ...]

    def __len__(self) -> int:
        return sum(map(len, self.levels))

    @property
    def nbytes(self) -> int:
        """Memory of all arrays."""
        return sum(level.nbytes for level in self.levels)

    # ---- which node

    def node(self, number: int, index: int) -> Node:
        """An answer of level `number` as a node that `unfold` and "Why?" take."""
        level, path = self.levels[number], []
        place = index
        for upper, lower in zip(self.levels[number - 1 :: -1] if number else (), self.levels[number:0:-1], strict=True):
            above = int(lower.parent[place])
            assert upper.first is not None
            path.append(place - int(upper.first[above]))
            place = above
        return Node(
            path=(*self.prefix, self.numbers[place], *reversed(path)),
            round=level.round,
            depth=int(level.depth[index]),
            kind=KINDS[level.kind[index]],
            outcome=OUTCOMES[level.outcome[index]],
            level=level.level,
        )

    def place_of(self, node: Node) -> tuple[int, int]:
        """Level and index of a node, the reverse of `node`. Raises KeyError where it is not among these trees."""
        head, rest = node.path[: len(self.prefix)], node.path[len(self.prefix) :]
        if head != self.prefix or not rest or rest[0] not in self.numbers:
            raise KeyError(node)
        index = self.numbers.index(rest[0])
        for number, child in enumerate(rest[1:]):
            first = self.levels[number].first
            if first is None or not 0 <= child < first[index + 1] - first[index]:
                raise KeyError(node)
            index = int(first[index]) + child
        return len(rest) - 1, index

    def trees(self) -> Iterator[Indices]:
        """For each level, the tree that each answer belongs to, counted from 0."""
        tree = np.arange(len(self.levels[0]))
        yield tree
        for level in self.levels[1:]:
            tree = tree[level.parent]
            yield tree

    # ---- growing

    def unfolded(self, levels: int | None = None, most: int = MOST_NODES) -> Forest:
        """The same trees, so many levels deeper, or down to the last primitives and the start.

        Raises TooManyNodes once there are more than `most`.
        """
        grown, total = list(self.levels), len(self)
        while grown[-1].round and len(grown[-1]) and (levels is None or len(grown) < len(self.levels) + levels):
            grown[-1] = level = opened(self.run, grown[-1])
            assert level.first is not None
            total += int(level.first[-1])
            if total > most:
                raise TooManyNodes(total, most)
            grown.append(sub_answers(self.run, level))
        if not len(grown[-1]):
            grown.pop()
        return replace(self, levels=tuple(grown))

    # ---- what does not decide how a tree goes on

    def committees(self, number: int, where: slice | Indices = ALL, attempt: int | None = None) -> Committees:
        """The committees behind sub-answers of level `number`, 1 …: the last ones, or those of an attempt, 0 ….

        With `attempt`, `where` has to name sub-answers that had so many retries.
        """
        return committees(self.run, self.levels[number - 1], taken(self.levels[number], where), attempt)

    def labels(self, number: int, where: slice | Indices = ALL) -> Codes:
        """The teacher's answers that students of level `number` learned from, opened ones: [n, labels]."""
        level, n = taken(self.levels[number], where), self.run.parameters.distill.labels_per_question
        return _arranged(n, label_splits(self.run, level), level.key, slots.LABEL_ORDER)

    def panel(self, number: int, where: slice | Indices = ALL) -> Codes:
        """The overseers' votes on the steps of level `number`: [n, panel]; CLOSED where none of them voted."""
        level, n = taken(self.levels[number], where), self.run.parameters.overseer.panel
        assert level.making is not None
        votes = np.full((len(level), n), CLOSED, np.uint8)
        some = np.flatnonzero((level.making != CLOSED) & _PANEL_DECIDES[np.minimum(level.making, ASKED_AGAIN)])
        key, result = level.key[some], _RESULT[level.making[some]]
        split = _where_unanimous(n, result)
        if n > 1:
            law, _ = _laws(self.run, level)
            row = law.columns("panel", ()).pick(result.astype(np.intp), key, slots.PANEL)
            split = row % np.uint8(len(ballots(n).ways))
        votes[some] = _arranged(n, split, key, slots.PANEL_ORDER)
        return votes


# ---- roots ------------------------------------------------------------------------------------------------------


def questions(run: Run, round_: int, depth: int, count: int = 1, first: int = 0) -> Forest:
    """Questions of this depth, answered by the model of a round: numbers first … first + count − 1, as `question`.

    Raises IndexError for a round outside of the run, ValueError for a depth outside of 0 … D or a negative number.
    """
    check_question(run, round_, depth, first)
    parent = key_of(run.parameters.run.seed, (round_, depth))
    key = descend(np.full(count, parent, np.uint64), np.arange(first, first + count, dtype=np.uint64))
    kind = (uniform(key, slots.ROOT_KIND) >= run.parameters.task.decomposable).astype(np.uint8)
    model = run.transitions[round_ - 1].student if round_ else run.transitions[0].model
    outcomes = Table.of(np.ascontiguousarray(model.shares[:, :, depth].T), 0.0)
    outcome = Columns.of(outcomes.edges).pick(kind.astype(np.intp), key, slots.ROOT_OUTCOME)
    level = _roots(round_, 0, key, np.full(count, depth, np.uint8), kind, outcome)
    return Forest(run=run, prefix=(round_, depth), numbers=range(first, first + count), levels=(level,))


def rooted_at(run: Run, nodes: Sequence[Node]) -> Forest:
    """The trees below nodes, which are answers of one round and level whose paths differ in the last number, by 1 each.

    Raises ValueError for others.
    """
    prefix, first = nodes[0].path[:-1], nodes[0].path[-1]
    for number, node in enumerate(nodes, first):
        if node.path != (*prefix, number) or (node.round, node.level) != (nodes[0].round, nodes[0].level):
            raise ValueError(f"{node} does not stand beside {nodes[0]}")
    numbers = range(first, first + len(nodes))
    level = _roots(
        nodes[0].round,
        nodes[0].level,
        descend(np.full(len(nodes), key_of(run.parameters.run.seed, prefix), np.uint64), np.array(numbers, np.uint64)),
        np.array([node.depth for node in nodes], np.uint8),
        np.array([KINDS.index(node.kind) for node in nodes], np.uint8),
        np.array([OUTCOMES.index(node.outcome) for node in nodes], np.uint8),
    )
    return Forest(run=run, prefix=prefix, numbers=numbers, levels=(level,))


def _roots(round_: int, level: int, key: Keys, depth: Codes, kind: Codes, outcome: Codes) -> Level:
    nothing = np.zeros(len(key), np.uint8)
    return _frozen(
        Level(
            round=round_,
            level=level,
            key=key,
            parent=np.full(len(key), -1, np.int32),
            depth=depth,
            kind=kind,
            outcome=outcome,
            way=_WAY_OF_ANSWER[outcome],
            how=nothing + np.uint8(INDEPENDENT),
            retries=nothing,
            abstained=nothing.astype(np.bool_),
        )
    )


def taken(level: Level, where: slice | Indices) -> Level:
    """Some answers of a level; what lies below them is left behind."""
    arrays: dict[str, Any] = {name: array[where] for name, array in _arrays(level) if name != "first"}
    return _frozen(replace(level, **arrays, first=None))


def _frozen(level: Level) -> Level:
    for _, array in _arrays(level):
        array.setflags(write=False)
    return level


# ---- one level down ---------------------------------------------------------------------------------------------


def _laws(run: Run, level: Level) -> tuple[Laws, tuple[int, int]]:
    """The laws of opening a level, and its place in their tables: of the round, of the level of tree."""
    law = laws_of(run, level.round, LEVELS_TOGETHER)
    return law, (law.place(level.round), (level.level or run.parameters.amplify.levels) - 1)


def _cells(p: Parameters, level: Level) -> Indices:
    """Kind and depth as one index of the tables."""
    return level.kind.astype(np.intp) * (p.task.max_depth + 1) + level.depth


def _parts(count: int, size: int) -> Iterator[slice]:
    return (slice(start, min(start + size, count)) for start in range(0, count, size))


def opened(run: Run, level: Level, where: Flags | None = None) -> Level:
    """A level with what its answers were made of; those that `where` is False for stay closed, as does the start."""
    p = run.parameters
    making = np.full(len(level), CLOSED, np.uint8)
    learning = None if level.level else making.copy()
    if level.round:
        law, (place, tree_level) = _laws(run, level)
        cells = _cells(p, level)
        makings = law.columns("making", (place, tree_level))
        learnings = None if learning is None else law.columns("learning", (place,))
        chosen = None if where is None else np.flatnonzero(where)
        for part in _parts(len(level) if chosen is None else len(chosen), _AT_ONCE):
            these = part if chosen is None else chosen[part]
            key, cell, outcome = level.key[these], 3 * cells[these], level.outcome[these]
            if learning is not None and learnings is not None:
                learning[these] = _LEARNING[outcome, learnings.pick(cell + outcome, key, slots.LEARNING)]
                outcome = _LABEL.take(learning[these])
            making[these] = makings.pick(cell + outcome, key, slots.MAKING)
    children = np.zeros(len(level), np.uint8)
    children[(making < ASKED_AGAIN) & (level.depth > 0)] = p.task.branching
    children[making == ASKED_AGAIN] = 1
    first = np.zeros(len(level) + 1, np.int32)
    np.cumsum(children, out=first[1:])
    return _frozen(replace(level, learning=learning, making=making, first=first))


def sub_answers(run: Run, level: Level) -> Level:
    """What the opened answers of a level were made from: the level below."""
    p = run.parameters
    assert level.first is not None
    assert level.making is not None
    total, tree_level = int(level.first[-1]), (level.level or p.amplify.levels) - 1
    key, parent = np.empty(total, np.uint64), np.empty(total, np.int32)
    depth, kind, outcome, way, how, retries = np.empty((6, total), np.uint8)
    abstained = np.zeros(total, np.bool_)
    if total:
        draw, teacher = _Draw(run, level), level.teacher
        for part in _parts(len(level), max(_LEAST_AT_ONCE, _AT_ONCE // p.task.branching)):
            into = slice(int(level.first[part.start]), int(level.first[part.stop]))
            above = _Above(level, teacher, part)
            key[into], way[into] = draw.children(above)
            parent[into] = above.parent + part.start
            how[into], retries[into], abstained[into] = draw.screening(above, key[into], way[into])
            outcome[into] = draw.copies(above, key[into], way[into], how[into], abstained[into])
            depth[into] = above.depth[above.parent] - above.decomposes[above.parent]
            kind[into] = draw.kinds(above, key[into], depth[into], outcome[into])
    return _frozen(
        Level(
            round=level.round if tree_level else max(0, level.round - 1),
            level=tree_level,
            key=key,
            parent=parent,
            depth=depth,
            kind=kind,
            outcome=outcome,
            way=way,
            how=how,
            retries=retries,
            abstained=abstained,
        )
    )


class _Above:
    """Some answers of a level side by side, whose sub-answers are drawn; `parent` counts through these alone."""

    def __init__(self, level: Level, teacher: Codes, part: slice) -> None:
        assert level.first is not None
        assert level.making is not None
        self.key, self.depth, self.kind = level.key[part], level.depth[part], level.kind[part]
        self.making, self.outcome = level.making[part], teacher[part]
        self.first = (level.first[part.start : part.stop + 1] - level.first[part.start]).astype(np.intp)
        count = np.diff(self.first)
        self.decomposes = (count > 0) & (self.making != ASKED_AGAIN)
        self.parent = np.repeat(np.arange(len(count)), count)


@lru_cache(maxsize=16)
def _demands(b: int) -> tuple[Indices, Indices]:
    """`first_demand` by [outcome, making] and `next_demand` by [demand, way], each counted through as one."""
    first = [first_demand(outcome, making, b) for outcome in range(3) for making in MAKINGS]
    following = [next_demand(demand, way, b) for demand in range(demands(b)) for way in range(len(CHILD_WAYS))]
    return np.array(first), np.array(following)


class _Draw:
    """Draws what belongs to the sub-answers of one level."""

    def __init__(self, run: Run, level: Level) -> None:
        self.p = run.parameters
        self.law, self.here = _laws(run, level)
        self.demands = demands(self.p.task.branching)
        self.first_demand, self.next_demand = _demands(self.p.task.branching)
        self.child = self.law.columns("child", self.here)
        self.how_and_tries = self.law.columns("screening", self.here)
        self.kind = self.law.columns("kinds", self.here) if self.p.task.decomposable < 1.0 else None

    def children(self, above: _Above) -> tuple[Keys, Codes]:
        """Keys of the sub-answers, and how each is handed up: positions in CHILD_WAYS."""
        key, way = np.empty(len(above.parent), np.uint64), np.empty(len(above.parent), np.uint8)
        again = np.flatnonzero(above.making == ASKED_AGAIN)
        key[above.first[again]] = descend(above.key[again], 0)
        way[above.first[again]] = _WAY_OF_ANSWER[above.outcome[again]]
        some: slice | Indices = ALL if above.decomposes.all() else np.flatnonzero(above.decomposes)
        first = above.first[:-1][some]
        cell = (above.depth[some].astype(np.intp) - 1) * self.demands
        demand = self.first_demand.take(above.outcome[some].astype(np.intp) * len(MAKINGS) + above.making[some])
        for index in range(self.p.task.branching if len(first) else 0):
            one = descend(above.key[some], index)
            drawn = self.child.pick(cell + demand, one, slots.CHILD)
            demand = self.next_demand.take(len(CHILD_WAYS) * demand + drawn)
            key[first + index], way[first + index] = one, drawn
        return key, way

    def screening(self, above: _Above, key: Keys, way: Codes) -> tuple[Codes, Codes, Flags | bool]:
        """How the committees hung together, retries, and whether all committees were rejected."""
        drawn = self.how_and_tries.pick(3 * self._cells(above)[above.parent] + _ANSWER.take(way), key, slots.SCREENING)
        every = ends(self.p)
        if every == 1:
            return drawn, np.zeros_like(drawn), False
        how, tries = np.divmod(drawn, np.uint8(every))
        return how, np.minimum(tries, self.p.reliability.retries), tries > self.p.reliability.retries

    def copies(self, above: _Above, key: Keys, way: Codes, how: Codes, abstained: Flags) -> Codes:
        """Outcomes of the copies whose answers won in the last committees."""
        outcome = _ANSWER.take(way)
        some = np.flatnonzero(abstained)
        if len(some):
            first = slots.COMMITTEES + slots.COMMITTEE_SLOTS * self.p.reliability.retries
            cell = self._cells(above)[above.parent[some]]
            outcome[some] = _rejected(self.law, self.here, cell, how[some], key[some], first)
        return outcome

    def kinds(self, above: _Above, key: Keys, depth: Codes, outcome: Codes) -> Codes:
        """Kinds of the questions that were asked."""
        kind = above.kind[above.parent]
        if self.kind is not None:
            drawn = self.kind.pick(3 * depth.astype(np.intp) + outcome, key, slots.KIND)
            np.copyto(kind, drawn, where=above.decomposes[above.parent])
        return kind

    def _cells(self, above: _Above) -> Indices:
        return above.kind.astype(np.intp) * (self.p.task.max_depth + 1) + above.depth


# ---- votes ------------------------------------------------------------------------------------------------------


def label_splits(run: Run, level: Level) -> Codes:
    """How the labels of opened students split: rows of `ballots`."""
    p, label = run.parameters, level.teacher
    split = _where_unanimous(p.distill.labels_per_question, label)
    if p.distill.labels_per_question > 1:
        law, (place, _) = _laws(run, level)
        some = np.flatnonzero(label != MISALIGNED)
        cell = 2 * _cells(p, level)[some] + label[some]
        split[some] = law.columns("labels", (place,)).pick(cell, level.key[some], slots.LABELS)
    return split


def committees(run: Run, level: Level, below: Level, attempt: int | None = None) -> Committees:
    """The committees behind the sub-answers `below` of a level: the last ones, or those of an attempt, 0 …."""
    p = run.parameters
    law, here = _laws(run, level)
    cell = _cells(p, level)[below.parent]
    tries = below.retries if attempt is None else np.full(len(below), attempt, np.uint8)
    first = slots.COMMITTEES + slots.COMMITTEE_SLOTS * tries.astype(np.uint64)
    rejected = (tries < below.retries) | below.abstained
    winner = below.answer
    some = np.flatnonzero(rejected)
    winner[some] = _rejected(law, here, cell[some], below.how[some], below.key[some], first[some])
    checked = rejected.copy()
    if p.reliability.check_rate:
        chance = law.checked[here[0]].reshape(-1)[3 * cell + winner]
        checked |= uniform(below.key, first + slots.CHECKED) < chance
    split = _splits(p, law, here, cell, below.how, winner, below.key, first)
    votes = _arranged(p.reliability.copies, split, below.key, first + slots.ORDER)
    won = (votes == winner[:, np.newaxis]).argmax(axis=1)
    return Committees(votes=votes, taken=won, checked=checked, rejected=rejected)


def last_splits(run: Run, level: Level, below: Level) -> Codes:
    """How the last committees behind the sub-answers `below` of a level split: rows of `ballots`."""
    law, here = _laws(run, level)
    first = slots.COMMITTEES + slots.COMMITTEE_SLOTS * below.retries.astype(np.uint64)
    cell = _cells(run.parameters, level)[below.parent]
    return _splits(run.parameters, law, here, cell, below.how, below.outcome, below.key, first)


def _splits(
    p: Parameters, law: Laws, here: tuple[int, int], cell: Indices, how: Codes, winner: Codes, key: Keys, first: Keys
) -> Codes:
    """How committees that `winner` won split; `cell` is that of the answer that asks."""
    n = p.reliability.copies
    split = _where_unanimous(n, winner)
    if n > 1:
        tables: tuple[tuple[int, TableName, int], ...] = (
            (INDEPENDENT, "independent", 3),
            (NOT_SHARED, "not_shared", 2),
        )
        for one, table, outcomes in tables:
            some = np.flatnonzero(how == one)
            cells = outcomes * cell[some] + winner[some]
            split[some] = law.columns(table, here).pick(cells, key[some], first[some] + slots.SPLIT)
    return split


def _rejected(law: Laws, here: tuple[int, int], cell: Indices, how: Codes, key: Keys, first: Keys | int) -> Codes:
    """Winners of committees that were rejected; `first` is the first slot of each."""
    kinds, depths = law.rejected.edges.shape[-3:-1]
    return law.columns("rejected", here).pick(kinds * depths * how.astype(np.intp) + cell, key, first + slots.WINNER)


def _where_unanimous(n: int, outcome: Codes) -> Codes:
    """The split of n votes that are all of an outcome."""
    every = [int(np.flatnonzero(ballots(n).splits[:, one] == n)[0]) for one in range(3)]
    return np.array(every, np.uint8)[outcome]


def _arranged(n: int, split: Codes, key: Keys, slot: Keys | int) -> Codes:
    """n votes that split in these ways, in the order in which `tree` has them: [answers, n]."""
    right, honest, _ = ballots(n).splits[split].T
    votes = np.empty((len(split), n), np.uint8)
    for place in range(n):
        number = uniform(key, slot + place) * (n - place)
        votes[:, place] = (number >= right).astype(np.uint8) + (number >= right + honest)
        right = right - (votes[:, place] == CORRECT)
        honest = honest - (votes[:, place] == ERROR)
    return votes
