"""From the keys and values of a file to a Scenario, or to the list of everything that is wrong with them."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Any

from simulator.engine.overrides import KINDS, Kind, Overrides, possible, words_of
from simulator.engine.parameters import TABLE, Parameters
from simulator.learner.settings import SETTINGS, Learned, nearest_setting
from simulator.scenario.experiment import experiment_of
from simulator.scenario.layout import Path, key_text, scan
from simulator.scenario.schema import (
    CHARTS,
    FORMAT,
    SHARED,
    SUM_LARGEST,
    SUM_LIMIT,
    TITLE_LIMIT,
    WORDS_LEVELS,
    WORDS_LIMIT,
    WORDS_TEXTS,
    Compare,
    NewerFormatError,
    Problem,
    Scenario,
    ScenarioError,
    View,
    Words,
    short_number,
)
from simulator.scenario.values import NAME_LIMIT, complaint, kind_of, shown, unknown_parameter
from simulator.sentence import either, say

KNOWN = (
    "format",
    "title",
    "notes",
    "parameters",
    "learned",
    "view",
    "words",
    "overrides",
    "compare",
    "experiment",
)
SECTIONS = tuple(dict.fromkeys(row.section for row in TABLE.values()))
LISTED = 100
"""Problems that are listed one by one; a file with more of them gets their number instead."""

_HOMES = {
    **dict.fromkeys(("format", "title", "notes"), say("at the top of the file, above the first line in brackets")),
    **dict.fromkeys(("charts", "show", "lock"), say("under [view]")),
    **dict.fromkeys(("levels", "sum"), say("under [words]")),
    **dict.fromkeys(("over", "measure"), say("under [experiment]")),
    **dict.fromkeys(SECTIONS, say("under [parameters]")),
}
_ABSENT = object()


@dataclass(slots=True)
class _Findings:
    """Problems as they are met. `lenient`: what is not known is passed over, as in files of a newer format."""

    lenient: bool
    found: list[tuple[Path, str]] = field(default_factory=list)
    more: int = 0
    passed_over: list[Path] = field(default_factory=list)

    def add(self, path: Path, message: str) -> None:
        if len(self.found) < LISTED:
            self.found.append((path, message))
        else:
            self.more += 1

    def unknown(self, path: Path, sentence: Callable[..., str], *about: Any) -> None:
        """Something that is not known; to find its nearest relative takes time, so only listed ones are asked."""
        if self.lenient:
            self.passed_over.append(path)
        else:
            self.add(path, sentence(*about) if len(self.found) < LISTED else "")


def scenario_of(document: Mapping[str, Any], text: str, name: str = "", *, newer_is_readonly: bool = False) -> Scenario:
    """The scenario in a document that was read from `text`.

    Raises ScenarioError with all problems, in the order of the file; NewerFormatError for a newer format, unless
    `newer_is_readonly` and everything that is known in it can be taken.
    """
    format_ = document.get("format", _ABSENT)
    newer = isinstance(format_, int) and format_ > FORMAT and not isinstance(format_, bool)
    if newer and (not newer_is_readonly or format_.bit_length() > 64):
        raise NewerFormatError(format_, name)
    findings = _Findings(lenient=newer)
    _check_format(format_, findings)
    for key, value in document.items():
        if key not in KNOWN:
            findings.unknown((key,), _unknown_at_top, key, value)
    title = _title(document.get("title", _ABSENT), findings)
    notes = _notes(document.get("notes", ""), findings)
    parameters = _parameters(_table(document, "parameters", findings), findings)
    learned = _learned(_table(document, "learned", findings), findings)
    view = _view(_table(document, "view", findings), findings)
    words = _words(_table(document, "words", findings), findings)
    overrides = _overrides(_table(document, "overrides", findings), ("overrides",), findings)
    compare = _compare(_table(document, "compare", findings), parameters, findings) if "compare" in document else None
    experiment = experiment_of(_table(document, "experiment", findings), findings, _unknown_inside)
    if findings.found:
        raise NewerFormatError(format_, name) if newer else ScenarioError(_placed(findings, text), name)
    return Scenario(
        title=title, notes=notes, parameters=parameters, learned=learned, view=view, words=words,
        overrides=overrides, compare=compare, experiment=experiment, format=format_,
        left_out=tuple(dict.fromkeys(shown(key_text(path)) for path in findings.passed_over)),
    )  # fmt: skip


def _placed(findings: _Findings, text: str) -> list[Problem]:
    lines = scan(text).lines()

    def line_of(path: Path) -> int | None:
        return next((lines[path[:n]] for n in range(len(path), 0, -1) if path[:n] in lines), None)

    problems = [
        Problem(place=shown(key_text(path)), message=message, line=line_of(path)) for path, message in findings.found
    ]
    problems.sort(key=lambda problem: problem.line or 0)
    if findings.more:
        problems.append(Problem(place="", message=say("There are {more} more problems.", more=findings.more)))
    return problems


def _check_format(value: Any, findings: _Findings) -> None:
    if value is _ABSENT:
        findings.add(
            ("format",), say("The format is missing: the file's first line should be: format = {format}", format=FORMAT)
        )
    elif not isinstance(value, int) or isinstance(value, bool):
        findings.add(
            ("format",),
            say("The format is {kind}, but it must be a whole number: {format}.", kind=kind_of(value), format=FORMAT),
        )
    elif value < FORMAT:
        findings.add(
            ("format",),
            say(
                "There is no format {number}; the only one so far is {format}.",
                number=short_number(value),
                format=FORMAT,
            ),
        )


def _unknown_at_top(key: str, value: Any) -> str:
    if key in _HOMES:
        return say("{key} belongs {place}.", key=key, place=_HOMES[key])
    if key in TABLE:
        return say("{key} belongs under [parameters], and is written without quotes.", key=key)
    if key in SETTINGS:
        return say("{key} belongs under [learned], as {name}.", key=key, name=SETTINGS[key].id.partition(".")[2])
    what, known = ("table", KNOWN[3:]) if isinstance(value, dict | list) else ("key", KNOWN)
    near = get_close_matches(key[:NAME_LIMIT], known, n=1, cutoff=0.6)
    return say("There is no {what} {name}", what=what, name=shown(key)) + (
        say("; did you mean {near}?", near=near[0]) if near else "."
    )


def _bad_character(text: str, allowed: str = "") -> str | None:
    """The first character that controls a terminal or breaks a line, as a code; None if there is none."""
    for char in text:
        if char not in allowed and unicodedata.category(char) in ("Cc", "Cs", "Zl", "Zp"):
            return f"U+{ord(char):04X}"
    return None


def _title(value: Any, findings: _Findings) -> str:
    if value is _ABSENT:
        findings.add(("title",), say('The title is missing: write a line like title = "My scenario".'))
    elif not isinstance(value, str):
        findings.add(("title",), say("The title is {kind}, but it must be text in quotes.", kind=kind_of(value)))
    elif not value.strip():
        findings.add(("title",), say("The title is empty."))
    elif len(value) > TITLE_LIMIT:
        findings.add(
            ("title",),
            say(
                "The title has {count} characters; {title_limit} are allowed.",
                count=len(value),
                title_limit=TITLE_LIMIT,
            ),
        )
    elif bad := _bad_character(value):
        findings.add(
            ("title",), say("The title holds the control character {bad}; a title is one line of plain text.", bad=bad)
        )
    else:
        return value
    return ""


def _notes(value: Any, findings: _Findings) -> str:
    if not isinstance(value, str):
        findings.add(("notes",), say("The notes are {kind}, but they must be text in quotes.", kind=kind_of(value)))
    elif bad := _bad_character(value, "\n\r\t"):
        findings.add(("notes",), say("The notes hold the control character {bad}, which cannot be shown.", bad=bad))
    else:
        return value
    return ""


def _table(document: Mapping[str, Any], key: str, findings: _Findings) -> Mapping[str, Any]:
    value = document.get(key, _ABSENT)
    if isinstance(value, dict):
        return value
    if value is not _ABSENT:
        findings.add(
            (key,),
            say(
                "{key} is {kind}, but it must be a table: a line [{key}], and below it values.",
                key=key,
                kind=kind_of(value),
            ),
        )
    elif key == "parameters":
        findings.add(
            (key,), say("The table of parameters is missing: write a line [parameters], even with nothing below.")
        )
    return {}


def _parameters(
    table: Mapping[str, Any], findings: _Findings, root: str = "parameters", base: Parameters | None = None
) -> Parameters:
    """The values of a table on top of others, the defaults where none are given."""
    accepted: dict[str, Any] = {}
    for section, values in table.items():
        path = (root, section)
        if section not in SECTIONS and not _is_group(section, values):
            findings.unknown(path, _unknown_section, section)
        elif not isinstance(values, dict):
            example = next(id_ for id_, row in TABLE.items() if row.section == section)
            findings.add(
                path,
                say(
                    "{section} is a group of parameters; write single ones, such as {example} = ...",
                    section=section,
                    example=example,
                ),
            )
        else:
            for name, value in values.items():
                id_ = f"{section}.{name}"
                if id_ not in TABLE:
                    findings.unknown((*path, name), unknown_parameter, id_)
                elif message := complaint(id_, value):
                    findings.add((*path, name), message)
                else:
                    accepted[id_] = value
    return (base or Parameters()).with_(accepted)


def _overrides(table: Mapping[str, Any], root: Path, findings: _Findings) -> Overrides:
    accepted: dict[str, Kind | None] = {}
    message: str
    for section, values in table.items():
        path = (*root, section)
        if section not in SECTIONS and not _is_group(section, values):
            findings.unknown(path, _unknown_section, section)
        elif not isinstance(values, dict):
            message = say(
                '{section} is a group of parameters; write single ones, such as distill.drift = "off".', section=section
            )
            findings.add(path, message)
        else:
            for name, value in values.items():
                id_ = f"{section}.{name}"
                if id_ not in TABLE:
                    findings.unknown((*path, name), unknown_parameter, id_)
                elif message := _override_complaint(id_, value):
                    findings.add((*path, name), message)
                else:
                    accepted[id_] = value
    return Overrides().with_(accepted)


def _override_complaint(id_: str, value: Any) -> str:
    """Why a parameter cannot be overridden so; empty if it can."""
    known = possible(id_)
    can = either([say('"{kind}" ({words})', kind=kind, words=say(words_of(id_, kind))) for kind in known])
    if not known:
        return say("{id} cannot be overridden: it is no mechanism that could be switched off or made perfect.", id=id_)
    if value in KINDS and isinstance(value, str):
        return "" if value in known else say("{id} cannot be {value}; it can be {can}.", id=id_, value=value, can=can)
    return say("{id} is {said}, but an override is {can}.", id=id_, said=_said(value), can=can)


def _said(value: Any) -> str:
    return f'"{shown(value)}"' if isinstance(value, str) else kind_of(value)


def _compare(table: Mapping[str, Any], a: Parameters, findings: _Findings) -> Compare:
    """B: what the table leaves out is as in A."""
    own = {key: value for key, value in table.items() if key != "overrides"}
    overrides: Any = table.get("overrides", {})
    if not isinstance(overrides, dict):
        findings.add(
            ("compare", "overrides"),
            say("compare.overrides is {kind}, but it must be a table.", kind=kind_of(overrides)),
        )
        overrides = {}
    for id_ in SHARED:
        section, _, name = id_.partition(".")
        values = own.get(section)
        if isinstance(values, dict) and name in values:
            findings.add(
                ("compare", section, name), say("{id} is the same for A and B; leave it out of [compare].", id=id_)
            )
    b = _parameters(own, findings, "compare", a)
    return Compare(parameters=b, overrides=_overrides(overrides, ("compare", "overrides"), findings))


def _is_group(section: str, values: Any) -> bool:
    """Whether an unknown name stands for values that are named one by one, each at its own place."""
    return isinstance(values, dict) and bool(values) and section not in TABLE and section not in _HOMES


def _unknown_section(section: str) -> str:
    if section in TABLE:
        return say("Write {section} = ... without quotes around the name.", section=section)
    if section in _HOMES:
        return say("{section} belongs {place}.", section=section, place=_HOMES[section])
    return unknown_parameter(section)


def _learned(table: Mapping[str, Any], findings: _Findings) -> Learned:
    accepted: dict[str, Any] = {}
    task = table.get("task", SETTINGS["learned.task"].default)
    for name, value in table.items():
        id_ = f"learned.{name}"
        if id_ not in SETTINGS:
            findings.unknown(("learned", name), _unknown_setting, name)
        elif message := complaint(id_, value, task=task):
            findings.add(("learned", name), message)
        else:
            accepted[id_] = value
    if isinstance(task, str) and task in SETTINGS["learned.task"].choices:
        return Learned.of(accepted)
    return Learned()


def _unknown_setting(name: str) -> str:
    if name in _HOMES and name not in SECTIONS:
        return say("{name} belongs {place}.", name=name, place=_HOMES[name])
    if name in SETTINGS:
        return say(
            "Under [learned] write {name} = ..., without learned. and without quotes.", name=name.partition(".")[2]
        )
    near = nearest_setting(f"learned.{name[:NAME_LIMIT]}")
    return say("There is no setting {name} under [learned]", name=shown(name)) + (
        say("; did you mean {near}?", near=near.partition(".")[2]) if near else "."
    )


def _view(table: Mapping[str, Any], findings: _Findings) -> View:
    accepted: dict[str, tuple[str, ...]] = {}
    for key, value in table.items():
        path = ("view", key)
        if key == "charts":
            if charts := _names(value, path, findings, CHARTS, _unknown_chart):
                accepted[key] = charts
            elif value == []:
                findings.add(path, say("The list of charts is empty; name at least one, or leave the line out."))
        elif key in ("show", "lock"):
            accepted[key] = _names(value, path, findings, TABLE, unknown_parameter)
        else:
            findings.unknown(path, _unknown_in_view, key)
    return View(**accepted)


def _unknown_in_view(key: str) -> str:
    return _unknown_inside("view", key, ("charts", "show", "lock"))


def _unknown_inside(table: str, key: str, known: tuple[str, ...]) -> str:
    if key in _HOMES:
        return say("{key} belongs {place}.", key=key, place=_HOMES[key])
    near = get_close_matches(key[:NAME_LIMIT], known, n=1, cutoff=0.6)
    return say("There is no key {name} under [{table}]", name=shown(key), table=table) + (
        say("; did you mean {near}?", near=near[0]) if near else "."
    )


def _words(table: Mapping[str, Any], findings: _Findings) -> Words:
    accepted: dict[str, Any] = {}
    for key, value in table.items():
        path = ("words", key)
        if key == "overseer":
            if (text := _word(value, path, findings)) is not None:
                accepted[key] = text
        elif key == "levels":
            accepted[key] = _levels(value, path, findings)
        elif key == "sum":
            accepted[key] = _numbers(value, path, findings)
        else:
            findings.unknown(path, _unknown_in_words, key)
    if accepted.get("levels") and accepted.get("sum"):
        findings.add(("words", "sum"), say("Questions have either levels or a sum, not both; leave one of them out."))
    return Words(**accepted)


def _unknown_in_words(key: str) -> str:
    return _unknown_inside("words", key, ("levels", "sum", "overseer"))


def _word(value: Any, path: Path, findings: _Findings) -> str | None:
    """One short text on one line."""
    name = key_text(path)
    if not isinstance(value, str):
        findings.add(path, say("{name} holds {kind}, but it must be text in quotes.", name=name, kind=kind_of(value)))
    elif len(value) > WORDS_LIMIT:
        findings.add(
            path,
            say(
                "A text in {name} has {count} characters; {words_limit} are allowed.",
                name=name,
                count=len(value),
                words_limit=WORDS_LIMIT,
            ),
        )
    elif bad := _bad_character(value):
        findings.add(
            path,
            say(
                "A text in {name} holds the control character {bad}; it is one line of plain text.", name=name, bad=bad
            ),
        )
    else:
        return value
    return None


def _levels(value: Any, path: Path, findings: _Findings) -> tuple[tuple[str, ...], ...]:
    example = '[["Is there a fever?", "Is there a cough?"], ["Which illness is it?"]]'
    if not isinstance(value, list) or not all(isinstance(level, list) and level for level in value):
        findings.add(
            path,
            say(
                "{key} must be a list with one list of texts for each depth, such as {example}.",
                key=key_text(path),
                example=example,
            ),
        )
        return ()
    if len(value) > WORDS_LEVELS or any(len(level) > WORDS_TEXTS for level in value):
        message = say(
            "{key} is too long; {words_levels} depths with {words_texts} texts each are allowed.",
            key=key_text(path),
            words_levels=WORDS_LEVELS,
            words_texts=WORDS_TEXTS,
        )
        findings.add(path, message)
        return ()
    found = [[_word(text, path, findings) for text in level] for level in value]
    return tuple(tuple(text for text in level if text is not None) for level in found)


def _numbers(value: Any, path: Path, findings: _Findings) -> tuple[int, ...]:
    name = key_text(path)
    if not isinstance(value, list) or any(not isinstance(n, int) or isinstance(n, bool) for n in value):
        findings.add(path, say("{name} must be a list of whole numbers, such as [3, 8, 2, 7].", name=name))
    elif len(value) > SUM_LIMIT or any(not 0 <= n <= SUM_LARGEST for n in value):
        findings.add(
            path,
            say(
                "{name} takes at most {sum_limit} numbers from 0 to {sum_largest}.",
                name=name,
                sum_limit=SUM_LIMIT,
                sum_largest=SUM_LARGEST,
            ),
        )
    else:
        return tuple(value)
    return ()


def _unknown_chart(name: str) -> str:
    near = get_close_matches(name[:NAME_LIMIT], CHARTS, n=1, cutoff=0.6)
    hint = say("did you mean {near}?", near=near[0]) if near else say("there are {names}.", names=", ".join(CHARTS))
    return say("There is no chart {name}; {hint}", name=shown(name), hint=hint)


def _names(value: Any, path: Path, findings: _Findings, known: Any, sentence: Callable[[str], str]) -> tuple[str, ...]:
    """A list of names, each known and each given once."""
    if not isinstance(value, list):
        example = f'["{next(iter(known))}"]'
        findings.add(
            path,
            say(
                "{key} is {kind}, but it must be a list of names, such as {example}.",
                key=key_text(path),
                kind=kind_of(value),
                example=example,
            ),
        )
        return ()
    names: dict[str, None] = {}
    for item in value:
        if not isinstance(item, str):
            findings.add(
                path,
                say(
                    "{key} holds {kind}, but every entry must be a name in quotes.",
                    key=key_text(path),
                    kind=kind_of(item),
                ),
            )
        elif item not in known:
            findings.unknown(path, sentence, item)
        elif item in names:
            findings.add(path, say("{key} names {item} twice.", key=key_text(path), item=item))
        else:
            names[item] = None
    return tuple(names)
