"""Every process that works for a window is killed in the middle of it: told once, survived, the same numbers again."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from multiprocessing import active_children
from multiprocessing.process import BaseProcess
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtWidgets import QDialog
from pytestqt.qtbot import QtBot

from simulator.app.errors import Errors
from simulator.app.helper import Helper
from simulator.app.sweeps import plan_of
from simulator.app.trained import Trained
from simulator.engine.axis import parse
from simulator.engine.spread import spreads
from simulator.engine.sweep import sweep
from simulator.engine.sweep_table import table
from simulator.learner.settings import Learned
from simulator.scenario import library
from simulator.scenario.schema import Experiment
from simulator.ui.charts.map.tab import MapTab
from simulator.ui.learned.tab import LearnedTab
from simulator.ui.main_window import MainWindow
from simulator.ui.safety.telling import ErrorMessage
from tests.accessibility.states import trained
from tests.ui.opened import opened_window

ROOT = Path(__file__).resolve().parents[2]
PATIENCE_MS = 40_000
LONG = Experiment(over=(parse("amplify.capture=0:1:120"),), replicas=200)
LEARNED = Learned.of({
    "learned.size": 8, "learned.rounds": 4, "learned.steps": 1500, "learned.width": 24, "learned.seeds": 1,
})  # fmt: skip

@pytest.fixture
def errors(tmp_path: Path) -> Iterator[Errors]:
    made = Errors(tmp_path / "log" / "log.txt")
    made.install()
    yield made
    made.remove()
    made.deleteLater()


@pytest.fixture
def window(qtbot: QtBot, tmp_path: Path, errors: Errors) -> Iterator[MainWindow]:
    yield from opened_window(tmp_path, errors=errors, helper=Helper())


def is_there(process: int) -> bool:
    """Whether a process is alive or waits to be buried; without signals, whether it is alive."""
    if os.name != "posix":
        return process in [child.pid for child in active_children()]
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True


def is_usable(window: MainWindow) -> None:
    """A slider moves and is undone, and nobody has asked anything."""
    before = window.session.state
    window.session.set_value("overseer.quality", 0.8, "Change overseer quality")
    assert window.session.run.parameters.overseer.quality == 0.8
    window.edit.undo()
    assert window.session.state == before
    assert not [one for one in window.findChildren(QDialog) if one.isVisible()]
    assert not window.findChildren(ErrorMessage)


def test_all_workers_of_one_window_are_killed_and_it_goes_on(
    qtbot: QtBot, window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    monkeypatch.setenv("TMPDIR", str(temporary))
    monkeypatch.setattr(tempfile, "tempdir", None)
    monkeypatch.setattr("simulator.app.sweep_course.worthwhile", lambda plan: 2)  # also where there is one processor
    killed: list[int] = []

    def end(process: BaseProcess | None) -> None:
        """As the system would that has no memory left."""
        assert process is not None
        assert process.pid is not None
        killed.append(process.pid)
        process.kill()

    window.session.player.to_end()
    _kill_the_helper(qtbot, window, end)
    is_usable(window)
    _kill_a_sweeper(qtbot, window, end)
    is_usable(window)
    _kill_the_training(qtbot, window, end)
    is_usable(window)
    window.session.rest()
    assert len(killed) == 3
    qtbot.waitUntil(lambda: not any(map(is_there, killed)), timeout=PATIENCE_MS)  # nor as a zombie
    qtbot.waitUntil(lambda: not active_children(), timeout=PATIENCE_MS)
    qtbot.waitUntil(lambda: not list(temporary.iterdir()), timeout=PATIENCE_MS)
    assert not (tmp_path / "log" / "log.txt").exists(), "what was expected is no error"


def _kill_the_helper(qtbot: QtBot, window: MainWindow, end: Callable[[BaseProcess | None], None]) -> None:
    """Bands of 200 runs: the thread goes on where the process was, and nobody notices."""
    session = window.session
    session.set_value("run.replicas", 200, "Change replicas")
    session.ensemble.start()
    session.ensemble.show_band()
    qtbot.waitUntil(lambda: session.helper is not None and session.helper.is_ready, timeout=PATIENCE_MS)
    session.set_value("overseer.quality", 0.9, "Change overseer quality")
    assert session.helper is not None
    end(session.helper.process)
    *_, expected = spreads(session.parameters)
    qtbot.waitUntil(
        lambda: session.ensemble.seen is not None
        and session.ensemble.seen.spread.parameters == session.parameters
        and session.ensemble.seen.spread.count == expected.count,
        timeout=PATIENCE_MS,
    )
    assert session.ensemble.seen is not None
    for name, band in expected.bands.items():
        np.testing.assert_array_equal(session.ensemble.seen.spread.bands[name], band)
    assert window.safety.notice is not None
    assert not window.safety.notice.said
    session.ensemble.stop()


def _kill_a_sweeper(qtbot: QtBot, window: MainWindow, end: Callable[[BaseProcess | None], None]) -> None:
    """The map: one sentence, the lost cells are computed again, and the table is the one that it would have been."""
    session, charts = window.session, window.workspace.charts
    assert charts is not None
    session.store.commit(replace(session.state, experiment=LONG), "Change what is swept")
    charts.show_tab("map")
    tab = charts.group
    assert isinstance(tab, MapTab)
    session.sweeps.run()
    course = session.sweeps._course
    assert course is not None
    qtbot.waitUntil(lambda: len(course.processes()) == 2, timeout=PATIENCE_MS)  # however fast they are: none is done
    end(course.processes()[0])
    qtbot.waitUntil(lambda: session.sweeps.stage == "done", timeout=PATIENCE_MS)
    assert session.sweeps.lost >= 1
    assert tab.set_up.said.text().count("A worker process was lost") == 1
    plan = plan_of(session.state)
    expected = table(plan, sweep(plan))
    assert session.sweeps.table is not None
    np.testing.assert_array_equal(session.sweeps.table.values, expected.values)


def _kill_the_training(qtbot: QtBot, window: MainWindow, end: Callable[[BaseProcess | None], None]) -> None:
    """The learned model: one sentence and a button; what is trained then is what would have been trained."""
    session, charts = window.session, window.workspace.charts
    assert charts is not None
    parameters = session.state.parameters.with_({"run.seed": 1})
    session.store.commit(replace(session.state, learned=LEARNED, parameters=parameters), "Change what is learned")
    charts.show_tab("learned")
    tab = charts.group
    assert isinstance(tab, LearnedTab)
    tab.invitation.train.click()
    training = session.training
    qtbot.waitUntil(lambda: training.loss is not None, timeout=PATIENCE_MS)
    assert training._course is not None
    end(training._course.process)
    qtbot.waitUntil(lambda: not training.is_running, timeout=PATIENCE_MS)
    assert training.problem == "lost"
    assert "was ended from outside" in tab.header.said.text()
    assert tab.header.action.text() == "Train again"
    tab.header.action.click()
    qtbot.waitUntil(lambda: training.stage == "done", timeout=PATIENCE_MS)
    assert training.trained is not None
    same(training.trained, trained(LEARNED))


def same(one: Trained, other: Trained) -> None:
    """Both measured the same in every round of every run."""
    assert one.runs.keys() == other.runs.keys()
    for number, methods in other.runs.items():
        assert one.runs[number].keys() == methods.keys()
        for method, rounds in methods.items():
            assert [repr(each) for each in one.runs[number][method]] == [repr(each) for each in rounds]


def test_a_cluster_that_is_not_there_is_one_sentence_and_no_file(tmp_path: Path) -> None:
    pytest.importorskip("distributed", reason="distributed (extra dev) is not installed")
    out = tmp_path / "table.csv"
    called = subprocess.run(
        [
            sys.executable, str(ROOT / "main.py"), "sweep", library.DEFAULT, "--over", "amplify.capture=0:1:3",
            "--cluster", "tcp://127.0.0.1:9", "--out", str(out),
        ],
        capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert called.returncode != 0
    assert "Traceback" not in called.stderr
    told = [line for line in called.stderr.splitlines() if line.strip()]
    assert len([line for line in told if "cluster" in line.lower()]) == 1, told
    assert not out.exists()
    assert not list(tmp_path.iterdir())
