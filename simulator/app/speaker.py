"""What a presenter wants to know of a lesson's step: what the class does not see yet. Pure values, no Qt."""

from __future__ import annotations

import re
from dataclasses import dataclass

from simulator.engine.parameters import TABLE
from simulator.scenario.lesson.records import TEACHER, Lesson, Step

PLANS = (10, 30, 50)
"""Minutes that the notes of every lesson plan for."""

_TIMING = TEACHER[1]
_PLAN = re.compile(r"[-*] *(\d+) minutes: *(.+)")


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


def plan(lesson: Lesson, minutes: int) -> str:
    """What the notes say of a lesson of so many minutes; empty if they do not."""
    lines = (_PLAN.match(line) for line in lesson.teacher.get(_TIMING, "").splitlines())
    return next((found[2] for found in lines if found and int(found[1]) == minutes), "")


def notes(lesson: Lesson) -> tuple[tuple[str, str], ...]:
    """The other parts of the teacher's notes, heading and Markdown."""
    return tuple((name, lesson.teacher[name]) for name in TEACHER if name != _TIMING and name in lesson.teacher)
