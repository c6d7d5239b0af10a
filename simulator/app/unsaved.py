"""Unsaved work as a file and back. Pure; no Qt.

A recovery file is hostile until checked, as any other: whatever it holds, it becomes good work or a ValueError.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from pathlib import Path

from simulator.scenario import codec
from simulator.scenario.schema import FORMAT as SCENARIO_FORMAT
from simulator.scenario.schema import SIZE_LIMIT_BYTES, Scenario, ScenarioError

FORMAT = 1
"""The version of a recovery file; one of a newer version is left for the program that wrote it."""

FILE_LIMIT_BYTES = 8 * SIZE_LIMIT_BYTES
"""Two scenario files in JSON, in which a character of UTF-8 can take three times its bytes."""

_PATH_LIMIT = 4096
_LATEST = 253402300799
"""The last second of the year 9999: what calendars know."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Unsaved:
    """Work that no file of its user holds.

    `origin` is the file it came from, if there is one; `base` is that file's text as it was opened, or a bundled
    scenario's. `at` is in seconds since 1970.
    """

    scenario: Scenario
    at: int
    origin: Path | None = None
    base: str | None = None

    @property
    def opened(self) -> Scenario | None:
        """What it was before it was changed, if that is known."""
        try:
            return codec.parse(self.base) if self.base is not None else None
        except ScenarioError:
            return None


def bytes_of(unsaved: Unsaved) -> bytes:
    """The content of a recovery file. Raises ScenarioError for a scenario that no file can hold."""
    scenario, base = unsaved.scenario, unsaved.base
    if scenario.read_only:  # what a newer version knows beyond this one is lost in any case; what was done is not
        scenario, base = replace(scenario, format=SCENARIO_FORMAT), None
    found = {
        "format": FORMAT,
        "at": unsaved.at,
        "origin": str(unsaved.origin) if unsaved.origin and base is not None else "",
        "text": codec.render(scenario, base),
        "base": base,
    }
    return json.dumps(found, indent=1).encode("ascii")


def unsaved_of(data: bytes) -> Unsaved:
    """What a recovery file holds. Raises ValueError for what is none."""
    if len(data) > FILE_LIMIT_BYTES:
        raise ValueError("the file is too large")
    try:
        found = json.loads(data)
    except RecursionError:
        raise ValueError("the file is nested too deeply") from None
    if not isinstance(found, dict) or type(found.get("format")) is not int or found["format"] != FORMAT:
        raise ValueError("the file is of no known format")
    at, origin, text, base = (found.get(key) for key in ("at", "origin", "text", "base"))
    if type(at) is not int or not 0 <= at <= _LATEST:
        raise ValueError("the time is none")
    if not isinstance(origin, str) or len(origin) > _PATH_LIMIT or not (origin.isprintable() or not origin):
        raise ValueError("the place is none")
    if not isinstance(text, str) or not (base is None or isinstance(base, str)):
        raise ValueError("the text is missing")
    try:
        scenario = codec.parse(text)
        if base is not None:
            codec.parse(base)
    except ScenarioError as error:
        raise ValueError("the text is no scenario") from error
    return Unsaved(scenario=scenario, at=at, origin=Path(origin) if origin else None, base=base)
