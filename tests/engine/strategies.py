"""Hypothesis strategies for the parameters of the effective model.

Each parameter is drawn by itself: its default, an end of its range, a value very close to an end, or any value.
Were all of them drawn evenly, almost every run would be noise from the first round on and few laws would show.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from hypothesis import strategies as st

from tests.engine.parameter_table import ROWS, Choice, Real, Whole

Values = dict[str, Any]

LAST_ROUND = 8  # later rounds repeat the same step and cost the slow reference as much again


def value_of(id_: str) -> st.SearchStrategy[Any]:
    """Any value that a parameter may take."""
    match ROWS[id_]:
        case Choice(_, choices):
            return st.sampled_from(choices)
        case Whole(default, low, high):
            return st.just(default) | st.sampled_from((low, high)) | st.integers(low, high)
        case Real(default, low, high):
            usual = st.floats(low, high, allow_subnormal=False)
            gaps = [(high - low) * 10.0**-zeros for zeros in range(1, 13)]
            near_an_end = st.sampled_from([low + gap for gap in gaps] + [high - gap for gap in gaps])
            return st.just(float(default)) | st.sampled_from((float(low), float(high))) | near_an_end | usual | usual
    raise AssertionError(id_)


def between(low: float, high: float) -> st.SearchStrategy[float]:
    """A number of a range, ends included, without the tiniest ones."""
    return st.floats(low, high, allow_subnormal=False)


def parameter_values(fixed: Mapping[str, Any] | None = None, last_round: int = LAST_ROUND) -> st.SearchStrategy[Values]:
    """Values for every parameter in range; `fixed` gives some a value, or a strategy, of their own."""
    chosen = {id_: value_of(id_) for id_ in ROWS}
    chosen["run.rounds"] = st.integers(1, last_round)
    for id_, value in (fixed or {}).items():
        assert id_ in ROWS, id_
        chosen[id_] = value if isinstance(value, st.SearchStrategy) else st.just(value)
    return st.fixed_dictionaries(chosen)


def steep_values(last_round: int = LAST_ROUND) -> st.SearchStrategy[Values]:
    """Values with which shares far below the rounding of 1 grow to whole ones: nearly perfect, deep, wide trees
    capture for a tiny misaligned share, retries lift a tiny correct one.
    """
    tiny = st.integers(3, 18).map(lambda zeros: 10.0**-zeros)
    return parameter_values(
        {
            "task.max_depth": st.integers(8, 20),
            "task.decomposable": st.sampled_from((1.0, 0.5, 0.1)),
            "start.misalignment": tiny | st.just(0.0),
            "start.accuracy": tiny | st.just(1.0),
            "start.spread": between(0.1, 1),
            "overseer.quality": st.just(1.0) | between(0.9, 1),
            "overseer.consistency": st.just(0.0) | value_of("overseer.consistency"),
            "overseer.level": st.just(20.0) | value_of("overseer.level"),
            "overseer.grounding": st.just(0.0) | value_of("overseer.grounding"),
            "amplify.levels": st.integers(2, 4),
            "amplify.drift": st.just(0.0),
            "reliability.check_rate": st.sampled_from((0.0, 1.0)),
            "reliability.retries": st.integers(1, 5),
            "reliability.false_alarm": st.just(0.0) | tiny,
            "reliability.refinement": st.just(0.0) | tiny,
            "distill.fidelity": st.just(1.0) | between(0.9, 1),
            "distill.capacity": st.just(24.0),
            "distill.softness": between(0.1, 1),
            "distill.drift": st.just(0.0) | tiny,
            "run.rounds": st.integers(3, last_round),
        }
    )


def triples() -> st.SearchStrategy[tuple[float, float]]:
    """Any (correct, misaligned) with a sum of at most 1."""
    share = st.sampled_from((0.0, 1.0, 0.5)) | between(0, 1)
    return st.tuples(share, share).map(lambda pair: (pair[0], (1.0 - pair[0]) * pair[1])) | st.tuples(share, share).map(
        lambda pair: ((1.0 - pair[0]) * pair[1], pair[0])
    )
