"""What a presenter wants to know of a lesson's step: what the class does not see yet. Pure values, no Qt."""

from __future__ import annotations

import itertools
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from simulator.engine.parameters import TABLE
from simulator.scenario.lesson.records import TEACHER, Lesson, Step

PLANS = (10, 30, 50)
"""Minutes that the notes of every lesson plan for."""

_TIMING = TEACHER[1]
_PLAN = re.compile(r"[-*] *(\d+) \w+: *(.+)")
"""A line of the notes' timing, in any language: how many minutes of what."""


@dataclass(frozen=True, slots=True)
class Cue:
    """One thing to know: a word for what it is, and the sentence, as a lesson or a table of words writes it."""

    kind: str
    text: str


def cues(step: Step) -> tuple[Cue, ...]:
    """What is expected in a step, in the order in which it is needed."""
    found = []
    if ask := step.fields.get("ask"):
        found.append(Cue("ask", ask))
    if answer := step.fields.get("answer"):
        found.append(Cue("answer", answer))
    if hint := step.fields.get("hint"):
        found.append(Cue("hint", hint))
    if pause := step.fields.get("pause"):
        found.append(Cue("pause", pause))
    return tuple(found)


def settings_of(step: Step) -> tuple[tuple[str, str], ...]:
    """What a contrast changes, or one solution of a challenge: names of parameters and their values."""
    return tuple((TABLE[id_].label, f"{value:g}" if not isinstance(value, str) else value)
                 for id_, value in step.settings.items())  # fmt: skip


@dataclass(frozen=True, slots=True)
class Plan:
    """What the notes say of a lesson of some length: what to do, and how many minutes its steps take, by their titles.

    A step that is not named is left out; a plan without minutes names none.
    """

    words: str
    minutes: Mapping[str, int]

    def span(self, title: str) -> tuple[int, int] | None:
        """From which minute to which one a step goes; None if it has no minutes."""
        if title not in self.minutes:
            return None
        before = itertools.takewhile(lambda one: one != title, self.minutes)
        begins = sum(self.minutes[one] for one in before)
        return begins, begins + self.minutes[title]


def plan(timing: str, length: int, titles: Sequence[str]) -> Plan:
    """The plan for so many minutes, in a text of timings and with titles of the steps that are of one language.

    Behind the words stand the steps with their minutes: "Minutes: Look around 3, How far will it get? 5."
    """
    lines = (_PLAN.match(line) for line in timing.splitlines())
    text = next((found[2] for found in lines if found and int(found[1]) == length), "")
    places = [(title, re.search(rf"(?<=[:,] ){re.escape(title)} (\d+)(?=[,.])", text)) for title in titles]
    found = {title: place for title, place in places if place is not None}
    words = text[: min((place.start() for place in found.values()), default=len(text))]
    return Plan(re.sub(r"\s*\w+: $", "", words), {title: int(place[1]) for title, place in found.items()})


def timing(lesson: Lesson) -> str:
    """The part of the notes that tells how long things take."""
    return lesson.teacher.get(_TIMING, "")


def notes(lesson: Lesson) -> tuple[tuple[str, str], ...]:
    """The other parts of the teacher's notes, heading and Markdown."""
    return tuple((name, lesson.teacher[name]) for name in TEACHER if name != _TIMING and name in lesson.teacher)
