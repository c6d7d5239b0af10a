"""The menu View."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QMenu, QWidget

from simulator.ui import theme
from simulator.ui.actions import VIEW
from simulator.ui.commands.base import Commands
from simulator.ui.language_menu import LanguageMenu
from simulator.ui.text import mark, tr
from simulator.ui.widgets.focus import bring_into_sight
from simulator.ui.widgets.inside import stops_in


class ViewCommands(Commands):
    """How the window looks and where the keys go."""

    def extend(self, title: str, group: int, menu: QMenu) -> None:
        if (title, group) == (VIEW, 1):
            menu.addSeparator()
            languages = self._window.menus.named(LanguageMenu(self._window.settings, menu), mark("Lang&uage"))
            menu.addMenu(languages)
            self._window.menus.name(languages.desktop, mark("Language of the des&ktop"))

    def theme_system(self) -> None:
        """Light or dark, as the desktop is."""
        self._window.settings.change(theme="system")

    def theme_light(self) -> None:
        """The light theme."""
        self._window.settings.change(theme="light")

    def theme_dark(self) -> None:
        """The dark theme."""
        self._window.settings.change(theme="dark")

    def theme_projector(self) -> None:
        """The theme for projectors: larger and with more contrast."""
        self._window.settings.change(theme="projector")

    def theme_contrast(self) -> None:
        """The theme with the most contrast."""
        self._window.settings.change(theme="contrast")

    def text_larger(self) -> None:
        """The next larger text."""
        self._size_text(1)

    def text_smaller(self) -> None:
        """The next smaller text."""
        self._size_text(-1)

    def text_100(self) -> None:
        """Text in the theme's own size."""
        self._window.settings.change(text_percent=100)

    def text_125(self) -> None:
        """Text a quarter larger."""
        self._window.settings.change(text_percent=125)

    def text_150(self) -> None:
        """Text half as large again."""
        self._window.settings.change(text_percent=150)

    def text_200(self) -> None:
        """Text twice as large."""
        self._window.settings.change(text_percent=200)

    def _size_text(self, by: int) -> None:
        sizes, now = theme.PERCENTS, self._window.settings.values.text_percent
        self._window.settings.change(text_percent=sizes[min(max(sizes.index(now) + by, 0), len(sizes) - 1)])

    def reduced_motion(self, checked: bool) -> None:
        """Show key frames only."""
        self._window.settings.change(reduced_motion=checked)

    def full_screen(self, checked: bool) -> None:
        """Use the whole screen, or not."""
        state, whole = self._window.windowState(), Qt.WindowState.WindowFullScreen
        self._window.setWindowState(state | whole if checked else state & ~whole)

    def present(self) -> None:
        """Show everything large, to a class; nothing happens where that is so already."""
        self._window.presentation.begin()

    def presenter_notes(self) -> None:
        """Open the presenter's notes in a window of their own, or put them away."""
        self._window.presentation.toggle_notes()

    def history(self) -> None:
        """Open the list of runs, or put it away."""
        self._window.workspace.toggle_history()

    def chart_table(self) -> None:
        """What the present charts show, as tables."""
        charts = self._window.workspace.charts
        if charts is not None:
            from simulator.ui.accessible.numbers import NumbersDialog

            charts.group.catch_up()  # where the stage stands in their place, they have waited
            NumbersDialog([chart for chart in charts.group.charts if not chart.isHidden()], self._window).open()

    def next_region(self) -> None:
        """Move the focus to the next of transport, stage, charts, controls."""
        self._move_region(1)

    def region_before(self) -> None:
        """Move the focus to the region before."""
        self._move_region(-1)

    def _move_region(self, by: int) -> None:
        regions = self._window.regions()
        shown = [region for region in regions if region.isVisible()]
        if not shown:
            return  # the key was pressed while the window closed
        focus = QApplication.focusWidget()
        held = [i for i, region in enumerate(shown) if focus is region or (focus and region.isAncestorOf(focus))]
        target: QWidget = shown[(held[0] + by) % len(shown) if held else 0]
        if target.focusPolicy() == Qt.FocusPolicy.NoFocus and target is not self._window.transport:
            target = next((one for one in stops_in(target) if one.isEnabled() and one.isVisible()), target)
        target.setFocus(Qt.FocusReason.ShortcutFocusReason)
        bring_into_sight(target)

    def show_state(self) -> None:
        values, workspace = self._window.settings.values, self._window.workspace
        self.action(f"theme_{values.theme}").setChecked(True)
        self.action(f"text_{values.text_percent}").setChecked(True)
        larger, smaller = values.text_percent < theme.PERCENTS[-1], values.text_percent > theme.PERCENTS[0]
        self.allow("text_larger", larger, tr("Text is as large as it gets."))
        self.allow("text_smaller", smaller, tr("Text is as small as it gets."))
        self.action("reduced_motion").setChecked(values.reduced_motion)
        self.action("presenter_notes").setChecked(self._window.presentation.shows_notes)
        is_met = self._session.history.is_met or workspace.shows_history
        self.allow("history", is_met, tr("The history begins with the second run."))
        self.action("history").setChecked(workspace.shows_history)
