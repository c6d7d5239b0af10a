"""A timer ends with what it belongs to, and what it was to call with it."""

from __future__ import annotations

import gc
import os
import re
import subprocess
import sys
import weakref
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QObject
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

import simulator
from simulator.ui.widgets.card import Card
from simulator.ui.widgets.soon import soon
from tests.accessibility.windows import opened, settle

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


def delete_what_is_to_be_deleted() -> None:
    """Before anything else that waits for a turn."""
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


def test_a_slider_that_goes_while_its_wheel_rests_leaves_no_timer_behind(tmp_path: Path) -> None:
    """In a process of its own: a timer that goes on beyond that ends the process."""
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


def test_soon_is_in_the_next_turn_and_once(qtbot: QtBot) -> None:
    owner, called = QObject(), list[int]()
    soon(owner, partial(called.append, 1))
    assert called == []
    for _ in range(3):
        QCoreApplication.processEvents()
    delete_what_is_to_be_deleted()
    assert called == [1]
    assert owner.children() == [], "no timer is left"


def test_what_was_to_be_called_soon_goes_with_its_owner(qtbot: QtBot) -> None:
    called = list[QWidget]()
    owners = [QWidget() for _ in range(5)]
    held = [weakref.ref(owner) for owner in owners]
    for owner in owners:
        soon(owner, partial(called.append, owner))
        owner.deleteLater()
    del owner, owners
    delete_what_is_to_be_deleted()
    QCoreApplication.processEvents()
    gc.collect()
    assert called == []
    assert [ref() for ref in held] == [None] * 5


@pytest.mark.parametrize("made", ["soon", "card"])
def test_what_comes_and_goes_leaves_no_block_of_memory_behind(qtbot: QtBot, made: str) -> None:
    """A signal that is connected to a method of Qt's, such as `deleteLater` or `update`, leaves one for each time."""
    owner = QWidget()
    qtbot.addWidget(owner)

    def some() -> None:
        for _ in range(500):
            if made == "soon":
                soon(owner, int)
            else:
                Card(owner).deleteLater()
        for _ in range(3):
            QCoreApplication.processEvents()
            delete_what_is_to_be_deleted()
        gc.collect()

    some()
    before = sys.getallocatedblocks()
    some()
    assert sys.getallocatedblocks() - before < 250, "500 came and went"


@pytest.mark.qt_log_ignore("This plugin does not support raise")
def test_notes_that_are_made_anew_while_they_are_open_are_not_kept(qtbot: QtBot, tmp_path: Path) -> None:
    """Nor the session of a window that is gone, which they follow."""
    with opened(tmp_path) as window:
        window.presentation.toggle_notes()
        assert window.presentation.notes is not None
        held = weakref.ref(window.presentation.notes)
        window.rebuild()
        delete_what_is_to_be_deleted()
        settle()
        assert window.presentation.notes is not held()
        gc.collect()
        assert held() is None


def test_nothing_waits_for_a_turn_but_by_soon() -> None:
    """QTimer.singleShot keeps what it was to call for good where its owner ends before."""
    sources = Path(simulator.__file__).parent.rglob("*.py")
    assert not [path.name for path in sources if re.search(r"\bsingleShot\(", path.read_text("utf-8"))]
