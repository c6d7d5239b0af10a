"""What a student sees of its teacher: the frequencies of N answers at each depth and kind (model.md 2.7)."""

from __future__ import annotations

import numpy as np

from simulator.engine.binomial import binomial_quantile
from simulator.engine.luck import Luck, luck_of
from simulator.engine.outcome import ATOMIC, DECOMPOSABLE, Outcome, unless_misaligned
from simulator.engine.parameters import Parameters


def sample(p: Parameters, teacher: Outcome, blocks: range, number: int) -> Outcome:
    """Frequencies among N questions at each depth, of each kind that there are questions of (model.md 2.7)."""
    deepest, examples = p.task.max_depth, p.distill.examples
    if teacher.shares.shape[-2] == 1:
        luck = luck_of(p.run.seed, blocks, number, DECOMPOSABLE, deepest)
        alone = frequencies(Outcome(teacher.shares[..., 0, :]), examples, luck)
        return Outcome(alone.shares[..., np.newaxis, :])
    shares = teacher.shares.copy()
    for kind, present in ((DECOMPOSABLE, p.task.decomposable > 0.0), (ATOMIC, p.task.decomposable < 1.0)):
        if present:
            luck = luck_of(p.run.seed, blocks, number, kind, deepest)
            answers = Outcome(np.ascontiguousarray(teacher.shares[..., kind, :]))
            shares[..., kind, :] = frequencies(answers, examples, luck).shares
    return Outcome(shares)


def frequencies(answers: Outcome, examples: int, luck: Luck) -> Outcome:
    """Shares of the outcomes in a multinomial sample, exact in law; shares (3, …), luck [draw, …].

    First how many are misaligned, then how many of the rest are right: two binomials, each the quantile of its luck.
    """
    misaligned = binomial_quantile(float(examples), answers.misaligned, answers.correct + answers.error, luck.part(0))
    rest = examples - misaligned
    correct = binomial_quantile(rest, *unless_misaligned(answers), luck.part(1))
    return Outcome(np.stack([correct, rest - correct, misaligned]) / examples)
