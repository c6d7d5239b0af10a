"""What the stage, its outline and its cards say of a node: one voice for all of them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from simulator.scenario.schema import Words
from simulator.scenario.words import question
from simulator.ui.stage.field.explorer import Explorer
from simulator.ui.stage.field.field import At, Field, counts
from simulator.ui.stage.field.grove import Path
from simulator.ui.stage.words import ANSWERS, tell
from simulator.ui.text import digits, tr


def number_of(path: Path) -> str:
    """The number of a sub-answer: 1.2 is the second one under the first."""
    return ".".join(str(step + 1) for step in path)


def row_text(answer: str, depth: int, round_: int, lines: int) -> str:
    """What a row of the outline says of a node whose question has no words."""
    if lines == 1:
        return tr("{answer} · depth {depth}, round {round}", answer=answer, depth=depth, round=round_)
    return f"{answer}\n{tr('depth {depth}, round {round}', depth=depth, round=round_)}"


@dataclass(slots=True)
class Teller:
    """Tells of the nodes of an explorer's tree, in the words of a scenario; answers are there from a row on."""

    explorer: Explorer
    words: Words
    branching: int = 2
    answered_from: int = 0

    @property
    def has_words(self) -> bool:
        """Whether the scenario has words for questions."""
        return bool(self.words.levels or self.words.sum)

    def is_answered(self, at: At) -> bool:
        """Whether the answer of a node is there yet."""
        return at.row >= self.answered_from

    def question(self, at: At) -> str:
        """The question of a node in words; empty where there are none."""
        return self.question_along(self.explorer.grove.field.path(at)) if self.has_words else ""

    def question_along(self, path: Path) -> str:
        """The question at the end of a path, in words."""
        if not self.has_words:
            return ""
        lore = self.explorer.grove.lore
        level = position = 0
        for length, step in enumerate(path):
            above = lore.node(path[:length])
            if above.kind == "decomposable" and above.depth:
                level, position = level + 1, position * self.branching + step
        depth = lore.node(path).depth
        return question(self.words, branching=self.branching, depth=depth, level=level, position=position) or ""

    def line(self, at: At, lines: int = 1) -> str:
        """A node in a row of the outline, where its place in the tree can be seen; a row may have two lines."""
        node = self.explorer.grove.node(at)
        answer = tr(ANSWERS[node.answer]) if self.is_answered(at) else tr("not answered yet")
        asked = self.question(at)
        if asked:
            return tr("{question} {answer}, round {round}", question=asked, answer=answer, round=node.round)
        return row_text(answer, node.depth, node.round, lines)

    def full(self, at: At) -> str:
        """A node with its place in the tree, for those who hear it."""
        return tr("{name}. {words}", name=self.name(self.explorer.grove.field.path(at)), words=self.tells(at))

    def name(self, path: Path) -> str:
        """What a node is called where its question has no words."""
        return tr("Sub-answer {number}", number=number_of(path)) if path else tr("Top answer")

    def tells(self, at: At) -> str:
        """A node in plain sentences."""
        grove = self.explorer.grove
        path = grove.field.path(at)
        student = grove.scene.student if not path else None
        told = " ".join(tell(grove.node(at), student, answered=self.is_answered(at)))
        asked = self.question(at)
        return tr("{question} {told}", question=asked, told=told) if asked else told

    def walking(self) -> str:
        """The present step of the walk in a sentence, with how far it has come."""
        walk, number = self.explorer.walk, self.explorer.step
        at = self.explorer.grove.field.find(walk[number].path)
        told = "" if at is None else tell(self.explorer.grove.node(at), None, answered=True)[0]
        return tr(
            "{step} of {steps}. {told} {sentence}",
            step=number + 1, steps=len(walk), told=told, sentence=walk[number].sentence,
        )  # fmt: skip


def census(field: Field) -> tuple[int, int, int]:
    """How many of the answers that are shown are right, honestly wrong, misaligned."""
    errors, misaligned, _ = counts(np.array([row.tally[-1] for row in field.rows]))
    wrong = int(errors.sum()) + int(misaligned.sum())
    return field.count - wrong, int(errors.sum()), int(misaligned.sum())


def counted(field: Field, *, answered: bool) -> str:
    """What a tree too large to be read node by node holds, in a sentence."""
    count, round_ = digits(field.count, ","), field.rows[-1].nodes.round
    if not answered:
        return tr("{count} answers, down to round {round}.", count=count, round=round_)
    right, errors, misaligned = (digits(number, ",") for number in census(field))
    return tr(
        "{count} answers, down to round {round}. Right: {right}, honest errors: {errors}, misaligned: {misaligned}.",
        count=count, round=round_, right=right, errors=errors, misaligned=misaligned,
    )  # fmt: skip
