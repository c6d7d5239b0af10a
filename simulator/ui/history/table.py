"""The history as a table for other programs: a row for each run, with every parameter and the end values."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from datetime import UTC, datetime

from simulator.app.records import ENDS, Record, Setup
from simulator.app.spreadsheet import no_formula
from simulator.engine.overrides import in_force
from simulator.engine.parameters import TABLE
from simulator.ui.history import words

HEAD = ("time", "scenario", "name", "starred", "changed", "overrides")


def csv_of(rows: Iterable[Record]) -> bytes:
    """The rows in their order, in full precision; parameters are those in force."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow([*HEAD, *TABLE, *ENDS])
    for row in rows:
        writer.writerow(_cells(row))
    return text.getvalue().encode("utf-8")


def _cells(row: Record) -> list[object]:
    parameters = _in_force(row.setup)
    overrides = "; ".join(f"{id_} {kind}" for id_, kind in row.setup.overrides)
    when = datetime.fromtimestamp(row.at, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    title, name, changes = (no_formula(text) for text in (row.title, row.name, words.changes_text(row)))
    said = [when, title, name, int(row.starred), changes, overrides]
    return [*said, *parameters, *(row.ends[name] for name in ENDS)]


def _in_force(setup: Setup) -> list[object]:
    parameters = in_force(setup.parameters, setup.overrides)
    return [parameters[id_] for id_ in TABLE]
