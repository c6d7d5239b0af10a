"""The class timer, with a clock of its own."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QApplication

from simulator.app.countdown import MOST_S, Countdown


class Clock:
    now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


def test_it_counts_down_pauses_goes_on_and_says_when_it_is_over(qapp: QApplication, clock: Clock) -> None:
    timer = Countdown(clock=clock)
    assert not timer.is_set
    timer.start(90)
    clock.now += 30.5
    assert timer.seconds == 60
    timer.pause()
    clock.now += 500
    assert (timer.seconds, timer.is_running, timer.is_set) == (60, False, True)
    timer.start(7)
    assert timer.seconds == 60
    timer.add()
    assert timer.seconds == 120
    clock.now += 119.4
    timer.tick()
    assert (timer.seconds, timer.is_over) == (1, False)
    clock.now += 1
    timer.tick()
    assert (timer.seconds, timer.is_over, timer.is_running) == (0, True, False)
    timer.add()
    assert (timer.seconds, timer.is_over) == (60, False)
    timer.clear()
    assert not timer.is_set


def test_it_tells_of_every_second_once(qapp: QApplication, clock: Clock) -> None:
    timer, told = Countdown(clock=clock), []
    timer.changed.connect(lambda: told.append(timer.seconds))
    timer.start(3)
    for _ in range(20):
        clock.now += 0.2
        timer.tick()
    assert told == [3, 2, 1, 0]


def test_there_is_a_longest_time(qapp: QApplication, clock: Clock) -> None:
    timer = Countdown(clock=clock)
    for _ in range(200):
        timer.add()
    assert timer.seconds == MOST_S
    timer.start()
    timer.add()
    assert timer.seconds == MOST_S
    timer.clear()
