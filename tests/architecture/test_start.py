"""main.py sets the process up before anything heavy is loaded, and says what is missing in a sentence."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SET_HERE = {"OPENBLAS_NUM_THREADS", "QT_NO_GUI_THREADPOOL"}
BARE = {name: value for name, value in os.environ.items() if name not in SET_HERE}
# A stand-in for the command line that shows what it finds on being imported.
STAND_IN = """
import os, sys
found = {name: os.environ.get(name) for name in ("OPENBLAS_NUM_THREADS", "QT_NO_GUI_THREADPOOL")}
def main(argv):
    print(found, sorted({"numpy", "PySide6"} & set(sys.modules)), argv)
    return 7
"""


def start(words: list[str], folder: Path, stand_in: str, **more: str) -> subprocess.CompletedProcess[str]:
    """Start a copy of the program in which another module stands in the place of simulator.cli."""
    (folder / "simulator").mkdir()
    for name in ("main.py", "simulator/__init__.py", "simulator/__main__.py"):
        shutil.copy(ROOT / name, folder / name)
    (folder / "simulator" / "cli.py").write_text(stand_in, "utf-8")
    command = [sys.executable, "main.py", *words]
    return subprocess.run(command, cwd=folder, env=BARE | more, capture_output=True, text=True)


def test_threads_are_limited_before_anything_is_imported(tmp_path: Path) -> None:
    done = start(["list"], tmp_path, STAND_IN)
    assert done.stdout.strip() == "{'OPENBLAS_NUM_THREADS': '1', 'QT_NO_GUI_THREADPOOL': '1'} [] ['list']"


def test_what_the_user_has_set_stays(tmp_path: Path) -> None:
    done = start([], tmp_path, STAND_IN, OPENBLAS_NUM_THREADS="4")
    assert "'OPENBLAS_NUM_THREADS': '4'" in done.stdout


def test_the_status_of_the_command_line_is_that_of_the_process(tmp_path: Path) -> None:
    assert start([], tmp_path, STAND_IN).returncode == 7


def test_a_missing_library_is_said_in_one_line(tmp_path: Path) -> None:
    done = start([], tmp_path, "raise ModuleNotFoundError('no', name='numpy.linalg')")
    assert done.returncode == 2
    assert done.stderr.startswith("numpy.linalg is not installed")
    assert len(done.stderr.strip().splitlines()) == 1


def test_a_module_of_our_own_that_is_missing_is_a_fault_and_not_hidden(tmp_path: Path) -> None:
    assert "Traceback" in start([], tmp_path, "import simulator.no_such_module").stderr


@pytest.mark.parametrize("words", [["--help"], ["list"]], ids=" ".join)
def test_main_and_the_package_start_the_same_program(words: list[str]) -> None:
    as_file, as_package = (
        subprocess.run([sys.executable, *how, *words], cwd=ROOT, capture_output=True, text=True)
        for how in (["main.py"], ["-m", "simulator"])
    )
    assert as_file.returncode == as_package.returncode == 0
    assert as_file.stdout == as_package.stdout
    assert as_file.stdout.strip()
