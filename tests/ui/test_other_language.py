"""What one looks at and where the keys go stays, although all panels are made anew in another language."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from simulator.ui import language
from simulator.ui.main_window import MainWindow
from simulator.ui.widgets.fold import Fold
from simulator.ui.widgets.slider import Slider
from tests.ui.opened import lesson_window

Find = Callable[[MainWindow], QWidget | None]


@pytest.fixture
def window(qtbot: QtBot) -> Iterator[MainWindow]:
    """At the first prediction of a lesson."""
    window = lesson_window(qtbot, "why-did-it-turn")
    while window.session.lesson.step.kind != "predict":
        window.session.lesson.forward()
    yield window
    window.close()
    language.use("en")


def speak(window: MainWindow, code: str) -> None:
    window.settings.change(language=code)
    for _ in range(3):
        QCoreApplication.processEvents()


def sheet(window: MainWindow) -> QWidget | None:
    return window.workspace.prediction.sheet if window.workspace.prediction is not None else None


def answer(window: MainWindow) -> QWidget | None:
    body = window.lesson_panel.body
    return list(body.choice.buttons.values())[1] if body is not None and body.choice is not None else None


def chart(window: MainWindow) -> QWidget | None:
    return window.workspace.charts.group.charts[1] if window.workspace.charts is not None else None


@pytest.mark.parametrize(
    "find",
    [
        lambda window: window.lesson_panel.back_button,
        answer,
        sheet,
        chart,
        lambda window: window.workspace.stage,
        lambda window: window.transport._play,
        lambda window: window.controls.findChildren(Slider)[1],
    ],
    ids=["button of the lesson", "answer", "sheet", "chart", "stage", "button of the transport", "slider"],
)
def test_the_keys_go_where_they_went(window: MainWindow, find: Find) -> None:
    before = find(window)
    assert before is not None
    before.setFocus()
    assert QApplication.focusWidget() is before
    for code in ("de", "en"):
        speak(window, code)
        assert QApplication.focusWidget() is find(window) is not before


def test_where_what_had_the_keys_is_not_shown_any_more_they_go_to_what_held_it(window: MainWindow) -> None:
    window.session.lesson.toggle_free()
    QCoreApplication.processEvents()

    def fold() -> Fold:
        return next(one for one in window.controls.findChildren(Fold) if one.isVisible())  # type: ignore[type-abstract]

    fold().set_open(True)
    QCoreApplication.processEvents()
    inside = next(one for one in fold().findChildren(Slider) if one.isVisible())
    inside.setFocus()
    speak(window, "de")
    focus = QApplication.focusWidget()
    assert focus is not None
    assert fold().isAncestorOf(focus)
    assert focus.isVisible()


@pytest.mark.parametrize("size", [(1024, 618), (960, 540)])
def test_what_was_shown_where_there_is_room_for_one_stays(window: MainWindow, size: tuple[int, int]) -> None:
    window.resize(*size)
    window.workspace.show_charts()
    QCoreApplication.processEvents()
    for code in ("de", "en"):
        speak(window, code)
        shown = sheet(window)
        assert shown is not None
        assert shown.isVisible()
    window.workspace.open_history()
    speak(window, "de")
    assert window.workspace.shows_history
    window.workspace.close_history()
    assert window.workspace.charts is not None
    assert window.workspace.charts.isVisible()
    window.workspace.show_stage()
    speak(window, "en")
    assert window.workspace.stage is not None
    assert window.workspace.stage.isVisible()


def test_changes_are_called_in_the_language_of_now(window: MainWindow) -> None:
    window.session.lesson.toggle_free()
    control = window.controls.controls["overseer.quality"]
    control.set_value(0.8)
    window.menus.actions["compare"].trigger()
    control.set_value(0.7)
    window.edit.undo()
    said = {
        "en": ("&Undo: Copy A to B", "&Redo: Change overseer quality"),
        "de": ("&Rückgängig: A nach B kopieren", "&Wiederherstellen: Güte des Aufsehers ändern"),
    }
    for code in ("en", "de", "en"):
        speak(window, code)
        undo, redo = window.menus.actions["undo"], window.menus.actions["redo"]
        assert (undo.text(), redo.text()) == said[code]
