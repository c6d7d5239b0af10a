"""What a question of the tree is about, in the words of its scenario."""

from __future__ import annotations

from simulator.scenario.schema import Words


def question(words: Words, *, branching: int, depth: int, level: int, position: int) -> str | None:
    """The text of a question; None where the scenario has no words for it.

    `level` counts the decompositions between the root and this question, and `position` is its place, from 0, among the
    branching^level questions of a full tree there; asking the same question again changes neither.
    """
    if words.sum:
        numbers = _part(words.sum, branching, level, position)
        return " + ".join(map(str, numbers)) + " = ?" if numbers else None
    if words.levels:
        texts = words.levels[min(depth, len(words.levels) - 1)]
        return texts[position % len(texts)] if texts else None
    return None


def _part(numbers: tuple[int, ...], branching: int, level: int, position: int) -> tuple[int, ...]:
    """The numbers of one question: those of the root, split into `branching` runs of nearly equal length each time."""
    for power in range(level - 1, -1, -1):
        index = position // branching**power % branching
        numbers = numbers[len(numbers) * index // branching : len(numbers) * (index + 1) // branching]
    return numbers
