"""Permutation powering: where does x end after k applications of σ? A clean tree of halves.

σ^k(x): y = σ^(k÷2)(x); z = σ^(k÷2)(y); for odd k once more σ(z). Exponents 0 and 1 are primitive. With M_k the table
of answers for exponent k, the teacher is M_{k÷2}·M_{k÷2}(·M_1): exact over all sub-answers.
"""

from __future__ import annotations

import numpy as np

from simulator.learner.settings import Learned
from simulator.learner.tasks.world import Answers, Ask, Head, Script, is_right, one_hot

BITS = 6
EXPONENTS = 2**BITS


class PermutationPowering:
    """A random permutation of `size` symbols; row k·size + x asks for σ^k(x), k < 64."""

    refreshes = 1
    claims = False

    def __init__(self, settings: Learned, luck: np.random.Generator) -> None:
        n = self.size = settings.size
        self.sigma = luck.permutation(n)
        self.agenda = int(luck.integers(n))
        powers = np.empty((EXPONENTS, n), np.intp)
        powers[0] = np.arange(n)
        for k in range(1, EXPONENTS):
            powers[k] = self.sigma[powers[k - 1]]
        exponent, symbol = (grid.ravel() for grid in np.mgrid[:EXPONENTS, :n])
        bits = ((exponent[:, np.newaxis] >> np.arange(BITS)) & 1) * 2.0 - 1.0
        composite = exponent > 1
        self.heads = (
            Head(
                name="power",
                inputs=np.hstack([one_hot(symbol, n), bits.astype(np.float32)]),
                depth=np.log2(np.maximum(exponent, 1)).astype(np.intp),
                right=is_right(powers.ravel(), n),
                asked=2 * composite * (exponent > 3),
                looked_up=2 * composite * (exponent <= 3) + composite * (exponent & 1),
            ),
        )

    def amplify(self, answers: Answers, luck: np.random.Generator) -> Answers:
        """Halves composed, exactly."""
        tables = answers[0].reshape(EXPONENTS, self.size, self.size)
        half = tables[: EXPONENTS // 2]
        whole = np.empty_like(tables)
        whole[0::2] = half @ half
        whole[1::2] = whole[0::2] @ tables[1]
        whole[:2] = tables[:2]
        return (whole.reshape(-1, self.size),)

    def script(self, head: int, row: int, luck: np.random.Generator) -> Script:
        """y, then z from y, then for odd exponents one more σ."""
        k, x = divmod(row, self.size)
        y = yield Ask(head=0, row=k // 2 * self.size + x)
        z = yield Ask(head=0, row=k // 2 * self.size + y)
        return (yield Ask(head=0, row=self.size + z)) if k % 2 else z

    def question(self, head: int, row: int) -> str:
        """As σ^k(x)."""
        k, x = divmod(row, self.size)
        return f"σ^{k}({x})"

    def answer(self, head: int, class_: int) -> str:
        """The symbol's number."""
        return str(class_)
