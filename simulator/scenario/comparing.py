"""A | B as changes of the scenario: copy, swap, adopt, drop, keep one difference. Pure.

A is the scenario's own settings, B its `compare`. Both play with the same luck, so what differs between their runs
comes from what differs between their settings.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from simulator.engine.overrides import Kind
from simulator.engine.parameters import TABLE, Value
from simulator.scenario.schema import Compare, Scenario


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One parameter whose values in force differ, with how each side overrides it (None: as set)."""

    id: str
    a: Value
    b: Value
    a_kind: Kind | None = None
    b_kind: Kind | None = None


def copied(state: Scenario) -> Scenario:
    """A as B; what was B before is forgotten."""
    return replace(state, compare=Compare(parameters=state.parameters, overrides=state.overrides))


def swapped(state: Scenario) -> Scenario:
    """A and B change places; without a B, the same state."""
    b = state.compare
    if b is None:
        return state
    return replace(copied(state), parameters=b.like(state.parameters), overrides=b.overrides)


def adopted(state: Scenario) -> Scenario:
    """B becomes A, and the comparison ends; without a B, the same state."""
    return dropped(swapped(state)) if state.compare is not None else state


def dropped(state: Scenario) -> Scenario:
    """A alone."""
    return replace(state, compare=None)


def differences(state: Scenario) -> tuple[Difference, ...]:
    """What differs between the runs of A and B, in the order of the table; nothing without a B."""
    a, b, other = state.in_force, state.compare, state.other_in_force
    if b is None or other is None:
        return ()
    return tuple(
        Difference(id=id_, a=mine, b=theirs, a_kind=state.overrides.kind(id_), b_kind=b.overrides.kind(id_))
        for id_, (mine, theirs) in a.differences(other).items()
    )


def keeping(state: Scenario, id_: str) -> Scenario:
    """A differs from B by this parameter alone: all else of A becomes as it is in B."""
    b = state.compare
    if b is None:
        return state
    parameters = b.like(state.parameters).with_({id_: state.parameters[TABLE[id_].id]})
    return replace(state, parameters=parameters, overrides=b.overrides.with_({id_: state.overrides.kind(id_)}))
