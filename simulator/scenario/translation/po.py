"""The po format of gettext, as much of it as is used here: entries with a text, its translation, plural forms."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

_ESCAPED = re.compile(r"\\(.)")
_MEANT = {"n": "\n", "t": "\t", "r": "\r"}
_KEYWORD = re.compile(r'(msgid_plural|msgid|msgstr(?:\[(\d)\])?) "(.*)"$')
WIDTH = 110
"""Characters of a line in a file that is written."""


class PoError(ValueError):
    """A line that cannot be read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One text. `said` holds its translation, or one for each plural form; `places` are the files that say it."""

    text: str
    plural: str = ""
    said: tuple[str, ...] = ("",)
    places: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    fuzzy: bool = False

    @property
    def is_done(self) -> bool:
        """Whether it is translated, and nobody doubts it."""
        return all(self.said) and not self.fuzzy


def read(content: str) -> list[Entry]:
    """All entries of a file; the first, without a text, is its header. Raises PoError."""
    entries: list[Entry] = []
    for block in re.split(r"\n(?:[ \t]*\n)+", content.strip("\n")):
        entry = _entry(block.split("\n"))
        if entry is not None:
            entries.append(entry)
    return entries


def _entry(lines: Iterable[str]) -> Entry | None:
    found: dict[str, list[str]] = {}
    current: list[str] = []
    places: list[str] = []
    notes: list[str] = []
    fuzzy = False
    for line in lines:
        if line.startswith('"'):
            if not line.endswith('"') or not current:
                raise PoError(f"cannot be read: {line}")
            current.append(line[1:-1])
        elif line.startswith("#: "):
            places.append(line[3:].strip())
        elif line.startswith("#,"):
            fuzzy = "fuzzy" in line
        elif line.startswith("#"):
            if line.startswith("# "):
                notes.append(line[2:])
        elif matched := _KEYWORD.match(line):
            current = found.setdefault(matched[1], [])
            current.append(matched[3])
        elif line.strip():
            raise PoError(f"cannot be read: {line}")
    if "msgid" not in found:
        return None
    joined = {keyword: _unescaped("".join(parts)) for keyword, parts in found.items()}
    said = tuple(text for keyword, text in sorted(joined.items()) if keyword.startswith("msgstr"))
    return Entry(
        text=joined["msgid"], plural=joined.get("msgid_plural", ""), said=said or ("",), places=tuple(places),
        notes=tuple(notes), fuzzy=fuzzy,
    )  # fmt: skip


def _unescaped(text: str) -> str:
    return _ESCAPED.sub(lambda found: _MEANT.get(found[1], found[1]), text) if "\\" in text else text


def header(entries: Iterable[Entry]) -> dict[str, str]:
    """The lines of the header by their names."""
    first = next((entry.said[0] for entry in entries if not entry.text), "")
    return {name: value.strip() for name, _, value in (line.partition(":") for line in first.split("\n")) if value}


def written(entries: Iterable[Entry]) -> str:
    """The entries as a file."""
    return "\n".join(_block(entry) for entry in entries)


def _block(entry: Entry) -> str:
    lines = [f"# {note}" for note in entry.notes] + [f"#: {place}" for place in entry.places]
    if entry.fuzzy:
        lines.append("#, fuzzy")
    lines += _quoted("msgid", entry.text)
    if entry.plural:
        lines += _quoted("msgid_plural", entry.plural)
        for index, text in enumerate(entry.said):
            lines += _quoted(f"msgstr[{index}]", text)
    else:
        lines += _quoted("msgstr", entry.said[0])
    return "\n".join(lines) + "\n"


def _quoted(keyword: str, text: str) -> list[str]:
    """A keyword with its text, on one line if it fits, else line by line, wrapped at spaces."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\t", "\\t").replace("\n", "\\n")
    if len(keyword) + len(escaped) + 3 <= WIDTH and "\\n" not in escaped[:-2]:
        return [f'{keyword} "{escaped}"']
    pieces: list[str] = []
    for line in re.findall(r".*?(?:(?<!\\)(?:\\\\)*\\n|$)", escaped):
        piece = ""
        for word in re.findall(r"\S*\s*", line):
            if piece and len(piece) + len(word.rstrip()) > WIDTH - 2:
                pieces.append(piece)
                piece = ""
            piece += word
        if piece:
            pieces.append(piece)
    return [f'{keyword} ""', *(f'"{piece}"' for piece in pieces)]
