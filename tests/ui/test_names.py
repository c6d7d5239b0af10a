from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtGui import QFont, QFontMetricsF

from simulator.ui.charts.names import MOST_LINES, Named, lines_each

pytestmark = pytest.mark.usefixtures("qapp")


def named(room: float, name: str = "misalignment", value: str = "0.63") -> Named:
    return Named(name, value, 10.0, 10.0 + room, QFontMetricsF(QFont()))


def advance(text: str) -> float:
    return QFontMetricsF(QFont()).horizontalAdvance(text)


def test_with_room_name_and_value_are_one_line() -> None:
    one = named(advance("misalignment 0.63") + 1)
    assert lines_each([one], room=9) == 1
    [line] = one.lines(50.0, 12.0, 3)
    assert line.text == "misalignment 0.63"
    assert line.place.center().y() == 50.0


def test_where_the_name_would_be_cut_it_stands_above_its_value() -> None:
    one = named(advance("misalignment") + 1)
    assert lines_each([one], room=9) == 2
    above, below = one.lines(50.0, 12.0, 2)
    assert (above.text, below.text) == ("misalignment", "0.63")
    assert above.place.bottom() == below.place.top() == 50.0


def test_a_name_of_several_words_takes_the_lines_that_they_need() -> None:
    one = named(advance("drift when") + 1, "drift when amplified")
    assert lines_each([one], room=9) == 3
    lines = one.lines(50.0, 12.0, 3)
    assert [line.text for line in lines] == ["drift when", "amplified", "0.63"]
    assert [line.place.center().y() for line in lines] == [38.0, 50.0, 62.0]
    one = named(advance("amplified 0.63") + 1, "drift when amplified")
    assert [line.text for line in one.lines(50.0, 12.0, 3)] == ["drift when", "amplified 0.63"]


def test_without_room_for_more_lines_all_stay_in_one() -> None:
    narrow = [named(advance("misalignment") + 1)] * 3
    assert lines_each(narrow, room=6) == 2
    assert lines_each(narrow, room=5.9) == 1
    [line] = narrow[0].lines(50.0, 12.0, 1)
    assert line.text.endswith("… 0.63")
    assert line.whole == "misalignment 0.63"


@pytest.mark.parametrize("count", [1, 2])
def test_a_brief_name_takes_the_place_of_one_that_would_be_cut(count: int) -> None:
    one = replace(named(advance("now 0.63") + 1, "misalignment now"), brief="now")
    [line] = one.lines(50.0, 12.0, count)
    assert line.text == "now 0.63"
    assert line.whole == "misalignment now 0.63"
    room = advance("misalignment now 0.63") + 1
    [line] = replace(named(room, "misalignment now"), brief="now").lines(50.0, 12.0, count)
    assert line.text == "misalignment now 0.63"


def test_where_even_the_brief_name_has_no_room_name_and_value_have_a_line_each() -> None:
    one = replace(named(advance("now 0.6"), "misalignment"), brief="now")
    assert [line.text for line in one.lines(50.0, 12.0, 2)] == ["misalignment", "0.63"]


def test_lines_that_make_no_name_whole_are_not_taken() -> None:
    assert lines_each([named(advance("misal"))], room=9) == 1
    assert lines_each([], room=0.5) == 1


NAMES = "", "w", "misalignment, counted", "drift when amplified"


@given(room=st.floats(20.0, 200.0), name=st.sampled_from(NAMES), count=st.integers(1, MOST_LINES))
def test_a_value_is_never_cut_and_nothing_reaches_beyond_the_right_end(room: float, name: str, count: int) -> None:
    one = named(room, name)
    lines = one.lines(50.0, 12.0, count)
    assert 1 <= len(lines) <= count
    assert lines[-1].text.endswith("0.63")
    for line in lines:
        assert line.place.right() == pytest.approx(one.right)
        if line.text != one.name:  # a name of its own is cut where it is written
            assert advance(line.text) <= line.place.width() + 1e-6
    if not one.is_cut_in(count):
        assert " ".join(line.text for line in lines) == one.text
