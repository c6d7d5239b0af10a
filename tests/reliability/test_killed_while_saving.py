"""Killed while saving: the old file or the new one is there as a whole (the short version of `kills`)."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from simulator.scenario.files import LEFT_OVER, LEFT_OVER_S, write_atomically
from tests.reliability import kills

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.skipif(not kills.is_possible(), reason="this system has no kill -9")
def test_nothing_is_lost_by_kill_9() -> None:
    command = [sys.executable, "-m", "tests.reliability.kills", "--count", "40"]
    ended = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert ended.returncode == 0, ended.stdout + ended.stderr
    assert ended.stdout.count("40 kills") == len(kills.KINDS)
    assert ended.stdout.endswith("\n0 lost\n")


def test_what_a_kill_leaves_beside_is_cleared_away_by_a_later_save(tmp_path: Path) -> None:
    old, young, other = (tmp_path / name for name in (".ida-0123456789ab.toml", ".ida-ba9876543210", ".ida-mine.toml"))
    for path in (old, young, other):
        path.write_bytes(b"half")
    assert [bool(LEFT_OVER.fullmatch(path.name)) for path in (old, young, other)] == [True, True, False]
    before = time.time() - LEFT_OVER_S - 10
    for path in (old, other):
        os.utime(path, (before, before))
    write_atomically(tmp_path / "mine.toml", b"whole")
    assert sorted(path.name for path in tmp_path.iterdir()) == [young.name, other.name, "mine.toml"]
