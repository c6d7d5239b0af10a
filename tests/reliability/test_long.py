"""The command that does everything long tells what failed, and goes on."""

import importlib.util
from pathlib import Path

import pytest

from tests.reliability.long import PARTS, Part, main

FAILS = Part(name="fails", shows="nothing", command=("-c", "print('so far so good'); 1 / 0"))
HOLDS = Part(name="holds, too", shows="all", command=("-c", "print('all well')"))


def test_a_part_that_fails_is_told_and_the_others_are_done(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--out", str(tmp_path)], (FAILS, HOLDS)) == 1
    told = (tmp_path / "report.md").read_text("utf-8")
    assert "| fails | nothing | **failed** (status 1) | 0 |" in told
    assert "| holds, too | all | held | 0 |" in told
    for words in ("so far so good", "ZeroDivisionError", "all well"):
        assert words in told
    assert "2 parts, fails failed" in capsys.readouterr().out


def test_what_holds_is_a_success(tmp_path: Path) -> None:
    assert main(["--out", str(tmp_path), "holds, too"], (FAILS, HOLDS)) == 0
    assert "fails" not in (tmp_path / "report.md").read_text("utf-8")


def test_a_part_that_does_not_exist_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SystemExit):
        main(["--out", str(tmp_path), "nothing"], (FAILS, HOLDS))


@pytest.mark.parametrize("part", PARTS, ids=[part.name for part in PARTS])
def test_every_part_is_a_module_that_exists(part: Part) -> None:
    assert part.command[0] == "-m"
    assert importlib.util.find_spec(part.command[1]) is not None
