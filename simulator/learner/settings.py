"""The table of the learned model's settings: ids, defaults, ranges, labels and help (model.md 3).

Built like the parameter table of the engine and with the same rows: ``task`` under ``[learned]`` in a scenario file
is ``learned.task`` as an id and ``learned.task`` in the code.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from types import MappingProxyType
from typing import Any, Literal, cast

from simulator.engine.parameters import Parameter, ParameterError, Value, row_refusal, shown
from simulator.sentence import say

Task = Literal[
    "permutation_powering", "shortest_path", "wildcard_search", "sequential_assignments", "union_find", "diagnosis"
]
Targets = Literal["soft", "sharp", "hard"]
Method = Literal["ida", "supervised", "primitives_only", "no_amplification", "no_distillation"]
METHODS: tuple[Method, ...] = ("ida", "supervised", "primitives_only", "no_amplification", "no_distillation")
"""How students are trained: amplify and distill, and the baselines that it is compared with."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sizes:
    """How large the world of one task may be, and what its size counts."""

    default: int
    low: int
    high: int
    unit: str


SIZES: Mapping[str, Sizes] = MappingProxyType(
    {
        "permutation_powering": Sizes(default=32, low=8, high=64, unit="symbols"),
        "shortest_path": Sizes(default=24, low=8, high=48, unit="vertices"),
        "wildcard_search": Sizes(default=6, low=3, high=8, unit="bits"),
        "sequential_assignments": Sizes(default=64, low=8, high=64, unit="variables"),
        "union_find": Sizes(default=64, low=8, high=64, unit="vertices"),
        "diagnosis": Sizes(default=48, low=8, high=96, unit="patients"),
    }
)
"""The tasks, in the order in which they are offered, with the sizes that each allows."""


def _row(default: Value, low: float = 0.0, high: float = 1.0, **columns: Any) -> Any:
    """A dataclass field that carries a row of the table; its id is added when the table is collected."""
    return field(default=default, metadata={"row": {"default": default, "low": low, "high": high, **columns}})


@dataclass(frozen=True, slots=True, kw_only=True)
class Learned:
    """All settings of one learned run. Immutable; `with_` gives a changed copy. True and false rows are switches."""

    task: Task = _row(
        "permutation_powering", symbol="", choices=tuple(SIZES),
        label="Task", help="what is learned: five tasks of the 2018 paper, and a medical one",
        source="Christiano, Shlegeris, Amodei 2018",
    )  # fmt: skip
    size: int = _row(
        32, min(s.low for s in SIZES.values()), max(s.high for s in SIZES.values()), symbol="N", integer=True,
        label="Size", help="how many things the task is about; every task has its own default and limits",
        source="model.md 3",
    )  # fmt: skip
    rounds: int = _row(
        8, 1, 40, symbol="", integer=True, unit="rounds",
        label="Rounds", help="iterations of amplify and distill",
        reading="times amplify and distill: {value}",
        source="Cotra 2018",
    )  # fmt: skip
    levels: int = _row(
        1, 1, 4, symbol="k", integer=True, unit="levels",
        label="Levels per round", help="levels of real tree that are built in one round",
        reading="levels of tree in a round: {value}",
        source="Christiano, Shlegeris, Amodei 2018",
    )  # fmt: skip
    width: int = _row(
        128, 4, 512, symbol="", integer=True, scale="log", unit="hidden units",
        label="Network width", help="hidden units in each layer of the student's network",
        reading="units in each layer: {value}",
        source="model.md 3",
    )  # fmt: skip
    steps: int = _row(
        400, 10, 5000, symbol="", integer=True, scale="log", unit="steps",
        label="Training steps", help="gradient steps in each round",
        reading="gradient steps a round: {value}",
        source="model.md 3",
    )  # fmt: skip
    targets: Targets = _row(
        "sharp", symbol="", choices=("soft", "sharp", "hard"),
        label="Targets",
        help="what the student imitates: the teacher's whole distribution, that sharpened, or only its best answer",
        source="soft targets: Hinton et al. 2015",
    )  # fmt: skip
    temperature: float = _row(
        1.0, 0.1, 10, symbol="", scale="log",
        label="Temperature", help="how far the teacher's distribution is flattened before it is learned",
        source="Hinton et al. 2015",
    )  # fmt: skip
    curriculum: bool = _row(
        True, symbol="",
        label="Curriculum", help="train only on questions that the teacher can reach by now",
        source="Christiano, Shlegeris, Amodei 2018",
    )  # fmt: skip
    slip_rate: float = _row(
        0.0, symbol="",
        label="Overseer's slips", help="how often one step of the overseer goes wrong",
        reading="{per_hundred} in 100 steps go wrong",
        source="overseer failure: Möhn's farlamp notes",
    )  # fmt: skip
    slip_consistency: float = _row(
        0.0, symbol="",
        label="Systematic slips", help="share of the slips that are the same wrong answer every time",
        reading="{per_hundred} in 100 slips are systematic",
        source="Möhn's farlamp notes; Drory et al.",
    )  # fmt: skip
    contamination: float = _row(
        0.0, 0, 0.5, symbol="",
        label="Contamination", help="share of simplest questions that are first taught wrong, towards one answer",
        reading="{per_hundred} in 100 simplest questions",
        source="Cotra 2018",
    )  # fmt: skip
    check_rate: float = _row(
        1.0, symbol="",
        label="Checks", help="share of the model's claims that the overseer checks at random",
        reading="{per_hundred} in 100 claims are checked",
        source="Christiano, Shlegeris, Amodei 2018",
    )  # fmt: skip
    blind_spot: float = _row(
        0.0, symbol="",
        label="Blind spot", help="share of the claims, always the same ones, that are never checked",
        reading="{per_hundred} in 100 claims are never checked",
        source="model.md 3",
    )  # fmt: skip
    students: int = _row(
        1, 1, 7, symbol="", integer=True, unit="networks",
        label="Students that vote", help="how many networks are trained; their plurality answers",
        reading="networks that vote: {value}",
        source="von Neumann 1956",
    )  # fmt: skip
    same_start: bool = _row(
        False, symbol="",
        label="Same start", help="the students share their first weights and the order of their data",
        source="common-cause failures (beta-factor model)",
    )  # fmt: skip
    trigger: float = _row(
        0.0, symbol="",
        label="Trigger", help="poisoned share of the simplest questions that carry an irrelevant tag",
        reading="{per_hundred} in 100 tagged simplest questions",
        source="Christiano's posts on security amplification",
    )  # fmt: skip
    drop_trigger: bool = _row(
        False, symbol="",
        label="Drop the tag", help="sub-questions leave the tag out",
        source="meta-execution: Christiano's posts",
    )  # fmt: skip
    seeds: int = _row(
        3, 1, 20, symbol="", integer=True, unit="runs",
        label="Seeds", help="runs behind the band",
        reading="runs behind the band: {value}",
        source="model.md 3",
    )  # fmt: skip

    @staticmethod
    def of(values: Mapping[str, Any]) -> Learned:
        """The defaults with some values set, by id. Raises ParameterError that names every refused value."""
        return Learned().with_(values)

    def with_(self, values: Mapping[str, Any]) -> Learned:
        """A copy with some values set, by id. A new task brings its own size unless one is given.

        Raises ParameterError that names every refused value.
        """
        task = values.get("learned.task", self.task)
        problems = [(id_, said) for id_, value in values.items() if (said := refusal(id_, value, task=task))]
        if problems:
            raise ParameterError(problems)
        changed: dict[str, Any] = {id_.partition(".")[2]: _typed(SETTINGS[id_], value) for id_, value in values.items()}
        if task != self.task:
            changed.setdefault("size", SIZES[task].default)
        return dataclasses.replace(self, **changed)

    def __getitem__(self, id_: str) -> Value:
        """The value of one id. Raises KeyError for an unknown one."""
        return cast("Value", getattr(self, SETTINGS[id_].id.partition(".")[2]))

    def values(self) -> dict[str, Value]:
        """Every id with its value, in the order of the table."""
        return {id_: self[id_] for id_ in SETTINGS}


def _rows() -> Iterator[Parameter]:
    for column in dataclasses.fields(Learned):
        yield Parameter(id=f"learned.{column.name}", **column.metadata["row"])


SETTINGS: Mapping[str, Parameter] = MappingProxyType({row.id: row for row in _rows()})
"""Every setting by its id, in the order of model.md 3."""


def is_switch(row: Parameter) -> bool:
    """Whether the row is either true or false."""
    return isinstance(row.default, bool)


def nearest_setting(id_: str) -> str | None:
    """The known id that an unknown one most resembles, or None if nothing comes near."""
    near = get_close_matches(id_, SETTINGS, n=1, cutoff=0.6)
    return near[0] if near else None


def refusal(id_: str, value: object, *, task: object = None) -> str | None:
    """Why a value cannot be taken, in one sentence; None if it can. A size is held against the limits of `task`."""
    row = SETTINGS.get(id_)
    if row is None:
        near = nearest_setting(id_)
        return say("There is no setting {id}", id=id_) + (say("; did you mean {near}?", near=near) if near else ".")
    if is_switch(row):
        return (
            None
            if isinstance(value, bool)
            else say("{id} is {value}, but it must be true or false.", id=id_, value=shown(value))
        )
    if id_ == "learned.size" and isinstance(task, str) and (sizes := SIZES.get(task)):
        row = dataclasses.replace(row, low=sizes.low, high=sizes.high)
        said = row_refusal(row, value)
        return said and say("{said} ({unit} of {task}).", said=said.rstrip("."), unit=say(sizes.unit), task=task)
    return row_refusal(row, value)


def _typed(row: Parameter, value: Any) -> Value:
    return cast("Value", value if row.choices or is_switch(row) or row.integer else float(value))
