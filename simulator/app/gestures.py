"""One gesture, a drag or a stroke, is one entry of the list of undo, however many moves it has.

The entry is changed in place: PySide never frees the Python part of a command that QUndoStack merges into another.
"""

from __future__ import annotations

from typing import Any

from PySide6.QtGui import QUndoCommand, QUndoStack


class Entry(QUndoCommand):
    """Puts `before` or `after`. Those of one `gesture` are undone together."""

    def __init__(self, before: Any, after: Any, text: str, gesture: str | None) -> None:
        super().__init__(text)
        self.before, self.after, self.gesture = before, after, gesture


def take(history: QUndoStack, made: Entry) -> None:
    """Do what an entry is for, as an entry of its own, or as a move of the gesture that made the latest one.

    A gesture that has returned to where it began leaves no entry.
    """
    last = _latest_of(history, made)
    if last is None:
        history.push(made)
        return
    last.after = made.after
    last.redo()
    if last.before == last.after:
        last.setObsolete(True)
        history.undo()  # takes what is obsolete off the list


def _latest_of(history: QUndoStack, made: Entry) -> Entry | None:
    """The latest entry, if it is of the same gesture and can still grow: nothing was undone or saved since then."""
    index = history.index()
    if made.gesture is None or index == 0 or history.canRedo() or index == history.cleanIndex():
        return None
    last: object = history.command(index - 1)
    return last if isinstance(last, type(made)) and last.gesture == made.gesture else None
