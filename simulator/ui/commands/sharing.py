"""What of the menu File hands the scenario on: a code, a QR picture."""

from __future__ import annotations

from PySide6.QtWidgets import QFileDialog

from simulator.ui.commands.base import Commands
from simulator.ui.text import tr


class SharingCommands(Commands):
    """Codes and their pictures."""

    def share(self) -> None:
        """Show the code of the scenario."""
        from simulator.ui.sharing.dialogs import ShareDialog

        ShareDialog(self._session.state, self._window, self._window.files.save_as, self._save_picture).open()

    def open_code(self) -> None:
        """Ask for a code and open it."""
        from simulator.ui.sharing.dialogs import OpenCodeDialog

        OpenCodeDialog(self._window, self._window.files.open_loaded).open()

    def _save_picture(self, code: str) -> QFileDialog:
        from simulator.scenario import qr

        return self._window.exports.ask(tr("Save the QR picture"), "qr", {
            ".png": lambda: qr.picture(code, "png"), ".svg": lambda: qr.picture(code, "svg"),
        })  # fmt: skip
