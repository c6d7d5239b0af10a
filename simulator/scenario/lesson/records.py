"""The records of a lesson, and the table of its steps: which fields each kind has."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, get_args

from simulator.engine.parameters import TABLE, Parameters
from simulator.learner.settings import SETTINGS, Learned, Method
from simulator.scenario.lesson.expressions import Expression
from simulator.scenario.schema import Scenario

Kind = Literal[
    "hook", "free", "predict", "vote", "run", "see", "explain", "contrast", "principle", "challenge", "seeds", "exit",
]  # fmt: skip
KINDS: tuple[Kind, ...] = get_args(Kind)

Field = Literal[
    "minutes", "ask", "draw", "bets", "answer", "hint", "pause", "measure", "set", "sources", "assumption", "goal",
    "solution", "count", "mechanism", "holds", "off", "method",
]  # fmt: skip

NEEDED: Mapping[str, tuple[Field, ...]] = {
    "hook": (), "free": ("minutes",), "predict": ("ask",), "vote": ("ask", "bets"), "run": (),
    "see": ("ask", "measure", "answer"), "explain": (), "contrast": ("set",), "principle": ("sources",),
    "challenge": ("goal", "solution"), "seeds": ("count", "ask"), "exit": ("ask", "bets", "answer"),
    "variation": ("set",), "claim": ("mechanism", "holds", "off"),
}  # fmt: skip
FIELDS: Mapping[str, tuple[Field, ...]] = {
    **NEEDED,
    "predict": ("ask", "draw", "bets", "answer", "hint", "pause"), "vote": ("ask", "bets", "answer"), "run": ("pause",),
    "see": ("ask", "measure", "answer", "hint"), "principle": ("sources", "assumption"),
    "challenge": ("goal", "solution", "hint"), "seeds": ("count", "ask", "measure"),
    "exit": ("ask", "bets", "answer", "hint"), "claim": ("mechanism", "holds", "off", "set"),
    "variation": ("set", "method"),
}  # fmt: skip
"""Every block of a lesson.md, and the fields it may have; those in NEEDED it must have."""

TEACHER = ("Goal", "Timing", "What to ask", "Misconceptions", "What the model leaves out")
"""The headings of teacher.md, in their order."""

Settings = Mapping[str, float | str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One step: its kind, title, Markdown text, fields as written, and what was read from them.

    `bets` are the answers to choose from and `answer` the right one of them; `settings` what `set` or `solution`
    changes; `goal` is what a challenge asks for. `line` is the heading's in lesson.md.
    """

    kind: Kind
    title: str
    body: str
    line: int
    fields: Mapping[str, str]
    bets: tuple[str, ...] = ()
    settings: Settings
    goal: Expression | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Variation:
    """Another setting of the same idea: of the effective model, of the learned one (ids learned.…), or of both.

    `method` is how the learned model is trained: "ida", or one of its baselines.
    """

    title: str
    body: str
    settings: Settings
    method: Method = "ida"

    @property
    def is_learned(self) -> bool:
        """Whether it changes the learned model."""
        return any(id_ in SETTINGS for id_ in self.settings)

    def learned(self, base: Learned) -> Learned:
        """The learned model's settings, from those of the scenario."""
        return base.with_({id_: value for id_, value in self.settings.items() if id_ in SETTINGS})

    def parameters(self, base: Parameters) -> Parameters:
        """The effective model's parameters, from those of the scenario."""
        return base.with_({id_: value for id_, value in self.settings.items() if id_ in TABLE})


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """What a lesson says will happen, why, and what switches that mechanism off: it must hold, and then fail."""

    text: str
    mechanism: str
    holds: Expression
    off: Settings
    settings: Settings
    line: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Lesson:
    """A lesson, all of it checked."""

    slug: str
    title: str
    scenario: Scenario
    steps: tuple[Step, ...]
    variations: tuple[Variation, ...]
    claims: tuple[Claim, ...]
    teacher: Mapping[str, str]
