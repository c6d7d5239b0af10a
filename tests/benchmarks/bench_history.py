"""How smoothly the history scrolls, and what reading and writing it costs.

Prints median and 95th percentile: one frame of scrolling 500 rows, reading the file, adding a row.
"""

from __future__ import annotations

import statistics
import time
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QCoreApplication
from pytestqt.qtbot import QtBot

from simulator.app.journal import Journal
from simulator.app.records import ROWS_KEPT, line_of
from simulator.app.session import Session
from simulator.scenario.schema import Scenario
from simulator.ui.history.panel import HistoryPanel
from simulator.ui.start import make_application
from tests.app.test_records import some_record

FRAMES = 400


def show(name: str, times: list[float]) -> None:
    ordered = sorted(1000 * spent for spent in times)
    print(f"  {name:44s} {statistics.median(ordered):7.2f} / {ordered[int(len(ordered) * 0.95)]:7.2f}")


def test_scrolling_reading_writing(qtbot: QtBot, tmp_path: Path) -> None:
    make_application("light")
    path = tmp_path / "history.jsonl"
    base = some_record()
    rows = [replace(base, id=f"{n:032x}", at=1_700_000_000 + n, starred=n % 7 == 0) for n in range(ROWS_KEPT)]
    path.write_bytes(b"".join(map(line_of, rows)))
    reading: list[float] = []
    for _ in range(5):
        session = Session(Scenario(title="A test"))
        started = time.perf_counter()
        session.history.keep_in(path)
        reading.append(time.perf_counter() - started)
    assert len(session.history.rows) == ROWS_KEPT
    panel = HistoryPanel(session)
    qtbot.addWidget(panel)
    panel.resize(960, 300)
    panel.show()
    QCoreApplication.processEvents()
    bar = panel.view.verticalScrollBar()
    frames: list[float] = []
    for number in range(FRAMES):
        started = time.perf_counter()
        bar.setValue(number * bar.maximum() // FRAMES)
        QCoreApplication.processEvents()
        frames.append(time.perf_counter() - started)
    journal, adding = Journal(path), []
    for _ in range(100):
        started = time.perf_counter()
        journal.add([line_of(base)])
        adding.append(time.perf_counter() - started)
    print(f"\n{ROWS_KEPT} rows, 960x300, ms (median / p95)")
    show("one frame of scrolling, painted", frames)
    show("reading the file when the window opens", reading)
    show("adding a row to the file", adding)
