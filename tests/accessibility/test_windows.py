"""Windows for tests of accessibility leave nothing to the tests that come after them."""

from pathlib import Path

from pytestqt.qtbot import QtBot

from simulator.app import own_lessons
from tests.accessibility import states
from tests.accessibility.windows import opened


def test_a_lesson_that_was_made_in_a_state_is_in_no_later_window(qtbot: QtBot, tmp_path: Path) -> None:
    before = own_lessons.listed()
    with opened(tmp_path) as window:
        states.editor(window, tmp_path)
        assert len(own_lessons.listed()) == 1
    assert own_lessons.listed() == before
