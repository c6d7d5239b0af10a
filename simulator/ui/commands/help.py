"""The menu Help."""

from __future__ import annotations

from simulator import __version__
from simulator.ui.commands.base import Commands
from simulator.ui.dialogs import Message
from simulator.ui.keys import KeysDialog
from simulator.ui.text import tr


class HelpCommands(Commands):
    """The key list and what the program is."""

    def keys(self) -> None:
        """Show the key list."""
        KeysDialog(self._window).open()

    def glossary(self) -> None:
        """All terms with their meanings."""
        from simulator.ui.lesson.glossary import GlossaryDialog

        GlossaryDialog(self._window).open()

    def about(self) -> None:
        """Say what the program is."""
        text = tr(
            "A teaching simulator of Iterated Distillation and Amplification, Paul Christiano’s proposal for "
            "overseeing AI systems that are better than their overseer. Version {version}.",
            version=__version__,
        )
        Message(self._window, tr("IDA Simulator"), text).open()
