"""`sweep --cluster` on a real scheduler with two workers on this machine: the same bytes, whoever computes or dies."""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.cli.calls import ROOT

pytest.importorskip("distributed", reason="distributed (extra dev) is not installed")

PATIENCE_S = 60.0
MAIN = [sys.executable, str(ROOT / "main.py")]
OVER = ("--over", "overseer.quality=0.5:1:18", "--over", "amplify.capture=0:1:4", "--replicas", "400")
CELLS = 72
JOINED = """
import sys
from distributed import Client
with Client(sys.argv[1]) as client:
    client.wait_for_workers(int(sys.argv[2]), timeout=float(sys.argv[3]))
"""
"""On a busy machine workers join late; a sweep that begins before them says so."""


@dataclass
class LocalCluster:
    """A scheduler and workers, each a process of its own, as on several machines."""

    folder: Path
    address: str = ""
    scheduler: subprocess.Popen[bytes] | None = None
    workers: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def start(self, *arguments: str) -> subprocess.Popen[bytes]:
        """One of its processes."""
        environment = os.environ | {
            "PYTHONPATH": str(ROOT), "DASK_DISTRIBUTED__WORKER__DAEMON": "False", "OPENBLAS_NUM_THREADS": "1",
            "DASK_TEMPORARY_DIRECTORY": str(self.folder),
        }  # fmt: skip
        return subprocess.Popen(
            [sys.executable, "-m", "dask", *arguments], cwd=self.folder, env=environment,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip

    def open(self) -> None:
        """Start the scheduler on a free port of this machine only, and two workers."""
        contact = self.folder / "scheduler.json"
        local = ("--host", "127.0.0.1", "--no-dashboard")
        self.scheduler = self.start("scheduler", *local, "--port", "0", "--scheduler-file", str(contact))
        wait_until(lambda: contact.exists() and contact.read_bytes().rstrip().endswith(b"}"), self.scheduler)
        self.address = json.loads(contact.read_text())["address"]
        self.workers = [
            self.start("worker", self.address, *local, "--nthreads", "1", "--no-nanny") for _ in range(2)
        ]
        joined = [sys.executable, "-c", JOINED, self.address, str(len(self.workers)), str(PATIENCE_S)]
        done = subprocess.run(joined, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr

    def close(self) -> None:
        """End all of it."""
        for process in (*self.workers, self.scheduler):
            if process is not None:
                process.kill()
                process.wait()


def wait_until(holds: Callable[[], bool], *alive: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + PATIENCE_S
    while not holds():
        assert time.monotonic() < deadline
        assert all(process.poll() is None for process in alive), "it ended before its time"
        time.sleep(0.02)


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[LocalCluster]:
    made = LocalCluster(tmp_path)
    try:
        made.open()
        yield made
    finally:
        made.close()


def rows(out: Path) -> int:
    return max(out.read_bytes().count(b"\n") - 1, 0) if out.exists() else 0


def sweeping(out: Path, *how: str) -> subprocess.Popen[bytes]:
    asked = [*MAIN, "sweep", "why-did-it-turn", *OVER, *how, "--csv", str(out)]
    return subprocess.Popen(asked, stdout=subprocess.PIPE, stderr=subprocess.PIPE)


def test_one_process_two_and_a_cluster_that_loses_a_worker_write_the_same_bytes(
    cluster: LocalCluster, tmp_path: Path
) -> None:
    out = tmp_path / "cluster.csv"
    running = sweeping(out, "--cluster", cluster.address)
    wait_until(lambda: rows(out) >= 6, running)
    victim = cluster.workers[0]
    victim.kill()  # -9: it says goodbye to nobody
    victim.wait()
    assert rows(out) < CELLS // 2, "there was work left to lose"
    said = running.communicate(timeout=PATIENCE_S)
    assert (running.returncode, said) == (0, (b"", b""))
    for jobs in ("1", "2"):
        alone = tmp_path / f"{jobs}.csv"
        done = sweeping(alone, "--jobs", jobs)
        assert done.communicate(timeout=PATIENCE_S) == (b"", b"")
        assert alone.read_bytes() == out.read_bytes()
    assert rows(out) == CELLS


def test_a_cluster_that_is_gone_is_told_calmly_and_its_rows_stay(cluster: LocalCluster, tmp_path: Path) -> None:
    out = tmp_path / "out.csv"
    running = sweeping(out, "--cluster", cluster.address)
    wait_until(lambda: rows(out) >= 4, running)
    cluster.close()
    text = running.communicate(timeout=PATIENCE_S)[1].decode()
    there = rows(out)
    assert running.returncode == 2
    assert text.splitlines() == [
        f"error: the cluster at {cluster.address} no longer answers; {there} of {CELLS} rows are there, complete, in "
        f"{out}. The same command with --resume goes on from here."
    ]
    with open(out, newline="") as file:
        assert all(None not in row.values() and "" not in row.values() for row in csv.DictReader(file))
    done = sweeping(out, "--resume", "--jobs", "1")
    assert done.communicate(timeout=PATIENCE_S) == (b"", b"")
    assert rows(out) == CELLS
