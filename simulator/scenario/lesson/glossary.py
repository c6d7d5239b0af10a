"""The glossary of all lessons: a Markdown file of its own, and the terms found in a lesson's text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

from simulator import paths

FILE_NAME = "glossary.md"
SCHEME = "term:"
_LINKED = re.compile(r"\[[^\]\n]*\]\([^)\n]*\)")

Glossary = Mapping[str, str]
"""What every term means, in the file's order. Behind a | stand other forms of a term that a text may use."""


@cache
def glossary(folder: Path | None = None) -> Glossary:
    """The glossary of a folder, that of the lessons if none is named; nothing if there is no such file."""
    try:
        text = ((folder or paths.scenarios()) / FILE_NAME).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return {}
    parts = re.split(r"^## +(.+)$", text.replace("\r\n", "\n"), flags=re.MULTILINE)[1:]
    return {term.strip(): meaning.strip() for term, meaning in zip(parts[::2], parts[1::2], strict=True)}


def with_terms(text: str, terms: Glossary | None = None) -> str:
    """A Markdown text in which each term, where it first stands outside a link, leads to its meaning."""
    places: list[tuple[int, int, str]] = []
    taken = [found.span() for found in _LINKED.finditer(text)]
    linked: set[str] = set()
    for form, term in sorted(_forms(terms), key=lambda one: len(one[0]), reverse=True):  # reached depth before depth
        for found in re.finditer(rf"\b{re.escape(form)}\b", text, re.IGNORECASE) if term not in linked else ():
            if not any(start < found.end() and found.start() < end for start, end in taken):
                taken.append(found.span())
                places.append((*found.span(), term))
                linked.add(term)
                break
    for start, end, term in sorted(places, reverse=True):
        address = SCHEME + term.replace(" ", "-")
        text = f"{text[:start]}[{text[start:end]}]({address}){text[end:]}"
    return text


def meaning(address: str, terms: Glossary | None = None) -> str | None:
    """What the term of an address means; None for another kind of address, or a term that there is not."""
    known = glossary() if terms is None else terms
    asked = address.removeprefix(SCHEME) if address.startswith(SCHEME) else None
    return next((said for term, said in known.items() if _head(term).replace(" ", "-") == asked), None)


def _head(term: str) -> str:
    return term.partition("|")[0].strip()


def _forms(terms: Glossary | None) -> Iterator[tuple[str, str]]:
    """Every form of every term, with the term."""
    for term in glossary() if terms is None else terms:
        for form in re.split(r"[|,]", term):
            yield form.strip(), _head(term)
