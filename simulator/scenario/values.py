"""Single values: whether a parameter or setting takes one, and how it is spelled in a file."""

from __future__ import annotations

import datetime
import json
import re
from collections.abc import Mapping
from types import MappingProxyType

from simulator.engine.parameters import TABLE, Parameter, nearest_id, refusal
from simulator.learner import settings
from simulator.sentence import say

ROWS: Mapping[str, Parameter] = MappingProxyType({**TABLE, **settings.SETTINGS})
"""Every row that a scenario file can set: the parameters and the settings of the learned model."""

NAME_LIMIT = 60
_KINDS = (
    (dict, say("a table")),
    (list, say("a list")),
    (bool, say("true or false")),
    (str, say("text")),
    (datetime.datetime, say("a date")),
    (datetime.date, say("a date")),
    (datetime.time, say("a time")),
)


def kind_of(value: object) -> str:
    """What a value from a file is, in a word or two."""
    return next((name for kind, name in _KINDS if isinstance(value, kind)), say("a number"))


def shown(name: str) -> str:
    """A name from a file, fit to be part of one line: shortened, and without characters that break it."""
    name = name if len(name) <= NAME_LIMIT else name[: NAME_LIMIT - 3] + "..."
    return "".join(c if c.isprintable() else f"\\u{ord(c):04x}" for c in name) or '""'


def complaint(id_: str, value: object, *, task: object = None) -> str | None:
    """Why a known id cannot take a value, in one sentence; None if it can. Any object may be asked about."""
    row = ROWS[id_]
    if isinstance(value, bool) and not settings.is_switch(row):
        return say("{id} is {lower}, but it must be {wanted}.", id=id_, lower=str(value).lower(), wanted=_wanted(row))
    if isinstance(value, int) and value.bit_length() > 64:
        return say(
            "{id} is a number of more than nineteen digits, outside its range: it must be {wanted}.",
            id=id_,
            wanted=_wanted(row),
        )
    if row.integer and isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return say(
            "{id} is {value}, but it must be {wanted}: write {number}.",
            id=id_,
            value=value,
            wanted=_wanted(row),
            number=int(value),
        )
    if isinstance(value, str) and not row.choices:
        return say(
            "{id} is the text {text}, but it must be {wanted}, without quotes.",
            id=id_,
            text=_quoted(value),
            wanted=_wanted(row),
        )
    if not isinstance(value, int | float | str):
        return say("{id} is {kind}, but it must be {wanted}.", id=id_, kind=kind_of(value), wanted=_wanted(row))
    if isinstance(value, str) and value not in row.choices:
        return say("{id} is {text}, but it must be {wanted}.", id=id_, text=_quoted(value), wanted=_wanted(row))
    return settings.refusal(id_, value, task=task) if id_ in settings.SETTINGS else refusal(id_, value)


def unknown_parameter(id_: str) -> str:
    """The sentence about an id that is not in the parameter table; it names the nearest one."""
    near = nearest_id(id_[:NAME_LIMIT])
    return say("There is no parameter {name}", name=shown(id_)) + (
        say("; did you mean {near}?", near=near) if near else "."
    )


def _wanted(row: Parameter) -> str:
    if settings.is_switch(row):
        return say("true or false")
    return row.range_text if row.integer or row.choices else say("a number {range_text}", range_text=row.range_text)


def _quoted(text: str) -> str:
    return f'"{shown(text)}"'


Literal = float | str | tuple["Literal", ...]
"""What a scenario can hold: numbers, texts, and lists of them."""


def literal(value: Literal) -> str:
    """The value as TOML; floats as short as they can be without loss, texts of several lines on several lines."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int | float):
        return repr(value)
    if isinstance(value, tuple):
        return "[" + ", ".join(_one_line(item) if isinstance(item, str) else literal(item) for item in value) + "]"
    return _several_lines(value) if "\n" in value else _one_line(value)


def _one_line(text: str) -> str:
    # JSON's escapes are TOML's, but for the one character that only TOML wants escaped.
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def _several_lines(text: str) -> str:
    lines = [_one_line(line)[1:-1].replace('\\"', '"') for line in text.split("\n")]
    body = re.sub('"{3,}', lambda run: '\\"' * len(run[0]), "\n".join(lines))
    return '"""\n' + (body[:-1] + '\\"' if body.endswith('"') else body) + '"""'
