"""What of the menu Lessons makes lessons: from the present state, and by editing their texts."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, cast

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu

from simulator.app import lesson as course
from simulator.app import own_lessons
from simulator.app.document import load
from simulator.scenario.lesson.reader import SCENARIO
from simulator.scenario.schema import ScenarioError, View
from simulator.ui.actions import LESSONS
from simulator.ui.commands.base import Commands
from simulator.ui.dialogs import tell_problems
from simulator.ui.text import as_tip, mark, tr
from simulator.ui.turns import Work, turns

if TYPE_CHECKING:
    from simulator.app.recovery import Lost
    from simulator.app.unsaved import Words
    from simulator.scenario.lesson.records import Lesson
    from simulator.ui.lesson_editor.editor import LessonEditor

MOST_SHOWN = 5
"""Controls on the first screen of a new lesson: three are enough for most, and more than five are not looked at."""


class AuthoringCommands(Commands):
    """Lessons of the user's own."""

    def extend(self, title: str, group: int, menu: QMenu) -> None:
        if (title, group) == (LESSONS, -1):
            self._own = self._window.menus.named(menu.addMenu(""), mark("M&y lessons"))
            self._own.aboutToShow.connect(self._list)

    def say_anew(self) -> None:
        self._own.clear()

    def save_as_lesson(self) -> None:
        """Ask for a title, and make a lesson of the present state."""
        from simulator.ui.lesson_editor.saving import SaveLessonDialog

        state = self._session.state
        title = tr("{title} (my lesson)", title=tr(state.title)) if self._window.document.slug else state.title
        has_lesson = self._window.lessons.has_one
        SaveLessonDialog(title, self._window, self.make, has_lesson=has_lesson).open()

    def make(self, title: str, keeps_words: bool, edits: bool) -> None:
        """Write the lesson; then edit it, or begin it."""
        turns().take(self._made(title, keeps_words, edits), self._window)

    def _made(self, title: str, keeps_words: bool, edits: bool) -> Work:
        from simulator.ui.lesson_editor.challenge import searched
        from simulator.ui.lesson_editor.draft import draft

        state, present = self._session.state, self._window.document.lesson_folder
        scenario = replace(state, title=title, view=self._view())
        if not keeps_words:
            scenario = replace(scenario, notes=tr(state.notes) if state.notes and not self._outgrew_notes() else "")
        try:
            if keeps_words and present:
                lesson, notes = own_lessons.texts(present)
                lesson = own_lessons.retitled(lesson, title)
            else:
                made = draft(scenario, (yield from searched(scenario)))
                lesson, notes = made.lesson, made.notes
            folder = own_lessons.make(scenario, lesson, notes)
        except ScenarioError as error:
            tell_problems(self._window, tr("The lesson could not be saved"), error)
            return
        yield
        loaded = load(str(folder / SCENARIO))
        if self._session.state is not state:
            self._window.files.open_loaded(loaded)  # something was changed meanwhile, and may be worth a question
            return
        self._window.files.take(loaded)
        yield
        if edits:
            self.edit_lesson()
        else:
            self._window.lessons.begin()

    def _outgrew_notes(self) -> bool:
        """Whether a bundled scenario was changed and its notes were not: they tell of another run."""
        state, opened = self._session.state, self._session.store.loaded
        is_changed = (state.parameters, state.overrides) != (opened.parameters, opened.overrides)
        return bool(self._window.document.slug) and is_changed and state.notes == opened.notes

    def _view(self) -> View:
        """What is on screen at first, and the controls that were changed for this lesson: learners look for them."""
        view, before = self._session.state.view, self._session.store.loaded.parameters
        changed = (id_ for id_ in self._session.state.parameters.differences(before) if id_ not in view.show)
        room = max(MOST_SHOWN - len(view.show), 0)
        return replace(view, show=(*view.show, *islice(changed, room)))

    def edit_lesson(self) -> None:
        """Edit the texts of the lesson that is open."""
        folder = self._window.document.lesson_folder
        if folder is None or not own_lessons.is_own(folder):
            return
        for editor in self._editors():
            if editor.folder == folder:
                editor.raise_()
                editor.activateWindow()
                return
        self._edit(folder)

    def recover(self, lost: Lost, words: Words) -> None:
        """Words that were never saved are back in an editor; where their lesson is gone they wait."""
        editor = self._edit(words.folder)
        if editor is None:
            lost.leave()
        else:
            editor.take(lost, words)

    def _edit(self, folder: Path) -> LessonEditor | None:
        from simulator.ui.lesson_editor.editor import LessonEditor

        try:
            editor = LessonEditor(folder, self._session, self._window, self._play_anew, partial(self._is_open, folder))
        except ScenarioError as error:
            tell_problems(self._window, tr("The lesson cannot be read"), error)
            return None
        editor.keep(self._window.safety.keeper(editor.words, editor))
        editor.show()
        return editor

    def _is_open(self, folder: Path) -> bool:
        """Whether the scenario in the window is that of a lesson."""
        return self._window.document.lesson_folder == folder

    def asks(self, then: Callable[[], object]) -> bool:
        """Before the window closes: whether an editor has something that is not saved, and asks first.

        The others close.
        """
        for editor in self._editors():
            if editor.is_changed:
                editor.leave(then)
                return True
            editor.close()
        return False

    def _editors(self) -> list[LessonEditor]:
        """Those that are open; where none was ever opened their module is not even loaded."""
        if "simulator.ui.lesson_editor.editor" not in sys.modules:
            return []
        from simulator.ui.lesson_editor.editor import LessonEditor

        return [editor for editor in self._window.findChildren(LessonEditor) if editor.isVisible()]

    def _play_anew(self, path: Path, lesson: Lesson) -> None:
        """Begin a lesson that was edited: what its author answered in an earlier version is forgotten."""
        self._session.lesson.close()
        self._session.lesson.kept.keep(course.begin(lesson))
        self._play(path)
        self._window.raise_()  # on a small screen the editor lies over all of it
        self._window.activateWindow()

    def _play(self, path: Path) -> None:
        self._window.files.open_scenario(str(path), begins_lesson=True)

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
