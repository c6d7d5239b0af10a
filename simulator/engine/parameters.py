"""The parameter table, the single source of every range, default, label, help text and mark of an assumption.

Each row is a field of one of the small records below, so that a value has one name everywhere:
``overseer.quality`` in a scenario file is ``parameters.overseer.quality`` in the code (model.md 2.1).
Adding a parameter is adding one row here and using it once.
"""

from __future__ import annotations

import dataclasses
import math
import numbers
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from operator import attrgetter
from types import MappingProxyType
from typing import Any, Literal, cast

from simulator.sentence import say

Value = float | int | str
StartMethod = Literal["supervised", "imitation", "reinforcement"]
Scale = Literal["linear", "log"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    """One row of the table.

    ``reading`` says the present value in words: it may use ``{value}``, ``{per_hundred}`` and ``{missing}``
    (100 − per hundred). ``structural`` values set array shapes and loop counts, so all runs of one batch share them.
    ``off`` is the value at which the row's mechanism does nothing, ``ideal`` the one at which it has no fault, each
    with what that means in words; None where there is no such value (engine/overrides.py).
    """

    id: str
    symbol: str
    default: Value
    low: float = 0.0
    high: float = 1.0
    integer: bool = False
    choices: tuple[str, ...] = ()
    label: str
    help: str
    reading: str = ""
    unit: str = ""
    source: str = ""
    assumption: bool = False
    structural: bool = False
    scale: Scale = "linear"
    off: Value | None = None
    off_words: str = ""
    ideal: Value | None = None
    ideal_words: str = ""

    @property
    def section(self) -> str:
        """The part of the id before the dot."""
        return self.id.partition(".")[0]

    @property
    def range_text(self) -> str:
        """The allowed values, as a sentence part: "from 0 to 1"."""
        if self.choices:
            return say("one of {choices}", choices=", ".join(self.choices))
        ends = {"low": format_number(self.low), "high": format_number(self.high)}
        if self.integer:
            return say("a whole number from {low} to {high}", **ends)
        return say("from {low} to {high}", **ends)


def format_number(value: float) -> str:
    """A number as short as it can be said without loss."""
    if isinstance(value, int) or (math.isfinite(value) and value == int(value) and abs(value) < 1e15):
        return str(int(value))
    return repr(value)


def _row(default: Value, low: float = 0.0, high: float = 1.0, **columns: Any) -> Any:
    """A dataclass field that carries a row of the table; its id is added when the table is collected."""
    return field(default=default, metadata={"row": {"default": default, "low": low, "high": high, **columns}})


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """What the questions are like."""

    max_depth: int = _row(
        12, 2, 20, symbol="D", integer=True, structural=True, unit="levels",
        label="Deepest question", help="depth of the hardest question in the evaluation set",
        reading="questions of depth 0 to {value} are asked",
        source="depth is the height of a question: Möhn's farlamp notes",
    )  # fmt: skip
    branching: int = _row(
        2, 1, 10, symbol="b", integer=True, unit="sub-questions",
        label="Sub-questions", help="how many easier questions a question is split into",
        reading="each question splits into {value}",
        source="Christiano, Shlegeris, Amodei 2018",
    )  # fmt: skip
    decomposable: float = _row(
        1.0, symbol="δ",
        label="Decomposable share", help="share of questions that can be split at all",
        reading="{per_hundred} in 100 questions can be split",
        source="AI Safety Atlas, chapter 8, limitations",
        off=0.0, off_words="nothing can be split", ideal=1.0, ideal_words="every question can be split",
    )  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Start:
    """The first model, before any round."""

    method: StartMethod = _row(
        "supervised", symbol="", choices=("supervised", "imitation", "reinforcement"), structural=True,
        assumption=True,
        label="First training", help="how the first model is trained; what each way costs or gains is an assumption",
        source="Cotra 2018",
    )  # fmt: skip
    level: float = _row(
        2.0, 0, 8, symbol="h₀", unit="levels",
        label="Starting depth", help="depth that the first model gets right half of the time",
        reading="half of the questions of depth {value} are right",
        source="50 % horizon: METR",
    )  # fmt: skip
    accuracy: float = _row(
        0.98, symbol="a₀",
        label="Starting accuracy", help="how often the first model is right on easy questions",
        reading="easy questions are right {per_hundred} times in 100",
        source="Christiano, Shlegeris, Amodei 2018",
        ideal=1.0, ideal_words="easy questions are always right",
    )  # fmt: skip
    spread: float = _row(
        0.6, 0.05, 3, symbol="s₀", unit="levels",
        label="Starting spread", help="how gradually the first model fails around its starting depth",
        reading="it fails over about {value} levels",
        source="logistic success curve: METR; Engels et al. 2025",
    )  # fmt: skip
    misalignment: float = _row(
        0.002, symbol="m₀",
        label="Starting misalignment",
        help="share of the first model's answers that are wrong in the same way every time",
        reading="{per_hundred} in 100 answers are misaligned",
        source="Cotra 2018",
        off=0.0, off_words="no misalignment at the start",
    )  # fmt: skip
    reward_hacking: float = _row(
        0.2, symbol="", assumption=True,
        label="Reward hacking", help="reinforcement only: share of the overseer's blind part that training exploits",
        reading="{per_hundred} in 100 of what the overseer misses",
        source="assumption; the idea: AI Safety Atlas, chapter 8",
        off=0.0, off_words="no reward hacking",
    )  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Overseer:
    """Who splits questions, combines answers and checks."""

    quality: float = _row(
        0.95, symbol="q",
        label="Overseer quality", help="how often one step (split the question, combine the answers) is done right",
        reading="one step is done right {per_hundred} times in 100",
        source="overseer failure: Möhn's farlamp notes",
        ideal=1.0, ideal_words="an overseer who never slips",
    )  # fmt: skip
    consistency: float = _row(
        0.3, symbol="β",
        label="Blind spots", help="share of the overseer's slips that are the same slip every time",
        reading="{per_hundred} in 100 slips are blind spots",
        source="spread noise washes out, concentrated noise is learned: Drory et al.",
        off=0.0, off_words="no blind spots",
    )  # fmt: skip
    level: float = _row(
        6.0, 0, 20, symbol="H", unit="levels",
        label="Overseer's level", help="depth at which checking notices half of what it could",
        reading="at depth {value} half is noticed",
        source="oversight as a logistic: Engels et al. 2025",
        ideal=20.0, ideal_words="an overseer who sees down to depth 20",
    )  # fmt: skip
    softness: float = _row(
        1.5, 0.1, 5, symbol="w", unit="levels",
        label="Softness of that level", help="how gradually checking fades beyond the overseer's level",
        reading="it fades over about {value} levels",
        source="oversight as a logistic: Engels et al. 2025",
        ideal=0.1, ideal_words="sight that ends sharply",
    )  # fmt: skip
    grounding: float = _row(
        0.0, symbol="g",
        label="Grounding",
        help="share of the simplest questions that the overseer answers itself (1 in the 2018 paper)",
        reading="{per_hundred} in 100 simplest questions",
        source="Christiano, Shlegeris, Amodei 2018",
        off=0.0, off_words="no grounding", ideal=1.0, ideal_words="the overseer answers every simplest question",
    )  # fmt: skip
    panel: int = _row(
        1, 1, 9, symbol="", integer=True, structural=True, unit="overseers",
        label="Panel", help="overseers who vote on each step (aggregation); two buy nothing",
        reading="overseers per step: {value}",
        source="Condorcet 1785",
        off=1, off_words="a single overseer",
    )  # fmt: skip
    panel_correlation: float = _row(
        0.3, symbol="",
        label="Panel's shared slips", help="how far the panel's blind spots coincide",
        reading="{per_hundred} in 100 blind spots are shared",
        source="common-cause failures (beta-factor model)",
        ideal=0.0, ideal_words="independent overseers",
    )  # fmt: skip
    assistance: float = _row(
        0.0, symbol="a",
        label="Assistants", help="how often a copy of the model helps with a step; it also lifts the overseer's reach",
        reading="a copy helps with {per_hundred} in 100 steps",
        source="Christiano's posts on capability amplification",
        off=0.0, off_words="no assistants", ideal=1.0, ideal_words="a copy helps with every step",
    )  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Amplify:
    """How answers become part of larger answers."""

    levels: int = _row(
        1, 1, 4, symbol="k", integer=True, structural=True, unit="levels",
        label="Levels per round", help="levels of real tree that are built in one round",
        reading="levels of tree in a round: {value}",
        source="Christiano, Shlegeris, Amodei 2018",
    )  # fmt: skip
    capture: float = _row(
        1.0, symbol="σ", assumption=True,
        label="Capture", help="chance that one misaligned sub-answer steers the answer built on it",
        reading="steers it {per_hundred} times in 100",
        source="assumption; the question: Christiano's posts on reliability amplification",
        off=0.0, off_words="no capture",
    )  # fmt: skip
    drift: float = _row(
        0.0, 0, 0.2, symbol="ε_A", assumption=True,
        label="Amplification drift", help="right answers that turn misaligned when they are combined",
        reading="{per_hundred} in 100 right answers turn",
        source="assumption",
        off=0.0, off_words="no drift when amplified",
    )  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Reliability:
    """Redundancy, checking and improvement."""

    copies: int = _row(
        1, 1, 9, symbol="n", integer=True, structural=True, unit="copies",
        label="Copies that vote",
        help="how many copies answer each sub-question; the largest group wins, two buy nothing",
        reading="answers asked for each sub-question: {value}",
        source="von Neumann 1956; Wang et al. 2022",
        off=1, off_words="no voting",
    )  # fmt: skip
    correlation: float = _row(
        0.3, symbol="ρ",
        label="Shared blind spots",
        help="how far copies and retries share their coherent errors (same weights: near 1)",
        reading="{per_hundred} in 100 coherent errors are shared",
        source="common-cause failures (beta-factor model)",
        ideal=0.0, ideal_words="independent copies",
    )  # fmt: skip
    check_rate: float = _row(
        0.0, symbol="χ",
        label="Checks", help="share of sub-answers that the overseer cross-checks",
        reading="{per_hundred} in 100 sub-answers are checked",
        source="Christiano's posts on reliability amplification",
        off=0.0, off_words="no checks", ideal=1.0, ideal_words="everything is checked",
    )  # fmt: skip
    concealment: float = _row(
        0.3, symbol="κ", assumption=True,
        label="Concealment", help="how much harder a coherent error is to notice than an honest one",
        reading="{per_hundred} in 100 that would be noticed are not",
        source="assumption",
        off=0.0, off_words="nothing is concealed",
    )  # fmt: skip
    false_alarm: float = _row(
        0.0, 0, 0.5, symbol="f",
        label="False alarms", help="how often a check rejects a right answer",
        reading="{per_hundred} in 100 right answers are rejected",
        source="Engels et al. 2025",
        off=0.0, off_words="no false alarms",
    )  # fmt: skip
    retries: int = _row(
        1, 0, 5, symbol="T", integer=True, structural=True, unit="retries",
        label="Retries",
        help="fresh answers asked for after a rejection; after the last one the answer is left open (an error)",
        reading="new tries after a rejection: {value}",
        source="Christiano's posts on reliability amplification",
        off=0, off_words="no retries",
    )  # fmt: skip
    refinement: float = _row(
        0.0, symbol="u", assumption=True,
        label="Improvement", help="share of the student's noticed failures that are corrected",
        reading="{per_hundred} in 100 noticed failures are corrected",
        source="assumption: what is noticed gets the right answer",
        off=0.0, off_words="no improvement", ideal=1.0, ideal_words="every noticed failure is corrected",
    )  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Distill:
    """How the student learns from the teacher."""

    fidelity: float = _row(
        0.99, symbol="φ₀", assumption=True,
        label="Fidelity",
        help="share of the teacher's behavior that the student reproduces, right and misaligned alike",
        reading="{per_hundred} in 100 answers are kept",
        source="assumption; soft targets: Hinton et al. 2015",
        ideal=1.0, ideal_words="a faithful student",
    )  # fmt: skip
    capacity: float = _row(
        20.0, 0, 24, symbol="K", unit="levels",
        label="Capacity", help="depth at which the student's fidelity halves",
        reading="at depth {value} half is lost",
        source="AI Safety Atlas, chapter 8, limitations",
        ideal=24.0, ideal_words="ample capacity",
    )  # fmt: skip
    softness: float = _row(
        1.5, 0.1, 5, symbol="", unit="levels",
        label="Softness of capacity", help="how gradually fidelity falls around the capacity",
        reading="it falls over about {value} levels",
        source="logistic success curve: METR",
        ideal=0.1, ideal_words="a limit that is sharp",
    )  # fmt: skip
    drift: float = _row(
        0.002, 0, 0.2, symbol="ε_D", assumption=True,
        label="Distillation drift", help="right answers that turn misaligned when they are learned",
        reading="{per_hundred} in 100 right answers turn",
        source="assumption",
        off=0.0, off_words="no drift when distilled",
    )  # fmt: skip
    labels_per_question: int = _row(
        5, 1, 15, symbol="n_q", integer=True, structural=True, unit="answers",
        label="Labels per question", help="teacher answers averaged for each question; 1 copies each single answer",
        reading="teacher answers per question: {value}",
        source="Drory et al.; Hinton et al. 2015",
        off=1, off_words="no averaging of labels",
    )  # fmt: skip
    examples: int = _row(
        2000, 10, 100_000, symbol="N", integer=True, scale="log", unit="questions",
        label="Training questions", help="questions per depth and round (sets the cost, and the luck of single runs)",
        reading="questions at each depth: {value}",
        source="model.md 2.6 and 2.7",
    )  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Security:
    """An attacker who searches for bad inputs."""

    prevalence: float = _row(
        0.001, symbol="x₀", scale="log",
        label="Bad inputs", help="share of inputs that would compromise the first model",
        reading="{per_hundred} in 100 inputs",
        source="Christiano's posts on security amplification",
        off=0.0, off_words="no bad inputs",
    )  # fmt: skip
    reviewers: int = _row(
        1, 1, 5, symbol="s", integer=True, assumption=True, unit="views",
        label="Narrow views", help="views that an attack must fool all at once (taken as independent)",
        reading="views to fool at once: {value}",
        source="meta-execution: Christiano's posts; independence is an assumption",
        off=1, off_words="a single view",
    )  # fmt: skip
    reintroduced: float = _row(
        0.0, 0, 0.1, symbol="", assumption=True,
        label="Reintroduced", help="bad inputs that each distillation brings back",
        reading="{per_hundred} in 100 inputs per round",
        source="assumption",
        off=0.0, off_words="nothing is brought back",
    )  # fmt: skip
    attempts: int = _row(
        100, 0, 1_000_000, symbol="", integer=True, scale="log", unit="tries",
        label="Attacker's tries", help="how many inputs the attacker can try",
        reading="tries: {value}",
        source="Christiano's posts on security amplification",
        off=0, off_words="no attacker",
    )  # fmt: skip
    attack_share: float = _row(
        0.0, symbol="",
        label="Attacked share", help="share of evaluation inputs that an attacker chooses",
        reading="{per_hundred} in 100 inputs come from an attacker",
        source="model.md 2.5",
        off=0.0, off_words="no attacked inputs",
    )  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Iterations:
    """How long, and with which luck."""

    rounds: int = _row(
        12, 1, 60, symbol="", integer=True, structural=True, unit="rounds",
        label="Rounds", help="iterations of amplify and distill",
        reading="times amplify and distill: {value}",
        source="Cotra 2018",
    )  # fmt: skip
    seed: int = _row(
        1, 0, 2**63 - 1, symbol="", integer=True,
        label="Seed", help="random seed of everything that is drawn by lot; the same seed gives the same tree",
        source="model.md 2.7",
    )  # fmt: skip
    replicas: int = _row(
        200, 1, 10_000, symbol="", integer=True, scale="log", unit="runs",
        label="Replicas", help="Monte-Carlo runs behind the bands",
        reading="runs behind the bands: {value}",
        source="model.md 2.7",
    )  # fmt: skip


class ParameterError(ValueError):
    """Values that were refused; ``problems`` lists (id, sentence) for each of them."""

    def __init__(self, problems: Sequence[tuple[str, str]]) -> None:
        super().__init__("\n".join(sentence for _, sentence in problems))
        self.problems = tuple(problems)


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameters:
    """All values of one run. Immutable; `with_` gives a changed copy.

    In a batch made by `stack` every value that is not structural is an array of shape (sets, 1, 1) instead of a
    number; the operators broadcast over it, so that one code path serves a single run and thousands.
    """

    task: Task = field(default_factory=Task)
    start: Start = field(default_factory=Start)
    overseer: Overseer = field(default_factory=Overseer)
    amplify: Amplify = field(default_factory=Amplify)
    reliability: Reliability = field(default_factory=Reliability)
    distill: Distill = field(default_factory=Distill)
    security: Security = field(default_factory=Security)
    run: Iterations = field(default_factory=Iterations)

    @staticmethod
    def of(values: Mapping[str, Any]) -> Parameters:
        """The defaults with some values set. Raises ParameterError that names every refused value."""
        return Parameters().with_(values)

    def with_(self, values: Mapping[str, Any]) -> Parameters:
        """A copy with some values set. Raises ParameterError that names every refused value."""
        problems = [(id_, sentence) for id_, value in values.items() if (sentence := refusal(id_, value))]
        if problems:
            raise ParameterError(problems)
        changed: dict[str, dict[str, Any]] = {}
        for id_, value in values.items():
            section, _, name = id_.partition(".")
            row = TABLE[id_]
            changed.setdefault(section, {})[name] = (
                value if row.choices else int(value) if row.integer else float(value)
            )
        return dataclasses.replace(self, **{s: dataclasses.replace(getattr(self, s), **v) for s, v in changed.items()})

    def __getitem__(self, id_: str) -> Value:
        """The value of one id. Raises KeyError for an unknown one."""
        return cast("Value", _READ[id_](self))

    def values(self) -> dict[str, Value]:
        """Every id with its value, in the order of the table."""
        return {id_: self[id_] for id_ in TABLE}

    def differences(self, other: Parameters) -> dict[str, tuple[Value, Value]]:
        """The ids whose values differ, each with (own value, other's value)."""
        return {id_: (self[id_], other[id_]) for id_ in TABLE if self[id_] != other[id_]}


def _rows() -> Iterator[Parameter]:
    for section in dataclasses.fields(Parameters):
        for value in dataclasses.fields(cast("Any", section.default_factory)):
            yield Parameter(id=f"{section.name}.{value.name}", **value.metadata["row"])


TABLE: Mapping[str, Parameter] = MappingProxyType({row.id: row for row in _rows()})
"""Every parameter by its id, in the order of model.md 2.1."""

_READ = {id_: attrgetter(id_) for id_ in TABLE}


def nearest_id(id_: str) -> str | None:
    """The known id that an unknown one most resembles, or None if nothing comes near."""
    near = get_close_matches(id_, TABLE, n=1, cutoff=0.6)
    if near:
        return near[0]
    by_name = {known.partition(".")[2]: known for known in TABLE}
    near = get_close_matches(id_.rpartition(".")[2], by_name, n=1, cutoff=0.6)
    return by_name[near[0]] if near else None


_NAME_LIMIT = 80
"""Characters of an unknown name that are quoted."""


def refusal(id_: str, value: object) -> str | None:
    """Why a value cannot be taken, in one sentence; None if it can."""
    row = TABLE.get(id_)
    if row is None:
        near = nearest_id(id_)
        name = "".join(c if c.isprintable() else f"\\u{ord(c):04x}" for c in id_[:_NAME_LIMIT])
        return say("There is no parameter {name}", name=name) + (
            say("; did you mean {near}?", near=near) if near else "."
        )
    return row_refusal(row, value)


def row_refusal(row: Parameter, value: object) -> str | None:
    """Why a row cannot have a value, in one sentence; None if it can."""
    allowed = row.range_text
    said = say("{id} is {value}", id=row.id, value=shown(value))
    if row.choices:
        return (
            None
            if isinstance(value, str) and value in row.choices
            else say("{said}, but it must be {allowed}.", said=said, allowed=allowed)
        )
    if not isinstance(value, numbers.Real) or isinstance(value, bool):
        return (
            say("{said}, but it must be {allowed}.", said=said, allowed=allowed)
            if row.integer
            else say("{said}, but it must be a number {allowed}.", said=said, allowed=allowed)
        )
    if not isinstance(value, numbers.Integral):
        if not math.isfinite(value):
            return say(
                "{said}, which is not a number to calculate with; it must be {allowed}.", said=said, allowed=allowed
            )
        if row.integer:
            return say(
                "{id} is {value}, but it must be {allowed}.", id=row.id, value=repr(float(value)), allowed=allowed
            )
    if not row.low <= cast("float", value) <= row.high:
        return say("{said}, outside its range: it must be {allowed}.", said=said, allowed=allowed)
    return None


def shown(value: object) -> str:
    """A value as it is named in a sentence: short, however long it is."""
    if isinstance(value, int) and value.bit_length() > 64:
        return say("a number of more than nineteen digits")  # Python refuses to write out thousands of them
    text = format_number(value) if isinstance(value, float) else repr(value) if isinstance(value, str) else str(value)
    return text if len(text) <= 40 else text[:37] + "..."


def stack(sets: Sequence[Parameters]) -> Parameters:
    """Many parameter sets as one batch: values that are not structural become arrays of shape (sets, 1, 1).

    Raises ValueError if the sets differ in a structural value: those runs belong in different batches.
    """
    import numpy as np  # the table itself is read at start-up, before numpy is needed

    if not sets:
        raise ValueError("a batch needs at least one parameter set")
    sections: dict[str, dict[str, Any]] = {}
    for id_, row in TABLE.items():
        column = [p[id_] for p in sets]
        if row.structural:
            if any(value != column[0] for value in column):
                raise ValueError(f"{id_} must be the same in all of a batch")
            value: Any = column[0]
        else:
            # Counters grow beyond 64 bits as integers, so all but the seed are floats.
            kind = np.int64 if id_ == "run.seed" else np.float64
            value = np.array(column, dtype=kind).reshape(-1, 1, 1)
            value.setflags(write=False)
        section, _, name = id_.partition(".")
        sections.setdefault(section, {})[name] = value
    return Parameters(
        **{s.name: cast("Any", s.default_factory)(**sections[s.name]) for s in dataclasses.fields(Parameters)}
    )
