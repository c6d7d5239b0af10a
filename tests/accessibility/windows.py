"""Windows for tests of accessibility: with everything in them that can be met."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from unittest.mock import patch

from PySide6.QtCore import QCoreApplication, QEvent

from simulator.app import own_lessons
from simulator.app.session import Session
from simulator.app.settings import Settings
from simulator.scenario import codec, library
from simulator.ui import theme
from simulator.ui.accessible.numbers import NumbersDialog
from simulator.ui.main_window import MainWindow
from simulator.ui.start import make_application


@contextmanager
def opened(
    folder: Path, slug: str = library.DEFAULT, *, size: tuple[int, int] = (1280, 900), look: str = "light",
    percent: int = 100,
) -> Iterator[MainWindow]:  # fmt: skip
    """A window on a bundled scenario that has been played to its end; what it keeps is kept in the folder."""
    with patch.object(own_lessons, "root", lambda: folder / "lessons"):
        window = _made(folder, slug, size, look, percent)
        try:
            yield window
        finally:
            window.session.store.mark_saved()
            window.close()
            window.deleteLater()
            theme.apply("light")


def _made(folder: Path, slug: str, size: tuple[int, int], look: str, percent: int) -> MainWindow:
    make_application(look, percent)
    settings = Settings(folder / "settings.json")
    settings.change(theme=look, text_percent=percent, language="en")
    window = MainWindow(Session(codec.read(library.find(slug))), settings)
    window.files.open_now(slug)
    window.resize(*size)
    window.show()
    window.finish()
    window.session.player.to_end()
    settle()
    return window


def settle() -> None:
    """Layouts settle in steps."""
    for _ in range(10):
        QCoreApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest.value)
        QCoreApplication.processEvents()


def numbers_of(window: MainWindow) -> NumbersDialog:
    """The tables of the charts, as Ctrl+T opens them."""
    window.view.chart_table()
    settle()
    dialog = window.findChild(NumbersDialog)
    assert dialog is not None
    return dialog


def open_everything(window: MainWindow) -> None:
    """All groups of controls, a second run and its history, A | B."""
    for group in window.controls.groups:
        group.set_open(True)
    window.session.set_value("overseer.quality", 0.9, "Change overseer quality")
    window.run.compare()
    window.session.set_value("run.rounds", 8, "Change rounds")
    settle()
