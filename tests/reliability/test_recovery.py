"""Unsaved work survives an end without a word; saved work is never asked about."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from types import FrameType
from typing import Any

import pytest
from PySide6.QtCore import QCoreApplication
from pytestqt.qtbot import QtBot

from simulator.app import recovery
from simulator.app.document import Document
from simulator.app.recovery import Lost, Recovery, lost_in
from simulator.app.session import Session
from simulator.app.unsaved import Unsaved, bytes_of, unsaved_of
from simulator.scenario import codec
from simulator.scenario.files import write_atomically
from simulator.scenario.schema import Scenario

ROOT = Path(__file__).resolve().parents[2]
TEXT = '# mine\nformat = 1\ntitle = "Mine"\n[parameters]\noverseer.quality = 0.9\n'


class Place:
    """One window without its widgets."""

    def __init__(self, folder: Path) -> None:
        self.session = Session(Scenario(title="None yet"))
        self.document = Document(self.session)
        self.recovery = Recovery(self.session, self.document, folder)

    def change(self, rounds: int) -> None:
        self.session.set_value("run.rounds", rounds, "Change rounds")

    def close(self) -> None:
        self.recovery.stop()
        self.document.close()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "recovery"


@pytest.fixture
def place(qapp: QCoreApplication, folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[], Place]]:
    monkeypatch.setattr(recovery, "WRITE_AFTER_MS", 20)
    made: list[Place] = []

    def make() -> Place:
        made.append(Place(folder))
        return made[-1]

    yield make
    for one in made:
        one.close()


def files_in(folder: Path) -> list[Path]:
    """Those that are whole; one that a thread is still writing has a name that begins with a period."""
    return sorted(path for path in folder.glob("*.json") if not path.name.startswith("."))


def held(folder: Path) -> Unsaved | None:
    found = files_in(folder)
    return scenario_of(found[0].read_bytes()) if found else None


def scenario_of(data: bytes) -> Unsaved:
    found = unsaved_of(data)
    assert isinstance(found, Unsaved)
    return found


def leave(lost: list[Lost]) -> list[Unsaved]:
    for one in lost:
        one.leave()
    return [one.unsaved for one in lost if isinstance(one.unsaved, Unsaved)]


def abandoned(folder: Path, scenario: Scenario, at: int, origin: Path | None = None, base: str | None = None) -> None:
    """A file as a process leaves it that was killed."""
    folder.mkdir(exist_ok=True)
    data = bytes_of(Unsaved(scenario=scenario, at=at, origin=origin, base=base))
    (folder / f"{at:032x}.json").write_bytes(data)


# ---- keeping ----


def test_a_change_is_kept_a_moment_later_and_saving_ends_it(
    qtbot: QtBot, place: Callable[[], Place], folder: Path, tmp_path: Path
) -> None:
    one = place()
    one.change(7)
    qtbot.waitUntil(lambda: (found := held(folder)) is not None and found.scenario == one.session.state)
    one.document.save(tmp_path / "mine.toml")
    qtbot.waitUntil(lambda: not files_in(folder))


def test_undoing_everything_ends_it_too(qtbot: QtBot, place: Callable[[], Place], folder: Path) -> None:
    one = place()
    one.change(7)
    qtbot.waitUntil(lambda: bool(files_in(folder)))
    one.session.store.history.undo()
    qtbot.waitUntil(lambda: not files_in(folder))


def test_what_was_saved_or_never_changed_is_never_kept(
    qtbot: QtBot, place: Callable[[], Place], folder: Path, tmp_path: Path
) -> None:
    one = place()
    one.change(7)
    one.document.save(tmp_path / "mine.toml")
    one.document.open("checks")
    qtbot.wait(150)
    assert not files_in(folder)


def test_nothing_is_written_while_a_slider_is_held(qtbot: QtBot, place: Callable[[], Place], folder: Path) -> None:
    one = place()
    one.session.begin_drag("run.rounds")
    for rounds in (5, 6, 7):
        one.change(rounds)
    qtbot.wait(150)
    assert not files_in(folder)
    one.session.end_drag()
    qtbot.waitUntil(lambda: (found := held(folder)) is not None and found.scenario.parameters.run.rounds == 7)


def test_many_changes_are_one_file_and_one_write(
    qtbot: QtBot, place: Callable[[], Place], folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    written: list[Path] = []

    def write(path: Path, data: bytes) -> None:
        written.append(path)
        write_atomically(path, data)

    monkeypatch.setattr(recovery, "write_atomically", write)
    one = place()
    for rounds in range(1, 51):
        one.change(rounds)
    qtbot.waitUntil(lambda: held(folder) is not None)
    assert len(written) == 1


def test_a_clean_end_leaves_nothing(qtbot: QtBot, place: Callable[[], Place], folder: Path) -> None:
    one = place()
    one.change(7)
    qtbot.waitUntil(lambda: bool(files_in(folder)))
    one.close()
    assert list(folder.iterdir()) == []


def test_work_on_a_deleted_file_is_kept(qtbot: QtBot, place: Callable[[], Place], folder: Path, tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_text(TEXT, "utf-8")
    one = place()
    one.document.open(str(path))
    path.unlink()
    one.document.check()
    qtbot.waitUntil(lambda: held(folder) is not None)


def test_a_place_that_cannot_be_written_is_told_once(qtbot: QtBot, place: Callable[[], Place], folder: Path) -> None:
    folder.write_text("no folder", "utf-8")
    one = place()
    told: list[str] = []
    one.recovery.troubled.connect(told.append)
    one.change(7)
    qtbot.waitUntil(lambda: bool(told))
    one.change(8)
    qtbot.wait(150)
    assert len(told) == 1
    assert "cannot be" in told[0]
    assert "\n" not in told[0]


# ---- whose it is ----


def test_work_of_a_living_window_is_nobody_elses(qtbot: QtBot, place: Callable[[], Place], folder: Path) -> None:
    one, other = place(), place()
    one.change(7)
    other.change(8)
    qtbot.waitUntil(lambda: len(files_in(folder)) == 2)
    assert leave(lost_in(folder)) == []


def test_two_programs_that_start_at_once_ask_about_it_once(folder: Path) -> None:
    abandoned(folder, Scenario(title="Lost"), at=1)
    first = lost_in(folder)
    assert lost_in(folder) == []
    leave(first)
    assert len(leave(lost_in(folder))) == 1


KILLED = """
import sys
from pathlib import Path
from PySide6.QtCore import QCoreApplication
from simulator.app import recovery
from tests.reliability.test_recovery import Place
recovery.WRITE_AFTER_MS = 5
application = QCoreApplication([])
place = Place(Path(sys.argv[1]))
place.document.open(sys.argv[2])
place.change(7)
def tell():
    if list(Path(sys.argv[1]).glob("*.json")):
        print("kept", flush=True)
place.recovery._keeper._writer.came.connect(lambda _: tell())
application.exec()
"""


def test_after_kill_9_the_work_is_there_and_goes_on_where_it_was(
    place: Callable[[], Place], folder: Path, tmp_path: Path
) -> None:
    path = tmp_path / "mine.toml"
    path.write_text(TEXT, "utf-8")
    command = [sys.executable, "-c", KILLED, str(folder), str(path)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "kept\n"
        assert leave(lost_in(folder)) == []
        process.kill()
    lost = lost_in(folder)
    assert [one.unsaved.origin for one in lost if isinstance(one.unsaved, Unsaved)] == [path]
    one = place()
    one.recovery.take(lost[0], "Recover")
    assert one.document.path == path
    assert one.session.state.parameters.run.rounds == 7
    assert not one.session.store.is_saved
    assert held(folder) == lost[0].unsaved
    assert leave(lost_in(folder)) == []
    one.document.save(path)
    assert path.read_text("utf-8").startswith("# mine")
    one.session.store.history.undo()
    assert one.session.state == codec.parse(TEXT)


# ---- what becomes of it ----


def test_there_is_no_moment_at_which_no_file_holds_what_is_recovered(place: Callable[[], Place], folder: Path) -> None:
    abandoned(folder, replace(codec.parse(TEXT), title="Changed"), at=1)
    one, lost = place(), lost_in(folder)
    held_at: list[bool] = []

    def trace(frame: FrameType, event: str, arg: object) -> Any:
        if frame.f_code.co_filename != recovery.__file__:
            return None
        held_at.append(lost[0].unsaved in [unsaved_of(path.read_bytes()) for path in files_in(folder)])
        return trace

    sys.settrace(trace)
    try:
        one.recovery.take(lost[0], "Recover")
    finally:
        sys.settrace(None)
    assert len(held_at) > 5
    assert all(held_at)
    assert files_in(folder) != [lost[0].path], "it is this window's file now"


def test_recovering_can_be_undone_to_the_file_as_it_was_opened(place: Callable[[], Place], folder: Path) -> None:
    base = codec.parse(TEXT)
    abandoned(folder, replace(base, title="Changed"), at=1, base=TEXT)
    one = place()
    one.recovery.take(lost_in(folder)[0], "Recover")
    assert one.session.state.title == "Changed"
    one.session.store.history.undo()
    assert one.session.state == base
    assert one.document.path is None


def test_recovered_work_whose_file_was_changed_meanwhile_is_not_saved_over_it(
    place: Callable[[], Place], folder: Path, tmp_path: Path
) -> None:
    path = tmp_path / "mine.toml"
    path.write_text(TEXT.replace("0.9", "0.5"), "utf-8")
    abandoned(folder, replace(codec.parse(TEXT), title="Changed"), at=1, origin=path, base=TEXT)
    one = place()
    one.recovery.take(lost_in(folder)[0], "Recover")
    with pytest.raises(Exception, match="changed"):
        one.document.save(path)
    assert "0.5" in path.read_text("utf-8")


def test_a_bundled_scenario_is_not_saved_over_by_what_is_recovered(place: Callable[[], Place], folder: Path) -> None:
    one = place()
    one.document.open("checks")
    bundled = ROOT / "scenarios" / "checks" / "scenario.toml"
    abandoned(folder, replace(one.session.state, title="Mine"), at=1, origin=bundled, base=one.document.text)
    one.recovery.take(lost_in(folder)[0], "Recover")
    assert one.document.path is None


def test_what_is_discarded_is_gone_and_what_is_left_is_asked_about_again(folder: Path) -> None:
    for at in (1, 2):
        abandoned(folder, Scenario(title=f"Lost {at}"), at=at)
    newest, older = lost_in(folder)
    newest.discard()
    older.leave()
    assert [one.scenario.title for one in leave(lost_in(folder))] == ["Lost 1"]


def test_work_on_a_file_of_a_newer_format_is_kept_in_this_one(folder: Path) -> None:
    newer = codec.parse(TEXT.replace("format = 1", "format = 2"), newer_is_readonly=True)
    found = scenario_of(bytes_of(Unsaved(scenario=newer, at=1, origin=Path("/x.toml"), base=TEXT)))
    assert found.scenario == replace(newer, format=1)
    assert (found.origin, found.base) == (None, None)


# ---- hostile until checked ----


@pytest.mark.parametrize(
    "change",
    [
        {"format": 2}, {"format": "1"}, {"format": True}, {"at": -1}, {"at": 1e9}, {"at": 10**30}, {"at": True},
        {"origin": None}, {"origin": "a\0b"}, {"origin": "a" * 5000}, {"text": ""}, {"text": "format = 1"}, {"text": 1},
        {"base": 1}, {"base": "nonsense"}, {"text": "x" * 700_000}, {"text": "\ud800"},
    ],
)  # fmt: skip
def test_a_file_that_is_none_is_left_alone(change: dict[str, object], folder: Path) -> None:
    good = json.loads(bytes_of(Unsaved(scenario=Scenario(title="Lost"), at=1)))
    folder.mkdir()
    path = folder / f"{1:032x}.json"
    path.write_text(json.dumps(good), "ascii")
    assert len(leave(lost_in(folder))) == 1
    path.write_text(json.dumps(good | change), "ascii")
    assert lost_in(folder) == []
    assert path.exists()


def test_a_link_a_folder_and_a_pipe_are_not_opened(folder: Path, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    abandoned(outside, Scenario(title="Lost"), at=1)
    folder.mkdir()
    (folder / f"{2:032x}.json").symlink_to(next(outside.glob("*.json")))
    (folder / f"{3:032x}.json").mkdir()
    if hasattr(os, "mkfifo"):
        os.mkfifo(folder / f"{4:032x}.json")
    assert lost_in(folder) == []
