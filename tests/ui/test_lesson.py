"""A lesson in the window, played by clicks and keys."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QPoint, QRect, QRectF, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QFileDialog, QLabel, QScrollArea, QToolTip, QWidget
from pytestqt.qtbot import QtBot

from simulator.app import lesson as course
from simulator.app.learner_file import LearnerFile
from simulator.scenario import library
from simulator.scenario.lesson.course import COURSES, agree
from simulator.scenario.lesson.glossary import glossary
from simulator.sentence import say
from simulator.ui import theme
from simulator.ui.accessible import factory
from simulator.ui.charts.chart import Chart
from simulator.ui.dialogs import DeleteQuestion, Message, UnsavedQuestion
from simulator.ui.export.numbers import table_of
from simulator.ui.lesson.body import StepBody
from simulator.ui.lesson.choice import Choice
from simulator.ui.lesson.on_chart import ChartSketch
from simulator.ui.lesson.sketch import Sketch
from simulator.ui.lesson.vote import percent
from simulator.ui.main_window import MainWindow
from simulator.ui.start import make_application
from simulator.ui.widgets.metrics import metrics
from tests.ui.drawn import texts as texts_painted
from tests.ui.opened import lesson_window
from tests.ui.pseudo import Speaking, texts, untranslated

Show = Callable[[str], MainWindow]


@pytest.fixture
def show(qtbot: QtBot) -> Show:
    return partial(lesson_window, qtbot)


def body(window: MainWindow) -> StepBody:
    assert window.lesson_panel.body is not None
    return window.lesson_panel.body


def sketch(window: MainWindow) -> Sketch:
    assert window.workspace.prediction is not None
    found = window.workspace.prediction.sheet
    assert found is not None
    return found


def button_of(window: MainWindow) -> QAbstractButton:
    """The button of the present step."""
    button = body(window).button
    assert button is not None
    return button


def click(widget: QWidget) -> None:
    QTest.mouseClick(widget, Qt.MouseButton.LeftButton)
    QApplication.processEvents()


def kind(window: MainWindow) -> str:
    return window.session.lesson.step.kind


def drawn(window: MainWindow) -> tuple[float | None, ...]:
    return window.session.lesson.answer.drawn


def next_step(window: MainWindow) -> None:
    before = window.session.lesson.progress.step
    click(window.lesson_panel.next_button)
    assert window.session.lesson.progress.step == before + 1


def to_kind(window: MainWindow, wanted: str) -> None:
    while kind(window) != wanted:
        next_step(window)


def to_end(window: MainWindow) -> None:
    """To the last step, as undo would bring one there."""
    play = window.session.lesson
    assert play.lesson is not None
    play.put_step(len(play.lesson.steps) - 1, window.session.state, play.attempt)
    assert play.is_last


def stroke(chart: Sketch, values: list[float]) -> None:
    """One stroke of the mouse through values of rounds 1 to the last."""
    points = [chart.place(round_, value).toPoint() for round_, value in enumerate(values, start=1)]
    QTest.mousePress(chart, Qt.MouseButton.LeftButton, pos=points[0])
    for point in points[1:]:
        QTest.mouseMove(chart, point)
        _move(chart, point)
    QTest.mouseRelease(chart, Qt.MouseButton.LeftButton, pos=points[-1])


def _move(chart: Sketch, point: QPoint) -> None:
    """Offscreen, moves come without the pressed button."""
    from PySide6.QtCore import QEvent, QPointF
    from PySide6.QtGui import QMouseEvent

    left, none = Qt.MouseButton.LeftButton, Qt.MouseButton.NoButton
    at = QPointF(point)
    moved = QMouseEvent(QEvent.Type.MouseMove, at, chart.mapToGlobal(at), none, left, Qt.KeyboardModifier.NoModifier)
    QApplication.sendEvent(chart, moved)


def test_a_lesson_is_played_from_its_hook_to_its_last_question(show: Show) -> None:
    window = show("why-did-it-turn")
    play, player = window.session.lesson, window.session.player
    assert window.lesson_panel.isVisible()
    next_step(window)
    next_step(window)
    assert kind(window) == "predict"
    # Nothing of the run is shown, and nothing can be played, before the prediction is locked.
    player.to_end()
    player.play()
    assert (player.revealed, player.complete, player.is_playing) == (0, 0, False)
    assert not window.lesson_panel.next_button.isEnabled()
    chart = sketch(window)
    stroke(chart, [6.0] * 12)
    assert drawn(window) == (6.0,) * 12
    assert chart.figures == ()
    button = body(window).button
    assert button is not None
    click(button)
    assert play.answer.is_locked
    stroke(chart, [1.0] * 12)
    assert drawn(window) == (6.0,) * 12
    next_step(window)
    assert kind(window) == "run"
    # It stops at the turning point, and goes on from there.
    player.speed = "fast"
    run_button = body(window).button
    assert run_button is not None
    click(run_button)
    assert player.is_playing
    player.seek(12)
    assert player.complete == 5
    assert play.waits
    click(run_button)
    assert player.is_playing
    player.seek(12)
    assert player.complete == 12
    assert len(sketch(window).figures) == 13
    assert "away from the run" in body(window).feedback.text()
    next_step(window)
    # What was seen is compared with the data: a wrong report plays the run again.
    choice = body(window).choice
    assert choice is not None
    click(choice.buttons["rises"])
    assert not window.lesson_panel.next_button.isEnabled()
    assert player.is_playing
    assert player.round <= 1
    player.to_end()
    click(choice.buttons["rises then falls"])
    assert body(window).feedback.text() == "Yes."
    next_step(window)
    next_step(window)
    # The contrast runs as B on the same seed, and ends with its step.
    assert kind(window) == "contrast"
    assert window.session.other_run is not None
    assert window.session.other_run.horizon[-1] == 12
    next_step(window)
    assert kind(window) == "principle"
    assert window.session.other_run is None
    next_step(window)
    assert body(window).feedback.text().startswith("Not reached yet.\nreached depth: ")
    window.session.set_value("reliability.copies", 3, "Change")
    assert play.answer.is_solved
    assert body(window).feedback.text() == "Reached!"
    next_step(window)
    assert kind(window) == "seeds"
    assert window.session.parameters.reliability.copies == 1
    next_step(window)
    last = body(window).choice
    assert last is not None
    click(last.buttons["never turns"])
    click(last.buttons["turns later"])
    assert play.answer.tries == ("never turns", "turns later")
    assert not window.lesson_panel.next_button.isEnabled()


def test_mouse_keys_and_numbers_store_the_same_prediction(show: Show) -> None:
    window = show("why-did-it-turn")
    to_kind(window, "predict")
    chart = sketch(window)
    stroke(chart, [6.0] * 12)
    by_mouse = drawn(window)
    window.session.lesson.restart()
    to_kind(window, "predict")
    chart = sketch(window)
    chart.setFocus()
    QTest.keyClick(chart, Qt.Key.Key_Home)
    QTest.keyClick(chart, Qt.Key.Key_Up)
    while drawn(window)[0] != 6.0:
        assert max(value or 0.0 for value in drawn(window)) < 6.0
        QTest.keyClick(chart, Qt.Key.Key_Up)
    for _ in range(11):
        QTest.keyClick(chart, Qt.Key.Key_Right)
    by_keys = drawn(window)
    window.session.lesson.restart()
    to_kind(window, "predict")
    typed = body(window).typed
    assert typed is not None
    click(typed.opener)
    first, *others = typed.fields.values()
    first.setText("sixty")
    QTest.keyClick(first, Qt.Key.Key_Return)
    assert drawn(window) == ()
    for field in (first, *others):
        field.setText("6,0")
    QTest.keyClick(first, Qt.Key.Key_Return)
    by_numbers = drawn(window)
    assert by_mouse == by_keys == (6.0,) * 12
    assert by_numbers[1:] == by_mouse[1:]  # the first number stands for round 2: round 1 lies between it and the start


def test_a_bet_with_a_confidence_is_enough_and_neither_is_without_the_other(show: Show) -> None:
    window = show("bill")
    to_kind(window, "predict")
    play = window.session.lesson
    part = body(window)
    assert part.sketch is None
    assert part.choice is not None
    assert part.sure is not None
    assert part.button is not None
    click(part.choice.buttons["billions"])
    assert not part.button.isEnabled()
    click(next(iter(part.sure.buttons.values())))
    assert part.button.isEnabled()
    click(part.button)
    assert (play.answer.is_locked, play.answer.bet, play.answer.confidence) == (True, "billions", 50)


@pytest.mark.parametrize("tab", ["over_time", "by_depth", "origins", "plane", "cost", "attack"])
def test_no_table_tells_what_a_prediction_is_about(show: Show, tab: str) -> None:
    window = show("why-did-it-turn")
    charts = window.workspace.charts
    assert charts is not None
    charts.show_tab(tab)

    def last_rounds() -> list[object]:
        QCoreApplication.processEvents()
        shown = [chart.plot for chart in charts.findChildren(Chart) if chart.isVisible()]
        return [table[-1][0] for plot in shown if len(table := table_of(plot)) > 1]

    to_kind(window, "predict")
    assert set(last_rounds()) <= {0}
    stroke(sketch(window), [6.0] * 12)
    click(button_of(window))
    next_step(window)
    for last in (5, 12):  # the run stops at its turning point
        click(button_of(window))
        window.session.player.seek(12)
        assert set(last_rounds()) == {last}


def test_rounds_that_keys_passed_by_are_on_the_straight_line_that_is_seen(show: Show) -> None:
    window = show("why-did-it-turn")
    to_kind(window, "predict")
    chart = sketch(window)
    chart.setFocus()
    for key in (*[Qt.Key.Key_Right] * 2, *[Qt.Key.Key_Up] * 30):
        QTest.keyClick(chart, key)
    first, second, third, *later = drawn(window)
    assert later == [None] * 9
    assert third is not None
    assert third > chart.start + 1.0
    step = (third - chart.start) / 3
    assert (first, second) == pytest.approx((chart.start + step, chart.start + 2 * step), abs=chart.high / 200)
    QTest.keyClick(chart, Qt.Key.Key_Left)
    QTest.keyClick(chart, Qt.Key.Key_Down)
    assert drawn(window)[0] == first
    for _ in range(10):
        QTest.keyClick(chart, Qt.Key.Key_Right)
    assert None not in drawn(window)
    assert button_of(window).isEnabled()


def test_free_play_is_one_key_away_and_one_key_back_and_loses_nothing(show: Show) -> None:
    window = show("why-did-it-turn")
    play, session = window.session.lesson, window.session
    to_kind(window, "predict")
    stroke(sketch(window), [4.0] * 12)
    before = play.progress
    QTest.keyClick(window, Qt.Key.Key_F7)
    assert not window.lesson_panel.isVisible()
    session.set_value("reliability.copies", 5, "Change")
    session.player.to_end()
    assert session.player.complete == 12
    QTest.keyClick(window, Qt.Key.Key_F7)
    assert window.lesson_panel.isVisible()
    assert play.progress == before
    assert session.parameters.reliability.copies == 1
    QTest.keyClick(window, Qt.Key.Key_F7)
    assert session.parameters.reliability.copies == 5


def test_links_make_changes_that_can_be_undone_and_show_what_they_name(show: Show) -> None:
    window = show("why-did-it-turn")
    session, play = window.session, window.session.lesson
    play.follow("sim:set?amplify.capture=0&run.rounds=8")
    assert (session.parameters.amplify.capture, session.run.last) == (0, 8)
    QTest.keyClick(window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert (session.parameters.amplify.capture, session.run.last) == (1, 12)
    play.follow("sim:round?number=5")
    assert session.player.complete == 5
    play.follow("sim:show?chart=origins")
    assert window.workspace.charts is not None
    assert window.workspace.charts.tab == "origins"
    play.follow("sim:play")
    assert session.player.is_playing
    play.follow("sim:why?round=6&depth=5")
    assert session.player.complete == 6


def test_answers_that_are_undone_are_not_shown_any_more(show: Show) -> None:
    window = show("one-round")
    to_kind(window, "predict")
    part, history = body(window), window.session.store.history
    assert part.choice is not None
    assert part.sure is not None
    first, second = list(part.choice.buttons)[:2]
    for button in (part.choice.buttons[first], part.sure.buttons["sure"], part.choice.buttons[second]):
        click(button)
    shown = []
    for _ in range(3):
        history.undo()
        shown.append((part.choice.answer, part.sure.answer))
    history.redo()
    assert shown == [(first, "sure"), (first, ""), ("", "")]
    assert (part.choice.answer, part.sure.answer) == (first, "")


@pytest.mark.parametrize("slug", library.ORDER)
def test_every_lesson_can_be_played_from_its_first_to_its_last_step(show: Show, slug: str) -> None:
    window = show(slug)
    play, player = window.session.lesson, window.session.player
    assert play.lesson is not None
    assert play.lesson.slug == slug
    kinds = []
    for number, step in enumerate(play.lesson.steps):
        part = body(window)
        kinds.append(play.step.kind)
        if step.kind == "predict":
            assert player.revealed == play.known
            if part.typed is not None:
                click(part.typed.opener)
                for field in part.typed.fields.values():
                    field.setText("0.2")
                click(part.typed.button)
            else:
                assert part.choice is not None
                assert part.sure is not None
                click(next(iter(part.choice.buttons.values())))
                click(next(iter(part.sure.buttons.values())))
            assert part.button is not None
            click(part.button)
        elif step.kind == "run":
            if "pause" in step.fields:
                player.seek(99)
                assert player.complete == int(step.fields["pause"])
                assert play.waits
                assert part.button is not None
                click(part.button)
            player.seek(99)
            assert player.complete == player.last
        elif part.choice is not None:
            right = agree(play.figures())[0] if step.kind == "see" else next(iter(part.choice.buttons))
            click(part.choice.buttons[right])
        elif step.kind == "challenge":
            for id_, value in step.settings.items():
                window.session.set_value(id_, value, "Change")
            assert play.answer.is_solved
        if number + 1 < len(play.lesson.steps):
            next_step(window)
    assert kinds == [step.kind for step in play.lesson.steps]
    assert set(COURSES) >= {answer for step, kept in zip(play.lesson.steps, play.progress.answers, strict=True)
                            if step.kind == "see" for answer in kept.tries}  # fmt: skip


def cut(window: MainWindow) -> list[str]:
    """Texts of the step that need more room than they have."""
    return [
        label.text() for label in body(window).findChildren(QLabel)
        if label.isVisible() and label.heightForWidth(label.width()) > label.height() + 1
    ]  # fmt: skip


@pytest.mark.parametrize("size", [(960, 540), (1280, 800)])
@pytest.mark.parametrize("look", ["light", "projector"])
def test_no_sentence_of_a_lesson_is_cut(show: Show, size: tuple[int, int], look: theme.Name) -> None:
    window = show("three-ways")
    window.settings.change(theme=look)
    window.resize(*size)
    play = window.session.lesson
    assert play.lesson is not None
    for number in range(len(play.lesson.steps)):
        play._progress = course.go(play.lesson, course.begin(play.lesson), number)
        play._enter()
        window.session.player.seek(99)
        QApplication.processEvents()
        assert cut(window) == []
        assert body(window).width() <= window.lesson_panel.width()


def test_every_text_of_a_lesson_goes_through_translation(qtbot: QtBot, show: Show) -> None:
    with Speaking():
        window = show("falling-and-rising")
        play = window.session.lesson
        assert play.lesson is not None
        for number in range(len(play.lesson.steps)):
            play._progress = course.go(play.lesson, course.begin(play.lesson, "medium"), number)
            play._enter()
            found = [text for _, text in texts(window.lesson_panel) if untranslated(text)]
            assert found == []


def test_everything_that_takes_the_focus_has_a_name_of_its_own(show: Show) -> None:
    window = show("why-did-it-turn")
    to_kind(window, "predict")
    names = [
        part.accessibleName() or (part.text() if isinstance(part, QAbstractButton) else "")
        for part in window.lesson_panel.findChildren(QWidget)
        if part.focusPolicy() & Qt.FocusPolicy.TabFocus and part.isVisible()
    ]  # fmt: skip
    assert all(names)
    assert len(set(names)) == len(names)


@pytest.mark.parametrize("slug", ["why-did-it-turn", "falling-and-rising"])
def test_tab_comes_to_the_question_of_a_step_before_the_buttons_below_it(show: Show, slug: str) -> None:
    window = show(slug)
    play, panel = window.session.lesson, window.lesson_panel
    assert play.lesson is not None
    foot = [panel.timer.start_button, panel.timer.more_button, panel.back_button, panel.free_button, panel.next_button]
    asked = 0
    for _ in play.lesson.steps:
        window.transport.setFocus()
        met: list[QWidget] = []
        for _ in range(60):
            QTest.keyClick(QApplication.focusWidget() or window, Qt.Key.Key_Tab)
            met.append(QApplication.focusWidget() or window)
            if met[-1] is window.workspace.stage:
                break
        mine = [one for one in met if panel.isAncestorOf(one)]
        first = met.index(mine[0])
        assert met[first : first + len(mine)] == mine
        own = [one for one in mine if body(window).isAncestorOf(one)]
        assert mine == own + [one for one in foot if one in mine]
        asked += bool(own)
        play._go(1)
    assert asked > 3


def test_tab_comes_to_the_sheet_in_place_of_its_chart_and_to_the_switch_above_it_before(show: Show) -> None:
    window = show("why-did-it-turn")
    window.resize(1024, 618)
    to_kind(window, "predict")
    window.lesson_panel.free_button.setFocus()
    met: list[QWidget] = []
    while window.lesson_panel.free_button not in met:
        QTest.keyClick(QApplication.focusWidget() or window, Qt.Key.Key_Tab)
        met.append(QApplication.focusWidget() or window)
    sheet = sketch(window)
    assert isinstance(sheet, ChartSketch)
    assert sheet.chart not in met  # it would take the keys of who wants to draw
    assert met.index(window.workspace.sides[1]) < met.index(sheet)


def test_what_is_drawn_is_not_covered_by_the_value_where_the_curve_begins(show: Show) -> None:
    window = show("why-did-it-turn")
    to_kind(window, "predict")
    sheet, play = sketch(window), window.session.lesson
    assert isinstance(sheet, ChartSketch)

    def labels() -> list[str]:
        QCoreApplication.processEvents()
        return [text for text, _ in texts_painted(sheet.plot) if text.startswith("model")]

    assert labels()
    play.draw({1: 2.0})
    assert not labels()
    play.draw(dict.fromkeys(range(1, 13), 4.0))
    play.lock()
    assert labels()


def test_a_sheet_that_is_locked_leaves_the_keys_to_its_chart(show: Show) -> None:
    window = show("why-did-it-turn")
    to_kind(window, "predict")
    sheet, play = sketch(window), window.session.lesson
    assert isinstance(sheet, ChartSketch)
    sheet.setFocus(Qt.FocusReason.TabFocusReason)
    play.draw(dict.fromkeys(range(1, 13), 4.0))
    assert sheet.hasFocus()
    play.lock()
    assert sheet.chart.hasFocus()


def test_what_is_still_to_be_chosen_stays_in_sight_of_the_words_that_ask_for_it(show: Show) -> None:
    window = show("why-did-it-turn")
    window.resize(1024, 618)
    to_kind(window, "predict")
    panel, sure = window.lesson_panel, body(window).sure
    assert sure is not None
    choice = body(window).choice
    assert choice is not None
    choice.buttons["it levels off"].click()
    panel._area.verticalScrollBar().setValue(0)
    assert panel._area.verticalScrollBar().maximum() > 0
    window.session.lesson.go_on()
    assert panel.reason.isVisible()
    QCoreApplication.processEvents()
    seen = QRect(sure.mapTo(panel._area.viewport(), QPoint()), sure.size())
    assert panel._area.viewport().rect().contains(seen)


@pytest.mark.parametrize(
    ("bet", "said"),
    [
        ("it climbs to the end", "Your bet was: it climbs to the end. What came: it turns and falls."),
        ("it turns and falls", "Your bet was right: it turns and falls."),
    ],
)
def test_a_bet_is_compared_with_what_came(show: Show, bet: str, said: str) -> None:
    window = show("why-did-it-turn")
    play, player = window.session.lesson, window.session.player
    to_kind(window, "predict")
    play.bet(bet, 90)
    play.lock()
    to_kind(window, "run")
    player.to_end()
    assert "bet" not in body(window).feedback.text()
    play.play_on()
    player.to_end()
    assert body(window).feedback.text() == said


def test_a_class_hears_how_many_were_right(show: Show) -> None:
    window = show("why-did-it-turn")
    play, player = window.session.lesson, window.session.player
    to_kind(window, "predict")
    play.open_vote()
    assert body(window).reason() == "To go on, type the hands, and close the vote."
    for place, hands in enumerate((120, 55, 25)):
        play.count(place, hands)
    play.close_vote()
    play.lock()
    to_kind(window, "run")
    play.play_on()
    player.to_end()
    assert body(window).feedback.text() == "25 of 200 hands were for what came: it turns and falls."


@pytest.mark.parametrize(("count", "whole", "shown"), [(55, 200, 28), (25, 200, 13), (0, 7, 0), (7, 7, 100)])
def test_halves_of_a_percent_are_rounded_up(count: int, whole: int, shown: int) -> None:
    assert percent(count, whole) == shown


def test_hints_are_shown_as_the_learner_wants_them(show: Show) -> None:
    window = show("why-did-it-turn")
    to_kind(window, "predict")
    button = body(window).hint_button
    assert button is not None
    assert not body(window).hint.isVisible()
    click(button)
    assert body(window).hint.isVisible()
    window.lessons.guidance_medium()
    assert body(window).hint_button is None
    assert body(window).hint.isVisible()
    window.lessons.guidance_none()
    assert not hasattr(body(window), "hint")
    assert window.session.lesson.progress.guidance == "none"


def test_answers_are_exported_and_deleted(show: Show, tmp_path: Path) -> None:
    window = show("bill")
    window.session.lesson.keep_in(LearnerFile(tmp_path / "learner.json"))
    to_kind(window, "predict")
    window.session.lesson.bet("billions", 90)
    window.session.lesson.lock()
    window.menus.actions["export_answers"].trigger()
    exporter = window.exports.exporter
    exporter.write(str(tmp_path / "answers.csv"))
    dialog = window.findChild(QFileDialog)
    assert dialog is not None
    dialog.reject()
    assert "billions,90,1" in (tmp_path / "answers.csv").read_text(encoding="utf-8")
    assert (tmp_path / "learner.json").exists()
    window.lessons.delete_answers()
    question = window.findChild(DeleteQuestion)
    assert question is not None
    click(question.delete_button)
    assert "billions" not in (tmp_path / "learner.json").read_text()
    assert window.session.lesson.progress.step == 0
    exporter.write(str(tmp_path / "no" / "such" / "folder.csv"))
    message = window.findChild(Message)
    assert message is not None
    message.reject()


def test_a_term_opens_its_meaning_and_closes_it_again(show: Show) -> None:
    part = body(show("why-did-it-turn"))
    assert part.prose is not None
    assert "(term:overseer)" in part.prose.text()
    part.prose.linkActivated.emit("term:overseer")
    assert part.meaning.isVisible()
    assert part.meaning.text() == glossary()["overseer"]
    part.prose.linkActivated.emit("term:overseer")
    assert not part.meaning.isVisible()


def test_the_list_of_lessons_opens_the_scenario_and_begins_its_lesson(show: Show) -> None:
    window = show("why-did-it-turn")
    window.lessons._menu.aboutToShow.emit()
    chosen = next(action for action in window.lessons._menu.actions() if action.data() == "checks")
    chosen.trigger()
    QApplication.processEvents()
    assert window.session.lesson.lesson is not None
    assert window.session.lesson.lesson.slug == window.document.slug == "checks"
    assert window.lesson_panel.isVisible()


def test_a_lesson_that_was_not_opened_after_all_does_not_begin_later(show: Show) -> None:
    window = show("why-did-it-turn")
    window.session.set_value("overseer.quality", 0.5, say("Change"))
    window.session.lesson.lesson_asked.emit("checks")
    question = next(found for found in window.findChildren(UnsavedQuestion) if found.isVisible())
    question.reject()
    window.session.store.mark_saved()
    window.files.open_scenario("checks")
    QApplication.processEvents()
    assert window.document.slug == "checks"
    assert window.session.lesson.lesson is None


def test_the_last_step_leads_to_the_next_lesson(show: Show) -> None:
    window = show("why-did-it-turn")
    assert body(window).way_on is None
    to_end(window)
    way_on = body(window).way_on
    assert way_on is not None
    assert "One round" in way_on.accessibleName()
    way_on.linkActivated.emit("one-round")
    QApplication.processEvents()
    play = window.session.lesson
    assert play.lesson is not None
    assert (play.lesson.slug, play.progress.step) == ("one-round", 0)
    focus = QApplication.focusWidget()
    assert focus is not None
    assert window.lesson_panel.isAncestorOf(focus)


def test_a_lesson_of_ones_own_leads_nowhere_also_in_a_folder_of_the_same_name(show: Show, tmp_path: Path) -> None:
    window = show("why-did-it-turn")
    own = shutil.copytree(library.path_of("checks").parent, tmp_path / "checks")
    window.files.open_now(str(own / "scenario.toml"))
    window.lessons.begin()
    to_end(window)
    assert body(window).way_on is None


def test_behind_the_last_lesson_there_is_none(show: Show) -> None:
    window = show(library.ORDER[-1])
    to_end(window)
    assert body(window).way_on is None


def test_the_panel_is_a_region_while_it_is_shown(show: Show) -> None:
    window = show("why-did-it-turn")
    seen = set()
    for _ in range(6):
        QTest.keyClick(window, Qt.Key.Key_F6)
        focus = QApplication.focusWidget()
        seen.add(focus is not None and window.lesson_panel.isAncestorOf(focus))
    assert seen == {True, False}


def test_links_of_a_lesson_have_the_color_of_the_theme_that_is_shown(qtbot: QtBot, tmp_path: Path) -> None:
    from tests.accessibility.windows import opened, settle

    with opened(tmp_path) as window:
        window.lessons.lesson()
        settle()
        body = window.lesson_panel.body
        prose = body.prose if body is not None else None
        assert prose is not None

        def shows(token: str) -> bool:
            picture, wanted = prose.grab().toImage(), theme.current().color(token).rgb()
            pixels = [picture.pixel(x, y) for x in range(picture.width()) for y in range(picture.height())]
            return wanted in pixels

        assert shows("accent")
        window.view.theme_contrast()
        settle()
        assert shows("accent")


def to_prediction(window: MainWindow) -> None:
    to_kind(window, "predict")
    assert not window.lesson_panel.next_button.isEnabled()


def test_the_space_bar_after_next_never_leaves_the_lesson(show: Show) -> None:
    window = show("why-did-it-turn")
    play, next_button = window.session.lesson, window.lesson_panel.next_button
    next_button.setFocus()
    while kind(window) != "predict":
        QTest.keyClick(next_button, Qt.Key.Key_Space)
    first = QApplication.focusWidget()
    assert first is not None
    assert body(window).isAncestorOf(first)
    QTest.keyClick(first, Qt.Key.Key_Space)
    assert play.is_on
    play.draw(dict.fromkeys(range(1, 13), 5.0))
    button = body(window).button
    assert button is not None
    button.setFocus()
    QTest.keyClick(button, Qt.Key.Key_Space)  # it is off from now on
    assert QApplication.focusWidget() is next_button
    QTest.keyClick(next_button, Qt.Key.Key_Space)
    assert kind(window) == "run"
    assert QApplication.focusWidget() is body(window).button


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Space])
@pytest.mark.parametrize("slug", ["why-did-it-turn", "falling-and-rising", "checks"])
def test_a_key_that_is_pressed_again_and_again_on_next_answers_nothing(
    qtbot: QtBot, slug: str, key: Qt.Key
) -> None:
    window = lesson_window(qtbot, slug)
    play = window.session.lesson
    assert play.lesson is not None
    asked = 0
    for number in range(len(play.lesson.steps)):
        play._progress = course.go(play.lesson, play.progress, number - play.progress.step)
        play._enter()
        window.session.player.to_end()
        QApplication.processEvents()
        window.lesson_panel.next_button.setFocus()
        before = play.progress.step
        for _ in range(3):
            focus = QApplication.focusWidget()
            assert focus is not None
            QTest.keyClick(focus, key)
            QApplication.processEvents()
        for step in play.lesson.steps[before : play.progress.step + 1]:
            answer = play.progress.answers[play.lesson.steps.index(step)]
            assert not answer.bet
            assert not answer.tries
            asked += bool(step.bets)
    assert asked


def test_coming_back_to_a_lesson_does_not_take_the_focus_from_elsewhere(show: Show) -> None:
    window = show("why-did-it-turn")
    play = window.session.lesson
    to_prediction(window)
    button = body(window).typed
    assert button is not None
    button.opener.setFocus()
    play.toggle_free()  # with the focus in its step
    window.transport.setFocus()
    elsewhere = QApplication.focusWidget()
    play.toggle_free()
    assert QApplication.focusWidget() is elsewhere


def test_what_a_step_waits_for_is_said_once_also_while_a_slider_is_dragged(show: Show) -> None:
    window = show("why-did-it-turn")
    panel = window.lesson_panel
    to_prediction(window)
    window.session.player.toggle()
    for quality in (0.9, 0.8):
        assert [panel.reason.isVisible(), body(window).feedback.isVisible()] == [True, False]
        window.session.set_value("overseer.quality", quality, "Change")


def test_a_run_step_goes_on_when_its_run_has_ended(show: Show) -> None:
    window = show("why-did-it-turn")
    play, player, next_button = window.session.lesson, window.session.player, window.lesson_panel.next_button
    to_prediction(window)
    play.draw(dict.fromkeys(range(1, 13), 5.0))
    play.lock()
    next_step(window)
    for go in (player.to_end, play.play_on):
        assert not next_button.isEnabled()
        assert body(window).feedback.text() == "To go on, play the run to its end."
        go()
    player.to_end()
    assert next_button.isEnabled()
    player.to_start()
    assert next_button.isEnabled()


def test_play_says_what_it_waits_for_and_goes_on_once_that_is_there(show: Show) -> None:
    window = show("why-did-it-turn")
    play, player, panel = window.session.lesson, window.session.player, window.lesson_panel
    to_prediction(window)
    player.toggle()
    assert not player.is_playing
    assert panel.reason.isVisible()
    assert panel.reason.text().startswith("To go on, draw the whole curve")
    assert player.is_asking
    play.draw(dict.fromkeys(range(1, 13), 5.0))
    assert not panel.reason.isVisible()
    play.lock()
    assert not player.is_asking
    player.toggle()
    assert (kind(window), player.is_playing) == ("run", True)
    player.seek(12)
    assert play.waits
    player.toggle()  # on from the turning point
    assert player.is_playing


def test_what_leads_beyond_the_pause_of_a_lesson_says_why_it_is_off(show: Show) -> None:
    window = show("why-did-it-turn")
    play, player, panel = window.session.lesson, window.session.player, window.lesson_panel
    why = "The lesson stops the run here: go on in the lesson."
    buttons = (window.transport._step, window.transport._last)
    actions = [window.menus.actions[id_] for id_ in ("step", "to_end")]

    def is_off() -> bool:
        off = [*(button.is_dimmed for button in buttons), *(not action.isEnabled() for action in actions)]
        tips = [*(button.toolTip() for button in buttons), *(action.toolTip() for action in actions)]
        said = [tip == why for tip in tips]
        assert len({*off, *said}) == 1, (off, said)
        return off[0]

    assert not is_off()
    to_prediction(window)
    assert is_off()  # nothing of what is to be predicted
    assert window.transport._play.is_dimmed
    play.draw(dict.fromkeys(range(1, 13), 5.0))
    play.lock()
    assert not window.transport._play.is_dimmed  # it goes on, and plays
    next_step(window)
    assert not is_off()
    for key in (Qt.Key.Key_Right, Qt.Key.Key_End):
        player.to_end()
        assert play.waits
        assert is_off()
        button_of(window).setFocus()
        QTest.keyClick(button_of(window), key, Qt.KeyboardModifier.ControlModifier)
        assert QToolTip.text() == why
        QToolTip.hideText()
        QApplication.processEvents()
        window.transport.setFocus()
        assert not panel.reason.isVisible()
        QTest.keyClick(QApplication.focusWidget() or window, key)  # alone it is the transport's own
        assert panel.reason.isVisible()
        assert panel.reason.text() == "To go on, play the run to its end."
        player.to_start()
        panel._refresh()
    player.to_end()
    play.play_on()
    player.pause()
    assert not is_off()
    assert buttons[1].toolTip() == "To the end (End)"


def test_a_step_that_asks_what_was_seen_says_that_it_waits_for_that(show: Show) -> None:
    window = show("why-did-it-turn")
    play, panel = window.session.lesson, window.lesson_panel
    to_prediction(window)
    play.draw(dict.fromkeys(range(1, 13), 5.0))
    play.lock()
    next_step(window)
    play.play_on()
    window.session.player.to_end()
    next_step(window)
    assert kind(window) == "see"
    assert not panel.next_button.isEnabled()
    assert body(window).feedback.isVisible()
    assert body(window).feedback.text() == "To go on, say what you saw."
    right = agree(play.figures())[0]
    click(body(window).choice.buttons[next(one for one in COURSES if one != right)])  # type: ignore[union-attr]
    assert body(window).feedback.text() == "Look once more: it plays again."
    click(body(window).choice.buttons[right])  # type: ignore[union-attr]
    assert body(window).feedback.text() == "Yes."
    assert panel.next_button.isEnabled()


def test_a_number_that_cannot_be_drawn_is_named_with_its_range(show: Show) -> None:
    window = show("why-did-it-turn")
    to_prediction(window)
    typed = body(window).typed
    assert typed is not None
    typed.open()
    for field in typed.fields.values():
        field.setText("3")
    second = list(typed.fields)[1]
    typed.fields[second].setText("abc")
    typed.take()
    assert typed.complaint.isVisible()
    assert typed.complaint.text() == f"Round {second}: type a number from 0 to 12."
    assert not drawn(window)
    typed.fields[second].setText("4")
    typed.take()
    assert not typed.complaint.isVisible()
    assert None not in drawn(window)


def place_bet(part: StepBody) -> None:
    assert part.choice is not None
    assert part.sure is not None
    click(next(iter(part.choice.buttons.values())))
    click(next(iter(part.sure.buttons.values())))


def test_nothing_is_locked_while_a_typed_number_cannot_be_taken(show: Show) -> None:
    window = show("why-did-it-turn")
    to_prediction(window)
    part, play = body(window), window.session.lesson
    assert part.typed is not None
    assert part.button is not None
    part.typed.open()
    for field, text in zip(part.typed.fields.values(), ("3", "5", "7", "abc", "99"), strict=True):
        field.setText(text)
    place_bet(part)
    click(part.button)
    fourth, last = list(part.typed.fields)[3:]
    assert not play.answer.is_locked
    assert part.typed.complaint.text() == f"Round {fourth}: type a number from 0 to 12."
    assert part.typed.complaint.isVisible()
    assert not part.typed.complaint.visibleRegion().isEmpty()
    assert part.typed.fields[fourth].hasFocus()
    part.typed.fields[fourth].setText("9")
    play.go_on()
    assert not play.answer.is_locked
    assert part.typed.complaint.text().startswith(f"Round {last}:")


def test_what_is_typed_and_not_drawn_belongs_to_what_is_locked(show: Show) -> None:
    window = show("why-did-it-turn")
    to_prediction(window)
    part, play = body(window), window.session.lesson
    assert part.typed is not None
    assert part.button is not None
    part.typed.open()
    place_bet(part)
    for field in part.typed.fields.values():
        field.setText("6,0")
    click(part.button)
    assert play.answer.is_locked
    assert drawn(window)[1:] == (6.0,) * 11


def test_empty_fields_for_numbers_are_no_obstacle_to_a_bet(show: Show) -> None:
    window = show("why-did-it-turn")
    to_prediction(window)
    part = body(window)
    assert part.typed is not None
    assert part.button is not None
    part.typed.open()
    place_bet(part)
    click(part.button)
    assert window.session.lesson.answer.is_locked


def test_a_replay_ends_with_its_step(show: Show) -> None:
    window = show("why-did-it-turn")
    play, player = window.session.lesson, window.session.player
    to_prediction(window)
    play.draw(dict.fromkeys(range(1, 13), 5.0))
    play.lock()
    next_step(window)
    play.play_on()
    player.to_end()
    next_step(window)
    play.say("rises")
    assert player.is_playing
    play.say("rises then falls")
    next_step(window)
    assert (player.is_playing, player.complete) == (False, player.last)


def test_a_lesson_that_begins_shows_nothing_of_the_run(show: Show) -> None:
    window = show("why-did-it-turn")
    play, player = window.session.lesson, window.session.player
    for begin in (play.restart, lambda: window.session.lesson.open(window.session.lesson.lesson)):  # type: ignore[arg-type]
        player.to_end()
        assert player.revealed == player.last
        begin()
        assert (player.round, player.revealed) == (0, 0)


@pytest.mark.parametrize("size", [(1024, 618), (960, 540)])
def test_next_stays_where_it_is_when_the_controls_come_to_the_lesson(show: Show, size: tuple[int, int]) -> None:
    """Else a second press at its place would move a slider."""
    window = show(library.DEFAULT)
    window.resize(*size)
    QApplication.processEvents()
    button, seen = window.lesson_panel.next_button, set[tuple[int, int, bool]]()
    for _ in range(3):
        QApplication.processEvents()
        place = button.mapTo(window, button.rect().bottomRight())
        seen.add((place.x(), place.y(), button.visibleRegion().isEmpty()))
        assert window.controls.isVisible() == (kind(window) == "free")
        window.session.lesson.forward()
    assert len(seen) == 1


@pytest.mark.parametrize(("size", "percent"), [((1024, 618), 200), ((960, 540), 150)])
def test_large_text_leaves_room_for_several_lines_of_a_step(qtbot: QtBot, size: tuple[int, int], percent: int) -> None:
    window = lesson_window(qtbot, library.DEFAULT)
    window.settings.change(text_percent=percent)
    window.resize(*size)
    next_step(window)
    QApplication.processEvents()
    assert kind(window) == "free"  # the controls stand below
    prose, area = body(window).prose, window.lesson_panel._area
    assert prose is not None
    seen = prose.visibleRegion().boundingRect()
    assert seen.height() >= min(prose.height(), 4 * metrics("body", 400).lineSpacing())
    assert area.viewport().height() >= 5 * metrics("body", 400).lineSpacing()
    next_button = window.lesson_panel.next_button
    assert next_button.visibleRegion().boundingRect().size() == next_button.size()
    theme.apply("light")


def test_the_words_of_a_step_wrap_by_the_room_there_is_and_not_by_a_width_of_before(show: Show) -> None:
    window = show("ceiling")
    to_kind(window, "predict")
    part = body(window)
    labels = [label for label in part.findChildren(QLabel) if label.parentWidget() is part]
    heights = [label.minimumHeight() for label in labels]
    assert max(heights) > part.feedback.line_height()
    [around] = [area for area in window.findChildren(QScrollArea) if area.widget() is part]
    part.removeEventFilter(around)  # it would give the old width back at once, and the old heights with it
    part.resize(3 * part.width(), part.height())
    assert [label.minimumHeight() for label in labels] == heights


def test_words_are_fitted_again_when_a_scroll_bar_comes_and_the_step_keeps_its_width(show: Show) -> None:
    window = show("why-did-it-turn")
    to_kind(window, "predict")
    step = body(window)
    viewport = step.parentWidget()
    assert viewport is not None
    step.setFixedSize(step.size())  # a long word of a button keeps its width as well
    width = step.width()
    words = [label for label in step.findChildren(QLabel) if label.parentWidget() is step and label.height() > 20]
    before = [label.minimumHeight() for label in words]
    for label in words:
        label.setFixedHeight(777)
    viewport.resize(viewport.width() - 8, viewport.height())
    assert step.width() == width
    assert words
    assert [label.minimumHeight() for label in words] == before


def test_a_prediction_is_not_seen_on_the_other_figure_of_its_chart(show: Show) -> None:
    window = show("why-did-it-turn")
    to_kind(window, "predict")
    on_chart, charts = window.workspace.prediction, window.workspace.charts
    assert on_chart is not None
    assert charts is not None
    stroke(sketch(window), [6.0] * 12)
    for _ in range(2):
        charts.show_measure("capability")
        assert on_chart.sheet is None
        charts.show_measure("horizon")
        assert on_chart.sheet is not None
        assert on_chart.sheet.values == (6.0,) * 12
    charts.show_measure("capability")
    window.session.lesson.restart()
    to_kind(window, "predict")
    assert charts.measure == "horizon"
    assert on_chart.sheet is not None


def predicted(show: Show) -> MainWindow:
    """A window in which a bet is locked, one step before its run."""
    window = show("why-did-it-turn")
    play = window.session.lesson
    while play.step.kind != "predict":
        play.forward()
    play.draw(dict.fromkeys(range(1, 13), 5.0))
    play.bet(play.step.bets[0], 70)
    return window


def test_the_name_of_what_was_predicted_stands_on_no_label_of_the_curves(show: Show) -> None:
    window = predicted(show)
    play, player = window.session.lesson, window.session.player
    play.lock()
    while play.step.kind != "run":
        play.forward()
    sheet = sketch(window)
    assert isinstance(sheet, ChartSketch)
    for round_ in range(player.end + 1):
        player.seek(round_)
        QApplication.processEvents()
        place = sheet._room_for(90.0, 14.0)
        labels = sheet.plot.label_places()
        assert len(labels) >= min(round_, 1)
        assert not any(place.intersects(label) for label in labels), round_


def test_what_is_told_in_the_corner_covers_no_button_of_a_lesson(show: Show, monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[QPoint] = []
    monkeypatch.setattr(QToolTip, "showText", lambda at, *_: told.append(at))
    window = show("why-did-it-turn")
    window.announcer.tell("The file is written.")
    window.session.lesson.close()
    QApplication.processEvents()
    window.announcer.tell("The file is written.")
    with_lesson, without = (window.mapFromGlobal(at).y() for at in told)
    assert with_lesson < without < window.height()
    assert with_lesson + 40 < window.height() - 40


def test_what_is_told_in_the_corner_does_not_cover_what_a_step_waits_for(
    show: Show, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[QPoint] = []
    hidden: list[bool] = []
    window = show("why-did-it-turn")
    to_prediction(window)
    monkeypatch.setattr(QToolTip, "showText", lambda at, *_: told.append(at))
    monkeypatch.setattr(QToolTip, "hideText", lambda: hidden.append(True))
    window.announcer.tell("The file is written.")
    assert not hidden
    window.session.lesson.forward()
    assert hidden
    QApplication.processEvents()
    window.announcer.tell("The file is written.")
    panel = window.lesson_panel
    assert told[1].y() < told[0].y()
    assert told[1].y() + 40 < panel.reason.mapToGlobal(QPoint(0, 0)).y()


def test_beginning_anew_asks_where_something_was_answered(show: Show) -> None:
    window = show("why-did-it-turn")
    window.lessons.restart_lesson()
    assert not window.findChildren(DeleteQuestion)
    play = predicted(lambda _: window).session.lesson
    before = play.progress
    window.lessons.restart_lesson()
    (question,) = window.findChildren(DeleteQuestion)
    assert "in this lesson" in question.text()
    assert play.progress == before
    question.delete_button.click()
    assert play.progress.step == 0
    assert all(answer == course.Answer() for answer in play.progress.answers)


def test_what_is_said_at_the_pause_is_over_at_the_end(show: Show) -> None:
    window = predicted(show)
    play, player = window.session.lesson, window.session.player
    play.lock()
    while play.step.kind != "run":
        play.forward()
    prose, pause = body(window).prose, int(play.step.fields["pause"])
    assert prose is not None
    player.seek(pause)
    assert prose.isVisible()
    play.play_on()
    player.pause()
    player.to_end()
    assert player.explored
    assert not prose.isVisible()
    player.seek(pause)
    assert prose.isVisible()


def test_that_a_prediction_stays_is_told(show: Show, monkeypatch: pytest.MonkeyPatch) -> None:
    window = predicted(show)
    told: list[str] = []
    monkeypatch.setattr(window.announcer, "tell", told.append)
    play = window.session.lesson
    play.lock()
    play.forward()
    window.edit.undo()
    assert told == ["What was predicted stays: its run has been seen."]
    assert play.progress.answers[play.progress.step - 1].is_locked


def test_arrows_pass_answers_and_the_space_bar_gives_one(show: Show) -> None:
    window = show("why-did-it-turn")
    to_prediction(window)
    choice = body(window).choice
    assert choice is not None
    first, second, third = choice.buttons.values()
    first.setFocus(Qt.FocusReason.TabFocusReason)
    QTest.keyClick(first, Qt.Key.Key_Space)
    assert choice.answer == window.session.lesson.answer.bet == next(iter(choice.buttons))
    QTest.keyClick(first, Qt.Key.Key_Down)
    QTest.keyClick(second, Qt.Key.Key_Down)
    assert third.hasFocus()
    assert choice.answer == next(iter(choice.buttons)), "who goes past an answer does not give it"
    QTest.keyClick(third, Qt.Key.Key_Tab)
    sure = body(window).sure
    assert sure is not None
    assert QApplication.focusWidget() in sure.buttons.values(), "Tab goes on to what comes next"
    third.setFocus(Qt.FocusReason.BacktabFocusReason)
    QTest.keyClick(third, Qt.Key.Key_Up)
    QTest.keyClick(second, Qt.Key.Key_Space)
    assert choice.answer == list(choice.buttons)[1]


def test_what_became_of_an_answer_is_in_sight(show: Show) -> None:
    window = show("why-did-it-turn")
    to_prediction(window)
    window.session.lesson.draw(dict.fromkeys(range(1, 13), 6.0))
    click(button_of(window))
    while kind(window) != "see":
        window.session.player.to_end()
        window.session.lesson.go_on()
    theme.apply("light", 200)
    window.resize(1280, 800)
    choice = body(window).choice
    assert choice is not None
    click(next(iter(choice.buttons.values())))
    QTest.qWait(50)
    said, panel = body(window).feedback, window.lesson_panel
    assert said.text()
    place = said.mapTo(panel, said.rect().bottomLeft())
    assert panel._area.geometry().contains(place), "the whole sentence"


def test_the_text_of_a_step_is_what_is_read_aloud_and_its_links_as_tab_comes_to_them(show: Show) -> None:
    window = show("why-did-it-turn")
    prose = body(window).prose
    assert prose is not None
    assert "[" not in prose.accessibleName()
    assert len(prose.accessibleName().split()) > 10
    factory.install()
    spoken = QAccessible.queryAccessibleInterface(prose)
    prose.setFocus(Qt.FocusReason.TabFocusReason)
    assert spoken.text(QAccessible.Text.Description) == ""
    QTest.keyClick(prose, Qt.Key.Key_Tab)
    assert spoken.text(QAccessible.Text.Description) == f"Link: {prose.selectedText()}"
    assert prose.selectedText() in spoken.text(QAccessible.Text.Name)
    window.transport.setFocus()
    assert spoken.text(QAccessible.Text.Description) == ""


def test_f7_leads_into_the_lesson(show: Show) -> None:
    window = show("why-did-it-turn")
    window.transport.setFocus()
    QTest.keyClick(window, Qt.Key.Key_F7)
    assert not window.session.lesson.is_on
    window.transport.setFocus()
    QTest.keyClick(window, Qt.Key.Key_F7)
    focus = QApplication.focusWidget()
    assert focus is not None
    assert window.lesson_panel.isAncestorOf(focus)


@pytest.mark.parametrize("slug", library.slugs())
def test_the_invitation_to_draw_covers_no_label(show: Show, slug: str) -> None:
    window = show(slug)
    play = window.session.lesson
    assert play.lesson is not None
    for number, step in enumerate(play.lesson.steps):
        if step.kind != "predict":
            continue
        play._progress = replace(play.progress, step=number)
        play._enter()
        for _ in range(4):
            QApplication.processEvents()
        prediction = window.workspace.prediction
        if prediction is None or prediction.sheet is None or not prediction.sheet._is_empty:
            continue
        sheet = prediction.sheet
        _, ground, _ = sheet.invitation()
        assert not any(label.intersects(ground) for label in sheet.covered())
        assert QRectF(sheet.rect()).contains(ground)


def test_seven_answers_before_a_class_are_seen_together(qtbot: QtBot) -> None:
    make_application("light")
    answers = "rises", "falls", "rises then falls", "falls then rises", "rises then levels off", "stays", "other"
    heights = {}
    for look in ("light", "projector"):
        theme.apply(look)
        choice = Choice("What did you see?", answers)
        qtbot.addWidget(choice)
        heights[look] = [button.heightForWidth(400) for button in choice.buttons.values()]
        assert min(heights[look]) >= 28
    theme.apply("light")
    assert sum(heights["projector"]) + 6 * 4 <= 310


def test_who_leaves_a_lesson_by_keys_can_play_with_the_next(show: Show) -> None:
    window = show("why-did-it-turn")
    window.menus.actions["lesson"].trigger()
    QApplication.processEvents()
    focus = QApplication.focusWidget()
    assert focus is not None
    QTest.keyClick(focus, Qt.Key.Key_Space)
    assert window.session.player.is_playing
    window.session.player.pause()


def test_the_button_that_a_step_waits_for_is_in_sight(show: Show) -> None:
    window = show("why-did-it-turn")
    window.resize(1024, 618)
    to_kind(window, "predict")
    play, body = window.session.lesson, window.lesson_panel.body
    play.bet(play.step.bets[0], 70)
    assert body is not None
    assert body.button is not None
    assert body.open_parts() == [body.button]
    play.forward()
    for _ in range(3):
        QApplication.processEvents()
    assert window.lesson_panel.reason.isVisible()
    assert body.button.visibleRegion().boundingRect() == body.button.rect()


def test_answers_in_a_row_ask_for_one_line_again_where_they_have_room_again(qtbot: QtBot) -> None:
    """Else a step that fits would scroll: the window had been narrow while it was made."""
    around = QWidget()
    qtbot.addWidget(around)
    choice = Choice("How sure are you?", ["a guess", "likely", "sure"], around, in_a_row=True)
    around.show()
    heights = []
    for width in (300, 120, 300):
        choice.setGeometry(0, 0, width, 60)
        for _ in range(3):
            QCoreApplication.processEvents()
        layout = choice.layout()
        assert layout is not None
        heights.append(layout.minimumSize().height())
    assert heights[1] > heights[0]
    assert heights[2] == heights[0]


def test_a_step_that_sets_values_back_tells_it_and_undo_has_them_again(
    show: Show, monkeypatch: pytest.MonkeyPatch
) -> None:
    window = show(library.DEFAULT)
    told: list[str] = []
    monkeypatch.setattr(window.announcer, "tell", told.append)
    to_kind(window, "predict")
    assert not told  # nothing had been changed
    window.session.lesson.back()
    window.session.set_value("overseer.quality", 0.5, "Change overseer quality")
    next_step(window)
    assert told == ["This step begins with the lesson's own values. Undo brings yours back."]
    assert window.session.parameters.overseer.quality == 0.95
    window.edit.undo()
    assert window.session.parameters.overseer.quality == 0.5


def test_of_a_curve_that_is_drawn_in_part_it_is_told_how_many_rounds_it_has(show: Show) -> None:
    window = show(library.DEFAULT)
    to_kind(window, "predict")
    play, part = window.session.lesson, "4 of 12 rounds are drawn.\n"
    play.draw(dict.fromkeys(range(1, 5), 5.0))
    play.bet(play.step.bets[0], 70)
    assert body(window).feedback.text() == part + "To go on, draw the rest, or lock your prediction in."
    play.lock()
    assert body(window).feedback.text() == part + "Locked in. Go on, and play."
    assert sketch(window).accessibleDescription() == part.strip()
    to_kind(window, "run")
    play.play_on()
    window.session.player.to_end()
    assert body(window).feedback.text().startswith(part + "There your curve was ")
