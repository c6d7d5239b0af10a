"""Every bundled scenario gives the same table on one thread, on many, and on every Python that is at hand."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from simulator.scenario import library

SEEDS, TOLERANCE = (1, 2, 3, 4, 5), 1e-10
ROOT = Path(__file__).parents[2]
OTHERS = [f"3.{minor}" for minor in (11, 12, 13, 14) if sys.version_info[1] != minor]

_PROGRAM = """
import json, sys
from dataclasses import replace
from simulator.engine.iterate import run
from simulator.scenario import codec, library
tables = []
for slug in library.slugs():
    parameters = codec.read(library.find(slug)).in_force
    for seed in json.loads(sys.argv[1]):
        made = run(parameters.with_({"run.seed": seed}))
        tables.append([[row.to_json()[key] for key in ("correct", "error", "misaligned", "horizon", "misalignment")]
                       for row in made.rounds])
json.dump(tables, sys.stdout)
"""


def tables(python: str, threads: int) -> Any:
    """The figures of all scenarios and seeds, computed by a process of its own."""
    count = str(threads)
    environment = os.environ | {"OPENBLAS_NUM_THREADS": count, "OMP_NUM_THREADS": count, "PYTHONPATH": str(ROOT)}
    command = [python, "-c", _PROGRAM, json.dumps(SEEDS)]
    done = subprocess.run(command, capture_output=True, text=True, env=environment, cwd=ROOT)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def apart(one: Any, other: Any) -> float:
    """The largest difference between two nests of numbers of the same shape."""
    if isinstance(one, list):
        assert len(one) == len(other)
        return max((apart(a, b) for a, b in zip(one, other, strict=True)), default=0.0)
    return 0.0 if one == other else float(np.abs(one - other))


@pytest.fixture(scope="module")
def here() -> Any:
    found = tables(sys.executable, 1)
    assert len(found) == len(library.slugs()) * len(SEEDS)
    return found


def test_one_thread_and_many_give_the_same_tables(here: Any) -> None:
    assert apart(here, tables(sys.executable, 4)) <= TOLERANCE


@pytest.mark.parametrize("version", OTHERS)
def test_another_python_gives_the_same_tables(here: Any, version: str) -> None:
    python = os.environ.get(f"IDA_PYTHON_{version.replace('.', '_')}") or shutil.which(f"python{version}")
    known = (
        subprocess.run([python or "", "-c", "import numpy, networkx"], capture_output=True, check=False)
        if python
        else None
    )
    if python is None or known is None or known.returncode:
        pytest.skip(f"Python {version} with the packages of the science is not at hand: untested")
    assert apart(here, tables(python, 1)) <= TOLERANCE
