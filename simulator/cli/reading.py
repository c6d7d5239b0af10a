"""Files, parameters and numbers that are given to a command, checked."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from simulator.cli.saying import Refusal

if TYPE_CHECKING:
    from simulator.engine.overrides import Overrides
    from simulator.engine.parameters import Parameter, Parameters
    from simulator.learner.settings import Learned
    from simulator.scenario.code import Shared
    from simulator.scenario.schema import Scenario

NAMELESS = '""'


def lines(name: str, error: Exception) -> list[str]:
    """Every problem of a scenario as a line."""
    from simulator.scenario.schema import ScenarioError

    assert isinstance(error, ScenarioError)
    return [f"{name or NAMELESS}: {problem}" for problem in error.problems]


def load(name: str) -> tuple[Path, Scenario]:
    """The scenario of a file, a bundled name or a code, or a Refusal with all its problems."""
    from simulator.scenario import codec, library
    from simulator.scenario.schema import ScenarioError

    try:
        path = library.find(name)
    except ScenarioError as error:
        if shared := shared_by(name):
            return library.path_of(shared.slug), shared.scenario
        raise Refusal(*lines(name, error)) from None
    try:
        return path, codec.read(path)
    except ScenarioError as error:
        raise Refusal(*lines(name, error)) from None


def shared_by(name: str) -> Shared | None:
    """The scenario of a code, None for what does not look like one; a Refusal for a code that is wrong."""
    from simulator.scenario import code

    try:
        return code.find(name)
    except code.CodeError as error:
        raise Refusal(f"{name}: {error}") from None


def with_settings(parameters: Parameters, settings: Sequence[str]) -> Parameters:
    """The parameters with the values of --set, or a Refusal with everything that is wrong with them."""
    from simulator.engine.parameters import TABLE
    from simulator.scenario.values import unknown_parameter

    values, problems = _read(settings, TABLE, unknown_parameter, "overseer.quality=0.9")
    if problems:
        raise Refusal(*problems)
    return parameters.with_(values)


def learned_with_settings(learned: Learned, settings: Sequence[str]) -> Learned:
    """The settings of the learned model with the values of --set; a new task brings its own size."""
    from simulator.learner.settings import SETTINGS, nearest_setting
    from simulator.scenario.values import NAME_LIMIT, shown

    def unknown(id_: str) -> str:
        near = nearest_setting(id_[:NAME_LIMIT])
        return f"There is no setting {shown(id_)}" + (f"; did you mean {near}?" if near else ".")

    task = next(
        (text.partition("=")[2].strip() for text in settings if text.partition("=")[0].strip() == "learned.task"),
        learned.task,
    )
    values, problems = _read(settings, SETTINGS, unknown, "learned.slip_rate=0.1", task=task)
    if problems:
        raise Refusal(*problems)
    return learned.with_(values)


def _read(
    settings: Sequence[str], table: Mapping[str, Parameter], unknown: Callable[[str], str], example: str,
    *, task: str | None = None,
) -> tuple[dict[str, Any], list[str]]:  # fmt: skip
    """The values of --set by id, and everything that is wrong with them."""
    from simulator.scenario.values import complaint, shown

    values: dict[str, Any] = {}
    problems = []
    for setting in settings:
        id_, equals, text = (part.strip() for part in setting.partition("="))
        problem = None
        if not equals or not id_:
            problem = f"write ID=VALUE, for example {example}"
        elif id_ not in table:
            problem = unknown(id_)
        elif not text:
            problem = f"there is no value behind {id_}="
        elif id_ in values:
            problem = f"{id_} is given for the second time"
        else:
            values[id_] = _value(table[id_], text)
            problem = complaint(id_, values[id_], task=task)
            if isinstance(values[id_], str) and re.fullmatch(r"[+-]?\d+,\d+", text):
                problem = f"decimals are written with a point: {id_}={text.replace(',', '.')}"
        if problem:
            problems.append(f"--set {shown(setting)}: {problem}")
    return values, problems


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
    if isinstance(row.default, bool) and text in ("true", "false"):
        return text == "true"
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
