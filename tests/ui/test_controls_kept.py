"""Controls are made once and kept: another scenario changes what differs, and shows the same as a panel made anew."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from random import Random

import pytest
import shiboken6
from PySide6.QtCore import QCoreApplication, QEvent, QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QLabel, QLayout, QLayoutItem, QLineEdit, QSlider, QWidget
from pytestqt.qtbot import QtBot

from simulator.app.session import Session
from simulator.engine.overrides import Overrides
from simulator.engine.parameters import TABLE, Parameters
from simulator.scenario import codec, library
from simulator.scenario.schema import Scenario, View
from simulator.ui.controls import GROUPS, ControlsPanel
from simulator.ui.start import make_application
from simulator.ui.widgets.control import Control, FieldControl, SliderControl
from simulator.ui.widgets.inside import stops_in
from simulator.ui.widgets.slider import Slider

QUALITY, ROUNDS = "overseer.quality", "run.rounds"
LEFT, NO_KEYS = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier

SPECIAL = (
    Scenario(title="One group on top", view=View(show=tuple(row.id for row in GROUPS[1].rows))),
    Scenario(title="Locked", view=View(show=(ROUNDS, "run.seed"), lock=(QUALITY, ROUNDS, "start.method"))),
    Scenario(
        title="Overridden",
        view=View(show=("reliability.copies", QUALITY)),
        overrides=Overrides(()).with_({"distill.drift": "off", QUALITY: "ideal"}),
    ),
    Scenario(title="Backwards", view=View(show=tuple(reversed(tuple(TABLE)[:9])), lock=(ROUNDS,))),
    Scenario(title="Nothing on top", parameters=Parameters.of({QUALITY: 0.123}), view=View(show=())),
)


def shown(qtbot: QtBot, session: Session) -> ControlsPanel:
    panel = ControlsPanel(session)
    qtbot.addWidget(panel)
    panel.resize(280, 700)
    panel.show()
    settle()
    return panel


def settle() -> None:
    for _ in range(3):
        QCoreApplication.processEvents()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


def layout_items() -> list[str]:
    """What Python remembers of items of layouts."""
    known = shiboken6.getAllValidWrappers()
    return [type(each).__name__ for each in known if isinstance(each, QLayoutItem) and not isinstance(each, QLayout)]


@pytest.fixture
def session() -> Session:
    make_application("light")
    return Session(codec.read(library.find(library.DEFAULT)))


@pytest.fixture
def panel(qtbot: QtBot, session: Session) -> ControlsPanel:
    return shown(qtbot, session)


def said(panel: ControlsPanel) -> dict[str, object]:
    """All that can be seen or heard, and in which order."""
    found: dict[str, object] = {"groups": [(group.title, group.is_open, words(group)) for group in panel.groups]}
    for id_, control in panel.controls.items():
        if control.isVisible():
            where = control.mapTo(panel._content, QPoint(0, 0)), control.size()
            inside = [(child.geometry(), words(child)) for child in seen(control)]
            found[id_] = where, words(control), inside, control.is_changed
    found["order"] = [child.row.id for child in panel.findChildren(Control) if child.isVisible()]
    found["tabs"] = [name for widget in chain(panel) if (name := widget.accessibleName())]
    return found


def seen(control: Control) -> list[QWidget]:
    children = [child for child in control.children() if isinstance(child, QWidget) and child.isVisible()]
    return sorted(children, key=lambda child: (child.y(), child.x(), type(child).__name__))


def words(widget: QWidget) -> tuple[object, ...]:
    text = widget.text() if isinstance(widget, QLabel | QAbstractButton | QLineEdit) else ""
    value = widget.value() if isinstance(widget, QSlider) else widget.property("checked")
    names = widget.accessibleName(), widget.accessibleDescription(), widget.toolTip()
    return type(widget).__name__, text, value, widget.isEnabled(), *names


def chain(panel: ControlsPanel) -> Iterator[QWidget]:
    """Where the Tab key stops, in its order."""
    return (stop for stop in stops_in(panel) if stop.isVisible() and stop is not panel._reset)


@pytest.mark.parametrize("seed", range(4))
def test_after_any_scenarios_a_panel_shows_what_one_made_anew_shows(qtbot: QtBot, session: Session, seed: int) -> None:
    luck, used = Random(seed), shown(qtbot, session)
    bundled = [codec.read(library.find(slug)) for slug in library.slugs()]
    for _ in range(8):
        for group in luck.sample(used.groups, min(2, len(used.groups))):
            group.set_open(not group.is_open)
        session.set_value(QUALITY, round(luck.random(), 2), "Change")
        session.open(luck.choice((*SPECIAL, *luck.sample(bundled, 3))))
        settle()
        fresh = shown(qtbot, session)
        for group, twin in zip(used.groups, fresh.groups, strict=True):
            twin.set_open(group.is_open)
        settle()
        fresh._area.verticalScrollBar().setValue(0)
        assert said(used) == said(fresh)
        assert list(used.controls)[: len(session.state.view.show)] == list(session.state.view.show)
        fresh.close()


def test_another_scenario_makes_no_control_anew_and_writes_only_what_differs(
    session: Session, panel: ControlsPanel, monkeypatch: pytest.MonkeyPatch
) -> None:
    for group in panel.groups:
        group.set_open(True)
    settle()
    before, values = panel.controls, session.parameters
    written: list[str] = []
    original = FieldControl.show_value

    def counted(control: FieldControl, value: float | int | str) -> None:
        written.append(control.row.id)
        original(control, value)

    monkeypatch.setattr(FieldControl, "show_value", counted)
    panel._area.verticalScrollBar().setValue(40)
    session.open(codec.read(library.find("bill")))
    settle()
    assert panel._area.verticalScrollBar().value() == 0
    assert panel.controls.keys() == before.keys()
    assert all(control is before[id_] for id_, control in panel.controls.items())
    assert set(session.parameters.differences(values)) <= {*written, "start.method"}
    assert len(written) == len(set(written)) < len(before) / 2
    written.clear()
    session.open(replace(session.state, title="The same values"))
    assert not written


def test_what_was_typed_is_gone_with_the_scenario_it_was_typed_for(session: Session, panel: ControlsPanel) -> None:
    control = panel.controls[QUALITY]
    assert isinstance(control, SliderControl)
    control.field.setFocus()
    control.field.selectAll()
    QTest.keyClicks(control.field, "77")
    QTest.keyClick(control.field, Qt.Key.Key_Return)
    assert control.field.sentence
    session.open(replace(session.state, title="Another", view=View(show=(QUALITY, ROUNDS), lock=())))
    assert (control.field.sentence, control.field.isModified()) == ("", False)
    assert float(control.field.text()) == session.parameters.overseer.quality


def test_a_slider_that_is_held_while_a_scenario_opens_is_let_go(session: Session, panel: ControlsPanel) -> None:
    slider = panel.controls[QUALITY].findChild(Slider)
    assert slider is not None
    QTest.mousePress(slider, LEFT, NO_KEYS, QPoint(slider.width() // 2, 12))
    session.open(replace(session.state, title="Another", view=View(show=(QUALITY, ROUNDS), lock=())))
    after = session.parameters
    QTest.mouseMove(slider, QPoint(20, 12))
    QTest.mouseRelease(slider, LEFT, NO_KEYS, QPoint(20, 12))
    assert session.parameters == after
    assert not session.is_dragging


def test_python_remembers_no_item_of_a_layout(qtbot: QtBot, session: Session) -> None:
    """Controls go from stack to stack, and Qt deletes their items where Python does not hear of it."""
    before = layout_items()
    panel = shown(qtbot, session)
    for scenario in (*SPECIAL, *SPECIAL):
        for group in panel.groups:
            group.set_open(True)
        session.open(scenario)
        settle()
    assert layout_items() == before
