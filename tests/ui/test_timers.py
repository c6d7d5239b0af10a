"""A timer ends with what it belongs to. In a process of its own: what goes on beyond that ends the process."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import simulator

ROOT = Path(__file__).resolve().parents[2]
TURNING = """
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from shiboken6 import delete
from simulator.engine.parameters import TABLE
from simulator.ui.start import make_application
from simulator.ui.widgets.slider import WHEEL_REST_MS, Slider

application = make_application("light")
for _ in range(40):
    slider = Slider(TABLE["overseer.quality"])
    slider.show()
    slider.activateWindow()
    slider.setFocus()
    assert QTest.qWaitForWindowActive(slider)
    assert slider.hasFocus()
    middle = QPointF(slider.rect().center())
    turned = QWheelEvent(
        middle, middle, QPoint(), QPoint(0, 120), Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase, False,
    )
    slider.wheelEvent(turned)
    delete(slider)
    others = [QWidget() for _ in range(5)]
QTest.qWait(WHEEL_REST_MS + 200)
print("still here")
"""


def test_a_slider_that_goes_while_its_wheel_rests_leaves_no_timer_behind(tmp_path: Path) -> None:
    homes = dict.fromkeys(("HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME"), str(tmp_path))
    environment = {**os.environ, **homes, "QT_QPA_PLATFORM": "offscreen", "QT_LOGGING_RULES": "*=false"}
    done = subprocess.run(
        [sys.executable, "-c", TURNING], cwd=ROOT, env=environment, capture_output=True, text=True, timeout=100
    )
    assert (done.returncode, done.stdout) == (0, "still here\n"), done.stderr


def test_no_timer_is_held_by_python_alone() -> None:
    """A QBasicTimer goes on when Qt has deleted the object that it belongs to, and calls what is not there."""
    sources = Path(simulator.__file__).parent.rglob("*.py")
    assert not [path.name for path in sources if re.search(r"\bQBasicTimer\(", path.read_text("utf-8"))]
