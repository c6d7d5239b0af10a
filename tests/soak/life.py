"""One life of the random user: a window is opened, used for a while, compared with a fresh one, and closed.

Lives differ in traits: in every other one no dialog opens, in one of three the order of listeners is shuffled, in
another one all strings are doubled. So six lives in a row show every pair of them. In one of four a lesson of
one's own is edited.
"""

from __future__ import annotations

import gc
import json
import sys
import threading
import time
import traceback
from collections import Counter, deque
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from types import TracebackType
from typing import Any, TextIO

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, QThread, QTimer, QtMsgType, qInstallMessageHandler
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QFileDialog, QMenu, QMessageBox

from simulator.app.errors import Errors
from simulator.app.housekeeping import Housekeeping
from simulator.app.learner_file import LearnerFile
from simulator.app.pen import Pen
from simulator.app.session import Session
from simulator.app.settings import Settings
from simulator.engine.remembered import forget_runs
from simulator.scenario import codec, library
from simulator.ui import theme
from simulator.ui.later import Imports
from simulator.ui.lesson_editor.editor import LessonEditor
from simulator.ui.main_window import MainWindow
from simulator.ui.widgets.inside import widgets_in
from tests.soak import listeners, mirror, places
from tests.soak.deeds import OWN_LESSON, Chooser, Deed, Hand
from tests.soak.heartbeat import Heartbeat, Stall
from tests.soak.memory import deliver_deletions, forget_caches, forget_highest, highest_mb
from tests.soak.reach import Reach
from tests.soak.tongues import Speaking

STUCK_S = 0.05
"""A deed inside a loop of Qt's own (a drag, a question of its file dialog) has seen it by then: it is ended by Esc."""

LOST_S = 60
"""So long after its end a life that Esc has not led out of such a loop is a finding."""

IN_MENU_S = 0.05
"""After that a deed that has opened a menu is taken to wait in it."""

HISTORY = "history.jsonl"
SIZE = (1280, 800)
_SETTLING = 40
"""Turns of the main loop until panels of another language have been made."""

MEASURED_S = 20.0
"""The life of a window that stays is measured so often."""

_HARMLESS = (
    "This plugin does not support",  # offscreen: raising, grabbing the keyboard, hints of size
    "occurs outside target window",  # QTest, of a drag that leaves the window
)
_SURVEY_EVERY = 25
RISE_MB = 5.0
_TOLD = 3
"""So many deeds are told with an absence of the main loop."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Traits:
    """What is special in a life."""

    blocks_dialogs: bool = False
    shuffles: bool = False
    doubles: bool = False
    authors: bool = False

    @classmethod
    def of(cls, number: int) -> Traits:
        """Of the life with that number."""
        return cls(
            blocks_dialogs=number % 2 == 1, shuffles=number % 3 == 1, doubles=number % 3 == 2, authors=number % 4 == 2
        )


@dataclass(slots=True)
class Ended:
    """What came of a life."""

    deeds: Counter[str] = field(default_factory=Counter)
    events: int = 0
    seconds: float = 0.0
    problems: list[str] = field(default_factory=list)
    stalls: list[Stall] = field(default_factory=list)
    longest_ms: float = 0.0
    highest_mb: float = 0.0
    rises: list[str] = field(default_factory=list)
    """Deeds after which the process had more memory than ever in this life, by RISE_MB or more."""


class _Ears:
    """Hears exceptions and Qt's warnings, wherever they come from."""

    def __init__(self) -> None:
        self.heard: list[str] = []

    def __enter__(self) -> _Ears:
        self._hooks = sys.excepthook, sys.unraisablehook, threading.excepthook
        sys.excepthook = self._take
        sys.unraisablehook = self._take_unraisable
        threading.excepthook = self._take_threads
        self._handler = qInstallMessageHandler(self._take_message)
        return self

    def __exit__(self, *_: object) -> None:
        sys.excepthook, sys.unraisablehook, threading.excepthook = self._hooks
        qInstallMessageHandler(self._handler)

    def _take(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        self.heard.append("".join(traceback.format_exception(kind, error, trace)))

    def _take_unraisable(self, what: Any) -> None:
        self.heard.append(f"{what.err_msg}: {what.object!r} {''.join(traceback.format_exception(what.exc_value))}")

    def _take_threads(self, what: Any) -> None:
        self.heard.append("in a thread: " + "".join(traceback.format_exception(what.exc_value)))

    def _take_message(self, level: QtMsgType, context: object, text: str) -> None:
        if level in (QtMsgType.QtDebugMsg, QtMsgType.QtInfoMsg) or any(known in text for known in _HARMLESS):
            return
        where = "".join(traceback.format_stack(limit=6)[:-1])
        self.heard.append(f"Qt: {text}\n{where}")


class _StaysOpen(QObject):
    """Refuses whatever would close a window."""

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() != QEvent.Type.Close:
            return False
        event.ignore()
        return True


class Life(QObject):
    """`live` does the deeds that are given, or else chooses them; it returns what came of it.

    With `measure` the window stays open to the end whatever is done, and each MEASURED_S seconds it is called, always
    after the same scenario was opened: what is there then is what stays.
    """

    def __init__(
        self, folder: Path, luck: Random, traits: Traits, reach: Reach, name: str, journal: TextIO,
        measure: Callable[[], None] | None = None,
    ) -> None:  # fmt: skip
        """Every deed is written to the journal before it is done: one that ends the process is its last."""
        super().__init__()
        self._journal, self._measure, self._latest = journal, measure, deque[Deed](maxlen=_TOLD)
        self._folder, self._luck, self._traits, self._reach = folder, luck, traits, reach
        self._name, self._pen = name, Pen()
        self._stays: _StaysOpen | None = None
        self._is_busy = False
        self._since = 0.0
        self._ended = Ended()

    def live(self, seconds: float, given: list[Deed] | None = None, *, watches: bool = True) -> Ended:
        """From opening the window to its end."""
        ended = self._ended
        with _Ears() as ears, Speaking("doubled" if self._traits.doubles else None):
            opener = QDialog.open
            self._reach.blocks_dialogs = self._traits.blocks_dialogs
            if self._traits.blocks_dialogs:
                QDialog.open = _refuse  # type: ignore[method-assign]
            forget_highest()
            window = self._open()
            try:
                began = time.monotonic()
                self._loop(window, ears, began + seconds, given, watches=watches)
                ended.seconds, ended.highest_mb = time.monotonic() - began, max(highest_mb(), ended.highest_mb)
                ended.problems += ears.heard
                if not ended.problems and window.isVisible():
                    ended.problems += [f"differs: {line}" for line in mirror.differences(window, self._folder)]
                    ended.problems += ears.heard[len(ended.problems) :] if not ended.problems else []
            finally:
                QDialog.open = opener  # type: ignore[method-assign]
                if self._stays is not None:
                    window.removeEventFilter(self._stays)
                try:
                    _close(window)
                except Exception:  # the next life begins all the same
                    ears.heard.append(traceback.format_exc())
                    window.deleteLater()
                    deliver_deletions()
                self._pen.wait()
            ended.problems += [heard for heard in ears.heard if heard not in ended.problems]
        return ended

    def _open(self) -> MainWindow:
        settings = Settings(self._folder / "settings.json", put=self._pen.put)
        settings.change(theme="light", folder=str(self._folder))
        session = Session(codec.read(library.find(self._name)))
        session.lesson.keep_in(LearnerFile(self._folder / "learner.json", put=self._pen.put))
        self._errors = Errors(None)
        window = MainWindow(session, settings, self._errors, self._folder / HISTORY)
        imports = Imports(session, window)
        imports.ended.connect(Housekeeping.settle)
        window.ready.connect(imports.begin)
        window.resize(*SIZE)
        window.show()
        window.finish()
        window.activateWindow()
        QCoreApplication.processEvents()
        if self._measure is not None:
            self._stays = _StaysOpen(window)
            window.installEventFilter(self._stays)
        if self._traits.authors:
            window.files.open_now(str(self._folder / OWN_LESSON))
            window.authoring.edit_lesson()
        if self._traits.shuffles:
            listeners.shuffle(self._luck)
        return window

    def _loop(self, window: MainWindow, ears: _Ears, until: float, given: list[Deed] | None, *, watches: bool) -> None:
        self._window, self._ears, self._until = window, ears, until
        self._measured, self._measuring_s = time.monotonic(), 0.0
        self._given = None if given is None else iter(given)
        self._chooser = Chooser(self._luck, self._reach)
        self._hand = Hand(window, self._folder, self._reach, self._errors)
        self._tongue: Speaking | None = None
        self._hand.speak = self._speak
        heart = Heartbeat(doing=self._doing, own_s=self._own_s, by_turns=True) if watches else None
        timer, rescue = QTimer(self), QTimer(self)
        timer.timeout.connect(self._tick)
        rescue.timeout.connect(self._rescue)
        timer.start(0)
        rescue.start(round(1000 * STUCK_S))
        QApplication.exec()
        timer.stop()
        rescue.stop()
        self._hand.let_go()
        self._hand.claim.drop()
        if self._tongue is not None:
            self._speak()
        if heart is not None:
            heart.stop()
            self._ended.stalls += heart.stalls
            self._ended.longest_ms = heart.longest_ms
        self._ended.events = self._hand.events

    def _tick(self) -> None:
        if self._is_busy and not self._is_in_menu():
            return
        window, was_busy = self._window, self._is_busy
        if time.monotonic() >= self._until or self._ears.heard or not window.isVisible():
            QApplication.exit()
            return
        if self._measure is not None and time.monotonic() - self._measured > MEASURED_S:
            began = time.thread_time()
            _open_another(window)
            self._measure()
            self._measuring_s += time.thread_time() - began
            self._measured = time.monotonic()
        self._is_busy, self._since = True, time.monotonic()
        try:
            deed = self._chooser.choose(window) if self._given is None else next(self._given, None)
            if deed is None:
                QApplication.exit()
                return
            self._latest.append(deed)
            self._ended.deeds[deed["do"]] += 1
            self._journal.write(json.dumps(deed) + "\n")
            self._hand.do(deed)
            self._note_rise(deed)
            self._reach.meet()
            if self._ended.deeds.total() % _SURVEY_EVERY == 0:
                self._reach.survey(window)
        finally:
            self._is_busy = was_busy

    def _note_rise(self, deed: Deed) -> None:
        if (highest := highest_mb()) >= self._ended.highest_mb + RISE_MB:
            self._ended.highest_mb = highest
            self._ended.rises.append(f"{highest:.0f} MB at deed {self._ended.deeds.total()}: {json.dumps(deed)}")

    def _doing(self) -> str:
        return json.dumps(list(self._latest))

    def _own_s(self) -> float:
        """Seconds that are none of the window's."""
        return places.spent_s() + self._measuring_s

    def _is_in_menu(self) -> bool:
        """A button's own menu keeps the deed that opened it inside Qt until the next deed has closed it."""
        is_open = isinstance(QApplication.activePopupWidget(), QMenu)
        return is_open and time.monotonic() - self._since > IN_MENU_S

    def _rescue(self) -> None:
        """Out of a loop inside Qt."""
        is_inside = QThread.currentThread().loopLevel() > 1
        if not self._is_busy or not is_inside or time.monotonic() - self._since < STUCK_S:
            return
        if time.monotonic() > self._until + LOST_S:
            shown = ", ".join(type(window).__name__ for window in QApplication.topLevelWidgets() if window.isVisible())
            self._ears.heard.append(f"nothing leads out of a loop inside Qt; open are {shown}")
            QApplication.exit()
            return
        modal = QApplication.activeModalWidget()
        if isinstance(modal, QMessageBox) and isinstance(modal.parentWidget(), QFileDialog):
            modal.reject()
            return
        if modal is not None and QApplication.activePopupWidget() is None:  # what was told while such a question stood
            QTest.keyPress(modal, Qt.Key.Key_Escape)
            self._hand.let_go()
            return
        for window in QApplication.topLevelWindows():
            if window.isVisible():
                QTest.keyPress(window, Qt.Key.Key_Escape)
                break
        self._hand.let_go()

    def _speak(self) -> None:
        """Another language, or back."""
        if self._tongue is None:
            self._tongue = Speaking("right_to_left")
            self._tongue.__enter__()
        else:
            self._tongue.__exit__()
            self._tongue = None


def _refuse(dialog: QDialog) -> None:
    """A dialog that does not open is one that was refused at once."""
    dialog.reject()
    dialog.deleteLater()


def _put_away(window: MainWindow) -> None:
    """Menus and dialogs, with nothing unsaved."""
    while (popup := QApplication.activePopupWidget()) is not None:
        popup.close()
    for dialog in [one for one in widgets_in(window) if isinstance(one, QDialog)]:
        if isinstance(dialog, LessonEditor):
            dialog.close_now()
        dialog.reject()
    window.session.store.mark_saved()


def _open_another(window: MainWindow) -> None:
    """Whatever was done before, the same is on screen afterwards, and no part that was made for something else."""
    _put_away(window)
    window.presentation.end()
    if window.presentation.shows_notes:
        window.presentation.toggle_notes()
    window.settings.change(theme="light", text_percent=100, language="en")
    window.showNormal()
    window.resize(*SIZE)
    window.rebuild()
    window.files.open_now(library.DEFAULT)
    for _ in range(_SETTLING):
        deliver_deletions()
    if window.workspace.charts is not None:
        window.workspace.charts.show_tab("over_time")
        deliver_deletions()


def _close(window: MainWindow) -> None:
    _put_away(window)
    window.close()
    window.deleteLater()
    window.session.deleteLater()
    deliver_deletions()
    gc.unfreeze()  # the program settles once, and ends with its window
    gc.collect()
    listeners.forget()
    forget_runs()  # the same
    forget_caches()
    theme.apply("light")
