"""Unsaved work as a file and back. Pure; no Qt.

A recovery file is hostile until checked, as any other: whatever it holds, it becomes good work or a ValueError.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from simulator.scenario import codec, library
from simulator.scenario.files import WriteError
from simulator.scenario.lesson.reader import LESSON, NOTES
from simulator.scenario.schema import FORMAT as SCENARIO_FORMAT
from simulator.scenario.schema import SIZE_LIMIT_BYTES, TITLE_LIMIT, Scenario, ScenarioError
from simulator.sentence import say

FORMAT = 1
"""The version of a recovery file; one of a newer version is left for the program that wrote it."""

FILE_LIMIT_BYTES = 16 * SIZE_LIMIT_BYTES
"""Two scenario files, or four texts of a lesson, in JSON, where a character of UTF-8 can take three times its bytes."""

_PATH_LIMIT = 4096
_LATEST = 253402300799
"""The last second of the year 9999: what calendars know."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Unsaved:
    """Work that no file of its user holds.

    `origin` is the file it came from, if there is one; `base` is that file's text as it was opened, or that of the
    bundled scenario called `slug`. `at` is in seconds since 1970.
    """

    scenario: Scenario
    at: int
    origin: Path | None = None
    base: str | None = None
    slug: str = ""

    @property
    def opened(self) -> Scenario | None:
        """What it was before it was changed, if that is known."""
        try:
            return codec.parse(self.base) if self.base is not None else None
        except ScenarioError:
            return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """The two texts of a lesson in a folder as they were typed, and as its files held them, by the files' names."""

    folder: Path
    title: str
    at: int
    typed: Mapping[str, str]
    kept: Mapping[str, str]


def bytes_of(unsaved: Unsaved | Words) -> bytes:
    """The content of a recovery file. Raises ScenarioError for what no file can hold."""
    found = _words_as_json(unsaved) if isinstance(unsaved, Words) else _scenario_as_json(unsaved)
    data = json.dumps({"format": FORMAT, "at": unsaved.at, **found}, indent=1).encode("ascii")
    if len(data) > FILE_LIMIT_BYTES:
        raise WriteError(say("It is too large."))
    return data


def _words_as_json(words: Words) -> dict[str, Any]:
    return {"lesson": str(words.folder), "title": words.title, "typed": dict(words.typed), "kept": dict(words.kept)}


def _scenario_as_json(unsaved: Unsaved) -> dict[str, Any]:
    scenario, base = unsaved.scenario, unsaved.base
    if scenario.read_only:  # what a newer version knows beyond this one is lost in any case; what was done is not
        scenario, base = replace(scenario, format=SCENARIO_FORMAT), None
    return {
        "origin": str(unsaved.origin) if unsaved.origin and base is not None else "",
        "slug": unsaved.slug if base is not None else "",
        "text": codec.render(scenario, base),
        "base": base,
    }


def unsaved_of(data: bytes) -> Unsaved | Words:
    """What a recovery file holds. Raises ValueError for what is none."""
    if len(data) > FILE_LIMIT_BYTES:
        raise ValueError("the file is too large")
    try:
        found = json.loads(data)
    except RecursionError:
        raise ValueError("the file is nested too deeply") from None
    if not isinstance(found, dict) or type(found.get("format")) is not int or found["format"] != FORMAT:
        raise ValueError("the file is of no known format")
    at = found.get("at")
    if type(at) is not int or not 0 <= at <= _LATEST:
        raise ValueError("the time is none")
    return _words_of(found, at) if "lesson" in found else _scenario_of(found, at)


def _place_of(found: object) -> str:
    if not isinstance(found, str) or len(found) > _PATH_LIMIT or not (found.isprintable() or not found):
        raise ValueError("the place is none")
    return found


def _words_of(found: Mapping[str, Any], at: int) -> Words:
    folder, title = _place_of(found["lesson"]), found.get("title")
    if not isinstance(title, str) or len(title) > TITLE_LIMIT or not title.isprintable():
        raise ValueError("the title is none")
    typed, kept = _texts_of(found.get("typed")), _texts_of(found.get("kept"))
    return Words(folder=Path(folder), title=title, at=at, typed=typed, kept=kept)


def _texts_of(found: object) -> dict[str, str]:
    if not isinstance(found, dict) or found.keys() != {LESSON, NOTES}:
        raise ValueError("the texts are missing")
    for text in found.values():
        if not isinstance(text, str):
            raise ValueError("the text is none")
        text.encode("utf-8")  # half a character is a ValueError
    return found


def _scenario_of(found: Mapping[str, Any], at: int) -> Unsaved:
    origin, slug = _place_of(found.get("origin")), found.get("slug", "")
    text, base = found.get("text"), found.get("base")
    if not isinstance(text, str) or not (base is None or isinstance(base, str)):
        raise ValueError("the text is missing")
    try:
        scenario = codec.parse(text)
        if base is not None:
            codec.parse(base)
    except ScenarioError as error:
        raise ValueError("the text is no scenario") from error
    known = slug if slug in library.slugs() else ""
    return Unsaved(scenario=scenario, at=at, origin=Path(origin) if origin else None, base=base, slug=known)
