"""A difference between A and B in words."""

from __future__ import annotations

from simulator.engine.overrides import Kind, words_of
from simulator.engine.parameters import TABLE, Value
from simulator.scenario.comparing import Difference
from simulator.ui.text import tr
from simulator.ui.widgets.override import NAMES
from simulator.ui.widgets.values import value_text


def side_text(id_: str, value: Value, kind: Kind | None) -> str:
    """A value, or how it is overridden."""
    return value_text(TABLE[id_], value) if kind is None else tr(NAMES[kind])


def sentence(difference: Difference) -> str:
    """Name and both values: "overseer quality: A 0.90, B 0.95"."""
    sides = []
    for value, kind in ((difference.a, difference.a_kind), (difference.b, difference.b_kind)):
        text = value_text(TABLE[difference.id], value)
        sides.append(text if kind is None else f"{text} ({tr(words_of(difference.id, kind))})")
    return tr("{name}: A {a}, B {b}", name=tr(TABLE[difference.id].label), a=sides[0], b=sides[1])
