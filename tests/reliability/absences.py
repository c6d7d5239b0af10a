"""How long the main loop is away while a window is used: every command, tab, dialog, scenario and lesson, one by one.

`python -m tests.reliability.absences` prints a line for each deed: the longest time between two beats of the main loop
(tests/soak/heartbeat.py), as work of the main thread; its status is 1 if one is above the limit. It runs in a process
of its own, where everything is opened for the first time, on a screen of its own.

On a busy machine all work takes longer, also as processor time. So a piece of work that is always the same is measured
among the deeds, and `scaled_ms` is what a deed would have taken where that piece takes REFERENCE_MS.
"""

from __future__ import annotations

import argparse
import gc
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from simulator.scenario import library

if TYPE_CHECKING:
    from simulator.ui.learned.header import View
    from simulator.ui.learned.tab import LearnedTab
    from simulator.ui.main_window import MainWindow

ROOT = Path(__file__).resolve().parents[2]

STILL_MS = 4.0
"""The main loop is at rest when it has worked for less than this in `_GLANCE_S`, twice."""

LIMIT_MS = 150.0
"""The promise is 100. One measurement scatters by a third; what this is here to find took 150 to 450."""

REFERENCE_MS = 10.0
"""What the reference takes on the machine on which the program was made (two cores) while nothing else runs."""

_REFERENCE_EVERY = 5
_GLANCE_S = 0.03
_PATIENCE_S = 4.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Deed:
    """Something that a user does. With `rests` it is waited for until the main loop has nothing more to do."""

    name: str
    do: Callable[[], object]
    rests: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Absence:
    """The longest that the main loop was away during and after a deed, and where it was seen."""

    name: str
    longest_ms: float
    work_ms: float
    stack: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Watched:
    """What came of all deeds, and what the reference took among them (median)."""

    absences: tuple[Absence, ...]
    reference_ms: float

    def scaled_ms(self, absence: Absence) -> float:
        """The longest absence, as on the machine of REFERENCE_MS."""
        return absence.longest_ms * REFERENCE_MS / self.reference_ms


def main(arguments: list[str] | None = None) -> int:
    """The whole program."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--size", default="1280x800")
    parser.add_argument("--short", action="store_true", help="three scenarios and one lesson, nothing a second time")
    parser.add_argument("--only", default="", help="deeds whose name contains this")
    parser.add_argument("--above", type=float, default=60.0, help="show those above so many ms")
    parser.add_argument("--limit", type=float, default=LIMIT_MS, help="above so many scaled ms a deed is late")
    parser.add_argument("--stacks", action="store_true")
    parser.add_argument("--json", default="", help="write all figures to this file")
    given = parser.parse_args(arguments)
    width, height = (int(part) for part in given.size.split("x"))
    with tempfile.TemporaryDirectory(prefix="ida-loop-", ignore_cleanup_errors=True) as home:
        watched = measure(Path(home), width, height, given.only, short=given.short)
    for absence in sorted(watched.absences, key=lambda absence: -absence.longest_ms):
        scaled = watched.scaled_ms(absence)
        if scaled >= given.above:
            print(f"{scaled:7.0f} scaled, {absence.longest_ms:5.0f} ms of {absence.work_ms:5.0f}  {absence.name}")
            if given.stacks:
                print(absence.stack)
    scaled_ms = [watched.scaled_ms(absence) for absence in watched.absences]
    late, above = (sum(ms > limit for ms in scaled_ms) for limit in (given.limit, 100.0))
    print(
        f"{len(scaled_ms)} deeds, the longest {max(scaled_ms, default=0.0):.0f} ms, {above} above 100, {late} late; "
        f"the reference took {watched.reference_ms:.1f} ms"
    )
    if given.json:
        rows = [[a.name, watched.scaled_ms(a), a.work_ms, a.stack] for a in watched.absences]
        Path(given.json).write_text(json.dumps({"reference_ms": watched.reference_ms, "deeds": rows}))
    return int(late > 0)


def watched_apart(*arguments: str) -> list[list[Any]]:
    """The deeds of a run in a process of its own: name, scaled ms, ms of work, stack."""
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "figures.json"
        command = [sys.executable, "-m", "tests.reliability.absences", *arguments, "--json", str(out)]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
        if not out.exists():
            raise RuntimeError(f"the watchdog ended with status {done.returncode}:\n{done.stderr}")
        rows: list[list[Any]] = json.loads(out.read_text())["deeds"]
    return rows


def prepare(home: Path, width: int, height: int) -> None:
    """A home and a screen of our own, before Qt comes."""
    screen = {"x": 0, "y": 0, "width": width, "height": height, "logicalDpi": 96, "logicalBaseDpi": 96, "dpr": 1}
    (home / "screen.json").write_text(json.dumps({"screens": [screen]}))
    os.environ["QT_QPA_PLATFORM"] = f"offscreen:configfile={home / 'screen.json'}"
    os.environ["OPENBLAS_NUM_THREADS"] = os.environ["QT_NO_GUI_THREADPOOL"] = "1"
    for name in ("HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME"):
        os.environ[name] = str(home)


def measure(home: Path, width: int, height: int, only: str = "", *, short: bool = False) -> Watched:
    """Do everything in a window of that size."""
    prepare(home, width, height)
    from PySide6.QtCore import QCoreApplication, QEvent
    from PySide6.QtWidgets import QApplication

    from simulator.app.errors import Errors
    from simulator.app.housekeeping import Housekeeping
    from simulator.app.session import Session
    from simulator.app.settings import Settings
    from simulator.scenario import codec
    from simulator.ui.later import Imports
    from simulator.ui.main_window import MainWindow
    from simulator.ui.start import make_application

    application = make_application("light")
    application.setQuitOnLastWindowClosed(False)
    gc.disable()
    housekeeping = Housekeeping()
    settings = Settings(home / "settings.json")
    settings.change(theme="light", language="en")
    session = Session(codec.read(library.find(library.DEFAULT)))
    window = MainWindow(session, settings, Errors(home / "log.txt"), home / "history.jsonl", home / "recovery")
    window.resize(width, height)
    imports = Imports(session, window)
    imports.ended.connect(housekeeping.settle)
    window.ready.connect(imports.begin)
    window.show()
    while window.workspace.charts is None or not imports.is_over:
        QApplication.processEvents()
    found, references = [], [reference_ms()]
    for number, deed in enumerate(deeds(window, short=short)):
        if only in deed.name:
            found.append(_watch(window, deed))
            if number % _REFERENCE_EVERY == 0:
                references.append(reference_ms())
    session.training.stop()
    session.store.mark_saved()
    window.close()
    window.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    del housekeeping
    return Watched(absences=tuple(found), reference_ms=statistics.median(references))


def reference_ms() -> float:
    """Makes, styles, measures and paints some widgets, as most deeds do; the processor time that it takes."""
    from PySide6.QtWidgets import QLabel, QPushButton, QVBoxLayout, QWidget

    began = time.thread_time()
    widget = QWidget()
    column = QVBoxLayout(widget)
    for number in range(30):
        column.addWidget(QLabel(f"A label with the number {number}"))
        column.addWidget(QPushButton(f"A button with the number {number}"))
    widget.ensurePolished()
    widget.adjustSize()
    widget.grab()
    worked = (time.thread_time() - began) * 1000.0
    widget.deleteLater()
    return worked


def _watch(window: MainWindow, deed: Deed) -> Absence:
    """Do it from the main loop and go on until it has nothing more to do."""
    from PySide6.QtCore import QTimer
    from PySide6.QtWidgets import QApplication

    from tests.soak.heartbeat import Heartbeat

    heart = Heartbeat(late_ms=40.0)
    began = time.thread_time()
    rest = _Rest()
    first = QTimer()
    first.setSingleShot(True)
    first.timeout.connect(deed.do)
    first.start(15)
    rest.start(0.1 if deed.rests else 0.4, None if deed.rests else 0.4)
    QApplication.exec()  # Qt does some things only while this runs
    work = (time.thread_time() - began) * 1000.0
    heart.stop()
    worst = max(heart.stalls, key=lambda stall: stall.counted_ms, default=None)
    longest = heart.longest_ms
    heart.deleteLater()
    _tidy(window)
    return Absence(name=deed.name, longest_ms=longest, work_ms=work, stack=worst.stack if worst else "")


class _Rest:
    """Leaves the main loop once it has nothing more to do."""

    def __init__(self) -> None:
        from PySide6.QtCore import QTimer

        self._calm, self._least, self._most = 0, 0.0, _PATIENCE_S
        self._timer = QTimer()
        self._timer.setInterval(int(_GLANCE_S * 1000))
        self._timer.timeout.connect(self._glance)

    def start(self, least: float, most: float | None) -> None:
        """Not before so many seconds, and not after."""
        self._began = time.monotonic()
        self._worked = time.thread_time()
        self._least, self._most = least, _PATIENCE_S if most is None else most
        self._timer.start()

    def _glance(self) -> None:
        from PySide6.QtWidgets import QApplication

        worked, passed = time.thread_time(), time.monotonic() - self._began
        self._calm = self._calm + 1 if (worked - self._worked) * 1000.0 < STILL_MS else 0
        self._worked = worked
        if passed > self._most or (passed > self._least and self._calm >= 2):
            self._timer.stop()
            QApplication.exit()


def _tidy(window: MainWindow) -> None:
    """Close what has opened; nobody watches."""
    from PySide6.QtCore import QCoreApplication, QEvent
    from PySide6.QtWidgets import QApplication, QDialog

    while (popup := QApplication.activePopupWidget()) is not None:
        popup.close()
    for dialog in window.findChildren(QDialog):
        dialog.reject()
    window.session.player.pause()
    QCoreApplication.processEvents()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    QCoreApplication.processEvents()
    gc.collect()
    window.activateWindow()


def deeds(window: MainWindow, *, short: bool) -> Iterator[Deed]:
    """Everything, in an order in which it can be done."""
    yield from _panels(window)
    yield from _dialogs(window, ("first",) if short else ("first", "second"))
    yield from _looks(window)
    slugs = library.slugs()
    yield from _scenarios(window, slugs[:3] if short else (*slugs, *slugs[:3]))
    yield from _lessons(window, (library.DEFAULT,) if short else slugs)


def _panels(window: MainWindow) -> Iterator[Deed]:
    from simulator.ui.charts.panel import TABS

    session, actions = window.session, window.menus.actions
    yield Deed(name="play", do=actions["play"].trigger, rests=False)
    for id_ in ("step", "back", "to_start", "to_end"):
        yield Deed(name=id_, do=actions[id_].trigger)
    charts = window.workspace.charts
    assert charts is not None
    for time_ in ("first", "second"):
        for tab in TABS:
            if not tab.compares:
                yield Deed(name=f"tab {tab.id}, {time_} time", do=partial(charts.show_tab, tab.id))
    yield Deed(name="set a value", do=lambda: session.set_value("overseer.quality", 0.6, "Change"))
    yield Deed(name="set rounds", do=lambda: session.set_value("run.rounds", 20, "Change"))
    for group in window.controls.groups:
        yield Deed(name=f"open the group {group.title}", do=partial(group.set_open, True))
    for group in window.controls.groups:
        yield Deed(name=f"close the group {group.title}", do=partial(group.set_open, False))
    yield Deed(name="undo", do=actions["undo"].trigger)
    yield Deed(name="redo", do=actions["redo"].trigger)
    yield Deed(name="history, first time", do=actions["history"].trigger)
    yield Deed(name="history, closed", do=actions["history"].trigger)
    yield Deed(name="history, second time", do=actions["history"].trigger)
    yield Deed(name="history, closed", do=actions["history"].trigger)
    yield Deed(name="A | B, first time", do=actions["compare"].trigger)
    yield Deed(name="A | B, changed", do=lambda: session.set_value("overseer.quality", 0.8, "Change"))
    yield Deed(name="tab difference, first time", do=lambda: charts.show_tab("difference"))
    yield Deed(name="swap A and B", do=actions["swap_sides"].trigger)
    yield Deed(name="adopt B", do=actions["adopt_other"].trigger)
    yield Deed(name="A | B, second time", do=actions["compare"].trigger)
    yield Deed(name="drop B", do=actions["drop_other"].trigger)
    yield Deed(name="luck, begun", do=actions["luck"].trigger)
    yield Deed(name="luck, ended", do=actions["luck"].trigger)
    yield Deed(name="tab learned", do=lambda: charts.show_tab("learned"))
    yield Deed(name="training, started", do=session.training.train)
    yield Deed(name="training, running", do=lambda: None, rests=False)
    views: tuple[View, ...] = ("questions", "answers", "world", "curves")
    for view in views:
        yield Deed(name=f"learned, {view}", do=partial(_show_view, window, view))
    yield Deed(name="training, stopped", do=session.training.stop)
    yield Deed(name="learned, settings", do=partial(_set_up, window))
    yield Deed(name="tab map", do=lambda: charts.show_tab("map"))
    yield Deed(name="tab over_time", do=lambda: charts.show_tab("over_time"))
    stage = window.workspace.stage
    assert stage is not None
    yield Deed(name="stage, outline opened", do=stage.toggle_outline)
    yield Deed(name="stage, outline closed", do=stage.toggle_outline)
    yield Deed(name="stage, why", do=stage.ask_why)
    yield Deed(name="F6", do=actions["next_region"].trigger)
    yield Deed(name="Shift+F6", do=actions["region_before"].trigger)
    size = window.size()
    for wide, high in ((1024, 618), (960, 540), (1600, 900), (1000, 1000), (size.width(), size.height())):
        yield Deed(name=f"size {wide}x{high}", do=partial(window.resize, wide, high))
    yield Deed(name="full screen", do=actions["full_screen"].trigger)
    yield Deed(name="full screen, ended", do=actions["full_screen"].trigger)


def _dialogs(window: MainWindow, times: Sequence[str]) -> Iterator[Deed]:
    """Every command that opens something; twice, because the first time may import."""
    actions = window.menus.actions
    for time_ in times:
        for id_ in (
            "open_file", "open_code", "save_as", "share", "export_chart", "export_numbers", "export_stage",
            "export_tree", "export_window", "handout", "key", "rename", "chart_table", "notes", "save_as_lesson",
            "keys", "glossary", "about", "delete_answers", "export_all_answers",
        ):  # fmt: skip
            yield Deed(name=f"{id_}, {time_} time", do=actions[id_].trigger)
    for number, menu in enumerate(window.menuBar().actions()):
        yield Deed(name=f"menu {menu.text()}", do=partial(_pop_up, window, number))
    yield Deed(name="presenter notes, first time", do=actions["presenter_notes"].trigger)
    yield Deed(name="presenter notes, closed", do=actions["presenter_notes"].trigger)


def _looks(window: MainWindow) -> Iterator[Deed]:
    for id_ in (
        "theme_dark", "theme_projector", "theme_contrast", "theme_light", "text_125", "text_150", "text_200",
        "text_smaller", "text_larger", "text_100", "theme_dark", "theme_light", "reduced_motion",
    ):  # fmt: skip
        yield Deed(name=id_, do=partial(_trigger, window, id_))
    for code in ("de", "en", "de", "en"):
        yield Deed(name=f"language {code}", do=partial(window.settings.change, language=code))
    for _ in range(2):
        yield Deed(name="present", do=window.presentation.begin)
        yield Deed(name="present, blank", do=window.presentation.cover)
        yield Deed(name="present, seen again", do=partial(_uncover, window))
        yield Deed(name="present, ended", do=window.presentation.end)


def _scenarios(window: MainWindow, slugs: Sequence[str]) -> Iterator[Deed]:
    for slug in slugs:
        yield Deed(name=f"open {slug}", do=partial(_open, window, slug))
    yield Deed(name="set a value", do=lambda: window.session.set_value("overseer.quality", 0.61, "Change"))
    yield Deed(name="reset", do=partial(_trigger, window, "reset"))


def _trigger(window: MainWindow, id_: str) -> None:
    window.menus.actions[id_].trigger()


def _pop_up(window: MainWindow, number: int) -> None:
    from PySide6.QtWidgets import QMenu

    menu = window.menuBar().actions()[number].menu()
    assert isinstance(menu, QMenu)
    menu.popup(window.pos())


def _learned(window: MainWindow) -> LearnedTab:
    from simulator.ui.learned.tab import LearnedTab

    charts = window.workspace.charts
    assert charts is not None
    assert isinstance(charts.group, LearnedTab)
    return charts.group


def _show_view(window: MainWindow, view: View) -> None:
    _learned(window).show_view(view)


def _set_up(window: MainWindow) -> None:
    _learned(window).header.settings.setChecked(True)


def _uncover(window: MainWindow) -> None:
    assert window.presentation.blank is not None
    window.presentation.blank.uncover()


def _open(window: MainWindow, slug: str) -> None:
    window.session.store.mark_saved()
    window.files.open_scenario(slug)


def _lessons(window: MainWindow, slugs: Sequence[str]) -> Iterator[Deed]:
    play = window.session.lesson
    for slug in slugs:
        yield Deed(name=f"{slug}: open", do=partial(_open, window, slug))
        yield Deed(name=f"{slug}: lesson", do=window.lessons.lesson)
        if not play.is_on:
            continue
        assert play.lesson is not None
        for number in range(len(play.lesson.steps)):
            if play.step.kind == "predict":
                rounds = play.lesson.scenario.parameters.run.rounds
                if play.step.bets:
                    yield Deed(name=f"{slug}: {number}, bet", do=lambda: play.bet(play.step.bets[0], 70))
                if "draw" in play.step.fields:
                    curve = dict.fromkeys(range(1, rounds + 1), 0.5)
                    yield Deed(name=f"{slug}: {number}, draw", do=partial(play.draw, curve))
                yield Deed(name=f"{slug}: {number}, lock", do=play.lock)
                yield Deed(name=f"{slug}: {number}, to the end", do=window.session.player.to_end)
            yield Deed(name=f"{slug}: {number} → {number + 1}", do=lambda: play._go(1))
        yield Deed(name=f"{slug}: free play", do=play.toggle_free)
        yield Deed(name=f"{slug}: back in the lesson", do=play.toggle_free)
        yield Deed(name=f"{slug}: closed", do=play.close)


if __name__ == "__main__":
    sys.exit(main())
