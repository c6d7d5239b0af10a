"""Languages that nobody speaks: they show what longer words, other directions and forgotten texts do to a window."""

from __future__ import annotations

from typing import Literal

from PySide6.QtCore import QCoreApplication, Qt, QTranslator
from PySide6.QtWidgets import QApplication

Tongue = Literal["doubled", "fifty", "right_to_left", "x"]
TONGUES: tuple[Tongue, ...] = ("doubled", "fifty", "right_to_left", "x")

_FIFTY = "Zwischenüberschriftenformatierungsvorlagenauswahl "
_FIELD = ("{", "}")


class Speech(QTranslator):
    """Every text of the program in one of the languages; placeholders stay what they are."""

    def __init__(self, tongue: Tongue) -> None:
        super().__init__()
        self.tongue: Tongue = tongue

    def translate(self, context: str, text: str, disambiguation: str | None = None, n: int = -1) -> str:
        # None, not "": Qt's own texts would be empty, and their placeholders missing.
        return said(self.tongue, text) if context == "simulator" else None  # type: ignore[return-value]

    def isEmpty(self) -> bool:
        return False


def said(tongue: Tongue, text: str) -> str:
    """A text in that language."""
    if not any(character.isalpha() for character in text):
        return text
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
    """The language is spoken, in its direction, while this is active."""

    def __init__(self, tongue: Tongue | None) -> None:
        self._tongue = tongue

    def __enter__(self) -> Speaking:
        if self._tongue is not None:
            self._speech = Speech(self._tongue)
            QCoreApplication.installTranslator(self._speech)
            if self._tongue == "right_to_left":
                _direct(Qt.LayoutDirection.RightToLeft)
        return self

    def __exit__(self, *_: object) -> None:
        if self._tongue is not None:
            _direct(Qt.LayoutDirection.LeftToRight)
            QCoreApplication.removeTranslator(self._speech)


def _direct(direction: Qt.LayoutDirection) -> None:
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    application.setLayoutDirection(direction)
