"""`code`, and codes where a file is expected."""

from __future__ import annotations

from pathlib import Path

import pytest

from simulator.scenario import code, codec, library
from tests.cli.calls import FakeInterface, assert_refused, call

CAPTURE = pytest.CaptureFixture[str]
SLUG = "copies-that-vote"


def test_code_prints_a_code_of_at_most_twenty_characters_that_restores_the_scenario(capsys: CAPTURE) -> None:
    called = call(capsys, "code", SLUG, "--set", "overseer.quality=0.8", "--set", "learned.rounds=4")
    assert (called.status, called.err) == (0, "")
    made = called.out.strip()
    assert len(made) <= code.LONGEST
    shared = code.decode(made)
    assert shared.slug == SLUG
    assert shared.scenario.parameters == codec.read(library.path_of(SLUG)).parameters.with_({"overseer.quality": 0.8})
    assert shared.scenario.learned.rounds == 4


def test_a_file_saved_from_a_bundled_scenario_has_a_code(capsys: CAPTURE, mine: Path) -> None:
    text = library.path_of(SLUG).read_text("utf-8").replace("run.rounds = 12", "run.rounds = 9")
    mine.write_text(text, "utf-8")
    assert code.decode(call(capsys, "code", "mine.toml").out.strip()).scenario == codec.read(mine)


@pytest.mark.parametrize("command", [("run", "--csv", "-"), ("tree", "--json", "-"), ("code",), ("check",)])
def test_a_code_stands_where_a_file_may_stand(capsys: CAPTURE, command: tuple[str, ...]) -> None:
    changed = ("--set", "overseer.quality=0.8")
    made = call(capsys, "code", SLUG, *changed).out.strip()
    by_code = call(capsys, command[0], made.lower(), *command[1:])
    assert (by_code.status, by_code.err) == (0, "")
    if command[0] != "check":
        assert by_code.out == call(capsys, command[0], SLUG, *changed, *command[1:]).out


def test_what_does_not_fit_is_refused_with_the_way_out(capsys: CAPTURE, mine: Path) -> None:
    assert_refused(call(capsys, "code", "mine.toml"), "mine.toml: A code says what was changed in a bundled scenario")
    refused = call(capsys, "code", SLUG, "--set", "overseer.quality=0.955")
    assert_refused(refused, f"{SLUG}: overseer.quality is 0.955, which lies between two steps")
    assert refused.err.strip().endswith("Share the file itself.")


def test_a_mistyped_code_is_refused_in_one_line(capsys: CAPTURE, interface: FakeInterface) -> None:
    made = call(capsys, "code", SLUG).out.strip()
    wrong = made[:-1] + ("2" if made[-1] != "2" else "3")
    assert_refused(call(capsys, "run", wrong), f"{wrong}: At least one character of this code is wrong or missing")
    assert_refused(call(capsys, wrong), f"{wrong}: At least one character of this code is wrong or missing")
    assert_refused(call(capsys, "run", "attaack"), "attaack: There is no such file; did you mean the bundled scenario")


def test_the_window_opens_with_a_code(capsys: CAPTURE, interface: FakeInterface) -> None:
    made = call(capsys, "code", SLUG).out.strip()
    assert call(capsys, made).status == 0
    assert interface.calls == [("window", made)]


@pytest.mark.parametrize("name", ["code.svg", "code.PNG"])
def test_the_qr_picture_goes_to_a_file(capsys: CAPTURE, mine: Path, name: str) -> None:
    assert call(capsys, "code", SLUG, "--qr", name).status == 0
    start = b"<?xml" if name.endswith("svg") else b"\x89PNG"
    assert Path(name).read_bytes().startswith(start)
    assert_refused(call(capsys, "code", SLUG, "--qr", "code.gif"), "--qr code.gif: a picture goes to a file")
