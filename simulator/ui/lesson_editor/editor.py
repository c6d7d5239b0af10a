"""The editor of a lesson's two texts: what is wrong with them, and what a step looks like, while they are typed."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from itertools import zip_longest
from pathlib import Path

from PySide6.QtCore import QEvent, Qt, QTimer
from PySide6.QtGui import QCloseEvent, QKeyEvent, QKeySequence, QResizeEvent
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from simulator.app.recovery import Keeper, Lost
from simulator.app.session import Session
from simulator.app.unsaved import Words
from simulator.scenario import codec, files, syntax
from simulator.scenario.files import write_atomically
from simulator.scenario.lesson.reader import LESSON, NOTES, SCENARIO, Findings, blocks_of, look_at
from simulator.scenario.lesson.records import Lesson
from simulator.scenario.lesson.unwritten import finished, unwritten, written
from simulator.scenario.schema import Problem, Scenario, ScenarioError
from simulator.ui.accessible.telling import announce
from simulator.ui.dialogs import UnsavedQuestion, tell_problems
from simulator.ui.lesson_editor.insert import InsertMenu
from simulator.ui.lesson_editor.preview import StepPreview
from simulator.ui.lesson_editor.source import SourceEdit
from simulator.ui.safety.question import Answer, Question
from simulator.ui.text import digits, mark, plural, told, tr
from simulator.ui.widgets.buttons import Segment
from simulator.ui.widgets.inside import order_tabs, stops_in
from simulator.ui.widgets.labels import Label
from simulator.ui.widgets.metrics import move_over, on_screen, scaled
from simulator.ui.widgets.pressed import let_buttons_go

PAUSE_MS = 300
"""The texts are looked at when the keyboard has rested for so long."""

_SIZE_PX, _LISTED_PX = (940, 600), 96
_AROUND_PX, _GAP_PX = 16, 10
_PREVIEWED_PX = 640
"""A narrower editor shows the text alone."""

_UNWRITTEN = {
    "": mark("In “{step}” a text is still to be written: {note}"),
    "ask": mark("In “{step}” the question is still to be written: {note}"),
    "sources": mark("In “{step}” the sources are still to be named: {note}"),
}  # fmt: skip
_ANYTHING = mark("In “{step}” something is still to be written: {note}")


class LessonEditor(QDialog):
    """Edits the lesson of a folder, beside the window. `play` is called with the scenario file and the lesson to play.

    `is_open` says whether the session's scenario is that of the lesson.

    Raises ScenarioError if one of the three files cannot be read as a text.
    """

    def __init__(
        self, folder: Path, session: Session, parent: QWidget, play: Callable[[Path, Lesson], object],
        is_open: Callable[[], bool],
    ) -> None:  # fmt: skip
        scenario = codec.read(folder / SCENARIO)
        kept = {name: _read(folder / name) for name in (LESSON, NOTES)}
        # After what can fail: the parent keeps what was begun. A window, since a dialog always lies over its parent.
        super().__init__(parent, Qt.WindowType.Window)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.folder, self._play, self._may_close = folder, play, False
        self._session, self._is_open = session, is_open
        self._then: Callable[[], object] | None = None
        self.scenario, self._kept = scenario, kept
        self._keeper: Keeper | None = None
        self.lesson: Lesson | None = None
        self.problems: list[Problem] = []
        self.sources = {
            LESSON: SourceEdit(self._kept[LESSON], tr("What learners see"), self),
            NOTES: SourceEdit(self._kept[NOTES], tr("Teacher’s notes"), self),
        }
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(PAUSE_MS)
        self._rest.timeout.connect(self.check)
        self._place(session)
        for source in self.sources.values():
            source.textChanged.connect(self._rest.start)
            source.modificationChanged.connect(self._show_name)
            source.undoAvailable.connect(self._show_undo)
            source.redoAvailable.connect(self._show_undo)
        self.sources[LESSON].cursorPositionChanged.connect(self._show_step)
        self.turn_to(LESSON)
        self.check()
        self._show_name()
        size = on_screen(parent, _SIZE_PX)
        self._make_room(size.width())
        self.resize(size)
        move_over(self, parent)

    # Parts.

    def _place(self, session: Session) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(_AROUND_PX, 14, _AROUND_PX, 14)
        column.setSpacing(_GAP_PX)
        column.addLayout(self._top(session))
        middle = QHBoxLayout()
        middle.setSpacing(12)
        self.pages = QStackedWidget(self)
        for source in self.sources.values():
            self.pages.addWidget(source)
        self.preview = StepPreview(self.scenario, self)
        middle.addWidget(self.pages, 1)
        middle.addWidget(self.preview)
        column.addLayout(middle, 1)
        column.addLayout(self._bottom())

    def _top(self, session: Session) -> QVBoxLayout:
        """The two texts and what can be done to them, in one row or, with large letters on a small screen, in two."""
        rows, row, more = QVBoxLayout(), QHBoxLayout(), QHBoxLayout()
        self.tabs: dict[str, Segment] = {}
        for name, text in ((LESSON, tr("What learners see")), (NOTES, tr("Teacher’s notes"))):
            tab = Segment(text, self)
            tab.setToolTip(name)
            tab.clicked.connect(self._turn)
            self.tabs[name] = tab
            row.addWidget(tab)
        row.addStretch(1)
        self.undo_button, self.redo_button = QPushButton(tr("Undo"), self), QPushButton(tr("Redo"), self)
        self.insert_button = QPushButton(tr("Insert"), self)
        self.insert_menu = InsertMenu(session, self._present, self.sources[LESSON], self)
        self.insert_button.setMenu(self.insert_menu)
        self.undo_button.clicked.connect(self.undo)
        self.redo_button.clicked.connect(self.redo)
        for button in (self.insert_button, self.undo_button, self.redo_button):
            button.setAutoDefault(False)
            more.addWidget(button)
        rows.setSpacing(_GAP_PX)
        rows.addLayout(row)
        buttons = (*self.tabs.values(), self.insert_button, self.undo_button, self.redo_button)
        for button in buttons:
            button.ensurePolished()  # before it is shown it has another font
        needed = sum(button.sizeHint().width() + _GAP_PX for button in buttons) + 2 * _AROUND_PX
        if needed <= on_screen(self, _SIZE_PX).width():
            row.addLayout(more)
        else:
            more.addStretch(1)
            rows.addLayout(more)
        return rows

    def _bottom(self) -> QVBoxLayout:
        column = QVBoxLayout()
        column.setSpacing(8)
        self.verdict = Label("", self, weight=550, wraps=True)
        column.addWidget(self.verdict)
        self.list = QListWidget(self)
        self.list.setAccessibleName(tr("Problems"))
        self.list.setMaximumHeight(round(scaled(_LISTED_PX)))
        self.list.setMinimumHeight(round(scaled(_LISTED_PX / 2)))
        self.list.setWordWrap(True)
        self.list.setTextElideMode(Qt.TextElideMode.ElideNone)
        self.list.itemActivated.connect(self._go_to)
        self.list.itemClicked.connect(self._go_to)
        column.addWidget(self.list)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addStretch(1)
        self.save_button = QPushButton(tr("Save"), self)
        self.play_button = QPushButton(tr("Save and play"), self)
        self.play_button.setProperty("primary", "true")
        self.close_button = QPushButton(tr("Close"), self)
        for button, slot in (
            (self.play_button, self.save_and_play), (self.save_button, self.save), (self.close_button, self.close),
        ):  # fmt: skip
            button.setAutoDefault(False)
            button.clicked.connect(slot)
            row.addWidget(button)
        column.addLayout(row)
        return column

    # Texts.

    @property
    def name(self) -> str:
        """The file whose text is shown."""
        return next(name for name, source in self.sources.items() if source is self.pages.currentWidget())

    @property
    def is_changed(self) -> bool:
        """Whether something is not saved yet."""
        return self._texts() != self._kept

    def turn_to(self, name: str) -> None:
        """Show one of the two texts."""
        self.pages.setCurrentWidget(self.sources[name])
        for other, button in self.tabs.items():
            button.setChecked(other == name)
        self.insert_button.setEnabled(name == LESSON)
        self.sources[name].setFocus()
        self._show_undo()

    def _turn(self) -> None:
        sender = self.sender()
        self.turn_to(next(name for name, button in self.tabs.items() if button is sender))

    def undo(self) -> None:
        """Take back what was typed last in the text that is shown."""
        self.sources[self.name].undo()

    def redo(self) -> None:
        """Make it again."""
        self.sources[self.name].redo()

    def _show_undo(self, *_: object) -> None:
        document = self.sources[self.name].document()
        self.undo_button.setEnabled(document.isUndoAvailable())
        self.redo_button.setEnabled(document.isRedoAvailable())

    def _show_name(self, *_: object) -> None:
        self.setWindowTitle(tr("Lesson: {title}", title=self.scenario.title) + "[*]")
        self.setWindowModified(self.is_changed)

    # What is wrong, and what it looks like.

    def check(self) -> None:
        """Look at both texts now."""
        self._rest.stop()
        texts = self._texts()
        if self._is_open():
            self.scenario = self._session.store.loaded  # it may have been saved meanwhile, under another title
        self.lesson, self.problems = look_at(self.folder.name, self.scenario, texts[LESSON], texts[NOTES])
        self.list.clear()
        for problem in self.problems:
            self._list_line(problem.place, problem.line or 1, told(problem.message))
        is_otherwise = self._list_title(texts[LESSON])
        count, open_ = len(self.problems), self._list_unwritten(texts[LESSON])
        self._say(_verdict(count, open_))
        self.verdict.set_tone("misaligned_text" if count else "ink")
        self.list.setVisible(bool(count or open_ or is_otherwise))
        for name, source in self.sources.items():
            lines = {problem.line or 1 for problem in self.problems if problem.place == name}
            source.show_problems(frozenset(lines))
        self.play_button.setEnabled(not count)
        self._show_name()
        self._show_step()

    def _say(self, verdict: str) -> None:
        self.verdict.setText(verdict)
        self._make_room(self.width())

    def _list_line(self, file: str, line: int, message: str) -> None:
        words = tr("{file}, line {line}: {message}", file=file, line=digits(line, "d"), message=message)
        item = QListWidgetItem(words, self.list)
        item.setToolTip(tr("Go to the line"))
        item.setData(Qt.ItemDataRole.UserRole, (file, line))

    def _list_title(self, text: str) -> bool:
        """Say what the lesson is called, where another title stands above its steps."""
        title, _ = blocks_of(text, Findings(""))
        if title == self.scenario.title:
            return False
        called = tr("The lesson is called “{title}”, as its scenario. “Title and notes” in the menu Edit changes that.",
                    title=self.scenario.title)  # fmt: skip
        self._list_line(LESSON, 1, called)
        return True

    def _present(self) -> Scenario:
        """What links of the lesson may set: the settings in the window, or those of the lesson's own file."""
        return self._session.state if self._is_open() else self.scenario

    def _list_unwritten(self, text: str) -> int:
        """What is still to be written, after the problems; how many places that are."""
        assert self.lesson is not None
        found = list(unwritten(self.lesson, blocks_of(text, Findings(""))[1]))
        for one in found:
            said = tr(_UNWRITTEN.get(one.what, _ANYTHING), step=one.step, note=one.note)
            hidden = " " + tr("Until then learners do not see this step.") if one.costs_step else ""
            self._list_line(LESSON, one.line, said + hidden)
        return len(found)

    def _show_step(self) -> None:
        """The step that the cursor stands in."""
        if self.lesson is None:
            return
        line = self.sources[LESSON].line
        before = [number for number, step in enumerate(self.lesson.steps) if step.line <= line]
        if not self.lesson.steps:
            self.preview.say(tr("There is no step yet. Insert, A whole step puts one in."))
            return
        number = before[-1] if before else 0
        steps = self.lesson.steps
        first = steps[number].line
        after = steps[number + 1].line if number + 1 < len(steps) else 10**9
        if any(problem.place == LESSON and first <= (problem.line or 1) < after for problem in self.problems):
            self.preview.say(tr("This step has a problem. It is shown here once that is solved."))
        elif written(steps[number]) is None:
            self.preview.say(tr("Learners do not see this step until its words are written."))
        else:
            seen = tuple(written(step) or step for step in steps)
            self.preview.show_step(replace(self.lesson, steps=seen), number)

    def _go_to(self, item: QListWidgetItem) -> None:
        place, line = item.data(Qt.ItemDataRole.UserRole)
        self.turn_to(place)
        self.sources[place].go_to(line)

    # Words that are not saved.

    def words(self) -> Words | None:
        """What was typed and is in no file; None where there is nothing."""
        if not self.is_changed:
            return None
        title, texts = self.scenario.title, self._texts()
        return Words(folder=self.folder, title=title, at=int(time.time()), typed=texts, kept=dict(self._kept))

    def keep(self, keeper: Keeper | None) -> None:
        """Have a keeper keep them, should the program end without a word."""
        self._keeper = keeper
        if keeper is not None:
            for source in self.sources.values():
                source.textChanged.connect(keeper.note)

    def take(self, lost: Lost, words: Words) -> None:
        """Words that were lost are typed again: undo has what the files say, and saving asks if that is another."""
        self._kept = dict(words.kept)
        for name, source in self.sources.items():
            before = source.text()
            source.replace(words.typed[name])
            if words.typed[name] != before:
                self.turn_to(name)
                source.go_to(_first_other_line(before, words.typed[name]))
        self.check()
        if self._keeper is not None:
            self._keeper.take(lost)
            self._keeper.note()

    # Saving and leaving.

    def save(self, *, over: bool = False) -> bool:
        """Write what was changed, each file in one step; whether that worked.

        What another program has written meanwhile is asked about, unless it is to be written over.
        """
        changed = {name: text for name, text in self._texts().items() if text != self._kept[name]}
        if not over and any(self._is_stray(name) for name in changed):
            self._ask_about_others()
            return False
        for name, text in changed.items():
            try:
                write_atomically(self.folder / name, text.encode("utf-8"))
            except ScenarioError as error:
                tell_problems(self, tr("The lesson could not be saved"), error)
                return False
            self._kept[name] = text
            self.sources[name].document().setModified(False)
        self._show_name()
        if self._keeper is not None:
            self._keeper.write()
        self._tell_saved()
        return True

    def _tell_saved(self) -> None:
        """Until something is typed again."""
        self.check()
        self._say(tr("Saved. {verdict}", verdict=self.verdict.text()))
        announce(self, self.verdict.text())

    def _texts(self) -> dict[str, str]:
        return {name: source.text() for name, source in self.sources.items()}

    def _is_stray(self, name: str) -> bool:
        """Whether a file says something else than when it was last read or written here; one that is gone does not."""
        try:
            return (self.folder / name).exists() and _read(self.folder / name) != self._kept[name]
        except ScenarioError:
            return True

    def _ask_about_others(self) -> None:
        text = tr("Another program has changed this lesson since it was opened here.")
        more = tr("Writing over it keeps your words and loses those.")
        answers = [Answer(text=tr("Write over it"), then=self._save_over)]
        Question(self, tr("Changed elsewhere"), text, more, answers, tr("Stay here")).open()

    def _save_over(self) -> None:
        self.save(over=True)

    def save_and_play(self) -> None:
        """Save, and begin the lesson in the window."""
        self.check()
        if self.lesson is not None and not self.problems and self.save():
            self._play(self.folder / SCENARIO, finished(self.lesson))

    def leave(self, then: Callable[[], object]) -> None:
        """Close after the question about what is not saved, and go on."""
        self._then = then
        UnsavedQuestion(self, self.scenario.title, self._save_then, self.close_now).open()

    def _save_then(self, then: Callable[[], object]) -> None:
        if self.save():
            then()

    def close_now(self) -> None:
        """Close, whatever is not saved, and go on with what waits for it."""
        self._may_close = True
        then, self._then = self._then, None
        self.close()
        if then is not None:
            then()

    def stations(self) -> list[QWidget]:
        """Where the Tab key stops, as they stand."""
        above = [*self.tabs.values(), self.insert_button, self.undo_button, self.redo_button]
        return [*above, self.pages, self.preview, self.list, self.play_button, self.save_button, self.close_button]

    def focusNextPrevChild(self, next_: bool) -> bool:
        """Tab goes through the step that is shown in its place, although it was made last."""
        order_tabs(stops_in(self))
        return super().focusNextPrevChild(next_)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.WindowBlocked:
            let_buttons_go(self)
        return super().event(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._make_room(self.width())

    def _make_room(self, width: int) -> None:
        self.preview.setVisible(width >= scaled(_PREVIEWED_PX))
        self.verdict.setFixedHeight(self.verdict.heightForWidth(width - 2 * _AROUND_PX))

    def closeEvent(self, event: QCloseEvent) -> None:
        if self.is_changed and not self._may_close:
            event.ignore()
            self.leave(_nothing)
            return
        self._rest.stop()
        self.preview.end()
        if self._keeper is not None:
            self._keeper.stop()
        event.accept()  # a dialog's own way to close is to reject, and that asks to close

    def reject(self) -> None:
        """Esc asks as closing does."""
        self.close()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Save):
            self.save()
        elif event.key() == Qt.Key.Key_Escape:
            self.close()
        else:
            event.ignore()


def _verdict(problems: int, open_: int) -> str:
    """Whether the lesson can be played, with a sign beside the words."""
    if problems:
        bad = plural("One problem: it cannot be played yet", "{count} problems: it cannot be played yet", problems)
        return "▲ " + bad
    if open_:
        return "○ " + plural(
            "It can be played. Learners do not see the one place that is still to be written",
            "It can be played. Learners do not see the {count} places that are still to be written", open_,
        )  # fmt: skip
    return "✓ " + tr("No problems: the lesson can be played")


def _first_other_line(before: str, after: str) -> int:
    """The number, from 1, of the first line in which two texts differ."""
    pairs = zip_longest(before.split("\n"), after.split("\n"))
    return next((number for number, (one, other) in enumerate(pairs, start=1) if one != other), 1)


def _nothing() -> None:
    """Closing is all."""


def _read(path: Path) -> str:
    text = syntax.decode(files.read_bytes(path), path.name)
    return text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
