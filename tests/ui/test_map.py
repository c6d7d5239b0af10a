"""The tab "Map": run, stopped, gone on with, read by mouse and keyboard, loaded, undone, and never shown for what it
is not."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QCoreApplication, QPoint, QPointF, Qt
from PySide6.QtGui import QColor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from simulator.app.session import Session
from simulator.app.sweeps import PROPOSED, plan_of
from simulator.engine import sweep as engine
from simulator.engine.axis import Axis, parse
from simulator.engine.contour import joined
from simulator.engine.iterate import run
from simulator.engine.parameters import TABLE, Parameters
from simulator.engine.sweep import sweep
from simulator.engine.sweep_table import reproduction_field, table
from simulator.scenario import codec
from simulator.scenario.schema import Experiment, Scenario
from simulator.ui import theme
from simulator.ui.charts.map.axes import SWEPT, fitted, place_of, ticks, usual_axis
from simulator.ui.charts.map.axis_editor import AxisEditor
from simulator.ui.charts.map.colors import deep_ramp
from simulator.ui.charts.map.curve import crossings
from simulator.ui.charts.map.heat import border_lines
from simulator.ui.charts.map.measured import CHOICES, DEPTHS, label, measured
from simulator.ui.charts.map.tab import MapTab
from simulator.ui.charts.ramp import lightness
from tests.ui.pseudo import DrawnText, Speaking, texts, untranslated

SMALL = Experiment(over=(parse("amplify.capture=0:1:5"), parse("overseer.quality=0.8:1:3")))
LINE = Experiment(over=(parse("amplify.capture=0:1:5"),))
FAILING = Experiment(over=(parse("run.rounds=1:6:6"), parse("amplify.capture=0:1:3")), round=3)
LONG = Experiment(over=(parse("amplify.capture=0:1:41"), parse("overseer.quality=0.5:1:26")), replicas=60)


@pytest.fixture(autouse=True)
def light(qapp: object) -> Iterator[None]:
    theme.apply("light")
    yield
    theme.apply("light")


def opened(
    qtbot: QtBot, experiment: Experiment = SMALL, parameters: Parameters | None = None
) -> tuple[Session, MapTab]:
    scenario = Scenario(title="A test", parameters=parameters or Parameters(), experiment=experiment)
    session = Session(scenario)
    tab = MapTab(session)
    qtbot.addWidget(tab)
    tab.resize(962, 356)
    tab.show()
    QCoreApplication.processEvents()
    return session, tab


def finished(qtbot: QtBot, session: Session, tab: MapTab) -> None:
    """Run the map to its end."""
    tab.set_up.run.click()
    qtbot.waitUntil(lambda: session.sweeps.stage == "done", timeout=60_000)


def middle_of(tab: MapTab, number: int) -> QPoint:
    """The middle of a cell, in the chart."""
    plot = tab.chart.map
    across, up = plot.content.place(number)
    y = plot.px_y(up) if plot.is_map else plot.frame.center().y()
    return QPoint(plot.pos()) + QPointF(plot.px_x(across), y).toPoint()


# --- running -----------------------------------------------------------------------------------------------------


def test_before_the_first_run_the_map_says_what_it_would_compute(qtbot: QtBot) -> None:
    session, tab = opened(qtbot, Experiment())
    assert plan_of(session.state).axes == PROPOSED.over
    with DrawnText() as drawn:
        tab.grab()
    assert "Run computes 1,066 cells" in drawn.texts
    assert tab.set_up.run.text() == "Run"
    assert session.store.is_saved, "looking at a map changes nothing"


def test_a_run_fills_the_map_with_the_figures_of_the_engine_and_the_closed_form_border(qtbot: QtBot) -> None:
    session, tab = opened(qtbot)
    finished(qtbot, session, tab)
    plan = plan_of(session.state)
    expected = table(plan, sweep(plan))
    assert session.sweeps.table is not None
    np.testing.assert_array_equal(session.sweeps.table.values, expected.values)
    np.testing.assert_array_equal(session.sweeps.border, reproduction_field(plan))
    assert tab.set_up.said.text() == "15 cells, all there"
    assert tab.set_up.run.text() == "Run"
    assert session.sweeps.is_current()


@pytest.mark.parametrize(("round_", "replicas"), [("last", 20), (0, 0), (4, 20)])
def test_the_border_knows_no_luck(qtbot: QtBot, round_: int | str, replicas: int) -> None:
    session, tab = opened(qtbot, replace(SMALL, round=round_, replicas=replicas))
    finished(qtbot, session, tab)
    border = session.sweeps.border
    assert border is not None
    np.testing.assert_allclose(border, reproduction_field(plan_of(session.state)), atol=1e-12)
    np.testing.assert_allclose(border, np.repeat([[0], [0.5], [1], [1.5], [2]], 3, axis=1), atol=1e-12)


def test_a_stopped_run_keeps_complete_rows_and_goes_on_to_the_same_table(qtbot: QtBot) -> None:
    session, tab = opened(qtbot, LONG)
    tab.set_up.run.click()
    assert tab.set_up.run.text() == "Stop"
    qtbot.waitUntil(lambda: session.sweeps.done >= 20, timeout=60_000)
    tab.set_up.run.click()
    assert (session.sweeps.stage, tab.set_up.run.text(), tab.set_up.again.isVisible()) == ("stopped", "Resume", True)
    there = session.sweeps.done
    assert 20 <= there < 1066
    assert tab.set_up.said.text() == f"Stopped; {there:,} of 1,066 cells are there"
    assert session.sweeps.table is not None
    assert not np.isnan(session.sweeps.table.values[:there]).any()
    QTest.qWait(300)
    assert session.sweeps.done == there, "nothing comes after the stop"
    kept = session.sweeps.table.values[:there].copy()
    tab.set_up.run.click()
    assert session.sweeps.is_running
    qtbot.waitUntil(lambda: session.sweeps.done >= there + 20, timeout=60_000)
    np.testing.assert_array_equal(session.sweeps.table.values[:there], kept)
    session.sweeps.stop()


def test_the_window_stays_free_while_a_sweep_runs_in_processes(qtbot: QtBot) -> None:
    """A sweep that is long is not computed in this process at all: its processes do the work."""
    session, tab = opened(qtbot, LONG)
    tab.set_up.run.click()
    qtbot.waitUntil(lambda: session.sweeps.done > 0, timeout=60_000)
    course = session.sweeps._course
    assert course is not None
    assert course.processes()
    session.sweeps.stop()


def test_a_killed_worker_is_told_and_survived(qtbot: QtBot) -> None:
    session, tab = opened(qtbot, replace(LONG, over=(parse("amplify.capture=0:1:300"),), replicas=200))
    tab.set_up.run.click()
    qtbot.waitUntil(lambda: session.sweeps.done > 0, timeout=60_000)
    course = session.sweeps._course
    assert course is not None
    there = session.sweeps.done
    course.processes()[0].kill()
    qtbot.waitUntil(lambda: session.sweeps.lost > 0, timeout=60_000)
    qtbot.waitUntil(lambda: session.sweeps.done > there + 40 or session.sweeps.stage == "done", timeout=60_000)
    assert not session.sweeps.table.problems  # type: ignore[union-attr]
    assert "A worker process was lost" in tab.set_up.said.text()
    session.sweeps.stop()


def test_a_sweep_that_breaks_off_says_why_and_can_go_on(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    session, tab = opened(qtbot)

    def broken(*_: Any, **__: Any) -> Any:
        raise OSError("no room")

    with monkeypatch.context() as context:
        context.setattr(engine, "sweep", broken)
        tab.set_up.run.click()
        qtbot.waitUntil(lambda: session.sweeps.stage == "stopped", timeout=10_000)
    assert "The sweep cannot go on: OSError: no room" in tab.set_up.said.text()
    tab.set_up.run.click()
    qtbot.waitUntil(lambda: session.sweeps.stage == "done", timeout=10_000)


def test_time_left_is_told(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    session, tab = opened(qtbot, LONG)
    tab.set_up.run.click()
    qtbot.waitUntil(lambda: session.sweeps.seconds_left is not None, timeout=60_000)
    tab.set_up.show_progress()
    assert tab.set_up.said.text().endswith(" left")
    session.sweeps.stop()


# --- reading -----------------------------------------------------------------------------------------------------


def test_pointing_reads_a_cell_and_leaving_falls_silent(qtbot: QtBot) -> None:
    session, tab = opened(qtbot)
    finished(qtbot, session, tab)
    chart = tab.chart
    QTest.mouseMove(chart, middle_of(tab, 10))
    assert chart.map.pointed == 10
    figure = run(Parameters.of({"amplify.capture": 0.75, "overseer.quality": 0.9})).misalignment[-1]
    remark = chart.map.remark()
    assert remark is not None
    assert remark.texts[0] == f"Capture 0.75, Overseer quality 0.90: misalignment {figure:.2f}, R 1.50"
    assert chart.map.tip(QPointF(middle_of(tab, 10) - chart.map.pos())) == (
        f"Capture 0.75, Overseer quality 0.90\nmisalignment {figure:.2f}, R 1.50"
    )
    assert chart.accessibleDescription() == f"Capture 0.75, Overseer quality 0.90. misalignment {figure:.2f}, R 1.50."
    QTest.mouseMove(chart, QPoint(2, 2))
    assert chart.map.pointed is None
    assert chart.accessibleDescription() == chart.map.content.summary()


def test_the_summary_and_the_table_hold_the_numbers(qtbot: QtBot) -> None:
    session, tab = opened(qtbot, replace(SMALL, replicas=10))
    finished(qtbot, session, tab)
    content = tab.chart.map.content
    rows = content.rows()
    assert rows[0] == (
        "Capture", "Overseer quality", "Misalignment", "Misalignment, 5 %", "Misalignment, 50 %", "Misalignment, 95 %",
        "R", "problem",
    )  # fmt: skip
    assert len(rows) == 16
    assert session.sweeps.table is not None
    place = session.sweeps.table.plan.measures.index("misalignment")
    assert rows[5][:2] == (0.25, 0.9)
    assert rows[5][2:6] == tuple(session.sweeps.table.values[4, place].tolist())
    assert "R is above 1 in 6 of 15 cells." in content.summary()
    assert content.summary().startswith("Misalignment at the last round, mean of 10 runs in each cell: lowest, ")
    assert content.summary() in tab.chart.accessibleDescription()


def test_another_measure_that_was_computed_too_is_shown_at_once(qtbot: QtBot) -> None:
    session, tab = opened(qtbot)
    finished(qtbot, session, tab)
    measure = tab.set_up.measure
    measure.activated.emit(measure.findData("horizon"))
    assert session.state.experiment.measure == "horizon"
    assert tab.chart.map.title() == "Reached depth at the last round"
    assert session.sweeps.is_current()
    assert tab.chart.map.content.figures()[4, 0] == pytest.approx(  # type: ignore[index]
        run(Parameters.of({"amplify.capture": 1.0, "overseer.quality": 0.8})).horizon[-1], abs=1e-12
    )
    measure.activated.emit(measure.findData("model_calls"))
    assert not session.sweeps.is_current()


def test_a_failed_cell_is_hatched_tells_its_message_and_the_others_go_on(qtbot: QtBot) -> None:
    session, tab = opened(qtbot, FAILING)
    finished(qtbot, session, tab)
    content, plot = tab.chart.map.content, tab.chart.map
    assert content.table is not None
    assert sorted(content.table.problems) == list(range(6))
    assert np.isfinite(content.figures()[2:]).all()  # type: ignore[index]
    assert "6 cells failed." in content.summary()
    QTest.mouseMove(tab.chart, middle_of(tab, 4))
    assert plot.remark().texts[0].endswith("failed: There is no round 3 in a run of 2.")  # type: ignore[union-attr]
    tab.chart.point_at(None)
    assert plot.remark().texts[0].startswith("6 cells failed")  # type: ignore[union-attr]
    image = plot.grab().toImage()
    cell = plot._heat.cell(plot.frame, (0, 1)).adjusted(4, 4, -4, -4).toRect()
    across, down = range(cell.left(), cell.right()), range(cell.top(), cell.bottom())
    colors = {image.pixelColor(x, y).name() for x in across for y in down}
    assert theme.current().color("field").name() in colors
    assert len(colors) > 1, "hatched, not flat"


def test_the_border_is_drawn_where_r_is_1(qtbot: QtBot) -> None:
    session, tab = opened(qtbot, replace(SMALL, over=(parse("amplify.capture=0:1:21"), SMALL.over[1])))
    finished(qtbot, session, tab)
    plot = tab.chart.map
    lines = plot._heat._lines
    assert len(lines)
    np.testing.assert_allclose(lines[:, [0, 2]], plot.px_x(10.0), atol=1e-6)  # capture .5, as R = 2 · capture
    assert lines[:, [1, 3]].min() == pytest.approx(plot.frame.top(), abs=1e-6)
    assert lines[:, [1, 3]].max() == pytest.approx(plot.frame.bottom(), abs=1e-6)
    image = plot.grab().toImage()
    x, y = round(plot.px_x(10.0)), round(plot.frame.bottom()) - 12
    assert min(image.pixelColor(x + dx, y).lightness() for dx in (-1, 0, 1)) < 60
    with DrawnText() as drawn:
        tab.chart.grab()
    assert "R = 1" in drawn.texts
    assert "now" in drawn.texts


@pytest.mark.parametrize("is_whole", [(True, False), (False, True), (True, True)])
def test_between_whole_numbers_the_border_runs_on_the_borders_of_cells(is_whole: tuple[bool, bool]) -> None:
    across, up = np.meshgrid(np.arange(5.0), np.arange(7.0), indexing="ij")
    field = 0.3 + 0.21 * across + 0.13 * up
    pieces = border_lines(field, is_whole)
    assert len(pieces)
    for axis, count in enumerate(field.shape):
        moves = pieces[:, axis] != pieces[:, axis + 2]
        if is_whole[axis]:  # what does not move along the axis lies between two cells, or on the outer edge
            still = pieces[~moves, axis]
            np.testing.assert_array_equal(still % 1, 0.5)
        assert pieces[:, [axis, axis + 2]].min() >= -0.5
        assert pieces[:, [axis, axis + 2]].max() <= count - 0.5
    if is_whole == (True, False):  # in each column at the height where R is 1 there, from edge to edge
        for column in range(5):
            height = (1 - 0.3 - 0.21 * column) / 0.13
            if 0 <= height <= 6:
                assert any(np.allclose(sorted(piece[[0, 2]]), (column - 0.5, column + 0.5))
                           and np.allclose(piece[[1, 3]], height) for piece in pieces)  # fmt: skip
    if is_whole == (True, True):
        above = field > 1
        sides = int((above[1:] != above[:-1]).sum() + (above[:, 1:] != above[:, :-1]).sum())
        assert len(pieces) == sides  # a piece between each two cells of which one is above
    lines = joined(pieces)
    assert len(lines) == 1


def test_a_whole_number_is_crossed_half_way_to_the_next() -> None:
    assert crossings(np.array([0.2, 0.9, 1.9])) == pytest.approx([1.1])
    assert crossings(np.array([0.2, 0.9, 1.9]), is_whole=True) == [1.5]


@pytest.mark.parametrize("replicas", [0, 20])
def test_one_parameter_is_a_line_with_its_band_and_the_crossing_of_r_1(qtbot: QtBot, replicas: int) -> None:
    session, tab = opened(qtbot, replace(LINE, replicas=replicas))
    finished(qtbot, session, tab)
    plot = tab.chart.map
    assert not plot.is_map
    assert plot._curve.crossings == pytest.approx([2.0])
    assert set(plot._curve._curves) == ({"mean", "low", "middle", "high"} if replicas else {"mean"})
    with DrawnText() as drawn:
        plot.grab()
    assert ("9 in 10 runs" in drawn.texts) == bool(replicas)
    QTest.mouseMove(tab.chart, middle_of(tab, 3))
    assert plot.pointed == 3


# --- loading, by mouse and keyboard ------------------------------------------------------------------------------


def test_a_click_loads_the_cell_in_one_change_that_can_be_undone(qtbot: QtBot) -> None:
    session, tab = opened(qtbot)
    finished(qtbot, session, tab)
    before = session.state
    QTest.mouseClick(tab.chart, Qt.MouseButton.LeftButton, pos=middle_of(tab, 3))
    assert session.parameters["amplify.capture"] == 0.25
    assert session.parameters["overseer.quality"] == 0.8
    assert session.sweeps.is_current(), "the map is of all its cells, whichever is the present one"
    assert tab.chart.map.content.stands(session.parameters) == (1.0, 0.0)
    assert session.store.history.undo_text == "Load a cell of the map"
    session.store.history.undo()
    assert session.state == before


def test_loading_a_cell_ends_the_override_of_what_is_swept(qtbot: QtBot) -> None:
    session, tab = opened(qtbot)
    session.set_overrides({"amplify.capture": "off", "distill.drift": "off"}, "Override")
    finished(qtbot, session, tab)
    session.sweeps.load(14, "Load")
    assert session.parameters["amplify.capture"] == 1.0
    assert dict(session.state.overrides) == {"distill.drift": "off"}
    assert session.sweeps.is_current()


def test_arrow_keys_point_from_the_present_cell_on_and_enter_loads(qtbot: QtBot) -> None:
    session, tab = opened(qtbot, parameters=Parameters.of({"amplify.capture": 0.5, "overseer.quality": 0.9}))
    finished(qtbot, session, tab)
    chart = tab.chart
    chart.setFocus(Qt.FocusReason.TabFocusReason)
    seen = []
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Up, Qt.Key.Key_Left, Qt.Key.Key_Down):
        QTest.keyClick(chart, key)
        assert chart.map.pointed is not None
        seen.append(chart.map.content.place(chart.map.pointed))
    assert seen == [(2, 1), (3, 1), (3, 2), (3, 2), (2, 2), (2, 1)]
    QTest.keyClick(chart, Qt.Key.Key_Right)
    QTest.keyClick(chart, Qt.Key.Key_Return)
    assert session.parameters["amplify.capture"] == 0.75
    QTest.keyClick(chart, Qt.Key.Key_Escape)
    assert chart.map.pointed is None
    QTest.keyClick(chart, Qt.Key.Key_End)
    assert session.player.round == 12, "other keys move through the run, as in every chart"


# --- settings that have changed ----------------------------------------------------------------------------------


def test_results_of_other_settings_are_marked_and_run_again_renews_them(qtbot: QtBot) -> None:
    session, tab = opened(qtbot)
    finished(qtbot, session, tab)
    session.set_value("distill.drift", 0.05, "Change")
    assert not session.sweeps.is_current()
    assert tab.set_up.run.text() == "Run again"
    with DrawnText() as drawn:
        tab.chart.grab()
    assert "Computed for other settings: Run again" in drawn.texts
    assert "other settings" in tab.chart.accessibleDescription()
    session.store.history.undo()
    assert session.sweeps.is_current()
    session.set_value("run.seed", 5, "Change")
    assert session.sweeps.is_current(), "without replicas no luck enters"
    session.store.history.redo()
    session.set_value("distill.drift", 0.05, "Change")
    finished(qtbot, session, tab)
    with DrawnText() as drawn:
        tab.chart.grab()
    assert "Computed for other settings: Run again" not in drawn.texts


def test_with_replicas_the_seed_is_a_setting_too(qtbot: QtBot) -> None:
    session, tab = opened(qtbot, replace(LINE, replicas=10))
    finished(qtbot, session, tab)
    session.set_value("run.seed", 5, "Change")
    assert not session.sweeps.is_current()


def test_another_scenario_begins_with_an_empty_map(qtbot: QtBot) -> None:
    session, tab = opened(qtbot)
    finished(qtbot, session, tab)
    session.open(Scenario(title="Another", experiment=LINE))
    assert session.sweeps.stage == "empty"
    assert tab.chart.map.content.plan.axes == LINE.over
    assert not tab.chart.map.content.has_rows


def test_results_outlive_the_panel_that_showed_them(qtbot: QtBot) -> None:
    session, tab = opened(qtbot)
    finished(qtbot, session, tab)
    again = MapTab(session)
    qtbot.addWidget(again)
    again.resize(900, 340)
    again.show()
    assert again.chart.map.content.has_rows
    assert "15 cells" in again.set_up.said.text()


# --- choosing ----------------------------------------------------------------------------------------------------


def test_what_is_chosen_is_in_the_scenario_can_be_undone_saved_and_loaded(qtbot: QtBot) -> None:
    session, tab = opened(qtbot, Experiment())
    up = tab.set_up
    up.across.parameter.activated.emit(up.across.parameter.findData("reliability.copies"))
    up.up.parameter.activated.emit(up.up.parameter.findData("reliability.correlation"))
    assert [axis.text for axis in session.state.experiment.over] == [
        "reliability.copies=1:9:9", "reliability.correlation=0:1:41",
    ]  # fmt: skip
    up.up.count.setFocus()
    up.up.count.selectAll()
    QTest.keyClicks(up.up.count, "11")
    QTest.keyClick(up.up.count, Qt.Key.Key_Return)
    up.across.stop.selectAll()
    QTest.keyClicks(up.across.stop, "5")
    QTest.keyClick(up.across.stop, Qt.Key.Key_Return)
    up.round.activated.emit(up.round.findData(3))
    up.replicas.committed.emit(30)
    found = session.state.experiment
    assert [axis.text for axis in found.over] == ["reliability.copies=1:5:5", "reliability.correlation=0:1:11"]
    assert (found.round, found.replicas) == (3, 30)
    assert codec.parse(codec.render(session.state)).experiment == found
    while session.store.history.can_undo:
        session.store.history.undo()
    assert session.state.experiment == Experiment()
    assert up.across.parameter.currentData() == PROPOSED.over[0].id


def test_to_run_what_is_proposed_changes_nothing(qtbot: QtBot) -> None:
    session, tab = opened(qtbot, Experiment())
    before = session.state
    tab.set_up.run_asked.emit()
    session.sweeps.stop()
    assert session.state == before
    assert not session.store.history.can_undo


def test_one_parameter_is_enough_and_the_two_can_change_places(qtbot: QtBot) -> None:
    session, tab = opened(qtbot)
    up = tab.set_up
    up.up.parameter.activated.emit(up.up.parameter.findData("amplify.capture"))
    assert [axis.id for axis in session.state.experiment.over] == ["overseer.quality", "amplify.capture"]
    up.up.parameter.activated.emit(0)
    assert [axis.id for axis in session.state.experiment.over] == ["overseer.quality"]
    assert not up.up.start.isEnabled()
    assert not tab.chart.map.is_map


def test_what_cannot_be_measured_is_said_and_not_taken(qtbot: QtBot) -> None:
    session, tab = opened(qtbot, replace(SMALL, round=0))
    measure = tab.set_up.measure
    measure.activated.emit(measure.findData("reproduction"))
    assert session.state.experiment.measure == "misalignment"
    assert tab.set_up.said.text() == "Reproduction number R starts with round 1."
    assert measure.currentData() == "misalignment"
    measure.activated.emit(measure.findData("depth: correct"))
    assert session.state.experiment.measure == "correct_4"
    assert tab.set_up.at_depth.isVisible()
    tab.set_up.at_depth.committed.emit(7)
    assert session.state.experiment.measure == "correct_7"


@pytest.mark.parametrize("id_", SWEPT)
def test_every_parameter_has_a_range_that_a_file_accepts_and_a_sweep_computes(id_: str) -> None:
    axis = usual_axis(id_)
    assert len(axis.values) >= 2
    state = Scenario(title="A test", experiment=Experiment(over=(axis,)))
    assert codec.parse(codec.render(state)).experiment.over == (axis,)
    for wanted in (1, 2, 7, 50, 1000):
        made = fitted(id_, axis.start, axis.stop, wanted, axis.scale)
        Parameters.of({id_: made.values[len(made.values) // 2]})
    assert fitted(id_, axis.start, axis.start, 9, "linear").count == 1
    places = [place for place, _ in ticks(axis, 400, 50)]
    assert places == sorted(places)
    assert all(0 <= place <= axis.count - 1 for place in places)
    assert place_of(axis, float(axis.values[1])) == pytest.approx(1.0)
    assert place_of(axis, TABLE[id_].high * 2 + 1) is None


@pytest.mark.parametrize("name", [*CHOICES, *(f"{family}_3" for family in DEPTHS)])
def test_every_measure_has_a_name_and_is_drawn(qtbot: QtBot, name: str) -> None:
    session, tab = opened(qtbot, replace(SMALL, measure=name))
    finished(qtbot, session, tab)
    assert label(name) in tab.chart.map.title()
    assert "{" not in label(name)
    assert not tab.grab().isNull()


@pytest.mark.parametrize("look", theme.THEMES.values(), ids=lambda look: look.name)
@pytest.mark.parametrize("hue", sorted({measured(name).hue for name in CHOICES} | {"correct", "error"}))
def test_the_ramp_reads_in_black_and_white(look: theme.Theme, hue: str) -> None:
    steps = np.diff(lightness(deep_ramp(look, hue)))
    assert (steps * np.sign(steps.sum()) > -2e-3).all(), "it never turns back"
    assert abs(steps.sum()) > 0.35
    assert QColor(int(deep_ramp(look, hue)[0])).name() == look.field.lower()


# --- words and sizes ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("experiment", [SMALL, replace(LINE, replicas=10), FAILING], ids=["map", "line", "failing"])
@pytest.mark.parametrize("name", theme.THEMES)
def test_it_is_painted_in_every_theme_and_size_in_translated_words(
    qtbot: QtBot, experiment: Experiment, name: theme.Name
) -> None:
    theme.apply(name)
    with Speaking():
        session, tab = opened(qtbot, experiment)
        finished(qtbot, session, tab)
        tab.chart.point_at(1)
        for size in ((962, 356), (1500, 700), (620, 300), (1, 1)):
            tab.resize(*size)
            QCoreApplication.processEvents()
            with DrawnText() as drawn:
                assert not tab.grab().isNull()
            wrong = [text for text in drawn.texts if untranslated(text) and text.strip("…")]
            assert not wrong, wrong
        assert not [found for found in texts(tab) if untranslated(found[1])]


def test_where_there_is_room_for_one_only_running_shows_the_map_and_a_link_leads_back(qtbot: QtBot) -> None:
    session, tab = opened(qtbot)
    assert tab.set_up.isVisible()
    assert tab.chart.isVisible()
    assert not tab.chart.set_up.isVisible()
    tab.resize(500, 356)
    assert (tab.set_up.isVisible(), tab.chart.isVisible()) == (True, False)
    finished(qtbot, session, tab)
    assert (tab.set_up.isVisible(), tab.chart.isVisible()) == (False, True)
    assert tab.chart.map.frame.width() > 300
    tab.chart.set_up.click()
    assert (tab.set_up.isVisible(), tab.chart.isVisible()) == (True, False)
    tab.set_up.to_map.click()
    assert tab.chart.isVisible()
    tab.resize(962, 356)
    assert (tab.set_up.isVisible(), tab.chart.isVisible()) == (True, True)


def test_every_part_takes_the_focus_under_its_own_name(qtbot: QtBot) -> None:
    _, tab = opened(qtbot)
    parts = [part for part in tab.findChildren(QWidget) if part.isVisible()]
    takers = [part for part in parts if part.focusPolicy() & Qt.FocusPolicy.TabFocus]
    names = [taker.accessibleName() for taker in takers]
    assert all(names)
    assert len(set(names)) == len(names)
    assert len(names) > 10


def test_stopping_is_quick(qtbot: QtBot) -> None:
    """Stop does not wait for the chunk that is being computed: it returns, and its processes end."""
    session, tab = opened(qtbot, replace(LONG, replicas=5000))
    tab.set_up.run.click()
    qtbot.waitUntil(lambda: bool(session.sweeps._course and session.sweeps._course.processes()), timeout=60_000)
    course = session.sweeps._course
    assert course is not None
    tab.set_up.run.click()
    assert session.sweeps.stage == "stopped"
    deadline = time.monotonic() + 20
    while course.processes() and time.monotonic() < deadline:
        QTest.qWait(20)
    assert not course.processes()


def test_a_large_map_computes_what_is_asked_for_and_the_border_alone() -> None:
    large = Experiment(over=(parse("amplify.capture=0:1:1000"), parse("overseer.quality=0.5:1:1000")))
    assert plan_of(Scenario(title="A test", experiment=large)).measures == ("misalignment", "reproduction")
    assert len(plan_of(Scenario(title="A test", experiment=SMALL)).measures) == 5


def test_an_axis_that_is_nothing_any_more_is_as_one_that_never_was(qtbot: QtBot) -> None:
    was, never = AxisEditor("Up", optional=True), AxisEditor("Up", optional=True)
    for editor in (was, never):
        qtbot.addWidget(editor)
    was.show_axis(Axis(id="overseer.quality", start=0.1, stop=1.0, count=26, scale="log"))
    for editor in (was, never):
        editor.show_axis(None)
    for one, other in zip((was.start, was.stop, was.count), (never.start, never.stop, never.count), strict=True):
        assert (one.text(), one.isEnabled()) == (other.text(), other.isEnabled()) == ("", False)
        assert one.sizeHint() == other.sizeHint()
        assert one._value == other._value
    assert (was.log.isChecked(), was.log.isEnabled()) == (False, False)
