"""From a slider to the painted frame: stage, dial, both charts and ledger included.

Prints median and 95th percentile of 200 moves, beside a full repaint of the same window with the old figures in the
same interleaved run, so that the share of the program's own work can be read off on any machine.
"""

from __future__ import annotations

import statistics
import time
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication
from pytestqt.qtbot import QtBot

from simulator.app.session import Session
from simulator.app.settings import Settings
from simulator.engine.iterate import run
from simulator.scenario import codec, library
from simulator.ui.controls import ControlsPanel
from simulator.ui.main_window import MainWindow
from simulator.ui.start import make_application
from simulator.ui.widgets.slider import Slider

MOVES = 200
LARGE = {
    "run.rounds": 60, "reliability.copies": 9, "distill.labels_per_question": 15, "amplify.levels": 4,
}  # fmt: skip


@pytest.mark.parametrize("case", ["default", "60 rounds, 9 copies, 15 labels, 4 levels"])
def test_slider_to_painted_frame(qtbot: QtBot, tmp_path: Path, case: str) -> None:
    make_application("light")
    scenario = codec.read(library.find(library.DEFAULT))
    if case != "default":
        scenario = replace(scenario, parameters=scenario.parameters.with_(LARGE))
    window = MainWindow(Session(scenario), Settings(None))
    window.resize(1280, 800)
    window.show()
    window.finish()
    window.session.player.to_end()
    QCoreApplication.processEvents()
    slider = quality_slider(window.controls)
    moves: list[float] = []
    engine: list[float] = []
    repaint: list[float] = []
    window.session.begin_drag("overseer.quality")
    for number in range(MOVES + 20):
        position = slider.minimum() + (number * 7) % (slider.maximum() - slider.minimum())
        started = time.perf_counter()
        slider.setValue(position)
        QCoreApplication.processEvents()
        painted = time.perf_counter()
        run(window.session.parameters)
        ran = time.perf_counter()
        window.repaint()
        QCoreApplication.processEvents()
        moves.append(painted - started)
        engine.append(ran - painted)
        repaint.append(time.perf_counter() - ran)
    window.session.end_drag()
    assert window.session.run.parameters.overseer.quality != scenario.parameters.overseer.quality
    print(f"\n{case}: {MOVES} moves of overseer quality, 1280x800, ms (median / p95)")
    for name, times in (("slider to painted frame", moves), ("engine alone", engine), ("full repaint", repaint)):
        warm = sorted(1000 * t for t in times[20:])
        print(f"  {name:24s} {statistics.median(warm):6.2f} / {warm[int(len(warm) * 0.95)]:6.2f}")
    window.session.store.mark_saved()
    window.close()
    window.deleteLater()


def quality_slider(controls: ControlsPanel) -> Slider:
    return next(s for s in controls.findChildren(Slider) if s.isVisible())
