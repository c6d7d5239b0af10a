"""A small file of the program's own: one JSON object, changed by several windows without losing each other's words.

Every change reads what is there, under a lock, and puts the new whole in its place in one step. A damaged file is
kept beside, and one of a newer version is left as it is.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

from PySide6.QtCore import QLockFile

from simulator.scenario.files import WriteError, reason, write_atomically

Contents = dict[str, Any]

LOCK_MS, STALE_MS = 250, 10_000
"""How long to wait for another window, which takes a few milliseconds, and when it must have died."""

SIZE_LIMIT_BYTES = 4 * 1024 * 1024


def read(path: Path) -> Contents | None:
    """What a file holds; None where there is none, or no good one."""
    try:
        return _parsed(_bytes(path))
    except (OSError, ValueError):
        return None


def change(path: Path, changed: Callable[[Contents], Contents | None]) -> bool:
    """Put `changed(what is there)` in the place of what is there; None leaves it as it is. Raises WriteError.

    Gives whether something was put there.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        lock = QLockFile(f"{path}.lock")
        lock.setStaleLockTime(STALE_MS)
        lock.tryLock(LOCK_MS)  # without it, at worst another window's last word is lost, and never the file
        try:
            found = changed(_found(path))
            if found is not None:
                write_atomically(path, json.dumps(found, indent=1).encode("ascii"))
            return found is not None
        finally:
            lock.unlock()
    except (OSError, ValueError) as error:
        raise WriteError(f"{path} cannot be written: {reason(error)}.") from None


def _found(path: Path) -> Contents:
    try:
        data = _bytes(path)
    except FileNotFoundError:
        return {}
    try:
        return _parsed(data)
    except ValueError:
        if data.strip():
            with suppress(OSError):
                os.replace(path, path.with_name(f"{path.name}.damaged"))
        return {}


def _bytes(path: Path) -> bytes:
    with open(path, "rb") as file:
        return file.read(SIZE_LIMIT_BYTES + 1)


def _parsed(data: bytes) -> Contents:
    if len(data) > SIZE_LIMIT_BYTES:
        raise ValueError("the file is too large")
    try:
        found = json.loads(data)
    except RecursionError:
        raise ValueError("the file is nested too deeply") from None
    if not isinstance(found, dict):
        raise ValueError("the file holds no object")
    return found
