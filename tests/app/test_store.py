"""The store: every edit is one named change, undone and redone to equal states."""

from __future__ import annotations

import gc
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pytestqt.qtbot import QtBot

from simulator.app.store import Store, _Change
from simulator.engine.parameters import TABLE
from simulator.scenario.schema import Scenario


def scenario(**values: object) -> Scenario:
    base = Scenario(title="A test")
    return replace(base, parameters=base.parameters.with_(values))


def with_quality(state: Scenario, quality: float) -> Scenario:
    return replace(state, parameters=state.parameters.with_({"overseer.quality": quality}))


@pytest.fixture
def store(qapp: object) -> Store:
    return Store(scenario())


def test_undo_restores_the_state_before_and_redo_the_state_after(store: Store) -> None:
    before = store.state
    after = with_quality(before, 0.5)
    store.commit(after, "Change overseer quality")
    assert store.state == after
    store.history.undo()
    assert store.state == before
    store.history.redo()
    assert store.state == after
    assert store.history.undo_text == "Change overseer quality"


def test_changes_of_one_gesture_are_undone_together(store: Store) -> None:
    before = store.state
    for quality in (0.9, 0.8, 0.7):
        store.commit(with_quality(store.state, quality), "Change overseer quality", "drag 1")
    store.commit(with_quality(store.state, 0.6), "Change overseer quality", "drag 2")
    assert store.history.count == 2
    store.history.undo()
    assert store.state.parameters.overseer.quality == 0.7
    store.history.undo()
    assert store.state == before


def test_a_long_drag_is_one_command_and_keeps_no_other(store: Store) -> None:
    def alive() -> int:
        gc.collect()
        return sum(type(thing) is _Change for thing in gc.get_objects())

    before = alive()
    for number in range(200):
        store.commit(with_quality(store.state, 0.4 + number / 1000), "Change overseer quality", "drag")
    assert alive() - before == store.history.count == 1


def test_what_was_saved_in_the_middle_of_a_drag_can_be_undone_to(store: Store) -> None:
    store.commit(with_quality(store.state, 0.7), "Change overseer quality", "drag")
    store.mark_saved()
    store.commit(with_quality(store.state, 0.6), "Change overseer quality", "drag")
    assert not store.is_saved
    store.history.undo()
    assert store.is_saved


def test_a_drag_that_goes_on_after_an_undo_is_another_change(store: Store) -> None:
    first = store.state
    store.commit(with_quality(first, 0.7), "Change overseer quality", "drag")
    store.history.undo()
    store.commit(with_quality(first, 0.6), "Change overseer quality", "drag")
    store.history.undo()
    assert store.state == first


def test_a_drag_back_to_where_it_began_leaves_nothing_to_undo(store: Store) -> None:
    quality = store.state.parameters.overseer.quality
    store.commit(with_quality(store.state, 0.1), "Change", "drag")
    store.commit(with_quality(store.state, quality), "Change", "drag")
    assert store.history.count == 0
    assert store.is_saved


def test_a_commit_that_changes_nothing_is_no_change(store: Store, qtbot: QtBot) -> None:
    with qtbot.assertNotEmitted(store.changed):
        store.commit(store.state, "Nothing")
    assert store.history.count == 0


def test_opening_another_scenario_forgets_the_history_and_tells(store: Store, qtbot: QtBot) -> None:
    store.commit(with_quality(store.state, 0.5), "Change")
    before, other = store.state, scenario(**{"run.rounds": 3})
    with qtbot.waitSignal(store.changed) as told:
        store.open(other)
    assert told.args == [before, other]
    assert not store.history.can_undo
    assert store.is_saved
    assert store.loaded == other


def test_saved_means_equal_to_the_file_also_after_undo(store: Store) -> None:
    first = store.state
    store.commit(with_quality(first, 0.5), "Change")
    assert not store.is_saved
    store.mark_saved()
    assert store.is_saved
    store.history.undo()
    assert not store.is_saved
    store.history.redo()
    assert store.is_saved


numbers = [row for row in TABLE.values() if not row.choices]


@given(st.lists(st.tuples(st.sampled_from(numbers), st.floats(0, 1), st.booleans()), max_size=40), st.data())
@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_undo_to_the_start_and_redo_to_the_end_give_the_same_states(
    qapp: object, edits: list[tuple[object, float, bool]], data: st.DataObject
) -> None:
    store = Store(scenario())
    first = store.state
    for row, share, dragged in edits:
        value: float = row.low + share * (min(row.high, 1e6) - row.low)  # type: ignore[attr-defined]
        value = round(value) if row.integer else value  # type: ignore[attr-defined]
        parameters = store.state.parameters.with_({row.id: value})  # type: ignore[attr-defined]
        store.commit(replace(store.state, parameters=parameters), "Change", "drag" if dragged else None)
        if data.draw(st.booleans()):
            store.history.undo()
        if data.draw(st.booleans()):
            store.history.redo()
    while store.history.can_redo:
        store.history.redo()
    last = store.state
    while store.history.can_undo:
        store.history.undo()
    assert store.state == first
    while store.history.can_redo:
        store.history.redo()
    assert store.state == last
