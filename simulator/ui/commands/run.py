"""The menu Run."""

from __future__ import annotations

from PySide6.QtWidgets import QMenu

from simulator.ui.actions import RUN
from simulator.ui.commands.base import Commands
from simulator.ui.mechanisms import MechanismsMenu
from simulator.ui.text import tr
from simulator.ui.transport import held_words


class RunCommands(Commands):
    """Playing, many runs, A | B, mechanisms switched off."""

    def play(self) -> None:
        """Play or pause."""
        self._session.player.toggle()

    def step(self) -> None:
        """To the end of the next round."""
        self._session.player.step()

    def back(self) -> None:
        """To the end of the round before."""
        self._session.player.back()

    def to_start(self) -> None:
        """To the start."""
        self._session.player.to_start()

    def to_end(self) -> None:
        """To the end of the last round."""
        self._session.player.to_end()

    def speed_slow(self) -> None:
        """Play slowly."""
        self._window.settings.change(speed="slow")

    def speed_normal(self) -> None:
        """Play at normal speed."""
        self._window.settings.change(speed="normal")

    def speed_fast(self) -> None:
        """Play fast."""
        self._window.settings.change(speed="fast")

    def luck(self) -> None:
        """Show many runs, or one again."""
        ensemble = self._session.ensemble
        if ensemble.is_on:
            ensemble.stop()
        else:
            self._window.workspace.show_charts()
            ensemble.start()

    def compare(self) -> None:
        """Copy A to B."""
        self._window.comparison.copy()

    def swap_sides(self) -> None:
        """A and B change places."""
        self._window.comparison.swap()

    def adopt_other(self) -> None:
        """B becomes A, and the comparison ends."""
        self._window.comparison.adopt()

    def drop_other(self) -> None:
        """A alone."""
        self._window.comparison.drop()

    def extend(self, title: str, group: int, menu: QMenu) -> None:
        if (title, group) == (RUN, -1):
            menu.addSeparator()
            self._mechanisms = MechanismsMenu(self._session, menu)
            menu.addMenu(self._mechanisms)

    def say_anew(self) -> None:
        self._mechanisms.say_anew()

    def show_state(self) -> None:
        unseen = tr("Many runs are compared with one that was seen to its end: play this one first.")
        self.allow("luck", self._session.player.explored, unseen)
        for id_ in ("step", "to_end"):
            self.allow(id_, not self._session.player.is_held, held_words())
        self.action("luck").setChecked(self._session.ensemble.is_on)
        self.action(f"speed_{self._window.settings.values.speed}").setChecked(True)
        for id_ in ("swap_sides", "adopt_other", "drop_other"):
            self.allow(id_, self._window.comparison.is_on, tr("There is no B yet: Ctrl+D copies A to it."))
