"""Presenting to a class: sizes, keys of a clicker, and nothing that is lost on the way in or out."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QCoreApplication, QPoint, QRect, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QScrollArea, QWidget
from pytestqt.qtbot import QtBot
from shiboken6 import delete

from simulator.app import lesson as course
from simulator.scenario import library
from simulator.scenario.lesson.course import agree
from simulator.scenario.lesson.reader import is_lesson
from simulator.scenario.lesson.records import Lesson
from simulator.ui import theme
from simulator.ui.charts.panel import TABS
from simulator.ui.lesson.prose import Prose
from simulator.ui.main_window import MainWindow
from simulator.ui.presentation.notes import SIZE_PX, NotesWindow
from simulator.ui.widgets.control import SliderControl
from simulator.ui.widgets.metrics import FRAME, move_over, on_screen, scaled
from simulator.ui.widgets.number_field import NumberField
from tests.ui import drawn
from tests.ui.opened import lesson_window

Show = Callable[..., MainWindow]
SCREENS = [(1280, 720), (1920, 1080), (3840, 2160)]
Key = Qt.Key


@pytest.fixture
def show(qtbot: QtBot) -> Iterator[Show]:
    def made(
        slug: str = "falling-and-rising", size: tuple[int, int] = (1280, 720), *, presents: bool = True
    ) -> MainWindow:
        window = lesson_window(qtbot, slug)
        if presents:
            QTest.keyClick(window, Key.Key_F5)
            settle()
            window.resize(*size)
        settle()
        return window

    yield made
    theme.present(None)


def settle() -> None:
    for _ in range(4):
        QApplication.processEvents()


def at(window: MainWindow, number: int) -> None:
    play = window.session.lesson
    assert play.lesson is not None
    play._progress = course.go(play.lesson, course.begin(play.lesson), number)
    play._enter()
    settle()


def cap_height(size: float) -> float:
    font = QFont(theme.FAMILY)
    font.setPixelSize(round(size))
    return QFontMetricsF(font).capHeight()


def too_small(window: MainWindow) -> list[tuple[str, float]]:
    least = 0.024 * window.height()
    return [(text, size) for text, size in drawn.texts(window) if text.strip() and cap_height(size) < least - 1e-6]


@pytest.mark.parametrize("size", SCREENS)
def test_every_text_has_capitals_of_24_thousandths_of_the_screens_height(show: Show, size: tuple[int, int]) -> None:
    window = show(size=size)
    play, charts = window.session.lesson, window.workspace.charts
    assert window.size() == QSize(*size)
    assert play.lesson is not None
    assert charts is not None
    seen = ""
    for number in range(len(play.lesson.steps)):
        at(window, number)
        window.session.player.seek(6)
        assert too_small(window) == [], f"step {number + 1}"
        seen += "".join(text for text, _ in drawn.texts(window))
    # The measure is not blind: titles, ticks, buttons, controls, bars of a vote.
    for word in ("What does the total do?", "0.25", "Next", "Stage", "Distillation drift", "Play"):
        assert word in seen
    window.session.player.to_end()
    for tab in TABS:
        if not tab.compares:
            charts.show_tab(tab.id)
            settle()
            assert too_small(window) == [], tab.id
    window.workspace.show_stage()
    for round_ in (0, 1, 6, 12):
        window.session.player.seek(round_)
        settle()
        assert too_small(window) == [], f"stage at round {round_}"
    QTest.keyClick(window, Key.Key_F7)
    settle()
    assert too_small(window) == []


@pytest.mark.parametrize("size", [(1280, 800), (1280, 720), (1024, 768)])
def test_a_lesson_that_is_presented_never_scrolls_sideways(show: Show, size: tuple[int, int]) -> None:
    window = show(size=size)
    window.setWindowState(Qt.WindowState.WindowNoState)
    window.resize(*size)
    play, player = window.session.lesson, window.session.player
    assert play.lesson is not None
    for _ in play.lesson.steps:
        settle()
        assert window.size() == QSize(*size)
        for area in window.findChildren(QScrollArea):
            assert not area.isVisible() or area.horizontalScrollBar().maximum() == 0, play.step.kind
        assert window.present_button.mapTo(window, window.present_button.rect().bottomRight()).x() < size[0]
        if play.step.kind == "predict":
            play.bet(play.step.bets[0], 70)
            play.lock()
        elif play.step.kind == "run":
            play.play_on()
            player.to_end()  # names of the curves take most room now
        elif play.step.kind == "see":
            play.say(agree(play.figures())[0])
        play.forward()


@pytest.mark.parametrize("size", SCREENS)
def test_lines_of_the_charts_are_3_pixels_wide_at_least(show: Show, size: tuple[int, int]) -> None:
    window = show(size=size)
    charts = window.workspace.charts
    assert charts is not None
    window.session.lesson.draw(dict.fromkeys(range(1, 13), 0.1))
    window.session.lesson.lock()
    at(window, 3)
    window.session.player.seek(6)
    settle()
    for chart in charts.group.charts:
        widths = drawn.strokes(chart.plot)
        assert len(widths) >= 4
        assert min(widths) >= 3.0


@pytest.mark.parametrize("chosen", ["contrast", "contrast at 150 %"])
def test_who_needs_high_contrast_keeps_it_while_presenting(show: Show, chosen: str) -> None:
    window = show(presents=False)
    window.settings.change(theme="contrast", text_percent=150 if "150" in chosen else 100)
    QTest.keyClick(window, Key.Key_F5)
    settle()
    look = theme.current()
    assert (look.canvas, look.ink) == (theme.CONTRAST.canvas, theme.CONTRAST.ink)
    assert look.size("help") == theme.for_screen(window.height()).size("help")
    assert too_small(window) == []
    notes = notes_of(window)
    labels = [label for label in notes.findChildren(QLabel) if label.text() and label.property("tone") == "ink"]
    ground = notes.palette().window().color()
    assert labels
    assert min(contrast(label.palette().windowText().color(), ground) for label in labels) > 15
    charts = window.workspace.charts
    assert charts is not None
    drawn: list[theme.Theme] = []
    theme.in_light(lambda: drawn.append(theme.current()), window)  # as exports are; it leaves things as they were
    assert [(each.canvas, each.size("help")) for each in drawn] == [(theme.PROJECTOR.canvas, look.size("help"))]
    assert (theme.current().name, theme.chosen().name) == (look.name, chosen)
    window.settings.change(theme="dark")  # presented as the others are
    assert theme.current().canvas == theme.PROJECTOR.canvas
    window.settings.change(theme="contrast")
    assert theme.current() is look
    QTest.keyClick(window, Key.Key_Escape)
    settle()
    assert theme.current().name == chosen


@pytest.mark.parametrize("of", [theme.PROJECTOR, theme.CONTRAST], ids=lambda of: of.name)
@pytest.mark.parametrize("height", [size[1] for size in SCREENS])
def test_colors_have_a_contrast_of_7_to_1_for_text_and_curves(height: int, of: theme.Theme) -> None:
    look = theme.for_screen(height, of)
    texts = ("ink", "secondary", "accent", "teacher_text", "misaligned_text", "overseer_text", "override_text")
    curves = ("teacher", "correct", "misaligned", "error")
    for token in (*texts, *curves):
        for ground in ("card", "canvas"):
            assert contrast(look.color(token), look.color(ground)) >= 7, f"{token} on {ground}"
    for text, ground in (("on_accent", "accent"), ("ink", "accent_soft"), ("ink", "field"), ("secondary", "field")):
        assert contrast(look.color(text), look.color(ground)) >= 7, f"{text} on {ground}"


def contrast(one: QColor, other: QColor) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def luminance(color: QColor) -> float:
    shares = (color.redF(), color.greenF(), color.blueF())
    parts = [share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4 for share in shares]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


def test_f5_and_esc_in_any_order_and_number_end_where_one_would_expect(show: Show) -> None:
    window = show(presents=False)
    window.resize(1111, 700)
    presentation, menu = window.presentation, window.menuBar()
    for _ in range(2):
        QTest.keyClick(window, Key.Key_Escape)
        assert (presentation.is_on, window.isVisible(), menu.isVisible()) == (False, True, True)
    for _ in range(3):
        for _ in range(2):
            QTest.keyClick(window, Key.Key_F5)
            assert (presentation.is_on, window.isFullScreen(), menu.isVisible()) == (True, True, False)
        for _ in range(2):
            QTest.keyClick(window, Key.Key_Escape)
            assert (presentation.is_on, window.isFullScreen(), menu.isVisible()) == (False, False, True)
    assert theme.current() is theme.LIGHT
    assert window.isVisible()


def test_nothing_is_lost_on_the_way_in_and_out(show: Show) -> None:
    window = show(presents=False)
    session = window.session
    at(window, 1)
    session.lesson.draw(dict.fromkeys(range(1, 13), 0.2))
    session.lesson.bet("it rises", 70)
    session.set_value("run.rounds", 12, "Change")
    before = session.state, session.lesson.progress, session.player.round, session.store.history.count
    body = window.lesson_panel.body
    for _ in range(3):
        QTest.keyClick(window, Key.Key_F5)
        settle()
        QTest.keyClick(window, Key.Key_Escape)
        settle()
        assert window.lesson_panel.body is body
        after = session.state, session.lesson.progress, session.player.round, session.store.history.count
        assert after == before
    shown = (window.lesson_panel, window.workspace.stage, window.workspace.charts, window.controls)
    assert all(part is not None and part.isVisible() for part in shown)


def test_the_keys_of_the_menus_work_while_they_are_hidden(show: Show) -> None:
    window = show()
    session = window.session
    session.set_value("run.rounds", 5, "Change")
    QTest.keyClick(window, Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert session.run.last == 12
    QTest.keyClick(window, Key.Key_F7)
    assert session.lesson.is_free


def test_the_menu_and_the_button_present_too(show: Show) -> None:
    window = show(presents=False)
    QTest.mouseClick(window.present_button, Qt.MouseButton.LeftButton)
    assert window.presentation.is_on
    assert window.present_button.isChecked()
    QTest.mouseClick(window.present_button, Qt.MouseButton.LeftButton)
    assert not window.presentation.is_on
    window.menus.actions["present"].trigger()
    assert window.presentation.is_on


def test_the_button_says_that_it_ends_the_presentation_and_is_whole(show: Show) -> None:
    window = show(size=(1000, 700))
    button = window.present_button
    assert (button.text(), "Esc" in button.toolTip()) == ("End", True)
    assert button.width() >= button.sizeHint().width()
    window.presentation.end()
    assert button.text() == "Present"


def focusable(window: MainWindow) -> list[QWidget]:
    return [
        part for part in window.findChildren(QWidget)
        if part.focusPolicy() & Qt.FocusPolicy.TabFocus and part.isVisible() and part.isEnabled()
        and not (window.lesson_panel.body and window.lesson_panel.body.isAncestorOf(part))  # goes with its step
    ]  # fmt: skip


def test_page_keys_go_from_step_to_step_whatever_has_the_focus(show: Show) -> None:
    window = show("why-did-it-turn")
    play = window.session.lesson
    at(window, 1)  # a step with controls in sight
    parts = focusable(window)
    assert any(type(part).__name__ == "Slider" for part in parts)
    for part in parts:
        at(window, 1)
        part.setFocus()
        QTest.keyClick(part, Key.Key_PageUp)
        assert play.progress.step == 0, part
        QTest.keyClick(QApplication.focusWidget() or window, Key.Key_PageDown)
        assert play.progress.step == 1, part
    assert window.session.parameters == window.session.store.loaded.parameters


def test_page_keys_without_a_lesson_go_from_round_to_round_and_say_where_it_ends(
    show: Show, monkeypatch: pytest.MonkeyPatch
) -> None:
    window = show()
    player = window.session.player
    window.session.lesson.close()
    player.seek(player.last - 1)
    told, said = [], [""]
    monkeypatch.setattr(window.announcer, "tell", said.append)
    for key in (Key.Key_PageDown, Key.Key_PageDown, *[Key.Key_PageUp] * (player.last + 1)):
        QTest.keyClick(window, key)
        told.append((player.round, said.pop() if len(said) > 1 else ""))
    last = player.last
    assert told[:2] == [(last, ""), (last, "This is the last round.")]
    assert told[2:] == [*((round_, "") for round_ in range(last - 1, -1, -1)), (0, "This is the start.")]


def test_page_down_alone_leads_through_a_lesson_once_its_questions_are_answered(show: Show) -> None:
    window = show("why-did-it-turn")
    play, player = window.session.lesson, window.session.player
    at(window, 2)
    QTest.keyClick(window, Key.Key_PageDown)
    assert play.progress.step == 2  # nothing is predicted yet
    play.draw(dict.fromkeys(range(1, 13), 6.0))
    QTest.keyClick(window, Key.Key_PageDown)
    assert play.answer.is_locked
    QTest.keyClick(window, Key.Key_PageDown)
    assert play.step.kind == "run"
    QTest.keyClick(window, Key.Key_PageDown)
    assert player.is_playing
    QTest.keyClick(window, Key.Key_PageDown)
    assert (player.complete, play.waits) == (5, True)
    QTest.keyClick(window, Key.Key_PageDown)
    assert player.is_playing
    QTest.keyClick(window, Key.Key_PageDown)
    assert player.complete == 12
    QTest.keyClick(window, Key.Key_PageDown)
    assert play.progress.step == 4


def test_without_a_lesson_page_keys_go_from_round_to_round(show: Show) -> None:
    window = show()
    QTest.keyClick(window, Key.Key_F7)
    window.session.player.seek(3)
    QTest.keyClick(window, Key.Key_PageDown)
    assert window.session.player.round == 4
    QTest.keyClick(window, Key.Key_PageUp)
    assert window.session.player.round == 3


@pytest.mark.parametrize("key", [Key.Key_Period, Key.Key_B])
def test_a_period_or_b_blanks_the_screen_and_any_key_brings_it_back(show: Show, key: Qt.Key) -> None:
    window = show()
    step = window.session.lesson.progress.step
    window.controls.setFocus()
    for back in (Key.Key_PageDown, Key.Key_Escape, Key.Key_F5, Key.Key_Space, key, Key.Key_A):
        focus = QApplication.focusWidget()
        QTest.keyClick(window, key)
        blank = window.presentation.blank
        assert blank is not None
        assert blank.isVisible()
        assert blank.geometry() == window.rect()
        assert blank.grab().toImage().pixelColor(50, 50) == QColor("black")
        QTest.keyClick(blank, back)
        assert not blank.isVisible()
        assert (window.presentation.is_on, window.session.lesson.progress.step) == (True, step)
        assert QApplication.focusWidget() is focus


def test_a_period_blanks_the_screen_although_a_field_had_the_focus(show: Show) -> None:
    window = show(presents=False)
    field = window.controls.findChildren(NumberField)[0]
    field.setFocus()
    before = field.text()
    QTest.keyClick(window, Key.Key_F5)
    settle()
    focus = QApplication.focusWidget()
    assert focus is not None
    QTest.keyClick(focus, Key.Key_Period)
    assert window.presentation.blank is not None
    assert window.presentation.blank.isVisible()
    assert field.text() == before


def test_a_blank_screen_ends_also_where_what_had_the_focus_has_gone(show: Show) -> None:
    window = show()
    passing = QPushButton(window)
    passing.show()
    passing.setFocus()
    QTest.keyClick(window, Key.Key_B)
    blank = window.presentation.blank
    assert blank is not None
    delete(passing)
    QTest.mouseClick(blank, Qt.MouseButton.LeftButton)
    assert not blank.isVisible()


def test_esc_in_the_notes_ends_the_presentation_and_then_puts_them_away(show: Show) -> None:
    window = show()
    notes = notes_of(window)
    QTest.keyClick(notes, Key.Key_Escape)
    settle()
    assert not window.presentation.is_on
    assert notes.isVisible()
    notes.activateWindow()
    QTest.keyClick(notes, Key.Key_Escape)
    assert not notes.isVisible()


def test_neither_page_keys_nor_blanking_work_outside(show: Show) -> None:
    window = show(presents=False)
    QTest.keyClick(window, Key.Key_Period)
    QTest.keyClick(window, Key.Key_PageDown)
    assert window.presentation.blank is None
    assert window.session.lesson.progress.step == 0


def test_ctrl_and_arrows_take_large_steps_of_a_slider_only_while_presenting(show: Show) -> None:
    window = show()
    at(window, 9)  # the challenge has the controls beside it
    control = window.controls.controls["distill.drift"]
    assert isinstance(control, SliderControl)
    slider, session = control.slider, window.session
    before = session.parameters.distill.drift
    slider.setFocus()
    QTest.keyClick(slider, Key.Key_Right, Qt.KeyboardModifier.ControlModifier)
    large = session.parameters.distill.drift
    assert large > before
    QTest.keyClick(slider, Key.Key_Left, Qt.KeyboardModifier.ControlModifier)
    assert session.parameters.distill.drift == before
    QTest.keyClick(slider, Key.Key_PageUp)
    assert session.lesson.progress.step == 8
    QTest.keyClick(window, Key.Key_Escape)
    at(window, 9)
    slider.setFocus()
    QTest.keyClick(slider, Key.Key_PageUp)
    assert (session.parameters.distill.drift, session.lesson.progress.step) == (large, 9)
    session.player.seek(3)
    QTest.keyClick(slider, Key.Key_Right, Qt.KeyboardModifier.ControlModifier)
    assert (session.player.round, session.parameters.distill.drift) == (4, large)


def test_large_text_leaves_room_for_what_is_asked(show: Show) -> None:
    window = show("why-did-it-turn")
    charts = window.workspace.charts
    assert charts is not None
    at(window, 2)
    # The chart that is drawn on has the room of both.
    assert [chart.isVisible() for chart in charts.group.charts] == [True, False]
    assert not window.controls.isVisible()
    at(window, 1)
    assert window.controls.isVisible()
    at(window, 3)
    assert [chart.isVisible() for chart in charts.group.charts] == [True, True]
    QTest.keyClick(window, Key.Key_Escape)
    at(window, 2)
    assert all(chart.isVisible() for chart in charts.group.charts)


@pytest.mark.parametrize("size", [(1280, 720), (1280, 800), (1920, 1080)])
@pytest.mark.parametrize("slug", ["falling-and-rising", "one-round"])
def test_a_prediction_is_locked_without_scrolling(show: Show, slug: str, size: tuple[int, int]) -> None:
    window = show(slug, size)
    play, panel = window.session.lesson, window.lesson_panel
    while play.step.kind != "predict":
        play.forward()
    settle()
    button, step = panel.lock_button, panel.body
    assert step is not None
    assert panel.rect().contains(QRect(button.mapTo(panel, QPoint(0, 0)), button.size()))
    assert not button.isEnabled()
    assert not panel.next_button.isVisible()
    assert step.button is not None
    assert not step.button.isVisible()
    play.bet(play.step.bets[0], 70)
    settle()
    assert button.isEnabled()
    button.setFocus()
    QTest.keyClick(button, Key.Key_Space)
    settle()
    assert play.answer.is_locked
    assert not button.isVisible()
    assert panel.next_button.isEnabled()
    assert panel.next_button.hasFocus()
    QTest.keyClick(window, Key.Key_Escape)
    settle()
    assert step.button.isVisible()
    assert panel.next_button.isVisible()


def test_beginning_and_ending_leaves_the_focus_in_the_lesson_on_what_is_to_press(show: Show) -> None:
    window = show("falling-and-rising", presents=False)
    play, panel = window.session.lesson, window.lesson_panel
    while play.step.kind != "predict":
        play.forward()

    def focus_after(key: Key) -> QWidget | None:
        QTest.keyClick(window, key)
        settle()
        return QApplication.focusWidget()

    step = panel.body
    assert step is not None
    assert step.choice is not None
    answer = next(iter(step.choice.buttons.values()))
    panel.free_button.setFocus()  # it is not there before a class
    assert isinstance(focus_after(Key.Key_F5), Prose)  # an answer would be given by one more press
    panel.timer.start_button.setFocus()  # nor is this without one
    assert isinstance(focus_after(Key.Key_Escape), Prose)
    play.bet(play.step.bets[0], 70)
    assert step.button is not None
    step.button.setFocus()
    assert focus_after(Key.Key_F5) is panel.lock_button
    assert focus_after(Key.Key_Escape) is step.button
    answer.setFocus()  # what stays keeps it
    assert focus_after(Key.Key_F5) is answer
    assert focus_after(Key.Key_Escape) is answer


# Notes.


def notes_of(window: MainWindow) -> NotesWindow:
    QTest.keyClick(window, Key.Key_F5, Qt.KeyboardModifier.ShiftModifier)
    notes = window.presentation.notes
    assert notes is not None
    settle()
    return notes


def test_notes_on_the_only_screen_lie_over_the_controls_and_have_the_size_of_their_own_text(show: Show) -> None:
    window = show()
    assert window.presentation.other_screen() is None
    room, notes = window.screen().availableGeometry(), notes_of(window)
    assert notes.isActiveWindow(), "else the window would lie over them"
    grown = theme.for_presenter().body_px / theme.LIGHT.body_px
    assert notes.width() == round(SIZE_PX[0] * grown) < round(scaled(SIZE_PX[0]))
    assert notes.height() == min(round(SIZE_PX[1] * grown), room.height() - FRAME.height())
    assert notes.x() + notes.width() + FRAME.width() == room.right() + 1
    assert notes.y() + notes.height() + FRAME.height() == room.bottom() + 1, "with its title bar it is on the screen"
    notes.move(3, 4)
    notes.close()
    for _ in range(3):
        QCoreApplication.processEvents()
    assert notes.windowHandle() is None, "its picture is given back"
    assert notes_of(window).pos() == QPoint(3, 4), "where it was put"
    assert on_screen(window, (5000, 300)) == QSize(room.width() - FRAME.width(), round(scaled(300)))


@pytest.mark.parametrize("at", [QPoint(0, 0), QPoint(-400, -300), QPoint(5000, 4000)])
@pytest.mark.parametrize("size", [(300, 200), (4000, 4000)])
def test_a_window_over_another_is_on_the_screen_with_its_frame(
    qtbot: QtBot, at: QPoint, size: tuple[int, int]
) -> None:
    other, window = QWidget(), QWidget()
    for made in (other, window):
        qtbot.addWidget(made)
    other.resize(600, 400)
    other.move(at)
    window.resize(on_screen(other, size))
    move_over(window, other)
    room = other.screen().availableGeometry()
    assert room.contains(QRect(window.pos(), window.size() + FRAME))


@pytest.mark.parametrize("slug", [slug for slug in library.slugs() if is_lesson(library.path_of(slug).parent)])
def test_the_notes_of_every_plan_leave_out_what_says_nothing(show: Show, slug: str) -> None:
    window = show(presents=False)
    window.files.open_now(slug)
    window.lessons.begin()
    notes = notes_of(window)
    for button in notes.plans.values():
        button.click()
        assert notes._body is not None
        assert all(label.text() for label in notes._body.findChildren(QLabel))


def test_the_notes_say_what_the_class_does_not_see(show: Show) -> None:
    window = show(presents=False)
    notes = notes_of(window)
    at(window, 1)
    said = notes.say()
    for words in ("What does the total do?", "Expected: it rises", "Hint: Think of a bath", "Vote: Hands up",
                  "Learners tell a stock", "Misconceptions", "What the model leaves out"):  # fmt: skip
        assert words in said
    assert "pairs" in said
    assert "Planned: from 1:00 to 5:00." in said
    assert "4 min: What does the total do?" in said
    QTest.mouseClick(notes.plans[10], Qt.MouseButton.LeftButton)
    assert "Plan for 10 minutes" in notes.say()
    assert "Planned: from 0:00 to 2:00." in notes.say()
    at(window, 9)
    assert "The plan for 10 minutes leaves this step out." in notes.say()
    assert "One solution: Copies that vote 3" in notes.say()
    at(window, 7)
    assert "B differs in: Distillation drift 0" in notes.say()
    at(window, len(window.session.lesson.lesson.steps) - 1)  # type: ignore[union-attr]
    assert "the end of the lesson" in notes.say()
    for label in notes.findChildren(QLabel):
        if label.isVisible() and label.wordWrap():
            assert label.heightForWidth(label.width()) <= label.height() + 1
    window.session.lesson.close()
    assert "No lesson is being played" in notes.say()
    QTest.keyClick(window, Key.Key_F5, Qt.KeyboardModifier.ShiftModifier)
    assert not notes.isVisible()


def test_no_words_of_the_notes_are_cut_whether_they_scroll_or_not(show: Show) -> None:
    window = show(presents=False)
    notes = notes_of(window)
    at(window, 1)
    cut = set()
    for width in range(480, 760, 5):
        for height in (3000, 600):  # the scroll bar comes when all has been fitted
            notes.resize(width, height)
            QCoreApplication.processEvents()
        labels = [label for label in notes.findChildren(QLabel) if label.isVisible() and label.wordWrap()]
        cut |= {(width, each.text()) for each in labels if each.heightForWidth(each.width()) > each.height() + 1}
    assert not cut


def test_hands_are_shown_in_the_notes_while_they_are_counted(show: Show) -> None:
    window = show(presents=False)
    notes = notes_of(window)
    at(window, 2)
    window.session.lesson.open_vote()
    window.session.lesson.count(1, 17)
    assert "Hands so far: falls 0, rises 17, rises then falls 0" in notes.say()


def test_page_keys_work_from_the_notes_whatever_has_the_focus_there(show: Show, qtbot: QtBot) -> None:
    window = show("why-did-it-turn")
    notes = notes_of(window)
    notes.activateWindow()
    qtbot.waitUntil(notes.isActiveWindow)
    for part in (notes, notes._area, notes.plans[10]):
        part.setFocus()
        QTest.keyClick(part, Key.Key_PageDown)
        assert window.session.lesson.progress.step == 1
        QTest.keyClick(part, Key.Key_PageUp)
        assert window.session.lesson.progress.step == 0
    QTest.keyClick(notes, Key.Key_Period)
    assert window.presentation.blank is not None
    assert window.presentation.blank.isVisible()
    QTest.keyClick(notes, Key.Key_Period)
    assert not window.presentation.blank.isVisible()


def test_the_notes_go_with_the_window(show: Show) -> None:
    window = show(presents=False)
    notes = notes_of(window)
    assert notes.isVisible()
    window.session.store.mark_saved()
    window.close()
    assert not notes.isVisible()


def test_with_one_screen_nothing_opens_over_the_presentation(show: Show) -> None:
    window = show()
    assert len(QGuiApplication.screens()) == 1
    assert window.presentation.other_screen() is None
    assert window.presentation.notes is None


def test_with_two_screens_the_notes_open_on_the_other_one(show: Show, monkeypatch: pytest.MonkeyPatch) -> None:
    window = show(presents=False)
    other = QGuiApplication.primaryScreen()
    monkeypatch.setattr(type(window.presentation), "other_screen", lambda self: other)
    QTest.keyClick(window, Key.Key_F5)
    notes = window.presentation.notes
    assert notes is not None
    assert notes.isVisible()
    assert notes.size() == other.availableGeometry().size()
    assert window.presentation.is_on


def test_another_language_goes_on_presenting(show: Show) -> None:
    window = show()
    at(window, 1)
    window.settings.change(language="de")
    settle()
    assert window.presentation.is_on
    assert window.columns.is_presented
    assert not window.controls.isVisible()
    assert too_small(window) == []
    step = window.session.lesson.progress.step
    QTest.keyClick(window, Key.Key_PageUp)
    assert window.session.lesson.progress.step == step - 1
    for is_free in (True, False):  # keys of the menus, which are hidden
        QTest.keyClick(window, Key.Key_F7)
        assert window.session.lesson.is_free is is_free
    QTest.keyClick(window, Key.Key_Escape)
    assert window.controls.isVisible()
    assert not window.columns.is_presented
    window.settings.change(language="en")
    settle()


def test_a_window_that_is_closed_while_presenting_keeps_the_size_it_had(show: Show) -> None:
    window = show(presents=False)
    window.resize(1111, 700)
    QTest.keyClick(window, Key.Key_F5)
    settle()
    assert window.size() != QSize(1111, 700)
    window.session.store.mark_saved()
    window.close()
    assert (window.settings.values.width, window.settings.values.height) == (1111, 700)
    assert theme.current() is theme.LIGHT


@pytest.mark.parametrize("slug", library.ORDER)
def test_every_lesson_is_presented_from_first_to_last_step_with_keys_alone(show: Show, slug: str) -> None:
    window = show(slug)
    play = window.session.lesson
    assert play.lesson is not None
    visited = [play.progress.step]
    for _ in range(12 * len(play.lesson.steps)):
        step, body = play.step, window.lesson_panel.body
        assert body is not None
        if step.kind == "predict" and not play.answer.votes and step.bets:
            QTest.keyClick(window, Key.Key_F8)
            for number, _bet in enumerate(step.bets):
                QTest.keyClick(QApplication.focusWidget() or window, Key.Key_1 if number else Key.Key_9)
                QTest.keyClick(QApplication.focusWidget() or window, Key.Key_Return)
            assert play.answer.closed
        elif step.kind == "see" and not play.can_go_on:
            assert body.choice is not None
            button = body.choice.buttons[agree(play.figures())[0]]
            button.setFocus()
            QTest.keyClick(button, Key.Key_Space)
            assert play.can_go_on
        QTest.keyClick(QApplication.focusWidget() or window, Key.Key_PageDown)
        if play.progress.step != visited[-1]:
            visited.append(play.progress.step)
    assert visited == list(range(len(play.lesson.steps)))
    # And all the way back.
    for number in reversed(visited[:-1]):
        QTest.keyClick(QApplication.focusWidget() or window, Key.Key_PageUp)
        assert play.progress.step == number


def test_a_chart_that_stood_alone_before_the_class_has_the_other_beside_it_afterwards(show: Show) -> None:
    window = show()
    charts = window.workspace.charts
    assert charts is not None
    kinds = [step.kind for step in lesson_of(window).steps]
    at(window, kinds.index("predict"))
    group = charts.group
    assert [chart.isHidden() for chart in group.charts].count(True) == 1
    charts.show_tab("cost")
    window.presentation.end()
    settle()
    assert not any(chart.isHidden() for chart in group.charts)


def lesson_of(window: MainWindow) -> Lesson:
    lesson = window.session.lesson.lesson
    assert lesson is not None
    return lesson
