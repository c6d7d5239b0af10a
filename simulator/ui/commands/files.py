"""The menu File."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from os.path import isdir
from pathlib import Path
from typing import cast

from PySide6.QtCore import QStandardPaths, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFileDialog, QMenu

from simulator.app.document import SUFFIX, Loaded, load
from simulator.scenario.schema import Scenario, ScenarioError
from simulator.ui.actions import FILE
from simulator.ui.commands.base import Commands
from simulator.ui.dialogs import Message, UnsavedQuestion, tell_problems
from simulator.ui.safety.words import called
from simulator.ui.text import as_tip, mark, plural, tr

NEWER = mark("The file was written by a newer version. It can be looked at and changed here, but not saved.")

NAMED = 4
"""Names of what was left out that are told; of more their number."""


class FileCommands(Commands):
    """Opening, saving, leaving, exporting."""

    def extend(self, title: str, group: int, menu: QMenu) -> None:
        if (title, group) == (FILE, 1):
            self._recent = self._window.menus.named(menu.addMenu(""), mark("Open &recent"))
            self._recent.aboutToShow.connect(self._list_recent)

    def say_anew(self) -> None:
        self._recent.clear()

    def open_file(self) -> None:
        """Ask for a file and open it."""
        dialog = QFileDialog(self._window, tr("Open a scenario"), self.folder(), self._filter())
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(self.open_scenario)
        dialog.open()

    def open_scenario(self, name: str, *, begins_lesson: bool = False) -> None:
        """Open a file or a bundled scenario, once unsaved changes are settled; a bad file is told at once."""
        if loaded := self._load(name):
            self.open_loaded(loaded, name if begins_lesson else "")

    def open_loaded(self, loaded: Loaded, lesson: str = "") -> None:
        """Open what was read already, once unsaved changes are settled; then that lesson begins, if one is named."""
        self._window.lessons.wanted = lesson
        self.leaving(partial(self.take_asking, loaded))

    def open_now(self, name: str) -> None:
        """Open without asking; a bad file is told and changes nothing."""
        if loaded := self._load(name):
            self.take(loaded)

    def _load(self, name: str) -> Loaded | None:
        try:
            return load(name)
        except ScenarioError as error:
            head = tr("“{file}” cannot be opened", file=Path(name).name)
            tell_problems(self._window, head, error)
            return None

    def take_asking(self, loaded: Loaded) -> None:
        """Make what was loaded the present scenario, after a question if another window has it open."""
        settled = partial(self._settled, self._session.state)
        take, take_copy = partial(self.take, loaded), partial(self._take_copy, loaded)
        self._window.safety.taking(loaded, partial(settled, take), partial(settled, take_copy))

    def _settled(self, asked_at: Scenario, then: Callable[[], None]) -> None:
        """Go on; first settle what was changed since something was asked."""
        if self._session.state == asked_at:
            then()
        else:
            self.leaving(then)

    def _take_copy(self, loaded: Loaded) -> None:
        self._window.document.take_copy(loaded)
        self._window.transport.setFocus()

    def take(self, loaded: Loaded) -> None:
        """Make what was loaded the present scenario."""
        self._window.document.take(loaded)
        self._window.transport.setFocus()
        self._window.lessons.taken(loaded)
        if self._window.document.path:
            self._window.settings.add_recent(self._window.document.path)
        self.tell_read_only()

    def tell_read_only(self) -> None:
        """What became of a file that only a newer version knows whole; nothing of any other."""
        if self._window.document.is_read_only:
            Message(self._window, tr("Opened read only"), _read_only(self._session.state.left_out)).open()

    def unsaved_work(self) -> None:
        """Ask again about lost work that was left for later."""
        self._window.safety.search()

    def save(self) -> None:
        """Save to the file, or ask for one."""
        self.save_then(None)

    def save_then(self, then: Callable[[], object] | None) -> None:
        """Save, asking for a file where there is none; afterwards, and only if it worked, go on."""
        if self._window.document.path:
            self._window.safety.save(self._window.document.path, then)
        else:
            self.ask_where(then)

    def save_as(self) -> None:
        """Ask for a file and save there."""
        self.ask_where(None)

    def ask_where(self, then: Callable[[], object] | None) -> None:
        """Ask for a file, save there, and go on. Proposed is the open file itself, else a name made from the title."""
        own = self._window.document.path
        folder = str(own.parent) if own and isdir(own.parent) else self.folder()
        dialog = QFileDialog(self._window, tr("Save the scenario"), folder, self._filter())
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix(SUFFIX.removeprefix("."))
        dialog.selectFile(own.name if own else f"{self.file_name()}{SUFFIX}")
        self._after_saving = then
        dialog.fileSelected.connect(self._save_where_asked)
        dialog.open()

    def _save_where_asked(self, name: str) -> None:
        then, self._after_saving = self._after_saving, None
        self._window.safety.save(Path(name), then)

    def file_name(self) -> str:
        """A name for a file of the present scenario, without an ending."""
        return _file_name(tr(self._session.state.title))

    def folder(self) -> str:
        """Where the last file was, else the user's documents; a folder that is not there is no name for a file."""
        documents = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        wanted = (self._window.settings.values.folder, documents)
        return next((folder for folder in wanted if folder and Path(folder).is_dir()), str(Path.home()))

    def _filter(self) -> str:
        return f"{tr('Scenarios')} (*{SUFFIX});;{tr('All files')} (*)"

    def leaving(self, then: Callable[[], None]) -> None:
        """Go on at once if nothing is unsaved, else after the question."""
        if self._session.store.is_saved:
            then()
        else:
            self._session.player.pause()
            name = called(self._window.document.path, self._session.state.title)
            save = None if self._window.document.is_read_only else self._save_and_leave
            UnsavedQuestion(self._window, name, save, then).open()

    def _save_and_leave(self, then: Callable[[], None]) -> None:
        """Save, and go on a turn later: asking again, should something have been changed in between."""
        self.save_then(partial(self.leaving, then))

    def quit(self) -> None:
        """Close the window."""
        self._window.close()

    def export_chart(self) -> None:
        """The charts of the present tab as a picture."""
        self._window.exports.chart()

    def export_numbers(self) -> None:
        """Their numbers as a table."""
        self._window.exports.numbers()

    def export_stage(self) -> None:
        """The tree as a picture."""
        self._window.exports.stage()

    def export_tree(self) -> None:
        """Write every answer of the tree on the stage into a file."""
        self._window.exports.tree()

    def export_window(self) -> None:
        """The window as a picture."""
        self._window.exports.window()

    def _list_recent(self) -> None:
        self._recent.clear()
        for name in self._window.settings.values.recent:
            action = self._recent.addAction(Path(name).name)
            action.setData(name)
            action.setToolTip(as_tip(name))
            action.triggered.connect(self._open_chosen)
        if self._recent.isEmpty():
            self._recent.addAction(tr("No files yet")).setEnabled(False)

    def _open_chosen(self) -> None:
        action = cast("QAction", self.sender())
        self.open_scenario(str(action.data()))

    def show_state(self) -> None:
        self.action("unsaved_work").setVisible(self._window.safety.waits)
        for id_ in ("save", "save_as"):
            self.allow(id_, not self._window.document.is_read_only, tr(NEWER))


def _read_only(left_out: Sequence[str]) -> str:
    """What a file of a newer version can be used for, and what of it is not here."""
    if not left_out:
        return tr(NEWER)
    count = len(left_out) - NAMED
    names = [*left_out[:NAMED], *([plural("one other", "{count} others", count)] if count > 0 else [])]
    missing = tr(
        "Left out, because this version does not know it: {names}. The curves may differ from what the file means.",
        names=", ".join(names),
    )
    return f"{tr(NEWER)}\n\n{missing}"


def _file_name(title: str) -> str:
    """A file name made from a title."""
    words = "".join(c if c.isalnum() else " " for c in title.lower()).split()
    return "-".join(words)[:60] or "scenario"
