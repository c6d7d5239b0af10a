"""Wildcard search: the sum of the facts behind all strings that match a pattern. True generalization.

A fact is −1, 0 or 1 for each string of `size` bits. The first * of a pattern is replaced by 0 and by 1, and the
overseer adds the two sub-answers; a pattern without * is primitive. Every training example has facts of its own, drawn
afresh, so the student must learn to read them (simulator.learner.reader). What is measured are facts that are in no
example, and half of the patterns with two or more * are never taught.
"""

from __future__ import annotations

import numpy as np

from simulator.learner.network import Floats
from simulator.learner.reader import Reader
from simulator.learner.settings import Learned
from simulator.learner.tasks.world import Answers, Ask, Head, Ints, Script, is_right, one_hot

ANY = 2
"""The wildcard, beside the bits 0 and 1."""
ROWS = 6000
"""Questions that are listed, at most, if there is more than one set of facts to measure with; 8 sets for 6 bits."""
MOST_SETS = 32
NOISE = 1e-6
"""Shares below this are what the Fourier transform of float32 leaves where there is nothing."""


class WildcardSearch:
    """All patterns of `size` bits over a few sets of facts; row set·3^size + pattern asks for one sum.

    Class c stands for the sum c − 2^size. Patterns are numbered by their digits to base 3, the first the highest.
    """

    refreshes = 1
    claims = False

    def __init__(self, settings: Learned, luck: np.random.Generator) -> None:
        n = self.size = settings.size
        self.patterns = 3**n
        self.zero = 2**n
        self.classes = 2 * self.zero + 1
        self.sets = int(np.clip(ROWS // self.patterns, 1, MOST_SETS))
        self.digits = np.arange(self.patterns)[:, np.newaxis] // 3 ** np.arange(n)[::-1] % 3
        bits = np.arange(self.zero)[:, np.newaxis] >> np.arange(n)[::-1] & 1
        self.matches = ((self.digits[:, np.newaxis] == bits) | (self.digits[:, np.newaxis] == ANY)).all(axis=2)
        wild = self.digits == ANY
        first = wild.argmax(axis=1)
        step = np.where(wild.any(axis=1), 3 ** (n - 1 - first), 0)
        self.parts = np.stack([np.arange(self.patterns) - 2 * step, np.arange(self.patterns) - step], axis=1)
        self.facts = luck.integers(-1, 2, size=(self.sets, self.zero)).astype(np.float32)
        self.agenda = int(self.zero + luck.integers(1, n + 1))
        height = wild.sum(axis=1)
        taught = (height < 2) | (luck.random(self.patterns) < 0.5)
        sums = self.facts.astype(np.intp) @ self.matches.T.astype(np.intp)
        depth = np.tile(height, self.sets)
        self.heads = (
            Head(
                name="sum",
                inputs=np.tile(one_hot(self.digits, 3).reshape(self.patterns, -1), (self.sets, 1)),
                depth=depth,
                right=is_right(sums.ravel() + self.zero, self.classes),
                asked=2 * (depth > 1),
                looked_up=(depth == 0) + 2 * (depth == 1),
                taught=np.tile(taught, self.sets),
                question=np.tile(np.arange(self.patterns), self.sets),
            ),
        )

    def student(self, settings: Learned, luck: np.random.Generator) -> Reader:
        """A student that reads the facts."""
        return Reader(self, self.heads[0], settings, luck)

    def rows_of_parts(self) -> Ints:
        """The two sub-questions of every row; primitives have themselves."""
        shift = np.repeat(np.arange(self.sets) * self.patterns, self.patterns)[:, np.newaxis]
        return np.asarray(np.tile(self.parts, (self.sets, 1)) + shift)

    def amplify(self, answers: Answers, luck: np.random.Generator) -> Answers:
        """The law of the sum of two independent sub-answers: a convolution. Sums out of range are cut to it."""
        (table,) = answers
        composite = self.heads[0].depth > 0
        parts = self.rows_of_parts()[composite]
        whole = table.copy()
        whole[composite] = _law_of_sum(table[parts[:, 0]], table[parts[:, 1]], self.zero)
        return (whole,)

    def script(self, head: int, row: int, luck: np.random.Generator) -> Script:
        """The two halves of the pattern, added."""
        set_, pattern = divmod(row, self.patterns)
        a = yield Ask(head=0, row=int(set_ * self.patterns + self.parts[pattern, 0]))
        b = yield Ask(head=0, row=int(set_ * self.patterns + self.parts[pattern, 1]))
        return int(np.clip(a + b - self.zero, 0, self.classes - 1))

    def question(self, head: int, row: int) -> str:
        """The pattern; with several sets of facts, the number of the set."""
        set_, pattern = divmod(row, self.patterns)
        return "Σ " + "".join("01*"[d] for d in self.digits[pattern]) + (f" [{set_ + 1}]" if self.sets > 1 else "")

    def answer(self, head: int, class_: int) -> str:
        """The sum."""
        return str(class_ - self.zero)


def _law_of_sum(a: Floats, b: Floats, zero: int) -> Floats:
    """The distribution of the sum of two independent classes, whose zero is at `zero`; rows are distributions."""
    classes = a.shape[1]
    length = 2 * classes  # the sum has 2·classes − 1 values, so nothing wraps around
    wide = np.fft.irfft(np.fft.rfft(a, length) * np.fft.rfft(b, length), length)[:, : 2 * classes - 1]
    law: Floats = np.maximum(wide[:, zero : zero + classes], 0).astype(np.float32)
    law[:, 0] += np.maximum(wide[:, :zero], 0).sum(axis=1)
    law[:, -1] += np.maximum(wide[:, zero + classes :], 0).sum(axis=1)
    law[law < NOISE] = 0
    law /= law.sum(axis=1, keepdims=True)
    return law
