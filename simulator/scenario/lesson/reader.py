"""From a folder to a Lesson, or to the list of everything that is wrong with it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path
from typing import Any, cast

from simulator.learner.settings import METHODS
from simulator.scenario import codec, files, syntax
from simulator.scenario.lesson.course import COURSES
from simulator.scenario.lesson.expressions import MEASURES, ExpressionError
from simulator.scenario.lesson.grammar import parse, read_settings
from simulator.scenario.lesson.links import Link, links, unresolved
from simulator.scenario.lesson.records import (
    FIELDS,
    NEEDED,
    TEACHER,
    Claim,
    Kind,
    Lesson,
    Step,
    Variation,
)
from simulator.scenario.lesson.unwritten import finished
from simulator.scenario.schema import Problem, Scenario, ScenarioError
from simulator.scenario.values import shown
from simulator.sentence import say

LESSON, NOTES, SCENARIO = "lesson.md", "teacher.md", "scenario.toml"
_HEADING = re.compile(r"## *([^|]*?) *(?:\| *(.*?) *)?$")
_FIELD = re.compile(r"([a-z]+): *(.*)$")
_MINUTES = ("10 minutes", "30 minutes", "50 minutes")
_SETTINGS = {"set", "solution", "off"}
_CONTROL = re.compile(
    r"[^\t\x20-\x7e\xa0-\ud7ff\ue000-\ufdcf\ufdf0-\ufffd\U00010000-\U0010ffff]|[\u2028-\u202e\u2066-\u2069]"
)
"""Characters that cannot be seen: controls, what is no character, and what turns the direction of reading around."""


@dataclass(slots=True)
class Block:
    """A heading `## name | title` with what stands below it: fields, each with its line, and text."""

    name: str
    title: str
    line: int
    fields: dict[str, str] = field(default_factory=dict)
    lines: dict[str, int] = field(default_factory=dict)
    text: list[str] = field(default_factory=list)
    text_line: int = 0

    @property
    def body(self) -> str:
        """The text, without the empty lines around it."""
        return "\n".join(self.text).strip()


@dataclass(slots=True)
class Findings:
    """The problems of one file, as they are met."""

    file: str
    found: list[Problem] = field(default_factory=list)

    def add(self, line: int, message: str) -> None:
        """Note a problem, unless there are a hundred already."""
        if len(self.found) < 100:
            self.found.append(Problem(place=self.file, message=message, line=line))


def is_lesson(folder: Path) -> bool:
    """Whether a folder holds a lesson beside its scenario."""
    return (folder / LESSON).is_file() or (folder / NOTES).is_file()


def read_folder(folder: Path) -> Lesson:
    """The lesson in a folder, as learners see it. Raises ScenarioError with all problems of its three files."""
    problems: list[Problem] = []
    scenario: Scenario | None = None
    texts: dict[str, str] = {}
    for name in (SCENARIO, LESSON, NOTES):
        try:
            files.refuse_links_out_of(folder, name)
            if name == SCENARIO:
                scenario = codec.read(folder / name)
            else:
                texts[name] = syntax.decode(files.read_bytes(folder / name), name)
        except ScenarioError as error:
            for one in error.problems:
                problems.append(Problem(place=f"{name} {one.place}".strip(), message=one.message, line=one.line))
    lesson = None
    if scenario is not None and len(texts) == 2:
        lesson, found = look_at(folder.name, scenario, texts[LESSON], texts[NOTES])
        problems += found
    if problems or lesson is None:
        raise ScenarioError(problems, str(folder))
    return finished(lesson)


def look_at(slug: str, scenario: Scenario, lesson: str, notes: str) -> tuple[Lesson, list[Problem]]:
    """A lesson as far as its two texts can be understood, and everything that is wrong with them.

    A step in whose lines there is a problem may lack what it needs.
    """
    findings, of_notes = Findings(LESSON), Findings(NOTES)
    _look_for_controls(lesson, findings)
    _look_for_controls(notes, of_notes)
    read = _lesson(slug, scenario, lesson, _teacher(notes, of_notes), findings)
    return read, sorted(findings.found, key=lambda one: one.line or 0) + of_notes.found


def all_links(lesson: Lesson) -> Iterator[Link]:
    """Every link of a lesson's texts."""
    for text in (*(step.body for step in lesson.steps), *(one.body for one in lesson.variations)):
        for _, link in links(text):
            if isinstance(link, Link):
                yield link


def _lesson(slug: str, scenario: Scenario, text: str, teacher: dict[str, str], findings: Findings) -> Lesson:
    _, blocks = blocks_of(text, findings)  # it is called as its scenario, whatever stands above its steps
    steps: list[Step] = []
    variations: list[Variation] = []
    claims: list[Claim] = []
    for block in blocks:
        if block.name not in FIELDS:
            near = get_close_matches(block.name, FIELDS, n=1, cutoff=0.6)
            hint = (
                say("; did you mean {near}?", near=near[0])
                if near
                else say("; there are {names}.", names=", ".join(FIELDS))
            )
            findings.add(block.line, say("There is no step {name}{hint}", name=shown(block.name), hint=hint))
            continue
        read = _fields(block, scenario, findings)
        for line, link in links(block.body):
            at = block.text_line + line
            if isinstance(link, str):
                findings.add(at, link)
            elif message := unresolved(link, scenario.parameters):
                findings.add(at, message)
        if not block.body and block.name not in ("claim", "run"):
            findings.add(block.line, say("The step {name} has no text.", name=block.name))
        settings = read.get("set", read.get("solution", {}))
        if block.name == "variation":
            variations.append(Variation(
                title=block.title, body=block.body, settings=settings, method=read.get("method", "ida"),
            ))  # fmt: skip
        elif block.name == "claim":
            if {"holds", "off"} <= set(read):
                claims.append(Claim(
                    text=block.title, mechanism=block.fields.get("mechanism", ""), holds=read["holds"],
                    off=read["off"], settings=settings, line=block.line,
                ))  # fmt: skip
        else:
            steps.append(Step(
                kind=cast(Kind, block.name), title=block.title, body=block.body, line=block.line,
                fields=dict(block.fields), bets=read.get("bets", ()), settings=settings, goal=read.get("goal"),
            ))  # fmt: skip
    if not steps:
        findings.add(1, say("The lesson has no steps: write lines such as ## hook | A title."))
    return Lesson(
        slug=slug, title=scenario.title, scenario=scenario, steps=tuple(steps), variations=tuple(variations),
        claims=tuple(claims), teacher=teacher,
    )  # fmt: skip


def blocks_of(text: str, findings: Findings) -> tuple[str, list[Block]]:
    """The title of a lesson.md, and its blocks in order, neither of them checked any further."""
    title, blocks = "", list[Block]()
    in_fields = False
    for number, raw in enumerate(lines_of(text), start=1):
        line = raw.rstrip()
        heading = _HEADING.match(line)
        if line.startswith("# ") and not blocks and not title:
            title = line[2:].strip()
        elif heading:
            if not heading[2]:
                findings.add(number, say("A step needs a title: ## hook | What it is about."))
            blocks.append(Block(heading[1], heading[2] or "", number, text_line=number + 1))
            in_fields = True
        elif not blocks:
            if line:
                findings.add(number, say("Before the first step stands only the title; this text belongs to no step."))
        elif in_fields and (found := _FIELD.match(line)):
            block = blocks[-1]
            if found[1] in block.fields:
                findings.add(number, say("{found} is given for the second time.", found=found[1]))
            block.fields[found[1]], block.lines[found[1]] = found[2].strip(), number
            block.text_line = number + 1
        else:
            in_fields = False
            blocks[-1].text.append(line)
    for block in blocks:
        while block.text and not block.text[0]:
            del block.text[0]
            block.text_line += 1
    return title, blocks


def _fields(block: Block, scenario: Scenario, findings: Findings) -> dict[str, Any]:
    """What the fields of a block mean; those that are wrong are left out."""
    read: dict[str, Any] = {}
    for needed in NEEDED[block.name]:
        if not block.fields.get(needed):
            findings.add(block.line, say("The step {name} needs a line {needed}: …", name=block.name, needed=needed))
    for name, text in block.fields.items():
        line = block.lines[name]
        if name not in FIELDS[block.name]:
            known = ", ".join(FIELDS[block.name])
            findings.add(
                line,
                say(
                    "The step {name} has no {name2}; it may have {known}.",
                    name=block.name,
                    name2=shown(name),
                    known=known,
                ),
            )
            continue
        try:
            if name in _SETTINGS:
                read[name] = read_settings(text, scenario.learned if block.name == "variation" else None)
            elif name in ("goal", "holds"):
                read[name] = parse(text)
                if missing := read[name].missing(scenario.parameters.run.rounds):
                    raise ExpressionError(missing)
            elif name in ("draw", "measure") and text not in MEASURES:
                raise ExpressionError(
                    say("There is no measure {name}; there are {names}.", name=shown(text), names=", ".join(MEASURES))
                )
            elif name == "method":
                if text not in METHODS:
                    raise ExpressionError(
                        say("There is no method {name}; there are {names}.", name=shown(text), names=", ".join(METHODS))
                    )
                read[name] = text
            elif name in ("minutes", "pause", "count") and not re.fullmatch(r"[1-9]\d{0,3}", text):
                raise ExpressionError(say("{name} is a whole number.", name=name))
            elif name == "pause" and int(text) > scenario.parameters.run.rounds:
                raise ExpressionError(
                    say(
                        "There is no round {text}: the run has {rounds}.",
                        text=text,
                        rounds=scenario.parameters.run.rounds,
                    )
                )
            elif name == "bets":
                read[name] = tuple(part.strip() for part in text.split("/"))
                if len(read[name]) < 2 or not all(read[name]):
                    raise ExpressionError(say("There are at least two bets, with a / between them."))
        except ExpressionError as error:
            findings.add(line, error.args[0])
    answer = block.fields.get("answer")
    allowed = COURSES if block.name == "see" else read.get("bets")
    if answer and allowed and answer not in allowed:
        findings.add(
            block.lines["answer"], say("The answer must be one of: {names}.", names=", ".join(map(shown, allowed)))
        )
    if block.name == "predict" and not {"draw", "bets"} & set(block.fields):
        findings.add(block.line, "A predict step needs a line draw: … or bets: …")
    return read


def lines_of(text: str) -> list[str]:
    """The lines as editors count them: `splitlines` would also part them at controls."""
    return text.removeprefix("\ufeff").replace("\r\n", "\n").split("\n")


def _look_for_controls(text: str, findings: Findings) -> None:
    for number, line in enumerate(lines_of(text), start=1):
        if found := _CONTROL.search(line):
            findings.add(
                number,
                say("A character that cannot be seen (U+{ord}) stands in this line.", ord=f"{ord(found[0]):04X}"),
            )


def _teacher(text: str, findings: Findings) -> dict[str, str]:
    parts: dict[str, list[str]] = {}
    last: str | None = None
    for number, line in enumerate(lines_of(text), start=1):
        if line.startswith("## "):
            last = line[3:].strip()
            if last not in TEACHER:
                findings.add(
                    number,
                    say(
                        "There is no part {name} in the notes; there are {names}.",
                        name=shown(last),
                        names=", ".join(TEACHER),
                    ),
                )
            parts[last] = []
        elif last is not None:
            parts[last].append(line)
    for line_number, link in links(text):
        if isinstance(link, str):
            findings.add(line_number + 1, link)
    teacher = {name: "\n".join(lines).strip() for name, lines in parts.items()}
    for name in TEACHER:
        if not teacher.get(name):
            findings.add(1, say("The notes need a part ## {name}.", name=name))
    for minutes in _MINUTES:
        if minutes not in teacher.get("Timing", ""):
            findings.add(1, say("Timing says what to do in {minutes}.", minutes=minutes))
    return teacher
