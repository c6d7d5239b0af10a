"""A pseudo-language that brackets every string, and a way to see every text of a window."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtGui import QAction, QGuiApplication, QPainter, QStaticText
from PySide6.QtWidgets import (
    QAbstractButton,
    QComboBox,
    QDialog,
    QGraphicsScene,
    QGraphicsTextItem,
    QGraphicsView,
    QLabel,
    QMenu,
    QWidget,
)

from simulator.scenario.translation.folder import Texts
from simulator.ui.text import speak

_QT = ("ScrollLeftButton", "ScrollRightButton")
OPEN, CLOSE = "⟦", "⟧"


class PseudoLanguage(Texts):
    """Translates every text into itself, in brackets."""

    def __missing__(self, text: str) -> str:
        return f"{OPEN}{text}{CLOSE}"


class DoubleLength(Texts):
    """A language in which everything takes twice the room."""

    def __missing__(self, text: str) -> str:
        return f"{text} {text}"


class Crosses(Texts):
    """Every letter is an X, so that what is not translated stands out; placeholders stay."""

    def __missing__(self, text: str) -> str:
        return re.sub(r"\{\w+\}|(\w)", lambda found: "X" if found[1] else found[0], text)


class RightToLeft(Texts):
    """English words in a frame of Arabic: read from the right, as Arabic and Hebrew are."""

    def __missing__(self, text: str) -> str:
        return f"\u0627{text}\u0644"


def bare(text: str) -> str:
    """What of a text stands outside all brackets, without keys and mnemonics."""
    outside, depth = [], 0
    for character in text:
        depth += (character == OPEN) - (character == CLOSE)
        if depth == 0 and character != CLOSE:
            outside.append(character)
    return "".join(outside)


def untranslated(text: str) -> bool:
    """Whether letters stand outside the brackets: words that escaped translation."""
    return any(character.isalpha() for character in bare(text))


def texts(window: QWidget) -> Iterator[tuple[str, str]]:
    """Every text of a window's widgets, with where it was found; what Qt and pyqtgraph say themselves is theirs."""
    for widget in [window, *window.findChildren(QWidget)]:
        if widget.objectName() in _QT:
            continue
        where = f"{type(widget).__name__} {widget.objectName()}"
        yield f"{where} name", widget.accessibleName()
        yield f"{where} description", widget.accessibleDescription()
        yield f"{where} tool tip", widget.toolTip()
        if isinstance(widget, QLabel | QAbstractButton):
            yield f"{where} text", widget.text()
        if isinstance(widget, QComboBox):
            for index in range(widget.count()):
                yield f"{where} item", widget.itemText(index)
        if isinstance(widget, QDialog) or widget.isWindow():
            yield f"{where} title", widget.windowTitle()
        if isinstance(widget, QMenu):
            yield f"{where} title", widget.title()
        if isinstance(widget, QGraphicsView):
            for item in widget.items():
                if isinstance(item, QGraphicsTextItem):
                    yield f"{where} text item", item.toPlainText()
    for action in window.findChildren(QAction):
        if isinstance(action.parent(), QGraphicsScene):
            continue
        yield f"action {action.text()}", action.text()
        if action.toolTip() != action.text():
            yield f"tool tip of {action.text()}", action.toolTip()


class DrawnText:
    """Collects what QPainter paints as text while it is active."""

    def __init__(self) -> None:
        self.texts: list[str] = []

    def __enter__(self) -> DrawnText:
        self._originals = {name: getattr(QPainter, name) for name in ("drawText", "drawStaticText")}
        for name, original in self._originals.items():
            setattr(QPainter, name, self._collecting(original))
        return self

    def __exit__(self, *_: object) -> None:
        for name, original in self._originals.items():
            setattr(QPainter, name, original)

    def _collecting(self, original: Callable[..., object]) -> Callable[..., object]:
        def draw(painter: QPainter, *arguments: object) -> object:
            for argument in arguments:
                if isinstance(argument, QStaticText):
                    self.texts.append(argument.text())
                elif isinstance(argument, str):
                    self.texts.append(argument)
            return original(painter, *arguments)

        return draw


class Speaking:
    """Speaks a pseudo-language while it is active; windows that are there are made anew, as by a user's choice."""

    def __init__(self, texts: Texts | None = None) -> None:
        self._texts = PseudoLanguage() if texts is None else texts

    def __enter__(self) -> Speaking:
        speak(self._texts)
        self._tell(Qt.LayoutDirection.RightToLeft if isinstance(self._texts, RightToLeft) else None)
        return self

    def __exit__(self, *_: object) -> None:
        speak(Texts())
        self._tell(Qt.LayoutDirection.LeftToRight)

    def _tell(self, direction: Qt.LayoutDirection | None) -> None:
        application = QCoreApplication.instance()
        if isinstance(application, QGuiApplication):
            if direction is not None:
                application.setLayoutDirection(direction)
            QCoreApplication.sendEvent(application, QEvent(QEvent.Type.LanguageChange))


__all__ = [
    "Crosses", "DoubleLength", "DrawnText", "PseudoLanguage", "RightToLeft", "Speaking", "bare", "texts",
    "untranslated",
]  # fmt: skip
