"""Many runs in the charts: lines, band, small charts, and the words beside them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QCoreApplication, QRectF
from PySide6.QtGui import QFontMetricsF, QImage
from pytestqt.qtbot import QtBot

from simulator.app.ensemble import Seen
from simulator.app.session import Session
from simulator.engine.iterate import run
from simulator.engine.parameters import Parameters
from simulator.engine.replicas import replicate
from simulator.engine.spread import Spread
from simulator.scenario.schema import Scenario
from simulator.ui import theme
from simulator.ui.charts import figure, luck
from simulator.ui.charts.chart import Chart
from simulator.ui.charts.luck_switch import LuckSwitch
from simulator.ui.charts.misalignment import Misalignment
from simulator.ui.charts.panel import ChartsPanel
from simulator.ui.charts.plot import Moment, shortened
from simulator.ui.charts.reached_depth import ReachedDepth
from tests.ui.pseudo import Speaking, untranslated

P = Parameters.of({"distill.examples": 60})
SPREAD = Spread.of(replicate(P, 50))
BAND, RUNS, SIDE_BY_SIDE = Seen(SPREAD), Seen(SPREAD, 7), Seen(SPREAD, 20, side_by_side=True)


@pytest.fixture(autouse=True)
def light(qapp: object) -> Iterator[None]:
    theme.apply("light")
    yield
    theme.apply("light")


def panel_of(qtbot: QtBot, **values: Any) -> tuple[Session, ChartsPanel]:
    session = Session(Scenario(title="A test", parameters=P.with_(values)))
    session.player.to_end()
    panel = ChartsPanel(session)
    qtbot.addWidget(panel)
    panel.resize(716, 360)
    panel.show()
    QCoreApplication.processEvents()
    return session, panel


def see(session: Session, seen: Seen | None) -> None:
    session.ensemble.seen = seen
    session.ensemble.changed.emit()
    QCoreApplication.processEvents()


def pixels(panel: ChartsPanel) -> np.ndarray[Any, Any]:
    image = panel.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    return np.array(image.constBits()).reshape(image.height(), -1, 4)[..., :3].astype(int)


@pytest.mark.parametrize("seen", [BAND, RUNS, SIDE_BY_SIDE], ids=["band", "runs", "side by side"])
@pytest.mark.parametrize("look", ["light", "dark", "projector"])
def test_both_charts_show_it_and_show_one_run_again_afterwards(qtbot: QtBot, seen: Seen, look: theme.Name) -> None:
    theme.apply(look)
    session, panel = panel_of(qtbot)
    before = pixels(panel)
    see(session, seen)
    during = pixels(panel)
    half = len(before) // 2
    for part in (slice(None, half), slice(half, None)):
        assert (before[part] != during[part]).any(axis=-1).sum() > 300
    see(session, None)
    np.testing.assert_array_equal(pixels(panel), before)


def test_the_band_is_filled_between_its_quantiles_and_not_outside(qtbot: QtBot) -> None:
    session, panel = panel_of(qtbot)
    plot = next(c.plot for c in panel.findChildren(Chart) if isinstance(c.plot, ReachedDepth))
    see(session, BAND)
    low, _, high = SPREAD.bands["horizon"][:, 8]
    image = plot.grab().toImage()
    card = theme.current().color("card").rgb()
    inside = plot.px_y(0.8 * low + 0.2 * session.run.horizon[8])
    across = round(plot.px_x(8))
    assert image.pixel(across, round(inside)) != card
    assert image.pixel(across, round(plot.px_y(high)) - 7) == card
    assert image.pixel(across, round(plot.px_y(low)) + 7) == card


def test_the_words_say_what_is_drawn_what_varies_and_how_many_are_high() -> None:
    short = luck.remark(BAND, theme.current()).texts
    assert short[1] == "9 in 10 of 50 runs lie in the band"
    assert "draws its own 60 training questions" in short[0]
    assert luck.remark(RUNS, theme.current()).texts[1] == "run 7 of 20"
    above = int((SPREAD.runs["misalignment"][:7, 4] > 0.2).sum())
    assert 0 < above < 7
    moment = Moment(4.0, 4, 12)
    briefly = f"above 0.2 in {above} of 7"
    assert luck.counter(RUNS, moment).texts[1:] == (f"{briefly} runs", briefly)
    whole = int(SPREAD.above[-1, 4])
    assert luck.counter(BAND, moment).texts[0] == f"misalignment above 0.2 at round 4 in {whole} of 50 runs"


def test_the_counter_is_in_what_a_screen_reader_is_told(qtbot: QtBot) -> None:
    session, panel = panel_of(qtbot)
    see(session, BAND)
    chart = next(c for c in panel.findChildren(Chart) if isinstance(c.plot, Misalignment))
    assert "in 50 of 50 runs" in chart.accessibleDescription()
    first = next(c for c in panel.findChildren(Chart) if isinstance(c.plot, ReachedDepth))
    assert "9 in 10 of 50 runs lie in the band" in first.accessibleDescription()


def test_where_room_is_short_the_title_gives_way_to_the_counter(qtbot: QtBot) -> None:
    session, panel = panel_of(qtbot)
    see(session, RUNS)
    for chart in panel.findChildren(Chart):
        remark = chart.plot.remark()
        assert remark is not None
        assert remark.pressing
        font = chart.plot.tick_font
        titles, needed = chart.plot.titles(), QFontMetricsF(font).horizontalAdvance(remark.texts[-1])
        assert shortened(titles, remark, needed + 10, font) == titles
        (short,) = shortened(titles, remark, needed - 10, font)
        assert titles[0].startswith(short + ":")
        assert shortened(titles, None, 0.0, font) == titles


def test_who_asks_for_many_runs_is_led_to_the_charts_that_show_them(qtbot: QtBot) -> None:
    session, panel = panel_of(qtbot)
    panel.show_tab("by_depth")
    session.ensemble.show_band()
    assert panel.tab == "over_time"
    panel.show_tab("plane")
    session.ensemble.changed.emit()
    assert panel.tab == "plane"
    session.ensemble.stop()
    assert panel.tab == "plane"


def test_a_hidden_tab_takes_what_was_changed_when_it_is_shown(qtbot: QtBot) -> None:
    session, panel = panel_of(qtbot)
    panel.show_tab("plane")
    see(session, BAND)
    plot = next(c.plot for c in panel.findChildren(Chart) if isinstance(c.plot, ReachedDepth))
    assert plot.seen is None
    panel.show_tab("over_time")
    assert plot.seen is BAND


def test_a_band_that_came_while_the_tab_was_hidden_has_its_scale_when_it_is_shown(qtbot: QtBot) -> None:
    session, panel = panel_of(qtbot)
    plots = [chart.plot for chart in panel.group.charts]
    see(session, BAND)
    wanted = [plot.y_scale for plot in plots]
    high = {name: values + 0.3 for name, values in SPREAD.runs.items()}
    see(session, Seen(replace(SPREAD, runs=high), 7))
    assert [plot.y_scale for plot in plots] != wanted
    panel.hide()
    see(session, BAND)
    panel.show()
    QCoreApplication.processEvents()
    assert [plot.y_scale for plot in plots] == wanted


def test_once_single_runs_are_gone_the_scale_suits_what_is_left(qtbot: QtBot) -> None:
    session, panel = panel_of(qtbot)
    wild = replace(SPREAD, runs={**SPREAD.runs, "misalignment": np.full_like(SPREAD.runs["misalignment"], 0.9)})
    plot = next(chart.plot for chart in panel.findChildren(Chart) if isinstance(chart.plot, Misalignment))
    suits = plot.y_scale
    see(session, Seen(wild, 20))
    assert plot.y_scale.high == 1.0
    see(session, None)
    assert plot.y_scale == suits


def test_a_band_of_more_rounds_or_fewer_than_the_run_is_drawn_without_harm(qtbot: QtBot) -> None:
    session, panel = panel_of(qtbot)
    see(session, BAND)
    for rounds in (1, 30, 12):
        session.ensemble.stage = "off"
        session.set_value("run.rounds", rounds, "Change")
        for seen in (BAND, RUNS, SIDE_BY_SIDE):
            see(session, replace(seen))
            panel.grab()


def test_the_button_appears_after_the_first_play_and_leads_on(qtbot: QtBot) -> None:
    session = Session(Scenario(title="A test", parameters=P))
    panel = ChartsPanel(session)
    qtbot.addWidget(panel)
    panel.show()
    button = panel.findChildren(LuckSwitch)[0]
    assert button.isHidden()
    session.player.to_end()
    assert not button.isHidden()
    words = [button.text()]
    for _ in range(3):
        button.click()
        words.append(button.text())
    assert words == ["Luck or rule?", "Show the band", "One run", "Luck or rule?"]


@pytest.mark.parametrize(("width", "height"), [(716.0, 120.0), (300.0, 300.0), (90.0, 400.0), (1.0, 1.0)])
@pytest.mark.parametrize("count", [1, 3, 20])
def test_small_charts_fill_their_place_without_touching(count: int, width: float, height: float) -> None:
    place = QRectF(10, 20, width, height)
    cells = luck.cells(count, place)
    assert len(cells) == count
    for i, one in enumerate(cells):
        assert place.adjusted(-1e-6, -1e-6, 1e-6, 1e-6).contains(one.topLeft())
        assert one.right() <= place.right() + 1e-6
        assert one.bottom() <= place.bottom() + 1e-6
        assert not any(one.intersects(other) for other in cells[:i])


def test_a_picture_of_a_run_has_its_band(tmp_path: Path) -> None:
    whole = run(P)
    plain, banded = figure.png(whole, "A test"), figure.png(whole, "A test", spread=SPREAD)
    assert plain != banded
    text = figure.svg(whole, "A test", spread=SPREAD).decode()
    assert "9 in 10 of 50 runs lie in the band" in text
    assert "<image" not in text


def test_every_word_is_translated(qtbot: QtBot) -> None:
    with Speaking():
        session, panel = panel_of(qtbot)
        for seen in (BAND, RUNS, SIDE_BY_SIDE):
            see(session, seen)
            told = [c.accessibleDescription() for c in panel.findChildren(Chart)]
            told += [*luck.remark(seen, theme.current()).texts, *luck.counter(seen, Moment(4.0, 4, 12)).texts]
            button = panel.findChildren(LuckSwitch)[0]
            told += [button.text(), button.toolTip(), button.accessibleDescription()]
            assert not [text for text in told if untranslated(text)]
