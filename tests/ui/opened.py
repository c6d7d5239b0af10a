"""Windows for tests: made as the program makes them, and closed again."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from simulator.app.document import load
from simulator.app.errors import Errors
from simulator.app.helper import Helper
from simulator.app.session import Session
from simulator.app.settings import Settings
from simulator.scenario import library
from simulator.scenario.schema import Scenario
from simulator.ui import language, theme
from simulator.ui.main_window import MainWindow
from simulator.ui.start import make_application

SIZE = (1280, 800)


def made_window(
    scenario: Scenario | None = None, settings: Settings | None = None, errors: Errors | None = None,
    helper: Helper | None = None,
) -> MainWindow:  # fmt: skip
    """A window on a scenario, the default one if none is given, light and in English."""
    make_application("light")
    settings = settings or Settings(None)
    settings.change(theme="light", language="en")
    window = MainWindow(Session(scenario or load(library.DEFAULT).scenario, helper=helper), settings, errors)
    window.resize(*SIZE)
    window.show()
    window.finish()
    QCoreApplication.processEvents()
    return window


def opened_window(
    folder: Path | None = None, scenario: Scenario | None = None, errors: Errors | None = None,
    helper: Helper | None = None,
) -> Iterator[MainWindow]:  # fmt: skip
    """For a fixture: the same with its settings in a folder, and closed after the test."""
    window = made_window(scenario, Settings(folder / "settings.json" if folder else None), errors, helper)
    yield window
    window.session.store.mark_saved()
    window.close()
    window.deleteLater()
    theme.apply("light")
    language.use("en")


def lesson_window(qtbot: QtBot, slug: str) -> MainWindow:
    """A window that plays the lesson of a bundled scenario, active so that keys reach it."""
    window = made_window()
    qtbot.addWidget(window)
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    window.files.open_now(slug)
    QTest.keyClick(window, Qt.Key.Key_F7)
    QCoreApplication.processEvents()
    return window


def write(window: MainWindow, path: Path) -> None:
    """Write what is asked for into a file, and wait until it is there, or until it is said why not."""
    window.exports.exporter.write(str(path))
    for thread in threading.enumerate():
        if thread.name == "export":
            thread.join()
    QCoreApplication.processEvents()
