"""A | B as changes of the scenario."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.engine.overrides import NONE, Overrides
from simulator.engine.parameters import Parameters
from simulator.scenario.comparing import Difference, adopted, copied, differences, dropped, keeping, swapped
from simulator.scenario.schema import SHARED, Compare, Scenario
from tests.engine.strategies import Values, parameter_values
from tests.engine.test_overrides import PAIRS

ALONE = Scenario(title="x", parameters=Parameters.of({"overseer.quality": 0.9, "run.seed": 4}))

overrides_ = st.dictionaries(st.sampled_from(PAIRS), st.none(), max_size=4).map(lambda keys: Overrides(tuple(keys)))


def pair(a: Values, b: Values, here: Overrides = NONE, there: Overrides = NONE) -> Scenario:
    compare = Compare(parameters=Parameters.of(b), overrides=there)
    return Scenario(title="x", parameters=Parameters.of(a), overrides=here, compare=compare)


def test_a_copy_differs_in_nothing_and_changes_nothing_of_a() -> None:
    state = replace(ALONE, overrides=Overrides((("amplify.capture", "off"),)))
    both = copied(state)
    assert differences(both) == ()
    assert replace(both, compare=None) == state
    assert both.other_in_force == both.in_force


def test_what_differs_is_listed_in_the_order_of_the_table_with_both_values() -> None:
    both = copied(ALONE)
    both = replace(both, parameters=both.parameters.with_({"run.rounds": 5, "overseer.quality": 0.7}))
    assert differences(both) == (
        Difference(id="overseer.quality", a=0.7, b=0.9),
        Difference(id="run.rounds", a=5, b=12),
    )


def test_an_override_is_a_difference_of_what_is_in_force_and_names_its_side() -> None:
    both = replace(copied(ALONE), overrides=Overrides((("distill.drift", "off"),)))
    assert differences(both) == (Difference(id="distill.drift", a=0.0, b=0.002, a_kind="off"),)
    assert differences(swapped(both)) == (Difference(id="distill.drift", a=0.002, b=0.0, b_kind="off"),)


def test_a_setting_that_an_override_hides_makes_no_difference() -> None:
    off = Overrides((("distill.drift", "off"),))
    both = pair({"distill.drift": 0.1}, {}, off, off)
    assert differences(both) == ()


def test_without_b_nothing_differs_and_nothing_can_be_swapped_adopted_or_kept() -> None:
    assert differences(ALONE) == ()
    for change in (swapped, adopted, dropped):
        assert change(ALONE) == ALONE
    assert keeping(ALONE, "overseer.quality") == ALONE


@given(parameter_values(), parameter_values(), overrides_, overrides_)
def test_swapping_twice_gives_back_both_and_never_touches_the_shared_luck(
    a: Values, b: Values, here: Overrides, there: Overrides
) -> None:
    state = pair(a, b, here, there)
    once = swapped(state)
    assert swapped(once) == state
    assert once.in_force == state.other_in_force
    assert once.other_in_force == state.in_force
    assert all(once.parameters[id_] == state.parameters[id_] for id_ in SHARED)


@given(parameter_values(), parameter_values(), overrides_, overrides_)
def test_adopting_makes_b_the_scenario_and_dropping_leaves_a(
    a: Values, b: Values, here: Overrides, there: Overrides
) -> None:
    state = pair(a, b, here, there)
    assert adopted(state).compare is None
    assert adopted(state).in_force == state.other_in_force
    assert dropped(state) == replace(state, compare=None)


@given(parameter_values(), parameter_values(), overrides_, overrides_)
def test_keeping_one_difference_leaves_that_one_alone(a: Values, b: Values, here: Overrides, there: Overrides) -> None:
    state = pair(a, b, here, there)
    for difference in differences(state)[:4]:
        kept = keeping(state, difference.id)
        assert differences(kept) == (difference,)
        assert kept.compare == state.compare


def test_an_unknown_parameter_cannot_be_kept() -> None:
    with pytest.raises(KeyError):
        keeping(copied(ALONE), "no.such")
