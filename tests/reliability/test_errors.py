"""Errors anywhere reach one calm message, a log that does not grow, and the window goes on."""

from __future__ import annotations

import gc
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QTimer
from PySide6.QtGui import QGuiApplication, QPaintEvent
from PySide6.QtWidgets import QPushButton, QWidget
from pytestqt.qtbot import QtBot

from simulator.app import errors as module
from simulator.app.errors import DETAILS_LIMIT, LOG_BYTES, LOGS_KEPT, Errors
from simulator.app.worker import Worker
from simulator.ui.main_window import MainWindow
from simulator.ui.safety.telling import ErrorMessage
from tests.ui.opened import opened_window

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def log(tmp_path: Path) -> Path:
    return tmp_path / "deep" / "log.txt"


@pytest.fixture
def errors(qapp: QCoreApplication, log: Path) -> Iterator[Errors]:
    made = Errors(log)
    made.install()
    yield made
    made.remove()
    made.deleteLater()


@pytest.fixture
def told(errors: Errors) -> list[str]:
    found: list[str] = []
    errors.happened.connect(found.append)
    return found


class Painted(QWidget):
    def paintEvent(self, event: QPaintEvent) -> None:
        raise ValueError("in a paint event")


def stumble() -> None:
    raise ValueError("in a slot")


def test_an_error_in_a_slot_is_told(qtbot: QtBot, told: list[str], log: Path) -> None:
    QTimer.singleShot(0, stumble)
    qtbot.waitUntil(lambda: len(told) == 1)
    assert "in a slot" in told[0]
    assert "in a slot" in log.read_text("utf-8")
    assert "IDA Simulator" in told[0]
    assert "Python 3" in told[0]


def test_a_hundred_times_the_same_error_is_one_message_and_three_lines(
    qtbot: QtBot, told: list[str], log: Path
) -> None:
    for _ in range(100):
        QTimer.singleShot(0, stumble)
    qtbot.waitUntil(lambda: log.exists() and "100th time" in log.read_text("utf-8"))
    assert len(told) == 1
    assert log.read_text("utf-8").count("time: ValueError at") == 2


def test_an_error_in_a_paint_event_is_told_once_and_the_event_loop_goes_on(qtbot: QtBot, told: list[str]) -> None:
    window = Painted()
    qtbot.addWidget(window)
    window.show()
    for _ in range(5):
        window.repaint()
    ticks: list[int] = []
    QTimer.singleShot(0, lambda: ticks.append(1))
    qtbot.waitUntil(lambda: bool(ticks))
    assert len(told) == 1
    assert "in a paint event" in told[0]


def test_an_error_in_a_thread_is_told(qtbot: QtBot, told: list[str]) -> None:
    thread = threading.Thread(target=stumble)
    thread.start()
    thread.join()
    qtbot.waitUntil(lambda: len(told) == 1)


def test_an_error_in_a_worker_is_told(qtbot: QtBot, told: list[str]) -> None:
    def work() -> Iterator[int]:
        yield 1
        raise ValueError("in a worker")

    worker = Worker()
    worker.ask(work)
    qtbot.waitUntil(lambda: len(told) == 1)
    assert "in a worker" in told[0]
    worker.deleteLater()


def test_an_error_in_a_destructor_is_told(told: list[str]) -> None:
    class Thing:
        def __del__(self) -> None:
            raise ValueError("in a destructor")

    Thing()
    gc.collect()
    assert len(told) == 1


def test_different_errors_are_told_each(told: list[str], errors: Errors) -> None:
    for kind in (ValueError, KeyError, OSError):
        errors.take(kind, kind("one of several"), None)
    assert len(told) == 3


def test_the_log_does_not_grow_without_end(errors: Errors, log: Path) -> None:
    for number in range(600):
        kind = type(f"Kind{number}Error", (Exception,), {})
        errors.take(kind, kind("x" * 6000), None)
    sizes = [path.stat().st_size for path in log.parent.glob("log.txt*")]
    assert len(sizes) <= LOGS_KEPT + 1
    assert max(sizes) <= LOG_BYTES


def test_an_endless_error_is_shortened(told: list[str], errors: Errors) -> None:
    errors.take(ValueError, ValueError("x" * 10**6), None)
    assert len(told[0]) < DETAILS_LIMIT + 1000


def test_without_a_place_for_the_log_it_is_told_all_the_same(qapp: QCoreApplication, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way", "utf-8")
    for path in (None, tmp_path / "file" / "log.txt"):
        made, told = Errors(path), list[str]()
        made.happened.connect(told.append)
        made.install()
        made.take(ValueError, ValueError("x"), None)
        made.remove()
        assert len(told) == 1


def test_an_error_while_telling_of_an_error_ends_there(
    errors: Errors, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(*_: object) -> str:
        raise RuntimeError("no words")

    monkeypatch.setattr(module, "_where", fail)
    errors.take(ValueError, ValueError("the first"), None)
    assert "the first" in capsys.readouterr().err


def test_hooks_are_given_back() -> None:
    before = sys.excepthook, threading.excepthook, sys.unraisablehook
    made = Errors(None)
    made.install()
    made.remove()
    assert (sys.excepthook, threading.excepthook, sys.unraisablehook) == before


def test_a_crash_of_the_interpreter_leaves_its_last_lines(tmp_path: Path) -> None:
    program = (
        "import faulthandler, sys\nfrom pathlib import Path\nfrom simulator.app.errors import Errors\n"
        "errors = Errors(Path(sys.argv[1]))\nerrors.install()\nfaulthandler._sigabrt()\n"
    )
    subprocess.run([sys.executable, "-c", program, str(tmp_path / "log.txt")], cwd=ROOT, capture_output=True)
    assert "Current thread" in (tmp_path / "crash.txt").read_text("utf-8")


# ---- on screen ----


@pytest.fixture
def window(qtbot: QtBot, errors: Errors, tmp_path: Path) -> Iterator[MainWindow]:
    yield from opened_window(tmp_path, errors=errors)


def messages(window: MainWindow) -> list[ErrorMessage]:
    return [message for message in window.findChildren(ErrorMessage) if message.isVisible()]


def test_one_message_takes_what_comes_meanwhile_and_its_details_can_be_copied(
    qtbot: QtBot, window: MainWindow, errors: Errors
) -> None:
    for kind in (ValueError, KeyError):
        errors.take(kind, kind(f"a {kind.__name__}"), None)
    qtbot.waitUntil(lambda: bool(messages(window)))
    QCoreApplication.processEvents()
    (message,) = messages(window)
    message.copy.click()
    copied = QGuiApplication.clipboard().text()
    assert "a ValueError" in copied
    assert "a KeyError" in copied
    message.reject()


def test_the_last_good_state_is_one_press_away(qtbot: QtBot, window: MainWindow, errors: Errors) -> None:
    before = window.session.state
    window.session.set_value("run.rounds", 7, "Change rounds")
    errors.take(ValueError, ValueError("x"), None)
    qtbot.waitUntil(lambda: bool(messages(window)))
    message = messages(window)[0]
    assert message.undo.isEnabled()
    message.undo.click()
    assert window.session.state == before
    assert not messages(window)


def test_after_an_error_the_window_goes_on(qtbot: QtBot, window: MainWindow, errors: Errors) -> None:
    QTimer.singleShot(0, stumble)
    qtbot.waitUntil(lambda: bool(messages(window)))
    messages(window)[0].findChildren(QPushButton)[0].click()
    window.session.set_value("run.rounds", 9, "Change rounds")
    assert window.session.run.last == 9
