"""The collector runs in the GUI thread only, and does not look through what was there at the start."""

from __future__ import annotations

import gc
import weakref
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QCoreApplication
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


def test_what_was_there_when_it_settled_is_not_looked_through_again(housekeeping: Housekeeping) -> None:
    before = weakref.ref(Knot())
    housekeeping.settle()
    assert before() is None  # what nobody held then is gone
    assert gc.get_freeze_count() > 10_000
    assert len(gc.get_objects()) < 1_000
    after = weakref.ref(Knot())
    gc.collect()
    assert after() is None
