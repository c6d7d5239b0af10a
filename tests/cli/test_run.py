"""`run`: the same figures as the engine, in every form that is asked for, or nothing at all."""

from __future__ import annotations

import csv
import errno
import io
import json
import os
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from simulator.engine.iterate import run
from simulator.engine.measures import LEDGER_CAUSES
from simulator.engine.parameters import TABLE, Parameters
from simulator.scenario import library
from tests.cli.calls import GOOD, FakeInterface, assert_refused, call, files_in, process, without_interface
from tests.scenario.strategies import parameter_values

CAPTURE = pytest.CaptureFixture[str]
STATE = {
    "round", "correct", "error", "misaligned", "horizon", "capability", "misalignment", "prevalence", "attack_success",
    "exposed_misalignment",
}  # fmt: skip
CHANGE = {
    "teacher_correct", "teacher_misaligned", "teacher_horizon", "ledger", "ledger_capability", "reproduction_by_depth",
    "reproduction", "model_calls", "overseer_steps",
}  # fmt: skip
CAUSES = [
    "spread", "overseer_slips", "amplification_drift", "assistants", "voting", "checking", "label_averaging",
    "forgetting", "distillation_drift", "refinement",
]  # fmt: skip


def strict(text: str) -> Any:
    """JSON without the extensions that only some programs read."""

    def refuse(name: str) -> None:
        raise AssertionError(f"{name} is no JSON")

    return json.loads(text, parse_constant=refuse)


def table(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


# --- figures -----------------------------------------------------------------------------------------------------


def test_json_has_every_parameter_and_every_figure_of_every_round(capsys: CAPTURE) -> None:
    called = call(capsys, "run", "copies-that-vote", "--set", "run.rounds=3", "--json", "-")
    assert (called.status, called.err) == (0, "")
    content = strict(called.out)
    assert list(content) == ["parameters", "rounds"]
    expected = Parameters.of({"reliability.copies": 3, "run.rounds": 3})
    assert content["parameters"] == expected.values()
    assert [set(entry) for entry in content["rounds"]] == [STATE] + [STATE | CHANGE] * 3
    assert content["rounds"] == [entry.to_json() for entry in run(expected).rounds]
    assert list(content["rounds"][1]["ledger"]) == list(LEDGER_CAUSES) == CAUSES


def test_numbers_in_json_have_their_full_precision(capsys: CAPTURE) -> None:
    rounds = strict(call(capsys, "run", "why-did-it-turn", "--json", "-").out)["rounds"]
    exact = run(Parameters())
    assert [entry["misalignment"] for entry in rounds] == exact.misalignment.tolist()
    assert [entry["correct"] for entry in rounds] == exact.correct.tolist()


def test_infinite_figures_are_null(capsys: CAPTURE) -> None:
    called = call(capsys, "run", "why-did-it-turn", "--json", "-", "--set", "security.prevalence=0")
    assert called.status == 0
    strict(called.out)


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(values=parameter_values)
def test_any_parameters_in_range_give_the_figures_of_the_engine(capsys: CAPTURE, values: dict[str, Any]) -> None:
    chosen = [word for id_, value in values.items() for word in ("--set", f"{id_}={value}")]
    called = call(capsys, "run", "why-did-it-turn", "--json", "-", *chosen)
    assert (called.status, called.err) == (0, "")
    assert strict(called.out)["rounds"] == [entry.to_json() for entry in run(Parameters.of(values)).rounds]


def test_csv_has_one_row_a_round_and_the_figures_of_json(capsys: CAPTURE) -> None:
    rows = table(call(capsys, "run", "why-did-it-turn", "--csv", "-").out)
    rounds = strict(call(capsys, "run", "why-did-it-turn", "--json", "-").out)["rounds"]
    assert [row["round"] for row in rows] == [str(number) for number in range(13)]
    for row, entry in zip(rows, rounds, strict=True):
        assert float(row["misaligned_12"]) == entry["misaligned"][12]
        assert float(row["exposed_misalignment"]) == entry["exposed_misalignment"]
        if entry["round"]:
            assert float(row["ledger_spread"]) == entry["ledger"]["spread"]
            assert float(row["ledger_capability_voting"]) == entry["ledger_capability"]["voting"]
            assert float(row["teacher_correct_0"]) == entry["teacher_correct"][0]
            assert float(row["reproduction_1"]) == entry["reproduction_by_depth"][0]
            assert float(row["reproduction_12"]) == entry["reproduction_by_depth"][11]
            assert float(row["model_calls"]) == entry["model_calls"]


def test_the_columns_of_csv_are_scalars_then_ledgers_then_depths(capsys: CAPTURE) -> None:
    called = call(capsys, "run", "why-did-it-turn", "--set", "task.max_depth=2", "--set", "run.rounds=1", "--csv", "-")
    by_depth = ["correct", "error", "misaligned", "teacher_correct", "teacher_misaligned"]
    assert called.out.splitlines()[0].split(",") == [
        *("round", "horizon", "capability", "misalignment", "prevalence", "attack_success", "exposed_misalignment"),
        *("teacher_horizon", "reproduction", "model_calls", "overseer_steps"),
        *(f"ledger_{cause}" for cause in CAUSES),
        *(f"ledger_capability_{cause}" for cause in CAUSES),
        *(f"{name}_{depth}" for name in by_depth for depth in range(3)),
        *("reproduction_1", "reproduction_2"),
    ]
    first = table(called.out)[0]
    assert {name for name, value in first.items() if value == ""} == {
        name for name in first if name.startswith(("teacher_", "ledger_", "reproduction", "model_", "overseer_"))
    }


def test_without_an_output_a_table_for_people_is_printed(capsys: CAPTURE) -> None:
    called = call(capsys, "run", "why-did-it-turn")
    lines = called.out.splitlines()
    assert lines[0] == "Will it keep getting better?"
    assert lines[-1].split() == ["12", "4.41", "0.360", "0.629", "+0.007", "2.00"]
    assert len({len(line) for line in lines[4:]}) == 1


def test_the_largest_run_is_quick_enough_to_wait_for(capsys: CAPTURE, tmp_path: Path) -> None:
    largest = "run.rounds=60 task.max_depth=20 amplify.levels=4 reliability.copies=9 distill.labels_per_question=15"
    chosen = [word for setting in largest.split() for word in ("--set", setting)]
    called = call(capsys, "run", "why-did-it-turn", *chosen, "--json", tmp_path / "a.json", "--csv", tmp_path / "a.csv")
    assert (called.status, called.err) == (0, "")
    assert len(strict((tmp_path / "a.json").read_text(encoding="utf-8"))["rounds"]) == 61
    assert len(table((tmp_path / "a.csv").read_text(encoding="utf-8"))) == 61


# --- outputs -----------------------------------------------------------------------------------------------------


def test_files_hold_the_same_bytes_as_the_terminal(capsys: CAPTURE, mine: Path) -> None:
    for form in ("json", "csv"):
        printed = call(capsys, "run", mine, f"--{form}", "-").out
        assert call(capsys, "run", mine, f"--{form}", f"out.{form}").out == ""
        assert Path(f"out.{form}").read_bytes() == printed.encode()


def test_all_outputs_can_be_had_at_once(capsys: CAPTURE, mine: Path, interface: FakeInterface) -> None:
    called = call(capsys, "run", mine, "--json", "-", "--csv", "a.csv", "--plot", "a.SVG", "--set", "run.rounds=2")
    assert called.status == 0
    assert len(strict(called.out)["rounds"]) == 3
    assert len(table(Path("a.csv").read_text(encoding="utf-8"))) == 3
    assert Path("a.SVG").read_bytes() == b"picture of the run"
    [(what, drawn, suffix, title)] = interface.calls
    assert (what, suffix, title, drawn.last) == ("plot", ".SVG", "Mine", 2)
    assert files_in(mine.parent) == {"mine.toml", "a.csv", "a.SVG"}


def test_an_output_that_exists_is_replaced(capsys: CAPTURE, mine: Path) -> None:
    Path("a.csv").write_text("old" * 100_000, encoding="utf-8")
    assert call(capsys, "run", mine, "--csv", "a.csv").status == 0
    assert Path("a.csv").read_text(encoding="utf-8").startswith("round,")


def test_a_device_is_written_to(capsys: CAPTURE, mine: Path) -> None:
    assert call(capsys, "run", mine, "--json", os.devnull).status == 0
    assert not Path(os.devnull).is_file()


@pytest.mark.parametrize(
    ("outputs", "said"),
    [
        (["--json", "-", "--csv", "-"], ["--csv -: the terminal is already taken by --json"]),
        (["--json", "a", "--csv", "a"], ["--csv a: this file is already taken by --json"]),
        (["--json", "a", "--csv", "./sub/../a"], ["--csv ./sub/../a: this file is already taken by --json"]),
        (["--json", "mine.toml"], ["--json mine.toml: this is the scenario file itself, which is not overwritten"]),
        (["--csv", "link.toml"], ["--csv link.toml: this is the scenario file itself, which is not overwritten"]),
        (["--csv", "sub"], ["--csv: sub cannot be written: it is a folder."]),
        (["--csv", "new/"], ["--csv: new/ cannot be written: it names a folder."]),
        (["--csv", "no/a.csv"], ["--csv: no/a.csv cannot be written: there is no such folder."]),
        (["--csv", "mine.toml/a"], ["--csv: mine.toml/a cannot be written: part of its path is not a folder."]),
        (["--csv", ""], ["--csv: Nothing can be written: the name of the file is empty."]),
        (["--csv", "n" * 300], ["--csv: nnnnn"]),
        (["--plot", "a.gif"], ["--plot a.gif: a picture goes to a file whose name ends in .png or .svg"]),
        (["--plot", "-"], ["--plot -: a picture goes to a file whose name ends in .png or .svg"]),
        (["--json", "no/a", "--csv", "sub"], ["--json: no/a cannot be written", "--csv: sub cannot be written"]),
    ],
    ids=lambda value: " ".join(value)[:40],
)
def test_an_output_that_cannot_be_is_refused_before_anything_is_written(
    outputs: list[str], said: list[str], capsys: CAPTURE, mine: Path, interface: FakeInterface
) -> None:
    Path("sub").mkdir()
    Path("link.toml").symlink_to("mine.toml")
    before = files_in(mine.parent)
    beside = [] if "--json" in outputs else ["--json", "good.json"]
    assert_refused(call(capsys, "run", mine, *beside, *outputs), *said)
    assert files_in(mine.parent) == before
    assert files_in(Path("sub")) == set()
    assert mine.read_text(encoding="utf-8") == GOOD
    assert interface.calls == []


def test_a_hard_link_to_the_scenario_is_the_scenario(capsys: CAPTURE, mine: Path) -> None:
    os.link(mine, "other.toml")
    assert_refused(
        call(capsys, "run", mine, "--csv", "other.toml"), "--csv other.toml: this is the scenario file itself"
    )


def test_a_bundled_scenario_is_not_overwritten(capsys: CAPTURE) -> None:
    path = library.find("checks")
    before = path.read_bytes()
    assert_refused(call(capsys, "run", "checks", "--json", path), f"--json {path}: this is the scenario file itself")
    assert path.read_bytes() == before


@pytest.mark.parametrize("moment", ["open", "fsync", "replace"])
def test_a_disk_that_is_full_costs_neither_old_results_nor_leaves_new_ones(
    moment: str, capsys: CAPTURE, mine: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    Path("a.json").write_text("old", encoding="utf-8")

    def full(*_: Any, **__: Any) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, moment, full)
    called = call(capsys, "run", mine, "--json", "a.json")
    monkeypatch.undo()
    assert called.status == 2
    assert "a.json cannot be written: the disk is full." in called.err
    assert len(called.errors) == 1
    assert Path(mine.parent / "a.json").read_text(encoding="utf-8") == "old"
    assert files_in(mine.parent) == {"mine.toml", "a.json"}


def test_when_one_output_fails_the_others_are_not_written_either(
    capsys: CAPTURE, mine: Path, interface: FakeInterface
) -> None:
    interface.error = RuntimeError("no paint")
    called = call(capsys, "run", mine, "--json", "a.json", "--csv", "a.csv", "--plot", "a.png")
    assert_refused(called, "Something unexpected went wrong (RuntimeError: no paint)")
    assert files_in(mine.parent) == {"mine.toml"}


def test_without_qt_a_plot_is_refused_and_all_else_runs(
    capsys: CAPTURE, mine: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    without_interface(monkeypatch)
    called = call(capsys, "run", mine, "--csv", "a.csv", "--plot", "a.png")
    assert_refused(
        called, "--plot needs PySide6 and pyqtgraph, which cannot be loaded here (No module named 'PySide6'); "
    )
    assert "main.py run" in called.err
    assert files_in(mine.parent) == {"mine.toml"}
    assert call(capsys, "run", mine, "--csv", "a.csv").status == 0


# --- --set -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("setting", "said"),
    [
        ("overseer.quality", "write ID=VALUE, for example overseer.quality=0.9"),
        ("=0.9", "write ID=VALUE, for example overseer.quality=0.9"),
        ("", "write ID=VALUE, for example overseer.quality=0.9"),
        ("overseer.quality=", "there is no value behind overseer.quality="),
        ("overseer.qualty=1", "There is no parameter overseer.qualty; did you mean overseer.quality?"),
        ("learned.task=x", "There is no parameter learned.task"),
        ("overseer.quality=1.5", "overseer.quality is 1.5, outside its range: it must be from 0 to 1."),
        ("overseer.quality=good", 'overseer.quality is the text "good", but it must be a number from 0 to 1'),
        ("overseer.quality=0,9", "decimals are written with a point: overseer.quality=0.9"),
        ("overseer.quality=nan", "overseer.quality is nan, which is not a number to calculate with"),
        ("overseer.quality=-inf", "overseer.quality is -inf, which is not a number to calculate with"),
        ("overseer.quality=1e999", "overseer.quality is inf, which is not a number to calculate with"),
        ("run.rounds=3.0", "run.rounds is 3.0, but it must be a whole number from 1 to 60: write 3."),
        ("run.rounds=0x10", 'run.rounds is the text "0x10", but it must be a whole number'),
        ("run.rounds=" + "9" * 6000, "run.rounds is a number of more than nineteen digits, outside its range"),
        ("run.seed=9223372036854775808", "run.seed is 9223372036854775808, outside its range"),
        ("start.method=magic", 'start.method is "magic", but it must be one of supervised, imitation, reinforcement.'),
        ("a\nb=1", "There is no parameter a\\u000ab."),
    ],
    ids=lambda value: value[:30],
)
def test_a_setting_that_cannot_be_taken_is_refused(setting: str, said: str, capsys: CAPTURE, mine: Path) -> None:
    called = call(capsys, "run", mine, "--set", setting, "--json", "a.json")
    assert called.status == 2
    assert len(called.errors) == 1
    assert f": {said}" in called.errors[0]
    assert len(called.errors[0]) < 300
    assert files_in(mine.parent) == {"mine.toml"}


def test_all_settings_that_cannot_be_taken_are_named(capsys: CAPTURE, mine: Path) -> None:
    wrong = ["a=1", "run.rounds=0", "run.seed=3", "run.seed=4"]
    called = call(capsys, "run", mine, *(word for setting in wrong for word in ("--set", setting)))
    assert_refused(
        called,
        "--set a=1: There is no parameter a.",
        "--set run.rounds=0: run.rounds is 0, outside its range",
        "--set run.seed=4: run.seed is given for the second time",
    )


@pytest.mark.parametrize("text", ["0.5", ".5", "5e-1", "+0.5", " 0.5 ", "0.500"])
def test_numbers_may_be_written_in_the_usual_ways(text: str, capsys: CAPTURE, mine: Path) -> None:
    called = call(capsys, "run", mine, "--set", f"overseer.quality={text}", "--json", "-")
    assert strict(called.out)["parameters"]["overseer.quality"] == 0.5


def test_every_default_can_be_set_as_the_table_prints_it(capsys: CAPTURE) -> None:
    chosen = [word for id_, row in TABLE.items() for word in ("--set", f"{id_}={row.default}")]
    called = call(capsys, "run", "checks", *chosen, "--json", "-")
    assert strict(called.out)["parameters"] == Parameters().values()


# --- bad scenarios -----------------------------------------------------------------------------------------------


def test_every_problem_of_a_bad_file_is_one_line(capsys: CAPTURE, mine: Path) -> None:
    mine.write_text(GOOD + 'overseer.quality = 2\noverseer.level = "x"\n', encoding="utf-8")
    assert_refused(
        call(capsys, "run", "mine.toml", "--json", "a.json"),
        "mine.toml: parameters.overseer.quality (line 5): overseer.quality is 2, outside its range",
        'mine.toml: parameters.overseer.level (line 6): overseer.level is the text "x", but it must be a number',
    )
    assert files_in(mine.parent) == {"mine.toml"}


def test_a_newer_format_is_refused_in_one_line(capsys: CAPTURE, mine: Path) -> None:
    mine.write_text(GOOD.replace("1", "2") + "new = 1\n", encoding="utf-8")
    assert_refused(call(capsys, "run", "mine.toml"), "mine.toml: format: This file has format 2, but this version")


def test_a_run_as_a_process_prints_json_and_nothing_else() -> None:
    done = process("run", "one-round", "--json", "-")
    assert (done.returncode, done.stderr) == (0, "")
    assert len(strict(done.stdout)["rounds"]) == 2


def test_overrides_of_a_file_are_in_force_and_said_and_set_ends_one(capsys: CAPTURE, tmp_path: Path) -> None:
    file = tmp_path / "overridden.toml"
    file.write_text(GOOD + '[overrides]\ndistill.drift = "off"\namplify.capture = "off"\n')
    said = json.loads(call(capsys, "run", file, "--json", "-").out)
    expected = run(Parameters.of({"run.rounds": 4, "distill.drift": 0.0, "amplify.capture": 0.0}))
    assert said["overrides"] == {"amplify.capture": "off", "distill.drift": "off"}
    assert said["parameters"]["distill.drift"] == 0.0
    assert said["rounds"][-1]["misalignment"] == expected.misalignment[-1]
    assert "Overridden: no capture, no drift when distilled" in call(capsys, "run", file).out
    said = json.loads(call(capsys, "run", file, "--set", "distill.drift=0.1", "--json", "-").out)
    assert said["overrides"] == {"amplify.capture": "off"}
    assert said["parameters"]["distill.drift"] == 0.1
