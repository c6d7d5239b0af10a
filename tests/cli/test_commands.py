"""The other commands, the window, and what happens around all of them."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from simulator import __version__, cli
from simulator.engine.parameters import TABLE
from simulator.scenario import library
from simulator.scenario.codec import read
from simulator.scenario.schema import Problem, ScenarioError
from tests.cli.calls import (
    GOOD,
    ROOT,
    FakeInterface,
    assert_refused,
    call,
    files_in,
    process,
    without_interface,
)

CAPTURE = pytest.CaptureFixture[str]

# --- check -------------------------------------------------------------------------------------------------------


def test_check_is_content_with_good_files(capsys: CAPTURE, mine: Path) -> None:
    called = call(capsys, "check", "mine.toml", *library.slugs())
    assert (called.status, called.err) == (0, "")
    assert called.out.splitlines() == [f"{name}: no problems" for name in ("mine.toml", *library.slugs())]


def test_check_lists_every_problem_of_every_file(capsys: CAPTURE, mine: Path) -> None:
    Path("bad.toml").write_text(GOOD + "run.seed = -1\nrun.sead = 1\n", encoding="utf-8")
    Path("cut.toml").write_text(GOOD + "run.se", encoding="utf-8")
    Path("new.toml").write_text("format = 9\n", encoding="utf-8")
    called = call(capsys, "check", "bad.toml", "mine.toml", "cut.toml", "none.toml", "new.toml", ".")
    assert (called.status, called.err) == (1, "")
    assert called.out.splitlines() == [
        "bad.toml: parameters.run.seed (line 5): run.seed is -1, outside its range: "
        "it must be a whole number from 0 to 9223372036854775807.",
        "bad.toml: parameters.run.sead (line 6): There is no parameter run.sead; did you mean run.seed?",
        "mine.toml: no problems",
        "cut.toml: line 5, column 7: The file ends in the middle of line 5: it looks cut off.",
        "none.toml: There is no such file.",
        "new.toml: format: This file has format 9, but this version of the program knows formats up to 1: "
        "a newer version is needed.",
        ".: This is a folder, not a scenario file.",
    ]


# --- list and parameters -----------------------------------------------------------------------------------------


def test_list_prints_slug_tab_title_the_default_first(capsys: CAPTURE) -> None:
    called = call(capsys, "list")
    assert (called.status, called.err) == (0, "")
    lines = called.out.splitlines()
    assert lines[0] == "why-did-it-turn\tWill it keep getting better?"
    assert [line.split("\t") for line in lines] == [[one.slug, one.title] for one in library.bundled()]


def test_a_damaged_bundled_file_is_named(capsys: CAPTURE, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "checks").mkdir()
    path = tmp_path / "checks" / "scenario.toml"
    path.write_text("format = 1", encoding="utf-8")
    monkeypatch.setattr("simulator.paths.scenarios", lambda: tmp_path)
    assert_refused(call(capsys, "list"), f"{path}: title: The title is missing", f"{path}: parameters: The table")


def test_the_table_of_parameters_names_every_one_and_stars_assumptions(capsys: CAPTURE) -> None:
    lines = call(capsys, "parameters").out.splitlines()
    rows = {line.split()[0]: line for line in lines[1:-2] if line}
    assert list(rows) == list(TABLE)
    for id_, row in TABLE.items():
        assert row.help in rows[id_]
        assert rows[id_].endswith(" *") == row.assumption
    assert rows["run.rounds"].split()[1:5] == ["12", "whole,", "1", "to"]


def test_the_table_of_parameters_for_programs_is_the_table(capsys: CAPTURE, mine: Path) -> None:
    printed = call(capsys, "parameters", "--json", "-").out
    rows = json.loads(printed)
    assert [row["id"] for row in rows] == list(TABLE)
    for row in rows:
        assert list(row) == [
            "id", "symbol", "default", "low", "high", "integer", "choices", "label", "help", "unit", "source",
            "assumption", "off", "ideal",
        ]  # fmt: skip
        known = TABLE[row["id"]]
        assert row["default"] == known.default
        assert row["choices"] == list(known.choices)
        assert (row["low"], row["high"]) == ((None, None) if known.choices else (known.low, known.high))
    assert call(capsys, "parameters", "--json", "table.json").out == ""
    assert Path("table.json").read_text(encoding="utf-8") == printed


# --- snapshot ----------------------------------------------------------------------------------------------------


def test_a_snapshot_is_of_the_usual_size_and_light(capsys: CAPTURE, mine: Path, interface: FakeInterface) -> None:
    called = call(capsys, "snapshot", mine, "--out", "a.png")
    assert (called.status, called.out, called.err) == (0, "", "")
    assert interface.calls == [("snapshot", read(mine), (1280, 800), "light", None)]
    assert Path("a.png").read_bytes() == b"picture of the window"


def test_a_snapshot_may_have_another_size_theme_and_round(
    capsys: CAPTURE, mine: Path, interface: FakeInterface
) -> None:
    options = "--out a.PNG --size 3840x2160 --theme projector --round 4"
    assert call(capsys, "snapshot", mine, *options.split()).status == 0
    assert interface.calls[0][2:] == ((3840, 2160), "projector", 4)


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ("--out a.gif", "--out a.gif: a picture goes to a file whose name ends in .png"),
        ("--out -", "--out -: a picture goes to a file whose name ends in .png"),
        ("--out no/a.png", "--out: no/a.png cannot be written: there is no such folder."),
        ("--out a.png --size 10x10", "--size 10x10: a picture may have from 480x270 to 7680x4320 pixels"),
        ("--out a.png --size 99999x800", "--size 99999x800: a picture may have from 480x270 to 7680x4320 pixels"),
        ("--out a.png --size 1280", "--size 1280: write width and height in pixels, for example 1280x800"),
        ("--out a.png --size 1280x-800", "--size 1280x-800: write width and height in pixels"),
        ("--out a.png --size 12.8x800", "--size 12.8x800: write width and height in pixels"),
        ("--out a.png --round 5", "--round 5: this scenario has the rounds 0 to 4"),
        ("--out a.png --round -1", "--round -1: this scenario has the rounds 0 to 4"),
        ("--out a.png --round x", "--round x: this scenario has the rounds 0 to 4"),
        ("--out a.png --theme blue", "snapshot: argument --theme: invalid choice: 'blue'"),
        ("--size 1280x800", "snapshot: the following arguments are required: --out"),
    ],
)
def test_a_snapshot_that_cannot_be_is_refused(
    options: str, said: str, capsys: CAPTURE, mine: Path, interface: FakeInterface
) -> None:
    assert_refused(call(capsys, "snapshot", "mine.toml", *options.split()), said)
    assert interface.calls == []
    assert files_in(mine.parent) == {"mine.toml"}


def test_a_snapshot_that_fails_leaves_the_old_picture(capsys: CAPTURE, mine: Path, interface: FakeInterface) -> None:
    Path("a.png").write_bytes(b"old")
    interface.error = OSError("the picture could not be written")
    called = call(capsys, "snapshot", mine, "--out", "a.png")
    assert_refused(called, "Something unexpected went wrong (OSError: the picture could not be written)")
    assert Path("a.png").read_bytes() == b"old"
    assert files_in(mine.parent) == {"mine.toml", "a.png"}


def test_a_picture_that_stays_empty_is_not_put_in_place(
    capsys: CAPTURE, mine: Path, interface: FakeInterface, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys.modules["simulator.ui.pictures"], "snapshot", lambda *_: None)
    assert_refused(call(capsys, "snapshot", mine, "--out", "a.png"), "a.png cannot be written: nothing came out.")
    assert files_in(mine.parent) == {"mine.toml"}


def test_without_qt_a_snapshot_says_what_is_missing(
    capsys: CAPTURE, mine: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    without_interface(monkeypatch)
    assert_refused(call(capsys, "snapshot", mine, "--out", "a.png"), "A snapshot needs PySide6 and pyqtgraph, which")
    assert files_in(mine.parent) == {"mine.toml"}


# --- the window --------------------------------------------------------------------------------------------------


def test_without_arguments_the_window_opens(capsys: CAPTURE, interface: FakeInterface) -> None:
    assert call(capsys).status == 0
    assert interface.calls == [("window", None)]


@pytest.mark.parametrize("arguments", [["mine.toml"], ["--", "mine.toml"]])
def test_with_a_file_the_window_opens_it(
    arguments: list[str], capsys: CAPTURE, mine: Path, interface: FakeInterface
) -> None:
    assert call(capsys, *arguments).status == 0
    assert interface.calls == [("window", "mine.toml")]


def test_with_a_slug_the_window_opens_the_bundled_scenario(capsys: CAPTURE, interface: FakeInterface) -> None:
    assert call(capsys, "checks").status == 0
    assert interface.calls == [("window", str(library.find("checks")))]


def test_a_file_named_like_a_command_can_be_opened(capsys: CAPTURE, mine: Path, interface: FakeInterface) -> None:
    mine.rename("run")
    assert call(capsys, "--", "run").status == 0
    assert interface.calls == [("window", "run")]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["rnu", "mine.toml"], "rnu is neither a command nor a scenario; did you mean run?"),
        (["chek"], "chek is neither a command nor a scenario; did you mean check?"),
        (["cheks"], "cheks is neither a command nor a scenario; did you mean checks?"),
        (["why-did-it-trun"], "why-did-it-trun is neither a command nor a scenario; did you mean why-did-it-turn?"),
        (["mine.tml"], "mine.tml: There is no such file."),
        (["frobnicate"], "frobnicate: There is neither a file nor a bundled scenario of that name; bundled are"),
        ([""], '"": There is neither a file nor a bundled scenario of that name'),
        (["mine.toml", "--json", "-"], "After the file mine.toml nothing more is expected, but there is: --json -"),
        (["--nonsense"], "unrecognized arguments: --nonsense; see main.py --help"),
        (["run"], "run: the following arguments are required: FILE; see main.py run --help"),
        (["run", "mine.toml", "--replicas", "0"], "--replicas 0: write how many, from 1 to 10000"),
        (["run", "mine.toml", "--replicas", "1.5"], "--replicas 1.5: write how many, from 1 to 10000"),
        (["run", "mine.toml", "--replicas", "10001"], "--replicas 10001: write how many, from 1 to 10000"),
        (["run", "mine.toml", "--js", "-"], "unrecognized arguments: --js -"),
        (["list", "more"], "unrecognized arguments: more"),
        (["check"], "check: the following arguments are required: FILE"),
        (["run", "mine.toml", "--json"], "run: argument --json: expected one argument"),
    ],
    ids=lambda value: " ".join(value)[:30] if isinstance(value, list) else "",
)
def test_what_cannot_be_understood_is_answered_in_one_line(
    arguments: list[str], said: str, capsys: CAPTURE, mine: Path, interface: FakeInterface
) -> None:
    assert_refused(call(capsys, *arguments), said)
    assert interface.calls == []


@pytest.mark.parametrize("arguments", [[], ["mine.toml"]])
def test_without_a_screen_the_run_command_is_named(
    arguments: list[str], capsys: CAPTURE, mine: Path, interface: FakeInterface
) -> None:
    interface.problem = "No screen was found."
    name = arguments[0] if arguments else "why-did-it-turn"
    assert_refused(
        call(capsys, *arguments),
        f"No screen was found. Everything but the window works without a screen: main.py run {name}",
    )
    assert interface.calls == []


def test_without_qt_the_run_command_is_named(capsys: CAPTURE, monkeypatch: pytest.MonkeyPatch) -> None:
    without_interface(monkeypatch)
    assert_refused(
        call(capsys),
        "The window needs PySide6 and pyqtgraph, which cannot be loaded here (No module named 'PySide6'); "
        "everything else works without it: main.py run why-did-it-turn",
    )


def test_qt_that_is_there_but_cannot_be_loaded_is_explained(capsys: CAPTURE, interface: FakeInterface) -> None:
    interface.error = ImportError("libEGL.so.1: cannot open shared object file")
    assert_refused(call(capsys), "The window needs PySide6 and pyqtgraph, which cannot be loaded here (libEGL.so.1: ")


def test_a_module_of_our_own_that_is_missing_is_not_blamed_on_qt(capsys: CAPTURE, interface: FakeInterface) -> None:
    interface.error = ModuleNotFoundError("No module named 'simulator.ui.x'", name="simulator.ui.x")
    assert_refused(
        call(capsys), "Something unexpected went wrong (ModuleNotFoundError: No module named 'simulator.ui.x')"
    )


def test_a_file_that_the_window_refuses_is_answered_with_its_problems(
    capsys: CAPTURE, interface: FakeInterface
) -> None:
    interface.error = ScenarioError([Problem(place="title", message="The title is empty.")], "checks")
    assert_refused(call(capsys, "checks"), "checks: title: The title is empty.")


# --- around everything -------------------------------------------------------------------------------------------


def test_help_names_every_command_and_leaves_with_0(capsys: CAPTURE) -> None:
    called = call(capsys, "--help")
    assert (called.status, called.err) == (0, "")
    for name, command in cli.COMMANDS.items():
        assert f"  {name} " in called.out
        assert command.help in called.out
        assert command.help[1:] in call(capsys, name, "--help").out
    assert max(map(len, called.out.splitlines())) <= 88


def test_the_version_is_that_of_the_package(capsys: CAPTURE) -> None:
    called = call(capsys, "--version")
    assert (called.status, called.out) == (0, f"ida-simulator {__version__}\n")


def test_what_nobody_foresaw_is_one_calm_line(capsys: CAPTURE, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail() -> None:
        raise ZeroDivisionError("seven\nlines")

    monkeypatch.setattr(library, "bundled", fail)
    assert_refused(
        call(capsys, "list"), "Something unexpected went wrong (ZeroDivisionError: seven\\x0alines); with IDA"
    )
    monkeypatch.setenv("IDA_TRACEBACK", "1")
    with pytest.raises(ZeroDivisionError):
        cli.main(["list"])


def test_ctrl_c_leaves_with_130_and_no_files(capsys: CAPTURE, mine: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def stop(*_: Any) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("simulator.engine.iterate.run", stop)
    called = call(capsys, "run", mine, "--json", "a.json", "--csv", "-")
    assert (called.status, called.out, called.err) == (130, "", "Stopped.\n")
    assert files_in(mine.parent) == {"mine.toml"}


def test_names_with_line_breaks_do_not_break_lines(capsys: CAPTURE, tmp_path: Path) -> None:
    assert len(call(capsys, "run", "a\nb\x1b[31m").errors) == 1
    assert len(call(capsys, "check", "a\nb").out.splitlines()) == 1


def test_a_terminal_of_an_old_encoding_gets_the_table_all_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    for_people, for_programs = io.BytesIO(), io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(for_people, encoding="ascii", write_through=True))
    assert cli.main(["parameters"]) == 0
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(for_programs, encoding="ascii", write_through=True))
    assert cli.main(["parameters", "--json", "-"]) == 0
    assert b"task.decomposable" in for_people.getvalue()
    assert json.loads(for_programs.getvalue().decode("utf-8"))[2]["symbol"] == "δ"


@pytest.mark.parametrize("arguments", ["list", "run checks --json -", "check checks", "parameters"])
def test_without_a_terminal_a_command_still_runs(arguments: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdout", None)
    monkeypatch.setattr(sys, "stderr", None)
    assert cli.main(arguments.split()) == 0
    assert cli.main(["run", "no.toml"]) == 2


if os.name == "posix":

    def test_a_reader_that_leaves_early_is_no_error() -> None:
        command = [sys.executable, str(ROOT / "main.py"), "run", "checks", "--set", "run.rounds=60", "--json", "-"]
        running = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        assert running.stdout is not None
        assert running.stderr is not None
        running.stdout.close()  # long before the first figure is written
        assert running.stderr.read() == b""
        running.stderr.close()
        assert running.wait(30) == 141

    def test_ctrl_c_in_a_process_is_one_word() -> None:
        code = (
            "import os, signal, simulator.engine.iterate as engine, simulator.cli as cli\n"
            "engine.run = lambda p: os.kill(os.getpid(), signal.SIGINT) or [][0]\n"
            "raise SystemExit(cli.main(['run', 'checks']))"
        )
        done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True)
        assert (done.returncode, done.stdout, done.stderr) == (130, "", "Stopped.\n")

    def test_a_full_disk_behind_the_terminal_is_one_line() -> None:
        with open("/dev/full", "wb") as full:
            done = process_to(full, "run", "checks", "--json", "-")
        assert (done.returncode, done.stderr) == (2, b"error: The output cannot be written: No space left on device.\n")

    def process_to(out: Any, *arguments: str) -> subprocess.CompletedProcess[bytes]:
        command = [sys.executable, str(ROOT / "main.py"), *arguments]
        return subprocess.run(command, stdout=out, stderr=subprocess.PIPE)


def test_a_mistake_as_a_process_is_one_line_and_status_2(tmp_path: Path) -> None:
    done = process("run", "why-did-it-trun", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == (
        "error: why-did-it-trun: There is no such file; did you mean the bundled scenario why-did-it-turn?\n"
    )


@pytest.mark.parametrize("arguments", ["list", "check PLAIN", "parameters --json -", "--help", "run no.toml"])
def test_only_a_run_loads_numpy_and_nothing_of_this_loads_qt(arguments: str, tmp_path: Path) -> None:
    plain = tmp_path / "plain.toml"  # a scenario that has a lesson is played to check its claims
    plain.write_text('format = 1\ntitle = "Plain"\n', encoding="utf-8")
    code = (
        f"import sys; from simulator import cli; cli.main({arguments.replace('PLAIN', str(plain)).split()!r}); "
        "print(*{'numpy', 'networkx', 'PySide6', 'pyqtgraph'} & set(sys.modules), file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True)
    assert done.stderr.splitlines()[-1] == ""
