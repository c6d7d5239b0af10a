"""Whether a file is still what was read from it or written to it: looked at beside the window, and before saving."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Literal

from PySide6.QtCore import QFileSystemWatcher, QObject, QTimer, Signal

from simulator.app.worker import Worker
from simulator.scenario import codec
from simulator.scenario.schema import ScenarioError

Stray = Literal["changed", "gone", "away"]
"""Another program has written to the file; it is not there any more; its folder or disk is not."""

SETTLE_MS = 300
"""Programs write in several steps; they are looked at when nothing has happened for so long."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A file as it was when it was last read or written here: its text, and the disk of its folder."""

    path: Path
    text: str
    disk: int | None

    @staticmethod
    def of(path: Path, text: str) -> Kept:
        """That file, with this text, now."""
        return Kept(path=path, text=text, disk=_disk(path))


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """What was seen: how the file has strayed, and what it says now where that could be read."""

    stray: Stray | None
    text: str | None = None


def look(kept: Kept) -> Look:
    """What has become of a file."""
    disk = _disk(kept.path)
    if disk is None or (kept.disk is not None and disk != kept.disk):
        return Look(stray="away")
    if not os.path.lexists(kept.path):
        return Look(stray="gone")
    try:
        text = codec.text_of(kept.path)
    except ScenarioError:
        return Look(stray="gone" if not kept.path.exists() else "changed")
    return Look(stray=None if text == kept.text else "changed", text=text)


def _disk(path: Path) -> int | None:
    """The disk on which the folder of a file lies; a stick that is taken out can leave an empty folder behind."""
    try:
        return os.stat(os.path.dirname(os.path.realpath(path)) or ".").st_dev
    except (OSError, ValueError):
        return None


class Watch(QObject):
    """Watches one file. `strayed(look)` follows when it has become another than it was a moment ago."""

    strayed = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._kept: Kept | None = None
        self._seen: Look | None = None
        self._watcher: QFileSystemWatcher | None = None
        self._worker = Worker(self)
        self._worker.came.connect(self._hear)
        self._settle = QTimer(self)
        self._settle.setSingleShot(True)
        self._settle.setInterval(SETTLE_MS)
        self._settle.timeout.connect(self.check)

    def follow(self, kept: Kept | None) -> None:
        """Watch this file from now on, or none."""
        self._kept, self._seen = kept, None
        self._settle.stop()
        self._worker.forget()
        self._listen()

    def check(self) -> None:
        """Look at the file, beside the window: networks tell nobody of changes."""
        if self._kept is not None:
            self._worker.ask(partial(_looks, self._kept))

    def _listen(self) -> None:
        target = None if self._kept is None else os.path.realpath(self._kept.path)
        wanted = [] if target is None else [target, os.path.dirname(target)]
        if self._watcher is None:
            if not wanted:
                return
            self._watcher = QFileSystemWatcher(self)
            self._watcher.fileChanged.connect(self._stir)
            self._watcher.directoryChanged.connect(self._stir)
        there = self._watcher.files() + self._watcher.directories()
        if outdated := [path for path in there if path not in wanted]:
            self._watcher.removePaths(outdated)
        if missing := [path for path in wanted if path not in there and os.path.exists(path)]:
            self._watcher.addPaths(missing)

    def _stir(self, _: str) -> None:
        self._settle.start()

    def _hear(self, seen: tuple[Kept, Look]) -> None:
        kept, looked = seen
        if kept is not self._kept:
            return
        self._listen()  # a file that was replaced is another one to the system
        if looked != self._seen:
            self._seen = looked
            self.strayed.emit(looked)


def _looks(kept: Kept) -> Iterator[tuple[Kept, Look]]:
    yield kept, look(kept)
