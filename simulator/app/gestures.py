"""One gesture, a drag or a stroke, is one entry of the list of undo, however many moves it has.

The entry is changed in place: PySide never frees the Python part of a command that QUndoStack merges into another.
"""

from __future__ import annotations

from typing import Protocol, TypeVar

from PySide6.QtGui import QUndoStack


class _OfGesture(Protocol):
    gesture: str | None


_Command = TypeVar("_Command", bound=_OfGesture)


def entry_of(history: QUndoStack, kind: type[_Command], gesture: str | None) -> _Command | None:
    """The latest entry, if this gesture made it and it can still grow: nothing was undone or saved since then."""
    index = history.index()
    if gesture is None or index == 0 or history.canRedo() or index == history.cleanIndex():
        return None
    last: object = history.command(index - 1)
    return last if isinstance(last, kind) and last.gesture == gesture else None
