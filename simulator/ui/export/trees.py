"""The tree on the stage for other programs: every answer, whole rows, down to the last row that is shown."""

from __future__ import annotations

from dataclasses import dataclass

from simulator.engine import export
from simulator.engine.forest import Forest, rooted_at
from simulator.engine.iterate import Run
from simulator.engine.tree import Node
from simulator.ui.stage.field.grove import Grove

MOST_NODES = 30_000
"""More are for the command line: they take seconds, and a million of them half a gigabyte."""


@dataclass(frozen=True, slots=True)
class Source:
    """A tree as values, for a thread: so many rows below a node."""

    run: Run
    top: Node
    rows: int

    @classmethod
    def of(cls, grove: Grove) -> Source:
        """The tree on a stage."""
        return cls(grove.lore.run, grove.lore.node(()), len(grove.levels) - 1)

    def forest(self) -> Forest:
        """All its answers."""
        return rooted_at(self.run, [self.top]).unfolded(self.rows)


def expected(grove: Grove) -> float:
    """How many answers that is about."""
    return grove.lore.expected((), len(grove.levels) - 1)


def json(source: Source) -> bytes:
    """As records, as `tree --json` writes them."""
    return b"".join(piece for _, piece in export.json_chunks(source.forest()))


def graphml(source: Source) -> bytes:
    """As a graph."""
    return export.graphml(source.forest())
