"""What the program remembers between starts, in one explicit file; a damaged file means the defaults."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, fields, replace
from functools import partial
from pathlib import Path
from typing import Any, Literal

from PySide6.QtCore import QObject, QStandardPaths, Signal

from simulator.app import json_file
from simulator.app.pen import Put, at_once
from simulator.scenario.files import WriteError

ThemeName = Literal["system", "light", "dark", "projector", "contrast"]
RECENT_FILES_KEPT = 8
LARGEST_PX, PATH_LIMIT = 100_000, 4096


@dataclass(frozen=True, slots=True, kw_only=True)
class Preferences:
    """The remembered values."""

    theme: ThemeName = "system"
    language: str = "system"
    speed: Literal["slow", "normal", "fast"] = "normal"
    reduced_motion: bool = False
    paper: Literal["", "a4", "letter"] = ""
    text_percent: int = 100
    recent: tuple[str, ...] = ()
    folder: str = ""
    width: int = 1280
    height: int = 800
    maximized: bool = False


_CHOICES: dict[str, tuple[str | int, ...]] = {
    "theme": ("system", "light", "dark", "projector", "contrast"),
    "text_percent": (100, 125, 150, 200),
    "speed": ("slow", "normal", "fast"),
    "paper": ("", "a4", "letter"),
}


def default_path() -> Path:
    """Where the settings of this user are kept."""
    folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.GenericConfigLocation)
    return Path(folder) / "ida-simulator" / "settings.json"


class Settings(QObject):
    """Reads the file once and has it written on every change; `changed` follows. Without a path nothing is kept."""

    changed = Signal()

    def __init__(self, path: Path | None, parent: QObject | None = None, *, put: Put = at_once) -> None:
        super().__init__(parent)
        self._path, self._put = path, put
        self._values = _read(path) if path else Preferences()

    @property
    def values(self) -> Preferences:
        """The present values."""
        return self._values

    def change(self, **values: Any) -> None:
        """Set some of the values and keep them."""
        changed = replace(self._values, **values)
        if changed != self._values:
            self._values = changed
            if self._path:
                self._put(partial(_write, self._path, values))
            self.changed.emit()

    def add_recent(self, path: Path) -> None:
        """Put a file at the top of the recent ones."""
        name = str(path)
        others = tuple(other for other in self._values.recent if other != name)
        self.change(recent=(name, *others)[:RECENT_FILES_KEPT], folder=str(path.parent))


def _write(path: Path, values: dict[str, Any]) -> None:
    with suppress(WriteError):  # a read-only home is no reason to stop; they live until the window closes
        json_file.change(path, partial(_merged, values))


def _merged(values: dict[str, Any], found: json_file.Contents) -> json_file.Contents:
    """What the file holds, another window's words and those of a newer version among it, with what has changed here."""
    if "recent" in values:
        theirs = _values(found).get("recent", ())
        recent = dict.fromkeys((*values["recent"], *theirs))
        values = {**values, "recent": tuple(recent)[:RECENT_FILES_KEPT]}
    return {**found, **values}


def _read(path: Path) -> Preferences:
    return Preferences(**_values(json_file.read(path) or {}))


def _values(found: json_file.Contents) -> dict[str, Any]:
    """What of a file can be taken."""
    values: dict[str, Any] = {}
    for known in fields(Preferences):
        value = found.get(known.name)
        if known.name == "recent":
            if isinstance(value, list) and all(isinstance(name, str) and _is_path(name) for name in value):
                values["recent"] = tuple(value[:RECENT_FILES_KEPT])
        elif type(value) is type(known.default) and value in _CHOICES.get(known.name, (value,)):
            if (isinstance(value, str) and not _is_path(value)) or (type(value) is int and not 0 < value <= LARGEST_PX):
                continue
            values[known.name] = value
    return values


def _is_path(text: str) -> bool:
    """Whether a text can be the name of a file: what a system takes, without half characters and zero bytes."""
    return len(text) <= PATH_LIMIT and "\0" not in text and text.encode("utf-8", "ignore").decode("utf-8") == text
