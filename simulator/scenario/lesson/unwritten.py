"""What the author of a lesson has still to write: notes between ‹ and ›, which learners never see.

A new lesson and a new step come with such notes where only their author knows what to say.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from simulator.scenario.lesson.records import Lesson, Step

if TYPE_CHECKING:
    from simulator.scenario.lesson.reader import Block

_NOTE = re.compile(r"‹[^›\n]*›")
_OF_WORDS = ("hook", "explain", "principle")
"""Steps that are nothing without their text."""
_BESIDE = ("hint", "sources", "assumption")
_SAID = ("ask", *_BESIDE)
"""Fields that are said in words of the author's; a step can do without the last ones."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Unwritten:
    """A note, the line of lesson.md in which it stands, and the title of its step.

    `what` is the field that it fills, empty for the text; `costs_step` whether the step is left out until then.
    """

    note: str
    line: int
    step: str
    what: str
    costs_step: bool


def note(text: str) -> str:
    """A text for the author alone."""
    return f"‹{text}›"


def finished(lesson: Lesson) -> Lesson:
    """A lesson as learners see it: without the notes, and without the steps that say nothing without them."""
    steps = tuple(step for step in map(written, lesson.steps) if step is not None)
    if not steps:  # a lesson has a step, even an empty one
        steps = tuple(replace(step, title=_without(step.title), body=_without(step.body)) for step in lesson.steps[:1])
    variations = tuple(replace(one, body=_without(one.body)) for one in lesson.variations)
    return replace(lesson, steps=steps, variations=variations)


def written(step: Step) -> Step | None:
    """A step without its author's notes; None where too little is left of it."""
    fields = {name: _without(text) if name in _SAID else text for name, text in step.fields.items()}
    found = replace(step, title=_without(step.title), body=_without(step.body), fields=fields)
    if found == step:
        return None if any(map(_NOTE.search, step.bets)) else step
    is_missing = not found.title or fields.get("ask") == "" or any(map(_NOTE.search, step.bets))
    if is_missing or (not found.body and step.kind in _OF_WORDS):
        return None
    return replace(found, fields={name: text for name, text in fields.items() if text})


def unwritten(lesson: Lesson, blocks: Iterable[Block]) -> Iterator[Unwritten]:
    """Every note in the blocks of a lesson, in their order."""
    lost = {step.line for step in lesson.steps if written(step) is None}
    for block in blocks:
        lines = [(block.line, "title", block.title)]
        lines += [(block.lines[name], name, value) for name, value in block.fields.items()]
        lines += [(block.text_line + place, "", line) for place, line in enumerate(block.text)]
        for line, what, said in lines:
            for found in _NOTE.finditer(said):
                yield Unwritten(note=found[0][1:-1], line=line, step=_without(block.title), what=what,
                                costs_step=block.line in lost and what not in _BESIDE)  # fmt: skip


def _without(text: str) -> str:
    return _NOTE.sub("", text).strip() if "‹" in text else text
