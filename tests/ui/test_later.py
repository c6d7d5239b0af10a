"""What first openings need is imported before, a little at a time. In a process of its own, where nothing is yet."""

import json
import subprocess
import sys
from pathlib import Path
from typing import cast

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from simulator.app.session import Session
from simulator.ui import later

ROOT = Path(__file__).resolve().parents[2]
MOST_AT_A_TIME = 14
"""Modules of the program: they take 2 ms each, in the mean."""

OPENING = """
import json, os, sys
os.environ.update(QT_QPA_PLATFORM="offscreen", OPENBLAS_NUM_THREADS="1", QT_NO_GUI_THREADPOOL="1")
from importlib import import_module
from pathlib import Path
from PySide6.QtWidgets import QApplication, QDialog
from simulator.app.session import Session
from simulator.app.settings import Settings
from simulator.scenario import codec, library
from simulator.ui.charts.panel import TABS
from simulator.ui.later import MODULES
from simulator.ui.main_window import MainWindow
from simulator.ui.start import make_application

application = make_application("light")
window = MainWindow(Session(codec.read(library.find(library.DEFAULT))), Settings(None))
window.show()
window.finish()
own = lambda: {name for name in sys.modules if name.startswith("simulator.")}
at_once = {}
for name in MODULES:
    before = own()
    import_module(name)
    at_once[name] = len(own() - before)
before = own()
late = {}
def look(what):
    global before
    QApplication.processEvents()
    if own() - before:
        late[what] = sorted(own() - before)
    before = own()
    for dialog in window.findChildren(QDialog):
        dialog.reject()
for tab in TABS:
    if not tab.compares:
        window.workspace.charts.show_tab(tab.id)
        look(tab.id)
for id_ in ("open_code", "share", "export_chart", "export_numbers", "export_stage", "handout", "rename", "chart_table",
            "save_as_lesson", "keys", "glossary", "history", "presenter_notes", "presenter_notes", "lesson"):
    window.menus.actions[id_].trigger()
    look(id_)
print(json.dumps([at_once, late]))
window.session.store.mark_saved()
window.close()
"""


class Busy(QObject):
    """A session in which a slider is held, or something plays."""

    def __init__(self, *, is_dragging: bool, is_playing: bool) -> None:
        super().__init__()
        self.is_dragging, self.is_playing = is_dragging, is_playing

    @property
    def player(self) -> "Busy":
        return self


@pytest.mark.parametrize(("is_dragging", "is_playing", "imports"), [(1, 0, 0), (0, 1, 0), (0, 0, 1)])
def test_nothing_is_imported_while_a_slider_is_held_or_something_plays(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, is_dragging: int, is_playing: int, imports: int
) -> None:
    asked: list[str] = []
    monkeypatch.setattr(later, "import_module", asked.append)
    busy = Busy(is_dragging=bool(is_dragging), is_playing=bool(is_playing))
    later.Imports(cast("Session", busy), busy)._import_next()
    assert len(asked) == imports


def test_the_end_is_told_once(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(later, "import_module", str)
    idle = Busy(is_dragging=False, is_playing=False)
    imports = later.Imports(cast("Session", idle), idle)
    ends: list[bool] = []
    imports.ended.connect(lambda: ends.append(imports.is_over))
    imports.begin()
    for _ in later.MODULES:
        imports._import_next()
    assert not ends
    imports._import_next()
    assert ends == [True]
    imports.begin()  # as whenever panels have been made anew
    qtbot.wait(3 * later.PAUSE_MS)
    assert ends == [True]


@pytest.fixture(scope="module")
def told() -> tuple[dict[str, int], dict[str, list[str]]]:
    done = subprocess.run([sys.executable, "-c", OPENING], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    at_once, late = json.loads(done.stdout)
    return at_once, late


def test_a_first_opening_imports_nothing_that_was_not_imported_before(
    told: tuple[dict[str, int], dict[str, list[str]]],
) -> None:
    assert told[1] == {}


def test_no_module_of_the_list_brings_many_others_with_it(told: tuple[dict[str, int], dict[str, list[str]]]) -> None:
    assert {name: count for name, count in told[0].items() if count > MOST_AT_A_TIME} == {}
