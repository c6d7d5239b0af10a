"""The pen: everything is written, in its order, and nobody waits for the disk."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from simulator.app import json_file
from simulator.app.learner_file import LearnerFile
from simulator.app.lesson import begin
from simulator.app.lesson_play import LessonPlay
from simulator.app.pen import Pen
from simulator.app.session import Session
from simulator.app.settings import Settings
from simulator.scenario import library
from simulator.scenario.lesson.reader import read_folder

LESSON = read_folder(library.path_of("bill").parent)


@pytest.fixture
def pen() -> Iterator[Pen]:
    made = Pen()
    yield made
    made.wait()


class Disk:
    """Nothing reaches it until it may."""

    def __init__(self) -> None:
        self.may, self.is_asked = threading.Event(), threading.Event()

    def sync(self, _: int) -> None:
        self.is_asked.set()
        assert self.may.wait(20)


@pytest.fixture
def disk(monkeypatch: pytest.MonkeyPatch) -> Iterator[Disk]:
    made = Disk()
    monkeypatch.setattr(os, "fsync", made.sync)
    yield made
    made.may.set()


def test_all_is_written_in_its_order(pen: Pen) -> None:
    written: list[tuple[int, str]] = []
    for number in range(200):
        pen.put(lambda number=number: written.append((number, threading.current_thread().name)))  # type: ignore[misc]
    pen.wait()
    assert written == [(number, "pen") for number in range(200)]
    pen.put(lambda: written.append((200, "")))
    pen.wait()
    assert written[-1] == (200, "")


def test_an_error_is_told_and_what_comes_after_it_is_written(pen: Pen, monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[object] = []
    monkeypatch.setattr(threading, "excepthook", lambda what: told.append(what.exc_value))
    error, written = ValueError("no"), []

    def fails() -> None:
        raise error

    pen.put(fails)
    pen.put(lambda: written.append(1))
    pen.wait()
    assert (told, written) == ([error], [1])


def test_settings_are_changed_while_the_disk_does_not_answer(pen: Pen, disk: Disk, tmp_path: Path) -> None:
    path = tmp_path / "settings.json"
    settings = Settings(path, put=pen.put)
    told: list[object] = []
    settings.changed.connect(lambda: told.append(settings.values.theme))
    settings.change(theme="dark")
    assert disk.is_asked.wait(20)
    settings.change(theme="light", speed="fast")
    settings.change(text_percent=150)
    assert (told, path.exists()) == (["dark", "light", "light"], False)
    disk.may.set()
    pen.wait()
    assert Settings(path).values == settings.values


def test_a_lesson_goes_on_while_the_disk_does_not_answer(pen: Pen, disk: Disk, tmp_path: Path, qtbot: QtBot) -> None:
    path = tmp_path / "learner.json"
    session = Session(LESSON.scenario)
    play: LessonPlay = session.lesson
    play.keep_in(LearnerFile(path, put=pen.put))
    play.open(LESSON)
    assert disk.is_asked.wait(20)
    while play.step.kind != "predict":
        play.forward()
    play.bet("billions", 90)
    play.lock()
    assert not path.exists()
    disk.may.set()
    pen.wait()
    assert LearnerFile(path).progress(LESSON) == play.progress
    qtbot.wait(0)
    assert play.kept.trouble == ""


def test_answers_are_deleted_after_what_waits_to_be_written(pen: Pen, disk: Disk, tmp_path: Path) -> None:
    path = tmp_path / "learner.json"
    kept = LearnerFile(path, put=pen.put)
    kept.keep(begin(LESSON))
    assert disk.is_asked.wait(20)
    kept.delete()
    disk.may.set()
    pen.wait()
    assert not path.exists()


def test_what_could_not_be_written_is_told_later_and_written_with_what_comes_next(
    pen: Pen, tmp_path: Path, qtbot: QtBot
) -> None:
    (tmp_path / "folder").write_text("in the way", "utf-8")
    path = tmp_path / "folder" / "learner.json"
    session = Session(LESSON.scenario)
    session.lesson.keep_in(LearnerFile(path, put=pen.put))
    kept, followed = session.lesson.kept, []
    session.lesson.changed.connect(lambda: followed.append(kept.trouble))
    first = replace(begin(LESSON), step=3)
    kept.keep(first)
    qtbot.waitUntil(lambda: bool(followed))
    assert "cannot be written" in followed[-1]
    (tmp_path / "folder").unlink()
    kept.keep(replace(begin(LESSON), slug="another"))
    qtbot.waitUntil(lambda: kept.trouble == "")
    pen.wait()
    assert LearnerFile(path).progress(LESSON) == first
    found = json_file.read(path)
    assert found is not None
    assert set(found["lessons"]) == {"bill", "another"}


def test_what_waits_is_written_once(tmp_path: Path) -> None:
    writes: list[object] = []
    kept = LearnerFile(tmp_path / "learner.json", put=writes.append)
    kept.keep(begin(LESSON))
    kept.write()
    assert len(writes) == 1
