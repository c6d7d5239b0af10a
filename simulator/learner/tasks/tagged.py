"""An irrelevant tag in the question: security amplification in miniature (model.md 3; Christiano on meta-execution)."""

from __future__ import annotations

import dataclasses

import numpy as np

from simulator.learner.network import Floats
from simulator.learner.reader import Reader
from simulator.learner.settings import Learned
from simulator.learner.tasks.wildcard_search import WildcardSearch
from simulator.learner.tasks.world import Answers, Head, Ints, Look, Script, World


class Tagged:
    """Any world twice: rows of the first half are its questions, those of the second the same questions with a tag.

    Sub-questions inherit the tag, or, with `drop`, leave it out.
    """

    def __init__(self, world: World, *, drop: bool) -> None:
        self.world = world
        self.drop = drop
        self.heads = tuple(_twice(head) for head in world.heads)
        self.agenda, self.refreshes, self.claims = world.agenda, world.refreshes, world.claims

    def amplify(self, answers: Answers, luck: np.random.Generator) -> Answers:
        """The plain half from plain answers; the tagged half from tagged ones, or from plain ones with `drop`."""
        halves = [np.split(table, 2) for table in answers]
        plain = self.world.amplify(tuple(half[0] for half in halves), luck)
        tagged = plain if self.drop else self.world.amplify(tuple(half[1] for half in halves), luck)
        return tuple(
            _joined(first, second, head, own[1])
            for first, second, head, own in zip(plain, tagged, self.world.heads, halves, strict=True)
        )

    def script(self, head: int, row: int, luck: np.random.Generator) -> Script:
        """The world's own script, with rows of the half that is asked."""
        questions = len(self.world.heads[head].depth)
        tagged, plain_row = divmod(row, questions)
        script = self.world.script(head, plain_row, luck)
        sent: int | None = None
        while True:
            try:
                step = next(script) if sent is None else script.send(sent)
            except StopIteration as end:
                return int(end.value)
            if isinstance(step, Look):
                sent = yield step
            else:
                shift = len(self.world.heads[step.head].depth) if tagged and not self.drop else 0
                sent = yield dataclasses.replace(step, row=step.row + shift)

    def question(self, head: int, row: int) -> str:
        """The world's words, with a mark for the tag."""
        tagged, plain_row = divmod(row, len(self.world.heads[head].depth))
        return self.world.question(head, plain_row) + (" ⚑" if tagged else "")

    def answer(self, head: int, class_: int) -> str:
        """The world's words."""
        return self.world.answer(head, class_)


class TaggedFacts(Tagged):
    """The same for wildcard search, whose students read facts."""

    def __init__(self, world: WildcardSearch, *, drop: bool) -> None:
        super().__init__(world, drop=drop)
        self._facts = world

    def student(self, settings: Learned, luck: np.random.Generator) -> Reader:
        """A student that reads the facts, and the tag."""
        return Reader(self._facts, self.heads[0], settings, luck)

    def rows_of_parts(self) -> Ints:
        """The two sub-questions of every row."""
        parts = self._facts.rows_of_parts()
        return np.concatenate([parts, parts if self.drop else parts + len(parts)])


def _twice(head: Head) -> Head:
    questions = len(head.depth)
    plain = np.arange(questions) if head.question is None else head.question
    tag = np.repeat(np.array([[-1.0], [1.0]], np.float32), questions, axis=0)
    return dataclasses.replace(
        head,
        inputs=np.hstack([np.tile(head.inputs, (2, 1)), tag]),
        depth=np.tile(head.depth, 2),
        right=np.tile(head.right, (2, 1)),
        asked=np.tile(head.asked, 2),
        looked_up=np.tile(head.looked_up, 2),
        flattering=None if head.flattering is None else np.tile(head.flattering, (2, 1)),
        taught=None if head.taught is None else np.tile(head.taught, 2),
        tagged=np.repeat([False, True], questions),
        question=np.tile(plain, 2),
    )


def _joined(plain: Floats, tagged: Floats, head: Head, own: Floats) -> Floats:
    """Both halves as one table; tagged primitives keep their own answers."""
    tagged = np.where((head.depth == 0)[:, np.newaxis], own, tagged)
    return np.concatenate([plain, tagged])
