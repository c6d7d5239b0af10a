"""Sees to it that nothing is lost in one window, and says so: the rim between files and people."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog

from simulator.app.claims import Holder
from simulator.app.document import HeldError, Loaded, StrayError
from simulator.app.errors import Errors
from simulator.app.recovery import Keeper, Lost, Recovery
from simulator.app.unsaved import Words
from simulator.app.watch import Stray
from simulator.scenario import library
from simulator.scenario.schema import ScenarioError
from simulator.sentence import say
from simulator.ui.dialogs import tell_problems
from simulator.ui.safety.notice import Notice
from simulator.ui.safety.question import Answer, Question
from simulator.ui.safety.recovering import RecoveryQuestion
from simulator.ui.safety.telling import ErrorMessage
from simulator.ui.safety.words import STRAYED, called, held
from simulator.ui.text import told, tr
from simulator.ui.turns import calling, turns
from simulator.ui.widgets.inside import widgets_in
from simulator.ui.widgets.soon import soon

if TYPE_CHECKING:
    from simulator.ui.main_window import MainWindow


class Safety(QObject):
    """Watches the file of a window, keeps its unsaved work, and asks where something has to be decided."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._document, self._session = window.document, window.session
        self._recovery: Recovery | None = None
        self._stray: Stray | None = None
        self._left: list[Path] = []
        self.notice: Notice | None = None
        self._document.strayed.connect(self._follow)
        self._session.lesson.changed.connect(self._follow_answers)
        self._told_of_answers = False
        application = QGuiApplication.instance()
        if isinstance(application, QGuiApplication):
            application.applicationStateChanged.connect(self._document.check)

    def place(self, notice: Notice) -> None:
        """Where to say things; another one after a change of language."""
        self.notice = notice
        self._follow(self._stray)

    # Errors that nobody expected

    def hear(self, errors: Errors) -> None:
        """Tell of errors; later, because they can come from the middle of a paint event or from another thread."""
        errors.happened.connect(self._tell_error, Qt.ConnectionType.QueuedConnection)

    def _tell_error(self, details: str) -> None:
        open_ = [message for message in self._window.findChildren(ErrorMessage) if message.isVisible()]
        if open_:
            open_[0].add(details)
        else:
            ErrorMessage(self._window, self._session, details).open()

    # Work that was never saved

    def keep_in(self, folder: Path) -> None:
        """Keep unsaved work in a folder, and ask about what is there from an end without a word."""
        self._recovery = Recovery(self._session, self._document, folder, self)
        self._recovery.found.connect(self._ask_about_lost)
        self._recovery.troubled.connect(self._tell_of_trouble)
        self.search()

    def search(self) -> None:
        """Ask about what is there from an end without a word."""
        if self._recovery is not None:
            self._recovery.search()

    def stop(self) -> None:
        """The window closes."""
        if self._recovery is not None:
            self._recovery.stop()
        self._document.close()

    def _ask_about_lost(self, found: list[Lost]) -> None:
        """Ask, one question after the other: what is recovered must not be replaced by an answer to one before."""
        inside = widgets_in(self._window)
        before = next((one for one in inside if isinstance(one, QDialog) and one.isVisible()), None)
        if before is not None:
            before.finished.connect(lambda: soon(self, partial(self._ask_about_lost, found)))
            return
        self._left = [lost.path for lost in found]
        if found:
            question = RecoveryQuestion(self._window, found)
            question.recovered.connect(self._recover)
            question.finished.connect(self._window.menus.show_state)
            question.open()
        else:
            self._window.menus.show_state()

    @property
    def waits(self) -> bool:
        """Whether lost work that was asked about was neither recovered nor discarded."""
        return any(path.exists() for path in self._left)

    def keeper(self, words: Callable[[], Words | None], parent: QObject) -> Keeper | None:
        """What keeps the words of a lesson that is edited, where unsaved work is kept."""
        return None if self._recovery is None else self._recovery.keeper(words, parent)

    def _recover(self, lost: Lost) -> None:
        if isinstance(lost.unsaved, Words):
            self._window.authoring.recover(lost, lost.unsaved)
        else:
            self._window.files.leaving(partial(self._take, lost))
        self._window.menus.show_state()

    def _take(self, lost: Lost) -> None:
        if self._recovery is None:
            return
        before, file = self._open_now, called(self._document.path, self._session.state.title)
        self._recovery.take(lost, say("Recover unsaved work"))
        self._window.transport.setFocus()
        self._window.menus.show_state()
        if before not in ("", library.DEFAULT, self._open_now):
            self._tell_of_replaced(before, file)

    @property
    def _open_now(self) -> str:
        """What opens again what is open: a file, or a bundled scenario by its slug; empty if nothing does."""
        return str(self._document.path or self._document.slug)

    def _tell_of_replaced(self, name: str, file: str) -> None:
        """What is recovered took the place of what somebody had asked for: it is one click away."""
        if self.notice is not None:
            sentence = tr("Your work is back, in place of “{file}”.", file=file)
            again = Answer(text=tr("Open it again"), then=partial(self._window.files.open_scenario, name))
            self.notice.say(sentence, (again,))

    def _tell_of_trouble(self, reason: str) -> None:
        if self.notice is not None and not self.notice.said:
            sentence = tr("Your work cannot be kept safe from a crash, so save often. {reason}", reason=told(reason))
            self.notice.say(sentence, ())

    def _follow_answers(self) -> None:
        """Answers of lessons that cannot be kept: told once, and the lesson goes on."""
        reason = self._session.lesson.kept.trouble
        if reason and not self._told_of_answers and self.notice is not None and not self.notice.said:
            self._told_of_answers = True
            self.notice.say(tr("Your answers in lessons cannot be kept. {reason}", reason=reason), ())

    # Files that others have open

    def taking(self, loaded: Loaded, then: Callable[[], object], copy: Callable[[], object]) -> None:
        """Go on at once, or ask first if another window has the file open."""
        holder = self._document.holder(loaded)
        if holder is None:
            then()
            return
        more = tr("A copy is saved under another name. Opened here as well, each is told of what the other saves.")
        answers = (
            Answer(text=tr("Open a copy"), then=copy),
            Answer(text=tr("Open it as well"), then=then),
        )
        Question(
            self._window,
            tr("Open elsewhere"),
            held(called(loaded.path, loaded.scenario.title), holder),
            more,
            answers,
            tr("Cancel"),
        ).open()

    # Saving

    def save(self, path: Path, then: Callable[[], object] | None, *, over: bool = False) -> None:
        """Save, and go on in a turn of its own; where that is not possible, say why and offer a way."""
        self._saving = path, then
        store, had_lesson = self._session.store, self._document.lesson_folder is not None
        is_another = bool(store.state.parameters.differences(store.loaded.parameters))
        try:
            self._document.rename_and_save(path, over=over)
        except StrayError as error:
            self._ask_about_stray(path, error.stray)
        except HeldError as error:
            self._ask_about_held(path, error.holder)
        except ScenarioError as error:
            self._tell_refusal(path, told(error.said))
        else:
            self._window.settings.add_recent(self._document.path or path)
            self._tell_of_lesson(had_lesson, is_another=is_another)
            if then is not None:
                turns().follow(calling(then), self)

    def _tell_of_lesson(self, had_one: bool, *, is_another: bool) -> None:
        """What saving means for the lesson: its words may not fit any more, or it is not in the new file."""
        if self._document.lesson_folder is None and had_one:
            self._window.announcer.tell(tr(
                "Saved, without the lesson: that stays with the scenario that was opened. “Save as a lesson” keeps "
                "both together."
            ))  # fmt: skip
        elif self._document.lesson_folder is not None and is_another:
            self._window.announcer.tell(
                tr("Saved. Do the words of the lesson still fit? “Edit the words of this lesson” shows them.")
            )

    def _ask_about_stray(self, path: Path, stray: Stray) -> None:
        if stray != "changed":
            more = tr("Save it somewhere else, or try again once it is back.")
            self._ask(tr(STRAYED[stray], file=called(path, self._session.state.title)), more)
            return
        more = tr("Save yours over it, take theirs (undo brings yours back), or keep both under two names?")
        answers = (
            Answer(text=tr("Save as…"), then=self._save_elsewhere),
            Answer(text=tr("Save mine"), then=self._save_over),
            Answer(text=tr("Load theirs"), then=self.load_theirs),
        )
        self._open_question(tr(STRAYED[stray], file=called(path, self._session.state.title)), more, answers)

    def _ask_about_held(self, path: Path, holder: Holder) -> None:
        more = tr("Saving over it changes what is open there.")
        answers = (
            Answer(text=tr("Save as…"), then=self._save_elsewhere),
            Answer(text=tr("Save over it"), then=self._save_over),
        )
        self._open_question(held(called(path, self._session.state.title), holder), more, answers)

    def _tell_refusal(self, path: Path, reason: str) -> None:
        self._ask(reason, tr("Nothing is lost: your work is open here as before."))

    def _ask(self, text: str, more: str) -> None:
        answers = (
            Answer(text=tr("Save as…"), then=self._save_elsewhere),
            Answer(text=tr("Try again"), then=self._save_again),
        )
        self._open_question(text, more, answers)

    def _open_question(self, text: str, more: str, answers: Sequence[Answer]) -> None:
        Question(self._window, tr("Not saved yet"), text, more, answers, tr("Stay here")).open()

    def _save_elsewhere(self) -> None:
        self._window.files.ask_where(self._saving[1])

    def _save_over(self) -> None:
        self.save(*self._saving, over=True)

    def _save_again(self) -> None:
        self.save(*self._saving)

    def load_theirs(self) -> None:
        """What the file says now, in place of what is here; undo brings that back."""
        try:
            self._document.load_theirs(say("Load the changed file"))
        except ScenarioError as error:
            file = called(self._document.path, self._session.state.title)
            tell_problems(self._window, tr("“{file}” cannot be opened", file=file), error)
            return
        self._window.files.tell_read_only()

    # What others do to the file

    def _follow(self, stray: Stray | None) -> None:
        self._stray = stray
        path = self._document.path
        if self.notice is None:
            return
        if stray is None or path is None:
            self.notice.clear()
            return
        answers = {
            "changed": (
                Answer(text=tr("Load theirs"), then=self.load_theirs),
                Answer(text=tr("Keep mine"), then=self._document.keep_mine),
            ),
            "gone": (Answer(text=tr("Save it again"), then=self._window.files.save),),
            "away": (Answer(text=tr("Look again"), then=self._document.check_anew),),
        }[stray]
        save_as = Answer(text=tr("Save as…"), then=self._window.files.save_as)
        self.notice.say(tr(STRAYED[stray], file=called(path, self._session.state.title)), (*answers, save_as))
