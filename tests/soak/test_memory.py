"""Nothing is kept that is not needed any more."""

from __future__ import annotations

import gc
import re
import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QTranslator
from PySide6.QtGui import QPixmapCache
from PySide6.QtWidgets import QFileDialog, QWidget
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

import simulator
from simulator.app.housekeeping import Housekeeping
from simulator.scenario import library
from simulator.ui import language, theme
from simulator.ui.charts.plot import Plot
from simulator.ui.history.model import HistoryModel
from simulator.ui.main_window import MainWindow
from simulator.ui.widgets.control import Control
from tests.accessibility.windows import opened
from tests.soak.memory import deliver_deletions, forget_highest, give_back, highest_mb, in_use, objects, slope

TIMES, MOST_NEW = 102, 5
"""A hundred times, in whole rounds of three scenarios."""


def test_loading_running_and_resetting_a_hundred_times_leaves_as_many_objects_as_before(
    qtbot: QtBot, tmp_path: Path
) -> None:
    with opened(tmp_path) as window:
        slugs = library.slugs()[:3]

        def use(times: int) -> None:
            for number in range(times):
                window.files.open_now(slugs[number % len(slugs)])
                window.session.player.to_end()
                window.session.begin_drag("overseer.quality")
                for quality in (0.5, 0.6, 0.7):
                    window.session.set_value("overseer.quality", quality, "Change overseer quality")
                window.session.end_drag()
                window.edit.reset()
                QCoreApplication.processEvents()
            window.files.open_now(slugs[0])

        use(30)  # what is made when it is first needed, and what is remembered up to a limit
        before = objects()
        use(TIMES)
        grown = objects() - before
        assert not grown, grown


def test_another_language_leaves_no_actions_and_no_panels_behind(qtbot: QtBot, tmp_path: Path) -> None:
    with opened(tmp_path) as window:
        window.rebuild()
        before = objects()
        for _ in range(5):
            window.rebuild()
        grown = Counter({kind: count for kind, count in (objects() - before).items() if count >= MOST_NEW})
        assert not grown, grown


def test_what_was_there_when_the_program_had_started_goes_with_its_panels(qtbot: QtBot, tmp_path: Path) -> None:
    """No collector looks at it any more: what holds itself is let go of."""

    def held() -> dict[str, int]:
        things = gc.get_objects()
        return {kind.__name__: sum(isinstance(one, kind) for one in things) for kind in (Plot, HistoryModel, Control)}

    gc.unfreeze()  # what was frozen by others
    with opened(tmp_path) as window:
        for quality in (0.7, 0.8):
            window.session.set_value("overseer.quality", quality, "Change")
            window.session.player.to_end()
            window.session.history.note()
        window.view.history()
        give_back()
        before = held()
        assert all(before.values())
        try:
            Housekeeping.settle()
            for _ in range(3):
                window.rebuild()
                give_back()
        finally:
            gc.unfreeze()
        assert held() == before


def test_languages_leave_no_translator_and_none_of_its_files_behind(qtbot: QtBot, tmp_path: Path) -> None:
    def translators() -> int:
        return sum(isinstance(thing, QTranslator) and isValid(thing) for thing in gc.get_objects())

    with opened(tmp_path):
        before = translators()
        for code in ("de", "en") * 4:
            language.use(code)
            deliver_deletions()
        assert translators() == before


def gone() -> int:
    """How many widgets are remembered that are not there any more."""
    return sum(isinstance(thing, QWidget) and not isValid(thing) for thing in gc.get_objects())


def open_a_dialog_for_files(window: MainWindow) -> None:
    window.files.save_as()
    next(one for one in window.findChildren(QFileDialog) if one.isVisible()).reject()


def take_another_theme_and_other_panels(window: MainWindow) -> None:
    for name in ("dark", "light"):
        theme.apply(name)
        window.rebuild()


@pytest.mark.parametrize("use", [open_a_dialog_for_files, take_another_theme_and_other_panels])
def test_what_a_window_was_asked_for_does_not_stay_when_it_is_gone(
    qtbot: QtBot, tmp_path: Path, use: Callable[[MainWindow], None]
) -> None:
    with opened(tmp_path) as window:
        counts = []
        for _ in range(6):
            use(window)
            give_back()
            counts.append(gone())
        assert counts[2:] == [counts[1]] * 4


def test_icons_of_dialogs_for_files_are_not_kept_up_to_ten_megabytes(qtbot: QtBot, tmp_path: Path) -> None:
    with opened(tmp_path):
        assert QPixmapCache.cacheLimit() <= 1024


def test_whatever_is_kept_by_what_people_do_is_kept_up_to_a_limit() -> None:
    """Without a limit only what a table limits: icons, parameters, languages."""
    without = re.compile(r"^@cache\ndef (\w+)\((\w+)", re.MULTILINE)
    found = {
        (path.stem, function)
        for path in Path(simulator.__file__).parent.rglob("*.py")
        for function, _argument in without.findall(path.read_text("utf-8"))
    }
    tables = {("icons", "_paths"), ("stops", "stops"), ("stops", "decimals")}
    assert found == {*tables, ("glossary", "glossary")}


def test_the_slope_of_a_growing_process_is_found_through_its_leaps() -> None:
    times = [0.1 * number for number in range(20)]
    assert slope(times, [300 + 5 * time for time in times]) > 4.9
    assert slope(times, [300.0 + (50 if number == 7 else 0) for number in range(20)]) == 0.0


def test_the_highest_moment_is_seen_and_forgotten() -> None:
    if not highest_mb():
        pytest.skip("the system does not say how much memory was used at most")
    forget_highest()
    before = highest_mb()
    block = b"x" * (64 * 2**20)
    assert highest_mb() > before + 50
    del block
    assert highest_mb() > before + 50
    forget_highest()
    assert highest_mb() < before + 50


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="mallinfo2 of the GNU C library")
def test_what_is_in_use_is_told_without_the_gaps_between() -> None:
    before, blocks = in_use()
    large, small = [bytearray(2**20) for _ in range(8)], [object() for _ in range(10_000)]
    with_both, more = in_use()
    assert with_both - before == pytest.approx(8.0, abs=0.5)
    assert more - blocks == pytest.approx(10_000, abs=500)
    del large, small
    after, fewer = in_use()
    assert after == pytest.approx(before, abs=0.5)
    assert fewer == pytest.approx(blocks, abs=500)
