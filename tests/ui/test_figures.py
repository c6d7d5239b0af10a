"""Whole numbers that are typed: figures alone, up to a number."""

from __future__ import annotations

import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from simulator.ui.widgets.figures import Figures


@pytest.mark.parametrize(
    ("typed", "stays"),
    [("12", "12"), ("0", "0"), ("20", "20"), ("21", "2"), ("999", "9"), ("+5", "5"), ("-5", "5"), ("1,5", "15"),
     ("1.5", "15"), ("1 5", "15"), ("007", "00"), ("x", "")],
)  # fmt: skip
def test_figures_alone_up_to_a_number(typed: str, stays: str, qtbot: QtBot) -> None:
    field = QLineEdit()
    qtbot.addWidget(field)
    field.setValidator(Figures(20, field))
    QTest.keyClicks(field, typed)
    assert field.text() == stays
    assert field.hasAcceptableInput() == bool(stays)


def test_figures_of_other_scripts_are_not_taken(qtbot: QtBot) -> None:
    field = QLineEdit()
    qtbot.addWidget(field)
    field.setValidator(Figures(20, field))
    field.insert("٣")
    assert field.text() == ""
