"""Saving: the new file is there as a whole, or the old one is, and nothing else is left behind."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from simulator.scenario.codec import read, text_of, write
from simulator.scenario.files import StagedFile, WriteError, write_atomically
from simulator.scenario.schema import Scenario, ScenarioError

OLD = '# mine\nformat = 1\ntitle = "Old"\n[parameters]\n'


@pytest.fixture
def mine(tmp_path: Path) -> Path:
    path = tmp_path / "mine.toml"
    path.write_text(OLD, encoding="utf-8")
    return path


def assert_untouched(path: Path) -> None:
    assert path.read_text(encoding="utf-8") == OLD
    assert [file.name for file in path.parent.iterdir()] == [path.name]


def test_saving_replaces_the_file_and_leaves_nothing_beside_it(mine: Path) -> None:
    write(mine, replace(read(mine), title="New"), text_of(mine))
    assert mine.read_text(encoding="utf-8") == OLD.replace("Old", "New")
    assert [file.name for file in mine.parent.iterdir()] == ["mine.toml"]


@pytest.mark.parametrize("call", ["open", "replace", "fsync", "chmod"])
@pytest.mark.parametrize(
    ("number", "said"),
    [
        (errno.ENOSPC, "mine.toml cannot be written: the disk is full."),
        (errno.EACCES, "mine.toml cannot be written: there is no permission for that."),
        (errno.EROFS, "mine.toml cannot be written: the disk is write-protected."),
        (errno.EIO, "mine.toml cannot be written: "),
    ],
    ids=["full", "forbidden", "read-only", "broken"],
)
def test_the_old_file_survives_whatever_the_system_refuses(
    call: str, number: int, said: str, mine: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: Any, **__: Any) -> None:
        raise OSError(number, os.strerror(number))

    scenario, text = replace(read(mine), title="New"), text_of(mine)
    monkeypatch.setattr(os, call, refuse)
    with pytest.raises(WriteError) as error:
        write(mine, scenario, text)
    monkeypatch.undo()
    assert said in str(error.value)
    assert "\n" not in str(error.value)
    assert_untouched(mine)


def test_the_old_file_survives_a_disk_that_fills_up_in_the_middle(mine: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real_open = open

    def opened(name: Any, mode: str = "r", *rest: Any, **more: Any) -> Any:
        file = real_open(name, mode, *rest, **more)
        if "w" in mode:
            file.write(b"half")
            file.flush()
            monkeypatch.setattr("os.fsync", lambda _: (_ for _ in ()).throw(OSError(errno.ENOSPC, "full")))
        return file

    scenario = replace(read(mine), title="New")
    monkeypatch.setattr("builtins.open", opened)
    with pytest.raises(WriteError, match="the disk is full"):
        write(mine, scenario)
    monkeypatch.undo()
    assert_untouched(mine)


@pytest.mark.parametrize("moment", ["fsync", "replace"])
def test_the_old_file_survives_being_interrupted(moment: str, mine: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(*_: Any) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(os, moment, interrupt)
    with pytest.raises(KeyboardInterrupt):
        write_atomically(mine, b"new")
    monkeypatch.undo()
    assert_untouched(mine)


def test_a_folder_that_cannot_be_synchronized_is_no_reason_to_complain(
    mine: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = os.fsync

    def files_only(descriptor: int) -> None:
        if stat.S_ISDIR(os.fstat(descriptor).st_mode):
            raise OSError(errno.EINVAL, "no")
        real(descriptor)

    monkeypatch.setattr(os, "fsync", files_only)
    write_atomically(mine, b"new")
    assert mine.read_bytes() == b"new"


def test_permissions_are_kept_and_new_files_get_the_usual_ones(mine: Path) -> None:
    mine.chmod(0o640)
    write_atomically(mine, b"new")
    assert stat.S_IMODE(mine.stat().st_mode) == 0o640
    other, plain = mine.with_name("other"), mine.with_name("plain")
    write_atomically(other, b"")
    plain.write_bytes(b"")
    assert other.stat().st_mode == plain.stat().st_mode


def test_a_link_is_followed_and_stays_a_link(mine: Path) -> None:
    link = mine.with_name("link.toml")
    link.symlink_to(mine.name)
    write_atomically(link, b"new")
    assert link.is_symlink()
    assert mine.read_bytes() == b"new"


def test_a_write_protected_file_is_not_replaced(mine: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "access", lambda path, mode: False)  # what an administrator is never told
    with pytest.raises(WriteError, match="the file is write-protected"):
        write_atomically(mine, b"new")
    assert_untouched(mine)


@pytest.mark.parametrize(
    ("name", "said"),
    [
        (lambda folder: "", "the name of the file is empty"),
        (lambda folder: folder, "it is a folder"),
        (lambda folder: f"{folder}/new/", "it names a folder"),
        (lambda folder: f"{folder}/none/new.toml", "there is no such folder"),
        (lambda folder: f"{folder}/mine.toml/new.toml", "part of its path is not a folder"),
        (lambda folder: f"{folder}/{'n' * 300}", "the name is too long"),
        (lambda folder: f"{folder}/a\0b", "null"),
    ],
    ids=["no name", "folder", "slash", "no folder", "below a file", "long", "zero byte"],
)
def test_a_name_that_cannot_be_written_to_is_refused_at_once(
    name: Callable[[Path], str], said: str, mine: Path
) -> None:
    with pytest.raises(WriteError, match=said):
        StagedFile(name(mine.parent))
    assert_untouched(mine)


def test_nothing_changes_before_the_commit(mine: Path) -> None:
    with StagedFile(mine) as staged:
        staged.fill(b"new")
        assert mine.read_text(encoding="utf-8") == OLD
    assert_untouched(mine)


def test_a_name_of_the_greatest_length_can_be_saved_to(tmp_path: Path) -> None:
    path = tmp_path / ("n" * 250 + ".toml")
    write_atomically(path, b"x")
    assert path.read_bytes() == b"x"


def test_a_device_is_written_to_and_not_replaced() -> None:
    before = os.stat(os.devnull)
    write_atomically(os.devnull, b"x")
    assert (os.stat(os.devnull).st_mode, os.stat(os.devnull).st_rdev) == (before.st_mode, before.st_rdev)


def test_a_refusal_to_write_is_one_of_the_errors_that_a_caller_of_write_expects(tmp_path: Path) -> None:
    with pytest.raises(ScenarioError) as error:
        write(tmp_path / "none" / "new.toml", Scenario(title="x"))
    assert [problem.place for problem in error.value.problems] == [""]
