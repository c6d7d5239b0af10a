"""The charts: what they show and when, what they say, how they are moved through, and their picture."""

from __future__ import annotations

import math
import xml.etree.ElementTree as ElementTree
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any, TypeVar, get_args

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QCoreApplication, QEvent, QPoint, QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QFontMetricsF, QHelpEvent, QImage, QPainter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QToolTip, QWidget
from pytestqt.qtbot import QtBot

from simulator.app.player import AMPLIFY_ENDS
from simulator.app.session import Session
from simulator.engine.iterate import Run, run
from simulator.engine.measures import LEDGER_CAUSES
from simulator.engine.parameters import Parameters
from simulator.scenario import codec, library
from simulator.scenario.schema import Scenario, View
from simulator.ui import language, theme
from simulator.ui.charts import attack, axis, by_depth, cost, figure, misalignment, plane, reached_depth, words
from simulator.ui.charts.attack import Effect, Effort
from simulator.ui.charts.axis import SEEN, Scale
from simulator.ui.charts.by_depth import DepthMap
from simulator.ui.charts.causes import CAUSES, brushes
from simulator.ui.charts.chart import Chart
from simulator.ui.charts.cost import Cost
from simulator.ui.charts.luck_switch import LuckSwitch
from simulator.ui.charts.misalignment import Misalignment
from simulator.ui.charts.over_time import OverTime
from simulator.ui.charts.panel import TABS, ChartsPanel
from simulator.ui.charts.plane import PlanePlot
from simulator.ui.charts.plot import Moment, Plot, Remark, paint_remark
from simulator.ui.charts.ramp import lightness, ramp
from simulator.ui.charts.reached_depth import ReachedDepth
from simulator.ui.charts.rounds_plot import RoundsPlot
from simulator.ui.charts.spacing import spread_apart
from simulator.ui.charts.tabs import QuietTabs
from simulator.ui.text import tr

DEFAULT = run(Parameters())

SETTINGS: dict[str, dict[str, Any]] = {
    "default": {},
    "one round": {"run.rounds": 1},
    "sixty rounds": {"run.rounds": 60, "reliability.check_rate": 0.8},
    "copies": {"reliability.copies": 3},
    "everything": {
        "reliability.check_rate": 0.8, "reliability.refinement": 0.5, "overseer.assistance": 0.6,
        "amplify.drift": 0.1, "distill.drift": 0.1, "task.max_depth": 20, "overseer.level": 20,
    },
    "nothing is right": {"start.accuracy": 0, "start.misalignment": 0},
    "all is misaligned": {"start.misalignment": 1},
    "no misalignment at all": {
        "start.misalignment": 0, "distill.drift": 0, "overseer.quality": 1, "task.max_depth": 2,
    },
    "overseer out of sight": {"overseer.level": 20, "reliability.check_rate": 1, "task.max_depth": 3},
}  # fmt: skip
SIZES = {"as drawn": (716, 320), "large": (1300, 520), "small": (460, 250), "tiny": (240, 200)}


@pytest.fixture(autouse=True)
def light(qapp: object) -> Iterator[None]:
    theme.apply("light")
    yield
    theme.apply("light")


def session_of(**values: Any) -> Session:
    return Session(Scenario(title="A test", parameters=Parameters.of(values)))


def shown_panel(qtbot: QtBot, session: Session, size: tuple[int, int] = (716, 320)) -> ChartsPanel:
    panel = ChartsPanel(session)
    qtbot.addWidget(panel)
    panel.resize(*size)
    panel.show()
    QCoreApplication.processEvents()
    return panel


def charts(panel: ChartsPanel) -> list[Chart]:
    return [chart for chart in panel.findChildren(Chart) if chart.isVisible()]


P = TypeVar("P", bound=Plot)


def plot_of(panel: ChartsPanel, kind: type[P]) -> P:
    return next(chart.plot for chart in panel.findChildren(Chart) if isinstance(chart.plot, kind))


def points(plot: RoundsPlot, name: str) -> tuple[list[float], list[float]]:
    """Rounds of a curve that are drawn strongly, and those that are drawn pale."""
    curve = plot.curves[name]
    strong, pale = ([] if part.xData is None else part.xData.tolist() for part in (curve.past, curve.ahead))
    return strong, pale


class Written:
    """Collects what a plot writes, and where."""

    def __init__(self, plot: Plot, monkeypatch: pytest.MonkeyPatch) -> None:
        self.texts: list[str] = []
        self.places: list[QRectF] = []
        write = plot.write

        def note(
            painter: QPainter, place: QRectF, text: str, color: Any, font: Any, metrics: Any, whole: str = ""
        ) -> None:
            self.texts.append(text)
            width = min(metrics.horizontalAdvance(text), place.width())
            self.places.append(QRectF(place.left(), place.top(), width, place.height()))
            write(painter, place, text, color, font, metrics, whole)

        monkeypatch.setattr(plot, "write", note)

    def now(self, plot: Plot) -> list[str]:
        self.texts.clear()
        self.places.clear()
        plot.grab()
        return self.texts


# Scales, spacing, colors: pure.


@given(last=st.integers(1, 100), room=st.floats(20, 2000), spacing=st.floats(8, 60))
def test_ticks_of_rounds_are_whole_and_far_enough_apart(last: int, room: float, spacing: float) -> None:
    ticks = axis.whole_ticks(last, room, spacing)
    assert ticks[0] == 0
    assert ticks[-1] <= last
    assert all(tick == int(tick) for tick in ticks)
    assert all((b - a) * room / last >= spacing - 1e-6 for a, b in pairwise(ticks))


@given(high=st.floats(0, 1), low=st.floats(-1, 0), room=st.floats(20, 800), spacing=st.floats(10, 40))
def test_a_scale_of_shares_holds_the_data_and_few_ticks(high: float, low: float, room: float, spacing: float) -> None:
    scale = axis.share_scale(low, high, room, spacing)
    assert scale.contains(high)
    assert scale.contains(low)
    assert all(scale.contains(tick) for tick in scale.ticks)
    assert 0.0 in scale.ticks
    assert len(scale.ticks) <= 9
    texts = [axis.tick_text(tick, scale.ticks) for tick in scale.ticks]
    assert len(set(texts)) == len(texts)
    assert [float(text.replace("−", "-")) for text in texts] == pytest.approx(scale.ticks, abs=1e-9)


def test_a_scale_of_shares_stays_for_small_changes_of_the_data() -> None:
    assert axis.share_scale(0, 0.21, 90, 20) == axis.share_scale(0, 0.22, 90, 20)
    assert axis.share_scale(0, 0.22, 90, 20) != axis.share_scale(0, 0.32, 90, 20)
    assert axis.share_scale(-0.003, 0.22, 90, 20) == axis.share_scale(-0.004, 0.22, 90, 20)


@given(high=st.floats(0.351, 1), low=st.floats(-1, 0))
def test_the_scale_of_shares_is_the_whole_one_long_before_they_reach_its_end(high: float, low: float) -> None:
    assert axis.share_scale(low, high, 120, 20).high == 1.0


@given(high=st.floats(0, 12), room=st.floats(20, 800), spacing=st.floats(10, 40))
def test_a_log_scale_counts_in_powers_of_ten_far_enough_apart(high: float, room: float, spacing: float) -> None:
    scale = axis.log_scale(high, room, spacing)
    assert scale.low == 0
    assert scale.contains(high)
    assert all(tick == int(tick) for tick in scale.ticks)
    apart = [(b - a) * room / scale.high for a, b in pairwise(scale.ticks)]
    assert len(scale.ticks) <= 2 or min(apart) >= spacing - 1e-6
    assert len(scale.ticks) >= 1


@given(wanted=st.lists(st.floats(-50, 250), max_size=8), height=st.floats(5, 20))
def test_labels_spread_apart_within_bounds_and_keep_their_order(wanted: list[float], height: float) -> None:
    places = spread_apart(wanted, height, 0, 200)
    ranked = [place for _, place in sorted(zip(wanted, places, strict=True), key=lambda pair: pair[0])]
    assert sorted(places) == pytest.approx(ranked)
    assert all(height / 2 - 1e-6 <= place <= 200 - height / 2 + 1e-6 for place in places)
    assert all(b - a >= height - 1e-6 for a, b in pairwise(sorted(places)))


def test_labels_move_no_further_than_they_must() -> None:
    assert spread_apart([20, 60, 150], 14, 0, 200) == [20, 60, 150]
    assert spread_apart([100, 100], 14, 0, 200) == [93, 107]
    assert spread_apart([195, 195], 14, 0, 200) == [179, 193]
    assert spread_apart([10, 10, 10], 14, 0, 20) == [7, 10, 13]  # too little room: evenly
    assert spread_apart([], 14, 0, 20) == []


@pytest.mark.parametrize("name", theme.THEMES)
@pytest.mark.parametrize("outcome", ["correct", "misaligned"])
def test_ramps_are_ordered_by_lightness_in_equal_steps(name: theme.Name, outcome: str) -> None:
    look = theme.THEMES[name]
    light = lightness(ramp(look.field, getattr(look, outcome)))
    steps, rising = np.diff(light), light[-1] > light[0]
    assert rising == look.is_dark
    coarse = steps[:252].reshape(-1, 21).sum(axis=1)  # colors are whole numbers, so single steps are uneven
    assert (np.sign(coarse) == (1 if rising else -1)).all()
    assert coarse.std() < 0.1 * abs(coarse.mean())


def test_the_ends_of_a_ramp_are_its_colors() -> None:
    made = ramp("#ffffff", "#d55e00")
    assert (int(made[0]), int(made[-1])) == (0xFFFFFFFF, 0xFFD55E00)


# Sentences and tables.


def test_summaries_of_the_default_run_tell_its_story() -> None:
    assert reached_depth.summary(DEFAULT) == (
        "Reached depth rises from 2.0 to 6.1 at round 5, then falls to 4.4 at round 12."
    )
    assert reached_depth.summary(DEFAULT, upto=3) == "Reached depth rises from 2.0 to 4.5 at round 3."
    assert reached_depth.summary(DEFAULT, upto=0) == "Reached depth is 2.0 at round 0."
    assert reached_depth.summary(DEFAULT, measure="capability") == (
        "Capability rises from 0.19 to 0.43 at round 5, then falls to 0.36 at round 12."
    )
    assert misalignment.summary(DEFAULT) == (
        "Misalignment rises from 0.002 to 0.63 at round 12. "
        "Summed over the rounds, the largest part is spread in the trees, +0.57."
    )
    both = run(codec.read(library.find("checks")).parameters)
    assert "The net of a round is +0.029 in round 1 and " in misalignment.summary(both)
    assert by_depth.summary(DEFAULT, 0) == (
        "At round 0, 0.94 of the questions of depth 0 and ≈ 0 of those of depth 12 are answered right; "
        "half are at depth 2.0."
    )
    assert "most frequent at depth" in by_depth.summary(DEFAULT, outcome="misaligned")
    assert plane.summary(DEFAULT) == (
        "From round 0 to round 12 capability goes from 0.19 to 0.36 and misalignment from 0.002 to 0.63."
    )


@pytest.mark.parametrize(
    ("figures", "sentence"),
    [
        ([1, 1.02, 1], "It stays at 1.0 up to round 2."),
        ([1, 3, 3.01, 3], "It rises from 1.0 to 3.0 at round 1 and stays there."),
        ([3, 1], "It falls from 3.0 to 1.0 at round 1."),
        ([3, 1, 2], "It falls from 3.0 to 1.0 at round 1, then rises to 2.0 at round 2."),
        ([2, 5, 1, 3], "It rises from 2.0 to 5.0 at round 1, falls to 1.0 at round 2, and is 3.0 at round 3."),
        ([2, 1, 5, 3], "It falls from 2.0 to 1.0 at round 1, rises to 5.0 at round 2, and is 3.0 at round 3."),
    ],
)
def test_a_course_is_told_by_its_turns(figures: list[float], sentence: str) -> None:
    assert words.course("It", figures, words.depth, words.DEPTH_TOLERANCE) == sentence


@pytest.mark.parametrize(
    ("value", "text"), [(0, "0"), (0.63, "0.63"), (0.002, "0.002"), (0.0474, "0.047"), (1e-5, "≈ 0"), (1, "1.00")]
)
def test_shares_are_written_with_the_decimals_that_say_something(value: float, text: str) -> None:
    assert words.share(value) == text


def test_changes_carry_their_sign() -> None:
    assert [words.change(v) for v in (0.12, -0.007, 0.0, -1e-5)] == ["+0.12", "−0.007", "0", "≈ 0"]


@pytest.mark.parametrize("name", SETTINGS)
def test_tables_hold_the_numbers_of_the_run(name: str) -> None:
    result = run(Parameters.of(SETTINGS[name]))
    header, *rows = reached_depth.table(result)
    assert [row[0] for row in rows] == list(range(result.last + 1))
    assert [row[1] for row in rows] == result.horizon.tolist()
    assert [row[2] for row in rows] == ["", *result.teacher_horizon.tolist()]
    assert len(header) == (4 if reached_depth.somebody_checks(result) else 3)
    header, *rows = misalignment.table(result)
    assert len(header) == 3 + len(LEDGER_CAUSES)
    assert [row[1] for row in rows] == result.misalignment.tolist()
    assert np.allclose([row[3:] for row in rows[1:]], result.ledger, atol=0)
    assert np.allclose([sum(row[3:]) for row in rows[1:]], [row[2] for row in rows[1:]], atol=1e-12)  # type: ignore[arg-type]
    header, *rows = by_depth.table(result, "misaligned")
    assert np.array_equal([row[1:] for row in rows], result.misaligned)
    header, *rows = cost.table(result)
    assert [row[1] for row in rows] == result.model_calls.tolist()
    assert [row[2] for row in rows] == result.overseer_steps.tolist()
    assert len(rows) == result.last
    header, *rows = attack.table(result)
    assert [row[3] for row in rows] == result.attack_success.tolist()
    assert [row[4] for row in rows] == result.exposed_misalignment.tolist()
    header, *rows = plane.table(result)
    assert [row[3] for row in rows[1:]] == pytest.approx(result.teacher_correct.mean(axis=1))


@pytest.mark.parametrize("name", SETTINGS)
def test_bars_and_line_agree(name: str) -> None:
    result = run(Parameters.of(SETTINGS[name]))
    low, high = misalignment.stacked(result.ledger)
    assert ((high - low) >= 0).all()
    assert np.allclose((high - low) * np.sign(result.ledger), result.ledger, atol=1e-12)
    tops, bottoms = high.max(axis=1, initial=0), low.min(axis=1, initial=0)
    assert np.allclose(result.misalignment[0] + np.cumsum(tops + bottoms), result.misalignment[1:], atol=1e-12)
    # Nothing overlaps: sorted by height, each bar begins where the one below it ends.
    for bars_low, bars_high in zip(low, high, strict=True):
        bars = sorted((a, b) for a, b in zip(bars_low, bars_high, strict=True) if b - a > 1e-12)
        assert all(upper[0] >= lower[1] - 1e-12 for lower, upper in pairwise(bars))


def test_every_cause_can_be_told_apart() -> None:
    for look in theme.THEMES.values():
        for removes in (False, True):
            looks = {
                tuple((brush.color().rgb(), brush.style()) for brush in brushes(cause, look, False, removes))
                for cause in CAUSES.values()
            }
            # Slips and forgetting may look alike where they take away: the one does so hardly ever, the other always.
            assert len(looks) >= len(LEDGER_CAUSES) - removes
        solid = [cause for cause in CAUSES.values() if cause.pattern == Qt.BrushStyle.SolidPattern]
        shades = [brushes(cause, look, False)[0].color() for cause in solid]
        light = sorted(lightness(np.array([shade.rgb() for shade in shades], dtype=np.uint32)))
        assert min(b - a for a, b in pairwise(light)) > 0.05
        hollow = brushes(CAUSES["spread"], look, False, True)[0]
        assert hollow.color() == look.color("card")
    assert len({cause.adds for cause in CAUSES.values()}) == len(CAUSES)


# What is shown when.


def test_before_the_first_play_there_is_round_0_only(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    panel = shown_panel(qtbot, session_of())
    reached, added = plot_of(panel, ReachedDepth), plot_of(panel, Misalignment)
    assert points(reached, "model") == ([0], [])
    assert points(reached, "teacher") == ([], [])
    assert points(added, "now") == ([0], [])
    assert added._rects == []
    assert Written(reached, monkeypatch).now(reached) == ["model 2.0"]
    assert Written(added, monkeypatch).now(added) == ["misalignment now 0.002"]


def test_playing_draws_the_curves_and_what_is_beyond_the_cursor_is_pale_only_after_the_end(qtbot: QtBot) -> None:
    session = session_of()
    panel = shown_panel(qtbot, session)
    reached, added = plot_of(panel, ReachedDepth), plot_of(panel, Misalignment)
    session.player.seek(3)
    assert points(reached, "model") == ([0, 1, 2, 3], [])
    assert points(reached, "teacher") == ([1, 2, 3], [])
    session.player.scrub(4, 0.5)
    assert points(added, "now") == ([0, 1, 2, 3], [])
    session.player.to_end()
    session.player.seek(10)
    assert points(reached, "model") == (list(range(11)), [10, 11, 12])
    assert points(reached, "teacher") == (list(range(1, 11)), [10, 11, 12])
    session.player.to_start()
    assert points(reached, "teacher") == ([], list(range(1, 13)))
    assert reached.curves["teacher"].values.tolist() == session.run.teacher_horizon.tolist()


def test_a_new_run_replaces_the_curves_in_place(qtbot: QtBot) -> None:
    session = session_of()
    panel = shown_panel(qtbot, session)
    session.player.to_end()
    reached = plot_of(panel, ReachedDepth)
    items = set(map(id, reached.scene().items()))
    session.set_value("overseer.quality", 0.8, "Change")
    session.set_value("reliability.check_rate", 0.5, "Change")
    theme.apply("dark")
    assert set(map(id, reached.scene().items())) == items
    assert reached.curves["model"].past.yData.tolist() == session.run.horizon.tolist()


def test_the_overseers_reach_is_drawn_only_while_somebody_checks(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    session = session_of(**{"overseer.assistance": 0.5})
    panel = shown_panel(qtbot, session)
    reached = plot_of(panel, ReachedDepth)
    written = Written(reached, monkeypatch)
    sentence = "Nobody checks in this run, so the overseer's level plays no part."

    def said() -> str:
        remark = reached.remark()
        return remark.texts[0] if remark else ""

    assert said() == ""  # not before there is anything to be seen
    session.player.to_end()
    assert said() == sentence
    assert charts(panel)[0].accessibleDescription().endswith(sentence)
    assert not len(reached.curves["reach"].values)
    for id_ in ("reliability.check_rate", "reliability.refinement"):
        session.set_value(id_, 0.5, "Change")
        assert said() == ""
        assert any("overseer's reach" in text for text in written.now(reached))
        expected = 6.0 + 0.5 * session.run.horizon
        assert reached.curves["reach"].values.tolist() == pytest.approx(expected.tolist())
        session.set_value(id_, 0.0, "Change")
        assert said() == sentence
    panel.show_measure("capability")
    assert said() == ""


def test_the_largest_cause_of_the_present_round_is_named_beside_the_title(qtbot: QtBot) -> None:
    session = session_of(**{"reliability.copies": 3})
    panel = shown_panel(qtbot, session)
    added = plot_of(panel, Misalignment)
    assert added.remark() is None
    for round_, cause in ((1, "overseer's slips"), (5, "spread in the trees"), (12, "removed by voting")):
        session.player.seek(round_)
        remark = added.remark()
        assert remark is not None
        assert remark.texts[:2] == (f"largest in round {round_}: {cause}", cause)
        index = int(np.abs(session.run.ledger[round_ - 1]).argmax())
        assert remark.fills == added._fills[index, False, session.run.ledger[round_ - 1, index] < 0]


@pytest.mark.parametrize("code", ["en", "de"])
def test_every_cause_has_a_name_that_is_short_enough_beside_the_title_in_a_lesson(code: str) -> None:
    language.use(code)
    try:
        font = theme.current().font("help")
        widths = {cause.short: QFontMetricsF(font).horizontalAdvance(tr(cause.short)) for cause in CAUSES.values()}
        assert max(widths.values()) < 96, widths  # in a window of 1280 by 800
    finally:
        language.use("en")


def test_a_key_is_as_long_as_there_is_room_and_left_out_where_it_would_be_cut(qtbot: QtBot) -> None:
    look, font = theme.current(), theme.current().font("help")
    long, short = "a long sentence that needs a lot of room for its words", "a shorter one, but not really short"
    remark = Remark((long, short), (QBrush(look.color("misaligned")),))
    orange = look.color("misaligned").rgb()
    room = QFontMetricsF(font).horizontalAdvance(short)
    for width, is_whole, is_shown in (
        (390, True, True), (round(room) + 40, False, True), (round(room) - 5, False, False), (60, False, False),
    ):  # fmt: skip
        image = QImage(400, 30, QImage.Format.Format_RGB32)
        image.fill(look.color("card"))
        painter = QPainter(image)
        assert paint_remark(painter, QRectF(0, 0, width, 30), remark, look, font) == is_whole
        painter.end()
        colors = {image.pixel(x, y) for x in range(400) for y in range(30)}
        assert (orange in colors) == is_shown
        outside = {image.pixel(x, y) for x in range(width, 400) for y in range(30)}
        assert outside <= {look.color("card").rgb()}


def test_a_remark_that_is_cut_can_be_read_in_the_tool_tip(qtbot: QtBot) -> None:
    session = session_of()
    panel = shown_panel(qtbot, session, (964, 380))
    session.player.to_end()
    chart = charts(panel)[0]
    chart.grab()
    assert chart._title_tip() == ""
    for width in (716, 600):
        panel.resize(width, 380)
        QCoreApplication.processEvents()
        chart.grab()
        assert chart._title_tip() == "Nobody checks in this run, so the overseer's level plays no part."
    for width in (430, 240):
        panel.resize(width, 380)
        QCoreApplication.processEvents()
        chart.grab()
        title, *rest = chart._title_tip().split("\n")
        assert title == chart.plot.title()
        assert rest == ["Nobody checks in this run, so the overseer's level plays no part."]


def test_the_present_value_is_the_one_that_is_named_and_the_end_is_quiet(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = session_of()
    panel = shown_panel(qtbot, session, (964, 380))
    reached, added = plot_of(panel, ReachedDepth), plot_of(panel, Misalignment)
    upper, lower = Written(reached, monkeypatch), Written(added, monkeypatch)
    session.player.to_end()
    assert upper.now(reached) == ["model 4.4", "teacher 4.3"]
    assert lower.now(added) == ["misalignment now 0.63"]
    for round_ in range(12):
        session.player.seek(round_)
        end, now = lower.now(added)
        assert end == "0.63 at the end"
        assert now == f"misalignment now {words.share(float(session.run.misalignment[round_]))}"
        assert not lower.places[0].intersects(lower.places[1])
        assert set(upper.now(reached)) == {
            "4.4 at the end", "teacher 4.3", f"model {words.depth(session.run.horizon[round_])}"
        }  # fmt: skip
        cursor = added.px_x(round_)
        assert not lower.places[1].left() < cursor < lower.places[1].right()
    panel.show_measure("capability")
    session.player.seek(5)
    assert {"0.36 at the end", "model 0.43"} < set(upper.now(reached))


def test_what_is_not_the_end_of_the_run_is_not_called_so(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    session = session_of()
    panel = shown_panel(qtbot, session, (964, 380))
    added = plot_of(panel, Misalignment)
    session.player.seek(5)
    session.player.seek(2)
    assert "0.29 at round 5" in Written(added, monkeypatch).now(added)


def test_the_deepest_question_is_named_where_the_model_reaches_it(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = session_of(**{"reliability.copies": 4})
    panel = shown_panel(qtbot, session)
    reached = plot_of(panel, ReachedDepth)
    written = Written(reached, monkeypatch)
    session.player.seek(8)
    assert "hardest question asked" not in written.now(reached)
    session.player.to_end()
    assert "hardest question asked" in written.now(reached)
    place = written.places[written.texts.index("hardest question asked")]
    assert place.center().y() == pytest.approx(reached.px_y(12), abs=1)
    assert "hardest question asked 12" in reached.tip(QPointF(reached.px_x(11), reached.frame.center().y()))
    panel.show_measure("capability")
    assert "hardest question asked" not in written.now(reached)


@pytest.mark.parametrize("name", SETTINGS)
def test_bars_stand_at_their_rounds_as_high_as_their_entries_pale_beyond_the_cursor(qtbot: QtBot, name: str) -> None:
    session = session_of(**SETTINGS[name])
    panel = shown_panel(qtbot, session, (1300, 900))
    last = session.run.last
    session.player.to_end()
    session.player.seek(last // 2)
    added = plot_of(panel, Misalignment)
    low, high = misalignment.stacked(session.run.ledger)
    assert added.y_scale.contains(high.max())
    assert added.y_scale.contains(low.min())
    drawn: set[tuple[int, int]] = set()
    columns = {id(brush): key for key, brushes in added._fills.items() for brush in brushes}
    for fill, rects in added._rects:
        column, pale, removes = columns[id(fill)]
        for left, top, width, height in rects:
            round_ = round(added.value_at(QPointF(left + width / 2, 0))[0])
            drawn.add((round_, column))
            assert removes == (session.run.ledger[round_ - 1, column] < 0)
            assert pale == (round_ > last // 2)
            assert top == pytest.approx(added.px_y(high[round_ - 1, column]), abs=0.51)
            assert top + height == pytest.approx(added.px_y(low[round_ - 1, column]), abs=0.51)
    framed = {tuple(frame) for _, frames in added._outlines for frame in frames}
    filled = {(left, top, width - 1, height - 1) for _, rects in added._rects for left, top, width, height in rects}
    assert framed <= filled
    assert {frame for frame in filled if frame[3] >= 2} <= framed
    pixel = (added.y_scale.high - added.y_scale.low) / added.frame.height()
    large = np.argwhere(high - low > 1.01 * pixel)
    assert {(int(row) + 1, int(column)) for row, column in large} <= drawn


def test_the_switch_shows_capability_instead(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    session = session_of()
    panel = shown_panel(qtbot, session)
    session.player.to_end()
    reached = plot_of(panel, ReachedDepth)
    with qtbot.waitSignal(panel.view_changed):
        panel.show_measure("capability")
    assert panel.measure == "capability"
    assert reached.curves["model"].past.yData.tolist() == session.run.capability.tolist()
    assert (reached.y_scale.low, reached.y_scale.high) == (0, 1)
    assert "model 0.36" in Written(reached, monkeypatch).now(reached)
    assert charts(panel)[0].accessibleName().startswith("Capability")
    assert not reached.scale_changed
    panel.show_tab("plane")
    panel.show_measure("horizon")
    panel.show_tab("over_time")
    assert {reached.measure, panel.measure} == {"horizon"}


def test_scales_stay_during_a_drag_and_are_fitted_after_it(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    session = session_of()
    panel = shown_panel(qtbot, session)
    session.player.to_end()
    added = plot_of(panel, Misalignment)
    before = added.y_scale
    written = Written(added, monkeypatch)
    session.begin_drag("overseer.quality")
    for quality in (0.8, 0.5, 0.3, 1.0):
        session.set_value("overseer.quality", quality, "Change")
        assert added.y_scale == before
        assert added.y_scale.contains(session.run.misalignment.max())
        assert "scale changed" not in written.now(added)
    session.set_value("amplify.capture", 0.3, "Change")
    assert added.y_scale == before
    session.end_drag()
    assert added.y_scale.high < before.high
    assert "scale changed" in written.now(added)
    session.player.back()
    assert "scale changed" not in written.now(added)


def test_a_scale_that_nobody_sees_to_be_another_is_not_said_to_have_changed(qtbot: QtBot) -> None:
    session = session_of()
    panel = shown_panel(qtbot, session)
    panel.resize(960, 900)
    session.player.to_end()
    misalignment = charts(panel)[1].plot
    before = misalignment.y_scale
    session.begin_drag("overseer.quality")
    session.set_value("overseer.quality", 0.48, "Change")
    session.end_drag()
    assert misalignment.y_scale.low != before.low
    assert not misalignment.scale_changed


@given(low=st.floats(-1, 0), high=st.floats(0.1, 1), by=st.floats(0, 1))
def test_a_scale_is_another_where_an_end_has_moved_by_a_twentieth(low: float, high: float, by: float) -> None:
    before, after = Scale(low, high), Scale(low, high + by)
    assert after.is_another(before) == (by > SEEN * (high + by - low))
    assert not before.is_another(before)


@pytest.mark.parametrize("tab", ["over_time", "by_depth", "cost", "attack"])
def test_rounds_follow_their_slider_at_once(qtbot: QtBot, tab: str) -> None:
    session = session_of()
    panel = shown_panel(qtbot, session)
    panel.show_tab(tab)
    session.player.to_end()
    plots = [chart.plot for chart in charts(panel)]
    scales = [plot.y_scale for plot in plots]
    session.begin_drag("run.rounds")
    for rounds in (13, 30, 7):
        session.set_value("run.rounds", rounds, "Change")
        assert {math.floor(plot.x_scale.high) for plot in plots} == {rounds}
        assert [plot.y_scale for plot in plots] == scales
    session.end_drag()
    assert not any(plot.scale_changed for plot in plots)


@pytest.mark.parametrize("tab", ["over_time", "plane"])
def test_a_drag_that_would_leave_the_chart_widens_it_once(qtbot: QtBot, tab: str) -> None:
    session = session_of(**{"reliability.copies": 3, "start.misalignment": 0})
    panel = shown_panel(qtbot, session)
    panel.show_tab(tab)
    session.player.to_end()
    plot = charts(panel)[-1].plot
    before = plot.y_scale
    assert before.high < 0.5
    session.begin_drag("overseer.quality")
    seen = []
    for quality in (0.96, 0.93, 0.8, 0.5, 0.2, 0.9, 1.0):
        session.set_value("overseer.quality", quality, "Change")
        assert plot.y_scale.contains(session.run.misalignment.max())
        seen.append((plot.y_scale.high, plot.scale_changed))
    assert list(dict.fromkeys(high for high, _ in seen)) == [before.high, 1.0]
    assert seen[-1] == (1.0, True)
    session.end_drag()
    assert plot.y_scale.high < 1.0


def test_a_changed_scale_is_said_for_a_while_and_not_after_a_reset(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = session_of()
    panel = shown_panel(qtbot, session)
    session.player.to_end()
    chart = charts(panel)[1]
    chart._saying.setInterval(30)
    session.set_value("amplify.capture", 0.3, "Change")
    assert chart.plot.scale_changed
    qtbot.waitUntil(lambda: not chart.plot.scale_changed, timeout=2000)
    assert not chart._saying.isActive()
    chart._saying.setInterval(60_000)
    session.reset("Reset")
    assert not chart.plot.scale_changed
    session.set_value("amplify.capture", 0.3, "Change")
    assert chart.plot.scale_changed
    session.set_value("amplify.capture", 0.301, "Change")
    assert not chart.plot.scale_changed
    session.set_value("amplify.capture", 0.9, "Change")
    assert chart.plot.scale_changed
    panel.hide()
    assert not chart.plot.scale_changed
    assert not chart._saying.isActive()


def test_a_curve_that_leaves_the_frame_is_marked_where_it_does(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    session = session_of(**{"task.max_depth": 5})
    panel = shown_panel(qtbot, session)
    session.player.to_end()
    reached = plot_of(panel, ReachedDepth)
    marks: list[tuple[QPointF, QPointF]] = []
    monkeypatch.setattr(reached, "arrow", lambda painter, tip, towards, color, width: marks.append((tip, towards)))
    reached.grab()
    assert marks == []
    session.begin_drag("task.max_depth")
    session.set_value("task.max_depth", 12, "Change")
    session.set_value("reliability.copies", 3, "Change")
    reached.grab()
    assert [towards for _, towards in marks] == [QPointF(0, -1)] * 2  # model and teacher
    crossing = reached.value_at(marks[0][0])[0]
    assert np.interp(crossing, range(13), session.run.horizon) == pytest.approx(5, abs=0.01)
    session.end_drag()


def test_another_scenario_is_fitted_without_a_word(qtbot: QtBot) -> None:
    session = session_of()
    panel = shown_panel(qtbot, session)
    session.player.to_end()
    session.open(Scenario(title="Another", parameters=Parameters.of({"task.max_depth": 5, "run.rounds": 30})))
    reached = plot_of(panel, ReachedDepth)
    assert (reached.x_scale.high, reached.y_scale.high) == (30, 5)
    assert not reached.scale_changed
    assert points(reached, "model") == ([0], [])


def test_the_two_charts_share_their_axis_of_rounds(qtbot: QtBot) -> None:
    session = session_of(**{"reliability.check_rate": 0.5})
    panel = shown_panel(qtbot, session)
    for size in SIZES.values():
        panel.resize(*size)
        QCoreApplication.processEvents()
        upper, lower = plot_of(panel, ReachedDepth), plot_of(panel, Misalignment)
        assert (upper.frame.left(), upper.frame.right()) == (lower.frame.left(), lower.frame.right())
        assert upper.x_scale == lower.x_scale


def test_what_is_hidden_is_brought_up_to_date_when_it_is_shown(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    session = session_of()
    panel = shown_panel(qtbot, session)
    session.player.to_end()
    panel.show_tab("plane")
    reached = plot_of(panel, ReachedDepth)
    taken: list[Run] = []
    take = reached.take

    def note(result: Run, moment: Moment) -> None:
        taken.append(result)
        take(result, moment)

    monkeypatch.setattr(reached, "take", note)
    for quality in (0.7, 0.8):
        session.set_value("overseer.quality", quality, "Change")
    session.player.seek(4)
    assert taken == []
    panel.show_tab("over_time")
    assert taken[-1] is session.run
    assert points(reached, "model") == (list(range(5)), list(range(4, 13)))
    assert not panel.findChildren(by_depth.ByDepth)  # made only when it is shown


# By depth, plane.


def test_the_map_has_a_cell_for_each_depth_and_revealed_round(qtbot: QtBot) -> None:
    session = session_of()
    panel = shown_panel(qtbot, session)
    panel.show_tab("by_depth")
    right, wrong = (chart.plot for chart in charts(panel))
    assert isinstance(right, DepthMap)
    assert isinstance(wrong, DepthMap)
    assert right._pixels.shape == (13, 1)
    session.player.to_end()
    session.player.seek(4)
    assert right._pixels.shape == wrong._pixels.shape == (13, 13)
    look = theme.current()
    full, pale = ramp(look.field, look.correct), ramp(look.field, look.correct, 0.34)
    values = session.run.correct
    for depth in (0, 3, 12):
        for round_ in (0, 4, 5, 12):
            used = full if round_ <= 4 else pale
            assert right._pixels[12 - depth, round_] == used[int(np.round(values[round_, depth] * 255))]


def test_the_map_is_painted_where_its_axes_say(qtbot: QtBot) -> None:
    session = session_of()
    panel = shown_panel(qtbot, session)
    panel.show_tab("by_depth")
    session.player.to_end()
    QCoreApplication.processEvents()
    plot = charts(panel)[1].plot
    image = plot.grab().toImage()
    look = theme.current()
    colors = ramp(look.field, look.misaligned)
    for round_, depth in ((2, 2), (6, 7), (9, 11), (10, 4)):
        pixel = image.pixel(round(plot.px_x(round_)), round(plot.px_y(depth)))
        assert pixel == colors[int(np.round(session.run.misaligned[round_, depth] * 255))]


def test_a_title_that_is_too_long_is_cut_and_not_left_out_for_a_switch_that_is_hidden(qtbot: QtBot) -> None:
    panel = shown_panel(qtbot, session_of(), (330, 320))
    panel.show_tab("by_depth")
    QCoreApplication.processEvents()
    for chart in charts(panel):
        picture = chart.grab(chart._title_row().toRect()).toImage()
        pixels = {picture.pixel(x, y) for x in range(picture.width()) for y in range(picture.height())}
        assert chart._title_is_cut
        assert theme.current().color("ink").rgb() in pixels


def test_a_cell_tells_its_figures(qtbot: QtBot) -> None:
    session = session_of()
    panel = shown_panel(qtbot, session)
    panel.show_tab("by_depth")
    session.player.seek(5)
    plot = charts(panel)[0].plot
    text = plot.tip(QPointF(plot.px_x(5), plot.px_y(6)))
    row = session.run
    for value in (row.correct[5, 6], row.error[5, 6], row.misaligned[5, 6]):
        assert words.share(float(value)) in text
    assert text.startswith("Round 5, depth 6")
    assert plot.tip(QPointF(plot.px_x(6), plot.px_y(6))) == ""


def test_the_plane_goes_from_model_to_teacher_to_model(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    session = session_of()
    panel = shown_panel(qtbot, session)
    panel.show_tab("plane")
    plot = plot_of(panel, PlanePlot)
    lines: list[tuple[float, ...]] = []
    monkeypatch.setattr(
        plot, "_paint_arrow",
        lambda painter, line, pen: lines.append((*plot.value_at(line.p1()), *plot.value_at(line.p2()))),
    )  # fmt: skip
    session.player.seek(5)
    plot.grab()
    models, teachers = plane.points(session.run)
    assert lines[-2] == pytest.approx((*models[4], *teachers[4]), abs=1e-9)
    assert lines[-1][:2] == pytest.approx(teachers[4], abs=1e-9)
    lines.clear()
    session.player.scrub(5, AMPLIFY_ENDS / 2)
    plot.grab()
    assert lines[-1:] == [pytest.approx((*models[4], *(models[4] + teachers[4]) / 2), abs=1e-9)]
    expected = session.run.teacher_correct[4].mean(), session.run.teacher_misaligned[4].mean()
    assert teachers[4] == pytest.approx(expected)
    near = QPointF(plot.px_x(float(models[3, 0])) + 2, plot.px_y(float(models[3, 1])))
    assert plot.tip(near).startswith("Model of round 3")
    assert plot.round_at(near) == 3
    assert plot.round_at(QPointF(plot.frame.right(), plot.frame.top())) is None


def test_the_plane_says_what_its_arrows_and_its_corner_are_and_the_words_stay(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = session_of(**{"reliability.copies": 3})
    panel = shown_panel(qtbot, session, (964, 380))
    panel.show_tab("plane")
    session.player.to_end()
    plot = plot_of(panel, PlanePlot)
    image = QImage(8, 8, QImage.Format.Format_RGB32)
    painter = QPainter(image)
    places = plot._paint_regions(painter)
    assert len(places) == 3
    for round_ in (0, 3, 7, 12):
        session.player.seek(round_)
        assert plot._paint_regions(painter) == places
    painter.end()
    corner = places[2]
    for point in (corner.topLeft(), corner.bottomLeft()):
        assert sum(plot.value_at(point)) > 1
    for place in places[:2]:
        assert sum(plot.value_at(place.topRight())) < 1
    heads: list[float] = []
    monkeypatch.setattr(plot, "arrow", lambda painter, tip, to, color, width, length: heads.append(length))
    plot.grab()
    assert heads
    assert all(8 <= head <= 9 for head in heads)


# Cost, attack.


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (1, "1"), (4.3, "4.3"), (64, "64"), (249_600, "250,000"), (120_000, "120,000"), (999_700, "1,000,000"),
        (1_260_000, "1.3 × 10⁶"), (1e9, "10⁹"), (9.96e7, "10⁸"), (3e23, "3 × 10²³"), (float("inf"), "∞"),
    ],
)  # fmt: skip
def test_counts_are_written_so_that_they_can_be_read(value: float, text: str) -> None:
    assert words.count(value) == text


def test_lines_are_wrapped_within_a_width_and_carried_over_at_their_own_depth() -> None:
    text = "short\n   a line that is too long for it\nunbreakablyverylongword"
    made = words.wrapped(text, lambda part: float(len(part)), 14)
    assert made.split("\n") == ["short", "   a line that", "   is too long", "   for it", "unbreakablyverylongword"]


def test_the_cost_is_that_of_the_run_and_of_a_tree_without_distillation(qtbot: QtBot) -> None:
    session = session_of(**{"reliability.copies": 3, "task.branching": 3})
    panel = shown_panel(qtbot, session)
    panel.show_tab("cost")
    session.player.to_end()
    plot, result = plot_of(panel, Cost), session.run
    assert plot.curves["training"].values == pytest.approx(np.log10(result.model_calls))
    assert plot.curves["steps"].values == pytest.approx(np.log10(result.overseer_steps))
    expected = np.floor(result.horizon[1:]) * np.log10(3 * 3)  # nobody checks, so nothing is drawn again
    assert plot.curves["undistilled"].values == pytest.approx(expected)
    assert cost.table(result)[12][4] == pytest.approx(10.0 ** expected[11])


def test_the_fall_of_the_price_without_distillation_is_explained_where_it_is_seen(qtbot: QtBot) -> None:
    session = session_of()
    panel = shown_panel(qtbot, session)
    panel.show_tab("cost")
    plot = plot_of(panel, Cost)
    session.player.seek(5)
    assert plot.remark() == Remark(("One answer of the student costs 1 call.",))
    session.player.to_end()
    assert np.floor(session.run.horizon[12]) < np.floor(session.run.horizon[5])  # 2 sub-questions for each level
    assert cost.undistilled(session.run)[[4, 11]].tolist() == [2.0**6, 2.0**4]
    remark = plot.remark()
    assert remark is not None
    assert remark.texts[-1] == "Undistilled falls where the reached depth sinks."
    point = QPointF(plot.px_x(12), plot.frame.center().y())
    assert "(times 2 for each of 4 whole levels of its tree)" in plot.tip(point)
    for id_, value in (("reliability.check_rate", 1), ("reliability.false_alarm", 0.1)):
        session.set_value(id_, value, "x")
    calls, levels = cost.undistilled(session.run), np.floor(session.run.horizon[1:])
    falls = calls[1:] < calls[:-1]
    assert bool((falls & (levels[1:] < levels[:-1])).any()) == ("sinks" in "".join(cost.why_it_falls(session.run, 12)))


@pytest.mark.parametrize(
    ("id_", "value", "changed"),
    [
        ("reliability.copies", 3, {"training", "undistilled"}),
        ("distill.labels_per_question", 10, {"training", "steps"}),
        ("distill.examples", 4000, {"training", "steps"}),
        ("overseer.panel", 3, {"steps"}),
    ],
)
def test_what_raises_the_cost_is_seen_to_raise_it(qtbot: QtBot, id_: str, value: int, changed: set[str]) -> None:
    session = session_of(**{"overseer.quality": 1})
    panel = shown_panel(qtbot, session)
    panel.show_tab("cost")
    session.player.to_end()
    plot = plot_of(panel, Cost)
    before = {name: float(curve.values[0]) for name, curve in plot.curves.items()}
    session.set_value(id_, value, "Change")
    after = {name: float(curve.values[0]) for name, curve in plot.curves.items()}
    assert changed <= {name for name in before if after[name] > before[name] + 0.1}


def test_the_attacker_needs_more_tries_until_there_is_nothing_to_find(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = session_of(**{"security.reviewers": 2, "security.attempts": 1000, "security.attack_share": 0.3})
    panel = shown_panel(qtbot, session, (964, 380))
    panel.show_tab("attack")
    effort, effect = plot_of(panel, Effort), plot_of(panel, Effect)
    written = Written(effort, monkeypatch)
    session.player.seek(1)
    assert written.now(effort) == ["tries needed 693,000", "attacker's tries 1,000"]
    session.player.to_end()
    marks: list[QPointF] = []
    monkeypatch.setattr(effort, "arrow", lambda painter, tip, towards, color, width: marks.append(tip))
    assert written.now(effort)[0] == "tries needed ∞"
    assert [effort.px_x(1) < tip.x() < effort.px_x(2) + 1 for tip in marks] == [True]
    assert effort.y_scale.high == 12
    assert attack.table(session.run)[-1][1] == "∞"
    assert effect.curves["exposed"].values.tolist() == session.run.exposed_misalignment.tolist()
    assert effect.curves["success"].values.tolist() == session.run.attack_success.tolist()
    assert effect.curves["now"].values.tolist() == session.run.misalignment.tolist()
    assert "has 1,000" in charts(panel)[0].accessibleDescription()
    assert effort.remark() is None is effect.remark()


@pytest.mark.parametrize(
    ("id_", "value"),
    [("security.prevalence", 0.01), ("security.reviewers", 2), ("security.reintroduced", 0.01),
     ("security.attempts", 5000), ("security.attack_share", 0.5)],
)  # fmt: skip
def test_every_parameter_of_security_is_seen_to_act(qtbot: QtBot, id_: str, value: float) -> None:
    session = session_of()
    panel = shown_panel(qtbot, session)
    panel.show_tab("attack")
    session.player.to_end()
    before = [chart.plot.grab().toImage() for chart in charts(panel)]
    session.set_value(id_, value, "Change")
    for chart in charts(panel):
        chart.say_scale_changed(False)
    after = [chart.plot.grab().toImage() for chart in charts(panel)]
    assert before != after


def test_without_an_attacker_both_charts_of_the_attack_say_so(qtbot: QtBot) -> None:
    session = session_of(**{"security.attempts": 0})
    panel = shown_panel(qtbot, session)
    panel.show_tab("attack")
    effort, effect = plot_of(panel, Effort), plot_of(panel, Effect)
    assert not len(effort.curves["tries"].values)
    assert not len(effect.curves["now"].values)
    assert "does not try" in effort.remark().texts[0]  # type: ignore[union-attr]
    assert "exposed misalignment is misalignment" in effect.remark().texts[0]  # type: ignore[union-attr]


def test_summaries_of_cost_and_attack_tell_their_figures() -> None:
    assert cost.summary(DEFAULT) == (
        "The training set of round 12 costs 250,000 model calls and 120,000 overseer's steps; one answer at depth 4.4 "
        "would cost 16 calls if nothing were distilled, and costs the student 1."
    )
    assert cost.summary(DEFAULT, 0) == "At round 0 nothing has been paid for yet."
    assert attack.summary(DEFAULT) == (
        "For even odds an attacker needs 693 tries at round 0 and 693 at round 12, and has 100."
    )
    assert attack.summary(DEFAULT, 0) == "At round 0 an attacker needs 693 tries for even odds, and has 100."
    assert attack.effect_summary(DEFAULT) == (
        "Attack success stays at 0.095 up to round 12. Exposed misalignment is 0.63, misalignment 0.63."
    )


# Mouse, keyboard, tool tips, screen readers.


def test_a_click_moves_to_the_nearest_round_and_a_drag_to_any_moment(qtbot: QtBot) -> None:
    session = session_of()
    panel = shown_panel(qtbot, session)
    chart = charts(panel)[0]

    def at(round_: float) -> QPoint:
        within = QPointF(chart.plot.px_x(round_), chart.plot.frame.center().y())
        return QPoint((QPointF(chart.plot.pos()) + within).toPoint())

    session.player.play()
    QTest.mouseClick(chart, Qt.MouseButton.LeftButton, pos=at(4.3))
    assert (session.player.round, session.player.progress, session.player.is_playing) == (4, 1.0, False)
    QTest.mousePress(chart, Qt.MouseButton.LeftButton, pos=at(4))
    QTest.mouseMove(chart, at(6.5))
    assert session.player.round == 7
    assert session.player.progress == pytest.approx(0.5, abs=0.02)
    QTest.mouseMove(chart, at(7.06))
    assert (session.player.round, session.player.progress) == (7, 1.0)
    QTest.mouseMove(chart, at(99))
    assert (session.player.round, session.player.progress) == (12, 1.0)
    QTest.mouseMove(chart, at(-3))
    QTest.mouseRelease(chart, Qt.MouseButton.LeftButton, pos=at(-3))
    assert session.player.round == 0


@pytest.mark.parametrize("tab", [tab.id for tab in TABS if tab.id != "map"])  # there arrow keys point at cells
def test_keys_move_through_the_rounds(qtbot: QtBot, tab: str) -> None:
    session = session_of()
    panel = shown_panel(qtbot, session)
    panel.show_tab(tab)
    for chart in charts(panel):
        assert chart.focusPolicy() & Qt.FocusPolicy.TabFocus
        rounds = []
        for key in (Qt.Key.Key_Home, Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Left, Qt.Key.Key_End):
            QTest.keyClick(chart, key)
            rounds.append(session.player.round)
        assert rounds == [0, 1, 2, 1, 12]
        QTest.keyClick(chart, Qt.Key.Key_Space)
        assert session.player.is_playing
        QTest.keyClick(chart, Qt.Key.Key_Space)
        assert not session.player.is_playing


def test_only_charts_and_tabs_take_the_focus_each_under_its_own_name(qtbot: QtBot) -> None:
    session = session_of()
    panel = shown_panel(qtbot, session)
    session.player.to_end()
    for tab in TABS:
        if tab.id in ("map", "learned"):  # test_map.py, test_learned.py
            continue
        panel.show_tab(tab.id)
        takers = [w for w in panel.findChildren(QWidget) if w.isVisible() and w.focusPolicy() & Qt.FocusPolicy.TabFocus]
        assert all(isinstance(taker, Chart | QuietTabs | LuckSwitch) for taker in takers)
        names = [taker.accessibleName() for taker in takers]
        assert all(names)
        assert len(set(names)) == len(names)


def test_arrow_keys_change_the_tab(qtbot: QtBot) -> None:
    panel = shown_panel(qtbot, session_of())
    seen = [panel.tab]
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Left):
        with qtbot.waitSignal(panel.view_changed):
            QTest.keyClick(panel._tabs, key)
        seen.append(panel.tab)
    assert seen == ["over_time", "by_depth", "origins", "by_depth"]
    with pytest.raises(ValueError, match="no_such"):
        panel.show_tab("no_such")


def test_the_wheel_and_the_right_button_change_nothing(qtbot: QtBot) -> None:
    session = session_of()
    panel = shown_panel(qtbot, session)
    chart = charts(panel)[0]
    plot = plot_of(panel, ReachedDepth)
    before = plot.box.viewRange()
    middle = chart.plot.geometry().center()
    QTest.mouseClick(chart, Qt.MouseButton.RightButton, pos=middle)
    QTest.wheelEvent(panel.windowHandle(), QPointF(chart.mapTo(panel, middle)), QPoint(0, 240))
    QTest.mousePress(chart, Qt.MouseButton.RightButton, pos=middle)
    QTest.mouseMove(chart, middle + QPoint(80, 30))
    QTest.mouseRelease(chart, Qt.MouseButton.RightButton, pos=middle)
    assert plot.box.viewRange() == before
    assert session.player.round == 0


def test_the_tool_tip_names_the_causes_largest_first_and_that_the_split_depends_on_the_order(qtbot: QtBot) -> None:
    session = session_of(**{"reliability.copies": 3})
    panel = shown_panel(qtbot, session)
    session.player.to_end()
    added = plot_of(panel, Misalignment)
    text = added.tip(QPointF(added.px_x(8), added.frame.center().y()))
    lines = text.splitlines()
    assert lines[0] == "Round 8"
    now = words.share(float(session.run.misalignment[8]))
    assert f"misalignment now {now} (mean over all depths)" in lines
    entries = session.run.ledger[7]
    order = [index for index in np.argsort(-np.abs(entries)) if abs(entries[index]) >= 0.0005]
    assert 2 < len(order) < len(entries)
    assert [line.strip() for line in lines[3:-1]] == [
        f"{words.change(float(entries[index]))}  {misalignment.cause_name(index, entries[index])}" for index in order
    ]
    assert "depends on the order" in lines[-1]


def test_the_tool_tip_appears_at_the_pointer_and_not_beyond_what_is_revealed(qtbot: QtBot) -> None:
    session = session_of()
    panel = shown_panel(qtbot, session)
    session.player.seek(3)
    chart = charts(panel)[0]

    def ask(round_: int) -> None:
        point = chart.plot.pos() + QPointF(chart.plot.px_x(round_), chart.plot.frame.center().y()).toPoint()
        QCoreApplication.sendEvent(chart, QHelpEvent(QEvent.Type.ToolTip, point, chart.mapToGlobal(point)))

    ask(3)
    assert QToolTip.isVisible()
    assert QToolTip.text().startswith("Round 3\nmodel 4.5\nteacher 4.4")
    bubble = next(widget for widget in QApplication.topLevelWidgets() if widget.inherits("QTipLabel"))
    assert 100 < bubble.width() <= 360
    ask(9)
    qtbot.waitUntil(lambda: not QToolTip.isVisible())


def test_where_words_are_cut_the_tool_tip_says_all_of_them_and_the_figures_too(qtbot: QtBot) -> None:
    session = session_of()
    panel = shown_panel(qtbot, session)
    session.player.seek(3)
    chart = charts(panel)[0]
    point = chart.plot.pos() + QPointF(chart.plot.px_x(3), chart.plot.frame.center().y()).toPoint()
    chart.plot.cut.keep(QRectF(0, 0, chart.plot.width(), chart.plot.height()), "a name without room")
    QCoreApplication.sendEvent(chart, QHelpEvent(QEvent.Type.ToolTip, point, chart.mapToGlobal(point)))
    assert QToolTip.text().startswith("a name without room\nRound 3\nmodel 4.5")
    QToolTip.hideText()
    qtbot.waitUntil(lambda: not QToolTip.isVisible())


def test_descriptions_say_what_is_to_be_seen_and_do_not_tell_the_end_early(qtbot: QtBot) -> None:
    session = session_of()
    panel = shown_panel(qtbot, session)
    upper, lower = charts(panel)
    assert upper.accessibleName() == "Reached depth: questions solved at least half of the time"
    assert upper.accessibleDescription() == "Reached depth is 2.0 at round 0."
    session.player.seek(5)
    assert upper.accessibleDescription().startswith("Reached depth rises from 2.0 to 6.1 at round 5.")
    session.player.to_end()
    assert upper.accessibleDescription().startswith(reached_depth.summary(session.run))
    assert lower.accessibleDescription() == misalignment.summary(session.run)
    session.begin_drag("overseer.quality")
    session.set_value("overseer.quality", 0.8, "Change")
    assert lower.accessibleDescription() != misalignment.summary(session.run)  # a drag is not read out
    session.end_drag()
    assert lower.accessibleDescription() == misalignment.summary(session.run)
    names = []
    for tab in TABS:
        panel.show_tab(tab.id)
        names += [chart.accessibleName() for chart in charts(panel)]
    assert all(names)
    assert len(set(names)) == len(names) == 13
    assert panel._tabs.accessibleName()


def test_a_scenario_opens_on_the_chart_that_it_asks_for(qtbot: QtBot) -> None:
    session = Session(Scenario(title="Plane first", view=View(charts=("plane", "misalignment"))))
    panel = shown_panel(qtbot, session)
    assert panel.tab == "plane"
    session.open(Scenario(title="Default"))
    assert panel.tab == "over_time"


# Painting.


@pytest.mark.parametrize("name", SETTINGS)
@pytest.mark.parametrize("theme_name", theme.THEMES)
def test_labels_never_overlap_nor_leave_the_chart(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, name: str, theme_name: theme.Name
) -> None:
    theme.apply(theme_name)
    session = session_of(**SETTINGS[name])
    panel = shown_panel(qtbot, session)
    plots = plot_of(panel, ReachedDepth), plot_of(panel, Misalignment)
    written = {plot: Written(plot, monkeypatch) for plot in plots}
    for size in SIZES.values():
        panel.resize(*size)
        QCoreApplication.processEvents()
        for round_ in (0, 1, session.run.last, session.run.last // 2):
            session.player.seek(round_)
            for plot, found in written.items():
                found.now(plot)
                surface = QRectF(plot.rect()).adjusted(-1, -1, 1, 1)
                assert all(surface.contains(place) for place in found.places), found.texts
                ends = [p for p, text in zip(found.places, found.texts, strict=True) if " " in text or "…" in text]
                for i, first in enumerate(ends):
                    for second in ends[i + 1 :]:
                        cut = first.intersected(second)
                        assert cut.width() < 2 or cut.height() <= 0.15 * first.height(), found.texts


@pytest.mark.parametrize("name", SETTINGS)
@pytest.mark.parametrize("tab", [tab.id for tab in TABS])
def test_every_tab_paints_every_run_at_every_moment(qtbot: QtBot, name: str, tab: str) -> None:
    session = session_of(**SETTINGS[name])
    panel = shown_panel(qtbot, session)
    panel.show_tab(tab)
    last = session.run.last
    for round_, progress in ((0, 1.0), (1, 0.1), (1, 0.9), (last, 1.0), (last, 0.5), (0, 1.0)):
        session.player.scrub(round_, progress)
        image = panel.grab().toImage()
        assert not image.isNull()
    session.begin_drag("task.max_depth")
    for depth, rounds in ((20, 30), (2, 1)):
        session.set_value("task.max_depth", depth, "Change")
        session.set_value("run.rounds", rounds, "Change")
        panel.grab()
    session.end_drag()
    panel.resize(1, 1)
    panel.grab()


@pytest.mark.parametrize("tab", [tab.id for tab in TABS])
def test_charts_follow_the_theme_on_their_own_ground(qtbot: QtBot, tab: str) -> None:
    panel = shown_panel(qtbot, session_of())
    panel.show_tab(tab)
    for name in get_args(theme.Look):
        theme.apply(name)
        QCoreApplication.processEvents()
        for chart in charts(panel):
            image = chart.grab().toImage()
            inside = chart.plot.geometry()
            for point in (QPoint(8, chart.height() // 2), QPoint(inside.right() - 1, inside.top() + 1)):
                assert image.pixelColor(point) == QColor(theme.current().card)


def test_text_grows_with_the_projector_theme_and_frames_make_room(qtbot: QtBot) -> None:
    panel = shown_panel(qtbot, session_of(), (1000, 500))
    plot = plot_of(panel, ReachedDepth)
    left, height = plot.frame.left(), panel._tabs.sizeHint().height()
    theme.apply("projector")
    QCoreApplication.processEvents()
    assert plot.frame.left() > left
    assert panel._tabs.height() == panel._tabs.sizeHint().height() > height


# The picture of a run.


def test_a_picture_as_png_has_its_size_and_the_colors_of_its_curves(tmp_path: Path) -> None:
    figure.render(DEFAULT, tmp_path / "out.PNG", "A title")
    image = QImage(str(tmp_path / "out.PNG"))
    assert image.size() == figure.SIZE
    found = {image.pixel(x, y) for x in range(0, 1200, 3) for y in range(0, 800, 3)}
    for token in ("card", "accent", "misaligned", "hairline"):
        assert theme.LIGHT.color(token).rgb() in found


def test_a_picture_as_svg_is_drawn_and_not_a_photograph(tmp_path: Path) -> None:
    path = tmp_path / "out.svg"
    figure.render(run(Parameters.of({"reliability.copies": 3, "start.method": "imitation"})), path, "Copies & votes")
    root = ElementTree.parse(path).getroot()
    tags = [element.tag.rpartition("}")[2] for element in root.iter()]
    assert root.get("viewBox") == "0 0 1200 800"
    assert "image" not in tags
    texts = ["".join(element.itertext()).strip() for element in root.iter() if element.tag.endswith("text")]
    assert "Copies & votes" in texts
    assert "First training imitation · Copies that vote 3" in texts
    assert "misalignment now 0.059" not in texts  # imitation is another run than the default with copies
    assert any(text.startswith("misalignment now") for text in texts)
    description = next(element for element in root.iter() if element.tag.endswith("desc"))
    assert "Reached depth" in "".join(description.itertext())


def test_the_picture_does_not_depend_on_the_theme_of_the_window() -> None:
    light = figure.png(DEFAULT, "A title")
    theme.apply("dark")
    assert figure.png(DEFAULT, "A title") == light
    assert figure.png(DEFAULT, "A title", theme.DARK) != light


def test_a_picture_that_cannot_be_written_is_an_error_and_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="no such folder"):
        figure.render(DEFAULT, tmp_path / "no such folder" / "out.png", "A title")
    with pytest.raises(ValueError, match="gif"):
        figure.render(DEFAULT, tmp_path / "out.gif", "A title")
    assert list(tmp_path.iterdir()) == []


def test_a_caption_names_what_differs_from_the_defaults() -> None:
    assert figure.caption(Parameters()) == "All parameters at their defaults"
    assert figure.caption(Parameters.of({"overseer.quality": 0.8})) == "Overseer quality 0.8"


def test_the_tab_over_time_stands_alone_too(qtbot: QtBot) -> None:
    group = OverTime(session_of())
    qtbot.addWidget(group)
    assert [chart.plot.title() for chart in group.charts] == [
        "Reached depth: questions solved at least half of the time",
        "Misalignment over all depths: bars = added this round, line = now",
    ]


def test_a_title_that_explains_more_is_painted_at_once(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    session = session_of()
    panel = shown_panel(qtbot, session)
    session.player.to_end()
    chart = next(chart for chart in charts(panel) if isinstance(chart.plot, Misalignment))
    QCoreApplication.processEvents()
    said, updated = chart.plot.remark(), list[object]()
    with monkeypatch.context() as patch:
        patch.setattr(chart.plot, "remark", lambda: said)
        patch.setattr(chart, "update", lambda *place: updated.append(place))
        session.set_value("overseer.quality", 0.8, "Change")
    assert "dash = net" in chart.plot.title()
    assert updated, "the title stands there as it was"


def test_lines_are_in_pieces_while_a_slider_is_held_and_whole_otherwise(qtbot: QtBot) -> None:
    session = session_of()
    panel = shown_panel(qtbot, session)
    session.player.to_end()

    def modes() -> set[str]:
        plots = [chart.plot for chart in charts(panel) if isinstance(chart.plot, RoundsPlot)]
        solid = [curve.past for plot in plots for curve in plot.curves.values() if curve.trace.dash == "solid"]
        return {item.opts["segmentedLineMode"] for item in solid}

    assert modes() == {"off"}
    session.begin_drag("overseer.quality")
    session.set_value("overseer.quality", 0.8, "Change")
    assert modes() == {"on"}
    session.end_drag()
    assert modes() == {"off"}


@pytest.mark.parametrize("tab", [tab.id for tab in TABS])
def test_a_run_that_was_made_anew_is_shown_as_the_one_before(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, tab: str
) -> None:
    session = session_of(**{"overseer.quality": 0.8})
    panel = shown_panel(qtbot, session)
    session.player.to_end()
    panel.show_tab(tab)
    QCoreApplication.processEvents()
    before = panel.grab().toImage()
    again = run(session.parameters)
    assert again != session.run
    monkeypatch.setattr(session, "_run", again)
    session.run_changed.emit()
    QCoreApplication.processEvents()
    assert panel.grab().toImage() == before
