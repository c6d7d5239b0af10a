"""Whole numbers that are typed."""

from __future__ import annotations

from PySide6.QtCore import QObject
from PySide6.QtGui import QValidator


class Figures(QValidator):
    """Lets figures alone be typed, up to a number: what is beyond it does not come into the field.

    Qt's validator of whole numbers lets a sign and separators of thousands begin one, and lets a number that is too
    large stand without a word.
    """

    def __init__(self, most: int, parent: QObject) -> None:
        super().__init__(parent)
        self._most = most

    def validate(self, text: str, at: int) -> tuple[QValidator.State, str, int]:
        return self._state_of(text), text, at

    def _state_of(self, text: str) -> QValidator.State:
        if not text:
            return QValidator.State.Intermediate
        is_number = text.isascii() and text.isdecimal() and len(text) <= len(str(self._most))
        return QValidator.State.Acceptable if is_number and int(text) <= self._most else QValidator.State.Invalid
