"""A learned run, round by round: amplify by a real tree, train real students, measure against the world."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np

from simulator.engine import measures as engine_measures
from simulator.engine.iterate import plain
from simulator.engine.outcome import Array
from simulator.learner.luck import Draw, Luck
from simulator.learner.measures import Bill, best, bill, by_depth, difference, outcomes, over_claims
from simulator.learner.network import BATCH
from simulator.learner.overseer import Overseer
from simulator.learner.settings import Learned
from simulator.learner.student import Lesson, Method, Student, committee, first_students
from simulator.learner.targets import entropy, restored
from simulator.learner.tasks import world_of
from simulator.learner.tasks.world import Answers, Ints, World


@dataclass(frozen=True, slots=True, kw_only=True)
class Round:
    """What one round measured. Arrays run over depths 0 … D of the world's main questions, unless said otherwise.

    Round 0 is the first training, on primitives alone. ``correct``, ``error``, ``misaligned`` are shares of the
    student's best answers; ``probability`` is what it gives to right answers on average. ``teacher_*`` are shares of
    the answers that were really taught, slips included. ``gap`` is the share of answers in which teacher and student
    differ, ``entropy`` that of the targets in nats. Counters are for this round; ``loss`` is its last.
    """

    round: int
    correct: Array
    error: Array
    misaligned: Array
    probability: Array
    horizon: float
    capability: float
    misalignment: float
    accuracy: float
    """Share of right answers over all main questions, not depth by depth."""
    loss: float
    truth_labels: float
    overseer_steps: float
    model_calls: float
    reach: int
    """The largest depth that was taught so far. Deeper questions are guessed at, so their wrong answers count as
    honest errors, however alike two networks guess."""
    alike: Array
    """Share of the same wrong answer from two independent lineages, at whatever depth."""
    by_head: dict[str, Array]
    """Correct by depth for every kind of question."""
    teacher_correct: Array | None = None
    teacher_error: Array | None = None
    teacher_misaligned: Array | None = None
    gap: Array | None = None
    entropy: Array | None = None
    untaught_correct: Array | None = None
    """Correct by depth among questions that are in no training example; nan at depths where all are taught."""
    tagged_correct: Array | None = None
    attack_success: Array | None = None
    """Tagged questions answered with the agenda's answer where it is wrong."""
    answers: Answers
    """The students' distributions for every question, one table for each head."""
    others: Answers | None
    """The same of the independent lineage that tells coherent from incoherent errors."""
    each: tuple[tuple[Ints, ...], ...]
    """The best answers of every different student of a committee, as classes; empty for one student."""
    targets: Answers | None = None
    """What was taught, before fresh slips: the soft targets that the student imitates."""
    taught: Answers | None = None
    """The law of the answers that were really taught, fresh slips included."""
    over_claims: dict[str, float]
    """For each kind of question in which an answer can claim too much: the share of such answers among questions that
    are not primitive. In *shortest path* distances below the truth, and first steps along edges that are not there."""

    def without_tables(self) -> Round:
        """The figures alone, which take little room."""
        return replace(self, answers=(), others=None, each=(), targets=None, taught=None)

    def to_json(self) -> dict[str, Any]:
        """The figures as plain numbers and lists; tables of single questions are left out."""
        shown: dict[str, Any] = {}
        for name in self.__slots__:
            value = getattr(self, name)
            if name in _TABLES or value is None:
                continue
            if isinstance(value, dict):
                value = {key: plain(array) for key, array in value.items()}
            shown[name] = plain(value) if isinstance(value, np.ndarray) else value
        return shown


_TABLES = ("answers", "others", "each", "targets", "taught")


@dataclass(frozen=True, slots=True, kw_only=True)
class Training:
    """How far a run is, from within the training of one round: `done` of `steps` gradient steps of the whole run.

    ``loss`` is the cross-entropy of the last batch, squared error in *wildcard search*; ``witness`` whether it is the
    second lineage that is being trained.
    """

    round: int
    done: int
    steps: int
    loss: float
    witness: bool


class Setting:
    """World and overseer of one run, as its seed draws them: the same for every method and every lineage."""

    def __init__(self, settings: Learned, seed: int, number: int = 0) -> None:
        self.settings = settings
        self.luck = Luck(seed=seed, number=number)

    @cached_property
    def world(self) -> World:
        """The world that is learned about, and that judges."""
        return world_of(self.settings, self.luck.of(Draw.WORLD))

    @cached_property
    def overseer(self) -> Overseer:
        """The overseer with its fixed slips."""
        return Overseer.of(self.world, self.settings, self.luck.of(Draw.OVERSEER))

    @property
    def agenda(self) -> int | None:
        """The class towards which some primitives are taught wrong; None where none are."""
        return self.world.agenda if self.settings.contamination or self.settings.trigger else None


class Lineage:
    """A committee of students and all that it learned; two lineages share world and overseer, and nothing else."""

    def __init__(self, setting: Setting, number: int, method: Method) -> None:
        self.setting, self.number, self.method = setting, number, method
        p = setting.settings
        self._minds = 1 if p.same_start else p.students
        lucks = [setting.luck.of(Draw.WEIGHTS, number, student) for student in range(self._minds)]
        self._different = first_students(setting.world, p, lucks)
        self.targets: Answers | None = None
        self.taught: Answers | None = None
        self.loss = 0.0
        self.reach = 0
        self.bill = Bill()
        self.answers = self._answer()

    @property
    def students(self) -> tuple[Student, ...]:
        """The committee. Students with the same start and the same data stay identical, so one is trained for all."""
        return self._different * (self.setting.settings.students // self._minds)

    def _answer(self) -> Answers:
        return committee(self.students)

    def each(self) -> tuple[tuple[Ints, ...], ...]:
        """Every different student's best answers."""
        if len(self.students) == 1:
            return ()
        return tuple(tuple(table.argmax(axis=1) for table in student.answers()) for student in self._different)

    def advance(self, round_: int) -> Iterator[tuple[int, float]]:
        """One round: for round 0 the first training, later amplify and distill, or what the method has instead.

        Yields gradient steps and their loss as they are made (see student.Steps); the round is over at the end.
        """
        p, world = self.setting.settings, self.setting.world
        deepest = int(world.heads[0].depth.max())
        reach = self._reach(round_)
        self.reach = deepest if reach is None else min(deepest, reach)
        if self.method == "no_distillation" and round_:
            luck = self.setting.luck.of(Draw.PROPOSALS, self.number, round_, 0)
            tree = self.setting.overseer.tree(self.answers, p.levels, luck)
            self.targets = self.taught = self.answers = self.setting.overseer.with_fresh_slips(tree)
            return
        rows = _rows(world, reach)
        refreshes = world.refreshes if self._teaches(round_) else 1
        for refresh in range(refreshes):
            steps = p.steps * (refresh + 1) // refreshes - p.steps * refresh // refreshes
            luck = self.setting.luck.of(Draw.PROPOSALS, self.number, round_, refresh)
            lesson = self._lesson(round_, rows, steps, luck)
            self.targets = lesson.targets
            self.taught = self.setting.overseer.with_fresh_slips(lesson.targets) if lesson.slips else lesson.targets
            losses = []
            for number, student in enumerate(self._different):
                order = self.setting.luck.of(Draw.ORDER, self.number, number, round_, refresh)
                losses.append((yield from student.learn(lesson, order)))
            self.loss = float(np.mean(losses))
            self.answers = self._answer()
        self.bill = self._bill(rows, round_)

    def _teaches(self, round_: int) -> bool:
        return self.method == "ida" and round_ > 0

    def _reach(self, round_: int) -> int | None:
        """The largest depth that is trained on; None for all."""
        if not round_ or self.method == "primitives_only":
            return 0
        p = self.setting.settings
        return (
            round_ * p.levels
            if (p.curriculum or self.method == "no_distillation") and self.method != "supervised"
            else None
        )

    def _lesson(self, round_: int, rows: tuple[Ints, ...], steps: int, luck: np.random.Generator) -> Lesson:
        p, overseer = self.setting.settings, self.setting.overseer
        if self._teaches(round_):
            taught = overseer.with_systematic_slips(
                restored(overseer.tree(self.answers, p.levels, luck), p.targets, p.temperature)
            )
        elif self.method == "supervised" and round_:
            taught = tuple(head.truth() for head in self.setting.world.heads)
        else:
            taught = overseer.grounded(restored(self.answers, p.targets, p.temperature))
        return Lesson(
            method=self.method if round_ else "primitives_only",
            targets=taught,
            rows=rows,
            overseer=overseer,
            slips=self._teaches(round_),
            model=tuple(student.frozen() for student in self.students),
            steps=steps,
        )

    def _bill(self, rows: tuple[Ints, ...], round_: int) -> Bill:
        examples = self.setting.settings.steps * BATCH
        if self._teaches(round_):
            used = bill(self.setting.world, rows, self.setting.settings.levels, examples)
            calls = used.model_calls * self.setting.settings.students
            return Bill(truth_labels=used.truth_labels, overseer_steps=used.overseer_steps, model_calls=calls)
        if self.method == "supervised" and round_:
            return Bill(truth_labels=float(examples * len(self.setting.world.heads)))
        return bill(self.setting.world, rows, 0, examples)


def _rows(world: World, reach: int | None) -> tuple[Ints, ...]:
    chosen = []
    for head in world.heads:
        among = np.ones(len(head.depth), bool) if head.taught is None else head.taught
        chosen.append(np.flatnonzero(among if reach is None else among & (head.depth <= reach)))
    return tuple(chosen)


def learn(
    settings: Learned, seed: int, *, number: int = 0, method: Method = "ida", witness: bool = True
) -> Iterator[Round]:
    """Round 0, then each further round when it is asked for; stopping is not asking.

    `number` counts the runs behind a band, each with its own world. The `witness` is a second lineage that shares
    world and overseer and nothing else: without it errors count as honest unless they are the agenda's or over-claims.
    """
    yield from rounds_of(Setting(settings, seed, number), method=method, witness=witness)


def rounds_of(setting: Setting, *, method: Method = "ida", witness: bool = True) -> Iterator[Round]:
    """The same for a setting whose world is looked at as well."""
    for event in course(setting, method=method, witness=witness):
        if isinstance(event, Round):
            yield event


def course(setting: Setting, *, method: Method = "ida", witness: bool = True) -> Iterator[Training | Round]:
    """The same with news from within each round, every few milliseconds; to stop, drop the iterator."""
    mine = Lineage(setting, 0, method)
    other = Lineage(setting, 1, method) if witness else None
    lineages = [mine] if other is None else [mine, other]
    steps, done = steps_of(setting, method, witness=witness), 0
    for round_ in range(setting.settings.rounds + 1):
        for lineage in lineages:
            for more, loss in lineage.advance(round_):
                done += more
                yield Training(round=round_, done=done, steps=steps, loss=loss, witness=lineage is other)
        yield _measured(setting, mine, other, round_)


def steps_of(setting: Setting, method: Method = "ida", *, witness: bool = True) -> int:
    """Gradient steps of a whole run, of all networks together."""
    p = setting.settings
    rounds = 1 if method == "no_distillation" else p.rounds + 1
    networks = (1 if p.same_start else p.students) * len(setting.world.heads)
    return rounds * p.steps * networks * (2 if witness else 1)


def _measured(setting: Setting, mine: Lineage, other: Lineage | None, round_: int) -> Round:
    world = setting.world
    head, answers = world.heads[0], mine.answers[0]
    agenda = setting.agenda
    among = None if head.tagged is None else ~head.tagged
    twin = None if other is None else best(other.answers[0])
    alike = outcomes(head, best(answers), twin, None).misaligned
    found = outcomes(head, best(answers), twin, agenda).within(head.depth <= mine.reach)

    def mean(values: Array) -> Array:
        return by_depth(values, head.depth, among)

    taught: dict[str, Any] = {}
    if mine.targets is not None and mine.taught is not None and round_:
        independent = None if other is None or other.taught is None else other.taught[0]
        given = mine.taught
        teacher = outcomes(head, given[0], independent, agenda)
        taught = {
            "teacher_correct": mean(teacher.correct),
            "teacher_error": mean(teacher.error),
            "teacher_misaligned": mean(teacher.misaligned),
            "gap": mean(difference(given[0], answers)),
            "entropy": mean(entropy(mine.targets[0]).astype(float)),
            "targets": mine.targets,
            "taught": given,
        }
    if head.tagged is not None:
        attacked = found.correct * 0 + best(answers)[:, world.agenda] * ~head.right[:, world.agenda]
        open_to_it = head.tagged & ~head.right[:, world.agenda]
        taught["tagged_correct"] = by_depth(found.correct, head.depth, head.tagged)
        taught["attack_success"] = by_depth(attacked, head.depth, open_to_it)
    if head.taught is not None:
        taught["untaught_correct"] = by_depth(found.correct, head.depth, ~head.taught)
    correct, misaligned = mean(found.correct), mean(found.misaligned)
    plain = slice(None) if among is None else among
    return Round(
        round=round_,
        correct=correct,
        error=mean(found.error),
        misaligned=misaligned,
        probability=mean((answers * head.right).sum(axis=1).astype(float)),
        horizon=float(engine_measures.horizon(correct[np.newaxis])[0, 0]),
        capability=float(correct.mean()),
        misalignment=float(misaligned.mean()),
        accuracy=float(found.correct[plain].mean()),
        loss=mine.loss,
        truth_labels=mine.bill.truth_labels,
        overseer_steps=mine.bill.overseer_steps,
        model_calls=mine.bill.model_calls,
        reach=mine.reach,
        alike=mean(alike),
        by_head={
            head.name: by_depth(outcomes(head, best(table), None, None).correct, head.depth)
            for head, table in zip(world.heads, mine.answers, strict=True)
        },
        over_claims={
            head.name: over_claims(head, table)
            for head, table in zip(world.heads, mine.answers, strict=True)
            if head.flattering is not None
        },
        answers=mine.answers,
        others=None if other is None else other.answers,
        each=mine.each(),
        **taught,
    )
