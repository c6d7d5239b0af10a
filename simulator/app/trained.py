"""What was trained: figures of every run, and of the first one the answers to every question. numpy, no Qt."""

from __future__ import annotations

import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from simulator.engine.outcome import Array
from simulator.engine.parameters import Value
from simulator.learner.forecast import Forecast
from simulator.learner.network import Floats
from simulator.learner.observations import LAST_ROUND, Observations
from simulator.learner.rounds import Round
from simulator.learner.settings import Learned
from simulator.learner.student import METHODS, Method
from simulator.learner.tasks.world import Bools, Ints

Codes = NDArray[np.uint8]
CORRECT, ERROR, MISALIGNED = range(3)
"""Outcomes of single answers, in the order of the shares of a round."""

_STEPS = 65535
"""Probabilities are kept in so many steps: what is lost is far below what can be seen."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Packed:
    """A table of distributions in little room: most of its entries are 0."""

    shape: tuple[int, int]
    content: bytes

    @staticmethod
    def of(table: Floats) -> Packed:
        """Pack it."""
        steps = np.rint(table * np.float32(_STEPS)).astype(np.uint16)
        return Packed(shape=(table.shape[0], table.shape[1]), content=zlib.compress(steps.tobytes(), 1))

    def table(self) -> Floats:
        """The table again; its rows sum to 1."""
        steps = np.frombuffer(zlib.decompress(self.content), np.uint16).reshape(self.shape)
        table: Floats = steps.astype(np.float32)
        table /= np.maximum(table.sum(axis=1, keepdims=True), np.float32(1))
        return table


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """One kind of question of a world, as far as it has to be known to be shown."""

    name: str
    depth: Ints
    right: Bools
    questions: tuple[str, ...]
    answers: tuple[str, ...]
    tagged: Bools | None = None
    flattering: Bools | None = None
    """Which wrong answers claim too much, where one can."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Graph:
    """A world that is a graph: which vertices are joined, how far they are, and where they stand (0 to 1).

    Row r of either kind asks about the way from `start[r]` to `goal[r]`: kind `distance` for its length, where class
    `no_way` says that there is none, kind `step` for its first vertex, where class `none` says so.
    """

    edges: Bools
    distances: Ints
    places: Array
    start: Ints
    goal: Ints
    none: int
    no_way: int
    distance: int
    step: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """The world of the first run."""

    kinds: tuple[Kind, ...]
    graph: Graph | None = None
    agenda: int | None = None
    """The main answer towards which some primitives are taught wrong, if any are."""

    def is_coherent(self, kind: int, row: int, class_: int) -> bool:
        """Whether a wrong answer is misaligned by itself: it claims too much, or it is the agenda's."""
        flattering = self.kinds[kind].flattering
        return (flattering is not None and bool(flattering[row, class_])) or (not kind and class_ == self.agenda)

    @property
    def deepest(self) -> int:
        """The largest depth of a main question."""
        return int(self.kinds[0].depth.max())


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """The answers of one round of the first run: of the student, of what it was taught, one table for each kind.

    ``outcomes`` says of every main question what the student's best answer was.
    """

    student: tuple[Packed, ...]
    teacher: tuple[Packed, ...] | None
    outcomes: Codes


@dataclass(frozen=True, slots=True, kw_only=True)
class Prediction:
    """What rounds up to `known` of `runs` runs say: estimates with standard errors, and the theory's curve with them.

    ``values`` are those that "use these values" sets. ``trees`` is what trees alone would give, if it is known yet.
    """

    estimates: tuple[tuple[str, float, float], ...]
    values: Mapping[str, Value]
    theory: Forecast
    runs: int
    trees: Forecast | None = None
    known: int = LAST_ROUND
    errors: Mapping[str, Array] = field(default_factory=dict)
    """Standard errors of the theory's curves, by measure and round, as far as the estimates' own errors go."""


Rounds = dict[Method, list[Round]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What is to be trained: all runs with their first numbers, the baselines of the first one, but for what is there.

    The first run comes first, then its baselines, then the further runs.
    """

    settings: Learned
    seed: int
    done: frozenset[tuple[int, Method]] = frozenset()
    seen: Mapping[int, Observations] = field(default_factory=dict)
    """What was observed of the runs that are done."""

    @property
    def parts(self) -> tuple[tuple[int, Method], ...]:
        """Run and method, in the order in which they are trained."""
        first: list[tuple[int, Method]] = [(0, method) for method in METHODS]
        further: list[tuple[int, Method]] = [(number, "ida") for number in range(1, self.settings.seeds)]
        return tuple(part for part in (*first, *further) if part not in self.done)


WEIGHTS: Mapping[Method, float] = MappingProxyType({
    "ida": 2.0, "supervised": 1.0, "primitives_only": 1.0, "no_amplification": 1.0, "no_distillation": 0.1,
})  # fmt: skip
"""What a round of each costs: IDA trains a second lineage beside the first, without distillation nothing is trained."""


@dataclass(slots=True, kw_only=True, eq=False)
class Trained:
    """What there is of one order so far. It grows while it is trained."""

    settings: Learned
    seed: int
    facts: Facts | None = None
    runs: dict[int, Rounds] = field(default_factory=dict)
    sheets: list[Sheet] = field(default_factory=list)
    seen: dict[int, Observations] = field(default_factory=dict)
    prediction: Prediction | None = None

    def take(self, number: int, method: Method, round_: Round, sheet: Sheet | None) -> None:
        """One more round; a run that is trained again begins anew."""
        rounds = self.runs.setdefault(number, {}).setdefault(method, [])
        if round_.round == 0:
            rounds.clear()
            if sheet is not None:
                self.sheets.clear()
        rounds.append(round_)
        if sheet is not None:
            self.sheets.append(sheet)

    @property
    def last(self) -> int:
        """The last round that the first run has come to; -1 before there is any."""
        return len(self.sheets) - 1

    @property
    def done(self) -> frozenset[tuple[int, Method]]:
        """Parts that are complete."""
        return frozenset(
            (number, method) for number, runs in self.runs.items() for method, rounds in runs.items()
            if len(rounds) == self.settings.rounds + 1
        )  # fmt: skip

    @property
    def is_complete(self) -> bool:
        """Whether nothing is left to be trained."""
        return not Order(settings=self.settings, seed=self.seed, done=self.done).parts

    def measured(self, round_: int) -> list[Round]:
        """What all runs have measured in a round."""
        runs = (rounds["ida"] for _, rounds in sorted(self.runs.items()) if "ida" in rounds)
        shown = list(runs)[: self.settings.seeds]
        return [rounds[round_] for rounds in shown if len(rounds) > round_]

    def baseline(self, method: Method) -> Sequence[Round]:
        """The rounds of another method, from the same start as the first run."""
        return self.runs.get(0, {}).get(method, ())

    def with_answers(self, round_: int) -> Round:
        """A round of the first run with its students' answers, as a tree needs them."""
        student = tuple(table.table() for table in self.sheets[round_].student)
        return replace(self.runs[0]["ida"][round_], answers=student)

    @property
    def size(self) -> int:
        """About how many bytes it takes."""
        rounds = sum(len(rounds) for runs in self.runs.values() for rounds in runs.values())
        facts = 0 if self.facts is None else sum(k.right.nbytes + 100 * len(k.questions) for k in self.facts.kinds)
        tables = sum(
            len(table.content) for sheet in self.sheets for table in (*sheet.student, *(sheet.teacher or ()))
        )
        return 4096 * rounds + facts + tables
