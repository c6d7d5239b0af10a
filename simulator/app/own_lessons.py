"""The lessons that a teacher has made: folders of three files, in a folder of the user's own."""

from __future__ import annotations

import os
import re
import shutil
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QStandardPaths

from simulator.scenario import codec, files, library, syntax
from simulator.scenario.files import WriteError, reason, write_atomically
from simulator.scenario.lesson.reader import LESSON, NOTES, SCENARIO, is_lesson
from simulator.scenario.schema import Scenario, ScenarioError
from simulator.sentence import say

_MOST_LISTED = 200
_WORDS = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Own:
    """A lesson of the user: its scenario file, and its title (its folder's name where that cannot be read)."""

    path: Path
    title: str


def root() -> Path:
    """Where this user's lessons are kept."""
    folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.GenericDataLocation)
    return Path(folder) / "ida-simulator" / "lessons"


def listed() -> list[Own]:
    """All lessons in that folder, by title; those that are damaged, too, since opening them says what is wrong."""
    found = []
    with suppress(OSError):
        for path in sorted(root().glob(f"*/{SCENARIO}"))[:_MOST_LISTED]:
            if not path.parent.name.startswith(".") and is_lesson(path.parent):
                found.append(Own(path=path, title=_title(path)))
    return sorted(found, key=lambda own: (own.title.casefold(), own.path.name))


def folder_of(slug: str) -> Path | None:
    """The folder of a lesson in that folder; None where there is none, or where that is no name of one."""
    folder = root() / slug
    is_name = folder.parent == root() and folder.name == slug and not slug.startswith(".")
    return folder if is_name and is_lesson(folder) else None


def is_own(folder: Path | None) -> bool:
    """Whether a lesson can be edited: it is not one of those that are shipped."""
    return folder is not None and not library.is_bundled(folder / SCENARIO)


def make(scenario: Scenario, lesson: str, notes: str) -> Path:
    """Write a new lesson, whole or not at all, and return its folder. Raises ScenarioError."""
    text = codec.render(scenario)
    slug, home = slug_of(scenario.title), root()
    working = home / f".ida-{os.urandom(6).hex()}"
    try:
        working.mkdir(parents=True)
        for name, content in ((SCENARIO, text), (LESSON, lesson), (NOTES, notes)):
            write_atomically(working / name, content.encode("utf-8"))
        for number in range(1, 1000):
            target = home / (slug if number == 1 else f"{slug}-{number}")
            if target.exists() or target.name in library.slugs():
                continue
            with suppress(FileExistsError):  # somebody else was faster
                os.rename(working, target)
                return target
        raise WriteError(_refusal(home / slug, say("there are too many lessons of this name")))
    except OSError as error:
        raise WriteError(_refusal(home / slug, reason(error))) from None
    finally:
        shutil.rmtree(working, ignore_errors=True)


def texts(folder: Path) -> tuple[str, str]:
    """The two texts of a lesson. Raises ScenarioError where they cannot be read."""
    lesson, notes = (syntax.decode(files.read_bytes(folder / name), name) for name in (LESSON, NOTES))
    return lesson, notes


def retitled(lesson: str, title: str) -> str:
    """A lesson's text under another title."""
    return re.sub(r"\A(\ufeff?)# .*", lambda found: f"{found[1]}# {title}", lesson, count=1)


def slug_of(title: str) -> str:
    """A folder's name made from a title."""
    return "-".join(_WORDS.findall(title.lower()))[:60].strip("-") or "lesson"


def _refusal(path: Path, why: str) -> str:
    return say("{named} cannot be written: {reason}.", named=str(path), reason=why)


def _title(path: Path) -> str:
    try:
        return codec.read(path).title
    except ScenarioError:
        return path.parent.name
