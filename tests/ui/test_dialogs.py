"""Messages are as high as their words."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QScrollArea, QWidget
from pytestqt.qtbot import QtBot

from simulator.ui import theme
from simulator.ui.dialogs import Message
from simulator.ui.start import make_application


@pytest.mark.parametrize("count", range(30))
def test_a_short_message_does_not_scroll(count: int, qtbot: QtBot) -> None:
    make_application("light")
    theme.apply("light")
    parent = QWidget()
    qtbot.addWidget(parent)
    parent.show()
    words = "The file holds a zero byte: it is damaged, or a picture. " + "i" * count  # a line that is just full
    message = Message(parent, "“broken.toml” cannot be opened", f"{words}\n\nNothing has been changed.")
    message.open()
    for _ in range(3):
        QCoreApplication.processEvents()
    area = message.findChild(QScrollArea)
    assert area is not None
    assert area.verticalScrollBar().maximum() == 0
    assert not area.verticalScrollBar().isVisible()
