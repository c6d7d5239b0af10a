"""What simulator/app/overrides.py is for. In processes of their own: the fault that it avoids ends the process."""

import subprocess
import sys

import pytest

_PROGRAM = """
import sys
{guard}
from PySide6.QtWidgets import QApplication, QWidget

class Mixed:
    def hideEvent(self, event):
        1 / 0

class Faulty(Mixed, QWidget):
    def resizeEvent(self, event):
        1 / 0

application = QApplication([])
widget = Faulty()
for action in (widget.show, widget.hide):
    try:
        action()
    except ZeroDivisionError:
        print("caught")
"""
_GUARDED = "import simulator.app"


def run(guard: str) -> "subprocess.CompletedProcess[str]":
    program = _PROGRAM.format(guard=guard)
    return subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=60, check=False)


def test_an_error_in_an_override_that_python_reached_through_qt_is_an_exception_and_not_the_end() -> None:
    done = run(_GUARDED)
    assert (done.returncode, done.stdout) == (0, "caught\ncaught\n"), done.stderr


@pytest.mark.skipif(sys.version_info >= (3, 12), reason="errors are whole exceptions from 3.12 on")
def test_without_the_guard_the_process_ends_so_the_guard_is_still_needed() -> None:
    assert run("").returncode < 0
