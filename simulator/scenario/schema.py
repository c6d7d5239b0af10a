"""What a scenario file holds: the records, the limits, and the problems that a file can have (product.md 4)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from simulator.engine.axis import Axis
from simulator.engine.overrides import NONE, Overrides, in_force
from simulator.engine.parameters import TABLE, Parameters
from simulator.learner.settings import Learned
from simulator.sentence import say

FORMAT = 1
"""The version of the file format that this program writes, and the newest that it knows."""

SIZE_LIMIT_BYTES = 64 * 1024
TITLE_LIMIT = 120
"""Characters in a title; chosen so that it fits into the title bar of a window of 960 pixels."""

CHARTS = ("capability", "misalignment", "by_depth", "origins", "plane", "cost", "attack", "learned", "map")
"""The charts that a file may put on screen, in the order of the window's tabs."""


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """What is on screen at first: charts, the controls shown before all others, and the controls that are locked."""

    charts: tuple[str, ...] = ("capability", "misalignment")
    show: tuple[str, ...] = ("overseer.quality", "run.rounds", "reliability.copies")
    lock: tuple[str, ...] = ()


WORDS_LEVELS, WORDS_TEXTS, WORDS_LIMIT = 21, 40, 80
"""Levels that can have words, texts for one level, characters in one text: more could not be read in the tree."""

SUM_LIMIT, SUM_LARGEST = 64, 999
"""Numbers in a sum, and the largest of them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """What the questions of the stage are about; without them they have neutral names.

    `levels[d]` are texts for questions of depth d, taken in turn; the last list serves all deeper questions. Or `sum`:
    numbers to add up, which each decomposition splits into shorter sums. `overseer` is who combines, in a word or two.
    """

    levels: tuple[tuple[str, ...], ...] = ()
    sum: tuple[int, ...] = ()
    overseer: str = ""


LAST_ROUND = "last"


@dataclass(frozen=True, slots=True, kw_only=True)
class Experiment:
    """A sweep over one or two parameters: what the map shows, and what `sweep` computes where nothing else is asked.

    `round` is a number, or "last". With `replicas` there are bands of so many runs in each cell. Without `over` there
    is no experiment in the file.
    """

    over: tuple[Axis, ...] = ()
    measure: str = "misalignment"
    round: int | str = LAST_ROUND
    replicas: int = 0

    @property
    def at_round(self) -> int | None:
        """The number of the round, None for the last one."""
        return self.round if isinstance(self.round, int) else None


SHARED = ("run.seed", "run.replicas")
"""What A and B always have in common, and B therefore does not keep: both play with A's luck."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Compare:
    """B, which is compared with the scenario itself (A). `SHARED` values are A's; here they are at their defaults."""

    parameters: Parameters
    overrides: Overrides = NONE

    def __post_init__(self) -> None:
        kept = {id_: TABLE[id_].default for id_ in SHARED}
        if any(self.parameters[id_] != value for id_, value in kept.items()):
            object.__setattr__(self, "parameters", self.parameters.with_(kept))

    def like(self, a: Parameters) -> Parameters:
        """B's settings with A's luck."""
        return self.parameters.with_({id_: a[id_] for id_ in SHARED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario:
    """One scenario, as a file holds it. Immutable.

    `left_out` names what a file of a newer format holds that is not known here; the codes of scenarios, which are made
    of all else that is told of one, do not depend on it.
    """

    title: str
    notes: str = ""
    parameters: Parameters = field(default_factory=Parameters)
    learned: Learned = field(default_factory=Learned)
    view: View = field(default_factory=View)
    words: Words = field(default_factory=Words)
    experiment: Experiment = field(default_factory=Experiment)
    overrides: Overrides = NONE
    compare: Compare | None = None
    format: int = FORMAT
    left_out: tuple[str, ...] = field(default=(), compare=False, repr=False)

    @property
    def in_force(self) -> Parameters:
        """The parameters that the run is made with: those that are set, but for what is overridden."""
        return in_force(self.parameters, self.overrides)

    @property
    def other_in_force(self) -> Parameters | None:
        """The parameters that B's run is made with; None without a B."""
        b = self.compare
        return None if b is None else in_force(b.like(self.parameters), b.overrides)

    @property
    def read_only(self) -> bool:
        """Whether the file is of a newer format: it can be looked at, but saving it would lose what is not known."""
        return self.format > FORMAT


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One thing that is wrong with a file.

    ``place`` is a key path such as ``parameters.overseer.quality``, a position such as ``line 3, column 7`` for a
    syntax error, or empty where the file as a whole is meant. ``line`` is known for most key paths.
    """

    place: str
    message: str
    line: int | None = None

    @property
    def said(self) -> str:
        """Place and message in one sentence."""
        where = (
            say("{place} (line {line})", place=self.place, line=self.line) if self.place and self.line else self.place
        )
        return say("{where}: {message}", where=where, message=self.message) if where else self.message

    def __str__(self) -> str:
        return str(self.said)


class ScenarioError(Exception):
    """A file that cannot be taken; ``problems`` lists everything that is wrong with it, in the file's order."""

    def __init__(self, problems: Sequence[Problem], name: str = "") -> None:
        super().__init__("\n".join(map(str, problems)))
        self.problems = tuple(problems)
        self.name = name

    @property
    def said(self) -> str:
        """The problem in one sentence; of several, all of them as text."""
        return self.problems[0].said if len(self.problems) == 1 else str(self)


class NewerFormatError(ScenarioError):
    """A file of a newer format than this program knows; parsed with `newer_is_readonly` it may open all the same.

    Where it does not, that it is newer is all there is to say: what is wrong by this version may be right by its own.
    """

    def __init__(self, format_: int, name: str = "") -> None:
        message = say(
            "This file has format {number}, but this version of the program knows formats up to {format}: "
            "a newer version is needed.",
            number=short_number(format_),
            format=FORMAT,
        )
        super().__init__([Problem(place="format", message=message)], name)
        self.format = format_


def short_number(value: int) -> str:
    """A whole number in words that stay short, however many digits it has."""
    return str(value) if value.bit_length() <= 64 else say("with more than nineteen digits")
