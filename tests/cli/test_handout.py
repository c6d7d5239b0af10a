"""`handout`: a lesson as a page."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from tests.cli.calls import assert_refused, call, process, without_interface

CAPTURE = pytest.CaptureFixture[str]


def test_handout_and_key_are_pdfs_of_one_page(tmp_path: Path) -> None:
    pytest.importorskip("PySide6.QtGui", exc_type=ImportError)
    for number, more in enumerate([(), ("--key", "--paper", "letter"), ("--set", "run.rounds=20", "--language", "de")]):
        out = tmp_path / f"{number}.pdf"
        done = process("handout", "checks", "--out", out, *more, env={**os.environ, "DISPLAY": ""})
        assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
        assert out.read_bytes().startswith(b"%PDF")


def test_what_is_no_lesson_and_what_is_no_pdf_is_refused(capsys: CAPTURE, mine: Path) -> None:
    pytest.importorskip("PySide6.QtGui", exc_type=ImportError)
    assert_refused(call(capsys, "handout", "mine.toml", "--out", "a.pdf"), "mine.toml: there is no lesson beside")
    assert_refused(call(capsys, "handout", "checks", "--out", "a.png"), "--out a.png: a picture goes to a file")
    assert_refused(call(capsys, "handout", "checks", "--out", "no/a.pdf"), "--out: no/a.pdf cannot be written")
    assert sorted(path.name for path in mine.parent.iterdir()) == ["mine.toml"]


def test_without_qt_one_line_says_so(capsys: CAPTURE, mine: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    without_interface(monkeypatch)
    assert_refused(call(capsys, "handout", "checks", "--out", "a.pdf"), "A handout needs PySide6")
    assert json.dumps(sorted(path.name for path in mine.parent.iterdir())) == '["mine.toml"]'
