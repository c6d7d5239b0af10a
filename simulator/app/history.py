"""The history: a row for each run that was seen to its end, and for each change that has rested since.

It costs a drag nothing: while a slider is held it only looks whether one is. Rows are kept in the user's own folder
and shared by all windows; without a place they live as long as the window.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QStandardPaths, QTimer, Signal

from simulator.app.journal import Journal
from simulator.app.records import NAME_LIMIT, ROWS_KEPT, SPARE, Book, Mark, Record, Setup, clean, line_of, record_of
from simulator.scenario.schema import Compare, Scenario, ScenarioError

if TYPE_CHECKING:
    from simulator.app.session import Session

REST_MS = 2000
"""How long a change must rest to be a row (product.md 2)."""

FIRST_SHOWN = 2
"""Rows from which there is a history to speak of: one run has nothing beside it."""


def history_path() -> Path:
    """Where the history of this user is kept."""
    folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.GenericDataLocation)
    return Path(folder) / "ida-simulator" / "history.jsonl"


class History(QObject):
    """`changed()` follows when there are other rows, or a row is another; `troubled()` when `trouble` is another."""

    changed = Signal()
    troubled = Signal()

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._session = session
        self._journal: Journal | None = None
        self._book = Book()
        self._rows: tuple[Record, ...] = ()
        self._unwritten: list[bytes] = []
        self._deleted: list[tuple[Record, ...]] = []
        self._last: Setup | None = None
        self.left_out = 0
        self.trouble = ""
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.timeout.connect(self.note)
        session.run_changed.connect(self._follow)
        session.drag_ended.connect(self._follow)
        session.player.moved.connect(self._arrive)
        session.player.paused.connect(self._arrive)
        session.opened.connect(self._start_over)

    @property
    def rows(self) -> tuple[Record, ...]:
        """The rows, the newest first."""
        return self._rows

    @property
    def is_met(self) -> bool:
        """Whether there is enough to be shown."""
        return len(self._rows) >= FIRST_SHOWN

    @property
    def deleted(self) -> tuple[Record, ...]:
        """What was deleted and can be brought back, the last first. Beyond ROWS_KEPT of them the oldest go."""
        return tuple(row for rows in reversed(self._deleted) for row in rows)

    def row(self, id_: str) -> Record | None:
        """The row of an id, if it is there."""
        return self._book.records.get(id_)

    def present(self) -> str | None:
        """The id of the newest row with the present setup."""
        setup = Setup.of(self._session.state)
        return next((row.id for row in self._rows if row.setup == setup), None)

    # ---- rows come by themselves ----

    def note(self) -> None:
        """Keep the present run as a row, unless it is the one that was kept last or nobody has seen it yet."""
        self._rest.stop()
        session = self._session
        if session.is_dragging or not session.player.explored:
            return
        setup = Setup.of(session.state)
        before = self._last or self._newest(session.state)
        if before == setup:
            self._last = setup
            return
        opened = Setup.of(session.store.loaded)
        row = record_of(session.state, session.run, before or opened, int(time.time()), opened)
        self._last = setup
        self._put([row])

    def _newest(self, state: Scenario) -> Setup | None:
        """After a start: the newest row, if it is the very run that is there now."""
        row = self._rows[0] if self._rows else None
        return row.setup if row and row.title == state.title and row.setup == Setup.of(state) else None

    def _follow(self) -> None:
        if not self._session.is_dragging and self._session.player.explored:
            self._rest.start(REST_MS)

    def _arrive(self) -> None:
        """At the end of the run: at once, unless it was the run that has changed (its signal comes after this one)."""
        player = self._session.player
        if not self._session.is_dragging and not player.is_playing and player.complete >= player.last > 0:
            self._rest.start(0)

    def _start_over(self) -> None:
        self._rest.stop()
        self._last = None

    def stop(self) -> None:
        """The window closes: what has not rested yet is no row."""
        self._rest.stop()
        self._write()

    # ---- what people do with rows ----

    def restore(self, id_: str, text: str) -> None:
        """Make a row's setup the present one, as one change that can be undone."""
        if row := self.row(id_):
            state = self._session.state
            self._last = row.setup
            changed = replace(state, parameters=row.setup.parameters, overrides=row.setup.overrides)
            self._session.store.commit(changed, text)
            self._rest.stop()

    def compare(self, id_: str, text: str) -> None:
        """Put a row's setup beside the present one as B, as one change that can be undone."""
        if row := self.row(id_):
            b = Compare(parameters=row.setup.parameters, overrides=row.setup.overrides)
            self._session.store.commit(replace(self._session.state, compare=b), text)

    def star(self, id_: str, starred: bool) -> None:
        """Give a row a star, which keeps it for good, or take it away."""
        row = self.row(id_)
        if row and row.starred != starred:
            self._put([Mark(id=id_, starred=starred)])

    def rename(self, id_: str, name: str) -> None:
        """Give a row a name; an empty one takes it away."""
        row, name = self.row(id_), clean(name, NAME_LIMIT)
        if row and row.name != name:
            self._put([Mark(id=id_, name=name)])

    def delete(self, ids: Iterable[str]) -> None:
        """Delete rows, together; `bring_back` has them again."""
        rows = tuple(row for id_ in ids if (row := self.row(id_)))
        if rows:
            self._deleted.append(rows)
            while sum(map(len, self._deleted[1:])) >= ROWS_KEPT:
                del self._deleted[0]
            self._put([Mark(id=row.id, gone=True) for row in rows])

    def bring_back(self) -> tuple[Record, ...]:
        """The rows that were deleted last, which are there again; once more, those before them."""
        rows = self._deleted.pop() if self._deleted else ()
        if rows:
            self._put(rows[::-1])
        return rows

    # ---- where they are kept ----

    def keep_in(self, path: Path) -> None:
        """Keep the rows in a file, beginning with those that are there."""
        self._journal = Journal(path)
        self.refresh()
        self._tidy()

    def refresh(self) -> None:
        """Take in what other windows have added."""
        self._read()
        self._show()

    def _put(self, entries: Sequence[Record | Mark]) -> None:
        for entry in entries:
            self._book.put(entry)
        if self._journal is not None:
            self._unwritten += [line_of(entry) for entry in entries]
            self._write()
        self._show()

    def _write(self) -> None:
        """Add what is not written yet; what cannot be written waits for the next time."""
        if self._journal is None or not self._unwritten:
            return
        try:
            self._journal.add(self._unwritten)
        except ScenarioError as error:
            self._tell(error.said)
            return
        self._tell("")
        self._unwritten = []
        self._read()

    def _read(self) -> None:
        if self._journal is None:
            return
        try:
            lines, afresh = self._journal.read_on()
        except ScenarioError as error:
            self._tell(error.said)
            return
        if afresh:
            self._book = Book()
        self._book.take(lines)
        if afresh:
            self._book.take(self._unwritten)
        self.left_out = max(self.left_out, self._book.broken)

    def _tidy(self) -> None:
        """Write the file afresh where much of it is not needed any more."""
        if self._journal is not None and self._book.lines > len(self._rows) + SPARE:
            with suppress(ScenarioError):  # it can stay as it is
                self._journal.rewrite(self._whole)
                self._read()

    def _whole(self) -> bytes:
        self._read()
        return self._book.text()

    def _show(self) -> None:
        rows = self._book.rows()
        if rows != self._rows:
            self._rows = rows
            self.changed.emit()

    def _tell(self, trouble: str) -> None:
        if trouble != self.trouble:
            self.trouble = trouble
            self.troubled.emit()
