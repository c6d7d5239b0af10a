"""The worker: the newest request wins, something new is always seen, nothing is left behind."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from simulator.app.helper import Work
from simulator.app.worker import Worker


def giving(*results: object) -> Work:
    return lambda: iter(results)


class Held:
    """Work that waits for permission before each of its results."""

    def __init__(self, name: str, results: int) -> None:
        self.name, self.results = name, results
        self.may, self.has_begun = threading.Semaphore(0), threading.Event()

    def __call__(self) -> Iterator[str]:
        self.has_begun.set()
        for number in range(self.results):
            assert self.may.acquire(timeout=5)
            yield f"{self.name}{number}"


@pytest.fixture
def worker(qapp: object) -> Worker:
    return Worker()


@pytest.fixture
def seen(worker: Worker) -> list[object]:
    found: list[object] = []
    worker.came.connect(found.append)
    return found


def test_all_results_come_in_their_order_on_the_gui_thread(worker: Worker, seen: list[object], qtbot: QtBot) -> None:
    threads: list[object] = []
    worker.came.connect(lambda _: threads.append(threading.current_thread()))
    worker.ask(giving(1, 2, 3))
    qtbot.waitUntil(lambda: seen == [1, 2, 3])
    assert set(threads) == {threading.main_thread()}


def test_its_thread_ends_when_there_is_nothing_to_do(worker: Worker, seen: list[object], qtbot: QtBot) -> None:
    worker.ask(giving(1))
    qtbot.waitUntil(lambda: seen == [1])
    qtbot.waitUntil(lambda: not any(thread.name == "worker" for thread in threading.enumerate()))
    worker.ask(giving(2))
    qtbot.waitUntil(lambda: seen == [1, 2])


def test_what_has_not_begun_is_forgotten_for_the_newest(worker: Worker, seen: list[object], qtbot: QtBot) -> None:
    first = Held("first", 1)
    worker.ask(first)
    qtbot.waitUntil(first.has_begun.is_set)
    worker.ask(giving("second"))
    worker.ask(giving("third"))
    first.may.release()
    qtbot.waitUntil(lambda: "third" in seen)
    assert seen == ["first0", "third"]


def test_what_has_begun_gives_its_first_result_and_no_more(worker: Worker, seen: list[object], qtbot: QtBot) -> None:
    first = Held("first", 3)
    worker.ask(first)
    qtbot.waitUntil(first.has_begun.is_set)
    worker.ask(giving("second"))
    for _ in range(3):
        first.may.release()
    qtbot.waitUntil(lambda: "second" in seen)
    assert seen == ["first0", "second"]


def test_what_was_asked_for_before_forgetting_never_comes(worker: Worker, seen: list[object], qtbot: QtBot) -> None:
    first = Held("first", 2)
    worker.ask(first)
    qtbot.waitUntil(first.has_begun.is_set)
    worker.forget()
    first.may.release()
    first.may.release()
    worker.ask(giving("second"))
    qtbot.waitUntil(lambda: bool(seen))
    assert seen == ["second"]


def test_two_workers_do_not_hear_each_other(qtbot: QtBot) -> None:
    one, other = Worker(), Worker()
    found: list[tuple[str, object]] = []
    one.came.connect(lambda result: found.append(("one", result)))
    other.came.connect(lambda result: found.append(("other", result)))
    one.ask(giving(1))
    other.ask(giving(2))
    qtbot.waitUntil(lambda: len(found) == 2)
    assert sorted(found) == [("one", 1), ("other", 2)]


def test_an_error_in_the_work_is_raised_on_the_gui_thread(worker: Worker, qtbot: QtBot) -> None:
    def failing() -> Iterator[object]:
        raise ZeroDivisionError("as expected")
        yield

    with qtbot.captureExceptions() as caught:
        worker.ask(failing)
        qtbot.waitUntil(lambda: bool(caught))
    assert caught[0][0] is ZeroDivisionError
