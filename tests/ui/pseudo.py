"""A pseudo-language that brackets every string, and a way to see every text of a window."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from PySide6.QtCore import QCoreApplication, QTranslator
from PySide6.QtGui import QAction, QPainter, QStaticText
from PySide6.QtWidgets import (
    QAbstractButton,
    QComboBox,
    QDialog,
    QGraphicsTextItem,
    QGraphicsView,
    QLabel,
    QMenu,
    QWidget,
)

OPEN, CLOSE = "⟦", "⟧"


class PseudoLanguage(QTranslator):
    """Translates every text into itself, in brackets."""

    def translate(self, context: str, text: str, disambiguation: str | None = None, n: int = -1) -> str:
        # Qt's own dialogs have their own contexts, and their own translations are Qt's.
        return f"{OPEN}{text}{CLOSE}" if context == "simulator" else ""

    def isEmpty(self) -> bool:
        return False


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
    """Every text of a window's widgets, with where it was found."""
    for widget in [window, *window.findChildren(QWidget)]:
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
    """Installs the pseudo-language while it is active."""

    def __enter__(self) -> Speaking:
        self._language = PseudoLanguage()
        QCoreApplication.installTranslator(self._language)
        return self

    def __exit__(self, *_: object) -> None:
        QCoreApplication.removeTranslator(self._language)


__all__ = ["DrawnText", "Speaking", "bare", "texts", "untranslated"]
