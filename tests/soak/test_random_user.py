"""Three random users use the window for two minutes each, at the same time, in processes of their own."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TypeAlias

import pytest

from tests.soak.random_user import reach_file
from tests.soak.reach import LEAST_SHARE, together

pytestmark = pytest.mark.random_user
SEEDS, MORE_SEEDS = (1, 2, 3), (4, 5, 6)
SECONDS = float(os.environ.get("IDA_SOAK_SECONDS", "120"))
PATIENCE_S = 120.0
"""Beyond the time that they use the window: a life that has begun is ended, and compared with a fresh window."""

ROOT = Path(__file__).parents[2]
OUT = ROOT / "out" / "soak"
"""Where they say what they did, so that what fails can be replayed."""

User: TypeAlias = subprocess.Popen[str]


@pytest.fixture(scope="module")
def users() -> Iterator[dict[int, User]]:
    """All of them, from the first test on."""
    started = {seed: _started(seed, SECONDS) for seed in SEEDS}
    yield started
    for process in started.values():
        process.kill()
        process.communicate()


@pytest.mark.parametrize("seed", SEEDS)
def test_a_random_user_meets_no_error_no_warning_and_no_stale_window(users: dict[int, User], seed: int) -> None:
    _watch(users[seed])


@pytest.mark.skipif(SECONDS < 120, reason="too short to reach everything")
def test_together_they_reach_nearly_everything(users: dict[int, User]) -> None:
    for user in users.values():
        user.wait(timeout=SECONDS + PATIENCE_S)
    missing = _missing(SEEDS)
    if missing:  # on a busy machine two minutes are short: others go on for one
        for more in [_started(seed, SECONDS / 2) for seed in MORE_SEEDS]:
            _watch(more)
        missing = _missing((*SEEDS, *MORE_SEEDS))
    assert not missing


def _started(seed: int, seconds: float) -> User:
    environment = {name: value for name, value in os.environ.items() if name != "QT_QPA_PLATFORM"}
    command = [sys.executable, "-m", "tests.soak.random_user", f"--seed={seed}", f"--seconds={seconds}", f"--out={OUT}"]
    return subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=environment, cwd=ROOT
    )


def _watch(user: User) -> None:
    said, _ = user.communicate(timeout=SECONDS + PATIENCE_S)
    print(said)
    assert user.returncode == 0, said


def _missing(seeds: Sequence[int]) -> dict[str, list[str]]:
    """What nobody has used, where that is too much."""
    reached = together(reach_file(OUT, seed) for seed in seeds)
    return {what: one.missing for what, one in reached.items() if one.share < LEAST_SHARE}
