"""A drag of the effective model while the learned model is trained, against a window at rest.

Cases take turns in blocks of moves, so that their ratios hold on any machine: at rest (the training process is held
by SIGSTOP), while the process trains, and, for comparison, while the same training runs in a thread of the window. The
goal: the 95th percentile while training at most twice that at rest.
"""

from __future__ import annotations

import os
import signal
import statistics
import threading
import time
from dataclasses import dataclass, field, replace

import pytest
from PySide6.QtCore import QCoreApplication
from pytestqt.qtbot import QtBot

from simulator.app.session import Session
from simulator.app.settings import Settings
from simulator.learner.rounds import Setting, course
from simulator.learner.settings import Learned
from simulator.scenario import codec, library
from simulator.ui.main_window import MainWindow
from simulator.ui.start import make_application

BLOCKS, MOVES, WARM = 16, 24, 4
LONG = Learned.of({"learned.rounds": 40, "learned.steps": 5000, "learned.seeds": 20})


@dataclass
class Case:
    name: str
    times: list[float] = field(default_factory=list)

    def line(self, idle: Case) -> str:
        median, p95 = statistics.median(self.times), quantile(self.times)
        return (
            f"  {self.name:22s} {1000 * median:6.2f} / {1000 * p95:6.2f} ms"
            f"   {median / statistics.median(idle.times):.2f} / {p95 / quantile(idle.times):.2f} times at rest"
        )


def quantile(times: list[float]) -> float:
    return sorted(times)[int(len(times) * 0.95)]


class Thread:
    """The same training in a thread of this process, held until it is let go."""

    def __init__(self) -> None:
        self.may, self.stopping = threading.Event(), threading.Event()
        self._thread = threading.Thread(target=self._run)
        self._thread.start()

    def _run(self) -> None:
        for _ in course(Setting(LONG, 1)):
            self.may.wait()
            if self.stopping.is_set():
                return

    def end(self) -> None:
        self.stopping.set()
        self.may.set()
        self._thread.join()


@pytest.mark.parametrize("tab", ["over_time", "learned"])
def test_a_drag_while_training(qtbot: QtBot, tab: str) -> None:
    make_application("light")
    scenario = replace(codec.read(library.find(library.DEFAULT)), learned=LONG)
    session = Session(scenario)
    window = MainWindow(session, Settings(None))
    window.resize(1280, 800)
    window.show()
    window.finish()
    session.player.to_end()
    assert window.workspace.charts is not None
    window.workspace.charts.show_tab(tab)
    session.training.train()
    training = session.training
    qtbot.waitUntil(lambda: training.trained is not None and training.trained.last >= 0, timeout=120_000)
    assert training._course is not None
    assert training._course.process is not None
    process = training._course.process.pid
    assert process is not None
    thread = Thread()
    idle, beside, inside = Case("at rest"), Case("process beside it"), Case("thread inside it")
    number = 0
    for _ in range(BLOCKS):
        for case in (idle, beside, inside):
            os.kill(process, signal.SIGCONT if case is beside else signal.SIGSTOP)
            (thread.may.set if case is inside else thread.may.clear)()
            time.sleep(0.05)
            session.begin_drag("overseer.quality")
            for move in range(MOVES):
                number += 1
                started = time.perf_counter()
                session.set_value("overseer.quality", 0.85 + (number * 7 % 1500) / 15000, "Change")
                QCoreApplication.processEvents()
                if move >= WARM:
                    case.times.append(time.perf_counter() - started)
                time.sleep(0.004)  # as a hand: moves come one after another, not in a row
            session.end_drag()
            QCoreApplication.processEvents()
    thread.end()
    os.kill(process, signal.SIGCONT)
    print(f"\nslider to painted frame, tab {tab}, 1280x800, median / p95 of {len(idle.times)} moves each")
    for case in (idle, beside, inside):
        print(case.line(idle))
    session.store.mark_saved()
    window.close()
    window.deleteLater()
