"""A lesson with a class, and what a lesson holds back: votes, timer, locked and hidden controls, undo, touch, links."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QToolTip
from pytestqt.qtbot import QtBot

from simulator.app import answers
from simulator.app import lesson as course
from simulator.app.lesson import Vote
from simulator.engine.wrong import first_wrong
from simulator.scenario.lesson.glossary import glossary
from simulator.ui import theme
from simulator.ui.lesson.glossary import GlossaryDialog
from simulator.ui.lesson.on_chart import ChartSketch
from simulator.ui.lesson.typed import TypedCurve
from simulator.ui.lesson.vote import ClassVote, HandsField
from simulator.ui.main_window import MainWindow
from simulator.ui.widgets.control import SliderControl
from tests.ui.opened import lesson_window

Show = Callable[..., MainWindow]
Key = Qt.Key
CTRL = Qt.KeyboardModifier.ControlModifier
LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def show(qtbot: QtBot) -> Show:
    def made(slug: str = "falling-and-rising", kind: str = "hook") -> MainWindow:
        window = lesson_window(qtbot, slug)
        to(window, kind)
        return window

    return made


def to(window: MainWindow, kind: str) -> None:
    play = window.session.lesson
    assert play.lesson is not None
    number = [step.kind for step in play.lesson.steps].index(kind)  # type: ignore[arg-type]
    play._progress = course.go(play.lesson, play.progress, number - play.progress.step)
    play._enter()
    QApplication.processEvents()


def sheet(window: MainWindow) -> ChartSketch:
    assert window.workspace.prediction is not None
    found = window.workspace.prediction.sheet
    assert found is not None
    return found


def vote(window: MainWindow) -> ClassVote:
    assert window.lesson_panel.body is not None
    found = window.lesson_panel.body.vote
    assert found is not None
    return found


def focus() -> HandsField:
    found = QApplication.focusWidget()
    assert isinstance(found, HandsField)
    return found


def count_hands(window: MainWindow, *hands: str) -> None:
    """With the keyboard alone."""
    QTest.keyClick(window, Key.Key_F8)
    for typed in hands:
        QTest.keyClicks(focus(), typed)
        QTest.keyClick(focus(), Key.Key_Return)


# The vote.


def test_a_class_votes_twice_with_the_keyboard_alone_and_sees_nothing_before_the_end(show: Show) -> None:
    window = show(kind="vote")
    play, part = window.session.lesson, vote(window)
    QTest.keyClick(window, Key.Key_F8)
    assert len(part.fields) == 3
    QTest.keyClicks(focus(), "14")
    assert part.fields[0].echoMode() == QLineEdit.EchoMode.Normal
    QTest.keyClick(focus(), Key.Key_Return)
    assert part.fields[0].echoMode() == QLineEdit.EchoMode.Password
    assert part.bars is None
    QTest.keyClicks(focus(), "9")
    QTest.keyClick(focus(), Key.Key_Return)
    assert part.bars is None
    QTest.keyClick(focus(), Key.Key_Up)
    QTest.keyClick(focus(), Key.Key_Up)
    QTest.keyClick(focus(), Key.Key_Down)
    QTest.keyClick(focus(), Key.Key_Return)
    assert part.bars is not None
    assert play.answer.votes == (Vote(counts=(14, 9, 1), is_closed=True),)
    assert part.bars.accessibleDescription().splitlines() == [
        "falls: 14 of 24", "rises: 9 of 24", "rises then falls: 1 of 24",
    ]  # fmt: skip
    count_hands(window, "3", "20", "1")
    assert part.bars.accessibleDescription().splitlines()[1] == "rises: first 9 of 24, then 20 of 24"
    assert not part.button.isVisible()
    QTest.keyClick(window, Key.Key_F8)
    assert len(play.answer.votes) == 2


@pytest.mark.parametrize("is_presented", [False, True], ids=["", "presented"])
def test_a_vote_is_left_by_esc_f8_or_its_button_and_undo_brings_back_what_was_typed(
    show: Show, is_presented: bool
) -> None:
    window = show(kind="vote")
    play, part = window.session.lesson, vote(window)
    if is_presented:
        QTest.keyClick(window, Key.Key_F5)
    for key in (Key.Key_F8, Key.Key_Escape):
        QTest.keyClick(window, Key.Key_F8)
        assert play.answer.is_counting
        assert part.button.isEnabled()
        assert part.button.text() == "Do not count"
        QTest.keyClick(focus(), key)
        assert not play.answer.votes
        assert part.fields == []
        assert QApplication.focusWidget() is part.button
        assert window.presentation.is_on == is_presented
    QTest.keyClick(window, Key.Key_F8)
    QTest.keyClicks(focus(), "7")
    assert part.button.text() == "Close the vote"
    QTest.keyClick(focus(), Key.Key_Escape)
    assert not play.answer.votes
    QTest.keyClick(window, Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert play.answer.votes[-1].counts == (7, 0, 0)
    for _ in range(2):  # the first vote is closed, and a second one begins
        QTest.keyClick(window, Key.Key_F8)
    QTest.keyClick(focus(), Key.Key_Escape)
    assert play.answer.votes == (Vote(counts=(7, 0, 0), is_closed=True),)


def test_a_vote_is_closed_by_a_clickers_page_down(show: Show) -> None:
    window = show(kind="vote")
    QTest.keyClick(window, Key.Key_F5)
    QTest.keyClick(window, Key.Key_F8)
    QTest.keyClicks(focus(), "5")
    QTest.keyClick(focus(), Key.Key_Period)
    blank = window.presentation.blank
    assert blank is not None
    assert blank.isVisible()
    QTest.keyClick(blank, Key.Key_Period)
    assert focus().hands == 5
    step = window.session.lesson.progress.step
    QTest.keyClick(focus(), Key.Key_PageDown)
    assert window.session.lesson.answer.closed
    assert window.session.lesson.progress.step == step
    QTest.keyClick(window, Key.Key_PageDown)
    assert window.session.lesson.progress.step == step + 1
    QTest.keyClick(window, Key.Key_Escape)


def test_counting_and_closing_are_undone_one_by_one(show: Show) -> None:
    window = show(kind="vote")
    play = window.session.lesson
    count_hands(window, "14", "9", "1")
    QTest.keyClick(window, Key.Key_Z, CTRL)
    assert play.answer.votes == (Vote(counts=(14, 9, 1)),)
    assert vote(window).bars is None
    assert [field.hands for field in vote(window).fields] == [14, 9, 1]
    for _ in range(3):
        window.edit.undo()
    assert play.answer.votes == (Vote(counts=(0, 0, 0)),)
    window.edit.undo()
    assert not play.answer.votes
    for _ in range(5):
        window.edit.redo()
    assert play.answer.votes == (Vote(counts=(14, 9, 1), is_closed=True),)


def test_a_vote_without_hands_cannot_be_closed_and_hands_are_whole_numbers(show: Show) -> None:
    window = show(kind="vote")
    QTest.keyClick(window, Key.Key_F8)
    for typed in ("-1.5x", "1,5", "0,15", "015"):
        QTest.keyClicks(focus(), typed)
        assert int(focus().text()) == 15, typed
        focus().selectAll()
    QTest.keyClicks(focus(), "0")
    assert vote(window).button.text() == "Do not count"
    window.session.lesson.close_vote()
    assert not window.session.lesson.answer.closed


@pytest.mark.parametrize("is_presented", [False, True], ids=["", "presented"])
def test_enter_without_any_hands_begins_anew_and_what_is_typed_next_is_counted(show: Show, is_presented: bool) -> None:
    window = show(kind="vote")
    play, part = window.session.lesson, vote(window)
    if is_presented:
        QTest.keyClick(window, Key.Key_F5)
    QTest.keyClick(window, Key.Key_F8)
    for typed in ("x", "-", "0"):
        QTest.keyClicks(focus(), typed)
        QTest.keyClick(focus(), Key.Key_Return)
    assert part.fields[0].hasFocus()
    QTest.keyClicks(focus(), "12345")  # no class has as many, and the figures beyond 999 are not taken
    assert play.answer.votes[-1].counts == (123, 0, 0)
    assert not window.session.player.is_playing


def test_what_a_class_has_voted_is_in_sight_down_to_the_last_answer(show: Show) -> None:
    window = show("why-did-it-turn", "exit")
    QTest.keyClick(window, Key.Key_F5)
    window.resize(1280, 800)
    QApplication.processEvents()
    for hands in (("3", "12", "4"), ("1", "17", "1")):
        count_hands(window, *hands)
    for _ in range(5):
        QApplication.processEvents()
    bars, area = vote(window).bars, window.lesson_panel._area
    assert bars is not None
    seen = bars.visibleRegion().boundingRect()
    assert area.verticalScrollBar().maximum() > 0, "else there is nothing to test"
    assert seen.height() >= bars.height() - 1
    theme.present(None)


def test_a_key_that_counts_no_hands_says_why(show: Show) -> None:
    window = show(kind="vote")
    count_hands(window, "14", "9", "1")
    count_hands(window, "3", "20", "1")
    QTest.keyClick(window, Key.Key_F8)
    assert QToolTip.text() == "The class has voted twice here."
    to(window, "predict")
    play = window.session.lesson
    play.draw(dict.fromkeys(range(1, 13), 0.1))
    play.bet(play.step.bets[0], 90)
    play.lock()
    QTest.keyClick(window, Key.Key_F8)
    assert QToolTip.text() == "What was predicted is locked in; hands are counted before that."
    to(window, "run")
    QTest.keyClick(window, Key.Key_F8)
    assert QToolTip.text() == "At this step no hands are counted."


def test_the_bet_of_a_class_is_a_prediction_and_is_exported(show: Show) -> None:
    window = show(kind="predict")
    play = window.session.lesson
    body = window.lesson_panel.body
    assert body is not None
    assert body.choice is not None
    assert body.choice.isVisible()
    count_hands(window, "4", "12", "7")
    assert not body.choice.isVisible()
    assert body.button is not None
    QTest.mouseClick(body.button, LEFT)
    assert play.answer.is_locked
    assert play.lesson is not None
    assert "it falls too 4, it rises 12, it rises then falls 7" in answers.table([(play.lesson, play.progress)])


# The timer.


def test_the_timer_starts_pauses_and_takes_a_minute_more_by_keys(show: Show) -> None:
    window = show(kind="vote")
    countdown, row = window.session.lesson.countdown, window.lesson_panel.timer
    assert row.left.toolTip() == "The time of this step, for a class"
    assert row.isVisible()
    assert row.left.text() == "1:00"
    QTest.keyClick(window, Key.Key_F9)
    assert countdown.is_running
    QTest.keyClick(window, Key.Key_F9, Qt.KeyboardModifier.ShiftModifier)
    QTest.keyClick(window, Key.Key_F9)
    assert not countdown.is_running
    assert 110 < countdown.seconds <= 120
    to(window, "run")
    assert row.isVisible()  # as long as something is left
    window.session.lesson.close()
    assert not countdown.is_set


# Drawing on the chart.


def test_a_finger_draws_and_a_second_one_does_not(show: Show, qtbot: QtBot) -> None:
    window = show(kind="predict")
    chart, play = sheet(window), window.session.lesson
    points = [chart.place(round_, 0.1).toPoint() for round_ in range(1, 13)]
    device = QTest.createTouchDevice()
    QTest.touchEvent(chart, device).press(0, points[0], chart).commit()
    for point in points[1:6]:
        QTest.touchEvent(chart, device).move(0, point, chart).commit()
    QTest.touchEvent(chart, device).stationary(0).press(1, chart.place(2, 0.25).toPoint(), chart).commit()
    for point in points[6:]:
        QTest.touchEvent(chart, device).move(0, point, chart).stationary(1).commit()
    QTest.touchEvent(chart, device).release(1, chart.place(2, 0.25).toPoint(), chart).stationary(0).commit()
    QTest.touchEvent(chart, device).release(0, points[-1], chart).commit()
    assert play.answer.drawn == pytest.approx((0.1,) * 12)
    QTest.touchEvent(chart, device).press(0, chart.place(3, 0.2).toPoint(), chart).commit()
    QTest.touchEvent(chart, device).release(0, chart.place(3, 0.2).toPoint(), chart).commit()
    assert play.answer.drawn[2] == pytest.approx(0.2)
    # One stroke, one undo.
    window.edit.undo()
    assert play.answer.drawn == pytest.approx((0.1,) * 12)
    window.edit.undo()
    assert play.answer.drawn == ()


def test_the_axis_says_nothing_of_what_will_come(show: Show) -> None:
    window = show(kind="predict")
    plot = sheet(window).plot
    assert plot.y_scale.high == 0.25
    before = plot.y_scale
    window.session.lesson.draw({round_: 0.02 * round_ for round_ in range(1, 13)})
    window.session.lesson.lock()
    to(window, "run")
    window.session.lesson.play_on()
    window.session.player.to_end()
    assert plot.y_scale == before
    assert len(sheet(window).figures) == 13
    to(window, "contrast")
    assert window.workspace.prediction is not None
    assert window.workspace.prediction.sheet is None
    assert plot.pinned_high is None


def test_what_is_locked_leaves_mouse_and_keys_to_the_chart(show: Show) -> None:
    window = show(kind="predict")
    play = window.session.lesson
    play.draw(dict.fromkeys(range(1, 13), 0.1))
    play.lock()
    to(window, "run")
    play.play_on()
    window.session.player.to_end()
    chart = sheet(window)
    assert chart.testAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
    assert chart.focusPolicy() == Qt.FocusPolicy.NoFocus
    place = chart.plot.pos() + QPoint(round(chart.plot.px_x(4)), round(chart.plot.frame.center().y()))
    QTest.mouseClick(chart.chart, LEFT, pos=place)
    assert window.session.player.round == 4


def test_a_prediction_is_not_undone_once_the_run_has_been_seen(show: Show) -> None:
    window = show(kind="predict")
    play = window.session.lesson
    play.draw(dict.fromkeys(range(1, 13), 0.1))
    play.lock()
    window.edit.undo()
    assert not play.answer.is_locked
    window.edit.redo()
    assert play.answer.is_locked
    to(window, "run")
    window.session.player.seek(3)
    for _ in range(6):
        window.edit.undo()
    number = play.lesson.steps.index(sheet_step(window)) if play.lesson else 0
    assert play.progress.answers[number].is_locked
    assert play.progress.answers[number].drawn == (0.1,) * 12


def sheet_step(window: MainWindow):  # type: ignore[no-untyped-def]
    lesson = window.session.lesson.lesson
    assert lesson is not None
    return next(step for step in lesson.steps if step.kind == "predict")


def test_answers_that_are_deleted_do_not_come_back_by_undo(show: Show) -> None:
    window = show(kind="vote")
    count_hands(window, "14", "9", "1")
    window.session.lesson.forget()
    for _ in range(8):
        window.edit.undo()
        window.edit.redo()
    assert all(not answer.votes for answer in window.session.lesson.progress.answers)


def test_free_play_shows_the_run_and_coming_back_hides_it_again(show: Show) -> None:
    window = show(kind="predict")
    player = window.session.player
    window.session.lesson.draw({1: 0.1})
    QTest.keyClick(window, Key.Key_F7)
    player.to_end()
    assert player.revealed == 12
    window.session.ensemble.start()
    QTest.keyClick(window, Key.Key_F7)
    assert (player.revealed, player.round, window.session.ensemble.is_on) == (0, 0, False)
    player.to_end()
    assert player.revealed == 0
    assert window.session.lesson.answer.drawn[0] == 0.1
    QTest.keyClick(window, Key.Key_F7)
    assert player.round == 12


# Controls.


def test_a_locked_control_says_why_and_is_opened_by_free_play(show: Show) -> None:
    window = show()
    control = window.controls.controls["run.rounds"]
    assert isinstance(control, SliderControl)
    assert not control.slider.isEnabled()
    assert "Free play (F7) opens it" in control._line.text()
    QTest.keyClick(window, Key.Key_F7)
    assert control.slider.isEnabled()
    assert "Locked" not in control._line.text()
    control.set_value(5)
    assert window.session.run.last == 5
    QTest.keyClick(window, Key.Key_F7)
    assert not control.slider.isEnabled()
    assert window.session.run.last == 12


def test_a_step_shows_the_controls_that_it_needs_and_free_play_all(show: Show) -> None:
    window = show(kind="predict")
    assert [group.isVisible() for group in window.controls.groups] == [False] * 5
    assert window.controls.controls["distill.drift"].isVisible()
    QTest.keyClick(window, Key.Key_F7)
    assert all(group.isVisible() for group in window.controls.groups)
    QTest.keyClick(window, Key.Key_F7)
    to(window, "challenge")
    assert all(group.isVisible() for group in window.controls.groups)


def test_a_goal_that_asks_for_a_round_that_is_not_there_is_not_reached(show: Show) -> None:
    window = show(kind="challenge")
    window.session.set_value("run.rounds", 5, "Change")
    assert not window.session.lesson.answer.is_solved
    window.session.set_value("run.rounds", 12, "Change")
    window.session.set_value("reliability.copies", 3, "Change")
    assert window.session.lesson.answer.is_solved


# Links.


def test_a_link_inside_a_contrast_sets_b(show: Show) -> None:
    window = show("why-did-it-turn", "contrast")
    session = window.session
    session.lesson.follow("sim:set?overseer.quality=1")
    assert session.parameters.overseer.quality == 0.95
    other = session.other_parameters
    assert other is not None
    assert (other.overseer.quality, other.amplify.capture) == (1.0, 1.0)
    window.edit.undo()
    assert session.other_parameters is not None
    assert session.other_parameters.amplify.capture == 0


def test_a_contrast_shows_a_question_that_one_run_gets_right_and_the_other_wrong(show: Show) -> None:
    window = show("why-did-it-turn", "contrast")
    session, stages = window.session, window.workspace.stages
    assert stages is not None
    assert stages.b is not None
    for round_ in (12, 8, 6):
        session.player.seek(round_)
        QApplication.processEvents()
        one, other = stages.a.view.scene, stages.b.view.scene
        assert (one.round, one.depth, one.number) == (other.round, other.depth, other.number)
        assert one.round == round_
        assert (one.root.answer, other.root.answer) == ("misaligned", "correct")
    number = stages.a.view.scene.number
    stages.a.view.ask_next()  # who asks for another one gets it
    assert stages.a.view.scene.number == stages.b.view.scene.number == number + 1


def test_a_contrast_without_such_a_question_says_why(show: Show) -> None:
    window = show("attack", "contrast")
    stage = window.workspace.stage
    assert stage is not None
    assert "changes no answer" in stage._caption()[0]


def test_why_asks_a_question_that_is_wrong_or_says_that_there_is_none(show: Show) -> None:
    window = show("why-did-it-turn", "explain")
    session, stage = window.session, window.workspace.stage
    assert stage is not None
    asked = 0
    for round_ in (1, 3, 6, 12):
        for depth in (1, 3, 6):
            session.lesson.follow(f"sim:why?round={round_}&depth={depth}")
            number = first_wrong(session.run, round_, depth)
            if number is None:
                assert "there is no why to ask" in stage._caption()[0]
            else:
                asked += 1
                assert (stage.scene.round, stage.scene.depth, stage.scene.number) == (round_, depth, number)
                assert stage.scene.root.answer != "correct"
                assert stage.explorer.walk
    assert asked > 4
    session.set_value("overseer.quality", 1.0, "Change")
    session.set_value("start.misalignment", 0.0, "Change")
    session.lesson.follow("sim:why?round=1&depth=1")
    assert "there is no why to ask" in stage._caption()[0]
    session.set_value("run.rounds", 3, "Change")
    session.lesson.follow("sim:why?round=6&depth=5")
    assert "there is no why to ask" in stage._caption()[0]


# Terms.


def test_every_term_of_the_prose_opens_by_keyboard_as_by_mouse(show: Show) -> None:
    window = show("why-did-it-turn", "explain")
    body = window.lesson_panel.body
    assert body is not None
    assert body.prose is not None
    body.prose.setFocus(Qt.FocusReason.TabFocusReason)
    opened = []
    for _ in range(8):
        QTest.keyClick(body.prose, Key.Key_Tab)
        focus = QApplication.focusWidget()
        if focus is not body.prose:
            break
        before = body.meaning.text()
        QTest.keyClick(body.prose, Key.Key_Return)
        if body.meaning.isVisible() and body.meaning.text() != before:
            opened.append(body.meaning.text())
    assert any("Wrong in the same way every time" in text for text in opened)


# Predicting on from a round that has been seen.


def test_a_run_that_is_made_shorter_than_what_is_known_of_it_can_be_predicted_on(show: Show) -> None:
    window = show("fool-your-neighbour", "predict")
    play = window.session.lesson
    window.session.set_value("run.rounds", 3, "Change rounds")
    window.rebuild()  # the chart's sheet and the one in the panel are made anew
    figures = play.figures()
    assert play.known_figures() == [*figures, figures[-1], figures[-1], figures[-1]]
    play.draw({7: 0.8})
    assert play.answer.drawn[:7] == pytest.approx((*figures[1:], *figures[-1:] * 3, 0.8))
    body = window.lesson_panel.body
    assert body is not None
    body._take_typed(dict.fromkeys(range(7, 13), 0.25))
    assert play.answer.drawn[6:] == pytest.approx((0.25,) * 6)


def test_where_all_rounds_are_known_no_numbers_are_asked_for(qtbot: QtBot) -> None:
    for known in (0, 11, 12):
        typed = TypedCurve(12, 12.0, known=known)
        qtbot.addWidget(typed)
        typed.show()
        assert typed.opener.isHidden() == (known == 12)
        typed.opener.click()
        assert bool(typed.fields) == (known < 12)


def test_rounds_that_are_known_are_shown_and_only_the_rest_is_drawn(show: Show) -> None:
    window = show("fool-your-neighbour", "predict")
    play, player, chart = window.session.lesson, window.session.player, sheet(window)
    figures = play.figures()
    assert (player.round, player.revealed, chart.known, play.known) == (6, 6, 6, 6)
    player.to_end()
    assert player.revealed == 6
    assert chart.cursor_round == 7
    QTest.mouseClick(chart, LEFT, pos=chart.place(2, 0.8).toPoint())  # of a known round: the first of the rest
    assert play.answer.drawn[:6] == pytest.approx(figures[1:7])
    assert play.answer.drawn[6] == pytest.approx(0.8)
    body = window.lesson_panel.body
    assert body is not None
    assert body.typed is not None
    QTest.mouseClick(body.typed.opener, LEFT)
    assert min(body.typed.fields) == 7
    for field in body.typed.fields.values():
        field.setText("0.5")
    QTest.mouseClick(body.typed.button, LEFT)
    assert play.answer.drawn[6:] == pytest.approx((0.5,) * 6)
    play.lock()
    play.forward()
    play.forward()
    assert play.step.kind == "run"
    play.go_on()
    assert player.is_playing
    player.seek(99)
    play.play_on()
    player.seek(99)
    expected = sum(abs(0.5 - figure) for figure in figures[7:]) / 6
    assert body is not window.lesson_panel.body
    assert window.lesson_panel.body is not None
    assert f"{expected:.3f}" in window.lesson_panel.body.feedback.text()


def test_what_is_guessed_of_many_runs_is_kept_and_compared_with_what_they_came_to(show: Show, qtbot: QtBot) -> None:
    window = show("luck", "seeds")
    session, body = window.session, window.lesson_panel.body
    assert body is not None
    assert body.guess is not None
    assert body.button is not None
    session.player.speed = "fast"
    body.guess.field.setFocus()
    QTest.keyClicks(body.guess.field, "12")
    QTest.keyClick(body.guess.field, Key.Key_Return)
    assert session.lesson.answer.tries == ("12",)
    QTest.mouseClick(body.button, LEFT)
    assert body.feedback.text() == ""
    qtbot.waitUntil(lambda: session.ensemble.seen is not None and session.ensemble.seen.runs == 0, timeout=20_000)
    seen = session.ensemble.seen
    assert seen is not None
    above = sum(run[-1] > 0.2 for run in seen.spread.runs["misalignment"][:20])
    assert body.feedback.text() == f"It was {above} of 20. You guessed 12."
    window.session.store.history.undo()
    assert body.guess.field.text() == ""
    assert body.feedback.text() == f"It was {above} of 20."
    session.lesson.back()
    assert not session.ensemble.is_on


def test_terms_of_a_question_open_too_and_the_glossary_lists_all(show: Show) -> None:
    window = show("falling-and-rising", "predict")
    body = window.lesson_panel.body
    assert body is not None
    question = next(label for label in body.findChildren(QLabel) if "What each round adds" in label.text())
    assert "(term:misaligned)" in question.text()
    question.linkActivated.emit("term:misaligned")
    assert body.meaning.isVisible()
    assert body.meaning.geometry().top() >= question.geometry().bottom()
    QTest.keyClick(window, Key.Key_F1, Qt.KeyboardModifier.ShiftModifier)
    dialog = window.findChild(GlossaryDialog)
    assert dialog is not None
    said = dialog.list.toPlainText()
    assert all(meaning.split()[0] in said for meaning in glossary().values())
    document = dialog.list.document()
    blocks = [document.findBlockByNumber(number) for number in range(document.blockCount())]
    terms = {term.partition("|")[0].strip() for term in glossary()}
    heads = [block for block in blocks if block.text() in terms]
    assert len(heads) == len(terms)
    assert all(block.blockFormat().topMargin() >= 10 for block in heads[1:])
    assert "misaligned" in said
    QTest.keyClick(dialog, Key.Key_Escape)


def test_one_button_at_a_time_says_what_to_press_next(show: Show) -> None:
    window = show(kind="challenge")
    button = window.lesson_panel.next_button
    assert button.isEnabled()
    assert button.property("primary") == "false"
    window.session.set_value("reliability.copies", 3, "Change")
    assert button.property("primary") == "true"
    to(window, "run")
    own = window.lesson_panel.body.button if window.lesson_panel.body else None
    assert own is not None
    window.session.player.restart(12)
    window.lesson_panel._follow()
    assert (own.property("primary"), button.property("primary")) == ("true", "false")
    window.session.player.to_end()
    assert (own.property("primary"), button.property("primary")) == ("false", "true")


def test_what_is_on_its_way_to_a_button_of_a_lesson_that_has_ended_does_nothing(show: Show) -> None:
    window = show("why-did-it-turn", kind="predict")
    body = window.lesson_panel.body
    assert body is not None
    assert body.vote is not None
    button, pressed = body.vote.button, list[bool]()
    button.clicked.connect(pressed.append)
    window.session.lesson.close()
    at, left = QPointF(button.rect().center()), Qt.MouseButton.LeftButton
    for kind, held in ((QEvent.Type.MouseButtonPress, left), (QEvent.Type.MouseButtonRelease, Qt.MouseButton.NoButton)):
        modifiers = Qt.KeyboardModifier.NoModifier
        event = QMouseEvent(kind, at, QPointF(button.mapToGlobal(at)), left, held, modifiers)
        QApplication.sendEvent(button, event)
    assert not pressed
    assert window.lesson_panel.body is None


# The sheet on the chart.


def test_a_prediction_is_one_sheet_also_where_the_chart_showed_the_other_figure(show: Show) -> None:
    window = show("ceiling", kind="predict")
    charts = window.workspace.charts
    assert charts is not None
    assert sheet(window).name == "reached depth"
    window.session.lesson.toggle_free()
    charts.show_measure("capability")
    window.session.lesson.toggle_free()
    sent_deletions()
    assert charts.findChildren(ChartSketch) == [sheet(window)]
    window.session.lesson.toggle_free()
    sent_deletions()
    assert charts.findChildren(ChartSketch) == []


def sent_deletions() -> None:
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
