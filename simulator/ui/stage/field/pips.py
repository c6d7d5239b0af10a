"""Votes under a closed node: how many stand side by side, and in how many rows. Plain numbers, no Qt."""

from __future__ import annotations

from dataclasses import dataclass

from simulator.ui.stage.proportions import EASY_PIP_PITCH, PIP_PITCH, SMALLEST_PIP_PITCH


@dataclass(frozen=True, slots=True)
class Pips:
    """Votes under a closed node: how many stand side by side, in how many rows, how far apart; no columns, no votes."""

    columns: int = 0
    rows: int = 0
    pitch: float = 0.0

    @property
    def height(self) -> float:
        """The room they need below a node."""
        return (self.rows + 0.5) * self.pitch if self.rows else 0.0


def pips(votes: int, pitch: float, scale: float) -> Pips:
    """The votes of so many copies under nodes that are `pitch` pixels apart."""
    if votes < 2:
        return Pips()
    choices = [(columns, pitch / (columns + 1.2)) for columns in (votes, 5, 3) if columns <= votes]
    best = max(room for _, room in choices)
    columns, room = next(choice for choice in choices if choice[1] >= min(best, EASY_PIP_PITCH * scale))
    if room < SMALLEST_PIP_PITCH:
        return Pips()
    return Pips(columns, -(-votes // columns), min(room, PIP_PITCH * scale))
