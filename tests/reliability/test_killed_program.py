"""The program itself is killed: every process that works for it ends as well, whatever it is at."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PATIENCE_S = 60.0

SWEEP = """
from simulator.engine.axis import parse
from simulator.engine.parameters import Parameters
from simulator.engine.plan import Plan
from simulator.engine.sweep import sweep
from simulator.engine.workers import Processes

if __name__ == "__main__":
    axis = parse("amplify.capture=0:1:100000")
    plan = Plan(base=Parameters(), axes=(axis,), measures=("reproduction",), round=None, replicas=200)
    with Processes(2, gently=True) as workers:
        chunks = sweep(plan, workers.executor, ahead=workers.ahead)
        next(chunks)
"""
TELL_WORKERS = """
        print(*(process.pid for process in workers.processes), flush=True)
"""
BANDS = """
from functools import partial
from time import sleep
from simulator.app.helper import Helper
from simulator.engine.parameters import Parameters
from simulator.engine.spread import spreads

if __name__ == "__main__":
    helper = Helper()
    helper.begin(lambda *result: None)
    while not helper.is_ready:
        sleep(0.02)
    helper.put(1, 1, partial(spreads, Parameters.of({"run.replicas": 2000})))
    print(helper.process.pid, flush=True)
    sleep(600)
"""
PROGRAMS = {
    "in the middle of a sweep": f"{SWEEP}{TELL_WORKERS}        list(chunks)\n",
    "waiting for work": f"{SWEEP}        list(workers.executor.map(abs, range(100)))\n{TELL_WORKERS}        input()\n",
    "in the middle of bands": BANDS,
}


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="this system has no kill -9")
@pytest.mark.parametrize("program", PROGRAMS.values(), ids=PROGRAMS)
def test_no_process_outlives_a_program_that_is_killed(program: str) -> None:
    """All of them hold the program's standard output: who reads it hears its end once the last one is gone."""
    with subprocess.Popen(
        [sys.executable, "-c", program],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
        env={**os.environ, "PYTHONPATH": str(ROOT)}, text=True,
    ) as killed:  # fmt: skip
        assert killed.stdout is not None
        workers = [int(word) for word in killed.stdout.readline().split()]
        killed.kill()
        try:
            killed.communicate(timeout=PATIENCE_S)
        except subprocess.TimeoutExpired:
            for worker in workers:
                with suppress(ProcessLookupError):
                    os.kill(worker, signal.SIGKILL)
            pytest.fail(f"of {workers} some are still there after {PATIENCE_S:.0f} s")
        assert workers
