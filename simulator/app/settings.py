"""What the program remembers between starts, in one explicit file; a damaged file means the defaults."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path
from typing import Any, Literal

from PySide6.QtCore import QObject, QSaveFile, QStandardPaths, Signal

ThemeName = Literal["system", "light", "dark", "projector", "contrast"]
RECENT_FILES_KEPT = 8


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
    """Reads the file once and writes it on every change; `changed` follows. Without a path nothing is kept."""

    changed = Signal()

    def __init__(self, path: Path | None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._path = path
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
            self._write()
            self.changed.emit()

    def add_recent(self, path: Path) -> None:
        """Put a file at the top of the recent ones."""
        name = str(path)
        others = tuple(other for other in self._values.recent if other != name)
        self.change(recent=(name, *others)[:RECENT_FILES_KEPT], folder=str(path.parent))

    def _write(self) -> None:
        if not self._path:
            return
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
        except OSError:
            return  # a read-only home is no reason to stop; the settings live until the window closes
        file = QSaveFile(str(self._path))
        if file.open(QSaveFile.OpenModeFlag.WriteOnly):
            file.write(json.dumps(asdict(self._values), indent=1).encode())
            file.commit()


def _read(path: Path) -> Preferences:
    try:
        found = json.loads(path.read_bytes())
    except (OSError, ValueError, RecursionError):
        return Preferences()
    values: dict[str, Any] = {}
    for known in fields(Preferences) if isinstance(found, dict) else ():
        value = found.get(known.name)
        if known.name == "recent":
            if isinstance(value, list) and all(isinstance(name, str) for name in value):
                values["recent"] = tuple(value[:RECENT_FILES_KEPT])
        elif type(value) is type(known.default) and value in _CHOICES.get(known.name, (value,)):
            values[known.name] = value
    return Preferences(**values)
