"""The learner's own file: progress and answers of all lessons, local, readable, exportable, deletable."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, fields
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, QStandardPaths, Signal

from simulator.app import json_file
from simulator.app.bridge import Teller, bridge, new_token
from simulator.app.lesson import CONFIDENCES, GUIDANCE, HANDS, VOTES, Answer, Progress, Vote
from simulator.app.pen import Put, at_once
from simulator.scenario.files import WriteError
from simulator.scenario.lesson.records import Lesson
from simulator.sentence import say

FORMAT = 1
_TEXT_LIMIT, _TRIES_KEPT = 300, 100
_NEWER = {"votes"}
"""What files of earlier versions do not have."""


def default_path() -> Path:
    """Where this user's learning is kept."""
    folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.GenericDataLocation)
    return Path(folder) / "ida-simulator" / "learner.json"


class LearnerFile(QObject):
    """Reads the file once and has it written at every change. Without a path nothing is kept.

    Other windows' lessons stay in the file, and so does a file of a newer version: `trouble` then says that nothing
    can be kept here. `troubled()` follows when it says something else.
    """

    troubled = Signal()

    def __init__(self, path: Path | None, *, put: Put = at_once) -> None:
        super().__init__()
        self.path = path
        self.trouble = ""
        self._put = put
        self._kept: dict[str, Progress] = _read(path) if path else {}
        self._handed_on = dict(self._kept)
        self._token = new_token()
        bridge().came.connect(self._hear)

    def progress(self, lesson: Lesson) -> Progress | None:
        """What is kept of a lesson; None if it was never begun, or if it has other steps by now."""
        kept = self._kept.get(lesson.slug)
        return kept if kept is not None and _fits(kept, lesson) else None

    def keep(self, progress: Progress, *, later: bool = False) -> None:
        """Keep how far a lesson has come; with `later` it is written with what comes next, or by `write`."""
        if self._kept.get(progress.slug) != progress:
            self._kept[progress.slug] = progress
        if not later:
            self.write()

    def delete(self) -> None:
        """Forget everything, also on the disk."""
        self._kept.clear()
        self._handed_on.clear()
        if self.path is not None:
            self._put(partial(self.path.unlink, missing_ok=True))

    def everything(self) -> tuple[Progress, ...]:
        """What is kept of all lessons, also what other windows have kept meanwhile."""
        theirs = _read(self.path) if self.path else {}
        return tuple({**theirs, **self._kept}.values())

    def with_lessons(self, find: Callable[[str], Lesson | None]) -> list[tuple[Lesson | None, Progress]]:
        """Everything, each with its lesson where that has still the same steps."""
        found = [(find(progress.slug), progress) for progress in self.everything()]
        return [(one if one is not None and _fits(progress, one) else None, progress) for one, progress in found]

    def write(self) -> None:
        """Write what is to be kept; what cannot be written waits for the next time, and the lesson goes on."""
        own = {slug: progress for slug, progress in self._kept.items() if progress is not self._handed_on.get(slug)}
        if self.path is not None and own:
            self._handed_on.update(own)
            self._put(partial(_write, self.path, own, Teller(self._token)))

    def _hear(self, token: int, own: dict[str, Progress], trouble: str) -> None:
        if token != self._token:
            return
        if trouble:
            self._handed_on = {slug: one for slug, one in self._handed_on.items() if one is not own.get(slug)}
        if trouble != self.trouble:
            self.trouble = trouble
            self.troubled.emit()


def _write(path: Path, own: dict[str, Progress], tell: Teller) -> None:
    newer = say("{path} was written by a newer version.", path=path)
    try:
        tell(own, "" if json_file.change(path, partial(_merged, own)) else newer)
    except WriteError as error:
        tell(own, error.said)


def _merged(own: dict[str, Progress], found: json_file.Contents) -> json_file.Contents | None:
    """What is in the file, other windows' lessons among it, with what was done here; None for a newer version's."""
    version, lessons = found.get("format", FORMAT), found.get("lessons", {})
    if type(version) is int and version > FORMAT:
        return None
    theirs = lessons if isinstance(lessons, dict) else {}
    return {"format": FORMAT, "lessons": {**theirs, **{slug: asdict(own[slug]) for slug in sorted(own)}}}


def _fits(kept: Progress, lesson: Lesson) -> bool:
    """Whether there is an answer for each step, and a count for each bet."""
    return len(kept.answers) == len(lesson.steps) and all(
        len(vote.counts) == len(step.bets)
        for step, answer in zip(lesson.steps, kept.answers, strict=True) for vote in answer.votes
    )  # fmt: skip


def _read(path: Path) -> dict[str, Progress]:
    """What can be understood of the file; what is damaged is left out."""
    found = json_file.read(path) or {}
    lessons = found.get("lessons") if found.get("format") == FORMAT else None
    read = (_progress(slug, one) for slug, one in lessons.items()) if isinstance(lessons, dict) else ()
    return {progress.slug: progress for progress in read if progress is not None}


def _progress(slug: str, found: Any) -> Progress | None:
    if not isinstance(found, dict) or not isinstance(found.get("answers"), list):
        return None
    answers = [_answer(one) for one in found["answers"]]
    step, guidance = found.get("step"), found.get("guidance")
    if type(step) is not int or not 0 <= step < len(answers) or None in answers or guidance not in GUIDANCE:
        return None
    return Progress(slug=slug, step=step, answers=tuple(a for a in answers if a is not None), guidance=guidance)


def _answer(found: Any) -> Answer | None:
    known = {field.name for field in fields(Answer)}
    if not isinstance(found, dict) or set(found) | _NEWER != known:
        return None
    votes = _read_votes(found.get("votes", []))
    if votes is None:
        return None
    drawn, tries = found["drawn"], found["tries"]
    if not isinstance(drawn, list) or not all(v is None or (type(v) in (int, float) and abs(v) < 1e9) for v in drawn):
        return None
    if not isinstance(tries, list) or not all(isinstance(one, str) and len(one) <= _TEXT_LIMIT for one in tries):
        return None
    good = (
        isinstance(found["bet"], str) and len(found["bet"]) <= _TEXT_LIMIT
        and type(found["confidence"]) is int and found["confidence"] in (0, *CONFIDENCES)
        and isinstance(found["is_locked"], bool) and isinstance(found["is_solved"], bool)
    )  # fmt: skip
    kept = {"drawn": tuple(drawn), "tries": tuple(tries[-_TRIES_KEPT:]), "votes": votes}
    return Answer(**{**found, **kept}) if good else None


def _read_votes(found: Any) -> tuple[Vote, ...] | None:
    if not isinstance(found, list) or len(found) > VOTES:
        return None
    votes = []
    for one in found:
        if not isinstance(one, dict) or set(one) != {"counts", "is_closed"} or type(one["is_closed"]) is not bool:
            return None
        counts = one["counts"]
        if not isinstance(counts, list) or not all(type(n) is int and 0 <= n <= HANDS for n in counts):
            return None
        votes.append(Vote(counts=tuple(counts), is_closed=one["is_closed"]))
    return tuple(votes)
