"""A drag of the first slider of a window, as benchmarks time it."""

from __future__ import annotations

import time
from collections.abc import Callable

from PySide6.QtCore import QCoreApplication
from PySide6.QtTest import QTest

from simulator.ui.main_window import MainWindow
from simulator.ui.widgets.slider import Slider


def drag_of(window: MainWindow, moves: int, settled_ms: int) -> Callable[[], list[float]]:
    """Drags overseer quality to and fro when it is called: seconds from each move to its painted frame."""
    slider = next(s for s in window.controls.findChildren(Slider) if s.isVisible())

    def drag() -> list[float]:
        found = []
        window.session.begin_drag("overseer.quality")
        for number in range(moves):
            position = slider.minimum() + (number * 7) % (slider.maximum() - slider.minimum())
            started = time.perf_counter()
            slider.setValue(position)
            QCoreApplication.processEvents()
            found.append(time.perf_counter() - started)
        window.session.end_drag()
        QTest.qWait(settled_ms)
        return found

    return drag
