"""Starting the interface: the screen, the application object, the window."""

from __future__ import annotations

import os
import sys
from typing import NoReturn

from PySide6.QtCore import QSize, QtMsgType, qInstallMessageHandler
from PySide6.QtGui import QIcon, QPixmapCache
from PySide6.QtWidgets import QApplication, QMainWindow
from shiboken6 import delete

from simulator.app import learner_file
from simulator.app.document import load
from simulator.app.errors import Errors, log_path
from simulator.app.helper import Helper
from simulator.app.history import history_path
from simulator.app.housekeeping import Housekeeping
from simulator.app.learner_file import LearnerFile
from simulator.app.pen import Pen
from simulator.app.recovery import recovery_folder
from simulator.app.session import Session
from simulator.app.settings import Settings, default_path
from simulator.scenario import library
from simulator.ui import language, theme
from simulator.ui.accessible import factory
from simulator.ui.widgets.metrics import FRAME

NO_SCREEN = "No screen was found for the window."
INSTEAD = "Everything but the window works without a screen: main.py run {name}"
EXIT_NO_SCREEN = 2
ICONS_KB = 1024
"""What Qt keeps of painted icons. Its dialog for files leaves 20 KB there each time, up to 10 MB without this; the
window's own icons need next to nothing."""


def screen_problem() -> str | None:
    """Why no window can be opened here, if that is plain to see; else None."""
    chosen = os.environ.get("QT_QPA_PLATFORM", "")
    if sys.platform.startswith("linux") and not chosen:
        if not os.environ.get("DISPLAY") and not os.environ.get("WAYLAND_DISPLAY"):
            return NO_SCREEN
    return None


def make_application(look: theme.Name | None = None, percent: int = 100) -> QApplication:
    """The one QApplication, in our style; made once."""
    existing = QApplication.instance()
    application = existing if isinstance(existing, QApplication) else QApplication(["ida-simulator"])
    if not existing:
        application.setApplicationName("ida-simulator")
        application.setApplicationDisplayName("")
        application.setStyle("Fusion")
        application.setWindowIcon(QIcon())
    QPixmapCache.setCacheLimit(ICONS_KB)
    factory.install()
    theme.apply(look or theme.system_name(), percent)
    return application


def open_window(file: str | None) -> int:
    """Open the window on a scenario and stay until it is closed. Returns the exit status."""
    name = file or library.DEFAULT
    if screen_problem():
        return _say_no_screen(name)
    loaded = load(name)
    _guard = _ScreenGuard(name)
    pen = Pen()
    settings = Settings(default_path(), put=pen.put)
    chosen = settings.values.theme
    application = make_application(None if chosen == "system" else chosen, settings.values.text_percent)
    language.use(settings.values.language)
    _guard.release()
    housekeeping = Housekeeping()
    errors = Errors(log_path())
    errors.install()

    from simulator.ui.later import Imports
    from simulator.ui.main_window import MainWindow

    session = Session(loaded.scenario, helper=Helper())
    session.lesson.keep_in(LearnerFile(learner_file.default_path(), put=pen.put))
    window = MainWindow(session, settings, errors, history_path(), recovery_folder())
    imports = Imports(session, window)
    imports.ended.connect(housekeeping.settle)
    window.ready.connect(imports.begin)
    show_fitting(window, settings)
    window.files.take_asking(loaded)
    status = application.exec()
    delete(window)  # else Qt may end the session before it, which tells of that
    pen.wait()
    errors.remove()
    del housekeeping
    return status


def show_fitting(window: QMainWindow, settings: Settings) -> None:
    """Show a window as large as it was, but never larger than the screen; on a small screen, maximized."""
    room = window.screen().availableGeometry().size() - FRAME
    wanted = QSize(settings.values.width, settings.values.height)
    window.resize(wanted.boundedTo(room))
    if settings.values.maximized or wanted.width() > room.width() or wanted.height() > room.height():
        window.showMaximized()
    else:
        window.show()


def _say_no_screen(name: str) -> int:
    print("error:", NO_SCREEN, INSTEAD.format(name=name), file=sys.stderr)
    return EXIT_NO_SCREEN


class _ScreenGuard:
    """Turns Qt's abort where no screen can be reached into a sentence and an exit status.

    Qt ends the process from inside the QApplication's making; its message handler is the last that is called.
    """

    def __init__(self, name: str) -> None:
        self._name = name
        self._before = qInstallMessageHandler(self._hear)

    def release(self) -> None:
        """The screen has been found."""
        qInstallMessageHandler(self._before)

    def _hear(self, kind: QtMsgType, _context: object, message: str) -> None:
        if kind == QtMsgType.QtFatalMsg:
            self._end()
        elif "could not connect" not in message and "xcb" not in message:
            print(message, file=sys.stderr)

    def _end(self) -> NoReturn:
        _say_no_screen(self._name)
        sys.stderr.flush()
        os._exit(EXIT_NO_SCREEN)
