"""Nothing is kept that is not needed any more."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from PySide6.QtCore import QCoreApplication
from pytestqt.qtbot import QtBot

from simulator.scenario import library
from tests.accessibility.windows import opened
from tests.soak.memory import objects, slope

TIMES, MOST_NEW = 30, 5
"""`make soak` does more; thirty times are enough to see what grows with each of them."""


def test_loading_running_and_resetting_leaves_no_objects_behind(qtbot: QtBot, tmp_path: Path) -> None:
    with opened(tmp_path) as window:
        slugs = library.slugs()[:3]

        def use(times: int) -> None:
            for number in range(times):
                window.files.open_now(slugs[number % len(slugs)])
                window.session.player.to_end()
                window.session.set_value("overseer.quality", 0.5, "Change overseer quality")
                window.edit.reset()
                QCoreApplication.processEvents()

        use(6)
        window.files.open_now(slugs[0])
        before = objects()
        use(TIMES)
        window.files.open_now(slugs[0])
        grown = objects() - before
        # What is remembered on purpose (runs of a moment ago, undo) has a limit; what grows each time has none.
        assert not [kind for kind, count in grown.items() if count >= TIMES], grown


def test_another_language_leaves_no_actions_and_no_panels_behind(qtbot: QtBot, tmp_path: Path) -> None:
    with opened(tmp_path) as window:
        window.rebuild()
        before = objects()
        for _ in range(5):
            window.rebuild()
        grown = Counter({kind: count for kind, count in (objects() - before).items() if count >= MOST_NEW})
        assert not grown, grown


def test_the_slope_of_a_growing_process_is_found_through_its_leaps() -> None:
    times = [0.1 * number for number in range(20)]
    assert slope(times, [300 + 5 * time for time in times]) > 4.9
    assert slope(times, [300.0 + (50 if number == 7 else 0) for number in range(20)]) == 0.0
