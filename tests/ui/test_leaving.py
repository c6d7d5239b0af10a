"""The end of the program: what listens goes before what it listens to, so that nothing is told of the end."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
LEAVING = """
import gc
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from shiboken6 import delete
from simulator.app.session import Session
from simulator.ui import start

def leave(window):
    window.session.set_value("overseer.quality", 0.5, "Change the overseer")
    window.session.store.mark_saved()
    window.close()

shown = start.show_fitting
def show(window, settings):
    shown(window, settings)
    window.ready.connect(lambda: QTimer.singleShot(0, lambda: leave(window)))

start.show_fitting = show
status = start.open_window(None)
sessions = [each for each in gc.get_objects() if isinstance(each, Session)]
for session in sessions:
    delete(session)
print(status, len(sessions))
"""


def test_the_session_can_end_after_the_window_in_silence(tmp_path: Path) -> None:
    homes = dict.fromkeys(("HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME"), str(tmp_path))
    environment = {**os.environ, **homes, "QT_QPA_PLATFORM": "offscreen", "QT_LOGGING_RULES": "*=false"}
    done = subprocess.run(
        [sys.executable, "-c", LEAVING], cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60
    )
    assert done.stdout == "0 1\n", done.stderr
    assert "Error" not in done.stderr, done.stderr
