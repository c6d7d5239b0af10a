"""From the bytes of a file to its keys and values, or to one plain sentence about why it cannot be read.

TOML is read by `tomllib`. What it reports is meant for programmers; here it becomes a sentence for a teacher.
"""

from __future__ import annotations

import re
import tomllib
from typing import Any

from simulator.scenario.schema import SIZE_LIMIT_BYTES, Problem, ScenarioError
from simulator.scenario.values import shown
from simulator.sentence import say

_WHERE = re.compile(r"\s*\(at (?:line (\d+), column (\d+)|end of document)\)$")
_TWICE = re.compile(r"Cannot (overwrite|declare|mutate|redefine)|Duplicate")
_SENTENCES = (
    ("Expected '='", say("After the name of a key an = is missing.")),
    ("Expected newline", say("Here the line should end: a line holds one key and one value.")),
    ("Invalid value", say("What stands behind the = is no value: text needs quotes, numbers a point and no comma.")),
    ("Invalid initial character", say("Here the name of a key is missing.")),
    ("Invalid statement", say("A line begins with a key, with [ or with #, but not with this character.")),
    ("Expected ']'", say("The name of a table must end with ].")),
    ("Unclosed array", say("A list is opened with [, but not closed with ].")),
    ("Unclosed inline table", say("A table is opened with {, but not closed with }.")),
    ("Unescaped", say("In quoted text a backslash must be doubled: \\\\.")),
    ("Invalid hex", say("Behind \\u four digits from 0 to 9 and a to f must follow.")),
    ("Escaped character", say("This \\u code stands for no character.")),
    ("Unterminated string", say("Quoted text is opened with a quote, but not closed.")),
    ("Illegal character '\\n'", say("Quoted text is opened with a quote on this line, but not closed on it.")),
    ("Illegal character", say("This character may not stand in quoted text; it may have come with copied text.")),
    ("Found invalid character", say("This character may not stand in a comment; it may have come with copied text.")),
    ("Invalid date", say("This looks like a date, but there is no such day or time.")),
)
# What can be left on the last line of a value that was written only in part.
_CUT_OFF = re.compile(r"t|tr|tru|f|fa|fal|fals|i|in|n|na|[-+._eExob]{1,2}|")
_DECIMAL_COMMA = re.compile(r"=\s*[+-]?\d+,\d")
# A key of thousands of parts would keep tomllib busy for many seconds; the deepest key of a scenario has three.
_PARTS_LIMIT = 50
_TOO_MANY_PARTS = re.compile(
    r"""(?<![\w"'-])(?:(?:[\w-]+|"[^"\n]*"|'[^'\n]*')[ \t]*\.[ \t]*){""" + str(_PARTS_LIMIT) + "}"
)
_LONG_NUMBER = re.compile(r"[0-9][0-9_]{4000,}")

_UTF_16 = (b"\xff\xfe", b"\xfe\xff")
_NO_TEXT = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"%PDF-", b"PK\x03\x04", b"\x1f\x8b")
"""How pictures, documents and archives begin."""
_HEAD_BYTES = 512


def decode(data: bytes, name: str = "") -> str:
    """The text of a file, its byte order mark included. Raises ScenarioError with one problem."""
    is_long = len(data) > SIZE_LIMIT_BYTES
    if data.startswith(_NO_TEXT) or (is_long and b"\0" in data[:_HEAD_BYTES] and not data.startswith(_UTF_16)):
        raise _refused("", say("This is no scenario but binary data, such as a picture or an archive."), name)
    if is_long:
        raise _refused("", say("The file is larger than 64 KB (65536 bytes); no scenario file may be."), name)
    if not data.removeprefix(b"\xef\xbb\xbf").strip():
        raise _refused("", say("The file is empty."), name)
    if data.startswith(_UTF_16):
        raise _refused(
            say("byte {number}", number=1),
            say("The file is saved as UTF-16 (Windows calls it Unicode); save it as UTF-8."),
            name,
        )
    if (zero := data.find(b"\0")) >= 0:
        raise _refused(
            say("byte {number}", number=zero + 1),
            say("The file holds a zero byte: it is damaged, or no text file."),
            name,
        )
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        if error.end == len(data) and "unexpected end" in error.reason:
            message = say("The file ends in the middle of a character: it looks cut off.")
        else:
            message = say(
                "The file is not UTF-8 text: the byte {byte} cannot be read. Save it as UTF-8.",
                byte=f"{data[error.start]:#04x}",
            )
        raise _refused(say("byte {number}", number=error.start + 1), message, name) from None


def document(text: str, name: str = "") -> dict[str, Any]:
    """The keys and values of a TOML text. Raises ScenarioError with the first syntax error alone."""
    text = text.removeprefix("\ufeff")
    if found := _TOO_MANY_PARTS.search(text):
        message = say("A key has more than {most} parts; no key of a scenario has more than three.", most=_PARTS_LIMIT)
        raise _refused(_position(text, found.start()), message, name)
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise _syntax_error(text, str(error), name) from None
    except RecursionError:
        raise _refused("", say("Lists or tables are nested too deeply in each other."), name) from None
    except ValueError:
        # Python refuses to read whole numbers of more than 4300 digits.
        found = _LONG_NUMBER.search(text)
        place = _position(text, found.start()) if found else ""
        raise _refused(place, say("A number with thousands of digits is too large for anything here."), name) from None


def _syntax_error(text: str, message: str, name: str) -> ScenarioError:
    where = _WHERE.search(message)
    said = message[: where.start()] if where else message
    lines = text.replace("\r\n", "\n").split("\n")  # as tomllib counts
    if where and where[1]:
        line, column = int(where[1]), int(where[2])
        here = lines[min(line, len(lines)) - 1]
        cut_off = line == len(lines) and bool(_CUT_OFF.fullmatch(here[column - 1 :]))
    else:
        line, column, here = len(lines), len(lines[-1]) + 1, ""
        cut_off = bool(lines[-1].strip())
    place = say("line {line}, column {column}", line=line, column=column)
    if cut_off and not _TWICE.match(said):
        return _refused(place, say("The file ends in the middle of line {line}: it looks cut off.", line=line), name)
    if not here and line == len(lines):
        unclosed = say("The file ends before a quote, a list or a table that was opened further up is closed.")
        return _refused(place, unclosed, name)
    return _refused(place, _sentence(said, here), name)


def _sentence(said: str, line: str) -> str:
    if _TWICE.match(said):
        what = line.strip() if line.lstrip().startswith("[") else line.partition("=")[0].strip()
        return say("{name} is given for the second time; keep one of the two.", name=shown(what))
    if said.startswith(("Expected newline", "Invalid value")) and _DECIMAL_COMMA.search(line):
        return say("Decimals are written with a point, not with a comma: 0.9.")
    return next((plain for start, plain in _SENTENCES if said.startswith(start)), f"{said}.")


def _position(text: str, at: int) -> str:
    line, column = text.count("\n", 0, at) + 1, at - text.rfind("\n", 0, at)
    return say("line {line}, column {column}", line=line, column=column)


def _refused(place: str, message: str, name: str) -> ScenarioError:
    return ScenarioError([Problem(place=place, message=message)], name)
