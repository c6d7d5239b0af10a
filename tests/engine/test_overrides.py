"""Overrides: what is off does nothing, what is ideal has no fault, and what is set stays set."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulator.engine.idle import idle
from simulator.engine.iterate import Run, run
from simulator.engine.measures import LEDGER_CAUSES
from simulator.engine.overrides import MECHANISMS, NONE, Kind, Overrides, in_force, possible, value_of, words_of
from simulator.engine.parameters import TABLE, Parameters, refusal
from tests.engine.strategies import Values, parameter_values

PAIRS: list[tuple[str, Kind]] = [(id_, kind) for id_ in TABLE for kind in possible(id_)]

LEDGER: dict[str, dict[str, Kind]] = {
    "overseer_slips": {"overseer.quality": "ideal"},
    "amplification_drift": {"amplify.drift": "off"},
    "assistants": {"overseer.assistance": "off"},
    "voting": {"reliability.copies": "off"},
    "checking": {"reliability.check_rate": "off"},
    "label_averaging": {"distill.labels_per_question": "off"},
    "forgetting": {"distill.fidelity": "ideal", "distill.capacity": "ideal", "distill.softness": "ideal"},
    "distillation_drift": {"distill.drift": "off"},
    "refinement": {"reliability.refinement": "off"},
}
"""What leaves no trace in the ledgers once it is overridden so."""

overrides_ = st.dictionaries(st.sampled_from(PAIRS), st.none(), max_size=8).map(lambda keys: Overrides(tuple(keys)))


def test_every_override_is_a_value_of_the_range_and_has_words() -> None:
    assert len(PAIRS) > 25
    for id_, kind in PAIRS:
        assert refusal(id_, value_of(id_, kind)) is None
        assert type(value_of(id_, kind)) is type(TABLE[id_].default)
        assert words_of(id_, kind)
        assert not words_of(id_, kind).endswith(".")


def test_no_two_overrides_have_the_same_words() -> None:
    said = [words_of(id_, kind) for id_, kind in PAIRS]
    assert len(set(said)) == len(said)


def test_luck_length_and_size_are_no_mechanisms() -> None:
    assert not any(possible(id_) for id_ in ("run.seed", "run.rounds", "run.replicas", "task.max_depth"))


@pytest.mark.parametrize(
    ("id_", "kind"), [("run.seed", "off"), ("overseer.quality", "off"), ("amplify.drift", "ideal")]
)
def test_an_override_that_there_is_not_is_refused(id_: str, kind: Kind) -> None:
    with pytest.raises(ValueError, match=id_):
        Overrides(((id_, kind),))


@given(parameter_values(), overrides_)
@settings(max_examples=50)
def test_only_what_is_overridden_changes_and_ending_it_brings_the_settings_back(
    values: Values, overrides: Overrides
) -> None:
    p = Parameters.of(values)
    q = in_force(p, overrides)
    assert {id_: q[id_] for id_, _ in overrides} == overrides.values()
    assert set(q.differences(p)) <= set(overrides.values())
    ended = overrides.with_(dict.fromkeys(overrides.values()))
    assert ended == NONE
    assert in_force(p, ended) is p


@given(overrides_)
def test_the_order_in_which_overrides_begin_plays_no_part(overrides: Overrides) -> None:
    assert Overrides(tuple(reversed(overrides.pairs))) == overrides
    assert hash(Overrides(tuple(reversed(overrides.pairs)))) == hash(overrides)


@pytest.mark.parametrize("cause", LEDGER)
@given(values=parameter_values(last_round=4))
@settings(max_examples=20)
def test_a_mechanism_that_is_overridden_leaves_no_trace_in_the_ledgers(cause: str, values: Values) -> None:
    p = in_force(Parameters.of(values), NONE.with_(LEDGER[cause]))
    column, result = LEDGER_CAUSES.index(cause), run(p)
    assert np.abs(result.ledger[:, column]).max() <= 1e-13
    assert np.abs(result.ledger_capability[:, column]).max() <= 1e-13


@pytest.mark.parametrize("cause", LEDGER)
def test_without_the_override_the_same_mechanism_leaves_a_trace(cause: str) -> None:
    p = Parameters.of({
        "amplify.drift": 0.02, "overseer.assistance": 0.3, "reliability.copies": 3, "reliability.check_rate": 0.5,
        "reliability.refinement": 0.3,
    })  # fmt: skip
    column, result = LEDGER_CAUSES.index(cause), run(p)
    assert np.abs(result.ledger_capability[:, column]).max() > 1e-4


@given(values=parameter_values({"overseer.consistency": 0.0, "overseer.assistance": 0.0}, last_round=4))
@settings(max_examples=20)
def test_without_misaligned_start_blind_spots_and_drift_nothing_is_ever_misaligned(values: Values) -> None:
    off: dict[str, Kind] = {
        "start.misalignment": "off", "start.reward_hacking": "off", "overseer.consistency": "off",
        "amplify.drift": "off", "distill.drift": "off",
    }  # fmt: skip
    assert run(in_force(Parameters.of(values), NONE.with_(off))).misaligned.max() == 0.0


@given(values=parameter_values(last_round=4))
@settings(max_examples=20)
def test_without_an_attacker_attacks_neither_succeed_nor_count(values: Values) -> None:
    result = run(
        in_force(Parameters.of(values), NONE.with_({"security.attempts": "off", "security.attack_share": "off"}))
    )
    assert result.attack_success.max() == 0.0
    assert np.array_equal(result.exposed_misalignment, result.misalignment)


@given(values=parameter_values(last_round=4), data=st.data())
@settings(max_examples=40)
def test_an_override_of_what_plays_no_part_has_no_effect(values: Values, data: st.DataObject) -> None:
    p = Parameters.of(values)
    resting = [(id_, kind) for id_, kind in PAIRS if idle(p, id_)]
    if not resting:
        return
    pair = data.draw(st.sampled_from(resting))
    assert same_figures(run(in_force(p, Overrides((pair,)))), run(p))


def test_each_mechanism_of_the_menu_is_made_of_overrides_that_there_are() -> None:
    for name, kinds in MECHANISMS.items():
        assert name
        assert NONE.with_(kinds).values()


def test_perfect_checks_find_more_than_everything_checked_alone() -> None:
    p = Parameters()
    alone = run(in_force(p, NONE.with_({"reliability.check_rate": "ideal"})))
    perfect = run(in_force(p, NONE.with_(MECHANISMS["Perfect checks"])))
    assert perfect.misalignment[-1] < alone.misalignment[-1] < run(p).misalignment[-1]


def same_figures(one: Run, other: Run) -> bool:
    names = [column.name for column in fields(Run) if column.name not in ("parameters", "transitions")]
    pairs: list[tuple[Any, Any]] = [(getattr(one, name), getattr(other, name)) for name in names]
    return all(np.allclose(a, b, rtol=1e-12, atol=1e-12, equal_nan=True) for a, b in pairs)
