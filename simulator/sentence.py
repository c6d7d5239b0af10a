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

    def __new__(cls, template: str, values: Mapping[str, object] | None = None, trimmed: str = "") -> Sentence:
        """`trimmed` are characters that are taken from the end."""
        text = template.format(**values) if values else template
        made = super().__new__(cls, text.rstrip(trimmed) if trimmed else text)
        made.template, made.values, made.trimmed = template, values or {}, trimmed
        return made

    def __add__(self, other: str) -> Sentence:
        return Sentence("{first}{second}", {"first": self, "second": other}) if other else self

    def __reduce__(self) -> Any:
        return Sentence, (self.template, dict(self.values), self.trimmed)

    def rstrip(self, chars: str | None = None, /) -> Sentence:
        """Without these characters at the end, in whatever language it is said."""
        return Sentence(self.template, self.values, self.trimmed + (chars or " \n"))


def say(template: str, /, **values: object) -> Sentence:
    """A sentence with its named placeholders filled: say("{name} is empty.", name="title")."""
    return Sentence(template, values)


def either(options: list[str] | tuple[str, ...]) -> str:
    """Options as a part of a sentence: "a or b"."""
    said: str = options[0] if options else ""
    for option in options[1:]:
        said = say("{first} or {second}", first=said, second=option)
    return said
