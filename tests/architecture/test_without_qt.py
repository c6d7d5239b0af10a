"""The command line on a machine where Qt is not installed (tests/no_qt)."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
WITHOUT_QT = {**os.environ, "PYTHONPATH": str(ROOT / "tests" / "no_qt")}
SCENARIO = "why-did-it-turn"


def python(*arguments: str, cwd: Path = ROOT) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, *arguments]
    return subprocess.run(command, cwd=cwd, env=WITHOUT_QT, capture_output=True, text=True)


@pytest.mark.parametrize("package", ["PySide6", "shiboken6", "pyqtgraph"])
def test_qt_is_really_hidden_here(package: str) -> None:
    looked_up = python("-c", f"import importlib.util; print(importlib.util.find_spec({package!r}))")
    imported = python("-c", f"import {package}")
    assert looked_up.stdout.strip() == "None"
    assert "ModuleNotFoundError" in imported.stderr


def test_qt_is_hidden_from_the_children_of_children_too() -> None:
    child = "import subprocess, sys; subprocess.run([sys.executable, '-c', 'import PySide6'], check=True)"
    assert "No module named 'PySide6'" in python("-c", child).stderr


def test_a_run_prints_every_round() -> None:
    done = python("main.py", "run", SCENARIO, "--set", "run.rounds=3", "--json", "-")
    assert (done.returncode, done.stderr) == (0, "")
    assert [entry["round"] for entry in json.loads(done.stdout)["rounds"]] == [0, 1, 2, 3]


@pytest.mark.parametrize("command", ["list", "parameters", f"check {SCENARIO}"])
def test_what_needs_no_picture_needs_no_qt(command: str) -> None:
    done = python("main.py", *command.split())
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize(
    "arguments",
    [(), ("snapshot", SCENARIO, "--out", "picture.png"), ("run", SCENARIO, "--plot", "picture.png")],
    ids=["window", "snapshot", "plot"],
)
def test_what_needs_qt_says_so_in_one_line(arguments: tuple[str, ...], tmp_path: Path) -> None:
    done = python(str(ROOT / "main.py"), *arguments, cwd=tmp_path)
    assert done.returncode == 2
    assert len(done.stderr.strip().splitlines()) == 1
    assert "Qt" in done.stderr or "PySide6" in done.stderr
    assert list(tmp_path.iterdir()) == []
