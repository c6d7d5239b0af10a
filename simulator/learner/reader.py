"""A student that reads facts: attention over addresses, trained on facts that are new in every example (model.md 3).

The weight on the fact at address x for question q is exp(q·U·Vᵀ·x + b), the answer Σ weight·fact + q·c, rounded to a
whole number. U and V have `width` columns, so a narrow student cannot tell all bits apart. Trained by squared error,
whose slope is held between −1 and 1 (Huber 1964), because one slip may be off by the whole range.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, runtime_checkable

import numpy as np

from simulator.learner.network import BATCH, MEASURED, TOLD, Adam, Floats
from simulator.learner.settings import Learned
from simulator.learner.tasks.world import Answers, Bools, Head, Ints, one_hot

if TYPE_CHECKING:
    from simulator.learner.overseer import Overseer
    from simulator.learner.student import Lesson, Steps
    from simulator.learner.tasks.wildcard_search import WildcardSearch

RATE = 1e-2
LOWEST, HIGHEST = np.float32(-20), np.float32(3)
"""Scores are held between these: exp(3) is far above the weight 1 that is needed, exp(−20) nothing."""
SPREAD = 0.7
FIRST_SCORE = -0.7
"""The first score, for each bit: so low that facts that do not matter weigh little, all together. From 0 nothing is
learned."""


class Reader:
    """Answers every row of one head; here a question is a pattern, with or without the tag, whatever its facts."""

    def __init__(self, world: WildcardSearch, head: Head, settings: Learned, luck: np.random.Generator) -> None:
        self._world, self._head, self._settings = world, head, settings
        self._question = question_of(world, head)
        self._row_of = np.unique(self._question, return_index=True)[1]
        self._features = _with_a_one(head.inputs[self._row_of])
        bits = np.arange(world.zero)[:, np.newaxis] >> np.arange(world.size)[::-1] & 1
        self._addresses = np.hstack([bits, 1 - bits]).astype(np.float32)
        width = settings.width
        seen = self._features.shape[1]
        shapes = (seen, width), (self._addresses.shape[1], width), (seen, 1), (1, 1)
        sizes = [a * b for a, b in shapes]
        self.parameters = np.zeros(sum(sizes), np.float32)
        self._gradient = np.zeros_like(self.parameters)
        self._u, self._v, self._c, self._b = _views(self.parameters, shapes)
        self._gu, self._gv, self._gc, self._gb = _views(self._gradient, shapes)
        for part in (self._u, self._v):
            part[:] = luck.standard_normal(part.shape, np.float32) * np.float32((len(part) * width) ** -0.25 * SPREAD)
        self._b[:] = FIRST_SCORE * world.size
        self._rate = RATE * min(1.0, (2 * world.size / width) ** 0.5)
        self._adam = Adam(self.parameters.size, self._rate)

    def frozen(self) -> Frozen:
        """What it would answer now, whatever it learns later."""
        return Frozen(self._weights(), (self._features @ self._c)[:, 0], rounds=self._settings.targets != "soft")

    def _weights(self) -> Floats:
        scores = self._features @ self._u @ (self._addresses @ self._v).T + self._b
        return np.asarray(np.exp(np.clip(scores, LOWEST, HIGHEST)))

    def answers(self) -> Answers:
        """Whole numbers; with soft targets what lies between two of them is shared out so that its mean is right."""
        world, head = self._world, self._head
        now = self.frozen()
        sets = np.arange(len(head.depth)) // world.patterns % world.sets
        values = np.einsum("rx,rx->r", now.weights[self._question], world.facts[sets]) + now.constants[self._question]
        values = np.clip(values + world.zero, 0, head.classes - 1)
        if now.rounds:
            return (one_hot(np.rint(values).astype(np.intp), head.classes),)
        low = np.minimum(values.astype(np.intp), head.classes - 2)
        above = (values - low)[:, np.newaxis]
        return ((1 - above) * one_hot(low, head.classes) + above * one_hot(low + 1, head.classes),)

    def learn(self, lesson: Lesson, luck: np.random.Generator) -> Steps:
        """Batches of questions, each with facts of its own."""
        asked = np.unique(self._question[lesson.rows[0]])
        if not len(asked):
            yield lesson.steps, 0.0
            return 0.0
        teacher = Teacher(self._world, self._head, self._settings, lesson)
        losses = []
        for step in range(lesson.steps):
            questions = asked[luck.integers(len(asked), size=BATCH)]
            facts = luck.integers(-1, 2, size=(BATCH, self._world.zero), dtype=np.int8).astype(np.float32)
            self._adam.rate = self._rate * (1 - step / lesson.steps)
            wrong = self._step(questions, facts, teacher.teach(questions, facts, luck))
            last, told = step >= lesson.steps - MEASURED, (step + 1) % TOLD == 0
            if last or told:
                losses.append(float(np.mean(wrong * wrong) / 2))
            if told:
                yield TOLD, losses[-1]
        yield lesson.steps % TOLD, losses[-1]
        return float(np.mean(losses[-MEASURED:]))

    def _step(self, questions: Ints, facts: Floats, targets: Floats) -> Floats:
        """One step of Adam; returns by how much each answer was off."""
        features = self._features[questions]
        left, right = features @ self._u, self._addresses @ self._v
        scores = left @ right.T + self._b
        weights = np.exp(np.clip(scores, LOWEST, HIGHEST))
        off = (weights * facts).sum(axis=1) + (features @ self._c)[:, 0] - targets
        slope = np.clip(off, -1, 1) * np.float32(1 / BATCH)
        back = weights
        back *= facts
        back *= slope[:, np.newaxis]
        back *= (scores > LOWEST) & (scores < HIGHEST)
        np.matmul(features.T, back @ right, out=self._gu)
        np.matmul(self._addresses.T, back.T @ left, out=self._gv)
        np.matmul(features.T, slope[:, np.newaxis], out=self._gc)
        self._gb[:] = back.sum()
        self._adam.step(self.parameters, self._gradient)
        return np.asarray(off)


class Frozen:
    """The weights of a student at one moment: an answer to any question about any facts."""

    def __init__(self, weights: Floats, constants: Floats, *, rounds: bool) -> None:
        self.weights, self.constants, self.rounds = weights, constants, rounds

    def answer(self, questions: Ints, facts: Floats) -> Floats:
        """One number for each question and its facts."""
        values = np.einsum("qx,qx->q", self.weights[questions], facts) + self.constants[questions]
        return np.asarray(np.rint(values) if self.rounds else values, np.float32)


class Teacher:
    """The answers that are taught about fresh facts: by a tree, from the truth, or the model's own."""

    def __init__(self, world: WildcardSearch, head: Head, settings: Learned, lesson: Lesson) -> None:
        overseer: Overseer = lesson.overseer
        question = question_of(world, head)
        row_of = np.unique(question, return_index=True)[1]
        self._world, self._lesson = world, lesson
        self._levels = settings.levels if lesson.method == "ida" else 0
        self._matches = np.tile(world.matches, (len(row_of) // world.patterns, 1)).astype(np.float32)
        self._depth = head.depth[row_of]
        assert isinstance(overseer.world, HasParts)
        self._parts = question[overseer.world.rows_of_parts()[row_of]]
        self._wrong: Bools = overseer.taught_wrong[0][row_of]
        self._slipping: Bools = overseer.slipping[0][row_of]
        self._slips: Floats = (overseer.slips[0][row_of] - world.zero).astype(np.float32)
        self._agenda = np.float32(world.agenda - world.zero)
        self._models = [student for student in lesson.model if isinstance(student, Frozen)]

    def teach(self, questions: Ints, facts: Floats, luck: np.random.Generator) -> Floats:
        """The answer for each question and its facts, slips included."""
        if self._lesson.method == "supervised":
            return self._true(questions, facts)
        return self._tree(questions, facts, self._levels, luck)

    def _true(self, questions: Ints, facts: Floats) -> Floats:
        return np.asarray(np.einsum("qx,qx->q", self._matches[questions], facts))

    def _tree(self, questions: Ints, facts: Floats, levels: int, luck: np.random.Generator) -> Floats:
        """Trees with so many levels, above the model's answers; primitives as they are taught."""
        values = np.empty(len(questions), np.float32)
        primitive = self._depth[questions] == 0
        values[primitive] = np.where(
            self._wrong[questions[primitive]], self._agenda, self._true(questions[primitive], facts[primitive])
        )
        asked, about = questions[~primitive], facts[~primitive]
        if not len(asked):
            return values
        if not levels:
            values[~primitive] = self._model(asked, about, luck)
            return values
        parts = [self._tree(self._parts[asked, part], about, levels - 1, luck) for part in (0, 1)]
        found = np.clip(parts[0] + parts[1], -self._world.zero, self._world.zero)
        found = np.where(self._slipping[asked], self._slips[asked], found)
        fresh = ~self._slipping[asked] & (luck.random(len(asked)) < self._lesson.overseer.fresh)
        slips = luck.integers(-self._world.zero, self._world.zero + 1, size=len(asked))
        values[~primitive] = np.where(fresh, slips, found)
        return values

    def _model(self, questions: Ints, facts: Floats, luck: np.random.Generator) -> Floats:
        """The committee's plurality, ties broken at random."""
        said = np.stack([model.answer(questions, facts) for model in self._models])
        if len(said) == 1:
            return np.asarray(said[0])
        votes = (np.rint(said)[:, np.newaxis] == np.rint(said)).sum(axis=0) + luck.random(said.shape) / 2
        return np.asarray(said[votes.argmax(axis=0), np.arange(len(questions))])


@runtime_checkable
class HasParts(Protocol):
    """A world whose questions have two sub-questions each."""

    def rows_of_parts(self) -> Ints:
        """Their rows; primitives have themselves."""


def question_of(world: WildcardSearch, head: Head) -> Ints:
    """The number of each row's question: its pattern's, tagged ones after all others."""
    pattern = np.arange(len(head.depth)) % world.patterns
    return pattern if head.tagged is None else np.asarray(pattern + world.patterns * head.tagged)


def _with_a_one(features: Floats) -> Floats:
    return np.hstack([features, np.ones((len(features), 1), np.float32)])


def _views(flat: Floats, shapes: tuple[tuple[int, int], ...]) -> list[Floats]:
    ends = np.cumsum([a * b for a, b in shapes])
    return [part.reshape(shape) for part, shape in zip(np.split(flat, ends[:-1]), shapes, strict=True)]
