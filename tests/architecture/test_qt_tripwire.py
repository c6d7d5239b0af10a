"""The installed Qt keeps count of None, which PySide6 6.12.0 did not (docs/decisions.md)."""

import subprocess
import sys

CALLS = 200_000
# In a process of its own: where the fault is back, Python aborts and no test could report it.
PROGRAM = f"""
import sys
from PySide6.QtWidgets import QApplication, QWidget
app, widget = QApplication([]), QWidget()
widget.parent()
before = sys.getrefcount(None)
for _ in range({CALLS}):
    widget.parent()
print(sys.getrefcount(None) - before)
"""


def test_two_hundred_thousand_calls_that_return_none_leave_none_as_it_was() -> None:
    done = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert abs(int(done.stdout)) < 100
