"""What is said to play no part plays none; what is not said so does."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulator.engine.idle import RULES, idle
from simulator.engine.iterate import run
from simulator.engine.parameters import TABLE, Parameters
from tests.engine.strategies import Values, parameter_values

FIGURES = (
    "correct", "misaligned", "ledger", "reproduction_by_depth", "model_calls", "overseer_steps",
    "exposed_misalignment",
)  # fmt: skip
WITHOUT_FIGURES = {"run.seed", "run.replicas"}


def other(id_: str, share: float) -> float | int:
    row = TABLE[id_]
    value = row.low + share * (row.high - row.low)
    return round(value) if row.integer else value


@pytest.mark.parametrize("id_", RULES)
@settings(max_examples=40, deadline=None)
@given(values=parameter_values(), share=st.floats(0, 1))
def test_an_idle_parameter_changes_no_figure(id_: str, values: Values, share: float) -> None:
    off = {
        "reliability.check_rate": 0.0, "reliability.refinement": 0.0, "reliability.copies": 2, "overseer.panel": 2,
        "overseer.quality": 1.0 if id_ == "overseer.consistency" else values["overseer.quality"],
        "start.method": "supervised", "run.rounds": min(int(values["run.rounds"]), 4),
    }  # fmt: skip
    p = Parameters.of({**values, **off})
    assert idle(p, id_)
    before, after = run(p), run(p.with_({id_: other(id_, share)}))
    for figure in FIGURES:
        assert getattr(before, figure) == pytest.approx(getattr(after, figure), abs=1e-12), figure


@pytest.mark.parametrize("id_", [id_ for id_ in TABLE if id_ not in WITHOUT_FIGURES and not TABLE[id_].choices])
def test_a_parameter_that_is_not_idle_changes_some_figure(id_: str) -> None:
    busy = Parameters.of({
        "start.method": "reinforcement", "overseer.panel": 3, "reliability.copies": 3, "reliability.check_rate": 0.5,
        "reliability.refinement": 0.3, "overseer.assistance": 0.3, "overseer.grounding": 0.3, "task.decomposable": 0.8,
        "amplify.levels": 2, "amplify.drift": 0.01, "reliability.false_alarm": 0.05, "security.attack_share": 0.2,
        "security.reviewers": 2, "security.prevalence": 0.01, "run.rounds": 4,
    })  # fmt: skip
    assert idle(busy, id_) is None
    changed = busy.with_({id_: other(id_, 0.73)})
    before, after = run(busy), run(changed)
    same = before.correct.shape == after.correct.shape and all(
        getattr(before, figure) == pytest.approx(getattr(after, figure), rel=1e-12, abs=0) for figure in FIGURES
    )
    assert not same
