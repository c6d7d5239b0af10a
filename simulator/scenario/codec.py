"""Scenario files in and out: `read`, `parse`, `render`, `write` (product.md 4).

``read(path)`` is the scenario, or a ScenarioError with everything that is wrong; ``text_of(path)`` is the file as it
was written, to be handed back when saving: ``write(path, changed, original=text)`` touches only what has changed.
"""

from __future__ import annotations

from pathlib import Path

from simulator.engine.parameters import TABLE
from simulator.learner.settings import SETTINGS, SIZES
from simulator.scenario import files, layout, structure, syntax
from simulator.scenario.schema import (
    SHARED,
    SIZE_LIMIT_BYTES,
    Experiment,
    Problem,
    Scenario,
    ScenarioError,
    View,
    Words,
)
from simulator.scenario.values import Literal, literal
from simulator.sentence import say

_Values = dict[layout.Path, Literal]


def read(path: str | Path, *, newer_is_readonly: bool = False) -> Scenario:
    """The scenario in a file. Raises ScenarioError with every problem, NewerFormatError for a newer format."""
    return parse(files.read_bytes(Path(path)), str(path), newer_is_readonly=newer_is_readonly)


def text_of(path: str | Path) -> str:
    """The text of a scenario file, to the character. Raises ScenarioError where it is no readable text."""
    return syntax.decode(files.read_bytes(Path(path)), str(path))


def parse(text: str | bytes, name: str = "", *, newer_is_readonly: bool = False) -> Scenario:
    """The scenario in a text; `name` is what its problems are reported under.

    With `newer_is_readonly` a file of a newer format is taken as far as it is known (`scenario.read_only` is then
    true), as long as all that is known in it can be taken.
    Raises ScenarioError with every problem, NewerFormatError for a newer format.
    """
    data = text if isinstance(text, bytes) else text.encode("utf-8", "surrogatepass")
    text = syntax.decode(data, name)
    document = syntax.document(text, name)
    return structure.scenario_of(document, text, name, newer_is_readonly=newer_is_readonly)


def render(scenario: Scenario, original_text: str | None = None) -> str:
    """The scenario as a text of its file format.

    With the text it was read from, comments, order and spelling of all that has not changed are kept, to the
    character; without, what differs from the defaults is written. Raises ScenarioError for a scenario that could
    not be read back, such as one without a title.
    """
    if scenario.read_only:
        message = say(
            "The file was made by a newer version of the program; saving it here would lose what is not known."
        )
        raise ScenarioError([Problem(place="format", message=message)])
    if original_text is not None:
        kept = _edited(scenario, original_text)
        if kept is not None:
            return kept
    text = _fresh(scenario)
    parse(text)
    return text


def write(path: str | Path, scenario: Scenario, original: str | None = None) -> None:
    """Save a scenario in one step: a crash or a full disk leaves the old file as it was.

    `original` is the text that the scenario was read from, if it was read. Raises ScenarioError for a scenario that
    could not be read back, and its subclass WriteError where the file cannot be written.
    """
    files.write_atomically(path, render(scenario, original).encode("utf-8"))


def _values(scenario: Scenario) -> _Values:
    values: _Values = {("title",): scenario.title, ("notes",): scenario.notes}
    values |= {("parameters", *id_.split(".")): value for id_, value in scenario.parameters.values().items()}
    values |= {tuple(id_.split(".")): value for id_, value in scenario.learned.values().items()}
    values |= {("view", key): getattr(scenario.view, key) for key in View.__slots__}
    values |= {("overrides", *id_.split(".")): kind for id_, kind in scenario.overrides}
    if scenario.compare is not None:
        b = {id_: value for id_, value in scenario.compare.parameters.values().items() if id_ not in SHARED}
        values |= {("compare", *id_.split(".")): value for id_, value in b.items()}
        values |= {("compare", "overrides", *id_.split(".")): kind for id_, kind in scenario.compare.overrides}
    values |= {("words", key): getattr(scenario.words, key) for key in Words.__slots__}
    return values | _experiment_values(scenario.experiment)


def _defaults(scenario: Scenario) -> _Values:
    """What each value would be if the file left it out and kept the others."""
    defaults: _Values = {("notes",): ""}
    defaults |= {("parameters", *id_.split(".")): row.default for id_, row in TABLE.items()}
    defaults |= {tuple(id_.split(".")): row.default for id_, row in SETTINGS.items()}
    defaults["learned", "size"] = SIZES[scenario.learned.task].default
    # What B leaves out is as in A.
    defaults |= {("compare", *id_.split(".")): value for id_, value in scenario.parameters.values().items()}
    view, words = View(), Words()
    defaults |= {("view", key): getattr(view, key) for key in View.__slots__}
    defaults |= {("words", key): getattr(words, key) for key in Words.__slots__}
    return defaults | _experiment_values(Experiment())


def _experiment_values(experiment: Experiment) -> _Values:
    over = tuple(axis.text for axis in experiment.over)
    values: _Values = {("experiment", key): getattr(experiment, key) for key in Experiment.__slots__ if key != "over"}
    return {("experiment", "over"): over} | values


def _edited(scenario: Scenario, original: str) -> str | None:
    """The original text with what has changed; None where it cannot be kept (it is not a valid file itself)."""
    try:
        before = _values(parse(original))
    except ScenarioError:
        return None
    mentioned = {entry.path for entry in layout.scan(original).entries}
    defaults = _defaults(scenario)
    values = _values(scenario)
    changes = [
        (path, literal(value))
        for path, value in values.items()
        if value != (before.get(path) if path in mentioned else defaults.get(path))
    ]
    ended = [path for path in mentioned & (before.keys() - values.keys()) if path[0] in ("overrides", "compare")]
    if scenario.compare is None:
        ended.append(("compare",))
    text = layout.without(original, ended)
    if scenario.compare is not None and not layout.has_table(text, ("compare",)):
        text = layout.with_table(text, "compare")
    text = layout.edited(text, changes)
    if text == original:
        return original
    if len(text.encode("utf-8", "surrogatepass")) > SIZE_LIMIT_BYTES:
        message = say("The file would be larger than 64 KB (65536 bytes); shorten the notes.")
        raise ScenarioError([Problem(place="", message=message)])
    try:
        return text if parse(text) == scenario else None
    except ScenarioError:
        return None  # something is wrong with the scenario itself; it is said when the fresh text is read back


def _fresh(scenario: Scenario) -> str:
    defaults = _defaults(scenario)
    changed = {path: value for path, value in _values(scenario).items() if value != defaults.get(path)}
    lines = [f"format = {scenario.format}"]
    lines += [f"{path[0]} = {literal(value)}" for path, value in changed.items() if len(path) == 1]
    for table in ("parameters", "learned", "view", "words", "overrides", "compare", "experiment"):
        inside = {path[1:]: value for path, value in changed.items() if path[0] == table and len(path) > 1}
        if inside or table == "parameters" or (table == "compare" and scenario.compare is not None):
            lines += ["", f"[{table}]"]
            lines += [f"{layout.key_text(path)} = {literal(value)}" for path, value in inside.items()]
    return "\n".join(lines) + "\n"
