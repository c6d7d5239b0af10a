"""The settings of the learned model: the table of model.md 3, and what it refuses."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given

from simulator.engine.parameters import ParameterError
from simulator.learner.settings import SETTINGS, SIZES, Learned, is_switch, refusal
from tests.scenario.strategies import learned_values

# Written out from model.md 3, so that the table is held against something.
DESIGN: dict[str, tuple[Any, ...]] = {
    "learned.task": (
        "permutation_powering",
        "permutation_powering", "shortest_path", "wildcard_search", "sequential_assignments", "union_find", "diagnosis",
    ),
    "learned.size": (32, 3, 96),
    "learned.rounds": (8, 1, 40),
    "learned.levels": (1, 1, 4),
    "learned.width": (128, 4, 512),
    "learned.steps": (400, 10, 5000),
    "learned.targets": ("sharp", "soft", "sharp", "hard"),
    "learned.temperature": (1.0, 0.1, 10),
    "learned.curriculum": (True,),
    "learned.slip_rate": (0.0, 0, 1),
    "learned.slip_consistency": (0.0, 0, 1),
    "learned.contamination": (0.0, 0, 0.5),
    "learned.check_rate": (1.0, 0, 1),
    "learned.blind_spot": (0.0, 0, 1),
    "learned.students": (1, 1, 7),
    "learned.same_start": (False,),
    "learned.trigger": (0.0, 0, 1),
    "learned.drop_trigger": (False,),
    "learned.seeds": (3, 1, 20),
}  # fmt: skip


def test_the_table_is_that_of_the_design() -> None:
    table = {
        id_: (row.default, *(row.choices or (() if is_switch(row) else (row.low, row.high))))
        for id_, row in SETTINGS.items()
    }
    assert table == DESIGN
    assert [type(row.default) for row in SETTINGS.values()] == [type(entry[0]) for entry in DESIGN.values()]


def test_whole_numbers_are_those_whose_default_is_one() -> None:
    for row in SETTINGS.values():
        assert row.integer == (type(row.default) is int)


def test_every_row_says_what_it_is() -> None:
    for row in SETTINGS.values():
        assert row.label
        assert row.help
        assert row.source


def test_the_sizes_are_those_of_the_design() -> None:
    assert [(s.default, s.low, s.high) for s in SIZES.values()] == [
        (32, 8, 64), (24, 8, 48), (6, 3, 8), (64, 8, 64), (64, 8, 64), (48, 8, 96),
    ]  # fmt: skip


@given(learned_values())
def test_values_in_range_are_taken_as_they_are(values: dict[str, Any]) -> None:
    learned = Learned.of(values)
    assert {id_: learned[id_] for id_ in values} == values
    size = SIZES[learned.task]
    assert learned.size == values.get("learned.size", size.default)


@pytest.mark.parametrize("task", SIZES)
def test_a_size_is_held_against_the_limits_of_its_task(task: str) -> None:
    sizes = SIZES[task]
    for size in (sizes.low - 1, sizes.high + 1):
        with pytest.raises(ParameterError, match=f"from {sizes.low} to {sizes.high}.*{task}"):
            Learned.of({"learned.task": task, "learned.size": size})
    for size in (sizes.low, sizes.high):
        assert Learned.of({"learned.task": task, "learned.size": size}).size == size


def test_a_new_task_brings_its_size_and_the_same_task_keeps_it() -> None:
    small = Learned.of({"learned.size": 10})
    assert small.with_({"learned.task": "permutation_powering"}).size == 10
    assert small.with_({"learned.task": "diagnosis"}).size == 48
    assert small.with_({"learned.task": "diagnosis", "learned.size": 9}).size == 9


@pytest.mark.parametrize(
    ("id_", "value", "said"),
    [
        ("learned.taks", 1, "There is no setting learned.taks; did you mean learned.task?"),
        ("zzz", 1, "There is no setting zzz."),
        ("learned.task", "chess", "learned.task is 'chess', but it must be one of permutation_powering, "),
        ("learned.width", 3, "learned.width is 3, outside its range: it must be a whole number from 4 to 512."),
        ("learned.width", 8.0, "learned.width is 8.0, but it must be a whole number from 4 to 512."),
        ("learned.width", True, "learned.width is True, but it must be a whole number from 4 to 512."),
        ("learned.width", 10**30, "learned.width is a number of more than nineteen digits, outside its range"),
        ("learned.slip_rate", float("nan"), "learned.slip_rate is nan, which is not a number to calculate with"),
        ("learned.slip_rate", "0.1", "learned.slip_rate is '0.1', but it must be a number from 0 to 1."),
        ("learned.slip_rate", 1.5, "learned.slip_rate is 1.5, outside its range: it must be from 0 to 1."),
        ("learned.curriculum", 1, "learned.curriculum is 1, but it must be true or false."),
        ("learned.curriculum", [], "learned.curriculum is [], but it must be true or false."),
        ("learned.size", 7, "learned.size is 7, outside its range: it must be a whole number from 8 to 64"),
    ],
)
def test_what_cannot_be_taken_is_refused_with_id_value_and_range(id_: str, value: object, said: str) -> None:
    with pytest.raises(ParameterError) as error:
        Learned.of({id_: value})
    assert error.value.problems[0][0] == id_
    assert error.value.problems[0][1].startswith(said)


def test_all_problems_are_named_at_once() -> None:
    with pytest.raises(ParameterError) as error:
        Learned.of({"learned.width": 1, "learned.seeds": 0, "learned.steps": 20})
    assert [id_ for id_, _ in error.value.problems] == ["learned.width", "learned.seeds"]


def test_without_a_task_a_size_is_held_against_the_limits_of_all() -> None:
    assert refusal("learned.size", 96) is None
    assert refusal("learned.size", 97) is not None


def test_a_number_of_thousands_of_digits_is_refused_in_a_short_sentence() -> None:
    sentence = refusal("learned.width", 10**5000)
    assert sentence is not None
    assert len(sentence) < 150
