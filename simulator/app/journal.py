"""A file to which several programs add lines; none of them loses another's.

Lines are added at its end, in one write under a lock; what others have added is read on from where one was. Rewriting
the whole, to drop what is not needed any more, puts a new file in the old one's place in one step.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QLockFile

from simulator.scenario.files import WriteError, reason, write_atomically
from simulator.sentence import say

LOCK_MS, STALE_MS = 250, 10_000
"""How long to wait for another program, which takes a few milliseconds, and when it must have died."""

SIZE_LIMIT_BYTES = 16 * 1024 * 1024
"""More is not read: the end of a longer file counts."""


_WHY_NOT = {
    QLockFile.LockError.LockFailedError: say("another program is writing to it"),
    QLockFile.LockError.PermissionError: say("there is no permission for that"),
    QLockFile.LockError.UnknownError: say("the disk is full, or takes no new files"),
}


class Journal:
    """One file of lines; every error is a WriteError with a plain sentence."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._place: tuple[int, int] | None = None
        self._offset = 0

    def read_on(self) -> tuple[list[bytes], bool]:
        """Complete lines that are new since the last time, and whether they are all there are (another file)."""
        try:
            with open(self.path, "rb") as file:
                status = os.fstat(file.fileno())
                place = status.st_dev, status.st_ino
                afresh = place != self._place or status.st_size < self._offset
                if afresh:
                    self._place, self._offset = place, max(0, status.st_size - SIZE_LIMIT_BYTES)
                is_cut = afresh and self._offset > 0
                file.seek(self._offset)
                data = file.read(SIZE_LIMIT_BYTES + 1)
        except FileNotFoundError:
            afresh, self._place, self._offset = self._place is not None, None, 0
            return [], afresh
        except OSError as error:
            raise WriteError(say("{path} cannot be read: {reason}.", path=self.path, reason=reason(error))) from None
        data = data[: data.rfind(b"\n") + 1]
        self._offset += len(data)
        lines = data.splitlines()
        return lines[1:] if is_cut else lines, afresh

    def add(self, lines: Sequence[bytes]) -> None:
        """Add lines, each with its end."""
        with _Locked(self.path):
            try:
                flags = os.O_RDWR | os.O_APPEND | os.O_CREAT | getattr(os, "O_BINARY", 0)
                with open(os.open(self.path, flags, 0o600), "r+b", buffering=0) as file:
                    size = file.seek(0, os.SEEK_END)
                    torn = size > 0 and (file.seek(size - 1), file.read(1))[1] != b"\n"
                    data = (b"\n" if torn else b"") + b"".join(lines)
                    if file.write(data) != len(data):
                        raise OSError("the disk is full")
            except OSError as error:
                raise WriteError(
                    say("{path} cannot be written: {reason}.", path=self.path, reason=reason(error))
                ) from None

    def rewrite(self, content: Callable[[], bytes]) -> None:
        """Put another content in its place; it is made while nobody else can write."""
        with _Locked(self.path):
            write_atomically(self.path, content())


class _Locked:
    """The lock beside a file, held for a `with` block."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = QLockFile(f"{path}.lock")
        self._lock.setStaleLockTime(STALE_MS)

    def __enter__(self) -> None:
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise WriteError(
                say("{path} cannot be written: {reason}.", path=self._path, reason=reason(error))
            ) from None
        if not self._lock.tryLock(LOCK_MS):
            raise WriteError(
                say("{path} cannot be written: {reason}.", path=self._path, reason=_WHY_NOT[self._lock.error()])
            )

    def __exit__(self, *_: object) -> None:
        self._lock.unlock()
