"""The process beside the window: it answers, the newest request wins, it may be lost, and it ends."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Callable, Iterator
from functools import partial

import pytest
from pytestqt.qtbot import QtBot

from simulator.app.helper import Helper, News
from simulator.app.session import Session
from simulator.app.worker import Worker
from simulator.engine.parameters import Parameters
from simulator.engine.spread import spreads
from simulator.scenario.schema import Scenario

PATIENCE_S = 20.0


def until(is_so: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE_S
    while not is_so():
        assert time.monotonic() < deadline
        time.sleep(0.002)


class Heard:
    """What comes from a helper, in its order."""

    def __init__(self) -> None:
        self.all: list[tuple[int, int, object]] = []

    def __call__(self, token: int, number: int, result: object) -> None:
        self.all.append((token, number, result))

    def of(self, token: int) -> list[tuple[int, object]]:
        return [(number, result) for of, number, result in self.all if of == token]


@pytest.fixture
def helper() -> Iterator[Helper]:
    made = Helper()
    yield made
    made.end()


@pytest.fixture
def heard() -> Heard:
    return Heard()


def ready(helper: Helper, heard: Heard) -> Helper:
    helper.begin(heard)
    until(lambda: helper.is_ready)
    return helper


# What the process is asked for; it finds these functions by name.


def giving(*results: object) -> Iterator[object]:
    return iter(results)


def slow(count: int, seconds: float) -> Iterator[int]:
    for number in range(count):
        time.sleep(seconds)
        yield number


def failing() -> Iterator[object]:
    yield "before"
    raise ZeroDivisionError("as expected")


def unsendable() -> Iterator[object]:
    yield threading.Lock()


def whose() -> Iterator[int]:
    yield os.getpid()


# The process itself.


def test_results_come_in_their_order_from_another_process(helper: Helper, heard: Heard) -> None:
    ready(helper, heard)
    assert helper.put(1, 1, partial(giving, "a", "b"))
    assert helper.put(2, 1, whose)
    until(lambda: heard.of(1)[-1:] == [(1, News.END)] and heard.of(2)[-1:] == [(1, News.END)])
    assert heard.of(1) == [(1, "a"), (1, "b"), (1, News.END)]
    assert helper.process is not None
    assert heard.of(2)[0] == (1, helper.process.pid)
    assert helper.process.pid != os.getpid()


def test_a_newer_request_takes_the_place_of_the_one_before(helper: Helper, heard: Heard) -> None:
    ready(helper, heard)
    helper.put(1, 1, partial(slow, 1000, 0.01))
    until(lambda: bool(heard.all))
    helper.put(1, 2, partial(giving, "newer"))
    until(lambda: (2, News.END) in heard.of(1))
    results = heard.of(1)
    assert results.index((1, News.END)) < results.index((2, "newer"))
    assert len(results) < 500


def test_nothing_more_comes_of_what_is_forgotten(helper: Helper, heard: Heard) -> None:
    ready(helper, heard)
    helper.put(1, 1, partial(slow, 1000, 0.01))
    until(lambda: bool(heard.all))
    helper.put(1, 2, None)
    until(lambda: (2, News.END) in heard.of(1))
    assert heard.of(1)[-2:] == [(1, News.END), (2, News.END)]


def test_those_who_ask_take_turns(helper: Helper, heard: Heard) -> None:
    ready(helper, heard)
    helper.put(1, 1, partial(slow, 20, 0.02))
    helper.put(2, 1, partial(slow, 3, 0.02))
    until(lambda: (1, News.END) in heard.of(2))
    assert (1, News.END) not in heard.of(1)


def test_an_exception_of_the_work_comes_as_its_last_result(helper: Helper, heard: Heard) -> None:
    ready(helper, heard)
    helper.put(1, 1, failing)
    until(lambda: (1, News.END) in heard.of(1))
    (_, before), (_, error), (_, end) = heard.of(1)
    assert (before, end) == ("before", News.END)
    assert isinstance(error, ZeroDivisionError)


def test_what_cannot_be_sent_comes_as_an_error(helper: Helper, heard: Heard) -> None:
    ready(helper, heard)
    helper.put(1, 1, unsendable)
    until(lambda: (1, News.END) in heard.of(1))
    assert isinstance(heard.of(1)[0][1], RuntimeError)


def test_nothing_is_started_before_it_is_asked_to_begin(helper: Helper) -> None:
    assert helper.process is None
    assert not helper.is_ready
    assert not helper.put(1, 1, partial(giving, 1))


def test_who_waits_hears_that_it_is_lost_and_it_can_begin_again(helper: Helper, heard: Heard) -> None:
    ready(helper, heard)
    helper.put(7, 3, partial(slow, 1000, 0.01))
    until(lambda: bool(heard.all))
    assert helper.process is not None
    helper.process.kill()
    until(lambda: (3, News.LOST) in heard.of(7))
    assert not helper.is_ready
    until(lambda: helper._thread is None)
    ready(helper, heard).put(7, 4, partial(giving, "again"))
    until(lambda: (4, "again") in heard.of(7))


def test_one_that_keeps_dying_is_left_alone(helper: Helper, heard: Heard) -> None:
    for _ in range(Helper.STARTS):
        ready(helper, heard)
        assert helper.process is not None
        helper.process.kill()
        until(lambda: helper._thread is None)
    helper.begin(heard)
    assert helper._thread is None


@pytest.mark.skipif(not hasattr(signal, "SIGSTOP"), reason="this system cannot hold a process")
def test_a_process_that_hangs_takes_only_so_many_requests_and_is_ended_all_the_same(
    helper: Helper, heard: Heard
) -> None:
    ready(helper, heard)
    assert helper.process is not None
    assert helper.process.pid is not None
    os.kill(helper.process.pid, signal.SIGSTOP)
    taken = [helper.put(1, number, partial(giving, number)) for number in range(1, 40)]
    assert taken == [True] * Helper.WAITING_AT_MOST + [False] * (39 - Helper.WAITING_AT_MOST)
    helper.end()
    assert not helper.process.is_alive()


def test_at_the_end_the_process_is_gone(helper: Helper, heard: Heard) -> None:
    ready(helper, heard).put(1, 1, partial(slow, 1000, 0.01))
    helper.end()
    assert helper.process is not None
    assert not helper.process.is_alive()
    assert (1, News.LOST) not in heard.of(1)
    helper.begin(heard)
    assert not helper.is_ready


def test_an_end_while_it_is_starting_is_an_end(helper: Helper, heard: Heard) -> None:
    helper.begin(heard)
    helper.end()
    assert helper.process is None or not helper.process.is_alive()


# With a worker.


def session_with(helper: Helper) -> Session:
    few = {"run.rounds": 2, "task.max_depth": 3}
    return Session(Scenario(title="A test", parameters=Parameters.of(few)), helper=helper)


@pytest.fixture
def seen() -> list[object]:
    return []


def test_a_worker_asks_its_thread_until_the_process_is_ready(
    helper: Helper, seen: list[object], qtbot: QtBot
) -> None:
    worker = Worker(helper=helper)
    worker.came.connect(seen.append)
    worker.ask(whose)
    qtbot.waitUntil(lambda: len(seen) == 1)
    assert seen == [os.getpid()]
    qtbot.waitUntil(lambda: helper.is_ready, timeout=20_000)
    worker.ask(whose)
    qtbot.waitUntil(lambda: len(seen) == 2)
    assert helper.process is not None
    assert seen[1] == helper.process.pid


def test_what_the_process_was_asked_when_it_was_lost_the_thread_does(
    helper: Helper, seen: list[object], qtbot: QtBot
) -> None:
    worker = Worker(helper=helper)
    worker.came.connect(seen.append)
    worker.ask(whose)
    qtbot.waitUntil(lambda: helper.is_ready and len(seen) == 1, timeout=20_000)
    worker.ask(partial(slow, 2, 0.3))
    assert helper.process is not None
    helper.process.kill()
    qtbot.waitUntil(lambda: seen[1:] == [0, 1])


def test_forgetting_reaches_the_process(helper: Helper, seen: list[object], qtbot: QtBot) -> None:
    worker = Worker(helper=helper)
    worker.came.connect(seen.append)
    worker.ask(whose)
    qtbot.waitUntil(lambda: helper.is_ready and len(seen) == 1, timeout=20_000)
    worker.ask(partial(slow, 1000, 0.01))
    qtbot.waitUntil(lambda: len(seen) > 1)
    worker.forget()
    so_far = len(seen)
    worker.ask(partial(giving, "next"))
    qtbot.waitUntil(lambda: seen[-1] == "next")
    assert len(seen) == so_far + 1


def test_bands_from_the_process_are_those_of_the_thread(helper: Helper, qtbot: QtBot) -> None:
    session = session_with(helper)
    session.ensemble.show_band()
    qtbot.waitUntil(lambda: helper.is_ready, timeout=20_000)
    session.set_value("overseer.quality", 0.8, "Change")
    qtbot.waitUntil(
        lambda: session.ensemble.seen is not None and session.ensemble.seen.spread.parameters == session.parameters
    )
    assert session.ensemble.seen is not None
    found = session.ensemble.seen.spread
    *_, expected = spreads(session.parameters)
    for name, band in expected.bands.items():
        assert found.bands[name].tolist() == band.tolist()
        assert found.runs[name].tolist() == expected.runs[name].tolist()
    assert found.above.tolist() == expected.above.tolist()
    session.rest()
    assert helper.process is not None
    assert not helper.process.is_alive()
