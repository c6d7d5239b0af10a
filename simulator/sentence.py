"""Sentences for people from the layers that know no screen: English text that can be said in another language.

A `Sentence` is its English text and remembers how it was made; the interface says it anew (`told` in ui/text.py), the
command line and everything else uses it as the text that it is.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


class Sentence(str):
    """A text made from a template and what was filled in, which may be sentences again."""

    template: str
    values: Mapping[str, object]
    trimmed: str
    is_within: bool

    def __new__(
        cls, template: str, values: Mapping[str, object] | None = None, trimmed: str = "", is_within: bool = False
    ) -> Sentence:
        """`trimmed` are characters taken from the end; what `is_within` another one begins with a small letter."""
        text = template.format(**values) if values else template
        made = super().__new__(cls, shaped(text, trimmed, is_within=is_within))
        made.template, made.values, made.trimmed, made.is_within = template, values or {}, trimmed, is_within
        return made

    def __add__(self, other: str) -> Sentence:
        return Sentence("{first}{second}", {"first": self, "second": other}) if other else self

    def __reduce__(self) -> Any:
        return Sentence, (self.template, dict(self.values), self.trimmed, self.is_within)

    def rstrip(self, chars: str | None = None, /) -> Sentence:
        """Without these characters at the end, in whatever language it is said."""
        return Sentence(self.template, self.values, self.trimmed + (chars or " \n"), self.is_within)


def say(template: str, /, **values: object) -> Sentence:
    """A sentence with its named placeholders filled: say("{name} is empty.", name="title")."""
    return Sentence(template, values)


def within(template: str) -> Sentence:
    """Words that stand within a sentence: "overseer quality"."""
    return Sentence(template, is_within=True)


def shaped(text: str, trimmed: str, *, is_within: bool) -> str:
    """A text that has been filled in, as a sentence says it, in any language."""
    text = text.rstrip(trimmed) if trimmed else text
    return text[:1].lower() + text[1:] if is_within else text


def either(options: list[str] | tuple[str, ...]) -> str:
    """Options as a part of a sentence: "a or b"."""
    said: str = options[0] if options else ""
    for option in options[1:]:
        said = say("{first} or {second}", first=said, second=option)
    return said
