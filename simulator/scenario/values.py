"""Single values: whether a parameter or setting takes one, and how it is spelled in a file."""

from __future__ import annotations

import datetime
import json
import re
from collections.abc import Mapping
from types import MappingProxyType

from simulator.engine.parameters import TABLE, Parameter, nearest_id, refusal
from simulator.learner import settings

ROWS: Mapping[str, Parameter] = MappingProxyType({**TABLE, **settings.SETTINGS})
"""Every row that a scenario file can set: the parameters and the settings of the learned model."""

NAME_LIMIT = 60
_KINDS = (
    (dict, "a table"),
    (list, "a list"),
    (bool, "true or false"),
    (str, "text"),
    (datetime.datetime, "a date"),
    (datetime.date, "a date"),
    (datetime.time, "a time"),
)


def kind_of(value: object) -> str:
    """What a value from a file is, in a word or two."""
    return next((name for kind, name in _KINDS if isinstance(value, kind)), "a number")


def shown(name: str) -> str:
    """A name from a file, fit to be part of one line: shortened, and without characters that break it."""
    name = name if len(name) <= NAME_LIMIT else name[: NAME_LIMIT - 3] + "..."
    return "".join(c if c.isprintable() else f"\\u{ord(c):04x}" for c in name) or '""'


def complaint(id_: str, value: object, *, task: object = None) -> str | None:
    """Why a known id cannot take a value, in one sentence; None if it can. Any object may be asked about."""
    row = ROWS[id_]
    if isinstance(value, bool) and not settings.is_switch(row):
        return f"{id_} is {str(value).lower()}, but it must be {_wanted(row)}."
    if isinstance(value, int) and value.bit_length() > 64:
        return f"{id_} is a number of more than nineteen digits, outside its range: it must be {_wanted(row)}."
    if row.integer and isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return f"{id_} is {value}, but it must be {_wanted(row)}: write {int(value)}."
    if isinstance(value, str) and not row.choices:
        return f"{id_} is the text {_quoted(value)}, but it must be {_wanted(row)}, without quotes."
    if not isinstance(value, int | float | str):
        return f"{id_} is {kind_of(value)}, but it must be {_wanted(row)}."
    if isinstance(value, str) and value not in row.choices:
        return f"{id_} is {_quoted(value)}, but it must be {_wanted(row)}."
    return settings.refusal(id_, value, task=task) if id_ in settings.SETTINGS else refusal(id_, value)


def unknown_parameter(id_: str) -> str:
    """The sentence about an id that is not in the parameter table; it names the nearest one."""
    near = nearest_id(id_[:NAME_LIMIT])
    return f"There is no parameter {shown(id_)}" + (f"; did you mean {near}?" if near else ".")


def _wanted(row: Parameter) -> str:
    if settings.is_switch(row):
        return "true or false"
    return row.range_text if row.integer or row.choices else f"a number {row.range_text}"


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
