"""Every string that people see goes through `tr`."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

CONTEXT = "simulator"
"""One translation context for the whole program: a term has one translation."""


def tr(text: str, **values: object) -> str:
    """The text in the present language, its named placeholders filled: tr("Round {round} of {last}", round=1, last=12).

    Fill placeholders here, never with an f-string: only the literal text can be found and translated.
    """
    translated = QCoreApplication.translate(CONTEXT, text)
    return translated.format(**values) if values else translated


def mark(text: str) -> str:
    """Marks a text in a table for translation; `tr` is called where it is shown."""
    return text
