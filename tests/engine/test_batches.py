"""Many runs at once give the same figures as one after another; results cannot be changed; rounds come when asked."""

from __future__ import annotations

import dataclasses
from collections.abc import Generator, Iterator
from itertools import islice
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from simulator.engine import iterate
from simulator.engine.iterate import Round, run, simulate
from simulator.engine.parameters import TABLE, Parameters, stack
from tests.engine.compare import COUNTERS, simulated
from tests.engine.parameter_table import DEFAULTS, ROWS
from tests.engine.strategies import Values, parameter_values, value_of

STRUCTURAL = [id_ for id_, row in TABLE.items() if row.structural]
ROUND_KEYS = [
    "round", "correct", "error", "misaligned", "horizon", "capability", "misalignment", "prevalence",
    "attack_success", "exposed_misalignment",
]  # fmt: skip
LATER_KEYS = [
    "teacher_correct", "teacher_misaligned", "teacher_horizon", "ledger", "ledger_capability",
    "reproduction_by_depth", "reproduction", "model_calls", "overseer_steps",
]  # fmt: skip
LEDGER_KEYS = [
    "spread", "overseer_slips", "amplification_drift", "assistants", "voting", "checking", "label_averaging",
    "forgetting", "distillation_drift", "refinement",
]  # fmt: skip

some_runs = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@st.composite
def batches(draw: st.DrawFn) -> list[Values]:
    """One to four sets that share their structural values."""
    first = draw(parameter_values())
    rest = draw(st.lists(parameter_values({id_: first[id_] for id_ in STRUCTURAL}), max_size=3))
    return [first, *rest]


def assert_equal_figures(name: str, one: Any, other: Any, tolerance: float) -> None:
    relative = tolerance if name in COUNTERS else 0.0
    np.testing.assert_allclose(one, other, rtol=relative, atol=tolerance, err_msg=name)


# --- batches -----------------------------------------------------------------------------------------------------


@given(sets=batches())
@some_runs
def test_a_batch_gives_the_figures_of_the_separate_runs(sets: list[Values]) -> None:
    together = run(stack([Parameters.of(values) for values in sets]))
    for number, values in enumerate(sets):
        alone = run(Parameters.of(values))
        for name in ROUND_KEYS[1:] + LATER_KEYS:
            assert getattr(together, name).shape[1] == len(sets)
            assert_equal_figures(name, getattr(together, name)[:, number], getattr(alone, name), 1e-12)


@given(sets=batches())
@settings(some_runs, max_examples=15)
def test_a_batch_is_simulated_round_by_round_like_the_separate_runs(sets: list[Values]) -> None:
    columns: list[Iterator[Round]] = [simulate(Parameters.of(values)) for values in sets]
    for together, *alone in zip(simulate(stack([Parameters.of(values) for values in sets])), *columns, strict=True):
        for number, single in enumerate(alone):
            assert together.round == single.round
            for name in ROUND_KEYS[1:] + (LATER_KEYS if single.round else []):
                assert_equal_figures(name, getattr(together, name)[number], getattr(single, name), 1e-12)


def test_the_sets_of_a_batch_do_not_mix() -> None:
    qualities = [0.8, 0.95, 1.0]
    together = run(stack([Parameters.of({"overseer.quality": q}) for q in qualities]))
    assert [f"{peak:.1f}" for peak in together.horizon.max(axis=0)] == ["4.2", "6.1", "8.2"]
    backwards = run(stack([Parameters.of({"overseer.quality": q}) for q in reversed(qualities)]))
    np.testing.assert_array_equal(together.horizon, backwards.horizon[:, ::-1])


@pytest.mark.parametrize("id_", [id_ for id_ in ROWS if id_ not in STRUCTURAL])
def test_a_value_that_is_not_structural_may_differ_within_a_batch(id_: str) -> None:
    low, high = (Parameters.of({"run.rounds": 2, id_: value}) for value in (TABLE[id_].low, TABLE[id_].high))
    batch = stack([low, high])
    column = batch[id_]
    assert isinstance(column, np.ndarray)
    assert column.shape == (2, 1, 1)
    together = run(batch)
    for number, p in enumerate((low, high)):
        for name in ROUND_KEYS[1:] + LATER_KEYS:
            assert_equal_figures(name, getattr(together, name)[:, number], getattr(run(p), name), 1e-12)


@pytest.mark.parametrize("id_", STRUCTURAL)
@given(data=st.data())
@settings(max_examples=3, deadline=None)
def test_sets_with_different_structure_are_refused(id_: str, data: st.DataObject) -> None:
    other = data.draw(value_of(id_).filter(lambda value: value != DEFAULTS[id_]))
    with pytest.raises(ValueError, match=id_.replace(".", r"\.")):
        stack([Parameters(), Parameters.of({id_: other})])


def test_an_empty_batch_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one"):
        stack([])


# --- one law, two ways -------------------------------------------------------------------------------------------


@given(values=parameter_values())
@some_runs
def test_run_and_simulate_give_the_same_figures(values: Values) -> None:
    p = Parameters.of(values)
    for one, other in zip(run(p).rounds, simulate(p), strict=True):
        left, right = one.to_json(), other.to_json()
        assert list(left) == list(right)
        for name in left:
            if name.startswith("ledger"):
                left[name], right[name] = list(left[name].values()), list(right[name].values())
            assert_equal_figures(name, left[name], right[name], 1e-12)


def test_a_run_repeated_is_the_same_to_the_last_bit() -> None:
    assert simulated(DEFAULTS) == simulated(DEFAULTS)


def test_rounds_have_the_keys_of_the_file_format_in_its_order() -> None:
    first, *later = simulated(DEFAULTS)
    assert list(first) == ROUND_KEYS
    assert [shown["round"] for shown in (first, *later)] == list(range(13))
    for shown in later:
        assert list(shown) == ROUND_KEYS + LATER_KEYS
        assert list(shown["ledger"]) == list(shown["ledger_capability"]) == LEDGER_KEYS
        for name in ("correct", "error", "misaligned", "teacher_correct", "teacher_misaligned"):
            assert len(shown[name]) == 13
        assert len(shown["reproduction_by_depth"]) == 12


# --- read-only ---------------------------------------------------------------------------------------------------


def arrays_in(record: Any, place: str) -> Iterator[tuple[str, np.ndarray[Any, Any]]]:
    """Every array that can be reached from a result."""
    if isinstance(record, np.ndarray):
        yield place, record
    elif isinstance(record, tuple | list):
        for number, part in enumerate(record):
            yield from arrays_in(part, f"{place}[{number}]")
    elif dataclasses.is_dataclass(record):
        for column in dataclasses.fields(record):
            yield from arrays_in(getattr(record, column.name), f"{place}.{column.name}")


@pytest.mark.parametrize("batch", [False, True], ids=["one set", "a batch"])
def test_no_array_of_a_result_can_be_written_to(batch: bool) -> None:
    p = Parameters.of({"run.rounds": 3, "reliability.copies": 3, "overseer.assistance": 0.5})
    p = stack([p, p]) if batch else p
    whole = run(p)
    figures = [(name, getattr(whole, name)) for name in ROUND_KEYS[1:] + LATER_KEYS]
    found = [*arrays_in(figures, "run"), *arrays_in(list(simulate(p)), "rounds")]
    assert len(found) > 40
    assert [place for place, array in found if array.flags.writeable] == []
    for _, array in found:
        with pytest.raises(ValueError, match="read-only"):
            array[...] = 0


@pytest.mark.parametrize("batch", [False, True], ids=["one set", "a batch"])
def test_no_array_of_a_transition_can_be_written_to(batch: bool) -> None:
    p = Parameters.of({"run.rounds": 3, "reliability.copies": 3, "overseer.assistance": 0.5})
    found = list(arrays_in(run(stack([p, p]) if batch else p).transitions, "transitions"))
    assert len(found) > 12
    assert [place for place, array in found if array.flags.writeable] == []


def test_no_field_of_a_result_can_be_replaced() -> None:
    whole = run(Parameters())
    with pytest.raises(dataclasses.FrozenInstanceError):
        whole.horizon = whole.capability  # type: ignore[misc]
    for one in (whole.round(1), next(simulate(Parameters()))):
        with pytest.raises(dataclasses.FrozenInstanceError):
            one.horizon = 0.0  # type: ignore[misc]


# --- lazy --------------------------------------------------------------------------------------------------------


def test_a_round_is_computed_when_it_is_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    computed = []
    original = iterate.advance

    def counted(*arguments: Any) -> Any:
        computed.append(1)
        return original(*arguments)

    monkeypatch.setattr(iterate, "advance", counted)
    rounds = simulate(Parameters.of({"run.rounds": 60}))
    assert isinstance(rounds, Generator)
    assert len(computed) == 0
    for asked in range(4):
        assert next(rounds).round == asked
        assert len(computed) == asked
    rounds.close()
    assert list(rounds) == []
    assert len(computed) == 3


def test_the_first_rounds_do_not_depend_on_how_many_follow() -> None:
    short = simulated(DEFAULTS | {"run.rounds": 3})
    long = [shown.to_json() for shown in islice(simulate(Parameters.of({"run.rounds": 60})), 4)]
    assert short == long
