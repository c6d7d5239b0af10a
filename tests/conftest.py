"""What holds around every test.

- One BLAS thread, no Qt thread pool, no screen (unless the platform xcb is asked for), the C locale, settings
  in a temporary folder.
- Warnings are errors (pyproject.toml); Qt's warnings and exceptions in Qt's callbacks fail the test (while it
  runs pytest-qt sees to that, while it is cleared away this file).
- Nothing outlives a test: windows, running timers, threads and processes that are left over fail it.
- Python's cyclic garbage collector does not run by itself but here, between tests, on the GUI thread: in a
  worker thread it could delete widgets (docs/decisions.md).

Nothing here imports Qt: the tests of the science run without it (make test-no-qt).
"""

import gc
import os
import re
import signal
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from typing import Any

os.environ["OPENBLAS_NUM_THREADS"] = "1"
os.environ["QT_NO_GUI_THREADPOOL"] = "1"
os.environ["LC_ALL"] = "C.UTF-8"
os.environ.pop("LANGUAGE", None)
if signal.getsignal(signal.SIGINT) == signal.SIG_IGN:  # as in the background of a shell, and in all programs begun here
    signal.signal(signal.SIGINT, signal.default_int_handler)
if os.environ.get("QT_QPA_PLATFORM") != "xcb":
    os.environ["QT_QPA_PLATFORM"] = "offscreen"

import pytest
from hypothesis import HealthCheck, settings

THREAD_PATIENCE_S = 5.0  # a worker that was told to stop may finish its step

# A busy machine is no finding. In CI the same examples each time: what fails there fails for everyone.
settings.register_profile(
    "project",
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
    derandomize=os.environ.get("CI") == "true",
)
settings.load_profile("project")


def pytest_addoption(parser: pytest.Parser, pluginmanager: pytest.PytestPluginManager) -> None:
    """Know pytest-qt's settings where pytest-qt is not loaded, so that unknown settings can stay errors."""
    if not pluginmanager.hasplugin("pytest-qt"):
        for name in ("qt_api", "qt_log_level_fail"):
            parser.addini(name, "without Qt: not used")
        parser.addini("qt_log_ignore", "without Qt: not used", type="linelist")


def pytest_configure(config: pytest.Config) -> None:
    """Keep the user's own settings out of the tests and take garbage collection into our own hands."""
    folder = tempfile.TemporaryDirectory(prefix="ida-simulator-tests-")
    config.add_cleanup(folder.cleanup)
    for name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME", "APPDATA", "LOCALAPPDATA"):
        os.environ[name] = folder.name
    gc.disable()


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave tests that need an X server to the run that has one, and the random users to those who ask for them."""
    left: list[str] = []
    if os.environ["QT_QPA_PLATFORM"] != "xcb":
        left.append("xvfb")
    if "random_user" not in config.getoption("-m"):
        left.append("random_user")
    elsewhere = [item for item in items if any(item.get_closest_marker(name) for name in left)]
    if elsewhere:
        config.hook.pytest_deselected(items=elsewhere)
        items[:] = [item for item in items if item not in elsewhere]


def pytest_collection_finish() -> None:
    """Set aside what importing has made: collecting between tests looks at the tests' own objects only."""
    _set_aside()


@pytest.hookimpl(trylast=True)  # when fixtures have been cleared away
def pytest_runtest_teardown(item: pytest.Item, nextitem: pytest.Item | None) -> None:
    """Set aside what a file's tests leave behind in caches and reports before the next file begins."""
    if nextitem is not None and nextitem.path != item.path:
        _set_aside()


def _set_aside() -> None:
    gc.collect()
    gc.freeze()


@pytest.fixture(autouse=True)
def nothing_outlives_the_test(request: pytest.FixtureRequest) -> Iterator[None]:
    """Fail a test that leaves windows, timers, threads or processes, or makes Qt complain at its end."""
    windows, timers, threads = _windows(), _running_timers(), set(threading.enumerate())
    yield
    with _QtComplaints(request.config.getini("qt_log_ignore")) as complaints:
        _deliver_deletions()
        gc.collect()
        _deliver_deletions()
    left = [f"window {name}" for pointer, name in _windows().items() if pointer not in windows]
    left += [f"running timer {name}" for pointer, name in _running_timers().items() if pointer not in timers]
    left += [f"thread {thread.name}" for thread in _still_running(threads)]
    left += [f"process {process.name}" for process in _child_processes()]
    problems = [f"left over: {thing}" for thing in left] + complaints.messages
    if problems:
        pytest.fail("\n".join(problems), pytrace=False)


def _qt(module: str) -> Any:
    """That module of PySide6 if a test has brought Qt to life, else None."""
    widgets = sys.modules.get("PySide6.QtWidgets")
    if widgets is None or widgets.QApplication.instance() is None:
        return None
    return sys.modules.get(f"PySide6.{module}")


def _deliver_deletions() -> None:
    """What deleteLater has put off is not delivered by processEvents; it is here."""
    if core := _qt("QtCore"):
        core.QCoreApplication.processEvents()
        core.QCoreApplication.sendPostedEvents(None, core.QEvent.Type.DeferredDelete.value)


def _windows() -> dict[int, str]:
    """The top-level widgets that exist, by address."""
    if not (widgets := _qt("QtWidgets")):
        return {}
    return {_address(widget): repr(widget) for widget in widgets.QApplication.topLevelWidgets()}


def _running_timers() -> dict[int, str]:
    """The active QTimers that Python has made or seen, by address."""
    if not (core := _qt("QtCore")):
        return {}
    timers = [thing for thing in gc.get_objects() if issubclass(type(thing), core.QTimer)]
    return {_address(timer): repr(timer) for timer in timers if _alive(timer) and timer.isActive()}


def _address(thing: Any) -> int:
    return int(sys.modules["shiboken6"].getCppPointer(thing)[0])


def _alive(thing: Any) -> bool:
    return bool(sys.modules["shiboken6"].isValid(thing))


def _still_running(before: set[threading.Thread]) -> list[threading.Thread]:
    """The threads that the test has started and that do not end within the patience."""
    deadline = time.monotonic() + THREAD_PATIENCE_S
    started = [thread for thread in threading.enumerate() if thread not in before]
    for thread in started:
        thread.join(max(0.0, deadline - time.monotonic()))
    return [thread for thread in started if thread.is_alive()]


def _child_processes() -> list[Any]:
    processes = sys.modules.get("multiprocessing")
    return [] if processes is None else list(processes.active_children())


class _QtComplaints:
    """Collects Qt's warnings and the exceptions in its callbacks while a test is being cleared away."""

    def __init__(self, ignored: list[str]) -> None:
        self.messages: list[str] = []
        self._ignored = [re.compile(pattern) for pattern in ignored]

    def __enter__(self) -> "_QtComplaints":
        self._core = _qt("QtCore")
        self._hook = sys.excepthook
        sys.excepthook = self._take_exception
        if self._core:
            self._handler = self._core.qInstallMessageHandler(self._take_message)
        return self

    def __exit__(self, *_: object) -> None:
        if self._core:
            self._core.qInstallMessageHandler(self._handler)
        sys.excepthook = self._hook

    def _take_message(self, level: Any, context: Any, text: str) -> None:
        harmless = level in (self._core.QtMsgType.QtDebugMsg, self._core.QtMsgType.QtInfoMsg)
        if not harmless and not any(pattern.search(text) for pattern in self._ignored):
            self.messages.append(f"Qt: {text}")

    def _take_exception(self, kind: type[BaseException], error: BaseException, traceback: object) -> None:
        self.messages.append(f"exception in a callback: {kind.__name__}: {error}")
