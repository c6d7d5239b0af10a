"""What a file from a stranger can do: nothing but set what can be set here (docs/security.md, line by line)."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6 import QtGui
from PySide6.QtCore import QCoreApplication, QPoint, Qt
from PySide6.QtGui import QAction, QHelpEvent, QImage
from PySide6.QtWidgets import QAbstractItemView, QLabel, QMessageBox, QToolTip, QWidget
from pytestqt.qtbot import QtBot

from simulator.app.session import Session
from simulator.scenario import codec, library
from simulator.scenario.lesson import reader
from simulator.scenario.lesson.links import harmless, links
from simulator.scenario.schema import ScenarioError
from simulator.ui.lesson.body import StepBody
from simulator.ui.main_window import MainWindow
from tests.ui.opened import opened_window

ROOT = Path(__file__).resolve().parents[2]
EVIL = "<img src='red.png'><a href='file:///x'>x</a>"


# ---- lessons ----

REFUSED = (
    "![a](file:///etc/x.png)", "![a [b]](file:///etc/x.png)", "![a\nb](file:///etc/x.png)", f"![{'x' * 400}](file:///x)",
    "![a][b]", "[a]: file:///etc/x.png", "![a](//host/share/x.png)", "![a](data:image/png;base64,AA)",
    "<img src=file:///etc/x.png>", "<img\nsrc=x>", "<a href=x>", "<!-- x -->", "<https://example.org>", "<?php ?>",
    "[a](file:///etc/passwd)", "[a](\\\\host\\share)", "[a](//host/share)", "[a](data:text/html,x)",
    "[a](javascript:alert(1))", "[a](../../etc/passwd)", "[a](/etc/passwd)", "[a](C:\\x.exe)", "[a](ms-settings:x)",
    "[a](sim:run?x=1)", "[a](sim:set?run.rounds=9e9)", "[a](mailto:a@b.c)", "[a](\nfile:///x)", "[a [b] c](file:///x)",
    "[a](<file:///x>)", "[a](https://example.org \"x\")",
)  # fmt: skip


@pytest.mark.parametrize("text", REFUSED)
def test_a_lesson_with_something_to_load_or_to_leave_for_is_refused(text: str, tmp_path: Path) -> None:
    assert [found for _, found in links(text) if isinstance(found, str)], text
    place = tmp_path / "lesson"
    place.mkdir()
    for name in (reader.SCENARIO, reader.LESSON, reader.NOTES):
        (place / name).write_bytes((library.path_of("bill").parent / name).read_bytes())
    with (place / reader.LESSON).open("a", encoding="utf-8") as file:
        file.write(f"\n## exit | More\nask: What?\n\nSome text. {text}\n")
    with pytest.raises(ScenarioError):
        reader.read_folder(place)


def image(folder: Path) -> Path:
    found = QImage(300, 200, QImage.Format.Format_RGB32)
    found.fill(Qt.GlobalColor.red)
    assert found.save(str(folder / "red.png"))
    return folder / "red.png"


def test_what_was_let_through_would_not_be_loaded_either(qapp: QCoreApplication, tmp_path: Path) -> None:
    address, heights = image(tmp_path).as_uri(), list[int]()
    for text in (f"![a [b]]({address})", f"![a\nb]({address})", f"<img src='{address}'>", f"![a][b]\n\n[b]: {address}"):
        shown, loaded = QLabel(harmless(text)), QLabel(text)
        for label in (shown, loaded):
            label.setTextFormat(Qt.TextFormat.MarkdownText)
        assert shown.sizeHint().height() < 150
        heights.append(loaded.sizeHint().height())
    assert max(heights) >= 200, "Qt loads what nobody keeps from it"


def test_every_text_in_markdown_is_made_harmless() -> None:
    for path in (ROOT / "simulator").rglob("*.py"):
        text = path.read_text("utf-8")
        if "MarkdownText" in text or "setMarkdown" in text:
            assert "harmless(" in text, path
        for word in ("TextFormat.RichText", "setHtml", "insertHtml", "QTextBrowser", "setOpenExternalLinks(True"):
            assert word not in text, (path, word)


@pytest.mark.parametrize("name", [reader.SCENARIO, reader.LESSON, reader.NOTES])
def test_a_lesson_whose_file_is_a_link_to_somewhere_else_is_refused(name: str, tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_bytes((library.path_of("bill").parent / name).read_bytes())
    place = tmp_path / "lesson"
    place.mkdir()
    for other in (reader.SCENARIO, reader.LESSON, reader.NOTES):
        if other != name:
            (place / other).write_bytes((library.path_of("bill").parent / other).read_bytes())
    (place / name).symlink_to(secret)
    with pytest.raises(ScenarioError, match="link to a file outside"):
        reader.read_folder(place)
    (place / name).unlink()
    (place / name).symlink_to("../lesson/real")
    (place / "real").write_bytes(secret.read_bytes())
    reader.read_folder(place)


@pytest.mark.parametrize("name", ["lesson.md", "scenario.toml"])
def test_a_pipe_or_a_device_is_not_read(name: str, tmp_path: Path) -> None:
    if not hasattr(os, "mkfifo"):
        pytest.skip("this system has no pipes with names")
    os.mkfifo(tmp_path / name)
    with pytest.raises(ScenarioError):
        reader.read_folder(tmp_path)


def test_pressing_an_external_link_does_nothing(qapp: QCoreApplication, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[object] = []
    monkeypatch.setattr(QtGui.QDesktopServices, "openUrl", lambda *url: opened.append(url))
    session = Session(codec.read(library.path_of("bill")))
    session.lesson.open(reader.read_folder(library.path_of("bill").parent))
    body = StepBody(session.lesson)
    before = session.state
    for address in (
        "https://example.org",
        "http://www.example.org/a?b",
        "www.example.org",
        "mailto:a@b.c",
        "file:///x",
    ):
        body._follow(address)
    assert session.state == before
    assert not opened
    body.deleteLater()
    session.deleteLater()


# ---- words of a stranger on screen ----


@pytest.fixture
def evil(tmp_path: Path) -> Path:
    text = (
        f'format = 1\ntitle = "{EVIL}"\nnotes = "{EVIL}"\n[parameters]\n[words]\noverseer = "{EVIL}"\n'
        f'levels = [["{EVIL}"], ["{EVIL}", "b"]]\n[compare]\noverseer.quality = 0.5\n'
    )
    path = tmp_path / "<img src=red.png>.toml"
    path.write_text(text, "utf-8")
    return path


@pytest.fixture
def window(qtbot: QtBot, evil: Path, tmp_path: Path) -> Iterator[MainWindow]:
    yield from opened_window(tmp_path, codec.read(evil))


def rich(text: str) -> bool:
    """Whether Qt would take a text for markup with a stranger's tags in it."""
    return bool(QtGui.Qt.mightBeRichText(text)) and ("<img" in text or "<a " in text)


def assert_plain(top: QWidget) -> None:
    for widget in [top, *top.findChildren(QWidget)]:
        assert not rich(widget.toolTip()), (widget, widget.toolTip())
        if isinstance(widget, QLabel) and rich(widget.text()):
            assert widget.textFormat() == Qt.TextFormat.PlainText, (widget, widget.text())
        if isinstance(widget, QMessageBox):
            assert widget.textFormat() == Qt.TextFormat.PlainText
        if isinstance(widget, QAbstractItemView) and (model := widget.model()) is not None:
            for row in range(model.rowCount()):
                tip = model.data(model.index(row, 0), Qt.ItemDataRole.ToolTipRole)
                assert not rich(str(tip or "")), tip
    for action in top.findChildren(QAction):
        assert not rich(action.toolTip()), action.toolTip()


def test_words_of_a_file_are_nowhere_taken_for_markup(
    qtbot: QtBot, window: MainWindow, evil: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    window.files.open_now(str(evil))
    QCoreApplication.processEvents()
    shown: list[str] = []
    monkeypatch.setattr(QToolTip, "showText", lambda _place, text, *_: shown.append(text))
    session = window.session
    session.player.to_end()
    session.history.note()
    session.set_value("run.rounds", 9, "Change")
    session.player.to_end()
    session.history.note()
    window.view.history()
    window.files._list_recent()
    QCoreApplication.processEvents()
    assert_plain(window)
    for open_ in (window.help.notes if hasattr(window.help, "notes") else window.lessons.notes, window.edit.rename):
        open_()
        QCoreApplication.processEvents()
        assert_plain(window)
    window.files.open_scenario("checks")
    QCoreApplication.processEvents()
    assert_plain(window)
    stage = window.workspace.stage
    assert stage is not None
    for x in range(20, stage.width(), 40):
        for y in range(20, stage.height(), 40):
            around = QHelpEvent(QHelpEvent.Type.ToolTip, QPoint(x, y), stage.mapToGlobal(QPoint(x, y)))
            QCoreApplication.sendEvent(stage, around)
    assert shown, "the stage has tool tips"
    assert not [text for text in shown if text and rich(text)]


# ---- nothing but what is allowed ----


def test_opening_everything_touches_no_network_no_program_and_no_file_elsewhere(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "tests.reliability.watched", str(tmp_path)]
    ended = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert ended.returncode == 0, ended.stdout[-3000:] + ended.stderr[-3000:]
    assert "nothing else was touched" in ended.stdout
