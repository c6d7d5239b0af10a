"""Languages that nobody speaks: they show what longer words, other directions and forgotten texts do to a window."""

from __future__ import annotations

from typing import Literal

from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtWidgets import QApplication

from simulator.scenario.translation.folder import Texts
from simulator.ui import text

Tongue = Literal["doubled", "fifty", "right_to_left", "x"]
TONGUES: tuple[Tongue, ...] = ("doubled", "fifty", "right_to_left", "x")

_FIFTY = "Zwischenüberschriftenformatierungsvorlagenauswahl "
_FIELD = ("{", "}")


class Speech(Texts):
    """Every text of the program in one of the languages; placeholders stay what they are."""

    def __init__(self, tongue: Tongue) -> None:
        super().__init__()
        self.tongue: Tongue = tongue

    def __missing__(self, text: str) -> str:
        return said(self.tongue, text)


def said(tongue: Tongue, text: str) -> str:
    """A text in that language."""
    if sum(character.isalpha() for character in text) < 2:
        return text  # a sign is a sign in every language: A, B, H, →
    if tongue == "doubled":
        return f"{text} {text.replace('&', '')}"
    if tongue == "fifty":
        return _padded(text)
    if tongue == "x":
        return _each(text, "X")
    return "\u202b" + text + "\u202c"


def _padded(text: str) -> str:
    """At least fifty characters, as words are in some languages; sentences are long enough as they are."""
    return text if len(text) >= len(_FIFTY) else (text + " " + _FIFTY)[: len(_FIFTY)].rstrip()


def _each(text: str, letter: str) -> str:
    """Every letter outside the placeholders replaced."""
    made, depth = [], 0
    for character in text:
        depth += character == _FIELD[0]
        made.append(letter if character.isalpha() and not depth else character)
        depth -= character == _FIELD[1]
    return "".join(made)


class Speaking:
    """The language is spoken, in its direction, while this is active; windows are made anew on both occasions."""

    def __init__(self, tongue: Tongue | None) -> None:
        self._tongue = tongue

    def __enter__(self) -> Speaking:
        if self._tongue is not None:
            is_mirrored = self._tongue == "right_to_left"
            _speak(Speech(self._tongue), Qt.LayoutDirection.RightToLeft if is_mirrored else _FORWARD)
        return self

    def __exit__(self, *_: object) -> None:
        if self._tongue is not None:
            _speak(Texts(), _FORWARD)


_FORWARD = Qt.LayoutDirection.LeftToRight


def _speak(texts: Texts, direction: Qt.LayoutDirection) -> None:
    text.speak(texts)
    application = QApplication.instance()
    if isinstance(application, QApplication):
        application.setLayoutDirection(direction)
        QCoreApplication.sendEvent(application, QEvent(QEvent.Type.LanguageChange))
