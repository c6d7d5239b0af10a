"""The watchdog of the main loop: 150 deeds in a real window, in a process of its own (absences.py).

It looks at the main thread's own work, scaled by a piece of work that is measured among the deeds, so that other work
on the machine is no finding; and only a deed that is late in two runs is one.
"""

from pathlib import Path

import pytest

from tests.reliability.absences import LIMIT_MS, Absence, Watched, main, watched_apart


def late() -> dict[str, str]:
    """The deeds after which the main loop was away for too long, and where it was seen."""
    rows = watched_apart("--short")
    assert len(rows) > 140
    return {name: f"{name}: {scaled_ms:.0f} ms\n{stack}" for name, scaled_ms, _, stack in rows if scaled_ms > LIMIT_MS}


def test_nothing_that_a_user_does_keeps_the_main_loop_away(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (scratch := tmp_path / "scratch").mkdir()
    monkeypatch.setenv("TMPDIR", str(scratch))
    first = late()
    again = late() if first else {}
    both = [again[name] for name in first if name in again]
    assert not both, "\n".join(both)
    assert list(scratch.iterdir()) == []


@pytest.mark.parametrize(("longest_ms", "status"), [(140.0, 0), (160.0, 1)])
def test_what_is_late_fails_the_command(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], longest_ms: float, status: int
) -> None:
    absence = Absence(name="a deed", longest_ms=2.0 * longest_ms, work_ms=400.0, stack="")
    busy = Watched(absences=(absence,), reference_ms=20.0)
    monkeypatch.setattr("tests.reliability.absences.measure", lambda *_, **__: busy)
    assert main([]) == status
    assert f"1 deeds, the longest {longest_ms:.0f} ms, 1 above 100, {status} late" in capsys.readouterr().out


def test_a_watchdog_that_fails_says_why() -> None:
    with pytest.raises(RuntimeError, match="--size: expected one argument"):
        watched_apart("--size")
