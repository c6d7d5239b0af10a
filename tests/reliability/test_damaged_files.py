"""Damaged files: no crash, no hang, one plain message each (the short version of `damage`)."""

from __future__ import annotations

import platform
import sys
from pathlib import Path

import pytest

from tests.reliability import fuzz
from tests.reliability.damage import SLOWEST_S, examine, verdict
from tests.reliability.readers import READERS, Reader, complaint, reader_of

EACH = 150


@pytest.mark.parametrize("reader", READERS, ids=[reader.name for reader in READERS])
def test_damaged_files_are_taken_or_refused_in_plain_words(reader: Reader, tmp_path: Path) -> None:
    tally, findings = examine(reader, EACH, 2, tmp_path)
    assert tally.read == EACH
    assert [finding.what for finding in findings] == []


@pytest.mark.parametrize("reader", READERS, ids=[reader.name for reader in READERS])
def test_whole_files_are_taken(reader: Reader, tmp_path: Path) -> None:
    for sample in reader.samples():
        if sample.startswith(b"term:"):
            continue  # an address of another kind than lessons write themselves
        assert verdict(reader, sample, tmp_path)[:2] == (None, True), sample[:200]


def test_an_endless_axis_in_a_file_is_no_reason_to_wait(tmp_path: Path) -> None:
    text = b'format = 1\ntitle = "x"\n[parameters]\n[experiment]\nover = ["%s"]\n'
    for axis in (b"overseer.quality=0:1:1000000", b"run.seed=1:1000000:1000000:log", b"run.rounds=1:1.0000001:999999"):
        what, _, seconds = verdict(reader_of("scenario"), text % axis, tmp_path)
        assert what is None
        assert seconds < SLOWEST_S


@pytest.mark.parametrize(
    ("words", "wrong"),
    [("There is no such file.", None), ("", "nothing"), ("a\x00b", "printed"), ("x" * 5000, "too much"),
     ("KeyError: 'a'", "programmers"), ("\n" * 500, "nothing"), ("a\n" * 500, "too much")],
)  # fmt: skip
def test_what_counts_as_a_plain_message(words: str, wrong: str | None) -> None:
    found = complaint(ValueError(words))
    assert (found is None) == (wrong is None)
    assert wrong is None or wrong in (found or "")


@pytest.mark.skipif(
    sys.platform != "linux" or platform.machine() != "x86_64" or sys.version_info >= (3, 14),
    reason="there is no wheel of atheris",
)
@pytest.mark.parametrize("target", fuzz.TARGETS)
def test_the_fuzzer_finds_nothing_in_a_moment(target: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (scratch := tmp_path / "scratch").mkdir()
    monkeypatch.setenv("TMPDIR", str(scratch))
    went_well, said = fuzz.attack(target, 1, tmp_path / "corpus", seed=3)
    assert went_well, said
    assert list(scratch.iterdir()) == []


def test_a_fuzzer_that_is_missing_is_no_success(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(fuzz, "is_here", lambda: False)
    assert fuzz.main(["--seconds", "1"]) == 1
    assert "atheris is not installed" in capsys.readouterr().out
