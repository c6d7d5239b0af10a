"""The tab "Difference": B − A as it is, its bands, and how sure the same draws make this pair, in words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QCoreApplication, QPointF
from pytestqt.qtbot import QtBot

from simulator.engine.contrast import Gap, contrast
from simulator.engine.iterate import run
from simulator.engine.parameters import Parameters
from simulator.ui.charts import difference
from simulator.ui.charts.axis import signed_scale
from simulator.ui.charts.difference import Difference, DifferenceTab
from simulator.ui.charts.panel import TABS, ChartsPanel
from simulator.ui.charts.tabs import QuietTabs
from simulator.ui.main_window import MainWindow
from simulator.ui.widgets.metrics import metrics
from tests.ui.opened import opened_window

A = Parameters.of({"run.rounds": 5})
B = A.with_({"overseer.quality": 0.8})


@pytest.fixture
def window(qtbot: QtBot, tmp_path: Path) -> Iterator[MainWindow]:
    yield from opened_window(tmp_path)


def charts(window: MainWindow) -> ChartsPanel:
    assert window.workspace.charts is not None
    return window.workspace.charts


def compared(window: MainWindow, quality: float = 0.8) -> DifferenceTab:
    window.session.set_value("run.rounds", 5, "x")
    window.session.player.to_end()
    window.run.compare()
    window.session.set_value("overseer.quality", quality, "x")
    charts(window).show_tab("difference")
    QCoreApplication.processEvents()
    tab = window.findChild(DifferenceTab)
    assert tab is not None
    return tab


def plots(tab: DifferenceTab) -> tuple[Difference, Difference]:
    return tab._plots


def gap(width: float, wide: float, mean: float = 0.1) -> Gap:
    def band(of: float) -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
        return np.array([[0, mean - of / 2], [0, mean], [0, mean + of / 2]])

    return Gap(mean=np.array([0, mean]), common=band(width), independent=band(wide))


# ---- words ----


def test_the_words_say_the_ratio_of_the_pair_that_is_shown() -> None:
    sentence = difference.sureness(gap(0.1, 0.42), 200).texts[0]
    assert sentence.startswith("With the same draws this difference is 4.2 times as sure (band: 9 in 10 of 200 pairs")
    measured = contrast(A, B, 60).gaps["misalignment"]
    assert f"{measured.sureness:.1f} times" in difference.sureness(measured, 60).texts[0]


def test_where_the_same_draws_change_nothing_it_says_so() -> None:
    assert "no surer" in difference.sureness(gap(0.1, 0.1), 200).texts[0]
    assert "Luck plays no part" in difference.sureness(gap(0.0, 0.0), 200).texts[0]
    assert "0 in each of 30 pairs" in difference.sureness(gap(0.0, 0.3, mean=0.0), 30).texts[0]


def test_differences_have_signs() -> None:
    assert [difference.shown(v, "horizon") for v in (1.25, -0.34, 0.01)] == ["+1.2", "−0.3", "0"]
    assert [difference.shown(v, "misalignment") for v in (0.25, -0.034, 0.0)] == ["+0.25", "−0.034", "0"]


def test_summary_and_table_are_those_of_the_effective_curves() -> None:
    a, b = run(A), run(B)
    assert "−" in difference.summary(a, b, "horizon")
    rows = difference.table(a, b, "misalignment", contrast(A, B, 40))
    assert len(rows) == 7
    assert len(rows[0]) == 6
    assert [row[1] for row in rows[1:]] == (b.misalignment - a.misalignment).tolist()
    assert len(difference.table(a, b, "misalignment")[0]) == 2


@pytest.mark.parametrize(("low", "high"), [(0.0, 0.0), (-0.3, 0.0), (0.0, 7.0), (-0.02, 0.01), (-3.0, 9.5)])
def test_its_axis_holds_zero_and_all_figures(low: float, high: float) -> None:
    scale = signed_scale(low, high, 0.05, 120.0, 20.0)
    assert scale.low <= low <= 0.0 <= high <= scale.high
    assert scale.high - scale.low >= 0.05
    assert 0.0 in scale.ticks
    assert len(scale.ticks) >= 2


# ---- the tab ----


def test_the_tab_is_there_while_there_is_a_b(window: MainWindow) -> None:
    tabs, index = charts(window)._tabs, [tab.id for tab in TABS].index("difference")
    width = tabs.sizeHint().width()
    assert not tabs.isTabVisible(index)
    compared(window)
    assert tabs.isTabVisible(index)
    assert tabs.sizeHint().width() > width
    window.run.drop_other()
    QCoreApplication.processEvents()
    assert not tabs.isTabVisible(index)
    assert charts(window).tab == "over_time"
    assert tabs.sizeHint().width() == width
    window.edit.undo()
    assert tabs.isTabVisible(index)


def test_the_line_is_the_difference_of_the_effective_curves(window: MainWindow) -> None:
    tab = compared(window)
    session = window.session
    assert session.other_run is not None
    for plot in plots(tab):
        expected = getattr(session.other_run, plot.figure) - getattr(session.run, plot.figure)
        np.testing.assert_array_equal(plot.curves["gap"].values, expected)


def test_the_bands_follow_and_their_words_are_of_this_pair(window: MainWindow, qtbot: QtBot) -> None:
    tab = compared(window)
    qtbot.waitUntil(lambda: tab.contrasts.is_present)
    found = tab.contrasts.found
    assert found is not None
    expected = contrast(window.session.parameters, found.b).gaps["misalignment"].sureness
    remark = plots(tab)[1].remark()
    assert remark is not None
    assert f"{expected:.1f} times as sure" in remark.texts[0]
    assert "times as sure" in tab.charts[1].accessibleDescription()
    window.session.set_value("overseer.quality", 0.7, "x")
    assert plots(tab)[1].remark() is None  # not that of a pair that is gone
    qtbot.waitUntil(lambda: tab.contrasts.is_present)
    assert plots(tab)[1].remark() not in (None, remark)


def test_equal_settings_differ_by_nothing(window: MainWindow, qtbot: QtBot) -> None:
    tab = compared(window, quality=0.95)
    qtbot.waitUntil(lambda: tab.contrasts.is_present)
    remark = plots(tab)[0].remark()
    assert remark is not None
    assert "the difference is 0 in each of 200 pairs" in remark.texts[0]
    assert not plots(tab)[0].curves["gap"].values.any()


def test_a_drag_moves_the_line_at_once(window: MainWindow) -> None:
    tab = compared(window)
    window.session.begin_drag("overseer.quality")
    for value in (0.75, 0.7):
        window.session.set_value("overseer.quality", value, "x")
        assert window.session.other_run is not None
        expected = window.session.other_run.horizon - window.session.run.horizon
        np.testing.assert_array_equal(plots(tab)[0].curves["gap"].values, expected)
    window.session.end_drag()


def test_nothing_is_computed_while_another_tab_is_seen(window: MainWindow, monkeypatch: pytest.MonkeyPatch) -> None:
    tab = compared(window)
    charts(window).show_tab("plane")
    QCoreApplication.processEvents()
    asked: list[object] = []
    monkeypatch.setattr(tab.contrasts._worker, "ask", asked.append)
    window.session.set_value("overseer.quality", 0.7, "x")
    QCoreApplication.processEvents()
    assert not asked
    charts(window).show_tab("difference")
    QCoreApplication.processEvents()
    assert len(asked) == 1


def test_the_rounds_are_those_that_both_have(window: MainWindow) -> None:
    tab = compared(window)
    window.session.set_value("run.rounds", 9, "x")
    assert len(plots(tab)[0].curves["gap"].values) == 6
    assert plots(tab)[0].x_scale.high == 5


def test_the_first_chart_shows_capability_as_well(window: MainWindow) -> None:
    tab = compared(window)
    tab._take_switch(1)
    assert plots(tab)[0].title() == "B − A: capability"
    assert window.session.other_run is not None
    expected = window.session.other_run.capability - window.session.run.capability
    np.testing.assert_array_equal(plots(tab)[0].curves["gap"].values, expected)


def test_a_tool_tip_has_both_values_and_both_bands(window: MainWindow, qtbot: QtBot) -> None:
    tab = compared(window)
    qtbot.waitUntil(lambda: tab.contrasts.is_present)
    plot = plots(tab)[1]
    lines = plot.tip(QPointF(plot.px_x(3.0), plot.px_y(0.0))).splitlines()
    assert lines[0] == "Round 3"
    assert lines[1].startswith("A ")
    assert lines[2].startswith("B − A ")
    assert lines[3].startswith("with the same draws ")
    assert lines[4].startswith("with draws of its own ")


def test_the_scale_holds_the_bands(window: MainWindow, qtbot: QtBot) -> None:
    tab = compared(window)
    qtbot.waitUntil(lambda: tab.contrasts.is_present)
    found = tab.contrasts.found
    assert found is not None
    for plot in plots(tab):
        band = found.gaps[plot.figure].independent
        assert plot.y_scale.low <= band.min()
        assert band.max() <= plot.y_scale.high


def test_more_replicas_are_shown_as_they_come(window: MainWindow, qtbot: QtBot) -> None:
    state = window.session.state
    window.session.store.commit(replace(state, parameters=state.parameters.with_({"run.replicas": 450})), "x")
    tab = compared(window)
    qtbot.waitUntil(lambda: tab.contrasts.found is not None and tab.contrasts.found.count == 450)


@pytest.mark.parametrize("room", [600, 380, 310, 240, 220])
def test_where_room_is_short_tabs_stand_closer_and_long_words_are_cut_first(qtbot: QtBot, room: int) -> None:
    words = ["Over time", "Difference", "By depth", "Cost", "Map"]
    tabs = QuietTabs(words, "Charts")
    qtbot.addWidget(tabs)
    tabs.show()
    tabs.resize(room, 30)
    widths = [tabs.tabSizeHint(index).width() for index in range(5)]
    assert sum(widths) <= room
    word = metrics("secondary", 650).horizontalAdvance
    cut = [index for index, text in enumerate(words) if widths[index] - tabs._space() < word(text) - 1]
    assert bool(cut) == (room < sum(map(word, words)) + 5 * 6)
    assert 1 in cut or not cut
    assert not {3, 4} & set(cut)  # short words stay whole
    tabs.setTabVisible(1, False)
    assert sum(tabs.tabSizeHint(index).width() for index in (0, 2, 3, 4)) <= room
