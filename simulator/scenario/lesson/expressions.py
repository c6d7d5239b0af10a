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
from dataclasses import dataclass, field
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
class Expression:
    """An expression as it was written, and how it is asked."""

    text: str
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
    ask, is_truth = reader.either(0)
    if reader.peek():
        raise ExpressionError(say("Behind a complete expression stands {name}.", name=shown(reader.peek())))
    if not is_truth:
        raise ExpressionError(say("The expression compares nothing: write something like misalignment < 0.1."))
    return Expression(text.strip(), ask, tuple(reader.asked))


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


def value(name: str, parameters: Parameters, round_: int | None = None, over: str | None = None) -> float:
    """A measure of a run. Raises ExpressionError for a round that the run does not have."""
    attribute = MEASURES[name][0]
    if over in QUANTILES:
        from simulator.engine.bands import quantiles

        low, median, high = quantiles(getattr(_replicas(parameters), attribute)[-1:])[:, 0].tolist()
        return float({"low": low, "median": median, "high": high, "spread": high - low}[over])
    first, figures = MEASURES[name][1], series(name, parameters)
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
_Read = tuple[_Ask, bool]


class _Reader:
    """Recursive descent; each method returns how to ask and whether the answer is true or false."""

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
        if not all(is_truth for _, is_truth in parts):
            raise ExpressionError(say("On both sides of {word} stands a comparison.", word=word))
        return lambda p, s: of(ask(p, s) for ask, _ in parts), True

    def one(self, deep: int) -> _Read:
        if deep > _DEPTH:
            raise ExpressionError(say("The expression is nested too deeply."))
        if self.peek() == "not":
            self.take()
            inner, is_truth = self.one(deep + 1)
            if not is_truth:
                raise ExpressionError(say("Behind not stands a comparison."))
            return (lambda p, s: not inner(p, s)), True
        left, is_truth = self.sum(deep)
        sign = self.peek()
        if sign not in (*_COMPARE, "~"):
            return left, is_truth
        self.take()
        written = self.peek()
        right, also = self.sum(deep)
        if is_truth or also:
            raise ExpressionError(say("Numbers are compared, not comparisons."))
        if sign == "~":
            places = len(written.partition(".")[2])
            return (lambda p, s: abs(left(p, s) - right(p, s)) <= 0.5 * 10.0**-places + 1e-9), True
        return (lambda p, s: _COMPARE[sign](left(p, s), right(p, s))), True

    def sum(self, deep: int) -> _Read:
        return self._counted(("+", "-"), self.product, deep)

    def product(self, deep: int) -> _Read:
        return self._counted(("*", "/"), self.atom, deep)

    def _counted(self, signs: tuple[str, ...], part: Callable[[int], _Read], deep: int) -> _Read:
        ask, is_truth = part(deep)
        while self.peek() in signs:
            sign = self.take()
            other, also = part(deep)
            if is_truth or also:
                raise ExpressionError(say("On both sides of {sign} stands a number.", sign=sign))
            ask = _applied(_COUNT[sign], ask, other)
        return ask, is_truth

    def atom(self, deep: int) -> _Read:
        token = self.take()
        if token == "(":
            inner = self.either(deep + 1)
            self.take(")")
            return inner
        if token[0].isdigit() or token[0] == ".":
            number = float(token)
            return (lambda p, s: number), False
        if token in OVER:
            self.take("(")
            ask = self.measure(self.take(), over=token)
            self.take(")")
            return ask, False
        return (self.set_value(token) if "." in token else self.measure(token)), False

    def set_value(self, id_: str) -> _Ask:
        """What a parameter is set to, so that a goal can ask for something to be left as it is."""
        if id_ not in TABLE:
            raise ExpressionError(unknown_parameter(id_))
        if TABLE[id_].choices:
            raise ExpressionError(say("{id} is no number: it cannot be compared.", id=id_))
        return lambda p, s: float(p.with_(s)[id_])

    def measure(self, name: str, over: str | None = None) -> _Ask:
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
        return lambda p, s: value(name, p.with_({**settings, **s}), round_, over)

    def settings(self) -> Settings:
        texts = []
        self.take("{")
        while (token := self.take()) != "}":
            texts.append(token)
        return read_settings("".join(texts))


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
