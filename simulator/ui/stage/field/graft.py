"""Unfolding and folding in a tree that is held level by level: blocks of descendants put in and taken out.

The descendants of a node stand side by side in every level, so that a subtree is one range per level.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import Any

import numpy as np
from numpy.typing import NDArray

from simulator.ui.stage.field.field import At, Counts, Flags, Nodes


@dataclass(frozen=True, slots=True)
class Bare:
    """A level without its ties to the levels around it: only how many children each node has."""

    round: int
    kids: Counts
    answer: NDArray[np.uint8]
    carried: Flags
    is_open: Flags
    can_open: Flags


def bare(nodes: Nodes) -> Bare:
    """A level without its ties."""
    kids = np.diff(nodes.first)
    return Bare(nodes.round, kids, nodes.answer, nodes.carried, nodes.is_open, nodes.can_open)


def tied(levels: Sequence[Bare], above: Nodes | None = None) -> Iterator[Nodes]:
    """The levels with their ties, from the top on or below a level that has them."""
    kids = None if above is None else np.diff(above.first)
    for level in levels:
        first = np.zeros(len(level.kids) + 1, np.int32)
        np.cumsum(level.kids, out=first[1:])
        parent = np.full(1, -1, np.int32) if kids is None else np.repeat(np.arange(len(kids), dtype=np.int32), kids)
        kids = level.kids
        yield Nodes(level.round, parent, first, level.answer, level.carried, level.is_open, level.can_open)


def grafted(levels: Sequence[Nodes], at: At, block: Sequence[Bare], *, is_open: bool) -> tuple[Nodes, ...]:
    """The levels with `block` below a node, in the place of whatever was there; its first level are the children."""
    top = bare(levels[at.row])
    kids, opened = top.kids.copy(), top.is_open.copy()
    kids[at.nth], opened[at.nth] = len(block[0].kids) if block else 0, is_open
    changed = [Bare(top.round, kids, top.answer, top.carried, opened, top.can_open)]
    start, stop = at.nth, at.nth + 1
    for over, old, new in zip_longest(levels[at.row : -1], levels[at.row + 1 :], block):
        if over is not None:
            start, stop = int(over.first[start]), int(over.first[stop])
        if old is None:
            changed.append(new)
        else:
            changed.append(_replaced(bare(old), start, stop, new))
    while not len(changed[-1].kids):
        del changed[-1]
    above = levels[at.row - 1] if at.row else None
    return (*levels[: at.row], *tied(changed, above))


def _replaced(old: Bare, start: int, stop: int, new: Bare | None) -> Bare:
    def joined(name: str) -> Any:
        before: NDArray[Any] = getattr(old, name)
        middle = before[:0] if new is None else getattr(new, name)
        return np.concatenate((before[:start], middle, before[stop:]))

    return Bare(
        old.round, joined("kids"), joined("answer"), joined("carried"), joined("is_open"), joined("can_open")
    )  # fmt: skip
