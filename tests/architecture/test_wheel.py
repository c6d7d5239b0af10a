"""The installed program, built from this checkout as a wheel, starts and finds its files from anywhere."""

import os
import struct
import subprocess
import sys
import sysconfig
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SCENARIO = "why-did-it-turn"
ENVIRONMENT = {name: value for name, value in os.environ.items() if name not in {"PYTHONPATH", "VIRTUAL_ENV"}}


def quietly(*command: str | Path, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    done = subprocess.run(list(map(str, command)), cwd=cwd, env=ENVIRONMENT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    return done


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel of this checkout, built without a network."""
    folder = tmp_path_factory.mktemp("wheel")
    offline = ("--no-index", "--no-deps", "--no-build-isolation", "--disable-pip-version-check")
    quietly(sys.executable, "-m", "pip", "wheel", *offline, "--wheel-dir", folder, ROOT)
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def programs(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of programs of a fresh environment with the wheel; libraries are borrowed from this one."""
    environment = tmp_path_factory.mktemp("fresh") / "venv"
    quietly(sys.executable, "-m", "venv", "--without-pip", environment)
    names = {"base": str(environment), "platbase": str(environment)}
    programs = Path(sysconfig.get_path("scripts", "venv", names))
    packages = Path(sysconfig.get_path("purelib", "venv", names))
    # A folder that is named in a .pth file is not searched for further ones: the editable install of this
    # checkout stays out of sight.
    (packages / "libraries.pth").write_text(sysconfig.get_path("purelib"), "utf-8")
    offline = ("--no-index", "--no-deps", "--disable-pip-version-check")
    quietly(sys.executable, "-m", "pip", "--python", programs / "python", "install", *offline, wheel)
    return programs


def test_the_wheel_carries_every_shipped_file_and_no_test(wheel: Path) -> None:
    inside = set(zipfile.ZipFile(wheel).namelist())
    shipped = [path for top in ("assets", "scenarios") for path in (ROOT / top).rglob("*") if path.is_file()]
    assert {f"simulator/_data/{path.relative_to(ROOT).as_posix()}" for path in shipped} <= inside
    assert {"Inter-Regular.otf", "OFL.txt", "scenario.toml"} <= {path.name for path in shipped}
    assert {name.partition("/")[0].partition("-")[0] for name in inside} == {"simulator", "ida_simulator"}


def test_what_is_installed_is_the_wheel_and_not_the_checkout(programs: Path, tmp_path: Path) -> None:
    code = "from simulator import paths; print(paths.__file__, paths.assets(), paths.scenarios(), sep='\\n')"
    places = quietly(programs / "python", "-c", code, cwd=tmp_path).stdout.splitlines()
    assert len(places) == 3
    assert all(Path(place).is_relative_to(programs.parent) and Path(place).exists() for place in places)


def test_the_installed_program_lists_the_bundled_scenarios(programs: Path, tmp_path: Path) -> None:
    lines = quietly(programs / "ida-simulator", "list", cwd=tmp_path).stdout.splitlines()
    slugs = [line.partition("\t")[0] for line in lines]
    assert slugs[0] == SCENARIO
    assert sorted(slugs) == sorted(path.parent.name for path in (ROOT / "scenarios").glob("*/scenario.toml"))


def test_the_installed_program_takes_a_picture_of_its_window(programs: Path, tmp_path: Path) -> None:
    wanted = ("--out", "window.png", "--round", "6", "--size", "1280x800")
    quietly(programs / "ida-simulator", "snapshot", SCENARIO, *wanted, cwd=tmp_path)
    head = (tmp_path / "window.png").read_bytes()[:24]
    assert head[:8] == b"\x89PNG\r\n\x1a\n"
    assert struct.unpack(">II", head[16:24]) == (1280, 800)
    assert [path.name for path in tmp_path.iterdir()] == ["window.png"]
