"""The heartbeat of the long runs: what it takes for an absence of the main loop, and what not."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

import pytest
from PySide6.QtCore import QEventLoop, QTimer
from pytestqt.qtbot import QtBot

from tests.soak.heartbeat import Heartbeat


def work(ms: float) -> None:
    until = time.thread_time() + ms / 1000.0
    while time.thread_time() < until:
        pass


def absences(*deeds: Callable[[], None]) -> list[float]:
    """Milliseconds of the absences while deeds are done, one in each turn of a main loop."""
    loop, timer, left = QEventLoop(), QTimer(), list(deeds)

    def do_next() -> None:
        if left:
            left.pop(0)()
        else:
            loop.quit()

    heart = Heartbeat(by_turns=True)
    timer.timeout.connect(do_next)
    timer.start(0)
    loop.exec()
    timer.stop()
    heart.stop()
    return [stall.worked_ms for stall in heart.stalls]


@pytest.mark.usefixtures("qapp")
def test_one_long_deed_is_an_absence_and_many_short_ones_with_turns_between_them_are_none(qtbot: QtBot) -> None:
    (long,) = absences(lambda: work(5.0), lambda: work(130.0), lambda: work(5.0))
    assert long >= 130.0
    assert absences(*[lambda: work(60.0)] * 4) == []


@pytest.mark.usefixtures("qapp")
def test_waiting_counts_as_well_and_the_watchers_own_work_does_not(qtbot: QtBot) -> None:
    heart = Heartbeat()
    loop = QEventLoop()
    QTimer.singleShot(0, loop, lambda: threading.Event().wait(0.3))
    QTimer.singleShot(400, loop, loop.quit)
    loop.exec()
    heart.stop()
    assert len(heart.stalls) == 1
    assert heart.stalls[0].counted_ms > 150.0

    spent = [0.0]

    def look_around() -> None:
        began = time.thread_time()
        work(130.0)
        spent[0] += time.thread_time() - began

    heart = Heartbeat(own_s=lambda: spent[0])
    QTimer.singleShot(0, loop, look_around)
    QTimer.singleShot(200, loop, loop.quit)
    loop.exec()
    heart.stop()
    assert heart.stalls == []
