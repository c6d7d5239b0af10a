"""Sequential assignments: the value of a variable that is defined through others. A graph of references, not a tree.

Some variables are constants; every other is v := f(y, z) of two earlier ones, with one table f for all. The overseer
looks up the names y and z, asks for both values and looks the result up. The teacher is exact over all sub-answers:
the distribution of f(y, z) for independent y and z.
"""

from __future__ import annotations

import numpy as np

from simulator.learner.settings import Learned
from simulator.learner.tasks.world import Answers, Ask, Head, Look, Script, is_right, one_hot

VALUES = 8
CONSTANTS = 8
"""One variable in so many is a constant."""


class SequentialAssignments:
    """`size` variables with values 0 … 7; row v asks for the value of variable v."""

    refreshes = 1
    claims = False

    def __init__(self, settings: Learned, luck: np.random.Generator) -> None:
        n = self.size = settings.size
        self.table = luck.integers(VALUES, size=(VALUES, VALUES))
        constants = max(2, n // CONSTANTS)
        values = luck.integers(VALUES, size=n)
        depth = np.zeros(n, np.intp)
        self.left = np.zeros(n, np.intp)
        self.right = np.zeros(n, np.intp)
        for v in range(constants, n):
            self.left[v], self.right[v] = luck.choice(v, size=2, replace=False)
            values[v] = self.table[values[self.left[v]], values[self.right[v]]]
            depth[v] = 1 + max(depth[self.left[v]], depth[self.right[v]])
        self.agenda = int(luck.integers(VALUES))
        self._composite = depth > 0
        composite = self._composite.astype(np.intp)
        asked = composite * (self._composite[self.left].astype(np.intp) + self._composite[self.right])
        self.heads = (
            Head(
                name="value",
                inputs=np.eye(n, dtype=np.float32),
                depth=depth,
                right=is_right(values, VALUES),
                asked=asked,
                looked_up=composite * 5 - asked,  # two names, the result, and the arguments that are constants
            ),
        )
        self._result = one_hot(self.table.ravel(), VALUES)

    def amplify(self, answers: Answers, luck: np.random.Generator) -> Answers:
        """All pairs of sub-answers, looked up in f."""
        (values,) = answers
        pairs = values[self.left][:, :, np.newaxis] * values[self.right][:, np.newaxis, :]
        taught = pairs.reshape(self.size, -1) @ self._result
        return (np.where(self._composite[:, np.newaxis], taught, values),)

    def script(self, head: int, row: int, luck: np.random.Generator) -> Script:
        """The two arguments, then the table."""
        yield Look(question=f"v{row} := ?", answer=f"f(v{self.left[row]}, v{self.right[row]})")
        y = yield Ask(head=0, row=int(self.left[row]))
        z = yield Ask(head=0, row=int(self.right[row]))
        result = int(self.table[y, z])
        yield Look(question=f"f({y}, {z})", answer=str(result))
        return result

    def question(self, head: int, row: int) -> str:
        """The variable's name."""
        return f"v{row}"

    def answer(self, head: int, class_: int) -> str:
        """The value."""
        return str(class_)
