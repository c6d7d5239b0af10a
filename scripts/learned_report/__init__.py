"""Measures the learned model against the figures that it is to meet, and writes docs/learned-model.md.

usage: python -m scripts.learned_report [EXPERIMENT …]   without names: all that is not in the results yet
       python -m scripts.learned_report --write          only the report, from the results that are there

Each run is kept in docs/learned-model/results.json as soon as it ends, so that a stopped report goes on where it was.
Runs have seeds 1 to 5. About half an hour on one core.
"""

import os

os.environ["OPENBLAS_NUM_THREADS"] = "1"
