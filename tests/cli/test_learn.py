"""`learn`: the same figures as the learned model, in every form that is asked for, or nothing at all."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

from simulator.learner.baselines import baselines
from simulator.learner.calibration import estimate
from simulator.learner.observations import observe
from simulator.learner.rounds import Round, Setting, course, learn, rounds_of
from simulator.learner.settings import Learned
from simulator.learner.student import METHODS
from simulator.scenario import library
from simulator.scenario.codec import read
from tests.cli.calls import FakeInterface, assert_refused, call, process, without_interface

SEED = read(library.path_of("medical")).parameters.run.seed
CAPTURE = pytest.CaptureFixture[str]
SET = {
    "learned.slip_rate": 0.1, "learned.slip_consistency": 0.5, "learned.rounds": 2, "learned.steps": 20,
    "learned.size": 8, "learned.width": 8,
}  # fmt: skip
FEW = tuple(part for id_, value in SET.items() for part in ("--set", f"{id_}={value}"))


def test_json_has_all_settings_every_round_and_every_baseline(capsys: CAPTURE) -> None:
    called = call(capsys, "learn", "medical", *FEW, "--seeds", "2", "--set", "run.seed=5", "--json", "-")
    assert (called.status, called.err) == (0, "")
    content = json.loads(called.out, parse_constant=pytest.fail)
    mine = Learned.of(SET | {"learned.task": "diagnosis", "learned.seeds": 2})
    assert content["settings"] == mine.values()
    assert content["seed"] == 5
    assert content["runs"] == [[one.to_json() for one in learn(mine, 5, number=number)] for number in range(2)]
    assert content["rounds"] == content["runs"][0]
    assert list(content["baselines"]) == [method for method in METHODS if method != "ida"]
    others: dict[str, list[dict[str, object]]] = {}
    for method, one in baselines(mine, 5):
        others.setdefault(method, []).append(one.to_json())
    assert content["baselines"] == others
    assert [len(gap) for gap in content["gap_recovered"]] == [3, 3]


def test_csv_has_a_row_for_each_run_method_and_round(capsys: CAPTURE) -> None:
    called = call(capsys, "learn", "medical", *FEW, "--seeds", "2", "--csv", "-")
    assert (called.status, called.err) == (0, "")
    rows = list(csv.DictReader(io.StringIO(called.out)))
    expected = [(str(run), method, str(t)) for run in range(2) for method in METHODS for t in range(3)]
    assert [(row["run"], row["method"], row["round"]) for row in rows] == expected
    first = next(learn(Learned.of(SET | {"learned.task": "diagnosis"}), 1))
    assert float(rows[0]["correct_0"]) == first.correct[0]
    assert float(rows[0]["loss"]) == first.loss
    assert rows[0]["teacher_correct_0"] == ""
    assert rows[1]["teacher_correct_0"] != ""


def test_without_outputs_a_table_is_printed(capsys: CAPTURE) -> None:
    called = call(capsys, "learn", "medical", *FEW, "--seeds", "1")
    assert called.status == 0
    lines = called.out.splitlines()
    assert lines[0] == "A medical case: diagnosis, 1 run"
    assert len(lines) == 6


def test_all_that_is_wrong_with_settings_is_said_at_once(capsys: CAPTURE) -> None:
    called = call(
        capsys, "learn", "medical", "--set", "learned.rouds=4", "--set", "learned.size=999", "--set", "run.seed=x",
        "--set", "overseer.quality=1", "--set", "learned.curriculum=1",
    )  # fmt: skip
    assert_refused(
        called,
        "--set learned.rouds=4: There is no setting learned.rouds; did you mean learned.rounds?",
        "--set learned.size=999: learned.size is 999, outside its range: it must be a whole number from 8 to 96",
        "--set overseer.quality=1: There is no setting overseer.quality",
        "--set learned.curriculum=1: learned.curriculum is",
        "--set run.seed=x: run.seed is",
    )
    assert_refused(call(capsys, "learn", "medical", "--seeds", "0"), "--seeds 0: write how many, from 1 to 20")


def test_a_new_task_brings_its_own_size(capsys: CAPTURE) -> None:
    called = call(
        capsys, "learn", "medical", "--set", "learned.task=wildcard_search", "--set", "learned.rounds=1",
        "--set", "learned.steps=10", "--seeds", "1", "--json", "-",
    )  # fmt: skip
    assert json.loads(called.out)["settings"]["learned.size"] == 6


def test_stopping_keeps_the_runs_that_are_complete(capsys: CAPTURE, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(setting: Setting, **more: object) -> object:
        if setting.luck.number:
            raise KeyboardInterrupt
        return course(setting, **more)  # type: ignore[arg-type]

    monkeypatch.setattr("simulator.learner.rounds.course", interrupted)
    called = call(capsys, "learn", "medical", *FEW, "--seeds", "3", "--csv", "-")
    assert called.status == 130
    assert called.err == "Stopped; 1 of 3 runs are complete.\n"
    assert {row["run"] for row in csv.DictReader(io.StringIO(called.out))} == {"0"}


def test_stopping_in_a_run_keeps_its_complete_rounds(capsys: CAPTURE, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(setting: Setting, **more: object) -> object:
        for event in course(setting, **more):  # type: ignore[arg-type]
            yield event
            if isinstance(event, Round) and event.round == 1:
                raise KeyboardInterrupt

    monkeypatch.setattr("simulator.learner.rounds.course", interrupted)
    called = call(capsys, "learn", "medical", *FEW, "--csv", "-")
    assert called.status == 130
    assert called.err == "Stopped; 0 of 3 runs are complete.\n"
    rows = list(csv.DictReader(io.StringIO(called.out)))
    assert [(row["run"], row["method"], row["round"]) for row in rows] == [("0", "ida", "0"), ("0", "ida", "1")]


def test_the_calibration_is_that_of_all_runs_together(capsys: CAPTURE) -> None:
    called = call(capsys, "learn", "medical", *FEW, "--seeds", "2", "--json", "-")
    calibration = json.loads(called.out)["calibration"]
    mine = Learned.of(SET | {"learned.task": "diagnosis", "learned.seeds": 2})
    settings = [Setting(mine, SEED, number) for number in range(2)]
    seen = [observe(setting, list(rounds_of(setting))) for setting in settings]
    assert calibration["estimates"] == estimate(settings[0], seen[0] + seen[1]).to_json()["estimates"]
    assert calibration["from_rounds"] == 2
    for curve in ("forecast", "trees"):
        assert len(calibration[curve]["capability"]) == 3
        assert set(calibration[curve]["residual"].values()) == {None}  # there is no later round


def test_a_variation_of_the_folder_is_trained(capsys: CAPTURE) -> None:
    called = call(
        capsys, "learn", "is-it-right", "--variation", "no amplification", *FEW, "--seeds", "1", "--json", "-",
    )  # fmt: skip
    content = json.loads(called.out)
    assert content["method"] == "no_amplification"
    assert "ida" in content["baselines"]
    assert content["settings"]["learned.width"] == 8
    refused = call(capsys, "learn", "is-it-right", "--variation", "perfection")
    assert_refused(refused, "--variation perfection: there is no such variation of the learned model; there are: ")


def test_a_plot_gets_every_run_its_baselines_and_what_was_observed(
    capsys: CAPTURE, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    fake = FakeInterface()
    fake.install(monkeypatch)
    out = tmp_path / "curves.svg"
    called = call(capsys, "learn", "medical", *FEW, "--seeds", "2", "--plot", out)
    assert (called.status, called.out, called.err) == (0, "", "")
    assert out.read_bytes() == b"picture of the curves"
    ((what, settings, seed, methods, observed, title),) = fake.calls
    assert (what, seed, observed, title) == ("plot_learned", SEED, 2, "A medical case")
    assert settings.task == "diagnosis"
    assert methods == [sorted(METHODS)] * 2
    other = call(
        capsys, "learn", "is-it-right", "--variation", "No amplification", *FEW, "--seeds", "1", "--plot", out,
    )  # fmt: skip
    assert other.status == 0
    (_, _, _, ((*methods,),), observed, title) = fake.calls[-1]
    assert title == "Is the theory right?: No amplification"
    assert sorted(methods) == ["ida", "no_distillation", "primitives_only", "supervised"]  # it stands in IDA's place
    assert observed == 0
    refused = call(capsys, "learn", "medical", *FEW, "--plot", tmp_path / "curves.pdf")
    assert_refused(refused, f"--plot {tmp_path / 'curves.pdf'}: a picture goes to a file")


def test_without_qt_a_plot_is_refused_before_anything_is_trained(
    capsys: CAPTURE, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    without_interface(monkeypatch)
    called = call(capsys, "learn", "medical", "--plot", tmp_path / "curves.png")
    assert_refused(called, "--plot needs PySide6 and pyqtgraph, which cannot be loaded here")


def test_as_a_process_the_same_seed_gives_the_same_bytes() -> None:
    first, again = (process("learn", "medical", *FEW, "--seeds", "1", "--csv", "-") for _ in range(2))
    assert first.returncode == 0
    assert first.stderr == ""
    assert first.stdout == again.stdout
