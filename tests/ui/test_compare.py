"""A | B in the window: copy, what differs, both stages, swap, adopt, drop; undone, saved, by keyboard, in words."""

from __future__ import annotations

import math
import random
from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QRect, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from simulator.app.other import OtherSession
from simulator.engine.overrides import Overrides
from simulator.engine.parameters import Parameters
from simulator.scenario import codec, library
from simulator.scenario.schema import Compare, Scenario
from simulator.ui import theme
from simulator.ui.charts import words
from simulator.ui.charts.by_depth import ByDepth, DepthMap
from simulator.ui.charts.origins_tab import OriginsPlot
from simulator.ui.charts.rounds_plot import RoundsPlot
from simulator.ui.compare import comparison as comparison_module
from simulator.ui.compare.bar import CompareBar, _whole
from simulator.ui.compare.chip import DifferenceChip
from simulator.ui.compare.stages import Stage
from simulator.ui.main_window import MainWindow
from simulator.ui.stage.view import StageView
from tests.accessibility.windows import opened
from tests.ui import drawn
from tests.ui.opened import opened_window
from tests.ui.pseudo import DrawnText, Speaking, texts, untranslated
from tests.ui.test_window import KEYS, focusable

SIZES = [(960, 540), (1024, 618), (1280, 800), (1920, 1080)]


@pytest.fixture
def window(qtbot: QtBot, tmp_path: Path) -> Iterator[MainWindow]:
    yield from opened_window(tmp_path)


def settle() -> None:
    for _ in range(3):
        QCoreApplication.processEvents()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def change(window: MainWindow, id_: str, value: float | int) -> None:
    window.session.set_value(id_, value, f"Change {id_}")
    settle()


def compared(window: MainWindow, **changes: float | int) -> None:
    """A played run, copied to B, then changed."""
    window.session.player.to_end()
    window.run.compare()
    for id_, value in changes.items():
        change(window, id_.replace("__", "."), value)
    settle()


def bar(window: MainWindow) -> CompareBar:
    return window.workspace.bar


def other_stage(window: MainWindow) -> Stage:
    assert window.workspace.stages is not None
    assert window.workspace.stages.b is not None
    return window.workspace.stages.b


def stage(window: MainWindow) -> StageView:
    assert window.workspace.stage is not None
    return window.workspace.stage


# ---- room ----


@pytest.mark.parametrize("language", ["en", "de"])
def test_the_actions_are_whole_before_a_class(window: MainWindow, language: str) -> None:
    window.settings.change(language=language)
    compared(window, overseer__quality=0.8)
    window.menus.actions["present"].trigger()
    settle()
    window.resize(1280, 800)
    settle()
    made = bar(window)
    for button in (made.swap, made.adopt, made.drop):
        assert button.width() >= button.sizeHint().width(), button.text()
    places = [made.swap.geometry(), made.adopt.geometry(), made.drop.geometry(), *(c.geometry() for c in made.chips)]
    assert not any(one.intersects(other) for one, other in combinations(places, 2))
    window.menus.actions["present"].trigger()


# ---- little at first ----


def test_the_button_appears_after_the_second_run_and_stays(window: MainWindow) -> None:
    change(window, "overseer.quality", 0.8)
    assert not window.compare_button.isVisible()  # nothing has been played
    window.session.player.to_end()
    assert not window.compare_button.isVisible()  # one run
    change(window, "overseer.quality", 0.9)
    assert window.compare_button.isVisible()
    window.session.open(codec.read(library.find("checks")))
    assert window.compare_button.isVisible()


@pytest.mark.parametrize("width", [1024, 1280, 1920])
def test_the_transport_stays_where_it_is_when_the_button_appears(window: MainWindow, width: int) -> None:
    window.resize(width, 800)
    QApplication.processEvents()
    parts = [part for part in window.transport.findChildren(QWidget) if part is not window.compare_button]
    window.session.player.to_end()
    before = [part.geometry() for part in parts]
    change(window, "overseer.quality", 0.9)
    QApplication.processEvents()
    assert window.compare_button.isVisible()
    assert [part.geometry() for part in parts] == before


def test_while_a_slider_is_held_the_button_waits(window: MainWindow) -> None:
    window.session.player.to_end()
    window.session.begin_drag("overseer.quality")
    change(window, "overseer.quality", 0.9)
    assert not window.compare_button.isVisible()
    window.session.end_drag()
    assert window.compare_button.isVisible()


def test_the_first_screen_has_no_bar_and_one_stage(window: MainWindow) -> None:
    assert bar(window).isHidden()
    assert len(window.findChildren(StageView)) == 1
    commands = "compare", "swap_sides", "adopt_other", "drop_other"
    enabled = [id_ for id_ in commands if window.menus.actions[id_].isEnabled()]
    assert enabled == ["compare"]


# ---- copy ----


def test_copying_keeps_a_and_shows_two_stages_and_the_bar(window: MainWindow) -> None:
    before = window.session.state
    compared(window)
    assert replace(window.session.state, compare=None) == before
    assert window.session.other_parameters == window.session.parameters
    assert bar(window).isVisible()
    assert "the same so far" in bar(window).note
    assert not bar(window).chips
    assert other_stage(window).view.isVisible()
    assert "A | B" in window.windowTitle()
    assert window.compare_button.isChecked()


def test_the_controls_change_a_and_b_stays_as_it_was(window: MainWindow) -> None:
    compared(window, overseer__quality=0.8)
    assert window.session.parameters.overseer.quality == 0.8
    other = window.session.other_parameters
    assert other is not None
    assert other.overseer.quality == 0.95
    assert bar(window).chips[0].accessibleName() == "Overseer quality: A 0.80, B 0.95"
    assert not bar(window).note


def test_both_have_the_same_luck_also_when_the_seed_changes(window: MainWindow) -> None:
    compared(window, overseer__quality=0.8, run__seed=42)
    other = window.session.other_parameters
    assert other is not None
    assert other.run.seed == 42
    assert [d.id for d in window.comparison.differences] == ["overseer.quality"]


def test_copying_again_makes_b_what_a_is_now(window: MainWindow) -> None:
    compared(window, overseer__quality=0.8)
    window.compare_button.click()
    assert window.compare_button.isChecked()
    assert window.session.other_parameters == window.session.parameters
    window.compare_button.click()  # nothing differs: nothing changes
    assert window.compare_button.isChecked()
    window.edit.undo()
    assert len(window.comparison.differences) == 1


def test_ctrl_d_copies_and_ctrl_shift_d_swaps(window: MainWindow) -> None:
    window.session.player.to_end()
    window.activateWindow()
    QTest.keyClick(window, Qt.Key.Key_D, Qt.KeyboardModifier.ControlModifier)
    change(window, "overseer.quality", 0.8)
    assert len(window.comparison.differences) == 1
    modifiers = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    QTest.keyClick(window, Qt.Key.Key_D, modifiers)
    assert window.session.parameters.overseer.quality == 0.95


# ---- swap, adopt, drop, keep one: undone and redone ----


@pytest.mark.parametrize(
    ("command", "a", "b"), [("swap", 0.95, 0.8), ("adopt", 0.95, None), ("drop", 0.8, None)]
)  # fmt: skip
def test_swap_adopt_and_drop_are_one_change_each(window: MainWindow, command: str, a: float, b: float | None) -> None:
    compared(window, overseer__quality=0.8)
    before = window.session.state
    getattr(bar(window), command).click()
    settle()
    after = window.session.state
    assert after.parameters.overseer.quality == a
    assert (None if after.compare is None else after.compare.parameters.overseer.quality) == b
    assert bar(window).isVisible() == (b is not None)
    window.edit.undo()
    settle()
    assert window.session.state == before
    assert bar(window).isVisible()
    window.edit.redo()
    settle()
    assert window.session.state == after
    assert bar(window).isVisible() == (b is not None)


def test_undoing_the_copy_ends_the_comparison(window: MainWindow) -> None:
    compared(window)
    window.edit.undo()
    settle()
    assert bar(window).isHidden()
    assert len(window.findChildren(StageView)) == 1
    window.edit.redo()
    settle()
    assert other_stage(window).view.isVisible()


def test_dropping_leaves_no_trace(window: MainWindow) -> None:
    window.session.player.to_end()
    change(window, "overseer.quality", 0.9)
    change(window, "overseer.quality", 0.95)
    window.session.player.seek(5)
    window.transport.setFocus()
    settle()
    title, state = window.windowTitle(), window.session.state
    names = {w.accessibleName() for w in window.findChildren(QWidget) if w.isVisible()}
    picture = window.grab().toImage()
    window.run.compare()
    settle()
    window.run.drop_other()
    settle()
    assert window.session.state == state
    assert window.windowTitle() == title
    assert {w.accessibleName() for w in window.findChildren(QWidget) if w.isVisible()} == names
    assert not window.findChildren(OtherSession)
    assert len(window.findChildren(StageView)) == 1
    assert window.grab().toImage() == picture


def test_a_press_keeps_one_difference_when_there_are_several(window: MainWindow) -> None:
    compared(window, overseer__quality=0.8, reliability__copies=3, distill__drift=0.01)
    assert bar(window).note.startswith("3 things differ")
    chip = bar(window).chips[1]
    assert chip.accessibleName() == "Keep only this: Copies that vote: A 3, B 1"
    chip.setFocus(Qt.FocusReason.TabFocusReason)
    QTest.keyClick(chip, Qt.Key.Key_Space)
    settle()
    assert [d.id for d in window.comparison.differences] == ["reliability.copies"]
    assert window.session.parameters.overseer.quality == 0.95
    window.edit.undo()
    assert len(window.comparison.differences) == 3


def test_a_single_difference_is_told_and_cannot_be_pressed(window: MainWindow) -> None:
    compared(window, overseer__quality=0.8)
    state = window.session.state
    chip = bar(window).chips[0]
    assert chip.focusPolicy() == Qt.FocusPolicy.NoFocus
    chip.click()
    assert window.session.state == state


def test_what_has_no_room_is_kept_through_a_menu(window: MainWindow, monkeypatch: pytest.MonkeyPatch) -> None:
    window.resize(960, 540)
    compared(
        window, overseer__quality=0.8, reliability__copies=3, distill__drift=0.01, amplify__capture=0.9,
        overseer__consistency=0.5, run__rounds=9, task__max_depth=9,
    )  # fmt: skip
    hidden = [chip for chip in bar(window).chips if chip.isHidden()]
    assert hidden
    name = f"{len(hidden)} more differences"
    more = next(b for b in bar(window).findChildren(QPushButton) if b.accessibleName() == name)
    monkeypatch.setattr(bar(window)._menu, "popup", lambda place: None)
    more.click()
    action = bar(window)._menu.actions()[-1]
    last = window.comparison.differences[-1]
    assert action.text().startswith("Keep only: Rounds")
    action.trigger()
    assert window.comparison.differences == (last,)


# ---- overrides ----


def test_each_side_has_its_own_overrides_and_the_bar_names_them(window: MainWindow) -> None:
    window.session.set_overrides({"amplify.capture": "off"}, "Off")
    compared(window)
    window.session.set_overrides({"amplify.capture": None, "distill.drift": "off"}, "Other")
    settle()
    said = [chip.accessibleName() for chip in bar(window).chips]
    assert said == [
        "Keep only this: Capture: A 1.00, B 0.00 (no capture)",
        "Keep only this: Distillation drift: A 0.000 (no drift when distilled), B 0.002",
    ]
    other = window.session.other_parameters
    assert other is not None
    assert (window.session.parameters.amplify.capture, other.amplify.capture) == (1.0, 0.0)
    window.run.swap_sides()
    assert dict(window.session.state.overrides) == {"amplify.capture": "off"}


# ---- files ----


def test_b_is_saved_and_there_again_after_loading(window: MainWindow, tmp_path: Path) -> None:
    compared(window, overseer__quality=0.8)
    state, file = window.session.state, tmp_path / "ab.toml"
    window.document.save(file)
    assert "[compare]" in file.read_text(encoding="utf-8")
    window.run.drop_other()
    window.session.store.mark_saved()
    window.files.open_now(str(file))
    settle()
    assert window.session.state == state
    assert bar(window).isVisible()
    assert other_stage(window).view.isVisible()
    window.files.open_now("checks")
    settle()
    assert bar(window).isHidden()
    assert len(window.findChildren(StageView)) == 1


def test_a_file_with_b_opens_compared_and_still_at_its_start(qtbot: QtBot, tmp_path: Path) -> None:
    b = Compare(parameters=Parameters.of({"overseer.quality": 0.8}), overrides=Overrides((("distill.drift", "off"),)))
    for window in opened_window(tmp_path, Scenario(title="Both", compare=b)):
        assert bar(window).isVisible()
        assert len(bar(window).chips) == 2
        assert (window.session.player.round, other_stage(window).view.scene.round) == (0, 0)


def test_reset_returns_to_what_was_loaded_and_can_be_undone(window: MainWindow) -> None:
    compared(window, overseer__quality=0.8)
    window.edit.reset()
    settle()
    assert not window.comparison.is_on
    window.edit.undo()
    settle()
    assert len(window.comparison.differences) == 1


# ---- both stages ----


def test_one_player_moves_both_stages_and_both_ask_the_same_question(window: MainWindow) -> None:
    compared(window, overseer__quality=0.8)
    a, b = stage(window), other_stage(window).view
    for round_ in (0, 3, 12, 7):
        window.session.player.seek(round_)
        settle()
        assert (a.scene.round, b.scene.round) == (round_, round_)
        assert a.scene.depth == b.scene.depth
    a.ask_next()
    assert b.scene.number == 1
    b.ask_next()
    assert a.scene.number == 2


def test_each_stage_shows_its_own_run(window: MainWindow) -> None:
    compared(window, reliability__copies=3)
    dials = window.workspace.dial, other_stage(window).dial
    assert dials[0] is not None
    window.session.player.seek(7)
    assert stage(window).view().copies == 3
    assert other_stage(window).view.view().copies == 1
    assert dials[0].value < 1.5 < dials[1].value


def test_a_drag_of_a_builds_nothing_anew_for_b(window: MainWindow, monkeypatch: pytest.MonkeyPatch) -> None:
    compared(window, overseer__quality=0.8)
    b = other_stage(window).view
    scene, refreshed = b.scene, []
    monkeypatch.setattr(b, "update", lambda: refreshed.append(1))
    window.session.begin_drag("overseer.quality")
    for value in (0.81, 0.82, 0.83):
        change(window, "overseer.quality", value)
    assert b.scene is scene
    assert not refreshed
    window.session.end_drag()


def test_keys_in_the_other_stage_move_the_one_player(window: MainWindow) -> None:
    compared(window, overseer__quality=0.8)
    b = other_stage(window).view
    b.setFocus()
    QTest.keyClick(b, Qt.Key.Key_Home)
    QTest.keyClick(b, Qt.Key.Key_Right)
    assert window.session.player.round == 1
    QTest.keyClick(b, Qt.Key.Key_Space)
    assert window.session.player.is_playing
    QTest.keyClick(b, Qt.Key.Key_Space)
    assert not window.session.player.is_playing


def test_where_b_is_shorter_its_stage_waits_at_its_end(window: MainWindow) -> None:
    change(window, "run.rounds", 5)
    compared(window, run__rounds=9)
    window.session.player.seek(8)
    settle()
    assert (stage(window).scene.round, other_stage(window).view.scene.round) == (8, 5)
    window.session.player.seek(2)
    settle()
    assert other_stage(window).view.scene.round == 2


def test_focus_in_b_goes_to_a_when_b_is_dropped(window: MainWindow) -> None:
    compared(window, overseer__quality=0.8)
    window.activateWindow()
    other_stage(window).view.setFocus()
    window.run.drop_other()
    settle()
    assert QApplication.focusWidget() is stage(window)


@pytest.mark.parametrize("length", [6.0, 11.4, 15.0, 23.0, 40.0])
def test_a_sample_of_dashes_ends_with_a_whole_one(length: float) -> None:
    dash, gap = _whole([4.0, 3.0], length)
    assert dash / gap == pytest.approx(4.0 / 3.0)
    count = (length + gap) / (dash + gap)
    assert count == pytest.approx(round(count))
    assert round(count) >= 2


# ---- in words ----


def test_it_is_announced_once_when_it_begins_and_when_it_ends(
    window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[str] = []
    monkeypatch.setattr(comparison_module, "announce", lambda window, sentence: said.append(sentence))
    compared(window, overseer__quality=0.8, reliability__copies=3)
    window.run.compare()
    assert said == ["A is copied to B. The controls change A; B stays as it is."]
    window.run.drop_other()
    assert said[1:] == ["The comparison has ended."]


def test_names_tell_the_sides_apart_and_are_unique_in_their_region(window: MainWindow) -> None:
    compared(window, overseer__quality=0.8, reliability__copies=3)
    assert stage(window).accessibleName() == "A: Stage: the tree of one question"
    assert other_stage(window).view.accessibleName() == "B: Stage: the tree of one question"
    assert stage(window).texts.title.startswith("A: ")
    assert "A 0.80, B 0.95" in bar(window).accessibleDescription()
    sides = (stage(window), other_stage(window).view)
    names = [
        (next((i for i, side in enumerate(sides) if side.isAncestorOf(w)), -1), w.accessibleName() or w.windowTitle(),
         type(w).__name__, getattr(w, "text", str)())
        for w in focusable(window)
    ]  # fmt: skip
    assert len(set(names)) == len(names), sorted(names)


def test_f6_reaches_the_bar_and_both_stages(window: MainWindow) -> None:
    compared(window, overseer__quality=0.8)
    window.activateWindow()
    window.transport.setFocus()
    regions = [bar(window), stage(window), other_stage(window).view, window.workspace.charts, window.controls]
    for region in regions:
        window.view.next_region()
        focus = QApplication.focusWidget()
        assert focus is not None
        assert region is not None
        assert region is focus or region.isAncestorOf(focus)


def test_tab_goes_from_a_s_stage_to_b_s_and_on_to_the_charts(window: MainWindow) -> None:
    compared(window, overseer__quality=0.8)
    window.activateWindow()
    stage(window).setFocus()
    seen: list[str] = []
    for _ in range(30):
        window.focusNextChild()
        focus = QApplication.focusWidget()
        charts = window.workspace.charts
        for name, region in (("A", stage(window)), ("B", other_stage(window).view), ("charts", charts)):
            if region is not None and focus is not None and (region is focus or region.isAncestorOf(focus)):
                seen += [name] if not seen or seen[-1] != name else []
    assert seen[seen.index("B") :][:2] == ["B", "charts"]
    assert "charts" not in seen[: seen.index("B")]


def test_every_string_of_a_comparison_is_translated(qtbot: QtBot, tmp_path: Path) -> None:
    scenario = replace(codec.read(library.find("checks")), title="⟦a title⟧", notes="⟦notes⟧")
    with Speaking(), DrawnText() as drawn:
        for window in opened_window(tmp_path, scenario):
            found: list[tuple[str, str]] = []
            compared(window)
            found += list(texts(window))
            change(window, "overseer.quality", 0.8)
            found += list(texts(window))
            window.session.set_overrides({"distill.drift": "off"}, "⟦Off⟧")
            change(window, "reliability.copies", 3)
            charts = window.workspace.charts
            assert charts is not None
            for tab in ("over_time", "difference", "by_depth", "origins", "plane", "cost", "attack"):
                charts.show_tab(tab)
                for round_ in (0, 4, 12):
                    window.session.player.seek(round_)
                    settle()
                found += list(texts(window))
    found += [("painted", text) for text in drawn.texts]
    letters = {"⟦A⟧", "⟦B⟧"}
    escaped = sorted(
        {f"{where}: {t}" for where, t in found if untranslated(t) and t not in KEYS and t not in letters}
    )  # fmt: skip
    assert not escaped, "\n".join(escaped)


def test_another_language_keeps_the_comparison(window: MainWindow) -> None:
    compared(window, overseer__quality=0.8)
    with Speaking():
        settle()
        assert bar(window).isVisible()
        assert len(window.findChildren(OtherSession)) == 1
        assert other_stage(window).view.accessibleName().startswith("⟦")
    settle()


# ---- geometry ----


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("name", ["light", "dark", "projector"])
def test_nothing_of_the_bar_overlaps_or_is_cut(window: MainWindow, size: tuple[int, int], name: str) -> None:
    window.settings.change(theme=name)
    window.resize(*size)
    several = {"reliability__copies": 3, "distill__drift": 0.01, "run__rounds": 9}
    for changes in ({}, {"overseer__quality": 0.8}, several):
        compared(window, **changes)
        assert (window.width(), window.height()) == size
        parts = [w for w in bar(window).children() if isinstance(w, QWidget) and w.isVisible() and not w.isWindow()]
        rects = [QRect(w.geometry()) for w in parts]
        for index, rect in enumerate(rects):
            assert bar(window).rect().contains(rect), parts[index]
            assert rect.left() >= bar(window)._legend_end() - 1 or rect.top() > bar(window)._height(1) - 8
            assert not any(rect.intersects(other) for other in rects[index + 1 :]), parts[index]
        for button in (bar(window).swap, bar(window).adopt, bar(window).drop):
            assert button.width() >= button.sizeHint().width()
        sides = [stage(window), other_stage(window).view]
        assert all(side.width() >= 200 and side.height() >= 160 for side in sides if side.isVisible())
        assert abs(sides[0].width() - sides[1].width()) <= 1
    theme.apply("light")


def test_chips_that_are_shown_are_those_that_fit(window: MainWindow) -> None:
    compared(window, overseer__quality=0.8, reliability__copies=3)
    chips = bar(window).findChildren(DifferenceChip)
    assert all(chip.isVisible() and chip.width() >= chip.sizeHint().width() for chip in chips)


# ---- charts ----


def curves_of(window: MainWindow, tab: str) -> list[RoundsPlot]:
    charts = window.workspace.charts
    assert charts is not None
    charts.show_tab(tab)
    settle()
    return [p for p in charts.findChildren(RoundsPlot) if p.isVisible()]  # type: ignore[type-abstract]


@pytest.mark.parametrize("tab", ["over_time", "cost", "attack"])
def test_a_is_solid_and_b_dashed_and_both_are_named(window: MainWindow, tab: str) -> None:
    compared(window, overseer__quality=0.8, security__prevalence=0.1, reliability__copies=3)
    other = window.session.other_run
    assert other is not None
    for plot in curves_of(window, tab):
        assert plot.shows_both
        for id_, twin in plot._twins.items():
            np.testing.assert_array_equal(twin.values, plot.values(other)[id_][1])
            assert twin.past.opts["pen"].style() == Qt.PenStyle.CustomDashLine
            assert plot.curves[id_].past.opts["pen"].style() == Qt.PenStyle.SolidLine
            assert ("A" in plot.curves[id_].name.split(), "B" in twin.name.split()) == (True, True)
    window.run.drop_other()
    settle()
    for plot in curves_of(window, tab):
        assert not plot.shows_both
        assert all(not len(twin.values) for twin in plot._twins.values())
        assert "A" not in plot.curves[next(iter(plot._twins))].name.split()


def test_b_is_painted_in_every_tab(window: MainWindow) -> None:
    charts = window.workspace.charts
    assert charts is not None
    compared(window, overseer__quality=0.8)
    window.session.player.seek(7)
    for tab in ("over_time", "by_depth", "origins", "plane", "cost", "attack"):
        charts.show_tab(tab)
        settle()
        group = charts._groups[tab]
        with_b = [chart.plot.grab().toImage() for chart in group.charts]
        said = [chart.accessibleDescription() for chart in group.charts]
        for chart in group.charts:
            chart.plot.other = None
            chart.show_run(window.session.run, chart.plot.moment, settled=True)
        without = [chart.plot.grab().toImage() for chart in group.charts]
        assert any(a != b for a, b in zip(with_b, without, strict=True)), tab
        assert any("B: " in text for text in said), tab
        group.refit()


def test_what_was_there_before_a_drag_is_left_faintly_until_it_ends(window: MainWindow) -> None:
    window.session.player.to_end()
    before = window.session.run
    window.session.begin_drag("overseer.quality")
    for value in (0.9, 0.8):
        change(window, "overseer.quality", value)
        for plot in curves_of(window, "over_time"):
            for id_, ghost in plot._ghosts.items():
                np.testing.assert_array_equal(ghost.values, plot.values(before)[id_][1])
                assert len(ghost.ahead.getData()[0]) == 13
    window.session.end_drag()
    settle()
    for plot in curves_of(window, "over_time"):
        assert plot._ghosts
        assert all(not len(ghost.values) for ghost in plot._ghosts.values())


def test_a_drag_that_ends_where_it_began_leaves_the_same_picture(window: MainWindow) -> None:
    window.session.player.to_end()
    charts = window.workspace.charts
    assert charts is not None
    window.session.begin_drag("overseer.quality")
    change(window, "overseer.quality", 0.94)
    change(window, "overseer.quality", 0.95)
    window.session.end_drag()
    settle()
    picture = charts.grab().toImage()
    window.session.begin_drag("overseer.quality")
    change(window, "overseer.quality", 0.94)
    assert charts.grab().toImage() != picture
    change(window, "overseer.quality", 0.95)
    window.session.end_drag()
    settle()
    assert charts.grab().toImage() == picture


def test_while_comparing_b_is_what_was_before(window: MainWindow) -> None:
    compared(window, overseer__quality=0.8)
    window.session.begin_drag("overseer.quality")
    change(window, "overseer.quality", 0.7)
    assert not any(len(ghost.values) for plot in curves_of(window, "over_time") for ghost in plot._ghosts.values())
    window.session.end_drag()


def test_the_band_of_many_runs_is_said_to_be_that_of_a(window: MainWindow, qtbot: QtBot) -> None:
    compared(window, overseer__quality=0.8)
    window.session.ensemble.show_band()
    qtbot.waitUntil(lambda: window.session.ensemble.seen is not None)
    for plot in curves_of(window, "over_time"):
        remark = plot.remark()
        assert remark is not None
        assert all(text.startswith("A: ") for text in remark.texts)
    window.run.drop_other()
    settle()
    remarks = [plot.remark() for plot in curves_of(window, "over_time")]
    assert not any(remark is not None and remark.texts[0].startswith("A: ") for remark in remarks)
    window.session.ensemble.stop()


def test_random_actions_on_both_sides_are_undone_to_the_start_and_redone_to_the_end(window: MainWindow) -> None:
    luck, store = random.Random(11), window.session.store
    window.session.player.to_end()
    first = store.state

    def set_any() -> None:
        id_ = luck.choice(("overseer.quality", "amplify.capture", "overseer.consistency"))
        window.session.set_value(id_, luck.choice((0.1, 0.5, 0.9)), "Change")

    def keep_any() -> None:
        if window.comparison.differences:
            window.comparison.keep(luck.choice(window.comparison.differences).id)

    def override_any() -> None:
        window.session.set_overrides({"distill.drift": luck.choice(("off", None))}, "Override")

    def shown_sides() -> int:
        return len(window.findChildren(StageView))

    actions = [
        set_any, set_any, keep_any, override_any, window.run.compare, window.run.swap_sides, window.run.adopt_other,
        window.run.drop_other, window.edit.undo, window.edit.redo,
    ]  # fmt: skip
    for _ in range(150):
        luck.choice(actions)()
        QCoreApplication.processEvents()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        assert bar(window).isVisible() == window.comparison.is_on == (shown_sides() == 2)
    last = store.state
    while store.history.can_undo:
        window.edit.undo()
    assert store.state == first
    while store.history.can_redo:
        window.edit.redo()
    assert store.state == last


def test_the_maps_by_depth_show_the_cells_of_a_or_of_b(window: MainWindow) -> None:
    charts = window.workspace.charts
    assert charts is not None
    charts.show_tab("by_depth")
    group = charts.group
    assert isinstance(group, ByDepth)
    assert group.switch.isHidden()
    compared(window, overseer__quality=0.8)
    QCoreApplication.processEvents()
    right, wrong = (chart.plot for chart in group.charts)
    assert isinstance(right, DepthMap)
    assert isinstance(wrong, DepthMap)
    assert not group.switch.isHidden()
    assert (right.title()[:2], wrong.title()[:2]) == ("A:", "A:")
    a, cells = wrong.tip(wrong.frame.center()), wrong._pixels.copy()
    group.switch.setCurrentIndex(1)
    assert (right.title()[:2], wrong.title()[:2]) == ("B:", "B:")
    b = window.session.other_run
    assert b is not None
    round_, depth = (math.floor(value + 0.5) for value in wrong.value_at(wrong.frame.center()))
    assert words.share(b.misaligned[round_, depth]) in wrong.tip(wrong.frame.center()) != a
    assert (wrong._pixels != cells).any()
    window.comparison.drop()
    assert group.switch.isHidden()
    assert group.switch.currentIndex() == 0
    assert wrong.title() == "Misaligned answers by depth"


def test_both_charts_of_origins_show_how_high_the_bars_of_b_are(window: MainWindow) -> None:
    charts = window.workspace.charts
    assert charts is not None
    charts.show_tab("origins")
    compared(window, overseer__quality=0.8)
    window.session.player.to_end()
    QCoreApplication.processEvents()
    b = window.session.other_run
    assert b is not None
    what, when = (chart.plot for chart in charts.group.charts)
    assert isinstance(what, OriginsPlot)
    assert isinstance(when, OriginsPlot)
    assert what.title().endswith("; dashes = B")
    assert when.title().endswith("; dashes = B")
    assert np.allclose(what.totals(b, b.last), b.misaligned.mean(axis=1))
    assert when.totals(b, b.last).sum() == pytest.approx(b.misaligned[-1].mean())
    assert when.y_scale.high >= when.totals(b, b.last).max()


def test_each_of_two_stages_says_its_round_before_a_class(qtbot: QtBot, tmp_path: Path) -> None:
    """Where there is no room for more, the title says what one compares."""
    with opened(tmp_path) as window:
        window.comparison.copy()
        theme.apply("projector", 150)
        window.resize(1280, 800)
        window.workspace.show_stage()
        settle()
        assert window.workspace.stages is not None
        stages = window.workspace.stages.a, window.workspace.stages.b
        for side, stage in zip("AB", stages, strict=True):
            assert stage is not None
            stage.view.resize(330, 460)
            said = [text for text, _ in drawn.texts(stage.view) if text.startswith(f"{side}: ")]
            assert said == [f"{side}: Round {window.session.player.round}"]
