"""Files, parameters and numbers that are given to a command, checked."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from simulator.cli.saying import Refusal

if TYPE_CHECKING:
    from simulator.engine.overrides import Overrides
    from simulator.engine.parameters import Parameter, Parameters
    from simulator.scenario.schema import Scenario

NAMELESS = '""'


def lines(name: str, error: Exception) -> list[str]:
    """Every problem of a scenario as a line."""
    from simulator.scenario.schema import ScenarioError

    assert isinstance(error, ScenarioError)
    return [f"{name or NAMELESS}: {problem}" for problem in error.problems]


def load(name: str) -> tuple[Path, Scenario]:
    """The scenario of a name, or a Refusal with all its problems."""
    from simulator.scenario import codec, library
    from simulator.scenario.schema import ScenarioError

    try:
        path = library.find(name)
        return path, codec.read(path)
    except ScenarioError as error:
        raise Refusal(*lines(name, error)) from None


def with_settings(parameters: Parameters, settings: Sequence[str]) -> Parameters:
    """The parameters with the values of --set, or a Refusal with everything that is wrong with them."""
    from simulator.engine.parameters import TABLE
    from simulator.scenario.values import complaint, shown, unknown_parameter

    values: dict[str, Any] = {}
    problems = []
    for setting in settings:
        id_, equals, text = (part.strip() for part in setting.partition("="))
        problem = None
        if not equals or not id_:
            problem = "write ID=VALUE, for example overseer.quality=0.9"
        elif id_ not in TABLE:
            problem = unknown_parameter(id_)
        elif not text:
            problem = f"there is no value behind {id_}="
        elif id_ in values:
            problem = f"{id_} is given for the second time"
        else:
            values[id_] = _value(TABLE[id_], text)
            problem = complaint(id_, values[id_])
            if isinstance(values[id_], str) and re.fullmatch(r"[+-]?\d+,\d+", text):
                problem = f"decimals are written with a point: {id_}={text.replace(',', '.')}"
        if problem:
            problems.append(f"--set {shown(setting)}: {problem}")
    if problems:
        raise Refusal(*problems)
    return parameters.with_(values)


def in_force(scenario: Scenario, settings: Sequence[str]) -> tuple[Parameters, Overrides]:
    """What a scenario's run is made with, and what of it is overridden: --set ends an override of the file.

    A Refusal with everything that is wrong with the settings.
    """
    from simulator.engine import overrides

    parameters = with_settings(scenario.parameters, settings)
    ended = {setting.partition("=")[0].strip(): None for setting in settings}
    left = scenario.overrides.with_(ended)
    return overrides.in_force(parameters, left), left


def _value(row: Parameter, text: str) -> float | str:
    """The number that a text says, as a whole number where it is written as one; else the text."""
    if row.choices:
        return text
    if re.fullmatch(r"[+-]?[0-9]+", text):
        return int(text[:400])  # Python refuses to read thousands of digits; hundreds are out of range as well
    try:
        return float(text)
    except ValueError:
        return text


def round_number(text: str | None, rounds: int) -> int | None:
    """The round of --round; None where it is left out."""
    said = f"this scenario has the rounds 0 to {rounds}"
    return None if text is None else whole_number("--round", text, 0, rounds, said)


def whole_number(option: str, text: str, low: int, high: int, said: str) -> int:
    """The whole number that an option says, or a Refusal that says what it may be."""
    if not re.fullmatch(r"[0-9]{1,9}", text) or not low <= int(text) <= high:
        raise Refusal(f"{option} {text}: {said}")
    return int(text)
