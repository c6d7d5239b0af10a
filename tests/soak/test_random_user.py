"""Three random users use the window for two minutes each, at the same time, in processes of their own."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.soak.random_user import reach_file
from tests.soak.reach import LEAST_SHARE, together

pytestmark = pytest.mark.random_user
SEEDS = (1, 2, 3)
SECONDS = float(os.environ.get("IDA_SOAK_SECONDS", "120"))
PATIENCE_S = 120.0
"""Beyond the time that they use the window: a life that has begun is ended, and compared with a fresh window."""


OUT = Path(__file__).parents[2] / "out" / "soak"
"""Where they say what they did, so that what fails can be replayed."""


@pytest.fixture(scope="module")
def users() -> Iterator[dict[int, subprocess.Popen[str]]]:
    """All of them, from the first test on."""
    environment = {name: value for name, value in os.environ.items() if name != "QT_QPA_PLATFORM"}
    started = {
        seed: subprocess.Popen(
            [sys.executable, "-m", "tests.soak.random_user", f"--seed={seed}", f"--seconds={SECONDS}", f"--out={OUT}"],
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=environment,
            cwd=Path(__file__).parents[2],
        )
        for seed in SEEDS
    }  # fmt: skip
    yield started
    for process in started.values():
        process.kill()
        process.communicate()


@pytest.mark.parametrize("seed", SEEDS)
def test_a_random_user_meets_no_error_no_warning_and_no_stale_window(
    users: dict[int, subprocess.Popen[str]], seed: int
) -> None:
    said, _ = users[seed].communicate(timeout=SECONDS + PATIENCE_S)
    print(said)
    assert users[seed].returncode == 0, said


@pytest.mark.skipif(SECONDS < 120, reason="too short to reach everything")
@pytest.mark.parametrize("what", ["actions", "controls", "dialogs"])
def test_together_they_have_reached_nearly_everything(
    users: dict[int, subprocess.Popen[str]], what: str
) -> None:
    for user in users.values():
        user.wait(timeout=SECONDS + PATIENCE_S)
    reached = together(reach_file(OUT, seed) for seed in SEEDS)[what]
    assert reached.share >= LEAST_SHARE, reached.missing
