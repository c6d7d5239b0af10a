"""What every task of the learned model offers: questions by depth, their decomposition, their truth (model.md 3).

A *task* is a kind of problem; a *world* is one instance of it, drawn from a seed. All questions of a world are listed
in heads: a head is a kind of question with its own network (distances and first steps are two heads of one world).
Answers to a head are a table of distributions, (questions, classes), with one row for each question.
"""

from __future__ import annotations

from collections.abc import Generator, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from simulator.learner.network import Floats

Ints = NDArray[np.intp]
Bools = NDArray[np.bool_]
Answers = tuple[Floats, ...]
"""One table (questions, classes) for each head; the rows sum to 1."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """All questions of one kind, in rows.

    ``inputs`` is what the network sees (questions, features); ``depth`` the height of each question, 0 for primitives;
    ``right`` which classes are true answers (questions, classes); ``asked`` and ``looked_up`` how many sub-questions
    one decomposition puts to the model and to the world; ``flattering`` which wrong answers claim too much.
    """

    name: str
    inputs: Floats
    depth: Ints
    right: Bools
    asked: Ints
    looked_up: Ints
    flattering: Bools | None = None
    taught: Bools | None = None
    """Questions that may be trained on; None for all."""
    tagged: Bools | None = None
    """Questions that carry the irrelevant tag; None where there is no tag."""
    question: Ints | None = None
    """A number for each row, the same for rows that are one question with and without the tag, or about other facts;
    None where every row is a question of its own."""

    @property
    def classes(self) -> int:
        """How many answers there are to choose from."""
        return int(self.right.shape[1])

    def truth(self) -> Floats:
        """The right answers as distributions; several right answers share the row evenly."""
        table = self.right.astype(np.float32)
        table /= table.sum(axis=1, keepdims=True)
        return table


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """A sub-question to the model: a head and a row of it. The script that yields it is sent the class answered.

    With ``best`` that is the model's best answer, otherwise one drawn from its distribution.
    """

    head: int
    row: int
    best: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """A question that the world answers itself, such as whether there is an edge; `checked`: a claim was verified."""

    question: str
    answer: str
    caught: bool = False


Script = Generator[Ask | Look, int, int]
"""One step of the overseer as it happens: yields sub-questions, is sent the answers, returns the class it answers."""


class World(Protocol):
    """One instance of a task. Immutable once made."""

    @property
    def heads(self) -> Sequence[Head]:
        """The kinds of questions; accuracy by depth is measured on the first."""

    @property
    def agenda(self) -> int:
        """The class, of the first head, that a contaminated or poisoned primitive is answered with."""

    @property
    def refreshes(self) -> int:
        """How often in a round the teacher is asked anew: 1 where its answers are exact, more where it samples."""

    @property
    def claims(self) -> bool:
        """Whether the model makes claims that the overseer can check."""

    def amplify(self, answers: Answers, luck: np.random.Generator) -> Answers:
        """One level of tree: the overseer's answers to every question, from these answers to the sub-questions.

        Exact over all sub-answers where the task allows it; what the model proposes is drawn. Rows of primitive
        questions come back as they are.
        """

    def script(self, head: int, row: int, luck: np.random.Generator) -> Script:
        """The same for a single question, step by step. `amplify` is its law."""

    def question(self, head: int, row: int) -> str:
        """The question in words or symbols."""

    def answer(self, head: int, class_: int) -> str:
        """The answer in words or symbols."""


def one_hot(classes: NDArray[np.integer], count: int) -> Floats:
    """Rows with a single 1."""
    rows: Floats = np.eye(count, dtype=np.float32)[classes]
    return rows


def is_right(classes: NDArray[np.integer], count: int) -> Bools:
    """The `right` of a head where each question has one true class."""
    return one_hot(classes, count).astype(bool)


def drawn(table: Floats, luck: np.random.Generator) -> Ints:
    """One class from each row's distribution."""
    totals = np.cumsum(table, axis=-1)
    u = luck.random(table.shape[:-1], np.float32)[..., np.newaxis] * totals[..., -1:]
    chosen: Ints = np.minimum((totals <= u).sum(axis=-1), table.shape[-1] - 1)
    return chosen
