"""The menu Lessons."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, cast

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu

from simulator.app import answers, own_lessons
from simulator.app.lesson import GUIDANCE, VOTES, Answer
from simulator.scenario import library
from simulator.scenario.lesson.reader import read_folder
from simulator.scenario.schema import ScenarioError
from simulator.ui.actions import LESSONS
from simulator.ui.commands.base import Commands
from simulator.ui.dialogs import DeleteQuestion, Message, tell_problems
from simulator.ui.text import tr
from simulator.ui.turns import Work, turns

if TYPE_CHECKING:
    from simulator.app.document import Loaded
    from simulator.scenario.lesson.records import Lesson
    from simulator.scenario.schema import Scenario
    from simulator.ui.main_window import MainWindow


class LessonCommands(Commands):
    """The list of lessons, the way through one, and what was answered in it."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self.wanted = ""
        """The slug, or the scenario file, of the lesson that begins once its scenario is open."""
        self._listed: list[QAction] = []
        self._session.lesson.chart_asked.connect(self._show_chart)
        self._session.lesson.why_asked.connect(self._show_why)
        self._session.lesson.lesson_asked.connect(self._open_lesson)
        self._session.lesson.kept_final.connect(self._tell_final)
        self._session.lesson.set_back.connect(self._tell_set_back)

    def extend(self, title: str, group: int, menu: QMenu) -> None:
        if (title, group) == (LESSONS, -1):
            self._menu = menu
            menu.aboutToShow.connect(self._list_lessons)

    def taken(self, loaded: Loaded) -> None:
        """A scenario has been opened: its lesson begins if it was asked for."""
        wanted, self.wanted = self.wanted, ""
        if wanted and wanted in (loaded.slug, str(loaded.path)):
            turns().follow(self._begun(self._session.store.loaded), self._window)

    def _begun(self, opened: Scenario) -> Work:
        """Reading and beginning have a turn each; no other scenario was opened meanwhile."""
        if self._session.store.loaded is opened and (lesson := self._read()):
            yield
            if self._session.store.loaded is opened:
                self._open(lesson)
                self._window.lesson_panel.enter()

    def lesson(self) -> None:
        """The lesson of the present scenario: begin it, leave it for free play, come back."""
        play = self._session.lesson
        if play.lesson is not None:
            play.toggle_free()
        elif self.has_one:
            self.begin()
        if play.is_on:
            self._window.lesson_panel.enter()
        elif self.has_one:
            self._window.transport.setFocus()  # else the button that stands next would have the space bar
        else:
            self._window.announcer.tell(tr("There is no lesson to this scenario."))

    def begin(self) -> None:
        """Begin, or go on with, the lesson of the scenario that is open."""
        if lesson := self._read():
            self._open(lesson)

    def _open(self, lesson: Lesson) -> None:
        self._session.lesson.open(lesson, leads_on=bool(self._window.document.slug))

    @property
    def has_one(self) -> bool:
        """Whether there is a lesson to the scenario that is open."""
        return self._session.lesson.lesson is not None or self._window.document.lesson_folder is not None

    def at_hand(self) -> Lesson | None:
        """The lesson that is played, else that of the open scenario; one that cannot be read is told."""
        return self._session.lesson.lesson or self._read()

    def _read(self) -> Lesson | None:
        folder = self._window.document.lesson_folder
        if folder is None:
            return None
        try:
            return read_folder(folder)
        except ScenarioError as error:
            mend = tr("“Edit the words of this lesson” in the menu Lessons shows where.")
            then = mend if own_lessons.is_own(folder) else ""
            tell_problems(self._window, tr("The lesson cannot be read"), error, then)
            return None

    def guidance_light(self) -> None:
        """Hints behind a button."""
        self._session.lesson.guide("light")

    def guidance_medium(self) -> None:
        """Hints in sight."""
        self._session.lesson.guide("medium")

    def guidance_none(self) -> None:
        """No hints."""
        self._session.lesson.guide("none")

    def restart_lesson(self) -> None:
        """From the first step, with this lesson's answers forgotten; asked about if there are any."""
        play = self._session.lesson
        if play.lesson is not None and any(answer != Answer() for answer in play.progress.answers):
            head, text = tr("Begin this lesson anew"), tr("Delete your predictions and answers in this lesson?")
            DeleteQuestion(self._window, head, text, play.restart).open()
        else:
            play.restart()

    def _tell_final(self) -> None:
        self._window.announcer.tell(tr("What was predicted stays: its run has been seen."))

    def _tell_set_back(self) -> None:
        self._window.announcer.tell(tr("This step begins with the lesson's own values. Undo brings yours back."))

    def export_answers(self) -> None:
        """Ask where the predictions and answers of this lesson shall go, as a table."""
        play = self._session.lesson
        if (lesson := play.lesson) is not None:
            kept = play.progress
            self._export(lesson.slug, lambda: answers.table([(lesson, kept)], tr))

    def export_all_answers(self) -> None:
        """Ask where those of all lessons shall go."""
        kept = self._session.lesson.kept
        self._export("all-lessons", lambda: answers.table(kept.with_lessons(answers.lesson_of), tr))

    def _export(self, what: str, table: Callable[[], str]) -> None:
        window = self._window
        title, contents = tr("Export my answers"), {".csv": lambda: table().encode("utf-8")}
        window.exports.exporter.ask(title, window.files.folder(), f"{what}-{tr('answers')}", contents)

    def delete_answers(self) -> None:
        """Ask, and then forget everything that was answered."""
        head, text = tr("Delete my answers"), tr("Delete your predictions and answers in all lessons?")
        DeleteQuestion(self._window, head, text, self._delete_answers).open()

    def _delete_answers(self) -> None:
        self._session.lesson.forget()

    def next_step(self) -> None:
        """To the next step of the lesson."""
        self._turn_page(self._session.lesson.forward)

    def step_before(self) -> None:
        """To the step before."""
        self._turn_page(self._session.lesson.back)

    def _turn_page(self, turn: Callable[[], None]) -> None:
        """Whoever comes to a step by keys is in it, and not at a button below."""
        play = self._session.lesson
        step = play.progress.step if play.is_on else None
        turn()
        if play.is_on and play.progress.step != step:
            self._window.lesson_panel.enter()

    def class_vote(self) -> None:
        """Begin to count the hands of a class, or close the vote."""
        body = self._window.lesson_panel.body
        if body is not None and body.vote is not None:
            body.vote.press()

    def timer(self) -> None:
        """Start the timer of the class, or pause it."""
        self._window.lesson_panel.timer.press()

    def timer_more(self) -> None:
        """One minute more."""
        self._window.lesson_panel.timer.add_minute()

    def notes(self) -> None:
        """Show what the scenario is about."""
        state = self._session.state
        notes = tr(state.notes) if state.notes else tr("This scenario has no notes yet.")
        Message(self._window, tr(state.title), notes).open()

    def _list_lessons(self) -> None:
        if not self._listed:
            self._menu.addSeparator()
            for bundled in library.bundled():
                action = self._menu.addAction("")
                self._window.menus.name(action, bundled.title)
                action.setData(bundled.slug)
                action.setCheckable(True)
                action.triggered.connect(self._open_listed)
                self._listed.append(action)
        for action in self._listed:
            action.setChecked(action.data() == self._window.document.slug)

    def _open_listed(self) -> None:
        self._open_lesson(str(cast("QAction", self.sender()).data()))

    def _open_lesson(self, slug: str) -> None:
        """The scenario of a slug, and its lesson once it is open."""
        self._window.files.open_scenario(slug, begins_lesson=True)

    def _show_chart(self, chart: str) -> None:
        """A lesson's link asks for a chart; one that there is no tab for is left alone."""
        from simulator.ui.charts.panel import TABS

        for tab in TABS:
            if chart in tab.charts and self._window.workspace.charts is not None:
                self._window.workspace.show_charts()
                self._window.workspace.charts.show_tab(tab.id)

    def _show_why(self, round_: int, depth: int) -> None:
        """A lesson's link asks why an answer went wrong: the first such question of that depth, if there is one."""
        from simulator.engine.wrong import QUESTIONS, first_wrong

        stage, run = self._window.workspace.stage, self._session.run
        if stage is None:
            return
        self._window.workspace.show_stage()
        number = None
        if round_ <= run.last and depth <= run.parameters.task.max_depth:
            number = first_wrong(run, round_, depth)
        stage.ask_depth(depth)
        if number is None:
            stage.tell(tr(
                "With these settings none of the first {count} questions of depth {depth} in round {round} is answered "
                "wrong: there is no why to ask.", count=QUESTIONS, depth=depth, round=round_,
            ))  # fmt: skip
        else:
            stage.ask(number)
            stage.ask_why()

    def _no_vote(self) -> str:
        """Why no hands are counted at the present step; empty where they can be."""
        step, answer = self._session.lesson.step, self._session.lesson.answer
        if not step.bets:
            return tr("At this step no hands are counted.")
        if answer.is_locked and not answer.votes:
            return tr("What was predicted is locked in; hands are counted before that.")
        return tr("The class has voted twice here.") if len(answer.closed) == VOTES else ""

    def show_state(self) -> None:
        play = self._session.lesson
        off = tr("No lesson is being played: F7 begins the one of this scenario, or comes back to it.")
        for id_ in ("next_step", "step_before", "export_answers", "restart_lesson", "timer", "timer_more"):
            self.allow(id_, play.is_on, off)
        no_vote = self._no_vote() if play.is_on else off
        self.allow("class_vote", not no_vote, no_vote)
        for guidance in GUIDANCE:
            action = self.action(f"guidance_{guidance}")
            action.setEnabled(play.is_on)
            action.setChecked(play.is_on and play.progress.guidance == guidance)
