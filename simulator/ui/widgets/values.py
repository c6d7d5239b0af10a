"""What is said of a parameter's value, in the present language: its text, its reading, its range, why it is refused."""

from __future__ import annotations

import re
from math import floor, isfinite, log10
from textwrap import fill

from simulator.engine.parameters import Parameter, Value, format_number, row_refusal, shown
from simulator.scenario.stops import decimals
from simulator.ui.text import digits, mark, signs, tr

_GROUPED = re.compile(r"[+-]?\d{1,3}(?:[., '’]\d{3})+")
_NUMBER = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?|[+-]?(?:inf|nan)", re.IGNORECASE)

TIP_COLUMNS = 64
"""Width of a tool tip, in characters: about the length of a comfortable line."""

_ONE = {
    "levels": mark("level"), "sub-questions": mark("sub-question"), "overseers": mark("overseer"),
    "copies": mark("copy"), "retries": mark("retry"), "answers": mark("answer"), "questions": mark("question"),
    "views": mark("view"), "rounds": mark("round"), "steps": mark("step"), "networks": mark("network"),
    "runs": mark("run"), "tries": mark("try"),
}  # fmt: skip
"""Units of which there can be one."""

_FIGURES = 6
_SMALLEST_WRITTEN_OUT = 1e-9
_LONGEST_INTEGER_BITS = 64
"""Longer whole numbers are described, not written out; the engine does so from the same length on."""


def value_text(row: Parameter, value: Value) -> str:
    """A value as its field shows it; figures keep their places while a slider moves ("0.90", "1.00")."""
    if isinstance(value, str):
        return tr(value)
    if row.integer:
        return str(int(value))
    places = decimals(row)
    if row.scale == "linear" and round(value, places) == value:
        return digits(value, f".{places}f")
    return _plain(value)


def counted_text(row: Parameter, value: Value) -> str:
    """A value with its unit, as it is read aloud: "0.95", "1 copy", "3 copies"."""
    text = value_text(row, value)
    if not row.unit:
        return text
    return tr("{value} {unit}", value=text, unit=tr(_unit(row, value)))


def reading(row: Parameter, value: Value) -> str:
    """The value said in a sentence, or the row's help where it has none."""
    if not row.reading or isinstance(value, str):
        return tr(row.help)
    hundredths = value * 100
    return tr(
        row.reading,
        value=str(value) if row.integer else _plain(value),
        per_hundred=_plain(hundredths),
        missing=_plain(100 - hundredths),
    )


def range_text(row: Parameter) -> str:
    """The allowed values, as a part of a sentence."""
    if row.integer:
        return tr("a whole number from {low} to {high}", low=_end(row.low), high=_end(row.high))
    return tr("from {low} to {high}", low=_end(row.low), high=_end(row.high))


def refusal_sentence(row: Parameter, value: object) -> str | None:
    """Why a value is refused, None if it is not: the engine's judgment and sentence, with the label for the id."""
    if row_refusal(row, value) is None:
        return None
    said = {"name": tr(row.label), "value": _shown(value), "range": range_text(row)}
    if isinstance(value, str) and not row.integer:
        return tr("{name} is {value}, but it must be a number {range}.", **said)
    if isinstance(value, float) and not isfinite(value):
        return tr("{name} is {value}, which is not a number to calculate with; it must be {range}.", **said)
    if isinstance(value, str) or (row.integer and not isinstance(value, int)):
        return tr("{name} is {value}, but it must be {range}.", **said)
    return tr("{name} is {value}, outside its range: it must be {range}.", **said)


def parse(row: Parameter, text: str) -> float | int | str:
    """What was typed, as a number, or as it is if it is none.

    Comma or point; groups of three in whole numbers; per cent for all others.
    """
    typed = text.strip().replace("\u2212", "-").replace("\u00a0", " ").replace("\u202f", " ")
    if row.integer and _GROUPED.fullmatch(typed):
        return int(re.sub(r"[., '’]", "", typed))
    typed = typed.replace(",", ".")
    if not row.integer and typed.endswith("%") and _NUMBER.fullmatch(share := typed[:-1].rstrip()):
        return float(share) / 100.0
    if not typed.isascii() or not _NUMBER.fullmatch(typed):
        return text.strip()
    if row.integer and re.fullmatch(r"[+-]?\d+", typed):
        return int(typed)
    number = float(typed)
    return int(number) if row.integer and number.is_integer() else number


def tip(row: Parameter) -> str:
    """What the row means, its range, default and source, for a tool tip."""
    default = tr(row.default) if isinstance(row.default, str) else _plain(row.default)
    lines = [tr("{name}: {help}", name=tr(row.label), help=tr(row.help))]
    if row.choices:
        lines.append(tr("Default {default}", default=default))
    elif row.unit:
        unit = tr(_unit(row, row.default))
        lines.append(tr("Default {default} {unit}, {range}", default=default, unit=unit, range=range_text(row)))
    else:
        lines.append(tr("Default {default}, {range}", default=default, range=range_text(row)))
    lines.append(tr("Source: {source}", source=tr(row.source)))
    return "\n".join(fill(line, TIP_COLUMNS) for line in lines)


def _unit(row: Parameter, value: Value) -> str:
    return _ONE.get(row.unit, row.unit) if value == 1 else row.unit


def _end(value: float) -> str:
    return format_number(int(value) if value == int(value) else value)


def _plain(value: float | int) -> str:
    """A number in at most six figures, without an exponent as far as that can be read."""
    if value and abs(value) < _SMALLEST_WRITTEN_OUT:
        return digits(value, ".3g")
    places = _FIGURES - 1 - floor(log10(abs(value))) if value else 0
    text = f"{value:.{max(places, 0)}f}"
    return signs(text.rstrip("0").rstrip(".") if "." in text else text)


def _shown(value: object) -> str:
    if isinstance(value, int) and value.bit_length() > _LONGEST_INTEGER_BITS:
        return tr("a number of more than nineteen digits")
    return shown(value)
