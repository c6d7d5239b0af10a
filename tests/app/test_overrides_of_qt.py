"""What simulator/app/overrides.py is for. In processes of their own: the faults that it avoids end the process."""

import subprocess
import sys

import pytest

_PROGRAM = """
import sys
{guard}
from PySide6.QtCore import QSize
from PySide6.QtWidgets import QApplication, QHBoxLayout, QWidget

sys.excepthook = lambda kind, error, trace: print("told", kind.__name__)

class Mixed:
    def hideEvent(self, event):
        1 / 0

class Faulty(Mixed, QWidget):
    def resizeEvent(self, event):
        1 / 0

    def event(self, event):
        super().event(event)
        return [][1]

class Unmeasured(QWidget):
    def sizeHint(self):
        1 / 0

class Good(QWidget):
    def moveEvent(self, event):
        print("moved")

    def resizeEvent(self, event):
        print("resized")

def family(*kinds):
    window = QWidget()
    for kind in kinds:
        kind(window).setGeometry(3, 3, 50, 50)
    return window

def lost(action, name):
    own = vars(Good)[name]
    spare, before = [own] * 9, sys.getrefcount(own)
    try:
        action()
    except Exception as error:
        print("raised", type(error).__name__)
    return before - sys.getrefcount(own)

application = QApplication([])
{deeds}
"""


def run(guard: str, deeds: str) -> "subprocess.CompletedProcess[str]":
    program = _PROGRAM.format(guard=guard, deeds=deeds)
    return subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=60, check=False)


def guarded(deeds: str) -> list[str]:
    """What was said."""
    done = run("import simulator.app", deeds)
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


def test_an_error_in_what_handles_an_event_is_told_where_it_happens_and_qt_goes_on() -> None:
    said = guarded("window = Faulty(); window.show(); window.hide(); print('here')")
    assert said[-1] == "here"
    assert {"told ZeroDivisionError", "told IndexError"} == set(said[:-1])
    assert said.count("told ZeroDivisionError") == 2  # resized, hidden


def test_after_an_error_the_overrides_of_others_are_called() -> None:
    said = guarded("print(lost(family(Faulty, Good).show, 'moveEvent'))")
    assert {"told ZeroDivisionError", "moved", "resized"} <= set(said)
    assert said[-1] == "0"


def test_an_error_in_another_override_is_raised_as_a_whole() -> None:
    said = guarded("""
window = QWidget()
QHBoxLayout(window).addWidget(Unmeasured())
try:
    window.show()
except ZeroDivisionError:
    print("raised")
""")
    assert said == ["raised"]


def test_an_override_has_references_to_spare() -> None:
    """One whose error is not told where it happens takes one from another's override each time."""
    said = guarded("""
class Raising(QWidget):
    def moveEvent(self, event):
        raise ValueError

Raising.moveEvent = Raising.moveEvent.__wrapped__
print(sum(lost(family(Raising, Good).show, "moveEvent") for _ in range(16)))
family(Good).show()
""")
    assert "16" in said
    assert said[-2:] == ["moved", "resized"]


def test_pyside_still_gives_back_what_it_never_took_and_loses_the_error() -> None:
    """When this fails, PySide has been mended, and the spare references are not needed any more."""
    said = run("", """
class Raising(QWidget):
    def moveEvent(self, event):
        raise ValueError

print(lost(family(Raising, Good).show, "moveEvent"))
""").stdout.splitlines()
    assert said == ["resized", "1"]


@pytest.mark.skipif(sys.version_info >= (3, 12), reason="errors are whole exceptions from 3.12 on")
def test_without_the_guard_a_bare_error_ends_the_process() -> None:
    assert run("", "Faulty().show()").returncode < 0
