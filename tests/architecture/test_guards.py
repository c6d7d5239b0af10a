"""The guards of tests/conftest.py bite: each way to misbehave fails, and behaving does not."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SAMPLES = """
import gc, threading, time, warnings
import pytest
from PySide6.QtCore import QObject, QTimer, qWarning
from PySide6.QtWidgets import QWidget

kept = []

def complain():
    qWarning("as it goes")

def stumble():
    raise ValueError("as it goes")

class Painted(QWidget):
    def paintEvent(self, event):
        raise ValueError("in paintEvent")

def test_good_a_window_that_is_closed(qtbot):
    window = QWidget()
    qtbot.addWidget(window)
    window.show()

def test_good_a_window_in_a_reference_cycle(qapp):
    window = QWidget()
    window.itself = window

def test_good_a_timer_that_is_stopped_and_a_thread_that_ends(qapp):
    timer = QTimer()
    timer.start(1000)
    timer.stop()
    thread = threading.Thread(target=time.sleep, args=(0.2,))
    thread.start()
    kept.append(timer)

def test_good_plots(qtbot):
    import pyqtgraph
    plot = pyqtgraph.PlotWidget()
    qtbot.addWidget(plot)
    plot.plot([1, 2, 3])
    plot.show()
    plot.grab()

def test_good_the_collector_is_not_automatic():
    assert not gc.isenabled()

def test_bad_exception_in_a_paint_event(qtbot):
    window = Painted()
    qtbot.addWidget(window)
    window.show()
    qtbot.wait(50)

def test_bad_exception_in_a_slot(qtbot):
    def slot():
        raise ValueError("in a slot")
    QTimer.singleShot(0, slot)
    qtbot.wait(20)

def test_bad_exception_in_a_thread():
    def work():
        raise ValueError("in a thread")
    thread = threading.Thread(target=work)
    thread.start()
    thread.join()

def test_bad_qt_warning(qapp):
    qWarning("something is wrong")

def test_bad_qt_warning_while_deleting(qapp):
    thing = QObject(qapp)
    thing.destroyed.connect(complain)
    thing.deleteLater()

def test_bad_exception_while_deleting(qapp):
    thing = QObject(qapp)
    thing.destroyed.connect(stumble)
    thing.deleteLater()

def test_bad_python_warning():
    warnings.warn("deprecated", DeprecationWarning)

def test_bad_window_left(qapp):
    window = QWidget()
    kept.append(window)

def test_bad_timer_left(qapp):
    timer = QTimer()
    timer.start(60_000)
    kept.append(timer)

def test_bad_thread_left():
    thread = threading.Thread(target=time.sleep, args=(8,), daemon=True)
    thread.start()

def test_bad_exception_in_a_destructor():
    class Thing:
        def __del__(self):
            raise ValueError("in a destructor")
    Thing()
"""


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> str:
    """What pytest says of the samples, under the project's settings and guards."""
    folder = tmp_path_factory.mktemp("samples")
    (folder / "test_samples.py").write_text(SAMPLES, "utf-8")
    shutil.copy(ROOT / "tests" / "conftest.py", folder)
    settings = f"-c {ROOT / 'pyproject.toml'} --rootdir {folder} --confcutdir {folder} -p no:cacheprovider"
    command = [sys.executable, "-m", "pytest", "-v", *settings.split(), str(folder / "test_samples.py")]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True).stdout


@pytest.mark.parametrize("name", re.findall(r"def (test_good_\w+)", SAMPLES))
def test_behaving_passes(name: str, report: str) -> None:
    assert re.findall(rf"::{name} (\w+)", report) == ["PASSED"], report


@pytest.mark.parametrize("name", re.findall(r"def (test_bad_\w+)", SAMPLES))
def test_misbehaving_fails(name: str, report: str) -> None:
    assert {"FAILED", "ERROR"} & set(re.findall(rf"::{name} (\w+)", report)), report
