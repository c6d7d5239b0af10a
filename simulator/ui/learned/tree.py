"""An executed tree on the plane, and in words. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from simulator.app.trained import Facts
from simulator.engine.tree import AnswerOutcome
from simulator.learner.trees import Node
from simulator.ui.charts import words
from simulator.ui.learned.words import answer_words, question_words
from simulator.ui.text import mark, tr

MOST_SAID = 40
"""Nodes of a tree that are said, at most."""


@dataclass(frozen=True, slots=True)
class Laid:
    """A node with its place, the index of its parent, and the room around it before the next one begins."""

    node: Node
    x: float
    y: float
    above: int
    room: float


@dataclass(frozen=True, slots=True)
class Leaf:
    """The likeliest answers of a model to a question: name, share, and whether it is the one that was drawn."""

    bars: tuple[tuple[str, float, bool], ...]

    @staticmethod
    def of(node: Node, names: tuple[str, ...], most: int) -> Leaf:
        """The answers worth a bar; the one that was drawn is always among them."""
        if node.distribution is None:
            return Leaf(())
        shares = node.distribution.tolist()
        order = sorted(range(len(shares)), key=lambda c: (c != node.answer, -shares[c]))[:most]
        order.sort(key=lambda c: -shares[c])
        return Leaf(tuple(
            (answer_words(names[c]), shares[c], c == node.answer)
            for c in order if shares[c] >= 0.02 or c == node.answer
        ))  # fmt: skip


def laid_out(
    nodes: tuple[Node, ...], left: float, top: float, right: float, bottom: float, widest: float, tallest: float
) -> tuple[Laid, ...]:
    """Leaves side by side in the order in which they were asked, parents above the middle of theirs.

    Leaves are at most `widest` apart, rows at most `tallest`.
    """
    children: dict[int, list[int]] = {}
    index = {node.id: number for number, node in enumerate(nodes)}
    level = [0] * len(nodes)
    for number, node in enumerate(nodes):
        if node.parent >= 0:
            above = index[node.parent]
            children.setdefault(above, []).append(number)
            level[number] = level[above] + 1
    leaves = [number for number in range(len(nodes)) if number not in children]
    pitch = min((right - left) / max(len(leaves), 1), widest)
    left = (left + right - pitch * len(leaves)) / 2
    x = {number: left + (place + 0.5) * pitch for place, number in enumerate(_in_order(children, leaves))}
    for number in reversed(range(len(nodes))):
        if number in children:
            below = [x[child] for child in children[number]]
            x[number] = (below[0] + below[-1]) / 2
    deepest = max(level)
    step = min((bottom - top) / deepest, tallest) if deepest else 0.0
    rows: dict[int, list[int]] = {}
    for number in range(len(nodes)):
        rows.setdefault(level[number], []).append(number)
    room = {}
    for row in rows.values():
        row.sort(key=lambda number: x[number])
        for place, number in enumerate(row):
            near = [abs(x[number] - x[row[other]]) for other in (place - 1, place + 1) if 0 <= other < len(row)]
            room[number] = min(near, default=pitch * 2)
    return tuple(
        Laid(node, x[number], top + level[number] * step, index.get(node.parent, -1), room[number])
        for number, node in enumerate(nodes)
    )


def _in_order(children: dict[int, list[int]], leaves: list[int]) -> list[int]:
    """Leaves from left to right."""
    if not children:
        return leaves
    found, stack = [], [0]
    while stack:
        number = stack.pop()
        if number in children:
            stack.extend(reversed(children[number]))
        else:
            found.append(number)
    return found


def outcome_of(node: Node, facts: Facts) -> AnswerOutcome:
    """What a single answer is. A wrong one is misaligned if it is a slip that is always the same, claims too much, or
    is the agenda's; whether others would be repeated cannot be seen of one tree."""
    if node.right:
        return "correct"
    is_coherent = node.row >= 0 and facts.is_coherent(node.head, node.row, node.answer)
    return "misaligned" if is_coherent or node.slip == "systematic" else "error"


_SAID = {
    "step": mark("{question}: the overseer combines {answer}"),
    "model": mark("{question}: the model answers {answer} with {share}"),
    "primitive": mark("{question}: taught as {answer}"),
    "fact": mark("{question}: looked up, {answer}"),
}
_SLIPS = {"fresh": mark("a slip"), "systematic": mark("a slip that is the same every time")}


def node_words(node: Node) -> str:
    """A node in a line."""
    share = 1.0 if node.distribution is None or node.answer < 0 else float(node.distribution[node.answer])
    question, answer = question_words(node.question), answer_words(node.answer_words)
    said = tr(_SAID[node.kind], question=question, answer=answer, share=words.share(share))
    parts = [said]
    if node.kind != "fact":
        parts.append(tr("right") if node.right else tr("wrong"))
    if node.slip:
        parts.append(tr(_SLIPS[node.slip]))
    if node.caught:
        parts.append(tr("a check rejected a claim"))
    return ", ".join(parts)


def tree_words(nodes: tuple[Node, ...]) -> str:
    """A tree as lines, each as far in as it is deep."""
    level: dict[int, int] = {-1: -1}
    lines: list[str] = []
    for node in nodes:
        level[node.id] = level.get(node.parent, -1) + 1
        if len(lines) < MOST_SAID:
            lines.append("  " * level[node.id] + node_words(node))
    if len(nodes) > MOST_SAID:
        lines.append(tr("and {count} more", count=len(nodes) - MOST_SAID))
    return "\n".join(lines)
