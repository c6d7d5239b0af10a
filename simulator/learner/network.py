"""The student's network: two ReLU layers, softmax, Adam, trained by cross-entropy against distributions (model.md 3).

All parameters lie in one flat array, so that Adam is a dozen passes over it; every product goes into a buffer that
was made once. A step costs less than twice its matrix products (tests/benchmarks/bench_learner.py).
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]

BATCH = 256
LARGEST = np.float32(80)
"""Logits are held between −80 and 80, where exp neither overflows nor vanishes: cheaper than a maximum of each row."""

SETTLING = 0.25
"""Share of a lesson over which the step size falls to 0: students average the overseer's slips, instead of following
the last ones. 20 % fresh slips, permutation powering, 8 rounds, 5 seeds: .989 of all answers right instead of .984."""
TOLD = 25
"""Steps after which whoever trains says how far it is: a few milliseconds, so that a stop is prompt."""
MEASURED = 16
"""Steps at the end of a lesson whose mean loss is reported."""
RATE, MEMORY, SQUARES, EPSILON = 3e-3, 0.9, 0.999, 1e-8


class Adam:
    """Adam (Kingma and Ba 2015) on one flat array, with buffers of its own."""

    def __init__(self, size: int, rate: float = RATE) -> None:
        self.rate = rate
        self.time = 0
        self._mean, self._square, self._move = (np.zeros(size, np.float32) for _ in range(3))

    def step(self, parameters: Floats, gradient: Floats) -> None:
        """Move the parameters in place; the gradient is used up."""
        self.time += 1
        mean, square, move = self._mean, self._square, self._move
        np.subtract(gradient, mean, out=move)
        move *= np.float32(1 - MEMORY)
        mean += move
        gradient *= gradient
        gradient -= square
        gradient *= np.float32(1 - SQUARES)
        square += gradient
        unbias = np.sqrt(1 - SQUARES**self.time)
        np.sqrt(square, out=move)
        move += np.float32(EPSILON * unbias)
        np.divide(mean, move, out=move)
        move *= np.float32(self.rate * unbias / (1 - MEMORY**self.time))
        parameters -= move


class Network:
    """Inputs → width → width → answers. Parameters are drawn after He et al. 2015, biases start at 0."""

    def __init__(self, inputs: int, width: int, answers: int, luck: np.random.Generator) -> None:
        sizes = (inputs, width, width, answers)
        self._shapes = [shape for a, b in pairwise(sizes) for shape in ((a, b), (b,))]
        total = sum(int(np.prod(shape)) for shape in self._shapes)
        self.parameters = np.zeros(total, np.float32)
        self._gradient = np.zeros(total, np.float32)
        self._adam = Adam(total)
        self._w1, self._b1, self._w2, self._b2, self._w3, self._b3 = self._views(self.parameters)
        self._g1, self._c1, self._g2, self._c2, self._g3, self._c3 = self._views(self._gradient)
        for weights in (self._w1, self._w2, self._w3):
            weights[:] = luck.standard_normal(weights.shape, np.float32) * np.float32((2 / len(weights)) ** 0.5)
        self._first, self._second, self._back = (np.empty((BATCH, width), np.float32) for _ in range(3))
        self._before = np.empty((BATCH, width), np.float32)
        self._out = np.empty((BATCH, answers), np.float32)
        self._totals = np.empty((BATCH, 1), np.float32)
        self._ones = np.ones(BATCH, np.float32)
        self._column = np.ones((answers, 1), np.float32)

    def _views(self, flat: Floats) -> Iterator[Floats]:
        at = 0
        for shape in self._shapes:
            size = int(np.prod(shape))
            yield flat[at : at + size].reshape(shape)
            at += size

    def probabilities(self, inputs: Floats) -> Floats:
        """The distribution over answers for each row of the inputs."""
        hidden = np.maximum(inputs @ self._w1 + self._b1, 0)
        hidden = np.maximum(hidden @ self._w2 + self._b2, 0)
        out: Floats = hidden @ self._w3 + self._b3
        out -= out.max(axis=1, keepdims=True)
        np.exp(out, out=out)
        out /= out.sum(axis=1, keepdims=True)
        return out

    def settle(self, share: float) -> None:
        """Set the step size after this share of a lesson: it falls to 0 over the last `SETTLING` of it."""
        self._adam.rate = RATE * min(1.0, (1 - share) / SETTLING)

    def step(self, inputs: Floats, targets: Floats, *, measure: bool = False) -> float:
        """One step of Adam on a batch of BATCH rows; returns the mean cross-entropy if it is to be measured, else 0."""
        first, second, back, before, out = self._first, self._second, self._back, self._before, self._out
        np.matmul(inputs, self._w1, out=first)
        first += self._b1
        np.maximum(first, 0, out=first)
        np.matmul(first, self._w2, out=second)
        second += self._b2
        np.maximum(second, 0, out=second)
        np.matmul(second, self._w3, out=out)
        out += self._b3
        np.clip(out, -LARGEST, LARGEST, out=out)
        likely = float(np.vdot(targets, out)) if measure else 0.0
        np.exp(out, out=out)
        np.matmul(out, self._column, out=self._totals)
        out /= self._totals
        loss = (float(np.log(self._totals).sum()) - likely) / BATCH if measure else 0.0
        out -= targets
        out *= np.float32(1 / BATCH)
        np.matmul(second.T, out, out=self._g3)
        np.matmul(self._ones, out, out=self._c3)
        np.matmul(out, self._w3.T, out=back)
        np.greater(second, 0, out=second, casting="unsafe")
        back *= second
        np.matmul(first.T, back, out=self._g2)
        np.matmul(self._ones, back, out=self._c2)
        np.matmul(back, self._w2.T, out=before)
        np.greater(first, 0, out=first, casting="unsafe")
        before *= first
        np.matmul(inputs.T, before, out=self._g1)
        np.matmul(self._ones, before, out=self._c1)
        self._adam.step(self.parameters, self._gradient)
        return loss
