"""Parameters that play no part at the present values of others: a control that seems dead says why it is."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from simulator.engine.parameters import Parameters

Rule = tuple[Callable[[Parameters], bool], str]


def _nothing_is_checked(p: Parameters) -> bool:
    return p.reliability.check_rate == 0.0


def _nothing_is_noticed(p: Parameters) -> bool:
    return _nothing_is_checked(p) and p.reliability.refinement == 0.0


RULES: Mapping[str, Rule] = MappingProxyType({
    "start.reward_hacking": (
        lambda p: p.start.method != "reinforcement",
        "no effect: the first training is not by reinforcement",
    ),
    "overseer.consistency": (lambda p: p.overseer.quality == 1.0, "no effect: this overseer never slips"),
    "overseer.level": (
        lambda p: _nothing_is_noticed(p) and p.start.method != "imitation",
        "no effect: nothing is checked or improved",
    ),
    "overseer.softness": (_nothing_is_noticed, "no effect: nothing is checked or improved"),
    "overseer.panel_correlation": (
        lambda p: p.overseer.panel < 3,
        "no effect: it takes three overseers to outvote one",
    ),
    "reliability.correlation": (
        lambda p: p.reliability.copies < 3 and (_nothing_is_checked(p) or p.reliability.retries == 0),
        "no effect: it takes three copies to outvote one",
    ),
    "reliability.concealment": (_nothing_is_noticed, "no effect: nothing is checked or improved"),
    "reliability.false_alarm": (_nothing_is_checked, "no effect: nothing is checked"),
    "reliability.retries": (_nothing_is_checked, "no effect: nothing is checked"),
})  # fmt: skip
"""For each id: when it plays no part, and the sentence that says so. All else acts on some reported figure."""


def idle(p: Parameters, id_: str) -> str | None:
    """Why a parameter plays no part in this run; None if it does."""
    rule = RULES.get(id_)
    return rule[1] if rule and rule[0](p) else None
