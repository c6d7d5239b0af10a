"""The glossary of all lessons: a Markdown file of its own, and the terms found in a lesson's text."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

from simulator import paths

FILE_NAME = "glossary.md"
SCHEME = "term:"
_LINKED = re.compile(r"\[[^\]\n]*\]\([^)\n]*\)")


@cache
def glossary() -> Mapping[str, str]:
    """What every term means, in the file's order; nothing if there is no such file."""
    try:
        text = (paths.scenarios() / FILE_NAME).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return {}
    parts = re.split(r"^## +(.+)$", text.replace("\r\n", "\n"), flags=re.MULTILINE)[1:]
    return {term.strip(): meaning.strip() for term, meaning in zip(parts[::2], parts[1::2], strict=True)}


def with_terms(text: str) -> str:
    """A Markdown text in which each term, where it first stands outside a link, leads to its meaning."""
    places: list[tuple[int, int, str]] = []
    taken = [found.span() for found in _LINKED.finditer(text)]
    for term in sorted(glossary(), key=len, reverse=True):  # the longest first: reached depth before depth
        for found in re.finditer(rf"\b{re.escape(term)}\b", text, re.IGNORECASE):
            if not any(start < found.end() and found.start() < end for start, end in taken):
                taken.append(found.span())
                places.append((*found.span(), term))
                break
    for start, end, term in sorted(places, reverse=True):
        address = SCHEME + term.replace(" ", "-")
        text = f"{text[:start]}[{text[start:end]}]({address}){text[end:]}"
    return text


def meaning(address: str) -> str | None:
    """What the term of an address means; None for another kind of address, or a term that there is not."""
    return glossary().get(address.removeprefix(SCHEME).replace("-", " ")) if address.startswith(SCHEME) else None
