"""A lesson in another language: its texts beside those of the original, and whether both say the same.

A translated lesson.md has the original's blocks in the original's order, but claims, and of each block only the words:
title, text, and the fields of `WORDS`. Steps, answers, goals and settings are the original's and cannot differ.
Links and figures must be the same, block by block.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from zlib import crc32

from simulator import paths
from simulator.scenario import library
from simulator.scenario.lesson.links import Link, links
from simulator.scenario.lesson.reader import LESSON, NOTES, Block, Findings, blocks_of
from simulator.scenario.schema import Problem
from simulator.scenario.translation.folder import ORIGINAL, languages, root

WORDS = ("ask", "bets", "hint", "sources", "assumption")
"""Fields of a block that are said in words. All others are taken from the original."""

_PART = re.compile(r"^## +(.+)$", re.MULTILINE)
_GROUPS = {",": re.compile(r"(?<=\d),(?=\d{3}(?!\d))"), ".": re.compile(r"(?<![\d.,]0)(?<=\d)\.(?=\d{3}(?!\d))")}
_NUMBER = re.compile(r"\d*[.,]?\d+")


@dataclass(slots=True)
class _Findings(Findings):
    """Texts are compared when somebody asks: a program that only speaks them does not, and that is most of the work."""

    pairs: list[tuple[str, str, int]] = field(default_factory=list)

    def compare(self, original: str, own: str, line: int) -> None:
        """Links and figures must be the same, in any order."""
        self.pairs.append((original, own, line))

    def all(self) -> list[Problem]:
        """What does not fit, from the top of the file on."""
        pairs, self.pairs = self.pairs, []
        for original, own, line in pairs:
            _compare(original, own, line, self)
        return sorted(self.found, key=_line)


@dataclass(frozen=True, slots=True)
class Translated:
    """The texts of a lesson in pairs, original and translation, and what does not fit."""

    texts: dict[str, str]
    _lesson: _Findings
    _notes: _Findings

    @property
    def problems(self) -> tuple[Problem, ...]:
        """Where both do not say the same."""
        return (*self._lesson.all(), *self._notes.all())


def folder_of(code: str, slug: str) -> Path:
    """Where a lesson lies in a language, whether or not it is there."""
    return paths.scenarios() / slug if code == ORIGINAL else root() / code / "lessons" / slug


def translated(code: str, slug: str) -> Translated | None:
    """A bundled lesson in a language; None if it has not been translated yet."""
    ours, theirs = folder_of(ORIGINAL, slug), folder_of(code, slug)
    try:
        pages = [(path / name).read_text(encoding="utf-8") for name in (LESSON, NOTES) for path in (ours, theirs)]
    except (OSError, ValueError):
        return None
    lesson, notes = _Findings(f"{code}/{slug}/{LESSON}"), _Findings(f"{code}/{slug}/{NOTES}")
    texts = {**_lesson(pages[0], pages[1], lesson), **_notes(pages[2], pages[3], notes)}
    return Translated(texts, lesson, notes)


SEEN = "originals.txt"
"""For each part of each lesson, a checksum of the English text that was translated."""


def originals(slug: str) -> dict[str, str]:
    """A checksum of the words of each part of an original lesson, by where it stands: "luck/lesson.md 5 seeds"."""
    folder, found = folder_of(ORIGINAL, slug), dict[str, str]()
    _, blocks = blocks_of((folder / LESSON).read_text(encoding="utf-8"), Findings(""))
    for number, block in enumerate(block for block in blocks if block.name != "claim"):
        words = "\n".join([block.title, block.body, *(block.fields.get(name, "") for name in WORDS)])
        found[f"{slug}/{LESSON} {number} {block.name}"] = f"{crc32(words.encode()):08x}"
    parts = _PART.split((folder / NOTES).read_text(encoding="utf-8"))[1:]
    for head, text in zip(parts[::2], parts[1::2], strict=True):
        found[f"{slug}/{NOTES} {head.strip()}"] = f"{crc32(text.strip().encode()):08x}"
    return found


def changed(code: str, slug: str) -> list[str]:
    """The parts of a lesson whose English has changed since it was translated."""
    try:
        lines = (root() / code / SEEN).read_text(encoding="utf-8").splitlines()
    except OSError:
        lines = []
    seen = {place: digest for digest, _, place in (line.partition(" ") for line in lines)}
    return [place for place, digest in originals(slug).items() if seen.get(place) != digest]


def of_translations(path: Path) -> list[Problem]:
    """What is wrong with the translations of the lesson beside a bundled scenario; nothing for any other file."""
    if not library.is_bundled(path):
        return []
    known = (translated(code, path.parent.name) for code in languages() if code != ORIGINAL)
    return [problem for one in known if one is not None for problem in one.problems]


def _lesson(original: str, translation: str, findings: _Findings) -> dict[str, str]:
    title, blocks = blocks_of(original, Findings(""))
    own_title, own_blocks = blocks_of(translation, findings)
    blocks, own_blocks = ([one for one in part if one.name != "claim"] for part in (blocks, own_blocks))
    names, own_names = ([one.name for one in part] for part in (blocks, own_blocks))
    if names != own_names:
        findings.add(1, f"The steps are {', '.join(own_names)}, but those of the original {', '.join(names)}.")
    texts = {title: own_title}
    for block, own in zip(blocks, own_blocks, strict=False):
        if block.name == own.name:
            texts.update(_block(block, own, findings))
    return texts


def _block(block: Block, own: Block, findings: _Findings) -> Iterator[tuple[str, str]]:
    for name in own.fields:
        if name not in WORDS:
            findings.add(own.lines[name], f"{name} is the original's; leave the line out.")
    for name in WORDS:
        said, original = own.fields.get(name, ""), block.fields.get(name, "")
        if bool(said) != bool(original):
            findings.add(own.line, f"{name} is {'missing' if original else 'not in the original'}.")
        elif not original:
            continue
        elif name == "bets":
            bets, own_bets = ([part.strip() for part in text.split("/")] for text in (original, said))
            if len(bets) != len(own_bets) or not all(own_bets):
                findings.add(own.lines[name], f"There are {len(own_bets)} bets, but {len(bets)} in the original.")
            yield from zip(bets, own_bets, strict=False)
            findings.compare(original, said, own.lines[name])
        else:
            findings.compare(original, said, own.lines[name])
            yield original, said
    if bool(block.body) != bool(own.body):
        findings.add(own.line, f"The text is {'missing' if block.body else 'not in the original'}.")
    findings.compare(block.body, own.body, own.text_line)
    findings.compare(block.title, own.title, own.line)
    yield block.title, own.title
    if block.body:
        yield block.body, own.body


def _notes(original: str, translation: str, findings: _Findings) -> dict[str, str]:
    parts, own_parts = (_PART.split(text)[1:] for text in (original, translation))
    if len(parts) != len(own_parts):
        findings.add(1, f"There are {len(own_parts) // 2} parts, but {len(parts) // 2} in the original.")
    texts = {}
    for index, (text, own) in enumerate(zip(parts, own_parts, strict=False)):
        line = translation[: translation.find(f"## {own_parts[index - index % 2]}")].count("\n") + 1
        if not own.strip():
            findings.add(line, "This part is empty.")
        findings.compare(text, own, line)
        texts[text.strip()] = own.strip()
    return texts


def _compare(original: str, own: str, line: int, findings: Findings) -> None:
    """Links and figures must be the same, in any order."""
    for what, wanted, found in (
        ("links", Counter(_addresses(original)), Counter(_addresses(own))),
        ("figures", Counter(figures(original, ",")), Counter(figures(own, "."))),
    ):
        if wanted != found:
            missing, other = list((wanted - found).elements()), list((found - wanted).elements())
            said = [f"missing: {', '.join(missing)}"] * bool(missing) + [f"not there: {', '.join(other)}"] * bool(other)
            findings.add(line, f"The {what} are not those of the original ({'; '.join(said)}).")


def _line(problem: Problem) -> int:
    return problem.line or 0


def _addresses(text: str) -> list[str]:
    return [link.address if isinstance(link, Link) else link for _, link in links(text)]


def figures(text: str, group: str) -> list[str]:
    """The numbers in a text but for those of links, with a decimal point; `group` parts thousands in its language."""
    text = re.sub(r"\]\([^)\n]*\)", "]", text)
    return [found.replace(",", ".") for found in _NUMBER.findall(_GROUPS[group].sub("", text))]
