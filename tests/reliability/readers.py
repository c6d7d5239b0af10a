"""Every kind of file and text that comes from outside: samples of it, and how the program reads it.

`read` gives what was made of it; it raises one of `refusals`, and nothing else, for what it does not take.
"""

from __future__ import annotations

import json
import re
import zlib
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

from simulator import paths
from simulator.app import answers, learner_file, settings
from simulator.app.journal import Journal
from simulator.app.lesson import begin
from simulator.app.records import Book, Mark, line_of, record_of
from simulator.app.unsaved import Unsaved, Words, bytes_of, unsaved_of
from simulator.engine import axis
from simulator.engine.iterate import run
from simulator.scenario import code, codec, library, syntax
from simulator.scenario.lesson import expressions, glossary, grammar, links, reader
from simulator.scenario.schema import ScenarioError

LINE_LIMIT, LINES_LIMIT = 1500, 110
"""Of a refusal: what a user wrote is quoted only in part, and hundreds of problems are not told one by one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """One kind. `damage` names how its samples are damaged (`mutations.MUTATORS`)."""

    name: str
    damage: str
    samples: Callable[[], list[bytes]]
    read: Callable[[bytes, Path], Any]
    refusals: tuple[type[Exception], ...] = ()


def complaint(error: Exception) -> str | None:
    """What is wrong with the words of a refusal; None if they are plain."""
    lines = str(error).split("\n")
    if not str(error).strip():
        return "says nothing"
    if len(lines) > LINES_LIMIT or max(map(len, lines)) > LINE_LIMIT:
        return f"says too much: {len(lines)} lines, the longest of {max(map(len, lines))} characters"
    if odd := [sign for sign in str(error) if not sign.isprintable() and sign != "\n"]:
        return f"holds what cannot be printed: {odd[0]!r}"
    if re.search(r"Traceback|[A-Z][a-z]+Error\b|Exception\b| at 0x| object at ", str(error)):
        return "speaks to programmers"
    return None


def _bundled(name: str) -> list[bytes]:
    return [path.read_bytes() for path in sorted(paths.scenarios().glob(f"*/{name}"))]


# ---- scenarios and lessons ----


def _read_scenario(data: bytes, _: Path) -> Any:
    scenario = codec.parse(data)
    text = codec.render(scenario)
    assert codec.parse(text) == scenario
    kept = codec.render(replace(scenario, title="x"), syntax.decode(data))
    assert codec.parse(kept) == replace(scenario, title="x")
    return scenario


def _read_newer(data: bytes, _: Path) -> Any:
    return codec.parse(data, newer_is_readonly=True)


@cache
def _folder_of(title: str) -> Path:
    return next(one.path.parent for one in library.bundled() if one.title == title)


def _read_lesson(data: bytes, folder: Path) -> Any:
    return _lesson_with(reader.LESSON, data, folder)


def _read_notes(data: bytes, folder: Path) -> Any:
    return _lesson_with(reader.NOTES, data, folder)


def _lesson_with(name: str, data: bytes, folder: Path) -> Any:
    """The lesson in which this file was damaged; the other two are whole."""
    number = zlib.crc32(data) if name == reader.NOTES else next(iter(re.findall(rb"^# (.*)", data)), b"")
    slugs = library.slugs()
    slug = slugs[number % len(slugs)] if isinstance(number, int) else _slug_of(number)
    place = folder / slug
    place.mkdir(exist_ok=True)
    for other in (reader.LESSON, reader.NOTES, reader.SCENARIO):
        if other == name:
            (place / other).write_bytes(data)
        elif not (place / other).exists() or other in (reader.LESSON, reader.NOTES):
            (place / other).write_bytes((paths.scenarios() / slug / other).read_bytes())
    lesson = reader.read_folder(place)
    for step in lesson.steps:
        glossary.with_terms(step.body)
    return lesson


@cache
def _titles() -> dict[bytes, str]:
    return {one.title.encode(): one.slug for one in library.bundled()}


def _slug_of(title: bytes) -> str:
    return _titles().get(title.strip(), library.DEFAULT)


def _read_link(data: bytes, _: Path) -> Any:
    text = data.decode("utf-8", "replace")
    found = [link for _, link in links.links(f"[x]({text})")]
    for link in found:
        if isinstance(link, links.Link):
            links.unresolved(link, codec.read(library.path_of(library.DEFAULT)).parameters)
    return links.parse(text)


def _read_expression(data: bytes, _: Path) -> Any:
    text = data.decode("utf-8", "replace")
    found = grammar.parse(text)
    found.missing(12)
    return found


def _read_settings_of_lesson(data: bytes, _: Path) -> Any:
    return grammar.read_settings(data.decode("utf-8", "replace"))


def _read_axis(data: bytes, _: Path) -> Any:
    return axis.parse(data.decode("utf-8", "replace"))


def _read_glossary(data: bytes, folder: Path) -> Any:
    (folder / glossary.FILE_NAME).write_bytes(data)
    glossary.glossary.cache_clear()
    try:
        found = glossary.glossary(folder)
    finally:
        glossary.glossary.cache_clear()
    assert all(isinstance(term, str) for term in found)
    return found


def _read_code(data: bytes, _: Path) -> Any:
    return code.decode(data.decode("utf-8", "replace"))


# ---- the program's own files ----


def _history_sample() -> list[bytes]:
    states = [codec.read(one.path) for one in library.bundled()]
    records = []
    for at, (before, state) in enumerate(pairwise(states)):
        from simulator.app.records import Setup

        found = record_of(state, run(state.in_force), Setup.of(before), 1_700_000_000 + at)
        records.append(replace(found, id=f"{at:032x}", starred=at % 3 == 0, name=f"Run {at}" if at % 2 else ""))
    lines = [line_of(record) for record in records]
    lines += [line_of(Mark(id=records[1].id, starred=True)), line_of(Mark(id=records[2].id, gone=True))]
    return [b"".join(lines), b"".join(lines[:3])]


def _read_history(data: bytes, folder: Path) -> Any:
    path = folder / "history.jsonl"
    path.write_bytes(data)
    lines, _ = Journal(path).read_on()
    book = Book()
    book.take(lines)
    again = Book()
    again.take(book.text().splitlines())
    assert again.rows() == book.rows()
    assert not again.broken
    return book.rows()


def _settings_sample() -> list[bytes]:
    full = settings.Preferences(theme="dark", recent=("/a/b.toml", "c.toml"), folder="/a", width=1000, maximized=True)
    return [json.dumps(asdict(full), indent=1).encode(), json.dumps(asdict(settings.Preferences())).encode()]


def _read_settings(data: bytes, folder: Path) -> Any:
    path = folder / "settings.json"
    path.write_bytes(data)
    found = settings._read(path)
    for name in (*found.recent, found.folder):
        name.encode("utf-8")
    assert 0 < found.width < 10**6
    return found


def _learner_sample() -> list[bytes]:
    kept = {}
    for slug in ("why-did-it-turn", "bill"):
        progress = begin(reader.read_folder(library.path_of(slug).parent))
        answers = list(progress.answers)
        answers[2] = replace(answers[2], drawn=(None, 1.0, 2.5), bet="rises", confidence=70, tries=("a", "b"))
        kept[slug] = asdict(replace(progress, answers=tuple(answers), step=3))
    return [json.dumps({"format": 1, "lessons": kept}, indent=1).encode()]


def _read_learner(data: bytes, folder: Path) -> Any:
    path = folder / "learner.json"
    path.write_bytes(data)
    found = learner_file._read(path)
    lesson = reader.read_folder(library.path_of("bill").parent)
    if (progress := found.get("bill")) is not None and len(progress.answers) == len(lesson.steps):
        answers.table([(lesson, progress)]).encode("utf-8")
    learner_file.LearnerFile(path).everything()
    return found


def _unsaved_sample() -> list[bytes]:
    path = library.path_of("checks")
    scenario, text = codec.read(path), codec.text_of(path)
    changed = replace(scenario, title="Changed")
    texts = {reader.LESSON: "# A step\n", reader.NOTES: ""}
    return [
        bytes_of(Unsaved(scenario=changed, at=1, origin=Path("/a/b.toml"), base=text)),
        bytes_of(Unsaved(scenario=scenario, at=1_700_000_000, base=text, slug="checks")),
        bytes_of(Words(folder=Path("/a/b"), title="Mine", at=1, typed={**texts, reader.LESSON: "Ä\n"}, kept=texts)),
    ]


def _read_unsaved(data: bytes, _: Path) -> Any:
    found = unsaved_of(data)
    assert bytes_of(found)
    str(found.folder if isinstance(found, Words) else found.origin).encode("utf-8")
    return found


_CODES = (b"2R7K-MK4F-2", b"5HM2R7KMK4F2", b"")
_LINKS = (
    b"sim:set?overseer.quality=0.8&run.rounds=9", b"sim:play", b"sim:show?chart=plane", b"sim:round?number=5",
    b"sim:why?round=6&depth=3", b"https://example.org/a", b"term:reached-depth",
)  # fmt: skip
_EXPRESSIONS = (
    b"misalignment > 0.2 and misalignment[2] < 0.1", b"max(horizon) > 6 or not horizon{run.rounds=9} ~ 5",
    b"undistilled[2] / undistilled[1] = 6", b"prevalence[1] = prevalence[0] * prevalence[0]",
)  # fmt: skip


def _codes() -> list[bytes]:
    found = []
    for one in library.bundled():
        state = codec.read(one.path)
        found.append(code.encode(state).encode())
        rounds = state.parameters.with_({"run.rounds": 9})
        found.append(code.encode(replace(state, parameters=rounds)).encode())
    return found


READERS = (
    Reader(
        name="scenario", damage="lines", samples=lambda: _bundled("scenario.toml"), read=_read_scenario,
        refusals=(ScenarioError,),
    ),
    Reader(
        name="scenario of a newer format", damage="lines",
        samples=lambda: [data.replace(b"format = 1", b"format = 2") for data in _bundled("scenario.toml")],
        read=_read_newer, refusals=(ScenarioError,),
    ),
    Reader(
        name="lesson", damage="lines", samples=lambda: _bundled("lesson.md"), read=_read_lesson,
        refusals=(ScenarioError,),
    ),
    Reader(
        name="teacher's notes", damage="lines", samples=lambda: _bundled("teacher.md"), read=_read_notes,
        refusals=(ScenarioError,),
    ),
    Reader(
        name="glossary", damage="lines", samples=lambda: [(paths.scenarios() / glossary.FILE_NAME).read_bytes()],
        read=_read_glossary,
    ),
    Reader(name="history", damage="json", samples=_history_sample, read=_read_history),
    Reader(name="settings", damage="json", samples=_settings_sample, read=_read_settings),
    Reader(name="learner's file", damage="json", samples=_learner_sample, read=_read_learner),
    Reader(name="recovery file", damage="json", samples=_unsaved_sample, read=_read_unsaved, refusals=(ValueError,)),
    Reader(
        name="short code", damage="lines", samples=_codes, read=_read_code, refusals=(code.CodeError,),
    ),
    Reader(
        name="link", damage="lines", samples=lambda: list(_LINKS), read=_read_link, refusals=(links.LinkError,),
    ),
    Reader(
        name="expression", damage="lines", samples=lambda: list(_EXPRESSIONS), read=_read_expression,
        refusals=(expressions.ExpressionError,),
    ),
    Reader(
        name="settings of a lesson", damage="lines", samples=lambda: [b"run.rounds=9, overseer.quality=0.8"],
        read=_read_settings_of_lesson, refusals=(expressions.ExpressionError,),
    ),
    Reader(
        name="axis", damage="lines", samples=lambda: [b"overseer.quality=0.5:1:26", b"run.rounds=1:60:6:log"],
        read=_read_axis, refusals=(ValueError,),
    ),
)  # fmt: skip
"""What is damaged in tests, and how it is read."""


def reader_of(name: str) -> Reader:
    """The kind of a name."""
    return next(reader for reader in READERS if reader.name == name)
