"""Painted words as well: nothing of them is cut off, covered, or shortened to where nobody can read it in full."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from tests.accessibility import states
from tests.accessibility.painted import painted, painted_faults
from tests.accessibility.walk import PERCENTS, SIZES, TONGUES_AND_NONE, walked


@pytest.mark.parametrize("name", states.ALL)
def test_nothing_is_cut_covered_or_too_small_in_any_state(qtbot: QtBot, tmp_path: Path, name: str) -> None:
    """Of sizes and languages each state has a share of its own; `python -m tests.accessibility.walk` has all."""
    number, found = list(states.ALL).index(name), list[str]()
    for place, tongue in enumerate(TONGUES_AND_NONE, number):
        if place % 5 > 2:
            continue
        sizes = SIZES if place % 5 == 0 else SIZES[:2]
        found += walked(name, tongue, PERCENTS[(place + number // 5) % 2], sizes, tmp_path)
    assert not found, "\n".join(list(dict.fromkeys(found))[:20])


class Bad(QWidget):
    """Paints a word over its edge, one over another, one in a box that is too narrow, and one that is shortened."""

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            painter.drawText(QPoint(180, 20), "over the edge")
            painter.drawText(QPoint(10, 60), "one word")
            painter.drawText(QPoint(14, 62), "another")
            painter.drawText(QRect(10, 100, 20, 20), Qt.AlignmentFlag.AlignLeft, "too narrow a box")
            painter.drawText(QPoint(10, 140), "shorten…")
            painter.drawText(QPoint(10, 180), "under a label")


def test_the_walker_of_painted_words_finds_what_is_wrong(qtbot: QtBot) -> None:
    bad = Bad()
    qtbot.addWidget(bad)
    bad.resize(QSize(200, 200))
    label = QLabel("x", bad)
    label.setGeometry(20, 160, 60, 40)
    bad.show()
    found = painted_faults(bad)
    assert len(painted(bad)) == 6
    for said in ("cut: 'over the edge'", "over each other: 'one word'", "cut: 'too narrow", "nowhere in full: 'short"):
        assert any(fault.startswith(said) for fault in found), (said, found)
    assert any("covered by" in fault and "under a label" in fault for fault in found)
    bad.setToolTip("shortened")
    assert not any("nowhere in full" in fault for fault in painted_faults(bad))
