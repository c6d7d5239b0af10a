"""Bad files: everything that is wrong is said, in plain sentences with their places, and quickly."""

from __future__ import annotations

import os
import random
import re
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulator.scenario import library
from simulator.scenario.codec import parse, read, render, text_of
from simulator.scenario.schema import Scenario, ScenarioError
from simulator.scenario.structure import LISTED
from tests.scenario.bad_files import BAD_FILES, HEAD, Bad

PATIENCE_S = 1.0  # the slowest file of the corpus takes a tenth of it


def complaint(data: str | bytes) -> list[str]:
    with pytest.raises(ScenarioError) as error:
        parse(data, "bad.toml")
    assert error.value.name == "bad.toml"
    return [str(problem) for problem in error.value.problems]


@pytest.mark.parametrize("file", BAD_FILES, ids=lambda file: file.name)
def test_a_bad_file_is_refused_in_these_words(file: Bad) -> None:
    start = time.perf_counter()
    lines = complaint(file.data)
    assert time.perf_counter() - start < PATIENCE_S
    assert [line[: len(said)] for line, said in zip(lines, file.said, strict=True)] == list(file.said)


@pytest.mark.parametrize("file", BAD_FILES, ids=lambda file: file.name)
def test_a_complaint_is_one_short_line_and_a_sentence(file: Bad) -> None:
    for line in complaint(file.data):
        assert line.isprintable()
        assert len(line) < 300
        assert line.endswith((".", "?", "...", "format = 1"))
        assert not re.search(r"Traceback|Error\b|namespace|dict|None|EOF|token", line)


def test_the_corpus_has_no_file_twice() -> None:
    assert len({file.data for file in BAD_FILES}) == len({file.name for file in BAD_FILES}) == len(BAD_FILES) > 40


def test_exactly_64_kilobytes_are_read() -> None:
    data = (HEAD + "#" * (65536 - len(HEAD))).encode()
    assert len(data) == 65536
    assert parse(data) == Scenario(title="x")


def test_a_file_with_thousands_of_problems_is_refused_quickly_and_says_how_many_there_are() -> None:
    start = time.perf_counter()
    lines = complaint(HEAD + "\n".join(f"overseer.qualty{n} = 1" for n in range(2500)))
    assert time.perf_counter() - start < PATIENCE_S
    assert len(lines) == LISTED + 1
    assert lines[-1] == f"There are {2500 - LISTED} more problems."


def test_lines_are_counted_through_comments_long_texts_and_lists() -> None:
    text = (
        '\ufeff# one\r\nformat = 1\r\ntitle = "x"\r\nnotes = """\r\n[parameters]\r\nrun.rounds = 1\r\n"""\r\n'
        '[view]\r\nshow = [ # "\r\n  "run.rounds",\r\n]\r\n[parameters]\r\n  run.rounds = 0\r\n'
        "[parameters.overseer]\r\nquality = 2"
    )
    assert [line.partition(":")[0] for line in complaint(text)] == [
        "parameters.run.rounds (line 13)",
        "parameters.overseer.quality (line 15)",
    ]


def test_an_inline_table_gives_its_values_their_line() -> None:
    text = 'format = 1\ntitle = "x"\nparameters = {run = {rounds = 0}}'
    assert complaint(text)[0].startswith("parameters.run.rounds (line 3)")


# --- what is no file ---------------------------------------------------------------------------------------------


def refusal(path: Path) -> str:
    said = []
    for take in (read, text_of):
        with pytest.raises(ScenarioError) as error:
            take(path)
        said += [str(problem) for problem in error.value.problems]
    assert said[0] == said[1]
    return said[0]


def test_a_missing_file_is_said_to_be_missing(tmp_path: Path) -> None:
    assert refusal(tmp_path / "none.toml") == "There is no such file."
    (tmp_path / "file").write_text("x", encoding="utf-8")
    assert refusal(tmp_path / "file" / "below.toml") == "There is no such file."


def test_a_folder_is_said_to_be_one_and_the_scenario_in_it_is_named(tmp_path: Path) -> None:
    assert refusal(tmp_path) == "This is a folder, not a scenario file."
    inside = tmp_path / library.FILE_NAME
    inside.write_text(HEAD, encoding="utf-8")
    assert refusal(tmp_path) == f"This is a folder, not a scenario file. Did you mean {inside}?"


def test_a_file_without_permission_is_said_to_be_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "mine.toml"
    path.write_text(HEAD, encoding="utf-8")

    def closed(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("builtins.open", closed)
    assert refusal(path) == "The file cannot be read: there is no permission for that."


if hasattr(os, "mkfifo"):  # Windows has no named pipes

    def test_a_pipe_is_refused_and_not_waited_for(tmp_path: Path) -> None:
        os.mkfifo(tmp_path / "pipe.toml")
        assert refusal(tmp_path / "pipe.toml") == "This is not an ordinary file."


def test_names_that_no_system_takes_are_refused(tmp_path: Path) -> None:
    assert refusal(Path("a\0b")).startswith("The file cannot be read: ")
    assert refusal(tmp_path / ("n" * 400)) == "The file cannot be read: the name is too long."


def test_a_circle_of_links_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.toml").symlink_to(tmp_path / "b.toml")
    (tmp_path / "b.toml").symlink_to(tmp_path / "a.toml")
    assert refusal(tmp_path / "a.toml") == "The file cannot be read: its links lead round in a circle."


# --- anything at all ---------------------------------------------------------------------------------------------

PIECES = [
    b"=", b"[", b"]", b"{", b"}", b'"', b"'", b'"""', b"'''", b"\n", b"\r", b".", b",", b"#", b"\\", b"\\u00e4", b"-",
    b"1", b"nan", b"inf", b"1e400", b"0x", b"true", b"2026-01-01", b"parameters", b"run.rounds = 5\n",
    b"[view]\n", b"[[a]]\n", b"= {a = 1}", b"format = 2\n", b"\xff", b"\0", b"\xef\xbb\xbf", b"\xf0\x9f\x98\x80",
]  # fmt: skip


def assert_taken_or_refused(data: bytes) -> None:
    for readonly in (False, True):
        try:
            scenario = parse(data, newer_is_readonly=readonly)
        except ScenarioError as error:
            lines = [str(problem) for problem in error.problems]
        else:
            lines = [scenario.title]
            assert scenario.read_only or render(scenario, data.decode()) == data.decode()
        assert lines
        assert all(line.isprintable() or line in data.decode() for line in lines)


@given(st.binary(max_size=200))
def test_any_bytes_are_a_scenario_or_a_list_of_problems(data: bytes) -> None:
    assert_taken_or_refused(data)


@given(st.text(st.sampled_from("ab.=[]{}\"'\\#\n\r\t ,01e-+_xé\ufeff\x00\x7f"), max_size=80))
def test_any_text_is_a_scenario_or_a_list_of_problems(text: str) -> None:
    assert_taken_or_refused(text.encode())


@settings(max_examples=1)
@given(st.integers(0, 2**32))
def test_bundled_files_damaged_at_random_are_taken_or_refused(seed: int) -> None:
    draw = random.Random(seed)
    whole = [file.path.read_bytes() for file in library.bundled()]
    slowest = 0.0
    for _ in range(1500):
        data = bytearray(draw.choice(whole))
        for _ in range(draw.choice([1, 1, 2, 3, 8, 40])):
            at, other = draw.randrange(len(data) + 1), draw.randrange(len(data) + 1)
            match draw.randrange(5):
                case 0:
                    data[at:at] = draw.choice(PIECES)
                case 1:
                    del data[at : at + draw.randrange(1, 20)]
                case 2:
                    data[at : at + 1] = bytes([draw.randrange(256)])
                case 3:
                    data[at:at] = data[other : other + draw.randrange(60)]
                case 4 if draw.random() < 0.2:
                    del data[at:]
        start = time.perf_counter()
        assert_taken_or_refused(bytes(data))
        slowest = max(slowest, time.perf_counter() - start)
    assert slowest < PATIENCE_S
