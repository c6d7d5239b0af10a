"""Where things stand in a TOML text: the line of every key, and the exact place of every value.

`tomllib` says what a text means, not where. This scanner says where, and nothing else: it may rely on the text being
valid, because it only sees texts that `tomllib` has read. From it come the lines in messages about bad values, and
`edited`, which changes single values and leaves every other character alone.
"""

from __future__ import annotations

import re
import tomllib
from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass

Path = tuple[str, ...]

# No possessive quantifiers: Python 3.11.2 (Debian 12) gets them wrong on groups. Each alternative here begins with
# another character, so there is nothing to backtrack into.
_BLANK = re.compile(r"(?:[ \t\r\n\ufeff]+|#[^\n]*)*")
_KEY_PART = re.compile(r"""[ \t]*([A-Za-z0-9_-]+|"(?:[^"\\\n]|\\.)*"|'[^'\n]*')[ \t]*""")
_STRING = re.compile(
    r'"""(?:[^"\\]|\\.|"{1,2}(?!"))*"{3,5}' r"|'''(?:[^']|'{1,2}(?!'))*'{3,5}" r'|"(?:[^"\\\n]|\\.)*"' r"|'[^'\n]*'",
    re.DOTALL,
)
_PLAIN = re.compile(r"\d{4}-\d\d-\d\d [0-9:.+\-Zz]+|[^\s,\[\]{}#]+")
_UP_TO_STRUCTURE = re.compile(r"""(?:[^\[\]"'#]+|#[^\n]*)*""")


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One `key = value`. `section` is the path of the table or inline table in whose block it is written."""

    path: Path
    section: Path
    inline: bool
    key_at: int
    value_at: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Header:
    """One `[table]` line, from its bracket to behind it."""

    path: Path
    at: int
    end: int
    of_list: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """All entries and headers of a text, in the order in which they are written."""

    text: str
    entries: tuple[Entry, ...]
    headers: tuple[Header, ...]

    def lines(self) -> dict[Path, int]:
        """The line (from 1) on which each key path, and each part of one, is first met."""
        breaks = [found.start() for found in re.finditer("\n", self.text)]
        first: dict[Path, int] = {}
        for at, path in sorted([(e.key_at, e.path) for e in self.entries] + [(h.at, h.path) for h in self.headers]):
            for length in range(1, len(path) + 1):
                first.setdefault(path[:length], bisect_left(breaks, at) + 1)
        return first


def scan(text: str) -> Layout:
    """The layout of a text that `tomllib` reads."""
    entries: list[Entry] = []
    headers: list[Header] = []
    section: Path = ()
    at = _skip(text, 0)
    while at < len(text):
        if text[at] == "[":
            of_list = text.startswith("[[", at)
            section, end = _key(text, at + 1 + of_list)
            end += 1 + of_list
            headers.append(Header(path=section, at=at, end=end, of_list=of_list))
        else:
            end = _entry(text, at, section, False, entries)
        at = _skip(text, end)
    return Layout(text=text, entries=tuple(entries), headers=tuple(headers))


def edited(text: str, changes: Iterable[tuple[Path, str]]) -> str:
    """The text with some values set, each to a TOML literal; everything else stays as it is, to the character.

    A value that the text has is replaced where it stands, with its comment kept; a new one is added beside its
    nearest relatives, spelled in the way that the text uses there.
    """
    standing = {e.path: e for e in scan(text).entries}
    literals = {path: literal.replace("\n", _newline(text)) for path, literal in changes}
    replaced = [(standing[path], literal) for path, literal in literals.items() if path in standing]
    new = [(path, literal) for path, literal in literals.items() if path not in standing]
    for entry, literal in sorted(replaced, key=lambda change: -change[0].value_at):
        text = text[: entry.value_at] + literal + text[entry.end :]
    for path, literal in new:
        text = _with_new(text, path, literal)
    return text


def without(text: str, paths: Iterable[Path]) -> str:
    """The text without some values, or whole tables: their lines go, with the comments in them.

    A value that shares its line with others (in braces) stays.
    """
    gone = tuple(paths)
    layout = scan(text)
    cuts: list[tuple[int, int]] = []
    for entry in layout.entries:
        if not entry.inline and any(entry.path[: len(path)] == path for path in gone):
            cuts.append((text.rfind("\n", 0, entry.key_at) + 1, _line_end(text, entry.end)))
    for header in layout.headers:
        if any(header.path[: len(path)] == path for path in gone):
            cuts.append((text.rfind("\n", 0, header.at) + 1, _line_end(text, header.end)))
    for start, end in sorted(cuts, reverse=True):
        text = text[:start] + text[end:]
    return text


def has_table(text: str, path: Path) -> bool:
    """Whether a text speaks of a table, in whatever spelling."""
    layout = scan(text)
    paths = [entry.path for entry in layout.entries] + [header.path for header in layout.headers]
    return any(found[: len(path)] == path for found in paths)


def with_table(text: str, name: str) -> str:
    """The text with an empty table at its end."""
    newline = _newline(text)
    gap = "" if text.endswith("\n") else newline
    return f"{text}{gap}{newline}[{name}]{newline}"


def key_text(path: Path) -> str:
    """A key path as it is written in a file; parts that need quotes get them."""
    return ".".join(part if re.fullmatch(r"[A-Za-z0-9_-]+", part) else f'"{part}"' for part in path)


def _newline(text: str) -> str:
    return "\r\n" if "\r\n" in text else "\n"


def _with_new(text: str, path: Path, literal: str) -> str:
    layout = scan(text)
    newline = _newline(text)
    for known in range(len(path) - 1, 0, -1):
        around = path[:known]
        inline = next((e for e in layout.entries if e.path == around and text[e.value_at] == "{"), None)
        if inline is not None:
            return _into_braces(text, inline, f"{key_text(path[known:])} = {literal}")
        header = next((h for h in layout.headers if h.path == around and not h.of_list), None)
        if header is not None:
            return _into_section(layout, path, around, header.end, literal, newline)
        relatives = [e for e in layout.entries if e.path[:known] == around and len(e.section) < known]
        if relatives:
            return _after(text, relatives[-1], path, literal, newline)
        if any(h.path[:known] == around for h in layout.headers):
            break  # only sub-tables of it: the new value gets a block of its own among them
    if len(path) == 1:
        return _into_section(layout, path, (), 0, literal, newline)
    cousins = [h for h in layout.headers if h.path[:1] == path[:1]]
    at = _end_of_block(layout, cousins[-1]) if cousins else len(text)
    before, rest = text[:at], text[at:]
    if not before.endswith("\n"):
        before += newline
    if not before.endswith(newline * 2):
        before += newline
    if rest and not rest.startswith(("\n", "\r\n")):
        rest = newline + rest
    return f"{before}[{key_text(path[:-1])}]{newline}{key_text(path[-1:])} = {literal}{newline}{rest}"


def _end_of_block(layout: Layout, header: Header) -> int:
    """Behind the last line that belongs to a header's block."""
    ends = [e.end for e in layout.entries if not e.inline and e.section == header.path and e.key_at > header.at]
    return _line_end(layout.text, max([header.end, *ends]))


def _into_section(layout: Layout, path: Path, section: Path, top: int, literal: str, newline: str) -> str:
    """A new line in a block: behind its closest relatives there, else at the block's end."""
    here = [e for e in layout.entries if e.section == section and not e.inline]
    if here:
        closest = max(here, key=lambda e: (_shared(e.path, path), e.key_at))
        return _after(layout.text, closest, path, literal, newline)
    line = f"{key_text(path[len(section) :])} = {literal}"
    if not section:
        top = 1 if layout.text.startswith("\ufeff") else 0
        return layout.text[:top] + line + newline + layout.text[top:]
    return _line_behind(layout.text, top, line, newline)


def _after(text: str, relative: Entry, path: Path, literal: str, newline: str) -> str:
    written = f"{key_text(path[len(relative.section) :])} = {literal}"
    if relative.inline:
        return f"{text[: relative.end]}, {written}{text[relative.end :]}"
    line_start = text.rfind("\n", 0, relative.key_at) + 1
    indent = text[line_start : relative.key_at].lstrip("\ufeff")
    return _line_behind(text, relative.end, indent + written, newline)


def _line_behind(text: str, at: int, line: str, newline: str) -> str:
    end = _line_end(text, at)
    if end == len(text) and not text.endswith("\n"):
        return text + newline + line + newline
    return text[:end] + line + newline + text[end:]


def _line_end(text: str, at: int) -> int:
    end = text.find("\n", at)
    return len(text) if end < 0 else end + 1


def _into_braces(text: str, table: Entry, written: str) -> str:
    close = table.end - 1
    inside = text[table.value_at + 1 : close].rstrip()
    at = table.value_at + 1 + len(inside)
    return f"{text[:at]}{', ' if inside else ' '}{written}{' ' if not inside else ''}{text[at:]}"


def _shared(a: Path, b: Path) -> int:
    return next((n for n, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), min(len(a), len(b)))


def _skip(text: str, at: int) -> int:
    found = _BLANK.match(text, at)
    return found.end() if found else at


def _key(text: str, at: int) -> tuple[Path, int]:
    """The parts of a dotted key, and the place behind it."""
    parts = []
    while found := _KEY_PART.match(text, at):
        raw = found[1]
        parts.append(tomllib.loads(f"part = {raw}")["part"] if raw[0] in "\"'" else raw)
        at = found.end()
        if not text.startswith(".", at):
            break
        at += 1
    return tuple(parts), at


def _entry(text: str, at: int, section: Path, inline: bool, entries: list[Entry]) -> int:
    """Notes the entry that begins here, and those inside it; the place behind it."""
    parts, equals = _key(text, at)
    value_at = _skip(text, equals + 1)
    path = section + parts
    place = len(entries)
    end = _inline_table(text, value_at, path, entries) if text.startswith("{", value_at) else _value(text, value_at)
    end = max(end, at + 1)  # an unreadable text must not hold the scanner at one place
    entries.insert(place, Entry(path=path, section=section, inline=inline, key_at=at, value_at=value_at, end=end))
    return end


def _inline_table(text: str, at: int, path: Path, entries: list[Entry]) -> int:
    at = _skip(text, at + 1)
    while at < len(text) and text[at] != "}":
        at = _skip(text, _entry(text, at, path, True, entries))
        if text.startswith(",", at):
            at = _skip(text, at + 1)
    return at + 1


def _value(text: str, at: int) -> int:
    """The place behind a string, a plain value or an array."""
    if text.startswith("[", at):
        return _array(text, at)
    found = _STRING.match(text, at) or _PLAIN.match(text, at)
    return found.end() if found else at


def _array(text: str, at: int) -> int:
    depth = 0
    while found := _UP_TO_STRUCTURE.match(text, at):
        at = found.end()
        if at == len(text):
            break
        if text[at] in "\"'":
            string = _STRING.match(text, at)
            at = string.end() if string else at + 1
            continue
        depth += (text[at] == "[") - (text[at] == "]")
        at += 1
        if not depth:
            break
    return at
