"""The file behind the present scenario: where it lies, opening, saving."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from simulator.app.session import Session
from simulator.scenario import code, codec, library
from simulator.scenario.schema import FORMAT, Problem, Scenario, ScenarioError

SUFFIX = ".toml"


@dataclass(frozen=True, slots=True, kw_only=True)
class Loaded:
    """A file that was read and is good; `slug` is empty unless it is a bundled scenario."""

    path: Path
    scenario: Scenario
    text: str
    slug: str


def load(name: str) -> Loaded:
    """Read a file, a bundled scenario by its slug, or a code, so that it is known to be good. Raises ScenarioError."""
    try:
        path = library.find(name)
    except ScenarioError:
        if (shared := _shared_by(name)) is None:
            raise
        return shared
    scenario, text = codec.read(path, newer_is_readonly=True), codec.text_of(path)
    return Loaded(path=path, scenario=scenario, text=text, slug=path.parent.name if library.is_bundled(path) else "")


def from_code(text: str) -> Loaded:
    """What a code restores: its bundled scenario, changed. Raises CodeError."""
    shared = code.decode(text)
    path = library.path_of(shared.slug)
    return Loaded(path=path, scenario=shared.scenario, text=codec.text_of(path), slug=shared.slug)


def _shared_by(name: str) -> Loaded | None:
    try:
        return from_code(name) if code.find(name) else None
    except code.CodeError as error:
        raise ScenarioError([Problem(place="", message=str(error))], name) from None


class Document(QObject):
    """Joins a session with its file. `moved` follows when the file behind the session changes.

    A bundled scenario and a file of a newer format are opened without a place to save to: Save asks for one.
    """

    moved = Signal()

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._path: Path | None = None
        self._text: str | None = None
        self._slug = ""

    @property
    def path(self) -> Path | None:
        """Where Save writes to; None if it has to ask."""
        return self._path

    @property
    def slug(self) -> str:
        """The bundled scenario that is open; empty if it is another file."""
        return self._slug

    @property
    def is_read_only(self) -> bool:
        """Whether the present scenario was read from a file of a newer format."""
        return self._session.state.read_only

    def open(self, name: str) -> None:
        """Open a file, or a bundled scenario by its slug. Raises ScenarioError and leaves everything as it was."""
        self.take(load(name))

    def take(self, loaded: Loaded) -> None:
        """Make what was loaded the present scenario."""
        own = not loaded.slug and not loaded.scenario.read_only
        self._slug = loaded.slug
        self._place(loaded.path if own else None, loaded.text)
        self._session.open(loaded.scenario)

    def save(self, path: Path) -> None:
        """Write the present scenario. Raises ScenarioError; the file is then as it was."""
        if self.is_read_only:
            message = "A file of a newer format cannot be saved by this version."
            raise ScenarioError([Problem(place="format", message=message)])
        state = self._session.state
        codec.write(path, state, self._text)
        self._slug = ""
        self._place(path, codec.text_of(path))
        self._session.store.mark_saved()

    def rename_and_save(self, path: Path) -> None:
        """Save under another name; a scenario with a bundled title keeps it, its file has the new name."""
        self.save(path if path.suffix else path.with_suffix(SUFFIX))

    def adopt(self, scenario: Scenario) -> None:
        """Make a scenario without a file the present one."""
        self._place(None, None)
        self._session.open(replace(scenario, format=FORMAT))

    def _place(self, path: Path | None, text: str | None) -> None:
        self._path, self._text = path, text
        self.moved.emit()
