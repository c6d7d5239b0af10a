"""What others do to the open file is noticed, and there is a way on; the session stays as it is."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication
from pytestqt.qtbot import QtBot

from simulator.app.claims import Claim
from simulator.app.document import Document, HeldError, StrayError, load
from simulator.app.session import Session
from simulator.scenario import codec
from simulator.scenario.schema import Scenario

TEXT = '# mine\nformat = 1\ntitle = "Mine"\n[parameters]\noverseer.quality = 0.9\n'


@pytest.fixture
def opening(qapp: QCoreApplication) -> Iterator[Callable[[], Document]]:
    made: list[tuple[Session, Document]] = []

    def open_() -> Document:
        session = Session(Scenario(title="None yet"))
        document = Document(session)
        made.append((session, document))
        return document

    yield open_
    for session, document in made:
        document.close()
        session.deleteLater()
        document.deleteLater()


@pytest.fixture
def mine(tmp_path: Path) -> Path:
    path = tmp_path / "mine.toml"
    path.write_text(TEXT, "utf-8")
    return path


def session_of(document: Document) -> Session:
    return document._session


def change(document: Document, rounds: int) -> None:
    session_of(document).set_value("run.rounds", rounds, "Change rounds")


# ---- two windows ----


def test_a_second_window_learns_that_the_first_has_the_file(opening: Callable[[], Document], mine: Path) -> None:
    first, second = opening(), opening()
    first.open(str(mine))
    holder = second.holder(load(str(mine)))
    assert holder is not None
    assert holder.host == ""
    first.close()
    assert second.holder(load(str(mine))) is None


def test_the_window_that_has_a_file_may_open_it_again(opening: Callable[[], Document], mine: Path) -> None:
    first = opening()
    first.open(str(mine))
    assert first.holder(load(str(mine))) is None


def test_two_links_to_one_file_are_one_file(opening: Callable[[], Document], mine: Path) -> None:
    link = mine.with_name("link.toml")
    link.symlink_to(mine.name)
    first, second = opening(), opening()
    first.open(str(link))
    assert second.holder(load(str(mine))) is not None


def test_a_copy_has_no_place_and_leaves_the_file_alone(opening: Callable[[], Document], mine: Path) -> None:
    first, second = opening(), opening()
    first.open(str(mine))
    second.take_copy(load(str(mine)))
    assert second.path is None
    assert session_of(second).state == session_of(first).state
    second.save(mine.with_name("other.toml"))
    assert "# mine" in mine.with_name("other.toml").read_text("utf-8")
    assert mine.read_text("utf-8") == TEXT


def test_what_another_window_has_open_is_not_saved_over_unasked(opening: Callable[[], Document], mine: Path) -> None:
    first, second = opening(), opening()
    first.open(str(mine))
    with pytest.raises(HeldError):
        second.save(mine)
    assert mine.read_text("utf-8") == TEXT
    second.save(mine, over=True)
    assert codec.read(mine).title == "None yet"


def test_a_lock_whose_process_has_died_holds_nobody_up(
    opening: Callable[[], Document], mine: Path, tmp_path: Path
) -> None:
    pid = os.spawnlp(os.P_WAIT, "true", "true") or 2**22 - 7  # no such process
    (tmp_path / ".mine.toml.lock").write_text(f"{pid}\npython3.11\n{os.uname().nodename}\n", "utf-8")
    assert opening().holder(load(str(mine))) is None


def test_a_lock_from_another_computer_names_it(opening: Callable[[], Document], mine: Path, tmp_path: Path) -> None:
    (tmp_path / ".mine.toml.lock").write_text("4711\npython3.11\nroom-12\n", "utf-8")
    document = opening()
    holder = document.holder(load(str(mine)))
    assert holder is not None
    assert holder.host == "room-12"
    document.open(str(mine))  # a lock that is left over there must not keep anybody out for ever
    change(document, 7)
    document.save(mine)
    assert codec.read(mine).parameters.run.rounds == 7


def test_a_folder_that_takes_no_lock_is_no_reason_to_complain(tmp_path: Path) -> None:
    (tmp_path / "folder").write_text("a file", "utf-8")  # nobody can write into it, not even root
    path, claim = tmp_path / "folder" / "mine.toml", Claim()
    claim.take(path)
    assert Claim.holder(path) is None
    claim.drop()
    assert (tmp_path / "folder").read_text("utf-8") == "a file"


def test_closing_leaves_nothing_beside_the_file(opening: Callable[[], Document], mine: Path) -> None:
    document = opening()
    document.open(str(mine))
    change(document, 7)
    document.save(mine)
    document.close()
    assert [path.name for path in mine.parent.iterdir()] == ["mine.toml"]


# ---- changed outside ----


def test_a_change_by_another_program_is_noticed(qtbot: QtBot, opening: Callable[[], Document], mine: Path) -> None:
    document = opening()
    document.open(str(mine))
    change(document, 7)
    with qtbot.waitSignal(document.strayed, timeout=10_000) as heard:
        mine.write_text(TEXT.replace("0.9", "0.8"), "utf-8")
    assert heard.args == ["changed"]
    assert session_of(document).state.parameters.run.rounds == 7
    with pytest.raises(StrayError):
        document.save(mine)
    assert "0.8" in mine.read_text("utf-8")


def test_a_change_that_nobody_told_of_is_noticed_before_saving(opening: Callable[[], Document], mine: Path) -> None:
    document = opening()
    document.open(str(mine))
    mine.write_text(TEXT.replace("0.9", "0.8"), "utf-8")  # no event loop runs: as on a network folder
    change(document, 7)
    with pytest.raises(StrayError) as error:
        document.save(mine)
    assert error.value.stray == "changed"


def test_what_is_saved_here_or_only_touched_is_no_change(
    qtbot: QtBot, opening: Callable[[], Document], mine: Path
) -> None:
    document = opening()
    document.open(str(mine))
    change(document, 7)
    document.save(mine)
    heard: list[object] = []
    document.strayed.connect(heard.append)
    os.utime(mine)
    document.check()
    qtbot.wait(600)
    assert heard == [None]
    document.save(mine)


def test_keeping_mine_saves_it_without_another_question(opening: Callable[[], Document], mine: Path) -> None:
    document = opening()
    document.open(str(mine))
    mine.write_text(TEXT.replace("0.9", "0.8"), "utf-8")
    document.keep_mine()
    assert not session_of(document).store.is_saved
    document.save(mine)
    assert codec.read(mine).parameters.overseer.quality == 0.9
    assert session_of(document).store.is_saved


def test_loading_theirs_can_be_undone(opening: Callable[[], Document], mine: Path) -> None:
    document = opening()
    document.open(str(mine))
    change(document, 7)
    own = session_of(document).state
    mine.write_text(TEXT.replace("0.9", "0.8"), "utf-8")
    document.load_theirs("Load theirs")
    store = session_of(document).store
    assert store.state.parameters.overseer.quality == 0.8
    assert store.is_saved
    store.history.undo()
    assert store.state == own
    assert not store.is_saved
    document.save(mine)
    assert codec.read(mine) == own


def test_a_file_that_was_broken_outside_cannot_be_loaded_and_mine_stays(
    opening: Callable[[], Document], mine: Path
) -> None:
    document = opening()
    document.open(str(mine))
    change(document, 7)
    own = session_of(document).state
    mine.write_bytes(b"\xff\xfe broken")
    with pytest.raises(StrayError):
        document.save(mine)
    with pytest.raises(Exception, match="UTF-16"):
        document.load_theirs("Load theirs")
    assert session_of(document).state == own
    document.save(mine, over=True)
    assert codec.read(mine) == own


# ---- taken away ----


def test_a_deleted_file_makes_the_work_unsaved_and_can_be_written_again(
    qtbot: QtBot, opening: Callable[[], Document], mine: Path
) -> None:
    document = opening()
    document.open(str(mine))
    with qtbot.waitSignal(document.strayed, timeout=10_000) as heard:
        mine.unlink()
    assert heard.args == ["gone"]
    assert not session_of(document).store.is_saved
    document.save(mine)
    assert mine.read_text("utf-8") == TEXT
    assert session_of(document).store.is_saved


def test_a_file_that_comes_back_is_saved_again(qtbot: QtBot, opening: Callable[[], Document], mine: Path) -> None:
    document = opening()
    document.open(str(mine))
    away = mine.with_name("away.toml")
    with qtbot.waitSignal(document.strayed, timeout=10_000):
        mine.rename(away)
    with qtbot.waitSignal(document.strayed, timeout=10_000) as heard:
        away.rename(mine)
    assert heard.args == [None]
    assert session_of(document).store.is_saved


def test_a_folder_that_has_gone_is_said_and_saving_elsewhere_works(
    qtbot: QtBot, opening: Callable[[], Document], tmp_path: Path
) -> None:
    stick = tmp_path / "stick"
    stick.mkdir()
    (stick / "mine.toml").write_text(TEXT, "utf-8")
    document = opening()
    document.open(str(stick / "mine.toml"))
    change(document, 7)
    with qtbot.waitSignal(document.strayed, timeout=10_000) as heard:
        stick.rename(tmp_path / "elsewhere")
        document.check()
    assert heard.args[0] == "away"
    with pytest.raises(StrayError) as error:
        document.save(stick / "mine.toml")
    assert error.value.stray == "away"
    document.save(tmp_path / "rescued.toml")
    assert codec.read(tmp_path / "rescued.toml") == session_of(document).state


def test_saving_through_a_link_keeps_the_link_and_watches_the_file(
    qtbot: QtBot, opening: Callable[[], Document], mine: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "links"
    folder.mkdir()
    link = folder / "link.toml"
    link.symlink_to(mine)
    document = opening()
    document.open(str(link))
    change(document, 7)
    document.save(link)
    assert link.is_symlink()
    assert codec.read(mine).parameters.run.rounds == 7
    with qtbot.waitSignal(document.strayed, timeout=10_000, check_params_cb=lambda stray: stray == "changed"):
        mine.write_text(TEXT, "utf-8")


def test_the_title_alone_decides_nothing(opening: Callable[[], Document], mine: Path) -> None:
    """Two windows that save other files with the same title have nothing to do with each other."""
    first, second = opening(), opening()
    first.open(str(mine))
    session_of(second).store.commit(replace(session_of(first).state), "Same")
    second.save(mine.with_name("second.toml"))
    first.save(mine)
