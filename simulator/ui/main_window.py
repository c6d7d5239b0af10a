"""The main window: it puts the panels in their places and answers the commands."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from PySide6.QtCore import QEvent, QSaveFile, QStandardPaths, Qt, QTimer, Signal
from PySide6.QtGui import QAction, QActionGroup, QCloseEvent, QDragEnterEvent, QDropEvent, QKeySequence, QShowEvent
from PySide6.QtWidgets import QApplication, QFileDialog, QHBoxLayout, QMainWindow, QMenu, QVBoxLayout, QWidget

from simulator import __version__
from simulator.app.document import SUFFIX, Document, Loaded, load
from simulator.app.errors import Errors
from simulator.app.lesson import GUIDANCE
from simulator.app.session import Session
from simulator.app.settings import Settings
from simulator.scenario import library
from simulator.scenario.lesson.reader import is_lesson, read_folder
from simulator.scenario.schema import ScenarioError
from simulator.ui import theme
from simulator.ui.actions import COMMANDS, FILE, LESSONS, MENUS, RUN
from simulator.ui.compare.button import CompareButton
from simulator.ui.compare.comparison import Comparison
from simulator.ui.controls import ControlsPanel
from simulator.ui.dialogs import (
    DeleteQuestion,
    KeysDialog,
    Message,
    TextsDialog,
    UnsavedQuestion,
    tell_error,
    tell_problems,
)
from simulator.ui.export.exports import Exports
from simulator.ui.lesson.panel import LessonPanel
from simulator.ui.mechanisms import MechanismsMenu
from simulator.ui.text import tr
from simulator.ui.transport import Transport
from simulator.ui.workspace import Workspace

if TYPE_CHECKING:
    from simulator.ui.charts.panel import ChartsPanel

MINIMUM_SIZE = (960, 540)


class MainWindow(QMainWindow):
    """One window on one session. `ready` follows once everything, charts included, is in place."""

    ready = Signal()

    def __init__(
        self, session: Session, settings: Settings, errors: Errors | None = None, history: Path | None = None
    ) -> None:
        """`history` is the file in which the history is kept; without one it lives as long as the window."""
        super().__init__()
        self.session, self.settings = session, settings
        self._history_file = history
        self.exports = Exports(self)
        self.document = Document(session, self)
        self._may_close = False
        self._lesson_wanted = ""
        self._actions: dict[str, QAction] = {}
        self.comparison = Comparison(session, self)
        self.setAcceptDrops(True)
        self.setMinimumSize(*MINIMUM_SIZE)
        self._make_menus()
        self._place_panels()
        session.store.changed.connect(self._show_state)
        session.store.saved.connect(self._show_state)
        session.store.history.indexChanged.connect(self._show_state)
        self.document.moved.connect(self._show_state)
        self.comparison.met.connect(self._offer_comparison)
        session.lesson.chart_asked.connect(self._show_chart)
        session.lesson.why_asked.connect(self._show_why)
        session.lesson.changed.connect(self._show_lesson)
        session.ensemble.changed.connect(self._show_luck)
        session.player.moved.connect(self._show_luck)
        settings.changed.connect(self._show_settings)
        if errors:
            errors.happened.connect(self._tell_error)
        self._show_state()
        self._show_settings()
        self._show_luck()
        self._show_lesson()

    # Panels

    def _place_panels(self) -> None:
        center = QWidget(self)
        column = QVBoxLayout(center)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self.transport = Transport(self.session, center)
        self.transport.speed_changed.connect(self._keep_speed)
        body = QHBoxLayout()
        gap = theme.current().gap
        body.setContentsMargins(gap, gap, gap, gap)
        body.setSpacing(gap)
        self.compare_button: CompareButton | None = None
        if self.comparison.is_met:
            self._offer_comparison()
        self.workspace = Workspace(self.session, self.comparison, center)
        self.workspace.history_made.connect(self._wire_history)
        self.workspace.history_moved.connect(self._show_history)
        self.controls = ControlsPanel(self.session, center)
        self.lesson_panel = LessonPanel(self.session, center)
        body.addWidget(self.lesson_panel)
        body.addWidget(self.workspace, 1)
        body.addWidget(self.controls)
        column.addWidget(self.transport)
        column.addLayout(body, 1)
        self.setCentralWidget(center)
        self.transport.setFocus()

    def finish(self, like: ChartsPanel | None = None) -> None:
        """Put in place what the first paint does not need: stage and charts, which show what others did."""
        if self.workspace.charts is None:
            if self._history_file is not None:
                self.session.history.keep_in(self._history_file)
                self._history_file = None
            self.workspace.fill(like)
            self._order_tabs()
            self.ready.emit()

    def _order_tabs(self) -> None:
        """Tab goes through transport, stage and charts before the controls, although the charts were made last."""
        stage, charts = self.workspace.stage, self.workspace.charts
        assert stage is not None
        assert charts is not None
        inside = [stage, *stage.findChildren(QWidget), charts, *charts.findChildren(QWidget)]
        if self.workspace.history is not None:
            inside += self.workspace.history.findChildren(QWidget)
        stations = [widget for widget in inside if widget.focusPolicy() & Qt.FocusPolicy.TabFocus]
        for before, after in pairwise(stations):
            QWidget.setTabOrder(before, after)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        QTimer.singleShot(0, self, self.finish)

    # Language

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange and self._actions:
            self.rebuild()
        super().changeEvent(event)

    def rebuild(self) -> None:
        """Make menus and panels anew from the session: another language."""
        charts, shows_history = self.workspace.charts, self.workspace.shows_history
        self.menuBar().clear()
        self._actions.clear()
        self._make_menus()
        old = self.takeCentralWidget()
        if old is not None:
            old.deleteLater()
        self._place_panels()
        if charts is not None:
            self.finish(charts)
        if shows_history:
            self.workspace.open_history()
        self._show_state()
        self._show_settings()
        self._show_luck()
        self._show_lesson()

    # Menus

    def _make_menus(self) -> None:
        groups: dict[str, QActionGroup] = {}
        for title in MENUS:
            menu = self.menuBar().addMenu(tr(title))
            group = 0
            for command in COMMANDS:
                if command.menu != title:
                    continue
                if command.group != group:
                    if command.menu == FILE and command.group == 1:
                        self._add_recent(menu)
                    menu.addSeparator()
                    group = command.group
                action = QAction(tr(command.text), self)
                action.setShortcut(QKeySequence(command.key))
                action.setCheckable(command.checkable or bool(command.choice))
                if command.choice:
                    groups.setdefault(command.choice, QActionGroup(self)).addAction(action)
                action.triggered.connect(getattr(self, command.id))
                menu.addAction(action)
                self._actions[command.id] = action
            if title == LESSONS:
                self._add_lessons(menu)
            if title == RUN:
                menu.addSeparator()
                menu.addMenu(MechanismsMenu(self.session, menu))

    def _add_recent(self, menu: QMenu) -> None:
        self._recent = menu.addMenu(tr("Open &recent"))
        self._recent.aboutToShow.connect(self._list_recent)

    def _list_recent(self) -> None:
        self._recent.clear()
        for name in self.settings.values.recent:
            action = self._recent.addAction(Path(name).name)
            action.setData(name)
            action.setToolTip(name)
            action.triggered.connect(self._open_chosen)
        if self._recent.isEmpty():
            self._recent.addAction(tr("No files yet")).setEnabled(False)

    def _add_lessons(self, menu: QMenu) -> None:
        self._lessons = menu
        self._lessons.aboutToShow.connect(self._list_lessons)

    def _list_lessons(self) -> None:
        listed = [action for action in self._lessons.actions() if action.data()]
        if not listed:
            self._lessons.addSeparator()
            for bundled in library.bundled():
                action = self._lessons.addAction(tr(bundled.title))
                action.setData(bundled.slug)
                action.setCheckable(True)
                action.triggered.connect(self._open_lesson)
                listed.append(action)
        for action in listed:
            action.setChecked(action.data() == self.document.slug)

    def _open_lesson(self) -> None:
        """From the list of lessons: the scenario, and its lesson once it is open."""
        self._lesson_wanted = str(cast("QAction", self.sender()).data())
        self.open_scenario(self._lesson_wanted)

    def _open_chosen(self) -> None:
        action = cast("QAction", self.sender())
        self.open_scenario(str(action.data()))

    # State on screen

    def _show_state(self, *_: object) -> None:
        state, history = self.session.state, self.session.store.history
        name = self.document.path.name if self.document.path else tr(state.title)
        read_only = " · " + tr("read only") if self.document.is_read_only else ""
        compared = " · " + tr("A | B") if self.comparison.is_on else ""
        self.setWindowTitle(f"{name}{read_only}{compared}[*] — {tr('IDA Simulator')}")
        self.setWindowModified(not self.session.store.is_saved)
        undo, redo = self._actions["undo"], self._actions["redo"]
        undo.setEnabled(history.canUndo())
        redo.setEnabled(history.canRedo())
        undo.setText(tr("&Undo: {change}", change=history.undoText()) if history.canUndo() else tr("&Undo"))
        redo.setText(tr("&Redo: {change}", change=history.redoText()) if history.canRedo() else tr("&Redo"))
        self._actions["reset"].setEnabled(not self.session.store.is_saved)
        self._actions["end_overrides"].setEnabled(bool(state.overrides))
        for id_ in ("swap_sides", "adopt_other", "drop_other"):
            self._actions[id_].setEnabled(self.comparison.is_on)
        self._actions["save"].setEnabled(not self.document.is_read_only)
        self._actions["save_as"].setEnabled(not self.document.is_read_only)

    def _show_settings(self) -> None:
        values = self.settings.values
        self.transport.set_speed(values.speed)
        self.session.player.reduced_motion = values.reduced_motion
        self._actions[f"speed_{values.speed}"].setChecked(True)
        self._actions[f"theme_{values.theme}"].setChecked(True)
        self._actions["reduced_motion"].setChecked(values.reduced_motion)
        name = theme.system_name() if values.theme == "system" else values.theme
        if theme.current().name != name:
            theme.apply(name)

    def _show_luck(self) -> None:
        """Many runs are compared with one that has been seen to its end."""
        action = self._actions["luck"]
        action.setEnabled(self.session.player.explored)
        action.setChecked(self.session.ensemble.is_on)

    def _offer_comparison(self) -> None:
        """There is something to compare now."""
        self.compare_button = CompareButton(self.comparison, self.transport)
        self.transport.add_trailing(self.compare_button)

    def _wire_history(self) -> None:
        """The list of runs is there."""
        panel = self.workspace.history
        assert panel is not None
        panel.set_compares(True)
        panel.compare_requested.connect(self._compare_with)
        panel.export_requested.connect(self.exports.history)
        self._order_tabs()

    def _compare_with(self, id_: str) -> None:
        """A run of the history as B."""
        self.session.history.compare(id_, tr("Compare with a run of the history"))

    def _show_history(self) -> None:
        """The history is met with the second run."""
        action = self._actions["history"]
        action.setEnabled(self.session.history.is_met or self.workspace.shows_history)
        action.setChecked(self.workspace.shows_history)

    def _keep_speed(self, speed: str) -> None:
        self.settings.change(speed=speed)

    # Files

    def open_scenario(self, name: str) -> None:
        """Open a file or a bundled scenario, once unsaved changes are settled; a bad file is told at once."""
        if loaded := self._load(name):
            self._leaving(_Opening(self, loaded))

    def open_now(self, name: str) -> None:
        """Open without asking; a bad file is told and changes nothing."""
        if loaded := self._load(name):
            self.take(loaded)

    def _load(self, name: str) -> Loaded | None:
        try:
            return load(name)
        except ScenarioError as error:
            head = tr("“{file}” cannot be opened", file=Path(name).name)
            tell_problems(self, head, error)
            return None

    def take(self, loaded: Loaded) -> None:
        """Make what was loaded the present scenario."""
        self.document.take(loaded)
        self.transport.setFocus()
        if loaded.slug and loaded.slug == self._lesson_wanted:
            self._begin_lesson()
        self._lesson_wanted = ""
        if self.document.path:
            self.settings.add_recent(self.document.path)
        if self.document.is_read_only:
            text = tr("The file was written by a newer version. It can be looked at and changed here, but not saved.")
            Message(self, tr("Opened read only"), text).open()

    def open_file(self) -> None:
        """Ask for a file and open it."""
        dialog = QFileDialog(self, tr("Open a scenario"), self.folder(), self._filter())
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(self.open_scenario)
        dialog.open()

    def save(self) -> None:
        """Save to the file, or ask for one."""
        self.save_then(None)

    def save_then(self, then: Callable[[], None] | None) -> None:
        """Save, asking for a file where there is none; afterwards, and only if it worked, go on."""
        if self.document.path:
            if self._save_to(self.document.path) and then:
                then()
        else:
            self._ask_where(then)

    def save_as(self) -> None:
        """Ask for a file and save there."""
        self._ask_where(None)

    def _ask_where(self, then: Callable[[], None] | None) -> None:
        dialog = QFileDialog(self, tr("Save the scenario"), self.folder(), self._filter())
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix(SUFFIX.removeprefix("."))
        dialog.selectFile(f"{self.file_name()}{SUFFIX}")
        self._after_saving = then
        dialog.fileSelected.connect(self._save_where_asked)
        dialog.open()

    def _save_where_asked(self, name: str) -> None:
        then, self._after_saving = self._after_saving, None
        if self._save_to(Path(name)) and then:
            then()

    def _save_to(self, path: Path) -> bool:
        try:
            self.document.rename_and_save(path)
        except ScenarioError as error:
            tell_problems(self, tr("The scenario could not be saved"), error)
            return False
        self.settings.add_recent(path)
        return True

    def file_name(self) -> str:
        """A name for a file of the present scenario, without an ending."""
        return _file_name(self.session.state.title)

    def folder(self) -> str:
        """Where the last file was, else the user's documents."""
        documents = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        return self.settings.values.folder or documents

    def _filter(self) -> str:
        return f"{tr('Scenarios')} (*{SUFFIX});;{tr('All files')} (*)"

    def _leaving(self, then: Callable[[], None]) -> None:
        """Go on at once if nothing is unsaved, else after the question."""
        if self.session.store.is_saved:
            then()
        else:
            self.session.player.pause()
            name = self.document.path.name if self.document.path else tr(self.session.state.title)
            UnsavedQuestion(self, name, self.save_then, then).open()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        urls = event.mimeData().urls()
        if len(urls) == 1 and urls[0].isLocalFile():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        event.acceptProposedAction()
        self.open_scenario(event.mimeData().urls()[0].toLocalFile())

    def closeEvent(self, event: QCloseEvent) -> None:
        if self._may_close or self.session.store.is_saved:
            self.session.player.pause()
            self.session.ensemble.stop()
            self.session.sweeps.stop()
            self.session.history.stop()
            if self.isMaximized():
                self.settings.change(maximized=True)
            else:
                self.settings.change(width=self.width(), height=self.height(), maximized=False)
            event.accept()
        else:
            event.ignore()
            self._leaving(self._close_now)

    def _close_now(self) -> None:
        self._may_close = True
        self.close()

    # Commands of the table

    def quit(self) -> None:
        """Close the window."""
        self.close()

    def export_chart(self) -> None:
        """The charts of the present tab as a picture."""
        self.exports.chart()

    def export_numbers(self) -> None:
        """Their numbers as a table."""
        self.exports.numbers()

    def export_stage(self) -> None:
        """The tree as a picture."""
        self.exports.stage()

    def export_window(self) -> None:
        """The window as a picture."""
        self.exports.window()

    def undo(self) -> None:
        """Take back the last change."""
        self.session.store.history.undo()

    def redo(self) -> None:
        """Make the last change that was taken back again."""
        self.session.store.history.redo()

    def reset(self) -> None:
        """Back to the scenario as it was loaded."""
        self.session.reset(tr("Reset"))

    def end_overrides(self) -> None:
        """Everything as it is set."""
        self.session.end_overrides(tr("End all overrides"))

    def rename(self) -> None:
        """Edit title and notes."""
        TextsDialog(self.session, self).open()

    def notes(self) -> None:
        """Show what the scenario is about."""
        state = self.session.state
        notes = tr(state.notes) if state.notes else tr("This scenario has no notes yet.")
        Message(self, tr(state.title), notes).open()

    def play(self) -> None:
        """Play or pause."""
        self.session.player.toggle()

    def step(self) -> None:
        """To the end of the next round."""
        self.session.player.step()

    def back(self) -> None:
        """To the end of the round before."""
        self.session.player.back()

    def to_start(self) -> None:
        """To the start."""
        self.session.player.to_start()

    def to_end(self) -> None:
        """To the end of the last round."""
        self.session.player.to_end()

    def speed_slow(self) -> None:
        """Play slowly."""
        self.settings.change(speed="slow")

    def speed_normal(self) -> None:
        """Play at normal speed."""
        self.settings.change(speed="normal")

    def speed_fast(self) -> None:
        """Play fast."""
        self.settings.change(speed="fast")

    def luck(self) -> None:
        """Show many runs, or one again."""
        ensemble = self.session.ensemble
        if ensemble.is_on:
            ensemble.stop()
        else:
            ensemble.start()

    def lesson(self) -> None:
        """The lesson of the present scenario: begin it, leave it for free play, come back."""
        play = self.session.lesson
        if play.lesson is not None:
            play.toggle_free()
        elif self.document.slug:
            self._begin_lesson()

    def _begin_lesson(self) -> None:
        """Begin, or go on with, the lesson of the bundled scenario that is open."""
        folder = library.path_of(self.document.slug).parent
        if not is_lesson(folder):
            return
        try:
            self.session.lesson.open(read_folder(folder))
        except ScenarioError as error:
            tell_problems(self, tr("The lesson cannot be read"), error)

    def _show_lesson(self) -> None:
        """What can be done with the lesson."""
        play = self.session.lesson
        for id_ in ("next_step", "step_before", "export_answers", "restart_lesson"):
            self._actions[id_].setEnabled(play.is_on)
        for guidance in GUIDANCE:
            action = self._actions[f"guidance_{guidance}"]
            action.setEnabled(play.is_on)
            action.setChecked(play.is_on and play.progress.guidance == guidance)

    def guidance_light(self) -> None:
        """Hints behind a button."""
        self.session.lesson.guide("light")

    def guidance_medium(self) -> None:
        """Hints in sight."""
        self.session.lesson.guide("medium")

    def guidance_none(self) -> None:
        """No hints."""
        self.session.lesson.guide("none")

    def restart_lesson(self) -> None:
        """From the first step, with this lesson's answers forgotten."""
        self.session.lesson.restart()

    def export_answers(self) -> None:
        """Ask where the predictions and answers of this lesson shall go, as a table."""
        play = self.session.lesson
        if play.lesson is None:
            return
        dialog = QFileDialog(self, tr("Export my answers"), self.folder(), f"{tr('Tables')} (*.csv)")
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix("csv")
        dialog.selectFile(f"{play.lesson.slug}.csv")
        dialog.fileSelected.connect(self._export_answers_to)
        dialog.open()

    def _export_answers_to(self, name: str) -> None:
        play = self.session.lesson
        if play.lesson is None:
            return
        file = QSaveFile(name)
        if not file.open(QSaveFile.OpenModeFlag.WriteOnly):
            Message(self, tr("The answers could not be written"), file.errorString()).open()
            return
        file.write(play.kept.csv(play.lesson).encode())
        file.commit()

    def delete_answers(self) -> None:
        """Ask, and then forget everything that was answered."""
        DeleteQuestion(self, self._delete_answers).open()

    def _delete_answers(self) -> None:
        self.session.lesson.forget()

    def next_step(self) -> None:
        """To the next step of the lesson."""
        self.session.lesson.forward()

    def step_before(self) -> None:
        """To the step before."""
        self.session.lesson.back()

    def _show_chart(self, chart: str) -> None:
        """A lesson's link asks for a chart; one that there is no tab for is left alone."""
        from simulator.ui.charts.panel import TABS

        for tab in TABS:
            if chart in tab.charts and self.workspace.charts is not None:
                self.workspace.show_charts()
                self.workspace.charts.show_tab(tab.id)

    def _show_why(self, _round: int, depth: int) -> None:
        """A lesson's link asks why an answer went wrong: the first such question of that depth."""
        if self.workspace.stage is not None:
            self.workspace.show_stage()
            self.workspace.stage.ask_depth(depth)
            self.workspace.stage.ask_why()

    def compare(self) -> None:
        """Copy A to B."""
        self.comparison.copy()

    def swap_sides(self) -> None:
        """A and B change places."""
        self.comparison.swap()

    def adopt_other(self) -> None:
        """B becomes A, and the comparison ends."""
        self.comparison.adopt()

    def drop_other(self) -> None:
        """A alone."""
        self.comparison.drop()

    def history(self) -> None:
        """Open the list of runs, or put it away."""
        self.workspace.toggle_history()

    def theme_system(self) -> None:
        """Light or dark, as the desktop is."""
        self.settings.change(theme="system")

    def theme_light(self) -> None:
        """The light theme."""
        self.settings.change(theme="light")

    def theme_dark(self) -> None:
        """The dark theme."""
        self.settings.change(theme="dark")

    def theme_projector(self) -> None:
        """The theme for projectors: larger and with more contrast."""
        self.settings.change(theme="projector")

    def reduced_motion(self, checked: bool) -> None:
        """Show key frames only."""
        self.settings.change(reduced_motion=checked)

    def full_screen(self, checked: bool) -> None:
        """Use the whole screen, or not."""
        self.setWindowState(
            self.windowState() | Qt.WindowState.WindowFullScreen
            if checked
            else self.windowState() & ~Qt.WindowState.WindowFullScreen
        )

    def next_region(self) -> None:
        """Move the focus to the next of transport, stage, charts, controls."""
        self._move_region(1)

    def region_before(self) -> None:
        """Move the focus to the region before."""
        self._move_region(-1)

    def _move_region(self, by: int) -> None:
        workspace = self.workspace
        other = workspace.stages.b if workspace.stages else None
        regions: list[QWidget | None] = [
            self.transport, self.lesson_panel, workspace.bar, workspace.stage, other.view if other else None,
            workspace.charts, workspace.history, self.controls,
        ]  # fmt: skip
        shown = [region for region in regions if region is not None and region.isVisible()]
        focus = QApplication.focusWidget()
        held = [i for i, region in enumerate(shown) if focus is region or (focus and region.isAncestorOf(focus))]
        target: QWidget = shown[(held[0] + by) % len(shown) if held else 0]
        if target.focusPolicy() == Qt.FocusPolicy.NoFocus:
            inside = (w for w in target.findChildren(QWidget) if w.focusPolicy() & Qt.FocusPolicy.TabFocus)
            target = next((w for w in inside if w.isVisible()), target)
        target.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def keys(self) -> None:
        """Show the key list."""
        KeysDialog(self).open()

    def about(self) -> None:
        """Say what the program is."""
        text = tr(
            "A teaching simulator of Iterated Distillation and Amplification, Paul Christiano’s proposal for "
            "overseeing AI systems that are better than their overseer. Version {version}.",
            version=__version__,
        )
        Message(self, tr("IDA Simulator"), text).open()

    def _tell_error(self, details: str) -> None:
        tell_error(self, details)


class _Opening:
    """Opens a scenario once unsaved changes are settled."""

    def __init__(self, window: MainWindow, loaded: Loaded) -> None:
        self._window, self._loaded = window, loaded

    def __call__(self, *_: Any) -> None:
        self._window.take(self._loaded)


def _file_name(title: str) -> str:
    """A file name made from a title."""
    words = "".join(c if c.isalnum() else " " for c in title.lower()).split()
    return "-".join(words)[:60] or "scenario"
