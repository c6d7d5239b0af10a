from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtGui import QFont, QFontMetricsF

from simulator.ui.charts.names import Named, stack

pytestmark = pytest.mark.usefixtures("qapp")


def named(room: float, name: str = "misalignment", value: str = "0.63") -> Named:
    return Named(name, value, 10.0, 10.0 + room, QFontMetricsF(QFont()))


def advance(text: str) -> float:
    return QFontMetricsF(QFont()).horizontalAdvance(text)


def test_with_room_name_and_value_are_one_line() -> None:
    one = named(advance("misalignment 0.63") + 1)
    assert not one.is_cut
    assert not stack([one], lines=9)
    [line] = one.lines(50.0, 12.0, stacks=True)
    assert line.text == "misalignment 0.63"
    assert line.place.center().y() == 50.0


def test_where_the_name_would_be_cut_it_stands_above_its_value() -> None:
    one = named(advance("misalignment") + 1)
    assert stack([one], lines=2)
    above, below = one.lines(50.0, 12.0, stacks=True)
    assert (above.text, below.text) == ("misalignment", "0.63")
    assert above.place.bottom() == below.place.top() == 50.0


def test_without_room_for_twice_as_many_lines_all_stay_in_one() -> None:
    narrow = [named(advance("misalignment") + 1)] * 3
    assert stack(narrow, lines=6)
    assert not stack(narrow, lines=5.9)
    [line] = narrow[0].lines(50.0, 12.0, stacks=False)
    assert line.text.endswith("… 0.63")
    assert line.whole == "misalignment 0.63"


@given(room=st.floats(20.0, 200.0), name=st.sampled_from(["", "w", "misalignment, counted"]), stacks=st.booleans())
def test_a_value_is_never_cut_and_nothing_reaches_beyond_the_right_end(room: float, name: str, stacks: bool) -> None:
    one = named(room, name)
    lines = one.lines(50.0, 12.0, stacks=stacks)
    assert lines[-1].text.endswith("0.63")
    for line in lines:
        assert line.place.right() == pytest.approx(one.right)
        if line.text != one.name:  # a name of its own is cut where it is written
            assert advance(line.text) <= line.place.width() + 1e-6
