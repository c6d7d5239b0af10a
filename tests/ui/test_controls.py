"""The controls panel: what it shows, how it edits the state, and how it follows undo, reset and other scenarios."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import pairwise

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QPoint, QRect, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QSignalSpy, QTest
from PySide6.QtWidgets import QApplication, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from simulator.app.session import Session
from simulator.engine.parameters import TABLE, Parameters
from simulator.scenario import codec, library
from simulator.scenario.schema import Compare, Scenario, View
from simulator.scenario.stops import stops
from simulator.ui import theme
from simulator.ui.controls import GROUPS, ControlsPanel
from simulator.ui.start import make_application
from simulator.ui.text import told
from simulator.ui.widgets.buttons import ChangeDot
from simulator.ui.widgets.control import NEW_SEEDS, ChoiceControl, Control, FieldControl, SeedControl, SliderControl
from simulator.ui.widgets.inside import order_tabs, stops_in
from simulator.ui.widgets.labels import Label
from tests.ui.pseudo import DoubleLength, DrawnText, Speaking, texts, untranslated

LEFT, NO_KEYS = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
QUALITY = "overseer.quality"

Show = Callable[..., ControlsPanel]


@pytest.fixture
def show(qtbot: QtBot) -> Iterator[Show]:
    """Makes a panel on a session of its own and shows it."""
    make_application("light")
    kept: list[object] = []

    def make(scenario: Scenario | None = None, *, width: int = 280, height: int = 644) -> ControlsPanel:
        session = Session(scenario or Scenario(title="A scenario"))
        panel = ControlsPanel(session)
        kept.extend((session, panel))
        qtbot.addWidget(panel)
        panel.resize(width, height)
        with qtbot.waitActive(panel):
            panel.show()
            panel.activateWindow()
        QCoreApplication.processEvents()
        return panel

    yield make
    theme.apply("light")


@pytest.fixture
def panel(show: Show) -> ControlsPanel:
    return show()


def session_of(panel: ControlsPanel) -> Session:
    return panel._session


def sliding(panel: ControlsPanel, id_: str = QUALITY) -> SliderControl:
    control = panel.reveal(id_)
    assert isinstance(control, SliderControl)
    return control


def line_of(control: Control) -> Label:
    return next(label for label in control.findChildren(Label) if label.role == "help")


def dot_of(control: Control) -> ChangeDot | None:
    found = control.findChildren(ChangeDot)
    return found[0] if found and found[0].isVisibleTo(control) else None


def open_all(panel: ControlsPanel) -> dict[str, Control]:
    for group in panel.groups:
        group.set_open(True)
    QCoreApplication.processEvents()
    return panel.controls


def drag(control: SliderControl, moves: int) -> None:
    """Take the handle and move it to that many different places."""
    slider = control.slider
    start = slider.handle_center().toPoint()
    QTest.mousePress(slider, LEFT, NO_KEYS, start)
    for move in range(1, moves + 1):
        QTest.mouseMove(slider, start - QPoint(5 * move, 0))
    QTest.mouseRelease(slider, LEFT, NO_KEYS, start - QPoint(5 * moves, 0))


def type_into(control: Control, text: str, key: Qt.Key = Qt.Key.Key_Return) -> None:
    assert isinstance(control, FieldControl)
    control.field.setFocus()
    control.field.selectAll()
    QTest.keyClicks(control.field, text)
    QTest.keyClick(control.field, key)


# What is shown


def test_three_controls_are_in_sight_and_five_groups_are_folded(panel: ControlsPanel) -> None:
    assert list(panel.controls) == [QUALITY, "run.rounds", "reliability.copies"]
    assert [group.title for group in panel.groups] == ["Start", "Amplify", "Oversee", "Distill", "Iterate"]
    assert not any(group.is_open or group.body for group in panel.groups)
    bottoms = [control.mapTo(panel, QPoint(0, control.height())).y() for control in panel.controls.values()]
    assert bottoms == sorted(bottoms)
    assert bottoms[-1] < panel.groups[0].mapTo(panel, QPoint(0, 0)).y()


def test_every_row_of_the_table_is_in_exactly_one_group() -> None:
    ids = [row.id for group in GROUPS for row in group.rows]
    assert sorted(ids) == sorted(TABLE)
    by_title = {group.title: [row.id for row in group.rows] for group in GROUPS}
    assert by_title["Amplify"][-2:] == ["reliability.copies", "reliability.correlation"]
    assert by_title["Distill"][-1] == "reliability.refinement"
    assert {id_.partition(".")[0] for id_ in by_title["Oversee"]} == {"overseer", "reliability"}
    assert {id_.partition(".")[0] for id_ in by_title["Start"]} == {"task", "start"}
    assert {id_.partition(".")[0] for id_ in by_title["Iterate"]} == {"run", "security"}


def test_with_all_groups_open_every_parameter_has_one_control(panel: ControlsPanel) -> None:
    controls = open_all(panel)
    assert sorted(controls) == sorted(TABLE)
    assert len(panel.findChildren(Control)) == len(TABLE)
    assert isinstance(controls["start.method"], ChoiceControl)
    assert isinstance(controls["run.seed"], SeedControl)
    assert sum(isinstance(control, SliderControl) for control in controls.values()) == len(TABLE) - 2


def test_a_group_whose_controls_are_all_on_top_is_not_shown(show: Show) -> None:
    everything = tuple(row.id for row in GROUPS[1].rows)
    panel = show(Scenario(title="x", view=View(show=everything)))
    assert [group.title for group in panel.groups] == ["Start", "Oversee", "Distill", "Iterate"]
    assert tuple(panel.controls) == everything


@pytest.mark.parametrize("slug", library.slugs())
def test_every_value_of_a_bundled_scenario_is_shown_exactly(show: Show, slug: str) -> None:
    scenario = codec.read(library.find(slug))
    panel = show(scenario)
    for id_, control in open_all(panel).items():
        value = scenario.parameters[id_]
        assert not control.is_changed
        if isinstance(control, SliderControl):
            assert control.slider.exact_value == value
            assert value in stops(TABLE[id_])
        if isinstance(control, FieldControl):
            assert float(control.field.text()) == value
    assert session_of(panel).state == scenario
    assert session_of(panel).store.history.count == 0


def test_the_line_below_reads_the_value_and_is_the_help_where_there_is_no_reading(panel: ControlsPanel) -> None:
    assert line_of(panel.controls[QUALITY]).text() == "one step is done right 95 times in 100"
    session_of(panel).set_value(QUALITY, 0.8, "x")
    assert line_of(panel.controls[QUALITY]).text() == "one step is done right 80 times in 100"
    assert line_of(panel.reveal("run.seed")).text() == TABLE["run.seed"].help


def test_help_range_default_and_source_are_in_the_tool_tip_and_the_value_is_what_is_said(panel: ControlsPanel) -> None:
    control = sliding(panel)
    tip = control.slider.toolTip().replace("\n", " ")
    for part in (TABLE[QUALITY].help, "from 0 to 1", "Default 0.95", TABLE[QUALITY].source, "Ctrl+click"):
        assert part in tip
    session_of(panel).set_value(QUALITY, 0.8, "x")
    # A screen reader says it anew with every value: so it has no word more.
    assert control.slider.accessibleDescription() == "one step is done right 80 times in 100"


def test_only_assumptions_carry_the_badge_and_no_name_is_cut(panel: ControlsPanel) -> None:
    for id_, control in open_all(panel).items():
        badges = [
            child for child in control.findChildren(QWidget) if child.accessibleName().endswith("is an assumption")
        ]
        assert bool(badges) == TABLE[id_].assumption
        assert not any(label.is_elided() for label in control.findChildren(Label)), id_


# Editing


def test_a_drag_of_30_moves_is_30_new_runs_and_one_undo_step(panel: ControlsPanel) -> None:
    session, control = session_of(panel), sliding(panel)
    runs, ended = QSignalSpy(session.run_changed), QSignalSpy(session.drag_ended)
    drag(control, 30)
    assert runs.count() == 30
    assert ended.count() == 1
    assert session.store.history.count == 1
    assert session.store.history.undo_text == "Change overseer quality"
    assert session.parameters.overseer.quality < 0.5
    session.store.history.undo()
    assert session.parameters.overseer.quality == 0.95
    assert not session.is_dragging


def test_the_run_is_new_before_the_button_is_let_go(panel: ControlsPanel) -> None:
    session, slider = session_of(panel), sliding(panel).slider
    QTest.mousePress(slider, LEFT, NO_KEYS, QPoint(slider.width() // 2, 12))
    assert session.is_dragging
    assert session.run.parameters.overseer.quality == 0.5
    assert panel.controls[QUALITY].findChild(QWidget)
    assert sliding(panel).field.text() == "0.50"
    QTest.mouseRelease(slider, LEFT, NO_KEYS, QPoint(slider.width() // 2, 12))
    assert not session.is_dragging


def test_a_drag_back_to_where_it_began_leaves_nothing_to_undo(panel: ControlsPanel) -> None:
    session, slider = session_of(panel), sliding(panel).slider
    start = slider.handle_center().toPoint()
    QTest.mousePress(slider, LEFT, NO_KEYS, start)
    QTest.mouseMove(slider, start - QPoint(60, 0))
    QTest.mouseMove(slider, start)
    QTest.mouseRelease(slider, LEFT, NO_KEYS, start)
    assert session.store.history.count == 0
    assert session.store.is_saved


@pytest.mark.parametrize("part", ["slider", "field"])
def test_a_held_arrow_key_is_one_undo_step_and_two_presses_are_two(panel: ControlsPanel, part: str) -> None:
    session, control = session_of(panel), sliding(panel)
    widget: QWidget = control.slider if part == "slider" else control.field
    widget.setFocus()
    key = Qt.Key.Key_Down
    for repeats in (False, True, True, True):
        QApplication.sendEvent(widget, QKeyEvent(QEvent.Type.KeyPress, key, NO_KEYS, "", repeats))
    QApplication.sendEvent(widget, QKeyEvent(QEvent.Type.KeyRelease, key, NO_KEYS))
    assert session.parameters.overseer.quality == 0.91
    assert session.store.history.count == 1
    QTest.keyClick(widget, key)
    assert session.parameters.overseer.quality == 0.9
    assert session.store.history.count == 2
    assert not session.is_dragging


def test_a_typed_2_is_refused_with_the_sentence_and_changes_nothing(panel: ControlsPanel) -> None:
    session, control = session_of(panel), sliding(panel)
    changes = QSignalSpy(session.store.changed)
    type_into(control, "2")
    sentence = "Overseer quality is 2, outside its range: it must be from 0 to 1. Still 0.95."
    assert line_of(control).text() == sentence
    assert line_of(control).tone == "misaligned_text"
    assert changes.count() == 0
    assert control.slider.exact_value == 0.95
    QCoreApplication.processEvents()
    line = line_of(control)
    assert line.height() >= line.height_of(sentence, line.width())
    QTest.keyClick(control.field, Qt.Key.Key_Escape)
    assert line_of(control).text() == "one step is done right 95 times in 100"
    assert line_of(control).tone == "secondary"
    assert control.field.text() == "0.95"


@pytest.mark.parametrize("typed", ["0,8", "0.8", ".8"])
def test_a_typed_value_is_one_change_and_moves_the_slider(panel: ControlsPanel, typed: str) -> None:
    session, control = session_of(panel), sliding(panel)
    type_into(control, typed)
    assert session.parameters.overseer.quality == 0.8
    assert control.slider.exact_value == 0.8
    assert session.store.history.count == 1


def test_a_value_between_the_steps_is_kept_to_the_last_place(panel: ControlsPanel) -> None:
    session, control = session_of(panel), sliding(panel)
    type_into(control, "0.95371")
    assert session.parameters.overseer.quality == 0.95371
    QTest.mouseClick(control.slider, LEFT, NO_KEYS, control.slider.handle_center().toPoint())
    assert session.parameters.overseer.quality == 0.95371


def test_a_refused_text_gives_way_to_a_change_from_elsewhere(panel: ControlsPanel) -> None:
    session, control = session_of(panel), sliding(panel)
    type_into(control, "2")
    session.set_value(QUALITY, 0.7, "x")
    assert (control.field.text(), control.field.sentence) == ("0.70", "")
    assert line_of(control).text() == "one step is done right 70 times in 100"


def test_undo_redo_and_reset_write_back_and_are_not_edits_themselves(panel: ControlsPanel) -> None:
    session, control = session_of(panel), sliding(panel)
    history = session.store.history
    type_into(control, "0.5")
    type_into(panel.controls["run.rounds"], "20")
    panel.reset()
    assert history.undo_text == "Reset"
    assert control.field.text() == "0.95"
    assert control.slider.exact_value == 0.95
    history.undo()
    assert (control.field.text(), control.slider.exact_value) == ("0.50", 0.5)
    history.undo()
    assert panel.controls["run.rounds"].findChildren(QWidget)
    assert session.parameters.run.rounds == 12
    history.redo()
    assert session.parameters.run.rounds == 20
    assert history.count == 3


def test_reset_can_be_pressed_only_while_something_differs(panel: ControlsPanel) -> None:
    session = session_of(panel)
    button = next(button for button in panel.findChildren(QPushButton) if button.text() == "Reset")
    assert not button.isEnabled()
    session.set_value(QUALITY, 0.5, "x")
    assert button.isEnabled()
    QTest.mouseClick(button, LEFT)
    assert session.parameters == Parameters()
    assert not button.isEnabled()
    session.store.history.undo()
    assert button.isEnabled()
    session.store.mark_saved()
    assert not button.isEnabled()


def test_only_what_changed_is_written_back_during_a_drag(panel: ControlsPanel, monkeypatch: pytest.MonkeyPatch) -> None:
    open_all(panel)
    written: list[str] = []
    original = SliderControl.show_value

    def counted(control: SliderControl, value: float | int | str) -> None:
        written.append(control.row.id)
        original(control, value)

    monkeypatch.setattr(SliderControl, "show_value", counted)
    drag(sliding(panel), 10)
    assert written == [QUALITY] * 10


def test_a_choice_is_an_edit_that_can_be_undone(panel: ControlsPanel) -> None:
    session, control = session_of(panel), panel.reveal("start.method")
    assert isinstance(control, ChoiceControl)
    pills = control.choices.pills
    assert [pill.isChecked() for pill in pills] == [True, False, False]
    QTest.mouseClick(pills[2], LEFT)
    assert session.parameters.start.method == "reinforcement"
    session.store.history.undo()
    assert [pill.isChecked() for pill in pills] == [True, False, False]
    assert session.store.history.count == 1


def test_a_new_seed_is_short_and_other_than_before(panel: ControlsPanel) -> None:
    session, control = session_of(panel), panel.reveal("run.seed")
    assert isinstance(control, SeedControl)
    seen = {session.parameters.run.seed}
    for _ in range(5):
        before = session.parameters.run.seed
        QTest.mouseClick(control.renew_button, LEFT)
        assert session.parameters.run.seed != before
        assert 0 <= session.parameters.run.seed < NEW_SEEDS
        seen.add(session.parameters.run.seed)
    assert len(seen) > 2
    assert control.field.text() == str(session.parameters.run.seed)


def test_the_longest_seed_is_shown_whole_and_can_be_stepped_within_its_range(panel: ControlsPanel) -> None:
    session, control = session_of(panel), panel.reveal("run.seed")
    assert isinstance(control, SeedControl)
    type_into(control, str(2**63 - 1))
    assert session.parameters.run.seed == 2**63 - 1
    QTest.keyClick(control.field, Qt.Key.Key_Up)
    assert session.parameters.run.seed == 2**63 - 1
    QTest.keyClick(control.field, Qt.Key.Key_Down)
    assert session.parameters.run.seed == 2**63 - 2
    QCoreApplication.processEvents()
    assert control.field.width() == control.field.sizeHint().width()
    assert control.rect().contains(control.field.geometry())


# Marks and locks


def test_a_changed_value_is_marked_and_its_dot_restores_it(panel: ControlsPanel) -> None:
    session, control = session_of(panel), sliding(panel)
    assert dot_of(control) is None
    type_into(control, "0.5")
    dot = dot_of(control)
    assert dot is not None
    assert dot.toolTip() == "Changed from 0.95; double click to restore"
    QTest.mouseDClick(dot, LEFT)
    QTest.mouseRelease(panel, LEFT)
    assert session.parameters.overseer.quality == 0.95
    assert dot_of(control) is None
    session.store.history.undo()
    again = dot_of(control)
    assert again is not None
    QTest.keyClick(again, Qt.Key.Key_Space)
    assert session.parameters.overseer.quality == 0.95


def test_a_folded_group_is_marked_when_something_in_it_has_changed(panel: ControlsPanel) -> None:
    session, distill = session_of(panel), panel.groups[3]
    session.set_value("distill.drift", 0.1, "x")
    assert distill.header.toolTip() == "Changed: Distillation drift"
    session.store.history.undo()
    assert distill.header.toolTip() == ""


def test_saving_makes_the_present_values_the_unmarked_ones(panel: ControlsPanel) -> None:
    session, control = session_of(panel), sliding(panel)
    session.set_value(QUALITY, 0.5, "x")
    session.store.mark_saved()
    assert dot_of(control) is None
    session.store.history.undo()
    assert dot_of(control) is not None


def test_a_locked_parameter_cannot_be_edited_and_says_so(show: Show) -> None:
    panel = show(Scenario(title="x", view=View(lock=(QUALITY, "run.seed"))))
    session, control = session_of(panel), sliding(panel)
    assert not control.slider.isEnabled()
    assert not control.field.isEnabled()
    assert control.toolTip().startswith("Locked by this scenario.")
    assert "Locked by this scenario." in control.slider.accessibleDescription()
    drag(control, 5)
    QTest.keyClick(control.slider, Qt.Key.Key_Left)
    seed = panel.reveal("run.seed")
    assert isinstance(seed, SeedControl)
    QTest.mouseClick(seed.renew_button, LEFT)
    assert session.store.history.count == 0
    assert sliding(panel, "run.rounds").slider.isEnabled()
    session.set_value(QUALITY, 0.5, "by other means")
    control.restore()
    assert session.parameters.overseer.quality == 0.5


def test_another_scenario_brings_its_own_controls_locks_and_values(panel: ControlsPanel) -> None:
    session = session_of(panel)
    panel.groups[3].set_open(True)
    other = Scenario(
        title="Other",
        parameters=Parameters.of({"overseer.level": 4.0}),
        view=View(show=("overseer.level", "start.method"), lock=("run.rounds",)),
    )
    session.open(other)
    QCoreApplication.processEvents()
    assert list(panel.controls)[:2] == ["overseer.level", "start.method"]
    assert sliding(panel, "overseer.level").field.text() == "4.0"
    assert panel.groups[3].is_open
    assert not sliding(panel, "run.rounds").slider.isEnabled()
    session.open(Scenario(title="Third", view=other.view))
    assert sliding(panel, "overseer.level").field.text() == "6.0"
    assert session.store.history.count == 0


def test_what_was_typed_but_not_committed_does_not_reach_the_next_scenario(panel: ControlsPanel) -> None:
    session, field = session_of(panel), sliding(panel).field
    field.setFocus()
    field.selectAll()
    QTest.keyClicks(field, "0.1")
    session.open(Scenario(title="Other", view=View(show=("run.rounds",))))
    QCoreApplication.processEvents()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    assert session.parameters == Parameters()
    assert session.store.history.count == 0


def test_opening_a_scenario_during_a_drag_ends_the_drag(panel: ControlsPanel) -> None:
    session, slider = session_of(panel), sliding(panel).slider
    QTest.mousePress(slider, LEFT, NO_KEYS, QPoint(slider.width() // 2, 12))
    session.open(Scenario(title="Other", view=View(show=("run.rounds",))))
    QCoreApplication.processEvents()
    QTest.mouseRelease(panel, LEFT)
    assert not session.is_dragging
    assert session.parameters == Parameters()


# Keyboard, names, words


def test_tab_goes_from_top_to_bottom_also_through_groups_that_were_opened_later(panel: ControlsPanel) -> None:
    session_of(panel).set_value("amplify.capture", 0.5, "x")
    panel.groups[3].set_open(True)
    panel.groups[1].set_open(True)
    QCoreApplication.processEvents()
    first = next(button for button in panel.findChildren(QPushButton) if button.text() == "Reset")
    first.setFocus(Qt.FocusReason.TabFocusReason)
    order_tabs(stops_in(panel))  # as the window does
    visited: list[QWidget] = []
    while True:
        focus = QApplication.focusWidget()
        assert focus is not None
        if focus in visited:
            break
        visited.append(focus)
        QTest.keyClick(focus, Qt.Key.Key_Tab)
    controls = panel.controls
    assert {control.slider for control in controls.values() if isinstance(control, SliderControl)} <= set(visited)
    assert {group.header for group in panel.groups} <= set(visited)

    def row_of(widget: QWidget) -> int:
        parent = widget.parentWidget()
        whole = parent if isinstance(parent, Control) else widget
        return whole.mapTo(panel._content, QPoint(0, 0)).y()

    assert visited[0] is first
    rows = [row_of(widget) for widget in visited[1:]]
    assert all(before <= after for before, after in pairwise(rows)), rows
    assert visited[1] is sliding(panel).slider
    assert visited[2] is sliding(panel).field


def test_a_control_that_gets_the_focus_is_scrolled_into_sight(show: Show) -> None:
    panel = show(height=300)
    last = panel.groups[-1].header
    panel.groups[3].header.setFocus(Qt.FocusReason.TabFocusReason)
    QTest.keyClick(panel.groups[3].header, Qt.Key.Key_Tab)
    assert last.hasFocus()
    assert panel.rect().contains(QRect(last.mapTo(panel, QPoint(0, 0)), last.size()))
    control = panel.reveal("security.attack_share")
    QCoreApplication.processEvents()
    assert panel.rect().contains(QRect(control.mapTo(panel, QPoint(0, 0)), control.size()))


def test_every_focusable_widget_has_a_name_of_its_own(panel: ControlsPanel) -> None:
    for id_, row in TABLE.items():
        if not row.choices:
            session_of(panel).set_value(id_, int(row.high) if row.integer else row.high, "x")
    open_all(panel)
    focusable = [child for child in panel.findChildren(QWidget) if child.focusPolicy() & Qt.FocusPolicy.TabFocus]
    names = [child.accessibleName() for child in focusable]
    assert len(names) > 2 * len(TABLE)
    assert all(names), [type(child) for child in focusable if not child.accessibleName()]
    assert len(set(names)) == len(names), sorted(name for name in names if names.count(name) > 1)


def test_every_string_is_translated(show: Show) -> None:
    with Speaking(), DrawnText() as drawn:
        panel = show(Scenario(title="x", view=View(lock=("overseer.level",))), height=3600)
        open_all(panel)
        session_of(panel).set_value("distill.drift", 0.1, "x")
        control = sliding(panel)
        drag(control, 3)
        QCoreApplication.processEvents()
        found = list(texts(panel))
        type_into(control, "2")
        QCoreApplication.processEvents()
        found += [*texts(panel), ("undo", told(session_of(panel).store.history.undo_text))]
    found += [("painted", text) for text in drawn.texts]
    assert not [f"{where}: {text}" for where, text in found if untranslated(text)]
    assert sum("⟦" in text for _, text in found) > 300


# Sizes


def geometry_problems(panel: ControlsPanel) -> Iterator[str]:
    """What overlaps or is cut off."""
    for id_, control in panel.controls.items():
        parts = [child for child in control.children() if isinstance(child, QWidget) and child.isVisible()]
        for index, part in enumerate(parts):
            if not control.rect().contains(part.geometry()):
                yield f"{id_}: {part} reaches out of its control"
            for other in parts[index + 1 :]:
                shared = part.geometry() & other.geometry()
                # A dot's target may reach into the end of the label's box and the start of the badge's.
                if not shared.isEmpty() and not {type(part), type(other)} & {ChangeDot} and shared.height() > 1:
                    yield f"{id_}: {part} over {other}"
        corner = control.mapTo(panel, QPoint(0, 0))
        if corner.x() < 0 or corner.x() + control.width() > panel.width():
            yield f"{id_} is wider than the panel"
        line = line_of(control)
        if line.height() < line.height_of(line.text(), line.width()):
            yield f"{id_}: the line below is cut off"
    for before, after in pairwise(panel.controls.values()):
        if before.parentWidget() is after.parentWidget() and before.geometry().bottom() >= after.geometry().top():
            yield f"{after.row.id} overlaps the one above"


@pytest.mark.parametrize("name", ["light", "dark", "projector"])
@pytest.mark.parametrize("height", [500, 900])
def test_nothing_is_cut_off_or_overlaps_in_any_theme(show: Show, name: theme.Name, height: int) -> None:
    panel = show(width=280, height=height)
    open_all(panel)
    session_of(panel).set_value("distill.drift", 0.1, "x")
    theme.apply(name)
    if name == "projector":
        assert panel.sizeHint().width() > 280
        panel.resize(panel.sizeHint().width(), height)
    else:
        assert panel.sizeHint().width() == 280
    QCoreApplication.processEvents()
    assert not list(geometry_problems(panel))
    for control in panel.controls.values():
        assert not any(label.is_elided() for label in control.findChildren(Label)), control.row.id


def test_texts_of_double_length_are_cut_or_wrapped_but_never_overlap(show: Show) -> None:
    with Speaking(DoubleLength()):
        panel = show(height=500)
        open_all(panel)
        session_of(panel).set_value("distill.drift", 0.1, "x")
        QCoreApplication.processEvents()
        assert not list(geometry_problems(panel))


@pytest.mark.parametrize("name", ["light", "projector"])
def test_the_column_of_text_keeps_its_place_when_the_scroll_bar_comes(show: Show, name: theme.Name) -> None:
    panel = show(height=1100)
    theme.apply(name)
    panel.resize(panel.sizeHint().width(), 1100)
    QCoreApplication.processEvents()

    def right_edge() -> int:
        field = sliding(panel).field
        return field.mapTo(panel, QPoint(field.width(), 0)).x()

    bar = panel._area.verticalScrollBar()
    assert bar.maximum() == 0
    before = right_edge()
    open_all(panel)
    assert bar.maximum() > 0
    assert right_edge() == before
    reset = next(button for button in panel.findChildren(QPushButton) if button.text() == "Reset")
    link_padding = 6
    assert abs(reset.geometry().right() + 1 - link_padding - before) <= 1


@pytest.mark.parametrize("width", [240, 280])
def test_nothing_moves_while_a_slider_goes_through_its_whole_range(show: Show, width: int) -> None:
    panel = show(width=width)
    for id_ in ("start.misalignment", "start.accuracy", "overseer.level", "distill.drift", "security.reintroduced"):
        control = sliding(panel, id_)
        QCoreApplication.processEvents()
        places = {other: other.geometry() for other in panel.controls.values()}
        for value in stops(TABLE[id_])[::-7]:
            session_of(panel).set_value(id_, value, "x")
            line = line_of(control)
            assert line.height_of(line.text(), line.width()) <= line.height(), value
        QCoreApplication.processEvents()
        assert {other: other.geometry() for other in panel.controls.values()} == places


def test_a_panel_that_is_narrower_than_it_wants_to_be_wraps_and_cuts_without_overlaps(show: Show) -> None:
    panel = show(width=240, height=500)
    open_all(panel)
    session_of(panel).set_value("distill.drift", 0.1, "x")
    QCoreApplication.processEvents()
    lines = {line_of(control).height() for control in panel.controls.values()}
    assert len(lines) > 1
    assert not list(geometry_problems(panel))


def test_a_changed_title_alone_touches_no_control(panel: ControlsPanel, monkeypatch: pytest.MonkeyPatch) -> None:
    def never(control: SliderControl, value: object) -> None:
        raise AssertionError("written back without a change")

    monkeypatch.setattr(SliderControl, "show_value", never)
    session = session_of(panel)
    session.store.commit(replace(session.state, title="Another title"), "Change title")
    assert session.state.title == "Another title"


def test_replicas_say_that_they_play_no_part_while_one_run_is_shown(show: Show) -> None:
    panel = show(Scenario(title="A scenario", view=View(show=("run.replicas",))))
    session, line = panel._session, panel.controls["run.replicas"]._line
    idle_text, heights = line.text(), {panel.controls["run.replicas"].height()}
    assert "no effect" in idle_text
    session.ensemble.show_band()
    assert line.text() == "runs behind the bands: 200"
    heights.add(panel.controls["run.replicas"].height())
    session.ensemble.stop()
    assert line.text() == idle_text
    session.store.commit(replace(session.state, compare=Compare(parameters=session.state.parameters)), "Copy A to B")
    assert line.text() == "runs behind the bands: 200"
    session.store.history.undo()
    assert line.text() == idle_text
    assert len(heights) == 1
    compared = replace(session.state, compare=Compare(parameters=session.state.parameters))
    session.open(compared)
    line = panel.controls["run.replicas"]._line
    assert line.text() == "runs behind the bands: 200"
    session.store.commit(replace(compared, compare=None), "Drop B")
    assert line.text() == idle_text
