"""What is committed speaks of the project alone: no package registry, no machine, exact versions."""

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
# Put together from parts, so that this file does not name them either.
HOSTS = [f"{name}.org" for name in ("pypi", "pythonhosted", "npmjs", "anaconda")]
FOLDERS = ["work", "root", "farm", "opt", "home", "Users"]
FORBIDDEN = {
    "names a package registry": re.compile("|".join([*HOSTS, "index-url", "find-links"]), re.I),
    "names a folder of one machine": re.compile(rf"(?<![\w.~*)])(?<!\w-)[\\/](?:{'|'.join(FOLDERS)})[\\/]\w"),
}


def committed() -> list[Path]:
    """Every file that is committed or would be."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return [path for name in listed.stdout.split("\0") if name and (path := ROOT / name).is_file()]


@pytest.mark.parametrize("folder", FOLDERS)
@pytest.mark.parametrize("line", ["cd /{}/project", "path = 'C:\\{}\\project'", "file:///{}/project"])
def test_the_folder_of_a_machine_is_recognized(line: str, folder: str) -> None:
    assert FORBIDDEN["names a folder of one machine"].search(line.format(folder))


@pytest.mark.parametrize("line", ["simulator/work/x", "../home/x", "the /home of", "and/opt/or", "~/root/x"])
def test_another_path_is_no_folder_of_a_machine(line: str) -> None:
    assert not FORBIDDEN["names a folder of one machine"].search(line)


@pytest.mark.parametrize("what", FORBIDDEN)
def test_no_committed_file(what: str) -> None:
    found = []
    files = committed()
    for path in files:
        if b"\0" in (data := path.read_bytes()) or path == Path(__file__).resolve():
            continue
        for number, line in enumerate(data.decode("utf-8").splitlines(), 1):
            if FORBIDDEN[what].search(line):
                found.append(f"{path.relative_to(ROOT)}:{number}: {line.strip()[:100]}")
    assert len(files) > 20
    assert found == []


def test_every_constraint_is_one_exact_version() -> None:
    text = (ROOT / "constraints.txt").read_text("utf-8")
    lines = [line for line in text.splitlines() if not line.startswith("#")]
    assert len(lines) > 20
    assert [line for line in lines if not re.fullmatch(r"[A-Za-z0-9._-]+==[A-Za-z0-9.]+", line)] == []


def test_the_pin_of_qt_is_the_same_everywhere() -> None:
    for name in ("pyproject.toml", "constraints.txt"):
        assert re.findall(r"PySide6[-_]Essentials==([0-9.]+)", (ROOT / name).read_text("utf-8")) == ["6.11.3"]
