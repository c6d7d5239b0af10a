"""What can be undone: entries in the order in which they were made, and how far they are in force.

A list of our own: those of Qt keep their entries' Python parts when they merge two, and free an entry twice where the
collector of cycles meets it before its list (docs/decisions.md).
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Any

from PySide6.QtCore import QObject, Signal


class Entry(ABC):
    """Puts `before` or `after`. Those of one `gesture`, a drag or a stroke, are undone together.

    `is_void` says that there is nothing to undo any more: the list drops it.
    """

    def __init__(self, before: Any, after: Any, text: str, gesture: str | None) -> None:
        self.before, self.after, self.text, self.gesture = before, after, text, gesture
        self.is_void = False

    @abstractmethod
    def redo(self) -> None:
        """Put what is after it."""

    @abstractmethod
    def undo(self) -> None:
        """Put what was before it."""


class UndoList(QObject):
    """The entries; `index` of them are in force, the others were undone. `moved()` follows each change of the two."""

    moved = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._entries: list[Entry] = []
        self._index = 0

    @property
    def count(self) -> int:
        """All entries, undone or not."""
        return len(self._entries)

    @property
    def index(self) -> int:
        """Entries in force."""
        return self._index

    @property
    def can_undo(self) -> bool:
        """Whether an entry is in force."""
        return self._index > 0

    @property
    def can_redo(self) -> bool:
        """Whether an entry was undone."""
        return self._index < len(self._entries)

    @property
    def undo_text(self) -> str:
        """Name of what would be undone; empty if nothing would."""
        return self._entries[self._index - 1].text if self.can_undo else ""

    @property
    def redo_text(self) -> str:
        """Name of what would be redone; empty if nothing would."""
        return self._entries[self._index].text if self.can_redo else ""

    def take(self, made: Entry) -> None:
        """Do what an entry is for, as an entry of its own, or as a move of the gesture that made the latest one.

        What was undone before is forgotten. A gesture that has returned to where it began leaves no entry.
        """
        last = self._entries[-1] if self.can_undo and not self.can_redo else None
        if last is None or made.gesture is None or type(last) is not type(made) or last.gesture != made.gesture:
            del self._entries[self._index :]
            made.redo()
            self._entries.insert(self._index, made)
            self._enter(made)
            return
        last.after = made.after
        last.redo()
        if last.before == last.after:
            last.is_void = True
            self.undo()

    def undo(self) -> None:
        """Take the latest entry in force back."""
        if self.can_undo:
            entry = self._entries[self._index - 1]
            entry.undo()
            self._index -= 1
            if entry.is_void:
                del self._entries[self._index]
            self.moved.emit()

    def redo(self) -> None:
        """Put the first entry that was undone in force again."""
        if self.can_redo:
            entry = self._entries[self._index]
            entry.redo()
            self._enter(entry)

    def end_gesture(self) -> None:
        """What comes next is an entry of its own."""
        if self.can_undo:
            self._entries[self._index - 1].gesture = None

    def clear(self) -> None:
        """Forget everything; nothing is undone by it."""
        if self._entries:
            self._entries.clear()
            self._index = 0
            self.moved.emit()

    def _enter(self, entry: Entry) -> None:
        """The first entry that is not in force is now, if anything is left of it."""
        if entry.is_void:
            del self._entries[self._index]
        else:
            self._index += 1
        self.moved.emit()
