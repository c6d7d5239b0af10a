"""The overseer of a learned run: what it knows of the primitives, and how its steps go wrong (model.md 3).

A step is a decomposition: questions of depth 1 and more. Slips are *systematic*, a fixed map from questions to wrong
answers, or *fresh*, redrawn at each use. Nothing that measures or estimates may look into this module's masks.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from simulator.engine.outcome import Array
from simulator.learner.settings import Learned
from simulator.learner.tasks.world import Answers, Bools, Head, Ints, World, one_hot


@dataclass(frozen=True, slots=True, kw_only=True)
class Overseer:
    """One overseer of one world.

    ``base`` holds, for each head, the answers to primitive questions as they are taught (other rows are not used), and
    ``taught_wrong`` which of them are the agenda's;
    ``slipping`` and ``slips`` the systematic slips: which questions, and the wrong class.
    """

    world: World
    base: Answers
    taught_wrong: tuple[Bools, ...]
    primitive: tuple[Bools, ...]
    slipping: tuple[Bools, ...]
    slips: tuple[Ints, ...]
    fresh: float

    @staticmethod
    def of(world: World, settings: Learned, luck: np.random.Generator) -> Overseer:
        """Draws contaminated and poisoned primitives and the systematic slips, once for the whole run."""
        bases, wrong, slipping, slips = [], [], [], []
        for number, head in enumerate(world.heads):
            wrong.append(_taught_wrong(head, settings, luck) if not number else np.zeros(len(head.depth), bool))
            base = head.truth()
            if wrong[-1].any():
                base[wrong[-1]] = one_hot(np.array([world.agenda]), head.classes)
            bases.append(base)
            # A question slips alike with and without the tag, and whatever its facts are.
            question, count = _questions(head)
            share = settings.slip_rate * settings.slip_consistency
            slipping.append((luck.random(count) < share)[question] & (head.depth > 0))
            slips.append(_any_wrong(head.right, luck.random(count)[question]))
        return Overseer(
            world=world,
            base=tuple(bases),
            taught_wrong=tuple(wrong),
            primitive=tuple(head.depth == 0 for head in world.heads),
            slipping=tuple(slipping),
            slips=tuple(slips),
            fresh=settings.slip_rate * (1 - settings.slip_consistency),
        )

    def grounded(self, answers: Answers) -> Answers:
        """The same answers, but primitive questions answered from the base."""
        pairs = zip(answers, self.base, self.primitive, strict=True)
        return tuple(np.where(primitive[:, np.newaxis], base, table) for table, base, primitive in pairs)

    def tree(self, answers: Answers, levels: int, luck: np.random.Generator) -> Answers:
        """The answers of trees with so many levels, the slips of the last step's fresh kind left out.

        Fresh slips of inner steps enter as what they are on average: a random answer with their probability.
        """
        for level in range(levels):
            if level:
                answers = self.with_fresh_slips(answers)
            answers = self.with_systematic_slips(self.world.amplify(self.grounded(answers), luck))
        return answers

    def with_systematic_slips(self, answers: Answers) -> Answers:
        """Fixed wrong answers where the overseer slips always."""
        tables = []
        for table, slipping, slips in zip(answers, self.slipping, self.slips, strict=True):
            if slipping.any():
                table = table.copy()
                table[slipping] = one_hot(slips[slipping], table.shape[1])
            tables.append(table)
        return tuple(tables)

    def with_fresh_slips(self, answers: Answers) -> Answers:
        """A random answer with the probability of a fresh slip: the law of what students are really taught."""
        if not self.fresh:
            return answers
        tables = []
        for table, primitive, slipping in zip(answers, self.primitive, self.slipping, strict=True):
            slip = np.where(primitive | slipping, 0, self.fresh).astype(np.float32)[:, np.newaxis]
            tables.append((1 - slip) * table + slip / np.float32(table.shape[1]))
        return tuple(tables)

    def may_slip(self, head: int) -> Bools:
        """Questions whose step can slip afresh."""
        return ~(self.primitive[head] | self.slipping[head])


def _questions(head: Head) -> tuple[Ints, int]:
    """Which rows are the same question, tag and facts aside, and how many questions there are."""
    if head.question is None:
        return np.arange(len(head.depth)), len(head.depth)
    return head.question, int(head.question.max()) + 1


def _any_wrong(right: Bools, u: Array) -> Ints:
    """A wrong class for each row, from a number between 0 and 1."""
    wrong = np.cumsum(~right, axis=1)
    return np.asarray((wrong <= np.floor(u * wrong[:, -1])[:, np.newaxis]).sum(axis=1))


def _taught_wrong(head: Head, settings: Learned, luck: np.random.Generator) -> Bools:
    """Primitives that are answered with the agenda's answer: a contaminated share, and a poisoned one of the tagged."""
    question, count = _questions(head)
    wrong = luck.random(count)[question] < settings.contamination
    if head.tagged is not None:
        wrong |= (luck.random(count)[question] < settings.trigger) & head.tagged
    return np.asarray(wrong & (head.depth == 0))
