"""Exports: pictures, drawings and numbers of what is shown, written in one step or refused in a sentence."""

from __future__ import annotations

import csv
import io
import json
import re
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import numpy as np
import pytest
from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QFileDialog, QLabel, QToolTip
from pytestqt.qtbot import QtBot

from simulator.app.ensemble import Seen
from simulator.engine.parameters import Parameters
from simulator.engine.replicas import replicate
from simulator.engine.spread import Spread
from simulator.scenario import comparing
from simulator.scenario.files import WriteError
from simulator.scenario.schema import Scenario
from simulator.ui import theme
from simulator.ui.charts import attack, cost, reached_depth
from simulator.ui.charts.rounds_plot import Trace
from simulator.ui.dialogs import Message
from simulator.ui.export import drawing, trees
from simulator.ui.export.exporter import Exporter
from simulator.ui.main_window import MainWindow
from tests.ui import opened
from tests.ui.pseudo import Speaking, untranslated

TABS = ("over_time", "by_depth", "origins", "plane", "cost", "attack")


@pytest.fixture
def begun(qtbot: QtBot) -> Iterator[MainWindow]:
    scenario = Scenario(title="Too good", parameters=Parameters.of({"distill.examples": 60}))
    yield from opened.opened_window(scenario=scenario)


@pytest.fixture
def window(begun: MainWindow, tmp_path: Path) -> MainWindow:
    begun.settings.change(folder=str(tmp_path))
    begun.session.player.to_end()
    QCoreApplication.processEvents()
    return begun


def write(window: MainWindow, dialog: QFileDialog | None, path: Path) -> Path:
    assert dialog is not None
    dialog.close()
    opened.write(window, path)
    return path


def pixels(path: Path) -> np.ndarray[Any, Any]:
    image = QImage(str(path)).convertToFormat(QImage.Format.Format_RGB32)
    return np.array(image.constBits()).reshape(image.height(), -1, 4)[..., :3].astype(int)


def charts_of(window: MainWindow) -> Any:
    assert window.workspace.charts is not None
    return window.workspace.charts


def rows_of(window: MainWindow, path: Path) -> list[list[str]]:
    text = write(window, window.exports.numbers(), path).read_text(encoding="utf-8")
    return list(csv.reader(io.StringIO(text)))


@pytest.mark.parametrize("tab", TABS)
def test_each_tab_gives_a_picture_a_drawing_and_numbers(window: MainWindow, tmp_path: Path, tab: str) -> None:
    charts_of(window).show_tab(tab)
    QCoreApplication.processEvents()
    png = pixels(write(window, window.exports.chart(), tmp_path / "a.png"))
    assert png.shape[1] == drawing.SHARPNESS * charts_of(window).group.width()
    assert (png.sum(axis=-1) < 600).sum() > 2000
    svg = write(window, window.exports.chart(), tmp_path / "a.svg")
    root = ElementTree.parse(svg).getroot()
    words = " ".join(text for element in root.iter() if element.tag.endswith("text") for text in element.itertext())
    assert all(word in words for chart in charts_of(window).group.charts for word in chart.plot.title().split()[:3])
    assert root.findtext("{http://www.w3.org/2000/svg}title") == "Too good"
    rows = rows_of(window, tmp_path / "a.csv")
    assert len(rows) >= 12
    assert any(len(cell) > 14 for row in rows for cell in row)  # full precision


@pytest.mark.parametrize("look", ["light", "dark", "projector"])
def test_stage_and_window(window: MainWindow, tmp_path: Path, look: theme.Name) -> None:
    window.settings.change(theme=look)
    QCoreApplication.processEvents()
    stage = pixels(write(window, window.exports.stage(), tmp_path / "stage.png"))
    assert np.median(stage) == 255  # on white, whatever the theme
    assert theme.current().name == look
    assert ElementTree.parse(write(window, window.exports.stage(), tmp_path / "stage.svg")).getroot() is not None
    whole = pixels(write(window, window.exports.window(), tmp_path / "window.png"))
    assert whole.shape[:2] == (800, 1280)
    assert (np.median(whole) < 100) == (look == "dark")


def test_that_a_file_is_written_is_told_quietly(window: MainWindow, tmp_path: Path) -> None:
    window.files.open_now("why-did-it-turn")
    QCoreApplication.processEvents()
    for ask, name in (
        (window.sharing.handout, "a.pdf"), (window.exports.numbers, "a.csv"), (window.exports.stage, "a.png"),
    ):  # fmt: skip
        QToolTip.hideText()
        ask()
        dialog = window.findChild(QFileDialog)
        assert dialog is not None
        write(window, dialog, tmp_path / name)
        assert QToolTip.text() == f"The file is written: {tmp_path / name}"
    QToolTip.hideText()
    QCoreApplication.processEvents()


def test_a_picture_leaves_the_screen_as_it_was(window: MainWindow, tmp_path: Path) -> None:
    for look in ("dark", "light"):
        window.settings.change(theme=look)
        QCoreApplication.processEvents()
        before = window.grab().toImage()
        write(window, window.exports.chart(), tmp_path / "a.png")
        write(window, window.exports.stage(), tmp_path / "b.png")
        QCoreApplication.processEvents()
        assert window.grab().toImage() == before


@pytest.mark.parametrize("traces", [reached_depth._TRACES, cost._TRACES, attack._EFFORT, attack._EFFECT])
def test_curves_of_a_chart_are_told_apart_without_color(traces: dict[str, Trace]) -> None:
    """By their dashes, and where two are alike by their width; in gray nothing else is left but the labels."""
    looks = [(trace.dash, trace.width) for trace in traces.values()]
    assert len(set(looks)) == len(looks)


def test_the_numbers_are_those_of_the_run_in_full_precision(window: MainWindow, tmp_path: Path) -> None:
    rows = rows_of(window, tmp_path / "a.csv")
    run = window.session.run
    assert rows[1][:3] == ["round", "model", "teacher"]
    assert [float(row[1]) for row in rows[2:15]] == run.horizon.tolist()
    head = next(n for n, row in enumerate(rows) if row[:2] == ["round", "misalignment now"])
    assert [float(row[1]) for row in rows[head + 1 :]] == run.misalignment.tolist()


def test_bands_and_b_stand_beside_the_run(window: MainWindow, tmp_path: Path) -> None:
    spread = Spread.of(replicate(window.session.parameters, 50))
    window.session.ensemble.seen = Seen(spread)
    window.session.ensemble.changed.emit()
    rows = rows_of(window, tmp_path / "a.csv")
    assert rows[1] == ["round", "model", "teacher", "5 % of runs below", "median of runs", "95 % of runs below"]
    assert [[float(cell) for cell in row[3:]] for row in rows[2:15]] == spread.bands["horizon"].T.tolist()
    window.session.ensemble.seen = Seen(spread, 3)
    window.session.ensemble.changed.emit()
    rows = rows_of(window, tmp_path / "a.csv")
    assert rows[1][3:] == ["run 1", "run 2", "run 3"]
    assert [float(row[4]) for row in rows[2:15]] == spread.runs["horizon"][1].tolist()
    window.session.ensemble.seen = None
    window.session.ensemble.changed.emit()
    window.session.store.commit(comparing.copied(window.session.state), "Copy")
    window.session.set_value("run.rounds", 5, "Change")
    window.session.history.stop()
    QCoreApplication.processEvents()
    rows = rows_of(window, tmp_path / "a.csv")
    assert rows[1] == ["round", "model", "teacher", "B: model", "B: teacher"]
    other = window.session.other_run
    assert other is not None
    assert [float(row[3]) for row in rows[2:15]] == other.horizon.tolist()
    assert rows[14][1:3] == ["", ""]  # A has ended


@pytest.mark.parametrize(("chosen", "written"), [("a.PNG", "a.PNG"), ("a", "a.png"), ("a.b", "a.b.png")])
def test_the_ending_says_what_is_written(window: MainWindow, tmp_path: Path, chosen: str, written: str) -> None:
    write(window, window.exports.chart(), tmp_path / chosen)
    assert (tmp_path / written).read_bytes().startswith(b"\x89PNG")


def test_the_dialog_offers_both_kinds_and_a_name(window: MainWindow, tmp_path: Path) -> None:
    dialog = window.exports.chart()
    assert dialog is not None
    assert dialog.nameFilters() == ["Picture (*.png)", "Drawing (*.svg)"]
    assert [Path(name).name for name in dialog.selectedFiles()] == ["too-good-over-time.png"]
    assert not dialog.isModal() or dialog.windowModality() == dialog.windowModality().WindowModal
    dialog.filterSelected.emit("Drawing (*.svg)")
    assert dialog.defaultSuffix() == "svg"
    dialog.close()


def test_what_cannot_be_written_is_said_and_the_old_file_stays(window: MainWindow, tmp_path: Path) -> None:
    (tmp_path / "folder.png").mkdir()
    write(window, window.exports.chart(), tmp_path / "folder.png")
    write(window, window.exports.window(), tmp_path / "no" / "such" / "a.png")
    messages = window.findChildren(Message)
    assert len(messages) == 2
    assert (tmp_path / "folder.png").is_dir()
    for message in messages:
        message.close()


def test_the_window_does_not_wait_while_a_picture_is_encoded_and_hears_what_became_of_it(
    window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    by: list[threading.Thread] = []

    def refuse(image: QImage) -> bytes:
        by.append(threading.current_thread())
        raise WriteError("This picture is too beautiful.")

    monkeypatch.setattr(sys.modules[Exporter.__module__], "_encoded", refuse)
    write(window, window.exports.window(), tmp_path / "a.png")
    assert by
    assert threading.main_thread() not in by
    message = window.findChild(Message)
    assert message is not None
    assert "This picture is too beautiful." in [label.text() for label in message.findChildren(QLabel)]
    message.close()


def test_the_history_is_exported(window: MainWindow, tmp_path: Path) -> None:
    window.session.history.note()
    rows = write(window, window.exports.history(), tmp_path / "h.csv").read_text(encoding="utf-8").splitlines()
    assert len(rows) == 2
    assert "Too good" in rows[1]


def test_the_tree_is_written_as_records_and_as_a_graph_down_to_the_last_row_that_is_shown(
    window: MainWindow, tmp_path: Path
) -> None:
    stage = window.workspace.stage
    assert stage is not None
    stage.explorer.fold_all()
    grove = stage.explorer.grove
    written = json.loads(write(window, window.exports.tree(), tmp_path / "a.json").read_bytes())
    (tree,) = written["trees"]
    assert len(tree["nodes"]) == grove.count
    top = grove.lore.node(())
    assert (tree["nodes"][0]["round"], tree["nodes"][0]["depth"], tree["nodes"][0]["outcome"]) == (
        top.round, top.depth, top.outcome,
    )  # fmt: skip
    shown = np.bincount([len(grove.levels[row]) for row in range(len(grove.levels))])
    assert shown.sum() == len({node["round"] for node in tree["nodes"]})
    graph = ElementTree.fromstring(write(window, window.exports.tree(), tmp_path / "a.graphml").read_bytes())
    assert len(graph.findall(".//{*}node")) == grove.count
    assert len(graph.findall(".//{*}edge")) == grove.count - 1


def test_the_window_does_not_wait_for_the_data_of_a_tree_to_be_made(
    window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    may, made_in = threading.Event(), []

    def slow(source: trees.Source) -> bytes:
        assert may.wait(20)
        made_in.append(threading.current_thread())
        return b"{}"

    monkeypatch.setattr(trees, "json", slow)
    dialog = window.exports.tree()
    assert dialog is not None
    dialog.close()
    window.exports.exporter.write(str(tmp_path / "tree.json"))
    window.session.set_value("overseer.quality", 0.6, "Change")
    assert not (tmp_path / "tree.json").exists()
    may.set()
    assert write(window, window.exports.tree(), tmp_path / "other.json").read_bytes() == b"{}"
    assert (tmp_path / "tree.json").read_bytes() == b"{}"
    assert len(made_in) == 2
    assert threading.main_thread() not in made_in


def test_a_tree_that_is_too_large_is_refused_in_a_sentence(
    window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(trees, "MOST_NODES", 3)
    assert window.exports.tree() is None
    message = window.findChild(Message)
    assert message is not None
    assert "main.py tree" in " ".join(label.text() for label in message.findChildren(QLabel))
    message.close()


def test_where_nothing_is_shown_no_picture_is_made_and_nothing_warns() -> None:
    with pytest.raises(WriteError, match="Nothing is shown"):
        drawing.picture([])
    with pytest.raises(WriteError, match="Nothing is shown"):
        drawing.svg([], "x")


@pytest.mark.parametrize("ending", ["png", "svg"])
def test_a_chart_that_is_not_shown_is_refused_in_the_language_of_the_window(
    window: MainWindow, tmp_path: Path, ending: str
) -> None:
    charts = window.workspace.charts
    assert charts is not None
    charts.show_tab("learned")  # it invites to a training, and shows no chart
    dialog = window.exports.chart()
    assert dialog is not None
    with Speaking():
        opened.write(window, tmp_path / f"chart.{ending}")
        message = window.findChild(Message)
        assert message is not None
        said = [label.text() for label in message.findChildren(QLabel)]
        message.close()
    dialog.close()
    assert any("Nothing is shown just now that could be drawn" in text for text in said)
    assert not any(untranslated(text) for text in said)
    assert not list(tmp_path.glob("chart.*"))


@pytest.mark.parametrize("before", ["stage", "charts", "history"])
def test_in_a_low_window_what_is_exported_is_the_same_whatever_stands_before_it(
    window: MainWindow, tmp_path: Path, before: str
) -> None:
    window.resize(1024, 618)
    QCoreApplication.processEvents()
    workspace = window.workspace
    assert workspace.is_low

    def picture(ask: Callable[[], QFileDialog | None]) -> np.ndarray[Any, Any]:
        {"stage": workspace.show_stage, "charts": workspace.show_charts, "history": workspace.open_history}[before]()
        charts_of(window).show_tab("origins")
        QCoreApplication.processEvents()
        dialog = ask()
        QCoreApplication.processEvents()  # as while one chooses a file
        return pixels(write(window, dialog, tmp_path / f"{ask.__name__}.png"))

    assert (picture(window.exports.chart).sum(axis=-1) < 600).sum() > 2000
    assert charts_of(window).isVisible()
    tree = picture(window.exports.stage)
    assert (np.ptp(tree, axis=-1) > 60).sum() > 2000  # its nodes have colors
    assert workspace.stage is not None
    assert workspace.stage.isVisible()


@pytest.mark.parametrize("tab", TABS)
def test_numbers_of_charts_behind_the_stage_are_those_of_the_present_run(
    window: MainWindow, tmp_path: Path, tab: str
) -> None:
    window.resize(1024, 618)
    charts_of(window).show_tab(tab)
    window.workspace.show_charts()
    QCoreApplication.processEvents()
    before = rows_of(window, tmp_path / "before.csv")
    window.workspace.show_stage()
    window.session.set_value("overseer.quality", 0.7, "lower")
    QCoreApplication.processEvents()
    hidden = rows_of(window, tmp_path / "hidden.csv")
    assert not charts_of(window).isVisible()
    window.workspace.show_charts()
    QCoreApplication.processEvents()
    assert hidden == rows_of(window, tmp_path / "shown.csv")
    assert hidden != before


def test_numbers_of_a_map_that_is_computed_behind_the_stage_are_all_there(
    qtbot: QtBot, window: MainWindow, tmp_path: Path
) -> None:
    window.resize(1024, 618)
    charts_of(window).show_tab("map")
    window.workspace.show_charts()
    QCoreApplication.processEvents()
    empty = rows_of(window, tmp_path / "empty.csv")
    window.workspace.show_stage()
    window.session.sweeps.run()
    qtbot.waitUntil(lambda: not window.session.sweeps.is_running, timeout=60_000)
    hidden = rows_of(window, tmp_path / "hidden.csv")
    assert len(hidden) > len(empty)
    window.workspace.show_charts()
    QCoreApplication.processEvents()
    assert hidden == rows_of(window, tmp_path / "shown.csv")


def test_a_tree_behind_the_charts_is_that_of_the_present_run(window: MainWindow, tmp_path: Path) -> None:
    window.resize(1024, 618)
    window.workspace.show_charts()
    window.session.set_value("overseer.quality", 0.7, "lower")
    QCoreApplication.processEvents()
    hidden = write(window, window.exports.tree(), tmp_path / "hidden.json").read_text()
    assert window.workspace.stage is not None
    assert not window.workspace.stage.isVisible()
    window.workspace.show_stage()
    QCoreApplication.processEvents()
    assert hidden == write(window, window.exports.tree(), tmp_path / "shown.json").read_text()


def test_a_chart_on_paper_has_its_title_where_the_window_has_room_for_its_switch_only(
    window: MainWindow, tmp_path: Path
) -> None:
    window.settings.change(text_percent=150)
    charts_of(window).show_tab("origins")
    window.workspace.show_charts()
    QCoreApplication.processEvents()
    chart = charts_of(window).group.charts[0]
    chart.grab()
    assert "Origins" in chart._title_tip()  # it is not to be seen in the window
    text = write(window, window.exports.chart(), tmp_path / "a.svg").read_text(encoding="utf-8")
    assert "Origins of misaligned answers" in re.sub(r"<desc>.*?</desc>|<title>.*?</title>", "", text, flags=re.DOTALL)
    chart.grab()
    assert "Origins" in chart._title_tip()
