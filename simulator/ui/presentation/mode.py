"""Presenting: full screen, no menus, text for the last row, and keys that a clicker has (product.md 6)."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QAction, QGuiApplication, QKeySequence, QScreen, QShortcut

from simulator.ui import theme
from simulator.ui.presentation.blank import Blank
from simulator.ui.text import tr
from simulator.ui.widgets.metrics import FRAME
from simulator.ui.widgets.slider import Slider

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from simulator.ui.main_window import MainWindow
    from simulator.ui.presentation.notes import NotesWindow


class Presentation(QObject):
    """Begins and ends the presentation of a window; `changed` follows both. Neither does anything when repeated.

    Nothing of what the window shows is made anew, so nothing is lost on the way in or out.
    """

    changed = Signal()

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self.is_on = False
        self._before = Qt.WindowState.WindowNoState
        self._size = window.size()
        self.blank: Blank | None = None
        self.notes: NotesWindow | None = None
        self._actions: list[QAction] = []
        self._keys = [
            self._key(key, slot)
            for keys, slot in (
                (("Esc",), self.end), ((".", "B"), self.cover), (("PgDown",), self.forward), (("PgUp",), self.back),
            )
            for key in keys
        ]  # fmt: skip
        # A screen's size is known once the window fills it; the text follows when the window has settled.
        self._settled = QTimer(self)
        self._settled.setSingleShot(True)
        self._settled.setInterval(0)
        self._settled.timeout.connect(self._fit)
        window.ready.connect(self._follow_panels)

    def begin(self) -> None:
        """Present."""
        if self.is_on:
            return
        window = self._window
        self.is_on = True
        focus: QWidget | None = window.focusWidget()
        if focus is not None and focus.testAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled):
            window.transport.setFocus()  # a period blanks the screen, and is not typed into a field
        self._before, self._size = window.windowState(), window.size()
        window.menuBar().hide()
        self._actions = list(window.menus.actions.values())
        window.addActions(self._actions)  # the keys of a menu that is hidden would be dead
        for key in self._keys:
            key.setEnabled(True)
        Slider.takes_ctrl_arrows = True
        window.installEventFilter(self)
        window.setWindowState(self._before | Qt.WindowState.WindowFullScreen)
        window.columns.present(True)
        self._fit()
        if self.other_screen() is not None:
            self._open_notes()
        if self.notes is not None:
            self.notes.start_clock()
        self.changed.emit()

    def end(self) -> None:
        """Everything as it was."""
        if not self.is_on:
            return
        window = self._window
        self.is_on = False
        if self.blank is not None:
            self.blank.uncover()
        window.removeEventFilter(self)
        Slider.takes_ctrl_arrows = False
        for key in self._keys:
            key.setEnabled(False)
        for action in self._actions:
            window.removeAction(action)
        self._actions = []
        window.menuBar().show()
        window.columns.present(False)
        theme.present(None)
        window.setWindowState(self._before)
        self.changed.emit()

    @property
    def size_before(self) -> QSize:
        """The window's size, or what it was before it was presented."""
        return self._size if self.is_on else self._window.size()

    @property
    def was_maximized(self) -> bool:
        """Whether the window is maximized, or was before it was presented."""
        return bool((self._before if self.is_on else self._window.windowState()) & Qt.WindowState.WindowMaximized)

    def toggle(self) -> None:
        """Begin or end."""
        if self.is_on:
            self.end()
        else:
            self.begin()

    def cover(self) -> None:
        """Blank the screen; any key brings it back."""
        if self.blank is None:
            self.blank = Blank(self._window)
        self.blank.cover()

    def forward(self) -> None:
        """On: to what the step still has to show, then to the next step; without a lesson to the next round."""
        play, player = self._window.session.lesson, self._window.session.player
        if play.is_on:
            play.go_on()
        elif player.complete < player.last:
            player.step()
        else:
            self._window.announcer.tell(tr("This is the last round."))

    def back(self) -> None:
        """To the step before; without a lesson to the round before."""
        play, player = self._window.session.lesson, self._window.session.player
        if play.is_on:
            play.back()
        elif player.round:
            player.back()
        else:
            self._window.announcer.tell(tr("This is the start."))

    @property
    def shows_notes(self) -> bool:
        """Whether the presenter's notes are open."""
        return self.notes is not None and self.notes.isVisible()

    def toggle_notes(self) -> None:
        """Open the presenter's notes, or put them away."""
        if self.shows_notes and self.notes is not None:
            self.notes.close()
        else:
            self._open_notes()

    def _open_notes(self) -> None:
        """On the screen that the class does not see, if there is one; else in a window beside."""
        is_new = self.notes is None
        if self.notes is None:
            from simulator.ui.presentation.notes import NotesWindow  # nothing of it is needed before

            self.notes = NotesWindow(self._window.session, self._window)
            self.notes.closed.connect(self._window.menus.show_state)
            for signal, slot in (
                (self.notes.forward, self.forward), (self.notes.back, self.back), (self.notes.blanked, self._blank),
                (self.notes.left, self._leave),
            ):  # fmt: skip
                signal.connect(slot)
        other = self.other_screen()
        if other is not None:
            self.notes.setGeometry(other.availableGeometry())
        elif is_new:  # where it covers least, over the controls; afterwards where it was put
            room, size = self._window.screen().availableGeometry(), self.notes.size() + FRAME
            self.notes.move(room.right() + 1 - size.width(), room.bottom() + 1 - size.height())
        self.notes.show()
        if other is None:  # else the window would come to lie over them
            self.notes.raise_()
            self.notes.activateWindow()
        else:
            self._window.activateWindow()  # keys go on to the presentation
        self._window.menus.show_state()

    def _leave(self) -> None:
        """Esc in the notes ends the presentation; where there is none, it puts them away."""
        if self.is_on:
            self.end()
        else:
            self.close_notes()

    def close_notes(self) -> None:
        """Put the notes away."""
        if self.notes is not None:
            self.notes.close()

    def other_screen(self) -> QScreen | None:
        """A screen on which the window is not."""
        here = self._window.screen()
        return next((screen for screen in QGuiApplication.screens() if screen is not here), None)

    def _blank(self) -> None:
        """From the notes: blank the presentation, or bring it back."""
        if self.blank is not None and self.blank.isVisible():
            self.blank.uncover()
        elif self.is_on:
            self.cover()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize:
            self._settled.start()
            if self.blank is not None:
                self.blank.setGeometry(self._window.rect())
        return False

    def _fit(self) -> None:
        if self.is_on:
            theme.present(self._window.height())

    def _follow_panels(self) -> None:
        """The panels have been made anew, in another language."""
        if self.is_on:
            self._window.columns.present(True)
        if self.notes is not None:  # in another language
            was_open = self.notes.isVisible()
            self.notes.close()
            self.notes.deleteLater()
            self.notes = None
            if was_open:
                self._open_notes()

    def _key(self, key: str, slot: Callable[[], None]) -> QShortcut:
        shortcut = QShortcut(QKeySequence(key), self._window)
        shortcut.activated.connect(slot)
        shortcut.setEnabled(False)
        return shortcut
