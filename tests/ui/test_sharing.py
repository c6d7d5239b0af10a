"""Sharing a scenario from the window, and opening what was shared."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path
from typing import TypeVar

import pytest
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QFileDialog, QPushButton
from pytestqt.qtbot import QtBot

from simulator.app.document import load
from simulator.app.session import Session
from simulator.app.settings import Settings
from simulator.scenario import code, library, qr
from simulator.ui import theme
from simulator.ui.dialogs import UnsavedQuestion
from simulator.ui.main_window import MainWindow
from simulator.ui.sharing.dialogs import OpenCodeDialog, ShareDialog
from simulator.ui.sharing.picture import QrView, paint_qr
from tests.ui.pseudo import Speaking, texts, untranslated

D = TypeVar("D", bound=QDialog)


@pytest.fixture
def window(qtbot: QtBot) -> MainWindow:
    theme.apply("light")
    made = MainWindow(Session(load(library.DEFAULT).scenario), Settings(None))
    qtbot.addWidget(made)
    made.resize(1280, 800)
    made.show()
    return made


def shown(window: MainWindow, kind: type[D]) -> D:
    QApplication.processEvents()
    found = [dialog for dialog in window.findChildren(kind) if dialog.isVisible()]
    assert len(found) == 1
    return found[0]


def change(window: MainWindow, id_: str, value: float) -> None:
    window.session.set_value(id_, value, "Change")


def close(dialog: QDialog) -> None:
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    QApplication.processEvents()


@pytest.mark.parametrize("language", ["en", "de"])
def test_with_large_letters_it_is_no_wider_than_a_small_screen(window: MainWindow, language: str) -> None:
    window.settings.change(language=language, text_percent=200)
    theme.apply("light", 200)
    window.resize(960, 618)
    window.menus.actions["share"].trigger()
    asking = shown(window, ShareDialog)
    assert asking.width() <= window.width()
    assert asking.height() <= 618
    for button in asking.findChildren(QPushButton):
        assert button.width() >= button.sizeHint().width()
    close(asking)
    theme.apply("light")


def test_what_one_shares_another_opens(window: MainWindow) -> None:
    change(window, "overseer.quality", 0.8)
    change(window, "run.rounds", 20)
    shared = window.session.state
    window.menus.actions["share"].trigger()
    dialog = shown(window, ShareDialog)
    QTest.mouseClick(dialog.copy_button, Qt.MouseButton.LeftButton)
    copied = QApplication.clipboard().text()
    assert code.decode(copied).scenario == shared
    assert dialog.copy_button.text() == "Copied"
    close(dialog)
    window.session.reset("Reset")
    window.menus.actions["open_code"].trigger()
    asking = shown(window, OpenCodeDialog)
    QTest.keyClicks(asking.field, code.grouped(copied).lower())
    assert "Overseer quality 0.80 · Rounds 20" in asking.said.text()
    QTest.keyClick(asking.field, Qt.Key.Key_Return)
    assert window.session.state == shared
    assert window.session.store.is_saved  # as it was opened: Reset returns to it
    assert window.document.slug == library.DEFAULT
    assert window.document.path is None  # a bundled file is never saved over


def test_a_wrong_code_is_told_and_changes_nothing(window: MainWindow) -> None:
    change(window, "overseer.quality", 0.8)
    before, made = window.session.state, code.encode(window.session.state)
    window.menus.actions["open_code"].trigger()
    asking = shown(window, OpenCodeDialog)
    QTest.keyClicks(asking.field, made[:-1] + ("2" if made[-1] != "2" else "3"))
    assert "wrong" not in asking.said.text()  # not before it is meant
    QTest.keyClick(asking.field, Qt.Key.Key_Return)
    assert asking.isVisible()
    assert "wrong or missing" in asking.said.text()
    asking.field.clear()
    QTest.keyClicks(asking.field, "AB0")
    assert "neither 0, 1, I, L nor O" in asking.said.text()
    close(asking)
    assert window.session.state == before


def test_unsaved_changes_are_asked_about_before_a_code_opens(window: MainWindow) -> None:
    made = code.encode(load("medical").scenario)
    change(window, "overseer.quality", 0.8)
    window.menus.actions["open_code"].trigger()
    asking = shown(window, OpenCodeDialog)
    asking.field.setText(made)
    asking.accept()
    question = shown(window, UnsavedQuestion)
    close(question)
    assert window.document.slug != "medical"


def test_what_does_not_fit_offers_the_file(window: MainWindow) -> None:
    change(window, "overseer.quality", 0.955)
    window.menus.actions["share"].trigger()
    dialog = shown(window, ShareDialog)
    assert dialog.code == ""
    assert not dialog.findChildren(QrView)
    said = [text for _, text in texts(dialog)]
    assert "Overseer quality is 0.955, which lies between two steps of its slider; a code only knows the steps." in said
    QTest.mouseClick(dialog.file_button, Qt.MouseButton.LeftButton)
    QApplication.processEvents()
    asked = [found for found in window.findChildren(QFileDialog) if found.isVisible()]
    assert len(asked) == 1
    asked[0].reject()


def test_the_qr_picture_is_saved_as_picture_or_drawing(window: MainWindow, tmp_path: Path) -> None:
    window.menus.actions["share"].trigger()
    dialog = shown(window, ShareDialog)
    button = next(one for one in dialog.findChildren(QPushButton) if "QR" in one.text())
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    asked = next(found for found in window.findChildren(QFileDialog) if found.isVisible())
    window.exports.exporter.write(str(tmp_path / "code.svg"))
    window.exports.exporter.write(str(tmp_path / "code.png"))
    asked.reject()
    close(dialog)
    assert (tmp_path / "code.svg").read_text("utf-8").startswith("<?xml")
    assert not QImage(str(tmp_path / "code.png")).isNull()


@pytest.mark.parametrize("name", ["light", "dark", "projector"])
@pytest.mark.parametrize("text", ["227ESR2", "B95KMXZXCSYJW97WEFZ4"])
def test_the_painted_picture_has_every_module_and_a_white_quiet_zone(qtbot: QtBot, name: theme.Name, text: str) -> None:
    theme.apply(name)
    view = QrView(text, "QR picture")
    qtbot.addWidget(view)
    view.resize(view.sizeHint())
    picture, side, rows = view.grab().toImage(), view.module_px(), qr.modules(text)
    for y in range(-3, len(rows) + 3):
        for x in range(-3, len(rows) + 3):
            at = [round((place + qr.QUIET_ZONE + 0.5) * side) for place in (x, y)]
            is_dark = 0 <= x < len(rows) and 0 <= y < len(rows) and rows[y][x]
            assert picture.pixelColor(*at) == QColor("#000000" if is_dark else "#FFFFFF")


@pytest.mark.skipif(shutil.which("zbarimg") is None, reason="the independent reader zbarimg is not installed")
def test_an_independent_reader_reads_the_code(qtbot: QtBot, tmp_path: Path) -> None:
    text = "B95KMXZXCSYJW97WEFZ4"
    picture = QImage(300, 300, QImage.Format.Format_RGB32)
    with QPainter(picture) as painter:
        paint_qr(painter, QRectF(picture.rect()), text)
    painted, saved = tmp_path / "painted.png", tmp_path / "saved.png"
    assert picture.save(str(painted))
    saved.write_bytes(qr.picture(text, "png"))
    for file in (painted, saved):
        read = subprocess.run(["zbarimg", "-q", "--raw", str(file)], capture_output=True, text=True)
        assert read.returncode == 0, read.stderr
        assert read.stdout.strip() == text


@pytest.mark.parametrize("name", ["light", "projector"])
def test_nothing_in_the_dialogs_is_cut_off(window: MainWindow, name: theme.Name) -> None:
    theme.apply(name)
    for id_, value in (("overseer.quality", 0.8), ("reliability.copies", 3), ("run.rounds", 20), ("run.seed", 7)):
        change(window, id_, value)
    for command, kind in (("share", ShareDialog), ("open_code", OpenCodeDialog)):
        window.menus.actions[command].trigger()
        dialog: QDialog = shown(window, kind)
        assert dialog.width() <= 960
        assert dialog.height() <= 540
        from simulator.ui.widgets.labels import Label

        for label in dialog.findChildren(Label):
            assert not label.is_cut(), label.text()
        close(dialog)


def test_the_dialogs_are_translated(window: MainWindow) -> None:
    with Speaking():
        for command, kind in (("share", ShareDialog), ("open_code", OpenCodeDialog)):
            window.menus.actions[command].trigger()
            dialog: QDialog = shown(window, kind)
            left = [(where, text) for where, text in texts(dialog) if untranslated(text)]
            close(dialog)
            assert [one for one in left if "CodeView" not in one[0]] == []
