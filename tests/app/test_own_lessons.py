"""The user's own lessons: written whole or not at all, listed, never in the place of others."""

from __future__ import annotations

import errno
import os
from dataclasses import replace
from pathlib import Path
from typing import NoReturn

import pytest

from simulator.app import own_lessons
from simulator.scenario import codec, library
from simulator.scenario.lesson.reader import read_folder
from simulator.scenario.schema import Scenario, ScenarioError

BASE = library.path_of("checks").parent
LESSON, NOTES = own_lessons.texts(BASE)


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "data" / "lessons"
    monkeypatch.setattr(own_lessons, "root", lambda: folder)
    return folder


def scenario(title: str = "Checks and blind spots") -> Scenario:
    return replace(codec.read(BASE / "scenario.toml"), title=title)


def test_a_lesson_is_a_folder_that_the_reader_takes(root: Path) -> None:
    folder = own_lessons.make(scenario(), LESSON, NOTES)
    assert folder == root / "checks-and-blind-spots"
    assert sorted(path.name for path in folder.iterdir()) == ["lesson.md", "scenario.toml", "teacher.md"]
    assert read_folder(folder).scenario == scenario()
    assert [own.title for own in own_lessons.listed()] == ["Checks and blind spots"]
    assert own_lessons.is_own(folder)
    assert not own_lessons.is_own(BASE)
    assert not own_lessons.is_own(None)


def test_the_same_title_twice_makes_two_lessons_and_a_bundled_name_is_never_taken(root: Path) -> None:
    first = own_lessons.make(scenario(), LESSON, NOTES)
    second = own_lessons.make(scenario(), LESSON, NOTES)
    third = own_lessons.make(scenario("Checks"), LESSON, NOTES)
    assert [folder.name for folder in (first, second, third)] == [
        "checks-and-blind-spots", "checks-and-blind-spots-2", "checks-2",
    ]  # fmt: skip
    assert len(own_lessons.listed()) == 3


@pytest.mark.parametrize("title", ["../../evil", "/", "???", "Überprüfen!", "a" * 120, ".hidden", "con:aux"])
def test_every_title_becomes_one_folder_inside(root: Path, title: str) -> None:
    folder = own_lessons.make(scenario(title), LESSON, NOTES)
    assert folder.parent == root
    assert not folder.name.startswith(".")
    assert codec.read(folder / "scenario.toml").title == title


def test_a_full_disk_leaves_nothing_behind(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    own_lessons.make(scenario(), LESSON, NOTES)

    def full(*_: object) -> NoReturn:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "rename", full)
    with pytest.raises(ScenarioError, match="the disk is full"):
        own_lessons.make(scenario("Another"), LESSON, NOTES)
    assert [path.name for path in root.iterdir()] == ["checks-and-blind-spots"]


def test_a_folder_that_cannot_be_made_is_told(root: Path) -> None:
    root.parent.mkdir()
    root.write_text("a file where the folder should be")
    with pytest.raises(ScenarioError, match="cannot be written"):
        own_lessons.make(scenario(), LESSON, NOTES)
    assert own_lessons.listed() == []


def test_a_damaged_lesson_is_listed_by_its_folder(root: Path) -> None:
    folder = own_lessons.make(scenario(), LESSON, NOTES)
    (folder / "scenario.toml").write_bytes(b"\xff\xfe")
    assert [own.title for own in own_lessons.listed()] == ["checks-and-blind-spots"]
