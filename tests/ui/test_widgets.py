"""The small widgets: where sliders stop, what values are called, and how each of them answers mouse and keyboard."""

from __future__ import annotations

import weakref
from collections.abc import Iterator
from decimal import Decimal
from itertools import pairwise
from math import ceil

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QCoreApplication, QEvent, QPoint, QPointF, QRectF, Qt
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QFontMetricsF,
    QHelpEvent,
    QImage,
    QKeyEvent,
    QPainter,
    QRegion,
    QWheelEvent,
)
from PySide6.QtTest import QSignalSpy, QTest
from PySide6.QtWidgets import (
    QApplication,
    QLabel,
    QPushButton,
    QScrollArea,
    QStyle,
    QStyleOptionFrame,
    QToolTip,
    QVBoxLayout,
    QWidget,
)
from pytestqt.qtbot import QtBot

from simulator.engine.parameters import TABLE, Parameter, refusal
from simulator.scenario.stops import PAGE_STEPS, decimals, nearest, neighbor, stops
from simulator.ui import theme
from simulator.ui.start import make_application
from simulator.ui.widgets import icons
from simulator.ui.widgets.badges import AssumptionBadge, Pill
from simulator.ui.widgets.buttons import ChangeDot, IconButton
from simulator.ui.widgets.choice import Choice
from simulator.ui.widgets.choices import Choices
from simulator.ui.widgets.fold import Fold, _Header
from simulator.ui.widgets.labels import Label
from simulator.ui.widgets.metrics import breakable, metrics
from simulator.ui.widgets.number_field import NumberField
from simulator.ui.widgets.slider import WHEEL_REST_MS, Slider
from simulator.ui.widgets.values import parse, range_text, reading, refusal_sentence, tip, value_text

LEFT, NO_KEYS = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
QUALITY, ROUNDS, PREVALENCE, SEED = (
    TABLE[id_] for id_ in ("overseer.quality", "run.rounds", "security.prevalence", "run.seed")
)
SLIDING = [row for row in TABLE.values() if stops(row)]
NUMBERS = [row for row in TABLE.values() if not row.choices]
by_id = pytest.mark.parametrize("row", SLIDING, ids=lambda row: row.id)


@pytest.fixture(autouse=True)
def light_theme() -> Iterator[None]:
    make_application("light")
    theme.apply("light")
    yield
    theme.apply("light")
    _windows.clear()


_windows: list[QWidget] = []
"""The windows of the present test: qtbot keeps no hold on them."""


def shown(qtbot: QtBot, widget: QWidget, width: int, height: int) -> QWidget:
    """Show the widget in an active window; returns another one beside it that has the focus."""
    window = QWidget()
    qtbot.addWidget(window)
    _windows.append(window)
    other = QPushButton("other", window)
    other.setGeometry(0, 0, 40, 20)
    widget.setParent(window)
    widget.setGeometry(20, 40, width, height)
    window.resize(width + 40, height + 120)
    window.show()
    window.activateWindow()
    with qtbot.waitActive(window):
        window.activateWindow()
    other.setFocus()
    return other


def slider_of(qtbot: QtBot, row: Parameter = QUALITY, width: int = 260) -> Slider:
    slider = Slider(row)
    shown(qtbot, slider, width, 24)
    return slider


def picks(slider: Slider) -> list[object]:
    """What the slider tells from now on."""
    told: list[object] = []
    slider.picked.connect(told.append)
    return told


# Where sliders stop


@by_id
def test_a_slider_stops_at_the_default_and_at_both_ends_and_only_at_values_that_are_taken(row: Parameter) -> None:
    values = stops(row)
    assert {row.default, values[0], values[-1]} <= set(values)
    assert (values[0], values[-1]) == (row.low, row.high)
    assert all(before < after for before, after in pairwise(values))
    assert all(refusal(row.id, value) is None for value in values)
    assert all(type(value) is (int if row.integer else float) for value in values)


@by_id
def test_every_stop_is_its_own_nearest_stop(row: Parameter) -> None:
    values = stops(row)
    assert [nearest(values, value) for value in values] == list(range(len(values)))


@by_id
def test_linear_stops_are_the_floats_that_their_decimal_numbers_read_as(row: Parameter) -> None:
    if row.scale == "linear":
        assert all(float(f"{value:.{decimals(row)}f}") == value for value in stops(row))


@pytest.mark.parametrize(
    ("id_", "places"),
    [("overseer.quality", 2), ("distill.drift", 3), ("amplify.drift", 3), ("start.misalignment", 3),
     ("overseer.level", 1), ("start.spread", 2), ("run.rounds", 0)],
)  # fmt: skip
def test_steps_are_as_fine_as_range_and_default_need(id_: str, places: int) -> None:
    assert decimals(TABLE[id_]) == places


def test_a_page_on_a_logarithmic_slider_is_a_factor_of_ten() -> None:
    values = stops(PREVALENCE)
    at = values.index(0.001)
    assert (values[at + PAGE_STEPS], values[at - PAGE_STEPS], values[0]) == (0.01, 0.0001, 0.0)
    tries = stops(TABLE["security.attempts"])
    assert tries[:8] == (0, 1, 2, 3, 4, 5, 6, 8)
    assert tries[tries.index(100) + PAGE_STEPS] == 1000


def test_words_and_seeds_have_no_slider() -> None:
    assert stops(TABLE["start.method"]) == stops(SEED) == ()


@given(st.sampled_from(SLIDING), st.floats(0, 1), st.integers(-30, 30).filter(bool))
def test_the_nearest_stop_is_nearest_and_steps_go_strictly_on(row: Parameter, share: float, steps: int) -> None:
    values, value = stops(row), row.low + share * (row.high - row.low)
    near = values[nearest(values, value)]
    assert abs(near - value) == min(abs(stop - value) for stop in values)
    there = values[neighbor(values, value, steps)]
    assert (there - value) * steps > 0 or there == (values[-1] if steps > 0 else values[0])
    between = [stop for stop in values if min(value, there) < stop < max(value, there)]
    assert len(between) <= abs(steps) - 1


# What values are called


@pytest.mark.parametrize(
    ("id_", "value", "text"),
    [
        ("overseer.quality", 0.9, "0.90"), ("overseer.quality", 1.0, "1.00"), ("overseer.quality", 0.9537, "0.9537"),
        ("run.rounds", 12, "12"), ("security.prevalence", 1e-6, "0.000001"), ("distill.drift", 0.0, "0.000"),
        ("overseer.quality", 1e-12, "1e-12"),
        ("overseer.quality", 1 / 3, "0.333333"), ("start.method", "imitation", "imitation"),
    ],
)  # fmt: skip
def test_a_value_reads_as_people_write_it(id_: str, value: float | str, text: str) -> None:
    assert value_text(TABLE[id_], value) == text


@pytest.mark.parametrize("row", TABLE.values(), ids=lambda row: row.id)
def test_every_reading_is_a_whole_sentence_at_every_stop(row: Parameter) -> None:
    for value in stops(row) or (row.default,):
        said = reading(row, value)
        assert said
        assert not set("{}") & set(said), said
        assert "e-" not in said, said
    assert all(part in tip(row).replace("\n", " ") for part in (row.label, row.help, row.source))


@pytest.mark.parametrize("row", [row for row in SLIDING if "{per_hundred}" in row.reading], ids=lambda row: row.id)
def test_readings_count_in_hundreds_exactly(row: Parameter) -> None:
    for value in stops(row):
        hundredths = f"{(Decimal(repr(value)) * 100).normalize():f}"
        assert reading(row, value) == row.reading.format(per_hundred=hundredths)


@pytest.mark.parametrize("row", NUMBERS, ids=lambda row: row.id)
@pytest.mark.parametrize("value", [-1, 10**40, 0.5, 2.5, float("inf"), float("nan"), "many"])
def test_a_refusal_is_the_engines_sentence_with_the_label_for_the_id(row: Parameter, value: object) -> None:
    said = refusal(row.id, value)
    expected = said and said.replace(row.id, row.label)
    assert refusal_sentence(row, value) == expected


@pytest.mark.parametrize(
    ("id_", "typed", "value"),
    [
        ("overseer.quality", "0,95", 0.95), ("overseer.quality", " .5 ", 0.5), ("overseer.quality", "1,000", 1.0),
        ("overseer.quality", "5e-1", 0.5), ("overseer.quality", "−1", -1.0), ("overseer.quality", "half", "half"),
        ("overseer.quality", "1_0", "1_0"), ("overseer.quality", "0..5", "0..5"), ("overseer.quality", "٣", "٣"),
        ("overseer.quality", "1e999", float("inf")), ("security.attempts", "1,000", 1000),
        ("security.attempts", "1.000.000", 1_000_000), ("security.attempts", "10 000", 10_000),
        ("security.attempts", "1e3", 1000), ("run.rounds", "12.0", 12), ("run.rounds", "2,5", 2.5),
        ("run.seed", "9223372036854775807", 2**63 - 1),
    ],
)  # fmt: skip
def test_numbers_are_read_with_comma_or_point(id_: str, typed: str, value: float | str) -> None:
    found = parse(TABLE[id_], typed)
    assert found == value
    assert type(found) is type(value)


def test_whole_numbers_are_said_to_be_whole_in_their_range() -> None:
    assert range_text(ROUNDS) == "a whole number from 1 to 60"
    assert range_text(QUALITY) == "from 0 to 1"


# The slider


@by_id
def test_a_slider_shows_every_value_exactly_and_says_nothing(qtbot: QtBot, row: Parameter) -> None:
    slider = Slider(row)
    qtbot.addWidget(slider)
    told = picks(slider)
    between = (row.low + row.high) / 3
    for value in (row.low, row.high, row.default, between):
        assert not isinstance(value, str)
        slider.show_value(value)
        assert slider.exact_value == value
    assert told == []


@pytest.mark.parametrize("name", ["light", "dark", "projector"])
def test_a_slider_is_a_target_of_24_pixels_at_least(qtbot: QtBot, name: theme.Name) -> None:
    theme.apply(name)
    slider = Slider(QUALITY)
    qtbot.addWidget(slider)
    assert slider.sizeHint().height() >= 24


@pytest.mark.parametrize(
    ("key", "value"),
    [
        (Qt.Key.Key_Right, 0.96), (Qt.Key.Key_Left, 0.94), (Qt.Key.Key_Up, 0.96), (Qt.Key.Key_Down, 0.94),
        (Qt.Key.Key_PageUp, 1.0), (Qt.Key.Key_PageDown, 0.85), (Qt.Key.Key_Home, 0.0), (Qt.Key.Key_End, 1.0),
    ],
)  # fmt: skip
def test_keys_step_a_slider(qtbot: QtBot, key: Qt.Key, value: float) -> None:
    slider = slider_of(qtbot)
    told = picks(slider)
    slider.setFocus()
    QTest.keyClick(slider, key)
    assert told == [value]


def test_from_right_to_left_the_left_arrow_means_more(qtbot: QtBot) -> None:
    slider = slider_of(qtbot)
    before = slider.handle_center().x()
    slider.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    assert slider.handle_center().x() == pytest.approx(slider.width() - before)
    told = picks(slider)
    QTest.keyClick(slider, Qt.Key.Key_Left)
    assert told == [0.96]
    slider.show_value(0.5)
    QTest.mouseClick(slider, LEFT, NO_KEYS, QPoint(12, 12))
    assert told[-1] == 1.0


def test_a_value_between_two_stops_steps_to_the_next_one(qtbot: QtBot) -> None:
    slider = slider_of(qtbot)
    told = picks(slider)
    slider.show_value(0.957)
    QTest.keyClick(slider, Qt.Key.Key_Right)
    slider.show_value(0.957)
    QTest.keyClick(slider, Qt.Key.Key_Left)
    slider.show_value(0.9999)
    QTest.keyClick(slider, Qt.Key.Key_End)
    assert told == [0.96, 0.95, 1.0]


def test_taking_the_handle_without_moving_it_changes_nothing(qtbot: QtBot) -> None:
    slider = slider_of(qtbot)
    slider.show_value(0.957)
    told = picks(slider)
    place = slider.handle_center().toPoint() + QPoint(3, 0)
    QTest.mousePress(slider, LEFT, NO_KEYS, place)
    QTest.mouseMove(slider, place)
    QTest.mouseRelease(slider, LEFT, NO_KEYS, place)
    assert told == []
    assert slider.exact_value == 0.957


def test_a_click_on_the_track_jumps_there_and_takes_the_handle_along(qtbot: QtBot) -> None:
    slider = slider_of(qtbot)
    pressed, released = QSignalSpy(slider.sliderPressed), QSignalSpy(slider.sliderReleased)
    told = picks(slider)
    QTest.mousePress(slider, LEFT, NO_KEYS, QPoint(slider.width() // 2, 12))
    assert told == [0.5]
    assert slider.handle_center().x() == pytest.approx(slider.width() / 2, abs=1.5)
    QTest.mouseMove(slider, QPoint(12, 12))
    assert told[-1] == 0.0
    assert (pressed.count(), released.count()) == (1, 0)
    QTest.mouseMove(slider, QPoint(5000, 300))
    assert told[-1] == 1.0
    QTest.mouseRelease(slider, LEFT, NO_KEYS, QPoint(5000, 300))
    assert (pressed.count(), released.count()) == (1, 1)
    QTest.mouseMove(slider, QPoint(40, 12))
    assert told[-1] == 1.0


def test_every_stop_of_a_wide_slider_can_be_reached_by_the_mouse(qtbot: QtBot) -> None:
    slider = slider_of(qtbot, ROUNDS)
    told = picks(slider)
    QTest.mousePress(slider, LEFT, NO_KEYS, QPoint(12, 12))
    for x in range(12, slider.width() - 11):
        QTest.mouseMove(slider, QPoint(x, 12))
    QTest.mouseRelease(slider, LEFT, NO_KEYS, QPoint(slider.width() - 12, 12))
    assert told == list(range(1, 61))


def test_escape_during_a_drag_returns_to_where_it_began(qtbot: QtBot) -> None:
    slider = slider_of(qtbot)
    slider.show_value(0.957)
    released = QSignalSpy(slider.sliderReleased)
    told = picks(slider)
    QTest.mousePress(slider, LEFT, NO_KEYS, QPoint(40, 12))
    QTest.keyClick(slider, Qt.Key.Key_Right)  # no second hand on it
    QTest.keyClick(slider, Qt.Key.Key_Escape)
    QTest.mouseMove(slider, QPoint(90, 12))
    QTest.mouseRelease(slider, LEFT, NO_KEYS, QPoint(90, 12))
    assert told[1:] == [0.957]
    assert slider.exact_value == 0.957
    assert released.count() == 1


def test_two_clicks_on_the_handle_restore_the_default(qtbot: QtBot) -> None:
    slider = slider_of(qtbot)
    slider.show_value(0.5)
    told = picks(slider)
    place = slider.handle_center().toPoint()
    QTest.mouseClick(slider, LEFT, NO_KEYS, place)
    QTest.mouseDClick(slider, LEFT, NO_KEYS, place)
    QTest.mouseRelease(slider, LEFT, NO_KEYS, place)
    assert told == [0.95]


def test_two_quick_clicks_on_the_track_are_two_jumps(qtbot: QtBot) -> None:
    slider = slider_of(qtbot)
    told = picks(slider)
    place = QPoint(slider.width() // 2, 12)
    QTest.mouseClick(slider, LEFT, NO_KEYS, place)
    QTest.mouseDClick(slider, LEFT, NO_KEYS, place)
    QTest.mouseRelease(slider, LEFT, NO_KEYS, place)
    assert told == [0.5]
    assert not slider.isSliderDown()


def test_ctrl_and_a_click_on_the_handle_restore_the_default_also_from_close_by(qtbot: QtBot) -> None:
    slider = slider_of(qtbot)
    slider.show_value(0.9501)
    told = picks(slider)
    QTest.mouseClick(slider, LEFT, Qt.KeyboardModifier.ControlModifier, slider.handle_center().toPoint())
    assert told == [0.95]
    QTest.mouseClick(slider, LEFT, Qt.KeyboardModifier.ControlModifier, slider.handle_center().toPoint())
    assert told == [0.95]


def wheel(widget: QWidget, delta: int) -> QWheelEvent:
    center = QPointF(widget.rect().center())
    event = QWheelEvent(
        center, widget.mapToGlobal(center), QPoint(), QPoint(0, delta), Qt.MouseButton.NoButton, NO_KEYS,
        Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(widget, event)
    return event


def test_the_wheel_moves_a_slider_only_while_it_has_the_focus(qtbot: QtBot) -> None:
    slider = slider_of(qtbot)
    told = picks(slider)
    assert not wheel(slider, 120).isAccepted()
    assert told == []
    slider.setFocus()
    released = QSignalSpy(slider.sliderReleased)
    assert wheel(slider, -120).isAccepted()
    wheel(slider, -60)
    wheel(slider, -60)
    assert told == [0.94, 0.93]
    assert released.count() == 0
    assert released.wait(10 * WHEEL_REST_MS)
    assert released.count() == 1


def test_a_held_key_is_one_change(qtbot: QtBot) -> None:
    slider = slider_of(qtbot)
    slider.setFocus()
    pressed, released = QSignalSpy(slider.sliderPressed), QSignalSpy(slider.sliderReleased)
    told = picks(slider)
    for kind, repeats in [(QEvent.Type.KeyPress, False)] + 5 * [
        (QEvent.Type.KeyRelease, True), (QEvent.Type.KeyPress, True)
    ] + [(QEvent.Type.KeyRelease, False)]:  # fmt: skip
        QApplication.sendEvent(slider, QKeyEvent(kind, Qt.Key.Key_Left, NO_KEYS, "", repeats))
    assert told == [0.94, 0.93, 0.92, 0.91, 0.9, 0.89]
    assert (pressed.count(), released.count()) == (1, 1)


@pytest.mark.parametrize("way", ["hide", "disable", "lose the focus"])
def test_a_slider_that_goes_away_lets_go(qtbot: QtBot, way: str) -> None:
    slider = Slider(QUALITY)
    other = shown(qtbot, slider, 260, 24)
    slider.setFocus()
    QTest.keyPress(slider, Qt.Key.Key_Left)
    assert slider.isSliderDown()
    if way == "hide":
        slider.hide()
    elif way == "disable":
        slider.setEnabled(False)
    else:
        other.setFocus()
    assert not slider.isSliderDown()


def picture(widget: QWidget) -> QImage:
    QCoreApplication.processEvents()
    image = QImage(widget.size(), QImage.Format.Format_RGB32)
    image.fill(QColor(theme.current().card))
    widget.render(image, QPoint(), QRegion(), QWidget.RenderFlag.DrawChildren)
    return image


def test_a_slider_paints_the_filled_part_in_accent_and_a_tick_at_the_default(qtbot: QtBot) -> None:
    slider = slider_of(qtbot)
    slider.show_value(0.5)
    image, middle = picture(slider), slider.height() // 2
    assert image.pixelColor(slider.width() // 4, middle).name().upper() == theme.current().accent
    assert image.pixelColor(slider.width() * 3 // 4, middle).name().upper() == theme.current().hairline
    center = slider.handle_center().toPoint()
    assert image.pixelColor(center).name().upper() == theme.current().card
    below = [image.pixelColor(x, middle + 6).name().upper() for x in range(slider.width())]
    marked = [x for x, color in enumerate(below) if color != theme.current().card and abs(x - center.x()) > 12]
    slider.show_value(0.95)
    assert marked
    assert all(abs(x - slider.handle_center().x()) <= 2 for x in marked)


def test_the_focus_shows_a_ring_for_the_keyboard_and_none_for_the_mouse(qtbot: QtBot) -> None:
    slider = slider_of(qtbot)
    slider.setFocus(Qt.FocusReason.TabFocusReason)
    with_ring = picture(slider)
    assert slider.shows_ring
    QTest.mouseClick(slider, LEFT, NO_KEYS, slider.handle_center().toPoint())
    slider.clearFocus()
    slider.setFocus(Qt.FocusReason.MouseFocusReason)
    assert not slider.shows_ring
    slider.clearFocus()
    slider.setFocus()
    assert not slider.shows_ring
    without_ring = picture(slider)
    assert with_ring != without_ring
    QTest.keyClick(slider, Qt.Key.Key_Right)
    assert slider.shows_ring


def test_where_the_program_puts_the_focus_the_ring_is_seen_if_keys_are_in_use(qtbot: QtBot) -> None:
    first, second = slider_of(qtbot), slider_of(qtbot)
    first.setFocus(Qt.FocusReason.TabFocusReason)
    second.setFocus(Qt.FocusReason.OtherFocusReason)
    assert second.shows_ring
    QApplication.sendEvent(first, QFocusEvent(QEvent.Type.FocusIn, Qt.FocusReason.MouseFocusReason))
    third = slider_of(qtbot)
    third.setFocus(Qt.FocusReason.OtherFocusReason)
    assert not third.shows_ring


# The number field


def field_of(qtbot: QtBot, row: Parameter = QUALITY) -> NumberField:
    field = NumberField(row)
    shown(qtbot, field, field.sizeHint().width(), field.sizeHint().height())
    field.setFocus(Qt.FocusReason.TabFocusReason)
    field.selectAll()
    return field


def commits(field: NumberField) -> list[object]:
    told: list[object] = []
    field.committed.connect(told.append)
    return told


@pytest.mark.parametrize("typed", ["0.5", "0,5", ".5", "5e-1"])
def test_enter_commits_what_was_typed(qtbot: QtBot, typed: str) -> None:
    field = field_of(qtbot)
    told = commits(field)
    QTest.keyClicks(field, typed)
    assert told == []
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert told == [0.5]
    assert field.text() == "0.50"
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert told == [0.5]


def test_leaving_the_field_commits(qtbot: QtBot) -> None:
    field = NumberField(QUALITY)
    other = shown(qtbot, field, 56, 24)
    told = commits(field)
    field.setFocus()
    field.selectAll()
    QTest.keyClicks(field, "0.4")
    other.setFocus()
    assert told == [0.4]


def test_escape_restores_the_value_in_force(qtbot: QtBot) -> None:
    field = field_of(qtbot)
    told = commits(field)
    QTest.keyClicks(field, "0.1")
    QTest.keyClick(field, Qt.Key.Key_Escape)
    assert field.text() == "0.95"
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert told == []


def test_a_refused_text_stays_and_is_marked_until_it_is_edited(qtbot: QtBot) -> None:
    field = field_of(qtbot)
    told, plain = commits(field), picture(field)
    refused, cleared = QSignalSpy(field.refused), QSignalSpy(field.cleared)
    QTest.keyClicks(field, "2")
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert field.text() == "2"
    assert field.sentence == "Overseer quality is 2, outside its range: it must be from 0 to 1."
    assert refused.count() == 1
    assert picture(field) != plain
    hue = QColor(theme.current().misaligned_text)
    assert picture(field).pixelColor(field.width() // 2, 1) == hue
    QTest.keyClick(field, Qt.Key.Key_Backspace)
    assert (field.sentence, cleared.count()) == ("", 1)
    assert told == []


def test_an_empty_field_returns_to_the_value_in_force(qtbot: QtBot) -> None:
    field = field_of(qtbot)
    told = commits(field)
    QTest.keyClick(field, Qt.Key.Key_Delete)
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert (field.text(), field.sentence, told) == ("0.95", "", [])


def test_typing_the_same_value_again_commits_nothing(qtbot: QtBot) -> None:
    field = field_of(qtbot)
    told = commits(field)
    QTest.keyClicks(field, "0,950")
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert (field.text(), told) == ("0.95", [])


def test_a_value_with_many_places_is_not_rounded_by_looking_at_it(qtbot: QtBot) -> None:
    field = field_of(qtbot)
    told = commits(field)
    field.show_value(0.123456789)
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert (field.text(), told) == ("0.123457", [])


def test_up_and_down_ask_for_steps_and_a_held_key_is_one_change(qtbot: QtBot) -> None:
    field = field_of(qtbot)
    steps: list[int] = []
    field.stepped.connect(steps.append)
    taken, let_go = QSignalSpy(field.taken), QSignalSpy(field.let_go)
    for repeats in (False, True, True):
        QApplication.sendEvent(field, QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_Up, NO_KEYS, "", repeats))
    QApplication.sendEvent(field, QKeyEvent(QEvent.Type.KeyRelease, Qt.Key.Key_Up, NO_KEYS))
    QTest.keyClick(field, Qt.Key.Key_PageDown)
    assert steps == [1, 1, 1, -PAGE_STEPS]
    assert (taken.count(), let_go.count()) == (2, 2)


def test_undo_belongs_to_the_program_unless_something_was_typed(qtbot: QtBot) -> None:
    field = field_of(qtbot)

    def keeps_undo() -> bool:
        control = Qt.KeyboardModifier.ControlModifier
        event = QKeyEvent(QEvent.Type.ShortcutOverride, Qt.Key.Key_Z, control)
        event.ignore()
        QApplication.sendEvent(field, event)
        return event.isAccepted()

    assert not keeps_undo()
    QTest.keyClicks(field, "0.3")
    assert keeps_undo()
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert not keeps_undo()


@pytest.mark.parametrize("row", NUMBERS, ids=lambda row: row.id)
@pytest.mark.parametrize("name", ["light", "projector"])
def test_the_longest_value_fits_into_its_field(qtbot: QtBot, row: Parameter, name: theme.Name) -> None:
    theme.apply(name)
    field = NumberField(row)
    shown(qtbot, field, 10, 10)
    for value in (row.low, row.high, row.default):
        assert not isinstance(value, str)
        field.show_value(value)
        field.resize(field.sizeHint())
        option = QStyleOptionFrame()
        field.initStyleOption(option)
        room = field.style().subElementRect(QStyle.SubElement.SE_LineEditContents, option, field)
        inner_margins = 4  # of QLineEdit, left and right
        assert field.fontMetrics().horizontalAdvance(field.text()) <= room.width() - inner_margins
        assert field.fontMetrics().height() <= room.height()


# Choices, folds, badges, buttons, labels, icons


def test_choices_move_with_the_arrow_keys_and_say_each_choice_once(qtbot: QtBot) -> None:
    choices = Choices("First training", ("supervised", "imitation", "reinforcement"))
    shown(qtbot, choices, 260, 60)
    told: list[str] = []
    choices.chosen.connect(told.append)
    choices.show_value("supervised")
    assert told == []
    choices.pills[0].setFocus()
    QTest.keyClick(choices.pills[0], Qt.Key.Key_Right)
    QTest.mouseClick(choices.pills[2], LEFT)
    assert told == ["imitation", "reinforcement"]
    assert [pill.isChecked() for pill in choices.pills] == [False, False, True]
    assert len({pill.accessibleName() for pill in choices.pills}) == 3


@pytest.mark.parametrize("width", [80, 150, 248, 400])
def test_choices_wrap_within_their_width(qtbot: QtBot, width: int) -> None:
    choices = Choices("First training", ("supervised", "imitation", "reinforcement"))
    shown(qtbot, choices, width, choices.heightForWidth(width))
    for index, pill in enumerate(choices.pills):
        assert choices.rect().contains(pill.geometry())
        assert not any(pill.geometry().intersects(other.geometry()) for other in choices.pills[index + 1 :])


class Group(Fold):
    built = 0

    def build(self) -> QWidget:
        self.built += 1
        return QLabel("inside", self)


@pytest.mark.parametrize("key", [Qt.Key.Key_Space, Qt.Key.Key_Right])
def test_a_fold_opens_by_key_and_builds_its_body_once(qtbot: QtBot, key: Qt.Key) -> None:
    fold = Group("Amplify")
    shown(qtbot, fold, 240, 80)
    assert (fold.built, fold.is_open, fold.header.accessibleName()) == (0, False, "Amplify, folded")
    fold.header.setFocus()
    QTest.keyClick(fold.header, key)
    assert (fold.built, fold.is_open, fold.header.accessibleName()) == (1, True, "Amplify, open")
    assert fold.body is not None
    assert fold.body.isVisible()
    QTest.keyClick(fold.header, Qt.Key.Key_Left)
    assert not fold.is_open
    assert not fold.body.isVisible()
    QTest.mouseClick(fold.header, LEFT)
    assert (fold.built, fold.is_open) == (1, True)
    QTest.keyClick(fold.header, Qt.Key.Key_Right)
    assert fold.is_open


def test_a_fold_says_what_its_dot_means(qtbot: QtBot) -> None:
    fold = Group("Amplify")
    shown(qtbot, fold, 240, 80)
    plain = picture(fold)
    fold.set_mark("Changed: Capture")
    assert fold.header.toolTip() == fold.header.accessibleDescription() == "Changed: Capture"
    fold.header.resize(20, fold.header.height())
    assert fold.header.toolTip() == f"{fold.title}\nChanged: Capture"  # it is cut
    fold.header.resize(240, fold.header.height())
    assert fold.header.toolTip() == "Changed: Capture"
    assert picture(fold) != plain
    fold.set_mark("")
    assert picture(fold) == plain


def test_the_assumption_badge_says_why_it_is_there(qtbot: QtBot) -> None:
    badge = AssumptionBadge("Capture")
    qtbot.addWidget(badge)
    assert badge.text() == "assumption"
    assert "no measurement" in badge.toolTip()
    assert badge.accessibleName() == "Capture is an assumption"
    assert badge.focusPolicy() == Qt.FocusPolicy.NoFocus


@pytest.mark.parametrize("style", ["soft", "outlined"])
@pytest.mark.parametrize("name", ["light", "dark", "projector"])
def test_a_pill_is_wider_than_its_text_and_grows_with_the_theme(qtbot: QtBot, style: str, name: theme.Name) -> None:
    theme.apply(name)
    pill = Pill("round 4", style=style)  # type: ignore[arg-type]
    shown(qtbot, pill, pill.sizeHint().width(), pill.sizeHint().height())
    image = picture(pill)
    edge = image.pixelColor(0, 0)
    columns = {image.pixelColor(x, y).name() for x in (0, image.width() - 1) for y in range(image.height())}
    assert edge.name().upper() == theme.current().card
    assert len({image.pixelColor(x, image.height() // 2).name() for x in range(image.width())}) > 4
    assert theme.current().ink.lower() not in columns


def test_only_a_double_click_or_a_key_restores_by_the_dot(qtbot: QtBot) -> None:
    dot = ChangeDot("Restore")
    shown(qtbot, dot, 24, 24)
    restored = QSignalSpy(dot.restored)
    QTest.mouseClick(dot, LEFT)
    assert restored.count() == 0
    QTest.mouseDClick(dot, LEFT)
    QTest.mouseRelease(dot, LEFT)
    assert restored.count() == 1
    QTest.keyClick(dot, Qt.Key.Key_Space)
    assert restored.count() == 2


def test_arrow_keys_on_an_icon_button_go_to_its_parent(qtbot: QtBot) -> None:
    heard: list[int] = []

    class Row(QWidget):
        def keyPressEvent(self, event: QKeyEvent) -> None:
            heard.append(event.key())

    row = Row()
    qtbot.addWidget(row)
    button = IconButton("play", "Play", "Play (Space)", row)
    clicked = QSignalSpy(button.clicked)
    QTest.keyClick(button, Qt.Key.Key_Right)
    assert heard == [Qt.Key.Key_Right]
    QTest.keyClick(button, Qt.Key.Key_Space)
    assert clicked.count() == 1


def test_a_label_cuts_what_does_not_fit_and_keeps_within_its_width(qtbot: QtBot) -> None:
    label = Label("Starting misalignment", weight=550)
    shown(qtbot, label, 60, 20)
    assert label.is_elided()
    label.resize(label.sizeHint())
    assert not label.is_elided()
    wrapping = Label("how often one step (split the question) is done right", role="help", wraps=True)
    qtbot.addWidget(wrapping)
    assert wrapping.heightForWidth(100) > 2 * wrapping.heightForWidth(600)


def test_a_choice_is_measured_when_one_points_at_it_and_told_in_full_if_it_is_cut(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    choice = Choice("Measure")
    qtbot.addWidget(choice)
    choice.addItem("Misalignment of the last round, of all questions")
    measured: list[float] = []
    room = Choice._room

    def noted(one: Choice) -> QRectF:
        measured.append(room(one).width())
        return room(one)

    monkeypatch.setattr(Choice, "_room", noted)
    choice.resize(400, 26)
    for kind in (QEvent.Type.Enter, QEvent.Type.LanguageChange, QEvent.Type.Leave):
        QCoreApplication.sendEvent(choice, QEvent(kind))
    assert not measured
    for width, told in ((400, []), (120, [choice.currentText()])):
        choice.resize(width, 26)
        said: list[str] = []
        monkeypatch.setattr(QToolTip, "showText", lambda at, text, *_, said=said: said.append(text))
        QCoreApplication.sendEvent(choice, QHelpEvent(QEvent.Type.ToolTip, QPoint(5, 5), QPoint(5, 5)))
        assert [text.replace("\n", " ") for text in said] == told
    assert measured


@pytest.mark.parametrize(
    "icon", ["play", "pause", "first", "back", "step", "last", "renew", "lock", "chevron", "alert"]
)
@pytest.mark.parametrize("scale", [1.0, 1.25, 1.5, 2.0])
def test_icons_keep_inside_their_box_at_every_scale(icon: icons.Icon, scale: float) -> None:
    size = round(32 * scale)
    image = QImage(size, size, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    icons.draw(painter, icon, QPointF(size / 2, size / 2), 16 * scale, QColor("black"))
    painter.end()
    inked = [(x, y) for x in range(size) for y in range(size) if image.pixelColor(x, y).alpha() > 127]
    assert len(inked) > 8 * scale * scale
    # Half a box of air on each side: nothing may reach further than a pixel into it.
    low, high = size / 4 - scale, size * 3 / 4 + scale
    assert all(low <= x <= high and low <= y <= high for x, y in inked)


def test_an_unfocused_slider_lets_the_wheel_scroll_the_area_it_is_in(qtbot: QtBot) -> None:
    area = QScrollArea()
    qtbot.addWidget(area)
    inside = QWidget()
    column = QVBoxLayout(inside)
    slider = Slider(QUALITY)
    column.addWidget(slider)
    column.addStretch(1)
    inside.setMinimumSize(200, 900)
    area.setWidget(inside)
    area.resize(240, 200)
    with qtbot.waitExposed(area):
        area.show()
    QCoreApplication.processEvents()
    slider.clearFocus()
    place = QPointF(slider.mapTo(area, slider.rect().center()))
    QTest.wheelEvent(area.windowHandle(), place, QPoint(0, -240))
    QCoreApplication.processEvents()
    assert area.verticalScrollBar().value() > 0
    assert slider.exact_value == 0.95


WORDS = st.lists(st.sampled_from(["a", "overseer", "amplification", "x" * 60, "12", "", "of\nthe"]), max_size=12)


@pytest.mark.usefixtures("qapp")
@given(words=WORDS, width=st.integers(-5, 500), is_fitting=st.booleans())
def test_a_label_needs_the_height_that_its_text_takes_when_it_is_wrapped(
    words: list[str], width: int, is_fitting: bool
) -> None:
    text, measured, label = " ".join(words), metrics("help", 400), Label(role="help", wraps=True)
    if is_fitting:  # the width at which it just has room in a line, and those around it
        width = int(measured.horizontalAdvance(text)) + width % 4 - 1
    room = QRectF(0, 0, max(width, 1), 100_000)
    taken = measured.boundingRect(room, label._flags(), breakable(text, measured, room.width())).height()
    assert label.height_of(text, width) == max(ceil(taken), ceil(measured.height()))


def test_fonts_of_themes_that_are_not_shown_any_more_are_let_go_with_the_shapes_of_their_letters(qapp: object) -> None:
    faces = [(role, weight) for role in theme.ROLES for weight in (400, 550, 650)]
    held: list[weakref.ref[QFontMetricsF]] = []
    for look in ("light", "dark", "projector", "contrast"):
        for percent in (100, 125, 150, 200):
            theme.apply(look, percent)
            made = [metrics(*face) for face in faces]
            assert all(metrics(*face) is one for face, one in zip(faces, made, strict=True)), "a theme's are made once"
            held += map(weakref.ref, made)
    theme.apply("light")
    del made
    assert sum(ref() is not None for ref in held) <= 2 * len(faces) + 2, "of 240"


def test_a_groups_title_says_itself_in_full_only_as_long_as_it_is_cut(qtbot: QtBot) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    header = _Header("Amplification", 16, parent)
    header.resize(ceil(metrics("body", 550).horizontalAdvance("Amplification")) + 80, 38)
    parent.show()
    assert header.toolTip() == ""
    theme.apply("projector", 200)
    header.resize(header.width() - 1, header.height())
    assert header.toolTip() == "Amplification"
    theme.apply("light")
    assert header.toolTip() == ""
