"""The tab "Origins": bars are the engine's closed form, dots are counted in trees, and both are told apart and said."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import get_args

import numpy as np
import pytest
from PySide6.QtCore import QCoreApplication, QPoint, QPointF, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from simulator.engine import blame
from simulator.engine.blame import CAUSES, expected_origins, origins, tally
from simulator.engine.forest import questions
from simulator.engine.iterate import Run, run
from simulator.engine.parameters import Parameters
from simulator.ui import theme
from simulator.ui.charts import origins as figures
from simulator.ui.charts import sampling
from simulator.ui.charts.causes import PALE, brushes
from simulator.ui.charts.origins import STACKS, WRONG, Wrong, grouped, shares, summary, table, when_summary, when_table
from simulator.ui.charts.origins_tab import OriginsTab, What, When
from simulator.ui.charts.panel import ChartsPanel
from simulator.ui.charts.ramp import lightness
from simulator.ui.charts.sampling import TREES_PER_DEPTH, Sampled
from simulator.ui.charts.stacks import StackPlot, dot_of
from simulator.ui.widgets.metrics import metrics
from tests.engine.test_blame import chance_of
from tests.engine.test_tree_frequencies import IMPOSSIBLE_LUCK
from tests.ui.pseudo import DrawnText, Speaking, texts, untranslated
from tests.ui.test_charts import SETTINGS, charts, plot_of, session_of, shown_panel

BUSY = {
    "overseer.assistance": 0.4, "amplify.drift": 0.03, "amplify.capture": 0.6, "reliability.check_rate": 0.6,
    "reliability.copies": 3, "run.rounds": 6, "task.max_depth": 6,
}  # fmt: skip
RUNS = {**SETTINGS, "busy": BUSY}


@pytest.fixture(autouse=True)
def light(qapp: object) -> Iterator[None]:
    theme.apply("light")
    yield
    theme.apply("light")


def opened_tab(qtbot: QtBot, **values: object) -> tuple[ChartsPanel, OriginsTab]:
    """The tab of a run that has been played to its end."""
    session = session_of(**values)
    panel = shown_panel(qtbot, session)
    session.player.to_end()
    panel.show_tab("origins")
    QCoreApplication.processEvents()
    tab = panel.findChild(OriginsTab)
    assert tab is not None
    return panel, tab


def count_all(qtbot: QtBot, tab: OriginsTab) -> None:
    """Wait until all trees are counted."""
    qtbot.waitUntil(lambda: not tab._sampler.is_busy, timeout=20_000)


def bar_heights(plot: StackPlot) -> dict[tuple[int, bool], float]:
    """Height of all of a bar in the y-scale's unit, by round and whether it is pale."""
    heights: dict[tuple[int, bool], float] = {}
    seen = set()
    scale = (plot.y_scale.high - plot.y_scale.low) / plot.frame.height()
    fills = (brushes(stack.look, plot.look, False, hue=plot.hue()) for stack in plot.stacks())
    strong = {brush.color().rgb() for fill in fills for brush in fill}
    for fill, rects in plot._rects:
        for left, top, width, height in rects.tolist():
            round_ = round(plot.value_at(QPointF(left + width / 2, 0))[0])
            if (left, top) not in seen:  # hatched parts are painted twice: ground and pattern
                seen.add((left, top))
                key = round_, fill.color().rgb() not in strong
                heights[key] = heights.get(key, 0.0) + height * scale
    return heights


# Figures.


def test_every_origin_is_part_of_one_stack() -> None:
    assert sorted(cause for stack in STACKS["error"] for cause in stack.causes) == sorted(CAUSES)
    coherent = [cause for stack in STACKS["misaligned"] for cause in stack.causes]
    assert len(coherent) == len(set(coherent))
    expected = expected_origins(run(Parameters.of(BUSY)))
    others = [CAUSES.index(cause) for cause in CAUSES if cause not in coherent]
    assert expected[:, 1].sum() > 1
    assert not expected[:, 1, :, others].any(), "what is in no stack of misaligned answers never begins one"


@pytest.mark.parametrize("name", RUNS)
def test_bars_sum_to_the_errors_of_their_round(name: str) -> None:
    result = run(Parameters.of(RUNS[name]))
    for wrong, whole in (("misaligned", result.misalignment), ("error", result.error.mean(axis=1))):
        parts = shares(result, wrong)  # type: ignore[arg-type]
        assert np.all(parts >= 0)
        assert parts.sum(axis=(1, 2)) == pytest.approx(whole, abs=1e-12)


def test_tables_hold_the_engines_figures() -> None:
    result = run(Parameters.of(BUSY))
    expected = expected_origins(result).mean(axis=2)
    header, *rows = table(result)
    assert len(header) == 2 + len(STACKS["misaligned"])
    drift = 1 + [stack.causes for stack in STACKS["misaligned"]].index(("distillation_drift",))
    assert [row[drift] for row in rows] == pytest.approx(
        expected[:, 1, CAUSES.index("distillation_drift")].sum(axis=-1), abs=1e-15
    )
    assert [row[-1] for row in rows] == pytest.approx(result.misalignment, abs=1e-12)
    header, *rows = when_table(result, 4, "error")
    assert [row[0] for row in rows] == [0, 1, 2, 3, 4]
    assert [row[-1] for row in rows] == pytest.approx(expected[4, 0].sum(axis=0)[:5], abs=1e-12)


def test_the_default_run_is_summed_up_in_two_sentences() -> None:
    result = run(Parameters())
    assert summary(result) == (
        "At round 12, 0.63 of all answers are misaligned; they go back to: "
        "blind spots 0.39, drift when distilled 0.20, the start 0.044."
    )
    assert when_summary(result) == (
        "Of the misaligned answers of round 12, 0.63 of all answers, half began by round 4; "
        "the largest part, 0.075, began in round 2."
    )
    assert summary(result, 4, "error").startswith("At round 4, 0.42 of all answers are honest errors; they go back")
    none = run(Parameters.of({"start.misalignment": 0, "distill.drift": 0, "overseer.consistency": 0}))
    assert summary(none) == "Next to no answers of round 12 are misaligned: 0."
    assert when_summary(none) == summary(none)


# Bars.


@pytest.mark.parametrize("wrong", WRONG)
@pytest.mark.parametrize("name", RUNS)
def test_bars_are_as_high_as_their_shares_and_pale_beyond_the_cursor(qtbot: QtBot, name: str, wrong: Wrong) -> None:
    panel, tab = opened_tab(qtbot, **RUNS[name])
    tab.show_wrong(wrong)
    session = tab._session
    here = session.run.last // 2
    session.player.seek(here)
    what, when = plot_of(panel, What), plot_of(panel, When)
    for plot, wanted in ((what, shares(session.run, wrong).sum(axis=2)), (when, shares(session.run, wrong)[here].T)):
        pixel = (plot.y_scale.high - plot.y_scale.low) / plot.frame.height()
        heights = bar_heights(plot)
        for round_, parts in enumerate(wanted):
            is_pale = plot is what and round_ > here
            drawn = heights.pop((round_, is_pale), 0.0)
            assert drawn == pytest.approx(parts.sum(), abs=1.01 * pixel * len(parts))
        assert not heights, "a bar that no round asks for"


def test_before_the_first_play_only_round_0_is_shown(qtbot: QtBot) -> None:
    session = session_of(**{"start.misalignment": 0.3})
    panel = shown_panel(qtbot, session)
    panel.show_tab("origins")
    assert set(bar_heights(plot_of(panel, What))) == {(0, False)}
    assert set(bar_heights(plot_of(panel, When))) == {(0, False)}
    session.player.seek(2)
    assert {round_ for round_, _ in bar_heights(plot_of(panel, What))} == {0, 1, 2}


@pytest.mark.parametrize("look", theme.THEMES.values(), ids=lambda look: look.name)
@pytest.mark.parametrize("wrong", WRONG)
def test_parts_differ_in_more_than_their_hue(look: theme.Theme, wrong: Wrong) -> None:
    stacks = STACKS[wrong]
    assert len({(stack.pattern, stack.strength) for stack in stacks}) == len(stacks)
    solid = [stack for stack in stacks if stack.pattern == Qt.BrushStyle.SolidPattern]
    hatched = [stack.pattern for stack in stacks if stack not in solid]
    assert len(set(hatched)) == len(hatched)
    shades = [brushes(stack.look, look, False, hue=wrong)[0].color() for stack in solid]
    light = sorted(lightness(np.array([shade.rgb() for shade in shades], dtype=np.uint32)))
    assert min(b - a for a, b in pairwise(light)) > 0.05, "without color they are told apart by lightness"
    assert PALE < 0.5


# Trees.


def test_dots_are_the_origins_of_the_questions_that_the_engine_samples(qtbot: QtBot) -> None:
    _, tab = opened_tab(qtbot, **BUSY)
    count_all(qtbot, tab)
    run_ = tab._session.run
    assert set(tab._sampler.sampled) == set(range(7))
    for round_, depth in ((0, 3), (4, 2), (6, 6)):
        forest = questions(run_, round_, depth, TREES_PER_DEPTH)
        counts = tally(run_, forest.levels[0], origins(forest)[0])
        assert np.array_equal(np.round(tab._sampler.sampled[round_].by_depth[depth] * TREES_PER_DEPTH, 6), counts)
    for plot in tab._plots:
        assert plot.sampled is tab._sampler.sampled


@pytest.mark.parametrize("wrong", WRONG)
def test_trees_agree_with_the_bars_and_a_wrong_law_would_be_seen(qtbot: QtBot, wrong: Wrong) -> None:
    _, tab = opened_tab(qtbot, **BUSY)
    count_all(qtbot, tab)
    right, other = tab._session.run, run(Parameters.of({**BUSY, "overseer.quality": 0.8}))
    agreement: list[float] = []
    disagreement: list[float] = []
    for round_ in range(1, 7):
        counted: Sampled = tab._sampler.sampled[round_]
        counts = grouped(counted.by_depth, wrong).mean(axis=0) * counted.trees
        for law, found in ((right, agreement), (other, disagreement)):
            whole = np.append(shares(law, wrong)[round_], 1 - shares(law, wrong)[round_].sum())
            expected = whole.reshape(1, -1)
            found.append(chance_of(np.append(counts, counted.trees - counts.sum()).reshape(1, -1), expected))
    assert min(agreement) > IMPOSSIBLE_LUCK
    assert min(disagreement) < IMPOSSIBLE_LUCK


def test_error_bars_are_those_of_counted_shares_and_hold_the_bars_ends(qtbot: QtBot) -> None:
    panel, tab = opened_tab(qtbot, **BUSY)
    count_all(qtbot, tab)
    what, run_ = plot_of(panel, What), tab._session.run
    tops = {dot.x: dot for dot in what.dots() if dot.is_top}
    assert set(tops) == set(range(7))
    for round_, dot in tops.items():
        by_depth = grouped(tab._sampler.sampled[int(round_)].by_depth, "misaligned").sum(axis=(1, 2))
        variance = np.mean(by_depth * (1 - by_depth)) / (len(by_depth) * TREES_PER_DEPTH)
        assert dot.error == pytest.approx(float(np.sqrt(variance)))
        assert abs(dot.y - run_.misalignment[int(round_)]) < 5 * max(dot.error, 1e-3)
    inside = [dot for dot in what.dots() if not dot.is_top]
    assert inside
    assert all(dot.y <= tops[dot.x].y for dot in inside)


def test_trees_are_counted_at_rest_only_and_forgotten_with_their_run(qtbot: QtBot) -> None:
    panel, tab = opened_tab(qtbot)
    count_all(qtbot, tab)
    session, sampler = tab._session, tab._sampler
    assert len(sampler.sampled) == 13
    session.begin_drag("overseer.quality")
    session.set_value("overseer.quality", 0.8, "Change")
    assert not sampler.sampled
    assert not tab._plots[0].sampled
    assert not sampler.is_busy
    session.end_drag()
    assert sampler.is_busy
    session.player.to_start()
    session.player.play()
    assert not sampler.is_busy
    session.player.pause()
    assert sampler.is_busy
    panel.show_tab("plane")
    assert not sampler.is_busy
    panel.show_tab("origins")
    count_all(qtbot, tab)
    assert len(sampler.sampled) >= 13


def test_long_runs_are_sampled_every_few_rounds_and_where_one_is(qtbot: QtBot) -> None:
    _, tab = opened_tab(qtbot, **{"run.rounds": 40, "task.max_depth": 2})
    count_all(qtbot, tab)
    assert len(tab._sampler.sampled) <= sampling._MOST_ROUNDS
    tab._session.player.seek(23)
    count_all(qtbot, tab)
    assert 23 in tab._sampler.sampled


# Following, and what it costs.


def test_origins_are_found_a_part_at_a_time_and_kept_for_some_runs() -> None:
    runs = [run(Parameters.of({**BUSY, "run.seed": seed})) for seed in range(5)]
    parts = list(figures.find(runs[0]))
    assert len(parts) > runs[0].last, "one for each round, and more"
    assert list(figures.find(runs[0])) == []
    for one in runs[1:4]:
        figures.shares(one, "error")
    assert [list(figures.find(one)) for one in runs[:4]] == [[]] * 4
    figures.shares(runs[4], "error")
    assert len(list(figures.find(runs[0]))) == len(parts), "the one that was asked for longest ago"


def test_a_dot_where_all_answers_are_wrong_has_no_range() -> None:
    parts = np.array([9, 18, 1]) / 28
    assert parts.cumsum()[-1] > 1.0, "by a rounding"
    dot = dot_of(3.0, np.full(4, parts.cumsum()[-1]), 28)
    assert (dot.y, dot.error, dot.low, dot.high) == (1.0, 0.0, 1.0, 1.0)


def test_nothing_is_computed_while_the_tab_is_hidden(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[Run] = []

    def note(run_: Run, through: int | None = None) -> object:
        asked.append(run_)
        return blame.origins_by_round(run_, through)

    monkeypatch.setattr(figures, "origins_by_round", note)
    panel, tab = opened_tab(qtbot)
    session = tab._session
    for quality in (0.7, 0.75):
        session.set_value("overseer.quality", quality, "Change")
    assert [one.parameters.overseer.quality for one in asked[-2:]] == [0.7, 0.75]
    panel.show_tab("over_time")
    before = len(asked)
    for quality in (0.8, 0.85):
        session.set_value("overseer.quality", quality, "Change")
    session.player.seek(3)
    assert len(asked) == before
    panel.show_tab("origins")
    assert asked[-1] is session.run
    assert len(asked) == before + 1, "once for both charts"


def test_a_drag_shows_every_run_at_once(qtbot: QtBot) -> None:
    panel, tab = opened_tab(qtbot)
    session, what = tab._session, plot_of(panel, What)
    session.begin_drag("amplify.capture")
    for capture in (0.9, 0.5, 0.2):
        session.set_value("amplify.capture", capture, "Change")
        assert what._heights.sum(axis=1) == pytest.approx(session.run.misalignment, abs=1e-12)
    session.end_drag()


def test_the_right_chart_follows_the_round_in_title_and_bars(qtbot: QtBot) -> None:
    panel, tab = opened_tab(qtbot)
    when = plot_of(panel, When)
    for round_ in (7, 2, 0):
        tab._session.player.seek(round_)
        assert when.title() == f"Round {round_}: when misalignment began"
        assert len(when._heights) == round_ + 1
        assert tab.charts[1].accessibleDescription() == when_summary(tab._session.run, round_)


# Switch, words, keys.


def test_the_switch_works_by_keyboard_and_renames_the_charts(qtbot: QtBot) -> None:
    panel, tab = opened_tab(qtbot)
    tab._switch.setFocus()
    QTest.keyClick(tab._switch, Qt.Key.Key_Right)
    assert [plot.wrong for plot in tab._plots] == ["error", "error"]
    assert [chart.accessibleName() for chart in charts(panel)] == [
        "Origins of honest errors, all depths", "Round 12: when errors began",
    ]  # fmt: skip
    assert charts(panel)[0].accessibleDescription() == summary(tab._session.run, 12, "error")
    QTest.keyClick(tab._switch, Qt.Key.Key_Left)
    assert [plot.wrong for plot in tab._plots] == ["misaligned", "misaligned"]
    assert tab._switch.accessibleName()


def test_charts_say_themselves_anew_when_they_show_the_other_errors_under_the_same_title(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(When, "title", lambda _: "A title")  # as in another language
    _, tab = opened_tab(qtbot)
    run = tab._session.run
    for wrong in get_args(Wrong):
        tab.show_wrong(wrong)
        assert tab.charts[1].accessibleDescription() == tab.charts[1].plot.summary(run, run.last)


def test_the_tool_tip_names_the_origins_and_the_count(qtbot: QtBot) -> None:
    panel, tab = opened_tab(qtbot)
    count_all(qtbot, tab)
    what, when = plot_of(panel, What), plot_of(panel, When)
    lines = what.tip(QPointF(what.px_x(12), what.px_y(0.3))).split("\n")
    assert lines[:5] == [
        "Round 12", "misaligned answers 0.63", "   0.39  blind spots", "   0.20  drift when distilled",
        "   0.044  the start",
    ]  # fmt: skip
    assert lines[5].endswith("counted in 2,600 sampled trees")
    assert when.tip(QPointF(when.px_x(0), when.px_y(0.01))).startswith("Errors of round 12 that began in round 0")
    assert what.tip(QPointF(-5, -5)) == ""


def test_a_click_on_a_bar_goes_to_its_round(qtbot: QtBot) -> None:
    panel, tab = opened_tab(qtbot)
    what = plot_of(panel, What)
    point = QPoint(round(what.px_x(5)), round(what.px_y(0.1))) + what.pos()
    QTest.mouseClick(tab.charts[0], Qt.MouseButton.LeftButton, pos=point)
    assert tab._session.player.round == 5


@pytest.mark.parametrize("wrong", WRONG)
def test_every_word_can_be_translated(qtbot: QtBot, wrong: Wrong) -> None:
    with Speaking(), DrawnText() as drawn:
        panel, tab = opened_tab(qtbot, **BUSY)
        tab.show_wrong(wrong)
        count_all(qtbot, tab)
        panel.grab()
        found = list(texts(panel))
        what = plot_of(panel, What)
        found.append(("tip", what.tip(QPointF(what.px_x(3), what.px_y(0.01)))))
    found += [("painted", text) for text in drawn.texts]
    assert any("2,6" in text or "1,4" in text for _, text in found), "the note on the dots is among them"
    assert not [f"{where}: {text}" for where, text in found if untranslated(text)]


@pytest.mark.parametrize("is_compared", [False, True])
def test_where_room_is_short_a_chart_still_says_what_it_is(qtbot: QtBot, is_compared: bool) -> None:
    panel, tab = opened_tab(qtbot)
    assert panel.isVisible()
    for chart in tab.charts:
        if is_compared:
            chart.plot.other = chart.plot.run_
        titles = chart.plot.titles()
        shortest = titles[-1]
        assert titles[0] == chart.plot.title()
        assert [*titles] == sorted(titles, key=len, reverse=True)
        assert len(shortest) > 4  # more than "A"
        switch = 0 if chart._aside is None else chart._aside.sizeHint().width()
        chart.resize(round(metrics("body", 650).horizontalAdvance(shortest)) + switch + 80, 300)
        with DrawnText() as drawn:
            chart.grab()
        assert any(text in titles for text in drawn.texts), drawn.texts
