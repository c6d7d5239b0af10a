"""Unsaved work is kept beside, for the next start in case this one ends without a word.

Every window has a recovery file of its own, and a lock that ends with its process. A few seconds after a change the
file is written, in a thread and never while a slider is held; where nothing is unsaved, there is no file. At the next
start, a file whose lock nobody holds is work that somebody lost.
"""

from __future__ import annotations

import os
import re
import stat
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from uuid import uuid4

from PySide6.QtCore import QLockFile, QObject, QStandardPaths, QTimer, Signal

from simulator.app.document import Document
from simulator.app.session import Session
from simulator.app.unsaved import FILE_LIMIT_BYTES, Unsaved, Words, bytes_of, unsaved_of
from simulator.app.worker import Worker
from simulator.scenario.files import WriteError, reason, write_atomically
from simulator.scenario.schema import ScenarioError
from simulator.sentence import say

WRITE_AFTER_MS = 3000
"""From a change to the file: what a power cut costs at most. Changes meanwhile are written with it."""

MOST_SHOWN = 20
"""The newest pieces of lost work that are looked at."""

_NAME = re.compile(r"[0-9a-f]{32}\.json")


def recovery_folder() -> Path:
    """Where the unsaved work of this user is kept."""
    folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.GenericDataLocation)
    return Path(folder) / "ida-simulator" / "recovery"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Lost:
    """Work that somebody lost. Whoever has this holds its lock: nobody else is asked about it meanwhile."""

    path: Path
    unsaved: Unsaved | Words
    lock: QLockFile

    def discard(self) -> None:
        """Nobody wants it."""
        with suppress(OSError):
            self.path.unlink(missing_ok=True)
        self.lock.unlock()

    def leave(self) -> None:
        """Ask again later."""
        self.lock.unlock()


def lost_in(folder: Path) -> list[Lost]:
    """The work in a folder that no living process holds, the newest first; what cannot be read is left alone."""
    try:
        paths = [Path(entry.path) for entry in os.scandir(folder) if _NAME.fullmatch(entry.name)]
    except OSError:
        return []
    found = [lost for path in paths if (lost := _lost(path)) is not None]
    found.sort(key=lambda lost: lost.unsaved.at, reverse=True)
    for lost in found[MOST_SHOWN:]:
        lost.leave()
    return found[:MOST_SHOWN]


def _lost(path: Path) -> Lost | None:
    lock = _lock(path)
    if not lock.tryLock(0):
        return None
    try:
        status = path.lstat()
        if not stat.S_ISREG(status.st_mode) or status.st_size > FILE_LIMIT_BYTES:
            raise ValueError("no recovery file")
        return Lost(path=path, unsaved=unsaved_of(path.read_bytes()), lock=lock)
    except (OSError, ValueError):
        lock.unlock()
        return None


def _lock(path: Path) -> QLockFile:
    lock = QLockFile(str(path.with_suffix(".lock")))
    lock.setStaleLockTime(0)  # held as long as its process lives, however old it is
    return lock


class _Desk:
    """The recovery file of one window, written and removed from any thread. No QObject."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / f"{uuid4().hex}.json"
        self._guard = threading.Lock()
        self._lock = _lock(self._path)
        self._is_closed = False

    def put(self, unsaved: Unsaved | Words | None) -> Iterator[str]:
        """Keep this work, or that there is none; gives what went wrong, in a sentence, or nothing."""
        trouble = ""
        with self._guard:
            try:
                if not self._is_closed:
                    self._put(unsaved)
            except ScenarioError as error:
                trouble = error.said
        yield trouble

    def _put(self, unsaved: Unsaved | Words | None) -> None:
        if unsaved is None:
            with suppress(OSError):
                self._path.unlink(missing_ok=True)
            return
        data = bytes_of(unsaved)
        self._hold()
        write_atomically(self._path, data)

    def _hold(self) -> None:
        try:
            self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as error:
            raise WriteError(
                say("{parent} cannot be made: {reason}.", parent=self._path.parent, reason=reason(error))
            ) from None
        if not self._lock.isLocked():
            self._lock.tryLock(0)

    def take(self, lost: Lost) -> None:
        """What was lost is this window's work now: there is no moment at which no file holds it."""
        with self._guard, suppress(OSError, WriteError):
            self._hold()
            os.replace(lost.path, self._path)
            lost.lock.unlock()

    def close(self) -> None:
        """A clean end: nothing is left behind."""
        with self._guard:
            self._is_closed = True
            with suppress(OSError):
                self._path.unlink(missing_ok=True)
            self._lock.unlock()


class Keeper(QObject):
    """Keeps what `unsaved` gives, a moment after `note` and not while it `waits`; None is nothing to keep.

    `troubled(sentence)` follows when it cannot be kept, once.
    """

    troubled = Signal(object)

    def __init__(
        self, folder: Path, unsaved: Callable[[], Unsaved | Words | None], parent: QObject | None = None,
        waits: Callable[[], bool] = lambda: False,
    ) -> None:  # fmt: skip
        super().__init__(parent)
        self._unsaved, self._waits = unsaved, waits
        self._desk = _Desk(folder)
        self._trouble = ""
        self._writer = Worker(self)
        self._writer.came.connect(self._hear)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(WRITE_AFTER_MS)
        self._timer.timeout.connect(self.write)

    def note(self, *_: object) -> None:
        """Something was changed."""
        if not self._timer.isActive():
            self._timer.start()

    def write(self) -> None:
        """Keep what there is now, or that there is nothing any more."""
        if self._waits():
            self._timer.start()
            return
        self._timer.stop()
        self._writer.ask(partial(self._desk.put, self._unsaved()))

    def take(self, lost: Lost) -> None:
        """What was lost is kept here from now on."""
        self._desk.take(lost)

    def stop(self) -> None:
        """Whatever was unsaved has been decided upon."""
        self._timer.stop()
        self._writer.forget()
        self._desk.close()

    def _hear(self, trouble: str) -> None:
        if trouble and trouble != self._trouble:
            self.troubled.emit(trouble)
        self._trouble = trouble


class Recovery(QObject):
    """Keeps the unsaved work of one window.

    `found(list of Lost)` follows `search`; `troubled(sentence)` follows when work cannot be kept, once.
    """

    found = Signal(object)
    troubled = Signal(object)

    def __init__(self, session: Session, document: Document, folder: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session, self._document, self._folder = session, document, folder
        self._keeper = Keeper(folder, self._unsaved, self, waits=lambda: session.is_dragging)
        self._keeper.troubled.connect(self.troubled)
        self._finder = Worker(self)
        self._finder.came.connect(self.found)
        session.store.changed.connect(self._keeper.note)
        session.store.saved.connect(self._keeper.write)

    def search(self) -> None:
        """Look, beside the window, whether work was lost."""
        self._finder.ask(partial(_search, self._folder))

    def keeper(self, words: Callable[[], Words | None], parent: QObject) -> Keeper:
        """One for the words of a lesson that is edited."""
        keeper = Keeper(self._folder, words, parent)
        keeper.troubled.connect(self.troubled)
        return keeper

    def take(self, lost: Lost, text: str) -> None:
        """Make lost work the present one, as a change called `text`; its file is this window's from now on."""
        assert isinstance(lost.unsaved, Unsaved)
        self._document.recover(lost.unsaved, text)
        self._keeper.take(lost)

    def stop(self) -> None:
        """The window closes, and whatever was unsaved has been decided upon."""
        self._finder.forget()
        self._keeper.stop()

    def _unsaved(self) -> Unsaved | None:
        if self._session.store.is_saved:
            return None
        document = self._document
        return Unsaved(
            scenario=self._session.state, at=int(time.time()), origin=document.path, base=document.text,
            slug=document.slug,
        )  # fmt: skip


def _search(folder: Path) -> Iterator[list[Lost]]:
    yield lost_in(folder)
