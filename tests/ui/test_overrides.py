"""Overrides on screen: chip, menus, the strip that ends them all, in every theme and language."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from unittest.mock import patch

import pytest
from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu
from pytestqt.qtbot import QtBot

from simulator.app.session import Session
from simulator.app.settings import Settings
from simulator.engine.overrides import MECHANISMS
from simulator.scenario.schema import Scenario, View
from simulator.ui import theme
from simulator.ui.controls import ControlsPanel
from simulator.ui.main_window import MainWindow
from simulator.ui.mechanisms import MechanismsMenu
from simulator.ui.start import make_application
from simulator.ui.theme import THEMES, Theme
from simulator.ui.widgets.control import SliderControl
from simulator.ui.widgets.override import OverrideChip, OverrideMenu
from tests.ui.pseudo import DrawnText, Speaking, texts, untranslated

QUALITY = "overseer.quality"


@pytest.fixture
def panel(qtbot: QtBot) -> Iterator[ControlsPanel]:
    make_application("light")
    session = Session(Scenario(title="A scenario"))
    made = ControlsPanel(session)
    qtbot.addWidget(made)
    made.resize(280, 644)
    with qtbot.waitActive(made):
        made.show()
        made.activateWindow()
    QCoreApplication.processEvents()
    yield made
    theme.apply("light")


def quality(panel: ControlsPanel) -> SliderControl:
    control = panel.controls[QUALITY]
    assert isinstance(control, SliderControl)
    return control


def chip(panel: ControlsPanel) -> OverrideChip:
    return next(found for found in quality(panel).findChildren(OverrideChip))


def test_an_override_shows_the_value_in_force_and_keeps_the_one_that_is_set(panel: ControlsPanel) -> None:
    control, session = quality(panel), panel._session
    control.set_override("ideal")
    assert session.run.parameters.overseer.quality == 1.0
    assert session.state.parameters.overseer.quality == 0.95
    assert chip(panel).isVisible()
    assert chip(panel).text() == "perfect"
    assert not control.field.isVisible()
    assert not control.slider.isEnabled()
    assert control.slider.value() == control.slider.maximum()
    assert "set to 0.95" in control._line.text()
    assert not control.is_changed
    chip(panel).click()
    assert session.run.parameters.overseer.quality == 0.95
    assert control.field.isVisible()
    assert control.slider.isEnabled()
    assert not chip(panel).isVisible()


def test_the_chip_says_what_counts_again_also_when_another_value_is_set_behind_it(panel: ControlsPanel) -> None:
    control, session = quality(panel), panel._session
    control.set_override("ideal")
    assert "then 0.95 counts again" in chip(panel).accessibleDescription()
    state = session.state
    session.store.put(replace(state, parameters=state.parameters.with_({QUALITY: 0.8})))
    assert "then 0.80 counts again" in chip(panel).accessibleDescription()
    assert "then 0.80" in chip(panel).toolTip().replace("\n", " ")
    session.store.put(state)
    assert "then 0.95 counts again" in chip(panel).accessibleDescription()


def test_overrides_are_undone_and_redone(panel: ControlsPanel) -> None:
    quality(panel).set_override("ideal")
    history = panel._session.store.history
    assert "perfect" in history.undo_text
    history.undo()
    assert not panel._session.state.overrides
    assert quality(panel).field.isVisible()
    history.redo()
    assert chip(panel).isVisible()


def test_one_press_ends_all_overrides_in_one_change(panel: ControlsPanel) -> None:
    session = panel._session
    session.set_overrides({QUALITY: "ideal", "distill.drift": "off"}, "Override")
    assert panel._strip.isVisible()
    assert "2 overrides" in panel._strip._label.text()
    panel._strip.button.click()
    assert not session.state.overrides
    assert not panel._strip.isVisible()
    session.store.history.undo()
    assert len(session.state.overrides) == 2
    assert panel._strip.isVisible()


def test_the_menu_of_a_control_offers_what_the_table_has(panel: ControlsPanel) -> None:
    menu = quality(panel).override_menu()
    assert isinstance(menu, OverrideMenu)
    said = [action.text() for action in menu.actions() if not action.isSeparator()]
    assert said == ["Make perfect: an overseer who never slips", "As it is set"]
    menu.actions()[0].trigger()
    assert panel._session.state.overrides.kind(QUALITY) == "ideal"
    menu.close()


def test_a_locked_control_is_not_overridden(panel: ControlsPanel) -> None:
    session = panel._session
    session.open(Scenario(title="Locked", view=View(lock=(QUALITY,))))
    quality(panel).set_override("ideal")
    assert not session.state.overrides
    menu = MechanismsMenu(session, panel)
    menu.aboutToShow.emit()
    enabled = {str(action.data()): action.isEnabled() for action in menu.actions()}
    assert not enabled["A flawless overseer"]
    assert enabled["No drift"]


def test_the_chip_is_reached_and_pressed_by_the_keyboard(panel: ControlsPanel) -> None:
    quality(panel).set_override("ideal")
    focus = chip(panel)
    focus.setFocus(Qt.FocusReason.TabFocusReason)
    assert focus.hasFocus()
    assert "end the override" in focus.accessibleName()
    QTest.keyClick(focus, Qt.Key.Key_Space)
    assert not panel._session.state.overrides


def test_a_mechanism_of_the_run_menu_begins_and_ends_as_one_change(qtbot: QtBot, tmp_path: Path) -> None:
    make_application("light")
    window = MainWindow(Session(Scenario(title="A scenario")), Settings(tmp_path / "settings.json"))
    qtbot.addWidget(window)
    menu = next(found for found in window.findChildren(QMenu) if isinstance(found, MechanismsMenu))

    def entry(name: str) -> QAction:
        menu.aboutToShow.emit()
        return next(action for action in menu.actions() if action.data() == name)

    assert not window.menus.actions["end_overrides"].isEnabled()
    entry("No drift").trigger()
    assert dict(window.session.state.overrides) == dict(MECHANISMS["No drift"])
    assert entry("No drift").isChecked()
    entry("No drift").trigger()
    assert not window.session.state.overrides
    window.edit.undo()
    assert window.menus.actions["end_overrides"].isEnabled()
    window.menus.actions["end_overrides"].trigger()
    assert not window.session.state.overrides
    window.session.store.mark_saved()


def test_every_text_of_an_override_is_translated(panel: ControlsPanel) -> None:
    with Speaking():
        session = panel._session
        other = ControlsPanel(session)
        session.set_overrides({QUALITY: "ideal", "reliability.copies": "off"}, "Override")
        other.resize(280, 644)
        menu = quality(other).override_menu()
        with DrawnText() as drawn:
            other.grab()
        found = [*texts(other), *texts(menu), *(("drawn", text) for text in drawn.texts)]
        escaped = [f"{where}: {text}" for where, text in found if untranslated(text)]
        menu.close()
        other.deleteLater()
    assert not escaped


def luminance(color: str) -> float:
    shares = [int(color[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [s / 12.92 if s <= 0.03928 else ((s + 0.055) / 1.055) ** 2.4 for s in shares]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("look", THEMES.values(), ids=list(THEMES))
def test_the_color_of_overrides_can_be_read_and_is_no_other_color(look: Theme) -> None:
    least = 7.0 if look.name == "projector" else 4.5
    for ground in (look.card, look.override_soft):
        assert contrast(look.override_text, ground) >= least
        assert contrast(look.override, ground) >= 3.0
    others = (look.accent, look.misaligned, look.overseer, look.correct, look.error, look.teacher)
    assert look.override not in others


def test_an_override_that_has_ended_leaves_no_room_behind(panel: ControlsPanel, qtbot: QtBot) -> None:
    control = quality(panel)
    before = control.height()
    with patch.object(control, "_words", lambda value: "One sentence that is long enough for some lines. " * 4):
        control.set_override("ideal")
        qtbot.waitUntil(lambda: control.height() > before)
    control.set_override(None)
    qtbot.waitUntil(lambda: control.height() == before)
