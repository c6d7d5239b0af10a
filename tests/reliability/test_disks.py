"""Real disks that are full, write-protected or taken out: a calm sentence each, the old file whole, and a way on.

They are small folders in memory, which only an administrator of Linux can make; elsewhere this file is skipped, and
tests/scenario/test_files.py has the same refusals as the system would give them.
"""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication
from pytestqt.qtbot import QtBot

from simulator.app import json_file, recovery
from simulator.app.document import Document, StrayError
from simulator.app.journal import Journal
from simulator.app.learner_file import LearnerFile
from simulator.app.lesson import begin
from simulator.app.records import Book, Mark, line_of
from simulator.app.recovery import Recovery, lost_in
from simulator.app.session import Session
from simulator.app.settings import Settings
from simulator.scenario import codec, library
from simulator.scenario.files import WriteError
from simulator.scenario.lesson.reader import read_folder
from simulator.scenario.schema import Scenario

TEXT = '# mine\nformat = 1\ntitle = "Mine"\n[parameters]\noverseer.quality = 0.9\n'
SIZE_KB = 256


def command(*words: str) -> bool:
    try:
        return subprocess.run(words, capture_output=True).returncode == 0
    except OSError:
        return False


@pytest.fixture
def stick(tmp_path: Path) -> Iterator[Path]:
    """A disk of 256 KB."""
    place = tmp_path / "stick"
    place.mkdir()
    if not command("mount", "-t", "tmpfs", "-o", f"size={SIZE_KB}k", "tmpfs", str(place)):
        pytest.skip("only an administrator of Linux can make a small disk")
    yield place
    command("umount", "-l", str(place))


@pytest.fixture
def document(qapp: QCoreApplication) -> Iterator[Document]:
    session = Session(Scenario(title="None yet"))
    made = Document(session)
    yield made
    made.close()
    session.deleteLater()
    made.deleteLater()


def fill(place: Path) -> Path:
    """Leave no room."""
    ballast = place / "ballast"
    with suppress(OSError), ballast.open("wb", buffering=0) as file:
        while True:
            file.write(b"x" * 4096)
    return ballast


def session_of(document: Document) -> Session:
    return document._session


def opened(document: Document, path: Path) -> Session:
    path.write_text(TEXT, "utf-8")
    document.open(str(path))
    session = session_of(document)
    session.set_value("run.rounds", 7, "Change rounds")
    return session


# ---- full ----


def test_on_a_full_disk_the_old_scenario_stays_whole_and_later_saving_works(stick: Path, document: Document) -> None:
    session = opened(document, stick / "mine.toml")
    own = session.state
    ballast = fill(stick)
    with pytest.raises(WriteError) as error:
        document.save(stick / "mine.toml")
    assert str(error.value) == f"{stick / 'mine.toml'} cannot be written: the disk is full."
    assert (stick / "mine.toml").read_text("utf-8") == TEXT
    assert session.state == own
    assert not session.store.is_saved
    assert not list(stick.glob(".ida-*")), "nothing is left beside"
    ballast.unlink()
    document.save(stick / "mine.toml")
    assert codec.read(stick / "mine.toml") == own


def test_on_a_full_disk_settings_and_answers_stay_whole(stick: Path) -> None:
    Settings(stick / "settings.json").change(theme="dark")
    lesson = read_folder(library.path_of("bill").parent)
    kept, progress = LearnerFile(stick / "learner.json"), begin(lesson)
    kept.keep(progress)
    before = {path: path.read_bytes() for path in stick.iterdir()}
    ballast = fill(stick)
    settings = Settings(stick / "settings.json")
    settings.change(folder="x" * 3000)
    assert settings.values.folder == "x" * 3000, "it lives until the window closes"
    kept.keep(replace(progress, step=3))
    assert "the disk is full" in kept.trouble
    assert {path: path.read_bytes() for path in before} == before
    ballast.unlink()
    kept.keep(replace(progress, step=4))
    again = LearnerFile(stick / "learner.json").progress(lesson)
    assert again is not None
    assert again.step == 4


def test_on_a_full_disk_the_history_loses_no_row(stick: Path) -> None:
    journal = Journal(stick / "history.jsonl")
    lines = [line_of(Mark(id=f"{number:032x}", name="x" * 100)) for number in range(400)]
    journal.add(lines[:200])
    ballast = fill(stick)
    with pytest.raises(WriteError, match="the disk is full, or takes no new files"):
        journal.add(lines[200:] * 10)
    ballast.unlink()
    journal.add(lines[200:])
    book = Book()
    found, _ = Journal(stick / "history.jsonl").read_on()
    book.take(found)
    assert set(lines) <= {line + b"\n" for line in found}
    assert book.broken <= 1


def test_on_a_full_disk_unsaved_work_says_so_and_goes_on_later(
    qtbot: QtBot, stick: Path, document: Document, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(recovery, "WRITE_AFTER_MS", 10)
    session = session_of(document)
    kept = Recovery(session, document, stick / "recovery")
    told: list[str] = []
    kept.troubled.connect(told.append)
    ballast = fill(stick)
    session.set_value("run.rounds", 7, "Change rounds")
    qtbot.waitUntil(lambda: bool(told))
    assert "the disk is full" in told[0]
    ballast.unlink()
    session.set_value("run.rounds", 8, "Change rounds")
    qtbot.waitUntil(lambda: bool(list((stick / "recovery").glob("*.json"))))
    kept.stop()
    assert lost_in(stick / "recovery") == []


# ---- write-protected ----


def test_on_a_write_protected_disk_a_file_opens_and_is_saved_elsewhere(
    stick: Path, document: Document, tmp_path: Path
) -> None:
    (stick / "mine.toml").write_text(TEXT, "utf-8")
    assert command("mount", "-o", "remount,ro", str(stick))
    document.open(str(stick / "mine.toml"))
    session = session_of(document)
    session.set_value("run.rounds", 7, "Change rounds")
    with pytest.raises(WriteError, match=r"mine\.toml cannot be written: the (disk|file) is write-protected\."):
        document.save(stick / "mine.toml")
    document.save(tmp_path / "elsewhere.toml")
    assert codec.read(tmp_path / "elsewhere.toml") == session.state
    with pytest.raises(WriteError, match="write-protected"):
        json_file.change(stick / "settings.json", lambda found: found)
    with pytest.raises(WriteError):
        Journal(stick / "history.jsonl").add([b"{}\n"])


# ---- taken out ----


def test_a_stick_that_was_taken_out_is_noticed_and_nothing_is_written_in_its_place(
    qtbot: QtBot, stick: Path, document: Document, tmp_path: Path
) -> None:
    session = opened(document, stick / "mine.toml")
    own = session.state
    assert command("umount", "-l", str(stick))
    with qtbot.waitSignal(document.strayed, timeout=10_000, check_params_cb=lambda stray: stray == "away"):
        document.check()
    with pytest.raises(StrayError) as error:
        document.save(stick / "mine.toml")
    assert error.value.stray == "away"
    assert list(stick.iterdir()) == [], "the empty folder that is left is not the stick"
    assert session.state == own
    document.save(tmp_path / "elsewhere.toml")
    assert codec.read(tmp_path / "elsewhere.toml") == own


def test_a_stick_that_is_put_back_is_found_again(qtbot: QtBot, stick: Path, document: Document) -> None:
    session = opened(document, stick / "mine.toml")
    moved = stick.with_name("moved")
    moved.mkdir()
    assert command("mount", "--bind", str(stick), str(moved))
    assert command("umount", str(stick)) or command("umount", "-l", str(stick))
    with qtbot.waitSignal(document.strayed, timeout=10_000, check_params_cb=lambda stray: stray == "away"):
        document.check()
    assert command("mount", "--bind", str(moved), str(stick))
    with qtbot.waitSignal(document.strayed, timeout=10_000, check_params_cb=lambda stray: stray is None):
        document.check()
    document.save(stick / "mine.toml")
    assert codec.read(moved / "mine.toml") == session.state
    command("umount", "-l", str(stick))
    command("umount", "-l", str(moved))
