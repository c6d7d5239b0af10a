"""The watchdog of the main loop: 150 deeds in a real window, in a process of its own (absences.py).

It looks at the main thread's own work, scaled by a piece of work that is measured among the deeds, so that other work
on the machine is no finding; and only a deed that is late in two runs is one.
"""

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LIMIT_MS = 150.0
"""The promise is 100. One measurement scatters by a third; what this is here to find took 150 to 450."""


def late(out: Path) -> dict[str, str]:
    """The deeds after which the main loop was away for too long, and where it was seen."""
    command = [sys.executable, "-m", "tests.reliability.absences", "--short", "--json", str(out)]
    subprocess.run(command, cwd=ROOT, capture_output=True, check=True)
    rows = json.loads(out.read_text())["deeds"]
    assert len(rows) > 140
    return {name: f"{name}: {scaled_ms:.0f} ms\n{stack}" for name, scaled_ms, _, stack in rows if scaled_ms > LIMIT_MS}


def test_nothing_that_a_user_does_keeps_the_main_loop_away(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (scratch := tmp_path / "scratch").mkdir()
    monkeypatch.setenv("TMPDIR", str(scratch))
    first = late(tmp_path / "first.json")
    again = late(tmp_path / "again.json") if first else {}
    both = [again[name] for name in first if name in again]
    assert not both, "\n".join(both)
    assert list(scratch.iterdir()) == []
