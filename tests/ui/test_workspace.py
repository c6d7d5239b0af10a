"""The middle of the window comes to rest at every size, whatever it shows."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication
from pytestqt.qtbot import QtBot

from simulator.ui.charts.panel import TABS
from simulator.ui.main_window import MainWindow
from tests.ui.opened import opened_window


@pytest.fixture
def window(qtbot: QtBot, tmp_path: Path) -> Iterator[MainWindow]:
    yield from opened_window(tmp_path)


def test_its_height_does_not_depend_on_what_it_shows(window: MainWindow) -> None:
    workspace = window.workspace
    assert workspace.charts is not None
    for size in ((1024, 618), (1000, 700)):
        window.resize(*size)
        heights = set()
        for tab in TABS:
            if tab.compares:
                continue
            workspace.charts.show_tab(tab.id)
            for show in (workspace.show_charts, workspace.show_stage):
                show()
                for _ in range(4):
                    QCoreApplication.processEvents()
                heights.add((workspace.height(), workspace.is_low))
        assert len(heights) == 1, (size, heights)
