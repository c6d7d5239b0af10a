"""Rows of the history as lines: what was written is read back, and whatever else is read does no harm."""

from __future__ import annotations

import contextlib
import json
from array import array
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.app.records import (
    ENDS,
    FORMAT,
    LINE_LIMIT_BYTES,
    NAME_LIMIT,
    ROWS_KEPT,
    SPARE,
    Book,
    Change,
    Mark,
    NewerLineError,
    Record,
    Setup,
    changes,
    clean,
    entry_of,
    kept,
    line_of,
    record_of,
)
from simulator.engine.iterate import run
from simulator.engine.overrides import NONE, Overrides, possible
from simulator.engine.parameters import TABLE, Parameters
from simulator.scenario.schema import Scenario
from tests.engine.strategies import value_of

IDS = st.text("0123456789abcdef", min_size=32, max_size=32)
NUMBERS = st.floats(-1e300, 1e300)
TEXTS = st.text(max_size=NAME_LIMIT).map(lambda text: clean(text, NAME_LIMIT))


def _curve(values: list[float]) -> array[float]:
    return array("d", values)


@st.composite
def overrides(draw: st.DrawFn) -> Overrides:
    ids = draw(st.lists(st.sampled_from([id_ for id_ in TABLE if possible(id_)]), unique=True, max_size=5))
    return Overrides(tuple((id_, draw(st.sampled_from(possible(id_)))) for id_ in ids))


@st.composite
def setups(draw: st.DrawFn) -> Setup:
    ids = draw(st.lists(st.sampled_from(list(TABLE)), unique=True, max_size=4))
    values = {id_: draw(value_of(id_)) for id_ in ids}
    return Setup(parameters=Parameters.of(values), overrides=draw(overrides()))


@st.composite
def records(draw: st.DrawFn) -> Record:
    after = draw(setups())
    rounds = draw(st.integers(2, 61))
    curve = st.lists(NUMBERS, min_size=rounds, max_size=rounds).map(_curve)
    return Record(
        id=draw(IDS), at=draw(st.integers(0, 2**33)), title=draw(TEXTS), setup=after,
        changes=changes(draw(setups()), after), ends={name: draw(NUMBERS) for name in ENDS},
        horizons=draw(curve), misalignments=draw(curve), starred=draw(st.booleans()), name=draw(TEXTS),
        settings=draw(st.none() | setups().map(lambda opened: changes(opened, after))),
    )  # fmt: skip


def some_record(**values: Any) -> Record:
    p = Parameters.of({"overseer.quality": 0.8})
    made = record_of(Scenario(title="A test", parameters=p), run(p), Setup(parameters=Parameters()), 1_700_000_000)
    return replace(made, **values)


@given(records())
def test_what_is_written_is_read_back(record: Record) -> None:
    line = line_of(record)
    assert line.endswith(b"\n")
    assert line.count(b"\n") == 1
    if len(line) <= LINE_LIMIT_BYTES:
        assert entry_of(line) == record


@given(IDS, st.none() | st.booleans(), st.none() | TEXTS, st.booleans())
def test_a_mark_is_read_back(id_: str, starred: bool | None, name: str | None, gone: bool) -> None:
    mark = Mark(id=id_, starred=starred, name=name, gone=gone)
    assert entry_of(line_of(mark)) == mark


def test_the_longest_row_of_this_program_fits_a_line() -> None:
    """Every parameter changed to a long number, every override, 60 rounds, the longest texts."""
    others = {
        id_: row.choices[-1] if row.choices else int(row.high) if row.integer else row.low + (row.high - row.low) / 3
        for id_, row in TABLE.items()
    }
    after = Parameters.of({**others, "run.rounds": 60, "task.max_depth": 12, "amplify.levels": 1})
    all_over = Overrides(tuple((id_, possible(id_)[0]) for id_ in TABLE if possible(id_)))
    curve = array("d", [-12.3456] * 61)
    record = some_record(
        setup=Setup(parameters=after, overrides=all_over), horizons=curve, misalignments=curve, title="é" * NAME_LIMIT,
        name="é" * NAME_LIMIT,
        changes=changes(Setup(parameters=Parameters()), Setup(parameters=after, overrides=all_over)),
        settings=changes(Setup(parameters=Parameters()), Setup(parameters=after, overrides=all_over)),
    )  # fmt: skip
    assert len(line_of(record)) < LINE_LIMIT_BYTES / 1.5
    assert entry_of(line_of(record)) == record


@given(st.binary(max_size=300))
def test_any_bytes_are_a_good_entry_or_a_value_error(line: bytes) -> None:
    with contextlib.suppress(ValueError):
        entry_of(line)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=40),
    lambda inner: st.lists(inner, max_size=5) | st.dictionaries(st.text(max_size=8), inner, max_size=5),
    max_leaves=8,
)


@given(records(), st.data())
def test_a_row_with_anything_in_a_place_of_its_own_is_read_or_refused(record: Record, data: st.DataObject) -> None:
    found = json.loads(line_of(record))
    key = data.draw(st.sampled_from(sorted(found)))
    found[key] = data.draw(JSON)
    try:
        entry = entry_of(json.dumps(found).encode())
    except ValueError:
        return
    assert isinstance(entry, Record)
    line_of(entry)  # what was taken can be written


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("id", "../../etc/passwd"), ("id", 7), ("at", -1), ("at", 1e9), ("at", True), ("at", 10**18),
        ("title", "two\nlines"), ("title", "x" * 121), ("title", "\ud800"), ("title", None),
        ("set", {"overseer.quality": 2}), ("set", {"no.such": 1}), ("set", {"run.rounds": True}), ("set", []),
        ("overrides", {"overseer.quality": "on"}), ("overrides", {"run.seed": "off"}), ("overrides", {"x": "off"}),
        ("changes", [["overseer.quality", 0.95, 9, None, None]]), ("changes", [["x", 1, 1, None, None]]),
        ("changes", [["overseer.quality", 0.95, 0.9, "on", None]]), ("changes", [[]]), ("changes", {}),
        ("ends", {}), ("ends", {"horizon": "6"}), ("horizons", []), ("horizons", [1.0]), ("horizons", [1.0] * 5),
        ("misalignments", [0.1] * 62), ("starred", 1), ("name", 5), ("v", 0), ("v", None), ("v", True),
    ],
)  # fmt: skip
def test_a_wrong_value_makes_the_row_no_row(key: str, value: object) -> None:
    found = json.loads(line_of(some_record()))
    entry_of(json.dumps(found).encode())
    found[key] = value
    with pytest.raises(ValueError, match=r".+"):
        entry_of(json.dumps(found).encode())


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity", "1e999", "9" * 5000])
def test_no_figure_is_beyond_counting(number: str) -> None:
    line = line_of(some_record()).decode().replace('"horizon":', f'"horizon":{number},"was":')
    with pytest.raises(ValueError, match=r".+"):
        entry_of(line.encode())


def test_deep_nesting_and_long_lines_are_refused() -> None:
    for line in (b"[" * 10_000, b'{"v":1,"a":"' + b"x" * LINE_LIMIT_BYTES + b'"}'):
        with pytest.raises(ValueError, match=r".+"):
            entry_of(line)


def test_a_line_of_a_newer_version_is_left_alone_and_kept() -> None:
    newer = json.dumps({"v": FORMAT + 1, "what": "ever"}).encode()
    with pytest.raises(NewerLineError):
        entry_of(newer + b"\n")
    book = Book()
    book.take([newer + b"\n", line_of(some_record())])
    assert (book.broken, len(book.records)) == (0, 1)
    assert newer in book.text()


def test_a_book_takes_what_is_good_and_counts_what_is_not() -> None:
    record = some_record()
    book = Book()
    book.take([b"\n", line_of(record), b"{", b"null\n", line_of(Mark(id=record.id, starred=True, name="Best"))])
    assert book.broken == 2
    assert book.rows() == (replace(record, starred=True, name="Best"),)
    book.take([line_of(Mark(id=record.id, gone=True)), line_of(Mark(id=record.id, starred=False))])
    assert book.rows() == ()
    book.take([line_of(record)])
    assert book.rows() == (record,)


@given(st.lists(records(), max_size=6, unique_by=lambda record: record.id))
def test_a_book_written_afresh_has_the_same_rows(rows: list[Record]) -> None:
    book, again = Book(), Book()
    book.take(line_of(row) for row in rows)
    again.take(book.text().splitlines())
    assert again.rows() == book.rows()


def test_the_newest_rows_are_kept_and_all_with_a_star() -> None:
    base = some_record()
    rows = [replace(base, id=f"{n:032x}", at=n // 3, starred=n < 4) for n in range(ROWS_KEPT + 50)]
    left = kept(rows)
    assert len(left) == ROWS_KEPT + 4
    numbers = [int(row.id, 16) for row in left]
    assert numbers == sorted(numbers, reverse=True)
    assert numbers[-5:] == [50, 3, 2, 1, 0]


def test_rows_that_are_not_kept_any_more_are_forgotten_where_many_have_gathered() -> None:
    base, book = some_record(), Book()
    rows = [replace(base, id=f"{n:032x}", at=n // 3, starred=n == 0) for n in range(2 * (ROWS_KEPT + SPARE))]
    for row in rows:
        book.put(row)
        assert len(book.rows()) <= ROWS_KEPT + 1
        assert len(book.records) <= ROWS_KEPT + 1 + SPARE
    assert book.rows() == kept(rows)


def test_what_has_changed_is_what_is_set_or_overridden_otherwise() -> None:
    before = Setup(parameters=Parameters(), overrides=Overrides((("amplify.drift", "off"),)))
    after = Setup(parameters=Parameters.of({"overseer.quality": 0.8, "run.seed": 2}), overrides=NONE)
    drift = Parameters().amplify.drift
    assert changes(before, after) == (
        Change(id="overseer.quality", before=0.95, after=0.8),
        Change(id="amplify.drift", before=drift, after=drift, before_kind="off"),
        Change(id="run.seed", before=1, after=2),
    )
    assert changes(after, after) == ()


def test_a_row_has_the_curves_and_the_end_of_its_run() -> None:
    record, here = some_record(), run(Parameters.of({"overseer.quality": 0.8}))
    assert record.ends == {name: float(getattr(here, name)[-1]) for name in ENDS}
    assert record.horizons == pytest.approx(here.horizon, abs=1e-4)
    assert record.misalignments == pytest.approx(here.misalignment, abs=1e-4)
    assert [change.id for change in record.changes] == ["overseer.quality"]
