"""From a slider to painted bands: 200 and 1,000 replicas, 12 rounds, all depths; and to the effective curve before.

Each move waits until its own band is on screen. The cases take turns of some moves each, of which the first does not
count (a drag finds what it needs in the processor's caches), so that their ratios hold on any machine:
without bands, with a process beside the window, and with its thread alone, which is all there is before the process is
ready.
"""

from __future__ import annotations

import statistics
import time
from dataclasses import dataclass, field

from PySide6.QtCore import QCoreApplication, QEventLoop
from pytestqt.qtbot import QtBot

from simulator.app.helper import Helper
from simulator.app.session import Session
from simulator.app.settings import Settings
from simulator.engine.courses import courses
from simulator.engine.spread import Spread
from simulator.scenario import codec, library
from simulator.scenario.schema import Scenario
from simulator.ui.main_window import MainWindow
from simulator.ui.start import make_application

TURNS, AT_ONCE, PATIENCE_S = 15, 10, 5.0
QUALITY = "overseer.quality"
_WAITING = QEventLoop.ProcessEventsFlag.AllEvents | QEventLoop.ProcessEventsFlag.WaitForMoreEvents


@dataclass
class Case:
    """A window with its bands on or off, and its times."""

    name: str
    window: MainWindow
    curve: list[float] = field(default_factory=list)
    band: list[float] = field(default_factory=list)
    kernel: list[float] = field(default_factory=list)

    def move(self, number: int) -> None:
        session = self.window.session
        quality = 0.85 + (number * 7 % 150) / 1500  # never a run of a moment ago
        started = time.perf_counter()
        session.set_value(QUALITY, quality, "Change")
        QCoreApplication.processEvents()
        self.curve.append(time.perf_counter() - started)
        wanted = session.parameters
        if not session.ensemble.is_on:
            return
        while not self._is_there(wanted) and time.perf_counter() - started < PATIENCE_S:
            QCoreApplication.processEvents(_WAITING)  # as the event loop does: asleep, without Python's lock
        QCoreApplication.processEvents()
        self.band.append(time.perf_counter() - started)

    def compute(self) -> None:
        """The bands alone."""
        parameters = self.window.session.parameters
        started = time.perf_counter()
        for found in courses(parameters, parameters.run.replicas):
            Spread.of(found)
        self.kernel.append(time.perf_counter() - started)

    def _is_there(self, wanted: object) -> bool:
        seen = self.window.session.ensemble.seen
        return (
            seen is not None
            and seen.spread.parameters == wanted
            and seen.spread.count == self.window.session.parameters.run.replicas
        )


def opened(scenario: Scenario, replicas: int, helper: Helper | None = None) -> MainWindow:
    parameters = scenario.parameters.with_({"run.replicas": max(replicas, 1)})
    window = MainWindow(Session(Scenario(title="A test", parameters=parameters), helper=helper), Settings(None))
    window.resize(1280, 800)
    window.show()
    window.finish()
    window.session.player.to_end()
    if replicas:
        window.session.ensemble.show_band()
        while helper is not None and not helper.is_ready:
            QCoreApplication.processEvents(_WAITING, 10)
    window.session.begin_drag(QUALITY)
    QCoreApplication.processEvents()
    return window


def test_slider_to_painted_bands(qtbot: QtBot) -> None:
    make_application("light")
    scenario = codec.read(library.find(library.DEFAULT))
    cases = [Case("no bands", opened(scenario, 0))]
    for n in (200, 1000):
        cases += [
            Case(f"{n} replicas", opened(scenario, n, Helper())),
            Case(f"{n} in a thread", opened(scenario, n)),
        ]
    for number in range(TURNS):
        for case in cases:
            for step in range(AT_ONCE):
                case.move(number * AT_ONCE + step)
            if case.band:
                case.compute()
    print(f"\n{TURNS * (AT_ONCE - 1)} moves of overseer quality, 1280x800, ms (median / p95)")
    for case in cases:
        for what, times in (("curve", case.curve), ("band", case.band), ("kernel alone", case.kernel)):
            counted = times[AT_ONCE:] if what != "kernel alone" else times[1:]
            warm = sorted(1000 * spent for n, spent in enumerate(counted) if n % AT_ONCE or what == "kernel alone")
            if warm:
                median, p95 = statistics.median(warm), warm[int(len(warm) * 0.95)]
                print(f"  {case.name:16s} {what:13s} {median:7.2f} / {p95:7.2f}")
    for case in cases:
        case.window.session.end_drag()
        case.window.session.store.mark_saved()
        case.window.close()
        case.window.deleteLater()
