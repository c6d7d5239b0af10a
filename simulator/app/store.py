"""The store: the one place where the state lives, changes, and is undone.

The state is a `Scenario`, frozen; every edit is a new one. One kind of entry serves all of them: it keeps the state
before and after, so undo and redo reach whatever a state holds.
"""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from simulator.app.undo import Entry, UndoList
from simulator.scenario.schema import Scenario


class _Change(Entry):
    """From one state to another."""

    def __init__(self, store: Store, before: Scenario, after: Scenario, text: str, gesture: str | None) -> None:
        super().__init__(before, after, text, gesture)
        self.store = store

    def redo(self) -> None:
        self.store.put(self.after)

    def undo(self) -> None:
        self.store.put(self.before)


class Store(QObject):
    """Holds the state and its history.

    `changed(before, after)` follows every change of the state, also by undo, redo and opening another scenario; before
    it comes `replaced`, for the session alone: whoever hears `changed` finds the run of the new state there.
    `saved()` follows when the state has been written, or its file was lost, so that what counts as unsaved is another.
    """

    replaced = Signal(object, object)
    changed = Signal(object, object)
    saved = Signal()

    def __init__(self, state: Scenario, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._state = state
        self._loaded = state
        self._is_kept = True
        self.history = UndoList(self)

    @property
    def state(self) -> Scenario:
        """The present state."""
        return self._state

    @property
    def loaded(self) -> Scenario:
        """The state as it was loaded or last saved: what Reset returns to."""
        return self._loaded

    @property
    def is_saved(self) -> bool:
        """Whether nothing has changed since the state was loaded or saved, and is still where it was saved."""
        return self._is_kept and self._state == self._loaded

    @property
    def is_changed(self) -> bool:
        """Whether there is something that Reset would take back."""
        return self._state != self._loaded

    def commit(self, state: Scenario, text: str, gesture: str | None = None) -> None:
        """Make `state` the present one; `text` names the change in the menu ("Change rounds").

        Commits in a row with the same `gesture` (one drag of a slider) are undone together.
        """
        if state != self._state:
            self.history.take(_Change(self, self._state, state, text, gesture))

    def open(self, state: Scenario) -> None:
        """Start over with another scenario; nothing before it can be undone."""
        before, self._loaded, self._is_kept = self._state, state, True
        self.history.clear()
        self.put(state, before)

    def mark_saved(self) -> None:
        """The present state has been written to its file."""
        self._loaded, self._is_kept = self._state, True
        self.history.end_gesture()
        self.saved.emit()

    def mark_lost(self) -> None:
        """What was loaded or saved is in no file any more: the present state is unsaved, changed or not."""
        self._keep(False)

    def mark_found(self) -> None:
        """What was loaded or saved is in its file after all."""
        self._keep(True)

    def _keep(self, is_kept: bool) -> None:
        if is_kept != self._is_kept:
            self._is_kept = is_kept
            self.saved.emit()

    def put(self, state: Scenario, before: Scenario | None = None) -> None:
        """Have another state, which is no change of its own: an entry of the history does so."""
        before = self._state if before is None else before
        self._state = state
        self.replaced.emit(before, state)
        self.changed.emit(before, state)
