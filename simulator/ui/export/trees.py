"""The tree on the stage for other programs: every answer, whole rows, down to the last row that is shown."""

from __future__ import annotations

from simulator.engine import export
from simulator.engine.forest import Forest, rooted_at
from simulator.ui.stage.field.grove import Grove

MOST_NODES = 30_000
"""More would stop the window for more than a second."""


def expected(grove: Grove) -> float:
    """How many answers that is about."""
    return grove.lore.expected((), len(grove.levels) - 1)


def json(grove: Grove) -> bytes:
    """As records, as `tree --json` writes them."""
    return b"".join(piece for _, piece in export.json_chunks(_forest(grove)))


def graphml(grove: Grove) -> bytes:
    """As a graph."""
    return export.graphml(_forest(grove))


def _forest(grove: Grove) -> Forest:
    return rooted_at(grove.lore.run, [grove.lore.node(())]).unfolded(len(grove.levels) - 1)
