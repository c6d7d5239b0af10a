"""`run --replicas`: means and quantiles beside the effective model, which stays what it is."""

from __future__ import annotations

import csv
import io
import json
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from simulator import cli
from simulator.cli import rows
from simulator.cli.run import FEWEST, MOST
from simulator.engine.parameters import TABLE, Parameters
from simulator.engine.replicas import CHANGES, STANDING, replicate
from tests.cli.calls import GOOD, FakeInterface, call, files_in

CAPTURE = pytest.CaptureFixture[str]
NAMES = ("mean", "p5", "p50", "p95")
SETTINGS = ("--set", "run.rounds=3", "--set", "task.max_depth=2", "--set", "distill.examples=50")
P = Parameters.of({"run.rounds": 3, "task.max_depth": 2, "distill.examples": 50})


def figures(capsys: CAPTURE, *more: str) -> Any:
    called = call(capsys, "run", "why-did-it-turn", *SETTINGS, "--json", "-", *more)
    assert (called.status, called.err) == (0, "")
    return json.loads(called.out)


def test_the_bounds_are_those_of_the_table() -> None:
    assert (TABLE["run.replicas"].low, TABLE["run.replicas"].high) == (FEWEST, MOST)


def test_json_has_mean_and_quantiles_of_every_figure_in_every_round(capsys: CAPTURE) -> None:
    content, found = figures(capsys, "--replicas", "130"), replicate(P, 130)
    assert content["parameters"]["run.replicas"] == 130
    assert [set(entry["replicas"]) for entry in content["rounds"]] == [set(STANDING)] + [set(STANDING + CHANGES)] * 3
    for name in STANDING + CHANGES:
        first = 0 if name in STANDING else 1
        expected = dict(zip(NAMES, [found.mean(name), *found.band(name)], strict=True))
        for round_ in range(first, 4):
            entry = content["rounds"][round_]["replicas"][name]
            assert entry == {which: values[round_ - first].tolist() for which, values in expected.items()}


def test_the_effective_model_is_the_same_with_replicas_and_without(capsys: CAPTURE) -> None:
    without, beside = figures(capsys)["rounds"], figures(capsys, "--replicas", "20")["rounds"]
    assert not any("replicas" in entry for entry in without)
    for entry in beside:
        del entry["replicas"]
    assert without == beside


def test_csv_has_the_figures_of_json_behind_those_of_the_effective_model(capsys: CAPTURE) -> None:
    content = figures(capsys, "--replicas", "20")
    text = call(capsys, "run", "why-did-it-turn", *SETTINGS, "--csv", "-", "--replicas", "20").out
    plain = call(capsys, "run", "why-did-it-turn", *SETTINGS, "--csv", "-").out
    rows = list(csv.DictReader(io.StringIO(text)))
    header = plain.splitlines()[0]
    assert text.splitlines()[0].startswith(header + ",horizon_mean,horizon_p5,horizon_p50,horizon_p95,capability_mean")
    for row, entry in zip(rows, content["rounds"], strict=True):
        assert float(row["misalignment_p95"]) == entry["replicas"]["misalignment"]["p95"]
        assert float(row["correct_2_mean"]) == entry["replicas"]["correct"]["mean"][2]
        assert (row["reproduction_p5"] == "") == (entry["round"] == 0)


def test_infinite_figures_are_null(capsys: CAPTURE) -> None:
    said = call(capsys, "run", "why-did-it-turn", *SETTINGS, "--set", "security.prevalence=0", "--replicas", "3",
                "--json", "-").out  # fmt: skip
    assert "Infinity" not in said
    assert "NaN" not in said


def test_another_seed_gives_other_quantiles(capsys: CAPTURE) -> None:
    one, two = (figures(capsys, "--replicas", "20", "--set", f"run.seed={seed}")["rounds"] for seed in (1, 2))
    assert one[2]["capability"] == two[2]["capability"]
    assert one[2]["replicas"]["capability"] != two[2]["replicas"]["capability"]


def test_the_summary_for_people_has_a_second_table(capsys: CAPTURE) -> None:
    said = call(capsys, "run", "why-did-it-turn", *SETTINGS, "--replicas", "130").out
    assert "5 % / 50 % / 95 % of 130 replicas" in said
    band = replicate(P, 130).band("misalignment")[:, 3]
    assert np.allclose([float(word) for word in said.splitlines()[-1].split()[-3:]], band, atol=5e-4)


def test_a_plot_is_given_the_replicas(capsys: CAPTURE, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    interface = FakeInterface()
    interface.install(monkeypatch)
    file = tmp_path / "mine.toml"
    file.write_text(GOOD)
    assert call(capsys, "run", file, "--replicas", "40", "--plot", tmp_path / "a.png").status == 0
    assert interface.calls[0][-1] == 40


def test_a_terminal_is_told_how_far_they_are(capsys: CAPTURE, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rows.Progress, "EVERY_S", 0.0)
    monkeypatch.setattr(rows.Progress, "SAID_FROM_S", 0.0)
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    assert cli.main(["run", "why-did-it-turn", *SETTINGS, "--replicas", "1250", "--csv", "-"]) == 0
    said = capsys.readouterr().err.split("\r")
    assert [text.partition("] ")[2].partition(",  ")[0].split(" runs")[0] for text in said[1:]] == [
        "500 of 1,250", "1,000 of 1,250", "1,250 of 1,250",
    ]  # fmt: skip
    assert " left" in said[1]
    assert said[-1].endswith("\n")


def test_ctrl_c_among_them_leaves_with_130_and_no_files(
    capsys: CAPTURE, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stop(*_: Any) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("simulator.engine.replicas.figures", stop)
    file = tmp_path / "mine.toml"
    file.write_text(GOOD)
    called = call(capsys, "run", file, "--replicas", "40", "--json", tmp_path / "a.json")
    assert (called.status, called.out, called.err) == (130, "", "Stopped.\n")
    assert files_in(tmp_path) == {"mine.toml"}
