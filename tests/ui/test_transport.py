"""The transport: buttons, keys, the scrub bar, what it says, and what gives way when there is little room."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QCoreApplication, QPoint, Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QSignalSpy, QTest
from PySide6.QtWidgets import QMenu, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from simulator.app.player import AMPLIFY_ENDS, OPEN_ENDS
from simulator.app.session import Session
from simulator.engine.parameters import Parameters
from simulator.scenario.schema import Scenario
from simulator.ui import theme
from simulator.ui.start import make_application
from simulator.ui.transport import Transport
from simulator.ui.widgets.buttons import IconButton
from simulator.ui.widgets.phase import PhaseChip
from simulator.ui.widgets.scrub import ScrubBar
from simulator.ui.widgets.speed import SpeedButton
from tests.ui import drawn
from tests.ui.pseudo import DrawnText, Speaking, texts, untranslated

LEFT, NO_KEYS = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
SIZES = [960, 1024, 1100, 1280, 1920, 3840]

Show = Callable[..., Transport]


@pytest.fixture
def show(qtbot: QtBot) -> Iterator[Show]:
    """Makes a transport on a session of its own and shows it."""
    make_application("light")
    sessions: list[Session] = []
    kept: list[Transport] = []

    def make(rounds: int = 12, *, title: str = "Why did it turn?", width: int = 1280) -> Transport:
        session = Session(Scenario(title=title, parameters=Parameters.of({"run.rounds": rounds})))
        transport = Transport(session)
        sessions.append(session)
        qtbot.addWidget(transport)
        transport.resize(width, transport.sizeHint().height())
        with qtbot.waitActive(transport):
            transport.show()
            transport.activateWindow()
        QCoreApplication.processEvents()
        kept.append(transport)
        return transport

    yield make
    for session in sessions:
        session.player.pause()
    theme.apply("light")


@pytest.fixture
def transport(show: Show) -> Transport:
    return show()


def session_of(transport: Transport) -> Session:
    return transport._session


def button(transport: Transport, name: str) -> IconButton:
    return next(child for child in transport.findChildren(IconButton) if child.accessibleName() == name)


def scrub_of(transport: Transport) -> ScrubBar:
    found = transport.findChild(ScrubBar)
    assert found is not None
    return found


def chip_of(transport: Transport) -> PhaseChip:
    found = transport.findChild(PhaseChip)
    assert found is not None
    return found


def speed_of(transport: Transport) -> SpeedButton:
    found = transport.findChild(SpeedButton)
    assert found is not None
    return found


def place(scrub: ScrubBar, rounds: float) -> QPoint:
    return QPoint(round(scrub.x_of(rounds)), scrub.height() // 2)


# Buttons and keys


def test_each_button_does_what_its_name_says(transport: Transport) -> None:
    player = session_of(transport).player
    for name, expected in [
        ("Next round", 1), ("Next round", 2), ("Round before", 1), ("To the end", 12), ("To the start", 0),
    ]:  # fmt: skip
        QTest.mouseClick(button(transport, name), LEFT)
        assert (player.round, player.progress) == (expected, 1.0), name


def test_play_becomes_pause_and_back(transport: Transport) -> None:
    player = session_of(transport).player
    QTest.mouseClick(button(transport, "Play"), LEFT)
    assert player.is_playing
    assert button(transport, "Pause").toolTip() == "Pause (Space)"
    QTest.mouseClick(button(transport, "Pause"), LEFT)
    assert not player.is_playing
    assert button(transport, "Play").toolTip() == "Play (Space)"
    player.to_end()
    assert button(transport, "Play").toolTip() == "Play again from the start (Space)"


def test_play_and_pause_look_different(transport: Transport) -> None:
    player = session_of(transport).player

    def picture() -> QImage:
        return button(transport, "Pause" if player.is_playing else "Play").grab().toImage()

    at_rest = picture()
    player.play()
    assert picture() != at_rest
    player.pause()
    assert picture() == at_rest


def test_keys_act_while_the_transport_has_the_focus(transport: Transport) -> None:
    player = session_of(transport).player
    transport.setFocus()
    focused = scrub_of(transport)
    assert focused.hasFocus()
    for key, expected in [
        (Qt.Key.Key_Right, 1), (Qt.Key.Key_Right, 2), (Qt.Key.Key_Left, 1), (Qt.Key.Key_End, 12), (Qt.Key.Key_Home, 0),
    ]:  # fmt: skip
        QTest.keyClick(focused, key)
        assert (player.round, player.progress) == (expected, 1.0), key
    QTest.keyClick(focused, Qt.Key.Key_Space)
    assert player.is_playing
    QTest.keyClick(focused, Qt.Key.Key_Space)
    assert not player.is_playing


def test_keys_with_modifiers_are_left_to_the_window(transport: Transport) -> None:
    player = session_of(transport).player
    transport.setFocus()
    QTest.keyClick(scrub_of(transport), Qt.Key.Key_Right, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClick(scrub_of(transport), Qt.Key.Key_PageDown)
    assert player.round == 0


def test_arrow_keys_step_also_from_a_focused_button_and_space_presses_it(transport: Transport) -> None:
    player = session_of(transport).player
    focused = button(transport, "To the end")
    focused.setFocus(Qt.FocusReason.TabFocusReason)
    QTest.keyClick(focused, Qt.Key.Key_Right)
    assert player.round == 1
    QTest.keyClick(focused, Qt.Key.Key_Space)
    assert player.round == 12
    assert focused.hasFocus()


def test_after_a_click_on_a_button_space_plays(transport: Transport) -> None:
    player = session_of(transport).player
    QTest.mouseClick(button(transport, "Next round"), LEFT)
    assert scrub_of(transport).hasFocus()
    assert not scrub_of(transport).shows_ring
    QTest.keyClick(scrub_of(transport), Qt.Key.Key_Space)
    assert player.is_playing


def test_buttons_that_would_change_nothing_are_pale_but_keep_the_focus(transport: Transport) -> None:
    player = session_of(transport).player
    names = ("To the start", "Round before", "Next round", "To the end")

    def dimmed() -> list[bool]:
        return [button(transport, name).is_dimmed for name in names]

    assert dimmed() == [True, True, False, False]
    back = button(transport, "Round before")
    player.seek(1)
    assert dimmed() == [False] * 4
    back.setFocus(Qt.FocusReason.TabFocusReason)
    QTest.keyClick(back, Qt.Key.Key_Space)
    assert player.round == 0
    assert back.hasFocus()
    assert back.isEnabled()
    player.to_end()
    assert dimmed() == [False, False, True, True]


@pytest.mark.parametrize("name", ["light", "dark", "projector"])
def test_targets_are_44_pixels_at_least(show: Show, name: theme.Name) -> None:
    transport = show()
    theme.apply(name)
    transport.resize(1280, transport.sizeHint().height())
    QCoreApplication.processEvents()
    for child in (*transport.findChildren(IconButton), scrub_of(transport), speed_of(transport)):
        assert child.width() >= 44, child
        assert child.height() >= 44, child


# The scrub bar


def test_the_handle_can_be_drawn_to_any_moment_of_a_round(transport: Transport) -> None:
    player, scrub = session_of(transport).player, scrub_of(transport)
    moved = QSignalSpy(player.moved)
    QTest.mousePress(scrub, LEFT, NO_KEYS, place(scrub, 0))
    QTest.mouseMove(scrub, place(scrub, 4.5))
    assert player.round == 5
    assert player.progress == pytest.approx(0.5, abs=0.05)
    assert scrub.position_in_rounds() == pytest.approx(4.5, abs=0.05)
    QTest.mouseRelease(scrub, LEFT, NO_KEYS, place(scrub, 4.5))
    assert player.progress == pytest.approx(0.5, abs=0.05)
    assert moved.count() == 1
    QTest.mouseMove(scrub, place(scrub, 9))
    assert player.round == 5


def test_let_go_near_the_end_of_a_round_it_goes_there(transport: Transport) -> None:
    player, scrub = session_of(transport).player, scrub_of(transport)
    QTest.mousePress(scrub, LEFT, NO_KEYS, place(scrub, 0))
    near = place(scrub, 7) + QPoint(4, 0)
    QTest.mouseMove(scrub, near)
    assert player.round == 8
    QTest.mouseRelease(scrub, LEFT, NO_KEYS, near)
    assert (player.round, player.progress) == (7, 1.0)


def test_a_click_on_the_line_jumps_and_dragging_beyond_the_ends_stays_at_them(transport: Transport) -> None:
    player, scrub = session_of(transport).player, scrub_of(transport)
    QTest.mouseClick(scrub, LEFT, NO_KEYS, place(scrub, 9))
    assert (player.round, player.progress) == (9, 1.0)
    QTest.mousePress(scrub, LEFT, NO_KEYS, place(scrub, 9))
    QTest.mouseMove(scrub, QPoint(5000, 5))
    assert (player.complete, player.round) == (12, 12)
    QTest.mouseMove(scrub, QPoint(-400, 5))
    assert player.round == 0
    QTest.mouseRelease(scrub, LEFT, NO_KEYS, QPoint(-400, 5))


def test_taking_the_handle_pauses_and_does_not_jump(transport: Transport) -> None:
    player, scrub = session_of(transport).player, scrub_of(transport)
    player.scrub(4, 0.5)
    player.play()
    QTest.mousePress(scrub, LEFT, NO_KEYS, place(scrub, scrub.position_in_rounds()) + QPoint(3, 0))
    assert not player.is_playing
    assert scrub.position_in_rounds() == pytest.approx(3.5, abs=0.1)
    QTest.mouseRelease(scrub, LEFT, NO_KEYS, place(scrub, 3.5))


def test_where_rounds_are_close_together_the_handle_goes_from_round_to_round(show: Show) -> None:
    transport = show(60, width=960)
    player, scrub = session_of(transport).player, scrub_of(transport)
    QTest.mousePress(scrub, LEFT, NO_KEYS, place(scrub, 0))
    seen = set()
    for x in range(place(scrub, 0).x(), place(scrub, 60).x() + 1):
        QTest.mouseMove(scrub, QPoint(x, 20))
        assert player.progress == 1.0
        seen.add(player.round)
    QTest.mouseRelease(scrub, LEFT, NO_KEYS, place(scrub, 60))
    assert seen == set(range(61))


def test_ticks_thin_out_when_rounds_are_many(show: Show) -> None:
    assert scrub_of(show(12)).tick_step() == 1
    narrow = scrub_of(show(60, width=960))
    assert narrow.tick_step() > 1
    assert narrow.x_of(narrow.tick_step()) - narrow.x_of(0) >= 12


def test_the_bar_is_filled_up_to_the_position(transport: Transport) -> None:
    player, scrub = session_of(transport).player, scrub_of(transport)
    player.seek(6)
    image, middle = scrub.grab().toImage(), scrub.height() // 2
    before, after = (image.pixelColor(round(scrub.x_of(at)), middle).name().upper() for at in (2.5, 9.5))
    assert before == theme.current().accent
    assert after == theme.current().hairline


def test_assistive_technology_reads_and_sets_rounds(transport: Transport) -> None:
    player, scrub = session_of(transport).player, scrub_of(transport)
    player.seek(5)
    assert (scrub.minimum(), scrub.value(), scrub.maximum()) == (0, 5, 12)
    assert scrub.accessibleDescription() == "Round 5 of 12"
    scrub.setValue(8)
    assert player.round == 8


def test_a_shorter_run_shortens_the_bar(transport: Transport) -> None:
    session, scrub = session_of(transport), scrub_of(transport)
    session.player.seek(10)
    session.set_value("run.rounds", 4, "x")
    assert scrub.maximum() == 4
    assert scrub.position_in_rounds() == 4
    assert "Round 4 of 4" in {text for _, text in texts(transport)}
    session.history.stop()  # the change would rest and be a row


# What it says


def test_it_says_the_round_and_the_start(transport: Transport) -> None:
    player = session_of(transport).player
    assert "Start" in {text for _, text in texts(transport)}
    player.scrub(5, 0.4)
    assert "Round 5 of 12" in {text for _, text in texts(transport)}


@pytest.mark.parametrize(
    ("progress", "word"),
    [(0.1, "amplify"), (OPEN_ENDS + 0.01, "amplify"), (AMPLIFY_ENDS + 0.01, "distill"), (1.0, "")],
)
def test_the_chip_stresses_what_is_happening(transport: Transport, progress: float, word: str) -> None:
    chip = chip_of(transport)
    plain = chip.grab().toImage()
    session_of(transport).player.scrub(5, progress)
    assert chip.stressed == word
    assert chip.accessibleDescription() == (word or "at rest")
    assert (chip.grab().toImage() == plain) == (not word)


@pytest.mark.parametrize(
    ("width", "lines"),
    [
        (300, ["Will it keep getting better?"]),
        (160, ["Will it keep getting", "better?"]),
        (96, ["Will it keep", "getting"]),
    ],
)
def test_a_title_that_is_too_long_for_a_line_has_two(transport: Transport, width: int, lines: list[str]) -> None:
    session, title = session_of(transport), transport._title
    session.open(Scenario(title="Will it keep getting better?"))
    title.resize(width, title.lines_height())
    written = [text for text, _ in drawn.texts(title)]
    assert len(written) == len(lines)
    assert all(text.startswith(line) for text, line in zip(written, lines, strict=True))
    is_whole = " ".join(written) == "Will it keep getting better?"
    assert title.is_whole_at(width) == is_whole == (width > 100)
    assert title.cut_text() == ("" if is_whole else "Will it keep getting better?")


def test_a_title_that_fits_in_one_smaller_line_stands_in_the_middle(transport: Transport) -> None:
    session, title = session_of(transport), transport._title
    session.open(Scenario(title="Will it keep getting better?"))
    width = title.full_width() + 5  # the dot needs more
    title.resize(width, title.lines_height())
    [(text, size)] = drawn.texts(title)
    assert text == "Will it keep getting better?"
    assert size < theme.current().title_px
    image = title.grab().toImage()
    ground = image.pixelColor(0, 0)
    rows = [y for y in range(image.height()) if any(image.pixelColor(x, y) != ground for x in range(image.width()))]
    assert abs((rows[0] + rows[-1]) / 2 - image.height() / 2) <= 3


def test_a_word_that_is_too_long_for_two_lines_is_cut_in_one(transport: Transport) -> None:
    session, title = session_of(transport), transport._title
    session.open(Scenario(title="Overseersandoverseersandoverseers again"))
    title.resize(120, title.lines_height())
    written = [text for text, _ in drawn.texts(title)]
    assert len(written) == 1
    assert written[0].startswith("Oversee")
    assert title.cut_text()


def test_the_title_has_a_dot_while_changes_are_not_saved(transport: Transport) -> None:
    session, title = session_of(transport), transport._title
    assert title.text() == "Why did it turn?"
    assert not title.has_changes
    plain = title.grab().toImage()
    session.set_value("overseer.quality", 0.5, "x")
    assert title.has_changes
    assert title.grab().toImage() != plain
    session.store.history.undo()
    assert not title.has_changes
    session.set_value("overseer.quality", 0.5, "x")
    session.store.mark_saved()
    assert not title.has_changes
    session.store.mark_lost()  # its file is gone
    assert title.has_changes
    session.store.mark_found()
    assert not title.has_changes
    session.open(Scenario(title="Another one"))
    assert title.text() == "Another one"


def test_a_long_title_is_cut_and_whole_in_its_tool_tip(show: Show) -> None:
    long = "A title of the greatest length that a scenario may have, which nobody would ever choose but somebody will"
    transport = show(title=long, width=960)
    assert transport._title.is_elided()
    assert long in transport._title.toolTip()
    assert not transport._title.geometry().intersects(button(transport, "To the start").geometry())


def test_before_the_scrub_bar_is_too_small_to_take_hold_of_the_buttons_to_the_ends_give_way(show: Show) -> None:
    transport = show(width=700)
    ends = button(transport, "To the start"), button(transport, "To the end")
    gave_way = False
    for width in range(700, 400, -4):
        transport.resize(width, transport.height())
        gave_way = gave_way or not any(end.isVisible() for end in ends)
        assert transport._scrub.width() >= 24 or gave_way
    assert gave_way


def test_of_a_title_that_is_cut_there_is_enough_to_know_it_or_nothing(show: Show) -> None:
    transport = show(title="Committee of overseers", width=1280)
    widths = set()
    for width in range(1280, 300, -4):
        transport.resize(width, transport.height())
        widths.add(transport._title.width() if transport._title.isVisible() else 0)
    least = transport._title.fontMetrics().horizontalAdvance("Commit…")
    assert min(widths) == 0
    assert all(width == 0 or width >= least for width in widths)


@pytest.mark.qt_log_ignore("This plugin does not support (raise|grabbing the keyboard)")  # offscreen, at a menu
def test_speed_goes_round_by_press_and_anywhere_by_menu(transport: Transport) -> None:
    player, speed = session_of(transport).player, speed_of(transport)
    changed = QSignalSpy(transport.speed_changed)
    assert speed.accessibleName() == "Speed: normal"
    for expected in ("fast", "slow", "normal"):
        QTest.mouseClick(speed, LEFT)
        assert player.speed == expected
        assert speed.accessibleName() == f"Speed: {expected}"
    QTest.keyClick(speed, Qt.Key.Key_Down)
    menu = speed.findChild(QMenu)
    assert menu is not None
    assert menu.isVisible()
    assert [action.isChecked() for action in menu.actions()] == [False, True, False]
    menu.actions()[2].trigger()
    menu.close()
    assert player.speed == "fast"
    assert [changed.at(index)[0] for index in range(changed.count())] == ["fast", "slow", "normal", "fast"]


def test_a_speed_set_from_elsewhere_is_shown(transport: Transport) -> None:
    transport.set_speed("slow")
    assert speed_of(transport).speed == "slow"
    session_of(transport).player.speed = "fast"
    session_of(transport).player.play()
    assert speed_of(transport).speed == "fast"


# Room


def rects(transport: Transport) -> list[QWidget]:
    return [child for child in transport.children() if isinstance(child, QWidget) and child.isVisible()]


def assert_no_overlap(transport: Transport) -> None:
    parts = rects(transport)
    for index, part in enumerate(parts):
        assert transport.rect().contains(part.geometry()), (transport.width(), part, part.geometry())
        for other in parts[index + 1 :]:
            assert not part.geometry().intersects(other.geometry()), (transport.width(), part, other)


@pytest.mark.parametrize("name", ["light", "dark", "projector"])
@pytest.mark.parametrize("trailing", [0, 2])
@pytest.mark.parametrize("rounds", [12, 60])
def test_nothing_overlaps_at_any_width(show: Show, name: theme.Name, trailing: int, rounds: int) -> None:
    transport = show(rounds)
    for text in ("A | B", "Present")[:trailing]:
        button = QPushButton(text)
        transport.add_trailing(button)
        button.show()
    theme.apply(name)
    for width in SIZES:
        transport.resize(width, transport.sizeHint().height())
        QCoreApplication.processEvents()
        assert_no_overlap(transport)
        if not (name == "projector" and trailing):
            assert not transport._round.is_elided()
            assert scrub_of(transport).width() >= 90


def test_texts_of_greater_length_do_not_overlap(show: Show) -> None:
    with Speaking():
        transport = show(60, title="A long title for a scenario, and longer still")
        for width in SIZES:
            transport.resize(width, transport.height())
            QCoreApplication.processEvents()
            assert_no_overlap(transport)


def test_first_the_chip_gives_way_and_then_the_word_of_the_speed(transport: Transport) -> None:
    seen: list[tuple[bool, bool]] = []
    for width in range(1280, 640, -10):
        transport.resize(width, transport.height())
        QCoreApplication.processEvents()
        speed = speed_of(transport)
        state = (chip_of(transport).isVisible(), speed.width() == speed.full_width(is_short=False))
        if not seen or seen[-1] != state:
            seen.append(state)
    assert seen == [(True, True), (False, True), (False, False)]


def test_trailing_widgets_end_at_the_edge_in_their_order(transport: Transport) -> None:
    first, second = QPushButton("A | B"), QPushButton("Present")
    for button in (first, second):
        transport.add_trailing(button)
        button.show()
    assert first.geometry().right() < second.geometry().left()
    assert transport.width() - second.geometry().right() - 1 == 20
    before = second.geometry().left()
    second.setText("Present to the class")
    QCoreApplication.processEvents()
    assert second.geometry().left() < before
    assert_no_overlap(transport)


def test_the_buttons_keep_their_place_whatever_the_title_and_the_round(transport: Transport) -> None:
    session = session_of(transport)
    places = [child.geometry() for child in transport.findChildren(IconButton)]
    session.player.to_end()
    session.store.open(Scenario(title="X"))
    QCoreApplication.processEvents()
    assert [child.geometry() for child in transport.findChildren(IconButton)] == places


def test_time_runs_from_left_to_right_in_every_language(transport: Transport) -> None:
    transport.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    scrub = scrub_of(transport)
    assert scrub.x_of(12) > scrub.x_of(0)
    assert button(transport, "To the start").x() < button(transport, "To the end").x()


# Names and words


def test_every_focusable_widget_has_a_name_of_its_own(transport: Transport) -> None:
    children = transport.findChildren(QWidget)
    names = [child.accessibleName() for child in children if child.focusPolicy() & Qt.FocusPolicy.TabFocus]
    assert len(names) == 7
    assert all(names)
    assert len(set(names)) == len(names)


@pytest.mark.qt_log_ignore("This plugin does not support (raise|grabbing the keyboard)")  # offscreen, at a menu
def test_every_string_is_translated(show: Show) -> None:
    with Speaking(), DrawnText() as painted:
        transport = show(title="x")
        found = list(texts(transport))
        player = session_of(transport).player
        for round_, progress in ((3, 0.2), (3, 0.9), (12, 1.0)):
            player.scrub(round_, progress)
            QCoreApplication.processEvents()
            found += list(texts(transport))
        QTest.keyClick(speed_of(transport), Qt.Key.Key_Down)
        found += list(texts(transport))
        for menu in transport.findChildren(QMenu):
            menu.close()
        player.play()
        found += list(texts(transport))
        player.pause()
    found += [("painted", text) for text in painted.texts]
    assert not [f"{where}: {text}" for where, text in found if untranslated(text)]
    assert sum("⟦" in text for _, text in found) > 50


def test_tab_goes_from_left_to_right(transport: Transport) -> None:
    focused: QWidget = button(transport, "To the start")
    focused.setFocus(Qt.FocusReason.TabFocusReason)
    places = []
    for _ in range(7):
        places.append(focused.x())
        QTest.keyClick(focused, Qt.Key.Key_Tab)
        found = transport.focusWidget()
        assert found is not None
        focused = found
    assert places == sorted(places)
    assert len(set(places)) == 7


@pytest.mark.parametrize("width", [1240, 1280, 1400, 1800])
def test_large_words_at_the_end_are_read_in_full_before_the_outer_buttons_are_seen(show: Show, width: int) -> None:
    theme.apply("light", 200)
    transport = show(width=width)
    made = [QPushButton(word, transport) for word in ("A | B", "Vorführen")]
    for button in made:
        transport.add_trailing(button)
        button.show()
    transport.resize(width + 1, transport.height())
    QCoreApplication.processEvents()
    for button in made:
        assert button.width() >= button.sizeHint().width(), button.text()
        assert button.geometry().right() < transport.width()
    theme.apply("light")
