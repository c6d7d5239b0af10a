"""Every string that people see goes through `tr`, every number through `digits` or what the widgets make of it."""

from __future__ import annotations

from html import escape

from PySide6 import QtGui

from simulator.scenario.translation.folder import Texts
from simulator.sentence import Sentence, shaped

_texts = Texts()
_signs: dict[int, str] = {}


def tr(text: str, /, **values: object) -> str:
    """The text in the present language, its named placeholders filled: tr("Round {round} of {last}", round=1, last=12).

    Fill placeholders here, never with an f-string: only the literal text can be found and translated.
    """
    translated = _texts[text]
    return translated.format(**values) if values else translated


def told(said: str) -> str:
    """A sentence from the layers that know no screen, in the present language; any other text as it is."""
    if not isinstance(said, Sentence):
        return said
    values = {name: told(value) if isinstance(value, str) else value for name, value in said.values.items()}
    return shaped(tr(said.template, **values), said.trimmed, is_within=said.is_within)


def plural(one: str, many: str, count: int, /, **values: object) -> str:
    """The form that goes with a number: plural("1 run", "{count} runs", 3). Some languages have more than two."""
    return _texts.counted(one, many, count).format(count=digits(count, ","), **values)


def mark(text: str) -> str:
    """Marks a text in a table for translation; `tr` is called where it is shown."""
    return text


def as_tip(text: str) -> str:
    """A text with a stranger's words for a tool tip: Qt takes tags in it for markup, and loads what they name."""
    if not QtGui.Qt.mightBeRichText(text):
        return text
    return f"<p>{escape(text, quote=False)}</p>".replace("\n", "<br>")


def plain(tip: str) -> str:
    """The words of a tool tip, without markup."""
    if not QtGui.Qt.mightBeRichText(tip):
        return tip
    return QtGui.QTextDocumentFragment.fromHtml(tip).toPlainText()


def digits(value: float, spec: str) -> str:
    """A number as the present language writes it: digits(0.95, ".2f") is 0.95 or 0,95. Files keep the point."""
    return signs(format(value, spec))


def signs(number: str) -> str:
    """The same for a number that has been written with a point already."""
    return number.translate(_signs) if _signs else number


def speak(texts: Texts, point: str = ".", group: str = ",") -> None:
    """Say everything with these texts and signs from now on. Widgets that are there already are told by `language`."""
    global _texts, _signs
    _texts = texts
    _signs = {} if (point, group) == (".", ",") else {ord("."): point, ord(","): group}


def learn(texts: dict[str, str]) -> None:
    """Know more texts of the present language: those of a lesson."""
    _texts.update(texts)
