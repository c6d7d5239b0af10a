"""A drag of A while it is compared with B, beside the same drag alone, in one interleaved run.

Goal: no slower than 1.3 times. The share of the difference tab (curves, its bands being computed) is measured as well.
"""

from __future__ import annotations

import statistics
from pathlib import Path

from PySide6.QtCore import QCoreApplication
from pytestqt.qtbot import QtBot

from simulator.app.session import Session
from simulator.app.settings import Settings
from simulator.scenario import codec, library
from simulator.ui.main_window import MainWindow
from simulator.ui.start import make_application
from tests.benchmarks.dragging import drag_of

ROUNDS, MOVES = 8, 30
SETTLED_MS = 200
"""Until no worker computes bands any more beside the next window's drag."""
GOAL = 1.3


def test_dragging_a_beside_b(qtbot: QtBot, tmp_path: Path) -> None:
    make_application("light")
    windows = {name: _window(compares=name != "alone") for name in ("alone", "A | B", "A | B, difference")}
    charts = windows["A | B, difference"].workspace.charts
    assert charts is not None
    charts.show_tab("difference")
    QCoreApplication.processEvents()
    times: dict[str, list[float]] = {name: [] for name in windows}
    for round_ in range(ROUNDS + 1):
        for name, window in windows.items():
            drag = drag_of(window, MOVES, SETTLED_MS)
            drag() if round_ else None  # the first time warms up
            times[name] += drag() if round_ else []
    alone = statistics.median(times["alone"])
    print(f"\n{ROUNDS * MOVES} moves of overseer quality, 1280x800, ms to the painted frame (median / p95), ratio")
    for name, found in times.items():
        found.sort()
        middle, slow = statistics.median(found), found[int(len(found) * 0.95)]
        print(f"  {name:20s} {1e3 * middle:6.2f} / {1e3 * slow:6.2f}  {middle / alone:.2f}")
    print(f"  goal: A | B at most {GOAL} times alone")
    for window in windows.values():
        window.session.store.mark_saved()
        window.close()
        window.deleteLater()


def _window(*, compares: bool) -> MainWindow:
    window = MainWindow(Session(codec.read(library.find(library.DEFAULT))), Settings(None))
    window.resize(1280, 800)
    window.show()
    window.finish()
    window.session.player.to_end()
    if compares:
        window.run.compare()
    window.session.set_value("overseer.quality", 0.9, "Change")
    QCoreApplication.processEvents()
    return window
