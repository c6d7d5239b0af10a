"""What a screen reader hears while one works: as much as is needed, and nothing of where one is not."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QToolTip
from pytestqt.qtbot import QtBot

from simulator.engine.parameters import TABLE
from simulator.learner.settings import SETTINGS
from simulator.ui.accessible.lesson import StepTeller
from simulator.ui.accessible.telling import announce
from simulator.ui.charts.tabs import QuietTabs
from simulator.ui.learned.header import Header
from simulator.ui.widgets.values import _ONE, counted_text, tip
from tests.accessibility.windows import opened, settle


@pytest.fixture
def listening() -> Iterator[None]:
    was_active = QAccessible.isActive()
    QAccessible.setActive(True)
    yield
    QAccessible.setActive(was_active)


@pytest.mark.usefixtures("listening")
def test_tabs_tell_of_a_choice_only_where_the_focus_is(qtbot: QtBot) -> None:
    tabs, is_heard = QuietTabs(["One", "Two", "Three"], "Tabs"), []
    qtbot.addWidget(tabs)
    tabs.currentChanged.connect(lambda _: is_heard.append(QAccessible.isActive()))
    tabs.show()
    tabs.activateWindow()
    settle()
    tabs.clearFocus()
    tabs.setCurrentIndex(1)
    assert (is_heard, QAccessible.isActive()) == ([False], True)
    tabs.setFocus()
    tabs.setCurrentIndex(2)
    assert is_heard == [False, True]


def test_what_has_the_focus_is_explained_to_those_who_do_not_point_at_it(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[str] = []
    with opened(tmp_path) as window:
        monkeypatch.setattr(QAccessible, "isActive", lambda: True)
        monkeypatch.setattr(QAccessible, "setActive", lambda active: None)
        monkeypatch.setattr(QAccessible, "updateAccessibility", lambda event: said.append(event.message()))
        control = window.controls.controls["overseer.quality"]
        for part in control.stations():
            said.clear()
            part.setFocus()
            window.menus.actions["explain"].trigger()
            assert QToolTip.isVisible()
            assert tip(TABLE["overseer.quality"]) in QToolTip.text()
            assert tip(TABLE["overseer.quality"]) in said[0]
        said.clear()
        assert window.workspace.stage is not None
        window.workspace.stage.setFocus()
        window.menus.actions["explain"].trigger()
        assert said == [window.workspace.stage.accessibleDescription()]


def test_words_of_a_tool_tip_are_said_without_markup(monkeypatch: pytest.MonkeyPatch) -> None:
    from simulator.ui.text import as_tip, plain

    assert plain(as_tip("a <b>bold</b> title\nand more")) == "a <b>bold</b> title\nand more"
    assert plain("plain words") == "plain words"


def test_there_is_one_of_what_can_be_counted() -> None:
    rows = [*TABLE.values(), *SETTINGS.values()]
    counted = [row for row in rows if row.unit and row.low <= 1 <= row.high]
    assert len(counted) > 8
    for row in counted:
        assert counted_text(row, 1).endswith(f" {_ONE[row.unit]}"), row.id
        assert counted_text(row, 2).endswith(f" {row.unit}")
    assert counted_text(TABLE["reliability.copies"], 1) == "1 copy"


def test_announcements_are_for_those_who_listen(monkeypatch: pytest.MonkeyPatch, qtbot: QtBot, tmp_path: Path) -> None:
    with opened(tmp_path) as window:
        monkeypatch.setattr(QAccessible, "isActive", lambda: False)
        monkeypatch.setattr(QAccessible, "updateAccessibility", lambda event: pytest.fail(event.message()))
        announce(window, "Nobody listens.")


def test_what_a_lesson_says_is_said_once_where_the_focus_does_not_say_it(
    monkeypatch: pytest.MonkeyPatch, qtbot: QtBot, tmp_path: Path
) -> None:
    said: list[str] = []
    monkeypatch.setattr("simulator.ui.accessible.lesson.announce", lambda widget, sentence: said.append(sentence))
    with opened(tmp_path, "why-did-it-turn") as window:
        window.menus.actions["lesson"].trigger()
        settle()
        panel, play = window.lesson_panel, window.session.lesson
        teller = panel.findChild(StepTeller)
        assert teller is not None
        assert panel.body is not None
        assert panel.body.prose is not None
        assert panel.body.prose.hasFocus()
        teller.say()
        assert said == []  # the words that have the focus are read by themselves
        for command in ("next_step", "step_before"):
            panel.back_button.setFocus()
            window.menus.actions[command].trigger()
            settle()
            assert panel.body.prose.hasFocus()  # and not a button, which the next space bar would press
            teller.say()
            assert said == []
        panel.next_button.setFocus()
        play.forward()
        settle()
        teller.say()
        teller.say()
        assert len(said) == 1
        for part in ("step 2 of", panel.body.prose.accessibleName()):
            assert part in said[0]
        said.clear()
        play.forward()
        settle()
        teller.say()
        assert play.step.kind == "predict"
        for ask in (play.go_on, play.go_on, play.forward):
            said.clear()
            ask()
            settle()
            teller.say()
            assert said == [panel.reason.text()]
            assert said[0]
        play.bet(play.step.bets[0], 70)
        settle()
        teller.say()
        for _ in range(2):
            said.clear()
            play.forward()
            settle()
            teller.say()
            assert said == ["To go on, lock your prediction in."]
            assert panel.reason.text() == said[0]
        play.lock()
        assert not panel.reason.isVisible()


def test_the_progress_of_a_training_is_not_said_step_by_step(qtbot: QtBot, tmp_path: Path) -> None:
    with opened(tmp_path) as window:
        charts, training = window.workspace.charts, window.session.training
        assert charts is not None
        charts.show_tab("learned")
        settle()
        header = charts.group.findChild(Header)
        assert header is not None
        said: list[str] = []

        def hear() -> None:
            if training.is_running:
                said.append(header.action.accessibleDescription())

        training.changed.connect(hear)
        training.train()
        qtbot.waitUntil(lambda: len(said) > 4, timeout=60_000)
        training.stop()
        assert set(said) == {""}
