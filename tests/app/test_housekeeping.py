"""The collector runs in the GUI thread only and leaves out what was there at the start; large blocks go back."""

from __future__ import annotations

import ctypes
import gc
import subprocess
import sys
import weakref
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QCoreApplication, Qt
from pytestqt.qtbot import QtBot

from simulator.app.housekeeping import Housekeeping


class Knot:
    """Holds itself."""

    def __init__(self) -> None:
        self.itself = self


@pytest.fixture
def housekeeping(qapp: QCoreApplication) -> Iterator[Housekeeping]:
    was_enabled = gc.isenabled()
    made = Housekeeping(qapp)
    yield made
    made.deleteLater()
    gc.unfreeze()
    if was_enabled:
        gc.enable()


def test_nobody_else_collects_and_knots_do_not_stay(housekeeping: Housekeeping, qtbot: QtBot) -> None:
    assert not gc.isenabled()
    knot = weakref.ref(Knot())
    more = [Knot() for _ in range(2 * gc.get_threshold()[0])]
    assert knot() is not None
    housekeeping.collect()
    assert knot() is None
    assert more


def test_what_was_imported_before_it_began_is_not_looked_through(qapp: QCoreApplication) -> None:
    gc.unfreeze()
    was_enabled, many = gc.isenabled(), len(gc.get_objects())
    made = Housekeeping(qapp)
    assert gc.get_freeze_count() > 0.9 * many
    assert len(gc.get_objects()) < 1_000
    made.deleteLater()
    gc.unfreeze()
    if was_enabled:
        gc.enable()


def test_what_was_there_when_it_settled_is_not_looked_through_again(housekeeping: Housekeeping) -> None:
    before = weakref.ref(Knot())
    housekeeping.settle()
    assert before() is None  # what nobody held then is gone
    assert gc.get_freeze_count() > 10_000
    assert len(gc.get_objects()) < 1_000
    after = weakref.ref(Knot())
    gc.collect()
    assert after() is None


LARGE_MB, COUNT = 6, 20
_PROGRAM = f"""
import numpy as np
from simulator.app import housekeeping
from tests.app.test_housekeeping import resident_mb

if {{gives_back}}:
    housekeeping.give_back_large_blocks()
del (once := [np.ones(2**21)])[:]  # 16 MB that are freed: from now on the C library keeps blocks up to that size
before = resident_mb()
large, small = [], []
for _ in range({COUNT}):
    large.append(np.ones({LARGE_MB} * 2**17))
    small.append(np.ones(2**12))  # what stays lies between them
large.clear()
print(resident_mb() - before)
"""


_PIECES = f"""
from simulator.app import housekeeping
from tests.app.test_housekeeping import resident_mb

housekeeping.give_back_large_blocks()
blocks = [b"x" * 2**18 for _ in range({LARGE_MB} * 4 * {COUNT})]
before = resident_mb()
del blocks[:-1]
if {{gives_back}}:
    housekeeping.give_back_free_pages()
print(resident_mb() - before)
"""


def resident_mb() -> float:
    """Memory of this process."""
    with open("/proc/self/status") as status:
        return next(int(line.split()[1]) / 1024 for line in status if line.startswith("VmRSS"))


def kept_mb(program: str, *, gives_back: bool) -> float:
    program = program.format(gives_back=gives_back)
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=60, check=False)
    return float(done.stdout)


has_mallopt = sys.platform.startswith("linux") and hasattr(ctypes.CDLL(None), "mallopt")


@pytest.mark.skipif(not has_mallopt, reason="the C library decides for itself here")
def test_large_blocks_go_back_to_the_system_and_would_not_do_so_by_themselves() -> None:
    kept, kept_otherwise = (kept_mb(_PROGRAM, gives_back=gives_back) for gives_back in (True, False))
    assert kept < LARGE_MB < COUNT * LARGE_MB / 2 < kept_otherwise


@pytest.mark.skipif(not has_mallopt, reason="the C library decides for itself here")
def test_what_lies_free_below_something_that_stays_goes_back() -> None:
    given_back, otherwise = (kept_mb(_PIECES, gives_back=gives_back) for gives_back in (True, False))
    assert given_back < -COUNT * LARGE_MB / 2 < otherwise


def test_nothing_is_given_back_while_a_button_is_held(
    housekeeping: Housekeeping, monkeypatch: pytest.MonkeyPatch
) -> None:
    given: list[bool] = []
    monkeypatch.setattr("simulator.app.housekeeping.give_back_free_pages", lambda: given.append(True))
    held = Qt.MouseButton.LeftButton
    monkeypatch.setattr("PySide6.QtGui.QGuiApplication.mouseButtons", lambda: held)
    housekeeping.collect()
    assert not given
    held = Qt.MouseButton.NoButton
    housekeeping.collect()
    assert given
