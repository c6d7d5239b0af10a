"""Nothing is cut off or lies over something else: in four languages that nobody speaks, in every size and panel."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from simulator.scenario import library
from simulator.ui.charts.panel import TABS
from simulator.ui.main_window import MainWindow
from tests.accessibility.geometry import faults, small_targets
from tests.accessibility.windows import open_everything, opened, settle
from tests.soak.tongues import TONGUES, Speaking, Tongue

SIZES = ((960, 540), (1024, 618), (1280, 800), (1920, 1080), (3840, 2160))




def tell(window: MainWindow, when: str) -> list[str]:
    settle()
    return [f"{when}: {fault}" for fault in faults(window)]


def show(found: list[str]) -> str:
    return "\n".join(list(dict.fromkeys(found))[:30])


@pytest.mark.parametrize("tongue", [None, *TONGUES])
def test_nothing_is_cut_or_covered_at_any_size(qtbot: QtBot, tmp_path: Path, tongue: Tongue | None) -> None:
    with Speaking(tongue), opened(tmp_path) as window:
        found = []
        for size in SIZES:
            window.resize(*size)
            found += tell(window, f"{size} at first")
        open_everything(window)
        for size in SIZES:
            window.resize(*size)
            found += tell(window, f"{size} with everything open")
            if window.workspace.is_low:
                window.workspace.show_charts()
                found += tell(window, f"{size} charts")
                window.workspace.show_stage()
        assert not found, show(found)


@pytest.mark.parametrize("tongue", TONGUES)
def test_nothing_is_cut_or_covered_in_any_tab(qtbot: QtBot, tmp_path: Path, tongue: Tongue) -> None:
    with Speaking(tongue), opened(tmp_path) as window:
        charts, found = window.workspace.charts, []
        assert charts is not None
        for tab in TABS:
            charts.show_tab(tab.id)
            found += tell(window, tab.id)
        assert not found, show(found)


@pytest.mark.parametrize("slug", library.slugs())
def test_nothing_is_cut_or_covered_in_any_step_of_a_lesson(qtbot: QtBot, tmp_path: Path, slug: str) -> None:
    tongue = TONGUES[library.slugs().index(slug) % len(TONGUES)]
    with Speaking(tongue), opened(tmp_path, slug, size=(1024, 618)) as window:
        window.lessons.lesson()
        lesson, found = window.session.lesson, []
        assert lesson.lesson is not None
        for number, _ in enumerate(lesson.lesson.steps):
            found += tell(window, f"{tongue}, step {number + 1}")
            lesson._go(1)
        assert not found, show(found)


@pytest.mark.parametrize("percent", [125, 150, 200])
def test_nothing_is_cut_or_covered_with_larger_text(qtbot: QtBot, tmp_path: Path, percent: int) -> None:
    with opened(tmp_path, percent=percent) as window:
        found = []
        for size in SIZES:
            window.resize(*size)
            found += tell(window, f"{percent} %, {size}")
        assert not found, show(found)


def test_every_target_is_large_enough_for_a_finger(qtbot: QtBot, tmp_path: Path) -> None:
    with opened(tmp_path) as window:
        open_everything(window)
        charts, found = window.workspace.charts, []
        assert charts is not None
        for tab in TABS:
            charts.show_tab(tab.id)
            settle()
            found += small_targets(window)
        window.workspace.open_history()
        window.lessons.lesson()
        settle()
        found += small_targets(window)
        assert not found, show(found)


def test_a_window_smaller_than_its_panels_scrolls_them(qtbot: QtBot, tmp_path: Path) -> None:
    with opened(tmp_path, size=(600, 400)) as window:
        settle()
        assert window.width() == 600
        assert not (found := faults(window)), show(found)
