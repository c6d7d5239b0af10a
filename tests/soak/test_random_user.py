"""Three random users use the window for two minutes each, in processes of their own, beside the other tests."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

pytestmark = pytest.mark.random_user
SEEDS = (1, 2, 3)
SECONDS = float(os.environ.get("IDA_SOAK_SECONDS", "120"))
PATIENCE_S = 120.0
"""Beyond the time that they use the window: a life that has begun is ended, and compared with a fresh window."""


@pytest.fixture(scope="module")
def users(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[int, subprocess.Popen[str]]]:
    """All of them, from the first test on."""
    out = tmp_path_factory.mktemp("soak")
    environment = {name: value for name, value in os.environ.items() if name != "QT_QPA_PLATFORM"}
    started = {
        seed: subprocess.Popen(
            [sys.executable, "-m", "tests.soak.random_user", f"--seed={seed}", f"--seconds={SECONDS}", f"--out={out}"],
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=environment,
            cwd=Path(__file__).parents[2], preexec_fn=_give_way,
        )
        for seed in SEEDS
    }  # fmt: skip
    yield started
    for process in started.values():
        process.kill()
        process.communicate()


@pytest.mark.parametrize("seed", SEEDS)
def test_a_random_user_meets_no_error_and_no_warning(
    users: dict[int, subprocess.Popen[str]], seed: int
) -> None:
    said, _ = users[seed].communicate(timeout=SECONDS + PATIENCE_S)
    print(said)
    assert users[seed].returncode == 0, said


def _give_way() -> None:
    """The other tests go first."""
    os.nice(5)
