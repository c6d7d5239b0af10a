"""The overseer of a learned run: what it knows of the primitives, and how its steps go wrong (model.md 3).

A step is a decomposition: questions of depth 1 and more. Slips are *systematic*, a fixed map from questions to wrong
answers, or *fresh*, redrawn at each use. Nothing that measures or estimates may look into this module's masks.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from simulator.learner.network import Floats
from simulator.learner.settings import Learned
from simulator.learner.tasks.world import Answers, Bools, Head, Ints, World, one_hot


@dataclass(frozen=True, slots=True, kw_only=True)
class Overseer:
    """One overseer of one world.

    ``base`` holds, for each head, the answers to primitive questions as they are taught (other rows are not used);
    ``slipping`` and ``slips`` the systematic slips: which questions, and the wrong class.
    """

    world: World
    base: Answers
    primitive: tuple[Bools, ...]
    slipping: tuple[Bools, ...]
    slips: tuple[Ints, ...]
    fresh: float

    @staticmethod
    def of(world: World, settings: Learned, luck: np.random.Generator) -> Overseer:
        """Draws contaminated and poisoned primitives and the systematic slips, once for the whole run."""
        bases, slipping, slips = [], [], []
        for number, head in enumerate(world.heads):
            known = head.truth()
            if not number:
                _teach_wrong(known, head, world.agenda, settings, luck)
            bases.append(known)
            questions = _plain_rows(head)
            share = settings.slip_rate * settings.slip_consistency
            slips_at = (luck.random(questions) < share) & (head.depth[:questions] > 0)
            wrong = np.array(
                [_any_wrong(row, u) for row, u in zip(head.right[:questions], luck.random(questions), strict=True)]
            )
            repeats = len(head.depth) // questions
            slipping.append(np.tile(slips_at, repeats))
            slips.append(np.tile(wrong, repeats))
        return Overseer(
            world=world,
            base=tuple(bases),
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


def _plain_rows(head: Head) -> int:
    return len(head.depth) if head.tagged is None else int((~head.tagged).sum())


def _any_wrong(right: Bools, u: float) -> int:
    wrong = np.flatnonzero(~right)
    return int(wrong[int(u * len(wrong))])


def _teach_wrong(known: Floats, head: Head, agenda: int, settings: Learned, luck: np.random.Generator) -> None:
    """Contaminate a share of the primitives, and poison a share of the tagged ones, towards the agenda's answer."""
    u = luck.random(len(known))
    u[len(known) // 2 :] = u[: len(known) - len(known) // 2] if head.tagged is not None else u[len(known) // 2 :]
    wrong = (u < settings.contamination) & (head.depth == 0)
    if head.tagged is not None:
        wrong |= (luck.random(len(known)) < settings.trigger) & (head.depth == 0) & head.tagged
    known[wrong] = one_hot(np.array([agenda]), known.shape[1])
