"""The parameter table is that of model.md 2.1, and nothing out of range gets in."""

from __future__ import annotations

import dataclasses
import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulator.engine.parameters import TABLE, ParameterError, Parameters
from tests.engine.parameter_table import ASSUMPTIONS, DEFAULTS, ROWS, Choice, Real, Whole
from tests.engine.strategies import Values, parameter_values

NUMBERS = {id_: row for id_, row in ROWS.items() if isinstance(row, Whole | Real)}
WHOLE = [id_ for id_, row in ROWS.items() if isinstance(row, Whole)]
SYMBOLS = {
    "task.max_depth": "D", "task.branching": "b", "task.decomposable": "δ", "overseer.quality": "q",
    "overseer.consistency": "β", "overseer.level": "H", "overseer.softness": "w", "overseer.grounding": "g",
    "overseer.assistance": "a", "amplify.levels": "k", "amplify.capture": "σ", "amplify.drift": "ε_A",
    "reliability.copies": "n", "reliability.correlation": "ρ", "reliability.check_rate": "χ",
    "reliability.concealment": "κ", "reliability.false_alarm": "f", "reliability.retries": "T",
    "reliability.refinement": "u", "distill.capacity": "K", "distill.drift": "ε_D",
    "distill.labels_per_question": "n_q", "distill.examples": "N", "security.reviewers": "s",
}  # fmt: skip


def refusals(values: dict[str, Any]) -> dict[str, str]:
    """What is said about each refused id; {} if all is taken."""
    try:
        Parameters.of(values)
    except ParameterError as error:
        return dict(error.problems)
    return {}


def as_words(number: float) -> str:
    return str(int(number)) if number == int(number) else str(number)


# --- the table ---------------------------------------------------------------------------------------------------


def test_the_table_has_the_ids_of_the_text_in_its_order() -> None:
    assert list(TABLE) == list(ROWS)
    assert [row.id for row in TABLE.values()] == list(ROWS)


@pytest.mark.parametrize("id_", ROWS)
def test_default_range_and_kind_are_those_of_the_text(id_: str) -> None:
    row, text = TABLE[id_], ROWS[id_]
    assert row.default == text.default
    if isinstance(text, Choice):
        assert row.choices == text.choices
    else:
        assert (row.low, row.high) == (text.low, text.high)
        assert row.choices == ()
    assert row.integer is isinstance(text, Whole)


def test_assumptions_are_marked_where_the_text_marks_them() -> None:
    marked = {id_ for id_, row in TABLE.items() if row.assumption}
    assert marked >= ASSUMPTIONS


@pytest.mark.parametrize(("id_", "symbol"), SYMBOLS.items())
def test_symbols_are_those_of_the_equations(id_: str, symbol: str) -> None:
    assert TABLE[id_].symbol == symbol


@pytest.mark.parametrize("id_", ROWS)
def test_every_row_says_what_it_is_and_where_it_comes_from(id_: str) -> None:
    row = TABLE[id_]
    assert row.label
    assert row.help
    assert row.source
    assert len({other.label for other in TABLE.values()}) == len(TABLE)


def test_the_table_cannot_be_changed() -> None:
    with pytest.raises(TypeError):
        TABLE["task.max_depth"] = TABLE["task.branching"]  # type: ignore[index]
    with pytest.raises(dataclasses.FrozenInstanceError):
        TABLE["task.max_depth"].high = 100  # type: ignore[misc]


# --- values ------------------------------------------------------------------------------------------------------


def test_nothing_set_means_the_defaults() -> None:
    assert Parameters.of({}).values() == DEFAULTS
    assert Parameters() == Parameters.of(DEFAULTS)
    assert list(Parameters().values()) == list(ROWS)


@given(values=parameter_values())
@settings(deadline=None)
def test_values_in_range_are_taken_as_they_are(values: Values) -> None:
    p = Parameters.of(values)
    assert p.values() == values
    for id_, value in values.items():
        section, name = id_.split(".")
        assert p[id_] == value
        assert getattr(getattr(p, section), name) == value
        assert type(p[id_]) is (type(value) if isinstance(value, str) else int if id_ in WHOLE else float)


@given(values=parameter_values(), id_=st.sampled_from(list(ROWS)), other=parameter_values())
@settings(deadline=None)
def test_a_changed_copy_differs_in_the_changed_value_only(values: Values, id_: str, other: Values) -> None:
    p = Parameters.of(values)
    changed = p.with_({id_: other[id_]})
    assert changed.values() == values | {id_: other[id_]}
    assert p.values() == values


@pytest.mark.parametrize("id_", ROWS)
def test_a_record_cannot_be_changed(id_: str) -> None:
    section, name = id_.split(".")
    p = Parameters()
    with pytest.raises(dataclasses.FrozenInstanceError):
        setattr(getattr(p, section), name, DEFAULTS[id_])
    with pytest.raises(dataclasses.FrozenInstanceError):
        setattr(p, section, getattr(p, section))


def test_numbers_of_numpy_and_whole_floats_of_real_parameters_are_numbers() -> None:
    p = Parameters.of({"overseer.quality": np.float64(0.25), "run.rounds": np.int64(7), "overseer.level": 3})
    assert p.values() == DEFAULTS | {"overseer.quality": 0.25, "run.rounds": 7, "overseer.level": 3.0}
    assert type(p.overseer.level) is float
    assert type(p.run.rounds) is int


# --- refusals ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("id_", NUMBERS)
def test_both_ends_of_a_range_are_taken_and_the_next_number_beyond_is_refused(id_: str) -> None:
    row = NUMBERS[id_]
    if isinstance(row, Whole):
        beyond: tuple[float, float] = (row.low - 1, row.high + 1)
    else:
        beyond = (math.nextafter(row.low, -math.inf), math.nextafter(row.high, math.inf))
    for end in (row.low, row.high):
        assert refusals({id_: end}) == {}
        assert Parameters.of({id_: end})[id_] == end
    for value in beyond:
        assert list(refusals({id_: value})) == [id_]


@pytest.mark.parametrize("id_", NUMBERS)
@pytest.mark.parametrize("sign", [-1, 1])
def test_a_refusal_names_the_id_the_value_and_the_range(id_: str, sign: int) -> None:
    row = NUMBERS[id_]
    value = (row.high if sign > 0 else row.low) + sign * 1234567
    sentence = refusals({id_: value})[id_]
    assert id_ in sentence
    assert as_words(value) in sentence
    assert f"from {as_words(row.low)} to {as_words(row.high)}" in sentence


@pytest.mark.parametrize("id_", NUMBERS)
@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf, "1", None, True, [1], 1j], ids=repr)
def test_what_is_no_finite_number_is_refused(id_: str, value: object) -> None:
    sentence = refusals({id_: value})[id_]
    assert id_ in sentence
    row = NUMBERS[id_]
    assert f"from {as_words(row.low)} to {as_words(row.high)}" in sentence


@pytest.mark.parametrize("id_", WHOLE)
@pytest.mark.parametrize("fraction", [0.5, 0.0], ids=["half", "float"])
def test_a_whole_number_is_asked_for_where_one_is_needed(id_: str, fraction: float) -> None:
    value = ROWS[id_].default + fraction  # type: ignore[operator]
    sentence = refusals({id_: value})[id_]
    assert "whole number" in sentence
    assert as_words(value) in sentence


@pytest.mark.parametrize("value", ["Supervised", "", "evolution", 0, None, ["supervised"]], ids=repr)
def test_an_unknown_start_method_is_refused_with_the_known_ones(value: object) -> None:
    sentence = refusals({"start.method": value})["start.method"]
    assert all(choice in sentence for choice in ("supervised", "imitation", "reinforcement"))


@pytest.mark.parametrize(
    ("id_", "near"),
    [
        ("overseer.qualty", "overseer.quality"),
        ("reliability.copy", "reliability.copies"),
        ("Overseer.quality", "overseer.quality"),
        ("distil.capacity", "distill.capacity"),
        ("rounds", "run.rounds"),
        ("zzzz", None),
        ("", None),
    ],
)
def test_an_unknown_id_is_refused_and_the_nearest_known_one_named(id_: str, near: str | None) -> None:
    sentence = refusals({id_: 0.5})[id_]
    assert id_ in sentence
    assert (near in sentence) if near else not any(known in sentence for known in ROWS)


def test_all_problems_are_listed_at_once() -> None:
    bad = {
        "overseer.quality": 1.5,
        "run.rounds": 61,
        "task.branching": 2.5,
        "no.such": 1,
        "distill.drift": math.nan,
        "start.method": "evolution",
    }
    assert list(refusals(bad | {"amplify.capture": 0.5})) == list(bad)
    with pytest.raises(ParameterError) as caught:
        Parameters.of(bad)
    assert all(sentence in str(caught.value) for sentence in refusals(bad).values())


@given(id_=st.sampled_from(list(NUMBERS)), value=st.floats() | st.integers())
@settings(max_examples=400)
def test_a_number_is_taken_unchanged_or_refused_and_never_clamped(id_: str, value: float) -> None:
    row = NUMBERS[id_]
    fits = row.low <= value <= row.high and (isinstance(row, Real) or isinstance(value, int))
    if fits:
        assert Parameters.of({id_: value})[id_] == value
    else:
        assert list(refusals({id_: value})) == [id_]
    assert (refusals({id_: value}) == {}) is fits
