"""A claim on a file: two windows, programs or machines that have it open learn of each other.

The claim is a hidden file beside the other one, so that it is seen wherever that is seen, also over a network. It
ends with its process. Where none can be made (a folder that may only be read) there is none, and nobody is stopped:
that the file has changed is noticed in any case before it is saved over.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QLockFile, QSysInfo


@dataclass(frozen=True, slots=True, kw_only=True)
class Holder:
    """Who has a file open: on this machine (`host` is empty) or on another."""

    host: str


class Claim:
    """The claim of one window, on one file at a time."""

    def __init__(self) -> None:
        self._lock: QLockFile | None = None
        self._target: Path | None = None

    @staticmethod
    def holder(path: Path) -> Holder | None:
        """Who has a file open; None if nobody has, or nobody can tell."""
        lock = _lock(_target(path))
        if lock.tryLock(0):
            lock.unlock()
            return None
        if lock.error() != QLockFile.LockError.LockFailedError:
            return None
        _, host, _ = lock.getLockInfo()
        return Holder(host="" if host == QSysInfo.machineHostName() else host)

    def is_on(self, path: Path) -> bool:
        """Whether this is the file that is claimed here."""
        return self._target is not None and self._target == _target(path)

    def take(self, path: Path) -> None:
        """Claim a file, where that is possible, and let go of the one before."""
        if self.is_on(path):
            return
        self.drop()
        lock = _lock(_target(path))
        if lock.tryLock(0):
            self._lock, self._target = lock, _target(path)

    def drop(self) -> None:
        """Claim nothing."""
        if self._lock is not None:
            self._lock.unlock()
        self._lock, self._target = None, None


def _target(path: Path) -> Path:
    """The file itself: two links to one file are one file."""
    return Path(os.path.realpath(path))


def _lock(target: Path) -> QLockFile:
    lock = QLockFile(str(target.with_name(f".{target.name}.lock")))
    lock.setStaleLockTime(0)  # held as long as its process lives, however old it is
    return lock
