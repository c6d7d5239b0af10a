"""The menu Edit."""

from __future__ import annotations

from simulator.sentence import say
from simulator.ui.commands.base import Commands
from simulator.ui.dialogs import TextsDialog
from simulator.ui.text import told, tr


class EditCommands(Commands):
    """Undo and redo, title and notes, back to what was loaded."""

    def undo(self) -> None:
        """Take back the last change."""
        self._session.store.history.undo()

    def redo(self) -> None:
        """Make the last change that was taken back again."""
        self._session.store.history.redo()

    def rename(self) -> None:
        """Edit title and notes."""
        TextsDialog(self._session, self._window).open()

    def reset(self) -> None:
        """Back to the scenario as it was loaded."""
        self._session.reset(say("Reset"))

    def end_overrides(self) -> None:
        """Everything as it is set."""
        self._session.end_overrides(say("End all overrides"))

    def show_state(self) -> None:
        state, history = self._session.state, self._session.store.history
        undo, redo = self.action("undo"), self.action("redo")
        self.allow("undo", history.can_undo, tr("There is nothing to undo."))
        self.allow("redo", history.can_redo, tr("There is nothing to redo."))
        undo.setText(tr("&Undo: {change}", change=told(history.undo_text)) if history.can_undo else tr("&Undo"))
        redo.setText(tr("&Redo: {change}", change=told(history.redo_text)) if history.can_redo else tr("&Redo"))
        self.allow("reset", self._session.store.is_changed, tr("Everything is as it was opened or last saved."))
        self.allow("end_overrides", bool(state.overrides), tr("Nothing is switched off or made perfect."))
