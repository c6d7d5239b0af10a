"""The menu Help."""

from __future__ import annotations

from PySide6.QtCore import QRect
from PySide6.QtWidgets import QToolTip, QWidget

from simulator import __version__
from simulator.ui.accessible.telling import announce
from simulator.ui.commands.base import Commands
from simulator.ui.dialogs import Message
from simulator.ui.keys import KeysDialog
from simulator.ui.text import as_tip, plain, tr

_SHOWN_MS = 20_000


class HelpCommands(Commands):
    """The key list and what the program is."""

    def keys(self) -> None:
        """Show the key list."""
        KeysDialog(self._window).open()

    def explain(self) -> None:
        """What has the focus, in the words of its tool tip, for those who do not point at it."""
        widget: QWidget | None = self._window.focusWidget()
        tip = _tip_of(widget) or as_tip(widget.accessibleDescription() if widget else "")
        if widget is None or not tip:
            self._window.announcer.tell(tr("There is no more to say about this."))
            return
        QToolTip.showText(widget.mapToGlobal(widget.rect().bottomLeft()), tip, widget, QRect(), _SHOWN_MS)
        announce(self._window, plain(tip))

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


def _tip_of(widget: QWidget | None) -> str:
    """Its tool tip, or that of the nearest widget around it that has one."""
    while widget is not None and not widget.toolTip():
        widget = None if widget.isWindow() else widget.parentWidget()
    return "" if widget is None else widget.toolTip()
