"""The history: when a row comes, what people do with rows, and that no window loses another's."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QLockFile
from pytestqt.qtbot import QtBot

from simulator.app import history as app_history
from simulator.app.history import History
from simulator.app.journal import Journal
from simulator.app.records import ROWS_KEPT, Record, Setup, line_of
from simulator.app.session import Session
from simulator.engine.overrides import Overrides
from simulator.scenario.files import WriteError
from simulator.scenario.schema import Scenario
from tests.app.test_records import some_record


@pytest.fixture(autouse=True)
def soon(monkeypatch: pytest.MonkeyPatch, qapp: object) -> None:
    monkeypatch.setattr(app_history, "REST_MS", 30)


def played() -> Session:
    session = Session(Scenario(title="A test"))
    session.player.to_end()
    settle(session)
    return session


def settle(session: Session) -> None:
    """What is due at once."""
    QCoreApplication.processEvents()
    QCoreApplication.processEvents()


def rest(qtbot: QtBot, session: Session) -> None:
    """Until a change has rested."""
    qtbot.waitUntil(lambda: not session.history._rest.isActive(), timeout=5000)


def changed_ids(record: Record) -> list[str]:
    return [change.id for change in record.changes]


# ---- when a row comes ----


def test_a_run_seen_to_its_end_is_a_row_at_once() -> None:
    session = Session(Scenario(title="A test"))
    settle(session)
    assert not session.history.rows
    session.player.seek(5)
    settle(session)
    assert not session.history.rows
    session.player.to_end()
    settle(session)
    assert len(session.history.rows) == 1
    row = session.history.rows[0]
    assert (row.title, row.changes, row.setup) == ("A test", (), Setup.of(session.state))
    assert row.ends["horizon"] == float(session.run.horizon[-1])
    assert not session.history.is_met


def test_the_same_run_seen_again_is_no_further_row() -> None:
    session = played()
    for _ in range(3):
        session.player.to_start()
        session.player.to_end()
        settle(session)
    assert len(session.history.rows) == 1


def test_a_change_before_the_first_play_is_no_row(qtbot: QtBot) -> None:
    session = Session(Scenario(title="A test"))
    session.set_value("overseer.quality", 0.8, "Change")
    rest(qtbot, session)
    assert session.history.rows == ()
    session.player.to_end()
    settle(session)
    assert list(map(changed_ids, session.history.rows)) == [["overseer.quality"]]  # since it was opened


def test_a_change_becomes_a_row_when_it_has_rested_and_not_before(qtbot: QtBot) -> None:
    session = played()
    session.set_value("overseer.quality", 0.8, "Change")
    settle(session)
    assert len(session.history.rows) == 1
    session.set_value("run.seed", 7, "Change")
    rest(qtbot, session)
    assert [changed_ids(row) for row in session.history.rows] == [["overseer.quality", "run.seed"], []]
    assert session.history.is_met


def test_no_row_comes_during_a_drag_however_long_it_rests(qtbot: QtBot) -> None:
    session = played()
    session.set_value("run.seed", 3, "Change")  # rests while the slider is held
    session.begin_drag("overseer.quality")
    for quality in (0.9, 0.8, 0.7):
        session.set_value("overseer.quality", quality, "Change")
    qtbot.wait(100)
    assert len(session.history.rows) == 1
    session.end_drag()
    assert len(session.history.rows) == 1
    rest(qtbot, session)
    assert [changed_ids(row) for row in session.history.rows] == [["overseer.quality", "run.seed"], []]


def test_a_drag_costs_the_history_one_question_a_move(monkeypatch: pytest.MonkeyPatch) -> None:
    session = played()
    session.begin_drag("overseer.quality")
    monkeypatch.setattr(session.history, "_rest", None)  # whatever touched it would fail
    for quality in (0.9, 0.8, 0.7):
        session.set_value("overseer.quality", quality, "Change")
    monkeypatch.undo()
    session.end_drag()
    session.history.stop()


def test_a_drag_that_leads_back_is_no_row(qtbot: QtBot) -> None:
    session = played()
    session.begin_drag("overseer.quality")
    for quality in (0.9, 0.95):
        session.set_value("overseer.quality", quality, "Change")
    session.end_drag()
    rest(qtbot, session)
    assert len(session.history.rows) == 1


def test_an_override_is_a_row_and_so_is_its_end(qtbot: QtBot) -> None:
    session = played()
    session.set_overrides({"amplify.capture": "off"}, "No capture")
    rest(qtbot, session)
    session.end_overrides("End")
    rest(qtbot, session)
    kinds = [[(c.before_kind, c.after_kind) for c in row.changes] for row in session.history.rows]
    assert kinds == [[("off", None)], [(None, "off")], []]


def test_another_scenario_starts_over_with_what_it_was_opened_with() -> None:
    session = played()
    parameters = session.state.parameters.with_({"overseer.quality": 0.8})
    session.open(Scenario(title="Another", parameters=parameters))
    session.player.to_end()
    settle(session)
    assert [(row.title, row.changes) for row in session.history.rows] == [("Another", ()), ("A test", ())]


def test_undo_of_a_change_is_a_row_of_its_own(qtbot: QtBot) -> None:
    session = played()
    session.set_value("overseer.quality", 0.8, "Change")
    rest(qtbot, session)
    session.store.history.undo()
    rest(qtbot, session)
    change = session.history.rows[0].changes[0]
    assert (change.before, change.after) == (0.8, 0.95)


# ---- what people do with rows ----


def test_restoring_can_be_undone_and_makes_no_row(qtbot: QtBot) -> None:
    session = played()
    session.set_overrides({"amplify.drift": "off"}, "No drift")
    session.set_value("overseer.quality", 0.8, "Change")
    rest(qtbot, session)
    first = session.history.rows[-1]
    session.history.restore(first.id, "Restore")
    assert Setup.of(session.state) == first.setup
    assert session.history.present() == first.id
    rest(qtbot, session)
    assert len(session.history.rows) == 2
    session.store.history.undo()
    assert (session.parameters.overseer.quality, len(session.state.overrides)) == (0.8, 1)


def test_a_row_can_be_put_beside_the_present_run(qtbot: QtBot) -> None:
    session = played()
    session.set_value("overseer.quality", 0.8, "Change")
    rest(qtbot, session)
    session.history.compare(session.history.rows[-1].id, "Compare")
    assert session.other_parameters is not None
    assert (session.parameters.overseer.quality, session.other_parameters.overseer.quality) == (0.8, 0.95)
    session.store.history.undo()
    assert session.other_parameters is None


def test_what_follows_a_restored_run_is_told_from_there(qtbot: QtBot) -> None:
    session = played()
    session.set_value("overseer.quality", 0.8, "Change")
    rest(qtbot, session)
    session.history.restore(session.history.rows[-1].id, "Restore")
    session.set_value("run.seed", 5, "Change")
    rest(qtbot, session)
    assert changed_ids(session.history.rows[0]) == ["run.seed"]


def test_star_name_delete_and_bring_back(qtbot: QtBot) -> None:
    session = played()
    history = session.history
    with qtbot.waitSignal(history.changed):
        history.star(history.rows[0].id, starred=True)
    history.rename(history.rows[0].id, "  Line\none  ")
    (row,) = history.rows
    assert (row.starred, row.name) == (True, "Line one")
    history.delete([row.id, "0" * 32])
    assert (history.rows, history.deleted) == ((), (row,))
    history.bring_back()
    assert (history.rows, history.deleted) == ((row,), ())
    history.bring_back()
    assert history.rows == (row,)


def test_of_deleted_rows_as_many_can_be_brought_back_as_rows_are_kept(tmp_path: Path, qtbot: QtBot) -> None:
    """Each deletion whole; a window that is open all day does not keep all of its own."""
    path, wanted = tmp_path / "history.jsonl", ROWS_KEPT - 1
    rows = [replace(some_record(), id=f"{n:032x}", at=n) for n in range(ROWS_KEPT)]
    path.write_bytes(b"".join(line_of(row) for row in rows))
    history = kept_in(path)
    all_of_them = history.rows
    history.delete([history.rows[0].id])
    history.delete([row.id for row in history.rows[:wanted]])
    assert len(history.deleted) == ROWS_KEPT
    history.bring_back()
    assert history.rows == all_of_them[1:]
    history.delete([row.id for row in history.rows[:wanted]])
    history.bring_back()
    history.bring_back()
    assert history.rows == all_of_them, "both are there still"
    history.delete([history.rows[0].id])
    for _ in range(3):
        history.delete([row.id for row in history.rows[: ROWS_KEPT // 4]])
    history.delete([row.id for row in history.rows[: ROWS_KEPT // 4 - 1]])
    assert (history.rows, len(history.deleted)) == ((), ROWS_KEPT)
    history._put(rows[:2])
    history.delete([rows[0].id])
    history.delete([rows[1].id])
    assert len(history.deleted) == ROWS_KEPT + 1, "the single row that was deleted first is gone"


# ---- where they are kept ----


def kept_in(path: Path) -> History:
    session = Session(Scenario(title="A test"))
    session.history.keep_in(path)
    session.history.setProperty("owner", session)  # the session lives as long as its history
    return session.history


def test_rows_survive_a_restart_with_star_and_name(tmp_path: Path, qtbot: QtBot) -> None:
    path = tmp_path / "deep" / "history.jsonl"
    session = played()
    session.history.keep_in(path)
    session.set_value("overseer.quality", 0.8, "Change")
    rest(qtbot, session)
    session.history.star(session.history.rows[0].id, starred=True)
    session.history.rename(session.history.rows[0].id, "Quality .8")
    session.set_value("overseer.quality", 0.7, "Change")
    rest(qtbot, session)
    session.history.delete([session.history.rows[0].id])
    again = Session(Scenario(title="A test"))
    again.history.keep_in(path)
    assert again.history.rows[0] == session.history.rows[0]
    assert [(row.name, row.starred) for row in again.history.rows] == [("Quality .8", True)]


def test_the_run_that_was_kept_last_is_not_kept_again_after_a_restart(tmp_path: Path) -> None:
    path = tmp_path / "history.jsonl"
    for _ in range(3):
        session = Session(Scenario(title="A test"))
        session.history.keep_in(path)
        session.player.to_end()
        settle(session)
        assert len(session.history.rows) == 1


def test_two_windows_see_each_others_rows_and_marks(tmp_path: Path) -> None:
    path = tmp_path / "history.jsonl"
    sessions = [Session(Scenario(title=title)) for title in ("One", "Two")]
    for session in sessions:
        session.history.keep_in(path)
        session.player.to_end()
        settle(session)
    one, two = (session.history for session in sessions)
    assert {row.title for row in two.rows} == {"One", "Two"}
    two.star(two.rows[0].id, starred=True)
    two.delete([two.rows[1].id])
    one.refresh()
    assert one.rows == two.rows
    assert len(one.rows) == 1


_WRITER = """
import sys
from pathlib import Path
from uuid import uuid4
from dataclasses import replace
from PySide6.QtCore import QCoreApplication
from simulator.app.journal import Journal
from simulator.app.records import Book, line_of
from simulator.scenario.files import WriteError
from tests.app.test_records import some_record
application = QCoreApplication([])
journal, name = Journal(Path(sys.argv[1])), sys.argv[2]
row = some_record(title=name)


def until_done(write, what):
    while True:
        try:
            return write(what)
        except WriteError:  # another one has the lock for too long
            pass


def whole():
    book, own = Book(), Journal(Path(sys.argv[1]))
    book.take(own.read_on()[0])
    return book.text()


for number in range(60):
    until_done(journal.add, [line_of(replace(row, id=uuid4().hex, at=number))])
    if number % 20 == 19:
        until_done(journal.rewrite, whole)
"""


def test_processes_that_write_at_the_same_time_lose_nothing(tmp_path: Path) -> None:
    """Three of them, each adding sixty rows and writing the whole afresh three times in between."""
    path = tmp_path / "history.jsonl"
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([os.getcwd(), *sys.path])}
    writers = [
        subprocess.Popen([sys.executable, "-c", _WRITER, str(path), name], env=environment) for name in "abc"
    ]  # fmt: skip
    assert [writer.wait(timeout=120) for writer in writers] == [0, 0, 0]
    history = kept_in(path)
    assert history.left_out == 0
    assert {name: sum(row.title == name for row in history.rows) for name in "abc"} == dict.fromkeys("abc", 60)


def test_broken_rows_are_left_out_and_the_others_are_there(tmp_path: Path) -> None:
    path = tmp_path / "history.jsonl"
    good = [replace(some_record(), id=f"{n:032x}", at=n) for n in range(3)]
    path.write_bytes(line_of(good[0]) + b'{"v":1,\n\xff\xfe\x00\n' + line_of(good[1]) + b"[]\n" + line_of(good[2]))
    history = kept_in(path)
    assert [row.at for row in history.rows] == [2, 1, 0]
    assert history.left_out == 3


def test_a_row_that_was_cut_off_costs_no_other(tmp_path: Path) -> None:
    path = tmp_path / "history.jsonl"
    first, second = (replace(some_record(), id=f"{n:032x}", at=n) for n in range(2))
    path.write_bytes(line_of(first) + line_of(second)[:100])  # a power cut
    session = played()
    session.history.keep_in(path)
    session.history.star(first.id, starred=True)
    assert kept_in(path).row(first.id) == replace(first, starred=True)
    assert session.history.left_out == 1


def test_the_file_is_written_afresh_when_much_of_it_is_not_needed(tmp_path: Path) -> None:
    path = tmp_path / "history.jsonl"
    rows = [replace(some_record(), id=f"{n:032x}", at=n, starred=n == 0) for n in range(ROWS_KEPT + 300)]
    path.write_bytes(b"".join(map(line_of, rows)) + b'{"v":2,"id":"newer"}\n')
    history = kept_in(path)
    assert len(history.rows) == ROWS_KEPT + 1
    lines = path.read_bytes().splitlines()
    assert len(lines) == ROWS_KEPT + 2
    assert lines[-1] == b'{"v":2,"id":"newer"}'
    assert kept_in(path).rows == history.rows


def test_a_folder_that_cannot_be_written_is_told_and_nothing_else_happens(tmp_path: Path, qtbot: QtBot) -> None:
    (tmp_path / "file").write_text("not a folder")
    session = played()
    with qtbot.waitSignal(session.history.troubled):
        session.history.keep_in(tmp_path / "file" / "history.jsonl")
        session.set_value("overseer.quality", 0.8, "Change")
        rest(qtbot, session)
    assert len(session.history.rows) == 2
    assert "history.jsonl cannot be" in session.history.trouble


def test_what_could_not_be_written_is_written_when_it_can(tmp_path: Path, qtbot: QtBot) -> None:
    path = tmp_path / "history.jsonl"
    session = played()
    session.history.keep_in(path)
    lock = QLockFile(f"{path}.lock")
    assert lock.tryLock(1000)
    session.set_value("overseer.quality", 0.8, "Change")
    rest(qtbot, session)
    assert "another program is writing" in session.history.trouble
    assert not path.exists()
    lock.unlock()
    session.set_value("overseer.quality", 0.7, "Change")
    rest(qtbot, session)
    assert session.history.trouble == ""
    assert len(kept_in(path).rows) == 2


def test_a_journal_reads_on_from_where_it_was(tmp_path: Path) -> None:
    path = tmp_path / "lines"
    reader, writer = Journal(path), Journal(path)
    assert reader.read_on() == ([], False)
    writer.add([b"one\n", b"two\n"])
    assert reader.read_on() == ([b"one", b"two"], True)
    writer.add([b"three\n"])
    assert reader.read_on() == ([b"three"], False)
    with path.open("ab") as file:
        file.write(b"fou")
    assert reader.read_on() == ([], False)
    writer.rewrite(lambda: b"five\n")
    assert reader.read_on() == ([b"five"], True)
    path.unlink()
    assert reader.read_on() == ([], True)


def test_threads_that_add_lines_at_the_same_time_lose_none(tmp_path: Path) -> None:
    path = tmp_path / "lines"

    def write(name: bytes) -> None:
        journal = Journal(path)
        for number in range(20):
            while True:
                try:
                    journal.add([b"%s %d\n" % (name, number)])
                    break
                except WriteError:
                    pass

    threads = [threading.Thread(target=write, args=[name]) for name in (b"a", b"b")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(Journal(path).read_on()[0])) == 40


def test_overrides_are_part_of_what_is_compared() -> None:
    session = played()
    other = Setup(parameters=session.state.parameters, overrides=Overrides((("amplify.drift", "off"),)))
    assert other != session.history.rows[0].setup
