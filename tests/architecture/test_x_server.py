"""A window on a real X server: the system libraries that scripts/setup.sh installs are the right ones."""

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

pytestmark = pytest.mark.xvfb


def test_a_window_appears_on_the_x_server(qtbot: "QtBot") -> None:
    from PySide6.QtGui import QGuiApplication
    from PySide6.QtWidgets import QLabel

    assert QGuiApplication.platformName() == "xcb"
    window = QLabel("Inter")
    qtbot.addWidget(window)
    with qtbot.waitExposed(window, timeout=10_000):
        window.show()
    assert window.screen().grabWindow(window.winId()).toImage().width() == window.width()
