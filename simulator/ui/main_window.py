"""The main window: it puts the panels in their places and answers the commands."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent, QKeyEvent, QShowEvent
from PySide6.QtWidgets import QAbstractButton, QMainWindow, QVBoxLayout, QWidget

from simulator.app.document import Document
from simulator.app.errors import Errors
from simulator.app.session import Session
from simulator.app.settings import Settings
from simulator.sentence import say
from simulator.ui import language, theme
from simulator.ui.accessible.announcer import Announcer
from simulator.ui.accessible.lesson import StepTeller
from simulator.ui.commands.authoring import AuthoringCommands
from simulator.ui.commands.edit import EditCommands
from simulator.ui.commands.files import FileCommands
from simulator.ui.commands.help import HelpCommands
from simulator.ui.commands.lessons import LessonCommands
from simulator.ui.commands.menus import Menus
from simulator.ui.commands.run import RunCommands
from simulator.ui.commands.sharing import SharingCommands
from simulator.ui.commands.view import ViewCommands
from simulator.ui.compare.button import CompareButton
from simulator.ui.compare.comparison import Comparison
from simulator.ui.controls import ControlsPanel
from simulator.ui.export.exports import Exports
from simulator.ui.lesson.panel import LessonPanel
from simulator.ui.presentation.button import PresentButton
from simulator.ui.presentation.columns import Columns
from simulator.ui.presentation.mode import Presentation
from simulator.ui.safety.notice import Notice
from simulator.ui.safety.safety import Safety
from simulator.ui.text import tr
from simulator.ui.transport import Transport
from simulator.ui.turns import Work, turns
from simulator.ui.widgets.focus import Spot
from simulator.ui.widgets.inside import empty_when_gone, order_tabs, stops_in
from simulator.ui.widgets.pressed import let_buttons_go
from simulator.ui.widgets.room import Room
from simulator.ui.widgets.soon import soon
from simulator.ui.workspace import Workspace

if TYPE_CHECKING:
    from simulator.ui.charts.panel import ChartsPanel, Front
    from simulator.ui.history.panel import HistoryPanel


class MainWindow(QMainWindow):
    """One window on one session. `ready` follows once everything, charts included, is in place."""

    ready = Signal()

    def __init__(
        self,
        session: Session,
        settings: Settings,
        errors: Errors | None = None,
        history: Path | None = None,
        recovery: Path | None = None,
    ) -> None:
        """`history` is the file in which the history is kept, `recovery` the folder for unsaved work.

        Without them both live as long as the window.
        """
        super().__init__()
        self.session, self.settings = session, settings
        self._history_file, self._recovery_folder = history, recovery
        self.exports = Exports(self)
        self.document = Document(session, self)
        self.safety = Safety(self)
        self._may_close = self._is_finishing = False
        self.comparison = Comparison(session, self)
        self.announcer = Announcer(self)
        self.presentation = Presentation(self)
        self.menus = Menus(self, self.announcer.tell)
        self.files, self.edit, self.run = FileCommands(self), EditCommands(self), RunCommands(self)
        self.view, self.lessons, self.help = ViewCommands(self), LessonCommands(self), HelpCommands(self)
        self.sharing, self.authoring = SharingCommands(self), AuthoringCommands(self)
        self.setAcceptDrops(True)
        lessons = (self.lessons, self.authoring)
        self.menus.make((self.files, self.sharing, self.edit, self.run, self.view, *lessons, self.help))
        for _ in self._placed():
            pass
        for changed in (
            session.store.changed, session.store.saved, session.store.history.moved, self.document.moved,
            session.lesson.changed, session.ensemble.changed, session.player.moved,
        ):  # fmt: skip
            changed.connect(self._show_state)
        settings.changed.connect(self._show_settings)
        if errors:
            self.safety.hear(errors)
        self._show_state()
        self._show_settings()

    # Panels

    def _placed(self) -> Work:
        """Make the panels, one in each piece; they take the places of those before when all are there."""
        center = QWidget(self)
        transport = Transport(self.session, center)
        transport.speed_changed.connect(self._keep_speed)
        buttons = CompareButton(self.comparison, transport), PresentButton(self.presentation, transport)
        for button in buttons:
            transport.add_trailing(button)
        yield
        workspace = Workspace(self.session, self.comparison, center)
        workspace.history_made.connect(self._wire_history)
        workspace.history_moved.connect(self.menus.show_state)
        yield
        controls = ControlsPanel(self.session, center)
        yield
        lesson_panel = LessonPanel(self.session, center)
        StepTeller(self.session, lesson_panel)
        columns = Columns(self.session, lesson_panel, workspace, controls, center)
        yield
        notice, gap = Notice(center), theme.current().gap
        column = QVBoxLayout(center)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(transport)
        body = QVBoxLayout()
        body.setContentsMargins(gap, gap, gap, gap)
        body.setSpacing(gap)
        body.addWidget(notice)
        body.addWidget(columns, 1)
        column.addLayout(body, 1)
        self.compare_button, self.present_button = buttons
        self.transport, self.workspace, self.controls = transport, workspace, controls
        self.lesson_panel, self.columns, self._center = lesson_panel, columns, center
        self.safety.place(notice)
        self.setCentralWidget(Room(center, self))
        self.transport.setFocus()

    def finish(self, like: Front | ChartsPanel | None = None) -> None:
        """Put in place what the first paint does not need: stage and charts, which show what others did."""
        if not self._is_finishing:
            for _ in self._finished(like):
                pass

    def _finished(self, like: Front | ChartsPanel | None) -> Work:
        """The same, a piece at a time."""
        if self.workspace.charts is None:
            if self._history_file is not None:
                self.session.history.keep_in(self._history_file)
                self._history_file = None
            if self._recovery_folder is not None:
                self.safety.keep_in(self._recovery_folder)
                self._recovery_folder = None
            self._is_finishing = True
            try:
                yield from self.workspace.filled(like)
            finally:
                self._is_finishing = False
            self.ready.emit()

    def focusNextPrevChild(self, next_: bool) -> bool:
        """Tab goes from region to region as they stand, whenever what is in them was made."""
        stops: list[QWidget] = []
        for region in self.regions():
            stops += self.workspace.sides if region is self.workspace.stage else ()
            stops += stops_in(region)
        order_tabs(stops)
        return super().focusNextPrevChild(next_)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        soon(self, self.finish)

    # Language

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange and self.menus.actions:
            self.rebuild()
        super().changeEvent(event)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.WindowBlocked and (center := self.centralWidget()) is not None:
            let_buttons_go(center)
        return super().event(event)

    def rebuild(self) -> None:
        """Say the menus and make the panels anew from the session, a piece at a time: another language."""
        turns().follow(self._rebuilt(), self)

    def _rebuilt(self) -> Work:
        charts, stages, shows_history = self.workspace.charts, self.workspace.stages, self.workspace.shows_history
        front, readings = charts.front if charts else None, stages.readings if stages else ()
        shows_charts, focus = self.workspace.shows_charts, Spot.of(self.focusWidget(), self._parts())
        empty_when_gone(self._center)
        self.menus.say_anew()
        yield
        yield from self._placed()
        if shows_charts:
            self.workspace.show_charts()
        yield
        if front is not None:
            yield from self._finished(front)
            yield
        if self.workspace.stages is not None:
            self.workspace.stages.read_on(readings)
            yield
        if shows_history:
            self.workspace.open_history()
        self._show_state()
        yield
        if focus is not None and (found := focus.found(self._parts())) is not None:
            found.setFocus(Qt.FocusReason.OtherFocusReason)

    def regions(self) -> list[QWidget]:
        """What F6 goes through, in reading order; some of it may be hidden."""
        return [region for region in self._places() if region is not None]

    def _parts(self) -> list[QWidget | None]:
        """All regions, and at last what holds them."""
        return [*self._places(), self.centralWidget()]

    def _places(self) -> list[QWidget | None]:
        """All regions, each in its place whether it is there or not."""
        # Without asking for the central widget: while that is replaced, the old one would be kept (PySide).
        workspace = self.workspace
        other = workspace.stages.b if workspace.stages else None
        return [
            self.transport, self.safety.notice, self.lesson_panel, workspace.bar, workspace.stage,
            other.view if other else None, workspace.learned_stage, workspace.charts, workspace.history, self.controls,
        ]  # fmt: skip

    # State on screen

    def _show_state(self, *_: object) -> None:
        path = None if self.document.lesson_folder else self.document.path
        name = path.name if path else tr(self.session.state.title)
        read_only = " · " + tr("read only") if self.document.is_read_only else ""
        compared = " · " + tr("A | B") if self.comparison.is_on else ""
        self.setWindowTitle(f"{name}{read_only}{compared}[*] — {tr('IDA Simulator')}")
        self.setWindowModified(not self.session.store.is_saved)
        self.menus.show_state()

    def _show_settings(self) -> None:
        values = self.settings.values
        self.transport.set_speed(values.speed)
        self.session.player.reduced_motion = values.reduced_motion
        language.use(values.language)
        look = theme.system_name() if values.theme == "system" else values.theme
        if theme.chosen() is not theme.sized(look, values.text_percent):
            theme.apply(look, values.text_percent)
        self.menus.show_state()

    def _wire_history(self, panel: HistoryPanel) -> None:
        """The list of runs is there; in another language, perhaps that of the panels before, pressed as they went."""
        panel.set_compares(True)
        panel.compare_requested.connect(self._compare_with)
        panel.export_requested.connect(self.exports.history)

    def _compare_with(self, id_: str) -> None:
        """A run of the history as B."""
        self.session.history.compare(id_, say("Compare with a run of the history"))

    def _keep_speed(self, speed: str) -> None:
        self.settings.change(speed=speed)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter presses the button that has the focus, as in a dialog."""
        button = self.focusWidget()
        is_enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.isAutoRepeat()
        if is_enter and isinstance(button, QAbstractButton):
            button.click()
        else:
            super().keyPressEvent(event)

    # Leaving, dropping

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        urls = event.mimeData().urls()
        if len(urls) == 1 and urls[0].isLocalFile():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        event.acceptProposedAction()
        self.files.open_scenario(event.mimeData().urls()[0].toLocalFile())

    def closeEvent(self, event: QCloseEvent) -> None:
        if self.authoring.asks(self.close):
            event.ignore()
        elif self._may_close or self.session.store.is_saved:
            self.session.rest()
            self.safety.stop()
            self.presentation.close_notes()
            if self.presentation.was_maximized:
                self.settings.change(maximized=True)
            else:
                size = self.presentation.size_before
                self.settings.change(width=size.width(), height=size.height(), maximized=False)
            self.presentation.end()
            event.accept()
        else:
            event.ignore()
            self.files.leaving(self._close_now)

    def _close_now(self) -> None:
        self._may_close = True
        self.close()
