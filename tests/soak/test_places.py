"""Names of widgets."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from tests.accessibility.windows import opened
from tests.soak import places


def test_names_that_are_remembered_are_those_that_are_found(qtbot: QtBot, tmp_path: Path) -> None:
    with opened(tmp_path) as window:
        widgets = [window, *window.findChildren(QWidget)]
        found = [places.name_of(widget) for widget in widgets]
        with places.remembering():
            remembered = [places.name_of(widget) for widget in reversed(widgets)]
        assert remembered == found[::-1]
        shown = [widget for widget in widgets if widget.isVisible()]
        assert [places.find(name) for name in found if places.find(name) is not None]
        assert len({places.name_of(widget) for widget in shown}) == len(shown)
