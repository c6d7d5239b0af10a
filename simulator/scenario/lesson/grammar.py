"""Reads expressions and settings as they stand in lessons.

    either := both ("or" both)*            both := one ("and" one)*        one := "not" one | sum [compare sum]
    sum := product (("+" | "-") product)*  product := atom (("*" | "/") atom)*
    atom := number | "(" either ")" | over "(" measure ")" | measure | id of a parameter
    measure := name ["{" id = value, … "}"] ["[" round "]"]

Compared by < <= > >= = and ~ (equal to the decimals that stand behind it). `over` is max or min of all
rounds, or low, median, high, spread: quantiles of replicas (5, 50, 95 %, distance of the outer two) at the last round.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from simulator.engine.parameters import TABLE
from simulator.learner.settings import is_switch
from simulator.scenario.lesson.expressions import (
    COMPARE,
    MEASURES,
    OVER,
    QUANTILES,
    Arithmetic,
    Comparison,
    Expression,
    ExpressionError,
    Group,
    Measure,
    Number,
    Operand,
    Setting,
    Settings,
    Tree,
)
from simulator.scenario.values import ROWS, complaint, shown, unknown_parameter
from simulator.sentence import say

if TYPE_CHECKING:
    from simulator.learner.settings import Learned

LIMIT = 500
"""Characters of an expression: longer ones cannot be read by a teacher either."""

_DEPTH = 20
_TOKEN = re.compile(r"\s*(?:(\d*\.\d+|\d+)|([a-z_]+(?:\.[a-z_]+)?)|(<=|>=|[-+*/()<>=~{}\[\],]))")
_DECIMAL = re.compile(r"-?(?:\d{1,19}(?:\.\d{0,19})?|\.\d{1,19})(?:[eE][-+]?\d{1,2})?")
"""Also with an exponent, as Python writes small numbers: 5e-05."""


def parse(text: str) -> Expression:
    """The expression of a text. Raises ExpressionError."""
    if len(text) > LIMIT:
        raise ExpressionError(say("The expression is longer than {limit} characters.", limit=LIMIT))
    reader = _Reader(_tokens(text))
    found = reader.either(0)
    if reader.peek():
        raise ExpressionError(say("Behind a complete expression stands {name}.", name=shown(reader.peek())))
    if isinstance(found, Operand):
        raise ExpressionError(say("The expression compares nothing: write something like misalignment < 0.1."))
    return Expression(text.strip(), found)


def _tokens(text: str) -> list[str]:
    tokens, at, text = [], 0, text.rstrip()
    while at < len(text):
        found = _TOKEN.match(text, at)
        if not found:
            raise ExpressionError(say("{name} cannot be read in an expression.", name=shown(text[at:].strip()[:20])))
        tokens.append(found[0].strip())
        at = found.end()
    return tokens


class _Reader:
    """Recursive descent. A part is a number or a truth: which of them may stand where is seen when both are read."""

    def __init__(self, tokens: list[str]) -> None:
        self.tokens, self.at = tokens, 0

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

    def either(self, deep: int) -> Tree | Operand:
        return self._joined("or", self.both, deep)

    def both(self, deep: int) -> Tree | Operand:
        return self._joined("and", self.one, deep)

    def _joined(self, word: str, part: Callable[[int], Tree | Operand], deep: int) -> Tree | Operand:
        parts = [part(deep)]
        while self.peek() == word:
            self.take()
            parts.append(part(deep))
        if len(parts) == 1:
            return parts[0]
        trees = tuple(one for one in parts if not isinstance(one, Operand))
        if len(trees) < len(parts):
            raise ExpressionError(say("On both sides of {word} stands a comparison.", word=word))
        return Group(word, trees)

    def one(self, deep: int) -> Tree | Operand:
        if deep > _DEPTH:
            raise ExpressionError(say("The expression is nested too deeply."))
        if self.peek() == "not":
            self.take()
            inner = self.one(deep + 1)
            if isinstance(inner, Operand):
                raise ExpressionError(say("Behind not stands a comparison."))
            return Group("not", (inner,))
        left = self.sum(deep)
        sign = self.peek()
        if sign not in (*COMPARE, "~"):
            return left
        self.take()
        written = self.peek()
        right = self.sum(deep)
        if not isinstance(left, Operand) or not isinstance(right, Operand):
            raise ExpressionError(say("Numbers are compared, not comparisons."))
        return Comparison(left, sign, right, len(written.partition(".")[2]))

    def sum(self, deep: int) -> Tree | Operand:
        return self._counted(("+", "-"), self.product, deep)

    def product(self, deep: int) -> Tree | Operand:
        return self._counted(("*", "/"), self.atom, deep)

    def _counted(self, signs: tuple[str, ...], part: Callable[[int], Tree | Operand], deep: int) -> Tree | Operand:
        found = part(deep)
        while self.peek() in signs:
            sign = self.take()
            other = part(deep)
            if not isinstance(found, Operand) or not isinstance(other, Operand):
                raise ExpressionError(say("On both sides of {sign} stands a number.", sign=sign))
            found = Arithmetic(f"{found.text} {sign} {other.text}", found, sign, other)
        return found

    def atom(self, deep: int) -> Tree | Operand:
        token = self.take()
        if token == "(":
            inner = self.either(deep + 1)
            self.take(")")
            return replace(inner, text=f"({inner.text})") if isinstance(inner, Operand) else inner
        if token[0].isdigit() or token[0] == ".":
            return Number(token, float(token))
        if token in OVER:
            self.take("(")
            found = self.measure(self.take(), over=token)
            self.take(")")
            return replace(found, text=f"{token}({found.text})")
        return self.setting(token) if "." in token else self.measure(token)

    def setting(self, id_: str) -> Setting:
        """What a parameter is set to, so that a goal can ask for something to be left as it is."""
        if id_ not in TABLE:
            raise ExpressionError(unknown_parameter(id_))
        if TABLE[id_].choices:
            raise ExpressionError(say("{id} is no number: it cannot be compared.", id=id_))
        return Setting(id_, id_)

    def measure(self, name: str, over: str = "") -> Measure:
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
        return Measure("".join(self.tokens[start : self.at]), name, settings, round_, over)

    def settings(self) -> Settings:
        texts = []
        self.take("{")
        while (token := self.take()) != "}":
            texts.append(token)
        return read_settings("".join(texts))


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
