"""What of the menu Lessons makes lessons: from the present state, and by editing their texts."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import cast

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu

from simulator.app import own_lessons
from simulator.app.document import load
from simulator.scenario.lesson.reader import SCENARIO
from simulator.scenario.schema import ScenarioError
from simulator.ui.actions import LESSONS
from simulator.ui.commands.base import Commands
from simulator.ui.dialogs import tell_problems
from simulator.ui.text import as_tip, tr


class AuthoringCommands(Commands):
    """Lessons of the user's own."""

    def extend(self, title: str, group: int, menu: QMenu) -> None:
        if (title, group) == (LESSONS, -1):
            self._own = menu.addMenu(tr("M&y lessons"))
            self._own.aboutToShow.connect(self._list)

    def save_as_lesson(self) -> None:
        """Ask for a title, and make a lesson of the present state."""
        from simulator.ui.lesson_editor.saving import SaveLessonDialog

        state = self._session.state
        title = tr("{title} (my lesson)", title=tr(state.title)) if self._window.document.slug else state.title
        has_lesson = self._window.lessons.has_one
        SaveLessonDialog(title, self._window, self.make, has_lesson=has_lesson).open()

    def make(self, title: str, keeps_words: bool, edits: bool) -> None:
        """Write the lesson; then edit it, or begin it."""
        from simulator.ui.lesson_editor.draft import draft, retitled

        scenario = replace(self._session.state, title=title)
        try:
            made = draft(scenario)
            lesson, notes = made.lesson, made.notes
            if keeps_words and (folder := self._window.document.lesson_folder):
                lesson, notes = own_lessons.texts(folder)
                lesson = retitled(lesson, title)
            folder = own_lessons.make(scenario, lesson, notes)
        except ScenarioError as error:
            tell_problems(self._window, tr("The lesson could not be saved"), error)
            return
        self._window.files.take(load(str(folder / SCENARIO)))
        if edits:
            self.edit_lesson()
        else:
            self._window.lessons.begin()

    def edit_lesson(self) -> None:
        """Edit the texts of the lesson that is open."""
        from simulator.ui.lesson_editor.editor import LessonEditor

        folder = self._window.document.lesson_folder
        if folder is None or not own_lessons.is_own(folder):
            return
        for editor in self._window.findChildren(LessonEditor):
            if editor.folder == folder and editor.isVisible():
                editor.activateWindow()
                return
        try:
            editor = LessonEditor(folder, self._session, self._window, self._play)
        except ScenarioError as error:
            tell_problems(self._window, tr("The lesson cannot be read"), error)
            return
        editor.show()

    def _play(self, path: Path) -> None:
        """Begin a lesson whose texts have been saved, from its first step."""
        self._window.lessons.wanted = str(path)
        self._window.files.open_scenario(str(path))

    def _list(self) -> None:
        self._own.clear()
        for own in own_lessons.listed():
            action = self._own.addAction(own.title.replace("&", "&&"))
            action.setData(str(own.path))
            action.setToolTip(as_tip(str(own.path)))
            action.triggered.connect(self._open)
        if self._own.isEmpty():
            self._own.addAction(tr("None yet: Save as a lesson makes one")).setEnabled(False)

    def _open(self) -> None:
        self._play(Path(cast("QAction", self.sender()).data()))

    def show_state(self) -> None:
        folder = self._window.document.lesson_folder
        self.action("edit_lesson").setEnabled(folder is not None and not self._window.document.slug)
        self.action("save_as_lesson").setEnabled(not self._window.document.is_read_only)
