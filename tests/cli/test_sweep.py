"""`sweep`: every cell a row, the same table whoever computes it, stopped and gone on with, refused in one line."""

from __future__ import annotations

import csv
import io
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

import simulator
from simulator.cli import rows as rows_module
from simulator.cli import sweep as command
from simulator.cli.rows import duration
from simulator.engine.iterate import run
from simulator.engine.parameters import Parameters
from simulator.engine.replicas import replicate
from tests.cli.calls import GOOD, ROOT, assert_refused, call, files_in, process

CAPTURE = pytest.CaptureFixture[str]
OVER = ("--over", "overseer.quality=0.8:1:5")
MAP = (*OVER, "--over", "reliability.copies=1:5:3")
REPORTED = ["horizon", "capability", "misalignment", "reproduction", "attack_success"]
EXPERIMENT = GOOD + (
    '[experiment]\nover = ["overseer.quality=0.8:1:3"]\nmeasure = "correct_2"\nround = 2\nreplicas = 7\n'
)
SLOW = ("--over", "overseer.quality=0.8:1:300", "--replicas", "500")


def table(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


# --- figures -----------------------------------------------------------------------------------------------------


def test_a_row_has_the_swept_ids_and_then_the_last_rounds_figures(capsys: CAPTURE) -> None:
    called = call(capsys, "sweep", "why-did-it-turn", *MAP, "--csv", "-")
    assert (called.status, called.err) == (0, "")
    assert called.out.splitlines()[0].split(",") == ["overseer.quality", "reliability.copies", *REPORTED]
    found = table(called.out)
    assert [(row["overseer.quality"], row["reliability.copies"]) for row in found[:4]] == [
        ("0.8", "1"), ("0.8", "3"), ("0.8", "5"), ("0.85", "1"),
    ]  # fmt: skip
    assert len(found) == 15
    for row in found:
        alone = run(Parameters.of({
            "overseer.quality": float(row["overseer.quality"]), "reliability.copies": int(row["reliability.copies"]),
        }))  # fmt: skip
        for name in REPORTED:
            assert float(row[name]) == pytest.approx(getattr(alone, name)[-1], abs=1e-12)


def test_with_replicas_there_are_means_and_quantiles(capsys: CAPTURE) -> None:
    called = call(
        capsys, "sweep", "copies-that-vote", *OVER, "--replicas", "20", "--measure", "misalignment", "--csv", "-"
    )
    assert called.status == 0
    names = ["overseer.quality", *(f"misalignment{suffix}" for suffix in ("", "_p5", "_p50", "_p95"))]
    assert called.out.splitlines()[0].split(",") == names
    first = table(called.out)[0]
    alone = replicate(Parameters.of({"overseer.quality": 0.8, "reliability.copies": 3}), 20).misalignment[-1]
    assert float(first["misalignment"]) == alone.mean()
    assert float(first["misalignment_p5"]) < float(first["misalignment_p50"]) < float(first["misalignment_p95"])


def test_any_figure_can_be_measured_at_any_round(capsys: CAPTURE) -> None:
    called = call(
        capsys, "sweep", "why-did-it-turn", *OVER, "--measure", "ledger_overseer_slips", "--measure", "correct_4",
        "--round", "3", "--set", "run.rounds=5", "--csv", "-",
    )  # fmt: skip
    first = table(called.out)[0]
    alone = run(Parameters.of({"overseer.quality": 0.8})).round(3).to_json()
    assert float(first["ledger_overseer_slips"]) == pytest.approx(alone["ledger"]["overseer_slips"], abs=1e-12)
    assert float(first["correct_4"]) == pytest.approx(alone["correct"][4], abs=1e-12)


def test_round_0_has_no_reproduction_number_and_the_other_columns(capsys: CAPTURE) -> None:
    called = call(capsys, "sweep", "why-did-it-turn", *OVER, "--round", "0", "--csv", "-")
    assert called.out.splitlines()[0] == "overseer.quality,horizon,capability,misalignment,attack_success"


def test_the_experiment_of_the_file_is_computed_where_nothing_else_is_asked(capsys: CAPTURE, mine: Path) -> None:
    mine.write_text(EXPERIMENT, encoding="utf-8")
    header = call(capsys, "sweep", mine, "--csv", "-").out.splitlines()[0].split(",")
    assert header[:2] == ["overseer.quality", "horizon"]
    assert header[-4:] == ["correct_2", "correct_2_p5", "correct_2_p50", "correct_2_p95"]
    other = call(capsys, "sweep", mine, "--csv", "-", "--over", "run.rounds=2:4:3", "--replicas", "0")
    assert other.out.splitlines()[0].split(",") == ["run.rounds", *REPORTED]


def test_json_says_what_was_swept_and_null_where_there_is_no_number(capsys: CAPTURE) -> None:
    asked = ("--over", "task.branching=0:2:3", "--replicas", "5", "--json", "-")
    called = call(capsys, "sweep", "why-did-it-turn", *asked)
    content = json.loads(called.out, parse_constant=lambda name: pytest.fail(f"{name} is no JSON"))
    assert content["over"] == [{"id": "task.branching", "values": [0, 1, 2]}]
    assert (content["replicas"], content["round"], content["measures"]) == (5, None, REPORTED)
    assert content["parameters"] == Parameters().values()
    failed, *others = content["cells"]
    assert failed["horizon"] is failed["horizon_p5"] is None
    assert failed["problem"].startswith("task.branching is 0, outside its range")
    assert all(isinstance(cell["horizon_p95"], float) and "problem" not in cell for cell in others)
    assert called.err.startswith("note: 1 of 3 cells failed; the first one: task.branching is 0")


def test_without_an_output_people_get_a_table(capsys: CAPTURE) -> None:
    called = call(capsys, "sweep", "why-did-it-turn", *OVER)
    lines = called.out.splitlines()
    assert lines[0] == "Will it keep getting better?: 5 cells, the last round"
    assert lines[2].split() == ["overseer.quality", *REPORTED]
    assert lines[6].split()[:2] == ["0.95", "4.414"]
    many = call(capsys, "sweep", "why-did-it-turn", "--over", "amplify.capture=0:1:100").out.splitlines()
    assert len(many) == 3 + command.MOST_LINES + 1
    assert many[-1] == "... and 60 more; --csv writes all of them"


def test_a_failed_cell_is_a_row_with_its_message(capsys: CAPTURE) -> None:
    called = call(capsys, "sweep", "why-did-it-turn", "--over", "task.branching=0:2:5", "--csv", "-")
    assert called.status == 0
    problems = [row["problem"] for row in table(called.out)]
    assert [bool(problem) for problem in problems] == [True, True, False, True, False]
    assert problems[1] == "task.branching is 0.5, but it must be a whole number from 1 to 10."


def test_a_cell_that_breaks_down_unforeseen_gets_its_column_in_the_middle_of_the_table(
    capsys: CAPTURE, mine: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from simulator.engine import sweep as engine

    whole = engine._of_replicas

    def fragile(p: Parameters, plan: Any) -> Any:
        if p.overseer.quality == 0.9:
            raise MemoryError("no room, at all")
        return whole(p, plan)

    monkeypatch.setattr(engine, "_of_replicas", fragile)
    asked = ("sweep", mine, *OVER, "--replicas", "9000", "--measure", "horizon")
    called = call(capsys, *asked, "--csv", "out.csv")
    assert called.status == 0
    assert called.err == "note: 1 of 5 cells failed; the first one: MemoryError: no room, at all\n"
    found = table(Path("out.csv").read_text())
    assert [row["problem"] for row in found] == ["", "", "MemoryError: no room, at all", "", ""]
    assert [bool(row["horizon"]) for row in found] == [True, True, False, True, True]
    assert files_in(Path()) == {"mine.toml", "out.csv"}
    assert call(capsys, *asked, "--csv", "out.csv", "--resume").status == 0


# --- who computes ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("luck", [(), ("--replicas", "40")], ids=["plain", "replicas"])
def test_one_process_and_two_write_the_same_bytes(luck: tuple[str, ...], tmp_path: Path) -> None:
    wide = ("--over", "overseer.quality=0.5:1:30", "--over", "run.rounds=1:12:12", *luck)
    outs = []
    for jobs in ("1", "2"):
        out = tmp_path / f"{jobs}.csv"
        done = process("sweep", "copies-that-vote", *wide, "--jobs", jobs, "--csv", out)
        assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
        outs.append(out.read_bytes())
    assert outs[0] == outs[1]
    assert outs[0].count(b"\n") == 361


def test_without_distributed_one_line_says_what_to_install(
    capsys: CAPTURE, mine: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    called = call(capsys, "sweep", mine, *OVER, "--cluster", "tcp://127.0.0.1:1", "--csv", "out.csv")
    assert_refused(called, "--cluster needs the package distributed, which is not installed here")
    assert files_in(Path()) == {"mine.toml"}


# --- stopping and going on ---------------------------------------------------------------------------------------


def stop_after(count: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Press Ctrl-C when so many chunks have been written."""
    take = rows_module.Rows.take
    taken = [0]

    def stopping(self: rows_module.Rows, chunk: Any) -> None:
        take(self, chunk)
        taken[0] += 1
        if taken[0] == count:
            raise KeyboardInterrupt

    monkeypatch.setattr(rows_module.Rows, "take", stopping)


@pytest.mark.parametrize("cut", [0, 1, 30])
def test_a_stopped_sweep_keeps_complete_rows_and_goes_on_to_the_same_table(
    capsys: CAPTURE, mine: Path, monkeypatch: pytest.MonkeyPatch, cut: int
) -> None:
    asked = ("sweep", mine, "--over", "overseer.quality=0.8:1:8", "--replicas", "2500", "--jobs", "1")
    assert call(capsys, *asked, "--csv", "whole.csv").status == 0
    with monkeypatch.context() as context:
        stop_after(2, context)
        called = call(capsys, *asked, "--csv", "part.csv")
    assert (called.status, called.out) == (130, "")
    assert called.err == (
        "Stopped; 4 of 8 rows are there, complete, in part.csv. The same command with --resume goes on from here.\n"
    )
    whole, part = Path("whole.csv").read_bytes(), Path("part.csv").read_bytes()
    assert whole.startswith(part)
    assert part.count(b"\n") == 5
    Path("part.csv").write_bytes(part[: len(part) - cut])  # as if killed while writing
    refused = call(capsys, *asked, "--csv", "part.csv")
    assert_refused(refused, f"--csv part.csv: {4 - (cut > 0)} of 8 rows of such a sweep are there already")
    gone_on = call(capsys, *asked, "--csv", "part.csv", "--resume", "--json", "all.json")
    assert (gone_on.status, gone_on.err) == (0, "")
    assert Path("part.csv").read_bytes() == whole
    cells = json.loads(Path("all.json").read_text())["cells"]
    assert [str(cell["horizon_p5"]) for cell in cells] == [row["horizon_p5"] for row in table(whole.decode())]


def test_a_stopped_sweep_without_a_file_says_how_it_could_have_gone_on(
    capsys: CAPTURE, monkeypatch: pytest.MonkeyPatch
) -> None:
    stop_after(1, monkeypatch)
    called = call(capsys, "sweep", "why-did-it-turn", *MAP)
    assert called.status == 130
    assert called.err == "Stopped; 15 of 15 rows are there. With --csv OUT a sweep that is stopped can go on later.\n"


def test_resuming_what_is_complete_computes_nothing_and_what_is_not_there_everything(
    capsys: CAPTURE, mine: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = ("sweep", mine, *MAP, "--csv", "out.csv", "--resume")
    assert call(capsys, *asked).status == 0
    before = Path("out.csv").read_bytes()
    assert before.count(b"\n") == 16
    monkeypatch.setattr(rows_module.Rows, "take", lambda *_: pytest.fail("nothing is left to do"))
    assert call(capsys, *asked).status == 0
    assert Path("out.csv").read_bytes() == before


@pytest.mark.parametrize(
    ("other", "said"),
    [
        (("--over", "overseer.quality=0.8:1:6"), "is not a table of this sweep. This table is of a sweep over other"),
        ((*OVER, "--measure", "horizon"), "is not a table of this sweep. This table has other columns"),
        ((*OVER, "--set", "amplify.capture=0.5"), "are those of another scenario or other settings"),
    ],
)
def test_the_table_of_another_sweep_is_not_gone_on_with(
    capsys: CAPTURE, mine: Path, other: tuple[str, ...], said: str
) -> None:
    assert call(capsys, "sweep", mine, *OVER, "--csv", "out.csv").status == 0
    before = Path("out.csv").read_bytes()
    called = call(capsys, "sweep", mine, *other, "--csv", "out.csv", "--resume")
    assert called.status == 2
    assert len(called.errors) == 1
    assert said in called.err
    assert Path("out.csv").read_bytes() == before


def test_other_files_are_written_over_as_by_every_command(capsys: CAPTURE, mine: Path) -> None:
    Path("out.csv").write_text("notes\n")
    assert call(capsys, "sweep", mine, *OVER, "--csv", "out.csv").status == 0
    assert len(table(Path("out.csv").read_text())) == 5
    assert call(capsys, "sweep", mine, *OVER, "--csv", "out.csv").status == 0


@pytest.mark.skipif(sys.platform == "win32", reason="no such signals there")
@pytest.mark.parametrize("name", ["SIGINT", "SIGKILL"])
@pytest.mark.parametrize("jobs", ["1", "2"])
def test_whatever_ends_the_program_leaves_complete_rows(tmp_path: Path, name: str, jobs: str) -> None:
    sent = signal.Signals[name]
    out = tmp_path / "out.csv"
    main = [sys.executable, str(ROOT / "main.py")]
    running = subprocess.Popen(
        [*main, "sweep", "why-did-it-turn", *SLOW, "--jobs", jobs, "--csv", str(out)],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True
    )
    deadline = time.monotonic() + 60
    while not (out.exists() and out.read_bytes().count(b"\n") > 5):
        assert time.monotonic() < deadline
        assert running.poll() is None
        time.sleep(0.02)
    os.killpg(running.pid, sent)
    said = running.communicate(timeout=60)[1]
    text = out.read_text()
    assert text.endswith("\n")
    rows = table(text)
    assert 5 <= len(rows) < 300
    assert all(None not in row.values() and "" not in row.values() for row in rows)
    if sent == signal.SIGINT:
        assert running.returncode == 130
        there = f"Stopped; {len(rows)} of 300 rows are there, complete, in {out}."
        assert said.splitlines() == [f"{there} The same command with --resume goes on from here."]


# --- refusals ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((), ("sweep: say what to sweep with --over",)),
        (("--over", "overseer.quality=0,8:1:3"), ("--over overseer.quality=0,8:1:3: the start is '0,8'",)),
        (
            ("--over", "overseer.qualty=0:1:3", "--over", "run.rounds=1:5"),
            ("--over overseer.qualty=0:1:3: There is no parameter", "--over run.rounds=1:5: write ID=START:STOP:COUNT"),
        ),
        ((*OVER, *OVER), ("sweep: overseer.quality is swept twice.",)),
        ((*MAP, "--over", "run.rounds=1:3:3"), ("sweep: A sweep has one or two parameters, not 3.",)),
        (
            ("--over", "overseer.quality=0:1:2000", "--over", "amplify.capture=0:1:2000"),
            ("sweep: A sweep has at most 1,000,000 cells, not 4,000,000.",),
        ),
        ((*OVER, "--set", "overseer.quality=1"), ("--set overseer.quality: this parameter is swept",)),
        ((*OVER, "--set", "run.round=1"), ("--set run.round=1: There is no parameter run.round",)),
        ((*OVER, "--measure", "beauty"), ("--measure beauty: beauty is not measured",)),
        (
            (*OVER, "--measure", "beauty", "--measure", "reproduction", "--round", "0"),
            ("--measure beauty: beauty is not measured", "--measure reproduction: reproduction starts with round 1."),
        ),
        ((*OVER, "--measure", "horizon", "--measure", "horizon"), ("sweep: horizon is measured twice.",)),
        ((*OVER, "--round", "5"), ("--round 5: there are the rounds 0 to 4",)),
        ((*OVER, "--replicas", "10001"), ("--replicas 10001: write a whole number from 0 to 10000",)),
        ((*OVER, "--replicas", "-1"), ("--replicas -1: write a whole number from 0 to 10000",)),
        ((*OVER, "--jobs", "0"), ("--jobs 0: from 1 to 1024",)),
        ((*OVER, "--jobs", "2", "--cluster", "x"), ("--cluster: the cluster has its own workers",)),
        ((*OVER, "--resume"), ("--resume: needs --csv OUT",)),
        ((*OVER, "--resume", "--csv", "-"), ("--resume: needs --csv OUT",)),
        ((*OVER, "--csv", "-", "--json", "-"), ("--json -: the terminal is already taken by --csv",)),
        ((*OVER, "--csv", "mine.toml"), ("--csv mine.toml: this is the scenario file itself",)),
        ((*OVER, "--csv", "x", "--json", "./x"), ("--json ./x: this file is already taken by --csv",)),
        ((*OVER, "--csv", "no/such/folder.csv"), ("--csv: no/such/folder.csv cannot be written: there is no such",)),
        ((*OVER, "--csv", "."), ("--csv: . cannot be written",)),
    ],
)
def test_mistakes_are_refused_in_one_line_each_and_nothing_is_written(
    capsys: CAPTURE, mine: Path, arguments: tuple[str, ...], said: tuple[str, ...]
) -> None:
    assert_refused(call(capsys, "sweep", mine, *arguments), *said)
    assert files_in(Path()) == {"mine.toml"}


def test_a_full_disk_is_said_in_one_line(capsys: CAPTURE, mine: Path) -> None:
    if not os.path.exists("/dev/full"):
        pytest.skip("no /dev/full here")
    assert_refused(call(capsys, "sweep", mine, *OVER, "--csv", "/dev/full"), "The output cannot be written: No space")


# --- progress ---------------------------------------------------------------------------------------------------


def test_a_terminal_is_told_how_far_the_sweep_is(
    capsys: CAPTURE, mine: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rows_module.Progress, "EVERY_S", 0.0)
    monkeypatch.setattr(rows_module.Progress, "SAID_FROM_S", 0.0)
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    capsys.readouterr()
    from simulator import cli

    asked = ["sweep", str(mine), *OVER, "--replicas", "4000", "--jobs", "1", "--csv", "out.csv"]
    assert cli.main(asked) == 0
    said = capsys.readouterr().err.split("\r")
    assert len(said) == 6
    assert said[1].startswith("[#####-------------------] 1 of 5 cells, ")
    assert " left" in said[1]
    assert said[-1].startswith("[########################] 5 of 5 cells")
    assert said[-1].endswith("\n")


@pytest.mark.parametrize(
    ("seconds", "said"), [(0.2, "1 s"), (8.4, "8 s"), (89, "89 s"), (100, "2 min"), (5000, "83 min"), (9000, "2.5 h")]
)
def test_times_are_short(seconds: float, said: str) -> None:
    assert duration(seconds) == said


# --- pictures ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("over", [MAP, OVER, (*OVER, "--replicas", "10"), ("--over", "task.branching=0:3:4")])
def test_a_picture_is_written_beside_the_table(mine: Path, over: tuple[str, ...]) -> None:
    pytest.importorskip("PySide6.QtWidgets")
    for name in ("map.png", "map.svg"):
        done = process("sweep", mine, *over, "--plot", name, "--csv", "out.csv")
        assert done.returncode == 0, done.stderr
    assert Path("map.png").read_bytes().startswith(b"\x89PNG")
    text = Path("map.svg").read_text()
    assert "<svg" in text
    assert "Misalignment at the last round" in text
    assert "lowest, " in text, "the summary is its description"


def test_a_picture_needs_the_right_ending_and_nothing_is_computed_before(capsys: CAPTURE, mine: Path) -> None:
    called = call(capsys, "sweep", mine, *OVER, "--plot", "map.jpg", "--csv", "out.csv")
    assert_refused(called, "--plot map.jpg: a picture goes to a file whose name ends in .png or .svg")
    assert files_in(Path()) == {"mine.toml"}


def test_without_qt_the_picture_is_refused_in_one_line(
    capsys: CAPTURE, mine: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in [name for name in sys.modules if name.startswith(("PySide6", "simulator.ui"))]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setattr(simulator, "ui", None, raising=False)  # what is imported now goes again afterwards
    monkeypatch.setitem(sys.modules, "PySide6", None)
    called = call(capsys, "sweep", mine, *OVER, "--plot", "map.png")
    assert_refused(called, "--plot needs PySide6 and pyqtgraph, which cannot be loaded here")
    assert files_in(Path()) == {"mine.toml"}
