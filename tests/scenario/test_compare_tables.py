"""The tables [overrides] and [compare]: read, refused, written, taken out again."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulator.engine.overrides import NONE, Overrides
from simulator.engine.parameters import Parameters
from simulator.scenario.codec import parse, render
from simulator.scenario.schema import Compare, Scenario, ScenarioError
from tests.engine.strategies import Values, parameter_values
from tests.engine.test_overrides import PAIRS

TEXT = """# by hand
format = 1
title = "A and B"

[parameters]
overseer.quality = 0.9   # kept
reliability.copies = 3

[overrides]
distill.drift = "off"   # why: to see what is left

[compare]
overseer.quality = 0.8
[compare.overrides]
amplify.capture = "off"

[view]
lock = ["run.seed"]
"""

overrides_ = st.dictionaries(st.sampled_from(PAIRS), st.none(), max_size=5).map(lambda keys: Overrides(tuple(keys)))


def compares(values: Values, overrides: Overrides) -> Compare:
    return Compare(parameters=Parameters.of(values), overrides=overrides)


def test_b_is_as_a_but_for_what_its_table_says() -> None:
    taken = parse(TEXT)
    assert dict(taken.overrides) == {"distill.drift": "off"}
    assert taken.in_force.distill.drift == 0.0
    assert taken.parameters.distill.drift == 0.002
    other = taken.other_in_force
    assert other is not None
    assert (other.overseer.quality, other.reliability.copies) == (0.8, 3)
    assert (other.amplify.capture, other.distill.drift) == (0.0, 0.002)


def test_b_has_the_luck_of_a_whatever_seed_it_was_copied_with() -> None:
    b = Compare(parameters=Parameters.of({"run.seed": 7, "run.replicas": 50, "overseer.quality": 0.5}))
    scenario = Scenario(title="x", parameters=Parameters.of({"run.seed": 9}), compare=b)
    other = scenario.other_in_force
    assert other is not None
    assert (other.run.seed, other.run.replicas, other.overseer.quality) == (9, 200, 0.5)
    assert parse(render(scenario)) == scenario


@given(parameter_values(), parameter_values(), overrides_, overrides_, st.booleans())
@settings(max_examples=60)
def test_what_is_written_is_read_back(
    a: Values, b: Values, here: Overrides, there: Overrides, is_compared: bool
) -> None:
    compare = compares(b, there) if is_compared else None
    scenario = Scenario(title="x", parameters=Parameters.of(a), overrides=here, compare=compare)
    assert parse(render(scenario)) == scenario


@given(parameter_values(), parameter_values(), overrides_, overrides_, st.booleans())
@settings(max_examples=60)
def test_saving_into_a_file_that_was_read_keeps_its_comments(
    a: Values, b: Values, here: Overrides, there: Overrides, is_compared: bool
) -> None:
    compare = compares(b, there) if is_compared else None
    scenario = replace(parse(TEXT), parameters=Parameters.of(a), overrides=here, compare=compare)
    text = render(scenario, TEXT)
    assert parse(text) == scenario
    assert text.startswith("# by hand\n")
    assert "# kept" in text


def test_b_that_is_a_copy_of_a_is_an_empty_table() -> None:
    scenario = Scenario(title="x", compare=Compare(parameters=Parameters()))
    assert render(scenario).endswith("\n[compare]\n")
    plain = parse('format = 1\ntitle = "x"\n[parameters]\n')
    kept = render(replace(plain, compare=Compare(parameters=Parameters())), 'format = 1\ntitle = "x"\n[parameters]\n')
    assert kept == 'format = 1\ntitle = "x"\n[parameters]\n\n[compare]\n'


def test_what_is_dropped_leaves_the_rest_of_the_file_as_it_was() -> None:
    scenario = replace(parse(TEXT), overrides=NONE, compare=None)
    text = render(scenario, TEXT)
    assert "compare" not in text
    assert "distill.drift" not in text
    assert text.startswith(TEXT[: TEXT.index("distill.drift")])
    assert text.endswith('[view]\nlock = ["run.seed"]\n')


@pytest.mark.parametrize(
    ("table", "place", "sentence"),
    [
        ("[overrides]\ndistill.drift = \"ideal\"", "overrides.distill.drift", "it can be \"off\" (no drift"),
        ("[overrides]\ndistill.drift = 0.0", "overrides.distill.drift", "is a number, but an override is"),
        ('[overrides]\ndistill.drift = "of"', "overrides.distill.drift", 'is "of", but an override is'),
        ('[overrides]\nrun.seed = "off"', "overrides.run.seed", "cannot be overridden"),
        ('[overrides]\ndistil.drift = "off"', "overrides.distil.drift", "did you mean distill.drift"),
        ('[overrides]\ndistill.drifts = "off"', "overrides.distill.drifts", "did you mean distill.drift"),
        ('[overrides]\ndistill = "off"', "overrides.distill", "group of parameters"),
        ('[overrides]\ndistill.drift = ["off"]', "overrides.distill.drift", "is a list, but an override is"),
        ("[compare]\nrun.seed = 3", "compare.run.seed", "the same for A and B"),
        ("[compare]\noverseer.quality = 3", "compare.overseer.quality", "outside its range"),
        ("[compare]\noverseer.qualty = 0.5", "compare.overseer.qualty", "did you mean overseer.quality"),
        ('[compare]\noverrides = "off"', "compare.overrides", "must be a table"),
        ('[compare.overrides]\namplify.capture = "ideal"', "compare.overrides.amplify.capture", "it can be"),
        ("[[compare]]\n", "compare", "must be a table"),
    ],
)  # fmt: skip
def test_what_cannot_be_taken_is_said_with_its_place(table: str, place: str, sentence: str) -> None:
    with pytest.raises(ScenarioError) as caught:
        parse(f'format = 1\ntitle = "x"\n[parameters]\n{table}\n')
    problems = {problem.place: problem.message for problem in caught.value.problems}
    assert sentence in problems[place]
    assert all(problem.line for problem in caught.value.problems)
