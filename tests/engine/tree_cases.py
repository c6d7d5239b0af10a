"""Parameters to try sampled trees with."""

from __future__ import annotations

from hypothesis import strategies as st

from simulator.engine.parameters import TABLE, Parameters

SMALLER = {"task.max_depth": 6, "run.rounds": 3}  # so that many parameter sets can be tried
OF_THE_TREE = [
    id_
    for id_ in TABLE
    if not id_.startswith("security.") and id_ not in ("run.seed", "run.replicas", "distill.examples")
]


def _values(id_: str) -> st.SearchStrategy[object]:
    row = TABLE[id_]
    if row.choices:
        return st.sampled_from(row.choices)
    low, high = row.low, min(row.high, SMALLER.get(id_, row.high))
    if row.integer:
        return st.integers(int(low), int(high))
    tiny = st.floats(-300, 0).map(lambda exponent: low + (high - low) * 10**exponent)
    return st.one_of(st.sampled_from([low, high]), st.floats(low, high), tiny).filter(lambda x: low <= x <= high)


parameters = st.fixed_dictionaries({id_: _values(id_) for id_ in OF_THE_TREE}).map(Parameters.of)
"""Any values, of all parameters that trees depend on."""


BUSY = {
    "task.max_depth": 4, "task.branching": 3, "task.decomposable": 0.8, "start.misalignment": 0.2, "start.level": 1,
    "start.accuracy": 0.8, "overseer.quality": 0.6, "overseer.grounding": 0.3, "overseer.panel": 3,
    "overseer.assistance": 0.3, "overseer.level": 4, "amplify.levels": 2, "amplify.capture": 0.6, "amplify.drift": 0.05,
    "reliability.copies": 3, "reliability.check_rate": 0.7, "reliability.false_alarm": 0.2, "reliability.retries": 2,
    "reliability.refinement": 0.3, "distill.drift": 0.05, "distill.fidelity": 0.9, "distill.labels_per_question": 3,
    "run.rounds": 3,
}  # fmt: skip
"""Every mechanism at work."""
