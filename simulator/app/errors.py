"""Unexpected errors: written to a log, told calmly, never a dead window."""

from __future__ import annotations

import logging
import sys
import traceback
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import QObject, QStandardPaths, Signal

LOG_BYTES, LOGS_KEPT = 256 * 1024, 3
_log = logging.getLogger("simulator")


def log_path() -> Path:
    """Where the log of this user is kept."""
    folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.GenericDataLocation)
    return Path(folder) / "ida-simulator" / "log.txt"


class Errors(QObject):
    """Catches exceptions that nobody handled: `happened(details)` follows each of them, after it has been logged."""

    happened = Signal(str)

    def __init__(self, path: Path | None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._path = path
        self._is_logging = False

    def install(self) -> None:
        """Take over the interpreter's hook for unhandled exceptions."""
        sys.excepthook = self.take

    def take(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        """Log one exception and tell of it."""
        if issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, error, trace)
            return
        details = "".join(traceback.format_exception(kind, error, trace))
        self._start_log()
        _log.error("%s", details)
        self.happened.emit(details)

    def _start_log(self) -> None:
        """Open the log at the first error; most starts need none."""
        from logging.handlers import RotatingFileHandler

        if self._is_logging or not self._path:
            return
        self._is_logging = True
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            handler = RotatingFileHandler(
                self._path, maxBytes=LOG_BYTES, backupCount=LOGS_KEPT, encoding="utf-8", delay=True
            )
        except OSError:
            return  # without a place for a log the message on screen is all there is
        handler.setFormatter(logging.Formatter("%(asctime)s %(message)s"))
        _log.addHandler(handler)
