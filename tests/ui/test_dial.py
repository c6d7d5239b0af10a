"""The reproduction dial."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QCoreApplication, QEvent, QSize
from PySide6.QtGui import QColor, QHelpEvent, QPalette
from PySide6.QtWidgets import QApplication, QToolTip, QWidget
from pytestqt.qtbot import QtBot

from simulator.app.session import Session
from simulator.engine.parameters import Parameters
from simulator.scenario.schema import Scenario
from simulator.ui import theme
from simulator.ui.charts.words import wrapped
from simulator.ui.dial import Dial, angle, figure, verdict
from simulator.ui.widgets.metrics import metrics


@pytest.fixture(autouse=True)
def light(qapp: object) -> Iterator[None]:
    theme.apply("light")
    yield
    theme.apply("light")


def shown_dial(qtbot: QtBot, **values: Any) -> tuple[Session, Dial]:
    session = Session(Scenario(title="A test", parameters=Parameters.of(values)))
    dial = Dial(session)
    qtbot.addWidget(dial)
    dial.resize(dial.sizeHint())
    dial.show()
    return session, dial


@given(st.floats(0, 12))
def test_number_words_and_pointer_agree(reproduction: float) -> None:
    number, side = float(figure(reproduction)), angle(reproduction)
    match verdict(reproduction):
        case "spreads":
            assert number > 1
            assert side > 0
        case "dies":
            assert number < 1
            assert side < 0
        case "holds":
            assert number == 1
            assert abs(side) < 0.5
    assert number == pytest.approx(reproduction, abs=0.051 if reproduction > 1.09 else 0.01)


@pytest.mark.parametrize(
    ("reproduction", "expected"), [(0, -90), (0.25, -90), (0.5, -45), (1, 0), (2, 45), (4, 90), (10, 90)]
)
def test_the_threshold_is_the_top_and_halving_is_as_far_as_doubling(reproduction: float, expected: float) -> None:
    assert angle(reproduction) == pytest.approx(expected)


@pytest.mark.parametrize(
    ("reproduction", "text"),
    [
        (2.0, "2.0"), (1.0, "1.00"), (0.77, "0.77"), (1.02, "1.02"), (0.9951, "1.00"), (0.994, "0.99"), (1e-9, "0"),
        (10, "10.0"),
    ],
)  # fmt: skip
def test_figures_have_the_decimals_that_decide(reproduction: float, text: str) -> None:
    assert figure(reproduction) == text


def test_the_dial_follows_round_and_run(qtbot: QtBot) -> None:
    session, dial = shown_dial(qtbot, **{"reliability.copies": 3})
    numbers = session.run.reproduction
    assert (dial.value, dial.is_first_round) == (numbers[0], True)
    session.player.scrub(1, 0.5)
    assert (dial.value, dial.is_first_round) == (numbers[0], True)
    for round_ in (1, 5, 12):
        session.player.seek(round_)
        assert (dial.value, dial.is_first_round) == (numbers[round_ - 1], False)
    session.set_value("amplify.capture", 0.5, "Change")
    assert dial.value == session.run.reproduction[11] != numbers[11]


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({}, "misalignment spreads"),
        ({"amplify.capture": 0.5}, "holds its level"),
        ({"amplify.capture": 0.2}, "dies out up the tree"),
    ],
)
def test_the_meaning_is_said_in_words(qtbot: QtBot, values: dict[str, Any], words: str) -> None:
    session, dial = shown_dial(qtbot, **values)
    assert dial.accessibleName() == "Reproduction of misalignment"
    assert dial.accessibleDescription() == f"×{figure(dial.value)} per level: {words}"
    assert "An analogy to an epidemic's R." in dial.toolTip()
    assert figure(dial.value) in dial.toolTip()
    assert session.player.round == 0


def test_the_size_is_the_same_for_every_number_and_grows_with_the_theme(qtbot: QtBot) -> None:
    session, dial = shown_dial(qtbot)
    size = dial.sizeHint()
    assert QSize(100, 90).boundedTo(size) == QSize(100, 90)
    assert size.boundedTo(QSize(150, 140)) == size
    for capture in (0, 0.5, 1):
        session.set_value("amplify.capture", capture, "Change")
        assert dial.sizeHint() == size
    theme.apply("projector")
    assert dial.sizeHint().width() > size.width()
    assert dial.sizeHint().height() > size.height()


@pytest.mark.parametrize("name", theme.THEMES)
def test_the_pointer_side_has_the_color_of_its_meaning(qtbot: QtBot, name: theme.Name) -> None:
    theme.apply(name)
    for capture, token, other in ((1.0, "misaligned", "correct"), (0.2, "correct", "misaligned")):
        _, dial = shown_dial(qtbot, **{"amplify.capture": capture})
        image = dial.grab().toImage()
        found = {image.pixel(x, y) for x in range(image.width()) for y in range(image.height())}
        assert theme.current().color(token).rgb() in found
        assert theme.current().color(other).rgb() not in found


def test_what_is_behind_the_dial_shows_through(qtbot: QtBot) -> None:
    session = Session(Scenario(title="A test"))
    behind = QWidget()
    qtbot.addWidget(behind)
    palette = QPalette()
    palette.setColor(QPalette.ColorRole.Window, QColor("magenta"))
    behind.setPalette(palette)
    behind.setAutoFillBackground(True)
    behind.setStyleSheet("")
    dial = Dial(session, behind)
    dial.resize(dial.sizeHint())
    behind.resize(dial.size())
    behind.show()
    image = behind.grab().toImage()
    assert image.pixelColor(1, 1) == QColor("magenta")
    assert image.pixelColor(image.width() // 2 - 8, image.height() // 2 - 14) == QColor("magenta")


@pytest.mark.parametrize("name", theme.THEMES)
@pytest.mark.parametrize("size", [(1, 1), (60, 40), (126, 113), (400, 300)])
def test_it_paints_at_any_size(qtbot: QtBot, name: theme.Name, size: tuple[int, int]) -> None:
    theme.apply(name)
    session, dial = shown_dial(qtbot)
    dial.resize(*size)
    for round_ in (0, 1, 12):
        session.player.seek(round_)
        assert not dial.grab().isNull()


def test_the_number_is_explained_in_two_lines_below_it(qtbot: QtBot) -> None:
    for name in theme.THEMES:
        theme.apply(name)
        session, dial = shown_dial(qtbot)
        for capture in (1.0, 0.04, 0.5):
            session.set_value("amplify.capture", capture, "Change")
            text, measure = dial._explanation(), metrics("help", 400)
            assert text in (
                f"a small misaligned share grows ×{figure(dial.value)} a level",
                "a small misaligned share stays as it is, level by level",
                "but each round brings new misalignment",
            )
            lines = wrapped(text, measure.horizontalAdvance, dial.width()).split("\n")
            assert len(lines) == 2
            assert all(measure.horizontalAdvance(line) <= dial.width() for line in lines)
        dial.resize(90, dial.height())
        assert dial._explanation().endswith("…")
        assert wrapped(dial._explanation(), measure.horizontalAdvance, 90).count("\n") == 1


def test_growth_below_one_is_explained_in_the_tool_tip(qtbot: QtBot) -> None:
    session, dial = shown_dial(qtbot, **{"amplify.capture": 0.3})
    assert dial.value < 1
    assert session.run.misalignment[1] > session.run.misalignment[0] + 0.001
    assert "R speaks of spreading only" in dial.toolTip()
    session.set_value("overseer.quality", 1.0, "Change")
    session.set_value("distill.drift", 0.0, "Change")
    assert session.run.misalignment[1] <= session.run.misalignment[0]
    assert "R speaks of spreading only" not in dial.toolTip()
    session.set_value("amplify.capture", 1.0, "Change")
    assert dial.value > 1
    assert "R speaks of spreading only" not in dial.toolTip()


def test_the_tool_tip_is_wrapped(qtbot: QtBot) -> None:
    _, dial = shown_dial(qtbot)
    point = dial.rect().center()
    QCoreApplication.sendEvent(dial, QHelpEvent(QEvent.Type.ToolTip, point, dial.mapToGlobal(point)))
    bubble = next(widget for widget in QApplication.topLevelWidgets() if widget.inherits("QTipLabel"))
    assert 100 < bubble.width() <= 360
    assert QToolTip.text().replace("\n", " ") == dial.toolTip()
    QToolTip.hideText()
    qtbot.waitUntil(lambda: not QToolTip.isVisible())
