"""Unexpected errors, wherever they happen: written to a log, told calmly and once, never a dead window.

Slots and paint events, threads, destructors and Qt's own complaints end here; processes that work for the window tell
of their errors through it. A crash of the interpreter itself leaves its last lines in a file beside the log.
"""

from __future__ import annotations

import faulthandler
import logging
import platform
import sys
import threading
import traceback
from collections import Counter
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Any, TextIO

from PySide6.QtCore import QObject, QStandardPaths, Signal, qVersion

from simulator import __version__

LOG_BYTES, LOGS_KEPT = 256 * 1024, 3
DETAILS_LIMIT = 20_000
"""Characters of one error; the beginning and the end of a longer one."""

_KINDS_KEPT = 200
_log = logging.getLogger("simulator")


def log_path() -> Path:
    """Where the log of this user is kept."""
    folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.GenericDataLocation)
    return Path(folder) / "ida-simulator" / "log.txt"


class Errors(QObject):
    """Catches exceptions that nobody handled. `happened(details)` follows the first of each kind, once it is logged.

    Of what happens again and again (a paint event, say) the 10th, 100th … time is a line in the log, and no more.
    """

    happened = Signal(str)

    def __init__(self, path: Path | None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._path = path
        self._times: Counter[tuple[str, ...]] = Counter()
        self._guard = threading.RLock()
        self._handler: logging.Handler | None = None
        self._crash: TextIO | None = None
        self._before: tuple[Any, Any, Any] | None = None

    def install(self) -> None:
        """Take over the interpreter's hooks for what nobody handled."""
        self._before = sys.excepthook, threading.excepthook, sys.unraisablehook
        sys.excepthook = self.take
        threading.excepthook = self._take_from_thread
        sys.unraisablehook = self._take_unraisable
        if self._path is not None:
            with suppress(OSError, RuntimeError, ValueError):
                self._path.parent.mkdir(parents=True, exist_ok=True)
                self._crash = _crash_file(self._path.with_name("crash.txt"))
                faulthandler.enable(self._crash)

    def remove(self) -> None:
        """Give the hooks back."""
        if self._before is not None:
            sys.excepthook, threading.excepthook, sys.unraisablehook = self._before
            self._before = None
        if self._crash is not None:
            faulthandler.disable()
            self._crash.close()
            self._crash = None
        if self._handler is not None:
            _log.removeHandler(self._handler)
            self._handler.close()
            self._handler = None

    def take(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        """Log one exception and tell of it."""
        if issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, error, trace)
            return
        try:
            self._take(kind, error, trace)
        except Exception:  # whatever tells of errors must not be one
            sys.__excepthook__(kind, error, trace)

    def _take(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        sort = (kind.__name__, *(f"{at.filename}:{at.lineno}" for at in traceback.extract_tb(trace, limit=-3)))
        with self._guard:
            if len(self._times) > _KINDS_KEPT:
                self._times.clear()
            self._times[sort] += 1
            times = self._times[sort]
        if times > 1:
            if str(times).strip("0") == "1":
                self._write(f"for the {times}th time: {sort[0]} at {sort[-1]}")
            return
        details = _shortened("".join(traceback.format_exception(kind, error, trace))) + _where()
        self._write(details)
        self.happened.emit(details)

    def _take_from_thread(self, told: threading.ExceptHookArgs) -> None:
        if not issubclass(told.exc_type, SystemExit):
            error = told.exc_value or told.exc_type()
            self.take(told.exc_type, error, told.exc_traceback)

    def _take_unraisable(self, told: sys.UnraisableHookArgs) -> None:
        error = told.exc_value or told.exc_type()
        self.take(told.exc_type, error, told.exc_traceback)

    def _write(self, text: str) -> None:
        with self._guard, suppress(OSError):
            self._open_log()
            _log.error("%s", text)

    def _open_log(self) -> None:
        """Open the log at the first error; most starts need none."""
        from logging.handlers import RotatingFileHandler

        if self._handler is not None or not self._path:
            return
        self._path.parent.mkdir(parents=True, exist_ok=True)
        self._handler = RotatingFileHandler(
            self._path, maxBytes=LOG_BYTES, backupCount=LOGS_KEPT, encoding="utf-8", errors="replace", delay=True
        )
        self._handler.setFormatter(logging.Formatter("%(asctime)s %(message)s"))
        _log.addHandler(self._handler)
        _log.propagate = False


def _crash_file(path: Path) -> TextIO:
    """Several windows add to it; it begins anew where it has become long."""
    is_long = path.exists() and path.stat().st_size > LOG_BYTES
    return path.open("w" if is_long else "a", encoding="utf-8")


def _shortened(details: str) -> str:
    half = DETAILS_LIMIT // 2
    return details if len(details) <= DETAILS_LIMIT else f"{details[:half]}\n…\n{details[-half:]}"


def _where() -> str:
    """What whoever reads the details needs to know of this machine, and nothing of its user."""
    return f"IDA Simulator {__version__}, Python {platform.python_version()}, Qt {qVersion()}, {platform.platform()}\n"
