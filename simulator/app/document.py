"""The file behind the present scenario: where it lies, opening, saving, and what others do to it meanwhile."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from simulator.app.claims import Claim, Holder
from simulator.app.session import Session
from simulator.app.unsaved import Unsaved
from simulator.app.watch import Kept, Look, Stray, Watch, look
from simulator.scenario import code, codec, library
from simulator.scenario.lesson.reader import is_lesson
from simulator.scenario.schema import FORMAT, Problem, Scenario, ScenarioError
from simulator.sentence import say

SUFFIX = ".toml"


@dataclass(frozen=True, slots=True, kw_only=True)
class Loaded:
    """A file that was read and is good; `slug` is empty unless it is a bundled scenario."""

    path: Path
    scenario: Scenario
    text: str
    slug: str

    @property
    def is_own(self) -> bool:
        """Whether it can be saved to where it came from."""
        return not self.slug and not self.scenario.read_only


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
        message = say(error.sentence, **error.values)
        raise ScenarioError([Problem(place="", message=message)], name) from None


def _lesson_beside(path: Path | None) -> Path | None:
    if path is None or path.name != library.FILE_NAME or not is_lesson(path.parent):
        return None
    return path.parent


class StrayError(Exception):
    """A file that is not what it was when it was last read or written here: nothing has been written."""

    def __init__(self, stray: Stray) -> None:
        super().__init__(stray)
        self.stray: Stray = stray


class HeldError(Exception):
    """A file that another window has open: nothing has been written."""

    def __init__(self, holder: Holder) -> None:
        super().__init__(holder)
        self.holder = holder


class Document(QObject):
    """Joins a session with its file. `moved` follows when the file behind the session changes.

    `strayed(stray)` follows when somebody else has changed the file or taken it away, and with None when it is again
    what it was; the session stays as it is.

    A bundled scenario and a file of a newer format are opened without a place to save to: Save asks for one.
    """

    moved = Signal()
    strayed = Signal(object)

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._path: Path | None = None
        self._text: str | None = None
        self._slug = ""
        self._folder: Path | None = None
        self._kept: Kept | None = None
        self._is_missed = False
        self._claim = Claim()
        self._watch = Watch(self)
        self._watch.strayed.connect(self._hear)

    @property
    def path(self) -> Path | None:
        """Where Save writes to; None if it has to ask."""
        return self._path

    @property
    def text(self) -> str | None:
        """The text that was read or written last, whose comments and order are kept."""
        return self._text

    @property
    def slug(self) -> str:
        """The bundled scenario that is open; empty if it is another file."""
        return self._slug

    @property
    def lesson_folder(self) -> Path | None:
        """The folder of the lesson of the open scenario; None if there is no lesson beside it."""
        return self._folder

    @property
    def is_read_only(self) -> bool:
        """Whether the present scenario was read from a file of a newer format."""
        return self._session.state.read_only

    # Opening

    def open(self, name: str) -> None:
        """Open a file, or a bundled scenario by its slug. Raises ScenarioError and leaves everything as it was."""
        self.take(load(name))

    def holder(self, loaded: Loaded) -> Holder | None:
        """Who else has this file open; None if nobody has, or if nothing will be saved to it."""
        return Claim.holder(loaded.path) if loaded.is_own and not self._claim.is_on(loaded.path) else None

    def take(self, loaded: Loaded) -> None:
        """Make what was loaded the present scenario, also if another window has its file open."""
        self._slug = loaded.slug
        self._place(loaded.path if loaded.is_own else None, loaded.text)
        self._session.open(loaded.scenario)

    def take_copy(self, loaded: Loaded) -> None:
        """Make it the present scenario, but not its file: Save asks for another."""
        self._slug = ""
        self._place(None, loaded.text)
        self._session.open(loaded.scenario)

    def adopt(self, scenario: Scenario) -> None:
        """Make a scenario without a file the present one."""
        self._slug = ""
        self._place(None, None)
        self._session.open(replace(scenario, format=FORMAT))

    def recover(self, unsaved: Unsaved, text: str) -> None:
        """Make unsaved work the present state, as a change called `text` of what it was made from."""
        opened = unsaved.opened
        is_there = unsaved.origin is not None and not library.is_bundled(unsaved.origin)
        self._slug = "" if is_there else unsaved.slug
        self._place(unsaved.origin if is_there else None, unsaved.base)
        self._session.open(opened or unsaved.scenario)
        self._session.store.commit(unsaved.scenario, text)
        if opened is None:
            self._session.store.mark_lost()
        self._watch.check()

    # Saving

    def save(self, path: Path, *, over: bool = False) -> None:
        """Write the present scenario; the file is as it was if that raises.

        Raises ScenarioError where it cannot be written, StrayError where others have written to it since, HeldError
        where another window has it open; the latter two not with `over`.
        """
        if self.is_read_only:
            message = say("A file of a newer format cannot be saved by this version.")
            raise ScenarioError([Problem(place="format", message=message)])
        if not over:
            self._look_out(path)
        codec.write(path, self._session.state, self._text)
        self._slug = ""
        self._place(path, codec.text_of(path))
        self._session.store.mark_saved()

    def rename_and_save(self, path: Path, *, over: bool = False) -> None:
        """Save under another name; a scenario with a bundled title keeps it, its file has the new name."""
        self.save(path if path.suffix else path.with_suffix(SUFFIX), over=over)

    def _look_out(self, path: Path) -> None:
        if self._kept is not None and path == self._kept.path:
            stray = look(self._kept).stray
            if stray in ("changed", "away"):  # one that is only gone can be written again
                raise StrayError(stray)
        elif not self._claim.is_on(path) and (holder := Claim.holder(path)):
            raise HeldError(holder)

    # What others do

    def check(self) -> None:
        """Look, beside the window, whether the file is still what it was: networks tell nobody of changes."""
        self._watch.check()

    def check_anew(self) -> None:
        """The same, and say it again if nothing has become better."""
        self._watch.follow(self._kept)
        self._watch.check()

    def keep_mine(self) -> None:
        """Whatever the file says now, the present state is what counts: the next Save writes it."""
        if self._kept is not None:
            found = look(self._kept)
            if found.stray == "changed" and found.text is not None:
                self._kept = Kept.of(self._kept.path, found.text)
                self._watch.follow(self._kept)
        self._is_missed = False
        self._session.store.mark_lost()
        self.strayed.emit(None)

    def load_theirs(self, text: str) -> None:
        """Take what the file says now, as a change called `text`, so that undo has the own work back.

        Raises ScenarioError and leaves everything as it was if the file is no good.
        """
        if self._path is None:
            return
        loaded = load(str(self._path))
        self._place(self._path if loaded.is_own else None, loaded.text)
        self._session.store.commit(loaded.scenario, text)
        self._session.store.mark_saved()

    def close(self) -> None:
        """The window closes: nobody is told of changes any more, and the file is free."""
        self._watch.follow(None)
        self._claim.drop()

    def _hear(self, found: Look) -> None:
        if found.stray in ("gone", "away"):
            self._is_missed = True
            self._session.store.mark_lost()  # what is open here may be all that is left
        elif self._is_missed and found.stray is None:
            self._is_missed = False
            self._session.store.mark_found()
        self.strayed.emit(found.stray)

    def _place(self, path: Path | None, text: str | None) -> None:
        self._path, self._text, self._is_missed = path, text, False
        self._folder = _lesson_beside(library.path_of(self._slug) if self._slug else path)
        self._kept = None if path is None or text is None else Kept.of(path, text)
        if path is None:
            self._claim.drop()
        else:
            self._claim.take(path)
        self._watch.follow(self._kept)
        self.strayed.emit(None)
        self.moved.emit()
