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
        case Choice(default, choices):
            return st.just(default) | st.sampled_from(choices)
        case Whole(default, low, high):
            return st.just(default) | st.sampled_from((low, high)) | st.integers(low, high)
        case Real(default, low, high):
            usual = st.floats(low, high, allow_subnormal=False)
            near_an_end = st.integers(1, 12).flatmap(
                lambda zeros: st.sampled_from((low + (high - low) * 10.0**-zeros, high - (high - low) * 10.0**-zeros))
            )
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


def triples() -> st.SearchStrategy[tuple[float, float]]:
    """Any (correct, misaligned) with a sum of at most 1."""
    share = st.sampled_from((0.0, 1.0, 0.5)) | between(0, 1)
    return st.tuples(share, share).map(lambda pair: (pair[0], (1.0 - pair[0]) * pair[1])) | st.tuples(share, share).map(
        lambda pair: ((1.0 - pair[0]) * pair[1], pair[0])
    )
