"""What the history keeps of a run: a row, as a line of its file and back. Pure; no Qt.

A file is hostile until checked: whatever a line holds, it becomes a good row or a ValueError. A line is either a whole
row, which takes the place of an earlier one with the same id, or a mark that changes one: a star, a name, or that it
is gone. So whoever writes only ever adds lines, and two programs do not undo each other's.
"""

from __future__ import annotations

import json
import math
import re
from array import array
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from simulator.engine.overrides import KINDS, NONE, Kind, Overrides
from simulator.engine.parameters import TABLE, ParameterError, Parameters, Value, refusal
from simulator.scenario.schema import TITLE_LIMIT, Scenario

if TYPE_CHECKING:
    from simulator.engine.iterate import Run

FORMAT = 1
"""The version of a line; lines of a newer one are left alone."""

ROWS_KEPT = 500
"""The newest rows without a star that are kept; rows with a star stay."""

SPARE = 250
"""Rows and lines beyond those that are kept from which they are put away."""

LINE_LIMIT_BYTES = 16 * 1024
"""A row of 60 rounds with every parameter changed takes under 8 KB."""

NAME_LIMIT = 120
_PLACES = 4
"""Decimals of the small curves: finer than a pixel of any thumbnail."""

ENDS = ("horizon", "capability", "misalignment", "reproduction", "attack_success")
"""The figures of the last round that are kept, in full precision: those of a sweep's table."""

_LARGEST = 1e300
_ID = re.compile(r"[0-9a-f]{32}")
_MOST_ROUNDS = int(TABLE["run.rounds"].high)
_LATEST = 253402300799
"""The last second of the year 9999: what calendars know."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Setup:
    """What a run was made with: what is set, and what of it was overridden."""

    parameters: Parameters
    overrides: Overrides = NONE

    @staticmethod
    def of(state: Scenario) -> Setup:
        """The setup of a scenario."""
        return Setup(parameters=state.parameters, overrides=state.overrides)


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One parameter that is set otherwise, or overridden otherwise (None: as set)."""

    id: str
    before: Value
    after: Value
    before_kind: Kind | None = None
    after_kind: Kind | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """One row. `at` is in seconds since 1970; the curves have one value a round, the start first.

    Curves are arrays of C doubles: as tuples, five hundred rows of sixty rounds were 61,000 objects of Python.
    `changes` are those since the run before, `settings` those against the scenario as it was opened or saved last; None
    in rows of an earlier version of the program.
    """

    id: str
    at: int
    title: str
    setup: Setup
    changes: tuple[Change, ...]
    ends: Mapping[str, float]
    horizons: array[float]
    misalignments: array[float]
    settings: tuple[Change, ...] | None = None
    starred: bool = False
    name: str = ""

    @property
    def seed(self) -> int:
        """The seed of the run."""
        return self.setup.parameters.run.seed

    def __hash__(self) -> int:
        return hash(self.id)


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A change of one row; None leaves a thing as it is."""

    id: str
    starred: bool | None = None
    name: str | None = None
    gone: bool = False


class NewerLineError(ValueError):
    """A line of a newer version of the program: not to be read here, and not to be thrown away."""


def changes(before: Setup, after: Setup) -> tuple[Change, ...]:
    """What has changed from one setup to another, in the order of the table."""
    return tuple(
        Change(id=id_, before=a, after=b, before_kind=a_kind, after_kind=b_kind)
        for id_ in TABLE
        if (a := before.parameters[id_]) != (b := after.parameters[id_])
        or before.overrides.kind(id_) != after.overrides.kind(id_)
        for a_kind, b_kind in [(before.overrides.kind(id_), after.overrides.kind(id_))]
    )


def record_of(state: Scenario, run: Run, before: Setup, at: int, opened: Setup | None = None) -> Record:
    """The row of a run of a scenario that was changed from an earlier setup; `opened` is the scenario's own."""
    setup = Setup.of(state)
    return Record(
        id=uuid4().hex,
        at=at,
        title=clean(state.title, TITLE_LIMIT),
        setup=setup,
        changes=changes(before, setup),
        ends={name: float(getattr(run, name)[-1]) for name in ENDS},
        horizons=_rounded(run.horizon.tolist()),
        misalignments=_rounded(run.misalignment.tolist()),
        settings=None if opened is None else changes(opened, setup),
    )


def clean(text: str, limit: int) -> str:
    """A text on one line, without what cannot be printed, not longer than a limit."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())[:limit].strip()


def line_of(entry: Record | Mark) -> bytes:
    """A row or a mark as a line, with its end."""
    found = _mark_line(entry) if isinstance(entry, Mark) else _record_line(entry)
    text = json.dumps(found, separators=(",", ":"), allow_nan=False)
    return text.encode("ascii") + b"\n"


def entry_of(line: bytes) -> Record | Mark:
    """What a line holds. Raises NewerLineError for a newer version, ValueError for what is no good line."""
    if len(line) > LINE_LIMIT_BYTES:
        raise ValueError("the line is too long")
    try:
        found = json.loads(line)
    except RecursionError:
        raise ValueError("the line is nested too deeply") from None
    if not isinstance(found, dict):
        raise ValueError("the line is no row")
    version = found.get("v")
    if type(version) is int and version > FORMAT:
        raise NewerLineError
    if version != FORMAT or type(version) is not int:
        raise ValueError("the line has no version")
    return _mark(found) if "mark" in found else _record(found)


@dataclass(slots=True)
class Book:
    """The rows of a file, taken line by line."""

    records: dict[str, Record] = field(default_factory=dict)
    newer: list[bytes] = field(default_factory=list)
    lines: int = 0
    broken: int = 0

    def take(self, lines: Iterable[bytes]) -> None:
        """Follow more lines; those that are no good are counted and left out."""
        for line in lines:
            if not line.strip():
                continue
            self.lines += 1
            try:
                self.put(entry_of(line))
            except NewerLineError:
                self.newer.append(line)
            except ValueError:
                self.broken += 1

    def put(self, entry: Record | Mark) -> None:
        """Take a row or a mark; a mark of a row that there is not changes nothing."""
        if isinstance(entry, Record):
            self.records[entry.id] = entry
        elif entry.gone:
            self.records.pop(entry.id, None)
        elif (record := self.records.get(entry.id)) is not None:
            self.records[entry.id] = replace(
                record,
                starred=record.starred if entry.starred is None else entry.starred,
                name=record.name if entry.name is None else entry.name,
            )

    def rows(self) -> tuple[Record, ...]:
        """The rows that are kept, the newest first; where many others have gathered, those are forgotten."""
        rows = kept(self.records.values())
        if len(self.records) > len(rows) + SPARE:
            self.records = {record.id: record for record in reversed(rows)}
        return rows

    def text(self) -> bytes:
        """The whole as a fresh file: the rows that are kept, and what a newer version has written."""
        return b"".join([line_of(record) for record in reversed(self.rows())] + self.newer)


def kept(records: Iterable[Record]) -> tuple[Record, ...]:
    """The newest rows, ROWS_KEPT of them and all with a star, the newest first."""
    in_order = sorted(enumerate(records), key=lambda numbered: (numbered[1].at, numbered[0]), reverse=True)
    newest = [record for _, record in in_order]
    plain = [record.id for record in newest if not record.starred]
    dropped = set(plain[ROWS_KEPT:])
    return tuple(record for record in newest if record.id not in dropped)


# ---- lines ----


def _record_line(record: Record) -> dict[str, Any]:
    parameters = record.setup.parameters
    found: dict[str, Any] = {"v": FORMAT, "id": record.id, "at": record.at, "title": record.title}
    found["set"] = {id_: parameters[id_] for id_, row in TABLE.items() if parameters[id_] != row.default}
    found["overrides"] = dict(record.setup.overrides)
    found["changes"] = [[c.id, c.before, c.after, c.before_kind, c.after_kind] for c in record.changes]
    found["ends"] = dict(record.ends)
    found["horizons"], found["misalignments"] = list(record.horizons), list(record.misalignments)
    if record.settings is not None:
        found["opened"] = [[c.id, c.before, c.before_kind] for c in record.settings]
    if record.starred:
        found["starred"] = True
    if record.name:
        found["name"] = record.name
    return found


def _mark_line(mark: Mark) -> dict[str, Any]:
    found: dict[str, Any] = {"v": FORMAT, "mark": mark.id}
    if mark.starred is not None:
        found["starred"] = mark.starred
    if mark.name is not None:
        found["name"] = mark.name
    if mark.gone:
        found["gone"] = True
    return found


def _mark(found: dict[str, Any]) -> Mark:
    name = found.get("name")
    return Mark(
        id=_id(found["mark"]),
        starred=_flag(found["starred"]) if "starred" in found else None,
        name=None if name is None else _text(name, NAME_LIMIT),
        gone=_flag(found.get("gone", False)),
    )


def _record(found: dict[str, Any]) -> Record:
    at, ends = found.get("at"), found.get("ends")
    if type(at) is not int or not 0 <= at <= _LATEST:
        raise ValueError("the time is none")
    if not isinstance(ends, dict):
        raise ValueError("the end values are missing")
    setup = Setup(parameters=_parameters(found.get("set")), overrides=_overrides(found.get("overrides")))
    horizons, misalignments = _curve(found.get("horizons")), _curve(found.get("misalignments"))
    if not len(horizons) == len(misalignments) <= _MOST_ROUNDS + 1:
        raise ValueError("the curves are not those of a run")
    return Record(
        id=_id(found.get("id")),
        at=at,
        title=_text(found.get("title"), TITLE_LIMIT),
        setup=setup,
        changes=_changes(found.get("changes")),
        settings=_settings(found["opened"], setup) if "opened" in found else None,
        ends={name: _number(ends.get(name)) for name in ENDS},
        horizons=horizons,
        misalignments=misalignments,
        starred=_flag(found.get("starred", False)),
        name=_text(found.get("name", ""), NAME_LIMIT),
    )


def _parameters(found: object) -> Parameters:
    if not isinstance(found, dict):
        raise ValueError("the parameters are missing")
    try:
        return Parameters.of(found)
    except ParameterError as error:
        raise ValueError("a parameter is refused") from error


def _overrides(found: object) -> Overrides:
    if not isinstance(found, dict) or not all(id_ in TABLE and kind in KINDS for id_, kind in found.items()):
        raise ValueError("the overrides are none")
    return Overrides(tuple(found.items()))


def _changes(found: object) -> tuple[Change, ...]:
    if not isinstance(found, list):
        raise ValueError("the changes are missing")
    return tuple(_change(entry) for entry in found)


def _settings(found: object, setup: Setup) -> tuple[Change, ...]:
    """What a setup changes of the values that it had in the scenario."""
    if not isinstance(found, list):
        raise ValueError("the settings are missing")
    made = []
    for entry in found:
        if not isinstance(entry, list) or len(entry) != 3 or not isinstance(entry[0], str) or entry[0] not in TABLE:
            raise ValueError("a setting is none")
        id_, before, before_kind = entry
        made.append(_change([id_, before, setup.parameters[id_], before_kind, setup.overrides.kind(id_)]))
    return tuple(made)


def _change(found: object) -> Change:
    if not isinstance(found, list) or len(found) != 5:
        raise ValueError("a change is none")
    id_, before, after, before_kind, after_kind = found
    if not isinstance(id_, str) or refusal(id_, before) or refusal(id_, after):
        raise ValueError("a change is refused")
    if any(kind is not None and kind not in KINDS for kind in (before_kind, after_kind)):
        raise ValueError("a change of an override is none")
    shared = TABLE[id_].id  # else each line of a file has a text of its own
    return Change(id=shared, before=before, after=after, before_kind=before_kind, after_kind=after_kind)


def _curve(found: object) -> array[float]:
    if not isinstance(found, list) or not 2 <= len(found) <= _MOST_ROUNDS + 1:
        raise ValueError("a curve is none")
    return array("d", (_number(value) for value in found))


def _number(found: object) -> float:
    if type(found) not in (int, float) or not isinstance(found, int | float) or not abs(found) <= _LARGEST:
        raise ValueError("a figure is none")
    return float(found)


def _flag(found: object) -> bool:
    if not isinstance(found, bool):
        raise ValueError("a flag is none")
    return found


def _id(found: object) -> str:
    if not isinstance(found, str) or not _ID.fullmatch(found):
        raise ValueError("the id is none")
    return found


def _text(found: object, limit: int) -> str:
    if not isinstance(found, str) or clean(found, limit) != found:
        raise ValueError("a text is none")
    return found


def _rounded(values: Iterable[float]) -> array[float]:
    return array("d", (value if math.isfinite(value) and value == 0 else round(value, _PLACES) for value in values))
