"""One question answered by a really executed tree, node by node: what the stage shows of a learned run."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from simulator.learner.luck import Draw
from simulator.learner.network import Floats
from simulator.learner.rounds import Round, Setting
from simulator.learner.tasks.world import Ask, Look, drawn

Kind = Literal["step", "model", "primitive", "fact"]
"""Answered by a step of the overseer, by the model, from the primitives it was taught, or by the world itself."""
Slip = Literal["", "fresh", "systematic"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """A question of the tree. The root is number 0; `parent` is -1 for it.

    ``answer`` is the class (-1 for a fact); ``right`` whether it is true; ``distribution`` what the model, or the
    primitives, gave to each class (None elsewhere); ``caught`` whether a check of the overseer rejected a claim here.
    """

    id: int
    parent: int
    head: int
    row: int
    depth: int
    kind: Kind
    question: str
    answer: int
    answer_words: str
    right: bool
    slip: Slip = ""
    caught: bool = False
    distribution: Floats | None = None


def executed(setting: Setting, model: Round, head: int, row: int, *, count: int = 0) -> tuple[Node, ...]:
    """The tree with which the round after `model` answers one question; `count` numbers further draws of it.

    Answers of the model are drawn from its distributions, slips happen as they do in training. The same arguments
    give the same tree.
    """
    luck = setting.luck.of(Draw.TREE, model.round, head, row, count)
    nodes: list[Node] = []
    answers = setting.overseer.grounded(model.answers)
    _execute(setting, answers, Ask(head=head, row=row), setting.settings.levels, -1, nodes, luck)
    return tuple(sorted(nodes, key=lambda node: node.id))


def _execute(
    setting: Setting, answers: tuple[Floats, ...], ask: Ask, levels: int, parent: int, nodes: list[Node],
    luck: np.random.Generator,
) -> int:  # fmt: skip
    world, overseer = setting.world, setting.overseer
    head, row = ask.head, ask.row
    questions = world.heads[head]
    id_ = len(nodes)
    depth = int(questions.depth[row])
    kind: Kind = "primitive" if depth == 0 else "step" if levels else "model"
    slip: Slip = ""
    caught = False
    distribution = None
    # Children come after their parent, so its place is taken before they are asked.
    place = len(nodes)
    nodes.append(_blank(id_, parent))
    if kind == "step":
        script = world.script(head, row, luck)
        sent: int | None = None
        while True:
            try:
                step = next(script) if sent is None else script.send(sent)
            except StopIteration as end:
                answer = int(end.value)
                break
            if isinstance(step, Look):
                caught = caught or step.caught
                nodes.append(_fact(len(nodes), id_, depth, step))
                sent = 0
            else:
                assert isinstance(step, Ask)
                sent = _execute(setting, answers, step, levels - 1, id_, nodes, luck)
        if overseer.slipping[head][row]:
            slip, answer = "systematic", int(overseer.slips[head][row])
        elif luck.random() < overseer.fresh:
            slip, answer = "fresh", int(luck.integers(questions.classes))
    else:
        distribution = answers[head][row]
        answer = int(distribution.argmax() if ask.best else drawn(distribution[np.newaxis], luck)[0])
    nodes[place] = Node(
        id=id_, parent=parent, head=head, row=row, depth=depth, kind=kind, question=world.question(head, row),
        answer=answer, answer_words=world.answer(head, answer), right=bool(questions.right[row, answer]), slip=slip,
        caught=caught, distribution=distribution,
    )  # fmt: skip
    return answer


def _blank(id_: int, parent: int) -> Node:
    return Node(
        id=id_, parent=parent, head=0, row=0, depth=0, kind="step", question="", answer=-1, answer_words="", right=False
    )


def _fact(id_: int, parent: int, depth: int, look: Look) -> Node:
    return Node(
        id=id_, parent=parent, head=-1, row=-1, depth=max(depth - 1, 0), kind="fact", question=look.question,
        answer=-1, answer_words=look.answer, right=True, caught=look.caught,
    )  # fmt: skip
