"""Small expressions over what runs report: read by a grammar of their own, never evaluated as code.

    either := both ("or" both)*            both := one ("and" one)*        one := "not" one | sum [compare sum]
    sum := product (("+" | "-") product)*  product := atom (("*" | "/") atom)*
    atom := number | "(" either ")" | over "(" measure ")" | measure | id of a parameter
    measure := name ["{" id = value, … "}"] ["[" round "]"]

Compared by < <= > >= = and ~ (equal to the decimals that stand behind it). `over` is max or min of all
rounds, or low, median, high, spread: quantiles of replicas (5, 50, 95 %, distance of the outer two) at the last round.
"""

from __future__ import annotations

import math
import operator
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from simulator.engine.parameters import TABLE, Parameters
from simulator.learner.settings import is_switch
from simulator.scenario.values import ROWS, complaint, shown, unknown_parameter
from simulator.sentence import say

if TYPE_CHECKING:
    from simulator.engine.iterate import Run
    from simulator.engine.replicas import Replicas
    from simulator.learner.settings import Learned

LIMIT = 500
"""Characters of an expression: longer ones cannot be read by a teacher either."""

_DEPTH = 20
MEASURES: Mapping[str, tuple[str, int]] = {
    "horizon": ("horizon", 0), "capability": ("capability", 0), "misalignment": ("misalignment", 0),
    "prevalence": ("prevalence", 0), "attack_success": ("attack_success", 0),
    "exposed": ("exposed_misalignment", 0), "teacher_horizon": ("teacher_horizon", 1),
    "reproduction": ("reproduction", 1), "calls": ("model_calls", 1), "steps": ("overseer_steps", 1),
    "added": ("added", 1), "undistilled": ("undistilled", 1),
}  # fmt: skip
"""Measures by their names in lessons: the run's field and its first round."""

QUANTILES = ("low", "median", "high", "spread")
OVER = ("max", "min", *QUANTILES)

_COMPARE: Mapping[str, Callable[[float, float], bool]] = {
    "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge,
    "=": lambda a, b: math.isclose(a, b, rel_tol=1e-9, abs_tol=1e-12),
}  # fmt: skip
_TOKEN = re.compile(r"\s*(?:(\d*\.\d+|\d+)|([a-z_]+(?:\.[a-z_]+)?)|(<=|>=|[-+*/()<>=~{}\[\],]))")
_COUNT: Mapping[str, Callable[[float, float], float]] = {
    "+": operator.add, "-": operator.sub, "*": operator.mul,
    "/": lambda a, b: a / b if b else math.inf if a > 0 else math.nan,
}  # fmt: skip

_DECIMAL = re.compile(r"-?(?:\d{1,19}(?:\.\d{0,19})?|\.\d{1,19})(?:[eE][-+]?\d{1,2})?")
"""Also with an exponent, as Python writes small numbers: 5e-05."""

Value = float | bool
Settings = dict[str, float | str]


class ExpressionError(ValueError):
    """What is wrong with an expression, in one sentence for a teacher."""


@dataclass(frozen=True, slots=True)
class Operand:
    """One side of a comparison, as it was written and how it is asked; and what it is, where it is a single thing.

    A measure (at a round, or over rounds or replicas), what a parameter is set to, or a number.
    """

    text: str
    ask: Callable[[Parameters, Mapping[str, Any]], float] = field(repr=False, compare=False)
    measure: str = ""
    round: int | None = None
    over: str = ""
    id: str = ""
    number: float | None = None


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two sides and the sign between them; `places` are the decimals to which ~ compares."""

    left: Operand
    sign: str
    right: Operand
    places: int = 0

    def compares(self, a: float, b: float) -> bool:
        """Whether it is true of these two figures."""
        if self.sign == "~":
            return abs(a - b) <= 0.5 * 10.0**-self.places + 1e-9
        return _COMPARE[self.sign](a, b)


@dataclass(frozen=True, slots=True)
class Group:
    """What "and", "or" or "not" joins."""

    word: str
    parts: tuple[Tree, ...]


Tree = Comparison | Group


@dataclass(frozen=True, slots=True)
class Expression:
    """An expression as it was written, how it is asked, and what it is made of."""

    text: str
    tree: Tree = field(repr=False, compare=False)
    _ask: Callable[[Parameters, Mapping[str, Any]], Value] = field(repr=False, compare=False)
    _asked: tuple[tuple[str, int, int | None], ...] = field(default=(), repr=False, compare=False)
    """The rounds that are asked for by number: measure, round, and the run's rounds where the expression sets them."""

    def missing(self, rounds: int) -> str | None:
        """A sentence about a round that a run of so many rounds does not have; found without a run."""
        for name, round_, own in self._asked:
            last = rounds if own is None else own
            if not MEASURES[name][1] <= round_ <= last:
                return _no_round(name, round_, last)
        return None

    def holds(self, parameters: Parameters, switched: Mapping[str, Any] | None = None) -> bool:
        """Whether it is true of these parameters; `switched` are settings that win over all others."""
        return bool(self._ask(parameters, switched or {}))

    @property
    def figures(self) -> frozenset[str]:
        """The numbers in it, as they are written."""
        return frozenset(re.findall(r"\d*\.\d+|\d+", self.text))


def parse(text: str) -> Expression:
    """The expression of a text. Raises ExpressionError."""
    if len(text) > LIMIT:
        raise ExpressionError(say("The expression is longer than {limit} characters.", limit=LIMIT))
    reader = _Reader(_tokens(text))
    found = reader.either(0)
    if reader.peek():
        raise ExpressionError(say("Behind a complete expression stands {name}.", name=shown(reader.peek())))
    if isinstance(found.tree, Operand):
        raise ExpressionError(say("The expression compares nothing: write something like misalignment < 0.1."))
    return Expression(text.strip(), found.tree, found.ask, tuple(reader.asked))


def _no_round(name: str, round_: int, last: int) -> str:
    return say(
        "{name}[{round}]: this run has the rounds {first} to {last}.",
        name=name,
        round=round_,
        first=MEASURES[name][1],
        last=last,
    )


@lru_cache(maxsize=256)
def _run(parameters: Parameters) -> Run:
    from simulator.engine.iterate import run

    return run(parameters)


@lru_cache(maxsize=16)
def _replicas(parameters: Parameters) -> Replicas:
    from simulator.engine.replicas import replicate

    return replicate(parameters)


def value(
    name: str, parameters: Parameters, round_: int | None = None, over: str | None = None, run: Run | None = None
) -> float:
    """A measure of a run of these parameters. Raises ExpressionError for a round that the run does not have."""
    attribute = MEASURES[name][0]
    if over in QUANTILES:
        from simulator.engine.bands import quantiles

        low, median, high = quantiles(getattr(_replicas(parameters), attribute)[-1:])[:, 0].tolist()
        return float({"low": low, "median": median, "high": high, "spread": high - low}[over])
    first, figures = MEASURES[name][1], series(name, parameters, run)
    if over:
        return max(figures) if over == "max" else min(figures)
    last = first + len(figures) - 1
    at = last if round_ is None else round_
    if not first <= at <= last:
        raise ExpressionError(_no_round(name, at, last))
    return figures[at - first]


def series(name: str, parameters: Parameters, run: Run | None = None) -> list[float]:
    """A measure round by round, from the first round that it is known for; of a run of these parameters."""
    run = run or _run(parameters)
    attribute = MEASURES[name][0]
    if attribute == "added":
        figures = run.ledger.sum(axis=1)
    elif attribute == "undistilled":
        import numpy as np

        from simulator.engine.measures import undistilled_calls

        draws = np.stack([transition.amplified.draws[0] for transition in run.transitions])
        figures = undistilled_calls(parameters, run.horizon[1:].reshape(-1, 1, 1), draws).reshape(-1)
    else:
        figures = getattr(run, attribute)
    return [float(figure) for figure in figures]


def _tokens(text: str) -> list[str]:
    tokens, at, text = [], 0, text.rstrip()
    while at < len(text):
        found = _TOKEN.match(text, at)
        if not found:
            raise ExpressionError(say("{name} cannot be read in an expression.", name=shown(text[at:].strip()[:20])))
        tokens.append(found[0].strip())
        at = found.end()
    return tokens


_Ask = Callable[[Parameters, Mapping[str, Any]], Any]


@dataclass(frozen=True, slots=True)
class _Read:
    """How to ask a part of an expression, and what it is: an operand has a number for an answer, all else a truth."""

    ask: _Ask
    tree: Operand | Tree


class _Reader:
    """Recursive descent."""

    def __init__(self, tokens: list[str]) -> None:
        self.tokens, self.at = tokens, 0
        self.asked: list[tuple[str, int, int | None]] = []

    def peek(self) -> str:
        return self.tokens[self.at] if self.at < len(self.tokens) else ""

    def take(self, wanted: str = "") -> str:
        token = self.peek()
        if not token or (wanted and token != wanted):
            what = f"a {wanted}" if wanted else "a number or a measure"
            raise ExpressionError(
                say("Here {what} is missing", what=what)
                + (say(", before {name}.", name=shown(token)) if token else ".")
            )
        self.at += 1
        return token

    def either(self, deep: int) -> _Read:
        return self._joined("or", self.both, any, deep)

    def both(self, deep: int) -> _Read:
        return self._joined("and", self.one, all, deep)

    def _joined(self, word: str, part: Callable[[int], _Read], of: Callable[[Any], bool], deep: int) -> _Read:
        parts = [part(deep)]
        while self.peek() == word:
            self.take()
            parts.append(part(deep))
        if len(parts) == 1:
            return parts[0]
        trees = [one.tree for one in parts if not isinstance(one.tree, Operand)]
        if len(trees) < len(parts):
            raise ExpressionError(say("On both sides of {word} stands a comparison.", word=word))
        return _Read(lambda p, s: of(one.ask(p, s) for one in parts), Group(word, tuple(trees)))

    def one(self, deep: int) -> _Read:
        if deep > _DEPTH:
            raise ExpressionError(say("The expression is nested too deeply."))
        if self.peek() == "not":
            self.take()
            inner = self.one(deep + 1)
            if isinstance(inner.tree, Operand):
                raise ExpressionError(say("Behind not stands a comparison."))
            return _Read(lambda p, s: not inner.ask(p, s), Group("not", (inner.tree,)))
        left = self.sum(deep)
        sign = self.peek()
        if sign not in (*_COMPARE, "~"):
            return left
        self.take()
        written = self.peek()
        right = self.sum(deep)
        if not isinstance(left.tree, Operand) or not isinstance(right.tree, Operand):
            raise ExpressionError(say("Numbers are compared, not comparisons."))
        tree = Comparison(left.tree, sign, right.tree, len(written.partition(".")[2]))
        return _Read(lambda p, s: tree.compares(left.ask(p, s), right.ask(p, s)), tree)

    def sum(self, deep: int) -> _Read:
        return self._counted(("+", "-"), self.product, deep)

    def product(self, deep: int) -> _Read:
        return self._counted(("*", "/"), self.atom, deep)

    def _counted(self, signs: tuple[str, ...], part: Callable[[int], _Read], deep: int) -> _Read:
        found = part(deep)
        while self.peek() in signs:
            sign = self.take()
            other = part(deep)
            if not isinstance(found.tree, Operand) or not isinstance(other.tree, Operand):
                raise ExpressionError(say("On both sides of {sign} stands a number.", sign=sign))
            ask = _applied(_COUNT[sign], found.ask, other.ask)
            found = _Read(ask, Operand(f"{found.tree.text} {sign} {other.tree.text}", ask))
        return found

    def atom(self, deep: int) -> _Read:
        token = self.take()
        if token == "(":
            inner = self.either(deep + 1)
            self.take(")")
            if isinstance(inner.tree, Operand):
                return _Read(inner.ask, replace(inner.tree, text=f"({inner.tree.text})"))
            return inner
        if token[0].isdigit() or token[0] == ".":
            number = float(token)
            return _of(Operand(token, lambda p, s: number, number=number))
        if token in OVER:
            self.take("(")
            found = self.measure(self.take(), over=token)
            self.take(")")
            return _of(replace(found, text=f"{token}({found.text})"))
        return _of(self.set_value(token) if "." in token else self.measure(token))

    def set_value(self, id_: str) -> Operand:
        """What a parameter is set to, so that a goal can ask for something to be left as it is."""
        if id_ not in TABLE:
            raise ExpressionError(unknown_parameter(id_))
        if TABLE[id_].choices:
            raise ExpressionError(say("{id} is no number: it cannot be compared.", id=id_))
        return Operand(id_, lambda p, s: float(p.with_(s)[id_]), id=id_)

    def measure(self, name: str, over: str | None = None) -> Operand:
        start = self.at - 1
        if name not in MEASURES:
            raise ExpressionError(
                say("There is no measure {name}; there are {names}.", name=shown(name), names=", ".join(MEASURES))
            )
        if over in QUANTILES and name in ("added", "undistilled"):
            raise ExpressionError(say("{over} is not known for {name}.", over=over, name=name))
        settings: Settings = {}
        if self.peek() == "{":
            settings = self.settings()
        round_: int | None = None
        if self.peek() == "[":
            self.take()
            number = self.take()
            if not number.isdigit() or len(number) > 3:
                raise ExpressionError(say("Between [ and ] stands the number of a round."))
            round_ = int(number)
            self.take("]")
            own = settings.get("run.rounds")
            self.asked.append((name, round_, None if own is None else int(own)))
        text = "".join(self.tokens[start : self.at])
        return Operand(
            text, lambda p, s: value(name, p.with_({**settings, **s}), round_, over),
            measure="" if settings else name, round=round_, over=over or "",
        )  # fmt: skip

    def settings(self) -> Settings:
        texts = []
        self.take("{")
        while (token := self.take()) != "}":
            texts.append(token)
        return read_settings("".join(texts))


def _of(operand: Operand) -> _Read:
    return _Read(operand.ask, operand)


def _applied(count: Callable[[float, float], float], one: _Ask, other: _Ask) -> _Ask:
    return lambda p, s: count(one(p, s), other(p, s))


def read_settings(text: str, learned: Learned | None = None) -> Settings:
    """Settings such as `overseer.quality=0.9, run.rounds=6`. Raises ExpressionError.

    With the settings of a learned run that they change, also such as `learned.slip_rate=0.2`.
    """
    settings: Settings = {}
    known = TABLE if learned is None else ROWS
    for part in text.split(","):
        id_, equals, written = (piece.strip() for piece in part.partition("="))
        if not equals or not written:
            raise ExpressionError(
                say("{name} sets nothing: write id=value, such as run.rounds=6.", name=shown(part.strip()))
            )
        if id_ not in known:
            raise ExpressionError(unknown_parameter(id_))
        if id_ in settings:
            raise ExpressionError(say("{id} is set for the second time.", id=id_))
        if re.fullmatch(r"-?\d{1,19}", written):
            settings[id_] = int(written)
        elif is_switch(known[id_]) and written in ("true", "false"):
            settings[id_] = written == "true"
        else:
            settings[id_] = float(written) if _DECIMAL.fullmatch(written) else written
        task = None if learned is None else settings.get("learned.task", learned.task)
        if problem := complaint(id_, settings[id_], task=task):
            raise ExpressionError(problem)
    return settings
