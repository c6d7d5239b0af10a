"""The tab "Learned": nothing trains unasked, every view says its numbers, keys reach all, edits are undone."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import replace
from multiprocessing.process import BaseProcess

import numpy as np
import pytest
from PySide6.QtCore import QCoreApplication, QPoint, QPointF, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from simulator.app.session import Session
from simulator.app.settings import Settings
from simulator.app.trained import CORRECT, Order, Trained
from simulator.app.training import key_of
from simulator.app.training_process import train
from simulator.learner.settings import SETTINGS, Learned
from simulator.scenario.schema import Scenario, View
from simulator.ui import theme
from simulator.ui.charts import words
from simulator.ui.charts.group import CARD_GAP
from simulator.ui.learned import setup, theory
from simulator.ui.learned.controls import GROUPS
from simulator.ui.learned.curves import Curves
from simulator.ui.learned.header import VIEWS
from simulator.ui.learned.measured import LABELS, band
from simulator.ui.learned.pointer import Measure, Pointer, order_of
from simulator.ui.learned.questions import Questions
from simulator.ui.learned.setup import TaskPanel, estimate_lines, in_steps, use_values
from simulator.ui.learned.stage import LearnedStage
from simulator.ui.learned.tab import LearnedTab
from simulator.ui.learned.tree import laid_out
from simulator.ui.learned.upper import Upper
from simulator.ui.learned.words import TASKS, question_words
from simulator.ui.learned.world import World
from simulator.ui.main_window import MainWindow
from simulator.ui.widgets.labels import Label
from tests.ui.pseudo import DrawnText, Speaking, texts, untranslated

QUICK = Learned.of({
    "learned.size": 8, "learned.rounds": 4, "learned.steps": 60, "learned.width": 24, "learned.seeds": 2,
    "learned.slip_rate": 0.2, "learned.slip_consistency": 0.5,
})  # fmt: skip
GRAPH = Learned.of({
    "learned.task": "shortest_path", "learned.size": 8, "learned.rounds": 3, "learned.steps": 60,
    "learned.width": 24, "learned.seeds": 1, "learned.check_rate": 0.0,
})  # fmt: skip


@pytest.fixture(autouse=True)
def light(qapp: object) -> Iterator[None]:
    theme.apply("light")
    yield
    theme.apply("light")


def trained(settings: Learned, seed: int = 1) -> Trained:
    """What a training gives, without its process."""
    found = Trained(settings=settings, seed=seed)

    def take(news: str, what: object) -> None:
        if news == "facts":
            found.facts = what  # type: ignore[assignment]
        elif news == "round":
            found.take(*what)  # type: ignore[misc]
        elif news == "observed":
            found.seen[what[0]] = what[1]  # type: ignore[index]
        elif news == "predicted":
            found.prediction = what  # type: ignore[assignment]

    train(Order(settings=settings, seed=seed), take)
    return found


@pytest.fixture(scope="module")
def quick() -> Trained:
    return trained(QUICK)


@pytest.fixture(scope="module")
def graph() -> Trained:
    return trained(GRAPH)


def session_of(found: Trained) -> Session:
    """A session in which this has been trained."""
    session = Session(Scenario(title="A test", learned=found.settings, view=View(charts=("learned",))))
    session.training._kept[key_of(session.state)] = found
    session.training.trained, session.training.stage = found, "done"
    return session


def as_deep(session: Session, found: Trained) -> Session:
    """With questions of the same depths as the learned model's, so that their means can stand side by side."""
    assert found.facts is not None
    session.set_value("task.max_depth", found.facts.deepest, "Change the depth")
    return session


def opened(qtbot: QtBot, session: Session, width: int = 962) -> LearnedTab:
    tab = LearnedTab(session)
    qtbot.addWidget(tab)
    tab.resize(width, 380)
    tab.show()
    QCoreApplication.processEvents()
    return tab


# ---- at first -----------------------------------------------------------------------------------------------------


def test_at_first_there_is_an_invitation_and_nothing_trains(qtbot: QtBot) -> None:
    session = Session(Scenario(title="A test", learned=QUICK))
    tab = opened(qtbot, session)
    assert tab.invitation.isVisible()
    assert not any(chart.isVisible() for chart in tab.views.values())
    assert not tab.header.views.isVisible()
    assert session.training.stage == "empty"


@pytest.mark.parametrize("width", [420, 700])
@pytest.mark.parametrize("percent", [100, 200])
def test_where_room_is_short_the_invitation_says_all_in_more_lines(qtbot: QtBot, width: int, percent: int) -> None:
    theme.apply("light", percent)
    tab = opened(qtbot, Session(Scenario(title="A test", learned=QUICK)), width)
    assert not [label.text() for label in tab.invitation.findChildren(Label) if label.cut_text()]


def test_the_button_trains_shows_rounds_as_they_come_and_stops(qtbot: QtBot) -> None:
    session = Session(Scenario(title="A test", learned=QUICK.with_({"learned.steps": 5000, "learned.rounds": 40})))
    tab = opened(qtbot, session)
    tab.invitation.train.click()
    assert session.training.is_running
    assert tab.header.action.text() == "Stop"
    assert tab.header.action.isVisible()
    assert not tab.invitation.train.isVisible()
    qtbot.waitUntil(lambda: tab.pointer.glance is not None, timeout=60_000)
    QCoreApplication.processEvents()
    assert tab.views["curves"].isVisible()
    assert not tab.invitation.isVisible()
    qtbot.waitUntil(lambda: "loss" in tab.header.said.text(), timeout=60_000)
    tab.header.action.click()
    assert not session.training.is_running
    assert tab.header.action.text() == "Train on"
    assert "Stopped" in tab.header.said.text()


def test_a_stop_before_the_first_round_does_not_speak_of_what_was_measured(qtbot: QtBot) -> None:
    session = Session(Scenario(title="A test", learned=QUICK))
    tab = opened(qtbot, session)
    session.training.train()
    session.training.stop()
    assert tab.header.said.text() == "Stopped before the first round was measured."
    assert tab.invitation.isVisible()
    assert tab.invitation.train.isVisible()


def test_what_belongs_to_other_settings_says_so(qtbot: QtBot, quick: Trained) -> None:
    session = session_of(quick)
    tab = opened(qtbot, session)
    assert "other settings" not in tab.views["curves"].accessibleDescription()
    session.set_learned({"learned.width": 99}, "Change it")
    assert "other settings" in tab.views["curves"].accessibleDescription()
    assert tab.header.action.text() == "Train"
    session.store.history.undo()
    assert "other settings" not in tab.views["curves"].accessibleDescription()


# ---- views --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("view", list(VIEWS))
def test_every_view_has_a_sentence_and_a_table_of_its_numbers(qtbot: QtBot, graph: Trained, view: str) -> None:
    tab = opened(qtbot, session_of(graph))
    tab.show_view(view)  # type: ignore[arg-type]
    chart = tab.views[view]  # type: ignore[index]
    assert chart.isVisible()
    assert chart.accessibleName()
    assert chart.accessibleDescription() == chart.view.summary_now()
    assert chart.accessibleDescription().endswith(".")
    rows = chart.view.rows()
    assert len(rows) > 1
    assert len({len(row) for row in rows}) == 1
    assert not chart.grab().isNull()


def test_a_lesson_that_shows_all_charts_again_leaves_one_view_in_front(qtbot: QtBot, graph: Trained) -> None:
    tab = opened(qtbot, session_of(graph))
    tab.show_view("world")
    tab.show_only(None)
    assert [view for view, chart in tab.views.items() if chart.isVisible()] == ["world"]


def test_a_world_that_is_no_graph_has_no_such_view(qtbot: QtBot, quick: Trained) -> None:
    tab = opened(qtbot, session_of(quick))
    assert not tab.header.views.isTabVisible(list(VIEWS).index("world"))


def test_the_table_of_the_curves_holds_mean_band_theory_and_baselines(qtbot: QtBot, quick: Trained) -> None:
    session = as_deep(session_of(quick), quick)
    session.player.to_end()
    tab = opened(qtbot, session)
    rows = tab.views["curves"].view.rows()
    assert rows[0][4] == "theory"
    for round_ in range(QUICK.rounds + 1):
        each = [r.horizon for r in quick.measured(round_)]
        assert rows[round_ + 1][1:4] == pytest.approx((np.mean(each), min(each), max(each)))
    assert quick.prediction is not None
    assert rows[3][4] == pytest.approx(quick.prediction.theory.horizon[2])
    assert rows[0][5:7] == ("as set", "supervised")
    assert rows[-1][6] == pytest.approx(quick.baseline("supervised")[-1].horizon)


@pytest.mark.parametrize("measure", ["horizon", "capability", "misalignment"])
def test_a_forecast_is_judged_on_later_rounds_alone_and_in_the_unit_of_its_measure(
    quick: Trained, measure: Measure
) -> None:
    found = quick.prediction
    assert found is not None
    wanted = [
        np.mean([getattr(r, measure) for r in quick.measured(round_)]) - getattr(found.theory, measure)[round_]
        for round_ in (3, 4)
    ]
    np.testing.assert_allclose(theory.off(quick, found, measure)[3:], wanted)
    said = theory.residual(quick, found, measure)
    unit = {"horizon": "levels", "capability": "right answers", "misalignment": "misaligned answers"}
    assert [word for word in unit.values() if word in said] == [unit[measure]]
    typical = math.sqrt(np.mean(np.square(wanted)))
    assert (f"{typical:.2f} levels" if measure == "horizon" else words.share(typical)) in said


def test_a_clear_miss_of_a_fitted_round_is_said_and_a_miss_within_the_errors_is_not(quick: Trained) -> None:
    found = quick.prediction
    assert found is not None
    assert found.errors["horizon"].shape == found.theory.horizon.shape
    missed = float(np.abs(theory.off(quick, found, "capability")[:3]).max())
    wide = replace(found, errors={"capability": np.full(QUICK.rounds + 1, missed)})
    assert "also misses" not in theory.residual(quick, wide, "capability")
    worse = replace(found.theory, correct=np.zeros_like(found.theory.correct))
    off = replace(found, theory=worse, errors={"capability": np.full(QUICK.rounds + 1, 0.01)})
    assert "also misses" in theory.residual(quick, off, "capability")


def test_an_estimate_has_the_figures_of_its_error_and_says_where_its_range_ends(quick: Trained) -> None:
    assert quick.prediction is not None
    estimates = (
        ("distill.fidelity", 0.9981, 0.0019), ("start.misalignment", 0.0, 0.0083), ("start.level", 1.25, 0.1),
        ("start.spread", 0.05, 0.0),
    )  # fmt: skip
    assert estimate_lines(replace(quick.prediction, estimates=estimates)) == [
        "Fidelity 0.9981 ± 0.0019", "Starting misalignment 0.0000 ± 0.0083", "Starting depth 1.25 ± 0.10",
        "Starting spread 0.05 ± 0.00, the low end of its range",
    ]  # fmt: skip


def test_the_name_at_the_end_of_a_curve_says_what_it_means(qtbot: QtBot, quick: Trained) -> None:
    session = as_deep(session_of(quick), quick)
    session.player.to_end()
    tab = opened(qtbot, session)
    curves = tab.views["curves"].view
    assert isinstance(curves, Curves)
    tab.grab()
    place = next(place for place, name in curves._named if name == "as set")
    assert "sliders are set now" in curves.tip(place.center())


def test_why_the_theory_is_off_is_said_for_what_it_is(quick: Trained, graph: Trained) -> None:
    assert quick.prediction is not None
    assert graph.prediction is not None
    claims, shared, generalizes = "claims too much", "they are shared", "generalizes"
    assert theory.over_claimed(graph) > theory.WORTH_SAYING
    assert claims in theory.said(graph, graph.prediction, "capability")
    assert claims not in theory.said(quick, quick.prediction, "capability")
    assert theory.matters(quick.prediction) == (shared in theory.said(quick, quick.prediction, "capability"))
    assert generalizes not in theory.said(quick, quick.prediction, "capability")
    found = Trained(settings=quick.settings, seed=1, runs={0: {"ida": list(quick.runs[0]["ida"])}})
    rounds = found.runs[0]["ida"]
    rounds[1] = replace(rounds[1], correct=np.ones_like(rounds[1].correct))
    assert generalizes in theory.said(found, quick.prediction, "capability")


def test_shares_in_the_picture_of_all_questions_are_the_measured_ones(qtbot: QtBot, quick: Trained) -> None:
    tab = opened(qtbot, session_of(quick))
    tab.show_view("questions")
    plot = tab.views["questions"].view
    assert isinstance(plot, Questions)
    for layer in plot._layers:
        right = (plot._codes[layer.rows] == CORRECT).mean(axis=0)
        measured = [round_.correct[layer.depth] for round_ in quick.runs[0]["ida"]]
        np.testing.assert_allclose(right, measured)


def test_arrow_keys_choose_round_question_and_depth_in_every_view(qtbot: QtBot, quick: Trained) -> None:
    tab = opened(qtbot, session_of(quick))
    for view in ("curves", "questions", "answers"):
        tab.show_view(view)
        chart, first = tab.views[view], tab.pointer.glance
        assert first is not None
        QTest.keyClick(chart, Qt.Key.Key_Home)
        QTest.keyClick(chart, Qt.Key.Key_Right)
        assert tab.pointer.glance is not None
        assert tab.pointer.glance.round == 1
        QTest.keyClick(chart, Qt.Key.Key_End)
        assert tab.pointer.glance.round == QUICK.rounds
        QTest.keyClick(chart, Qt.Key.Key_BracketRight)
        second = tab.pointer.glance
        assert second is not None
        assert quick.facts is not None
        depth = quick.facts.kinds[0].depth
        assert depth[second.question] == min(depth[first.question] + 1, depth.max())
        QTest.keyClick(chart, Qt.Key.Key_Up)
        order = order_of(quick).tolist()
        assert order.index(tab.pointer.glance.question) == order.index(second.question) + 1


def test_a_click_in_the_picture_chooses_round_and_question(qtbot: QtBot, quick: Trained) -> None:
    tab = opened(qtbot, session_of(quick))
    tab.show_view("questions")
    chart = tab.views["questions"]
    plot = chart.view
    assert isinstance(plot, Questions)
    point = QPointF(plot.px_x(2), plot.px_y(1)) + QPointF(plot.pos())
    QTest.mouseClick(chart, Qt.MouseButton.LeftButton, pos=QPoint(round(point.x()), round(point.y())))
    glance = tab.pointer.glance
    assert glance is not None
    assert glance.round == 2
    assert quick.facts is not None
    assert quick.facts.kinds[0].depth[glance.question] == 1


def test_the_answers_are_those_of_teacher_and_student(qtbot: QtBot, quick: Trained) -> None:
    tab = opened(qtbot, session_of(quick))
    tab.show_view("answers")
    tab.pointer.look_at_round(3)
    glance = tab.pointer.glance
    assert glance is not None
    rows = {row[0]: row[2:] for row in tab.views["answers"].view.rows()[1:]}
    sheet = quick.sheets[3]
    assert sheet.teacher is not None
    for class_, (teacher, student) in enumerate(
        zip(sheet.teacher[0].table()[glance.question], sheet.student[0].table()[glance.question], strict=True)
    ):
        assert rows[str(class_)] == pytest.approx((teacher, student), abs=1e-6)


def test_a_teacher_whom_nobody_has_heard_yet_is_not_said_to_have_taught(qtbot: QtBot, quick: Trained) -> None:
    tab = opened(qtbot, session_of(quick))
    tab.show_view("answers")
    view, glance = tab.views["answers"].view, tab.pointer.glance
    assert glance is not None
    assert quick.facts is not None
    depths, rounds = quick.facts.kinds[0].depth, quick.runs[0]["ida"]
    seen: set[bool] = set()
    for round_ in range(1, quick.last + 1):
        for depth in range(1, int(max(depths)) + 1):
            question = next(n for n, found in enumerate(depths) if found == depth)
            at = replace(glance, kind=0, round=round_, question=question)
            view.prepare(at)
            is_beyond = depth > rounds[round_].reach
            assert ("not taught yet" in view.said(at)) == is_beyond
            assert ("its teacher gave" in view.said(at).lower()) != is_beyond
            seen.add(is_beyond)
    assert seen == {True, False}


def test_false_edges_of_the_world_are_the_steps_that_are_no_edges(qtbot: QtBot, graph: Trained) -> None:
    tab = opened(qtbot, session_of(graph))
    tab.show_view("world")
    world = tab.views["world"].view
    assert isinstance(world, World)
    assert graph.facts is not None
    assert graph.facts.graph is not None
    edges = graph.facts.graph.edges
    assert len(world._steps) == len(edges) - 1
    for vertex, step in world._steps.items():
        if step.to is not None:
            assert step.is_edge == edges[vertex, step.to]
    assert sum(row[2] == "no" for row in world.rows()[1:]) == sum(
        s.to is not None and not s.is_edge for s in world._steps.values()
    )


def test_the_world_of_tagged_questions_is_the_same_graph(qtbot: QtBot) -> None:
    tagged = trained(GRAPH.with_({"learned.trigger": 0.5, "learned.rounds": 1}))
    tab = opened(qtbot, session_of(tagged))
    tab.show_view("world")
    world = tab.views["world"].view
    assert isinstance(world, World)
    assert len(world._steps) == GRAPH.size - 1
    assert tagged.facts is not None
    assert tagged.facts.kinds[0].tagged is not None
    assert tab.pointer.glance is not None
    assert not tagged.facts.kinds[0].tagged[tab.pointer.glance.question]
    tab.pointer.look_at_question(int(np.flatnonzero(tagged.facts.kinds[0].tagged)[0]))
    assert len(world._steps) == GRAPH.size - 1


def test_a_click_on_a_vertex_asks_from_there_to_the_same_goal(qtbot: QtBot, graph: Trained) -> None:
    tab = opened(qtbot, session_of(graph))
    tab.show_view("world")
    chart = tab.views["world"]
    world = chart.view
    assert isinstance(world, World)
    assert tab.pointer.glance is not None
    start, goal = world._pair(tab.pointer.glance)
    other = next(v for v in range(8) if v not in (start, goal))
    point = world._place(other) + QPointF(world.pos())
    QTest.mouseClick(chart, Qt.MouseButton.LeftButton, pos=QPoint(round(point.x()), round(point.y())))
    assert world._pair(tab.pointer.glance) == (other, goal)


def test_a_kind_of_question_is_chosen_where_there_are_several(qtbot: QtBot, graph: Trained, quick: Trained) -> None:
    tab = opened(qtbot, session_of(graph))
    tab.show_view("answers")
    assert tab.kinds.isTabVisible(1)
    assert tab.pointer.glance is not None
    assert tab.pointer.glance.kind == 0
    tab.kinds.setCurrentIndex(1)
    assert tab.pointer.glance.kind == 1
    single = opened(qtbot, session_of(quick))
    assert not any(single.kinds.isTabVisible(index) for index in range(3))


def test_success_of_an_attack_is_offered_where_there_is_a_trigger(qtbot: QtBot, quick: Trained) -> None:
    attacked = trained(QUICK.with_({"learned.trigger": 0.5, "learned.rounds": 1, "learned.seeds": 1}))
    tab = opened(qtbot, session_of(attacked))
    attack = list(LABELS).index("attack")
    assert tab.measures.isTabVisible(attack)
    tab.measures.setCurrentIndex(attack)
    assert np.isfinite(band(attacked, "attack").mean).all()
    assert not opened(qtbot, session_of(quick)).measures.isTabVisible(attack)


def test_the_effective_model_as_set_is_a_curve_that_follows_a_drag(qtbot: QtBot, quick: Trained) -> None:
    session = as_deep(session_of(quick), quick)
    tab = opened(qtbot, session)
    assert tab.views["curves"].view.rows()[0][5] == "supervised"  # nothing of it before it was played
    session.player.to_end()
    session.begin_drag("overseer.quality")
    session.set_value("overseer.quality", 0.7, "Change it")
    session.end_drag()
    column = [row[5] for row in tab.views["curves"].view.rows()[1:]]
    assert column == pytest.approx(session.run.horizon[: QUICK.rounds + 1].tolist())
    session.set_value("task.max_depth", 12, "Change the depth")
    assert tab.views["curves"].view.rows()[0][5] == "supervised"  # nor of a run that is asked for other depths


# ---- settings -----------------------------------------------------------------------------------------------------


def test_every_setting_but_the_task_has_exactly_one_place() -> None:
    placed = [id_ for ids in GROUPS.values() for id_ in ids]
    assert sorted([*placed, "learned.task"]) == sorted(SETTINGS)
    assert set(TASKS) == set(SETTINGS["learned.task"].choices)


def panel_of(qtbot: QtBot, session: Session) -> TaskPanel:
    panel = TaskPanel(session)
    qtbot.addWidget(panel)
    panel.resize(292, 600)
    panel.show()
    for group in panel.groups:
        group.set_open(True)
    return panel


def test_every_control_edits_its_setting_and_undo_takes_it_back(qtbot: QtBot) -> None:
    session = Session(Scenario(title="A test"))
    panel = panel_of(qtbot, session)
    assert set(panel.controls) == set(SETTINGS) - {"learned.task"}
    for id_, control in panel.controls.items():
        row = control.row
        before = session.state.learned[id_]
        other = next(c for c in row.choices if c != control.set_to) if row.choices else row.low
        if other == control.set_to:
            other = row.high
        control.set_value(other)
        assert session.state.learned[id_] != before
        assert control.set_to == other
        assert control.is_changed
        session.store.history.undo()
        assert session.state.learned[id_] == before
        assert not control.is_changed


def test_a_drag_of_a_setting_is_one_change(qtbot: QtBot) -> None:
    session = Session(Scenario(title="A test"))
    control = panel_of(qtbot, session).controls["learned.slip_rate"]
    control.take()
    for value in (0.1, 0.2, 0.3):
        control.set_value(value)
    control.let_go()
    assert session.state.learned.slip_rate == 0.3
    session.store.history.undo()
    assert session.state.learned.slip_rate == 0.0


def test_what_plays_no_part_says_why(qtbot: QtBot) -> None:
    session = Session(Scenario(title="A test"))
    panel = panel_of(qtbot, session)
    assert "no claims" in panel.controls["learned.check_rate"].describe(1.0)
    session.set_learned({"learned.task": "shortest_path"}, "Another task")
    for group in panel.groups:
        group.set_open(True)
    assert "no claims" not in panel.controls["learned.check_rate"].describe(1.0)
    assert panel.controls["learned.size"].row.unit == "vertices"


def test_the_list_of_tasks_follows_undo(qtbot: QtBot) -> None:
    session = Session(Scenario(title="A test"))
    panel = panel_of(qtbot, session)
    panel.task.setCurrentIndex(panel.task.findData("diagnosis"))
    panel.task.activated.emit(panel.task.currentIndex())
    assert session.state.learned.task == "diagnosis"
    assert session.state.learned.size == 48
    session.store.history.undo()
    assert panel.task.currentData() == "permutation_powering"


def test_settings_with_a_name_are_one_change_and_are_known_again(qtbot: QtBot) -> None:
    session = Session(Scenario(title="A test"))
    panel = panel_of(qtbot, session)
    titles = [panel.preset.itemText(index) for index in range(panel.preset.count())]
    assert {"The paper", "Sloppy but fair", "Copies of one mind", "Too small a student", "A trigger"} <= set(titles)
    for index in range(1, panel.preset.count()):
        before = session.state
        panel.preset.activated.emit(index)
        assert session.state.learned == panel.preset.itemData(index).learned
        assert panel.preset.currentIndex() == index
        assert panel._asks.text()
        session.store.history.undo()
        assert session.state == before
        assert panel.preset.currentIndex() == 0


def test_use_these_values_sets_the_effective_model_in_one_change(qtbot: QtBot, quick: Trained) -> None:
    session = session_of(quick)
    panel = panel_of(qtbot, session)
    panel.estimates.set_open(True)
    before = session.state
    assert quick.prediction is not None
    assert panel.estimates.use is not None
    panel.estimates.use.click()
    for id_, value in quick.prediction.values.items():
        assert session.state.parameters[id_] == in_steps(id_, value)
        assert abs(session.state.parameters[id_] - value) <= 0.05  # type: ignore[operator]
    np.testing.assert_allclose(session.run.capability, quick.prediction.theory.capability, atol=0.02)
    session.store.history.undo()
    assert session.state == before


def test_estimates_reach_the_sliders_as_values_that_those_could_have_been_set_to() -> None:
    assert in_steps("overseer.quality", 0.934866) == 0.93
    assert in_steps("start.misalignment", 0.00149) == 0.001
    assert in_steps("task.max_depth", 6) == 6


def test_a_locked_parameter_keeps_its_value(quick: Trained) -> None:
    session = session_of(quick)
    locked = replace(session.state.view, lock=("overseer.quality",))
    session.store.commit(replace(session.state, view=locked), "Lock it")
    before = session.state.parameters.overseer.quality
    assert quick.prediction is not None
    use_values(session, quick.prediction)
    assert session.state.parameters.overseer.quality == before
    assert session.state.parameters.task.max_depth == quick.prediction.values["task.max_depth"]


def test_there_is_no_button_to_press_before_there_are_estimates(qtbot: QtBot) -> None:
    panel = panel_of(qtbot, Session(Scenario(title="A test")))
    panel.estimates.set_open(True)
    assert panel.estimates.use is not None
    assert panel.estimates.use.isHidden()


def test_settings_in_place_of_the_views_begin_below_the_line_that_is_left(qtbot: QtBot, quick: Trained) -> None:
    theme.apply("light", 150)  # its tabs are higher than its buttons
    tab = opened(qtbot, session_of(quick), 544)
    assert tab.is_narrow
    height = tab.header.height()
    tab.header.settings.setChecked(True)
    qtbot.waitUntil(lambda: tab.header.height() < height)
    QCoreApplication.processEvents()
    assert tab.panel.y() == tab.header.geometry().bottom() + 1 + CARD_GAP
    tab.header.settings.setChecked(False)
    qtbot.waitUntil(lambda: tab.header.height() == height)


# ---- stage and window ---------------------------------------------------------------------------------------------


def test_the_stage_shows_an_executed_tree_while_the_tab_is_in_front(qtbot: QtBot, quick: Trained) -> None:
    session = session_of(quick)
    window = MainWindow(session, Settings(None))
    qtbot.addWidget(window)
    window.resize(1280, 800)
    window.show()
    window.finish()
    charts, upper = window.workspace.charts, window.workspace._upper
    assert charts is not None
    assert isinstance(upper, Upper)
    assert charts.tab == "learned"
    assert upper.shows_learned
    stage = upper.learned
    assert isinstance(stage, LearnedStage)
    qtbot.waitUntil(lambda: bool(stage.nodes), timeout=20_000)
    assert window.workspace.front_stage is stage
    root = stage.nodes[0].node
    group = charts.group
    assert isinstance(group, LearnedTab)
    assert group.pointer.glance is not None
    assert root.row == group.pointer.glance.question
    assert question_words(root.question) in stage.accessibleDescription()
    child = next(laid.node for laid in stage.nodes if laid.node.parent == 0)
    place = next(laid for laid in stage.nodes if laid.node is child)
    QTest.mouseClick(stage, Qt.MouseButton.LeftButton, pos=QPoint(round(place.x), round(place.y)))
    assert group.pointer.glance.question == child.row
    charts.show_tab("over_time")
    assert not upper.shows_learned
    assert window.workspace.front_stage is window.workspace.stages
    session.store.mark_saved()
    window.close()


def test_the_heading_of_the_stage_belongs_to_the_tree_that_is_shown(qtbot: QtBot, quick: Trained) -> None:
    session = session_of(quick)
    pointer = Pointer(session.training)
    stage = LearnedStage(session)
    qtbot.addWidget(stage)
    stage.follow(pointer)
    qtbot.waitUntil(lambda: bool(stage.nodes), timeout=20_000)
    before = question_words(stage.nodes[0].node.question)
    pointer.step_question(1)
    assert stage.nodes[0].node.row != pointer.glance.question  # type: ignore[union-attr]
    assert stage.accessibleDescription().startswith(f"Learned model, round 4: {before}.")
    qtbot.waitUntil(lambda: "is being drawn" in stage.accessibleDescription() or _follows(stage, pointer))
    qtbot.waitUntil(lambda: _follows(stage, pointer), timeout=20_000)
    after = question_words(stage.nodes[0].node.question)
    assert stage.accessibleDescription().startswith(f"Learned model, round 4: {after}.")
    assert "is being drawn" not in stage.accessibleDescription()
    stage.follow(None)


def test_a_question_is_chosen_in_its_world_and_others_have_their_usual_one(quick: Trained, graph: Trained) -> None:
    def question_in(pointer: Pointer, session: Session, found: Trained) -> int:
        session.training.trained = found
        assert pointer.glance is not None
        return pointer.glance.question

    session = session_of(quick)
    pointer, fresh = Pointer(session.training), Pointer(session.training)
    usual = {found.settings.task: question_in(fresh, session, found) for found in (quick, graph)}
    assert question_in(pointer, session, quick) == usual[quick.settings.task]
    assert question_in(pointer, session, graph) == usual[graph.settings.task]
    pointer.step_question(1)
    chosen = question_in(pointer, session, graph)
    assert chosen != usual[graph.settings.task]
    assert question_in(pointer, session, quick) == usual[quick.settings.task]
    assert question_in(pointer, session, graph) == chosen


def _follows(stage: LearnedStage, pointer: Pointer) -> bool:
    assert pointer.glance is not None
    return stage.nodes[0].node.row == pointer.glance.question


def test_the_player_goes_along_to_a_round_that_was_chosen_where_it_has_been(qtbot: QtBot, quick: Trained) -> None:
    session = session_of(quick)
    tab = opened(qtbot, session)
    session.player.to_end()
    tab.pointer.step_question(1)
    assert session.player.complete == session.player.last
    tab.pointer.look_at_round(2)
    assert session.player.complete == 2
    session.player.seek(3)
    assert tab.pointer.glance is not None
    assert tab.pointer.glance.round == 3
    session.player.restart(12)
    tab.pointer.look_at_round(4)
    assert session.player.complete == 0


@pytest.mark.parametrize("name", ["light", "dark", "projector"])
@pytest.mark.parametrize("width", [420, 708, 1400])
def test_views_and_panel_never_overlap(qtbot: QtBot, graph: Trained, name: theme.Name, width: int) -> None:
    theme.apply(name)
    tab = opened(qtbot, session_of(graph), width)
    tab.header.settings.setChecked(True)
    QCoreApplication.processEvents()
    shown = [chart for chart in tab.views.values() if chart.isVisible()]
    if tab.is_narrow:
        assert not shown
        assert not tab.header.geometry().intersects(tab.panel.geometry())
        tab.header.settings.setChecked(False)
        assert any(chart.isVisible() for chart in tab.views.values())
    else:
        assert all(not chart.geometry().intersects(tab.panel.geometry()) for chart in shown)


@pytest.mark.parametrize("width", [644, 708, 962])
def test_names_of_views_are_whole_beside_the_settings_or_in_a_menu(qtbot: QtBot, graph: Trained, width: int) -> None:
    tab = opened(qtbot, session_of(graph), width)
    tab.header.settings.setChecked(True)
    QCoreApplication.processEvents()
    views = tab.header.views
    shown = [index for index in range(views.count()) if views.isTabVisible(index)]
    folded = {action.text() for action in views._menu.actions()}
    assert {views.tabText(index) for index in shown} | folded == {"Curves", "Questions", "Answers", "World"}
    assert views.more.isVisible() == bool(folded)
    for index in shown:
        assert views.tabRect(index).width() >= views._wanted(index) - 10
    tab.show_view("world")
    assert views.isTabVisible(3)


def test_no_two_answers_of_a_tree_stand_on_each_other(quick: Trained) -> None:
    from simulator.learner.rounds import Setting
    from simulator.learner.trees import executed

    settings = QUICK.with_({"learned.levels": 3})
    deep = trained(settings.with_({"learned.rounds": 2, "learned.seeds": 1}))
    row = int(order_of(deep)[-1])
    nodes = executed(Setting(deep.settings, 1), deep.with_answers(1), 0, row)
    places = laid_out(nodes, 0, 0, 900, 300, 230, 120)
    assert len({(round(laid.x, 3), round(laid.y, 3)) for laid in places}) == len(nodes)
    for laid in places:
        if laid.node.parent >= 0:
            assert places[laid.above].node.id == laid.node.parent
            assert places[laid.above].y < laid.y


@pytest.mark.parametrize("name", ["light", "projector"])
def test_every_word_of_tab_panel_and_stage_can_be_translated_at_any_size(
    qtbot: QtBot, graph: Trained, name: theme.Name
) -> None:
    theme.apply(name)
    assert graph.facts is not None
    data = {question_words(text) for kind in graph.facts.kinds for text in (*kind.questions, *kind.answers)} | {"H"}
    with Speaking():
        session = session_of(graph)
        tab = opened(qtbot, session)
        stage = LearnedStage(session)
        qtbot.addWidget(stage)
        stage.show()
        stage.follow(tab.pointer)
        qtbot.waitUntil(lambda: bool(stage.nodes), timeout=20_000)
        glance = tab.pointer.glance
        assert glance is not None
        tab.header.settings.setChecked(True)
        for group in (*tab.panel.groups, tab.panel.estimates):
            group.set_open(True)
        for size in ((962, 356), (1500, 700), (620, 300), (1, 1)):
            for view in VIEWS:
                tab.show_view(view)
                tab.resize(*size)
                stage.resize(*size)
                QCoreApplication.processEvents()
                with DrawnText() as drawn:
                    assert not tab.grab().isNull()
                    assert not stage.grab().isNull()
                assert not untranslated(tab.views[view].view.note(glance))
                known = data | set(tab.views[view].view._note_lines())  # sentences are cut where lines end
                wrong = [text for text in drawn.texts if untranslated(text) and text.strip("…") and text not in known]
                assert not wrong, wrong
        assert not [found for found in texts(tab) if untranslated(found[1]) and found[1] not in data]
        stage.follow(None)


def test_a_window_that_closes_or_changes_its_language_leaves_no_process_behind(qtbot: QtBot) -> None:
    learned = QUICK.with_({"learned.steps": 5000, "learned.rounds": 40})
    session = Session(Scenario(title="A test", learned=learned, view=View(charts=("learned",))))
    window = MainWindow(session, Settings(None))
    qtbot.addWidget(window)
    window.resize(1280, 800)
    window.show()
    window.finish()
    session.training.train()
    qtbot.waitUntil(lambda: session.training.part is not None, timeout=60_000)
    window.rebuild()
    assert session.training.is_running
    charts = window.workspace.charts
    assert charts is not None
    assert charts.tab == "learned"
    qtbot.waitUntil(lambda: bool(session.training.trained and session.training.trained.last >= 0), timeout=60_000)
    assert session.training._course is not None
    process = session.training._course.process
    assert process is not None
    window.close()
    assert not session.training.is_running
    qtbot.waitUntil(lambda: _has_ended(process), timeout=60_000)


def _has_ended(process: BaseProcess) -> bool:
    try:
        return not process.is_alive()
    except ValueError:  # closed, once it has ended
        return True


def test_the_note_below_the_figures_is_laid_out_once_and_again_where_its_room_or_letters_change(
    qtbot: QtBot, quick: Trained, monkeypatch: pytest.MonkeyPatch
) -> None:
    laid: list[str] = []
    wrapped = words.wrapped

    def noted(text: str, advance: Callable[[str], float], width: float) -> str:
        laid.append(text)
        return wrapped(text, advance, width)

    tab = opened(qtbot, session_of(quick))
    view = tab.views["curves"].view
    assert view.glance is not None
    monkeypatch.setattr(words, "wrapped", noted)
    whole = view._note_lines()
    view.grab()
    view.needed_below()
    assert (len(whole), laid) == (len(view._note_lines()), [])
    view.resize(view.width() // 2, view.height())
    assert view._note_lines() != whole
    assert set(laid) == {view.note(view.glance)}
    before = len(laid)
    theme.apply("light", 200)
    assert len(laid) > before
    theme.apply("light")


def test_distances_between_settings_follow_the_size_of_text(qtbot: QtBot, quick: Trained) -> None:
    def spacings() -> list[int]:
        return [rows.column.spacing() for rows in tab.panel.findChildren(setup._Rows)]

    tab = opened(qtbot, session_of(quick))
    for group in tab.panel.groups:
        group.set_open(True)
    before = spacings()
    assert before
    theme.apply("light", 200)
    assert spacings() == [2 * space for space in before]
    theme.apply("light")
    assert spacings() == before


def test_the_panel_follows_another_task_when_it_is_shown(qtbot: QtBot, quick: Trained) -> None:
    session = session_of(quick)
    tab = opened(qtbot, session)
    tab.header.settings.click()
    tab.panel.groups[0].set_open(True)
    tab.header.settings.click()
    assert not tab.panel.isVisible()
    before = tab.panel.groups
    session.set_learned({"learned.task": "wildcard_search"}, "Another task")
    assert tab.panel.groups is before
    tab.header.settings.click()
    assert tab.panel.groups is not before
    assert tab.panel.groups[0].is_open
    assert tab.panel.task.currentData() == "wildcard_search"


def test_a_size_that_is_none_of_the_present_task_is_not_restored_and_says_why(qtbot: QtBot, quick: Trained) -> None:
    session = session_of(quick)
    tab = opened(qtbot, session)
    tab.header.settings.click()
    for group in tab.panel.groups:
        group.set_open(True)
    session.set_learned({"learned.task": "wildcard_search"}, "Another task")
    size = tab.panel.controls["learned.size"]
    before = session.state
    session.store._loaded = replace(session.state, learned=session.state.learned.with_({"learned.task": "diagnosis"}))
    size.restore()
    assert session.state == before
    assert "outside its range" in size._line.text()
