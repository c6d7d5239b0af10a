"""Overrides: a mechanism is switched off or made perfect for a run, whatever its parameter is set to.

What "off" and "ideal" mean stands in two columns of the parameter table. An override changes no setting: `in_force`
gives the parameters that a run is made with, and when the override ends, the settings are as they were.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

from simulator.engine.parameters import TABLE, Parameters, Value

Kind = Literal["off", "ideal"]
KINDS: tuple[Kind, ...] = ("off", "ideal")


def possible(id_: str) -> tuple[Kind, ...]:
    """The overrides that a parameter has, "off" first."""
    return tuple(kind for kind in KINDS if getattr(TABLE[id_], kind) is not None)


def value_of(id_: str, kind: Kind) -> Value:
    """The value that an override puts in force. Raises ValueError if the parameter has no such override."""
    value: Value | None = getattr(TABLE[id_], kind)
    if value is None:
        raise ValueError(f"{id_} cannot be {kind}")
    return value


def words_of(id_: str, kind: Kind) -> str:
    """What an override means, in a few words: "no drift when distilled"."""
    return TABLE[id_].off_words if kind == "off" else TABLE[id_].ideal_words


@dataclass(frozen=True, slots=True)
class Overrides:
    """Which parameters are overridden, and how: pairs in the order of the table. Raises ValueError for others."""

    pairs: tuple[tuple[str, Kind], ...] = ()

    def __post_init__(self) -> None:
        kinds = dict(self.pairs)
        for id_, kind in kinds.items():
            value_of(id_, kind)
        object.__setattr__(self, "pairs", tuple((id_, kinds[id_]) for id_ in TABLE if id_ in kinds))

    def __len__(self) -> int:
        return len(self.pairs)

    def __iter__(self) -> Iterator[tuple[str, Kind]]:
        return iter(self.pairs)

    def kind(self, id_: str) -> Kind | None:
        """How a parameter is overridden; None if it is not."""
        return next((kind for known, kind in self.pairs if known == id_), None)

    def with_(self, changes: Mapping[str, Kind | None]) -> Overrides:
        """A copy with some overrides begun or, with None, ended."""
        kinds: dict[str, Kind | None] = {**dict(self.pairs), **changes}
        return Overrides(tuple((id_, kind) for id_, kind in kinds.items() if kind is not None))

    def values(self) -> dict[str, Value]:
        """Every overridden id with the value in force."""
        return {id_: value_of(id_, kind) for id_, kind in self.pairs}


NONE = Overrides()


def in_force(parameters: Parameters, overrides: Overrides) -> Parameters:
    """The parameters that a run is made with: as set, but for what is overridden."""
    return parameters.with_(overrides.values()) if overrides else parameters


def _mechanism(**kinds: Kind) -> Mapping[str, Kind]:
    return MappingProxyType({id_.replace("__", "."): kind for id_, kind in kinds.items()})


MECHANISMS: Mapping[str, Mapping[str, Kind]] = MappingProxyType({
    "No drift": _mechanism(amplify__drift="off", distill__drift="off"),
    "No capture": _mechanism(amplify__capture="off"),
    "A flawless overseer": _mechanism(overseer__quality="ideal"),
    "Perfect checks": _mechanism(
        overseer__level="ideal", overseer__softness="ideal", reliability__check_rate="ideal",
        reliability__concealment="off", reliability__false_alarm="off",
    ),
    "No checks and no improvement": _mechanism(reliability__check_rate="off", reliability__refinement="off"),
    "Independent copies": _mechanism(overseer__panel_correlation="ideal", reliability__correlation="ideal"),
    "No voting": _mechanism(reliability__copies="off"),
    "A student who forgets nothing": _mechanism(
        distill__fidelity="ideal", distill__capacity="ideal", distill__softness="ideal"
    ),
    "No attacker": _mechanism(security__attempts="off", security__attack_share="off"),
})  # fmt: skip
"""Whole mechanisms by what overriding them means: rows of the table that make it up together."""
